"""Databases beside the one of the test run, for work that no transaction can take back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.apps import apps
from django.db import connection
from psycopg import sql


@contextmanager
def database(name: str, copied_from: str = "template1") -> Iterator[None]:
    """Make a database, let Django's connection lead to it, and drop it afterwards.

    Args:
        name: of the new database; one that a killed run left under this name goes first.
        copied_from: the database it is a copy of; nobody may be connected to that one.
    """
    usual = connection.settings_dict["NAME"]
    move_to_new_database(name, copied_from)
    try:
        yield
    finally:
        _lead_to(usual)
        with _server() as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def move_to_new_database(name: str, copied_from: str = "template1") -> None:
    """Make a database, and let Django's connection lead to it; arguments as above."""
    new = sql.Identifier(name)
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(new))
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(new, sql.Identifier(copied_from))
        )
    _lead_to(name)


def _server() -> psycopg.Connection:
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    for cannot_connect_with in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(cannot_connect_with, None)
    return psycopg.connect(**parameters, autocommit=True)


def _lead_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    if apps.is_installed("disclosure_plugin.tenancy"):
        connection.set_schema_to_public()

"""Running numbers: taken one after the other, never twice, and without a hole."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from disclosure_plugin.errors import DisclosureError


class AbstractNumberSeries(models.Model):
    """A row of running numbers, and the last that was taken.

    Numbers of what is public are in :class:`~disclosure_plugin.register.models.NumberSeries`, for
    the whole county. What is for the bureau's own staff has numbers of its own, in its schema.
    """

    series = models.CharField(_("series"), max_length=100, unique=True)
    last = models.PositiveIntegerField(_("last number taken"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class OutsideTransaction(DisclosureError):
    """A number was to be taken without the act that needs it."""


Series = TypeVar("Series", bound=AbstractNumberSeries)


def take(table: type[Series], series: str) -> int:
    """Take the next number of a series, in the transaction of what it is for.

    The series is locked until that transaction ends. If it is rolled back, the number is the
    next one's: nobody has seen it.

    Args:
        table: which table of series.
        series: name of the series; the first number of a new one is 1.

    Raises:
        OutsideTransaction: there is no transaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("Take a number inside the transaction of what it is for.")
    name = sql.Identifier(table._meta.db_table)
    statement = sql.SQL(
        "INSERT INTO {table} AS taken (series, last) VALUES (%s, 1)"
        " ON CONFLICT (series) DO UPDATE SET last = taken.last + 1 RETURNING last"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table=name), [series])
        [number] = cursor.fetchone()
    return int(number)

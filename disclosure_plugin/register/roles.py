"""Three roles in PostgreSQL: what each may do with the publication log.

- The **owner** has the database, the shared schema and its tables. Migrations, backups' restores
  and nothing else run in its name.
- The **app** is web, workers and beat: it adds entries and changes or deletes none, and it cannot
  add a signed state.
- The **signer** is the signing worker: it reads the log, adds signed states and their keys, and
  can add no entry.

A role that owns a table can drop its triggers; one that owns the schema or the database can drop
the table. So neither may belong to the app.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from disclosure_plugin.errors import DisclosureError

from .models import Log, LogCheckpoint, LogEntry, LogKey, LogNode
from .time_stamps import LogTimeStamp

# A time stamp proves itself, and the signer is to wait for no authority.
ADDED_BY_APP = (LogEntry, LogNode, LogTimeStamp)
ADDED_BY_SIGNER = (LogCheckpoint, LogKey)


class BadRoles(DisclosureError):
    """The three names do not name three roles."""


@dataclass(frozen=True)
class Roles:
    """Names of the three roles."""

    owner: str
    app: str
    signer: str

    def check(self) -> None:
        """Refuse names that are missing or not three.

        Raises:
            BadRoles: with the reason.
        """
        names = (self.owner, self.app, self.signer)
        if len(set(names)) != len(names):
            raise BadRoles("Owner, app and signer must be three roles.")
        for name in names:
            if not name or len(name.encode()) > 63 or "\0" in name:
                raise BadRoles(f"{name!r} cannot be the name of a role.")


def statements(roles: Roles, database: str) -> str:
    """Return the SQL that gives each role its rights; safe to repeat, run by a superuser.

    The roles must exist. Afterwards what a migration has made since has its owner and rights
    too, so it is run again after each upgrade.

    Args:
        database: name of the database.

    Raises:
        BadRoles: the three names do not name three roles.
    """
    roles.check()
    names = {
        "owner": sql.Identifier(roles.owner),
        "app": sql.Identifier(roles.app),
        "signer": sql.Identifier(roles.signer),
        "owner_name": sql.Literal(roles.owner),
        "app_name": sql.Literal(roles.app),
        "database": sql.Identifier(database),
        "log": _table(Log),
        "app_adds": _tables(ADDED_BY_APP),
        "signer_adds": _tables(ADDED_BY_SIGNER),
        "all_logs": _tables((Log, *ADDED_BY_APP, *ADDED_BY_SIGNER)),
        "app_sequences": _sequences((Log, *ADDED_BY_APP)),
        "signer_sequences": _sequences(ADDED_BY_SIGNER),
        "log_sequences": _sequences((Log, *ADDED_BY_APP, *ADDED_BY_SIGNER)),
    }
    return sql.SQL(TEXT).format(**names).as_string()


def _table(model) -> sql.Composable:
    return sql.SQL("public.") + sql.Identifier(model._meta.db_table)


def _tables(models) -> sql.Composable:
    return sql.SQL(", ").join(_table(model) for model in models)


def _sequences(models) -> sql.Composable:
    return sql.SQL(", ").join(
        sql.SQL("public.") + sql.Identifier(f"{model._meta.db_table}_id_seq") for model in models
    )


TEXT = """\
BEGIN;
ALTER DATABASE {database} OWNER TO {owner};
-- The owner may do what the app may, so that migrations reach the bureaus' tables.
GRANT {app} TO {owner};
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO {owner};
GRANT USAGE ON SCHEMA public TO {app}, {signer};
GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {database} TO {app};
GRANT CONNECT ON DATABASE {database} TO {signer};
DO $$
DECLARE one record;
BEGIN
    -- What is shared belongs to the owner, what is a bureau's to the app.
    FOR one IN
        SELECT format('ALTER SCHEMA %I OWNER TO %I', nspname, {app_name}) AS statement
        FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
    UNION ALL
        SELECT format('ALTER %s %s OWNER TO %I',
                      CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                           WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                      c.oid::regclass,
                      CASE nspname WHEN 'public' THEN {owner_name} ELSE {app_name} END)
        FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
          AND nspname !~ '^pg_' AND nspname <> 'information_schema'
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype IN ('a', 'i', 'e')
                          AND (deptype = 'e' OR relkind = 'S'))
    UNION ALL
        SELECT format('ALTER ROUTINE %s OWNER TO %I', p.oid::regprocedure,
                      CASE nspname WHEN 'public' THEN {owner_name} ELSE {app_name} END)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    LOOP
        EXECUTE one.statement;
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {app};
-- The log: everything is taken away, then what is needed is given.
REVOKE ALL ON {all_logs} FROM PUBLIC, {app}, {signer};
REVOKE ALL ON SEQUENCE {log_sequences} FROM PUBLIC, {app}, {signer};
GRANT SELECT ON {all_logs} TO {app}, {signer};
GRANT INSERT ON {app_adds} TO {app};
-- A log is opened, grows by one and is closed; a trigger refuses everything else.
GRANT INSERT, UPDATE (size, closed_at) ON {log} TO {app};
GRANT USAGE ON SEQUENCE {app_sequences} TO {app};
-- A backup reads the sequences.
GRANT SELECT ON SEQUENCE {log_sequences} TO {app};
GRANT INSERT ON {signer_adds} TO {signer};
GRANT USAGE ON SEQUENCE {signer_sequences} TO {signer};
COMMIT;
"""

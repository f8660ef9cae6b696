"""Migrate the shared schema, where most migrations have nothing to do but to be noted.

Nearly all migrations are of apps whose tables lie in the bureaus' schemas. Django's own command
renders the states of all models for each of them before the router forbids what it would do.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, router
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

Plan = Sequence[tuple[Migration, bool]]


class SharedSchemaExecutor(MigrationExecutor):
    """Runs the migrations of apps that live in the schema, and notes the others."""

    def _migrate_all_forwards(
        self, state: ProjectState, plan: Plan, full_plan: Plan, fake: bool, fake_initial: bool
    ) -> ProjectState:
        lacking = {migration for migration, _backwards in plan}
        for migration in [one for one, _backwards in full_plan if one in lacking]:
            if router.allow_migrate(self.connection.alias, migration.app_label):
                state = self.apply_migration(state, migration, fake, fake_initial)
            else:
                # A state that is not rendered is changed in no time.
                state.__dict__.pop("apps", None)
                state = migration.mutate_state(state, preserve=False)
                self.record_migration(migration)  # type: ignore[call-arg,arg-type]
        return state


def migrate_shared_schema() -> None:
    """Bring the shared schema up to the migrations on disk, as Django's `migrate` would.

    Raises:
        InconsistentMigrationHistory: a migration is noted, and one that it needs is not.
        Exception: whatever a migration raises; those before it stay.
    """
    executor = SharedSchemaExecutor(connection)
    executor.loader.check_consistent_history(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    before: ProjectState = executor._create_project_state(  # type: ignore[attr-defined]
        with_applied_migrations=True
    )
    emit_pre_migrate_signal(0, False, connection.alias, apps=before.apps, plan=plan)
    after = executor.migrate(targets, plan, before.clone())
    after.clear_delayed_apps_cache()
    emit_post_migrate_signal(0, False, connection.alias, apps=after.apps, plan=plan)

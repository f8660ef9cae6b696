from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    name = "disclosure_plugin.tenancy"
    label = "disclosure_tenancy"
    verbose_name = _("Bureaus")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from disclosure_plugin import bureaus
        from disclosure_plugin.queries.roles import guard_roles

        from . import (
            checks,  # noqa: F401  (registers the system checks)
            county_checks,  # noqa: F401
            signal_handlers,
        )
        from .admin.people_guard import may_give
        from .messages import guard_links
        from .schemas import SchemaBureaus
        from .slugs import guard_slugs

        bureaus.use(SchemaBureaus())
        guard_roles(may_give)
        guard_slugs()
        guard_links()
        signal_handlers.connect()

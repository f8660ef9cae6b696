from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    name = "disclosure_plugin.tenancy"
    label = "disclosure_tenancy"
    verbose_name = _("Bureaus")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models import Q

        from disclosure_plugin import bureaus
        from disclosure_plugin.admin import shared_lists
        from disclosure_plugin.queries.internal_items import leave_out
        from disclosure_plugin.queries.roles import guard_roles

        from . import (
            checks,  # noqa: F401  (registers the system checks)
            content_types,
            county_checks,  # noqa: F401
            signal_handlers,
        )
        from .admin.people_guard import may_give
        from .county_permissions import policy
        from .county_roles import in_county_office
        from .messages import guard_links
        from .schemas import SchemaBureaus
        from .slugs import guard_slugs
        from .visits import VISITOR_PREFIX

        bureaus.use(SchemaBureaus())
        content_types.keep_apart()
        guard_roles(may_give)
        leave_out(Q(username__startswith=VISITOR_PREFIX))
        shared_lists.use(shared_lists.Keeper(in_county_office, policy.user_has_permission))
        guard_slugs()
        guard_links()
        signal_handlers.connect()

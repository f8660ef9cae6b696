from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SnapshotsConfig(AppConfig):
    name = "disclosure_plugin.snapshots"
    label = "disclosure_snapshots"
    verbose_name = _("Archive snapshots")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - its checks register themselves
        from .signal_handlers import register_signal_handlers

        register_signal_handlers()

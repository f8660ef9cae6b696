from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    name = "disclosure_plugin"
    verbose_name = _("Government affairs disclosure")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)
        from .actions.publishing import hang_the_door
        from .models import doorway  # noqa: F401  (looks at every save)

        hang_the_door()

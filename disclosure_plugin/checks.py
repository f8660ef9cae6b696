"""System checks of the plugin."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import NoReverseMatch, reverse

from .conf import get_settings
from .models.file_storage import PRIVATE, PUBLIC

REFUSALS = "disclosure_plugin.admin.refusals.RefusalMiddleware"
PAGE_CACHE = "disclosure_plugin.site.page_cache.PageCacheMiddleware"
BEFORE_THE_PAGE_CACHE = {
    "django.middleware.security.SecurityMiddleware",
    "disclosure_plugin.site.headers.SecurityHeadersMiddleware",
}
POSTGRESQL_ENGINES = ("postgresql", "postgis")


@register()
def check_database(**kwargs: Any) -> list[CheckMessage]:
    """Half of what the plugin promises is kept by PostgreSQL."""
    engine = settings.DATABASES.get("default", {}).get("ENGINE", "")
    if any(name in engine for name in POSTGRESQL_ENGINES):
        return []
    return [
        Error(
            "disclosure_plugin works on PostgreSQL only; the default database is "
            f"{engine.rpartition('.')[2] or 'not set'}.",
            hint="Set DATABASES['default'] to a PostgreSQL server, version 14 or newer.",
            id="disclosure_plugin.E001",
        )
    ]


@register()
def check_upload_models(**kwargs: Any) -> list[CheckMessage]:
    """A document or image without our mixin is public from the moment it is uploaded."""
    from wagtail.documents import get_document_model, get_document_model_string
    from wagtail.images import get_image_model, get_image_model_string

    from .models import DisclosureDocumentMixin, DisclosureImageMixin, DisclosureRenditionMixin

    image = get_image_model()
    both = [
        ("WAGTAILDOCS_DOCUMENT_MODEL", get_document_model(), DisclosureDocumentMixin),
        ("WAGTAILIMAGES_IMAGE_MODEL", image, DisclosureImageMixin),
        ("WAGTAILIMAGES_IMAGE_MODEL", image.get_rendition_model(), DisclosureRenditionMixin),
    ]
    ours = {
        "WAGTAILDOCS_DOCUMENT_MODEL": "disclosure_plugin.DisclosureDocument",
        "WAGTAILIMAGES_IMAGE_MODEL": "disclosure_plugin.DisclosureImage",
    }
    named = {
        "WAGTAILDOCS_DOCUMENT_MODEL": get_document_model_string(),
        "WAGTAILIMAGES_IMAGE_MODEL": get_image_model_string(),
    }
    return [
        Error(
            f"{model._meta.label} has no {mixin.__name__}: what is uploaded would be public "
            f"before any page is ({setting} = {named[setting]!r}).",
            hint=f"Set {setting} to {ours[setting]!r}, or mix {mixin.__name__} into your model.",
            id="disclosure_plugin.E010",
        )
        for setting, model, mixin in both
        if not issubclass(model, mixin)
    ]


@register()
def check_upload_storages(**kwargs: Any) -> list[CheckMessage]:
    """Private and public files need a place each, and not the same."""
    storages = cast(dict[str, dict[str, Any]], settings.STORAGES)
    missing = [name for name in (PRIVATE, PUBLIC) if name not in storages]
    errors: list[CheckMessage] = [
        Error(
            f"STORAGES has no {name!r}, so uploads have no place.",
            hint="docs/how-to/install-into-a-wagtail-site.md shows both entries.",
            id="disclosure_plugin.E011",
        )
        for name in missing
    ]
    if missing:
        return errors
    private, public = (storages[name].get("OPTIONS", {}) for name in (PRIVATE, PUBLIC))
    places = [str(options.get("location") or settings.MEDIA_ROOT) for options in (private, public)]
    if places[0] == places[1]:
        errors.append(
            Error(
                f"{PRIVATE!r} and {PUBLIC!r} are the same folder.",
                hint="Give each a location of its own.",
                id="disclosure_plugin.E011",
            )
        )
    if not str(private.get("base_url") or "").endswith("/uploads/"):
        errors.append(
            Error(
                f"The addresses of {PRIVATE!r} would not lead to the view that asks who may see "
                "a file.",
                hint=f"Set STORAGES[{PRIVATE!r}]['OPTIONS']['base_url'] to '/uploads/', where "
                "disclosure_plugin.urls serves it.",
                id="disclosure_plugin.E011",
            )
        )
    return errors


@register()
def check_image_form(**kwargs: Any) -> list[CheckMessage]:
    """Wagtail's own image form decodes a picture before it knows how large it is."""
    from django.utils.module_loading import import_string

    from .editor.image_forms import DisclosureImageForm

    named = getattr(settings, "WAGTAILIMAGES_IMAGE_FORM_BASE", "")
    if named and issubclass(import_string(named), DisclosureImageForm):
        return []
    return [
        Error(
            "A small file that unpacks to a huge picture would be decoded at its upload.",
            hint="Set WAGTAILIMAGES_IMAGE_FORM_BASE to "
            "'disclosure_plugin.editor.image_forms.DisclosureImageForm', or to a form made "
            "from it.",
            id="disclosure_plugin.E012",
        )
    ]


@register()
def check_index_number_pattern(**kwargs: Any) -> list[CheckMessage]:
    """With a wrong pattern nothing could be published."""
    from .conf import get_settings
    from .domain.index_numbers import Pattern, WrongPattern

    errors: list[CheckMessage] = []
    for name in ("INDEX_NUMBER_PATTERN", "INTERNAL_NUMBER_PATTERN"):
        try:
            Pattern(getattr(get_settings(), name))
        except WrongPattern as error:
            errors.append(
                Error(
                    f"{name} cannot be used: {error}",
                    hint="docs/how-to/set-the-index-number-pattern.md tells what it may hold.",
                    id="disclosure_plugin.E013",
                )
            )
    return errors


@register()
def check_review(**kwargs: Any) -> list[CheckMessage]:
    """Disclosed pages are published by a review, and a refusal has to reach the editor."""
    errors: list[CheckMessage] = []
    if not getattr(settings, "WAGTAIL_WORKFLOW_ENABLED", True):
        errors.append(
            Error(
                "Nothing can be disclosed: Wagtail's workflows are switched off.",
                hint="Remove WAGTAIL_WORKFLOW_ENABLED from the settings, or set it to True.",
                id="disclosure_plugin.E014",
            )
        )
    if REFUSALS not in settings.MIDDLEWARE:
        errors.append(
            Error(
                "An editor whose publication is refused would read “server error”.",
                hint=f"Add {REFUSALS!r} to MIDDLEWARE, after MessageMiddleware.",
                id="disclosure_plugin.E015",
            )
        )
    return errors


@register()
def check_first_login_address(**kwargs: Any) -> list[CheckMessage]:
    """Without its page an invitation's link would lead nowhere."""
    try:
        reverse("disclosure_account:first_login", args=["token"])
    except NoReverseMatch:
        return [
            Warning(
                "Nobody can be invited: the page behind an invitation's link has no address.",
                hint="In the URL configuration, before Wagtail's admin and at the same prefix: "
                "path('admin/', include('disclosure_plugin.admin.urls')).",
                id="disclosure_plugin.W001",
            )
        ]
    return []


@register()
def check_page_cache(**kwargs: Any) -> list[CheckMessage]:
    """Behind anything that reads the bureau, the page cache keeps nothing."""
    names = list(settings.MIDDLEWARE)
    if not get_settings().PAGE_CACHE_URL:
        return []
    if PAGE_CACHE in names and set(names[: names.index(PAGE_CACHE)]) <= BEFORE_THE_PAGE_CACHE:
        return []
    return [
        Warning(
            "PAGE_CACHE_URL is set, and public pages are not answered from the cache.",
            hint=f"Put {PAGE_CACHE!r} into MIDDLEWARE, first or after what only sets headers: "
            + ", ".join(sorted(BEFORE_THE_PAGE_CACHE))
            + ".",
            id="disclosure_plugin.W010",
        )
    ]

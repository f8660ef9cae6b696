"""Change what the county keeps about a bureau: name, credit code, host names."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_tenants.utils import get_public_schema_name, schema_context
from wagtail.models import Site

from disclosure_plugin import bureaus
from disclosure_plugin.domain import social_credit
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import BureauSettings

from .addresses import CannotSetAddress, lock_rows, set_address
from .missing_schema import why_unusable
from .models import Bureau
from .wanted import Errors, credit_code_errors, host_errors


class CannotEditBureau(DisclosureError):
    """The bureau cannot have these values; nothing was changed.

    Attributes:
        errors: the sentences, by the name of the value they are about.
    """

    def __init__(self, errors: Errors) -> None:
        super().__init__(" ".join(sentence for all_ in errors.values() for sentence in all_))
        self.errors = errors


def edit_bureau(
    code: str,
    *,
    name: str,
    social_credit_code: str,
    host: str,
    other_hosts: Sequence[str],
    path: str | None = None,
    canonical: str | None = None,
) -> Bureau:
    """Give a bureau these values; its code and its state stay.

    The letterhead follows the name where it still shows the old one. Host names that are left
    out answer 404 from the next request on.

    Args:
        code: code of the bureau.
        name: full name.
        social_credit_code: unified social credit code; empty: none.
        host: canonical host name, without port.
        other_hosts: all its further host names.
        path: first segment of its addresses on the county office's site; empty: none; None: as
            it is.
        canonical: ``host`` or ``path``; None: as it is.

    Raises:
        CannotEditBureau: with a sentence for everything that is wrong.
    """
    # django-tenants saves a tenant's row from the shared schema only.
    with schema_context(get_public_schema_name()), transaction.atomic():
        bureau = lock_rows().get(code)
        if bureau is None:
            raise CannotEditBureau({"": [_("There is no bureau %(code)s.") % {"code": code}]})
        if unusable := why_unusable(bureau):
            raise CannotEditBureau({"": [unusable]})
        old_name = bureau.name
        bureau.name = " ".join(name.split())
        bureau.social_credit_code = social_credit.normalise(social_credit_code)
        errors = _errors(bureau, host, other_hosts)
        if errors:
            raise CannotEditBureau(errors)
        try:
            bureau.save(update_fields=["name", "social_credit_code"])
            bureau = set_address(
                code, host=host, other_hosts=other_hosts, path=path, canonical=canonical
            )
        except CannotSetAddress as error:
            raise CannotEditBureau(error.errors) from error
        except IntegrityError as error:
            # A bureau that is made at this moment has no row yet to wait for.
            taken = _("Somebody else has just made a bureau with one of these values: look again.")
            raise CannotEditBureau({"": [taken]}) from error
        with bureaus.activate(code):
            _set_names(old_name, bureau.name)
    return bureau


def _errors(bureau: Bureau, host: str, other_hosts: Sequence[str]) -> Errors:
    errors: Errors = {}
    try:
        bureau.clean_fields()
    except ValidationError as error:
        errors.update(error.message_dict)
    found = {
        "social_credit_code": credit_code_errors(bureau.social_credit_code, of=bureau),
        "host": host_errors(host, of=bureau),
        "other_hosts": [
            sentence for other in other_hosts for sentence in host_errors(other, of=bureau)
        ],
    }
    for field, sentences in found.items():
        if sentences:
            errors.setdefault(field, []).extend(sentences)
    return errors


def _set_names(old: str, new: str) -> None:
    site = Site.objects.get(is_default_site=True)
    if site.site_name == old:
        site.site_name = new
        site.save()
    BureauSettings.objects.filter(site=site, bureau_name=old).update(bureau_name=new)

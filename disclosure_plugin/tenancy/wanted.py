"""What is asked for when a bureau is to be made, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http.request import validate_host
from django.utils.translation import gettext as _

from disclosure_plugin import bureaus
from disclosure_plugin.domain import social_credit
from disclosure_plugin.errors import DisclosureError

from . import blueprints
from .addresses import path_errors
from .hosts import normalise_host
from .models import SCHEMA_PREFIX, Bureau, BureauDomain

LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
HOST_NAME = re.compile(rf"{LABEL}(\.{LABEL})*", re.ASCII)

Errors = dict[str, list[str]]


class CannotCreateBureau(DisclosureError):
    """The bureau cannot be made with these values; nothing was made.

    Attributes:
        errors: the sentences, by the name of the value they are about; those about none of
            them under an empty name.
    """

    def __init__(self, errors: Errors | str) -> None:
        self.errors = {"": [errors]} if isinstance(errors, str) else errors
        super().__init__(" ".join(sentence for all_ in self.errors.values() for sentence in all_))


@dataclass(frozen=True)
class WantedBureau:
    """Values of a bureau to be made, in the one way they are kept and compared."""

    code: str
    name: str
    host: str
    other_hosts: tuple[str, ...] = ()
    social_credit_code: str = ""
    blueprint: str = ""
    is_county_office: bool = False
    path: str = ""
    canonical: str = Bureau.Canonical.HOST
    administrator_name: str = ""
    administrator: str = ""
    administrator_email: str = ""

    @classmethod
    def of(
        cls,
        *,
        code: str,
        name: str,
        host: str,
        other_hosts: Sequence[str] = (),
        social_credit_code: str = "",
        blueprint: str = "",
        is_county_office: bool = False,
        path: str = "",
        canonical: str = Bureau.Canonical.HOST,
        administrator_name: str = "",
        administrator: str = "",
        administrator_email: str = "",
    ) -> WantedBureau:
        """Take what somebody wrote."""
        return cls(
            code=code.strip(),
            name=" ".join(name.split()),
            host=host.strip(),
            other_hosts=tuple(dict.fromkeys(other.strip() for other in other_hosts)),
            social_credit_code=social_credit.normalise(social_credit_code),
            blueprint=blueprint.strip(),
            is_county_office=is_county_office,
            path=path.strip().strip("/"),
            canonical=canonical.strip() or Bureau.Canonical.HOST,
            administrator_name=" ".join(administrator_name.split()),
            administrator=administrator.strip(),
            administrator_email=administrator_email.strip(),
        )

    @property
    def names_administrator(self) -> bool:
        """Whether anything is said about who administers the bureau."""
        return bool(self.administrator_name or self.administrator or self.administrator_email)


def check(wanted: WantedBureau) -> Bureau | None:
    """Say whether a bureau can be made, without making it.

    Returns:
        The bureau if it exists with these values already; None if it can be made.

    Raises:
        CannotCreateBureau: with a sentence for everything that is wrong.
    """
    existing: Bureau | None = Bureau.objects.filter(code=wanted.code).first()
    errors = _errors_beside(existing, wanted) if existing else _errors_of_new(wanted)
    if errors:
        raise CannotCreateBureau(errors)
    return existing


def row_of(wanted: WantedBureau) -> Bureau:
    """Return the row of a bureau to be made, unsaved."""
    return Bureau(
        schema_name=f"{SCHEMA_PREFIX}{wanted.code}",
        code=wanted.code,
        name=wanted.name,
        social_credit_code=wanted.social_credit_code,
        blueprint=wanted.blueprint,
        is_county_office=wanted.is_county_office,
    )


def host_errors(host: str, *, of: Bureau | None = None) -> list[str]:
    """Say what keeps a host name from being a bureau's.

    Args:
        host: the name as somebody wrote it.
        of: the bureau that may have it already.
    """
    name = normalise_host(host)
    if not HOST_NAME.fullmatch(name) or len(name) > 253:
        return [
            _("“%(host)s” is no host name. Write it like jsj.example.gov.cn.") % {"host": host}
        ]
    taken = BureauDomain.objects.filter(domain=name).exclude(tenant=of).first()
    own = of is not None and of.domains.filter(domain=name).exists()
    if not taken and not own and not validate_host(name, _allowed_hosts()):
        return [
            _(
                "%(host)s is not among the host names that this installation answers to. Add it "
                "to ALLOWED_HOSTS in the settings first, or choose another."
            )
            % {"host": name}
        ]
    if taken:
        return [
            _("At %(host)s there is %(name)s already.") % {"host": name, "name": taken.tenant.name}
        ]
    return []


def _allowed_hosts() -> list[str]:
    # As Django does for requests while debugging, when nothing is set.
    local = [".localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else []
    return list(settings.ALLOWED_HOSTS) or local


def credit_code_errors(code: str, *, of: Bureau | None = None) -> list[str]:
    """Say which other bureau has a unified social credit code."""
    taken = Bureau.objects.filter(social_credit_code=code).exclude(pk=of and of.pk).first()
    if not code or not taken:
        return []
    return [
        _("%(name)s has this unified social credit code already.") % {"name": taken.name},
    ]


def _errors_of_new(wanted: WantedBureau) -> Errors:
    bureau = row_of(wanted)
    bureau.path, bureau.canonical = wanted.path, wanted.canonical
    errors: Errors = {}
    try:
        bureau.full_clean(exclude=["schema_name"], validate_constraints=False)
    except ValidationError as error:
        errors.update(error.message_dict)
    _add(errors, "social_credit_code", credit_code_errors(wanted.social_credit_code))
    if not errors.keys() & {"path", "canonical"}:
        errors.update(path_errors(bureau))
    errors.update(_administrator_errors(wanted))
    if wanted.is_county_office and Bureau.objects.filter(is_county_office=True).exists():
        errors["is_county_office"] = [_("There is a county office already.")]
    _add(errors, "host", host_errors(wanted.host))
    for other in wanted.other_hosts:
        _add(errors, "other_hosts", host_errors(other))
    if wanted.blueprint:
        try:
            blueprints.load(wanted.blueprint)
        except blueprints.BlueprintError as error:
            errors["blueprint"] = [str(error)]
    return errors


def _errors_beside(existing: Bureau, wanted: WantedBureau) -> Errors:
    """A repeated call may leave a value out; one that differs is a mistake, or a change."""
    errors: Errors = {}
    given = {
        "name": wanted.name,
        "social_credit_code": wanted.social_credit_code,
        "blueprint": wanted.blueprint,
        "path": wanted.path,
        # Left out, it is the host.
        "canonical": "" if wanted.canonical == Bureau.Canonical.HOST else wanted.canonical,
    }
    for field, value in given.items():
        kept = getattr(existing, field)
        if value and value != kept:
            errors[field] = [
                _("The bureau %(code)s exists with another value: %(kept)s.")
                % {"code": existing.code, "kept": kept or "–"}
            ]
    if wanted.is_county_office and not existing.is_county_office:
        errors["is_county_office"] = [
            _("The bureau %(code)s exists and is not the county office.") % {"code": existing.code}
        ]
    if wanted.administrator:
        with bureaus.activate(existing.code):
            known = get_user_model().objects.filter(username=wanted.administrator).exists()
        if not known:
            errors["administrator"] = [
                _("The bureau %(code)s exists and has no such account. Invite the person there.")
                % {"code": existing.code}
            ]
    hosts = list(existing.domains.values_list("domain", flat=True))
    for field, names in (("host", [wanted.host]), ("other_hosts", wanted.other_hosts)):
        for name in names:
            if normalise_host(name) not in hosts:
                words = {"code": existing.code, "hosts": ", ".join(hosts), "host": name}
                sentence = _(
                    "The bureau %(code)s exists and answers at %(hosts)s, not at %(host)s."
                )
                _add(errors, field, [sentence % words])
    return errors


def _administrator_errors(wanted: WantedBureau) -> Errors:
    if not wanted.names_administrator:
        return {}
    errors: Errors = {}
    person = get_user_model()(
        username=wanted.administrator,
        first_name=wanted.administrator_name,
        email=wanted.administrator_email,
    )
    try:
        person.clean_fields(exclude=["password"])
    except ValidationError as error:
        fields = {
            "username": "administrator",
            "first_name": "administrator_name",
            "email": "administrator_email",
        }
        errors = {fields.get(name, ""): list(said) for name, said in error.message_dict.items()}
    if not wanted.administrator_name:
        errors["administrator_name"] = [_("Give the whole name.")]
    return errors


def _add(errors: Errors, field: str, sentences: list[str]) -> None:
    if sentences:
        errors.setdefault(field, []).extend(sentences)

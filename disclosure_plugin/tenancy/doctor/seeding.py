"""Fill a bureau of a trial: the same keys, addresses, accounts and file names as in the other
one, and texts that stand nowhere else."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.reviewing import review
from disclosure_plugin.domain.audiences import Audience
from disclosure_plugin.domain.register import Category
from disclosure_plugin.sealing import Target
from disclosure_plugin.tenancy.models import Bureau

from .trial import BureauTrial

P = TypeVar("P", bound=Page)
USERNAME = "doctor"
# Different steps of a review need different people; nobody signs in as this one.
SECOND = "doctor-second"
NO_VOWELS = "23456789bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True)
class Account:
    """What the administrators of both bureaus have in common, hash included."""

    password: str
    encoded: str


def seeded_trial(a: Bureau, b: Bureau) -> BureauTrial:
    """Fill both bureaus and return the trial.

    Raises:
        RuntimeError: the two did not get the same keys, so the attacks would prove little.
    """
    password = secrets.token_urlsafe(24)
    account = Account(password, make_password(password))
    first, second = _fill(a, account, alone=True), _fill(b, account, alone=False)
    same = {kind: key for kind, key in first.keys.items() if not kind.startswith("only")}
    if same != dict(second.keys):
        raise RuntimeError(f"The bureaus got other keys: {same} and {dict(second.keys)}.")
    return BureauTrial(first, second, read_only=False)


def _fill(bureau: Bureau, account: Account, *, alone: bool) -> Target:
    secret = "qz" + "".join(secrets.choice(NO_VOWELS) for _i in range(12))
    with bureaus.activate(bureau.code), transaction.atomic():
        keys: dict[str, int] = {}
        paths: dict[str, str] = {}
        files: dict[str, str] = {}
        keys["user"] = _user(account, secret)
        _settings(secret)
        section = models.Section.objects.create(name=f"Section {secret}")
        keys["section"] = section.pk
        _files(secret, keys, paths, files)
        _pages(secret, section, keys, paths)
        keys["redirect"] = Redirect.objects.create(
            old_path="/doctor-old", redirect_link=f"/elsewhere-{secret}/"
        ).pk
        if alone:
            _only_here(secret, section, keys, paths)
    return Target(
        code=bureau.code,
        host=bureau.domains.all()[0].domain,
        secrets=(secret,),
        keys=keys,
        paths=paths,
        files=files,
        username=USERNAME,
        password=account.password,
    )


def _user(account: Account, secret: str) -> int:
    user = get_user_model()(
        username=USERNAME,
        email="doctor@bureau.invalid",
        last_name=secret,
        password=account.encoded,
        is_superuser=True,
        is_staff=True,
    )
    user.save()
    second = get_user_model()(username=SECOND, is_superuser=True)
    second.set_unusable_password()
    second.save()
    return int(user.pk)


def _settings(secret: str) -> None:
    settings = models.BureauSettings.for_site(Site.objects.get(is_default_site=True))
    settings.office_name = f"Office {secret}"
    settings.save()


def _files(
    secret: str, keys: dict[str, int], paths: dict[str, str], files: dict[str, str]
) -> None:
    root = Collection.get_first_root_node()
    private = root.add_child(name="doctor")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    for kind, collection in (("document", root), ("private_document", private)):
        document = get_document_model()(title=f"{kind} {secret}", collection=collection)
        document.file.save(f"doctor-{kind}.txt", ContentFile(f"{kind} {secret}".encode()))
        keys[kind], paths[kind] = document.pk, document.url
        files[kind] = document.file.name
    # The same emblem in both bureaus: equal bytes, equal key, another description.
    for kind, colour in (("image", secret), ("emblem", "red")):
        image = get_image_model()(title=f"{kind} {secret}")
        image.file = ImageFile(io.BytesIO(_picture(colour)), name=f"doctor-{kind}.png")
        image.save()
        rendition = image.get_rendition("width-20")
        keys[kind], paths[kind], files[kind] = image.pk, rendition.url, rendition.file.name
        files[f"original_{kind}"] = image.file.name


def _picture(colour: str) -> bytes:
    """Draw a picture; another word gives another one."""
    value: str | tuple[int, ...] = colour
    if colour != "red":
        value = tuple(hash_byte % 256 for hash_byte in colour.encode()[-3:])
    file = io.BytesIO()
    Picture.new("RGB", (40, 40), value).save(file, "PNG")
    return file.getvalue()


def _pages(
    secret: str, section: models.Section, keys: dict[str, int], paths: dict[str, str]
) -> None:
    home = models.BureauHomePage.objects.get()
    board = _add(home, models.DisclosureBoardPage(title=f"Board {secret}", slug="doctor-board"))
    column = _add(
        board,
        models.DisclosureColumnPage(
            title=f"Column {secret}", slug="doctor-column", description=secret
        ),
    )
    item = _add(column, _item(secret, section, "doctor-item", keys))
    draft = _add(column, _item(secret, section, "doctor-draft", keys), publish=False)
    private = _add(column, _item(secret, section, "doctor-private", keys), publish=False)
    # Before it is published: who may see it is approved with it.
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    _publish(private)
    internal = _item(secret, section, "doctor-internal", keys)
    internal.audience = Audience.STAFF.value
    _add(column, internal)
    keys["internal"] = internal.pk
    keys.update(board=board.pk, column=column.pk, item=item.pk, draft=draft.pk)
    keys["private_item"] = private.pk
    keys["revision"] = int(item.latest_revision_id or 0)
    for kind, page in (("column", column), ("item", item), ("private_item", private)):
        paths[kind] = page.url
    paths["draft"] = f"{column.url}doctor-draft/"


def _item(
    secret: str, section: models.Section, slug: str, keys: dict[str, int]
) -> models.DisclosureItemPage:
    link = f'<a linktype="document" id="{keys["document"]}">file</a>'
    return models.DisclosureItemPage(
        title=f"{slug} {secret}",
        slug=slug,
        abstract=secret,
        formed_on=date(2026, 1, 5),
        category=Category.OTHER,
        responsible_section=section,
        body=[("text", f"<p>{secret} {link}</p>")],
    )


def _add(parent: Page, page: P, *, publish: bool = True) -> P:
    page.live = False
    parent.add_child(instance=page)
    page.save_revision()
    if publish:
        _publish(page)
    return page


def _publish(page: Page) -> None:
    """Publish by the bureau's own review. The versions were written by nobody's account."""
    if isinstance(page, models.DisclosedMixin):
        doctor, second = (
            get_user_model().objects.get(username=name) for name in (USERNAME, SECOND)
        )
        review(page, author=doctor, people=[doctor, second], looked_through_by=doctor)
    else:
        page.get_latest_revision().publish()
    page.refresh_from_db()


def _only_here(
    secret: str, section: models.Section, keys: dict[str, int], paths: dict[str, str]
) -> None:
    """Things whose keys and addresses the other bureau does not have."""
    column = models.DisclosureColumnPage.objects.get(slug="doctor-column")
    item = _add(column, _item(secret, section, "doctor-only", keys))
    keys["only_item"], paths["only_item"] = item.pk, item.url
    document = get_document_model()(title=f"only {secret}")
    document.file.save("doctor-only.txt", ContentFile(secret.encode()))
    keys["only_document"], paths["only_document"] = document.pk, document.url

"""Personal data of one page: what was found and where, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page, Revision

from disclosure_plugin.actions import clearing, masking
from disclosure_plugin.actions.checking import begin_checks
from disclosure_plugin.documents.masking import MASKED_SUFFIXES
from disclosure_plugin.domain.asked import key_in
from disclosure_plugin.domain.personal_data import MASKED_KINDS, Severity
from disclosure_plugin.domain.personal_data_hits import Hit, count_kinds
from disclosure_plugin.domain.personal_data_masking import EVERYTHING
from disclosure_plugin.domain.personal_data_overrides import REASON_MAX_CHARACTERS, Basis
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.personal_data import (
    basis_choices,
    counts_sentence,
    kind_name,
    not_checked_sentence,
)
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import FileVersion, PersonalDataLook, PersonalDataOverride
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.models.uploads import upload_models
from disclosure_plugin.queries.personal_data import FileStanding, Standing
from disclosure_plugin.queries.sign_offs import authors
from disclosure_plugin.queries.upload_permissions import permission_policy

# Whoever decides as a second person on what was withdrawn or taken down.
MAY_OVERRIDE = "disclosure_plugin.change_removal"
ONLY_BLOCKING = frozenset({Severity.BLOCKS})
EDIT_ADDRESSES = {
    FileVersion.Kind.DOCUMENT: "wagtaildocs:edit",
    FileVersion.Kind.IMAGE: "wagtailimages:edit",
}


class OverrideForm(forms.Form):
    """On what it rests that something is published unmasked, and why."""

    basis = forms.ChoiceField(
        label=gettext_lazy("Basis"), choices=basis_choices(), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=pgettext_lazy("of an override", "Reason"),
        max_length=REASON_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The county reads it. No personal data."),
    )


@dataclass(frozen=True)
class HitRow:
    """A hit as a line of a table."""

    kind: str
    masked: str
    place: str
    blocks: bool


@dataclass(frozen=True)
class FileRow:
    """A file of the page with what is known of it and what can be done.

    Attributes:
        sentences: what was not checked, and what to do.
        look: who has looked through it, if somebody has.
    """

    standing: FileStanding
    title: str
    edit_url: str
    hits: list[HitRow]
    more: int
    sentences: list[str]
    look: PersonalDataLook | None
    can_mask: bool
    why_not: str
    can_restore: bool


class PersonalDataView(WagtailAdminTemplateMixin, TemplateView):
    """What was found in the newest version of a page and in its files."""

    template_name = "disclosure_plugin/admin/personal_data.html"
    page_title = gettext_lazy("Personal data")
    header_icon = "view"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_see(self.page, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page(self) -> Any:
        page = get_object_or_404(Page, pk=self.kwargs["page"])
        if not is_disclosed(page) or page.latest_revision_id is None:
            raise Http404
        return page.specific

    @cached_property
    def revision(self) -> Revision:
        return self.page.get_latest_revision()

    @cached_property
    def draft(self) -> Any:
        return self.revision.as_object()

    @cached_property
    def may_edit(self) -> bool:
        return bool(self.page.permissions_for_user(self.request.user).can_edit())

    def get_page_subtitle(self):
        return self.draft.get_admin_display_title()

    def get_breadcrumbs_items(self):
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": self.draft.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        stands = clearing.standing_of(self.revision)
        hits = stands.check.found() if stands.check else []
        override = PersonalDataOverride.objects.filter(
            content_sha256=stands.content_sha256
        ).first()
        is_author = self.request.user.pk in authors(self.revision)
        may_decide = self.request.user.has_perm(MAY_OVERRIDE)
        return {
            "form": OverrideForm(),
            **super().get_context_data(**kwargs),
            "page": self.page,
            "title": self.draft.get_admin_display_title(),
            "stands": stands,
            "kinds": counts_sentence(count_kinds(clearing.blocking_hits(stands))),
            "hits": self._rows(hits),
            "more": _not_kept(stands.check, hits),
            "checked": sum(file.check is not None for file in stands.files),
            "files": [self._file_row(file) for file in stands.files],
            "override": override,
            "may_edit": self.may_edit,
            "can_mask": self.may_edit and any(hit.kind in MASKED_KINDS for hit in hits),
            "unmasked": self.may_edit and masking.unmasked_version(self.revision),
            "is_author": is_author,
            "may_override": may_decide and not is_author,
            "may_decide": may_decide,
            "wants_override": stands.is_checked and stands.blocking and override is None,
        }

    def _rows(self, hits: list[Hit]) -> list[HitRow]:
        return [
            HitRow(kind_name(hit.kind), hit.masked, clearing.place_of(hit, self.draft), hit.blocks)
            for hit in hits
        ]

    def _file_row(self, file: FileStanding) -> FileRow:
        version, check = file.version, file.check
        hits = check.found() if check else []
        owner = _owner(version)
        may_change = owner is not None and may_change_file(owner, self.request.user)
        suffix = PurePath(version.name).suffix.lower()
        maskable = any(hit.kind in MASKED_KINDS for hit in hits)
        why_not = ""
        if maskable and suffix not in MASKED_SUFFIXES:
            why_not = _(
                "A %(suffix)s file cannot be masked here. Mask the numbers in the program it was "
                "made with (save a .doc or .xls as .docx or .xlsx, a PDF from its original), and "
                "upload that file."
            ) % {"suffix": suffix}
        sentences = (*check.unreadable, *check.not_checked) if check else ()
        return FileRow(
            standing=file,
            title=owner.title if owner is not None else version.name,
            edit_url=reverse(EDIT_ADDRESSES[FileVersion.Kind(version.kind)], args=[owner.pk])
            if may_change
            else "",
            hits=self._rows(hits),
            more=_not_kept(check, hits),
            sentences=[not_checked_sentence(*one) for one in sentences],
            look=PersonalDataLook.objects.filter(of=check).first() if check else None,
            can_mask=maskable and may_change and not why_not,
            why_not=why_not,
            can_restore=may_change and masking.unmasked_file(version) is not None,
        )

    # --- What can be done ---

    def post(self, request, *args, **kwargs):
        act = self.acts.get(request.POST.get("act", ""))
        if act is None:
            messages.error(request, _("Choose what is to be done."))
            return self._back()
        return act() or self._back()

    @property
    def acts(self) -> dict[str, Callable[[], HttpResponse | None]]:
        """What the buttons of the page do, by the value they send."""
        return {
            "check": self._check,
            "mask": lambda: self._mask(EVERYTHING),
            "mask_blocking": lambda: self._mask(ONLY_BLOCKING),
            "restore": self._restore,
            "mask_file": lambda: self._mask_file(EVERYTHING),
            "mask_file_blocking": lambda: self._mask_file(ONLY_BLOCKING),
            "restore_file": self._restore_file,
            "look": self._look,
            "override": self._override,
        }

    def _back(self) -> HttpResponse:
        return redirect("disclosure_personal_data", self.page.pk)

    def _check(self) -> None:
        begin_checks(self.revision)
        stands = clearing.standing_of(self.revision)
        if stands.waiting:
            count = len(stands.waiting)
            text = ngettext(
                "The text was checked. %(count)s file is being checked.",
                "The text was checked. %(count)s files are being checked.",
                count,
            )
            messages.info(self.request, text % {"count": count})
        else:
            messages.success(self.request, _("Checked."))

    def _mask(self, severities: frozenset[Severity]) -> None:
        self._require_editing()
        masked = masking.mask_page(self.page, user=self.request.user, severities=severities)
        if masked is None:
            messages.info(self.request, _("There was nothing to mask in the text."))
        else:
            messages.success(
                self.request,
                _("Masked, as a new version. If the page is under review, restart the review."),
            )

    def _restore(self) -> None:
        self._require_editing()
        masking.restore_page(self.page, user=self.request.user)
        messages.success(self.request, _("The text before masking is the newest version again."))

    def _mask_file(self, severities: frozenset[Severity]) -> None:
        version = self._file(to_change=True)
        masking.mask_file(version, page=self.page, user=self.request.user, severities=severities)
        messages.success(
            self.request,
            _("“%(name)s” was masked. The original stays in the bureau's private storage.")
            % {"name": version.name},
        )

    def _restore_file(self) -> None:
        version = self._file(to_change=True)
        masking.restore_file(version, page=self.page, user=self.request.user)
        messages.success(
            self.request, _("The original of “%(name)s” is back.") % {"name": version.name}
        )

    def _look(self) -> None:
        version = self._file()
        clearing.look_through(version, page=self.page, user=self.request.user)
        messages.success(
            self.request,
            _("It is on file that you have looked through “%(name)s”.") % {"name": version.name},
        )

    def _override(self) -> HttpResponse | None:
        if not self.request.user.has_perm(MAY_OVERRIDE):
            raise PermissionDenied
        form = OverrideForm(self.request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                clearing.let_pass(
                    self._named_revision(),
                    basis=Basis(data["basis"]),
                    reason=data["reason"],
                    user=self.request.user,
                )
            except Refused as refused:
                form.add_error("reason", refusal_sentence(refused))
            else:
                messages.success(self.request, _("Let pass. The county reads your reason."))
                return None
        return self.render_to_response(self.get_context_data(form=form))

    def _named_revision(self) -> Revision:
        """Return the version that was looked at; the form says which."""
        named = self.request.POST.get("revision", "")
        if not named:
            return self.revision
        of_the_page = Revision.page_revisions.filter(object_id=str(self.page.pk))
        return get_object_or_404(of_the_page, pk=key_in(named))

    def _require_editing(self) -> None:
        if not self.may_edit:
            raise PermissionDenied

    def _file(self, *, to_change: bool = False) -> FileVersion:
        """Return the file of the page that a button names."""
        named = self.request.POST.get("version", "")
        files = {str(one.version.pk): one.version for one in self._stands.files}
        if named not in files:
            raise Http404
        version = files[named]
        owner = _owner(version)
        if to_change and (owner is None or not may_change_file(owner, self.request.user)):
            raise PermissionDenied
        return version

    @cached_property
    def _stands(self) -> Standing:
        return clearing.standing_of(self.revision)


def may_see(page: Page, user: Any) -> bool:
    """Say whether somebody may see what was found in a page, and have it checked."""
    return bool(page.permissions_for_user(user).can_edit() or user.has_perm(MAY_OVERRIDE))


def may_change_file(owner: Any, user: Any) -> bool:
    policy = permission_policy(type(owner))
    return bool(policy.user_has_permission_for_instance(user, "change", owner))


def _owner(version: FileVersion) -> Any:
    model = next(one for one in upload_models() if one.upload_kind == version.kind)
    return model._default_manager.filter(pk=version.object_id).first()


def _not_kept(check: Any, hits: list[Hit]) -> int:
    return check.blocking + check.to_look_at - len(hits) if check else 0


def buttons(page: Page, user: Any) -> Iterator[Button]:
    """Yield the way from a page to what was found in it."""
    if is_disclosed(page) and page.latest_revision_id and may_see(page, user):
        yield Button(
            _("Personal data"),
            reverse("disclosure_personal_data", args=[page.pk]),
            icon_name="view",
            priority=60,
        )


urlpatterns = [
    path(
        "disclosure/personal-data/<int:page>/",
        PersonalDataView.as_view(),
        name="disclosure_personal_data",
    ),
]

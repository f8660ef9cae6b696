"""What the frame of every public page says about the bureau."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from disclosure_plugin.domain.colours import (
    LINK_GROUNDS,
    NAME_GROUNDS,
    TEXT_CONTRAST,
    is_colour,
    least_contrast,
)


def validate_name_colour(colour: str) -> None:
    """Refuse a colour in which the bureau's name could not be read."""
    _validate(colour, NAME_GROUNDS)


def validate_link_colour(colour: str) -> None:
    """Refuse a colour in which links could not be read."""
    _validate(colour, LINK_GROUNDS)


def _validate(colour: str, grounds: dict[str, str]) -> None:
    if not is_colour(colour):
        raise ValidationError(
            _("Write # and six digits from 0 to 9 and a to f, as in #b0201c."), "colour"
        )
    found = least_contrast(colour, grounds)
    if found < TEXT_CONTRAST:
        raise ValidationError(
            _(
                "Too light to be read: its contrast is %(found)s to 1, and %(least)s are needed "
                "(WCAG 2.2, 1.4.3). Choose a darker one."
            ),
            "contrast",
            {"found": f"{int(found * 10) / 10:.1f}", "least": TEXT_CONTRAST},
        )


COLOUR_FIELD = forms.TextInput(attrs={"placeholder": "#000000", "maxlength": 7, "size": 8})


@register_setting(icon="home")
class BureauSettings(BaseSiteSetting):
    """Name, seal, colours, contacts and footer duties of a bureau's site."""

    bureau_name = models.CharField(_("name of the bureau"), max_length=100, blank=True)
    seal_text = models.CharField(
        _("seal text"),
        max_length=4,
        blank=True,
        help_text=_("Four characters of the short name, shown in the red square."),
    )
    county_name = models.CharField(_("name of the county government"), max_length=100, blank=True)
    county_address = models.URLField(_("address of the county's site"), blank=True)

    name_colour = models.CharField(
        _("colour of the name"),
        max_length=7,
        blank=True,
        validators=[validate_name_colour],
        help_text=_(
            "As #b0201c, which it is when this is empty: of the name, the seal and the double "
            "rule. The dark theme keeps its own."
        ),
    )
    link_colour = models.CharField(
        _("colour of links"),
        max_length=7,
        blank=True,
        validators=[validate_link_colour],
        help_text=_("As #0b4f8a, which it is when this is empty: of links and buttons."),
    )
    alert_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("alert"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "A public item whose title stands above every page of the site. What it says has "
            "been reviewed; take it out here when it is no longer urgent."
        ),
    )

    report_phone = models.CharField(_("report phone"), max_length=40, blank=True)
    report_phone_note = models.CharField(_("when it is answered"), max_length=100, blank=True)
    enquiry_phone = models.CharField(_("enquiry line"), max_length=40, blank=True)
    enquiry_phone_note = models.CharField(
        _("note on the enquiry line"), max_length=100, blank=True
    )
    window_place = models.CharField(_("service window"), max_length=100, blank=True)
    window_hours = models.CharField(_("window hours"), max_length=100, blank=True)
    report_box_place = models.CharField(_("place of the report box"), max_length=100, blank=True)

    office_name = models.CharField(
        _("disclosure office"),
        max_length=100,
        blank=True,
        help_text=_("The unit in charge of disclosure (Regulation, Art. 4)."),
    )
    office_address = models.CharField(_("office address"), max_length=200, blank=True)
    office_hours = models.CharField(_("office hours"), max_length=100, blank=True)
    office_phone = models.CharField(_("office phone"), max_length=40, blank=True)
    office_fax = models.CharField(_("fax"), max_length=40, blank=True)
    office_email = models.EmailField(_("email"), blank=True)

    site_name = models.CharField(
        _("standard name of the site"),
        max_length=100,
        blank=True,
        help_text=_(
            "As it is registered: for a bureau below the county's site, the county's. Empty: the "
            "name of the bureau."
        ),
    )
    host_unit = models.CharField(_("unit running the site"), max_length=100, blank=True)
    site_code = models.CharField(
        _("site identification code"),
        max_length=10,
        blank=True,
        validators=[
            RegexValidator(
                r"^(bm\d{8}|\d{10})$",
                _("Ten digits, or “bm” and eight digits."),
            )
        ],
    )
    filing_number = models.CharField(
        _("filing number (ICP)"), max_length=60, blank=True, help_text=_("As it was granted.")
    )
    police_number = models.CharField(
        _("filing number of the police"),
        max_length=60,
        blank=True,
        help_text=_("As it was granted."),
    )
    error_report_address = models.URLField(
        _("address for reporting errors"),
        blank=True,
        help_text=_("Of this site on the national platform for reporting errors of sites."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("bureau_name"),
                FieldPanel("seal_text"),
                FieldPanel("county_name"),
                FieldPanel("county_address"),
            ],
            heading=_("Letterhead"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("name_colour", widget=COLOUR_FIELD),
                FieldPanel("link_colour", widget=COLOUR_FIELD),
            ],
            heading=_("Colours"),
        ),
        FieldPanel("alert_page"),
        MultiFieldPanel(
            [
                FieldPanel("report_phone"),
                FieldPanel("report_phone_note"),
                FieldPanel("enquiry_phone"),
                FieldPanel("enquiry_phone_note"),
                FieldPanel("window_place"),
                FieldPanel("window_hours"),
                FieldPanel("report_box_place"),
            ],
            heading=_("Contacts for residents"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("office_name"),
                FieldPanel("office_address"),
                FieldPanel("office_hours"),
                FieldPanel("office_phone"),
                FieldPanel("office_fax"),
                FieldPanel("office_email"),
            ],
            heading=_("Disclosure office"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("site_name"),
                FieldPanel("host_unit"),
                FieldPanel("site_code"),
                FieldPanel("filing_number"),
                FieldPanel("police_number"),
                FieldPanel("error_report_address"),
            ],
            heading=_("Footer"),
        ),
    ]

    class Meta:
        verbose_name = _("bureau settings")

    def clean(self) -> None:
        """Refuse an alert that not everybody may see."""
        super().clean()
        page = self.alert_page
        if page and not (page.live and not page.get_view_restrictions()):
            raise ValidationError({"alert_page": _("Choose a page that is public now.")})

"""What the frame of every public page says about the bureau."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="home")
class BureauSettings(BaseSiteSetting):
    """Name, seal, contacts and footer duties of a bureau's site."""

    bureau_name = models.CharField(_("name of the bureau"), max_length=100, blank=True)
    seal_text = models.CharField(
        _("seal text"),
        max_length=4,
        blank=True,
        help_text=_("Four characters of the short name, shown in the red square."),
    )
    county_name = models.CharField(_("name of the county government"), max_length=100, blank=True)
    county_address = models.URLField(_("address of the county's site"), blank=True)

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
            [FieldPanel("host_unit"), FieldPanel("site_code")],
            heading=_("Footer"),
        ),
    ]

    class Meta:
        verbose_name = _("bureau settings")

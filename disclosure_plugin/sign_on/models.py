"""Which account of a bureau belongs to whom at the provider of single sign-on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SignOnIdentity(models.Model):
    """An account and the subject it is bound to: one to one, within one bureau.

    Issuer and subject together are what OpenID Connect calls unique and never reassigned (Core
    1.0, section 5.7). A name or an e-mail address is neither.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="sign_on_identity",
    )
    issuer = models.CharField(_("issuer"), max_length=255)
    subject = models.CharField(pgettext_lazy("at a provider", "subject"), max_length=255)
    bound_at = models.DateTimeField(_("bound at"), auto_now_add=True)

    class Meta:
        verbose_name = _("sign-on identity")
        verbose_name_plural = _("sign-on identities")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="disclosure_one_account_a_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} = {self.subject}"

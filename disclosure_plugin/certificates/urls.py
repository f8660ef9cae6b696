"""Certificates for the public, to be included below an address such as ``verify/``."""

from django.urls import path, register_converter

from .public import views


class Code:
    """A check code, in an address."""

    regex = "[0-9a-f]{20}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Code, "certificate_code")

app_name = "disclosure_certificates_public"

urlpatterns = [
    path("", views.start, name="start"),
    path("number/", views.by_number, name="by_number"),
    path("file/", views.by_file, name="by_file"),
    path("item/<slug:short_id>/", views.of_item, name="of_item"),
    path("<certificate_code:code>/", views.certificate, name="certificate"),
    path("<certificate_code:code>/certificate.json", views.document, name="document"),
    path("<certificate_code:code>/certificate.pdf", views.printable, name="printable"),
    path("<certificate_code:code>/proof.json", views.proof, name="proof"),
    path("<certificate_code:code>/qr.svg", views.qr_code, name="qr_code"),
]

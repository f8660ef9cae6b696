"""Our catalogue is merged with Wagtail's and Django's: the same words must not change theirs."""

import gettext
from pathlib import Path

import django
import wagtail

OURS = (
    Path(__file__).resolve().parents[2] / "disclosure_plugin/locale/zh_Hans/LC_MESSAGES/django.mo"
)
NEIGHBOURS = [
    path
    for package in (wagtail, django)
    for path in Path(package.__file__).parent.glob("**/locale/zh_Hans/LC_MESSAGES/django.mo")
]


def messages(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    return {key: text for key, text in catalogue.items() if isinstance(key, str) and key}


def test_no_message_of_the_framework_is_translated_anew():
    theirs: dict[str, set[str]] = {}
    for path in NEIGHBOURS:
        for key, text in messages(path).items():
            theirs.setdefault(key, set()).add(text)
    clashes = {
        key: (text, theirs[key])
        for key, text in messages(OURS).items()
        if key in theirs and text not in theirs[key]
    }
    assert clashes == {}, "give these a context (pgettext), or the framework's translation"

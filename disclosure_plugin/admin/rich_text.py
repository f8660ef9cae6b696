"""Rich text has whole characters: half of one is written as U+FFFD, as browsers do elsewhere.

A script that cuts an emoji in two leaves half a surrogate pair. Browsers send none from a form,
but the editor of rich text sends JSON, which can hold it; PostgreSQL stores none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from wagtail.admin.rich_text import DraftailRichTextArea

from disclosure_plugin.actions.wrapping import wrap

HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")


def keep_characters_whole() -> None:
    """Read what the editor of rich text sends in whole characters; called once, at start-up."""
    wrap(DraftailRichTextArea, "value_from_datadict", _in_whole_characters)


def _in_whole_characters(wagtails: Callable[..., Any], widget: Any, *args: Any) -> Any:
    said = wagtails(*args)
    return said and HALF_A_CHARACTER.sub("\ufffd", said)

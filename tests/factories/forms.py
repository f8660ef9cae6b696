"""What a browser sends when a page's form is saved."""

from __future__ import annotations

import json


def form_of(item, **changes) -> dict[str, str]:
    """Return the fields of the form of a disclosed item; ``changes`` overwrite and add."""
    return {
        "title": item.title,
        "abstract": item.abstract,
        "formed_on": item.formed_on.isoformat(),
        "category": item.category,
        "validity": item.validity,
        "audience": item.audience,
        "responsible_section": str(item.responsible_section_id),
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": "",
        "body-0-value": json.dumps(
            {"blocks": [{"key": "a", "type": "unstyled", "depth": 0, "text": "占用道路按天收费。",
                         "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}
        ),
        **{f"{rows}-{name}": value for rows in ("legal_bases", "attachments", "comments")
           for name, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"),
                               ("MIN_NUM_FORMS", "0"), ("MAX_NUM_FORMS", "1000"))},
        **changes,
    }  # fmt: skip

"""What bureaus disclose to their own staff."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from disclosure_plugin.sealing import Trial, probe


@probe(
    "internal-items",
    "What the other disclosed to its staff",
    guards=["the request stands in the schema of the bureau whose host it names"],
)
def internal_items(trial: Trial) -> Iterator[str]:
    listed = reverse("disclosure_internal")
    for own, other in trial.directions():
        editor, visitor = trial.editor(own), trial.visitor(own)
        page = reverse("disclosure_internal_page", args=[other.keys["internal"]])
        for address in (listed, page):
            answer = editor.get(address)
            if answer.status_code != 200:
                raise RuntimeError(f"{own.code} does not show {address} of its own.")
            yield from trial.secrets_in(answer, of=other, where=own)
            if visitor.get(address).status_code == 200:
                yield f"{own.code} shows {address} to who is not signed in."

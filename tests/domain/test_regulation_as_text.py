"""Plain text written from a structure has that structure again when it is read."""

from __future__ import annotations

import pytest

from wxadmin.domain.regulation import as_text
from wxadmin.intake.library import fill, templates
from wxadmin.intake.regulation import parse_regulation


@pytest.mark.parametrize("template", templates(), ids=lambda t: t.key)
def test_library_texts_survive_as_plain_text(template: object) -> None:
    blanks = {v.key: "远山小学" for v in template.variables if v.required}  # type: ignore[attr-defined]
    text = fill(template.key, blanks)  # type: ignore[attr-defined]
    again = parse_regulation(as_text(text))
    assert (again.title, again.preamble, again.nodes, again.closing) == (
        text.title,
        text.preamble,
        text.nodes,
        text.closing,
    )
    assert again.settings == text.settings

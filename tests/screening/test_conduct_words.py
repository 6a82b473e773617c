"""Every threshold of conduct has words."""

from __future__ import annotations

from dataclasses import fields

from wxadmin.screening.conduct_words import conduct_labels
from wxadmin.screening.ruleset import Conduct


def test_every_threshold_has_words() -> None:
    assert set(conduct_labels()) == {field.name for field in fields(Conduct)}
    assert all(label.words and label.unit and label.note for label in conduct_labels().values())

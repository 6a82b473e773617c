"""Styles that there are not are refused in words."""

from __future__ import annotations

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.domain.style import PAPER_SIZES, PROFILES, Style


def test_every_profile_on_every_sheet() -> None:
    for profile in PROFILES:
        for paper in PAPER_SIZES:
            assert Style(profile, paper).paper == paper


@pytest.mark.parametrize("word", ["", "GONGWEN", "gongwen ", "A4"])
def test_another_profile_is_refused_with_those_there_are(word: str) -> None:
    with pytest.raises(UserError, match="版式") as caught:
        Style(profile=word)
    assert all(profile in caught.value.remedy for profile in PROFILES)


@pytest.mark.parametrize("word", ["", "a4", "A5", "qiye"])
def test_another_sheet_is_refused_with_those_there_are(word: str) -> None:
    with pytest.raises(UserError, match="纸张") as caught:
        Style(paper=word)
    assert all(size in caught.value.remedy for size in PAPER_SIZES)

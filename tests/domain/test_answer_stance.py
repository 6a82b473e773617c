from __future__ import annotations

import pytest

from wxadmin.domain.answer_stance import stance_of
from wxadmin.domain.answers import note_of


@pytest.mark.parametrize(
    ("note", "stance"),
    [
        ("不同意", "against"),
        ("再想想，不同意", "against"),
        ("坚决反对", "against"),
        ("不行", "against"),
        ("弃权", "abstain"),
        ("不反对", ""),
        ("没有不同意见", ""),
        ("同意", ""),
        ("", ""),
        ("带伞", ""),
        ("不参加，家里有事", "away"),
        ("我请半天假，下午孩子家长会", "away"),
        ("病假", "away"),
        ("不去", "away"),
        ("不请假，准时到", ""),
    ],
)
def test_what_an_answer_stands_for(note: str, stance: str) -> None:
    assert stance_of(note) == stance


@pytest.mark.parametrize("text", ["不反对", "没意见", "坚决反对", "我家里有事来不了", "晚到十分钟", "Will do", "病假"])
def test_short_words_that_answer(text: str) -> None:
    assert note_of(text) is not None

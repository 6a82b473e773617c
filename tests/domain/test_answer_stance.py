from __future__ import annotations

import pytest

from wxadmin.domain.answer_stance import denies, is_denial, stance_of
from wxadmin.domain.answers import is_courtesy, note_of


@pytest.mark.parametrize(
    ("note", "stance"),
    [
        ("不同意", "against"),
        ("再想想，不同意", "against"),
        ("坚决反对", "against"),
        ("不太同意，夜班太密", "against"),
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
        ("替老李请假，他病了", ""),
        ("can't make it", "away"),
    ],
)
def test_what_an_answer_stands_for(note: str, stance: str) -> None:
    assert stance_of(note) == stance


@pytest.mark.parametrize("text", ["不反对", "没意见", "坚决反对", "我家里有事来不了", "晚到十分钟", "Will do", "病假"])
def test_short_words_that_answer(text: str) -> None:
    assert note_of(text) is not None


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("收到请放心", True),
        ("我收到你的转账了", False),
        ("收到您的通知了", True),
        ("已经接种完", True),
        ("已打", True),
        ("已发货", False),
        ("自查完成", True),
        ("二组已全部领齐", True),
        ("摄影组领了", True),
        ("换好了", True),
        ("还没换，下午去", False),
        ("正在查，快完成了", False),
        ("我的，已取", False),
        ("交了的回复已交", False),
        ("能到的扣1", False),
        ("收到一箱苹果，谁的", False),
        ("我也交了", True),
        ("支持", True),
        ("急诊知晓", True),
        ("二组不明白", False),
        ("后勤全部打完", True),
        ("我们都来", True),
        ("我家两口都参加", True),
        ("不太同意，夜班太密", True),
        ("我请一天事假，孩子住院", True),
        ("录完", True),
        ("Sorry can't attend", True),
        ("I'll be there", True),
        ("Acknowledged", True),
        ("谢谢团长", False),
        ("打了", True),
        ("请个假，老婆生孩子", True),
        ("年假中", True),
        ("一", True),
        ("没收到短信，不过看到了，收到", True),
        ("谁没收到", False),
        ("没收到的说一声", False),
        ("能参加吗我也不确定", False),
    ],
)
def test_what_counts_as_an_answer(text: str, answers: bool) -> None:
    assert (note_of(text) is not None) is answers


@pytest.mark.parametrize(
    ("text", "denial"),
    [
        ("没看懂怎么调", True),
        ("没看懂什么意思", True),
        ("没收到吗", False),
        ("等下，是几号？没看明白", True),
        ("没收到短信，不过收到了", False),
        ("还没收到快递", False),
        ("我真的没看到", True),
        ("没看到有人收到请回复", False),
    ],
)
def test_what_denies(text: str, denial: bool) -> None:
    assert is_denial(text) is denial


@pytest.mark.parametrize(
    "piece", ["爸", "妈", "啥也", "什么都", "老师", "谢谢", "等等", "会", "已", "没", "反对", "我家"]
)
def test_long_repetitions_come_to_an_end(piece: str) -> None:
    """A pattern that could be read in many ways would never return from these."""
    for text in (piece * 29, piece * 29 + "x", piece * 400):
        assert note_of(text) is None or note_of(text) != "x"
        assert is_denial(text) in (True, False)
        assert denies(text) in (True, False)
        assert is_courtesy(text) in (True, False)
        assert stance_of(text) in ("", "against")

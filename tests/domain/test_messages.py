"""Messages held tightly are the messages given."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.chat import Message, MessageKind, Quote
from wxadmin.domain.messages import Messages

_TIMES = st.sampled_from((None, "2026-09-22", "2026-09-22T21:40", "2026-09-22T21:40:05"))
_WORDS = st.text(st.characters(codec=None), max_size=12)
_SAID = st.builds(
    Message,
    st.sampled_from(("", "王老师", "研发部-李雷", "𠮷田")),
    _TIMES,
    st.sampled_from(get_args(MessageKind)),
    _WORDS,
    st.none() | st.builds(Quote, _WORDS, _WORDS),
    st.integers(0, 2_000_000),
)


@given(st.lists(_SAID, max_size=12))
def test_they_come_out_as_they_went_in(said):
    held = Messages(said)
    assert list(held) == [held[at] for at in range(len(said))] == said
    assert held == said
    assert tuple(said) == held
    assert list(held.said()) == [(one.sender, one.time, one.text) for one in said]
    assert list(held.times()) == [one.time for one in said]
    assert list(held.senders()) == list(dict.fromkeys(one.sender for one in said))
    assert held.shortest_time() == min((len(one.time) for one in said if one.time), default=0)
    assert held.all_clocked() == all(one.time is not None and len(one.time) > 10 for one in said if said) or not said


def test_places_slices_and_what_is_another():
    said = [Message("甲", None, "text", str(n)) for n in range(4)]
    held = Messages(said)
    assert (held[-1], held[1:3], held[::-1]) == (said[3], said[1:3], said[::-1])
    assert held != said[:3]
    assert held != [*said[:3], Message("乙", None, "text", "3")]
    assert held != "0123"
    assert Messages.of(held) is held
    for beyond in (4, -5):
        with pytest.raises(IndexError):
            held[beyond]

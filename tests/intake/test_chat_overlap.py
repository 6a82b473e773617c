from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.chat import Event, Message
from wxadmin.intake.chat import parse_chat
from wxadmin.intake.chat.overlap import without_overlap


def message(word: str, minute: int = 0, second: int | None = None) -> Message:
    tail = "" if second is None else f":{second:02d}"
    return Message("甲", f"2026-09-22T21:{minute:02d}{tail}", "text", word)


def words(run: str) -> str:
    """What is kept of messages whose words are the letters of ``run``."""
    return "".join(one.text for one in without_overlap([message(letter) for letter in run], [])[0])


def test_runs() -> None:
    assert words("abcdbcd") == "abcd"
    assert words("abcbcdcde") == "abcde"
    assert words("abcdcdefbcdefg") == "abcdefg"
    assert words("abxab") == "abx"


def test_a_single_repeat_and_a_flood_stay() -> None:
    assert words("aba") == "aba"
    assert words("aaaa") == "aaaa"
    assert words("abbba") == "abbba"


def test_a_run_of_equal_messages_counts_with_the_different_one_beside_it() -> None:
    assert words("aabcaab") == "aabc"
    assert words("aabcaaab") == "aabca"
    assert words("abbbcbbb") == "abbbcbbb"


def test_the_run_lies_wholly_before_its_repeat() -> None:
    assert words("abab") == "ab"
    assert words("ababab") == "ab"
    assert words("aabab") == "aab"


def test_sender_time_body_and_quote_must_be_equal() -> None:
    first = [message("a", 1), message("b", 2)]
    for changed in (
        [message("a", 1), message("b", 3)],
        [message("a", 1), Message("乙", "2026-09-22T21:02", "text", "b")],
    ):
        assert len(without_overlap(first + changed, [])[0]) == 4
    assert len(without_overlap(first + first, [])[0]) == 2


def test_clocks_are_compared_at_the_coarser_precision() -> None:
    fine = [message("a", 1, 10), message("b", 2, 20)]
    coarse = [message("a", 1), message("b", 2)]
    other = [message("a", 1, 11), message("b", 2, 20)]
    assert len(without_overlap(fine + coarse, [])[0]) == 2
    assert len(without_overlap(coarse + fine, [])[0]) == 2
    assert len(without_overlap(fine + other, [])[0]) == 4


def event(after: int, text: str = "撤回") -> Event:
    return Event("recall", "甲", (), None, 0, after, text)


def test_a_run_takes_its_events_with_it() -> None:
    run = [message(letter) for letter in "abc"]
    events = [event(1), event(3, "尾"), event(4), event(6, "尾"), event(7, "新")]
    kept, left = without_overlap([*run, *run, message("d")], events)
    assert len(kept) == 4
    assert [(one.text, one.after) for one in left] == [("撤回", 1), ("尾", 3), ("新", 4)]


def test_events_that_only_the_repeat_has_are_kept() -> None:
    run = [message(letter) for letter in "abc"]
    kept, left = without_overlap([*run, *run], [event(5)])
    assert len(kept) == 3
    assert [one.after for one in left] == [3]


def test_overlapping_pastes_read_like_one() -> None:
    lines = [f"用户{i % 3}\n2026年09月22日 21:{i:02d}\n消息{i}\n\n" for i in range(9)]
    whole = parse_chat("".join(lines))
    pasted = parse_chat("".join(lines[:5]) + "".join(lines[3:7]) + "".join(lines[2:9]))
    assert [m.text for m in pasted.messages] == [m.text for m in whole.messages]


@given(st.lists(st.sampled_from("abcd"), max_size=40), st.lists(st.integers(0, 2), max_size=40))
def test_every_message_is_kept_at_least_once(run: list[str], minutes: list[int]) -> None:
    said = [message(word, minutes[place] if place < len(minutes) else 0) for place, word in enumerate(run)]
    kept, _ = without_overlap(said, [])
    assert {(one.time, one.text) for one in kept} == {(one.time, one.text) for one in said}


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(2, 9)), max_size=8))
def test_pastes_of_one_talk_add_nothing_to_it(cuts: list[tuple[int, int]]) -> None:
    talk = [message(str(place)) for place in range(10)]
    pasted = [*talk, *(one for start, length in cuts for one in talk[start : start + length])]
    assert without_overlap(pasted, [])[0] == tuple(talk)


def by_definition(said: list[str]) -> list[str]:
    """The rule word for word, slowly: the longest run that was kept before and has two different ones is dropped."""
    kept: list[str] = []
    at = 0
    while at < len(said):
        best = 0
        for start in range(len(kept)):
            length = 0
            while start + length < len(kept) and at + length < len(said) and kept[start + length] == said[at + length]:
                length += 1
            if len(set(said[at : at + length])) > 1:
                best = max(best, length)
        if not best:
            kept.append(said[at])
        at += best or 1
    return kept


@given(st.text("abc", max_size=30))
def test_the_fast_way_agrees_with_the_rule_word_for_word(run: str) -> None:
    assert words(run) == "".join(by_definition(list(run)))

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.archive_overlap import archived_before
from wxadmin.domain.chat import Message


def said(*lines):
    return [Message(sender, time, "text", text) for sender, time, text in lines]


def timed(*lines):
    return [(sender, time, "text", text) for sender, time, text in lines]


MORNING = "2026-09-22T09:00"


def test_what_is_there_is_dropped_and_what_is_new_stays():
    paste = said(("a", MORNING, "早"), ("b", MORNING, "早"), ("a", "2026-09-22T09:01", "早"))
    assert archived_before(paste, timed(("a", MORNING, "早")), []) == {0}


def test_copies_count():
    paste = said(*[("a", MORNING, "在吗")] * 3)
    assert len(archived_before(paste, timed(*[("a", MORNING, "在吗")] * 2), [])) == 2


def test_clocks_agree_to_the_coarser_of_the_two_precisions():
    with_seconds = said(("a", "2026-09-22T09:00:31", "早"))
    assert archived_before(with_seconds, timed(("a", MORNING, "早")), []) == {0}
    assert archived_before(with_seconds, timed(("a", "2026-09-22T09:00:30", "早")), []) == set()
    assert archived_before(said(("a", MORNING, "早")), timed(("a", "2026-09-22T09:00:30", "早")), []) == {0}


def test_without_a_clock_a_run_of_different_messages_must_join_on():
    there = timed(("a", "", "一"), ("b", "", "二"), ("a", "", "三"))
    joined = said(("b", None, "二"), ("a", None, "三"), ("b", None, "四"))
    assert archived_before(joined, [], there) == {0, 1}
    assert archived_before(said(("a", None, "三"), ("b", None, "四")), [], there) == set()
    assert archived_before(said(*[(s, None, t) for s, _at, _k, t in there]), [], there) == {0, 1, 2}
    assert archived_before(said(("a", None, "收到"), ("a", None, "收到")), [], timed(*[("a", "", "收到")] * 4)) == set()


def test_a_day_alone_is_no_clock_and_no_other_day():
    day = "2026-09-22"
    there = timed(("a", day, "一"), ("b", day, "收到"))
    again = said(("a", day, "一"), ("b", day, "收到"), ("c", day, "收到"))
    assert archived_before(again, [], there) == {0, 1}
    assert archived_before(said(("b", day, "收到")), [], there) == set()
    assert archived_before(said(("a", "2026-09-23", "一"), ("b", "2026-09-23", "收到")), [], there) == set()


class Rows:
    """Rows that are made anew each time they are gone through, as the archive gives them."""

    def __init__(self, rows):
        self._rows = rows

    def __iter__(self):
        yield from (tuple("".join(part) for part in row) for row in self._rows)


_TIMES = st.sampled_from(["2026-09-22T09:00", "2026-09-22T09:00:10", "2026-09-22T09:00:50", "2026-09-22T09:01", ""])
_LINES = st.lists(st.tuples(st.sampled_from("ab"), _TIMES, st.sampled_from(["早", "好"])), max_size=9)


@given(paste=_LINES.map(lambda lines: [(s, t, w) for s, t, w in lines if t]), there=_LINES)
def test_each_archived_message_stands_for_one_copy_at_most(paste, there):
    """The rule spelt out: first the same clock, copy by copy, then to the minute where one side has no seconds."""
    rows = timed(*[line for line in there if line[1]])
    left = list(rows)
    expected = set()
    for i, (sender, time, text) in enumerate(paste):
        if (sender, time, "text", text) in left:
            left.remove((sender, time, "text", text))
            expected.add(i)
    for i, (sender, time, text) in enumerate(paste):
        same = [r for r in left if (r[0], r[1][:16], r[3]) == (sender, time[:16], text)]
        minute = [r for r in same if 16 in (len(r[1]), len(time))]
        if i not in expected and minute:
            left.remove(minute[0])
            expected.add(i)
    found = archived_before(said(*paste), rows, [])
    assert found == expected
    assert archived_before(said(*paste), Rows(rows), []) == found

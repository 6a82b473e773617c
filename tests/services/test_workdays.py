"""Working days: the published calendar, the owner's corrections, and the deadlines that follow them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.conftest import Hands
from wxadmin.domain.deadlines import Calendar
from wxadmin.domain.errors import UserError
from wxadmin.services import announcement_checks, appeal_windows, clock, groups, matter_kinds, workdays
from wxadmin.services.announcement_plans import Due, Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.matter_kinds import Term
from wxadmin.services.records import Store

DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))


def test_published_holidays_and_moved_working_days_count(store: Store) -> None:
    # 国庆 2026: off from Thursday 1 to Wednesday 7 October; Sunday 20 September and Saturday 10 October are worked.
    assert workdays.after(store, date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert workdays.after(store, date(2026, 10, 8), 2) == date(2026, 10, 10)
    assert workdays.calendar(store).is_working(date(2026, 9, 20))
    assert workdays.calendar(store).between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert workdays.after(store, date(2026, 10, 1), 0) == date(2026, 10, 1)


def test_the_owner_knows_better_and_can_take_it_back(store: Store) -> None:
    change = workdays.enter(store, date(2026, 11, 23), date(2026, 11, 24), " 运动会 ", off=True)
    assert workdays.after(store, date(2026, 11, 20), 1) == date(2026, 11, 25)
    shown = [one for one in workdays.of_year(store, 2026) if not one.ours]
    assert [(one.day.day, one.off, one.name) for one in shown] == [(23, True, "运动会"), (24, True, "运动会")]
    workdays.enter(store, date(2026, 10, 1), date(2026, 10, 1), "值班", off=False)
    assert workdays.calendar(store).is_working(date(2026, 10, 1))
    workdays.forget(store, date(2026, 10, 1))
    assert not workdays.calendar(store).is_working(date(2026, 10, 1))
    store.undo(change.id)
    assert workdays.after(store, date(2026, 11, 20), 1) == date(2026, 11, 23)


def test_years_not_published_yet_go_by_the_week(store: Store) -> None:
    year = workdays.known_until() + 1
    assert workdays.of_year(store, year) == ()
    first = date(year, 6, 1)
    while first.weekday() != 4:
        first += timedelta(days=1)
    assert workdays.after(store, first, 1) == first + timedelta(days=3)


@pytest.mark.parametrize(
    ("first", "last", "name", "words"),
    [
        (date(2027, 2, 2), date(2027, 2, 1), "", "早于"),
        (date(2027, 1, 1), date(2027, 12, 31), "", "最多"),
        (date(2027, 1, 1), date(2027, 1, 1), "名" * 31, "30"),
    ],
)
def test_odd_entries_are_refused(store: Store, first: date, last: date, name: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        workdays.enter(store, first, last, name, off=True)
    with pytest.raises(UserError, match="没有填写过"):
        workdays.forget(store, date(2027, 3, 3))
    assert workdays.of_year(store, 2027) == () or workdays.known_until() >= 2027


def test_terms_in_working_days_skip_holidays(store: Store) -> None:
    matter_kinds.set_terms(store, {"help": Term(2, working=True)})
    assert matter_kinds.terms(store)["help"].due(date(2026, 9, 30)) == date(2026, 10, 9)


@given(DAYS, st.integers(0, 60), st.frozensets(DAYS, max_size=40), st.frozensets(DAYS, max_size=40))
def test_after_and_between_agree(day: date, days: int, off: frozenset[date], on: frozenset[date]) -> None:
    calendar = Calendar(off, on)
    last = calendar.after(day, days)
    assert calendar.between(day, last) == days
    assert not days or calendar.is_working(last)


def test_a_term_that_reaches_a_year_nobody_knows_says_so_everywhere(store: Store) -> None:
    year = workdays.known_until() + 1
    first, last = date(year - 1, 12, 20), date(year, 1, 10)
    said = f"{year}年的放假安排还没有录入"
    assert workdays.unpublished(store, first, last).startswith(said)
    assert workdays.unpublished(store, first, date(year - 1, 12, 31)) == ""
    term = matter_kinds.terms(store)["report"]
    assert workdays.unpublished(term.calendar, first, last).startswith(said)
    workdays.enter(store, date(year, 1, 1), date(year, 1, 1), "元旦", off=True)
    assert workdays.unpublished(store, first, last) == ""
    # The year after is not known either.
    assert workdays.unpublished(store, first, date(year + 1, 1, 5)).startswith(f"{year + 1}年")
    assert workdays.unpublished(Calendar(), first, last) == ""


def test_an_announcement_and_an_appeal_say_so_before_they_promise_a_day(store: Store, hands: Hands) -> None:
    year = workdays.known_until() + 1
    hands.moment = hands.moment.replace(year=year - 1, month=12, day=29)
    group = groups.create(store, GroupDraft("大群")).value

    def told(days: int) -> list[str]:
        draft = AnnouncementDraft(group, "交表", "请交表。", plan=Plan(due=Due(workdays=days)))
        return [one.words for one in announcement_checks.of(store, draft).checks if "放假安排" in one.words]

    assert told(10)[0].startswith(f"{year}年")
    assert told(1) == told(0) == []
    with store.read() as db:
        assert appeal_windows.answer_note(db, group, clock.today()).startswith(f"{year}年")

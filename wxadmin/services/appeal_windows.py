"""申诉期限: until when a decision can be appealed against, and by when an appeal must be answered."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, fixed, settings, workdays
from wxadmin.services.records import Change, Store
from wxadmin.store import appeals as stored
from wxadmin.store import cases as stored_cases
from wxadmin.store import groups as stored_groups
from wxadmin.store import holidays
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

ANSWER_DAYS = 5
"""Working days within which an appeal is answered, unless the owner set others."""
MOST_DAYS = 365
"""Working days an answer may take at the most."""
_KEY = "appeal_answer_days"


@dataclass(frozen=True, slots=True)
class Window:
    """When a party can appeal. ``from_day`` is the day the count begins behind, ``until`` the last whole day.

    ``until`` is None where the group fixes no window; ``words`` say how it was counted, ``note`` what the owner
    should know of the count.
    """

    from_day: date
    until: date | None
    words: str
    note: str = ""

    def late(self, day: date) -> bool:
        """Whether an appeal of that day comes after it."""
        return self.until is not None and day > self.until


@dataclass(frozen=True, slots=True)
class Terms:
    """``window`` in words (``""``: no group chosen), ``fixed_by`` what fixes it, working days for an answer."""

    window: str
    fixed_by: str
    answer_days: int


def terms(store: Store, group: int | None) -> Terms:
    """What holds for appeals of a group from now on."""
    with store.read() as db:
        days = answer_days(db)
        if group is None:
            return Terms("", "", days)
        count, working, source = length(db, group)
    if not count:
        return Terms(_("没有规定"), _("规章没有规定申诉期限，群的设置里也没有。"), days)
    span = fixed.words("appeal_window", f"{count}{'wd' if working else 'd'}")
    words = _("送达（拒收）的次日起{}内").format(span)
    if source:
        return Terms(words, _("依据{}；修订规章才能改。").format(source), days)
    return Terms(words, _("规章没有规定，按群的设置；在“群”页面可以改。"), days)


def window(db: Source, case: Row | int, party: int) -> Window:
    """The window of a party of a decided case (its row or id), as the regulation or the group counts it.

    It begins with the day after the notice was delivered or refused; where that is not known, was issued; else after
    the decision. An amendment begins it anew. UserError for a draft.
    """
    row = stored_cases.one(db, case) if isinstance(case, int) else case
    if row is None or not row["decided"]:
        raise UserError(_("案件还没有决定"), remedy=_("有了决定才谈得上申诉"))
    start, how = _begin(db, row, party)
    count, working, source = length(db, row["group_id"])
    day = clock.shown_day(start)
    if not count:
        return Window(start, None, on_paper(_("{}（{}），没有规定申诉期限")).format(how, day))
    until = _until(db, start, count, working=working)
    span = fixed.words("appeal_window", f"{count}{'wd' if working else 'd'}")
    said = on_paper(_("{}（{}）的次日起{}")).format(how, day, on_paper(span))
    note = _unpublished(db, until.year) if working else ""
    return Window(start, until, on_paper(_("{}，依据{}")).format(said, source) if source else said, note)


def _unpublished(db: Source, year: int) -> str:
    """That nobody knows the days off of a year yet; ``""`` where they are published or the owner entered some."""
    known = workdays.known_until() >= year
    if known or any(row["day"].startswith(str(year)) for row in holidays.every(db)):
        return ""
    words = _("{}年的放假安排还没有录入，按周一到周五上班计算；可以在设置里补上节假日，或改申诉期限。")
    return words.format(year)


def _until(db: Source, start: date, count: int, *, working: bool) -> date:
    return workdays.after(db, start, count) if working else clock.after(start, count)


def begins(db: Source, group: int, first: date, last: date) -> tuple[date, date] | None:
    """The days on which windows of a group begin that close between two days; None where no window is fixed."""
    count, working, _source = length(db, group)
    if not count:
        return None
    low = first - timedelta(days=2 * count + 40)  # no fortnight without five working days, holidays and all
    days = [low + timedelta(days=n) for n in range((last - low).days + 1)]
    one = bisect_left(days, first, key=lambda day: _until(db, day, count, working=working))
    other = bisect_right(days, last, key=lambda day: _until(db, day, count, working=working))
    return days[min(one, len(days) - 1)], days[max(other - 1, 0)]


def length(db: Source, group: int) -> tuple[int, bool, str]:
    """(days, whether working days, the clause that fixes it) of a group; 0 days: none is fixed."""
    for row in stored_groups.settings_of(db, group):
        if row["kind"] == "appeal_window":
            value: str = row["value"]
            return int(value.rstrip("wd")), value.endswith("wd"), row["source"]
    found = stored_groups.one(db, group)
    return (0 if found is None else found["appeal_days"]), False, ""


def _begin(db: Source, case: Row, party: int) -> tuple[date, str]:
    """The day the party came to know of the decision as it stands, and what says so."""
    found: tuple[date, str] | None = None
    known = False
    for act in stored.told(db, case["id"], party):
        day = date.fromisoformat(act["day"])
        if act["kind"] == "amended":
            found, known = (day, on_paper(_("更正决定"))), False
        elif not known:
            found, known = (day, on_paper(_("送达") if act["kind"] == "delivered" else _("拒收"))), True
    if found is not None:
        return found
    papers = {row["id"]: row["paper_id"] for row in stored.parties(db, case["id"])}
    issued = stored.issued(db, papers.get(party) or case["paper_id"])
    if issued:
        return clock.day_of(issued), on_paper(_("签发通知书，没有送达记录"))
    return clock.day_of(case["decided"]), on_paper(_("作出决定"))


# By when it is answered


def answer_days(db: Source) -> int:
    """Working days within which an appeal is to be answered."""
    kept = stored_groups.setting(db, _KEY)
    return int(kept[1]) if kept is not None and kept[1].isdigit() else ANSWER_DAYS


def due_day(db: Source, received: date) -> date:
    """The last day for the answer to an appeal received on a day."""
    return workdays.after(db, received, answer_days(db))


def set_answer_days(store: Store, days: int) -> Change[None]:
    """Keeps how many working days an answer may take, for appeals received from now on; UserError below 1."""
    if not 1 <= days <= MOST_DAYS:
        raise UserError(_("答复期限要在 1 到 {} 个工作日之间").format(MOST_DAYS), remedy=_("请改成合适的数"))
    return store.change(_("申诉的答复期限"), lambda tx: settings.put(tx, _KEY, str(days)))

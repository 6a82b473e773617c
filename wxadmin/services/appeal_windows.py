"""申诉期限: until when a decision can be appealed against, and by when an appeal must be answered."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation_terms import TermKind, window_start
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock, fixed, groups, regulation_terms, settings, workdays
from wxadmin.services.records import Change, Store
from wxadmin.services.regulation_terms import SaidTerm
from wxadmin.services.regulation_text import unpacked
from wxadmin.store import appeals as stored
from wxadmin.store import cases as stored_cases
from wxadmin.store import groups as stored_groups
from wxadmin.store import revisions as stored_revisions
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

ANSWER_DAYS = 5
"""Working days within which an appeal is answered, unless the owner set others."""
MOST_DAYS = 365
"""An answer may take at the most."""
_KEY = "appeal_answer_days"
_KEPT = re.compile(r"(\d{1,3})(d?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Window:
    """When a party can appeal. ``from_day`` is the day the count begins behind, ``until`` the last whole day.

    ``until`` is None where the group fixes no window, and while none runs as the party was not told yet (``pending``);
    ``words`` say how it was counted, ``note`` what the owner should know of the count.
    """

    from_day: date
    until: date | None
    words: str
    note: str = ""
    pending: bool = False

    def late(self, day: date) -> bool:
        """Whether an appeal of that day comes after it."""
        return self.until is not None and day > self.until


@dataclass(frozen=True, slots=True)
class Terms:
    """``window`` in words (``""``: no group chosen), ``fixed_by`` what fixes it, days for an answer (``working`` ones).

    ``window_said`` and ``answer_said`` are what the regulation in force says of them, ``window_other`` and
    ``answer_other`` whether that is something else.
    """

    window: str
    fixed_by: str
    answer_days: int
    working: bool = True
    window_said: SaidTerm | None = None
    answer_said: SaidTerm | None = None
    window_other: bool = False
    answer_other: bool = False


def terms(store: Store, group: int | None) -> Terms:
    """What holds for appeals of a group from now on."""
    with store.read() as db:
        days, by_work = answer_term(db, group)
        if group is None:
            return Terms("", "", days, by_work)
        count, working, source = length(db, group)
        decision = from_decision(db, group)
        asked, other = _said(db, group, "appeal", count, working)
        answered, late = _said(db, group, "answer", days, by_work)
    found = Terms("", "", days, by_work, asked, answered, other, late)
    if not count:
        return replace(found, window=_("没有规定"), fixed_by=_("群的设置里没有申诉期限。"))
    span = fixed.words("appeal_window", f"{count}{'wd' if working else 'd'}")
    words = (_("作出决定的次日起{}内") if decision else _("送达（拒收）的次日起{}内")).format(span)
    if source:
        return replace(found, window=words, fixed_by=_("依据{}；修订规章才能改。").format(source))
    return replace(found, window=words, fixed_by=_("按群的设置；在“群”页面可以改。"))


def _said(db: Source, group: int, kind: TermKind, count: int, working: bool) -> tuple[SaidTerm | None, bool]:
    """What the regulations in force say of a term, and whether none of them says what holds."""
    said = [one for one in regulation_terms.in_force(db, group) if one.term.kind == kind]
    held = next((one for one in said if (one.term.count, one.term.unit == "workday") == (count, working)), None)
    return held or next(iter(said), None), bool(said) and held is None


def _otherwise(db: Source, group: int, kind: TermKind, count: int, *, working: bool) -> str:
    """That the regulation says something else than what is counted by; ``""`` where it does not."""
    said, other = _said(db, group, kind, count, working)
    if said is None or not other:
        return ""
    ours = fixed.words("appeal_window", f"{count}{'wd' if working else 'd'}")
    return _("{}；这里按{}计算，可以在“申诉期限…”里照规章改。").format(said.words, ours)


def take_window_over(store: Store, group: int) -> Change[None]:
    """Has the window hold that the regulation in force says; UserError where it says none."""
    owner = groups.get(store, group)

    def work(tx: Tx) -> None:
        said = regulation_terms.first(regulation_terms.in_force(tx, group), "appeal")
        row = None if said is None else stored_revisions.one(tx, said.revision)
        if row is None:
            raise UserError(_("现行规章没有写申诉期限"), where=owner.name, remedy=_("请在“群”页面里设置"))
        fixed.apply(tx, [group], row["title"], unpacked(row["text"]), row["id"], {"appeal_window"})

    return store.change(_("申诉期限照规章 {}").format(owner.name), work)


def window(db: Source, case: Row | int, party: int) -> Window:
    """The window of a party of a decided case (its row or id), as the regulation or the group counts it.

    It begins with the day after the notice was delivered or refused, and not before; where the regulation counts from
    the decision, after that. An amendment begins it anew. UserError for a draft.
    """
    row = stored_cases.one(db, case) if isinstance(case, int) else case
    if row is None or not row["decided"]:
        raise UserError(_("案件还没有决定"), remedy=_("有了决定才谈得上申诉"))
    count, working, source = length(db, row["group_id"])
    begun = _begin(db, row, party, by_decision=from_decision(db, row["group_id"]))
    span = on_paper(fixed.words("appeal_window", f"{count}{'wd' if working else 'd'}"))
    by = on_paper(_("，依据{}")).format(source) if source else ""
    if begun is None:
        decided = clock.day_of(row["decided"])
        if not count:
            return Window(decided, None, on_paper(_("通知书还没有登记送达，没有规定申诉期限")))
        words = on_paper(_("通知书还没有登记送达，期限从送达（拒收）次日起算{}{}")).format(span, by)
        return Window(decided, None, words, pending=True)
    start, how = begun
    day = clock.shown_day(start)
    if not count:
        return Window(start, None, on_paper(_("{}（{}），没有规定申诉期限")).format(how, day))
    until = _until(db, start, count, working=working)
    note = workdays.unpublished(db, start, until) if working else ""
    return Window(start, until, on_paper(_("{}（{}）的次日起{}{}")).format(how, day, span, by), note)


def window_told(db: Source, case: int, party: int) -> Window:
    """The same with a note where the regulation says another number, or an earlier appeal was answered."""
    found, row = window(db, case, party), stored_cases.one(db, case)
    assert row is not None  # else there is no window
    count, working, _source = length(db, row["group_id"])
    other = _otherwise(db, row["group_id"], "appeal", count, working=working) if count else ""
    before = [one for one in stored.of_case(db, case) if one["party_id"] == party and one["state"] == "answered"]
    again = (
        _("此前的申诉已于{}答复；那次答复有误的，请更正答复。").format(clock.shown_day(before[-1]["answered"]))
        if before
        else ""
    )
    return replace(found, note=joined("\n", (found.note, other, again)))


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
    row = _fixed(db, group)
    if row is not None:
        value: str = row["value"]
        return int(value.rstrip("wd")), value.endswith("wd"), row["source"]
    found = stored_groups.one(db, group)
    return (0 if found is None else found["appeal_days"]), False, ""


def from_decision(db: Source, group: int) -> bool:
    """Whether the regulation counts the window of a group from the decision, whenever the party was told."""
    row = _fixed(db, group)
    return row is not None and window_start(row["value"], row["quote"]) == "decided"


def _fixed(db: Source, group: int) -> Row | None:
    """What a regulation fixes of the window; None where it does not."""
    return next((row for row in stored_groups.settings_of(db, group) if row["kind"] == "appeal_window"), None)


def _begin(db: Source, case: Row, party: int, *, by_decision: bool) -> tuple[date, str] | None:
    """The day that begins the window for the decision as it stands, and what it is; None as long as nothing does."""
    found = (clock.day_of(case["decided"]), on_paper(_("作出决定"))) if by_decision else None
    known = by_decision
    for act in stored.told(db, case["id"], party):
        day = date.fromisoformat(act["day"])
        if act["kind"] == "amended":
            # What was corrected has to be told anew.
            found, known = ((day, on_paper(_("更正决定"))), True) if by_decision else (None, False)
        elif not known:
            found, known = (day, on_paper(_("送达") if act["kind"] == "delivered" else _("拒收"))), True
    return found


# By when it is answered


def answer_days(db: Source, group: int | None = None) -> int:
    """How many days an answer to an appeal may take in a group; which ones :func:`answer_term` tells."""
    return answer_term(db, group)[0]


def answer_term(db: Source, group: int | None, on: date | None = None) -> tuple[int, bool]:
    """(days, whether working days) within which an appeal is to be answered.

    What the owner set for the group, else what a regulation in force on the day says, else what holds for all groups.
    """
    if group is not None:
        own = _kept(db, f"{_KEY}:{group}")
        if own is not None:
            return own
        said = regulation_terms.first(regulation_terms.in_force(db, group, on), "answer")
        if said is not None:
            return _days_of(said)
    return _kept(db, _KEY) or (ANSWER_DAYS, True)


def _kept(db: Source, key: str) -> tuple[int, bool] | None:
    kept = stored_groups.setting(db, key)
    found = None if kept is None else _KEPT.fullmatch(kept[1])
    return None if found is None else (int(found[1]), found[2] != "d")


def _days_of(said: SaidTerm) -> tuple[int, bool]:
    return said.term.count, said.term.unit == "workday"


def due_day(db: Source, received: date, group: int | None = None) -> date:
    """The last day for the answer to an appeal received on a day."""
    days, working = answer_term(db, group, received)
    return _until(db, received, days, working=working)


def answer_clause(db: Source, group: int, received: date, due: date) -> str:
    """The clause by which an appeal received on a day is to be answered by ``due``; ``""`` where none says so."""
    for one in regulation_terms.in_force(db, group, received):
        if one.term.kind == "answer":
            days, working = _days_of(one)
            if _until(db, received, days, working=working) == due:
                return one.clause
    return ""


def answer_note(db: Source, group: int, received: date) -> str:
    """What the owner should know of the last day for an answer; ``""`` where nothing is odd about it."""
    days, working = answer_term(db, group)
    unknown = workdays.unpublished(db, received, due_day(db, received, group)) if working else ""
    return joined("\n", (unknown, _otherwise(db, group, "answer", days, working=working)))


def answer_otherwise(db: Source, group: int, received: date, due: date) -> str:
    """By when the regulation wants an appeal answered, where that is another day than ``due``; for papers."""
    said = [one for one in regulation_terms.in_force(db, group, received) if one.term.kind == "answer"]
    days = [_until(db, received, one.term.count, working=one.term.unit == "workday") for one in said]
    if not said or due in days:
        return ""
    span = on_paper(said[0].span).replace(" ", "")
    return on_paper(_("{}规定{}内答复，到{}。")).format(said[0].clause, span, clock.shown_day(days[0]))


def set_answer_days(store: Store, days: int, group: int | None = None, *, working: bool = True) -> Change[None]:
    """Keeps how many days an answer may take, in one group or in all that have none of their own.

    For appeals received from now on. UserError below 1.
    """
    if not 1 <= days <= MOST_DAYS:
        raise UserError(_("答复期限要在 1 到 {} 天之间").format(MOST_DAYS), remedy=_("请改成合适的数"))
    key = _KEY if group is None else f"{_KEY}:{group}"
    value = f"{days}{'' if working else 'd'}"
    return store.change(_("申诉的答复期限"), lambda tx: settings.put(tx, key, value))

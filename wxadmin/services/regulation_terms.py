"""What the regulations in force in a group say of points, records, appeals and answers, for whoever sets the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from wxadmin.domain import regulation_terms
from wxadmin.domain.ladder import EscalationLadder, Span, Unit
from wxadmin.domain.ladder_json import MOST_POINTS
from wxadmin.domain.regulation_terms import RegulationTerm, TermKind
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.regulation_text import unpacked
from wxadmin.store import revisions as stored
from wxadmin.store.lists import Source

_UNITS = {
    "point": _("{} 分"), "day": _("{} 天"), "workday": _("{} 个工作日"), "month": _("{} 个月"), "year": _("{} 年"),
    "hour": _("{} 小时"),
}  # fmt: skip
_KINDS: dict[TermKind, str] = {
    "points": _("每次记 {}"), "expiry": _("处理计算 {}"), "window": _("只看 {}以内的行为"),
    "appeal": _("{}内可以申诉"), "answer": _("申诉在 {}内答复"),
}  # fmt: skip
_STARTS = {"told": _("从知道时起算"), "decided": _("从作出决定时起算"), "received": _("从收到申诉时起算")}


@dataclass(frozen=True, slots=True)
class SaidTerm:
    """One term of a regulation in force: the title, the version, and what it says."""

    title: str
    revision: int
    term: RegulationTerm

    @property
    def clause(self) -> str:
        """The clause by title and place, as everything else names it."""
        return f"《{self.title}》{''.join(self.term.at)}"

    @property
    def span(self) -> str:
        """The number with its unit: ``5 个工作日``."""
        return _UNITS[self.term.unit].format(self.term.count)

    @property
    def words(self) -> str:
        """``《群规》第九条写的是：申诉在 10 个工作日内答复``."""
        said = _KINDS[self.term.kind].format(self.span)
        start = _STARTS.get(self.term.start, "") if self.term.kind == "appeal" else ""
        said = _("{}，{}").format(said, start) if start else said
        return _("{}写的是：{}").format(self.clause, said)


@lru_cache(maxsize=32)
def _terms(packed: str) -> tuple[RegulationTerm, ...]:
    return regulation_terms.terms(unpacked(packed))


def in_force(db: Source, group: int, on: date | None = None) -> tuple[SaidTerm, ...]:
    """What the regulations in force in a group say, the one that came into force last first."""
    rows = stored.in_force(db, group, (on or clock.today()).isoformat())
    return tuple(SaidTerm(row["title"], row["id"], term) for row in rows for term in _terms(row["text"]))


def first(said: Iterable[SaidTerm], kind: TermKind) -> SaidTerm | None:
    """The first of a kind; None where nothing is said."""
    return next((one for one in said if one.term.kind == kind), None)


def of_ladder(said: Iterable[SaidTerm], clauses: Iterable[str]) -> tuple[SaidTerm, ...]:
    """What concerns a ladder: the first word on how long things count, and the points of each of these clauses."""
    known, seen = set(clauses), set[str]()
    kept = []
    for one in said:
        kind = one.term.kind
        about = one.clause if kind == "points" else kind
        if kind in ("appeal", "answer") or about in seen or (kind == "points" and about not in known):
            continue
        seen.add(about)
        kept.append(one)
    return tuple(kept)


def taken_over(ladder: EscalationLadder, said: Iterable[SaidTerm]) -> EscalationLadder:
    """The ladder with what the regulation says of it in place of what it had."""
    for one in said:
        term = one.term
        if term.kind == "points":
            ladder = replace(ladder, points={**ladder.points, one.clause: min(term.count, MOST_POINTS)})
        elif term.kind in ("expiry", "window"):
            unit: Unit = "month" if term.unit == "month" else "year" if term.unit == "year" else "day"
            span = Span(term.count, unit)
            ladder = replace(ladder, expiry=span) if term.kind == "expiry" else replace(ladder, window=span)
    return ladder


def differing(ladder: EscalationLadder, said: Iterable[SaidTerm]) -> tuple[SaidTerm, ...]:
    """What of it the ladder has otherwise."""
    return tuple(one for one in said if not _holds(ladder, one))


def _holds(ladder: EscalationLadder, one: SaidTerm) -> bool:
    if one.term.kind == "points":
        return ladder.points_of(one.clause) == one.term.count
    taken = taken_over(ladder, (one,))
    before, after = getattr(ladder, one.term.kind), getattr(taken, one.term.kind)
    return before == after or _months(before) == _months(after) is not None


def _months(span: Span) -> int | None:
    """In months, where it is so many; None for days."""
    return None if span.unit == "day" else span.count * (12 if span.unit == "year" else 1)

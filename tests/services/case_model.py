"""Cases as plain objects: what the records must say after any acts in any order. No SQL, no services."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta

IN_FORCE = ("decided", "carried")
TIMED = frozenset({"mute", "removal", "suspension", "account"})
"""What can be for so many days."""
ADVISED = frozenset({"fine", "compensation", "suspension", "account"})
"""What only the unit can do."""
TOLD = frozenset({"oral", "written"})
STANDING = frozenset({"mute", "removal"})
"""What a member stands under or does not, however many cases there are."""
STEPS, EXPIRY = 4, 180
"""Of the preset ladder: rungs, and the days a decision counts."""


@dataclass
class Measure:
    """One measure of a party."""

    key: str
    days: int = 0
    state: str = "proposed"
    starts: date = date.min
    done: bool = False
    """Whether it was ever carried out."""
    amount: str = ""
    early: bool = False
    """Whether it was lifted before its time and nothing was decided instead since: it still counts."""

    @property
    def said(self) -> tuple[str, int, str]:
        """What was decided."""
        return self.key, self.days, self.amount

    def over(self, today: date) -> bool:
        """Whether its days have run."""
        return self.key in TIMED and bool(self.days) and self.starts + timedelta(days=self.days) <= today


@dataclass
class Party:
    """Somebody of a case."""

    who: str
    measures: list[Measure] = field(default_factory=list)
    voided: bool = False
    issued: bool = False
    delivered: bool = False
    told: bool = False
    """Whether it was ever delivered: an appeal rests on the last time it was."""
    appeal: str = ""
    """``""``, ``open``, ``answered`` or ``withdrawn``: the last one."""

    def standing(self) -> list[Measure]:
        return [one for one in self.measures if one.state in IN_FORCE]


@dataclass
class Case:
    """One case; ``decided`` is its day, ``order`` its place among the decided ones of the year."""

    parties: list[Party]
    state: str = "draft"
    decided: date | None = None
    order: int = 0
    notes: int = 0


Key = tuple[object, ...]


@dataclass
class Undoable:
    """A change that could be taken back: what it touched, and how the model takes it back."""

    keys: frozenset[Key]
    back: Callable[[], None]
    undone: bool = False


def _final() -> None:
    raise AssertionError("a final change was taken back")


class Model:
    """All cases by id, and the changes in order."""

    def __init__(self, people: list[str]) -> None:
        self.cases: dict[int, Case] = {}
        self.people = list(people)
        self.erased: set[str] = set()
        self.counters: dict[int, int] = {}
        self.log: dict[int, Undoable] = {}
        self.waiting: dict[tuple[str, str], list[bool]] = {}
        """(who, measure) → what is still to be undone in the group, and whether it had been done."""

    def note(self, change: int, keys: set[Key], back: Callable[[], None] | None = None) -> None:
        self.log[change] = Undoable(frozenset(keys), back or _final)

    def as_before(self, found: Iterable[int]) -> Callable[[], None]:
        """What brings cases back as they are now."""
        before = {case: deepcopy(self.cases[case]) for case in found}
        return lambda: self.cases.update(before)

    def forget(self, case: int, back: Callable[[], None]) -> None:
        """A case that was made is there no more, and what it was made of is as it was."""
        del self.cases[case]
        back()

    def can_undo(self, change: int) -> bool:
        """Whether nothing that still stands came later and touched the same."""
        keys = self.log[change].keys
        later = (entry for number, entry in self.log.items() if number > change and not entry.undone)
        return not any(keys & entry.keys for entry in later)

    def undo(self, change: int) -> None:
        self.log[change].undone = True
        self.log[change].back()

    def decide(self, case: int, chosen: list[list[Measure]], today: date) -> str:
        row = self.cases[case]
        self.counters[today.year] = row.order = self.counters.get(today.year, 0) + 1
        row.state, row.decided = "decided", today
        for party, measures in zip(row.parties, chosen, strict=True):
            party.measures = []
            for one in measures:
                self.enact(party, one, today)
        return f"违处〔{today.year}〕{row.order}号"

    def enact(self, party: Party, measure: Measure, today: date) -> None:
        """Who is still muted from before is muted by this one at once."""
        made = Measure(measure.key, measure.days, "decided", today, amount=measure.amount)
        if measure.key in STANDING and any(self.waiting.pop((party.who, measure.key), [])):
            made.state, made.done = "carried", True
        party.measures.append(made)

    def end(self, case: int, party: Party, one: Measure, state: str, today: date) -> set[Key]:
        """A measure is lifted, or has run its days; another one of the same kind holds all the same.

        Nobody is to stay muted because the mute was never noted.
        """
        keys: set[Key] = {("sanction", case, party.who, one.key)}
        done, one.state = one.done, state
        if one.key not in STANDING:
            return keys
        others = [
            (number, other)
            for number, row in self.cases.items()
            for them in row.parties
            for other in them.standing()
            if them.who == party.who and other.key == one.key and not other.over(today)
        ]
        if (done or (state == "ended" and one.key == "mute")) and not others and party.who not in self.erased:
            self.waiting.setdefault((party.who, one.key), [done])
        for number, other in others:
            if done and other.state == "decided":
                other.state, other.done = "carried", True
                keys.add(("sanction", number, party.who, other.key))
        return keys

    def void(self, case: int, today: date, who: str | None = None) -> set[Key]:
        row = self.cases[case]
        standing = [party for party in row.parties if not party.voided]
        going = [party for party in standing if who in (None, party.who)]
        keys: set[Key] = set()
        for party in going:
            for one in party.standing():
                keys |= self.end(case, party, one, "lifted", today)
            party.voided = True
            keys.add(("party", case, party.who))
        if len(going) == len(standing):
            row.state = "void"
        return keys | {("case", case)}

    def end_due(self, today: date) -> set[Key]:
        keys: set[Key] = set()
        found: list[tuple[int, Party, Measure]] = []
        for case, row in self.cases.items():
            for party in row.parties:
                found += [(case, party, one) for one in party.standing() if one.over(today)]
        for case, party, one in sorted(found, key=lambda f: f[2].starts + timedelta(days=f[2].days)):
            keys |= self.end(case, party, one, "ended", today)
        return keys

    def amend(self, case: int, who: str, chosen: list[Measure], today: date) -> set[Key]:
        """Of a party these measures alone hold from now on; a mute goes on with other days."""
        party = self.party(case, who)
        keys: set[Key] = {("case", case)}
        wanted = {one.key: one for one in chosen}
        for one in party.measures:
            one.early = False
        ended = [one for one in party.measures if one.state == "ended"]
        for one in party.standing():
            new = wanted.pop(one.key, None)
            keys.add(("sanction", case, who, one.key))
            if new is None:
                keys |= self.end(case, party, one, "lifted", today)
            elif one.said != new.said:
                one.days, one.amount = new.days, new.amount
                if one.over(today):
                    keys |= self.end(case, party, one, "ended", today)
        for one in ended:
            if one.key in wanted and 0 < wanted[one.key].days <= one.days:
                del wanted[one.key]
        for new in wanted.values():
            self.enact(party, new, today)
        return keys

    def party(self, case: int, who: str) -> Party:
        return next(party for party in self.cases[case].parties if party.who == who)

    def loses(self, key: Key, who: str) -> bool:
        """Whether erasing somebody touches what a change touched: theirs, the case; notes when nobody else is left."""
        kind, case = key[:2]
        if kind in ("party", "sanction", "appeal"):
            return key[2] == who
        assert isinstance(case, int)
        return kind != "notes" or all(party.who in self.erased for party in self.cases[case].parties)

    def counted(self, who: str, today: date) -> set[int]:
        """The cases that count against somebody: in force, not expired, something of it left."""
        return {
            case
            for case, row in self.cases.items()
            for party in row.parties
            if party.who == who and row.state in ("decided", "issued") and not party.voided
            and row.decided is not None and row.decided + timedelta(days=EXPIRY) > today
            and any(one.state != "lifted" or one.early for one in party.measures)
        }  # fmt: skip

"""Cases as plain objects: what the records must say after any acts in any order. No SQL, no services."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta

IN_FORCE = ("decided", "carried")
TOLD = frozenset({"oral", "written"})
STEPS, EXPIRY = 4, 180
"""Of the preset ladder: rungs, and the days a decision counts."""


@dataclass
class Measure:
    """One measure of a party."""

    key: str
    days: int = 0
    state: str = "proposed"


@dataclass
class Party:
    """Somebody of a case."""

    who: str
    measures: list[Measure] = field(default_factory=list)
    voided: bool = False
    issued: bool = False
    delivered: bool = False
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
            party.measures = [Measure(one.key, one.days, "decided") for one in measures]
        return f"违处〔{today.year}〕{row.order}号"

    def void(self, case: int, who: str | None = None) -> set[Key]:
        row = self.cases[case]
        standing = [party for party in row.parties if not party.voided]
        going = [party for party in standing if who in (None, party.who)]
        keys: set[Key] = set()
        for party in going:
            for one in party.standing():
                one.state = "lifted"
                keys.add(("sanction", case, party.who, one.key))
            party.voided = True
            keys.add(("party", case, party.who))
        if len(going) == len(standing):
            row.state = "void"
        return keys | {("case", case)}

    def end_due(self, today: date) -> set[Key]:
        keys: set[Key] = set()
        for case, row in self.cases.items():
            for party in row.parties:
                for one in party.standing():
                    assert row.decided is not None
                    if one.key == "mute" and one.days and row.decided + timedelta(days=one.days) <= today:
                        one.state = "ended"
                        keys.add(("sanction", case, party.who, one.key))
        return keys

    def reduce(self, case: int, who: str, key: str) -> set[Key]:
        """An appeal leaves the one measure ``key``."""
        party = self.party(case, who)
        keys: set[Key] = {("case", case)}
        for one in party.standing():
            if one.key != key:
                one.state = "lifted"
            keys.add(("sanction", case, who, one.key))
        if not any(one.key == key and one.state != "lifted" for one in party.measures):
            party.measures.append(Measure(key, 0, "decided"))
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
            and any(one.state != "lifted" for one in party.measures)
        }  # fmt: skip

"""A nickname under construction: its fields, the mess done to it so far, and how sure a human can still be of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from messy_unit import Strength, Truth

from wxadmin.domain.people import Person

_ORDER: tuple[Strength, ...] = ("sure", "likely", "proposed", "open", "none")


@dataclass(slots=True)
class Draft:
    """A nickname under construction; ``segments`` name the fields written, joined by ``joint``."""

    person: int
    row: Person
    name: str
    place: str
    segments: list[tuple[str, ...]]
    joint: str
    roster: tuple[Person, ...]
    names: dict[str, tuple[int, ...]]
    relation: str = ""
    phone: str = ""
    number: str = ""
    company: str = ""
    team: str = ""
    title: str = ""
    true_place: str = ""
    decided: bool = False
    owner: int = -1
    wrong_place: bool = False
    strength: Strength = "sure"
    before: str = ""
    after: str = ""
    whole: str = ""
    mess: list[str] = field(default_factory=list)
    must: list[frozenset[str]] = field(default_factory=list)

    def weaken(self, strength: Strength) -> None:
        """Lower how sure a human can be; it never rises again."""
        self.strength = max(self.strength, strength, key=_ORDER.index)

    def wrap(self, before: str, after: str) -> None:
        """Write something around what there is."""
        self.before, self.after = before + self.before, self.after + after

    def truth(self, tie: int = 0, tie_code: str = "") -> Truth:
        """The finished nickname and what is true of it."""
        return Truth(
            self.render(),
            self.person,
            self.row.name,
            self.name,
            self.relation,
            self.true_place,
            self.wrong_place,
            self.decided,
            tuple(self.mess) or ("plain",),
            self.strength,
            tuple(self.must),
            tie,
            tie_code,
            self.owner,
        )

    def render(self) -> str:
        """The nickname as the list shows it."""
        if self.whole:
            return self.whole
        texts = [text for segment in self.segments if (text := "".join(self._field(name) for name in segment))]
        if self.joint in "(（" and self.joint and len(texts) == 2:
            body = f"{texts[0]}{self.joint}{texts[1]}{'）' if self.joint == '（' else ')'}"
        elif self.joint in "【[" and self.joint and len(texts) == 2:
            body = f"{self.joint}{texts[0]}{'】' if self.joint == '【' else ']'}{texts[1]}"
        else:
            body = (self.joint if self.joint not in ("(", "（", "【", "[") else "").join(texts)
        return self.before + body + self.after

    def _field(self, name: str) -> str:
        return self.name + self.title if name == "name" else str(getattr(self, name))


Mess = Callable[[random.Random, Draft], bool]

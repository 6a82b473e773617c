"""How a nickname should read: the canonical form under its rule, at the level the group uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from wxadmin.domain.name_alignment import Aligned
from wxadmin.domain.name_index import RosterIndex
from wxadmin.domain.name_match import Match, fits, said_places, spots
from wxadmin.domain.name_places import Path
from wxadmin.domain.name_rule import RuleField
from wxadmin.domain.name_words import COMPANY_WORDS, TEACHER

_AS_WRITTEN = {"department": "place", "class": "place", "room": "place", "free": "free"}
BRACKETS = str.maketrans("（）", "()")


@dataclass(slots=True)
class Writing:
    """``habit`` is the level, from outside, at which this group names departments; None for the innermost."""

    index: RosterIndex
    habit: int | None = field(default=None)

    def learn(self, matches: Iterable[Match]) -> None:
        """Take the level most members use."""
        levels: Counter[int] = Counter()
        innermost = 0
        for match in matches:
            if match.outcome == "certain" and match.aligned.places:
                path, level = self.spot(match.people[0], match.aligned)
                levels[level] += 1
                innermost += level == len(path) - 1
        level, votes = levels.most_common(1)[0] if levels else (0, 0)
        self.habit = level if votes > innermost else None

    def spot(self, person: int, aligned: Aligned) -> tuple[Path, int]:
        """The department path the nickname speaks of, else the person's first, and the level to write."""
        paths = self.index.people[person].departments
        for place in aligned.places:
            for path, level in spots(self.index, person, place):
                return path, level
        if not paths:
            return (), 0
        last = len(paths[0]) - 1
        return paths[0], last if self.habit is None else min(self.habit, last)

    def canonical(self, aligned: Aligned, person: int) -> str | None:
        """How the nickname should read; None when something the rule asks for is not known."""
        free = iter(aligned.free)
        values = [
            self._free(next(free, ""), aligned, person) if field.kind == "free" else self._value(field, aligned, person)
            for field in aligned.pattern.fields
        ]
        return aligned.pattern.render(values) if all(values) else None

    def as_written(self, aligned: Aligned, person: int) -> str:
        """The canonical form with the place as the nickname spells it, which is the member's choice."""
        written = {"place": iter([part.text for part in aligned.places]), "free": iter(aligned.free)}
        values = [
            next(written[_AS_WRITTEN[field.kind]], "")
            if field.kind in _AS_WRITTEN
            else self._value(field, aligned, person)
            for field in aligned.pattern.fields
        ]
        return aligned.pattern.render(values).translate(BRACKETS)

    def _value(self, field: RuleField, aligned: Aligned, person: int) -> str:
        who = self.index.people[person]
        match field.kind:
            case "name":
                return who.name + (TEACHER if aligned.honorific == TEACHER else "")
            case "department" | "class" | "room":
                return self._place(field, aligned, person)
            case "relation":
                return aligned.relation
            case "phone":
                return who.phone or aligned.phone
            case "number":
                return who.number or aligned.number
            case "post":
                return self._free(aligned.post, aligned, person) if aligned.post else who.post
            case _:
                return aligned.guardian

    def _free(self, text: str, aligned: Aligned, person: int) -> str:
        """Words of the member's own choice, but for another's place, for which the person's own stands."""
        named = [place for place in said_places(aligned, self.index) if place.text == text]
        if named and text not in {p.text for p in aligned.places} and not fits(self.index, person, named):
            return self.index.people[person].department
        return text

    def _place(self, field: RuleField, aligned: Aligned, person: int) -> str:
        path, level = self.spot(person, aligned)
        if not path:
            return ""
        several = sum(f.kind == "department" for f in aligned.pattern.fields) > 1
        if several and field.word in COMPANY_WORDS:
            return path[0]
        if field.kind == "room":
            return next((p.text for p in aligned.places if p.kind == "room"), "-".join(path))
        if field.kind == "class" or several:
            return path[-1]
        return path[level]

"""Whom a reading of a nickname stands for: one person for certain, several, one who left, or nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from wxadmin.domain.name_alignment import Aligned, align
from wxadmin.domain.name_folding import fold
from wxadmin.domain.name_index import RosterIndex
from wxadmin.domain.name_places import Path, place_fold
from wxadmin.domain.name_reading import Nickname, Part, Reader
from wxadmin.domain.name_rules import RuleEntry
from wxadmin.domain.people import Person

Outcome = Literal["certain", "wrong_place", "left", "ambiguous", "none"]
_RANK: dict[Outcome, int] = {"certain": 0, "wrong_place": 0, "left": 0, "ambiguous": 1, "none": 2}
_PRICE: dict[Outcome, float] = {"wrong_place": 1.0, "left": 0.5}
"""What it costs a reading to find the right name in the wrong place, beside breaking the rule."""
_PRICE_OF_UNKNOWN_PLACE = 1.5
"""More than a sign too many: A销售部 is 销售部 with a letter in front, no other department."""


@dataclass(frozen=True, slots=True)
class Match:
    """``people`` are those who bear the name; the one person when the outcome is certain, wrong_place or left.

    ``rule`` is the text of the rule the nickname was read under.
    """

    nickname: Nickname
    aligned: Aligned
    outcome: Outcome
    people: tuple[int, ...] = ()
    rule: str = ""

    @property
    def person(self) -> int | None:
        """The one person meant, when there is no doubt."""
        return self.people[0] if self.outcome in {"certain", "wrong_place"} else None

    @property
    def key(self) -> str:
        """The folded name."""
        return fold(self.aligned.name.text)


def best_match(nickname: Nickname, reader: Reader) -> Match:
    """The reading that finds a person, breaks a rule least and leaves least unexplained."""
    best: Match | None = None
    best_rank: tuple[float, ...] = ()
    for reading in reader.readings(nickname.text):
        for order, entry in enumerate(reader.rules.entries):
            aligned = align(nickname, reading, entry.pattern)
            match = replace(_resolved(nickname, aligned, entry, reader), rule=entry.rule)
            cost = match.aligned.cost + _PRICE.get(match.outcome, 0.0)
            if match.outcome == "wrong_place" and not all(place.sure for place in match.aligned.places):
                cost += _PRICE_OF_UNKNOWN_PLACE
            unknown = sum(len(part.text) for part in reading.parts if not part.sure)
            rank = (_RANK[match.outcome], cost, unknown, order, len(reading.parts))
            if best is None or rank < best_rank:
                best, best_rank = match, rank
            if match.outcome == "certain" and not aligned.cost:
                return match
    if best is None:
        raise AssertionError("every nickname has at least the reading as one unknown part")
    return best


def _resolved(nickname: Nickname, aligned: Aligned, entry: RuleEntry, reader: Reader) -> Match:
    """A rule finds only whom it binds; somebody else's rule is tried in its turn."""
    index, rules = reader.index, reader.rules
    if len(aligned.names) > 1:
        found = [i for part in aligned.names for i in index.exact.get(fold(part.text), ())]
        distinct = {index.keys[i] for i in found}
        if len(distinct) > 1:
            return Match(nickname, aligned, "ambiguous", tuple(dict.fromkeys(found)))
    same = list(index.exact.get(fold(aligned.name.text), ())) if aligned.name.text else []
    if not same:
        return Match(nickname, aligned, "none")
    bound = [i for i in same if rules.binds(entry, index.people[i])]
    if not bound or (aligned.relation and not aligned.pattern.pupil):
        return Match(nickname, aligned, "none", tuple(same))
    same = bound if aligned.relation else same
    narrowed = _by_number(same, aligned, index.people)
    fitting = [i for i in narrowed if fits(index, i, aligned.places)]
    chosen = fitting if len(fitting) == 1 else narrowed if not fitting and len(narrowed) == 1 else []
    if chosen and chosen[0] not in bound:
        return Match(nickname, aligned, "none", tuple(same))
    if len(fitting) == 1:
        left = index.people[fitting[0]].left
        return Match(
            nickname, _numbers_checked(aligned, index.people[fitting[0]]), "left" if left else "certain", (fitting[0],)
        )
    if fitting:
        return Match(nickname, aligned, "ambiguous", tuple(fitting))
    if len(narrowed) == 1:
        left = index.people[narrowed[0]].left
        return Match(nickname, aligned, "left" if left else "wrong_place", (narrowed[0],))
    return Match(nickname, aligned, "ambiguous", tuple(narrowed))


def _by_number(same: Sequence[int], aligned: Aligned, people: Sequence[Person]) -> Sequence[int]:
    """Those of the same name whose phone or number stands in the nickname, when that tells them apart."""
    phone, number = digits(aligned.phone), aligned.number.rstrip("号")
    told = [i for i in same if (phone and digits(people[i].phone) == phone) or (number and people[i].number == number)]
    return told or same


def _numbers_checked(aligned: Aligned, person: Person) -> Aligned:
    kinds = aligned.pattern.kinds
    if "phone" in kinds and aligned.phone and person.phone and digits(aligned.phone) != digits(person.phone):
        return aligned.because("手机号与名册上的不一致")
    if "number" in kinds and aligned.number and person.number and aligned.number.rstrip("号") != person.number:
        return aligned.because("号码与名册上的不一致")
    return aligned


def digits(text: str) -> str:
    """The digits of a phone number, without the country code of China."""
    plain = "".join(c for c in text if c.isdigit() and c.isascii())
    return plain[2:] if len(plain) == 13 and plain.startswith("861") else plain


def fits(index: RosterIndex, person: int, places: Sequence[Part]) -> bool:
    """The person belongs to every place named; somebody without department fits none."""
    return all(next(spots(index, person, place), None) is not None for place in places)


def spots(index: RosterIndex, person: int, place: Part) -> Iterator[tuple[Path, int]]:
    """Path and level of the person's departments that the place names."""
    for path in index.people[person].departments:
        pieces = place.text.split("/") if place.sure else [place.text]
        levels = [index.places.level_of(place.text, path, room=place.kind == "room")]
        if levels == [None] and len(pieces) > 1:
            levels = [index.places.level_of(piece, path) for piece in pieces]
        if all(level is not None for level in levels):
            yield path, max(level for level in levels if level is not None)


def begun(index: RosterIndex, match: Match) -> list[int]:
    """People a truncated nickname may mean: the name, or the place written last, is only a beginning."""
    aligned = match.aligned
    stem = match.key
    if not stem:
        return []
    places = aligned.places
    open_place = places[-1] if aligned.open_end and places and not places[-1].sure else None
    if open_place:
        wanted, beginning = places[:-1], place_fold(open_place.text)
        return [
            i
            for i in index.exact.get(stem, ())
            if fits(index, i, wanted)
            and any(place_fold(level).startswith(beginning) for path in index.people[i].departments for level in path)
        ]
    names = [stem] if aligned.relation or aligned.honorific else [key for key in index.exact if key.startswith(stem)]
    return [i for key in names for i in index.exact.get(key, ()) if fits(index, i, places)]

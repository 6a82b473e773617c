"""Whom a reading of a nickname stands for: one person for certain, several, one who left, or nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from wxadmin.domain.name_alignment import Aligned, align, possible_names
from wxadmin.domain.name_folding import fold
from wxadmin.domain.name_index import RosterIndex, digits
from wxadmin.domain.name_places import Path, place_fold
from wxadmin.domain.name_reading import Nickname, Part, Reader
from wxadmin.domain.name_rules import RuleEntry, is_pupil
from wxadmin.domain.name_words import HOUSEHOLD, RELATION_ENDINGS, RELATIONS, SOMEBODY_ELSE, SUBJECTS, TEACHER
from wxadmin.domain.people import Person

Outcome = Literal["certain", "wrong_place", "left", "ambiguous", "none"]
Doubt = Literal["", "relative", "title", "glued", "turned", "contradicted"]
"""Why the only one who bears the name is not taken: it is somebody's relative or teacher, a word clings to the name,
the screen shows another order than the text has, or phone or number are somebody else's."""
_RANK: dict[Outcome, float] = {"certain": 0, "wrong_place": 0, "left": 0, "ambiguous": 1, "none": 2}
_NAMED = 1.5
"""The rank of finding nobody for certain, though somebody of the roster is named."""
_PRICE: dict[Outcome, float] = {"wrong_place": 1.0, "left": 0.5}
"""What it costs a reading to find the right name in the wrong place, beside breaking the rule."""
_PRICE_OF_UNKNOWN_PLACE = 1.5
"""More than a sign too many: A销售部 is 销售部 with a letter in front, no other department."""
_MOST_OTHERS = 10
_LONGEST_SAID = 5
_NO_DESCRIPTION = ("找", "代", "替", "帮", "给", "我", "你", "您", "他", "她", "问", "送", "接", "请", "@")
_BESIDE = (*SOMEBODY_ELSE, *RELATIONS)
_LONG_NUMBER = 5
"""From this length on a number is a staff number, not a seat, even where the rule asks for none."""
_CHILD_TITLES = frozenset({"", "同学", HOUSEHOLD})
_TEACHER_TITLES = frozenset({"", TEACHER, "班主任"})
_TEACHERS = ("老师", "教师", "班主任", "辅导员", "校长", "主任", "教职工")
_RELATIVES = tuple(word for word in RELATION_ENDINGS if len(word) > 1)
_NOT_HIMSELF = re.compile(r"前任|非本人|不是本人|假冒|冒充|[(（\[【]假[)）\]】]|离职交接|已离职")
"""Words that say the account is not, or no longer, that person's."""
_MOST_MORE = 2


@dataclass(frozen=True, slots=True)
class Match:
    """``people`` are those who bear the name; the one person when the outcome is certain, wrong_place or left.

    ``rule`` is the text of the rule the nickname was read under. ``others`` are readings with other names, likeliest
    first, where nobody was found.
    """

    nickname: Nickname
    aligned: Aligned
    outcome: Outcome
    people: tuple[int, ...] = ()
    rule: str = ""
    doubt: Doubt = ""
    others: tuple[Match, ...] = ()

    @property
    def person(self) -> int | None:
        """The one person meant, when there is no doubt."""
        return self.people[0] if self.outcome in {"certain", "wrong_place"} else None

    @property
    def key(self) -> str:
        """The folded name."""
        return fold(self.aligned.name.text)


Rank = tuple[float, ...]


def best_match(nickname: Nickname, reader: Reader) -> Match:
    """The reading that finds a person, breaks a rule least and leaves least unexplained."""
    ranked: dict[str, tuple[Rank, Match]] = {}
    best = _best(nickname, reader, nickname.text, ranked)
    if best.outcome == "none" and not best.people and nickname.shown:
        turned = _best(nickname, reader, nickname.shown, ranked, 1)
        if turned.outcome != "none" or turned.people:
            return replace(turned, outcome="none", doubt="turned")
    if best.outcome != "none" or best.people:
        return best if best.person is None else _looked_at_again(best, best.person, nickname, reader)
    if proved := _by_phone(best, reader):
        return proved
    others = sorted(ranked.values(), key=lambda entry: entry[0])
    return replace(best, others=tuple(match for _, match in others if match.key != best.key)[:_MOST_OTHERS])


def _by_phone(match: Match, reader: Reader) -> Match | None:
    """Words nobody knows describe the name, 拉货的刘强 154…, and the phone beside it is that person's own."""
    nickname, index = match.nickname, reader.index
    owners = {i for phone in nickname.phones for i in index.phones.get(phone, ())}
    if len(owners) != 1 or match.aligned.pattern.pupil:
        return None
    person = owners.pop()
    who = index.people[person]
    key, plain = index.keys[person], re.sub(r"[\d\s+-]", "", fold(nickname.text))
    said = plain.removesuffix(key)
    if len(key) < 2 or not 0 < len(plain) - len(key) == len(said) <= _LONGEST_SAID or said.startswith(_NO_DESCRIPTION):
        return None
    if said.endswith(_BESIDE) or who.left or digits(who.phone) not in nickname.phones:
        return None
    if any(other not in key for other in _inside(plain, index)):
        return None
    entry = next((e for e in reader.rules.entries if e.rule == match.rule and reader.rules.binds(e, who)), None)
    if entry is None:
        return None
    aligned = replace(match.aligned, name=Part("name", who.name), phone=who.phone, honorific="", relation="")
    return replace(match, outcome="certain", people=(person,), aligned=aligned.because(f"多写了“{said}”"))


def _inside(text: str, index: RosterIndex) -> set[str]:
    """The names of the roster that stand somewhere in a text."""
    spans = (text[at : at + size] for size in index.lengths for at in range(len(text) - size + 1))
    return {span for span in spans if span in index.exact}


def _looked_at_again(match: Match, person: int, nickname: Nickname, reader: Reader) -> Match:
    """What the nickname as a whole says against its being this person's own account."""
    index = reader.index
    if _NOT_HIMSELF.search(nickname.text):
        return replace(match, outcome="none", people=(person,), doubt="relative")
    others: Sequence[int] = _longer_names(person, nickname, index) or _several_children(nickname, index)
    if not others and match.aligned.pattern.pupil and not match.aligned.relation:
        others = index.guardians.get(match.key, ())
    people = tuple(dict.fromkeys((person, *others)))
    return match if len(people) == 1 else replace(match, outcome="ambiguous", people=people, doubt="contradicted")


def _longer_names(person: int, nickname: Nickname, index: RosterIndex) -> tuple[int, ...]:
    """Others whose longer name stands there when signs are left out: 陈静·怡 beside a 陈静怡."""
    key = index.keys[person]
    text = fold("".join(c for c in nickname.text if c.isalnum()))
    found: list[int] = []
    for size in index.lengths:
        if len(key) < size <= len(key) + _MOST_MORE:
            for at in range(len(text) - size + 1):
                longer = text[at : at + size]
                if longer in index.exact and longer.startswith(key):
                    found += index.exact[longer]
    return tuple(found)


def _several_children(nickname: Nickname, index: RosterIndex) -> tuple[int, ...]:
    """All pupils named where a nickname says several times whose relative somebody is."""
    text = fold(nickname.text)
    named = [
        text[at : at + size]
        for size in index.lengths
        for at in range(len(text) - size)
        if text[at : at + size] in index.exact and text[at + size :].startswith(_RELATIVES)
    ]
    return tuple(i for key in named for i in index.exact[key]) if len(named) > 1 else ()


def _best(
    nickname: Nickname, reader: Reader, text: str, ranked: dict[str, tuple[Rank, Match]], turned: int = 0
) -> Match:
    best: Match | None = None
    best_rank: Rank = ()
    contradicted: dict[int, Match] = {}
    for reading in reader.readings(text):
        unknown = sum(len(part.text) for part in reading.parts if not part.sure)
        for order, entry in enumerate(reader.rules.entries):
            match = _resolved(nickname, align(nickname, reading, entry.pattern), entry, reader)
            cost = match.aligned.cost + _PRICE.get(match.outcome, 0.0)
            if match.outcome == "wrong_place" and not all(place.sure for place in match.aligned.places):
                cost += _PRICE_OF_UNKNOWN_PLACE
            found = _NAMED if match.outcome == "none" and match.people else _RANK[match.outcome]
            rank = (turned, found, cost, unknown, order, len(reading.parts))
            if best is None or rank < best_rank:
                best, best_rank = match, rank
            if match.outcome == "certain" and not match.aligned.cost:
                return match
            if match.doubt == "contradicted":
                contradicted.setdefault(match.people[0], match)
            if found == _RANK["none"]:
                _note(ranked, rank, match)
                for at in possible_names(reading):
                    other = align(nickname, reading, entry.pattern, at)
                    if other.name != match.aligned.name:
                        rank = (turned, found, other.cost, unknown, order, len(reading.parts))
                        _note(ranked, rank, replace(match, aligned=other))
    if best is None:
        raise AssertionError("every nickname has at least the reading as one unknown part")
    # A reading that does not see the number of another is no reason to be certain.
    return best if best.person is None else contradicted.get(best.person, best)


def _note(ranked: dict[str, tuple[Rank, Match]], rank: Rank, match: Match) -> None:
    if match.key and (match.key not in ranked or rank < ranked[match.key][0]):
        ranked[match.key] = (rank, match)


def _resolved(nickname: Nickname, aligned: Aligned, entry: RuleEntry, reader: Reader) -> Match:
    """A rule finds only whom it binds; somebody else's rule is tried in its turn."""
    index = reader.index
    match = Match(nickname, aligned, "none", rule=entry.rule)
    if len(aligned.names) > 1:
        found = [i for part in aligned.names for i in index.exact.get(fold(part.text), ())]
        if len({index.keys[i] for i in found}) > 1:
            return replace(match, outcome="ambiguous", people=tuple(dict.fromkeys(found)))
    same = list(index.exact.get(fold(aligned.name.text), ())) if aligned.name.text else []
    if not same:
        return match
    bound = [i for i in same if reader.rules.binds(entry, index.people[i])]
    if not bound or (aligned.relation and not aligned.pattern.pupil) or aligned.beside:
        return replace(match, people=tuple(same), doubt="relative")
    if aligned.relation:
        same = [i for i in bound if is_pupil(index.people[i])] or bound
        if all(_teaches(index.people[i]) for i in same):
            return replace(match, people=tuple(same), doubt="relative")
    elif aligned.pattern.pupil and (aligned.post or aligned.honorific not in _CHILD_TITLES):
        same.sort(key=lambda i: not _teaches(index.people[i]))
        if len(same) == 1 and _teaches(index.people[same[0]]) and {aligned.post, aligned.honorific} <= _TEACHER_TITLES:
            return replace(match, outcome="certain", people=tuple(same))
        return replace(match, people=tuple(same), doubt="title")
    narrowed = _by_number(same, aligned, index)
    fitting = [i for i in narrowed if fits(index, i, said_places(aligned, index))]
    if aligned.glued:
        return replace(match, people=tuple(fitting or narrowed), doubt="glued")
    if len(fitting or narrowed) > 1:
        return replace(match, outcome="ambiguous", people=_likeliest_first(fitting or narrowed, aligned, index))
    person = (fitting or narrowed)[0]
    if person not in bound:
        return replace(match, people=tuple(same), doubt="relative")
    if index.people[person].left:
        return replace(match, outcome="left", people=(person,))
    owners = _owners(person, match, index) or _named_beside(person, aligned, index)
    if owners:
        return replace(match, outcome="ambiguous", people=(person, *owners), doubt="contradicted")
    if not fitting:
        return replace(match, outcome="wrong_place", people=(person,))
    return replace(match, outcome="certain", people=(person,), aligned=_numbers_checked(aligned, index.people[person]))


def said_places(aligned: Aligned, index: RosterIndex) -> tuple[Part, ...]:
    """The places named, those of the roster too that stand where the rule leaves room for any words or a post."""
    others = tuple(
        Part(kind, text)
        for text, kind, role in aligned.parts
        if role in {"free", "post"} and kind in {"department", "class", "room"} and index.places.known(text)
    )
    return aligned.places + others


def _likeliest_first(found: Sequence[int], aligned: Aligned, index: RosterIndex) -> tuple[int, ...]:
    """Those of most of the places named before the others, who left last."""
    return tuple(sorted(found, key=lambda i: (-sum(fits(index, i, [p]) for p in aligned.places), index.people[i].left)))


def told(aligned: Aligned, index: RosterIndex) -> set[int]:
    """Those whose phone, or whose number, stands in the nickname."""
    return set().union(*_told(aligned, index))


def _told(aligned: Aligned, index: RosterIndex) -> tuple[set[int], set[int]]:
    number = aligned.number.rstrip("号").casefold()
    seat = number.isdigit() and len(number) < _LONG_NUMBER and "number" not in aligned.pattern.kinds
    return (
        set(index.phones.get(digits(aligned.phone), ())) if aligned.phone else set(),
        set(index.numbers.get(number, ())) if number and not seat else set(),
    )


def _teaches(person: Person) -> bool:
    """Somebody of the staff who may be called a teacher: by post, category or subject."""
    words = (person.post, person.category, *(level for path in person.departments for level in path))
    teaching = any(word in SUBJECTS or word.endswith(_TEACHERS) for word in words)
    return teaching and not person.left and not is_pupil(person)


def _by_number(same: Sequence[int], aligned: Aligned, index: RosterIndex) -> Sequence[int]:
    """Those of the same name whose phone or number stands in the nickname, when that tells them apart."""
    if len(same) < 2 or not (aligned.phone or aligned.number):
        return same
    number = aligned.number.rstrip("号").casefold()
    known = told(aligned, index) | (set(index.numbers.get(number, ())) if number else set())
    return [i for i in same if i in known] or same


def _owners(person: int, match: Match, index: RosterIndex) -> tuple[int, ...]:
    """Others whose phone or number the nickname shows beside this person's name."""
    known = [*_told(match.aligned, index), {i for phone in match.nickname.phones for i in index.phones.get(phone, ())}]
    return tuple(sorted({i for people in known if person not in people for i in people}))


def _named_beside(person: int, aligned: Aligned, index: RosterIndex) -> tuple[int, ...]:
    """Others whose name stands inside a word beside this person's: 孟长河（郑明代）."""
    texts = [fold(text) for text, kind, role in aligned.parts if role == "extra" and kind == "other"]
    found = {i for text in texts for span in _inside(text, index) for i in index.exact[span]}
    return () if person in found else tuple(sorted(found))


def _numbers_checked(aligned: Aligned, person: Person) -> Aligned:
    kinds = aligned.pattern.kinds
    phones = {digits(phone) for phone in (person.phone, *(g.phone for g in person.guardians))} - {""}
    if "phone" in kinds and aligned.phone and phones and digits(aligned.phone) not in phones:
        return aligned.because("手机号与名册上的不一致")
    number = aligned.number.rstrip("号").casefold()
    if "number" in kinds and aligned.number and person.number and number != person.number.casefold():
        return aligned.because("号码与名册上的不一致")
    return aligned


def fits(index: RosterIndex, person: int, places: Sequence[Part]) -> bool:
    """The person belongs to every place named; somebody without department fits none."""
    return all(next(spots(index, person, place), None) is not None for place in places)


def spots(index: RosterIndex, person: int, place: Part) -> Iterator[tuple[Path, int]]:
    """Path and level of the person's departments that the place names."""
    for path in index.people[person].departments:
        level = index.places.spots(place.text, path, room=place.kind == "room", pieces=place.sure)
        if level is not None:
            yield path, level


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
    names = [key for key in index.exact if key.startswith(stem)] if aligned.open_name else [stem]
    return [i for key in names for i in index.exact.get(key, ()) if fits(index, i, places)]

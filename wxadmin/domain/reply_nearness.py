"""Who may be meant by a name that nobody of the roster bears: mistyped, a letter short or over, another script.

Whatever is found here is a proposal, never a certain match.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from wxadmin.domain.answers import note_of
from wxadmin.domain.name_folding import NameTables
from wxadmin.domain.name_index import RosterIndex, Tier
from wxadmin.domain.name_words import COMPOUND_SURNAMES, SURNAMES
from wxadmin.domain.people import Person
from wxadmin.domain.reply_letters import tokens_of
from wxadmin.domain.reply_names import ENDINGS
from wxadmin.domain.reply_places import Places

Tables = Callable[[], NameTables]
"""Gives the tables of near letters; asked only where a name is unknown."""

_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,8}")
_ANSWER_BEHIND = re.compile(r"(?:收到|已|同意|不同意|不?参加|报名|请假|来不了|确认|知道|好的|明白|\d|[a-z+]).*$")
_SURE: frozenset[Tier] = frozenset(("variant", "letters", "script", "split", "shape", "sound"))
_ENDINGS = frozenset(ENDINGS)
_MOST_NAMES = 3
_TWO, _THREE, _LONGEST = 2, 3, 4
"""Letters of names."""


def names_in(words: str, places: Places) -> tuple[str, ...]:
    """The first parts of a line that may be a name, folded, without place, relation and answer; at most three."""
    found: dict[str, None] = {}
    for token in tokens_of(words):
        name = _ANSWER_BEHIND.sub("", _behind_place(token, places))
        long_enough = (end for end in ENDINGS if name.endswith(end) and len(name) - len(end) >= _TWO)
        ending = next(long_enough, "") if name.endswith(ENDINGS) else ""
        name = name[: len(name) - len(ending)].removesuffix("的")
        if not _HAN_NAME.fullmatch(name) or name in _ENDINGS or note_of(name) is not None:
            continue
        place = name == token and not is_likely_name(token) and places.is_place(token, marked=False)
        if token not in places.known and not place:
            found.setdefault(name)
    return tuple(found)[:_MOST_NAMES]


def is_likely_name(word: str) -> bool:
    """Whether a word alone is rather somebody's name than a remark: surname and one or two letters."""
    surname = _TWO if word[:_TWO] in COMPOUND_SURNAMES else 1
    begins = word[:surname] in COMPOUND_SURNAMES or word[:1] in SURNAMES
    return (
        begins
        and _HAN_NAME.fullmatch(word) is not None
        and 1 <= len(word) - surname <= _TWO + 1
        and len(word) <= _LONGEST
    )


def _behind_place(token: str, places: Places) -> str:
    for at in range(len(token) - _TWO, 0, -1):
        if places.is_glued(token[:at]):
            return token[at:]
    return token


def people_near(people: Sequence[Person], names: Collection[str], tables: Tables) -> Mapping[str, tuple[int, ...]]:
    """Of each name (folded): whom it may be a slip for.

    Letters that look or sound alike may point to several people; a letter wrong (not the surname), left out or over,
    only where it points to one name.
    """
    wanted = {name: _forms(name) for name in names if name}
    if not wanted:
        return {}
    index = RosterIndex.of(people, tables())
    asked = {form for forms in wanted.values() for form in forms}
    near, hints, shorter = index.near(asked), index.hints(asked), _shortened(index.exact)
    found: dict[str, tuple[int, ...]] = {}
    for name, forms in wanted.items():
        for form in forms:
            tiers = near.get(form, {})
            likely = [key for key, tier in tiers.items() if tier in _SURE]
            if not likely and form == name:
                likely = [key for key in tiers if len(key) != len(form) or key[0] == form[0]] or shorter.get(form, [])
                likely = likely if len(likely) == 1 else []
            if same := sorted({i for key in likely for i in index.exact[key]}):
                found[name] = tuple(same)
                break
            if form == name and len(hinted := tuple(hints.get(form, ()))) == 1:
                found[name] = hinted
                break
    return found


def _forms(name: str) -> list[str]:
    """The name, and its beginning where words may be glued to it."""
    return [name, *([name[:_THREE]] if len(name) > _THREE else [])]


def _shortened(names: Iterable[str]) -> Mapping[str, list[str]]:
    """What is left of names of three letters without the one in the middle."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        if len(name) == _THREE:
            found[name[0] + name[2]].append(name)
    return found

"""What a whole text says about its own habits, before its lines are read one by one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wxadmin.domain.chat import ChatFormat
from wxadmin.domain.jobs import Step
from wxadmin.intake.chat.heads import SPACES, Head, day_at, head_at

STEP = 20_000
_MANY = 3
"""So many times more heads stand close below words than after a blank line where blank lines are left out."""
_BELOW_DAY = 6
"""Lines below a day line in which the first head stands."""
_BESIDE = 3
"""Heads ``time name: words`` on either side that say whether words follow on the same line."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Candidates for heads and days by line, and what they have in common.

    ``names`` counts senders of heads that stand after a blank line and have words; ``people`` are all of them,
    ``clocked`` those of heads with a clock.
    ``dense`` are formats whose messages follow each other without a blank line. ``colon_space``: heads ``name: `` keep
    the space after the colon; ``spaced`` are the names in such. ``undated_mail``: mail heads without any day line.
    ``voices``: how many heads of any kind each sender has.
    """

    heads: dict[int, Head]
    days: dict[int, dt.date]
    names: dict[ChatFormat, Counter[str]]
    people: frozenset[str]
    clocked: frozenset[str]
    dense: frozenset[ChatFormat]
    colon_space: bool
    spaced: frozenset[str]
    undated_mail: bool
    voices: Counter[str]


def blank(line: str) -> bool:
    """Whether a line has nothing to be seen."""
    return not line or not line.strip(SPACES)


def survey(lines: Sequence[str], step: Step) -> Survey:
    """The survey of a text."""
    heads: dict[int, Head] = {}
    days: dict[int, dt.date] = {}
    total = len(lines)
    for at, line in enumerate(lines):
        if at % STEP == 0:
            step(at, total * 2)
        if not line:
            continue
        head = head_at(line, lines[at + 1] if at + 1 < total else "")
        if head is not None:
            heads[at] = head
        elif (day := day_at(line)) is not None:
            days[at] = day
    _drop_relative(lines, heads, days)
    _split_inline(lines, heads)
    return _habits(lines, heads, days)


def _habits(lines: Sequence[str], heads: dict[int, Head], days: dict[int, dt.date]) -> Survey:
    names: dict[ChatFormat, Counter[str]] = {}
    apart: Counter[ChatFormat] = Counter()
    close: Counter[ChatFormat] = Counter()
    begun: set[ChatFormat] = set()  # formats of which the first head does not stand amid words
    spaced: set[str] = set()
    colons = spaces = mails = 0
    for at, head in heads.items():
        separate = _separate(lines, at, days)
        if separate and (head.format == "mail" or _filled(lines, at, head)) and not head.wrong:
            names.setdefault(head.format, Counter())[head.sender] += 1
            colons += head.format == "windows3"
            spaces += head.format == "windows3" and head.spaced
            if head.format == "windows3" and head.spaced:
                spaced.add(head.sender)
            mails += head.format == "mail"
        if separate and not close[head.format]:
            begun.add(head.format)
        if at and not (head.format == "mail" and _after_day(lines, at, days)):
            (apart if separate else close)[head.format] += 1
    others = set(names) - {"mail", "windows3"}
    undated_mail = not days and not others and mails > 1
    dense = frozenset(f for f in begun if close[f] > _MANY * apart[f])
    usual = {head.sender for head in heads.values() if head.inline is not None or head.format in dense}
    clocked = frozenset(name for of, counts in names.items() if of != "windows3" for name in counts) | usual
    voices = Counter(head.sender for head in heads.values())
    people = clocked | names.get("windows3", {}).keys()
    return Survey(
        heads, days, names, people, clocked, dense, 0 < spaces * 2 >= colons, frozenset(spaced), undated_mail, voices
    )


def _after_day(lines: Sequence[str], at: int, days: dict[int, dt.date]) -> bool:
    """Whether a day line stands above, with blank lines between at most: they do not tell how messages are parted."""
    for above in range(at - 1, max(-1, at - _BELOW_DAY), -1):
        if above in days:
            return True
        if not blank(lines[above]):
            return False
    return False


def _separate(lines: Sequence[str], at: int, days: dict[int, dt.date]) -> bool:
    return at == 0 or blank(lines[at - 1]) or at - 1 in days


def _filled(lines: Sequence[str], at: int, head: Head) -> bool:
    return head.inline is not None or (at + head.lines < len(lines) and not blank(lines[at + head.lines]))


def _drop_relative(lines: Sequence[str], heads: dict[int, Head], days: dict[int, dt.date]) -> None:
    """Drops clocks without a date (21:40, 昨天 21:40) where nothing says that they are heads.

    Beside dated heads only their senders may have one; without any, somebody must speak twice or a day be told.
    """
    relative = {at: head for at, head in heads.items() if head.relative}
    if not relative:
        return
    dated = {
        head.sender
        for at, head in heads.items()
        if head.format in ("wechat4", "mac3") and not (head.relative or head.wrong)
        and _separate(lines, at, days) and _filled(lines, at, head)
    }  # fmt: skip
    mails = bool(days) or any(head.format == "mail" for head in heads.values())
    told = Counter(h.sender for at, h in relative.items() if _separate(lines, at, days) and _filled(lines, at, h))
    twice = any(count > 1 for count in told.values())
    for at, head in relative.items():
        day_told = head.lines > 1 and not head.clock[:1].isdigit()
        if dated:
            holds = head.sender in dated
        elif mails:
            holds = False
        else:
            holds = bool(told) and (twice or (day_told and head.sender in told))
        if not holds:
            del heads[at]


def _split_inline(lines: Sequence[str], heads: dict[int, Head]) -> None:
    """Heads ``time name: words`` get their words, where their neighbours show that this is how they are written."""
    leads = [at for at, head in heads.items() if head.leading]
    colons = [bool(_prefixes(heads[at].sender)) for at in leads]
    bare = [colon and not _body_below(lines, at, heads) for at, colon in zip(leads, colons, strict=True)]
    if not any(bare):
        return
    likely = []
    for place, colon in enumerate(colons):
        beside = slice(max(0, place - _BESIDE), place + _BESIDE + 1)
        usual = sum(colons[beside]) * 4 >= len(colons[beside]) * 3 and any(bare[beside])
        likely.append(colon and (usual or bare[place]))
    said: dict[str, set[str]] = {}
    for at, inline in zip(leads, likely, strict=True):
        for name in _prefixes(heads[at].sender) if inline else ():
            said.setdefault(name, set()).add(heads[at].sender)
    # Who is split off here, or speaks elsewhere, is not taken together with words in another place.
    people = {head.sender for head in heads.values() if not head.leading and head.format != "windows3"}
    people.update(_name_of(_prefixes(heads[at].sender), said) for at, on in zip(leads, likely, strict=True) if on)
    for at, inline in zip(leads, likely, strict=True):
        rest = heads[at].sender
        known = [name for name in _prefixes(rest) if name in people]
        if rest not in people and (inline or known):
            name = known[-1] if known else _name_of(_prefixes(rest), said)
            heads[at] = replace(heads[at], sender=name.strip(SPACES), inline=rest[len(name) + 1 :].lstrip(SPACES))


def _body_below(lines: Sequence[str], at: int, heads: dict[int, Head]) -> bool:
    if at + 1 >= len(lines) or blank(lines[at + 1]):
        return False
    return at + 1 not in heads or heads[at + 1].format != "lines"


_MOST_NAME = 60


def _prefixes(rest: str) -> list[str]:
    """What could be the name of ``name: words``, the shortest first."""
    found: list[str] = []
    at = 1
    while len(found) < _BESIDE:
        ends = [end for mark in ":：" if (end := rest.find(mark, at, _MOST_NAME)) >= 0]
        if not ends:
            break
        found.append(rest[: min(ends)])
        at = min(ends) + 1
    return found


def _name_of(prefixes: Iterable[str], said: dict[str, set[str]]) -> str:
    """The longest that several different lines begin with as often as with the shortest, else before ``: ``."""
    shortest, *longer = prefixes
    beginnings = len(said[shortest])
    for name in reversed(longer):
        if beginnings > 1 and len(said[name]) == beginnings:
            return name
    spaced = next((name for name in (shortest, *longer) if _space_follows(name, said)), None)
    return spaced or shortest


def _space_follows(name: str, said: dict[str, set[str]]) -> bool:
    return all(rest[len(name) + 1 : len(name) + 2] in (" ", "") for rest in said[name])

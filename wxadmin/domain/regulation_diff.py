"""Two versions of a regulation side by side, clause by clause, with the words that changed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from wxadmin.domain.regulation import Node, RegulationText, walk

ChangeKind = Literal["same", "changed", "moved", "added", "removed"]
PieceKind = Literal["same", "removed", "added"]

_WORD = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_PHRASE = re.compile(r"[^，。；：！？\n]*[，。；：！？\n]|[^，。；：！？\n]+")
_ALIKE = 0.5  # share of common letter pairs from which on two clauses are versions of one another
_LONG = 800  # words; phrases that differ at greater length are shown as a whole


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive words of a clause that stayed, went or came."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause in both versions: paths (None where it is missing) and words; ``pieces`` in reading order.

    ``moved``: the same words, but in another order among the clauses or under other numbers. A changed clause may have
    moved, too.
    """

    kind: ChangeKind
    old_at: tuple[str, ...] | None
    new_at: tuple[str, ...] | None
    old_text: str
    new_text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Clause:
    at: tuple[str, ...]
    text: str
    is_title: bool = False


def diff(old: RegulationText, new: RegulationText) -> tuple[ClauseChange, ...]:
    """Every clause of both, in the order of the new version; removed ones stand where they were."""
    before, after = _clauses(old), _clauses(new)
    pairs = _pairs(before, after)
    in_order = _in_order(pairs)
    partner = {there: here for here, there in pairs.items()}
    changes: list[ClauseChange] = []
    gone = [here for here in range(len(before)) if here not in pairs]
    at = 0
    for there, clause in enumerate(after):
        here = partner.get(there)
        if here is not None and here in in_order:
            while at < len(gone) and gone[at] < here:
                changes.append(_removed(before[gone[at]]))
                at += 1
        if here is None:
            changes.append(ClauseChange("added", None, clause.at, "", clause.text, (Piece("added", clause.text),)))
        else:
            changes.append(_compare(before[here], clause, moved=here not in in_order))
    changes += [_removed(before[here]) for here in gone[at:]]
    return tuple(changes)


def _clauses(text: RegulationText) -> list[_Clause]:
    clauses = [_Clause((), text.title, is_title=True)] if text.title else []
    clauses += [_Clause((), line) for line in text.preamble]
    for path, node in walk(text.nodes):
        clauses.append(_Clause(path, _words(node)))
    return clauses + [_Clause((), line) for line in text.closing]


def _words(node: Node) -> str:
    return "\n".join(part for part in (node.title, node.text) if part)


def _removed(clause: _Clause) -> ClauseChange:
    return ClauseChange("removed", clause.at, None, clause.text, "", (Piece("removed", clause.text),))


def _compare(old: _Clause, new: _Clause, *, moved: bool) -> ClauseChange:
    if old.text == new.text:
        kind: ChangeKind = "moved" if moved or old.at != new.at else "same"
        return ClauseChange(kind, old.at, new.at, old.text, new.text, (Piece("same", new.text),))
    return ClauseChange("changed", old.at, new.at, old.text, new.text, _pieces(old.text, new.text))


# -- which clause became which


def _pairs(before: list[_Clause], after: list[_Clause]) -> dict[int, int]:
    """Old index -> new index: equal words first (same place before others), then the most alike of the rest."""
    pairs: dict[int, int] = {}
    by_place: dict[tuple[tuple[str, ...], str], list[int]] = {}
    by_text: dict[str, list[int]] = {}
    for there, clause in enumerate(after):
        by_place.setdefault((clause.at, clause.text), []).append(there)
        by_text.setdefault(clause.text, []).append(there)
    taken: set[int] = set()
    if before and after and before[0].is_title and after[0].is_title:
        pairs[0] = 0
        taken.add(0)
        by_place[after[0].at, after[0].text].remove(0)
    for here, clause in enumerate(before):
        if here in pairs:
            continue
        places = by_place.get((clause.at, clause.text), [])
        if places:
            pairs[here] = places.pop(0)
            taken.add(pairs[here])
    for here, clause in enumerate(before):
        # The same few words (a bare number, 其他) in another place are no sign of a move.
        if here not in pairs and len(clause.text) >= 4:
            free = [there for there in by_text.get(clause.text, []) if there not in taken]
            if free:
                pairs[here] = free[0]
                taken.add(free[0])
    _pair_alike(before, after, pairs, taken)
    return pairs


def _pair_alike(before: list[_Clause], after: list[_Clause], pairs: dict[int, int], taken: set[int]) -> None:
    left = [here for here in range(len(before)) if here not in pairs]
    right = [there for there in range(len(after)) if there not in taken]
    grams = {there: _grams(after[there].text) for there in right}
    holders: dict[str, list[int]] = {}
    for there in right:
        for gram in grams[there]:
            holders.setdefault(gram, []).append(there)
    at_place: dict[tuple[str, ...], list[int]] = {}
    for there in right:
        if after[there].at:
            at_place.setdefault(after[there].at, []).append(there)
    scored: list[tuple[float, int, int]] = []
    for here in left:
        own = _grams(before[here].text)
        shared: Counter[int] = Counter()
        for gram, count in own.items():
            found = holders.get(gram, [])
            if len(found) <= 50:  # a pair of letters that stands nearly everywhere says nothing
                for there in found:
                    shared[there] += min(count, grams[there][gram])
        for there in {*dict(shared.most_common(8)), *at_place.get(before[here].at, ())}:
            total = own.total() + grams[there].total()
            alike = 2 * shared[there] / total if total else 0.0
            same_place = before[here].at == after[there].at and bool(before[here].at)
            if alike >= (0.25 if same_place else _ALIKE):
                scored.append((alike + (0.1 if same_place else 0.0), here, there))
    for _, here, there in sorted(scored, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if here not in pairs and there not in taken:
            pairs[here] = there
            taken.add(there)


def _grams(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(max(1, len(text) - 1)))


def _in_order(pairs: dict[int, int]) -> set[int]:
    """The largest set of old clauses whose order is kept; the others moved (longest increasing run, n log n)."""
    tails: list[int] = []
    holders: list[int] = []
    previous: dict[int, int | None] = {}
    for here in sorted(pairs):
        at = bisect_left(tails, pairs[here])
        previous[here] = holders[at - 1] if at else None
        if at == len(tails):
            tails.append(pairs[here])
            holders.append(here)
        else:
            tails[at], holders[at] = pairs[here], here
    kept: set[int] = set()
    step = holders[-1] if holders else None
    while step is not None:
        kept.add(step)
        step = previous[step]
    return kept


# -- which words changed


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Phrase by phrase first, then word by word inside the phrases that differ, so that long clauses stay fast."""
    before, after = _PHRASE.findall(old), _PHRASE.findall(new)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            _add(pieces, "same", "".join(before[a:b]))
        else:
            _word_pieces(pieces, "".join(before[a:b]), "".join(after[c:d]))
    return tuple(pieces)


def _word_pieces(pieces: list[Piece], old: str, new: str) -> None:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > _LONG:
        _add(pieces, "removed", old)
        _add(pieces, "added", new)
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            _add(pieces, "same", "".join(before[a:b]))
        else:
            _add(pieces, "removed", "".join(before[a:b]))
            _add(pieces, "added", "".join(after[c:d]))


def _add(pieces: list[Piece], kind: PieceKind, text: str) -> None:
    if text and pieces and pieces[-1].kind == kind:
        pieces[-1] = Piece(kind, pieces[-1].text + text)
    elif text:
        pieces.append(Piece(kind, text))

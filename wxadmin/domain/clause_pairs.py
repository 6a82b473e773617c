"""The clauses of a regulation in a row, and which clause of one version became which of another."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from wxadmin.domain.references import references
from wxadmin.domain.regulation import NodeKind, RegulationText
from wxadmin.domain.regulation_places import Place, places

ClausePart = Literal["heading", "preamble", "unit", "closing"]

_ALIKE = 0.5  # share of common letter pairs from which on two clauses are versions of one another
_ALIKE_IN_PLACE = 0.25  # the same under the same number
_ALIKE_BETWEEN = 0.3  # the same where little else is left between the clauses before and behind
_FEW = 60  # pairs of clauses between two that stayed
_EVERYWHERE = 24  # clauses; a pair of letters that stands in more of them says nothing
_MOST_GRAMS = 150  # letter pairs of a clause that are looked up
_TELLING = 4  # characters; fewer (其他) in another place are no sign of a move


@dataclass(frozen=True, slots=True)
class Citing:
    """``words[start:end]`` of a clause names the clause at position ``target``, in it the 款 ``paragraph``."""

    start: int
    end: int
    target: int
    paragraph: int | None


@dataclass(frozen=True, slots=True)
class Clause:
    """A unit, or one line outside the units. ``words`` are title and text; ``title`` is the title's length or None.

    ``parent`` is the position of the unit above in the row, -1 for none; ``depth`` counts the units above.
    ``frame`` are the words without the numbers of other clauses that they name.
    """

    part: ClausePart
    at: tuple[str, ...]
    words: str
    parent: int = -1
    depth: int = 0
    kind: NodeKind = "paragraph"
    number: str = ""
    title: int | None = None
    citings: tuple[Citing, ...] = ()
    frame: str = ""


def row_of(text: RegulationText) -> list[Clause]:
    """Every clause in reading order."""
    head = [] if text.title is None else [("heading", text.title)]
    head += [("preamble", line) for line in text.preamble]
    position: dict[Place, int] = {at: len(head) + count for count, (at, _) in enumerate(places(text))}
    cited = _citings(text, position)
    row = [_line(part, words, cited.get((part, count), ())) for part, words, count in _counted(head)]
    paths: dict[Place, tuple[str, ...]] = {(): ()}
    for at, node in places(text):
        above = paths[at[:-1]]
        paths[at] = (*above, node.number) if node.number else above
        words = "\n".join(part for part in (node.title, node.text) if part)
        shift = len(node.title) + 1 if node.title and node.text else 0
        found = (*cited.get((at, "title"), ()), *(_shifted(c, shift) for c in cited.get((at, "text"), ())))
        title = None if node.title is None else len(node.title)
        row.append(
            Clause(
                "unit",
                paths[at],
                words,
                position.get(at[:-1], -1),
                len(at) - 1,
                node.kind,
                node.number,
                title,
                found,
                _frame(words, found),
            )
        )
    closing = [("closing", line) for line in text.closing]
    return row + [_line(part, words, cited.get((part, count), ())) for part, words, count in _counted(closing)]


_Where = tuple[object, object]


def _citings(text: RegulationText, position: dict[Place, int]) -> dict[_Where, tuple[Citing, ...]]:
    found: dict[_Where, list[Citing]] = {}
    for reference in references(text):
        if reference.target is not None and not reference.relative:
            where: _Where = (reference.at, reference.part) if reference.at else (reference.part, reference.line)
            target = position[reference.target]
            found.setdefault(where, []).append(Citing(reference.start, reference.end, target, reference.paragraph))
    return {where: tuple(citings) for where, citings in found.items()}


def _counted(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[ClausePart, str, int]]:
    count: Counter[str] = Counter()
    for part, words in lines:
        yield part, words, count[part]  # type: ignore[misc]  # the two parts outside the units
        count[part] += 1


def _line(part: ClausePart, words: str, found: tuple[Citing, ...]) -> Clause:
    return Clause(part, (), words, citings=found, frame=_frame(words, found))


def _shifted(citing: Citing, by: int) -> Citing:
    return Citing(citing.start + by, citing.end + by, citing.target, citing.paragraph) if by else citing


def _frame(words: str, citings: tuple[Citing, ...]) -> str:
    if not citings:
        return words
    pieces, end = [], 0
    for citing in citings:
        pieces.append(words[end : citing.start])
        end = citing.end
    return "\0".join([*pieces, words[end:]])


# -- which became which


def pair(before: list[Clause], after: list[Clause]) -> dict[int, int]:
    """Old position -> new position; clauses without a partner went or came."""
    return _Pairing(before, after).pairs


class _Pairing:
    def __init__(self, before: list[Clause], after: list[Clause]) -> None:
        self.before, self.after = before, after
        self.pairs: dict[int, int] = {}
        self.taken: set[int] = set()
        if before and after and before[0].part == after[0].part == "heading":
            self._join(0, 0)
        groups = self._groups()
        for olds, news in groups:
            if len(olds) == len(news) == 1 and self._may(olds[0], news[0]):
                self._join(olds[0], news[0])
        # The words stand in several clauses: those whose units above belong together, then those under the same number.
        self._by_group(groups, self._of_one_parent)
        self._alike()
        self._by_group(groups, self._of_one_parent)
        self._by_group(groups, self._under_one_number)
        self._by_group(groups, self._telling)
        self._between()

    def _join(self, here: int, there: int) -> None:
        self.pairs[here] = there
        self.taken.add(there)

    def _groups(self) -> list[tuple[list[int], list[int]]]:
        """Clauses that say the same, the numbers of other clauses aside."""
        olds: dict[str, list[int]] = {}
        news: dict[str, list[int]] = {}
        for row, said in ((self.before, olds), (self.after, news)):
            for at, clause in enumerate(row):
                if clause.part != "heading":
                    said.setdefault(clause.frame, []).append(at)
        return [(olds[words], news[words]) for words in olds if words in news]

    def _may(self, here: int, there: int) -> bool:
        return self._telling(here, there) or self._of_one_parent(here, there) or self._under_one_number(here, there)

    def _telling(self, here: int, there: int) -> bool:  # noqa: ARG002 -- as the other signs
        return len(self.before[here].words) >= _TELLING

    def _of_one_parent(self, here: int, there: int) -> bool:
        old, new = self.before[here], self.after[there]
        return old.part == new.part and self.pairs.get(old.parent, -1) == new.parent

    def _under_one_number(self, here: int, there: int) -> bool:
        old, new = self.before[here], self.after[there]
        return old.at == new.at and old.part == new.part

    def _by_group(self, groups: list[tuple[list[int], list[int]]], sign: Callable[[int, int], bool]) -> None:
        for olds, news in groups:
            free = [there for there in news if there not in self.taken]
            for here in olds:
                if not free:
                    break
                if here in self.pairs:
                    continue
                there = next((there for there in free[:_EVERYWHERE] if sign(here, there)), None)
                if there is not None:
                    self._join(here, there)
                    free.remove(there)

    # -- changed ones

    def _alike(self) -> None:
        """The most alike of the rest belong together."""
        left = [here for here in range(len(self.before)) if here not in self.pairs and self.before[here].words]
        right = [there for there in range(len(self.after)) if there not in self.taken and self.after[there].words]
        if not left or not right:
            return
        grams = {there: _grams(self.after[there].frame) for there in right}
        holders: dict[str, list[int]] = {}
        for there, own in grams.items():
            for gram in own:
                holders.setdefault(gram, []).append(there)
        at_place: dict[tuple[str, ...], list[int]] = {}
        for there in right:
            if self.after[there].at:
                at_place.setdefault(self.after[there].at, []).append(there)
        scored: list[tuple[float, int, int]] = []
        for here in left:
            own = _grams(self.before[here].frame)
            hits: Counter[int] = Counter()
            telling = [found for gram in own if len(found := holders.get(gram, ())) <= _EVERYWHERE]
            for found in telling[:: len(telling) // _MOST_GRAMS + 1]:
                hits.update(found)
            near = at_place.get(self.before[here].at, ())[:8]
            for there in {*(there for there, _ in hits.most_common(6)), *near}:
                alike = _likeness(own, grams[there])
                same_place = there in near
                if alike >= (_ALIKE_IN_PLACE if same_place else _ALIKE):
                    scored.append((alike + (0.1 if same_place else 0.0), here, there))
        for _, here, there in sorted(scored, key=lambda entry: (-entry[0], entry[1], entry[2])):
            if here not in self.pairs and there not in self.taken:
                self._join(here, there)

    def _between(self) -> None:
        """What is left between two clauses that stayed and is alike a little was rewritten rather than replaced."""
        kept = [(here, self.pairs[here]) for here in sorted(longest_run(self.pairs))]
        fences = [(-1, -1), *kept, (len(self.before), len(self.after))]
        for (here, there), (next_here, next_there) in pairwise(fences):
            olds = [at for at in range(here + 1, next_here) if at not in self.pairs and self.before[at].words]
            news = [at for at in range(there + 1, next_there) if at not in self.taken and self.after[at].words]
            if not olds or not news or len(olds) * len(news) > _FEW:
                continue
            grams = {at: _grams(self.after[at].frame) for at in news}
            scored = []
            for old in olds:
                own = _grams(self.before[old].frame)
                for new in news:
                    fits = (self.before[old].part, self.before[old].kind) == (
                        self.after[new].part,
                        self.after[new].kind,
                    )
                    if fits and (alike := _likeness(own, grams[new])) >= _ALIKE_BETWEEN:
                        scored.append((-alike, old, new))
            for _, old, new in sorted(scored):
                if old not in self.pairs and new not in self.taken:
                    self._join(old, new)


_Grams = dict[str, None]
"""Pairs of letters in the order they stand in: the same texts must give the same pairs at every run."""


def _grams(words: str) -> _Grams:
    return dict.fromkeys(map("".join, pairwise(words)) if len(words) > 1 else words)


def _likeness(one: _Grams, other: _Grams) -> float:
    return 2 * len(one.keys() & other.keys()) / ((len(one) + len(other)) or 1)


def longest_run(pairs: dict[int, int]) -> set[int]:
    """The largest set of old positions whose order is kept; the others moved (longest increasing run, n log n)."""
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

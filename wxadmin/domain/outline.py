"""A regulation as a tree that can be rearranged: units keep who they are, and so do the references to them.

Only :mod:`wxadmin.domain.regulation_edit` uses it; everybody else sees frozen texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wxadmin.domain.references import Reference, references
from wxadmin.domain.regulation import Node, NodeKind, RegulationText
from wxadmin.domain.regulation_places import Part, Place, places
from wxadmin.domain.unit_numbers import STYLES, Family, UnitNumber, parsed

Key = tuple[str, str]
"""A level under a level; what counts through does so for all units of one key."""


@dataclass(slots=True, eq=False)
class Link:
    """A reference in the words, and the unit it means; ``chain`` and ``levels`` go with its single numbers."""

    reference: Reference
    target: Unit | None
    chain: tuple[Unit | None, ...]
    levels: tuple[str, ...]
    fate: str = ""
    """What became of the unit it means, where that is no more: 已删除."""


Words = tuple["str | Link", ...]
"""Words with the references in them kept apart."""


@dataclass(slots=True, eq=False)
class Unit:
    """A unit while it is edited. ``number`` is None for a paragraph and for a number nobody can read (``label``)."""

    kind: NodeKind
    label: str
    title: Words | None
    text: Words
    number: UnitNumber | None = None
    parent: Unit | None = None
    children: list[Unit] = field(default_factory=list)
    restarts: frozenset[str] = frozenset()
    """Levels that begin again with one behind this paragraph, as lists of two paragraphs of one article do."""

    @property
    def level(self) -> str:
        """The level of its number; ``""`` without one."""
        return self.number.level if self.number else ""

    def take(self, children: list[Unit], at: int | None = None) -> None:
        """Hang units below this one, behind its own or from position ``at``."""
        for child in children:
            child.parent = self
        at = len(self.children) if at is None else at
        self.children[at:at] = children

    def walk(self) -> Iterator[Unit]:
        """The units below it in reading order."""
        todo = self.children[::-1]
        while todo:
            unit = todo.pop()
            yield unit
            todo += unit.children[::-1]

    def place(self) -> Place:
        """Where it stands now."""
        steps: list[int] = []
        unit = self
        while unit.parent is not None:
            steps.append(next(at for at, other in enumerate(unit.parent.children) if other is unit))
            unit = unit.parent
        return tuple(reversed(steps))


@dataclass(slots=True)
class Outline:
    """One text in the making: ``root`` holds the outermost units, ``through`` what counts on from parent to parent."""

    source: RegulationText
    root: Unit
    through: frozenset[Key]
    preamble: tuple[Words, ...]
    closing: tuple[Words, ...]
    links: tuple[Link, ...]
    before: tuple[Unit, ...]
    """The units of the source in its reading order."""

    def unit(self, at: Place) -> Unit:
        """The unit at a place that exists."""
        unit = self.root
        for step in at:
            unit = unit.children[step]
        return unit


def outline_of(text: RegulationText) -> Outline:
    """The text as a tree that can be rearranged."""
    root = Unit("chapter", "", None, ())
    root.take([unit_of(node) for node in text.nodes])
    at = {place: unit for (place, _), unit in zip(places(text), root.walk(), strict=True)}
    links = tuple(_link(reference, at) for reference in references(text))
    found: dict[tuple[Place, Part, int], list[Link]] = {}
    for link in links:
        reference = link.reference
        found.setdefault((reference.at, reference.part, reference.line), []).append(link)
    for place, node in places(text):
        unit = at[place]
        unit.title = None if node.title is None else _linked(node.title, found.get((place, "title", 0), ()))
        unit.text = _linked(node.text, found.get((place, "text", 0), ()))
    for unit in [root, *root.walk()]:
        _find_restarts(unit)
    preamble = tuple(_linked(words, found.get(((), "preamble", at), ())) for at, words in enumerate(text.preamble))
    closing = tuple(_linked(words, found.get(((), "closing", at), ())) for at, words in enumerate(text.closing))
    return Outline(text, root, _counted_through(root), preamble, closing, links, tuple(root.walk()))


def _link(reference: Reference, at: dict[Place, Unit]) -> Link:
    target = None if reference.target is None else at[reference.target]
    chain = tuple(None if place is None else at[place] for place in reference.targets)
    return Link(reference, target, chain, tuple("" if unit is None else unit.level for unit in chain))


def _linked(words: str, links: Sequence[Link]) -> Words:
    parts: list[str | Link] = []
    end = 0
    for link in links:
        parts += [words[end : link.reference.start], link]
        end = link.reference.end
    parts.append(words[end:])
    return tuple(part for part in parts if part)


def unit_of(node: Node) -> Unit:
    """A unit from elsewhere; the references in it are words like others."""
    title = None if node.title is None else (node.title,)
    unit = Unit(node.kind, node.number, title, (node.text,) if node.text else (), parsed(node.number))
    unit.take([unit_of(child) for child in node.children])
    return unit


# -- how a text counts


def _find_restarts(unit: Unit) -> None:
    begun: set[str] = set()
    paragraph: Unit | None = None
    for child in unit.children:
        if child.kind == "paragraph" and child.number is None:
            paragraph = child
        elif child.number is not None:
            if paragraph is not None and child.level in begun and child.number.values[-1] == 1:
                paragraph.restarts |= {child.level}
            begun.add(child.level)
            paragraph = None


def _key(unit: Unit) -> Key:
    """Articles count through whatever stands above them; other levels for each level they stand under."""
    if unit.level == "article":
        return "", "article"
    return unit.parent.level if unit.parent else "", unit.level


def _counted_through(root: Unit) -> frozenset[Key]:
    """The keys whose numbers go on from one parent to the next; articles do unless the text shows otherwise."""
    goes_on: Counter[Key] = Counter()
    last: dict[Key, Unit] = {}
    for unit in root.walk():
        if _opens_piece(unit):
            last.clear()
        if unit.number is None or unit.number.family in {"bullet", "multi"}:
            continue
        key = _key(unit)
        before = last.get(key)
        if before is not None and before.parent is not unit.parent:
            goes_on[key] += -1 if unit.number.values[0] == 1 else 1
        last[key] = unit
    through = {key for key, votes in goes_on.items() if votes > 0}
    return frozenset(through | ({("", "article")} if goes_on["", "article"] >= 0 else set()))


def _opens_piece(unit: Unit) -> bool:
    """Whether it is the heading of another regulation in the same text (篇二), after which everything counts anew."""
    return not unit.label and unit.kind != "paragraph"


def renumber(outline: Outline, *, strictly: bool = False) -> None:
    """Give every unit the number that its position asks for.

    Unless ``strictly``, 第八条之一 keeps following the article it belongs to, and every number its own style; else all
    are plain and the siblings of a level are written as most of them are.
    """
    styles: dict[int, dict[str, str]] = {}
    for unit, count in slots(outline):
        number, parent = unit.number, unit.parent
        assert number is not None
        assert parent is not None
        if number.family == "article" and len(number.values) > 1 and count[0] and not strictly:
            count[1] += 1
            values: tuple[int, ...] = tuple(count)
        else:
            count[:] = [count[0] + 1, 0]
            values = (*_prefix(parent, number), count[0])
        if strictly and id(parent) not in styles:
            styles[id(parent)] = _styles(parent.children)
        style = styles[id(parent)][number.level] if strictly else number.style
        unit.number = UnitNumber(number.family, values, style)


def slots(outline: Outline) -> Iterator[tuple[Unit, list[int]]]:
    """Every numbered unit in reading order, with the count of what it is counted together with, from [0, 0].

    The count (number, 之一) belongs to the caller, who sets it to the unit's own before going on.
    """
    through: dict[Key, list[int]] = {}

    def below(unit: Unit) -> Iterator[tuple[Unit, list[int]]]:
        here: dict[Key, list[int]] = {}
        for child in unit.children:
            if child.number is None:
                for level in child.restarts:
                    here.pop((unit.level, level), None)
                if _opens_piece(child):
                    through.clear()
            elif child.number.family != "bullet":
                key = _key(child)
                counts = through if key in outline.through else here
                yield child, counts.setdefault((key[0], f"{key[1]}{_prefix(unit, child.number) or ''}"), [0, 0])
            yield from below(child)

    yield from below(outline.root)


def _prefix(parent: Unit, number: UnitNumber) -> tuple[int, ...]:
    """What stands before the last part of 1.2.3: the number of the unit above, where it has one part less."""
    if number.family != "multi":
        return ()
    above = parent.number
    if above is not None and above.family != "bullet" and len(above.values) == len(number.values) - 1:
        return above.values
    return number.values[:-1]


def _styles(siblings: list[Unit]) -> dict[str, str]:
    counted: dict[str, Counter[str]] = {}
    for unit in siblings:
        if unit.number is not None and unit.number.family != "bullet":
            counted.setdefault(unit.level, Counter())[unit.number.style] += 1
    return {level: styles.most_common(1)[0][0] for level, styles in counted.items()}


# -- which number fits where

_BELOW: dict[str, Family] = {
    "": "article", "part": "chapter", "chapter": "article", "section": "article", "article": "pcn", "cn": "pcn",
    "pcn": "dec", "hcn": "dec", "dec": "pdec", "pdec": "circle", "hdec": "circle", "circle": "letter",
    "letter": "bullet", "bullet": "bullet",
}  # fmt: skip
_UNDER_HEADINGS = frozenset({"chapter", "section", "article"})


def model_below(outline: Outline, parent: Unit, *, but: Unit | None = None) -> tuple[UnitNumber, NodeKind]:
    """Number and kind for a new last child of ``parent``: as its last one, as elsewhere below that level, as usual.

    ``but``: a unit that is about to go there. It is no example itself, and those below it only for want of others.
    """
    if (own := _last_numbered(parent, but)) is not None:
        return _as_example(own)
    if parent.number is not None:
        others = [unit for unit in outline.root.walk() if unit.level == parent.level and unit is not but]
        examples = [last for unit in others if (last := _last_numbered(unit, but)) is not None]
        if examples:
            level = Counter(unit.level for unit in examples).most_common(1)[0][0]
            return _as_example(next(unit for unit in examples if unit.level == level))
    below = None if but is None else _last_numbered(but, None)
    if below is not None and (parent.kind != "chapter" or below.level in _UNDER_HEADINGS or below.kind != "item"):
        return _as_example(below)
    if parent.number is not None and parent.number.family == "multi":
        parts = len(parent.number.values) + 1
        return UnitNumber("multi", (1,) * parts, ".".join("1" * parts)), _kind_below(parent, "multi")
    family = _BELOW[parent.level]
    return number_of(family), _kind_below(parent, family)


def _last_numbered(unit: Unit, but: Unit | None) -> Unit | None:
    return next((child for child in reversed(unit.children) if child.number is not None and child is not but), None)


def _as_example(unit: Unit) -> tuple[UnitNumber, NodeKind]:
    assert unit.number is not None
    return unit.number, unit.kind


def number_of(family: Family) -> UnitNumber:
    """The first number of a family in its usual style."""
    return UnitNumber(family, (0,) if family == "bullet" else (1,), STYLES[family])


def _kind_below(parent: Unit, family: Family) -> NodeKind:
    if family in {"part", "chapter", "section"}:
        return "chapter"
    return "article" if family == "article" or parent.kind == "chapter" else "item"

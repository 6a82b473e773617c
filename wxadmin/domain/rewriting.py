"""Writes a rearranged outline out as a text again: the numbers, the references with them, and what to say about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wxadmin.domain.numerals import chinese
from wxadmin.domain.outline import Link, Outline, Unit, Words
from wxadmin.domain.reference_words import Step
from wxadmin.domain.references import Reference, references
from wxadmin.domain.regulation import Node, RegulationText, Setting
from wxadmin.domain.regulation_places import (
    Part,
    Passage,
    Place,
    named,
    numbers_at,
    place_of,
    places,
    unit_name,
)

_UNIT_WORDS = {"part": "编", "chapter": "章", "section": "节", "article": "条"}
_Spot = tuple[Place, Part, int, int]


def written_out(outline: Outline) -> tuple[RegulationText, tuple[str, ...]]:
    """The text as it stands now, and a sentence for each reference that wants a look."""
    writing = _Writing(outline)
    text = writing.text()
    for way in (_anew, _as_before):
        # Only by reading the result it is certain that every reference still means its unit.
        wrong = writing.wrong(text)
        if not wrong:
            break
        for link in wrong:
            writing.ways[id(link)] = way
        text = writing.text()
    return replace(text, settings=_settings(writing, text)), writing.notes(text)


_Way = Callable[[Link, "_Writing"], str]


class _Writing:
    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.places = _places(outline.root)
        self.ways: dict[int, _Way] = {}
        self.spots: dict[int, _Spot] = {}

    # -- words

    def text(self) -> RegulationText:
        """The whole text, references written the way that each asks for."""
        out = self.outline
        self.spots = {}
        preamble = tuple(self._words(words, (), "preamble", line) for line, words in enumerate(out.preamble))
        closing = tuple(self._words(words, (), "closing", line) for line, words in enumerate(out.closing))
        nodes = tuple(self._node(unit) for unit in out.root.children)
        return replace(out.source, preamble=preamble, nodes=nodes, closing=closing)

    def _node(self, unit: Unit) -> Node:
        at = self.places[id(unit)]
        label = str(unit.number) if unit.number else unit.label
        title = None if unit.title is None else self._words(unit.title, at, "title", 0)
        text = self._words(unit.text, at, "text", 0)
        return Node(unit.kind, label, title, text, tuple(self._node(child) for child in unit.children))

    def _words(self, words: Words, at: Place, part: Part, line: int) -> str:
        out, length = [], 0
        for piece in words:
            if isinstance(piece, Link):
                self.spots[id(piece)] = (at, part, line, length)
                piece = self.ways.get(id(piece), _followed)(piece, self)
            out.append(piece)
            length += len(piece)
        return "".join(out)

    def today(self, words: Words, quote: str) -> str:
        """What a sentence reads now, ``""`` when it is not in the words; its references may have followed."""
        was = "".join(piece if isinstance(piece, str) else piece.reference.words for piece in words)
        start = was.find(quote)
        if start < 0:
            return ""
        end, at, said = start + len(quote), 0, []
        for piece in words:
            if isinstance(piece, str):
                said.append(piece[max(0, start - at) : max(0, end - at)])
                at += len(piece)
            else:
                length = len(piece.reference.words)
                if start <= at and at + length <= end:
                    said.append(self.ways.get(id(piece), _followed)(piece, self))
                elif start < at + length and at < end:
                    return ""  # cut through a reference
                at += length
        return "".join(said)

    # -- what they mean now

    def wrong(self, text: RegulationText) -> list[Link]:
        """The references that mean something else than before."""
        now = self._now(text)
        return [
            link
            for link in self.outline.links
            if id(link) in self.spots and self.lives(link) and not self._holds(link, now.get(self.spots[id(link)]))
        ]

    def _now(self, text: RegulationText) -> dict[_Spot, Reference]:
        return {(found.at, found.part, found.line, found.start): found for found in references(text)}

    def lives(self, link: Link) -> bool:
        """Whether the unit that a reference means is still there."""
        return not link.fate and link.target is not None and id(link.target) in self.places

    def _holds(self, link: Link, now: Reference | None) -> bool:
        assert link.target is not None
        return (
            now is not None and now.target == self.places[id(link.target)] and now.paragraph == link.reference.paragraph
        )

    # -- what to say

    def notes(self, text: RegulationText) -> tuple[str, ...]:
        """A sentence for each reference whose unit is gone, or that no number can express."""
        now, said = self._now(text), []
        followed = 0
        for link in self.outline.links:
            if id(link) not in self.spots:
                continue
            at, part, line, _ = spot = self.spots[id(link)]
            here, words = named(text, Passage(at, part, line)), link.reference.words
            found = now.get(spot)
            if link.target is None:
                if found is not None and found.target is not None:
                    name = unit_name(text, found.target)
                    said.append(f"{here}里的“{words}”原来没有对应的条款，现在成了{name}，请核对")
            elif not self.lives(link):
                said.append(f"{here}引用的{words}{link.fate or '已删除'}")
            elif not self._holds(link, found):
                old, new = self.name_before(link.target), unit_name(text, self.places[id(link.target)])
                said.append(f"{here}里的“{words}”原来指{old}（现在是{new}），现在不再对得上，请核对")
            elif found is not None and found.words != words:
                followed += 1
        said += self._turned(text, now)
        if followed:
            said.append(f"{followed} 处引用跟着改了编号")
        return tuple(dict.fromkeys(said))

    def name_before(self, unit: Unit) -> str:
        """What a unit was called before the change."""
        for place, other in zip((place for place, _ in places(self.outline.source)), self.outline.before, strict=True):
            if other is unit:
                return unit_name(self.outline.source, place)
        return ""

    def _turned(self, text: RegulationText, now: dict[_Spot, Reference]) -> list[str]:
        """第五条至第八条 whose first article has come to stand behind its last."""
        said = []
        for first, last in zip(self.outline.links, self.outline.links[1:], strict=False):
            if last.reference.mention.joined != "to" or not (id(first) in self.spots and id(last) in self.spots):
                continue
            one, other = now.get(self.spots[id(first)]), now.get(self.spots[id(last)])
            if one and other and one.target and other.target and one.target > other.target:
                here = named(text, Passage(*self.spots[id(last)][:3]))
                said.append(f"{here}里的“{one.words}至{other.words}”前后颠倒了，请核对")
        return said


def _places(root: Unit) -> dict[int, Place]:
    found: dict[int, Place] = {}

    def visit(unit: Unit, at: Place) -> None:
        for step, child in enumerate(unit.children):
            found[id(child)] = (*at, step)
            visit(child, (*at, step))

    visit(root, ())
    return found


# -- ways to write a reference


def _as_before(link: Link, writing: _Writing) -> str:  # noqa: ARG001 -- one of the ways
    return link.reference.words


def _followed(link: Link, writing: _Writing) -> str:
    """The same words with the numbers of today; where the sort of unit changed, cited anew."""
    mention = link.reference.mention
    if not writing.lives(link) or not mention.steps:
        return link.reference.words
    words, begin = link.reference.words, mention.start
    for step, unit, level in reversed(list(zip(mention.steps, link.chain, link.levels, strict=True))):
        numeral = _numeral(link, step, _now_at_level(link, unit, level))
        if numeral is None:
            return _anew(link, writing)
        words = words[: step.start - begin] + numeral + words[step.end - begin :]
    return words


def _now_at_level(link: Link, unit: Unit | None, level: str) -> Unit | None:
    """The unit that stands now where ``unit`` stood above the target: itself, or the one of its level."""
    above = link.target
    while above is not None:
        if above is unit:
            return unit if unit is not None and unit.level == level else None
        if above.level == level and above is not link.target:
            return above
        above = above.parent
    return None


def _numeral(link: Link, step: Step, unit: Unit | None) -> str | None:
    if unit is None:
        return None
    old = link.reference.words[step.start - link.reference.start : step.end - link.reference.start]
    if step.unit == "款":
        if link.reference.paragraph is not None:
            return old
        if unit.number is None:
            return _count(_paragraph_of(unit), old)
    if unit.number is None:
        return None
    values = unit.number.values
    if unit.number.family == "multi":
        return old if len(step.values) == 1 and step.values == values[-1:] else _multi(values, step, old)
    # 之一 stands behind the numeral; another one is written anew.
    return _count(values[0], old) if values[1:] == step.values[1:] else None


def _multi(values: tuple[int, ...], step: Step, old: str) -> str:
    return _count(values[-1], old) if len(step.values) == 1 else ".".join(str(value) for value in values)


def _count(value: int, like: str) -> str:
    return str(value) if like[:1].isdecimal() or value > 9999 else chinese(value)


def _paragraph_of(unit: Unit) -> int:
    """Which 款 of its article an unnumbered paragraph is."""
    assert unit.parent is not None
    lines = "".join(piece if isinstance(piece, str) else "x" for piece in unit.parent.text).split("\n")
    before = 0
    for child in unit.parent.children:
        before += child.number is None and child.kind == "paragraph"
        if child is unit:
            break
    return len([line for line in lines if line.strip()]) + before


def _anew(link: Link, writing: _Writing) -> str:
    """The unit as a regulation cites it: 第八条第（一）项, 第三章第二节; the old words where there is no such way."""
    mention, old = link.reference.mention, link.reference.words
    if mention.elided or mention.back or link.target is None:
        return old
    line: list[Unit] = []
    unit = link.target
    while unit.parent is not None:
        line.insert(0, unit)
        unit = unit.parent
    like = next((old[step.start - mention.start :] for step in mention.steps), "一")
    last = [at for at, unit in enumerate(line) if unit.level == "article"]
    outside = line[: last[-1]] if last else []
    inside = line[len(outside) :]
    if ("", "article") in writing.outline.through:
        outside = []
    cited = [_cited(unit, depth, like) for depth, unit in enumerate(inside)]
    words = "".join([*(_cited(unit, 0, like) for unit in outside), *cited])
    if link.target.number is None:
        words += f"第{_count(_paragraph_of(link.target), like)}款"
    elif link.reference.paragraph is not None:
        words += f"第{_count(link.reference.paragraph, like)}款"
    return words or old


def _cited(unit: Unit, depth: int, like: str) -> str:
    """One unit of a citation, ``depth`` levels below the article; nothing for what has no number."""
    number = unit.number
    if number is None:
        return ""
    count = _count(number.values[-1] if number.family == "multi" else number.values[0], like)
    if number.family in _UNIT_WORDS:
        sub = f"之{chinese(number.values[1])}" if len(number.values) > 1 else ""
        return f"第{count}{_UNIT_WORDS[number.family]}{sub}"
    if unit.kind == "chapter":
        return f"第{count}章"
    if unit.kind == "article" or not depth:
        return f"第{count}条"
    return f"第（{count}）项" if depth == 1 else f"第{count}目"


# -- settings


def _settings(writing: _Writing, text: RegulationText) -> tuple[Setting, ...]:
    """The settings of the units that are still there and say so, under their numbers and in their words of today."""
    outline, kept = writing.outline, []
    before = {place: unit for (place, _), unit in zip(places(outline.source), outline.before, strict=True)}
    for setting in outline.source.settings:
        place = place_of(outline.source, setting.at)
        unit = None if place is None else before[place]
        sayings: tuple[Words, ...] = ()
        now: tuple[str, ...] = ()
        if unit is None:
            sayings = () if setting.at else (*outline.preamble, *outline.closing)
        elif id(unit) in writing.places:
            # A paragraph below a unit bears the unit's numbers.
            paragraphs = [child.text for child in unit.children if child.number is None]
            sayings, now = (unit.text, *paragraphs), numbers_at(text, writing.places[id(unit)])
        else:
            continue
        quotes = (writing.today(words, setting.quote) for words in sayings)
        if quote := next((quote for quote in quotes if quote), ""):
            kept.append(replace(setting, at=now, quote=quote))
    return tuple(kept)

"""One regulation of a pasted text as it was understood: its units in the original, doubts, settings, blanks, debris."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wxadmin.domain import blanks
from wxadmin.domain.cautions import cautions_at
from wxadmin.domain.faults import faults
from wxadmin.domain.regulation import Blank, ParseWarning, RegulationText, Setting
from wxadmin.domain.regulation_places import Passage, Place, passages, place_of, places
from wxadmin.i18n import _, on_paper
from wxadmin.services.regulation_lines import Original, Span, letters

if TYPE_CHECKING:
    from wxadmin.intake.regulation import Found

_LABELS = {"unit": _("单位名称"), "group": _("群名称"), "office": _("负责部门"), "owner": _("群主姓名")}
"""Blanks that the group can fill."""
_BLANK = re.compile(r"\{\{(\w{1,40})\}\}")
_FOR_THE_PEN = ("line", "blank", "person", "date", "phone", "place", "email")
"""Kinds of blank that people often leave on purpose, to be filled in by hand on the paper."""
_POINTED = (
    re.compile(r"(?:是|从)([^，。：；…]{1,8}?)(?:，|开始)"),
    re.compile(r"^(.{1,8}?)出现两次"),
    re.compile(r"^“(.{2,}?)…?”"),
    re.compile(r"：([^：]{2,}?)…?$"),
)
"""Parts of a warning that may be words of its line: 第三条之后是第五条, 第三条出现两次, “words…”像是…, …保留：words…"""
_SAID = 6  # letters of a line that a warning about it begins with
_HOLE = re.compile(r"[Xx\uff38\uff58×✕╳*＊○□■_＿﹍﹎…某名称填]|\.{4}|—{4}")
"""What words that are surely a blank have: a hole, or what is to be put there by name; 【群主】 may be a heading."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words that look like a blank: ``{{key}}`` would stand in their place and ``value`` in it (``""``: to be filled).

    ``usual`` says whether it is likely meant so; ``places`` are all where the words stand, ``span`` is the first one's.
    """

    words: str
    key: str
    label: str
    value: str
    places: tuple[Found, ...]
    span: Span
    usual: bool


@dataclass(frozen=True, slots=True)
class Debris:
    """A line that a web page or a printer put there: the ``row``-th line of a passage, and its line in the original."""

    at: Passage
    row: int
    words: str
    line: int
    span: Span


@dataclass(frozen=True, slots=True)
class Fixed:
    """A setting that was recognised, and where its words stand."""

    setting: Setting
    span: Span


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something uncertain, on which line, and which words are meant (the whole line where nothing is known)."""

    line: int
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Namesake:
    """A regulation that the group has: its newest version, and whether that is a draft still."""

    revision: int
    title: str
    version: str
    draft: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One regulation of the original, from its line ``first`` to ``last``.

    ``spans`` say where each unit begins and ends in the original; lines count from 1, and both in the whole of it.
    ``notices`` are what its owner should know before it is published: clauses that are none of his business, references
    that lead nowhere. ``twin`` is what to call the version that says the same already (``""``: none).
    """

    title: str
    text: RegulationText
    first: int
    last: int
    spans: Mapping[Place, Span]
    warnings: tuple[Doubt, ...]
    settings: tuple[Fixed, ...]
    proposals: tuple[Proposal, ...]
    debris: tuple[Debris, ...]
    notices: tuple[Doubt, ...] = ()
    twin: str = ""
    namesake: Namesake | None = None


def piece_of(original: Original, words: str, start: int, known: Mapping[str, str]) -> Piece:
    """One regulation, whose words begin at the character ``start`` of the original; ``known`` fills blanks by key."""
    from wxadmin.intake.regulation import found_blanks, parse_regulation

    parsed = parse_regulation(words)
    text = _declared(replace(parsed, warnings=()), known)
    whole = start, start + len(words)
    before = original.line(start) - 1
    spots = original.spots(text, whole)
    spans: dict[Place, Span] = {}
    for at, node in places(text):
        spans[at] = spots[Passage(at, "title")][0], spots[Passage(at, "text" if node.text else "title")][1]
    debris = tuple(_debris(original, text, spots))
    web = {(one.line, letters(one.words)[:_SAID]) for one in debris}
    doubts = tuple(
        doubt_of(original, replace(one, line=one.line + before))
        for one in parsed.warnings
        if not any(one.line + before == line and letters(one.message).startswith(head) for line, head in web)
    )
    settings = []
    for setting in text.settings:
        span = spans.get(place_of(text, setting.at) or (), whole)
        settings.append(Fixed(setting, original.find(setting.quote, span) or span))
    by_key: dict[tuple[str, str], list[Found]] = {}
    for found in found_blanks(text):
        by_key.setdefault((found.key, found.words), []).append(found)
    proposals = []
    for (key, each), where in by_key.items():
        span = spots.get(where[0].at, whole)
        here = original.find(each, span) or span
        usual = _is_usual(each, key, where[0].at)
        proposals.append(Proposal(each, key, where[0].label, known.get(key, ""), tuple(where), here, usual))
    last = original.line(start + len(words.rstrip()))
    head = before + 1 + (len(words) - len(words.lstrip("\n")))
    notices = tuple(_notices(original, text, spans, doubts))
    return Piece(text.title or "", text, head, last, spans, doubts, tuple(settings), tuple(proposals), debris, notices)


def _notices(
    original: Original, text: RegulationText, spans: Mapping[Place, Span], doubts: tuple[Doubt, ...]
) -> Iterator[Doubt]:
    """In reading order; a unit that is doubtful already is not spoken of twice."""
    doubtful = {doubt.line for doubt in doubts}
    found = list(cautions_at(text).items())
    found += [
        (one.at, one.message) for one in faults(text) if one.at and original.line(spans[one.at][0]) not in doubtful
    ]
    for at, message in sorted(found):
        yield Doubt(original.line(spans[at][0]), message, spans[at])


def _declared(text: RegulationText, known: Mapping[str, str]) -> RegulationText:
    """A text that was written with ``{{unit}}`` in it has these blanks."""
    for _at, written in blanks.unknown(text):
        if whole := _BLANK.fullmatch(written):
            key = whole[1]
            text = blanks.with_blank(text, Blank(key, on_paper(_LABELS.get(key, key)), known.get(key, "")))
    return text


def doubt_of(original: Original, warning: ParseWarning) -> Doubt:
    """Where a warning points: the words of its line that it says, else the line."""
    line = original.line_span(warning.line)
    parts = (part for pattern in _POINTED for part in pattern.findall(warning.message) if len(letters(part)) > 1)
    found = (original.find(part, line) for part in parts)
    return Doubt(warning.line, warning.message, next(filter(None, found), line))


def _is_usual(words: str, key: str, at: Passage) -> bool:
    kind = key.rstrip("0123456789")
    if not _HOLE.search(words):
        return False
    return kind in _LABELS or (kind not in _FOR_THE_PEN and at.part != "closing")


def _debris(original: Original, text: RegulationText, spots: Mapping[Passage, Span]) -> Iterator[Debris]:
    from wxadmin.intake.regulation.debris import is_page_mark, is_web

    for passage, words in passages(text):
        if passage.part in ("heading", "title"):
            continue
        for row, line in enumerate(words.split("\n")):
            if is_web(line, head=passage.part == "preamble") or is_page_mark(line):
                span = original.find(line, spots[passage]) or spots[passage]
                yield Debris(passage, row, line, original.line(span[0]), span)

"""What stands in front of the first number: the title, over one line or two, and the preamble."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from wxadmin.intake.regulation import headings
from wxadmin.intake.regulation.units import Span

_HEAD_LINES = 8


@dataclass(slots=True)
class Head:
    """Title and preamble as spans, with (offset, words) of what the reader should look at."""

    title: list[Span] = field(default_factory=list)
    preamble: list[Span] = field(default_factory=list)
    warnings: list[tuple[int, str]] = field(default_factory=list)


def lines(shape: str, start: int, end: int) -> list[Span]:
    """The lines between two offsets without the blanks around them; empty lines are left out."""
    spans = []
    while start < end:
        stop = shape.find("\n", start, end)
        stop = end if stop < 0 else stop
        piece = shape[start:stop]
        stripped = piece.strip()
        if stripped:
            left = start + len(piece) - len(piece.lstrip())
            spans.append((left, left + len(stripped)))
        start = stop + 1
    return spans


def head(text: str, aside: Container[int], *, numbered: bool, run_in: bool) -> Head:
    """Title and preamble of a text up to its first number.

    ``aside`` has the offsets of lines that are no rules, ``numbered`` says that a number follows, ``run_in`` that it
    follows within a line.
    """
    found = Head()
    every = lines(text, 0, len(text))
    own = [span for span in every if span[0] not in aside]
    if not own:
        found.preamble = every
        return found
    first, words = own[0], _words(text, own[0])
    taken, cut = 1, None
    if len(own) > 1 and headings.may_be_title(words):
        second = _words(text, own[1])
        named = headings.TITLE_END.search
        taken = 2 if not named(words) and named(second) and headings.short_line(second) else 1
        found.title = own[:taken]
    else:
        cut = headings.title_end(words, before_number=numbered and len(own) == 1)
        if cut is not None:
            found.title = [(first[0], first[0] + len(words[:cut].rstrip()))]
    gone = set(own[:taken]) if found.title else set()
    if not found.title:
        # Below lines of a kind nobody knows (转发自：…) the one line that is called rules is the title.
        called = [span for span in own[1:_HEAD_LINES] if headings.may_be_title(_words(text, span))]
        called = [span for span in called if headings.TITLE_END.search(_words(text, span))]
        if len(called) == 1:
            found.title, gone = called, set(called)
    for span in every:
        if span not in gone:
            found.preamble.append(span)
        elif cut is not None:
            found.preamble += lines(text, first[0] + cut, first[1])
    if not found.title and run_in:
        found.warnings.append((first[0], "没有认出标题，开头的文字放在前言里"))
    if re.match(r"(.{4,40}?)\1", "".join(_words(text, span) for span in found.title)):
        found.warnings.append((first[0], "标题重复出现，已照原样保留，请核对"))
    return found


def _words(text: str, span: Span) -> str:
    return text[span[0] : span[1]]

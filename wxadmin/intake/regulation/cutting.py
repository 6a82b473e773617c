"""The words of an outline's spans, cut out of the text as frozen nodes."""

from __future__ import annotations

import re
from bisect import bisect_right

from wxadmin.domain.regulation import Node, ParseWarning
from wxadmin.intake.regulation.markdown import VOID
from wxadmin.intake.regulation.repair import close_gaps
from wxadmin.intake.regulation.units import Span, Unit
from wxadmin.intake.regulation.wrapping import BREAK


class Cutter:
    """Cuts the spans of an outline out of ``source``: the repaired ``text``, or the text itself in raw mode."""

    def __init__(self, source: str, text: str, *, raw: bool) -> None:
        self.source = source
        self.raw = raw
        self.breaks = [match.start() for match in re.finditer("\n", text)]

    def cut(self, span: Span) -> str:
        """The words of a span, without the spaces between Chinese characters unless raw."""
        words = self.source[span[0] : span[1]].strip()
        return words if self.raw else close_gaps(words.replace(VOID, "")).replace(BREAK, " ").strip()

    def node(self, unit: Unit) -> Node:
        """The unit as a frozen node, with everything below it."""
        number = "".join(self.cut(unit.number).split())
        title = None if unit.title is None else self.cut(unit.title)
        text = "\n".join(self.cut(span) for span in unit.lines)
        return Node(unit.kind, number, title, text, tuple(self.node(child) for child in unit.children))

    def warning(self, at: int, message: str) -> ParseWarning:
        """A warning with the line that offset ``at`` stands on."""
        return ParseWarning(bisect_right(self.breaks, at - 1) + 1, message)

"""Where in the original each part of a text stands that was read from it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.regulation_places import Passage, places

Span = tuple[int, int]
"""Characters of the original, from the first to behind the last."""
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_AHEAD = 12  # letters by which a part is found again


def plain_lines(words: str) -> str:
    r"""The text with ``\n`` for every kind of line end, soft ones of Word and of web pages among them."""
    return _LINE_END.sub("\n", words)


def letters(words: str) -> str:
    """The letters and figures of a text, without signs and white space."""
    return "".join(char for char in words if char.isalnum())


class Original:
    """A text as it was pasted. Reading it neither loses nor changes letters; signs and spaces may change."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._ends = [at for at, char in enumerate(words) if char == "\n"]
        self._offsets = [at for at, char in enumerate(words) if char.isalnum()]
        self._letters = letters(words)

    def line(self, offset: int) -> int:
        """The line of a character, counted from 1."""
        return bisect_left(self._ends, offset) + 1

    def line_span(self, line: int) -> Span:
        """A line, counted from 1, without its end."""
        start = self._ends[line - 2] + 1 if 1 < line <= len(self._ends) + 1 else 0
        return start, self._ends[line - 1] if line <= len(self._ends) else len(self._words)

    def find(self, said: str, within: Span) -> Span | None:
        """Where these letters stand inside a span, None when they do not."""
        sought = letters(said)
        first, last = bisect_left(self._offsets, within[0]), bisect_left(self._offsets, within[1])
        here = self._letters.find(sought, first, last) if sought else -1
        return None if here < 0 else (self._offsets[here], self._offsets[here + len(sought) - 1] + 1)

    def spots(self, text: RegulationText, within: Span) -> Mapping[Passage, Span]:
        """Every passage of a text that was read from a span. A unit's ``title`` begins with its number, if it has one.

        What cannot be found stands where the part before it ended.
        """
        first, last = bisect_left(self._offsets, within[0]), bisect_left(self._offsets, within[1])
        found: dict[Passage, Span] = {}
        place = first
        head = [(Passage((), "heading"), text.title or "")]
        head += [(Passage((), "preamble", line), said) for line, said in enumerate(text.preamble)]
        for passage, said in head:  # lines above the title come after it in the text
            own = letters(said)
            here = self._letters.find(own[:_AHEAD], first, last)
            found[passage] = self._span(here if here >= 0 else first, len(own), within)
            place += len(own)
        for passage, said, beyond in _rest(text):
            own = letters(said)
            sought = (own + letters(beyond[: 2 * _AHEAD]))[:_AHEAD]
            if not self._letters.startswith(sought, place):
                here = self._letters.find(sought, place, last)
                place = here if here >= 0 else place
            found[passage] = self._span(place, len(own), within)
            place += len(own)
        return found

    def _span(self, place: int, length: int, within: Span) -> Span:
        if not self._offsets:
            return within[0], within[0]
        start = self._offsets[min(place, len(self._offsets) - 1)]
        end = self._offsets[min(place + max(length, 1), len(self._offsets)) - 1] + 1
        # Signs of the part stand around its letters: （一）, 第一条、, 。
        while start > within[0] and not self._words[start - 1].isalnum() and self._words[start - 1] in "（(【“[":
            start -= 1
        while end < within[1] and not self._words[end].isalnum() and not self._words[end].isspace():
            if self._words[end] in "（(【“[":
                break
            end += 1
        return start, end


def _rest(text: RegulationText) -> Iterator[tuple[Passage, str, str]]:
    """What follows the preamble: passage, its words with the number in front, and the words of the unit after them."""
    for at, node in places(text):
        yield Passage(at, "title"), node.number + (node.title or ""), node.text
        yield Passage(at, "text"), node.text, ""
    for line, said in enumerate(text.closing):
        yield Passage((), "closing", line), said, ""

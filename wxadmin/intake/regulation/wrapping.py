"""Lines broken at a fixed width (text out of a PDF): which breaks stand in the middle of a sentence."""

from __future__ import annotations

import re
import unicodedata

from wxadmin.intake.regulation.markers import OPENING, cites

BREAK = "\x1f"
"""Stands for a line break that means nothing; white space to all who look at it."""

_ENDED = "。；：！？;:!?…”）】》"
_NARROWEST = (30, 22)  # columns; less than any page has, and less than the screen of any phone
_PLAY = 6  # columns a full line may be short of the widest, for marks that must not begin a line
_HAIR = 3
_FEWEST = 3
_UNENDED = re.compile(
    r"(?:(?<![行作成认以称视人无有难何])为|(?<![独亲擅各私暗径])自|(?<![存所实现潜内自])在|(?<!属)于|(?<!甚)至|(?<![自理事因缘来])由|(?<![服听遵跟盲])从|"
    r"(?:\d{4}|[二一][〇○零一二三四五六七八九]{3})年|按照|依照|是指|截至|以及|或者|《[^》]{0,40}|(?:根据|依据|按照|依照|遵照|违反|参照|和|与|及|、)《[^》]{1,40}》|第|(?<![参给授赠])与|(?<![温柔平缓附随饱调谦])和)$"
)
"""The last word of a line cannot end a sentence or a heading: the next line goes on."""
_DAY = re.compile(r"(?:19|20)\d{2}\s*[年.\-/]|\d{1,2}\s*(?:月\s*\d{1,2}\s*日|[:：]\s*\d{2}(?!\d))")
_BUT = re.compile(r"第[一二三四五六七八九十百\d]{1,4}条(?:、第[一二三四五六七八九十百\d]{1,4}条)*[以之]外")
_LONGEST_UNENDED = 400
_QUANTITY = re.compile(r"\d{1,4}(?:\.\d+)?\s*(?![\d.．、）)\s])")


def broken_lines(text: str, spans: list[tuple[int, int]], plain: list[bool]) -> tuple[list[int], int]:
    """Indices of the lines whose break only wraps, and the width of a full line in columns; ``plain``: lines of text.

    Nothing is joined unless at least three lines of nearly one width end in the middle of a sentence, most such lines
    have that width, and hardly any line is wider.
    """
    if len(spans) < _FEWEST:
        return [], 0
    lines = [text[start:end] for start, end in spans]
    widths = [_width(text[text.rfind("\n", 0, start) + 1 : end]) for start, end in spans]
    together = [
        at
        for at in range(len(spans) - 1)
        if plain[at] and plain[at + 1] and text.count("\n", spans[at][1], spans[at + 1][0]) == 1
    ]
    wide = [at for at in together if lines[at][-1] not in _ENDED and _goes_on(lines[at], lines[at + 1])]
    ended = sum(line[-1] in _ENDED for line in lines)
    page, phone = _NARROWEST
    width = _full_width(widths, wide, page, share=0.5) or _full_width(widths, wide, phone, share=0.8)
    if not width or ended < _FEWEST - 1:
        return [], 0  # lines of about one length that nobody ended with a mark are a list
    # A line in the middle of a sentence that has a comma already may be a little shorter: its next word was long.
    joined = [
        at
        for at in wide
        if width - _PLAY * (2 if "，" in lines[at] else 1) <= widths[at] <= width + _PLAY
    ]  # fmt: skip
    # Where lines are wrapped, 违反本规定⏎第三条… is one sentence however long its line is.
    citing = [at for at in wide if OPENING.match(lines[at + 1]) and cites(lines[at], lines[at + 1])]
    return sorted({*joined, *citing}), width


def _full_width(widths: list[int], wide: list[int], narrowest: int, *, share: float) -> int:
    """The width of a full line in columns, not less than ``narrowest``; 0 where the lines ``wide`` show none.

    ``share``: how many of the lines taken for full have just that width, because a word or a mark seldom sticks out.
    """
    full = sorted(widths[at] for at in wide if widths[at] >= narrowest)
    if len(full) < _FEWEST:
        return 0
    width = full[-1 - len(full) // 20]
    joined = [at for at in wide if width - _PLAY <= widths[at] <= width + _PLAY]
    wider = sum(each > width + _PLAY for each in widths)
    if len(joined) < _FEWEST or len(joined) < 0.6 * len(full) or wider > 0.05 * len(widths):
        return 0
    brimful = sum(width - _HAIR <= widths[at] <= width + _HAIR for at in joined)
    return width if brimful >= share * len(joined) else 0


def unended_lines(text: str, spans: list[tuple[int, int]], plain: list[bool]) -> list[int]:
    """Indices of the lines whose last word cannot end a sentence (本规则自⏎2027年3月1日起…, 见第⏎4.1节)."""
    found = []
    for at in range(len(spans) - 1):
        if not (plain[at] and plain[at + 1]) or text.count("\n", spans[at][1], spans[at + 1][0]) != 1:
            continue
        line = text[max(spans[at][0], spans[at][1] - _LONGEST_UNENDED) : spans[at][1]]
        following = text[spans[at + 1][0] : min(spans[at + 1][1], spans[at + 1][0] + _LONGEST_UNENDED)]
        if line[-1] in _ENDED.replace("》", "") or not (_UNENDED.search(line) or _BUT.match(following)):
            continue
        plain_text = OPENING.match(following) is None and line[-1] != "》"
        if _DAY.match(following) or plain_text or line.endswith("第") or cites(line, following):
            found.append(at)
    return found


def _goes_on(line: str, following: str) -> bool:
    """Whether the next line can be the rest of this one's sentence."""
    opening = OPENING.match(following)
    if opening is None or _QUANTITY.match(following):
        return True
    return cites(line, following)


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)

"""How one message is written, whatever stands around it: repeats without end, many people called at once."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from wxadmin.domain.hits import Hit
from wxadmin.screening.folding import Block, code_points
from wxadmin.screening.ruleset import Conduct

EVERYONE = re.compile(r"@(?:所有人|全体成员|all\b|everyone\b)", re.IGNORECASE)
CALL = re.compile(r"@[^\s@，。！？,!?:：]{1,30}")
_RULER = frozenset(" -=_*.~·#+…—─━═┄◆●○▲★☆\t\n\r　")
_LONGEST_UNIT = 6
_SAME_CALLED = 4


def one_line(text: str, conduct: Conduct, *, running: bool) -> list[Hit]:
    """What one message shows by itself: a character or short unit repeated on and on, many people called at once.

    ``running`` is the answer of :func:`repeating` for this message.
    """
    hits = []
    if running:
        span = longest_repeat(text, conduct.run)
        if span is not None:
            start, end = span
            shown = text[start : start + 6]
            why = f"“{shown}…”连续重复，共 {end - start} 个字符，属刷屏"
            hits.append(Hit("flood", "重复字符", start, end, text[start:end], why, 2, "刷屏"))
    if conduct.mentions and "@" in text:
        everyone = list(EVERYONE.finditer(text))
        places = list(CALL.finditer(text))
        called = Counter(match.group() for match in places)
        if len(everyone) > 1:
            start, end = everyone[0].start(), everyone[-1].end()
            why = f"一条消息里 {len(everyone)} 次 @所有人"
            hits.append(Hit("mention_abuse", "反复@所有人", start, end, text[start:end], why, 2, "@他人"))
        elif len(called) >= conduct.mentions:
            start, end = places[0].start(), places[-1].end()
            why = f"一条消息里同时 @ 了 {len(called)} 人"
            hits.append(Hit("mention_abuse", "同时@多人", start, end, text[start:end], why, 1, "@他人"))
        elif called and max(called.values()) >= _SAME_CALLED:
            name, times = called.most_common(1)[0]
            same = [match for match in places if match.group() == name]
            start, end = same[0].start(), same[-1].end()
            why = f"一条消息里 {times} 次 @ 同一个人"
            hits.append(Hit("mention_abuse", "反复@同一人", start, end, text[start:end], why, 1, "@他人"))
    return hits


def repeating(block: Block, least: int) -> set[int]:
    """The messages of a block that may hold a repeat of ``least`` folded characters; a quick look at all at once."""
    found: set[int] = set()
    codes = block.folded.codes
    if not least:
        return found
    for unit in range(1, _LONGEST_UNIT + 1):
        # A repeat is a row of places that each equal the one a unit later; such places are rare.
        row = max(least, 6 * unit) - unit
        same = np.flatnonzero(codes[unit:] == codes[:-unit])
        if len(same) >= row:
            first, last = same[: len(same) - row + 1], same[row - 1 :]
            found.update(block.owners(first[last - first == row - 1]).tolist())
    return found


def longest_repeat(text: str, least: int) -> tuple[int, int] | None:
    """The longest stretch made of one unit of 1–6 characters again and again, ``least`` characters and more.

    Units of several characters must come six times. Rulers (``-----``) and blanks count only past four times ``least``.
    """
    codes = code_points(text)
    best: tuple[int, int] | None = None
    for unit in range(1, _LONGEST_UNIT + 1):
        if len(codes) < max(least, 6 * unit):
            break
        same = codes[unit:] == codes[:-unit]
        breaks = np.concatenate(([-1], np.flatnonzero(~same), [len(same)]))
        lengths = np.diff(breaks) - 1
        at = int(lengths.argmax())
        length = int(lengths[at]) + unit
        if length < max(least, 6 * unit):
            continue
        start = int(breaks[at]) + 1
        body = set(text[start : start + unit])
        if body.issubset(_RULER) and (length < 4 * least or body.issubset(" \t\n\r　")):
            continue
        if all(c.isdigit() for c in body):
            continue
        if best is None or length > best[1] - best[0]:
            best = (start, start + length)
    return best

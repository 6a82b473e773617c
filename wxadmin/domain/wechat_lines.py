"""How a text breaks into lines in a bubble on a phone, and into portions where it is long.

WeChat publishes none of this. The widths are those of its standard letters on a phone 375 points wide, 17 points a
letter; the folding under 全文 and the longest message are what owners see today. All are estimates and said to be.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LINE = 13.5
"""Letters (em) a line of a bubble holds."""
FOLD_LINES = 22
"""Lines after which a phone shows about a screen: beyond, people have to scroll or to open 全文."""
LONGEST = 2000
"""Characters a message surely takes; what is longer goes in portions."""

_WORD = re.compile(r"https?://\S+|[A-Za-z0-9][A-Za-z0-9.,:/_@%+\-]*|\s+|.", re.DOTALL)
_LINK = re.compile(r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)
_NOT_FIRST = set("，。、；：？！）】》〉〕」』”’…—％·,.;:?!)]}%")
_NOT_LAST = set("（【《〈〔「『“‘([{")
_TOGETHER = 3
"""Pieces that may go to the next line to keep a mark from beginning it."""
_NARROW = {" ": 0.28, "i": 0.24, "l": 0.24, "j": 0.26, "t": 0.34, "f": 0.32, "r": 0.36, "m": 0.86, "w": 0.76, "I": 0.28,
           "W": 0.95, "M": 0.86, "1": 0.5}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """A text as a phone shows it: its lines, and the line at which it is said to be folded, None while it is short."""

    lines: tuple[str, ...]
    fold: int | None


def width(text: str) -> float:
    """In em: a Chinese letter is 1, an emoji 1.2 however many code points it is made of, Latin letters about a half."""
    total, joined = 0.0, False
    for char in text:
        code = ord(char)
        if char in "\u200d\ufe0f" or unicodedata.combining(char) or 0x1F3FB <= code <= 0x1F3FF:
            joined = char == "\u200d"
            continue
        if joined:
            joined = False  # the next part of one emoji
        elif code >= 0x1F000 or 0x2600 <= code <= 0x27BF:
            total += 1.2
        elif unicodedata.east_asian_width(char) in "WF" or char in "“”‘’…—·":
            total += 1.0
        elif char in _NARROW:
            total += _NARROW[char]
        elif char.isupper():
            total += 0.66
        elif char == "\t":
            total += 1.0
        else:
            total += 0.54
    return total


def wrap(text: str, line: float = LINE) -> Look:
    """The lines of a text. Words and numbers stay whole while a line holds them; a mark never begins a line."""
    lines: list[str] = []
    for paragraph in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        lines += _wrapped(paragraph, line)
    while lines and not lines[-1].strip():
        lines.pop()
    return Look(tuple(lines), FOLD_LINES if len(lines) > FOLD_LINES else None)


def _wrapped(paragraph: str, line: float) -> list[str]:
    lines: list[str] = []
    now: list[str] = []
    used = 0.0
    for piece in _pieces(paragraph):
        more = width(piece)
        if used + (more if not piece.isspace() else 0.0) <= line:
            now.append(piece)
            used += more
            continue
        carried: list[str] = []
        if piece in _NOT_FIRST:  # what stands before a mark goes along with it
            while len(now) > 1 and len(carried) < _TOGETHER and (not carried or carried[0] in _NOT_FIRST):
                carried.insert(0, now.pop())
            if carried and carried[0] in _NOT_FIRST:  # a row of marks: it breaks where it is full
                now, carried = [*now, *carried], []
        while len(now) > 1 and now[-1] in _NOT_LAST:
            carried.insert(0, now.pop())
        if now:
            lines.append("".join(now).rstrip())
        now = [*carried] if piece.isspace() else [*carried, piece]
        used = width("".join(now))
        if used > line:
            *full, rest = _chopped("".join(now), line)
            lines += full
            now, used = [rest], width(rest)
    return [*lines, "".join(now).rstrip()]


def _pieces(paragraph: str) -> list[str]:
    """What is not broken apart: a word, a number, a link, one letter with all that belongs to it."""
    found: list[str] = []
    for match in _WORD.finditer(paragraph):
        piece = match.group()
        belongs = piece in "\u200d\ufe0f" or 0x1F3FB <= ord(piece[0]) <= 0x1F3FF or unicodedata.combining(piece[0])
        if found and (belongs or found[-1].endswith("\u200d")):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _chopped(word: str, line: float) -> list[str]:
    """A word too long for a line, letter by letter over as many as it takes; at least one letter on each."""
    found: list[str] = []
    start, total = 0, 0.0
    for at, char in enumerate(word):
        wide = width(char)
        if total + wide > line and at > start:
            found.append(word[start:at])
            start, total = at, 0.0
        total += wide
    return [*found, word[start:]]


def links(text: str) -> tuple[tuple[int, int], ...]:
    """Where links stand that WeChat lets be tapped."""
    return tuple(match.span() for match in _LINK.finditer(text))


def portions(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """The text as messages that are not too long, cut between paragraphs, else between sentences, else anywhere.

    Several are headed （1/3）; the heads count too.
    """
    if len(text) <= longest:
        return (text,)
    room = max(1, longest - 12)
    parts: list[str] = []
    now = ""
    for piece in _sentences(text, room):
        if len(now) + len(piece) > room and now:
            parts.append(now)
            now = ""
        now += piece
    parts.append(now)
    said = [part.strip("\n") for part in parts if part.strip()]
    return tuple(f"（{n}/{len(said)}）\n{part}" for n, part in enumerate(said, 1))


def _sentences(text: str, room: int) -> list[str]:
    found: list[str] = []
    for paragraph in text.splitlines(keepends=True):
        pieces = [paragraph] if len(paragraph) <= room else re.findall(r"[^。！？；]*[。！？；]?\n?", paragraph)
        for piece in pieces:
            found += [piece[at : at + room] for at in range(0, len(piece), room)]
    return found

"""Which words of a clause stayed, went and came, in pieces that a reader can follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

PieceKind = Literal["same", "removed", "added"]

_WORD = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_PHRASE = re.compile(r"[^，。；：！？\n]*[，。；：！？\n]|[^，。；：！？\n]+")
_LONG = 600  # words; phrases that differ at greater length are shown as a whole
_STEPS = 40_000  # pairs of equal words to look at; what repeats itself more than that is shown as a whole
_SCRAP = 2  # characters; what stayed between two changes and is no longer only disturbs the reader


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive words of a clause that stayed, went or came."""

    kind: PieceKind
    text: str


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Phrase by phrase first, then word by word inside the phrases that differ, so that long clauses stay fast.

    Without the added ones they are ``old``, without the removed ones ``new``.
    """
    made: list[Piece] = []
    before, after = _PHRASE.findall(old), _PHRASE.findall(new)
    for same, gone, come in _runs(before, after):
        if same:
            _add(made, "same", gone)
        else:
            _words(made, gone, come)
    return tuple(_tidy(made))


def _words(made: list[Piece], old: str, new: str) -> None:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > _LONG:
        _add(made, "removed", old)
        _add(made, "added", new)
        return
    for same, gone, come in _runs(before, after):
        if same:
            _add(made, "same", gone)
        else:
            _add(made, "removed", gone)
            _add(made, "added", come)


def _runs(before: Sequence[str], after: Sequence[str]) -> list[tuple[bool, str, str]]:
    """(stayed, old, new) in order. What begins and ends alike is taken off first: most changes are small."""
    head = 0
    most = min(len(before), len(after))
    while head < most and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < most - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    begins, ends = "".join(before[:head]), "".join(before[len(before) - tail :])
    runs = [(True, begins, begins)]
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    counted = Counter(new)
    if sum(counted[word] for word in old) > _STEPS:
        runs.append((False, "".join(old), "".join(new)))
    else:
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            runs.append((tag == "equal", "".join(old[a:b]), "".join(new[c:d])))
    runs.append((True, ends, ends))
    return [run for run in runs if run[1] or run[2]]


def _tidy(made: list[Piece]) -> list[Piece]:
    """Scraps that stayed between two changes counted as changed: 甲乙丙丁 for 戊乙己庚 is one change, not two."""
    kept: list[Piece] = []
    gone = come = ""

    def close() -> None:
        nonlocal gone, come
        _add(kept, "removed", gone)
        _add(kept, "added", come)
        gone = come = ""

    for at, piece in enumerate(made):
        if piece.kind == "removed":
            gone += piece.text
        elif piece.kind == "added":
            come += piece.text
        elif _is_scrap(made, at, gone + come):
            gone += piece.text
            come += piece.text
        else:
            close()
            _add(kept, "same", piece.text)
    close()
    return kept


def _is_scrap(made: list[Piece], at: int, before: str) -> bool:
    if not before or len(made[at].text) > _SCRAP:
        return False
    behind = ""
    for piece in made[at + 1 :]:
        if piece.kind == "same":
            break
        behind += piece.text
    return min(len(before), len(behind)) > 2 * len(made[at].text)


def _add(made: list[Piece], kind: PieceKind, text: str) -> None:
    if text and made and made[-1].kind == kind:
        made[-1] = Piece(kind, made[-1].text + text)
    elif text:
        made.append(Piece(kind, text))

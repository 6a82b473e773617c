"""Patterns in google-re2: linear whatever is written, run over folded text, each only where its literals stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, islice
from typing import Any

import numpy as np
import re2

from wxadmin.domain.errors import UserError
from wxadmin.screening.automaton import Automaton
from wxadmin.screening.folding import Block, fold_words
from wxadmin.screening.literals import Strings, commonness, required
from wxadmin.screening.presence import by_sort, members

# A message that matches one pattern more often than this says nothing new, and each match is one more pass over it.
MOST = 50
_MEMORY = 16 * 1024 * 1024
_IN_LINES = {
    "d": r"\d", "w": r"\w", "b": r"\b", "B": r"\B", "S": r"\S", "t": r"\t",
    "s": r"[\t\f\r ]", "D": r"[^0-9\n]", "W": r"[^\w\n]",
}  # fmt: skip
_IN_LINES_CLASS = {"d": r"\d", "w": r"\w", "t": r"\t", "r": r"\r", "s": r"\t\f\r ", "n": r"\r"}
"""What may follow a backslash, outside and inside of brackets, and what stands for it where no line ends."""

_REASONS = (
    ("invalid perl operator: (?", "不支持前后查看（(?=、(?!、(?<=、(?<!）", "请改用放行语 allow，或把条件写进模式本身"),
    ("invalid escape sequence: \\", "有不支持的反斜杠写法（例如反向引用 \\1）", "请直接写出要找的字"),
    ("missing )", "括号没有配对", "请补上右括号"),
    ("unexpected )", "括号没有配对", "请删去多余的右括号"),
    ("missing ]", "方括号没有配对", "请补上 ]"),
    ("invalid character class range", "方括号里的范围写反了", "请把小的写在前面"),
    ("no argument for repetition operator", "重复符号前面没有内容", "若要找符号本身，请在前面加 \\"),
    ("bad repetition operator", "重复符号连用了", "请只留一个"),
    ("invalid repetition size", "重复次数太大", "最多 1000 次"),
    ("trailing \\", "末尾多了反斜杠", "请删去它"),
    ("pattern too large", "模式太大", "请减少重复次数或拆成几条"),
)


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = _MEMORY
    return options


@lru_cache(maxsize=4096)
def fold_pattern(pattern: str) -> str:
    """The pattern for folded text: written characters are folded, ASCII (the syntax) stays as it is."""
    if pattern.isascii():
        return pattern
    parts = []
    for char, folded in zip(pattern, fold_words(list(pattern)), strict=True):
        if char.isascii():
            folded = char
        parts.append(re2.escape(folded) if folded != char and folded.isascii() and not folded.isalnum() else folded)
    return "".join(parts)


def within_lines(pattern: str) -> str | None:
    """The pattern so that each match stays within a line, and lines begin and end as texts do.

    On text of one line it matches as the given one does. None where the syntax leaves that open.
    """
    text = pattern.removeprefix("(?i)")
    parts = ["(?m)"]
    at = 0
    bracket = False
    while at < len(text):
        char, follow = text[at], text[at + 1 : at + 2]
        step = 1
        if char == "\\":
            step = 2
            if follow not in (_IN_LINES_CLASS if bracket else _IN_LINES) and follow.isalnum():
                return None
            parts.append((_IN_LINES_CLASS if bracket else _IN_LINES).get(follow, char + follow))
        elif bracket:
            if char == "[" or (char == "]" and parts[-1] in ("[", r"[^\n")):
                return None
            bracket = char != "]"
            parts.append(char)
        elif char == "[":
            bracket = True
            step = 2 if follow == "^" else 1
            parts.append(r"[^\n" if follow == "^" else "[")
        elif char == "\n" or (char == "(" and follow == "?" and not text.startswith("(?:", at)):
            return None
        else:
            parts.append(char)
        at += step
    return "".join(parts)


def check_pattern(pattern: str, *, where: str) -> None:
    """UserError when re2 does not take the pattern or it matches nothing at all (an empty place)."""
    try:
        compiled = re2.compile(fold_pattern(pattern), _options())
    except re2.error as error:
        said = error.args[0] if error.args else ""
        message = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        for key, what, remedy in _REASONS:
            if key in message:
                raise UserError(f"模式“{pattern}”{what}", where=where, remedy=remedy) from error
        raise UserError(f"模式“{pattern}”写错了（{message}）", where=where, remedy="请改正") from error
    if compiled.fullmatch("") is not None:
        raise UserError(f"模式“{pattern}”对空白也成立", where=where, remedy="请去掉使整条可有可无的 * 或 ?")


class Patterns:
    """Many patterns. A pattern runs only on messages that hold the literals it cannot match without."""

    def __init__(self, patterns: Sequence[str]) -> None:
        folded = [fold_pattern(p) for p in patterns]
        self._patterns = folded
        self._within = [within_lines(p) for p in folded]
        """The like for many messages at once, where that can be had."""
        clauses: dict[Strings, int] = {}
        self._needs = [
            [
                [clauses.setdefault(clause, len(clauses)) for clause in sorted(branch, key=commonness)]
                for branch in required(p)
            ]
            for p in folded
        ]
        """For each pattern its alternatives, for each of them the numbers of its clauses, the rarest first."""
        member: dict[str, list[int]] = {}
        for clause, number in clauses.items():
            for literal in sorted(clause):
                member.setdefault(literal, []).append(number)
        # Literals of the same clauses are one sort.
        sorts: dict[tuple[int, ...], int] = {}
        self._sort_of = np.array([sorts.setdefault(tuple(of), len(sorts)) for of in member.values()], dtype=np.int64)
        self._clauses_of = list(sorts)
        self._clauses = len(clauses)
        self._automaton = Automaton(list(member))

    def candidates(self, block: Block) -> list[int]:
        """For each pattern the messages worth running it on, as a set of :mod:`wxadmin.screening.presence`."""
        found = self._automaton.search(block.folded.codes)
        there = by_sort(self._sort_of[found.word], block.owners(found.start), len(self._clauses_of), len(block))
        held = [0] * self._clauses
        for sort, messages in there.items():
            for clause in self._clauses_of[sort]:
                held[clause] |= messages
        every = (1 << len(block)) - 1
        chosen = []
        for needs in self._needs:
            some = 0
            for branch in needs:
                messages = every
                for clause in branch:
                    messages &= held[clause]
                    if not messages:
                        break
                some |= messages
            chosen.append(some)
        return chosen

    def find(self, texts: Sequence[str], wanted: Sequence[int]) -> list[tuple[int, int, int, int]]:
        """``(message, start, end, pattern)`` of matches that are not empty; of a pattern at most ``MOST`` in a message.

        ``texts`` are folded messages, ``wanted`` is for each pattern the set of those it is run on.
        """
        raw: dict[int, bytes] = {}
        found: list[tuple[int, int, int, int]] = []
        for n, messages in enumerate(wanted):
            listed = list(members(messages))
            for m in listed:
                if m not in raw:
                    raw[m] = texts[m].encode()
            within = self._within[n]
            alone = [m for m in listed if b"\n" in raw[m]] if within is not None else listed
            spans = [(m, *span) for m in alone for span in self._spans(n, raw[m])]
            if within is not None and len(alone) < len(listed):
                lines = [m for m in listed if m not in alone] if alone else listed
                spans += _together(_engine(within), lines, [raw[m] for m in lines])
            for m, start, end in spans:
                first = len(raw[m][:start].decode())
                found.append((m, first, first + len(raw[m][start:end].decode()), n))
        return found

    def _spans(self, number: int, raw: bytes) -> Iterator[tuple[int, int]]:
        for match in islice(_engine(self._patterns[number]).finditer(raw), MOST):
            start, end = match.span()
            if end > start:
                yield start, end


@lru_cache(maxsize=4096)
def _engine(pattern: str) -> Any:
    """Made when it is first run: of many patterns most never are."""
    return re2.compile(pattern, _options())


def _together(pattern: Any, messages: Sequence[int], raws: Sequence[bytes]) -> Iterator[tuple[int, int, int]]:
    """(message, start, end) in bytes, from one run over all: a run for each costs more than what it looks at."""
    ends = list(accumulate(len(raw) + 1 for raw in raws))
    joined = b"\n".join(raws)
    begin, last, count = 0, -1, 0
    while begin <= len(joined):
        for match in pattern.finditer(joined, begin):
            start, end = match.span()
            at = bisect_right(ends, start)
            count = count + 1 if at == last else 1
            last = at
            offset = ends[at] - len(raws[at]) - 1
            if end > start:
                yield messages[at], start - offset, end - offset
            if count == MOST:
                begin = ends[at]
                break
        else:
            return

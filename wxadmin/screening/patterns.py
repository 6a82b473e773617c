"""Patterns in google-re2: linear whatever is written, run over folded text, many of them in one pass per message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import re2

from wxadmin.domain.errors import UserError
from wxadmin.screening.folding import fold_words

_SHARD = 48
# A message that matches one pattern more often than this says nothing new, and each match is one more pass over it.
MOST = 50
_MEMORY = 64 * 1024 * 1024

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


def fold_pattern(pattern: str) -> str:
    """The pattern for folded text: written characters are folded, ASCII (the syntax) stays as it is."""
    if pattern.isascii():
        return pattern
    parts = []
    for char in pattern:
        folded = char if char.isascii() else fold_words([char])[0]
        parts.append(re2.escape(folded) if folded != char and folded.isascii() and not folded.isalnum() else folded)
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
    """Many patterns; ``find`` gives place and number of each match in one folded message."""

    def __init__(self, patterns: Sequence[str]) -> None:
        folded = [fold_pattern(p) for p in patterns]
        self._single = [re2.compile(p, _options()) for p in folded]
        self._shards: list[tuple[Any, range]] = []
        for low in range(0, len(folded), _SHARD):
            part = range(low, min(low + _SHARD, len(folded)))
            shard = re2.Set.SearchSet(_options())
            for n in part:
                shard.Add(folded[n])
            # Matches always: when it is missing the set ran out of memory and its answer is worth nothing.
            shard.Add("")
            shard.Compile()
            self._shards.append((shard, part))

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """``(start, end, number)`` of matches that are not empty, pattern by pattern, at most ``MOST`` of each."""
        raw = text.encode()
        for shard, part in self._shards:
            matched = shard.Match(raw) or ()
            if len(matched) == 1 and matched[0] == len(part):
                continue
            chosen = [part[n] for n in matched if n < len(part)] if len(part) in matched else part
            for n in chosen:
                for match in islice(self._single[n].finditer(text), MOST):
                    start, end = match.span()
                    if end > start:
                        yield start, end, n

"""A pattern in plain words, part by part, for who never wrote one."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _

_MOST = 8
"""Alternatives or characters that are named one by one."""
_DEEP = 30
_CLASSES = {
    "d": _("数字"), "D": _("不是数字的字"), "s": _("空白"), "S": _("不是空白的字"), "w": _("字母、数字或下划线"),
    "W": _("不是字母和数字的字"),
}  # fmt: skip
_SIGNS = {"n": _("换行"), "r": _("换行"), "t": _("制表符")}
_NAMED = {
    "Han": _("汉字"), "Latin": _("拉丁字母"), "N": _("数字"), "Nd": _("数字"), "L": _("文字"), "P": _("标点"),
    "S": _("符号"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a pattern as it is written, and what it stands for."""

    written: str
    words: str


class _UnknownError(Exception):
    """Syntax that is not explained here."""


def check(pattern: str) -> str:
    """What is wrong with a pattern in one sentence, ``""`` when it can be used."""
    from wxadmin.screening.patterns import check_pattern

    if len(pattern) > 2000:
        return _("模式太长，最多 2000 个字符。")
    try:
        check_pattern(pattern, where="")
    except UserError as error:
        return str(error)
    return ""


def parts(pattern: str) -> tuple[Part, ...]:
    """The parts of a pattern in order; one that is not understood is said to be so."""
    found: list[Part] = []
    text = pattern.removeprefix("(?i)")
    at = 0
    try:
        while at < len(text):
            if text[at] == "|":
                found.append(Part("|", _("或者")))
                at += 1
                continue
            words, after = _piece(text, at, 0)
            found.append(Part(text[at:after], words))
            at = after
    except (_UnknownError, IndexError):
        found.append(Part(text[at:], _("（这一段按原样交给检索，没有解释）")))
    return tuple(_runs(found))


def explain(pattern: str) -> str:
    """The whole pattern as one sentence: “加”，后面 0–3 个任意字，再跟“微信”或“V信”."""
    sentences: list[list[str]] = [[]]
    for part in parts(pattern):
        if part.written == "|":
            sentences.append([])
        else:
            sentences[-1].append(part.words)
    return _("；或者 ").join(_sentence(words) for words in sentences)


def _sentence(words: list[str]) -> str:
    if not words:
        return _("什么也不写")
    said = [words[0]]
    for place, one in enumerate(words[1:]):
        said.append((_("后面 {}") if place == 0 else _("再跟 {}")).format(one))
    return "，".join(said)


def _runs(found: list[Part]) -> list[Part]:
    """Literal characters that follow one another are one part."""
    kept: list[Part] = []
    for part in found:
        plain = part.words == f"“{part.written}”"
        if plain and kept and kept[-1].words == f"“{kept[-1].written}”":
            written = kept[-1].written + part.written
            kept[-1] = Part(written, f"“{written}”")
        else:
            kept.append(part)
    return kept


def _piece(text: str, at: int, deep: int) -> tuple[str, int]:
    """(words, position after) of one atom with its repetition."""
    if deep > _DEEP:
        raise _UnknownError
    char = text[at]
    unit = False
    """Whether the words name a kind of character, to be counted as “3 个数字”."""
    if char == "(":
        words, after = _group(text, at, deep)
    elif char == "[":
        words, after = _class(text, at)
        unit = True
    elif char == ".":
        words, after, unit = _("任意字"), at + 1, True
    elif char == "^":
        return _("消息开头"), at + 1
    elif char == "$":
        return _("消息末尾"), at + 1
    elif char == "\\":
        words, after, unit = _escape(text, at)
        if words in (_("消息开头"), _("消息末尾"), _("英文单词的边上")):
            return words, after
    elif char in "*+?{)":
        raise _UnknownError
    else:
        words, after = f"“{char}”", at + 1
    return _repeated(text, after, words, unit=unit)


def _repeated(text: str, at: int, words: str, *, unit: bool) -> tuple[str, int]:
    sign = text[at : at + 1]
    if sign == "*":
        least, most, after = 0, -1, at + 1
    elif sign == "+":
        least, most, after = 1, -1, at + 1
    elif sign == "?":
        least, most, after = 0, 1, at + 1
    elif sign == "{" and "}" in text[at:]:
        after = text.index("}", at) + 1
        inner = text[at + 1 : after - 1]
        first, comma, last = inner.partition(",")
        if not first.isascii() or not first.isdigit() or (last and not (last.isascii() and last.isdigit())):
            raise _UnknownError
        least = int(first)
        most = int(last) if last else -1 if comma else least
    else:
        return (_("一个{}").format(words) if unit else words), at
    if text[after : after + 1] == "?":
        after += 1  # the shortest; which one changes nothing of whether it is found
    if unit:
        counted = {(0, -1): _("任意多个{}"), (1, -1): _("一个以上{}"), (0, 1): _("可有可无的一个{}")}
        if (least, most) in counted:
            return counted[least, most].format(words), after
        count = str(least) if most == least else _("{} 个以上").format(least) if most < 0 else f"{least}–{most}"
        return (_("{}{}") if most < 0 else _("{} 个{}")).format(count, words), after
    if (least, most) == (0, 1):
        return _("{}（可有可无）").format(words), after
    if (least, most) == (1, 1):
        return words, after
    times = _("任意多次") if (least, most) == (0, -1) else _("{} 次以上").format(least) if most < 0 else ""
    times = times or (_("{} 次").format(least) if most == least else _("{}–{} 次").format(least, most))
    return _("{}重复{}").format(words, times), after


def _group(text: str, at: int, deep: int) -> tuple[str, int]:
    after = at + 1
    if text[after : after + 2] == "?:":
        after += 2
    elif text[after : after + 3] == "?P<":
        after = text.index(">", after) + 1
    elif text[after : after + 1] == "?":
        raise _UnknownError
    branches: list[list[Part]] = [[]]
    while text[after] != ")":
        if text[after] == "|":
            branches.append([])
            after += 1
            continue
        begin = after
        words, after = _piece(text, after, deep + 1)
        branches[-1].append(Part(text[begin:after], words))
    said = []
    for branch in branches:
        words = "＋".join(part.words for part in _runs(branch)) if branch else _("什么也没有")
        said.append(words)
    if len(said) > _MOST:
        return _("{}等 {} 种之一").format("、".join(said[:_MOST]), len(said)), after + 1
    if len(said) == 1:
        return said[0], after + 1
    return _("或").join(said), after + 1


def _class(text: str, at: int) -> tuple[str, int]:
    after = at + 1
    negated = text[after] == "^"
    after += negated
    said: list[str] = []
    first = True
    while text[after] != "]" or first:
        first = False
        if text.startswith("[:", after):
            after = text.index(":]", after) + 2
            said.append(_("某一类字符"))
            continue
        words, after = _member(text, after)
        if text[after : after + 1] == "-" and text[after + 1 : after + 2] not in ("]", ""):
            last, after = _member(text, after + 1)
            words = {("“0”", "“9”"): _("数字"), ("“a”", "“z”"): _("小写字母"), ("“A”", "“Z”"): _("大写字母")}.get(
                (words, last), _("{}到{}").format(words, last)
            )
        said.append(words)
    said = list(dict.fromkeys(said))
    shown = "".join(said[:_MOST]) if all(one.startswith("“") for one in said) else "、".join(said[:_MOST])
    if len(said) > _MOST:
        shown = _("{}等 {} 个").format(shown, len(said))
    if negated:
        return _("不是{}的字").format(shown), after + 1
    return (shown if len(said) == 1 else _("字（{}之一）").format(shown)), after + 1


def _member(text: str, at: int) -> tuple[str, int]:
    if text[at] == "\\":
        words, after, _unit = _escape(text, at)
        return words, after
    return (_SIGNS["n"] if text[at] == "\n" else f"“{text[at]}”"), at + 1


def _escape(text: str, at: int) -> tuple[str, int, bool]:
    """(words, position after, whether they name a kind of character)."""
    char = text[at + 1]
    if char in _CLASSES:
        return _CLASSES[char], at + 2, True
    if char in _SIGNS:
        return _SIGNS[char], at + 2, False
    if char == "A":
        return _("消息开头"), at + 2, False
    if char == "z":
        return _("消息末尾"), at + 2, False
    if char == "b":
        return _("英文单词的边上"), at + 2, False
    if char in "pP":
        if text[at + 2] == "{":
            after = text.index("}", at) + 1
            name = text[at + 3 : after - 1]
        else:
            after, name = at + 3, text[at + 2]
        words = _NAMED.get(name, _("某一类字符"))
        return (words if char == "p" else _("不是{}的字").format(words)), after, True
    if char.isalnum():
        raise _UnknownError
    return f"“{char}”", at + 2, False

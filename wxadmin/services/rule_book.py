"""What a group's screening does otherwise than the preset of its kind, as a document an owner can read and hand on.

A book is TOML: the owner's rules as in any rule file (``[[rule]]``, ``[signal.NAME]``, ``allow``), and a table
``[book]`` that says which preset, which rules of it are off, at another level or under another clause, which thresholds
of conduct are others, and under which conditions a rule counts (``[book.when.NAME]``).
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.screening.ruleset import (
    KINDS,
    LIKE_RULE,
    LINK,
    PRESET_OF,
    Conduct,
    Rule,
    RuleSet,
    Signal,
    load_preset,
    parse_rules,
    read_rules,
)

__all__ = [
    "DETECTOR_RULES", "LONGEST", "ROLES", "Book", "Rule", "RuleSet", "Rules", "Signal", "When", "read", "ruleset",
    "ruleset_of_file", "together", "write",
]  # fmt: skip

ROLES = ("owner", "admin", "member")
DETECTOR_RULES: Mapping[str, tuple[str, ...]] = {
    "mobile": ("手机号码",), "id_card": ("身份证号码",), "bank_card": ("银行卡号",), "mail": ("邮箱地址",),
    "plate": ("车牌号码",), "address": ("住址门牌",), "link": ("可疑网址",),
}  # fmt: skip
"""Detectors of the screening and what their hits are called."""
LONGEST = 16 * 1024 * 1024
"""Characters of a book: 100,000 words are about two million."""
_LAST_HOUR = 24
_MOST_DAYS, _MOST_CHARS = 3650, 10_000


@dataclass(frozen=True, slots=True)
class When:
    """Under which conditions a rule counts; what is not said always holds.

    ``kinds`` are kinds of the presets; ``hours`` (from, to) may go over midnight, (0, 0) is the whole day; ``roles``
    are of ROLES; ``newcomer`` days after the sender joined (0: anybody); ``least`` characters of the message.
    """

    kinds: tuple[str, ...] = ()
    hours: tuple[int, int] = (0, 0)
    roles: tuple[str, ...] = ()
    newcomer: int = 0
    least: int = 0


@dataclass(frozen=True, slots=True)
class Book:
    """The owner's part. ``preset`` ``""`` is that of the group's kind; ``off``, ``levels``, ``articles`` name rules."""

    preset: str = ""
    off: tuple[str, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)
    articles: Mapping[str, str] = field(default_factory=dict)
    conduct: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    signals: Mapping[str, Signal] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    when: Mapping[str, When] = field(default_factory=dict)

    def rule(self, name: str) -> Rule | None:
        """The owner's rule of that name."""
        return next((rule for rule in self.rules if rule.name == name), None)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in a group: one rule set and the conditions of its rules."""

    ruleset: RuleSet
    when: Mapping[str, When]


def read(text: str, where: str = "") -> Book:
    """The book of a document; UserError names the place. A plain rule file is a book of own rules."""
    where = where or _("规则书")
    if len(text) > LONGEST:
        raise UserError(_("规则书太大"), where=where, remedy=_("请减少词语，或拆成几条规则"))
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(_("规则书不是有效的 TOML"), where=where, remedy=_("请改正或重新导出")) from error
    return from_data(data, where)


def from_data(data: dict[str, Any], where: str) -> Book:
    """The book of a TOML document already read."""
    own = data.pop("book", {})
    if not isinstance(own, dict):
        raise _wrong("book", where)
    unknown = set(own) - {"preset", "off", "levels", "articles", "conduct", "when"}
    if unknown:
        raise UserError(_("不认识的项“{}”").format(min(unknown)), where=where, remedy=_("请删去它"))
    preset = own.get("preset", "")
    if preset != "" and preset not in KINDS:
        raise UserError(_("没有名为“{}”的预置规则").format(preset), where=where, remedy="、".join(KINDS))
    off = own.get("off", [])
    if not isinstance(off, list) or not all(isinstance(name, str) for name in off):
        raise _wrong("book.off", where)
    levels = _table(own, "levels", where)
    if not all(type(level) is int and 1 <= level <= 3 for level in levels.values()):
        raise _wrong("book.levels", where)
    articles = _table(own, "articles", where)
    if not all(isinstance(article, str) for article in articles.values()):
        raise _wrong("book.articles", where)
    conduct = _table(own, "conduct", where)
    unknown = set(conduct) - {f.name for f in fields(Conduct)}
    if unknown:
        raise UserError(_("没有名为“{}”的行为阈值").format(min(unknown)), where=where, remedy=_("请删去它"))
    when = {name: _when(entry, f"{where} {name}") for name, entry in _table(own, "when", where).items()}
    if conduct:  # the same limits as in any rule file
        parse_rules(written({"conduct": conduct, "allow": ["一"]}), where=where)
    listed = _listed(data, where)
    return Book(
        preset, tuple(dict.fromkeys(off)), levels, articles, conduct, listed.rules, listed.signals, listed.allow, when
    )


def _listed(data: dict[str, Any], where: str) -> RuleSet:
    """The owner's rules; signals they name and the book does not define are those of the preset."""
    if not data.get("rule") and not data.get("allow"):
        if set(data) - {"rule", "allow", "name", "signal"}:
            parse_rules(written(data), where=where)  # says what is not known
        return RuleSet("")
    defined = data.get("signal", {})
    if not isinstance(defined, dict):
        raise _wrong("signal", where)
    named: set[str] = set()
    rules = data.get("rule", [])
    for entry in rules if isinstance(rules, list) else ():
        if isinstance(entry, dict):
            needs, unless, weights = (entry.get(key, ()) for key in ("needs", "unless", "weights"))
            parts = [*(needs if isinstance(needs, list) else ()), *(unless if isinstance(unless, list) else ())]
            parts += list(weights) if isinstance(weights, dict) else []
            named |= {name for part in parts if isinstance(part, str) for name in part.split("|")}
    stubs = named - set(defined) - {LINK}
    found = parse_rules(written({**data, "signal": {**defined, **{name: {} for name in stubs}}}), where=where)
    return replace(found, signals={name: one for name, one in found.signals.items() if name not in stubs})


def _table(own: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
    found = own.get(key, {})
    if not isinstance(found, dict):
        raise _wrong(f"book.{key}", where)
    return found


def _wrong(key: str, where: str) -> UserError:
    return UserError(_("“{}”写错了").format(key), where=where, remedy=_("请改正，或重新导出一份对照"))


def _when(entry: object, where: str) -> When:
    if not isinstance(entry, dict) or set(entry) - {f.name for f in fields(When)}:
        raise _wrong("when", where)
    hours = entry.get("hours", [0, 0])
    texts = {key: entry.get(key, []) for key in ("kinds", "roles")}
    numbers = {key: entry.get(key, 0) for key in ("newcomer", "least")}
    whole = isinstance(hours, list) and len(hours) == 2 and all(type(h) is int and 0 <= h <= _LAST_HOUR for h in hours)
    if not whole or not all(isinstance(v, list) and all(isinstance(x, str) for x in v) for v in texts.values()):
        raise _wrong("when", where)
    if set(texts["kinds"]) - set(KINDS) or set(texts["roles"]) - set(ROLES):
        raise _wrong("when", where)
    if not all(type(v) is int and v >= 0 for v in numbers.values()):
        raise _wrong("when", where)
    if numbers["newcomer"] > _MOST_DAYS or numbers["least"] > _MOST_CHARS:
        raise UserError(_("条件里的数太大"), where=where, remedy=_("天数最多 3650，字数最多 10000"))
    return When(
        tuple(texts["kinds"]), (hours[0], hours[1]), tuple(texts["roles"]), numbers["newcomer"], numbers["least"]
    )


def write(book: Book) -> str:
    """The book as a document that :func:`read` reads back the same."""
    own: dict[str, Any] = {
        "preset": book.preset, "off": list(book.off), "levels": dict(book.levels), "articles": dict(book.articles),
        "conduct": dict(book.conduct), "when": {name: _fields(one) for name, one in book.when.items() if _fields(one)},
    }  # fmt: skip
    data: dict[str, Any] = {"book": {key: value for key, value in own.items() if value}}
    if book.allow:
        data["allow"] = list(book.allow)
    signals = {name: _fields(one, {"name"}) for name, one in book.signals.items()}
    if signals:
        data["signal"] = signals
    if book.rules:
        data["rule"] = [rule_data(rule) for rule in book.rules]
    return written(data)


def rule_data(rule: Rule) -> dict[str, Any]:
    """A rule as the table of a rule file."""
    data = {"name": rule.name, "category": rule.category, "level": rule.level}
    data |= _fields(rule, {"name", "category", "level", "needs", "evasion"})
    if rule.needs:
        data["needs"] = ["|".join(group) for group in rule.needs]
    return data | {"evasion": rule.evasion}  # what a file does not say depends on the level


def _fields(one: Any, without: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    """The fields that are not as they are by themselves, as TOML values."""
    found: dict[str, Any] = {}
    for f in fields(one):
        value = getattr(one, f.name)
        usual = f.default if f.default is not MISSING else f.default_factory() if callable(f.default_factory) else None
        if f.name not in without and value != usual:
            found[f.name] = list(value) if isinstance(value, tuple) else value
    return found


def written(data: Mapping[str, Any]) -> str:
    """Plain values as TOML: single values first, then tables."""
    return "\n".join(_lines(data, ())) + "\n"


def _lines(data: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    lines = [f"{_key(key)} = {_value(value)}" for key, value in data.items() if not _is_table(value)]
    for key, value in data.items():
        if isinstance(value, Mapping):
            below = (*path, key)
            lines += ["", f"[{'.'.join(map(_key, below))}]", *_lines(value, below)]
        elif _is_table(value):
            for entry in value:
                lines += ["", f"[[{_key(key)}]]"]
                lines += [f"{_key(name)} = {_value(one)}" for name, one in entry.items()]
    return lines


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _text(key)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value)


def digest(text: str) -> str:
    """SHA-256 of a document."""
    return hashlib.sha256(text.encode()).hexdigest()


def preset_of(kind: str) -> str:
    """The preset that suits a kind of group (services.groups)."""
    return PRESET_OF.get(kind, "work")


def together(kind: str, books: Sequence[Book]) -> Rules:
    """What holds in a group of that kind: the preset, changed by one book after the other; the later one wins.

    A rule of the owner takes the place of one of the same name. UserError when one needs a signal nobody defines.
    """
    asked = next((book.preset for book in reversed(books) if book.preset), "") or preset_of(kind)
    base = load_preset(asked)
    rules = {rule.name: rule for rule in base.rules}
    signals, allow, when = dict(base.signals), list(base.allow), dict[str, When]()
    off: set[str] = set()
    conduct: dict[str, int] = {}
    for book in books:
        rules |= {rule.name: rule for rule in book.rules}
        signals |= book.signals
        allow += book.allow
        when |= book.when
        off |= set(book.off)
        conduct |= book.conduct
        for name, level in book.levels.items():
            if name in rules:
                rules[name] = replace(rules[name], level=level)
        for name, article in book.articles.items():
            if name in rules:
                rules[name] = replace(rules[name], article=article)
    elsewhere = {name for name, one in when.items() if one.kinds and asked not in one.kinds}
    kept = tuple(rule for name, rule in rules.items() if name not in off and name not in elsewhere)
    for rule in kept:
        named = [*(n for group in rule.needs for n in group), *rule.unless]
        named += [n for key in rule.weights for n in key.split("|")]
        for name in named:
            if name not in signals and name != LINK:
                remedy = _("请改用这套预置规则里有的信号")
                raise UserError(_("规则“{}”用到的信号“{}”没有定义").format(rule.name, name), remedy=remedy)
    detectors = tuple(d for d in base.detectors if not off & set(DETECTOR_RULES.get(d, ())))
    ruleset = RuleSet(
        base.name, kept, signals, tuple(dict.fromkeys(allow)), detectors, replace(base.conduct, **conduct),
        (*base.silent, *sorted(name for name in off if name.startswith(LIKE_RULE))),
    )  # fmt: skip
    return Rules(ruleset, {name: one for name, one in when.items() if name in {rule.name for rule in kept}})


def ruleset(text: str, where: str) -> RuleSet:
    """What a text of rules screens by: a plain rule file, or a book on the preset it names. UserError names the place.

    Of a book's conditions only the kind of group counts here: nothing is known of senders.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):
        return parse_rules(text, where=where)  # which says what is wrong
    if "book" not in data:
        return parse_rules(text, where=where)
    return together("", [from_data(data, where)]).ruleset


def ruleset_of_file(path: Path) -> RuleSet:
    """The same for a file; UserError, too, when there is none or it cannot be read."""
    try:
        return read_rules(path)
    except UserError:
        # A book has a table that no rule file knows.
        if not path.is_file() or path.stat().st_size > LONGEST:
            raise
        raw = path.read_bytes()
        if b"[book" not in raw:
            raise
    return ruleset(raw.decode("utf-8-sig", "replace"), path.name)


@lru_cache(maxsize=4)
def read_kept(text: str) -> Book:
    """As :func:`read`, for the few documents that are read again and again."""
    return read(text)

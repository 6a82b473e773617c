"""Rule sets as data: words, patterns, signals that count together, contexts that excuse, allow phrases.

A file is TOML. ``[[rule]]`` has ``name``, ``category``, ``level`` (1 hint, 2 clear, 3 grave) and any of ``words``,
``patterns`` (google-re2), ``allow``, ``article`` (the subject under which a regulation's clause is looked up). The sets
that come with the program also use ``[signal.NAME]`` and a rule's ``needs``, ``near``, ``unless``; owners may, too.
``evasion`` says whether a rule's words are also sought in disguise, ``source`` where its words come from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import CATEGORIES, Category
from wxadmin.resource import resource_dir
from wxadmin.screening.folding import fold_words
from wxadmin.screening.patterns import check_pattern

KINDS = ("work", "class", "community", "marketing", "school")
"""The presets, by kind of group."""
PRESET_OF: Mapping[str, str] = {
    "department": "work", "project": "work", "office": "work", "logistics": "work", "core": "work", "notice": "work",
    "teaching": "school", "class": "class",
    "activity": "community", "hobby": "community", "exchange": "community", "community": "community",
    "sales": "marketing", "outside": "marketing",
}  # fmt: skip
"""Which preset suits a group of a kind (the kinds of ``services.groups``)."""
DETECTORS = ("mobile", "id_card", "bank_card", "mail", "plate", "address", "link")
LIKE_RULE = "用语像"
"""What the hits of the model of language are called, before the words of their category."""
SCOPES = ("message", "sentence", "before")
LINK = "$link"
"""A signal that every rule set has: an address that is not one of the well-known ones."""
MAX_FILE = 8 * 1024 * 1024
_MAX_WORD = 200
_MAX_PATTERN = 2000
_MOST_CONDUCT = 1_000_000
_LAST_HOUR = 24
GRAVE = 3


@dataclass(frozen=True, slots=True)
class Signal:
    """Words and patterns that mean one thing.

    ``scope`` says how far it excuses: the whole ``message``, the ``sentence``, or only what comes after it in the same
    clause (``before``: 禁止发广告).
    """

    name: str
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    scope: str = "message"


@dataclass(frozen=True, slots=True)
class Rule:
    """A hit when a word or pattern (if any are given) and every one of ``needs`` is there and no ``unless`` is.

    ``needs`` is a tuple of alternatives, each a tuple of signal names. ``near`` limits how many characters of the text
    may lie between the places that count together; 0 means anywhere in the message. ``weights`` is the softer form of
    ``needs``: each signal (or alternative, ``a|b``) that is there adds its weight once, and the
    sum must reach ``least``. ``evasion``: words are also sought in disguise; a file that does not say means level 3.
    ``source`` says where the words come from, "" for our own.
    """

    name: str
    category: Category
    level: int = 2
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    article: str = ""
    needs: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    near: int = 0
    why: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)
    least: float = 0
    evasion: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Conduct:
    """Thresholds of conduct; 0 switches one off. Hours are of the messages' own clock.

    ``conduct_labels`` in :mod:`wxadmin.screening.conduct_words` says in words what each one means.
    """

    burst: int = 0
    burst_seconds: int = 60
    repeats: int = 0
    repeat_minutes: int = 1440
    mentions: int = 0
    everyone_per_hour: int = 0
    voices: int = 0
    quiet_from: int = 0
    quiet_to: int = 0
    run: int = 0
    talk: int = 0
    talk_minutes: int = 10
    empty: int = 0
    empty_minutes: int = 30
    personal_from: int = 0
    personal_to: int = 0


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One file of rules, or a preset with what it extends already taken in."""

    name: str
    rules: tuple[Rule, ...] = ()
    signals: Mapping[str, Signal] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    detectors: tuple[str, ...] = ()
    conduct: Conduct = Conduct()
    silent: tuple[str, ...] = ()
    """Names of hits of the model of language that are not told: what is an advert elsewhere is a seller's business."""


def load_preset(kind: str = "work") -> RuleSet:
    """A rule set of the program's own, one of ``KINDS``. UserError for any other name."""
    if kind not in KINDS:
        raise UserError(f"没有名为“{kind}”的预置规则", remedy="可用的有 " + "、".join(KINDS))
    return _preset(kind)


@lru_cache(maxsize=8)
def _preset(kind: str) -> RuleSet:
    return check_signals(_read(resource_dir("rules") / f"{kind}.toml"), kind)


def check_signals(ruleset: RuleSet, where: str) -> RuleSet:
    """The rule set itself; UserError when a rule names a signal that is not defined."""
    for rule in ruleset.rules:
        weighed = (name for key in rule.weights for name in key.split("|"))
        for name in (*(n for group in rule.needs for n in group), *rule.unless, *weighed):
            if name not in ruleset.signals and name != LINK:
                place = _at(where, rule.name)
                raise UserError(f"信号“{name}”没有定义", where=place, remedy="请加上 [signal." + name + "]")
    return ruleset


def _read(path: Path) -> RuleSet:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    ruleset = _ruleset(data, path.name, path.stem)
    for name in reversed(data.get("extends", [])):
        ruleset = _merged(_read(path.parent / f"{name}.toml"), ruleset)
    without = set(data.get("without", []))
    if unknown := without - {rule.name for rule in ruleset.rules}:
        raise UserError(f"without 里的规则“{min(unknown)}”不存在", where=path.name, remedy="请改正名称")
    return replace(ruleset, rules=tuple(rule for rule in ruleset.rules if rule.name not in without))


def _merged(first: RuleSet, second: RuleSet) -> RuleSet:
    return RuleSet(
        name=second.name,
        rules=first.rules + second.rules,
        signals={**first.signals, **second.signals},
        allow=first.allow + second.allow,
        detectors=tuple(dict.fromkeys(first.detectors + second.detectors)),
        conduct=second.conduct if second.conduct != Conduct() else first.conduct,
        silent=tuple(dict.fromkeys(first.silent + second.silent)),
    )


def read_rules(path: Path | str) -> RuleSet:
    """An owner's rule file. UserError names the file, the rule and what to do."""
    path = Path(path)
    try:
        with path.open("rb") as source:
            raw = source.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise UserError("没有这个规则文件", where=str(path), remedy="请检查路径和文件名") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        if isinstance(error, OSError) and path.is_dir():
            raise UserError("这是一个文件夹，不是规则文件", where=str(path), remedy="请指定一个 .toml 文件") from None
        raise UserError("规则文件读不出来", where=str(path), remedy="请检查路径和权限") from error
    if len(raw) > MAX_FILE:
        raise UserError(f"规则文件超过 {MAX_FILE // 1024 // 1024} MB", where=path.name, remedy="请拆成几个文件")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        place = f"{path.name} 第 {line} 行"
        raise UserError("规则文件不是 UTF-8 编码", where=place, remedy="请另存为 UTF-8") from error
    return parse_rules(text, where=path.name)


def parse_rules(text: str, *, where: str = "规则") -> RuleSet:
    """The rules of a TOML text; ``where`` names it in errors. UserError for an empty or faulty one."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"规则文件不是有效的 TOML（{error}）", where=where, remedy="请改正所指的行") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; lists in lists without end
        what = "规则文件不是有效的 TOML（数字太长或嵌套太深）"
        raise UserError(what, where=where, remedy="请改正或删去那一处") from error
    for key in ("extends", "without"):
        if key in data:
            raise UserError(f"{key} 只有自带的规则能用", where=where, remedy="请删去它，把要用的规则写进这个文件")
    ruleset = _ruleset(data, where, Path(where).stem)
    if not ruleset.rules and not ruleset.allow:
        raise UserError("规则文件里没有规则", where=where, remedy="请至少写一个 [[rule]]")
    return check_signals(ruleset, where)


_TOP_KEYS = {"name", "extends", "without", "rule", "signal", "allow", "detectors", "conduct", "unless", "silent"}
_RULE_KEYS = {
    "name", "category", "level", "words", "patterns", "allow", "article", "needs", "unless", "near", "why",
    "weights", "least", "evasion", "source",
}  # fmt: skip


def _ruleset(data: Mapping[str, object], where: str, stem: str) -> RuleSet:
    _only(data, _TOP_KEYS, where)
    signals = _signals(data.get("signal", {}), where)
    listed = data.get("rule", [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise UserError("rule 应当写成 [[rule]]", where=where, remedy="请用双方括号")
    excuses = data.get("unless", {})
    if not isinstance(excuses, dict):
        raise UserError("unless 应当是一张表", where=where, remedy="请写成 [unless] 和 类别 = [信号名]")
    usual = {key: _strings(value, f"unless.{key}", where) for key, value in excuses.items()}
    rules = tuple(_rule(entry, n, where, usual) for n, entry in enumerate(listed, 1))
    seen: set[str] = set()
    for rule in rules:
        if rule.name in seen:
            raise UserError(f"有两条规则都叫“{rule.name}”", where=where, remedy="请给其中一条改名")
        seen.add(rule.name)
    detectors = _strings(data.get("detectors", []), "detectors", where)
    for name in detectors:
        if name not in DETECTORS:
            raise UserError(f"没有名为“{name}”的检测", where=where, remedy="可用的有 " + "、".join(DETECTORS))
    return RuleSet(
        name=_text(data.get("name", stem), "name", where),
        rules=rules,
        signals=signals,
        allow=_words(data.get("allow", []), "allow", where),
        detectors=detectors,
        silent=_strings(data.get("silent", []), "silent", where),
        conduct=_conduct(data.get("conduct", {}), where),
    )


def _signals(data: object, where: str) -> dict[str, Signal]:
    if not isinstance(data, dict):
        raise UserError("signal 应当写成 [signal.名称]", where=where, remedy="请改正写法")
    signals = {}
    for name, entry in data.items():
        place = f"{where} 信号“{name}”"
        if not isinstance(entry, dict):
            raise UserError("信号应当是一张表", where=place, remedy="请写成 [signal.名称]")
        _only(entry, {"words", "patterns", "scope"}, place)
        scope = entry.get("scope", "message")
        if scope not in SCOPES:
            raise UserError("scope 写错了", where=place, remedy="可用的有 " + "、".join(SCOPES))
        words = _words(entry.get("words", []), "words", place)
        patterns = _patterns(entry.get("patterns", []), place)
        signals[name] = Signal(name, words, patterns, scope)
    return signals


def _rule(entry: Mapping[str, object], number: int, where: str, usual: Mapping[str, tuple[str, ...]]) -> Rule:
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise UserError(f"第 {number} 条规则没有名称", where=where, remedy='请加上 name = "…"')
    place = _at(where, name)
    _only(entry, _RULE_KEYS, place)
    category = entry.get("category")
    if category not in CATEGORIES:
        shown = f"“{category}”不是已知的类别" if "category" in entry else "没有类别"
        raise UserError(shown, where=place, remedy="category 可以是 " + "、".join(CATEGORIES))
    level = entry.get("level", 2)
    if isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= 3:
        raise UserError("level 应当是 1、2 或 3", where=place, remedy="1 提示，2 明确，3 严重")
    near = entry.get("near", 0)
    if isinstance(near, bool) or not isinstance(near, int) or not 0 <= near <= _MOST_CONDUCT:
        raise UserError("near 应当是不小于 0 的整数", where=place, remedy="它是字数，0 表示不限")
    rule = Rule(
        name=name.strip(),
        category=category,
        level=level,
        words=_words(entry.get("words", []), "words", place),
        patterns=_patterns(entry.get("patterns", []), place),
        allow=_words(entry.get("allow", []), "allow", place),
        article=_text(entry.get("article", ""), "article", place),
        needs=tuple(tuple(need.split("|")) for need in _strings(entry.get("needs", []), "needs", place)),
        unless=tuple(dict.fromkeys(_strings(entry.get("unless", []), "unless", place) + usual.get(str(category), ()))),
        near=near,
        why=_text(entry.get("why", ""), "why", place),
        weights=_weights(entry.get("weights", {}), place),
        least=_number(entry.get("least", 0), "least", place),
        evasion=_flag(entry.get("evasion", level == GRAVE), "evasion", place),
        source=_text(entry.get("source", ""), "source", place),
    )
    if bool(rule.weights) != bool(rule.least):
        raise UserError("weights 和 least 要一起写", where=place, remedy="weights 给各信号的分，least 是要达到的分")
    if not (rule.words or rule.patterns or rule.needs or rule.allow or rule.weights):
        raise UserError("规则里没有词语、模式或放行语", where=place, remedy="请写 words、patterns 或 allow")
    return rule


def _weights(value: object, where: str) -> dict[str, float]:
    if not isinstance(value, dict):
        raise UserError("weights 应当是一张表", where=where, remedy="请写成 weights = { 信号名 = 分数 }")
    return {name: _number(weight, f"weights.{name}", where) for name, weight in value.items()}


def _flag(value: object, key: str, where: str) -> bool:
    if not isinstance(value, bool):
        raise UserError(f"{key} 应当是 true 或 false", where=where, remedy="请改正，不加引号")
    return value


def _number(value: object, key: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1000:
        raise UserError(f"{key} 应当是 0 到 999 之间的数", where=where, remedy="请改正")
    return float(value)


def _at(where: str, rule: str) -> str:
    return f"{where} 规则“{rule}”"


def _only(table: Mapping[str, object], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise UserError(f"不认识的项“{key}”", where=where, remedy="可用的有 " + "、".join(sorted(known)))


def _text(value: object, key: str, where: str) -> str:
    if not isinstance(value, str):
        raise UserError(f"{key} 应当是文字", where=where, remedy="请加上引号")
    return value


def _strings(value: object, key: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise UserError(f"{key} 应当是一列文字", where=where, remedy=f'请写成 {key} = ["…", "…"]，其中不留空')
    return tuple(value)


def _words(value: object, key: str, where: str) -> tuple[str, ...]:
    words = _strings(value, key, where)
    for word, folded in zip(words, fold_words(words), strict=True):
        if not folded.strip():
            raise UserError(f"{key} 里有一个词只有看不见的字符", where=where, remedy="请删去它")
        if len(word) > _MAX_WORD:
            raise UserError(f"{key} 里的“{word[:12]}…”太长", where=where, remedy=f"一个词最多 {_MAX_WORD} 个字")
    return words


def _patterns(value: object, where: str) -> tuple[str, ...]:
    patterns = _strings(value, "patterns", where)
    for pattern in patterns:
        if len(pattern) > _MAX_PATTERN:
            raise UserError(f"模式“{pattern[:12]}…”太长", where=where, remedy=f"最多 {_MAX_PATTERN} 个字")
        check_pattern(pattern, where=where)
    return patterns


def _conduct(data: object, where: str) -> Conduct:
    if not isinstance(data, dict):
        raise UserError("conduct 应当写成 [conduct]", where=where, remedy="请改正写法")
    _only(data, set(Conduct.__slots__), f"{where} conduct")
    for key, value in data.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise UserError(f"{key} 应当是不小于 0 的整数", where=f"{where} conduct", remedy="0 表示不检查")
        most = _LAST_HOUR if key.startswith(("quiet_", "personal_")) else _MOST_CONDUCT
        if value > most:
            raise UserError(f"{key} 太大", where=f"{where} conduct", remedy=f"最大是 {most}")
    return Conduct(**data)

"""Rule sets as text again, plain word lists as rules, and the thresholds of conduct in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from wxadmin.screening.ruleset import GRAVE, Conduct, Rule, RuleSet

_LINE = 110


@dataclass(frozen=True, slots=True)
class ConductLabel:
    """What a threshold is called, in which unit it is given, and what it means; ``hour`` for hours of the day."""

    words: str
    unit: str
    note: str
    hour: bool = False


def conduct_labels() -> Mapping[str, ConductLabel]:
    """A label for each field of :class:`Conduct`, in the order in which an editor shows them."""
    return {
        "run": ConductLabel("一条消息里连续重复", "个字符", "同一个字或短语反复达到这么长，算刷屏；0 不检查"),
        "burst": ConductLabel("短时间连发", "条", "同一个人在下面的时间内发到这么多条，算刷屏；0 不检查"),
        "burst_seconds": ConductLabel("连发的时间", "秒", "数连发的时间长度"),
        "repeats": ConductLabel("重复发送", "次", "同一个人在下面的时间内发同样的内容达到这么多次；0 不检查"),
        "repeat_minutes": ConductLabel("重复的时间", "分钟", "数重复的时间长度"),
        "mentions": ConductLabel("同时@多人", "人", "一条消息里@到这么多人；0 不检查"),
        "everyone_per_hour": ConductLabel("频繁@所有人", "次/小时", "同一个人一小时内@所有人达到这么多次；0 不检查"),
        "voices": ConductLabel("连续语音", "条", "同一个人接连发语音达到这么多条；0 不检查"),
        "talk": ConductLabel("两人对话", "条", "两个人之间接连说到这么多条而没有别人说话；0 不检查"),
        "talk_minutes": ConductLabel("对话的间隔", "分钟", "停顿超过它，两人对话重新数起"),
        "empty": ConductLabel("无内容消息", "条", "同一个人接连发“在吗”“。”“？”一类达到这么多条；0 不检查"),
        "empty_minutes": ConductLabel("无内容的时间", "分钟", "数无内容消息的时间长度"),
        "quiet_from": ConductLabel("休息时间起", "点", "从几点起算休息时间；起止相同不检查", hour=True),
        "quiet_to": ConductLabel("休息时间止", "点", "到几点止", hour=True),
        "personal_from": ConductLabel("工作时间起", "点", "周一至周五从几点起不许谈私事；起止相同不检查", hour=True),
        "personal_to": ConductLabel("工作时间止", "点", "到几点止；12 点到 14 点不检查", hour=True),
    }


def to_toml(ruleset: RuleSet) -> str:
    """The rule set as TOML that ``parse_rules`` reads back as the same; what is not said there is left out.

    A set without rules and allow phrases gives a text that ``parse_rules`` refuses as empty.
    """
    lines = [f"name = {_quoted(ruleset.name)}"]
    if ruleset.detectors:
        lines.append(f"detectors = {_listed(ruleset.detectors)}")
    if ruleset.silent:
        lines.append(f"silent = {_listed(ruleset.silent)}")
    if ruleset.allow:
        lines.append(f"allow = {_listed(ruleset.allow)}")
    if ruleset.conduct != Conduct():
        plain = Conduct()
        lines += ["", "[conduct]"]
        for field in fields(Conduct):
            value = getattr(ruleset.conduct, field.name)
            if value != getattr(plain, field.name):
                lines.append(f"{field.name} = {value}")
    for name, signal in ruleset.signals.items():
        lines += ["", f"[signal.{_quoted(name)}]"]
        if signal.scope != "message":
            lines.append(f"scope = {_quoted(signal.scope)}")
        lines += [f"{key} = {_listed(value)}" for key in ("words", "patterns") if (value := getattr(signal, key))]
    for rule in ruleset.rules:
        lines += ["", "[[rule]]", *_rule_lines(rule)]
    return "\n".join(lines) + "\n"


def _rule_lines(rule: Rule) -> Iterable[str]:
    yield f"name = {_quoted(rule.name)}"
    yield f"category = {_quoted(rule.category)}"
    yield f"level = {rule.level}"
    for key in ("article", "why", "source"):
        if value := getattr(rule, key):
            yield f"{key} = {_quoted(value)}"
    if rule.evasion != (rule.level == GRAVE):
        yield f"evasion = {str(rule.evasion).lower()}"
    if rule.near:
        yield f"near = {rule.near}"
    if rule.needs:
        yield f"needs = {_listed(['|'.join(names) for names in rule.needs])}"
    if rule.weights:
        inside = ", ".join(f"{_quoted(name)} = {weight!r}" for name, weight in rule.weights.items())
        yield f"weights = {{ {inside} }}"
        yield f"least = {rule.least!r}"
    for key in ("unless", "words", "patterns", "allow"):
        if value := getattr(rule, key):
            yield f"{key} = {_listed(value)}"


def _listed(values: Iterable[str]) -> str:
    quoted = [_quoted(value) for value in values]
    if sum(map(len, quoted)) <= _LINE:
        return f"[{', '.join(quoted)}]"
    lines, room = [""], _LINE
    for value in quoted:
        if lines[-1] and room < len(value):
            lines.append("")
            room = _LINE
        lines[-1] += f"{value}, "
        room -= len(value) + 2
    return "[\n" + "".join(f"  {line.rstrip()}\n" for line in lines) + "]"


def _quoted(text: str) -> str:
    """A basic string of TOML: as JSON has it, and DEL escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

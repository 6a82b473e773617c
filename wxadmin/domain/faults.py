"""What is wrong in a regulation, each with its place: for the editor's list and the check before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wxadmin.domain import blanks
from wxadmin.domain.outline import Outline, outline_of, slots
from wxadmin.domain.references import Reference
from wxadmin.domain.regulation import RegulationText, Setting, SettingKind
from wxadmin.domain.regulation_places import (
    Passage,
    Place,
    named,
    numbers_at,
    passages,
    place_of,
    places,
    short,
    unit_name,
)

Severity = Literal["stop", "look"]
"""stop: it must not be published so · look: its owner should see it and may leave it"""
_ONE_VALUE: dict[SettingKind, str] = {
    "reply_minutes": "回复时限", "appeal_window": "申诉期限", "interpreter": "解释权", "effective": "生效日期"
}  # fmt: skip
"""Settings of which there is but one; staff and guests have naming rules of their own, fines and the ladder many."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``at`` is the unit (None: the whole text), ``path`` its numbers; ``message`` is a sentence without stop."""

    at: Place | None
    path: tuple[str, ...]
    message: str
    severity: Severity


def faults(text: RegulationText) -> tuple[Fault, ...]:
    """All of them, those of the whole text first, then in reading order."""
    outline = outline_of(text)
    found = [
        *_whole(text),
        *_blanks(text),
        *_numbers(text, outline),
        *_empty(text),
        *_references(text, tuple(link.reference for link in outline.links)),
        *_settings(text),
    ]
    found.sort(key=lambda fault: (fault.at is not None, fault.at or (), fault.severity != "stop"))
    return tuple(dict.fromkeys(found))


def _fault(text: RegulationText, at: Place | None, message: str, severity: Severity) -> Fault:
    return Fault(at or None, numbers_at(text, at) if at else (), message, severity)


def _whole(text: RegulationText) -> Iterator[Fault]:
    if not (text.title or "").strip():
        yield _fault(text, None, "制度没有标题", "stop")
    if not text.nodes and not text.preamble:
        yield _fault(text, None, "制度没有正文", "stop")
        return
    kinds = {setting.kind for setting in text.settings}
    if "interpreter" not in kinds:
        yield _fault(text, None, "没有写明由谁解释", "look")
    if "effective" not in kinds:
        yield _fault(text, None, "没有写明从何时起施行", "look")


def _blanks(text: RegulationText) -> Iterator[Fault]:
    for blank in blanks.missing(text):
        mark = f"{{{{{blank.key}}}}}"
        where = next(passage for passage, words in passages(text) if mark in words)
        yield _fault(text, where.at, f"“{blank.label or blank.key}”还没有填写", "stop")
    for passage, written in blanks.unknown(text):
        whole = written.startswith("{{") and written.endswith("}}")
        what = "没有这个空" if whole else "花括号不成对"
        yield _fault(text, passage.at, f"{named(text, passage)}里的“{written}”看不懂：{what}", "stop")


# -- numbers


def _numbers(text: RegulationText, outline: Outline) -> Iterator[Fault]:
    for unit, before in slots(outline):
        assert unit.number is not None
        values = unit.number.values
        now = (values[0], values[1]) if unit.number.family == "article" and len(values) > 1 else (values[-1], 0)
        last = (before[0], before[1])
        before[:] = now
        name = unit.label
        if now == last:
            severity: Severity = "stop" if unit.kind != "item" else "look"
            yield _fault(text, unit.place(), f"编号{name}重复", severity)
        elif now < last:
            yield _fault(text, unit.place(), f"编号{name}排在更大的编号后面", "look")
        elif now not in ((last[0] + 1, 0), (last[0], last[1] + 1)):
            head = "从头" if last == (0, 0) else "与前一个"
            yield _fault(text, unit.place(), f"编号{name}{head}不连续，请核对是否有缺漏", "look")


def _empty(text: RegulationText) -> Iterator[Fault]:
    for at, node in places(text):
        if node.children or node.text.strip():
            continue
        if not (node.title or "").strip():
            yield _fault(text, at, f"{unit_name(text, at) if node.number else '有一段'}没有内容", "stop")
        elif node.kind == "chapter":
            yield _fault(text, at, f"{unit_name(text, at)}下面没有条款", "look")


# -- references and settings


def _references(text: RegulationText, references: tuple[Reference, ...]) -> Iterator[Fault]:
    for reference in references:
        if reference.target is None:
            where = named(text, Passage(reference.at, reference.part, reference.line))
            message = f"{where}引用的“{reference.words}”不存在"
            yield _fault(text, reference.at, message, "look")


def _settings(text: RegulationText) -> Iterator[Fault]:
    of_kind: dict[SettingKind, list[Setting]] = {}
    for setting in text.settings:
        if setting.kind in _ONE_VALUE:
            of_kind.setdefault(setting.kind, []).append(setting)
    for kind, settings in of_kind.items():
        first = settings[0]
        for other in settings[1:]:
            if other.value != first.value:
                one, two = (short(setting.at) or "前言或者结尾" for setting in (first, other))
                where = f"{one}里就有两种" if one == two else f"{one}与{two}不一样"
                message = f"{_ONE_VALUE[kind]}有两种说法：{where}，请选定以哪一处为准"
                yield _fault(text, place_of(text, other.at), message, "look")
                break

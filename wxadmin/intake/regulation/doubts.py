"""Where a heading may stand that nobody can be sure of: said to the reader, the words are left as they are."""

from __future__ import annotations

from typing import Literal

from wxadmin.intake.regulation import headings
from wxadmin.intake.regulation.repair import stray_points
from wxadmin.intake.regulation.units import Span, Unit

_SHORT_LINE = 15


def doubt(shape: str, unit: Unit) -> Literal["", "lonely", "run in"]:
    """Whether the first words of a unit without title may be one: all it has, or run into the text."""
    if unit.title is not None or not unit.lines:
        return ""
    words = _words(shape, unit.lines[0])
    if headings.is_rule(words):
        return ""
    if len(unit.lines) == 1 and headings.short_line(words, 20) and not words.endswith("："):
        return "lonely"
    return "run in" if headings.run_in(words) else ""


def suspicions(shape: str, units: list[Unit], outermost: list[Unit]) -> list[tuple[int, str]]:
    """(offset, words) of every place where heading and text could not be told apart, and of stray points."""
    found = []
    for unit in units:
        if unit.title is None and unit.lines and unit.family != "bullet":
            words = _words(shape, unit.lines[0])
            if unit.kind == "chapter" and not _leads_in(words) and not headings.is_rule(words):
                found.append((unit.lines[0][0], f"标题与正文连在一起，分界不能确定，已整段保留：{words[:12]}…"))
            elif unit.kind == "article" and headings.suspicious(words):
                found.append((unit.lines[0][0], f"开头可能是小标题，分界不能确定，已整段保留：{words[:12]}…"))
    glued = [unit for unit in outermost if _may_hide_heading(shape, unit)]
    if len(glued) > 1 and 2 * len(glued) >= len(outermost):
        words = _words(shape, glued[0].lines[0])
        found.append((glued[0].lines[0][0], f"各条开头可能有小标题，分界不能确定，已整段保留：{words[:12]}…"))
    found += [(at, "汉字之间夹有一个英文句点，可能是网页残留，已照原样保留") for at in stray_points(shape)]
    return found


def _may_hide_heading(shape: str, unit: Unit) -> bool:
    """二、立规矩规矩要少而清楚。大家…: several sentences, the first of which does not begin as a rule."""
    if unit.family not in {"cn", "fcn"} or unit.kind != "article" or unit.title is not None or not unit.lines:
        return False
    words = _words(shape, unit.lines[0])
    return words.count("。") > 1 and not (headings.is_rule(words) or headings.has_mark(words[:8]))


def _leads_in(words: str) -> bool:
    return words.endswith("：") and len(words) <= _SHORT_LINE


def _words(shape: str, span: Span) -> str:
    return shape[span[0] : span[1]]

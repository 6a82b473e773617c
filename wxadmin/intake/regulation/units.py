"""A unit in the making, and which kind it is once all of them stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from wxadmin.domain.regulation import NodeKind
from wxadmin.intake.regulation.markers import Family

Span = tuple[int, int]
STRUCTURAL = frozenset({"piece", "part", "chapter", "section"})
LISTS = frozenset({None, "bullet", "circle", "letter"})
"""What may stand below a lead-in without colon; such a list makes no heading of the words before it."""
_UNITS_OF_RULE = frozenset({"cn", "fcn", "dec", "sdec", "roman", "multi"})
_OUTER = frozenset({"cn", "fcn", "scn"})
_MAY_HOLD = frozenset({"cn", "fcn", "pcn", "scn", "multi", "dec", "sdec", "roman"})


@dataclass(slots=True)
class Unit:
    """A unit in the making; spans are offsets into the text. A returning paragraph has no ``family``."""

    family: Family | None
    number: Span
    parent: Unit | None
    title: Span | None = None
    lines: list[Span] = field(default_factory=list)
    children: list[Unit] = field(default_factory=list)
    kind: NodeKind = "paragraph"
    doubt: Literal["", "lonely", "run in"] = ""
    """Words that may be a heading: nothing but one short phrase, or one run into the text."""


def set_kinds(units: list[Unit]) -> None:
    """chapter: outermost numbered level with headings; article: the unit of rule; item: numbered below it."""
    groups: dict[tuple[int, Family | None], list[Unit]] = {}
    for unit in units:
        groups.setdefault((id(unit.parent), unit.family), []).append(unit)
    headed = {key: _headed(group) for key, group in groups.items()}
    hold = {key: all(_is_heading_of_list(unit) for unit in group) for key, group in groups.items()}
    for unit in units:  # parents come before their children
        key = (id(unit.parent), unit.family)
        unit.kind = _kind(unit, headed=headed[key], all_hold=hold[key])
    if not any(unit.kind == "article" for unit in units):
        for unit in units:
            if unit.family not in {None, "bullet"} and unit.kind == "item" and _above(unit) in {"chapter", "paragraph"}:
                unit.kind = "article"


def _headed(group: list[Unit]) -> bool:
    """Whether a level has headings; single phrases count beside as many sure ones, run in ones where they are most."""
    if any(child.family == "article" for unit in group for child in unit.children):
        return True
    titled = sum(unit.title is not None for unit in group)
    run_in = sum(unit.doubt == "run in" for unit in group)
    if group[0].family in _OUTER and not titled:
        return run_in > 1 and 2 * run_in >= len(group)
    titled += min(titled, sum(unit.doubt == "lonely" for unit in group))
    return titled > 0 and titled >= (0.3 if group[0].family in _OUTER else 0.5) * len(group)


def _is_heading_of_list(unit: Unit) -> bool:
    return unit.title is not None and not unit.lines and any(child.family not in LISTS for child in unit.children)


def _above(unit: Unit) -> NodeKind:
    return unit.parent.kind if unit.parent else "paragraph"


def _kind(unit: Unit, *, headed: bool, all_hold: bool) -> NodeKind:
    family, above = unit.family, _above(unit)
    if family in STRUCTURAL:
        return "chapter"
    if family == "article":
        return "article"
    if family == "bullet" or above in {"article", "item"}:
        return "item"
    below = {child.family for child in unit.children}
    if above == "paragraph" or (unit.parent is not None and unit.parent.family in {"piece", "part"}):
        if headed and family != "circle":
            return "chapter"
    elif unit.title is not None:
        inner = below - LISTS
        if family in {"dec", "multi"} and not all_hold:
            inner &= {"multi", "dec"} if family == "multi" else {"multi"}
        if inner and family in _MAY_HOLD:
            return "chapter"
    return "article" if family in _UNITS_OF_RULE else "item"

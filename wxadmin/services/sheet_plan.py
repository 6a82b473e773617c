"""How a signature sheet is laid out: whose rows, under which headings, in which order. Knows no record file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from wxadmin.domain import rowcodes
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import SignRow
from wxadmin.i18n import _
from wxadmin.services import spelling

SORTS = {"roster": _("花名册次序"), "department": _("部门"), "name": _("姓名拼音")}
SECTIONS = {"": _("不分栏"), "group": _("按群"), "department": _("按部门")}
_ACROSS = (1, 2)

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """How a sheet is laid out. ``groups`` are further groups whose people sign on it, too.

    ``by`` puts a heading above each group's or department's people; ``sort`` is the order within. Who is in several of
    the groups signs once, under the first of them; with ``by="group"`` once under each, since each sheet part is filed
    with its group. ``outcomes`` adds columns to tick who refused or was absent; ``across`` is how many people stand
    side by side (1 or 2). ``title`` and ``statement`` replace the usual words.
    """

    groups: tuple[int, ...] = ()
    by: Literal["", "group", "department"] = ""
    sort: Literal["roster", "department", "name"] = "roster"
    outcomes: bool = False
    across: int = 1
    title: str = ""
    statement: str = ""

    def __post_init__(self) -> None:
        if self.by not in SECTIONS or self.sort not in SORTS:
            what = _("签收表没有这种分栏或次序：{} {}").format(self.by, self.sort).rstrip()
            raise UserError(what, remedy=_("分栏可用 group、department，次序可用 {}").format("、".join(SORTS)))
        if self.across not in _ACROSS:
            raise UserError(_("签收表一行不能并排 {} 人").format(self.across), remedy=_("请选 1 或 2"))


Sections = Sequence[tuple[str, Sequence[tuple[W, str, str]]]]
"""Groups as (name, [(who, department, name)…]); ``who`` tells one person from another, whatever group he is met in."""


def ordered(sections: Sections[W], plan: SheetPlan) -> tuple[tuple[W, SignRow], ...]:
    """Who stands in which row of a sheet, in order, with their codes."""
    entries: list[tuple[W, SignRow]] = []
    seen: set[W] = set()
    for name, found in sections:
        for who, department, person in found:
            if plan.by == "group" or who not in seen:
                entries.append((who, SignRow(department, person, group=name)))
            seen.add(who)
    if plan.sort == "name":
        entries.sort(key=lambda entry: spelling.name_key(entry[1].name))
    elif plan.sort == "department":
        entries.sort(key=lambda entry: (spelling.key(entry[1].department), spelling.name_key(entry[1].name)))
    # Sorting keeps equals as they are: within a section people stay in the order they have.
    if plan.by == "group":
        asked = {name: place for place, (name, _found) in enumerate(sections)}
        entries.sort(key=lambda entry: asked[entry[1].group])
    elif plan.by == "department":
        met: dict[str, int] = {}
        for _who, row in entries:
            met.setdefault(row.department, len(met))
        entries.sort(key=lambda entry: met[entry[1].department])
    return tuple((who, replace(row, code=rowcodes.code(place))) for place, (who, row) in enumerate(entries, 1))


def laid_out(sections: Sections[W], plan: SheetPlan) -> tuple[SignRow, ...]:
    """The rows alone."""
    return tuple(row for _who, row in ordered(sections, plan))

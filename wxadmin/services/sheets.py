"""签收表: one row for everybody of a group, or of several, who has to sign a regulation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from wxadmin.domain import rowcodes
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import SignRow, SignSheet
from wxadmin.domain.style import Style
from wxadmin.i18n import _
from wxadmin.services import groups, papers, people, regulations, spelling
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.services.regulations import RegulationCard
from wxadmin.store import cases as stored

SORTS = {"roster": _("花名册次序"), "department": _("部门"), "name": _("姓名拼音")}
SECTIONS = {"": _("不分栏"), "group": _("按群"), "department": _("按部门")}
_ACROSS = (1, 2)


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


PLAIN = SheetPlan()


def build(store: Store, group: int, revision: int | None = None, plan: SheetPlan = PLAIN) -> SignSheet:
    """The sheet for the people of the group and of the plan's further groups; UserError when nobody is known.

    ``revision`` defaults to the version in force. Each row has a code of its place on the sheet.
    """
    card = _card(store, group, revision)
    chosen = [groups.get(store, one) for one in dict.fromkeys((group, *plan.groups))]
    rows = laid_out([(one.name, _present(store, one.id)) for one in chosen], plan)
    if not rows:
        names = "、".join(one.name for one in chosen)
        raise UserError(_("这个群还没有人员"), where=names, remedy=_("请先导入花名册"))
    return SignSheet(
        spelling.title(plan.title, _("标题")) if plan.title.strip() else _("{}签收表").format(card.title),
        chosen[0].unit,
        "、".join(one.name for one in chosen),
        card.title,
        card.version,
        card.code,
        rows,
        statement=plan.statement.strip() or _("本人已阅读并知晓上述制度全部内容。"),
        by=plan.by,
        outcomes=plan.outcomes,
        across=plan.across,
    )


def laid_out(sections: Sequence[tuple[str, Sequence[tuple[object, str, str]]]], plan: SheetPlan) -> tuple[SignRow, ...]:
    """The rows of a sheet in order with their codes, from groups as (name, [(who, department, name)…]).

    ``who`` tells one person from another, whatever group they are met in.
    """
    entries: list[tuple[object, SignRow]] = []
    seen: set[object] = set()
    for name, found in sections:
        for who, department, person in found:
            if plan.by == "group" or who not in seen:
                entries.append((who, SignRow(department, person, group=name)))
            seen.add(who)
    rows = [row for _who, row in entries]
    if plan.sort == "name":
        rows.sort(key=lambda row: spelling.name_key(row.name))
    elif plan.sort == "department":
        rows.sort(key=lambda row: (spelling.key(row.department), spelling.name_key(row.name)))
    # Sorting keeps equals as they are: within a section people stay in the order they have.
    if plan.by == "group":
        asked = {name: place for place, (name, _found) in enumerate(sections)}
        rows.sort(key=lambda row: asked[row.group])
    elif plan.by == "department":
        met: dict[str, int] = {}
        for row in rows:
            met.setdefault(row.department, len(met))
        rows.sort(key=lambda row: met[row.department])
    return tuple(replace(row, code=rowcodes.code(place)) for place, row in enumerate(rows, 1))


def _present(store: Store, group: int) -> list[tuple[object, str, str]]:
    return [
        (person_id, people.department_words(person), person.name)
        for person_id, person in people.of_group(store, group)
        if not person.left
    ]


def _card(store: Store, group: int, revision: int | None) -> RegulationCard:
    groups.get(store, group)
    card = regulations.in_force(store, group) if revision is None else regulations.get(store, revision)
    if card is None:
        raise UserError(_("这个群还没有现行制度"), remedy=_("请先发布一份制度，或指定版本"))
    return card


def issue(
    store: Store, group: int, revision: int | None = None, plan: SheetPlan = PLAIN, style: Style | None = None
) -> Change[IssuedPaper]:
    """Issues that sheet; UserError for a version that is not published."""
    card = _card(store, group, revision)
    if card.state == "draft":
        raise UserError(_("草稿不能签收"), remedy=_("请先发布制度"))
    return papers.issue(store, build(store, group, card.id, plan), Origin(group=group, revision=card.id), style=style)


def last(store: Store, revision: int) -> int | None:
    """The id of the sheet of a version issued last, None when there is none."""
    with store.read() as db:
        return stored.sheet_of(db, revision)

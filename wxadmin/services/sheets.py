"""签收表: one row for everybody of a group, or of several, who has to sign a regulation."""

from __future__ import annotations

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import SignSheet
from wxadmin.domain.style import Style
from wxadmin.i18n import _
from wxadmin.services import groups, papers, people, regulations, spelling
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.services.regulations import RegulationCard
from wxadmin.services.sheet_plan import SECTIONS, SORTS, SheetPlan, laid_out
from wxadmin.store import cases as stored

__all__ = ["PLAIN", "SECTIONS", "SORTS", "STATEMENT", "SheetPlan", "build", "issue", "last"]

PLAIN = SheetPlan()
STATEMENT = _("本人已阅读并知晓上述制度全部内容。")
"""What who signs declares unless the plan has other words."""


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
        statement=plan.statement.strip() or STATEMENT,
        by=plan.by,
        outcomes=plan.outcomes,
        across=plan.across,
    )


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

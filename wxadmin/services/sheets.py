"""签收表: one row for everybody of a group who has to sign a regulation."""

from __future__ import annotations

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import SignRow, SignSheet
from wxadmin.i18n import _
from wxadmin.services import groups, papers, people, regulations
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.store import cases as stored


def build(store: Store, group: int, revision: int | None = None, title: str = "") -> SignSheet:
    """The sheet for the group's people and the version (default: the one in force); UserError when nobody is known."""
    owner = groups.get(store, group)
    card = regulations.in_force(store, group) if revision is None else regulations.get(store, revision)
    if card is None:
        raise UserError(_("这个群还没有现行制度"), remedy=_("请先发布一份制度，或指定版本"))
    rows = tuple(
        SignRow(people.department_words(person), person.name, f"{person_id}")
        for person_id, person in people.of_group(store, group)
        if not person.left
    )
    if not rows:
        raise UserError(_("这个群还没有人员"), remedy=_("请先导入花名册"))
    return SignSheet(
        title or _("{}签收表").format(card.title),
        owner.unit,
        owner.name,
        card.title,
        card.version,
        f"{card.regulation}-{card.id}",
        rows,
        statement=_("本人已阅读并知晓上述制度全部内容。"),
    )


def issue(store: Store, group: int, revision: int | None = None, title: str = "") -> Change[IssuedPaper]:
    """Issues that sheet; UserError for a version that is not published."""
    card = regulations.in_force(store, group) if revision is None else regulations.get(store, revision)
    if card is not None and card.state == "draft":
        raise UserError(_("草稿不能签收"), remedy=_("请先发布制度"))
    sheet = build(store, group, revision, title)
    return papers.issue(store, sheet, Origin(group=group, revision=None if card is None else card.id))


def last(store: Store, revision: int) -> int | None:
    """The id of the sheet of a version issued last, None when there is none."""
    with store.read() as db:
        return stored.sheet_of(db, revision)

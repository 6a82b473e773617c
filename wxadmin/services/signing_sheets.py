"""The sheets of a signing round: looked at beforehand, issued, and once more for those still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wxadmin.domain import rowcodes
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import SignRow, SignSheet
from wxadmin.domain.style import Style
from wxadmin.i18n import _
from wxadmin.services import groups, papers, regulations
from wxadmin.services.groups import Group
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.services.regulations import RegulationCard
from wxadmin.services.sheet_plan import SheetPlan
from wxadmin.services.signing_records import UNSIGNED, existing, opened
from wxadmin.services.signing_rolls import RoundDraft, candidates, newcomers, plan_of, title_of
from wxadmin.store import signings as stored
from wxadmin.store.journal import Tx

STATEMENT = _("本人已阅读并知晓上述制度全部内容。")
"""What who signs declares unless the plan has other words."""


def planned(store: Store, draft: RoundDraft) -> SignSheet:
    """The sheet that a round not opened yet would have."""
    card = regulations.get(store, draft.revision)
    rows = [row for _person, row in candidates(store, draft.group, draft.plan, draft.people)]
    owners = [groups.get(store, one) for one in dict.fromkeys((draft.group, *draft.plan.groups))]
    return _sheet(card, owners, draft.plan, title_of(draft.plan, card.title), rows)


def paper(
    store: Store,
    round_id: int,
    *,
    missing_only: bool = False,
    plan: SheetPlan | None = None,
    joining: RoundDraft | None = None,
) -> SignSheet:
    """A sheet of the round: everybody but those who left, or those alone who have not signed and did not refuse.

    Rows keep their codes. ``plan`` gives other words and columns than the round was opened with, never another order;
    with ``joining`` those of its people who came since stand on it, too. UserError when nobody is left to sign.
    """
    with store.read() as db:
        row = existing(db, round_id)
        signers = stored.signers(db, row["roll"])
        standing = stored.standing(db, round_id)
    card = regulations.get(store, row["revision_id"])
    own = plan_of(row)
    look = own if plan is None else replace(plan, groups=own.groups, by=own.by, sort=own.sort)
    rows = [
        SignRow(s["department"], s["name"], rowcodes.code(s["row"]), s["group_name"])
        for s in signers
        if (standing[s["id"]] in UNSIGNED if missing_only else standing[s["id"]] != "left")
    ]
    if joining is not None:
        rows += [signer for _person, signer in newcomers(store, round_id, joining.people)]
    if not rows:
        raise UserError(_("没有还要签收的人"), where=row["title"], remedy=_("不需要再印签收表"))
    owners = [groups.get(store, one) for one in dict.fromkeys((row["group_id"], *own.groups))]
    title = title_of(look, card.title)
    return _sheet(card, owners, look, _("{}（补签）").format(title) if missing_only else title, _together(rows, look))


def _sheet(
    card: RegulationCard, owners: Sequence[Group], plan: SheetPlan, title: str, rows: Sequence[SignRow]
) -> SignSheet:
    return SignSheet(
        title,
        owners[0].unit,
        "、".join(one.name for one in owners),
        card.title,
        card.version,
        card.code,
        tuple(rows),
        statement=plan.statement.strip() or STATEMENT,
        by=plan.by,
        outcomes=plan.outcomes,
        across=plan.across,
    )


def _together(rows: Sequence[SignRow], plan: SheetPlan) -> Sequence[SignRow]:
    """Who was added at the end stands under the heading of his group or department all the same."""
    if not plan.by:
        return rows
    headings = [row.group if plan.by == "group" else row.department for row in rows]
    met = {heading: place for place, heading in reversed(list(enumerate(headings)))}
    return [row for _place, row in sorted(zip((met[h] for h in headings), rows, strict=True), key=lambda pair: pair[0])]


def issue_sheet(
    store: Store, round_id: int, *, missing_only: bool = False, style: Style | None = None,
    plan: SheetPlan | None = None,
) -> Change[IssuedPaper]:  # fmt: skip
    """Issues that sheet under a number of its own; UserError once the round is closed."""
    with store.read() as db:
        row = opened(db, round_id)

    def note(tx: Tx, paper_id: int) -> None:
        opened(tx, round_id)
        keep_sheet(tx, round_id, paper_id, missing_only=missing_only)

    origin = Origin(group=row["group_id"], revision=row["revision_id"])
    return papers.issue(store, paper(store, round_id, missing_only=missing_only, plan=plan), origin, note, style)


def keep_sheet(tx: Tx, round_id: int, paper_id: int, *, missing_only: bool = False) -> None:
    """The paper is a sheet of the round."""
    tx.insert("signing_sheet", {"signing_id": round_id, "paper_id": paper_id, "missing_only": int(missing_only)})


def open_like(store: Store, draft: RoundDraft) -> int | None:
    """The open round of that version for the same groups in the same order, and for nobody but the people drafted."""
    wanted = (draft.group, draft.plan.groups, draft.plan.by, draft.plan.sort)
    with store.read() as db:
        for row in stored.open_of(db, draft.revision):
            plan = plan_of(row)
            if (row["group_id"], plan.groups, plan.by, plan.sort) != wanted:
                continue
            if draft.people is None or stored.present(db, row["roll"]) <= set(draft.people):
                return int(row["id"])
    return None

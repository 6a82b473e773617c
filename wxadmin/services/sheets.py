"""签收表 of a version at once: planned, looked at and issued, which opens a round or goes on with one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import SignSheet
from wxadmin.domain.style import Style
from wxadmin.i18n import _
from wxadmin.services import groups, papers, regulations, signing, signing_rolls, signing_sheets
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.services.regulations import RegulationCard
from wxadmin.services.sheet_plan import SECTIONS, SORTS, SheetPlan
from wxadmin.services.signing_records import opened
from wxadmin.services.signing_rolls import PLAIN, RoundDraft
from wxadmin.services.signing_sheets import STATEMENT
from wxadmin.store import cases as stored
from wxadmin.store import signings as stored_signings
from wxadmin.store.journal import Tx

__all__ = ["PLAIN", "SECTIONS", "SORTS", "STATEMENT", "SheetPlan", "build", "issue", "last", "left_out", "opening"]


def build(
    store: Store, group: int, revision: int | None = None, plan: SheetPlan = PLAIN,
    people: Sequence[int] | None = None,
) -> SignSheet:  # fmt: skip
    """The sheet for the people of the group and of the plan's further groups, as :func:`issue` would print it.

    ``revision`` defaults to the version in force, ``people`` are those who must sign (None: all). Each row has the code
    of its place in the round. UserError when nobody is known.
    """
    draft = _draft(_card(store, group, revision), group, plan, people)
    going = signing_sheets.open_like(store, draft)
    return (
        signing_sheets.planned(store, draft)
        if going is None
        else signing_sheets.paper(store, going, plan=plan, joining=draft)
    )


def _draft(
    card: RegulationCard, group: int, plan: SheetPlan, people: Sequence[int] | None, due: date | None = None
) -> RoundDraft:
    return RoundDraft(group, card.id, due, plan, None if people is None else tuple(people))


def _card(store: Store, group: int, revision: int | None) -> RegulationCard:
    groups.get(store, group)
    card = regulations.in_force(store, group) if revision is None else regulations.get(store, revision)
    if card is None:
        raise UserError(_("这个群还没有现行制度"), remedy=_("请先发布一份制度，或指定版本"))
    return card


def issue(
    store: Store,
    group: int,
    revision: int | None = None,
    plan: SheetPlan = PLAIN,
    style: Style | None = None,
    *,
    due: date | None = None,
    people: Sequence[int] | None = None,
) -> Change[IssuedPaper]:
    """Issues that sheet; UserError for a version that is not published.

    A round of the same people in the same order goes on, with those who came since at its end. Else one is opened, and
    an older one of this version in which nothing was recorded is at its end.
    """
    card = _card(store, group, revision)
    draft = _draft(card, group, plan, people, due)
    going = signing_sheets.open_like(store, draft)
    if going is not None:
        return _issue_further(store, going, draft, style)
    with signing_rolls.prepared(store, draft) as (_label, opening):

        def note(tx: Tx, paper_id: int) -> None:
            signing_rolls.end_unused(tx, group, card.id)
            signing_sheets.keep_sheet(tx, opening(tx), paper_id)

        origin = Origin(group=group, revision=card.id)
        return papers.issue(store, signing_sheets.planned(store, draft), origin, note, style)


def _issue_further(store: Store, going: int, draft: RoundDraft, style: Style | None) -> Change[IssuedPaper]:
    """Another sheet of an open round; who came since and another day are entered in the same change."""
    signing_rolls.refuse_past(draft.due)
    sheet = signing_sheets.paper(store, going, plan=draft.plan, joining=draft)
    with signing_rolls.joined(store, going, draft.people) as join:

        def note(tx: Tx, paper_id: int) -> None:
            opened(tx, going)
            if join is not None:
                join(tx)
            if draft.due is not None:
                signing_rolls.put_due(tx, going, draft.due)
            signing_sheets.keep_sheet(tx, going, paper_id)

        return papers.issue(store, sheet, Origin(group=draft.group, revision=draft.revision), note, style)


def opening(store: Store, group: int, revision: int, plan: SheetPlan, people: Sequence[int] | None = None) -> str:
    """What :func:`issue` would do about rounds, in words: go on with one, or open one beside another or the first."""
    draft = _draft(_card(store, group, revision), group, plan, people)
    going = signing_sheets.open_like(store, draft)
    if going is not None:
        share = signing.get(store, going).share
        return _("接着正在进行的一轮签收：行码不变，已登记 {} 人").format(share.signed + share.refused + share.absent)
    with store.read() as db:
        others = [one for one in stored_signings.open_of(db, revision) if stored_signings.signatures(db, one["id"])]
    if others:
        return _("另发起一轮签收：分栏、次序或名单和正在进行的不同；那一轮登记过的仍然算数")
    return _("发起一轮签收：名单定下来，收回后在“签收”里登记")


def left_out(store: Store, group: int, revision: int) -> frozenset[int]:
    """Who was left out of the group's open round of that version; nobody without one."""
    with store.read() as db:
        for row in stored_signings.open_of(db, revision):
            if row["group_id"] == group:
                return signing_rolls.left_out_of(row)
    return frozenset()


def last(store: Store, revision: int) -> int | None:
    """The id of the sheet of a version issued last, None when there is none."""
    with store.read() as db:
        return stored.sheet_of(db, revision)

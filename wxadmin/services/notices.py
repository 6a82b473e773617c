"""违规处理通知书: the paper of a decided case."""

from __future__ import annotations

from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import Notice
from wxadmin.domain.style import Style
from wxadmin.i18n import _
from wxadmin.services import attachments, cases, clock, fixed, groups, papers
from wxadmin.services.attachments import Owner
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.store import cases as stored
from wxadmin.store.journal import Tx


def build(store: Store, case: int | str, group: int | None = None) -> Notice:
    """The notice of a case (id or number); for a draft its number is ``""`` and the day today's."""
    case_id = cases.find(store, case, group) if isinstance(case, str) else case
    card = cases.get(store, case_id)
    owner = groups.get(store, card.group)
    with store.read() as db:
        row = stored.one(db, case_id)
    assert row is not None
    day: date = clock.day_of(row["decided"]) if row["decided"] else clock.today()
    return Notice(
        card.number,
        owner.unit,
        owner.name,
        row["person_name"] or card.sender,
        row["department"],
        card.draft.facts,
        card.evidence,
        () if card.draft.clause is None else (card.draft.clause,),
        card.measures,
        card.recommendations,
        _appeal(owner),
        owner.office or owner.unit or owner.name,
        day,
        attachments.pictures(store, Owner("case", case_id)),
    )


def _appeal(group: groups.Group) -> str:
    """How to appeal. Where the regulation fixes it, its clause is named, which also says to whom."""
    source = next((s for s in group.settings if s.kind == "appeal_window"), None)
    if source is not None and source.source:
        words = _("如对本处理有异议，可依照{}，自收到本通知书之日起{}内提出书面申诉。")
        return words.format(source.source, fixed.appeal(group))
    office = group.office or group.unit or _("群管理组")
    return _("如对本处理有异议，可自收到本通知书之日起{}内向{}提出书面申诉。").format(fixed.appeal(group), office)


def issue(store: Store, case: int, style: Style | None = None) -> Change[IssuedPaper]:
    """Issues the notice of a decided case: final; UserError for a draft, a void case, or one issued before."""
    card = cases.get(store, case)
    refuse_undecided(card.state)
    evidence = Owner("case", case)
    with store.read() as db:
        seen = attachments.state(db, evidence)

    def note(tx: Tx, paper_id: int) -> None:
        row = stored.one(tx, case)
        assert row is not None
        refuse_undecided(row["state"])
        if attachments.state(tx, evidence) != seen:
            raise UserError(_("证据图片在签发时有了变化"), remedy=_("请核对后再签发一次"))
        attachments.freeze(tx, evidence)
        tx.update("cases", case, {"state": "issued", "paper_id": paper_id})

    origin = Origin(group=card.group, case=case, person=card.person)
    return papers.issue(store, build(store, case), origin, note, style)


def refuse_undecided(state: str) -> None:
    """UserError for a case in a state in which its notice cannot be issued."""
    if state == "draft":
        raise UserError(_("案件还没有决定"), remedy=_("请先作出决定"))
    if state == "issued":
        raise UserError(_("通知书已经签发过"), remedy=_("请在文书列表里补打"))
    if state == "void":
        raise UserError(_("案件已作废"), remedy=_("需要时请另立新案"))

"""Papers around a decided case: what the unit is asked for, delivery of the notice; appeals: appeal_letters."""

from __future__ import annotations

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ClauseCitation, FormPaper, LetterPaper, Section
from wxadmin.domain.style import Style
from wxadmin.i18n import _, on_paper
from wxadmin.services import cases, clock, forms, groups, papers
from wxadmin.services.case_acts import existing
from wxadmin.services.case_cards import CaseCard
from wxadmin.services.papers import KINDS, IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.store.journal import Tx


def recommendation(store: Store, case: int) -> LetterPaper:
    """处理建议书: asks the unit for what a group's owner cannot do; UserError when the case recommends nothing."""
    card = _decided(store, case)
    if not card.recommendations:
        what = _("{} 没有要由单位处理的建议").format(card.ref)
        raise UserError(what, remedy=_("只有罚款、停职等单位才能执行的措施需要建议书"))
    owner = groups.get(store, card.group)
    clause = card.draft.clause
    parts = (
        (_("基本事实"), tuple(card.draft.facts.splitlines())),
        (_("制度依据"), () if clause is None else _basis(clause)),
        (_("群内已作的处理"), ("、".join(card.measures) + "。",) if card.measures else ()),
        (on_paper(_("处理建议")), _recommended(card)),
    )
    said = [(heading, words) for heading, words in parts if words]
    return LetterPaper(
        _("关于{}违规行为的处理建议书").format(card.person_label),
        owner.unit,
        owner.name,
        owner.unit or owner.office or _("所在单位"),
        tuple(Section(f"{'一二三四'[i]}、{heading}", words) for i, (heading, words) in enumerate(said)),
        owner.office or _("{}管理组").format(owner.name),
        clock.today(),
    )


def _basis(clause: ClauseCitation) -> tuple[str, ...]:
    """The clause, its words, and what is known of version and signature."""
    return tuple(filter(None, (_cited(clause), clause.text, clause.signing)))


def _cited(clause: ClauseCitation) -> str:
    return f"《{clause.regulation}》（{clause.version}）{''.join(clause.at)}："


def _recommended(card: CaseCard) -> tuple[str, ...]:
    opening = _("本案的处理决定（{}）已经作出。其中群内无权执行的部分，建议单位：").format(card.number)
    return (opening, *(f"{i}. {words}。" for i, words in enumerate(card.recommendations, 1)))


def delivery(store: Store, case: int) -> FormPaper:
    """送达回证 of an issued notice; UserError for a void case and where there is nothing to be delivered yet."""
    card = _decided(store, case)
    if card.paper is None:
        raise UserError(_("通知书还没有签发"), where=card.ref, remedy=_("请先签发通知书，再打印送达回证"))
    values = forms.prefill(store, card.group, "delivery", card.person)
    values |= {"document": on_paper(KINDS["notice"]), "case": card.number} | _whose(store, case)
    return forms.build(store, card.group, "delivery", values)


def _whose(store: Store, case: int) -> dict[str, str]:
    """Who it is, as the case has it: the roster may have changed since."""
    with store.read() as db:
        row = existing(db, case)
    return {"name": row["person_name"] or row["sender"], "department": row["department"]}


def issue(store: Store, case: int, paper: FormPaper | LetterPaper, style: Style | None = None) -> Change[IssuedPaper]:
    """Issues one of these for the case; UserError for a draft or a void one."""
    card = _decided(store, case)

    def still_stands(tx: Tx, _paper: int) -> None:
        # It may have been voided while the paper was being set.
        _refuse_undecided(existing(tx, case)["state"], card.ref)

    return papers.issue(
        store, paper, Origin(group=card.group, case=case, person=card.person), still_stands, style=style
    )


def _decided(store: Store, case: int) -> CaseCard:
    card = cases.get(store, case)
    _refuse_undecided(card.state, card.ref)
    return card


def _refuse_undecided(state: str, ref: str) -> None:
    if state == "draft":
        raise UserError(_("案件还没有决定"), where=ref, remedy=_("请先作出决定"))
    if state == "void":
        raise UserError(_("案件已作废"), where=ref, remedy=_("需要时请另立新案"))

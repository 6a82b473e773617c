"""Papers of an appeal: the form to appeal with, the receipt, the reply."""

from __future__ import annotations

from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.domain.papers import FormPaper, LetterPaper, Section
from wxadmin.domain.style import Style
from wxadmin.i18n import _, on_paper
from wxadmin.services import (
    appeal_cards,
    appeal_windows,
    case_acts,
    case_parts,
    case_told,
    clock,
    forms,
    groups,
    papers,
    settings,
)
from wxadmin.services.appeal_cards import HOWS, OUTCOMES, AnswerLine, AppealCard, words_of
from wxadmin.services.case_acts import existing as existing_case
from wxadmin.services.groups import Group
from wxadmin.services.papers import KINDS, IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.store import appeals as stored
from wxadmin.store.journal import Tx

_OUTCOME_WORDS = {
    "maintained": _("维持原处理决定：{before}。"),
    "reduced": _("原处理决定（{before}）减轻为：{after}。"),
    "revoked": _("撤销原处理决定（{before}）。"),
    "late": _("申诉超过规定的期限提出，不予受理，原处理决定（{before}）继续有效。"),
}
_THEREFORE = {
    "maintained": _("原处理决定继续执行。"),
    "reduced": _("自{day}起按减轻后的决定执行；原决定里不再保留的措施，由管理人员解除。"),
    "revoked": _("自{day}起原处理决定不再有效，尚在执行的措施由管理人员解除，本次不再记入处罚记录的次数。"),
    "late": _("原处理决定继续执行。"),
}


def appeal_form(store: Store, case: int, party: int | None = None) -> FormPaper:
    """申诉书 with what is known of the decision against a party (the first); UserError for a draft or a void case."""
    with store.read() as db:
        row = existing_case(db, case)
        _refuse_undecided(row["state"], case_acts.ref_of(row))
        parties = case_parts.of(db, case)
        about = parties[0] if party is None else case_parts.one_of(db, case, party)
        measures = appeal_cards.measures(db, case, about.id)
        told = case_told.of(db, case)
        number = case_told.number_of(told, told.of(about.id))
    values = forms.prefill(store, row["group_id"], "appeal", about.person)
    values |= {
        "case": number, "decision": on_paper(words_of(measures)), "name": about.name or about.sender,
        "department": about.department, "received": clock.shown_day(about.delivered),
    }  # fmt: skip
    return forms.build(store, row["group_id"], "appeal", values)


def issue_form(store: Store, case: int, paper: FormPaper, party: int | None = None) -> Change[IssuedPaper]:
    """Issues the form for a case; UserError for a draft or a void one."""
    with store.read() as db:
        row = existing_case(db, case)
        parties = case_parts.of(db, case)
        about = parties[0] if party is None else case_parts.one_of(db, case, party)

    def still_stands(tx: Tx, _paper: int) -> None:
        now = existing_case(tx, case)
        _refuse_undecided(now["state"], case_acts.ref_of(now))

    _refuse_undecided(row["state"], case_acts.ref_of(row))
    return papers.issue(store, paper, Origin(group=row["group_id"], case=case, person=about.person), still_stands)


def _refuse_undecided(state: str, ref: str) -> None:
    if state == "draft":
        raise UserError(_("案件还没有决定"), where=ref, remedy=_("请先作出决定"))
    if state == "void":
        raise UserError(_("案件已作废"), where=ref, remedy=_("需要时请另立新案"))


# Receipt


def receipt(store: Store, appeal: int) -> LetterPaper:
    """申诉收讫回执: that it came in, when, in time or not, who looks at it, and by when it is answered."""
    card = appeal_cards.get(store, appeal)
    owner = groups.get(store, card.group)
    day = clock.shown_day(card.received)
    how = on_paper(HOWS[card.how])
    how = on_paper(_("{}代收")).format(card.bearer) if card.how == "bearer" and card.bearer else how
    came = on_paper(_("你不服{}所作处理提出的申诉，已于{}收到（{}）。")).format(_decision(card), day, how)
    late = on_paper(_("申诉期限到{}止，本次申诉逾期提出；{}")).format(
        clock.shown_day(card.until),
        on_paper(_("经说明理由，予以受理：{}")).format(card.taken) if card.taken else on_paper(_("是否受理另行答复")),
    )
    last = clock.shown_day(card.due)
    last = on_paper(_("{}前（依据{}）")).format(last, card.due_by) if card.due_by else on_paper(_("{}前")).format(last)
    next_words = on_paper(_("申诉由{}复核，于{}书面答复。")).format(card.reviewer or on_paper(_("管理人员")), last)
    with store.read() as db:
        next_words += appeal_windows.answer_otherwise(
            db, card.group, date.fromisoformat(card.received), date.fromisoformat(card.due)
        )
    if card.reviewers.same and card.reviewers.has_decided(card.reviewer):
        next_words += on_paper(_("{}。")).format(card.reviewers.same)
    parts = (
        (on_paper(_("收到的申诉")), (came, *((late + "。",) if card.late else ()))),
        (on_paper(_("申诉的理由（摘录）")), _lines(card.reasons)),
        (on_paper(_("接下来")), (next_words, on_paper(_("答复以前可以补充理由和材料，也可以撤回申诉。")))),
    )
    return _letter(owner, on_paper(_("申诉收讫回执")), card, parts, clock.today())


def issue_receipt(store: Store, appeal: int, style: Style | None = None) -> Change[IssuedPaper]:
    """Issues the receipt; UserError when it was issued before."""
    paper, card = receipt(store, appeal), appeal_cards.get(store, appeal)

    def note(tx: Tx, paper_id: int) -> None:
        row = appeal_cards.existing(tx, appeal)
        if row["paper_id"] is not None:
            raise UserError(_("回执已经签发过"), remedy=_("请在“文书”里补打"))
        tx.update("appeal", appeal, {"paper_id": paper_id})

    return papers.issue(store, paper, _origin(card), note, style)


# Reply


def reply(store: Store, appeal: int) -> LetterPaper:
    """申诉答复书 of the answer that holds; UserError while there is none."""
    return letter_of(store, appeal_cards.get(store, appeal))


def letter_of(store: Store, card: AppealCard) -> LetterPaper:
    """The reply of the last answer on a card."""
    said = card.answer
    if said is None:
        raise UserError(_("申诉还没有答复"), where=card.number, remedy=_("请先作出答复，再打印答复书"))
    owner = groups.get(store, card.group)
    words = {
        "before": on_paper(words_of(said.before)), "after": on_paper(words_of(said.after)),
        "day": clock.shown_day(said.day),
    }  # fmt: skip
    asked = on_paper(_("你于{}提出的申诉已收悉。所申诉的是{}作出的处理：{}。")).format(
        clock.shown_day(card.received), _decision(card), words["before"]
    )
    decision = [on_paper(_OUTCOME_WORDS[said.outcome]).format(**words)]
    if len(card.answers) > 1:
        before = card.answers[-2]
        decision.append(
            on_paper(_("{}的答复（{}）有误：{}。以本答复为准。")).format(
                clock.shown_day(before.day), on_paper(OUTCOMES[before.outcome]), said.reason.rstrip("。")
            )
        )
    parts = (
        (on_paper(_("申诉事项")), (asked, *_reasons(card))),
        (on_paper(_("复核经过")), _examined(card, said)),
        (on_paper(_("复核理由")), _lines(said.grounds)),
        (on_paper(_("复核决定")), tuple(decision)),
        (
            on_paper(_("执行和其他途径")),
            (on_paper(_THEREFORE[said.outcome]).format(**words), *_undone(said), _further(owner)),
        ),
    )
    return _letter(owner, on_paper(_("申诉答复书")), card, parts, said.day)


def issue_reply(store: Store, appeal: int, style: Style | None = None) -> Change[IssuedPaper]:
    """Issues the reply of the answer that holds; UserError when it was issued before."""
    paper, card = reply(store, appeal), appeal_cards.get(store, appeal)
    said, by = card.answer, settings.get(store).actor
    assert said is not None  # else there is no reply

    def note(tx: Tx, paper_id: int) -> None:
        last = stored.answers(tx, appeal)[-1]
        if last["id"] != said.id:
            raise UserError(_("答复在签发时有了更正"), remedy=_("请核对后再签发一次"))
        if last["paper_id"] is not None:
            raise UserError(_("答复书已经签发过"), remedy=_("请在“文书”里补打"))
        tx.update("appeal_answer", last["id"], {"paper_id": paper_id})
        words = on_paper(_("签发申诉答复书"))
        case_acts.add(
            tx, card.case, "note", party=card.party, text=words, by=by, data={"appeal": appeal}, paper=paper_id
        )

    return papers.issue(store, paper, _origin(card), note, style)


def _examined(card: AppealCard, said: AnswerLine) -> tuple[str, ...]:
    """When it was received, in time or not, who looked at it, and whether they had decided."""
    day = clock.shown_day(card.received)
    if not card.until:
        came = on_paper(_("申诉于{}收到。")).format(day)
    elif card.late:
        came = on_paper(_("申诉期限自{}，到{}止；申诉于{}收到，已逾期。")).format(
            card.basis, clock.shown_day(card.until), day
        )
    else:
        came = on_paper(_("申诉期限自{}，到{}止；申诉于{}收到，在期限内。")).format(
            card.basis, clock.shown_day(card.until), day
        )
    lines = [came]
    if card.taken:
        lines.append(on_paper(_("逾期的申诉予以受理：{}。")).format(card.taken.rstrip("。")))
    if said.same:
        lines.append(on_paper(_("复核人：{}。{}。")).format(said.reviewer, said.same.rstrip("。")))
    else:
        lines.append(on_paper(_("复核人：{}，没有参与原决定。")).format(said.reviewer))
    if said.outcome != "late":
        lines.append(on_paper(_("复核了案件的事实、证据、所依据的条款和申诉的理由。")))
    return tuple(lines)


def _undone(said: AnswerLine) -> tuple[str, ...]:
    """What the appellant will find undone, by what is no longer among the measures."""
    gone = {one.key for one in said.before} - {one.key for one in said.after}
    lines = []
    if "mute" in gone:
        lines.append(on_paper(_("禁言随即解除。")))
    if "removal" in gone:
        lines.append(on_paper(_("已移出群的，由管理人员邀请重新入群。")))
    if gone & RECOMMENDED:
        lines.append(on_paper(_("已向单位提出的处理建议，由管理人员告知单位撤回。")))
    return tuple(lines)


def _further(owner: Group) -> str:
    """Where the appellant can turn next: who stands above the office that answered."""
    if owner.unit and owner.office:
        return on_paper(_("对本答复仍有意见的，可以向{}反映，也可以依法通过其他途径解决。")).format(owner.unit)
    return on_paper(_("对本答复仍有意见的，可以向本群的主管单位反映，也可以依法通过其他途径解决。"))


def _decision(card: AppealCard) -> str:
    return on_paper(_("《{}》（{}）")).format(on_paper(KINDS["notice"]), card.notice)


def _reasons(card: AppealCard) -> tuple[str, ...]:
    """What the appellant says, told as theirs."""
    first, *more = _lines(card.reasons) or ("",)
    return (on_paper(_("你提出的理由：{}")).format(first), *more)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _letter(
    owner: Group, title: str, card: AppealCard, parts: tuple[tuple[str, tuple[str, ...]], ...], day: date
) -> LetterPaper:
    sections = tuple(Section(f"{'一二三四五'[i]}、{head}", words) for i, (head, words) in enumerate(parts))
    office = owner.office or on_paper(_("{}管理组")).format(owner.name)
    return LetterPaper(title, owner.unit, owner.name, card.label, sections, office, day)


def _origin(card: AppealCard) -> Origin:
    return Origin(group=card.group, case=card.case, person=card.person)

"""Cases: the act, its evidence, the clause, the proposal of the ladder, the decision, and what came of it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from wxadmin.domain import ladder, numbering
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import Severity
from wxadmin.domain.ordering import searchable
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, on_paper
from wxadmin.services import (
    attachments,
    case_cards,
    chats,
    clock,
    groups,
    people,
    proposals,
    queue,
    settings,
    spelling,
)
from wxadmin.services.case_cards import existing
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.papers import take_number
from wxadmin.services.queue import category_words
from wxadmin.services.records import Change, Reader, Store
from wxadmin.services.wording import CASE_STATES, case_measures
from wxadmin.store import cases as stored
from wxadmin.store import messages as stored_messages
from wxadmin.store import people as stored_people
from wxadmin.store.journal import Tx

COLUMNS = (
    Column("number", _("编号"), 140),
    Column("person", _("人员"), 120),
    Column("category", _("违规行为"), 110),
    Column("measure", _("处罚措施"), 160),
    Column("state", _("状态"), 90),
    Column("occurred", _("发生日期"), 120),
    Column("decided", _("决定日期"), 120),
)
CHIPS = (Chip("draft", _("草稿")), Chip("decided", _("已决定")), Chip("issued", _("已签发")), Chip("void", _("已作废")))
MEASURES = ladder.MEASURES
RECOMMENDED = ladder.RECOMMENDED
Proposal = ladder.Proposal
STATES = CASE_STATES
propose = proposals.propose
history = proposals.history
CaseDraft = case_cards.CaseDraft
Block = case_cards.Block
CaseCard = case_cards.CaseCard
get = case_cards.get
SEVERITIES: dict[Severity, str] = {"ordinary": _("一般"), "serious": _("情节严重"), "malicious": _("情节恶劣")}
_TONES: dict[str, Tone] = {"draft": "info", "decided": "warn", "issued": "ok", "void": "muted"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided; ``measures`` are keys of MEASURES."""

    measures: tuple[str, ...]
    decided_by: str
    note: str = ""
    days: int = 0
    amount: str = ""


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the cases, newest first unless sorted otherwise."""
    return ids_of(store, stored.LIST, view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those cases as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
    return [
        Row(
            r["id"],
            (
                r["number"] or f"{STATES['draft']} #{r['id']}", r["person_name"] or r["sender"],
                category_words(r["category"]), "、".join(case_measures(r)), STATES[r["state"]],
                clock.shown_day(r["occurred"]), clock.shown_day(r["decided"]),
            ),
            (Badge(STATES[r["state"]], _TONES[r["state"]]),),
        )
        for r in rows
    ]  # fmt: skip


def find(store: Store, number: str, group: int | None = None) -> int:
    """The id of a case by its number; UserError when none, or several groups, have it."""
    wanted = numbering.normal(number)
    with store.read() as db:
        found = stored.numbered(db, wanted, group)
    if len(found) == 1:
        return int(found[0]["id"])
    if found:
        names = "、".join(row["name"] for row in found)
        raise UserError(_("几个群都有 {}：{}").format(wanted, names), remedy=_("请指明群"))
    raise UserError(_("没有编号为 {} 的案件").format(wanted), remedy=_("请核对编号"))


def draft_from(store: Store, review: int) -> CaseDraft:
    """A draft filled from a queue entry: person, day, category, clause, the message as evidence, proposed measures."""
    card = queue.get(store, review)
    if not card.message:
        from wxadmin.services import matters

        return matters.case_draft(store, review)
    group = groups.get(store, card.group)
    proposal = propose(store, card.group, card.person, card.category, sender=card.sender, acts=(card.message,))
    with store.read() as db:
        message = stored_messages.one(db, card.message)
    assert message is not None
    when = clock.shown_full(chats.spoken(message))
    acts = "、".join(dict.fromkeys(on_paper(category_words(hit.category)) for hit in card.hits))
    facts = _("{}在“{}”群内发送含有{}内容的消息：“{}”。").format(when, group.name, acts, " ".join(card.text.split()))
    return CaseDraft(
        group=card.group,
        person=card.person,
        facts=facts,
        category=card.category,
        occurred=clock.day_of(message["at"]),
        sender=card.sender,
        evidence=(card.message,),
        clause=card.clause,
        measures=proposal.measures,
        days=1 if "mute" in proposal.measures else 0,
    )


def open_from(store: Store, review: int, version: int, draft: CaseDraft) -> Change[int]:
    """Founds the entry and opens a case on it, one undoable change; the value is the case id."""
    checked = _checked(store, draft)
    by = settings.get(store).actor

    def work(tx: Tx) -> int:
        case = _insert(tx, draft, checked, review)
        queue.settle(tx, review, version, "founded", draft.note, case, clause=draft.clause, by=by)
        return case

    return store.change(_("立案 {}").format(checked["person_name"] or draft.sender), work)


def create(store: Store, draft: CaseDraft) -> Change[int]:
    """Opens a case without a queue entry."""
    checked = _checked(store, draft)
    return store.change(
        _("立案 {}").format(checked["person_name"] or draft.sender), lambda tx: _insert(tx, draft, checked, None)
    )


def edit(store: Store, case: int, draft: CaseDraft) -> Change[int]:
    """Changes a case that is still a draft."""
    checked = _checked(store, draft)

    def work(tx: Tx) -> int:
        row = existing(tx, case)
        if row["state"] != "draft":
            raise UserError(_("{} 已经决定，不能修改").format(row["number"]), remedy=_("需要时请作废后另立新案"))
        tx.update("cases", case, checked)
        attachments.belong_to(tx, case, checked["subject"])
        kept = stored.evidence(tx, case)
        if tuple(e["message_id"] for e in kept) != draft.evidence:
            for line in kept:
                tx.delete("case_evidence", line["id"])
            _insert_evidence(tx, case, draft.group, draft.evidence)
        return case

    return store.change(_("修改案件 {}").format(checked["person_name"] or draft.sender), work)


def _checked(store: Store, draft: CaseDraft) -> dict[str, Any]:
    """The columns of a draft; UserError for what cannot be."""
    groups.get(store, draft.group)
    _check_measures(draft.measures, draft.days, draft.amount)
    if draft.severity not in SEVERITIES:
        raise UserError(_("没有这种情节：{}").format(draft.severity), remedy=_("请选一般、情节严重或情节恶劣"))
    if draft.person is None and not draft.sender.strip():
        raise UserError(_("没有写明是谁"), remedy=_("请选择人员，或写上群昵称"))
    name, department, subject = "", "", b""
    if draft.person is not None:
        with store.read() as db:
            row = stored_people.one(db, draft.person)
        if row is None:
            raise UserError(_("没有这个人员"), remedy=_("请从花名册里选择"))
        person = people.person_of(row)
        name, department, subject = person.name, people.department_words(person), bytes(row["subject"])
    # A draft asks anew what is known of the signature each time it is shown.
    clause = "" if draft.clause is None else _packed(replace(draft.clause, signing=""))
    return {
        "group_id": draft.group,
        "person_id": draft.person,
        "subject": subject,
        "sender": draft.sender,
        "person_name": name,
        "person_key": spelling.name_key(name or draft.sender),
        "department": department,
        "category": draft.category,
        "occurred": "" if draft.occurred is None else draft.occurred.isoformat(),
        "facts": draft.facts.strip(),
        "clause": clause,
        "measures": json.dumps(draft.measures),
        "days": draft.days,
        "amount": draft.amount.strip(),
        "severity": draft.severity,
        "note": draft.note.strip(),
        "search": searchable(name, *spelling.pinyin_words(name), draft.sender, draft.facts),
    }


def _packed(clause: ClauseCitation) -> str:
    return json.dumps(asdict(clause), ensure_ascii=False)


def _check_measures(measures: Sequence[str], days: int, amount: str) -> None:
    unknown = [m for m in measures if m not in MEASURES]
    if unknown:
        raise UserError(_("没有这种处罚措施：{}").format("、".join(unknown)), remedy=_("请从列表里选择"))
    if len(set(measures)) < len(measures):
        twice = next(m for m in measures if measures.count(m) > 1)
        raise UserError(_("“{}”写了两次").format(MEASURES[twice]), remedy=_("每种措施只写一次"))
    if days < 0:
        raise UserError(_("禁言天数不能是负数"), remedy=_("请改成 0 或更大的数"))
    if amount.strip() and not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", amount.strip(), re.ASCII):
        raise UserError(_("金额读不懂：{}").format(amount.strip()), remedy=_("请只写数字，例如 50"))


def _insert(tx: Tx, draft: CaseDraft, checked: dict[str, Any], review: int | None) -> int:
    case = tx.insert(
        "cases",
        {
            **checked,
            "number": "",
            "ordinal": 0,
            "state": "draft",
            "proposal": "",
            "decided": "",
            "decided_by": "",
            "decision_note": "",
            "review_id": review,
            "void_reason": "",
            "voided": "",
            "created": clock.stamp(clock.moment(tx.at)),
        },
    )
    _insert_evidence(tx, case, draft.group, draft.evidence)
    return case


def _insert_evidence(tx: Tx, case: int, group: int, messages: Sequence[int]) -> None:
    for position, message_id in enumerate(messages):
        message = stored_messages.one(tx, message_id)
        if message is None or message["group_id"] != group:
            raise UserError(_("证据里的消息不在这个群的归档里"), remedy=_("请重新选择证据"))
        tx.insert(
            "case_evidence",
            {
                "case_id": case,
                "message_id": message_id,
                "subject": message["subject"],
                "position": position,
                "sender": message["sender"],
                "time": clock.shown_full(chats.spoken(message)),
                "text": message["text"],
            },
        )


def decide(store: Store, case: int, decision: Decision) -> Change[str]:
    """Decides: the case gets its number (the value) and can no longer be undone, only voided."""
    if not decision.measures:
        raise UserError(_("没有选处罚措施"), remedy=_("请至少选一项"))
    _check_measures(decision.measures, decision.days, decision.amount)
    if not decision.decided_by.strip():
        raise UserError(_("没有写决定人"), remedy=_("请写上由谁决定"))
    card = get(store, case)
    if not card.draft.facts:
        raise UserError(_("案件没有写事实"), remedy=_("请先写明事实"))
    proposal = json.dumps(asdict(card.proposal), ensure_ascii=False)
    clause = {} if card.draft.clause is None else {"clause": _packed(card.draft.clause)}

    def work(tx: Tx) -> str:
        row = existing(tx, case)
        if row["state"] != "draft":
            raise UserError(_("{} 已经决定过").format(row["number"]), remedy=_("需要时请作废后另立新案"))
        ordinal, number = take_number(tx, row["group_id"], "case")
        tx.update(
            "cases",
            case,
            {
                "state": "decided",
                "number": number,
                "ordinal": ordinal,
                "measures": json.dumps(decision.measures),
                "days": decision.days,
                "amount": decision.amount.strip(),
                "proposal": proposal,
                **clause,
                "decided": clock.stamp(clock.moment(tx.at)),
                "decided_by": decision.decided_by.strip(),
                "decision_note": decision.note.strip(),
            },
        )
        return number

    return store.change(_("处罚决定 {}").format(card.person_label), work, final=True)


def void(store: Store, case: int, reason: str) -> Change[int]:
    """Takes a decided or issued case out of force by a new act; it keeps its number and counts for no ladder."""
    if not reason.strip():
        raise UserError(_("没有写作废原因"), remedy=_("请写一句原因"))
    with store.read() as db:
        number = existing(db, case)["number"]

    def work(tx: Tx) -> int:
        row = existing(tx, case)
        if row["state"] == "draft":
            raise UserError(_("案件还是草稿"), remedy=_("草稿可以直接撤销立案"))
        if row["state"] == "void":
            raise UserError(_("{} 已经作废").format(row["number"]))
        voided = clock.stamp(clock.moment(tx.at))
        tx.update("cases", case, {"state": "void", "void_reason": reason.strip(), "voided": voided})
        return case

    return store.change(_("作废 {}").format(number), work, final=True)

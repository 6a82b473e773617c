"""Cases: the act, its evidence, the clause, the proposal of the ladder, the decision, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from wxadmin.domain import ladder, numbering
from wxadmin.domain.cases import measures_of
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import (
    case_acts,
    case_cards,
    case_decisions,
    case_founding,
    case_joins,
    case_measures,
    case_parts,
    chats,
    clock,
    groups,
    penalty_history,
    proposals,
    queue,
    settings,
)
from wxadmin.services.case_acts import existing
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.measure_limits import check_measures, check_sizes
from wxadmin.services.queue import category_words
from wxadmin.services.records import Change, Reader, Store
from wxadmin.services.wording import CASE_STATES, case_ref
from wxadmin.store import cases as stored
from wxadmin.store import messages as stored_messages
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

COLUMNS = (
    Column("number", _("编号"), 140, middle=True),
    Column("person", _("人员"), 120),
    Column("category", _("违规行为"), 110),
    Column("measure", _("处罚措施"), 160),
    Column("state", _("状态"), 90),
    Column("occurred", _("发生日期"), 120),
    Column("decided", _("决定日期"), 120),
)
CHIPS = (
    Chip("draft", _("草稿")), Chip("decided", _("已决定")), Chip("issued", _("已签发")), Chip("void", _("已作废")),
    Chip("due", _("待签发或送达")), Chip("appealed", _("申诉中")), Chip("open", _("待执行")),
    Chip("undelivered", _("未登记送达")), Chip("ending", _("三天内到期")),
    Chip("closing", _("申诉期将满")),
)  # fmt: skip
MEASURES = ladder.MEASURES
RECOMMENDED = ladder.RECOMMENDED
Proposal = ladder.Proposal
STATES = CASE_STATES
propose = proposals.propose
history = penalty_history.build
draft_from = case_founding.draft_from
draft_of = case_founding.draft_of
CaseDraft = case_cards.CaseDraft
CaseCard = case_cards.CaseCard
get = case_cards.get
Decision = case_decisions.Decision
decide = case_decisions.decide
void = case_decisions.void
void_in = case_decisions.void_in
merge = case_joins.merge
split = case_joins.split
SEVERITIES = case_parts.SEVERITIES
_TONES: dict[str, Tone] = {"draft": "info", "decided": "warn", "issued": "ok", "void": "muted"}


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the cases, newest first unless sorted otherwise."""
    from wxadmin.services import appeals

    # Which windows close depends on working days: no condition of the list can tell.
    closing = appeals.due(store, view.group).closing if "closing" in view.chips else ()
    more = {"closing": json.dumps([case for case, _words, _last in closing])}
    return ids_of(store, stored.LIST, view, reader, more)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those cases as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
        names = case_parts.names(db, ids)
        measures = {r["id"]: case_measures.line(db, r) for r in rows}
    return [
        Row(
            r["id"],
            (
                case_ref(r["number"], r["id"]),
                case_parts.together(names.get(r["id"], ())) or r["person_name"] or r["sender"],
                category_words(r["category"]), measures[r["id"]],
                STATES[r["state"]],
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
        ways = (stored.numbered(db, one, group) for one in numbering.spellings(number))
        found = next((rows for rows in ways if rows), [])
    if len(found) == 1:
        return int(found[0]["id"])
    if found:
        names = "、".join(row["name"] for row in found)
        raise UserError(_("几个群都有 {}：{}").format(wanted, names), remedy=_("请指明群"))
    raise UserError(_("没有编号为 {} 的案件").format(wanted), remedy=_("请核对编号"))


def open_from(store: Store, review: int, version: int, draft: CaseDraft) -> Change[int]:
    """Founds the entry and opens a case on it, one undoable change; the value is the case id."""
    return open_on(store, ((review, version),), draft)


def open_on(
    store: Store, entries: Sequence[tuple[int, int]], draft: CaseDraft, *, founded_before: bool = False
) -> Change[int]:
    """Founds entries (entry, version) and opens one case on them, one undoable change; the value is the case id.

    Of several messages those of somebody who is no party of the draft stay as they are, and are no evidence.
    ``founded_before``: they were founded without a case, and that decision gives way to this one. UserError when none
    is left.
    """
    case_founding.refuse_none(entries)
    label = _checked(store, draft)
    by = settings.get(store).actor

    def work(tx: Tx) -> int:
        rows = [(queue.existing(tx, review), version) for review, version in entries]
        founded = [(row, version, case_founding.act_of(tx, draft, row)) for row, version in rows]
        founded = [one for one in founded if len(rows) == 1 or not one[0]["message_id"] or one[2] is not None]
        kept = {one[0]["id"] for one in founded}
        gone = {row["message_id"] for row, _version in rows if row["id"] not in kept}
        evidence = tuple(message for message in draft.evidence if message not in gone)
        if not founded:
            raise UserError(_("当事人里没有选中的发言人"), remedy=_("请把发言人加为当事人，或改为新建案件"))
        case = _insert(tx, replace(draft, evidence=evidence), founded[0][0]["id"])
        for row, version, act in founded:
            clause = draft.clause if act is None else act.clause
            if founded_before and row["state"] == "founded" and row["case_id"] is None:
                queue.settle(tx, row["id"], version, "waiting", "")
                version += 1
            queue.settle(tx, row["id"], version, "founded", draft.note, case, clause=clause, by=by)
        return case

    return store.change(_("立案 {}").format(label), work)


def create(store: Store, draft: CaseDraft) -> Change[int]:
    """Opens a case without a queue entry."""
    label = _checked(store, draft)
    return store.change(_("立案 {}").format(label), lambda tx: _insert(tx, draft, None))


def edit(store: Store, case: int, draft: CaseDraft) -> Change[int]:
    """Changes a case that is still a draft."""
    label = _checked(store, draft)

    def work(tx: Tx) -> int:
        row = existing(tx, case)
        if row["state"] != "draft":
            remedy = _("需要改时请用“更正”，或作废后另立新案")
            raise UserError(_("{} 已经决定，不能修改").format(row["number"]), remedy=remedy)
        if row["group_id"] != draft.group:
            raise UserError(_("案件不能换到别的群"), remedy=_("请在那个群里另立新案"))
        tx.update("cases", case, _columns(tx, draft))
        case_parts.write(tx, case, draft.group, draft.parties)
        case_parts.settle_proof(tx, case)
        kept = stored.evidence(tx, case)
        if tuple(e["message_id"] for e in kept) != draft.evidence:
            for line in kept:
                tx.delete("case_evidence", line["id"])
            _insert_evidence(tx, case, draft.group, draft.evidence)
        return case

    return store.change(_("修改案件 {}").format(label), work)


def discard(store: Store, case: int) -> Change[int]:
    """Takes away a draft of which everybody was erased, with all that is kept of it; entries of the queue stay settled.

    UserError for a decided case, and while it is still about somebody.
    """

    def work(tx: Tx) -> int:
        row = existing(tx, case)
        if row["state"] != "draft":
            raise UserError(_("{} 已经决定，不能删去").format(row["number"]), remedy=_("需要时请作废"))
        if not case_parts.erased(case_parts.of(tx, case)):
            raise UserError(_("草稿里还有当事人"), remedy=_("请修改，或移去不该在案件里的人"))
        for review in stored.reviews(tx, case):
            tx.update("review", review, {"case_id": None})
        for table, number in stored.kept_of(tx, case):
            tx.delete(table, number)
        tx.delete("cases", case)
        return case

    return store.change(_("删去案件草稿 #{}").format(case), work)


def _checked(store: Store, draft: CaseDraft) -> str:
    """Whom a draft is about, in words; UserError for what cannot be."""
    groups.get(store, draft.group)
    check_measures(measures_of(draft.measures, draft.days, draft.amount))
    # Length and sum stay with a draft though no measure has them yet.
    check_sizes(draft.days, draft.amount)
    case_acts.refuse_long(draft.note, _("备注"))
    case_parts.refuse_crowd(len(draft.parties))
    names = []
    with store.read() as db:
        for party in draft.parties:
            check_measures(party.measures)
            case_acts.refuse_long(party.sender, _("群昵称"), case_acts.LONGEST_NAME)
            for act in party.acts:
                case_acts.refuse_long(act.facts, _("事实"), case_acts.LONGEST_FACTS)
                case_acts.refuse_long(act.category, _("违规行为"), case_acts.LONGEST_NAME)
                if act.severity not in SEVERITIES:
                    remedy = _("请选一般、情节严重或情节恶劣")
                    raise UserError(_("没有这种情节：{}").format(act.severity), remedy=remedy)
            names.append(case_parts.known(db, party)["name"] or party.sender)
    return case_parts.together(names)


def _columns(db: Source, draft: CaseDraft) -> dict[str, Any]:
    """The row of a draft: what lists show and find of it."""
    parties = [(party, case_parts.known(db, party)) for party in draft.parties]
    first, who = parties[0]
    act = first.acts[0]
    return {
        "group_id": draft.group, "person_id": draft.person, "subject": who["subject"], "sender": draft.sender,
        "person_name": who["name"], "person_key": who["name_key"], "department": who["department"],
        "category": act.category, "occurred": "" if act.occurred is None else act.occurred.isoformat(),
        "facts": act.facts.strip(),
        # A draft asks anew what is known of the signature each time it is shown.
        "clause": case_parts.packed(act.clause and replace(act.clause, signing="")),
        "measures": json.dumps(draft.measures), "days": draft.days, "amount": draft.amount.strip(),
        "severity": act.severity, "note": draft.note.strip(),
        "search": case_parts.search_words(
            (one["name"], party.sender, party.acts) for party, one in parties
        ),
    }  # fmt: skip


def _insert(tx: Tx, draft: CaseDraft, review: int | None) -> int:
    empty = dict.fromkeys(("number", "proposal", "decided", "decided_by", "decision_note", "void_reason", "voided"), "")
    created = clock.stamp(clock.moment(tx.at))
    values = {**_columns(tx, draft), **empty, "ordinal": 0, "state": "draft", "review_id": review, "created": created}
    case = tx.insert("cases", values)
    case_parts.write(tx, case, draft.group, draft.parties)
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

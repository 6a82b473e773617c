"""What is done about a case, one act a row, never changed: notes, deliveries, the unit's answer, amendments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Literal

from wxadmin.domain.cases import ActKind, Infraction, Measure
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import case_parts, clock, settings, signatures, wording
from wxadmin.services.case_parts import PartyRow
from wxadmin.services.measure_limits import check_measures
from wxadmin.services.records import Change, Store
from wxadmin.store import cases as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source
from wxadmin.store.rows import refuse_unstorable

KINDS: Mapping[ActKind, str] = {
    "note": _("备注"), "merged": _("并案"), "split": _("分案"), "decided": _("决定"), "issued": _("签发通知书"),
    "delivered": _("送达"), "refused": _("拒收"), "carried": _("执行"), "ended": _("期满"), "lifted": _("解除"),
    "amended": _("更正"), "voided": _("作废"), "appealed": _("申诉"), "answered": _("答复申诉"),
    "unit": _("单位答复"), "restored": _("恢复"),
}  # fmt: skip
LONGEST = 2000
"""Characters of a note or reason."""
LONGEST_FACTS = 20_000
"""Characters of what somebody did: a long message may be quoted whole."""
LONGEST_NAME = 200
"""Characters of a nickname, a kind of act, or whoever did something."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act: ``at`` is the stamp of its entry, ``day`` the ISO day it was done, ``data`` what its kind tells more."""

    id: int
    kind: ActKind
    party: int | None
    at: str
    day: str
    by: str
    text: str
    data: Mapping[str, Any]
    paper: int | None


def add(
    tx: Tx, case: int, kind: ActKind, *, party: int | None = None, text: str = "", day: date | None = None,
    by: str = "", data: Mapping[str, Any] | None = None, paper: int | None = None,
) -> int:  # fmt: skip
    """Writes an act inside a running change and returns its id; ``day`` defaults to that of the change.

    LookupError when there is no such case.
    """
    row = stored.one(tx, case)
    if row is None:
        raise LookupError(f"there is no case {case}")
    told = json.dumps(data or {}, ensure_ascii=False)
    # The store reads the text as it is written, in which JSON has hidden them.
    for value in _texts(data):
        refuse_unstorable(value)
    parties = stored.parties(tx, case)
    about = [one for one in parties if party in (None, one["id"])]
    # What tells of several is nobody's alone; an erasure takes the names out of it one by one.
    subject = bytes(about[0]["subject"]) if len(about) == 1 else b""
    return tx.insert(
        "case_act",
        {
            "case_id": case, "group_id": row["group_id"], "party_id": party, "subject": subject, "kind": kind,
            "at": clock.stamp(clock.moment(tx.at)), "day": (day or clock.day_of(tx.at)).isoformat(),
            "by_whom": by.strip(), "text": text.strip(), "data": told,
            "paper_id": paper,
        },
    )  # fmt: skip


def of(db: Source, case: int) -> tuple[Act, ...]:
    """Everything done about a case, in the order it was entered."""
    return tuple(
        Act(
            row["id"], row["kind"], row["party_id"], row["at"], row["day"], row["by_whom"], row["text"],
            json.loads(row["data"]), row["paper_id"],
        )
        for row in stored.acts(db, case)
    )  # fmt: skip


def existing(db: Source, case: int) -> Stored:
    """The stored case; UserError when there is none."""
    row = stored.one(db, case)
    if row is None:
        raise UserError(_("没有这个案件"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def _texts(data: Any) -> Iterator[str]:
    """Every text in what is to become JSON."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def said(text: str, what: str, most: int = LONGEST) -> str:
    """A text somebody must write; UserError when it is empty or too long. ``what`` is how errors call it."""
    words = text.strip()
    if not words:
        raise UserError(_("没有写{}").format(what), remedy=_("请写一句"))
    refuse_long(words, what, most)
    return words


def refuse_long(text: str, what: str, most: int = LONGEST) -> None:
    """UserError for a text of more than so many characters."""
    if len(text.strip()) > most:
        raise UserError(_("{}超过 {} 个字").format(what, most), remedy=_("请写短一些"))


def refuse_day(row: Stored, day: date, what: str) -> None:
    """UserError for a day of an act that is still to come, or before the case was decided."""
    if day > clock.today():
        raise UserError(_("{}还没有到").format(what), where=clock.shown_day(day), remedy=_("请改成今天或以前"))
    if row["decided"] and day < clock.day_of(row["decided"]):
        remedy = _("请改成 {} 或以后").format(clock.shown_day(row["decided"]))
        raise UserError(_("{}早于决定日期").format(what), where=clock.shown_day(day), remedy=remedy)


def note(store: Store, case: int, text: str, by: str = "") -> Change[int]:
    """Adds a note, whatever the state of the case; the value is the act's id."""
    words = said(text, _("备注"))
    who = by.strip() or settings.get(store).actor
    with store.read() as db:
        ref = ref_of(existing(db, case))
    return store.change(_("添加备注 {}").format(ref), lambda tx: add(tx, case, "note", text=words, by=who))


def ref_of(row: Stored) -> str:
    """How a case is called: its number, or as a draft."""
    return row["number"] or _("案件草稿 #{}").format(row["id"])


def deliver(
    store: Store, case: int, party: int | Sequence[int], day: date, how: str, refused: bool = False,
    witnesses: str = "", by: str = "",
) -> Change[int]:  # fmt: skip
    """Keeps when and how the notice reached a party, or that they would not take it, before which witnesses.

    Several parties together are one change; the value is the (first) act's id. UserError before the notice is issued,
    for a day before that or to come, without words, once it was delivered, and for a refusal nobody saw.
    """
    from wxadmin.services import sanctions

    words = said(how, _("送达方式"))
    who = by.strip() or settings.get(store).actor
    with store.read() as db:
        ref = ref_of(existing(db, case))
        about = [case_parts.one_of(db, case, one) for one in ([party] if isinstance(party, int) else party)]
    if not about:
        raise UserError(_("没有选当事人"), remedy=_("请选收到通知书的人"))
    if refused and not witnesses.strip():
        raise UserError(_("没有写见证人"), remedy=_("当事人拒收时，请写上在场的见证人"))

    def one(tx: Tx, row: Stored, number: int) -> int:
        now = case_parts.one_of(tx, case, number)
        _refuse_undelivered(row, now)
        refuse_day(row, day, _("送达日期"))
        acts = of(tx, case)
        _refuse_before_issue(acts, number, day)
        before = deliveries(acts, number)
        if any(act.kind == "delivered" for act in before) or (before and refused):
            day_words = clock.shown_day(before[-1].day)
            raise UserError(_("{} 已于{}送达").format(now.name or now.sender, day_words), remedy=_("不用再登记"))
        if not now.delivered:
            # Where it was refused the terms run from then on, though it is taken later.
            tx.update("case_party", number, {"delivered": day.isoformat()})
            sanctions.delivered(tx, number, day)
        data = {"how": words, "witnesses": witnesses.strip()}
        text = on_paper(_("{}，见证人：{}")).format(words, witnesses.strip()) if witnesses.strip() else words
        kind: ActKind = "refused" if refused else "delivered"
        return add(tx, case, kind, party=number, text=text, day=day, by=who, data=data)

    def work(tx: Tx) -> int:
        row = existing(tx, case)
        made = [one(tx, row, party.id) for party in about]
        return made[0]

    names = case_parts.together([party.name or party.sender for party in about])
    return store.change(_("登记送达 {} {}").format(ref, names), work)


def _refuse_undelivered(row: Stored, party: PartyRow) -> None:
    if row["state"] == "draft":
        raise UserError(_("案件还没有决定"), remedy=_("请先作出决定"))
    if row["state"] == "void":
        raise UserError(_("{} 已经作废").format(row["number"]), remedy=_("不用再送达"))
    if party.voided:
        words = _("对 {} 的决定已经作废").format(party.name or party.sender)
        raise UserError(words, where=row["number"], remedy=_("不用再送达，请只选其他人"))
    if party.paper is None:
        raise UserError(_("通知书还没有签发"), remedy=_("请先签发通知书，再登记送达"))


def _refuse_before_issue(acts: Iterable[Act], party: int, day: date) -> None:
    """UserError for a delivery before the day on which the notice of the party was issued."""
    issued = max((act.day for act in acts if act.kind == "issued" and act.party == party), default="")
    if day.isoformat() < issued:
        remedy = _("请改成 {} 或以后").format(clock.shown_day(issued))
        raise UserError(_("送达日期早于通知书签发的日期"), where=clock.shown_day(day), remedy=remedy)


def deliveries(acts: Iterable[Act], party: int) -> list[Act]:
    """Of the acts of a case the deliveries and refusals to a party since the decision was last amended."""
    found: list[Act] = []
    for act in acts:
        if act.kind == "amended" and act.party in (party, None):
            found = []
        elif act.party == party and act.kind in ("delivered", "refused"):
            found.append(act)
    return found


Adopted = Literal["adopted", "declined", ""]


def answered_by_unit(
    store: Store, case: int, text: str, day: date, party: int | None = None, by: str = "", outcome: Adopted = ""
) -> Change[int]:
    """Keeps what the unit answered to what was recommended; the value is the act's id.

    ``adopted``: the measures recommended against the party (None: against all) count as carried out; ``declined``: they
    are lifted; ``""``: the answer leaves them as they are. UserError for a draft or a void case, where nothing was
    recommended, without words, and for a day before the decision or to come.
    """
    words = said(text, _("单位的答复"))
    who = by.strip() or settings.get(store).actor
    with store.read() as db:
        ref = ref_of(existing(db, case))

    def work(tx: Tx) -> int:
        row = existing(tx, case)
        refuse_open(row)
        refuse_day(row, day, _("答复日期"))
        if party is not None:
            case_parts.one_of(tx, case, party)
        if not any(
            one["measure"] in RECOMMENDED and party in (None, one["party_id"]) for one in stored.sanctions(tx, case)
        ):
            raise UserError(_("没有给单位的处理建议"), where=row["number"], remedy=_("要记下别的答复，请添加备注"))
        made = add(tx, case, "unit", party=party, text=words, day=day, by=who, data={"outcome": outcome})
        if outcome:
            _settle_recommended(tx, case, party, outcome, words, day, who)
            case_parts.summarise(tx, case)
        return made

    return store.change(_("单位答复 {}").format(ref), work, final=bool(outcome))


def _settle_recommended(
    tx: Tx, case: int, party: int | None, outcome: Adopted, words: str, day: date, by: str
) -> None:  # fmt: skip
    from wxadmin.services import sanction_tasks, sanctions, task_acts

    moment = min(clock.stamp(datetime.combine(day, time(23, 59, 59), clock.zone())), clock.stamp(clock.moment(tx.at)))
    for row in sanctions.of_case(tx, case):
        if party not in (None, row["party_id"]) or row["measure"] not in RECOMMENDED or row["state"] != "decided":
            continue
        if outcome == "declined":
            sanctions.lift(tx, row["id"], on_paper(_("单位未采纳：{}")).format(words), by, day=day)
            continue
        sanctions.carried(tx, row, moment, by)
        for task in sanction_tasks.of(tx, row):
            if task["state"] == "open":
                task_acts.said(tx, task, by, moment)


def refuse_open(row: Stored) -> None:
    """UserError for a case that is not decided, or void."""
    if row["state"] == "draft":
        raise UserError(_("案件还没有决定"), remedy=_("草稿可以直接修改"))
    if row["state"] == "void":
        raise UserError(_("{} 已经作废").format(row["number"]), remedy=_("需要时请另立新案"))


@dataclass(frozen=True, slots=True)
class Amendment:
    """What of a decision is put right for one party; None leaves it. ``act`` is the place of the act it is about."""

    party: int
    facts: str | None = None
    clause: ClauseCitation | None = None
    measures: tuple[Measure, ...] | None = None
    act: int = 0


def amend(store: Store, case: int, amendment: Amendment, reason: str, by: str = "") -> Change[int]:
    """Puts a decision right by a new act that keeps the former words; the value is the act's id.

    Other measures lift those that no longer hold and enact what is new; the notice is then to be delivered anew.
    UserError for a draft, a void case or party, one whose data was erased, without a reason, when nothing is changed,
    and for a clause that did not hold on the day of the act.
    """
    words = said(reason, _("更正原因"))
    who = by.strip() or settings.get(store).actor
    with store.read() as db:
        row = existing(db, case)
        party = case_parts.one_of(db, case, amendment.party)
    amended = amendment
    if amendment.clause is not None and party.acts:
        occurred = party.acts[min(amendment.act, len(party.acts) - 1)].occurred
        # What is known of the signature is frozen with the clause, as it is at a decision.
        clause = signatures.cited(store, row["group_id"], amendment.clause, party.person, occurred)
        amended = replace(amendment, clause=clause)

    def work(tx: Tx) -> int:
        from wxadmin.services import sanctions

        now = existing(tx, case)
        refuse_open(now)
        theirs = case_parts.one_of(tx, case, amendment.party)
        if theirs.voided:
            raise UserError(_("对这位当事人的决定已经作废"), where=now["number"], remedy=_("需要时请另立新案"))
        if case_parts.erased([theirs]):
            remedy = _("决定有误的，可以作废这一人的处理")
            raise UserError(_("这位当事人的个人信息已删除，不能再更正"), where=now["number"], remedy=remedy)
        changes = [*_amend_act(tx, now, theirs, amended), *_measures_changed(tx, case, amended)]
        if not changes:
            raise UserError(_("没有要更正的内容"), where=now["number"], remedy=_("请改动事实、依据或措施后再保存"))
        day = clock.day_of(tx.at)
        made = add(
            tx, case, "amended", party=theirs.id, text=words, day=day, by=who, data={"changes": changes}
        )  # fmt: skip
        if amended.measures is not None:
            sanctions.amend(tx, case, theirs.id, amended.measures, words, who, day)
        if theirs.delivered:
            tx.update("case_party", theirs.id, {"delivered": ""})
        case_parts.summarise(tx, case)
        return made

    return store.change(_("更正 {}").format(ref_of(row)), work, final=True)


def _amend_act(tx: Tx, row: Stored, party: PartyRow, amendment: Amendment) -> list[dict[str, str]]:
    """Writes new facts and clause of an act; what changed, in words."""
    from wxadmin.services import case_decisions

    if amendment.facts is None and amendment.clause is None:
        return []
    if not 0 <= amendment.act < len(party.acts):
        raise UserError(_("没有这项违规行为"), remedy=_("请刷新后重新选择"))
    before = party.acts[amendment.act]
    after = before
    changes = []
    if amendment.facts is not None and amendment.facts.strip() != before.facts:
        after = replace(after, facts=said(amendment.facts, _("事实"), LONGEST_FACTS))
        changes.append({"what": on_paper(_("事实")), "before": before.facts, "after": after.facts})
    if amendment.clause is not None and amendment.clause != before.clause:
        after = replace(after, clause=amendment.clause)
        why = case_decisions.not_holding(tx, row["group_id"], after)
        if why is not None:
            raise UserError(why[0], remedy=why[1])
        changes.append({"what": on_paper(_("依据条款")), "before": _cited(before), "after": _cited(after)})
    if changes:
        case_parts.amend_act(tx, row["group_id"], row["id"], party.id, amendment.act, after)
    return changes


def _cited(act: Infraction) -> str:
    if act.clause is None:
        return ""
    return joined("", (f"《{act.clause.regulation}》{act.clause.version}", *act.clause.at))


def _measures_changed(tx: Tx, case: int, amendment: Amendment) -> list[dict[str, str]]:
    from wxadmin.services import appeal_answers, case_measures

    if amendment.measures is None:
        return []
    if not amendment.measures:
        raise UserError(_("没有选处罚措施"), remedy=_("不再处罚的请作废或解除"))
    check_measures(amendment.measures)
    before = case_measures.standing(tx, case).get(amendment.party, ())
    if set(before) == set(amendment.measures):
        return []
    appeal_answers.refuse_harder(tx, amendment.party, amendment.measures)
    old, new = (joined("、", map(on_paper, wording.measure_words(one))) for one in (before, amendment.measures))
    return [{"what": on_paper(_("处罚措施")), "before": old, "after": new}]

"""Deciding a case, and taking a decision out of force by a new act."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time

from wxadmin.domain.cases import Infraction, Measure, flat, measures_of
from wxadmin.domain.errors import UserError
from wxadmin.domain.ordering import searchable_after
from wxadmin.i18n import _, on_paper
from wxadmin.services import case_acts, case_cards, case_parts, citing, clock, settings, signatures, wording
from wxadmin.services.case_acts import existing
from wxadmin.services.case_cards import CaseCard
from wxadmin.services.case_parts import PartyRow
from wxadmin.services.measure_limits import check_measures
from wxadmin.services.papers import take_number
from wxadmin.services.records import Change, Store
from wxadmin.store import people as stored_people
from wxadmin.store import revisions as stored_revisions
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_EARLIEST = date(1990, 1, 1)
"""No decision is older: such a year is a slip, and could not be put right."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided, or a committee, whose words (who, votes) ``committee`` keeps.

    ``measures`` are keys of MEASURES for the first party, with ``days`` and ``amount``; ``parties`` (party id →
    measures) decide instead where there are several. ``day`` is the day it was decided, None today.
    """

    measures: tuple[str, ...]
    decided_by: str
    note: str = ""
    days: int = 0
    amount: str = ""
    parties: Mapping[int, tuple[Measure, ...]] = field(default_factory=dict)
    committee: str = ""
    day: date | None = None


def decide(store: Store, case: int, decision: Decision) -> Change[str]:
    """Decides: the case gets its number (the value) and can no longer be undone, only amended, lifted or voided.

    UserError without measures for everybody, without decider or facts; for a day to come or before the act; for a
    clause of a version that did not hold on the day of the act; and for somebody erased meanwhile.
    """
    with store.read() as db:
        _refuse_decided(existing(db, case))
    card = case_cards.get(store, case)
    day = decision.day or clock.today()
    if not decision.decided_by.strip() and not decision.committee.strip():
        raise UserError(_("没有写决定人"), remedy=_("请写上由谁决定"))
    case_acts.refuse_long(decision.decided_by, _("决定人"), case_acts.LONGEST_NAME)
    case_acts.refuse_long(decision.committee, _("集体决定"))
    case_acts.refuse_long(decision.note, _("决定说明"))
    proposals = {party.id: json.dumps(asdict(party.proposal), ensure_ascii=False) for party in card.parties}

    def work(tx: Tx) -> str:
        row = existing(tx, case)
        _refuse_decided(row)
        parties = case_parts.of(tx, case)
        chosen = _chosen(parties, decision)
        _refuse_gaps(tx, card, parties, day)
        count, number = take_number(tx, row["group_id"], "case")
        by = decision.decided_by.strip() or on_paper(_("集体决定"))
        keys, days, amount = flat(chosen[parties[0].id])
        tx.update(
            "cases",
            case,
            {
                "state": "decided", "number": number,
                "search": searchable_after(row["search"], number),
                "ordinal": clock.day_of(tx.at).year * case_parts.MILLION + count,
                "measures": json.dumps(keys), "days": days, "amount": amount,
                "proposal": proposals.get(parties[0].id, ""), "decided": _moment(tx, day), "decided_by": by,
                "decision_note": decision.note.strip(),
            },
        )  # fmt: skip
        _settle(tx, card, parties, chosen, proposals, decision, day, by)
        return number

    return store.change(_("处罚决定 {}").format(case_parts.together([p.label for p in card.parties])), work, final=True)


def _refuse_decided(row: Stored) -> None:
    if row["state"] != "draft":
        remedy = _("需要改时请用“更正”，或作废后另立新案")
        raise UserError(_("{} 已经决定过").format(row["number"]), remedy=remedy)


def _chosen(parties: Sequence[PartyRow], decision: Decision) -> dict[int, tuple[Measure, ...]]:
    """What is decided for each party; UserError for a party without a measure and one that is not of the case."""
    ids = {party.id for party in parties}
    if not decision.parties.keys() <= ids:
        raise UserError(_("决定里有不是本案当事人的人"), remedy=_("请刷新案件后重新决定"))
    chosen = dict(decision.parties)
    chosen.setdefault(
        parties[0].id, measures_of(decision.measures, decision.days, decision.amount)
    )  # fmt: skip
    for party in parties:
        measures = chosen.get(party.id, ())
        if not measures and len(parties) == 1:
            raise UserError(_("没有选处罚措施"), remedy=_("请至少选一项"))
        if not measures:
            remedy = _("请至少选一项；不处理的请先分出本案或移去")
            raise UserError(_("没有选对 {} 的处罚措施").format(party.name or party.sender), remedy=remedy)
        check_measures(measures)
    return chosen


def _refuse_gaps(tx: Tx, card: CaseCard, parties: Sequence[PartyRow], day: date) -> None:
    """UserError for what keeps a case from being decided as it stands."""
    several = len(parties) > 1
    persons = [party.person for party in parties if party.person is not None]
    for party in parties:
        name = party.name or party.sender
        if persons.count(party.person or 0) > 1:
            raise UserError(_("当事人写了两次：{}").format(name), remedy=_("请移去一个"))
        where = name if several else ""
        if party.person is not None and stored_people.one(tx, party.person) is None:
            remedy = _("请从当事人里移去此人后再决定") if several else _("请不要再决定这个案件，可以撤销立案")
            raise UserError(_("当事人的个人信息已经删除，不能再对其作决定"), where=where, remedy=remedy)
        if not any(act.facts for act in party.acts):
            raise UserError(_("案件没有写事实"), where=where, remedy=_("请先写明事实"))
        for act in party.acts:
            if act.occurred is not None and act.occurred > day:
                what = _("决定日期早于违规发生的日期（{}）").format(clock.shown_day(act.occurred))
                raise UserError(what, where=clock.shown_day(day), remedy=_("请核对两个日期"))
            why = not_holding(tx, card.group, act)
            if why:
                raise UserError(why[0], where=where, remedy=why[1])
    if day > clock.today():
        raise UserError(_("决定日期还没有到"), where=clock.shown_day(day), remedy=_("请改成今天或以前"))
    if day < _EARLIEST:
        raise UserError(_("决定日期太早"), where=day.isoformat(), remedy=_("请核对年份"))


def not_holding(db: Source, group: int, act: Infraction) -> tuple[str, str] | None:
    """(what, remedy) where the clause cited was replaced or repealed by the day of the act; None when it can be cited.

    A clause that no version held before is let pass with a caution: who has just begun enters today's rules and acts
    of last week.
    """
    if act.clause is None:
        return None
    day = act.occurred or clock.today()
    row = signatures.cited_version(db, group, act.clause)
    if row is None:
        if act.clause.revision is None:
            return None
        what = _("《{}》{}已经不在记录里").format(act.clause.regulation, act.clause.version)
        return what, _("请重新选择依据的条款")
    if row["state"] == "draft" or not row["effective"]:
        what = _("《{}》{}还没有发布").format(row["title"], citing.version(row["version"]))
        return what, _("请先发布，或改用已发布的一版")
    then = stored_revisions.held(db, row["regulation"], day.isoformat())
    if then is not None and then["id"] == row["id"]:
        return None
    cited = citing.version(row["version"])
    if then is not None:
        words = _("{}那天有效的是《{}》{}，不是{}")
        what = words.format(clock.shown_day(day), row["title"], citing.version(then["version"]), cited)
        return what, _("请改用那天有效的一版的条款")
    if day.isoformat() < row["effective"]:
        return None
    what = _("{}那天，《{}》{}已经停止施行").format(clock.shown_day(day), row["title"], cited)
    return what, _("请改用那天有效的条款，或不写依据")


def _settle(
    tx: Tx, card: CaseCard, parties: Sequence[PartyRow], chosen: Mapping[int, tuple[Measure, ...]],
    proposals: Mapping[int, str], decision: Decision, day: date, by: str,
) -> None:  # fmt: skip
    """Freezes what was known, enacts, and keeps the decision as an act, with one for each party where several are."""
    from wxadmin.services import sanctions

    cited = {party.id: party.acts for party in card.parties}
    words = decision.committee.strip()
    general = {"committee": words} if words else {}
    if len(parties) > 1:
        case_acts.add(tx, card.id, "decided", text=decision.note, day=day, by=by, data=general)
    for party in parties:
        tx.update("case_party", party.id, {"proposal": proposals.get(party.id, "")})
        case_parts.freeze_acts(tx, card.group, card.id, party.id, cited.get(party.id, party.acts))
        told: dict[str, object] = {"measures": [on_paper(word) for word in wording.measure_words(chosen[party.id])]}
        if len(parties) == 1:
            data, note = {**told, **general}, decision.note
        else:
            data, note = told, ""
        case_acts.add(tx, card.id, "decided", party=party.id, text=note, day=day, by=by, data=data)
        sanctions.enact(tx, card.id, party.id, chosen[party.id], day, by)
    first = cited.get(parties[0].id, parties[0].acts)
    if first and first[0].clause is not None:
        tx.update("cases", card.id, {"clause": case_parts.packed(first[0].clause)})


def _moment(tx: Tx, day: date) -> str:
    """The stamp of a decision: now, or noon of the day it was made on when it is entered later."""
    if day == clock.day_of(tx.at):
        return clock.stamp(clock.moment(tx.at))
    return clock.stamp(datetime.combine(day, time(12), clock.zone()))


def void(store: Store, case: int, reason: str, by: str = "") -> Change[int]:
    """Takes a decided or issued case out of force by a new act; it keeps its number and counts for no ladder."""
    words = _reason(reason)
    who = by.strip() or settings.get(store).actor
    with store.read() as db:
        number = existing(db, case)["number"]

    def work(tx: Tx) -> int:
        void_in(tx, case, words, who)
        return case

    return store.change(_("作废 {}").format(number), work, final=True)


def void_in(tx: Tx, case: int, reason: str, by: str = "", party: int | None = None) -> None:
    """:func:`void` inside a running change; of one ``party`` alone where others stay. Its measures are lifted."""
    from wxadmin.services import sanctions

    words = _reason(reason)
    row = existing(tx, case)
    if row["state"] == "draft":
        raise UserError(_("案件还是草稿"), remedy=_("草稿可以直接撤销立案"))
    if row["state"] == "void":
        raise UserError(_("{} 已经作废").format(row["number"]))
    standing = [one for one in case_parts.of(tx, case) if not one.voided]
    going = [one for one in standing if party in (None, one.id)]
    if not going:
        raise UserError(_("对这位当事人的决定已经作废"), where=row["number"], remedy=_("请刷新案件"))
    day = clock.day_of(tx.at)
    for one in going:
        sanctions.lift_case(tx, case, words, by, party_id=one.id, day=day)
        tx.update("case_party", one.id, {"voided": day.isoformat()})
    whole = len(going) == len(standing)
    if whole:
        voided = clock.stamp(clock.moment(tx.at))
        tx.update("cases", case, {"state": "void", "void_reason": words, "voided": voided})
    case_acts.add(tx, case, "voided", party=None if whole else party, text=words, day=day, by=by)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise UserError(_("没有写作废原因"), remedy=_("请写一句原因"))
    return case_acts.said(reason, _("作废原因"))

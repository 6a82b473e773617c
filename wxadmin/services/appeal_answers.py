"""Answers to appeals: what the owner found, who looked at it, and what holds from then on.

An answer is final. One that was wrong is followed by another, which brings about what holds then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from wxadmin.domain.cases import TIMED, Measure
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import MEASURES, RECOMMENDED
from wxadmin.domain.papers import LetterPaper
from wxadmin.i18n import _, on_paper
from wxadmin.services import (
    appeal_cards,
    appeal_letters,
    appeal_reviewers,
    case_acts,
    case_parts,
    clock,
    spelling,
)
from wxadmin.services.appeal_cards import OUTCOMES, AnswerLine, words_of
from wxadmin.services.case_acts import existing as existing_case
from wxadmin.services.measure_limits import check_measures
from wxadmin.services.records import Change, Store
from wxadmin.store import appeals as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.erasure_rules import REMOVED
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

Outcome = Literal["maintained", "reduced", "revoked", "late"]
_LASTING = TIMED
"""Measures without days last for good."""
_RANK = {key: rank for rank, key in enumerate(MEASURES)}


@dataclass(frozen=True, slots=True)
class Answer:
    """How an appeal ends. ``after`` are all measures that hold from then on where it is ``reduced``.

    ``reviewer`` ``""`` is who was to look at it; ``same`` is why one who decided does it though there is somebody else;
    ``reason`` is why the answer before this one was wrong; ``taken`` why a late one is taken on. ``day`` None: today.
    """

    outcome: str
    grounds: str
    after: tuple[Measure, ...] = ()
    reviewer: str = ""
    day: date | None = None
    same: str = ""
    reason: str = ""
    taken: str = ""


def answer(store: Store, appeal: int, said: Answer) -> Change[int]:
    """Answers an appeal, or corrects an answer, by a final act that brings about what holds now; the value is its id.

    UserError without grounds, for an outcome that does not fit (late and not taken on, nothing milder named), for a
    reviewer who decided though there is somebody else and nobody says why, a day to come, one withdrawn, a correction
    without a reason.
    """
    with store.read() as db:
        name = appeal_cards.existing(db, appeal)["name"]

    def work(tx: Tx) -> int:
        row = appeal_cards.existing(tx, appeal)
        plan = _planned(tx, row, said)
        after = appeal_cards.packed(plan.after)
        earlier = bool(row["answered"])
        made = tx.insert(
            "appeal_answer",
            {
                "appeal_id": appeal, "group_id": row["group_id"], "subject": bytes(row["subject"]),
                "outcome": plan.outcome, "grounds": plan.grounds, "before": appeal_cards.packed(plan.before),
                "after": after, "answered_by": plan.reviewer, "same": plan.same, "reason": plan.reason,
                "day": plan.day.isoformat(), "at": clock.stamp(clock.moment(tx.at)), "paper_id": None,
            },
        )  # fmt: skip
        text = on_paper(_("{}。{}")).format(on_paper(plan.line), plan.grounds)
        if earlier:
            text = on_paper(_("更正原答复（{}）：{}")).format(plan.reason, text)
        case_acts.add(
            tx, row["case_id"], "answered", party=row["party_id"], text=text, day=plan.day, by=plan.reviewer,
            data={"appeal": appeal, "answer": made, "outcome": plan.outcome, "after": after},
        )  # fmt: skip
        values = {"state": "answered", "outcome": plan.outcome, "answered": plan.day.isoformat(),
                  "reviewer": plan.reviewer, "taken": row["taken"] or said.taken.strip()}  # fmt: skip
        tx.update("appeal", appeal, values)
        _bring_about(tx, row, plan.outcome, plan.after, plan.reviewer, plan.day)
        return made

    return store.change(_("答复申诉 {}").format(name), work, final=True)


def draft_reply(store: Store, appeal: int, said: Answer) -> LetterPaper:
    """The reply as it would be; nothing is written. UserError as of :func:`answer`."""
    with store.read() as db:
        row = appeal_cards.existing(db, appeal)
        plan = _planned(db, row, said)
        card = appeal_cards.card_of(db, row)
    taken = card.taken or said.taken.strip()
    return appeal_letters.letter_of(store, replace(card, answers=(*card.answers, plan), taken=taken))


def _planned(db: Source, row: Stored, said: Answer) -> AnswerLine:
    """The answer as it will be kept, not yet numbered."""
    grounds = appeal_cards.said(said.grounds, _("复核理由"))
    if said.outcome not in get_args(Outcome):
        raise UserError(_("没有这种复核结果：{}").format(said.outcome), remedy=_("请选维持、减轻、撤销或逾期不予受理"))
    day = said.day or clock.today()
    earlier = appeal_cards.answers_of(db, row["id"])
    _refuse_answer(db, row, said, day, corrects=bool(earlier))
    reviewer, same = _reviewer(db, row, said)
    before = _before(db, row, earlier)
    return AnswerLine(
        0, said.outcome, grounds, before, _after(said, before), reviewer, same, said.reason.strip(), day, None
    )


def _refuse_answer(db: Source, row: Stored, said: Answer, day: date, *, corrects: bool) -> None:
    if row["state"] == "withdrawn":
        raise UserError(_("申诉已经撤回"), remedy=_("当事人再次提出时，请另登记一份"))
    if corrects and not said.reason.strip():
        remedy = _("原答复保留；要更正，请写明原答复错在哪里")
        raise UserError(_("这份申诉已于{}答复").format(clock.shown_day(row["answered"])), remedy=remedy)
    if day > clock.today() or day.isoformat() < max(row["received"], row["answered"]):
        raise UserError(_("答复的日子不对"), where=clock.shown_day(day), remedy=_("请改成收到申诉以后、今天以前的日子"))
    if said.outcome == "late" and not row["late"]:
        raise UserError(_("这份申诉在期限内提出，不能以逾期答复"), remedy=_("请复核后答复维持、减轻或撤销"))
    if said.outcome != "late" and row["late"] and not (row["taken"] or said.taken.strip()):
        remedy = _("请先写明理由予以受理，或答复逾期不予受理")
        raise UserError(_("申诉逾期提出，还没有受理"), remedy=remedy)
    void = row["case_state"] == "void" or row["voided"]
    if void and said.outcome != "revoked" and not stored.revoked_here(db, row["id"]):
        remedy = _("原处理已不再有效，请答复“撤销”，或由当事人撤回")
        raise UserError(_("{} 已经作废").format(row["number"]), remedy=remedy)


def _reviewer(db: Source, row: Stored, said: Answer) -> tuple[str, str]:
    """(who looked at it, why it was one who decided)."""
    known = appeal_reviewers.of(db, row["case_id"])
    name = spelling.title(said.reviewer or row["reviewer"], _("复核人"))
    if name == REMOVED:
        raise UserError(_("复核人的个人信息已删除"), remedy=_("请另选复核人"))
    if name in (row["name"], row["sender"]):
        raise UserError(_("{} 是申诉人，不能复核自己的申诉").format(name), remedy=_("请另选复核人"))
    if not known.has_decided(name):
        return name, ""
    if not known.others:
        return name, said.same.strip() or known.same or on_paper(_("没有其他人可以复核"))
    if not said.same.strip():
        remedy = _("可以请 {} 复核；确实只能由原决定人复核的，请写明原因").format("、".join(known.others[:3]))
        raise UserError(_("{} 参与了原决定").format(name), remedy=remedy)
    return name, said.same.strip()


def _before(db: Source, row: Stored, earlier: Sequence[AnswerLine]) -> tuple[Measure, ...]:
    """The measures appealed against: those of the first answer while nothing but answers changed them since."""
    now = appeal_cards.measures(db, row["case_id"], row["party_id"])
    if earlier and (earlier[-1].outcome == "revoked" or set(now) == set(earlier[-1].after)):
        return earlier[0].before
    return now


def _after(said: Answer, before: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """What holds afterwards."""
    if said.outcome == "revoked":
        return ()
    if said.outcome != "reduced":
        return before
    if not said.after:
        raise UserError(_("没有写减轻后的处理"), remedy=_("请写明改为什么措施；不再处理的，请选撤销"))
    check_measures(said.after)
    if not milder(said.after, before):
        what = _("“{}”没有比原处理“{}”轻").format(words_of(said.after), words_of(before))
        raise UserError(what, remedy=_("请改成较轻的措施、较少的天数或金额；不改的，请选维持"))
    return said.after


def milder(after: Sequence[Measure], before: Sequence[Measure]) -> bool:
    """Whether measures are milder than others: the hardest first, then the next; fewer of the same are milder."""
    return _hardness(after) < _hardness(before)


def refuse_harder(db: Source, party: int, measures: Sequence[Measure]) -> None:
    """UserError while an appeal of the party waits, and for measures harder than what one was answered with."""
    waiting = stored.open_of(db, party)
    if waiting is not None:
        what = _("{} 的申诉已于{}收到，还没有答复").format(waiting["name"], clock.shown_day(waiting["received"]))
        raise UserError(what, remedy=_("请先答复申诉：减轻、撤销都由答复作出"))
    row = stored.answer_in_force(db, party)
    if row is None:
        return
    held = appeal_cards.unpacked(row["after"])
    if milder(held, measures):
        what = _("“{}”比{}对申诉的答复“{}”重").format(words_of(measures), clock.shown_day(row["day"]), words_of(held))
        raise UserError(what, remedy=_("更正不能加重申诉答复过的处理；答复有误的，请在“申诉”里更正答复"))


def lighter(before: Sequence[Measure], *, recommend: bool) -> tuple[str, ...]:
    """Keys of what measures can be reduced to, mildest first; empty where nothing is milder.

    What only the unit can do is among them where it was decided, or the owner wants it offered (``recommend``).
    """
    held = {one.key for one in before}
    below = {key for key in MEASURES if milder((Measure(key, 1 if key in _LASTING else 0),), before)}
    if not below and len(before) < 2:
        return ()
    return tuple(
        key for key in MEASURES if key in held or (key in below and (recommend or key not in RECOMMENDED))
    )  # fmt: skip


def _hardness(measures: Sequence[Measure]) -> list[tuple[int, float, Decimal]]:
    found = []
    for one in measures:
        lasting = float("inf") if one.key in _LASTING and not one.days else float(one.days)
        found.append((_RANK[one.key], lasting, Decimal(one.amount.strip() or "0")))
    return sorted(found, reverse=True)


def _bring_about(tx: Tx, row: Stored, outcome: str, after: tuple[Measure, ...], by: str, day: date) -> None:
    """Have what the answer says hold: measures lifted, enacted or changed, the decision taken back or restored."""
    from wxadmin.services import cases, sanctions

    case, party = row["case_id"], row["party_id"]
    why = on_paper(_("申诉答复：{}")).format(on_paper(OUTCOMES[outcome]))
    if outcome == "revoked":
        if row["case_state"] != "void" and not row["voided"]:
            cases.void_in(tx, case, why, by, party=party)
        return
    if row["case_state"] == "void" or row["voided"]:
        _restore(tx, row, why, by, day)
    over = {one["measure"] for one in stored.standing(tx, case, party) if one["state"] == "ended"}
    if set(appeal_cards.measures(tx, case, party)) != set(after):
        # What has run its course is not begun again.
        wanted = [one for one in after if one.key not in over]
        sanctions.amend(tx, case, party, wanted, why, by, day)
    case_parts.summarise(tx, case)


def _restore(tx: Tx, row: Stored, why: str, by: str, day: date) -> None:
    """The decision that an earlier answer took back holds again."""
    case, party = row["case_id"], row["party_id"]
    tx.update("case_party", party, {"voided": ""})
    if row["case_state"] == "void":
        state = "decided" if existing_case(tx, case)["paper_id"] is None else "issued"
        tx.update("cases", case, {"state": state, "void_reason": "", "voided": ""})
    case_acts.add(tx, case, "restored", party=party, text=why, day=day, by=by, data={"appeal": row["id"]})

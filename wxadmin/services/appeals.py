"""申诉: received, taken on though late, looked at by somebody who did not decide, answered, withdrawn.

An answer is final. One that was wrong is followed by another, which brings about what holds then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

from wxadmin.domain.cases import Measure
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import MEASURES
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _, on_paper
from wxadmin.services import (
    appeal_cards,
    appeal_letters,
    appeal_reviewers,
    appeal_windows,
    case_acts,
    case_decisions,
    case_parts,
    clock,
    exhibits,
    settings,
    spelling,
)
from wxadmin.services.case_acts import existing as existing_case
from wxadmin.services.records import Change, Store
from wxadmin.store import appeals as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.erasure_rules import REMOVED
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

COLUMNS, CHIPS, HOWS, OUTCOMES = appeal_cards.COLUMNS, appeal_cards.CHIPS, appeal_cards.HOWS, appeal_cards.OUTCOMES
AppealCard, Window, Reviewers = appeal_cards.AppealCard, appeal_windows.Window, appeal_reviewers.Reviewers
index, page, get = appeal_cards.index, appeal_cards.page, appeal_cards.get
of_case, of_person, words_of = appeal_cards.of_case, appeal_cards.of_person, appeal_cards.words_of
window, answer_days, set_answer_days = (
    appeal_windows.window, appeal_windows.answer_days, appeal_windows.set_answer_days,
)  # fmt: skip
reviewers, reply, issue_reply = appeal_reviewers.of, appeal_letters.reply, appeal_letters.issue_reply

Outcome = Literal["maintained", "reduced", "revoked", "late"]
_LONGEST = 5_000
_SOON = timedelta(days=3)
_LOOK_BACK = timedelta(days=60)
_MOST = 200
_LASTING = frozenset({"mute", "suspension", "account"})
"""Measures without days last for good."""
_RANK = {key: rank for rank, key in enumerate(MEASURES)}


@dataclass(frozen=True, slots=True)
class AppealDraft:
    """What came in. ``received`` None: today; ``how`` is a key of HOWS, ``bearer`` who took it for the group.

    ``until`` is another last day of the window than the one counted, for the reason ``window_reason``; ``taken`` is why
    a late one is taken on all the same; ``reviewer`` who is to look at it (``""``: who is proposed).
    """

    received: date | None
    how: str
    reasons: str
    bearer: str = ""
    until: date | None = None
    window_reason: str = ""
    taken: str = ""
    reviewer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """How an appeal ends. ``after`` are all measures that hold from then on where it is ``reduced``.

    ``reviewer`` ``""`` is who was to look at it; ``same`` is why one who decided does it though there is somebody else;
    ``reason`` is why the answer before this one was wrong. ``day`` None: today.
    """

    outcome: str
    grounds: str
    after: tuple[Measure, ...] = ()
    reviewer: str = ""
    day: date | None = None
    same: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """What of appeals is due: (appeal, line, overdue) of answers owed, (case, line, last day) of windows that close."""

    answers: tuple[tuple[int, str, bool], ...]
    closing: tuple[tuple[int, str, date], ...]


# Taking in


def party_of(store: Store, case: int, who: str) -> int:
    """The party of a case that appeals under a name or nickname; UserError when it is none of them, or several."""
    name = who.strip().lstrip("@＠").strip()
    with store.read() as db:
        row = existing_case(db, case)
        parties = stored.parties(db, case)
        persons = set(stored.named(db, row["group_id"], name))
    found = [p["id"] for p in parties if name in (p["name"], p["sender"]) or p["person_id"] in persons]
    if len(found) == 1:
        return int(found[0])
    ref = case_acts.ref_of(row)
    if found:
        raise UserError(_("{} 有几位当事人叫“{}”").format(ref, name), remedy=_("请直接选择当事人"))
    remedy = _("请核对昵称，或先在“群成员与实名”里认定是谁；代人申诉的，选当事人，再写明是谁交来的")
    raise UserError(_("“{}”不是 {} 的当事人").format(name, ref), remedy=remedy)


def receive(store: Store, case: int, party: int, draft: AppealDraft) -> Change[int]:
    """Takes an appeal in; the value is its id. One that comes late is marked so and waits to be taken on or refused.

    UserError for a draft or a void case, a party whose decision was taken back, one whose appeal still waits, a day
    to come or before the decision, and without reasons.
    """
    reasons = _said(draft.reasons, _("申诉理由"))
    if draft.how not in HOWS:
        raise UserError(_("没有这种收到方式：{}").format(draft.how), remedy=_("请选书面、口头、微信或代收"))
    if draft.how == "bearer" and not draft.bearer.strip():
        raise UserError(_("没有写代收人"), remedy=_("请写上是谁代收的"))
    if draft.until is not None and not draft.window_reason.strip():
        raise UserError(_("没有写改申诉期限的原因"), remedy=_("请写一句原因"))
    day = draft.received or clock.today()
    by = settings.get(store).actor
    with store.read() as db:
        label = _appellant(db, case, party)["name"] or _("无名")

    def work(tx: Tx) -> int:
        row = existing_case(tx, case)
        about = _appellant(tx, case, party)
        _refuse_day(row, day)
        counted = window(tx, row, party)
        until = counted.until if draft.until is None else draft.until
        late = until is not None and day > until
        basis = counted.words
        if draft.until is not None:
            basis = on_paper(_("{}；改为到{}：{}")).format(
                basis, clock.shown_day(draft.until), draft.window_reason.strip()
            )
        name = about["name"] or about["sender"]
        appeal = tx.insert(
            "appeal",
            {
                "case_id": case, "party_id": party, "group_id": row["group_id"], "subject": bytes(about["subject"]),
                "name": name, "name_key": spelling.name_key(name), "number": row["number"],
                "received": day.isoformat(), "how": draft.how, "bearer": draft.bearer.strip(), "reasons": reasons,
                "since": counted.from_day.isoformat(), "until": "" if until is None else until.isoformat(),
                "basis": basis, "late": int(late), "taken": draft.taken.strip() if late else "",
                "due": appeal_windows.due_day(tx, day).isoformat(), "state": "open",
                "reviewer": draft.reviewer.strip() or reviewers(tx, case).proposed, "outcome": "",
                "answered": "", "paper_id": None, "created": clock.stamp(clock.moment(tx.at)),
                "search": searchable(name, *spelling.pinyin_words(name), row["number"], reasons),
            },
        )  # fmt: skip
        said = on_paper(HOWS[draft.how]) + (on_paper(_("，逾期提出")) if late else "")
        case_acts.add(
            tx, case, "appealed", party=party, text=on_paper(_("{}：{}")).format(said, reasons), day=day, by=by,
            data={"appeal": appeal, "late": late},
        )  # fmt: skip
        return appeal

    return store.change(_("收到申诉 {}").format(label), work)


def _appellant(db: Source, case: int, party: int) -> Stored:
    """The party that appeals; UserError where there is nothing to appeal against, or an appeal of theirs waits."""
    row = existing_case(db, case)
    ref = case_acts.ref_of(row)
    if row["state"] == "draft":
        raise UserError(_("{} 还没有决定").format(ref), remedy=_("对草稿的意见可以写进案件的备注"))
    found = next((one for one in stored.parties(db, case) if one["id"] == party), None)
    if found is None:
        raise UserError(_("这个案件没有这位当事人"), remedy=_("请刷新后重新选择"))
    if row["state"] == "void" or found["voided"]:
        remedy = _("原处理已不再有效，不用申诉；要留下记录可以写进案件的备注")
        raise UserError(_("{} 已经作废").format(ref), remedy=remedy)
    waiting = stored.open_of(db, party)
    if waiting is not None:
        what = _("{} 的申诉已于{}收到，还没有答复").format(waiting["name"], clock.shown_day(waiting["received"]))
        raise UserError(what, where=ref, remedy=_("补充的理由请添加到那一份申诉"))
    return found


def _refuse_day(row: Stored, day: date) -> None:
    if day > clock.today():
        raise UserError(_("收到申诉的日子还没有到"), where=clock.shown_day(day), remedy=_("请改成今天或以前"))
    if day < clock.day_of(row["decided"]):
        remedy = _("请改成 {} 或以后").format(clock.shown_day(row["decided"]))
        raise UserError(_("收到申诉的日子早于决定"), where=clock.shown_day(day), remedy=remedy)


def add_reasons(store: Store, appeal: int, words: str) -> Change[int]:
    """Adds what the appellant said later; UserError once it is answered or withdrawn."""
    more = _said(words, _("补充的理由"))

    def work(tx: Tx) -> int:
        row = _open(tx, appeal)
        reasons = on_paper(_("{}\n{}补充：{}")).format(row["reasons"], clock.shown_day(clock.today()), more)
        search = searchable(row["name"], *spelling.pinyin_words(row["name"]), row["number"], reasons)
        tx.update("appeal", appeal, {"reasons": reasons, "search": search})
        return appeal

    return store.change(_("补充申诉理由"), work)


def attach(store: Store, appeal: int, path: Path) -> Change[int]:
    """Keeps a picture or PDF of the appeal among the exhibits of its case; the value is the exhibit."""
    with store.read() as db:
        row = appeal_cards.existing(db, appeal)
    source = on_paper(_("{}的申诉材料")).format(row["name"])
    return exhibits.add(store, exhibits.Of("case", row["case_id"]), path, source=source)


def take_on(store: Store, appeal: int, reason: str) -> Change[int]:
    """Takes a late appeal on all the same; UserError without a reason, and for one that is not late."""
    words = _said(reason, _("受理的理由"))
    by = settings.get(store).actor

    def work(tx: Tx) -> int:
        row = _open(tx, appeal)
        if not row["late"]:
            raise UserError(_("这份申诉没有逾期"), remedy=_("可以直接答复"))
        tx.update("appeal", appeal, {"taken": words})
        _note(tx, row, on_paper(_("逾期的申诉予以受理：{}")).format(words), by)
        return appeal

    return store.change(_("受理逾期的申诉"), work)


def assign(store: Store, appeal: int, reviewer: str) -> Change[int]:
    """Names who is to look at an appeal; that somebody decided is said when it is answered."""
    name = spelling.title(reviewer, _("复核人"))

    def work(tx: Tx) -> int:
        _open(tx, appeal)
        tx.update("appeal", appeal, {"reviewer": name})
        return appeal

    return store.change(_("申诉由 {} 复核").format(name), work)


def withdraw(store: Store, appeal: int, reason: str = "", day: date | None = None) -> Change[int]:
    """The appellant takes it back; UserError once it is answered."""
    by = settings.get(store).actor
    last = day or clock.today()

    def work(tx: Tx) -> int:
        row = _open(tx, appeal)
        if last > clock.today() or last.isoformat() < row["received"]:
            raise UserError(_("撤回的日子不在收到和今天之间"), where=clock.shown_day(last), remedy=_("请改正日期"))
        tx.update("appeal", appeal, {"state": "withdrawn", "answered": last.isoformat()})
        words = on_paper(_("申诉人撤回申诉"))
        _note(tx, row, on_paper(_("{}：{}")).format(words, reason.strip()) if reason.strip() else words, by, last)
        return appeal

    return store.change(_("申诉人撤回申诉"), work)


# Answering


def answer(store: Store, appeal: int, said: Answer) -> Change[int]:
    """Answers an appeal, or corrects an answer, by a final act that brings about what holds now; the value is its id.

    UserError without grounds, for an outcome that does not fit (late and not taken on, nothing milder named), for a
    reviewer who decided though there is somebody else and nobody says why, a day to come, one withdrawn, a correction
    without a reason.
    """
    grounds = _said(said.grounds, _("复核理由"))
    if said.outcome not in get_args(Outcome):
        raise UserError(_("没有这种复核结果：{}").format(said.outcome), remedy=_("请选维持、减轻、撤销或逾期不予受理"))
    day = said.day or clock.today()
    with store.read() as db:
        name = appeal_cards.existing(db, appeal)["name"]

    def work(tx: Tx) -> int:
        row = appeal_cards.existing(tx, appeal)
        earlier = appeal_cards.answers_of(tx, appeal)
        _refuse_answer(row, said, day, corrects=bool(earlier))
        reviewer, same = _reviewer(tx, row, said)
        before = _before(tx, row, earlier)
        after = _after(said, before)
        made = tx.insert(
            "appeal_answer",
            {
                "appeal_id": appeal, "group_id": row["group_id"], "subject": bytes(row["subject"]),
                "outcome": said.outcome, "grounds": grounds, "before": appeal_cards.packed(before),
                "after": appeal_cards.packed(after), "answered_by": reviewer, "same": same,
                "reason": said.reason.strip(), "day": day.isoformat(), "at": clock.stamp(clock.moment(tx.at)),
                "paper_id": None,
            },
        )  # fmt: skip
        line = appeal_cards.answers_of(tx, appeal)[-1].line
        text = on_paper(_("{}。{}")).format(on_paper(line), grounds)
        if earlier:
            text = on_paper(_("更正原答复（{}）：{}")).format(said.reason.strip(), text)
        case_acts.add(
            tx, row["case_id"], "answered", party=row["party_id"], text=text, day=day, by=reviewer,
            data={"appeal": appeal, "answer": made, "outcome": said.outcome, "after": appeal_cards.packed(after)},
        )  # fmt: skip
        values = {"state": "answered", "outcome": said.outcome, "answered": day.isoformat(), "reviewer": reviewer}
        tx.update("appeal", appeal, values)
        _bring_about(tx, row, said.outcome, after, reviewer, day)
        return made

    return store.change(_("答复申诉 {}").format(name), work, final=True)


def _refuse_answer(row: Stored, said: Answer, day: date, *, corrects: bool) -> None:
    if row["state"] == "withdrawn":
        raise UserError(_("申诉已经撤回"), remedy=_("当事人再次提出时，请另登记一份"))
    if corrects and not said.reason.strip():
        remedy = _("原答复保留；要更正，请写明原答复错在哪里")
        raise UserError(_("这份申诉已于{}答复").format(clock.shown_day(row["answered"])), remedy=remedy)
    if day > clock.today() or day.isoformat() < max(row["received"], row["answered"]):
        raise UserError(_("答复的日子不对"), where=clock.shown_day(day), remedy=_("请改成收到申诉以后、今天以前的日子"))
    if said.outcome == "late" and not row["late"]:
        raise UserError(_("这份申诉在期限内提出，不能以逾期答复"), remedy=_("请复核后答复维持、减轻或撤销"))
    if said.outcome != "late" and row["late"] and not row["taken"]:
        remedy = _("请先写明理由予以受理，或答复逾期不予受理")
        raise UserError(_("申诉逾期提出，还没有受理"), remedy=remedy)
    if not corrects and (row["case_state"] == "void" or row["voided"]) and said.outcome != "revoked":
        remedy = _("原处理已不再有效，请答复“撤销”，或由当事人撤回")
        raise UserError(_("{} 已经作废").format(row["number"]), remedy=remedy)


def _reviewer(tx: Tx, row: Stored, said: Answer) -> tuple[str, str]:
    """(who looked at it, why it was one who decided)."""
    known = reviewers(tx, row["case_id"])
    name = spelling.title(said.reviewer or row["reviewer"], _("复核人"))
    if name == REMOVED:
        raise UserError(_("复核人的个人信息已删除"), remedy=_("请另选复核人"))
    if name in (row["name"], row["sender"]):
        raise UserError(_("{} 是申诉人，不能复核自己的申诉").format(name), remedy=_("请另选复核人"))
    every = (*known.others, *known.deciders)
    if not appeal_reviewers.decided(name, appeal_reviewers.deciding(tx, row["case_id"]), every):
        return name, ""
    if not known.others:
        return name, said.same.strip() or known.same or on_paper(_("没有其他人可以复核"))
    if not said.same.strip():
        remedy = _("可以请 {} 复核；确实只能由原决定人复核的，请写明原因").format("、".join(known.others[:3]))
        raise UserError(_("{} 参与了原决定").format(name), remedy=remedy)
    return name, said.same.strip()


def _before(tx: Tx, row: Stored, earlier: Sequence[appeal_cards.AnswerLine]) -> tuple[Measure, ...]:
    """The measures appealed against: those of the first answer while nothing but answers changed them since."""
    now = appeal_cards.measures(tx, row["case_id"], row["party_id"])
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
    case_decisions.check_measures(said.after)
    if not milder(said.after, before):
        what = _("“{}”没有比原处理“{}”轻").format(words_of(said.after), words_of(before))
        raise UserError(what, remedy=_("请改成较轻的措施、较少的天数或金额；不改的，请选维持"))
    return said.after


def milder(after: Sequence[Measure], before: Sequence[Measure]) -> bool:
    """Whether measures are milder than others: the hardest first, then the next; fewer of the same are milder."""
    return _hardness(after) < _hardness(before)


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


# What is due


def due(store: Store, group: int | None) -> Due:
    """Answers owed within three days or overdue, and windows of issued decisions that close within three days."""
    today = clock.today()
    last = today + _SOON
    since = clock.stamp(clock.now() - _LOOK_BACK)
    with store.read() as db:
        owed = [
            (row["id"], appeal_cards.owed_line(row), row["due"] < today.isoformat())
            for row in stored.waiting(db, group, last.isoformat())
        ]
        groups = [group] if group is not None else stored.groups(db)
        closing = []
        for one in groups:
            for row in stored.told_since(db, one, since, _MOST):
                until = window(db, row, row["party"]).until
                if until is not None and today <= until <= last:
                    name = row["party_name"] or row["party_sender"]
                    words = _("{} {} 的申诉期到{}").format(row["number"], name, clock.shown_day(until))
                    closing.append((int(row["id"]), words, until))
    return Due(tuple(owed), tuple(sorted(closing, key=lambda one: one[2])))


def counts(store: Store, group: int | None) -> dict[str, int]:
    """``open`` and, of these, ``overdue``."""
    with store.read() as db:
        waiting, late = stored.counts(db, group, clock.today().isoformat())
    return {"open": waiting, "overdue": late}


# Small matters


def _open(tx: Tx, appeal: int) -> Stored:
    row = appeal_cards.existing(tx, appeal)
    if row["state"] != "open":
        said = appeal_cards.state_words(row["state"], row["outcome"])
        raise UserError(_("这份申诉已经办结：{}").format(said), remedy=_("需要时请更正答复，或另登记一份申诉"))
    return row


def _note(tx: Tx, row: Stored, words: str, by: str, day: date | None = None) -> None:
    case_acts.add(
        tx, row["case_id"], "note", party=row["party_id"], text=words, day=day, by=by, data={"appeal": row["id"]}
    )


def _said(text: str, what: str) -> str:
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        raise UserError(_("没有写{}").format(what), remedy=_("请写一句"))
    if len(words) > _LONGEST:
        raise UserError(_("{}超过 {} 个字").format(what, _LONGEST), remedy=_("请写短一些，原件作为申诉材料收存"))
    return words

"""申诉: received, taken on though late, given to somebody who did not decide, withdrawn; what of them is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _, on_paper
from wxadmin.services import (
    appeal_answers,
    appeal_cards,
    appeal_letters,
    appeal_reviewers,
    appeal_windows,
    case_acts,
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
AppealCard = appeal_cards.AppealCard
Window = appeal_windows.Window
Reviewers = appeal_reviewers.Reviewers
index, page, get = appeal_cards.index, appeal_cards.page, appeal_cards.get
of_case, of_person, words_of = appeal_cards.of_case, appeal_cards.of_person, appeal_cards.words_of
window, answer_days, set_answer_days = (
    appeal_windows.window, appeal_windows.answer_days, appeal_windows.set_answer_days,
)  # fmt: skip
reviewers, reply, issue_reply = appeal_reviewers.of, appeal_letters.reply, appeal_letters.issue_reply
Answer = appeal_answers.Answer
answer, draft_reply, milder = appeal_answers.answer, appeal_answers.draft_reply, appeal_answers.milder

_SOON = timedelta(days=3)
_LOOK_BACK = timedelta(days=60)


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
class Due:
    """What of appeals is due: (appeal, line, overdue) of answers owed, (case, line, last day) of windows that close."""

    answers: tuple[tuple[int, str, bool], ...]
    closing: tuple[tuple[int, str, date], ...]


# Taking in


def receive(store: Store, case: int, party: int, draft: AppealDraft) -> Change[int]:
    """Takes an appeal in; the value is its id. One that comes late is marked so and waits to be taken on or refused.

    UserError for a draft or a void case, a party whose decision was taken back or whose data was erased, one whose
    appeal still waits, a day to come or before the decision, a last day before the window begins, and without reasons.
    """
    reasons = appeal_cards.said(draft.reasons, _("申诉理由"))
    if draft.how not in HOWS:
        raise UserError(_("没有这种收到方式：{}").format(draft.how), remedy=_("请选书面、口头、微信或代收"))
    if draft.how == "bearer" and not draft.bearer.strip():
        raise UserError(_("没有写代收人"), remedy=_("请写上是谁代收的"))
    if draft.until is not None and not draft.window_reason.strip():
        raise UserError(_("没有写改申诉期限的原因"), remedy=_("请写一句原因"))
    day = draft.received or clock.today()
    by = settings.get(store).actor
    with store.read() as db:
        label = appellant(db, case, party)["name"] or _("无名")

    def work(tx: Tx) -> int:
        row = existing_case(tx, case)
        about = appellant(tx, case, party)
        _refuse_day(row, day)
        counted = window(tx, row, party)
        until = counted.until if draft.until is None else draft.until
        if until is not None and until < counted.from_day:
            where, remedy = clock.shown_day(until), _("请改成 {} 或以后").format(clock.shown_day(counted.from_day))
            raise UserError(_("申诉期限早于送达或决定的日子"), where=where, remedy=remedy)
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
                "due": appeal_windows.due_day(tx, day, row["group_id"]).isoformat(), "state": "open",
                "reviewer": draft.reviewer.strip() or reviewers(tx, case).proposed, "outcome": "",
                "answered": "", "told_id": _told(tx, case, party), "paper_id": None,
                "created": clock.stamp(clock.moment(tx.at)),
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


def appellant(db: Source, case: int, party: int) -> Stored:
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
    if found["name"] == REMOVED:
        # Nobody knows any more what was decided against them for what.
        remedy = _("处理的人已经认不出来，不能再登记新的申诉；原有的答复有误的，可以更正答复")
        raise UserError(_("这位当事人的个人信息已删除"), where=ref, remedy=remedy)
    waiting = stored.open_of(db, party)
    if waiting is not None:
        what = _("{} 的申诉已于{}收到，还没有答复").format(waiting["name"], clock.shown_day(waiting["received"]))
        raise UserError(what, where=ref, remedy=_("补充的理由请添加到那一份申诉"))
    return found


def _told(db: Source, case: int, party: int) -> int | None:
    """The last delivery, or refusal, of the party's notice: an appeal rests on it, and it can no longer be undone."""
    acts = [act.id for act in case_acts.of(db, case) if act.party == party and act.kind in ("delivered", "refused")]
    return acts[-1] if acts else None


def _refuse_day(row: Stored, day: date) -> None:
    if day > clock.today():
        raise UserError(_("收到申诉的日子还没有到"), where=clock.shown_day(day), remedy=_("请改成今天或以前"))
    if day < clock.day_of(row["decided"]):
        remedy = _("请改成 {} 或以后").format(clock.shown_day(row["decided"]))
        raise UserError(_("收到申诉的日子早于决定"), where=clock.shown_day(day), remedy=remedy)


def add_reasons(store: Store, appeal: int, words: str) -> Change[int]:
    """Adds what the appellant said later; UserError once it is answered or withdrawn."""
    more = appeal_cards.said(words, _("补充的理由"))

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
    words = appeal_cards.said(reason, _("受理的理由"))
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


# What is due


def due(store: Store, group: int | None) -> Due:
    """Answers owed within three days or overdue, and windows of issued decisions that close within three days."""
    today = clock.today()
    last = today + _SOON
    with store.read() as db:
        owed = [
            (row["id"], appeal_cards.owed_line(row), row["due"] < today.isoformat())
            for row in stored.waiting(db, group, last.isoformat())
        ]
        groups = [group] if group is not None else stored.groups(db)
        closing = [one for each in groups for one in _closing(db, each, today, last)]
    return Due(tuple(owed), tuple(sorted(closing, key=lambda one: one[2])))


def _closing(db: Source, group: int, today: date, last: date) -> list[tuple[int, str, date]]:
    """(case, line, last day) of the decisions of a group whose window closes in these days."""
    days = appeal_windows.begins(db, group, today, last)
    if days is None:
        return []
    since = (days[0] - _LOOK_BACK).isoformat()
    found = []
    by_decision = appeal_windows.from_decision(db, group)
    for row in stored.closing(db, group, *days, since, by_decision=by_decision):
        until = window(db, row, row["party"]).until
        if until is not None and today <= until <= last:
            name = row["party_name"] or row["party_sender"]
            words = _("{} {} 的申诉期到{}").format(row["number"], name, clock.shown_day(until))
            found.append((int(row["id"]), words, until))
    return found


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

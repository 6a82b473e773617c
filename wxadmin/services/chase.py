"""催办: reminders to those still missing, in portions with @names, counted and spaced; what follows in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ClauseCitation
from wxadmin.domain.regulation_places import short
from wxadmin.i18n import _, on_paper
from wxadmin.services import announcement_plans, answers, clock, group_life, matter_findings, progress_reports, settings
from wxadmin.services.announcement_answers import know_senders
from wxadmin.services.announcement_plans import posted
from wxadmin.services.matter_findings import Derived
from wxadmin.services.records import Change, Store
from wxadmin.store import acknowledgements as stored_marks
from wxadmin.store import announcements as stored
from wxadmin.store import groups as stored_groups
from wxadmin.store import members as stored_members
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

SIZE = 20
"""People called with @ in one message unless the owner sets another number; the platform documents no limit."""
_SETTING = "chase.size"
_MOST = 100


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody a reminder names: by nickname where it is known; ``times`` reminded before, ``last`` when (shown)."""

    person: int
    label: str
    call: str
    times: int = 0
    last: str = ""


@dataclass(frozen=True, slots=True)
class Portion:
    """One message to send: its text and whom it names."""

    text: str
    called: tuple[Called, ...]


@dataclass(frozen=True, slots=True)
class Chase:
    """``lately`` were reminded within the group's interval, ``most`` as often as it allows; no portion names them.

    ``step`` says what comes next, ``sent`` how many reminders were sent so far.
    """

    portions: tuple[Portion, ...]
    lately: tuple[Called, ...]
    most: tuple[Called, ...]
    step: str
    sent: int


def cause_of(row: Row) -> str:
    """What reminders of an announcement are kept under; the same in a record file the group was handed over to."""
    return f"announcement:{row['posted']}:{row['title']}"


def size(store: Store) -> int:
    """How many people one message calls."""
    with store.read() as db:
        row = stored_groups.setting(db, _SETTING)
    return SIZE if row is None else int(row[1])


def set_size(store: Store, wanted: int) -> Change[None]:
    """Keeps that number; UserError outside 1 to 100."""
    _check_size(wanted)
    return store.change(_("设置每条催办 @ 多少人"), lambda tx: settings.put(tx, _SETTING, str(wanted)))


def _check_size(wanted: int) -> None:
    if not 1 <= wanted <= _MOST:
        raise UserError(_("每条 @ 的人数要在 1 到 {} 之间").format(_MOST), remedy=_("常用 10 到 20 人"))


def draft(store: Store, announcement: int, *, most: int | None = None, anyway: bool = False) -> Chase:
    """The messages to send now, ``most`` names each; ``anyway`` names also who was reminded lately or often.

    UserError when nobody is missing. Nothing is kept: :func:`sent` does that.
    """
    if most is not None:
        _check_size(most)
    know_senders(store, announcement)
    with store.read() as db:
        row = posted(db, announcement)
        board = answers.board(db, row)
        # Who only said 收到 to a post that is to be passed on is asked again, too.
        left = progress_reports.left(db, announcement)
        passing = progress_reports.passes_on(row)
        if not board.missing and not left:
            raise UserError(_("没有还未回复的人"), remedy=_("不需要提醒"))
        profile = group_life.profile(db, row["group_id"])
        everybody = _called(db, row, (*board.missing, *left))
        sent_rows = stored_marks.reminders(db, row["group_id"], cause_of(row))
        plan = announcement_plans.of(db, announcement)
    days = {r["person_id"]: clock.day_of(r["sent"]) for r in sent_rows}  # the last of each
    today = clock.today()
    asked: list[Called] = []
    lately: list[Called] = []
    often: list[Called] = []
    # Of an urgent matter the interval is a day: it is a question of hours.
    apart = min(profile.remind_days, 1) if plan.kind in ("urgent", "instruction") else profile.remind_days
    for one in everybody:
        last = days.get(one.person)
        if not anyway and profile.remind_most and one.times >= profile.remind_most:
            often.append(one)
        elif not anyway and last is not None and today < last + timedelta(days=apart):
            lately.append(one)
        else:
            asked.append(one)
    most = size(store) if most is None else most
    made: list[Portion] = []
    for stage in sorted({min(one.times, 2) for one in asked}):
        those = [one for one in asked if min(one.times, 2) == stage]
        for start in range(0, len(those), most):
            part = tuple(those[start : start + most])
            made.append(Portion(_text(row, "passing" if passing else plan.kind, plan.clause, stage, part), part))
    return Chase(tuple(made), tuple(lately), tuple(often), _step(board.overdue, often, plan.clause), len(sent_rows))


def sent(store: Store, announcement: int, called: Sequence[Called]) -> Change[int]:
    """Notes that those were reminded now; the value is how many."""
    if not called:
        raise UserError(_("这段话没有提到任何人"), remedy=_("请先选要提醒的人"))
    with store.read() as db:
        row = posted(db, announcement)

    def work(tx: Tx) -> int:
        subjects = {a["person_id"]: a["subject"] for a in stored.audience(tx, announcement)}
        at, kept = clock.stamp(clock.moment(tx.at)), 0
        for one in called:
            if one.person in subjects:
                kept += 1
                tx.insert(
                    "reminder",
                    {
                        "group_id": row["group_id"], "nickname": "" if one.call == one.label else one.call,
                        "person_id": one.person, "cause": cause_of(row), "sent": at, "actor": store.actor,
                        "subject": subjects[one.person],
                    },
                )  # fmt: skip
        announcement_plans.act(tx, announcement, "reminded", by=store.actor, note=str(kept))
        return kept

    return store.change(_("记下已催办 {}（{} 人）").format(row["title"], len(called)), work)


def history(store: Store, announcement: int) -> tuple[tuple[str, int], ...]:
    """When reminders went out (shown) and to how many, oldest first."""
    with store.read() as db:
        row = posted(db, announcement)
        rows = stored_marks.reminders(db, row["group_id"], cause_of(row))
    counts: dict[str, int] = {}
    for one in rows:
        counts[one["sent"]] = counts.get(one["sent"], 0) + 1
    return tuple((clock.shown(at), count) for at, count in counts.items())


def queue_overdue(store: Store, announcement: int) -> Change[Derived] | None:
    """Puts who did not answer in time into the queue, with the clause of the plan; None when nothing is new.

    UserError while there is time left, or where none was set.
    """
    with store.read() as db:
        row = posted(db, announcement)
    if not row["deadline"]:
        raise UserError(_("这则公告没有截止时间"), remedy=_("没有时限就不算逾期"))
    if row["deadline"] > clock.stamp():
        remedy = _("{} 以后再转").format(clock.shown(row["deadline"]))
        raise UserError(_("还没有到截止时间"), remedy=remedy)
    return matter_findings.derive(store, row["group_id"])


def clause_words(clause: ClauseCitation) -> str:
    """A clause as a text cites it: 《…》第八条."""
    return f"《{clause.regulation}》{short(clause.at)}"


def _called(db: Source, row: Row, missing: Sequence[tuple[int, str]]) -> list[Called]:
    nicknames: dict[int, list[str]] = {}
    for member in stored_members.of_group(db, row["group_id"]):
        if member["presence"] == "present" and member["person_id"] is not None:
            nicknames.setdefault(member["person_id"], []).append(member["nickname"])
    counts: dict[int, list[str]] = {}
    for one in stored_marks.reminders(db, row["group_id"], cause_of(row)):
        counts.setdefault(one["person_id"], []).append(one["sent"])
    people, ids, labels, _known = answers.audience_of(db, row, known=False)
    group = stored_groups.one(db, row["group_id"])
    rule = "" if group is None else str(group["naming_rule"])
    names = {i: answers.called(one, label, rule) for one, i, label in zip(people, ids, labels, strict=True)}
    out = []
    for person, label in missing:
        theirs, past = nicknames.get(person, []), counts.get(person, [])
        # Of several accounts each is called; without any the name has to do, of same names with the department.
        for call in theirs or [names[person]]:
            out.append(Called(person, label, call, len(past), clock.shown(past[-1]) if past else ""))
    return out


def _text(row: Row, kind: str, clause: ClauseCitation | None, stage: int, part: Sequence[Called]) -> str:
    due = row["deadline"]
    over = bool(due) and due < clock.stamp()
    title = row["title"]
    asked = {
        "meeting": on_paper(_("请回复能否参加，不能参加的请说明原因")),
        "duty": on_paper(_("请回复进展")),
        "instruction": on_paper(_("请回复办理情况")),
        "activity": on_paper(_("请回复是否参加")),
        "passing": on_paper(_("请转到各自的群，转完回复“已转发”")),
    }.get(kind, on_paper(_("请看完后回复“收到”")))
    if kind == "passing":
        head = on_paper(_("【提醒】“{}”还没有收到以下 {} 位已转发的回复，{}。")).format(title, len(part), asked)
    elif stage == 0:
        head = on_paper(_("【提醒】“{}”还没有收到以下 {} 位的回复，{}。")).format(title, len(part), asked)
    elif stage == 1:
        head = on_paper(_("【再次提醒】“{}”还缺以下 {} 位的回复，{}。")).format(title, len(part), asked)
    else:
        head = on_paper(_("【最后提醒】“{}”多次提醒后仍缺以下 {} 位的回复，{}。")).format(title, len(part), asked)
    lines = [head]
    if due and not over:
        lines.append(on_paper(_("截止时间：{}。")).format(clock.shown(due)))
    elif due:
        lines.append(on_paper(_("截止时间 {} 已过，请尽快补上。")).format(clock.shown(due)))
    if clause is not None and stage > 0:
        lines.append(on_paper(_("依据：{}。")).format(clause_words(clause)))
    lines.append(" ".join(f"@{one.call}" for one in part))
    return "\n".join(lines)


def _step(overdue: bool, often: Sequence[Called], clause: ClauseCitation | None) -> str:
    if overdue and clause is not None:
        return _("已过截止时间：没有回复的已按{}列入待审队列。").format(clause_words(clause))
    if overdue:
        return _("已过截止时间：没有回复的已列入待审队列，可以在那里提醒或立案。")
    if often:
        return _("{} 人已经提醒到上限，请改用电话或私信联系。").format(len(often))
    return _("到截止时间还没有回复的，会列入待审队列。")

"""会议签到: who came, was late, left early, asked leave; from a pasted list, a chain, requests, or by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from wxadmin.domain.answer_stance import asks_leave, is_of_another, takes_leave_back
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ListColumn, ListPaper
from wxadmin.domain.people import Person
from wxadmin.domain.reply_letters import solid
from wxadmin.domain.reply_names import NameBook
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import announcement_plans, answers, clock, groups, roll_call, statements
from wxadmin.services.announcement_answers import check_paste, know_senders, settled
from wxadmin.services.announcement_plans import posted
from wxadmin.services.answers import Answer
from wxadmin.services.records import Change, Store
from wxadmin.store import acknowledgements as stored_marks
from wxadmin.store import announcements as stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

STATES: Mapping[str, str] = {
    "present": _("到会"), "late": _("迟到"), "early": _("早退"), "leave": _("请假"), "absent": _("缺席"),
}  # fmt: skip
_ASKS = re.compile(r"[吗？?]|怎么请|如何请|能不能请|可以请|要不要|谁请|请假条(?:在|怎)")
_LATE = re.compile(r"迟到|晚到|迟来|迟一?点|晚一?点到|路上堵")
_EARLY = re.compile(r"早退|提前(?:离|走|退)|先走")
_NOT_LATE = re.compile(r"(?:没有?|未|不)(?:迟到|早退|缺席|缺勤)")
_ABSENT = re.compile(
    r"缺席|缺勤|旷|无故|没在|不在|未在|(?:不|没有?|未)(?:能|及时|按时)?(?:签到|到场|到会|出席|参加|到|来(?!得及))"
)
_PRESENT = re.compile(
    r"到会|已到|到场|准时|准点|按时|签到|出席|参加|到了|(?:^|我|都)在(?:的|场|呢|哦)?$|^到$|✅|√|✔|^1$"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person at a meeting; ``state`` of STATES, ``""`` not known yet; ``by`` who said it where it was another.

    ``proposed`` is the state their answer to the notice speaks of while nothing is kept; ``reason`` are then its words.
    """

    person: int
    label: str
    state: str
    reason: str = ""
    by: str = ""
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a paste says before it is kept; ``unclear`` are (words, names of who may be meant)."""

    entries: tuple[Entry, ...]
    unclear: tuple[tuple[str, tuple[str, ...]], ...]
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """One person over several meetings: how often each state; ``meetings`` how many there were."""

    person: int
    label: str
    counts: Mapping[str, int]
    meetings: int


def read(store: Store, announcement: int, text: str, *, leave: bool = False) -> Reading:
    """What a pasted list, chain or talk says of who came; ``leave``: only requests for leave are looked for.

    A name alone means present. The last word of a person counts. Nothing is kept.
    """
    text = check_paste(text)
    know_senders(store, announcement)
    with store.read() as db:
        people, ids, labels, known = answers.audience_of(db, posted(db, announcement))
    found = statements.read(people, text if leave else roll_call.spread(text, people, known), known)
    entries: dict[int, Entry] = {}
    for one in found.said:
        state = state_of(one.words)
        if not state and not leave and (not one.words or _PRESENT.search(one.words)) and not _ASKS.search(one.words):
            state = "present"
        if not state or (leave and state != "leave"):
            continue
        by = labels[one.by] if one.by >= 0 and one.by != one.person else ""
        reason = one.words if state != "present" else ""
        entries[one.person] = Entry(ids[one.person], labels[one.person], state, reason, by)
    unclear = {words: who for words, who in found.unclear if not leave or state_of(words)}
    if not leave:
        read_so = {*entries, *(i for who in unclear.values() for i in who)}
        for words, who in _left_over(text, people, known, read_so).items():
            unclear[words] = (*unclear.get(words, ()), *who)
    return Reading(
        tuple(entries[i] for i in sorted(entries)),
        tuple((words, tuple(labels[i] for i in who)) for words, who in unclear.items()),
        () if leave else found.strangers,
    )


def _left_over(
    text: str, people: Sequence[Person], known: Mapping[str, int], read_so: Collection[int]
) -> dict[str, tuple[int, ...]]:
    """Lines of a list that name somebody of whom nothing was read: they are looked at rather than lost."""
    book = NameBook(people, known)
    found: dict[str, tuple[int, ...]] = {}
    for reply, _time in answers.read(text):
        for line in [] if reply.sender else reply.text.split("\n"):
            words = solid(line)
            named = {who for name, those in book.of.items() if len(name) > 1 and name in words for who in those}
            if left := tuple(sorted(named - set(read_so))):
                found.setdefault(" ".join(line.split()), left)
    return found


def state_of(words: str) -> str:
    """What words say of somebody's attendance; ``""`` where they say nothing, ask, or take leave back."""
    if _ASKS.search(words) or takes_leave_back(words):
        return ""
    words = _NOT_LATE.sub("", words)
    if asks_leave(words):
        return "leave"
    for state, pattern in (("late", _LATE), ("early", _EARLY), ("absent", _ABSENT)):
        if pattern.search(words):
            return state
    return ""


def record(store: Store, announcement: int, entries: Sequence[Entry]) -> Change[int]:
    """Keeps these in place of what was kept of the same people; the value is how many were new or changed.

    UserError for a state that is none, leave without a reason, and somebody outside the audience.
    """
    if not entries:
        raise UserError(_("没有读到签到或请假"), remedy=_("每行写一个姓名，后面可以写迟到、早退、请假和原因"))
    with store.read() as db:
        row = posted(db, announcement)
        subjects = {a["person_id"]: a["subject"] for a in stored.audience(db, announcement)}
    for one in entries:
        if one.state not in STATES:
            raise UserError(_("没有这种签到状态：{}").format(one.state), remedy=joined(_("、"), STATES.values()))
        if one.person not in subjects:
            raise UserError(_("这个人不在公告对象里"), where=one.label, remedy=_("请刷新"))

    def work(tx: Tx) -> int:
        before = {r["person_id"]: r for r in stored_marks.attendance(tx, announcement)}
        there = {a["person_id"] for a in stored.audience(tx, announcement)}
        kept = 0
        for one in entries:
            values = {
                "state": one.state, "reason": one.reason.strip()[:200], "at": clock.stamp(clock.moment(tx.at)),
                "by_whom": one.by or store.actor,
            }  # fmt: skip
            old = before.get(one.person)
            if one.person not in there or (
                old is not None and (old["state"], old["reason"]) == (values["state"], values["reason"])
            ):
                continue
            kept += 1
            if old is not None:
                tx.update("attendance", old["id"], values)
            else:
                who = {"announcement_id": announcement, "person_id": one.person, "subject": subjects[one.person]}
                tx.insert("attendance", {**who, **values})
        return kept

    return settled(store, row["group_id"], store.change(_("登记签到 {}").format(row["title"]), work))


def clear(store: Store, announcement: int, person: int) -> Change[int]:
    """Takes back what was kept of one person."""
    with store.read() as db:
        row = posted(db, announcement)
        kept = [r for r in stored_marks.attendance(db, announcement) if r["person_id"] == person]
    if not kept:
        raise UserError(_("此人还没有签到登记"), remedy=_("请刷新"))

    def work(tx: Tx) -> int:
        tx.delete("attendance", kept[0]["id"])
        return person

    return settled(store, row["group_id"], store.change(_("收回签到登记 {}").format(row["title"]), work))


def finish(store: Store, announcement: int) -> Change[int]:
    """Counts everybody of whom nothing is kept as absent, or on leave where they answered so; the value is how many."""
    left = [one for one in of(store, announcement) if not one.state]
    if not left:
        raise UserError(_("所有人都已登记"), remedy=_("不用再登记"))
    return record(store, announcement, [replace(one, state=one.proposed or "absent", proposed="") for one in left])


def on_leave(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Those whose answer asks for leave of which nothing is kept yet, as they are to be kept."""
    return tuple(replace(one, state="leave", proposed="") for one in entries if one.proposed == "leave")


def of(store: Store, announcement: int) -> tuple[Entry, ...]:
    """Everybody asked to a meeting in roster order, with what is kept of each, else with the leave they answered."""
    know_senders(store, announcement)
    with store.read() as db:
        return _entries(db, announcement)


def _entries(db: Source, announcement: int) -> tuple[Entry, ...]:
    row = posted(db, announcement)
    kept = {r["person_id"]: r for r in stored_marks.attendance(db, announcement)}
    said = {one.person: one.note for one in answers.board(db, row).confirmed if _is_on_leave(one)}
    out = []
    for person, label in answers.asked(db, row, kept):
        found, note = kept.get(person), said.get(person, "")
        if found is None:
            out.append(Entry(person, label, "", note, proposed="leave" if note else ""))
        else:
            out.append(Entry(person, label, found["state"], found["reason"]))
    return tuple(out)


def _is_on_leave(answer: Answer) -> bool:
    """Whether the answer asks for the person's own leave; 替老李请假 is that of 老李."""
    own = not is_of_another(answer.note) or answer.label.partition("（")[0] in answer.note
    return own and state_of(answer.note) == "leave"


def state_words(entry: Entry) -> str:
    """The state of somebody as the screen and the paper have it."""
    if entry.state:
        return STATES[entry.state]
    return _("请假（待登记）") if entry.proposed else ""


def tallies(store: Store, group: int) -> tuple[Tally, ...]:
    """Everybody's figures over the meetings of a group of which attendance was kept, who was missing most first."""
    with store.read() as db:
        rows = stored_marks.attendances(db, group)
        meetings = {r["announcement_id"] for r in rows}
        names: dict[int, str] = {}
        for meeting in meetings:
            _people, ids, labels, _known = answers.audience_of(db, posted(db, meeting), known=False)
            names.update(zip(ids, labels, strict=True))
    counts: dict[int, Counter[str]] = {}
    for r in rows:
        counts.setdefault(r["person_id"], Counter())[r["state"]] += 1
    found = [Tally(p, names[p], c, sum(c.values())) for p, c in counts.items() if p in names]
    return tuple(sorted(found, key=lambda t: (-t.counts["absent"], -t.counts["late"], -t.counts["leave"], t.label)))


def paper(store: Store, announcement: int, *, empty: bool = False) -> ListPaper:
    """签到表: ``empty`` to be signed at the door, else as it was kept."""
    know_senders(store, announcement)
    with store.read() as db:
        row = posted(db, announcement)
        entries = _entries(db, announcement)
        places = {a["person_id"]: answers.person_of(a["person"]).department for a in stored.audience(db, announcement)}
        blanks = announcement_plans.of(db, announcement).fields
    if not entries:
        raise UserError(_("没有要签到的人"), remedy=_("公告的对象是空的"))
    owner = groups.get(store, row["group_id"])
    counts = Counter(one.state for one in entries)
    said = [f"{STATES[s]} {counts[s]}" for s in STATES if counts[s]]
    facts: tuple[str, ...] = (row["title"], _when(blanks, row["posted"]), _("应到 {} 人").format(len(entries)))
    heads: tuple[tuple[str, float], ...]
    rows: list[tuple[str, ...]]
    if empty:
        heads = (
            (_("姓名"), 90.0), (_("部门"), 110.0), (_("签到"), 120.0), (_("时间"), 70.0),
            (_("备注"), 110.0),
        )  # fmt: skip
        rows = [(one.label, places[one.person], "", "", "") for one in entries]
    else:
        heads = ((_("姓名"), 100.0), (_("部门"), 120.0), (_("情况"), 70.0), (_("原因"), 210.0))
        rows = [
            (one.label, places[one.person], words, "" if one.reason == words else one.reason)
            for one in entries
            for words in (state_words(one),)
        ]
        facts = (*facts, "　".join(said) or _("还没有登记"))
    return ListPaper(
        on_paper(_("签到表")), owner.unit, owner.name, tuple(map(on_paper, facts)),
        tuple(ListColumn(on_paper(head), width) for head, width in heads),
        tuple(tuple(map(on_paper, cells)) for cells in rows), clock.today(),
    )  # fmt: skip


def _when(blanks: Mapping[str, str], posted: str) -> str:
    """When and where the meeting is, as far as its announcement has blanks for that; else when that was posted."""
    said = [blanks.get(name, "").strip() for name in ("时间", "地点")]
    return joined("　", said) if said[0] else _("公告发布于 {}").format(clock.shown_full(posted))


def tally_paper(store: Store, group: int) -> ListPaper:
    """会议出勤统计 over the meetings of a group."""
    found = tallies(store, group)
    if not found:
        raise UserError(_("还没有签到登记"), remedy=_("请先在会议公告里登记签到"))
    owner = groups.get(store, group)
    heads = ((_("姓名"), 120.0), *((words, 70.0) for words in STATES.values()), (_("会议"), 70.0))
    rows = [(t.label, *(str(t.counts.get(s, 0)) for s in STATES), str(t.meetings)) for t in found]
    return ListPaper(
        on_paper(_("会议出勤统计")), owner.unit, owner.name, (on_paper(_("{} 人").format(len(found))),),
        tuple(ListColumn(on_paper(h), w, "left" if n == 0 else "right") for n, (h, w) in enumerate(heads)),
        tuple(rows), clock.today(),
    )  # fmt: skip


def line_of(db: Source, person: int) -> str:
    """A person's meetings in one line for the record, ``""`` without any."""
    counts = Counter(r["state"] for r in stored_marks.attendance_of(db, person))
    said = joined(_("，"), (_("{} {} 次").format(STATES[s], counts[s]) for s in STATES if counts[s]))
    return _("会议：{}").format(said) if said else ""

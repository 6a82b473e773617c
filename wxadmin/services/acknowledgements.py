"""What the owner says of people's answers: confirmed by hand, this line is not theirs, excused; figures over all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, on_paper
from wxadmin.services import answers, clock
from wxadmin.services.announcement_answers import settled
from wxadmin.services.announcement_plans import posted
from wxadmin.services.records import Change, Store
from wxadmin.store import acknowledgements as stored_marks
from wxadmin.store import announcements as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

MARKS: Mapping[str, str] = {"answered": _("手动确认"), "not": _("不是他"), "excused": _("免答")}
_MOST_BOARDS = 30
"""Announcements over which it is counted who is often late, the newest."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody answered the newest announcements; ``asked`` are those with a deadline that is over."""

    person: int
    label: str
    asked: int
    late: int
    missed: int

    @property
    def words(self) -> str:
        """In words."""
        return _("近 {} 次公告：迟到 {} 次，没有回复 {} 次").format(self.asked, self.late, self.missed)


def mark(store: Store, announcement: int, person: int, mark: str, text: str = "", note: str = "") -> Change[int]:
    """Says something of a person's answer; what was said of the same person and line before is replaced.

    ``answered`` without ``text`` confirms by hand, with it says that this line is theirs; ``not`` says that what goes
    by ``text`` (a nickname or the words of a line) is not theirs; ``excused`` needs a reason in ``note``.
    """
    if mark not in MARKS:
        raise UserError(_("没有这种认定：{}").format(mark), remedy=_("请从列表里选择"))
    if mark == "excused" and not note.strip():
        raise UserError(_("免答要写原因"), remedy=_("例如：休产假、外出学习"))
    if mark == "not" and not text:
        raise UserError(_("没有说哪一条不是他"), remedy=_("请在已确认里选择一条"))
    with store.read() as db:
        row, subject = _who(db, announcement, person)

    def work(tx: Tx) -> int:
        _who(tx, announcement, person)
        _drop(tx, announcement, person, text)
        said = note.strip() or (on_paper(MARKS[mark]) if mark == "answered" and not text else "")
        if mark == "not":
            for pick in stored.picks(tx, announcement):
                if pick["text"] == text and pick["person_id"] == person:
                    tx.delete("reply_pick", pick["id"])
        return tx.insert(
            "reply_mark",
            {
                "announcement_id": announcement, "person_id": person, "subject": subject, "mark": mark, "text": text,
                "note": said, "at": clock.stamp(clock.moment(tx.at)), "by_whom": store.actor,
            },
        )  # fmt: skip

    return settled(store, row["group_id"], store.change(_("{}：{}").format(MARKS[mark], row["title"]), work))


def unmark(store: Store, announcement: int, person: int, text: str = "") -> Change[int]:
    """Takes back what was said of a person and line; the value is how much that was."""
    with store.read() as db:
        row, _subject = _who(db, announcement, person)

    def work(tx: Tx) -> int:
        dropped = _drop(tx, announcement, person, text)
        for pick in stored.picks(tx, announcement):
            if text and pick["text"] == text and pick["person_id"] == person:
                tx.delete("reply_pick", pick["id"])
                dropped += 1
        if not dropped:
            raise UserError(_("没有可以收回的认定"), remedy=_("请刷新"))
        return dropped

    return settled(store, row["group_id"], store.change(_("收回认定 {}").format(row["title"]), work))


def not_theirs(store: Store, announcement: int, person: int) -> Change[int]:
    """不是他: takes somebody out of the confirmed, whatever put him there; the line goes to whom nobody knows."""
    with store.read() as db:
        row, _subject = _who(db, announcement, person)
        found = next((a for a in answers.board(db, row).confirmed if a.person == person), None)
    if found is None:
        raise UserError(_("此人没有确认"), remedy=_("请刷新"))
    if found.picked:
        return unmark(store, announcement, person, found.source)
    if not found.source:
        raise UserError(_("这是按签到或进度登记的"), where=found.label, remedy=_("请在“签到”或“进度”里改"))
    return mark(store, announcement, person, "not", found.source)


def habits(store: Store, group: int) -> tuple[Habit, ...]:
    """Who was late or silent over the newest announcements of a group whose time is over, the worst first."""
    with store.read() as db:
        counted = _habits(db, stored_marks.over(db, group, clock.stamp(), _MOST_BOARDS))
    bad = [one for one in counted.values() if one.late or one.missed]
    return tuple(sorted(bad, key=lambda one: (-one.late - one.missed, -one.missed, one.label)))


def habit_of(db: Source, person: int) -> Habit | None:
    """The same of one person over all groups; None where nothing was asked."""
    return _habits(db, stored_marks.over_for(db, person, clock.stamp(), _MOST_BOARDS), person).get(person)


def _habits(db: Source, rows: list[Row], only: int | None = None) -> dict[int, Habit]:
    asked: Counter[int] = Counter()
    late: Counter[int] = Counter()
    missed: Counter[int] = Counter()
    labels: dict[int, str] = {}
    for row in rows:
        board = answers.board(db, row)
        for one in board.confirmed:
            labels[one.person] = one.label
            asked[one.person] += 1
            late[one.person] += one.late
        for person, label in board.missing:
            labels[person] = label
            asked[person] += 1
            missed[person] += 1
    return {
        person: Habit(person, label, asked[person], late[person], missed[person])
        for person, label in labels.items()
        if only is None or person == only
    }


def _who(db: Source, announcement: int, person: int) -> tuple[Row, bytes]:
    row = posted(db, announcement)
    for one in stored.audience(db, announcement):
        if one["person_id"] == person:
            return row, one["subject"]
    remedy = _("可能已经删除了此人的信息，请刷新")
    raise UserError(_("这个人不在公告对象里"), where=row["title"], remedy=remedy)


def _drop(tx: Tx, announcement: int, person: int, text: str) -> int:
    gone = [m for m in stored_marks.marks(tx, announcement) if m["person_id"] == person and m["text"] == text]
    for one in gone:
        tx.delete("reply_mark", one["id"])
    return len(gone)

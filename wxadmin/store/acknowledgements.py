"""What came back on an announcement besides pasted answers: marks, attendance, progress."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def marks(db: Source, announcement: int) -> list[Row]:
    """What the owner said of people's answers, oldest first."""
    return db.all("SELECT * FROM reply_mark WHERE announcement_id = ? ORDER BY id", (announcement,))


def attendance(db: Source, announcement: int) -> list[Row]:
    """Who came to a meeting."""
    return db.all("SELECT * FROM attendance WHERE announcement_id = ? ORDER BY id", (announcement,))


def attendance_of(db: Source, person: int) -> list[Row]:
    """The meetings of a person, newest first, with the title of each."""
    return db.all(
        "SELECT t.*, a.title, a.posted, a.group_id FROM attendance t JOIN announcement a ON a.id = t.announcement_id"
        " WHERE t.person_id = ? ORDER BY a.posted DESC, t.id DESC",
        (person,),
    )


def attendances(db: Source, group: int) -> list[Row]:
    """The attendance of every meeting of a group, by meeting."""
    return db.all(
        "SELECT t.*, a.title, a.posted FROM attendance t JOIN announcement a ON a.id = t.announcement_id"
        " WHERE a.group_id = ? ORDER BY a.posted, a.id, t.id",
        (group,),
    )


def progress(db: Source, announcement: int) -> list[Row]:
    """What was reported of a task, oldest first."""
    return db.all("SELECT * FROM progress WHERE announcement_id = ? ORDER BY at, id", (announcement,))


def reminders(db: Source, cause: str) -> list[Row]:
    """Reminders sent for a cause, oldest first."""
    return db.all("SELECT * FROM reminder WHERE cause = ? ORDER BY sent, id", (cause,))

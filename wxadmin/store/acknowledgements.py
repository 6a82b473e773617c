"""What came back on an announcement besides pasted answers: marks, attendance, progress."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_CAME_BACK = ("reply_paste", "reply_pick", "reply_mark", "attendance", "progress")


def came_back(db: Source, announcement: int) -> list[tuple[str, int]]:
    """(table, id) of all that was kept of answers to an announcement."""
    return [
        (table, row["id"])
        for table in _CAME_BACK
        for row in db.all(f"SELECT id FROM {table} WHERE announcement_id = ? ORDER BY id", (announcement,))  # noqa: S608 - ours
    ]


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


def reminders(db: Source, group: int, cause: str) -> list[Row]:
    """Reminders sent in a group for a cause, oldest first."""
    return db.all("SELECT * FROM reminder WHERE group_id = ? AND cause = ? ORDER BY sent, id", (group, cause))


def over(db: Source, group: int, now: str, most: int) -> list[Row]:
    """Announcements of a group whose time to answer is over, the newest first."""
    return db.all(
        "SELECT * FROM announcement WHERE group_id = ? AND state <> 'draft' AND deadline <> '' AND deadline < ?"
        " ORDER BY posted DESC, id DESC LIMIT ?",
        (group, now, most),
    )


def over_for(db: Source, person: int, now: str, most: int) -> list[Row]:
    """The same of all groups for those a person was asked in."""
    return db.all(
        "SELECT * FROM announcement WHERE id IN (SELECT announcement_id FROM v_audience WHERE person_id = ?)"
        " AND state <> 'draft' AND deadline <> '' AND deadline < ? ORDER BY posted DESC, id DESC LIMIT ?",
        (person, now, most),
    )


def late_entry(db: Source, review: int) -> Row | None:
    """The group and the key of an entry about an unanswered announcement."""
    return db.one("SELECT group_id, key FROM matter WHERE review_id = ? AND kind = 'late'", (review,))


def solving(db: Source, group: int | None, since: str, until: str) -> list[Row]:
    """Posted announcements (of all groups: None) whose solution is due between two stamps, with it as ``solution``."""
    return db.all(
        "SELECT * FROM (SELECT a.*, json_extract(p.due, '$.solution_at') AS solution FROM announcement_plan p"
        " JOIN announcement a ON a.id = p.announcement_id"
        " WHERE a.state <> 'draft' AND instr(p.due, 'solution_at') AND (?1 IS NULL OR a.group_id = ?1))"
        " WHERE solution >= ?2 AND solution < ?3 ORDER BY solution, id",
        (group, since, until),
    )

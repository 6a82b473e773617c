"""Announcements, whom they went to, and what came back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

LIST = ListSource(
    source="announcement",
    orders={
        "": ("created DESC", "id DESC"),
        "title": ("title_key",),
        "state": ("state",),
        "posted": ("posted",),
        "deadline": ("deadline",),
    },
    states={
        "draft": "state = 'draft'",
        "planned": "(state = 'draft' AND id IN (SELECT announcement_id FROM announcement_plan WHERE planned <> ''))",
        "news": "(state = 'draft' AND id IN (SELECT announcement_id FROM announcement_plan WHERE kind = 'regulation'))",
        "asked": "(state = 'draft' AND id IN (SELECT announcement_id FROM announcement_plan WHERE approval = 'asked'))",
        "open": "state = 'open'",
        "overdue": "(state = 'open' AND deadline <> '' AND deadline < :now)",
        "closed": "state = 'closed'",
    },
    search=found_by("announcement"),
)


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the list."""
    return by_ids(db, "SELECT * FROM announcement WHERE id IN", ids)


def one(db: Source, announcement: int) -> Row | None:
    """One announcement."""
    return db.one("SELECT * FROM announcement WHERE id = ?", (announcement,))


def audience(db: Source, announcement: int) -> list[Row]:
    """Whom it went to, as they were then, in roster order."""
    return db.all("SELECT * FROM v_audience WHERE announcement_id = ? ORDER BY position", (announcement,))


def pastes(db: Source, announcement: int) -> list[Row]:
    """The pastes of answers, oldest first."""
    return db.all("SELECT * FROM reply_paste WHERE announcement_id = ? ORDER BY id", (announcement,))


def picks(db: Source, announcement: int) -> list[Row]:
    """Whose unclear answers are."""
    return db.all("SELECT * FROM reply_pick WHERE announcement_id = ? ORDER BY id", (announcement,))


def open_ones(db: Source, group: int | None) -> list[Row]:
    """Announcements whose answers are being collected."""
    return db.all(
        "SELECT * FROM announcement WHERE state = 'open' AND (?1 IS NULL OR group_id = ?1) ORDER BY deadline, id",
        (group,),
    )


def plan(db: Source, announcement: int) -> Row | None:
    """What it is for besides its text; None for one made before there were plans."""
    return db.one("SELECT * FROM announcement_plan WHERE announcement_id = ?", (announcement,))


def picked_people(db: Source, announcement: int) -> list[Row]:
    """Who was picked in or out by hand, and once posted who was left out."""
    return db.all("SELECT * FROM audience_pick WHERE announcement_id = ? ORDER BY id", (announcement,))


def acts(db: Source, announcement: int) -> list[Row]:
    """What was done about it, oldest first."""
    return db.all("SELECT * FROM announcement_act WHERE announcement_id = ? ORDER BY id", (announcement,))


def posted_lately(db: Source, group: int, most: int = 20) -> list[Row]:
    """Posted ones that ask for answers, newest first."""
    return db.all(
        "SELECT * FROM announcement WHERE group_id = ? AND state <> 'draft' ORDER BY posted DESC, id DESC LIMIT ?",
        (group, most),
    )


def planned(db: Source, group: int | None, until: str) -> list[Row]:
    """Drafts that are to be posted until then (a stamp), what is due first at the head."""
    return db.all(
        "SELECT a.*, p.planned, p.kind, p.approval FROM announcement a JOIN announcement_plan p"
        " ON p.announcement_id = a.id WHERE a.state = 'draft' AND p.planned <> '' AND p.planned <= ?2"
        " AND (?1 IS NULL OR a.group_id = ?1) ORDER BY p.planned, a.id",
        (group, until),
    )


def unposted_news(db: Source, group: int | None) -> list[Row]:
    """Drafts that tell of a regulation, with ``day`` from when it holds (holds no longer), ``""`` of one nobody knows.

    What a publication or repeal drafted was made in the same second as that.
    """
    return db.all(
        "SELECT a.id, a.title, p.approval, p.planned, coalesce("
        " (SELECT min(r.effective) FROM revision r WHERE r.published = a.created AND r.state <> 'draft'),"
        " (SELECT min(o.day) FROM revision_act o WHERE o.made = a.created AND o.kind = 'repealed'), '') AS day"
        " FROM announcement_plan p JOIN announcement a ON a.id = p.announcement_id"
        " WHERE p.kind = 'regulation' AND a.state = 'draft' AND (?1 IS NULL OR a.group_id = ?1) ORDER BY day, a.id",
        (group,),
    )


def from_messages(db: Source, group: int) -> set[int]:
    """Messages of the group that became announcements."""
    rows = db.all(
        "SELECT p.message_id FROM announcement_plan p JOIN announcement a ON a.id = p.announcement_id"
        " WHERE a.group_id = ? AND p.message_id IS NOT NULL",
        (group,),
    )
    return {row[0] for row in rows}


def plans(db: Source, announcements: Sequence[int]) -> dict[int, Row]:
    """Announcement → its plan, of those that have one."""
    rows = by_ids(
        db,
        "SELECT announcement_id AS id, kind, planned, approval, fields FROM announcement_plan WHERE announcement_id IN",
        announcements,
    )
    return {row["id"]: row for row in rows}


def naming(db: Source, announcement: int) -> list[Row]:
    """Plans that correct it, or ask who did not answer it."""
    return db.all(
        "SELECT p.*, a.title, a.state FROM announcement_plan p JOIN announcement a ON a.id = p.announcement_id"
        " WHERE p.corrects = ?1 OR p.unanswered_of = ?1 ORDER BY p.id",
        (announcement,),
    )


def spoken(db: Source, group: int, since: int, senders: Sequence[str], most: int = 3000) -> list[Row]:
    """Texts these senders wrote since then (UTC seconds), newest first."""
    return db.all(
        "SELECT * FROM v_message WHERE group_id = ?1 AND at >= ?2 AND kind = 'text'"
        " AND sender IN (SELECT value FROM json_each(?3)) ORDER BY at DESC, id DESC LIMIT ?4",
        (group, since, json.dumps(list(senders), ensure_ascii=False), most),
    )


def count_asked(db: Source, group: int | None) -> int:
    """Drafts that somebody is asked to approve."""
    count: int = db.value(
        "SELECT count(*) FROM announcement_plan p JOIN announcement a ON a.id = p.announcement_id"
        " WHERE p.approval = 'asked' AND a.state = 'draft' AND (?1 IS NULL OR a.group_id = ?1)",
        (group,),
    )
    return count

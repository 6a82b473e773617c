"""Finding words everywhere; ``words`` are phrases as :func:`wxadmin.domain.ordering.phrases` makes them."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def people(db: Source, words: str, group: int | None, limit: int) -> list[Row]:
    """People, those still there first."""
    return db.all(
        "SELECT * FROM v_person WHERE id IN (SELECT rowid FROM person_fts WHERE person_fts MATCH ?1)"
        " AND (?2 IS NULL OR id IN (SELECT person_id FROM v_belonging WHERE group_id = ?2))"
        " ORDER BY gone, name_key, id LIMIT ?3",
        (words, group, limit),
    )


def members(db: Source, words: str, group: int | None, limit: int) -> list[Row]:
    """Members, those present first."""
    return db.all(
        "SELECT * FROM member WHERE id IN (SELECT rowid FROM member_fts WHERE member_fts MATCH ?1)"
        " AND (?2 IS NULL OR group_id = ?2) ORDER BY presence = 'present' DESC, nickname_key, id LIMIT ?3",
        (words, group, limit),
    )


def cases(db: Source, words: str, group: int | None, limit: int) -> list[Row]:
    """Cases, newest first."""
    return db.all(
        "SELECT * FROM cases WHERE id IN (SELECT rowid FROM cases_fts WHERE cases_fts MATCH ?1)"
        " AND (?2 IS NULL OR group_id = ?2) ORDER BY created DESC, id DESC LIMIT ?3",
        (words, group, limit),
    )


def appeals(db: Source, words: str, group: int | None, limit: int) -> list[Row]:
    """Appeals, those waiting first, then the newest."""
    return db.all(
        "SELECT * FROM appeal WHERE id IN (SELECT rowid FROM appeal_fts WHERE appeal_fts MATCH ?1)"
        " AND (?2 IS NULL OR group_id = ?2) ORDER BY state <> 'open', received DESC, id DESC LIMIT ?3",
        (words, group, limit),
    )


def applications(db: Source, words: str, group: int | None, limit: int) -> list[Row]:
    """Applications, those waiting first, then the newest."""
    return db.all(
        "SELECT a.*, coalesce(g.name, '') AS group_name FROM application a LEFT JOIN grp g ON g.id = a.group_id"
        " WHERE a.id IN (SELECT rowid FROM application_fts WHERE application_fts MATCH ?1)"
        " AND (?2 IS NULL OR a.group_id = ?2 OR a.group_id IS NULL)"
        " ORDER BY a.state <> 'waiting', a.received DESC, a.id DESC LIMIT ?3",
        (words, group, limit),
    )


def matters(db: Source, words: str, group: int | None, limit: int) -> list[Row]:
    """Matters people raised with the state of their entries of the queue, those waiting first, then the newest.

    The index also knows who raised one, confidential or not: the caller leaves out what only that name finds.
    """
    return db.all(
        "SELECT m.*, r.state, r.sender FROM matter m JOIN review r ON r.id = m.review_id"
        " WHERE m.review_id IN (SELECT rowid FROM review_fts WHERE review_fts MATCH ?1)"
        " AND m.kind IN ('submission', 'report', 'suggestion', 'help', 'dispute', 'anomaly')"
        " AND (?2 IS NULL OR m.group_id = ?2) ORDER BY r.state <> 'waiting', m.received DESC, m.id DESC LIMIT ?3",
        (words, group, limit),
    )


def announcements(db: Source, words: str, group: int | None, limit: int) -> list[Row]:
    """Announcements, newest first."""
    return db.all(
        "SELECT * FROM announcement WHERE id IN (SELECT rowid FROM announcement_fts WHERE announcement_fts MATCH ?1)"
        " AND (?2 IS NULL OR group_id = ?2) ORDER BY created DESC, id DESC LIMIT ?3",
        (words, group, limit),
    )


def clauses(db: Source, words: str, group: int | None, limit: int, on: str) -> list[Row]:
    """Clauses of drafts and of versions that hold, or will hold, on a day (ISO), in whatever groups they do."""
    return db.all(
        "SELECT c.*, r.title FROM clause c JOIN revision r ON r.id = c.revision_id"
        " WHERE c.id IN (SELECT rowid FROM clause_fts WHERE clause_fts MATCH ?1)"
        " AND (r.replaced = '' OR r.replaced > ?4)"
        " AND NOT EXISTS"
        " (SELECT 1 FROM revision_act a WHERE a.revision_id = r.id AND a.kind = 'repealed' AND a.day <= ?4)"
        " AND (?2 IS NULL OR r.group_id = ?2 OR EXISTS"
        " (SELECT 1 FROM scope s WHERE s.regulation = r.regulation AND s.group_id = ?2 AND s.until = ''))"
        " ORDER BY r.state DESC, r.title_key, c.position LIMIT ?3",
        (words, group, limit, on),
    )


def messages(db: Source, words: str, group: int | None, limit: int) -> list[Row]:
    """Messages, those archived last first."""
    return db.all(
        "SELECT m.* FROM message_fts f JOIN v_message m ON m.id = f.rowid WHERE message_fts MATCH ?1"
        " AND (?2 IS NULL OR m.group_id = ?2) ORDER BY f.rowid DESC LIMIT ?3",
        (words, group, limit),
    )

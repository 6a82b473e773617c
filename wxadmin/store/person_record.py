"""What is read for the record of one person, from tables of several nouns."""

from __future__ import annotations

import json

from wxadmin.store import cases as stored_cases
from wxadmin.store import people
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def nicknames(db: Source, person: int) -> list[Row]:
    """Members known to be this person, those in a group first; the check may still name one merged in."""
    ids = people.same(db, person)
    marks = ",".join("?" * len(ids))
    return db.all(
        f"SELECT m.*, g.name AS group_name FROM member m JOIN grp g ON g.id = m.group_id WHERE m.person_id IN ({marks})"  # noqa: S608
        " ORDER BY m.presence <> 'present', g.name_key, m.nickname_key",
        ids,
    )


def cases(db: Source, person: int) -> list[Row]:
    """Cases of the person and of those merged in, as they concern them, oldest first."""
    found = [row for one in people.same(db, person) for row in stored_cases.of_person(db, one)]
    return sorted(found, key=lambda row: (row["created"], row["id"]))


def letters(db: Source, case: int) -> list[Row]:
    """Letters of a case, such as the reply to an appeal."""
    return db.all(
        "SELECT id, kind, number, title, issued FROM paper WHERE case_id = ? AND kind = 'letter' ORDER BY id", (case,)
    )


def announced(db: Source, person: int) -> list[Row]:
    """Announcements a person was among the audience of, the newest first."""
    return db.all(
        "SELECT * FROM announcement WHERE id IN (SELECT announcement_id FROM v_audience WHERE person_id = ?)"
        " ORDER BY posted DESC, id DESC",
        (person,),
    )


def objections(db: Source, person: int) -> list[Row]:
    """Objections with the title of the regulation, the newest first."""
    return db.all(
        "SELECT o.*, r.title FROM objection o JOIN revision r ON r.id = o.revision_id WHERE o.person_id = ?"
        " ORDER BY o.received DESC, o.id DESC",
        (person,),
    )


def papers(db: Source, person: int) -> list[Row]:
    """Papers about a person, or about a case of theirs, the newest first."""
    return db.all(
        "SELECT id, kind, number, title, issued FROM paper WHERE person_id = ?1 UNION"
        # Of a case of several people not what was issued to another one.
        " SELECT p.id, p.kind, p.number, p.title, p.issued FROM case_party q JOIN paper p ON p.case_id = q.case_id"
        " WHERE q.person_id = ?1 AND (p.person_id IS NULL OR p.person_id = ?1) ORDER BY issued DESC, id DESC",
        (person,),
    )


def matters(db: Source, person: int) -> list[Row]:
    """Matters the person, or one merged in, raised (``raised``) or is party to (``role``, or ``""``), newest first."""
    ids = json.dumps(people.same(db, person))
    return db.all(
        "SELECT m.review_id, m.kind, m.title, m.received, m.secret, r.state,"
        " m.person_id IS NOT NULL AND m.person_id IN (SELECT value FROM json_each(:ids)) AS raised,"
        " coalesce(t.role, '') AS role FROM matter m JOIN review r ON r.id = m.review_id"
        " LEFT JOIN (SELECT matter_id, min(role) AS role FROM matter_party"
        " WHERE person_id IN (SELECT value FROM json_each(:ids)) GROUP BY matter_id) t ON t.matter_id = m.id"
        " WHERE m.id IN (SELECT id FROM matter WHERE person_id IN (SELECT value FROM json_each(:ids)))"
        " OR t.role IS NOT NULL ORDER BY m.received DESC, m.id DESC",
        {"ids": ids},
    )


def own_rows(db: Source, person: int) -> list[tuple[str, int]]:
    """(table, id) of the rows that are the person's own: theirs, of those merged in, details, merges."""
    found: list[tuple[str, int]] = [("person", one) for one in people.same(db, person)]
    for table in ("person_detail", "relation", "post_held", "belonging", "person_merge"):
        where = {"person_merge": "into_id = ?1", "relation": "person_id = ?1 OR other_id = ?1"}.get(
            table, "person_id = ?1"
        )
        rows = db.all(f"SELECT id FROM {table} WHERE {where}", (person,))  # noqa: S608 - tables of ours
        found += [(table, row[0]) for row in rows]
    return found

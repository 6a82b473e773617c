"""What is still open about people who left, and which kept papers may name them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_AMONG = "IN (SELECT value FROM json_each(?1))"
_OPEN: Mapping[str, str] = {
    "application": "application WHERE state = 'waiting' AND person_id",
    "objection": "objection WHERE state = 'open' AND person_id",
    "appeals": "appeal a JOIN case_party p ON p.id = a.party_id WHERE a.state = 'open' AND p.person_id",
    "task": "member_task WHERE state = 'open' AND person_id",
    "handing": "departure_item i JOIN departure d ON d.id = i.departure_id"
    " WHERE i.done = '' AND d.closed = '' AND d.person_id",
    "post": "group_post WHERE ended = 0 AND until = '' AND person_id",
    "operator": "operator WHERE active = 1 AND person_id",
    "member": "member WHERE presence = 'present' AND person_id",
    "present": "v_person WHERE gone = 0 AND id",
    "pictures": "signing_picture p JOIN signing g ON g.id = p.signing_id JOIN v_signer s ON s.roll = g.roll"
    " WHERE p.removed = 0 AND s.person_id",
}


def open_things(db: Source, persons: Collection[int]) -> dict[str, int]:
    """Kind → how many records of these persons are not settled, only kinds of which there are any.

    ``member`` and ``present`` say that they are in a group's last list, or on the roster as not having left;
    ``pictures`` that pictures of signature sheets are kept on which they may be.
    """
    keys = json.dumps(sorted(persons))
    found = {}
    for kind, rows in _OPEN.items():
        count = int(db.value(f"SELECT count(*) FROM {rows} {_AMONG}", (keys,)))  # noqa: S608 - constants
        if count:
            found[kind] = count
    return found


def restrictions(db: Source, persons: Collection[int]) -> list[Row]:
    """Restrictions that hold."""
    sql = f"SELECT * FROM restriction WHERE lifted = '' AND person_id {_AMONG} ORDER BY since"  # noqa: S608
    return db.all(sql, (json.dumps(sorted(persons)),))


def cases(db: Source, persons: Collection[int]) -> list[Row]:
    """Their cases that hold for them, with their ``party`` in each and whether a letter is ``written``."""
    sql = (
        "SELECT c.*, q.id AS party,"
        " EXISTS (SELECT 1 FROM paper p WHERE p.case_id = c.id AND p.kind = 'letter') AS written"
        " FROM cases c JOIN case_party q ON q.case_id = c.id WHERE q.voided = '' AND q.person_id "
    )
    return db.all(sql + _AMONG + " ORDER BY c.id", (json.dumps(sorted(persons)),))


def evidence_elsewhere(db: Source, persons: Collection[int]) -> list[int]:
    """Undecided cases of others in which words of these persons are evidence."""
    sql = (
        "SELECT DISTINCT c.id FROM case_evidence e JOIN cases c ON c.id = e.case_id JOIN person p"
        " ON p.subject = e.subject WHERE c.state = 'draft' AND p.id "
    )
    own = f" AND (c.person_id IS NULL OR c.person_id NOT {_AMONG})"
    return [row[0] for row in db.all(sql + _AMONG + own, (json.dumps(sorted(persons)),))]


def waiting(db: Source, nicknames: Collection[tuple[int, str]]) -> int:
    """Entries of the queue that wait, of these (group, nickname)."""
    sql = "SELECT count(*) FROM v_review WHERE state = 'waiting' AND group_id = ? AND sender = ?"
    return sum(int(db.value(sql, pair)) for pair in nicknames)


def papers(db: Source, kinds: Collection[str]) -> list[Row]:
    """(tbl, id, kind, number, digest) of papers of these kinds of which a copy is kept, ours and those handed over."""
    asked = " UNION ALL ".join(
        f"SELECT '{table}' AS tbl, id, kind, number, digest FROM {table}"  # noqa: S608 - tables of ours
        " WHERE length(pdf) > 0 AND kind IN (SELECT value FROM json_each(?1))"
        for table in ("paper", "handed_paper")
    )
    return db.all(asked, (json.dumps(list(kinds)),))


def packages(db: Source, persons: Collection[int], groups: Collection[int]) -> int:
    """How many packages given away have one of ``groups``, or a group these persons belong to or had a case in."""
    sql = (
        "WITH who (id) AS (SELECT value FROM json_each(?1)),"
        " theirs (id) AS (SELECT value FROM json_each(?2)"
        " UNION SELECT group_id FROM belonging WHERE person_id IN (SELECT id FROM who)"
        " UNION SELECT group_id FROM cases WHERE person_id IN (SELECT id FROM who))"
        " SELECT count(*) FROM handover h WHERE h.direction = 'given'"
        " AND EXISTS (SELECT 1 FROM json_each(h.groups) g WHERE g.value IN (SELECT id FROM theirs))"
    )
    return int(db.value(sql, (json.dumps(sorted(persons)), json.dumps(sorted(groups)))))


def pdf(db: Source, table: str, paper: int) -> bytes:
    """The kept copy of one of these papers, empty where it was erased."""
    return bytes(db.value(f"SELECT pdf FROM {table} WHERE id = ?", (paper,)))  # noqa: S608 - a table of ours


def people_gone(db: Source) -> list[Row]:
    """Who left, with what says when: ``fields`` of the roster, the ``departure`` day, ``marked`` when that was noted.

    ``held`` counts restrictions that hold; ``categories`` are the roster's own words.
    """
    return db.all(
        "SELECT p.id, p.name, p.department, p.category,"
        " (SELECT d.fields FROM v_person_detail d WHERE d.person_id = p.id LIMIT 1) AS fields,"
        " (SELECT max(x.day) FROM departure x WHERE x.person_id = p.id AND x.kind = 'left') AS departure,"
        " (SELECT max(e.at) FROM entry e JOIN body b ON b.seq = e.seq WHERE e.tbl = 'person' AND e.row = p.id"
        " AND b.body ->> '$.after.gone' = 1 AND coalesce(b.body ->> '$.before.gone', 0) = 0) AS marked,"
        " (SELECT max(e.at) FROM entry e WHERE e.tbl = 'batch' AND e.row = p.batch) AS imported,"
        " (SELECT count(*) FROM restriction r WHERE r.person_id = p.id AND r.lifted = '') AS held"
        " FROM v_person p WHERE p.gone = 1 ORDER BY p.name_key, p.id"
    )


def erasure(db: Source, number: int) -> Row | None:
    """One erasure."""
    return db.one("SELECT * FROM erasure WHERE id = ?", (number,))


def erasures(db: Source) -> list[Row]:
    """All erasures, the newest first."""
    return db.all("SELECT * FROM erasure ORDER BY id DESC")

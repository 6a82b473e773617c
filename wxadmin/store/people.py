"""The roster as stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wxadmin.domain.ordering import phrases
from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids

LIST = ListSource(
    source="v_person",
    orders={
        "": ("name_key",),
        "name": ("name_key",),
        "department": ("department_key", "name_key"),
        "post": ("post_key", "name_key"),
        "phone": ("phone", "name_key"),
        "number": ("number_key", "name_key"),
        "category": ("category", "name_key"),
    },
    # The plus keeps the order's index in use: looking ids up is faster than sorting wide rows.
    group="+id IN (SELECT person_id FROM v_belonging WHERE group_id = :group)",
    states={"present": "gone = 0", "left": "gone = 1"},
    filters={
        "absent": "id NOT IN (SELECT person_id FROM member WHERE presence = 'present' AND person_id > 0"
        " AND (:group IS NULL OR group_id = :group))",
        "unplaced": "department_key = ''",
    },
    # What was known of a merged person finds the one kept.
    search="+id IN (SELECT rowid FROM person_fts WHERE person_fts MATCH :words UNION ALL"
    " SELECT m.into_id FROM person_merge m"
    " WHERE +m.person_id IN (SELECT rowid FROM person_fts WHERE person_fts MATCH :words))",
)
_FEW, _LEAST, _MOST = 40, 50, 20_000
"""Of one in so many people found, or so many at least and at most, looking them up and sorting is faster than walking
the order's index; of more it is slower."""


def found_in(db: Source, search: str) -> ListSource:
    """The list as it is searched fastest for these words."""
    words = " ".join(phrases(search))
    if not words:
        return LIST
    few = min(max(int(db.value("SELECT coalesce(max(id), 0) FROM person")) // _FEW, _LEAST), _MOST)
    rows = db.all("SELECT rowid FROM person_fts WHERE person_fts MATCH ? LIMIT ?", (words, few + 1))
    if len(rows) > few:
        return LIST
    found = {row[0] for row in rows}
    merged = db.all("SELECT person_id, into_id FROM person_merge")
    found |= {row["into_id"] for row in merged if row["person_id"] in found}
    return replace(LIST, search=f"id IN ({','.join(map(str, sorted(found)))})")


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of a list."""
    return by_ids(db, "SELECT * FROM v_person WHERE id IN", ids)


def one(db: Source, person: int) -> Row | None:
    """One person."""
    return db.one("SELECT * FROM v_person WHERE id = ?", (person,))


def every(db: Source) -> list[Row]:
    """Everybody, in the order of coming in."""
    return db.all("SELECT * FROM v_person ORDER BY id")


def of_group(db: Source, group: int) -> list[Row]:
    """Everybody who should be in a group, in the order of coming in; who left is among them."""
    return db.all(
        "SELECT * FROM v_person WHERE id IN (SELECT person_id FROM v_belonging WHERE group_id = ?) ORDER BY id",
        (group,),
    )


def groups_of(db: Source, person: int) -> list[Row]:
    """(id, name) of the groups a person belongs in."""
    return db.all(
        "SELECT DISTINCT g.id, g.name FROM v_belonging b JOIN grp g ON g.id = b.group_id WHERE b.person_id = ?"
        " ORDER BY g.name_key",
        (person,),
    )


def belonging(db: Source, group: int) -> set[int]:
    """Ids of those who belong in a group."""
    return {row[0] for row in db.all("SELECT person_id FROM v_belonging WHERE group_id = ?", (group,))}


def nicknames_of(db: Source, person: int) -> list[Row]:
    """(group name, nickname) of members known to be this person; the check may still name one merged in."""
    ids = same(db, person)
    marks = ",".join("?" * len(ids))
    return db.all(
        f"SELECT g.name, m.nickname FROM member m JOIN grp g ON g.id = m.group_id WHERE m.person_id IN ({marks})"  # noqa: S608
        " ORDER BY g.name_key, m.presence = 'present' DESC, m.nickname_key",
        ids,
    )


def subject_of(db: Source, person: int) -> bytes | None:
    """The subject id of a person, merged ones too; None when there is none."""
    row = db.one("SELECT subject FROM person WHERE id = ?", (person,))
    return None if row is None else bytes(row[0])


def kept(db: Source, person: int) -> int:
    """The person this one was merged into, at last; itself when it was not."""
    found = db.value(
        "WITH RECURSIVE way (id) AS (SELECT ?1 UNION SELECT m.into_id FROM person_merge m JOIN way w"
        " ON m.person_id = w.id) SELECT id FROM way WHERE id NOT IN (SELECT person_id FROM person_merge) LIMIT 1",
        (person,),
    )
    return person if found is None else int(found)


def merged(db: Source, person: int) -> list[Row]:
    """The persons merged into this one, with the merge: (id, person_id, name, department, reason, made, actor)."""
    return db.all(
        "SELECT m.id, m.person_id, p.name, p.department, m.reason, m.made, m.actor FROM person_merge m"
        " JOIN person p ON p.id = m.person_id WHERE m.into_id = ? ORDER BY m.id",
        (person,),
    )


def same(db: Source, person: int) -> tuple[int, ...]:
    """The person and all who were merged into them, directly or through another."""
    found = db.all(
        "WITH RECURSIVE way (id) AS (SELECT ?1 UNION SELECT m.person_id FROM person_merge m JOIN way w"
        " ON m.into_id = w.id) SELECT id FROM way",
        (person,),
    )
    return tuple(row[0] for row in found)


def detail(db: Source, person: int) -> Row | None:
    """What lists say of a person beyond their own row."""
    return db.one("SELECT * FROM v_person_detail WHERE person_id = ? ORDER BY id DESC LIMIT 1", (person,))


def details(db: Source, persons: Sequence[int] | None = None) -> dict[int, str]:
    """Person → what lists say beyond their own row (JSON), of these or of all."""
    sql = "SELECT id, person_id, fields FROM v_person_detail"
    if persons is None:
        return {row["person_id"]: row["fields"] for row in db.all(f"{sql} ORDER BY id")}
    found: dict[int, str] = {}
    for start in range(0, len(persons), 500):
        part = list(persons[start : start + 500])
        marks = ",".join("?" * len(part))
        for row in db.all(f"{sql} WHERE person_id IN ({marks}) ORDER BY id", part):
            found[row["person_id"]] = row["fields"]
    return found


def belongings(db: Source, person: int, group: int) -> list[int]:
    """Ids of the rows that say a person belongs in a group."""
    found = db.all("SELECT id FROM v_belonging WHERE person_id = ? AND group_id = ?", (person, group))
    return [row[0] for row in found]


def relations(db: Source, person: int) -> list[Row]:
    """Relations of a person in both directions, with the names of both on the roster."""
    return db.all(
        "SELECT r.*, p.name AS name, p.department AS department, o.name AS other, o.department AS other_department"
        " FROM relation r JOIN person p ON p.id = r.person_id LEFT JOIN person o ON o.id = r.other_id"
        " WHERE (r.person_id = ?1 OR r.other_id = ?1)"
        # What stayed with a merged person says of the two that they know each other, or says the same again.
        " AND r.person_id NOT IN (SELECT person_id FROM person_merge)"
        " AND coalesce(r.other_id, 0) NOT IN (SELECT person_id FROM person_merge)"
        " ORDER BY r.until <> '', r.kind, r.id",
        (person,),
    )


def relation(db: Source, relation_id: int) -> Row | None:
    """One relation."""
    return db.one("SELECT * FROM relation WHERE id = ?", (relation_id,))


def related(db: Source, kind: str) -> list[Row]:
    """(id, person_id, other_id, since, until) of all relations of a kind between people of the roster."""
    return db.all(
        "SELECT id, person_id, other_id, since, until FROM relation WHERE kind = ? AND other_id IS NOT NULL"
        " AND person_id NOT IN (SELECT person_id FROM person_merge)"
        " AND other_id NOT IN (SELECT person_id FROM person_merge)",
        (kind,),
    )


def posts_held(db: Source, person: int) -> list[Row]:
    """Former departments and posts, the oldest first."""
    return db.all("SELECT * FROM v_post_held WHERE person_id = ? ORDER BY until, since, id", (person,))


def post_held(db: Source, held: int) -> Row | None:
    """One of them."""
    return db.one("SELECT * FROM v_post_held WHERE id = ?", (held,))

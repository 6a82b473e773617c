"""Groups, their settings, and what is set for the whole record file."""

from __future__ import annotations

from wxadmin.store import people
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_MEMBERS = (
    "coalesce((SELECT s.count FROM snapshot s JOIN batch b ON b.id = s.list AND b.state = 1"
    " WHERE s.group_id = g.id ORDER BY s.taken DESC, s.id DESC LIMIT 1), 0) AS members"
)


_LIFE = (
    "coalesce(p.state, 'active') AS state, coalesce(p.dissolved, '') AS dissolved"
    " FROM grp g LEFT JOIN group_profile p ON p.group_id = g.id"
)

_CATEGORIES = (
    "SELECT category FROM v_person WHERE category <> '' AND gone = 0 GROUP BY category ORDER BY count(*) DESC, category"
)


def every(db: Source) -> list[Row]:
    """All groups by name, with the size of the last member list and the state of their life."""
    return db.all(f"SELECT g.*, {_MEMBERS}, {_LIFE} ORDER BY name_key, g.id")


def one(db: Source, group: int) -> Row | None:
    """One group."""
    return db.one(
        f"SELECT g.*, {_MEMBERS}, {_LIFE} WHERE g.id = ?",
        (group,),
    )


def settings_of(db: Source, group: int) -> list[Row]:
    """What its regulations fix for a group."""
    return db.all("SELECT * FROM group_setting WHERE group_id = ? ORDER BY id", (group,))


def setting_id(db: Source, group: int, kind: str) -> int | None:
    """The row of one such setting."""
    row = db.one("SELECT id FROM group_setting WHERE group_id = ? AND kind = ?", (group, kind))
    return None if row is None else int(row[0])


def general(db: Source) -> dict[str, tuple[int, str]]:
    """The settings of the record file: key → (row id, value); not those of papers, whose keys have a dot."""
    found = db.all("SELECT id, key, value FROM setting WHERE instr(key, '.') = 0")
    return {row["key"]: (row["id"], row["value"]) for row in found}


def setting(db: Source, key: str) -> tuple[int, str] | None:
    """(row id, value) of one setting, None when it was never made."""
    row = db.one("SELECT id, value FROM setting WHERE key = ?", (key,))
    return None if row is None else (int(row[0]), str(row[1]))


def layout(db: Source, key: str) -> Row | None:
    """A remembered layout."""
    return db.one("SELECT id, value FROM layout WHERE key = ?", (key,))


def counter(db: Source, group: int, series: str, year: int) -> tuple[int | None, int]:
    """(row id or None, last number given out) of a series."""
    row = db.one("SELECT id, last FROM counter WHERE group_id = ? AND series = ? AND year = ?", (group, series, year))
    return (None, 0) if row is None else (int(row[0]), int(row[1]))


def profile(db: Source, group: int) -> Row | None:
    """The policies and dates a group has of its own, None where those of its kind hold."""
    return db.one("SELECT * FROM group_profile WHERE group_id = ?", (group,))


def steps(db: Source, group: int) -> list[Row]:
    """The check-lists of a group, each in order."""
    return db.all("SELECT * FROM group_step WHERE group_id = ? ORDER BY list DESC, position, id", (group,))


def steps_due(db: Source, group: int | None, day: str) -> tuple[int, int]:
    """How many steps that are not done were to be done by a day, of a group or of all, and of how many groups."""
    sql = "SELECT count(*), count(DISTINCT group_id) FROM group_step WHERE done = '' AND due <> '' AND due <= :day"
    row = db.one(f"{sql} AND (:group IS NULL OR group_id = :group)", {"day": day, "group": group})
    assert row is not None
    return row[0], row[1]


def step(db: Source, number: int) -> Row | None:
    """One step of a check-list."""
    return db.one("SELECT * FROM group_step WHERE id = ?", (number,))


def acts(db: Source, group: int) -> list[Row]:
    """What was decided about a group, in order."""
    return db.all("SELECT * FROM group_act WHERE group_id = ? ORDER BY day, id", (group,))


def last_listed(db: Source, group: int) -> str:
    """The time of the last member list, ``""`` when there is none."""
    found = db.value(
        "SELECT max(s.taken) FROM snapshot s JOIN batch b ON b.id = s.list AND b.state = 1 WHERE s.group_id = ?",
        (group,),
    )
    return str(found or "")


def members_failing(db: Source, group: int) -> int:
    """How many members of the last list fail the name check, as it was last made."""
    sql = "SELECT count(*) FROM member WHERE group_id = ? AND presence = 'present' AND status = 'fail'"
    return int(db.value(sql, (group,)))


def joins(db: Source, group: int, most: int) -> list[Row]:
    """The system lines that tell of somebody bringing others in, newest first."""
    return db.all(
        "SELECT id, at, local, actor, subjects FROM v_event WHERE group_id = ? AND kind = 'join' AND actor <> ''"
        " ORDER BY at DESC, id DESC LIMIT ?",
        (group, most),
    )


def identified(db: Source, group: int) -> list[Row]:
    """(nickname, person, name) of members of a group who are known, as the check was last made."""
    return db.all(
        "SELECT nickname, person_id, person_name FROM member WHERE group_id = ? AND person_id IS NOT NULL", (group,)
    )


def case_on(db: Source, group: int, sender: str, category: str, day: str) -> int | None:
    """A case that is not void on such an act of somebody on a day."""
    found = db.value(
        "SELECT id FROM cases WHERE group_id = ? AND sender = ? AND category = ? AND substr(occurred, 1, 10) = ?"
        " AND state <> 'void' ORDER BY id LIMIT 1",
        (group, sender, category, day),
    )
    return None if found is None else int(found)


def application(db: Source, number: int) -> Row | None:
    """One application, by which a group may be founded."""
    return db.one("SELECT * FROM application WHERE id = ?", (number,))


def posts(db: Source, group: int) -> list[Row]:
    """Who holds or held a post in a group, those whose post ended last first."""
    return db.all("SELECT * FROM group_post WHERE group_id = ? ORDER BY until DESC, since, id", (group,))


def post(db: Source, number: int) -> Row | None:
    """One post."""
    return db.one("SELECT * FROM group_post WHERE id = ?", (number,))


def posts_of_person(db: Source, person: int) -> list[Row]:
    """The posts of a person with the name of their group, those still held first."""
    return db.all(
        "SELECT p.*, g.name AS group_name FROM group_post p JOIN grp g ON g.id = p.group_id WHERE p.person_id = ?"
        " ORDER BY p.ended, p.until <> '', p.until DESC, p.since, p.id",
        (person,),
    )


def rules(db: Source, group: int) -> list[Row]:
    """The naming rules of a group for some categories of people."""
    return db.all("SELECT * FROM group_rule WHERE group_id = ? ORDER BY position, id", (group,))


def expectations(db: Source, group: int) -> list[Row]:
    """Who should be in a group by rule."""
    return db.all("SELECT * FROM expectation WHERE group_id = ? ORDER BY id", (group,))


def facts(db: Source) -> list[Row]:
    """The platform facts the owner changed."""
    return db.all("SELECT * FROM platform_fact ORDER BY id")


def roster_rows(db: Source) -> list[Row]:
    """(id, departments, category) of everybody who has not left."""
    return db.all("SELECT id, departments, category FROM v_person WHERE gone = 0 ORDER BY id")


def department_counts(db: Source) -> list[Row]:
    """(departments as stored, people) of everybody who has not left."""
    return db.all("SELECT departments, count(*) AS people FROM v_person WHERE gone = 0 GROUP BY departments")


def categories(db: Source) -> list[str]:
    """The categories of people the roster knows, the most common ones first."""
    return [row[0] for row in db.all(_CATEGORIES)]


def belonging_count(db: Source, group: int) -> int:
    """How many who have not left are listed for a group."""
    return int(
        db.value(
            "SELECT count(*) FROM v_person WHERE gone = 0"
            " AND id IN (SELECT person_id FROM v_belonging WHERE group_id = ?)",
            (group,),
        )
    )


def named(db: Source, name: str, group: int) -> list[Row]:
    """Persons of exactly this name who have not left: those of the group, else anybody."""
    found = db.all("SELECT * FROM v_person WHERE name = ? AND gone = 0 ORDER BY id", (name,))
    inside = [row for row in found if people.belongings(db, row["id"], group)]
    return inside or found

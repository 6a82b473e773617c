"""Groups, their settings, and what is set for the whole record file."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_MEMBERS = (
    "coalesce((SELECT s.count FROM snapshot s JOIN batch b ON b.id = s.list AND b.state = 1"
    " WHERE s.group_id = g.id ORDER BY s.taken DESC, s.id DESC LIMIT 1), 0) AS members"
)


def every(db: Source) -> list[Row]:
    """All groups by name, with the size of the last member list."""
    return db.all(f"SELECT g.*, {_MEMBERS} FROM grp g ORDER BY name_key, id")  # noqa: S608 - constant


def one(db: Source, group: int) -> Row | None:
    """One group."""
    return db.one(
        f"SELECT g.*, {_MEMBERS} FROM grp g WHERE g.id = ?",  # noqa: S608 - constant
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

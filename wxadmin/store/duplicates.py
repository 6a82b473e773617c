"""Who on the roster shares a number, telephone, name or account with somebody else."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source, by_ids

_FACTS = "id, name, name_key, department_key, departments, phone, number, guardians, category"


def sharing(db: Source, column: str) -> list[tuple[str, str]]:
    """(value, ids parted by commas) of values of a column of v_person that several people have; ``""`` is no value."""
    if column not in ("number_key", "phone"):
        raise ValueError(f"{column} is not asked for")
    return [
        (row[0], row[1])
        for row in db.all(
            f"SELECT {column}, group_concat(id) FROM v_person WHERE {column} <> ''"  # noqa: S608 - checked above
            f" GROUP BY {column} HAVING count(*) > 1"
        )
    ]


def accounts(db: Source, key: str) -> list[str]:
    """Ids parted by commas of persons whose lists give the same account (mail, …), one text an account."""
    found = db.all(
        "SELECT group_concat(person_id) FROM (SELECT person_id, lower(trim(fields ->> ?1)) AS value"
        " FROM v_person_detail WHERE fields ->> ?1 <> '') GROUP BY value HAVING count(*) > 1",
        (key,),
    )
    return [row[0] for row in found]


def named(db: Source) -> list[Row]:
    """(id, name_key, department, guardians) of everybody, as they lie in the file, which is read fastest."""
    return db.all("SELECT id, name_key, department, guardians FROM v_person")


def facts(db: Source, ids: Sequence[int]) -> dict[int, Row]:
    """What is compared of these people."""
    return {row["id"]: row for row in by_ids(db, f"SELECT {_FACTS} FROM v_person WHERE id IN", ids)}  # noqa: S608


def near(db: Source, number_key: str, phone: str, name_key: str) -> list[Row]:
    """Those who share number, telephone or name; each is looked up in an index."""
    return db.all(
        f"SELECT {_FACTS} FROM v_person WHERE (number_key = ?1 AND ?1 <> '')"  # noqa: S608 - our columns
        " UNION"
        f" SELECT {_FACTS} FROM v_person WHERE (phone = ?2 AND ?2 <> '')"
        " UNION"
        f" SELECT {_FACTS} FROM v_person WHERE name_key = ?3 LIMIT 400",
        (number_key, phone, name_key),
    )

"""What was decided about a nickname in other groups."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def confirmed_elsewhere(db: Source, group: int) -> list[Row]:
    """(nickname, person_id, name) of nicknames confirmed in other groups, the newest decision first.

    ``name`` is that of the group. Somebody erased or merged away is left out.
    """
    return db.all(
        "SELECT d.nickname, d.person_id, g.name FROM member_decision d JOIN grp g ON g.id = d.group_id"
        " JOIN v_person p ON p.id = d.person_id"
        " WHERE d.kind = 'confirm' AND d.group_id <> ? ORDER BY d.decided DESC, d.id DESC",
        (group,),
    )

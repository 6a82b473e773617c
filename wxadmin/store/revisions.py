"""Versions of regulations, the groups they hold in, what was done with them, and their clauses."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

STAGES = ("draft", "review", "waiting", "in_force", "replaced", "repealed")

_KNOWN = (
    "SELECT r.*, g.name AS group_name,"
    " coalesce((SELECT min(a.day) FROM revision_act a WHERE a.revision_id = r.id AND a.kind = 'repealed'), '')"
    " AS repealed,"
    " coalesce((SELECT a.kind FROM revision_act a WHERE a.revision_id = r.id ORDER BY a.id DESC LIMIT 1), '')"
    " AS last_act FROM revision r JOIN grp g ON g.id = r.group_id"
)
"""A version with its group's name, the day it was put out of force, and what was done with it last."""

_HOLDS_IN = (
    "(r.group_id = :group OR EXISTS (SELECT 1 FROM scope s WHERE s.regulation = r.regulation AND s.group_id = :group"
    " AND s.since <= :on AND (s.until = '' OR s.until > :on)))"
)


def listing(day: str) -> ListSource:
    """The list as it stands on a day (ISO); ``stage`` says the same as ``domain.versions.state_on``."""
    stage = (
        "CASE WHEN v.state = 'draft' THEN CASE WHEN v.last_act IN ('submitted', 'approved') THEN 'review'"
        " ELSE 'draft' END"
        f" WHEN v.replaced <> '' AND v.replaced <= '{day}' AND (v.repealed = '' OR v.replaced <= v.repealed)"
        " THEN 'replaced'"
        f" WHEN v.repealed <> '' AND v.repealed <= '{day}' THEN 'repealed'"
        f" WHEN v.effective > '{day}' THEN 'waiting' ELSE 'in_force' END"
    )
    places = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(STAGES))
    columns = "id, regulation, group_id, title_key, version, effective, stage"
    return ListSource(
        # The parts are ours: a date and the names of the stages.
        source=(
            f"(SELECT {columns}, CASE stage {places} END AS place FROM"  # noqa: S608
            f" (SELECT v.*, {stage} AS stage FROM ({_KNOWN}) v)) listed"
        ),
        orders={
            "": ("place", "title_key", "version DESC"),
            "title": ("title_key", "version DESC"),
            "version": ("version",),
            "state": ("place", "title_key"),
            "effective": ("effective",),
            "group": ("group_id", "title_key"),
        },
        group=(
            "(group_id = :group OR EXISTS (SELECT 1 FROM scope s WHERE s.regulation = listed.regulation"
            " AND s.group_id = :group AND s.until = ''))"
        ),
        states={name: f"stage = '{name}'" for name in STAGES},
        search=found_by("revision"),
    )


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the list, with how many groups beside its own each holds in."""
    further = "(SELECT count(*) FROM scope s WHERE s.regulation = k.regulation AND s.until = '')"
    return by_ids(db, f"SELECT k.*, {further} AS further FROM ({_KNOWN}) k WHERE k.id IN", ids)  # noqa: S608 - ours


def one(db: Source, revision: int) -> Row | None:
    """One version."""
    return db.one(f"{_KNOWN} WHERE r.id = ?", (revision,))


def versions(db: Source, regulation: int) -> list[Row]:
    """All versions of one regulation, newest first."""
    return db.all(f"{_KNOWN} WHERE r.regulation = ? ORDER BY r.version DESC", (regulation,))


def next_regulation(db: Source) -> int:
    """A number no regulation has or had: that of the row its first version will be.

    Not one more than the highest there is, which a draft thrown away could come back with.
    """
    return int(db.value("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'revision'), 0) + 1"))


def in_force(db: Source, group: int, on: str) -> list[Row]:
    """The versions that hold in a group on a day (ISO), the one that came into force last first."""
    return db.all(
        f"SELECT * FROM ({_KNOWN} WHERE r.state <> 'draft' AND r.effective <= :on AND (r.replaced = ''"  # noqa: S608 - ours
        f" OR r.replaced > :on) AND {_HOLDS_IN}) WHERE repealed = '' OR repealed > :on"
        " ORDER BY effective DESC, published DESC, id DESC",
        {"group": group, "on": on},
    )


def holding(db: Source, group: int, on: str) -> list[Row]:
    """The versions that hold in a group on a day (ISO) or will later."""
    return db.all(
        f"SELECT * FROM ({_KNOWN} WHERE r.state <> 'draft' AND (r.replaced = '' OR r.replaced > :on)"  # noqa: S608 - ours
        f" AND {_HOLDS_IN}) WHERE repealed = '' OR repealed > :on",
        {"group": group, "on": on},
    )


def count_in_review(db: Source, group: int | None) -> int:
    """How many drafts lie with who reviews them, of a group or of all."""
    return int(
        db.value(
            "SELECT count(*) FROM revision r WHERE r.state = 'draft' AND (?1 IS NULL OR r.group_id = ?1) AND (SELECT"
            " a.kind FROM revision_act a WHERE a.revision_id = r.id ORDER BY a.id DESC LIMIT 1)"
            " IN ('submitted', 'approved')",
            (group,),
        )
    )


def held(db: Source, regulation: int, on: str) -> Row | None:
    """The version of a regulation that holds on a day (ISO); of two with the same first day the later published."""
    return db.one(
        f"SELECT * FROM ({_KNOWN} WHERE r.regulation = ?1 AND r.state <> 'draft' AND r.effective <= ?2"  # noqa: S608 - ours
        " AND (r.replaced = '' OR r.replaced > ?2)) WHERE repealed = '' OR repealed > ?2 ORDER BY version DESC LIMIT 1",
        (regulation, on),
    )


# Where a regulation holds


def scope(db: Source, regulation: int) -> list[Row]:
    """The groups a regulation holds or held in beside its own, with their names."""
    return db.all(
        "SELECT s.*, g.name AS group_name FROM scope s JOIN grp g ON g.id = s.group_id WHERE s.regulation = ?"
        " ORDER BY g.name_key, s.id",
        (regulation,),
    )


# What was done with a version


def acts(db: Source, revision: int) -> list[Row]:
    """What was done with a version, oldest first."""
    return db.all("SELECT * FROM revision_act WHERE revision_id = ? ORDER BY id", (revision,))


def publication(db: Source, revision: int) -> Row | None:
    """What was settled when it was published; None for a draft."""
    return db.one("SELECT * FROM publication WHERE revision_id = ?", (revision,))


def waiting_settings(db: Source, on: str) -> list[Row]:
    """Publications whose settings are still to take effect and whose day (ISO) has come, in that order."""
    return db.all(
        "SELECT p.id, p.revision_id, p.pending FROM publication p JOIN revision r ON r.id = p.revision_id"
        " WHERE p.pending <> '[]' AND r.effective <= ? ORDER BY r.effective, r.published, r.id",
        (on,),
    )


def sourced_settings(db: Source) -> list[Row]:
    """Every setting of a group that names a version as its source."""
    return db.all("SELECT id, group_id, kind, revision_id FROM group_setting WHERE revision_id IS NOT NULL ORDER BY id")


# Clauses


def clauses(db: Source, revision: int) -> list[Row]:
    """The clauses of a version in order."""
    return db.all("SELECT * FROM clause WHERE revision_id = ? ORDER BY position", (revision,))


def clause(db: Source, clause_id: int) -> Row | None:
    """One clause with its version's title and number."""
    return db.one(
        "SELECT c.*, r.title, r.version FROM clause c JOIN revision r ON r.id = c.revision_id WHERE c.id = ?",
        (clause_id,),
    )

"""A list of people from a file against the roster: preview, and the import as one change that can be undone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wxadmin.domain import roster_diff
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.people import Person, Roster, RosterProblem
from wxadmin.i18n import _
from wxadmin.services import people
from wxadmin.services.records import Change, Store, moved_on, position
from wxadmin.store import people as stored
from wxadmin.store.journal import Tx

TITLES = {
    "name": _("姓名"), "departments": _("部门/班级"), "post": _("职务"), "phone": _("电话"), "number": _("编号"),
    "category": _("类别"), "left": _("是否离开"), "guardians": _("家长"), "note": _("备注"),
    "department": _("部门/班级"), "status": _("状态"), "guardian": _("家长"),
}  # fmt: skip
_WATCHED = ("person", "belonging", "batch")


@dataclass(frozen=True, slots=True)
class ChangedPerson:
    """A person known already whose row differs: ``fields`` are (title, before, after)."""

    id: int
    name: str
    fields: tuple[tuple[str, str, str], ...]
    person: Person


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """What an import would do; nothing is written yet.

    ``same`` are ids of those found unchanged, ``joining`` of those known already who are new in the group, ``columns``
    (field title, header cell), ``position`` the state of the records it was made from.
    """

    group: int | None
    source: str
    new: tuple[Person, ...]
    changed: tuple[ChangedPerson, ...]
    same: tuple[int, ...]
    joining: tuple[int, ...]
    problems: tuple[RosterProblem, ...]
    columns: tuple[tuple[str, str], ...]
    position: int = 0

    @property
    def empty(self) -> bool:
        """Whether the import would change nothing."""
        return not (self.new or self.changed or self.joining)


def preview(
    store: Store, path: Path | str, *, group: int | None = None, allow_large: bool = False, step: Step = quiet
) -> RosterPreview:
    """Reads a roster file and compares it with the people known; UserError when it cannot be read."""
    from wxadmin.intake.roster import read_roster

    return preview_roster(store, read_roster(path, allow_large=allow_large, step=step), group=group)


def preview_roster(store: Store, roster: Roster, *, group: int | None = None) -> RosterPreview:
    """The same for a roster already read."""
    with store.read() as db:
        here = position(db)
        known = [(row["id"], people.person_of(row)) for row in stored.every(db)]
        belonging = set() if group is None else stored.belonging(db, group)
    diff = roster_diff.compare(known, roster)
    before = dict(known)
    changed = tuple(
        ChangedPerson(
            person_id,
            after.name,
            tuple((TITLES[f], _words(before[person_id], f), _words(after, f)) for f in fields),
            after,
        )
        for person_id, after, fields in diff.changed
    )
    found = (*diff.same, *(c.id for c in changed))
    joining = () if group is None else tuple(i for i in found if i not in belonging)
    columns = tuple((TITLES.get(field, field), cell) for field, cell in roster.columns)
    return RosterPreview(group, roster.source, diff.new, changed, diff.same, joining, diff.problems, columns, here)


def _words(person: Person, field: str) -> str:
    value = getattr(person, field)
    if field == "departments":
        return "；".join("/".join(path) for path in value)
    if field == "guardians":
        return "、".join(f"{g.name}（{g.relation}）" for g in value)
    if field == "left":
        return _("是") if value else _("否")
    return str(value)


def import_roster(store: Store, preview: RosterPreview, step: Step = quiet) -> Change[int]:
    """Takes the preview in, one undoable change; the value is how many people are new or changed.

    UserError when the roster was changed since the preview was made.
    """
    label = _("导入花名册 {}").format(Path(preview.source).name).rstrip()
    # Known people change in the final write, which others wait for: only what differs goes there, made ready before.
    changes = _changes(store, preview.changed)
    with store.stage("roster") as stage:
        rows = [people.columns_of(person, secrets.token_bytes(16)) for person in preview.new]
        ids = stage.add("person", rows, step)
        if preview.group is not None:
            joining = [(i, row["subject"]) for i, row in zip(ids, rows, strict=True)]
            with store.read() as db:
                joining += [(row["id"], row["subject"]) for row in stored.page(db, preview.joining)]
            stage.add(
                "belonging",
                [{"person_id": i, "group_id": preview.group, "subject": subject} for i, subject in joining],
            )

        def work(tx: Tx) -> int:
            if moved_on(tx, preview.position, _WATCHED):
                raise UserError(_("花名册在预览之后又有了变化"), remedy=_("请重新预览再导入"))
            if preview.new or preview.joining:
                tx.publish(stage)
            for person_id, values in changes.items():
                tx.update("person", person_id, values)
            return len(preview.new) + len(preview.changed)

        return store.change(label, work)


def _changes(store: Store, changed: Sequence[ChangedPerson]) -> dict[int, dict[str, Any]]:
    """The columns that differ, by person; people gone meanwhile are left out, which the change finds out by itself."""
    wanted = {one.id: one.person for one in changed}
    with store.read() as db:
        rows = stored.page(db, list(wanted))
    result: dict[int, dict[str, Any]] = {}
    for row in rows:
        values = people.columns_of(wanted[row["id"]], row["subject"])
        differing = {name: value for name, value in values.items() if row[name] != value}
        if differing:
            result[row["id"]] = differing
    return result

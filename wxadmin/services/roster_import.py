"""A list of people from a file against the roster: preview, and the import as one change that can be undone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wxadmin.domain import roster_diff
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.people import Person, Roster, RosterProblem, RosterTable
from wxadmin.i18n import _
from wxadmin.intake.sheet_extent import TooLargeError
from wxadmin.intake.text import UndecidedError
from wxadmin.services import clock, column_maps, people, person_posts
from wxadmin.services.records import Change, Store, moved_on, position
from wxadmin.store import people as stored
from wxadmin.store import rosters, sweeping
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source
from wxadmin.store.staging import Stage

__all__ = ["RosterPreview", "TooLargeError", "UndecidedError", "import_roster", "preview", "preview_roster"]

_WATCHED = ("person", "belonging", "batch", "person_detail", "person_merge")
_PART = 2_000


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

    ``same`` are ids of those found unchanged, ``joining`` of those known already who are new in the group, ``gone``
    (id, line) those of the group (of the roster where no group is chosen) whom the list does not have; ``columns``
    (field title, header cell), ``unmapped`` titles of columns not used, ``table`` the list's first rows for choosing
    what its columns mean, ``choice`` what the owner chose, ``position`` the state of the records it was made from.
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
    gone: tuple[tuple[int, str], ...] = ()
    unmapped: tuple[str, ...] = ()
    table: RosterTable | None = None
    choice: column_maps.Choice | None = None

    @property
    def empty(self) -> bool:
        """Whether the import would change nothing."""
        return not (self.new or self.changed or self.joining)

    @property
    def fillable(self) -> bool:
        """Whether departments seem to stand in the first row of their block only."""
        return any(problem.kind == "blanks" for problem in self.problems)


def preview(
    store: Store, path: Path | str, *, group: int | None = None, mapping: Mapping[int, str] | None = None,
    header: int | None = None, fill: bool = False, encoding: str | None = None, allow_large: bool = False,
    strict: bool = True, step: Step = quiet,
) -> RosterPreview:  # fmt: skip
    """Reads a roster file and compares it with the people known; UserError when it cannot be read.

    ``mapping`` is the owner's word for the columns (column from 0 -> a word of ``column_maps.CHOICES``), ``header`` the
    row of their titles (-1: none); headers explained before are known. ``fill`` takes blank departments from the row
    above. Unless ``strict``, a table whose header is not understood comes back with ``table`` alone.
    """
    from wxadmin.intake.roster import read_roster

    with store.read() as db:
        known = column_maps.known(db)
    roster = read_roster(
        path, allow_large=allow_large, step=step, mapping=mapping, header=header, known=known, encoding=encoding,
        fill=fill, strict=strict,
    )  # fmt: skip
    seen = preview_roster(store, roster, group=group, step=step)
    if mapping is None or roster.table is None or roster.table.at < 0:
        return seen
    return replace(seen, choice=column_maps.choice_of(roster.table))


def preview_roster(store: Store, roster: Roster, *, group: int | None = None, step: Step = quiet) -> RosterPreview:
    """The same for a roster already read."""
    with store.read() as db:
        here = position(db)
        known = _known(db, step)
        former = _former(db)
        belonging = set() if group is None else stored.belonging(db, group)
    step(0, 0)
    diff = roster_diff.compare(known, roster, former)
    before = dict(known)
    changed = tuple(
        ChangedPerson(person_id, after.name, _differing(before[person_id], after, fields), after)
        for person_id, after, fields in diff.changed
    )
    found = (*diff.same, *(c.id for c in changed))
    joining = () if group is None else tuple(i for i in found if i not in belonging)
    mentioned = set(found)
    gone = tuple(
        (person_id, people.label(person))
        for person_id, person in known
        if person_id not in mentioned and not person.left and (group is None or person_id in belonging)
    )
    columns = tuple((column_maps.title(field), cell) for field, cell in roster.columns)
    return RosterPreview(
        group, roster.source, diff.new, changed, diff.same, joining, diff.problems, columns, here,
        gone if found or diff.new else (), roster.unmapped, roster.table,
    )  # fmt: skip


def _known(db: Source, step: Step) -> list[tuple[int, Person]]:
    """Everybody with what lists say of them, read in parts so that rows and persons never both lie in memory."""
    known: list[tuple[int, Person]] = []
    shared: dict[str, str] = {}
    while rows := rosters.people(db, known[-1][0] if known else 0, _PART):
        step(0, 0)
        details = stored.details(db, [row["id"] for row in rows])
        for row in rows:
            person = people.person_of(row)
            if (fields := details.get(row["id"])) is not None:
                extras = tuple((shared.setdefault(key, key), value) for key, value in people.extras_of(fields))
                person = replace(person, extras=extras)
            known.append((row["id"], person))
    return known


def _former(db: Source) -> list[tuple[int, Person]]:
    """Persons merged into others, with the id of the one kept."""
    rows = rosters.merged(db)
    details = stored.details(db, [row["id"] for row in rows])
    return [
        (stored.kept(db, row["id"]), replace(
            people.person_of(row), extras=people.extras_of(details[row["id"]]) if row["id"] in details else ()
        ))
        for row in rows
    ]  # fmt: skip


def _differing(before: Person, after: Person, fields: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    lines = [(people.TITLES[f], people.words(before, f), people.words(after, f)) for f in fields if f != "extras"]
    if "extras" in fields:
        was = dict(before.extras)
        lines += [
            (people.extra_title(key), was.get(key, ""), value)
            for key, value in after.extras
            if was.get(key, "") != value
        ]
    return tuple(lines)


def import_roster(
    store: Store, preview: RosterPreview, step: Step = quiet, *, leaving: Sequence[int] = ()
) -> Change[int]:
    """Takes the preview in, one undoable change; the value is how many people are new or changed.

    ``leaving`` are those of ``preview.gone`` to be marked as having left. What the columns mean is remembered for the
    next list with this header. UserError when the roster was changed since the preview was made.
    """
    label = _("导入花名册 {}").format(Path(preview.source).name).rstrip()
    if preview.choice is not None:
        column_maps.remember(store, preview.choice)
    # Known people change in the final write, which others wait for: only what differs goes there, made ready before.
    changes = _Changes(store, preview)
    with store.stage("roster") as stage:
        staged = _stage_new(store, stage, preview, step)
        for table, rows in changes.staged.items():
            stage.add(table, rows)
            staged = staged or bool(rows)

        def work(tx: Tx) -> int:
            if moved_on(tx, preview.position, _WATCHED):
                raise UserError(_("花名册在预览之后又有了变化"), remedy=_("请重新预览再导入"))
            if staged:
                tx.publish(stage)
            for table, row_id, values in changes.rows:
                tx.update(table, row_id, values)
            for person_id in leaving:
                tx.update("person", person_id, {"gone": 1})
            return len(preview.new) + len(preview.changed)

        many = len(changes.rows) > sweeping.MANY
        return store.change(label, work, sweeping=("person",) if many else ())


def _stage_new(store: Store, stage: Stage, preview: RosterPreview, step: Step) -> bool:
    """Stages new people, what lists say beyond their row, and who belongs in the group; whether there is anybody."""
    new = preview.new
    subjects = [secrets.token_bytes(16) for _person in new]
    detailed = [at for at, person in enumerate(new) if person.extras]
    total = len(new) + len(detailed) + (0 if preview.group is None else len(new) + len(preview.joining))
    ids = stage.add_made(
        "person", range(len(new)), lambda at: people.columns_of(new[at], subjects[at]), _from(step, 0, total)
    )
    stage.add_made(
        "person_detail", detailed,
        lambda at: {"person_id": ids[at], "fields": people.extras_text(new[at]), "subject": subjects[at]},
        _from(step, len(ids), total),
    )  # fmt: skip
    if preview.group is not None:
        belonging = list(zip(ids, subjects, strict=True))
        with store.read() as db:
            belonging += [(row["id"], row["subject"]) for row in stored.page(db, preview.joining)]
        stage.add_made(
            "belonging", belonging,
            lambda one: {"person_id": one[0], "group_id": preview.group, "subject": one[1]},
            _from(step, len(ids) + len(detailed), total),
        )  # fmt: skip
    return bool(new or preview.joining)


def _from(step: Step, base: int, total: int) -> Step:
    def on(done: int, _part: int) -> None:
        step(base + done, total)

    return on


class _Changes:
    """What becomes of people known already: ``rows`` to update in the final write, ``staged`` rows that are new.

    Who has gone meanwhile is left out, which the change finds out by itself.
    """

    def __init__(self, store: Store, preview: RosterPreview) -> None:
        wanted = {one.id: one.person for one in preview.changed}
        with store.read() as db:
            rows = stored.page(db, list(wanted))
            details = {row["id"]: stored.detail(db, row["id"]) for row in rows}
        self.rows: list[tuple[str, int, dict[str, Any]]] = []
        self.staged: dict[str, list[dict[str, Any]]] = {"person_detail": [], "post_held": []}
        today, source = clock.today(), Path(preview.source).name
        for row in rows:
            person_id, after, detail = row["id"], wanted[row["id"]], details[row["id"]]
            values = people.columns_of(after, row["subject"])
            differing = {name: value for name, value in values.items() if row[name] != value}
            if differing:
                self.rows.append(("person", person_id, differing))
            before = people.person_of(row)
            if person_posts.moved(before, after):
                self.staged["post_held"].append(
                    person_posts.former(person_id, row["subject"], before, until=today, source=source)
                )
            fields = people.extras_text(after)
            if detail is None and after.extras:
                self.staged["person_detail"].append(
                    {"person_id": person_id, "fields": fields, "subject": row["subject"]}
                )
            elif detail is not None and detail["fields"] != fields:
                self.rows.append(("person_detail", detail["id"], {"fields": fields}))

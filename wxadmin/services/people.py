"""The roster: people of the unit, and who of them belongs in which group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.people import Person, Roster, RosterProblem
from wxadmin.i18n import _
from wxadmin.services.listing import Chip, Column, Ids, Row, View
from wxadmin.services.records import Change, Reader, Store

COLUMNS = (
    Column("name", _("姓名"), 110),
    Column("department", _("部门/班级"), 180),
    Column("post", _("职务"), 120),
    Column("phone", _("电话"), 130),
    Column("number", _("编号"), 110),
    Column("category", _("类别"), 90),
    Column("guardians", _("家长"), 160, sortable=False),
)
CHIPS = (Chip("present", _("在册")), Chip("left", _("已离开")), Chip("absent", _("不在群里")))


@dataclass(frozen=True, slots=True)
class ChangedPerson:
    """A person known already whose row differs: ``fields`` are (title, before, after)."""

    id: int
    name: str
    fields: tuple[tuple[str, str, str], ...]
    person: Person


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """What an import would do; nothing is written yet. ``columns`` are (field title, header cell)."""

    group: int | None
    source: str
    new: tuple[Person, ...]
    changed: tuple[ChangedPerson, ...]
    same: tuple[int, ...]
    joining: tuple[int, ...]
    problems: tuple[RosterProblem, ...]
    columns: tuple[tuple[str, str], ...]

    @property
    def empty(self) -> bool:
        """Whether the import would change nothing."""
        return not (self.new or self.changed or self.joining)


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person with everything known: ``groups`` are (id, name), ``nicknames`` (group, nickname), ``cases`` (id, line)."""

    id: int
    person: Person
    groups: tuple[tuple[int, str], ...]
    nicknames: tuple[tuple[str, str], ...]
    cases: tuple[tuple[int, str], ...]


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the people of the view in order."""
    raise NotImplementedError


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those people as rows."""
    raise NotImplementedError


def get(store: Store, person: int) -> PersonCard:
    """One person; UserError when there is none."""
    raise NotImplementedError


def of_group(store: Store, group: int) -> tuple[tuple[int, Person], ...]:
    """(id, person) of everybody who should be in the group, roster order."""
    raise NotImplementedError


def preview(
    store: Store, path: Path | str, *, group: int | None = None, allow_large: bool = False, step: Step = quiet
) -> RosterPreview:
    """Reads a roster file and compares it with the people known; UserError when it cannot be read."""
    raise NotImplementedError


def preview_roster(store: Store, roster: Roster, *, group: int | None = None) -> RosterPreview:
    """The same for a roster already read."""
    raise NotImplementedError


def import_roster(store: Store, preview: RosterPreview, step: Step = quiet) -> Change[int]:
    """Takes the preview in, one undoable change; the value is how many people are new or changed."""
    raise NotImplementedError


def add(store: Store, person: Person, *, group: int | None = None) -> Change[int]:
    """Adds one person by hand."""
    raise NotImplementedError


def edit(store: Store, person: int, new: Person) -> Change[int]:
    """Replaces what is known of a person."""
    raise NotImplementedError


def mark_left(store: Store, person: int, *, left: bool = True) -> Change[int]:
    """Marks somebody as having left the unit (or as back)."""
    raise NotImplementedError

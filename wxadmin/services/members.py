"""Group members as their nicknames show them: snapshots, the real-name check and the owner's decisions about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.services.listing import Chip, Column, Ids, Row, View
from wxadmin.services.records import Change, Reader, Store

COLUMNS = (
    Column("nickname", _("群昵称"), 170),
    Column("status", _("核验"), 80),
    Column("person", _("人员"), 110),
    Column("department", _("部门/班级"), 150),
    Column("finding", _("问题"), 240, sortable=False),
    Column("suggestion", _("建议改为"), 170, sortable=False),
    Column("since", _("首次出现"), 130),
)
CHIPS = (
    Chip("fail", _("不合要求")),
    Chip("unknown", _("无法确认")),
    Chip("pass", _("合格")),
    Chip("exempt", _("已豁免")),
    Chip("gone", _("已退群")),
)
STATUS = {"pass": _("合格"), "fail": _("不合要求"), "exempt": _("已豁免"), "unknown": _("无法确认")}


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One checked nickname; ``findings`` are (code, words); ``person`` None when nobody is certain."""

    nickname: str
    status: str
    person: int | None
    person_name: str
    department: str
    findings: tuple[tuple[str, str], ...]
    candidates: tuple[str, ...]
    suggestion: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class SnapshotPreview:
    """What a pasted list would mean. ``renamed`` are (old, new) nicknames of the same person; ``same`` counts the rest."""

    group: int
    nicknames: tuple[str, ...]
    ignored: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    same: int
    report: tuple[MemberRow, ...]
    missing: tuple[str, ...]

    def count(self, status: str) -> int:
        """How many of the list have this status."""
        return sum(row.status == status for row in self.report)


@dataclass(frozen=True, slots=True)
class Report:
    """The check of the group's last list: ``rows`` in list order, ``missing`` people (id, label) nobody stands for."""

    rule: str
    taken: str
    rows: tuple[MemberRow, ...]
    missing: tuple[tuple[int, str], ...]

    def count(self, status: str) -> int:
        """How many members have this status."""
        return sum(row.status == status for row in self.rows)


@dataclass(frozen=True, slots=True)
class MemberCard:
    """One member with what was found, who is proposed (``candidates``: person id, label) and what was decided.

    ``exempt_until`` is an ISO date or ``""``; ``history`` are (time, words): lists, renames, decisions; ``cases`` (id, line).
    """

    id: int
    group: int
    row: MemberRow
    present: bool
    candidates: tuple[tuple[int, str], ...]
    confirmed: bool
    exempt_reason: str
    exempt_until: str
    history: tuple[tuple[str, str], ...]
    cases: tuple[tuple[int, str], ...]


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the members of the view in order; without the chip ``gone`` only those present."""
    raise NotImplementedError


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those members as rows."""
    raise NotImplementedError


def preview(store: Store, group: int, text: str) -> SnapshotPreview:
    """Reads a pasted member list and compares it with the last one; UserError when nothing in it is a nickname."""
    raise NotImplementedError


def import_snapshot(store: Store, preview: SnapshotPreview, step: Step = quiet) -> Change[int]:
    """Keeps the list as a snapshot; the value is its id. Undo takes the whole list back."""
    raise NotImplementedError


def report(store: Store, group: int) -> Report:
    """The real-name check of the last list with the decisions made; an empty report when there is no list yet."""
    raise NotImplementedError


def get(store: Store, member: int) -> MemberCard:
    """One member; UserError when there is none."""
    raise NotImplementedError


def confirm(store: Store, member: int, person: int | None) -> Change[int]:
    """Remembers that this nickname is that person (None forgets it)."""
    raise NotImplementedError


def exempt(store: Store, member: int, reason: str, until: date | None = None) -> Change[int]:
    """Spares a member from the rule, with a reason and perhaps an end."""
    raise NotImplementedError


def end_exemption(store: Store, member: int) -> Change[int]:
    """The rule holds for the member again."""
    raise NotImplementedError


def reminder(store: Store, group: int, members: Sequence[int] = ()) -> str:
    """A text for the group that asks those who break the rule (or these members) to change their nicknames."""
    raise NotImplementedError

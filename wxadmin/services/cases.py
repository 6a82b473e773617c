"""Cases: the act, its evidence, the clause, the proposal of the ladder, the decision, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wxadmin.domain.ladder import MEASURES, RECOMMENDED, Proposal
from wxadmin.domain.papers import ClauseCitation, EvidenceLine, PenaltyHistory
from wxadmin.i18n import _
from wxadmin.services.listing import Chip, Column, Ids, Row, View
from wxadmin.services.records import Change, Reader, Store

__all__ = ["MEASURES", "RECOMMENDED", "Proposal"]

COLUMNS = (
    Column("number", _("编号"), 140),
    Column("person", _("人员"), 120),
    Column("category", _("违规行为"), 110),
    Column("measure", _("处罚措施"), 160),
    Column("state", _("状态"), 90),
    Column("occurred", _("发生日期"), 120),
    Column("decided", _("决定日期"), 120),
)
CHIPS = (Chip("draft", _("草稿")), Chip("decided", _("已决定")), Chip("issued", _("已签发")), Chip("void", _("已作废")))
STATES = {"draft": _("草稿"), "decided": _("已决定"), "issued": _("已签发"), "void": _("已作废")}


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """What a case says before it is decided. ``person`` is a roster id, or None with ``sender`` (a nickname) instead;

    ``evidence`` are message ids; ``clause`` None means none of the regulation in force was found; ``measures`` are
    keys of MEASURES; ``days`` the length of a mute, ``amount`` a fine in yuan as text.
    """

    group: int
    person: int | None
    facts: str
    category: str = ""
    occurred: date | None = None
    sender: str = ""
    evidence: tuple[int, ...] = ()
    clause: ClauseCitation | None = None
    measures: tuple[str, ...] = ()
    days: int = 0
    amount: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided; ``measures`` are keys of MEASURES."""

    measures: tuple[str, ...]
    decided_by: str
    note: str = ""
    days: int = 0
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a case's timeline: title, body lines, when (shown), and whether it is settled."""

    key: str
    title: str
    lines: tuple[str, ...]
    time: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True)
class CaseCard:
    """One case as its page shows it. ``next_step`` says what comes next in words; ``paper`` is the notice once issued.

    ``ref`` is the number once decided, else ``草稿 #id``. ``history`` are other cases of the person (id, line).
    """

    id: int
    group: int
    ref: str
    number: str
    person: int | None
    person_label: str
    sender: str
    state: str
    next_step: str
    draft: CaseDraft
    evidence: tuple[EvidenceLine, ...]
    measures: tuple[str, ...]
    recommendations: tuple[str, ...]
    proposal: Proposal
    decided_by: str
    decided: str
    review: int | None
    paper: int | None
    blocks: tuple[Block, ...]
    history: tuple[tuple[int, str], ...]
    void_reason: str = ""


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the cases, newest first unless sorted otherwise."""
    raise NotImplementedError


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those cases as rows."""
    raise NotImplementedError


def get(store: Store, case: int) -> CaseCard:
    """One case; UserError when there is none."""
    raise NotImplementedError


def find(store: Store, number: str, group: int | None = None) -> int:
    """The id of a case by its number; UserError when none, or several groups, have it."""
    raise NotImplementedError


def propose(
    store: Store, group: int, person: int | None, category: str = "", *, sender: str = "", apart_from: int | None = None
) -> Proposal:
    """What the group's ladder proposes next for this person, explained; a person decides. ``apart_from`` is the case itself."""
    raise NotImplementedError


def draft_from(store: Store, review: int) -> CaseDraft:
    """A draft filled from a queue entry: person, day, category, clause, the message as evidence, proposed measures."""
    raise NotImplementedError


def open_from(store: Store, review: int, version: int, draft: CaseDraft) -> Change[int]:
    """Founds the entry and opens a case on it, one undoable change; the value is the case id."""
    raise NotImplementedError


def create(store: Store, draft: CaseDraft) -> Change[int]:
    """Opens a case without a queue entry."""
    raise NotImplementedError


def edit(store: Store, case: int, draft: CaseDraft) -> Change[int]:
    """Changes a case that is still a draft."""
    raise NotImplementedError


def decide(store: Store, case: int, decision: Decision) -> Change[str]:
    """Decides: the case gets its number (the value) and can no longer be undone, only voided."""
    raise NotImplementedError


def void(store: Store, case: int, reason: str) -> Change[int]:
    """Takes a decided or issued case out of force by a new act; it keeps its number and counts for no ladder."""
    raise NotImplementedError


def history(store: Store, *, person: int | None = None, group: int | None = None) -> PenaltyHistory:
    """All decided cases of a person or of a group as a paper."""
    raise NotImplementedError

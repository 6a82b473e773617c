"""规章制度: texts from the library or the owner's own, their versions, clauses and what they fix for a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wxadmin.domain.papers import ClauseCitation, RegulationPaper
from wxadmin.domain.regulation import RegulationText
from wxadmin.i18n import _
from wxadmin.services.listing import Chip, Column, Ids, Row, View
from wxadmin.services.papers import IssuedPaper
from wxadmin.services.records import Change, Reader, Store

COLUMNS = (
    Column("title", _("名称"), 320),
    Column("version", _("版本"), 80),
    Column("state", _("状态"), 90),
    Column("effective", _("生效日期"), 120),
    Column("group", _("适用群"), 160),
)
CHIPS = (Chip("draft", _("草稿")), Chip("in_force", _("现行")), Chip("replaced", _("已被替代")))
STATES = {"draft": _("草稿"), "in_force": _("现行"), "replaced": _("已被替代")}


@dataclass(frozen=True, slots=True)
class TemplateVariable:
    """A blank of a library text."""

    key: str
    label: str
    default: str
    required: bool


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """One text of the library."""

    key: str
    title: str
    kind: str
    summary: str
    variables: tuple[TemplateVariable, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A citable unit of a version; ``at`` are numbers from the outside in, ``label`` e.g. ``第二章 第八条``."""

    id: int
    at: tuple[str, ...]
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class SettingLine:
    """What a text fixes: kind, words on screen, value, the clause that says so; ``applied`` while it holds in the group."""

    kind: str
    title: str
    value: str
    at: str
    quote: str
    applied: bool = False


@dataclass(frozen=True, slots=True)
class RegulationCard:
    """One version of a regulation. ``id`` is the version's id everywhere in this module."""

    id: int
    regulation: int
    group: int | None
    title: str
    version: str
    state: str
    effective: str
    issuer: str
    text: RegulationText
    clauses: tuple[Clause, ...]
    settings: tuple[SettingLine, ...]
    versions: tuple[tuple[int, str, str], ...]
    paper: int | None = None


def templates() -> tuple[TemplateCard, ...]:
    """The library."""
    raise NotImplementedError


def fill(key: str, values: Mapping[str, str]) -> RegulationText:
    """A library text with its blanks filled; UserError names unknown or missing ones."""
    raise NotImplementedError


def parse_text(text: str) -> RegulationText:
    """The structure of a pasted text."""
    raise NotImplementedError


def parse_file(path: Path, *, allow_large: bool = False) -> RegulationText:
    """The structure of a text file or DOCX."""
    raise NotImplementedError


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the versions of the view."""
    raise NotImplementedError


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those versions as rows."""
    raise NotImplementedError


def get(store: Store, revision: int) -> RegulationCard:
    """One version; UserError when there is none."""
    raise NotImplementedError


def create_from_template(store: Store, group: int, key: str, values: Mapping[str, str]) -> Change[int]:
    """A draft from the library."""
    raise NotImplementedError


def create_from_text(store: Store, group: int, text: RegulationText, *, title: str = "") -> Change[int]:
    """A draft from an imported text; ``title`` where the text has none."""
    raise NotImplementedError


def revise(store: Store, revision: int, text: RegulationText) -> Change[int]:
    """Changes a draft, or makes the draft of the next version of a published one (the value is the draft's id)."""
    raise NotImplementedError


def publish(
    store: Store, revision: int, *, effective: date | None = None, issuer: str = "", apply_settings: bool = True
) -> Change[int]:
    """Puts a version in force from ``effective`` (today), the one before it out of force; its settings hold in the group. Final."""
    raise NotImplementedError


def in_force(store: Store, group: int, on: date | None = None) -> RegulationCard | None:
    """The version that holds in the group on that day."""
    raise NotImplementedError


def clauses(store: Store, group: int, on: date | None = None) -> tuple[Clause, ...]:
    """The clauses in force in the group."""
    raise NotImplementedError


def cite(store: Store, clause: int) -> ClauseCitation:
    """A clause as a decision cites it."""
    raise NotImplementedError


def clause_for(
    store: Store, group: int, category: str, hint: str = "", on: date | None = None
) -> ClauseCitation | None:
    """The clause of the version in force that speaks of this category (``hint``: the rule's subject word), or None."""
    raise NotImplementedError


def paper(store: Store, revision: int) -> RegulationPaper:
    """The version as a paper."""
    raise NotImplementedError


def issue(store: Store, revision: int) -> Change[IssuedPaper]:
    """Issues the paper of a published version; UserError for a draft or one issued before."""
    raise NotImplementedError

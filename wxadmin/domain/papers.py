"""What a paper says, before anyone thinks of lines and pages. Printing turns each of these into a PDF.

Dates are ``datetime.date`` and print as ``2026年9月22日``. All strings are shown literally, never as markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wxadmin.domain.regulation import RegulationText


@dataclass(frozen=True, slots=True)
class RegulationPaper:
    """A regulation as it is posted: title, body by units, and at the end the office and date."""

    unit: str
    text: RegulationText
    group: str = ""
    number: str = ""
    version: str = ""
    issuer: str = ""
    issued: date | None = None
    contents: bool = False


@dataclass(frozen=True, slots=True)
class SignRow:
    """Who is to sign. ``code`` is the row's code for filing a scan (``""`` without)."""

    department: str
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class SignSheet:
    """Signature sheet: one row a person with room for 签名 and 日期."""

    title: str
    unit: str
    group: str
    regulation: str
    version: str
    version_code: str
    rows: tuple[SignRow, ...]
    number: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class ClauseCitation:
    """A clause of a regulation in force: where it stands and its words."""

    regulation: str
    version: str
    at: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One message kept as evidence; ``time`` as people read it (``2026年9月22日 21:40``)."""

    sender: str
    time: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """违规处理通知书 with its return slip (回执)."""

    number: str
    unit: str
    group: str
    person: str
    department: str
    facts: str
    evidence: tuple[EvidenceLine, ...]
    clauses: tuple[ClauseCitation, ...]
    measures: tuple[str, ...]
    recommendations: tuple[str, ...]
    appeal: str
    issuer: str
    issued: date


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of a penalty history."""

    number: str
    decided: str
    clause: str
    measure: str
    state: str
    facts: str = ""


@dataclass(frozen=True, slots=True)
class PenaltyHistory:
    """All cases of a person (or, with ``person`` empty, of a group) on the day of printing."""

    unit: str
    group: str
    person: str
    department: str
    entries: tuple[HistoryEntry, ...]
    printed: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class AnnouncementPaper:
    """An announcement as a sheet for the notice board."""

    unit: str
    group: str
    title: str
    paragraphs: tuple[str, ...]
    issuer: str
    issued: date
    number: str = ""


Paper = RegulationPaper | SignSheet | Notice | PenaltyHistory | AnnouncementPaper

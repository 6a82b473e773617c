"""What a paper says, before anyone thinks of lines and pages. Printing turns each of these into a PDF.

Dates are ``datetime.date`` and print as ``2026年9月22日``. All strings are shown literally, never as markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.regulation_diff import ClauseChange


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the owner gave it: ``data`` are the bytes of its file, ``name`` is how errors call it.

    ``sound``: this program has decoded just these bytes before, so that they need not be tried again.
    """

    name: str
    data: bytes
    caption: str = ""
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: begins on a page of its own behind the paper that names it."""

    title: str
    paragraphs: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


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
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class SignRow:
    """Who is to sign. ``code`` is the row's code for filing a scan (``""`` without)."""

    department: str
    name: str
    code: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class SignSheet:
    """Signature sheet: one row a person with room for 签名 and 日期, in the order given.

    ``by`` puts a heading above the people of each group or department (rows that follow one another).
    ``outcomes`` adds columns to tick 拒签 and 缺席 and one for 备注. ``across`` is how many people stand side by side
    (1 or 2).
    """

    title: str
    unit: str
    group: str
    regulation: str
    version: str
    version_code: str
    rows: tuple[SignRow, ...]
    number: str = ""
    statement: str = ""
    by: Literal["", "group", "department"] = ""
    outcomes: bool = False
    across: int = 1


@dataclass(frozen=True, slots=True)
class ClauseCitation:
    """A clause of a regulation in force: where it stands and its words.

    ``revision`` is the id of the version where it is known; ``signing`` says in a sentence since when that version
    holds and whether the person concerned signed for it, ``""`` where nothing is known of that.
    """

    regulation: str
    version: str
    at: tuple[str, ...]
    text: str
    revision: int | None = None
    signing: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One message kept as evidence; ``time`` as people read it (``2026年9月22日 21:40``)."""

    sender: str
    time: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """违规处理通知书 with its return slip (回执). ``together``: several decided, not one person."""

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
    pictures: tuple[Picture, ...] = ()
    together: bool = False


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
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class FormField:
    """One cell of a form behind its label. ``lines`` is its least height in lines of text.

    ``choices`` are printed with boxes to tick, the one that equals ``value`` ticked. ``signed`` puts 签名 and a date to
    fill in at the foot of the cell. With ``columns`` the field is a table of its own over the whole width: each line of
    ``value`` is a row with its cells parted by ``|``, and there are ``lines`` rows at least.
    """

    label: str
    value: str = ""
    lines: int = 1
    choices: tuple[str, ...] = ()
    signed: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormPaper:
    """A form (申请表, 登记表, 送达回证): rows of fields that stand side by side in equal parts.

    ``form`` is the key of the form, ``statement`` what is signed for, ``note`` stands in small type below.
    """

    form: str
    title: str
    unit: str
    group: str
    rows: tuple[tuple[FormField, ...], ...]
    statement: str = ""
    note: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (``""`` without) and the paragraphs below it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """A paper addressed to someone: a reply to an appeal, a recommendation to the unit, the lifting of a measure."""

    title: str
    unit: str
    group: str
    addressee: str
    sections: tuple[Section, ...]
    issuer: str
    issued: date
    number: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a printed list: heading, share of the width, alignment."""

    title: str
    share: float = 1.0
    align: Literal["left", "centre", "right"] = "left"


@dataclass(frozen=True, slots=True)
class ListPaper:
    """A list as it stands on the screen; ``facts`` are short (filter, sorting, count). Each row has a cell a column."""

    title: str
    unit: str
    group: str
    facts: tuple[str, ...]
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    printed: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonPaper:
    """修订对照表: the clauses that differ between two versions (``same`` ones are left out), in three columns."""

    title: str
    unit: str
    group: str
    old_version: str
    new_version: str
    changes: tuple[ClauseChange, ...]
    printed: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class RecordPart:
    """A heading and the lines below it, the newest first as a rule; ``count`` is how many there are in all."""

    heading: str
    lines: tuple[str, ...]
    count: int = 0


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """个人档案: all that is known of one person: fields as (label, value), then what the records say, part by part.

    ``note`` stands in small type at the end: what is left out or masked, and why.
    """

    title: str
    unit: str
    person: str
    fields: tuple[tuple[str, str], ...]
    parts: tuple[RecordPart, ...]
    note: str
    printed: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class FileSection:
    """What a piece of a case file says under one heading (``""`` without): words, then a table, then pictures.

    Columns and rows are as those of a list; the captions of pictures are printed as they are.
    """

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    columns: tuple[ListColumn, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePiece:
    """One piece (件) of a case file and its line in the contents; ``day`` as people read it.

    ``bound`` is the PDF of a paper that was issued: its own pages stand in the file, and ``sections`` are not printed
    then. A piece that ``runs_on`` may begin below the one before it.
    """

    title: str
    number: str = ""
    day: str = ""
    sections: tuple[FileSection, ...] = ()
    bound: bytes = b""
    runs_on: bool = False


@dataclass(frozen=True, slots=True)
class CaseFile:
    """案卷: cover, contents (卷内目录), the pieces in order, and the closing sheet (卷内备考表).

    ``facts`` stand on the cover as (label, value); ``remarks`` on the closing sheet: what is missing, altered or left
    out, and what the file rests on. ``lost`` are those of the remarks that tell of evidence or papers gone or altered.
    """

    title: str
    unit: str
    group: str
    facts: tuple[tuple[str, str], ...]
    pieces: tuple[FilePiece, ...]
    remarks: tuple[str, ...]
    issuer: str
    printed: date
    number: str = ""
    lost: tuple[str, ...] = ()


Paper = (
    RegulationPaper
    | SignSheet
    | Notice
    | PenaltyHistory
    | AnnouncementPaper
    | FormPaper
    | LetterPaper
    | ListPaper
    | ComparisonPaper
    | RecordPaper
    | CaseFile
)

"""Where the text of a regulation comes from: the library with its blanks, a paste, a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import RegulationText
from wxadmin.i18n import _


@dataclass(frozen=True, slots=True)
class TemplateVariable:
    """A blank; ``form`` is text, number, date, rule or switch, ``note`` a caution to show beside it."""

    key: str
    label: str
    default: str
    required: bool
    form: str = "text"
    note: str = ""


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """One text of the library.

    ``kind`` says for whom it is, ``groups`` which kinds of group it suits (none: every kind), ``duties`` in words what
    it settles.
    """

    key: str
    title: str
    kind: str
    summary: str
    variables: tuple[TemplateVariable, ...]
    groups: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


def templates() -> tuple[TemplateCard, ...]:
    """The library."""
    from wxadmin.intake import library
    from wxadmin.intake.duties import DUTIES

    return tuple(
        TemplateCard(
            t.key,
            t.title,
            t.kind,
            t.summary,
            tuple(TemplateVariable(v.key, v.label, v.default, v.required, v.form, v.note) for v in t.variables),
            t.groups,
            tuple(DUTIES[duty] for duty in t.duties),
        )
        for t in library.templates()
    )


def draft(key: str, values: Mapping[str, str]) -> RegulationText:
    """A library text with its blanks still in place and what fills them; UserError names unknown ones."""
    from wxadmin.intake import library

    return library.draft(key, values)


def cautions(key: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """What to know before publishing: the notes of the clauses with legal weight that are switched on."""
    from wxadmin.intake import library

    return library.cautions(key, values)


def clause_cautions(text: RegulationText) -> dict[tuple[str, ...], str]:
    """Path of numbers -> what to know of it, for every clause that the library has only behind a switch."""
    from wxadmin.intake import library

    return library.clause_cautions(text)


def checked(key: str, variable: str, value: str) -> str:
    """The value of a blank as the text takes it (``2026-03-01`` becomes 2026年3月1日); UserError for a wrong form."""
    from wxadmin.intake import library

    return library.checked(key, variable, value)


def fill(key: str, values: Mapping[str, str]) -> RegulationText:
    """A library text with its blanks filled; UserError names unknown or missing ones."""
    from wxadmin.intake import library

    return library.fill(key, values)


def parse_text(text: str) -> RegulationText:
    """The structure of a pasted text; UserError when it is empty."""
    from wxadmin.intake.regulation import parse_regulation
    from wxadmin.intake.text import refuse_damaged

    if not text.strip():
        raise UserError(_("没有文字"), remedy=_("请粘贴制度全文"))
    refuse_damaged(text, where=_("粘贴的文字"))
    return parse_regulation(text)


def parse_file(path: Path, *, allow_large: bool = False) -> RegulationText:
    """The structure of a text file or DOCX."""
    from wxadmin.intake.regulation import read_regulation

    return read_regulation(path, allow_large=allow_large)

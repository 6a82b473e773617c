"""The forms written for this project, one TOML file each under resources/forms, and how they are filled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.forms import Blank, FormKind
from wxadmin.domain.papers import FormField, FormPaper
from wxadmin.resource import resource_dir

LONGEST = 20_000
"""Characters in one blank: some thirty pages."""
_PLACE = re.compile(r"\{(unit|group)\}")
_ROOM = "________"


@dataclass(frozen=True, slots=True)
class _Source:
    order: int
    kind: FormKind
    rows: tuple[tuple[tuple[Blank, bool], ...], ...]
    statement: str
    note: str


def kinds() -> tuple[FormKind, ...]:
    """All forms in the order they are offered."""
    return tuple(source.kind for source in _sources().values())


def kind(key: str) -> FormKind:
    """The form of this key; UserError when there is none."""
    return _source(key).kind


def fill(key: str, values: Mapping[str, str], *, unit: str, group: str, number: str = "") -> FormPaper:
    """The form with these values, by the key or the label of a blank; blanks not named keep their default.

    UserError for an unknown form or blank, for a blank named twice, and for a value longer than ``LONGEST``.
    """
    source = _source(key)
    words = _values(source.kind, values)
    place = {"unit": unit.strip(), "group": group.strip()}

    def put(text: str, room: str = _ROOM) -> str:
        return _PLACE.sub(lambda found: place[found[1]] or room, text)

    def field(blank: Blank, signed: bool) -> FormField:
        value = words.get(blank.key, put(blank.default, ""))
        return FormField(blank.label, value, blank.lines, blank.choices, signed, blank.columns)

    rows = tuple(tuple(field(*entry) for entry in row) for row in source.rows)
    return FormPaper(
        key, source.kind.title, place["unit"], place["group"], rows, put(source.statement), put(source.note), number
    )


def _values(kind: FormKind, values: Mapping[str, str]) -> dict[str, str]:
    where = f"表单“{kind.title}”"
    labels = {blank.label: blank.key for blank in kind.blanks}
    keys = {blank.key for blank in kind.blanks}
    words: dict[str, str] = {}
    for name, value in values.items():
        key = name if name in keys else labels.get(name.strip())
        if key is None:
            listed = "、".join(blank.label for blank in kind.blanks)
            raise UserError(f"没有“{name}”这一栏", where=where, remedy=f"可以填的有 {listed}")
        if key in words:
            raise UserError(f"“{name}”填了两次", where=where, remedy="请只留一个")
        if len(value) > LONGEST:
            raise UserError(f"“{name}”超过 {LONGEST} 个字", where=where, remedy="请写成附件，这里只写要点")
        words[key] = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return words


def _source(key: str) -> _Source:
    sources = _sources()
    if key not in sources:
        listed = "、".join(f"{source.kind.key}（{source.kind.title}）" for source in sources.values())
        raise UserError(f"没有名为“{key}”的表单", remedy=f"可用的有 {listed}")
    return sources[key]


@lru_cache(maxsize=1)
def _sources() -> Mapping[str, _Source]:
    """All forms; a file that breaks its own form is a bug and raises naming it."""
    sources = []
    for path in resource_dir("forms").glob("*.toml"):
        with path.open("rb") as file:
            sources.append(_read(path.stem, tomllib.load(file)))
    return {source.kind.key: source for source in sorted(sources, key=lambda source: source.order)}


def _read(key: str, document: dict[str, Any]) -> _Source:
    rows = tuple(tuple(_blank(entry) for entry in row) for row in document["rows"])
    blanks = tuple(blank for row in rows for blank, _ in row)
    names = {name for blank in blanks for name in {blank.key, blank.label}}
    if len(names) != sum(len({blank.key, blank.label}) for blank in blanks):
        raise ValueError(f"resources/forms/{key}.toml: a key or label stands twice")
    known = FormKind(key, document["title"], document["summary"], blanks, tuple(document["serves"]))
    return _Source(document["order"], known, rows, document.get("statement", ""), document.get("note", ""))


def _blank(entry: dict[str, Any]) -> tuple[Blank, bool]:
    facts = dict(entry)
    signed = bool(facts.pop("signed", False))
    for name in ("choices", "columns"):
        facts[name] = tuple(facts.get(name, ()))
    return Blank(**facts), signed

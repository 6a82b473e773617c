"""Applications out of what was pasted: who each is by the roster and what will be filed; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.applications import Kind, Request
from wxadmin.i18n import _
from wxadmin.services import clock, identity, people
from wxadmin.services.application_cards import ApplicationDraft
from wxadmin.services.identity import Identity
from wxadmin.services.records import Store
from wxadmin.store import groups as stored_groups
from wxadmin.store import people as stored_people
from wxadmin.store.lists import Source


@dataclass(frozen=True, slots=True)
class Proposed:
    """One application read, with who it is by the roster; ``draft`` names the person only where that is certain.

    ``missing`` says what is needed before it can be filed, ``""`` when nothing is.
    """

    draft: ApplicationDraft
    request: Request
    identity: Identity
    missing: str = ""


@dataclass(frozen=True, slots=True)
class PastePreview:
    """Applications in the order of the text, and lines that are none: (line, words, why)."""

    found: tuple[Proposed, ...]
    left: tuple[tuple[int, str, str], ...]


def preview(store: Store, group: int | None, text: str, *, usual: Kind = "join") -> PastePreview:
    """Reads pasted text as applications to a group; nothing is written. UserError when there is none in it."""
    from wxadmin.intake.applications import read

    reading = read(text, usual=usual)
    claims = [
        identity.Claim(one.called, one.fields.get("number", ""), one.fields.get("phone", ""), one.name)
        for one in reading.requests
    ]
    with store.read() as db:
        who = identity.find_many(db, claims)
        named = {row["name"]: row["id"] for row in stored_groups.every(db)}
        found = [_proposed(db, group, named, *pair) for pair in zip(reading.requests, who, strict=True)]
    return PastePreview(tuple(found), reading.left)


def _proposed(
    db: Source, group: int | None, named: dict[str, int], request: Request, who: Identity
) -> Proposed:  # fmt: skip
    fields = dict(request.fields)
    if who.relation and request.kind == "join":
        fields.setdefault("relation", who.relation)
    name = request.name or request.called
    if who.person is not None:
        row = stored_people.one(db, who.person)
        if row is not None:
            person = people.person_of(row)
            name = person.name
            fields.setdefault("department", person.department)
    # A group named in the form itself goes before the one chosen in the window.
    wanted = fields.get("group", "") if request.kind != "founding" else ""
    where = named.get(wanted, group)
    missing = ""
    if where is None and request.kind in ("join", "exit", "dissolving"):
        missing = _("没有说是哪个群")
    elif request.kind == "founding" and not fields.get("group"):
        missing = _("没有写拟用群名称")
    elif wanted and wanted not in named and request.kind in ("join", "exit", "dissolving"):
        missing = _("没有叫“{}”的群").format(wanted)
    known = _blanks(request.kind)
    received = request.received if request.received and request.received <= clock.today() else None
    draft = ApplicationDraft(
        request.kind, where, name.strip(), who.person, request.nickname, request.reason, received, None,
        {key: value for key, value in fields.items() if value and key in known},
        "" if who.person is None else "program",
    )  # fmt: skip
    return Proposed(draft, request, who, missing)


def _blanks(kind: Kind) -> frozenset[str]:
    from wxadmin.domain.applications import FORMS
    from wxadmin.intake import forms

    return frozenset(blank.key for blank in forms.kind(FORMS[kind]).blanks)


def text_of(path: Path) -> str:
    """The words of a text file somebody dropped; UserError when it cannot be read as text."""
    from wxadmin.intake.text import decode, read_bytes

    return decode(read_bytes(path), where=path.name)

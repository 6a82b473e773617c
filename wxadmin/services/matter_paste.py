"""Matters out of what was pasted: who each is from and about by the records, what is missing; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from wxadmin.domain.matters import Kind, Told
from wxadmin.i18n import _
from wxadmin.services import clock, matter_kinds
from wxadmin.services.matters import MatterDraft, Party, recognised
from wxadmin.services.records import Store


@dataclass(frozen=True, slots=True)
class Proposed:
    """One matter read; ``missing`` says what is needed before it can be taken in, ``""`` when nothing is."""

    draft: MatterDraft
    told: Told
    missing: str = ""


@dataclass(frozen=True, slots=True)
class PastePreview:
    """Matters in the order of the text, and its lines that are none: (line, words, why)."""

    found: tuple[Proposed, ...]
    left: tuple[tuple[int, str, str], ...]


def words_of(path: Path) -> str:
    """The text of a file to be previewed; UserError when it cannot be read."""
    from wxadmin.intake.text import read_text

    return read_text(path)


def preview(store: Store, group: int, text: str, usual: Kind | None = None) -> PastePreview:
    """Reads what people wrote in a private chat or in the group; UserError when nothing in it is a matter.

    ``usual`` is the kind of a text that does not say what it is.
    """
    from wxadmin.intake.matters import read

    reading = read(text, usual)
    found = []
    with store.read() as db:
        for told in reading.told:
            draft = MatterDraft(
                told.kind, group, told.body, told.title, recognised(db, group, Party(name=told.who)),
                tuple(recognised(db, group, Party(name=name)) for name in told.about),
                told.kind == "report" or "secret" in told.fields,
                {key: value for key, value in told.fields.items() if key != "secret"},
                told.day if told.day is not None and told.day <= clock.today() else None,
            )  # fmt: skip
            found.append(_with_raiser(Proposed(draft, told, missing(draft))))
    return PastePreview(tuple(found), reading.left)


def missing(draft: MatterDraft) -> str:
    """What a draft needs before it can be taken in."""
    if draft.kind == "dispute" and sum(bool(party.label) for party in draft.about) < 2:
        return _("纠纷至少要写两方")
    return ""


def _with_raiser(one: Proposed) -> Proposed:
    """A dispute in which who raised it is one of those at odds."""
    draft = one.draft
    if draft.kind != "dispute" or not draft.by.label or draft.by in draft.about:
        return one
    draft = replace(draft, about=(draft.by, *draft.about))
    return replace(one, draft=draft, missing=missing(draft))


def line_of(draft: MatterDraft) -> str:
    """A matter on one line of a preview: kind, from whom, title."""
    who = draft.by.label or _("（没有写是谁）")
    return "　".join((matter_kinds.RAISED[draft.kind], who, draft.title))

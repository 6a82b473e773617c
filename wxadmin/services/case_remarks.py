"""What to think of before a case is kept: did the clause hold that day, was it signed for, is the fine in range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wxadmin.i18n import _
from wxadmin.services import citing, clock, groups, signatures
from wxadmin.services.case_cards import CaseDraft
from wxadmin.services.citing import Clause
from wxadmin.services.records import Store
from wxadmin.services.regulation_text import unpacked
from wxadmin.store import revisions as stored_revisions

_RANGE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", re.ASCII)
_SUM = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Remarks:
    """``signing`` is the sentence the notice would carry (``""``: nothing is known), ``cautions`` are warnings."""

    signing: str = ""
    cautions: tuple[str, ...] = ()


def clauses(store: Store, group: int, on: date | None) -> tuple[Clause, ...]:
    """The clauses to choose from for an act of that day: those that held then; where none did, today's, with a caution.

    A unit that has just begun enters its rules today and acts of last week.
    """
    return (on is not None and citing.clauses(store, group, on)) or citing.clauses(store, group)


def remarks(store: Store, draft: CaseDraft, clause: int | None = None) -> Remarks:
    """What is known of a draft as it stands; ``clause`` is one chosen instead of that of the draft."""
    citation = draft.clause if clause is None else citing.cite(store, clause)
    day = draft.occurred or clock.today()
    signing, cautions = "", []
    if citation is not None:
        citation = signatures.cited(store, draft.group, citation, draft.person, day)
        signing = citation.signing
        cautions.append(signatures.not_yet(store, draft.group, citation, day))
    if "fine" in draft.measures:
        cautions.append(_fine(store, draft, None if citation is None else citation.revision))
    return Remarks(signing, tuple(filter(None, cautions)))


def _fine(store: Store, draft: CaseDraft, revision: int | None) -> str:
    """A warning for a fine outside what the cited version fixes, or else the settings of the group; ``""`` without."""
    amount = draft.amount.strip()
    if not _SUM.fullmatch(amount):
        return ""
    ranges = _ranges_of(store, revision) or [
        (setting.value, setting.source) for setting in groups.get(store, draft.group).settings
        if setting.kind == "fine_range"
    ]  # fmt: skip
    found = [
        (Decimal(match[1]), Decimal(match[2]), source)
        for values, source in ranges
        for match in map(_RANGE.fullmatch, values.split(";"))
        if match is not None
    ]
    if not found or any(low <= Decimal(amount) <= high for low, high, _source in found):
        return ""
    fixed = "；".join(f"{low:f}-{high:f}" for low, high, _source in found)
    source = next((source for *_range, source in found if source), "")
    words = _("建议罚款 {} 元，不在规定的 {} 元之内").format(amount, fixed)
    return f"{words}（{source}）" if source else words


def _ranges_of(store: Store, revision: int | None) -> list[tuple[str, str]]:
    """(range, clause) of what a version fixes for fines."""
    if revision is None:
        return []
    with store.read() as db:
        row = stored_revisions.one(db, revision)
    if row is None:
        return []
    return [
        (setting.value, f"《{row['title']}》{' '.join(setting.at)}")
        for setting in unpacked(row["text"]).settings
        if setting.kind == "fine_range"
    ]

"""Which version held on a day, and had this person signed it? Asked wherever a clause is cited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, joined
from wxadmin.services import citing, clock
from wxadmin.services.records import Store
from wxadmin.services.signing_records import OUTCOMES, Outcome
from wxadmin.store import revisions as stored_revisions
from wxadmin.store import signings as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

Known = Literal["signed", "later", "refused", "absent", "missing", "older", "not_asked", "unknown"]
"""What is known: signed by that day, signed after it, refused, absent, asked but not recorded, signed an older version
alone, not among those asked, or that nobody was asked to sign this version."""


@dataclass(frozen=True, slots=True)
class _Record:
    """One record; ``sheets`` are the numbers of its round's sheets that there were by then."""

    version: str
    outcome: Outcome
    day: date
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A version that held in a group on a day, and what is known of one person's signature on that day."""

    regulation: int
    revision: int
    title: str
    version: str
    effective: date | None
    known: Known
    words: str


def held(store: Store, person: int, group: int, on: date | None = None) -> tuple[Held, ...]:
    """Every version that held in the group on that day (today), with what is known of this person's signature."""
    day = on or clock.today()
    with store.read() as db:
        return tuple(_held(db, row, person, day) for row in stored_revisions.in_force(db, group, day.isoformat()))


def known(db: Source, group: int, clause: ClauseCitation, person: int | None, on: date) -> Held | None:
    """The version of a citation with what is known of this person's signature on that day; None for an unknown one."""
    row = cited_version(db, group, clause)
    return None if row is None else _held(db, row, person, on)


def cited(
    store: Store, group: int, clause: ClauseCitation, person: int | None, on: date | None = None
) -> ClauseCitation:
    """The citation with its sentence on version and signature as known now; ``on`` is the day of the act."""
    with store.read() as db:
        row = cited_version(db, group, clause)
        if row is None:
            return replace(clause, signing="")
        found = _held(db, row, person, on or clock.today())
    return replace(clause, revision=found.revision, signing=_sentence(found))


def _sentence(found: Held) -> str:
    """Version and signature as a notice says them; ``""`` where nothing is known of a signature."""
    if found.known == "unknown":
        return ""
    if found.effective is None:
        return _("{}。").format(found.words)
    return _("该版自{}起施行；{}。").format(clock.shown_day(found.effective), found.words)


def not_yet(store: Store, group: int, clause: ClauseCitation, on: date) -> str:
    """Why a clause cannot be held against an act of that day, as it was not in force; ``""`` when it can."""
    with store.read() as db:
        row = cited_version(db, group, clause)
        if row is None:
            return ""
        then = stored_revisions.held(db, row["regulation"], on.isoformat())
    if then is not None and then["id"] == row["id"]:
        return ""
    cited_words = citing.version(row["version"])
    if then is None:
        words = _("还没有施行") if on.isoformat() < row["effective"] else _("已经停止施行")
        return _("{}那天，《{}》{}{}").format(clock.shown_day(on), row["title"], cited_words, words)
    return _("{}那天有效的是《{}》{}，不是{}").format(
        clock.shown_day(on), row["title"], citing.version(then["version"]), cited_words
    )


def of_person(db: Source, person: int) -> tuple[tuple[int, str], ...]:
    """(round, one line) of everything recorded of a person, newest day first; for the person's card."""
    return tuple(
        (
            row["signing_id"],
            joined(" · ", (
                clock.shown_day(row["day"]), OUTCOMES[row["outcome"]],
                f"《{row['regulation_title']}》{citing.version(row['version'])}",
            )),
        )
        for row in reversed(stored.of_person(db, person))
    )  # fmt: skip


def cited_version(db: Source, group: int, clause: ClauseCitation) -> Stored | None:
    """The version of a citation; one kept before citations named it is found by its title and number."""
    if clause.revision is not None:
        return stored_revisions.one(db, clause.revision)
    for revision in stored.versions_titled(db, group, clause.regulation):
        row = stored_revisions.one(db, revision)
        if row is not None and citing.version(row["version"]) == clause.version:
            return row
    return None


def _held(db: Source, row: Stored, person: int | None, on: date) -> Held:
    known, words = _known(db, row, person, on)
    effective = date.fromisoformat(row["effective"]) if row["effective"] else None
    return Held(row["regulation"], row["id"], row["title"], citing.version(row["version"]), effective, known, words)


def _known(db: Source, row: Stored, person: int | None, on: date) -> tuple[Known, str]:
    if person is None:
        return "unknown", ""
    records = _records(db, person, row["id"])
    found = _by(records, on)
    if found is not None and found.outcome == "signed":
        return "signed", _("当事人已于{}签收{}").format(clock.shown_day(found.day), _numbers(found))
    later = next((one for one in records if one.outcome == "signed"), None)
    if later is not None:
        return "later", _("当事人于{}才签收{}").format(clock.shown_day(later.day), _numbers(later))
    if found is not None and found.outcome == "refused":
        return "refused", _("当事人于{}拒绝签收{}").format(clock.shown_day(found.day), _numbers(found))
    older = [one for one in _records(db, person, None, row) if one.outcome == "signed" and one.day <= on]
    before = ""
    if older:
        before = _("，{}签收的是{}").format(clock.shown_day(older[-1].day), older[-1].version)
    if found is not None:
        return "absent", _("当事人在{}签收时缺席，没有签收{}").format(clock.shown_day(found.day), before)
    if stored.asked(db, person, row["id"]):
        return "missing", _("没有当事人签收这一版的记录{}").format(before)
    if older:
        return "older", _("没有当事人签收这一版的记录{}").format(before)
    if stored.of_revision(db, row["id"]):
        return "not_asked", _("当事人不在这一版的签收名单里")
    return "unknown", ""


def _numbers(found: _Record) -> str:
    return _("，见{}").format("、".join(found.sheets)) if found.sheets else ""


def _by(records: list[_Record], on: date) -> _Record | None:
    by_then = [one for one in records if one.day <= on]
    signed = [one for one in by_then if one.outcome == "signed"]
    return signed[0] if signed else by_then[-1] if by_then else None


def _records(db: Source, person: int, revision: int | None, newer: Stored | None = None) -> list[_Record]:
    """What is recorded of a person for a version, or for the versions before ``newer``; by day."""
    found = []
    for row in stored.of_person(db, person):
        before = newer is not None and row["regulation"] == newer["regulation"] and row["version"] < newer["version"]
        if row["revision_id"] == revision or before:
            sheets = stored.sheets(db, row["signing_id"])
            numbers = tuple(sheet["number"] for sheet in sheets if sheet["issued"] <= row["recorded"])
            found.append(
                _Record(citing.version(row["version"]), row["outcome"], date.fromisoformat(row["day"]), numbers)
            )
    return found

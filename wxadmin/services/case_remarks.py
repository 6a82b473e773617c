"""What to think of before a case is kept: did the clause hold that day, was it signed for, is the fine in range."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from wxadmin.domain.cases import Party
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, joined
from wxadmin.services import chats, citing, clock, groups, signatures
from wxadmin.services.case_cards import CaseDraft
from wxadmin.services.citing import Clause
from wxadmin.services.records import Store
from wxadmin.services.regulation_text import unpacked
from wxadmin.store import messages as stored_messages
from wxadmin.store import people as stored_people
from wxadmin.store import revisions as stored_revisions

CAUTION = _(
    "群主无权罚款、扣工资、停职或辞退，只能向单位提出建议；是否采纳由单位按劳动法规和规章制度决定，通知书上也写明是建议。"
)
"""What is always shown with measures that only the unit can take."""
_RANGE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", re.ASCII)
_SUM = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Remarks:
    """``signing`` is the sentence the notice would carry (``""``: nothing is known), ``cautions`` are warnings.

    Of several parties each has its line, behind its name.
    """

    signing: str = ""
    cautions: tuple[str, ...] = ()


def clauses(store: Store, group: int, on: date | None) -> tuple[Clause, ...]:
    """The clauses to choose from for an act of that day: those that held then; where none did, today's, with a caution.

    A unit that has just begun enters its rules today and acts of last week.
    """
    return (on is not None and citing.clauses(store, group, on)) or citing.clauses(store, group)


def remarks(store: Store, draft: CaseDraft, clause: int | None = None) -> Remarks:
    """What is known of a draft as it stands; ``clause`` is one chosen instead of that of its first act."""
    chosen = None if clause is None else citing.cite(store, clause)
    signings: list[str] = []
    cautions: list[str] = []
    for party in draft.parties:
        acts = party.acts
        if chosen is not None:
            acts, chosen = (replace(acts[0], clause=chosen), *acts[1:]), None
        found = _of_party(store, draft.group, replace(party, acts=acts))
        name = _name(store, party) if draft.others else ""
        signings += [joined(_("："), (name, one)) for one in found.signing.splitlines()]
        cautions += [joined(_("："), (name, one)) for one in found.cautions]
    return Remarks("\n".join(signings), tuple(filter(None, (*cautions, _apart(store, draft)))))


def _apart(store: Store, draft: CaseDraft) -> str:
    """A warning where every message taken as evidence is of another day than what it is to prove."""
    acts = {act.occurred for party in draft.parties for act in party.acts if act.occurred is not None}
    with store.read() as db:
        rows = [row for one in draft.evidence if (row := stored_messages.one(db, one)) is not None]
    days = sorted({clock.day_of(said) for row in rows if (said := chats.spoken(row))})
    if not acts or not days or acts & set(days):
        return ""
    span = "—".join(dict.fromkeys(map(clock.shown_day, (days[0], days[-1]))))
    return _("作为证据的聊天（{}）都不是发生那天的（{}），请核对").format(span, clock.shown_day(min(acts)))


def _name(store: Store, party: Party) -> str:
    if party.person is None:
        return party.sender
    with store.read() as db:
        row = stored_people.one(db, party.person)
    return party.sender if row is None else str(row["name"])


def _of_party(store: Store, group: int, party: Party) -> Remarks:
    signings: dict[str, None] = {}
    cautions: dict[str, None] = {}
    revision = None
    for act in party.acts:
        if act.clause is None:
            continue
        day = act.occurred or clock.today()
        citation = signatures.cited(store, group, act.clause, party.person, day)
        signings[citation.signing] = None
        cautions[signatures.not_yet(store, group, citation, day)] = None
        cautions[_repealed_since(store, group, citation, day)] = None
        revision = revision or citation.revision
    for one in party.measures:
        if one.key == "fine":
            cautions[_fine(store, group, one.amount, revision)] = None
    return Remarks("\n".join(filter(None, signings)), tuple(filter(None, cautions)))


def _repealed_since(store: Store, group: int, clause: ClauseCitation, day: date) -> str:
    """That a clause which held on the day of the act was repealed meanwhile; ``""`` where it was not."""
    with store.read() as db:
        row = signatures.cited_version(db, group, clause)
    ended = "" if row is None else row["repealed"]
    if row is None or not ended or not day.isoformat() < ended <= clock.today().isoformat():
        return ""
    words = _("《{}》已于{}废止；行为发生时（{}）仍然有效")
    return words.format(row["title"], clock.shown_day(ended), clock.shown_day(day))


def _fine(store: Store, group: int, sum_: str, revision: int | None) -> str:
    """A warning for a fine outside what the cited version fixes, or else the settings of the group; ``""`` without."""
    amount = sum_.strip()
    if not _SUM.fullmatch(amount):
        return ""
    ranges = _ranges_of(store, revision) or [
        (setting.value, setting.source) for setting in groups.get(store, group).settings
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

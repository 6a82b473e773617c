"""What the ladder of a group proposes for a person, and the record of what was decided so far."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from wxadmin.domain import ladder
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import Proposal, Severity, Strike
from wxadmin.domain.papers import HistoryEntry, PenaltyHistory
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, fixed, groups, people, spelling
from wxadmin.services.queue import category_words
from wxadmin.services.records import Store
from wxadmin.services.wording import CASE_STATES, case_measures
from wxadmin.store import cases as stored
from wxadmin.store import members as stored_members
from wxadmin.store import people as stored_people
from wxadmin.store import reviews as stored_reviews
from wxadmin.store.engine import Row as Stored


def propose(
    store: Store,
    group: int,
    person: int | None,
    category: str = "",
    *,
    sender: str = "",
    apart_from: int | None = None,
    severity: Severity = "ordinary",
    acts: Sequence[int] = (),
) -> Proposal:
    """What the group's ladder proposes next for this person or nickname, explained; a person decides.

    Decided cases and private words of the person in this group count, under any of his nicknames and ``sender``;
    ``apart_from`` is the case itself, ``acts`` the messages it is about, whose earlier reminders do not count against
    it.
    """
    owner = groups.get(store, group)
    with store.read() as db:
        senders = [] if person is None else stored_members.nicknames_of(db, group, person)
        if sender and sender not in senders:
            senders.append(sender)
        cases = stored.against(db, group, person, sender)
        cases = [c for c in cases if c["state"] in {"decided", "issued"} and c["id"] != apart_from]
        messages: dict[int, set[int]] = {}
        for row in stored.evidence_messages(db, [c["id"] for c in cases]):
            messages.setdefault(row["case_id"], set()).add(row["message_id"])
        reminded = stored_reviews.reminded(db, group, {n: spelling.key(n) for n in senders}) if senders else []
    strikes = [
        Strike(
            f"case {c['id']}", clock.day_of(c["decided"]), f"{c['number']} {'、'.join(case_measures(c))}",
            frozenset(messages.get(c["id"], ())),
        )
        for c in cases
    ]  # fmt: skip
    strikes += [
        Strike(
            f"review {r['id']}", clock.day_of(r["decided"]), _("私下提醒（{}）").format(category_words(r["category"])),
            frozenset([r["message_id"]]),
        )
        for r in reminded
        if r["message_id"] not in acts
    ]  # fmt: skip
    proposal = ladder.propose(fixed.ladder(owner), strikes, clock.today(), severity)
    alike = sum(c["category"] == category for c in cases)
    if not category or not alike:
        return proposal
    words = _("其中同类（{}）案件 {} 次").format(category_words(category), alike)
    return replace(proposal, why=(*proposal.why, words))


def history(store: Store, *, person: int | None = None, group: int | None = None) -> PenaltyHistory:
    """All decided cases of a person or of a group as a paper; UserError when neither is given or known."""
    with store.read() as db:
        if person is not None:
            row = stored_people.one(db, person)
            if row is None:
                raise UserError(_("没有这个人员"), remedy=_("请从花名册里选择"))
            rows = [c for c in stored.of_person(db, person, group) if c["state"] != "draft"]
            who = people.person_of(row)
        elif group is not None:
            rows, who = stored.decided_of_group(db, group), None
        else:
            raise UserError(_("没有指明人员或群"), remedy=_("请选择人员或群"))
    owner = groups.get(store, group) if group is not None else None
    if owner is None and rows:
        owner = groups.get(store, rows[0]["group_id"])
    entries = tuple(
        HistoryEntry(
            c["number"],
            clock.shown_day(c["decided"]),
            _clause_words(c),
            "、".join(case_measures(c)),
            on_paper(CASE_STATES[c["state"]]),
            c["facts"] if who is not None else f"{c['person_name'] or c['sender']}：{c['facts']}",
        )
        for c in rows
    )
    return PenaltyHistory(
        "" if owner is None else owner.unit,
        "" if owner is None or (group is None and who is not None) else owner.name,
        "" if who is None else who.name,
        "" if who is None else people.department_words(who),
        entries,
        clock.today(),
    )


def _clause_words(case: Stored) -> str:
    if not case["clause"]:
        return ""
    clause = json.loads(case["clause"])
    return f"《{clause['regulation']}》{''.join(clause['at'])}"

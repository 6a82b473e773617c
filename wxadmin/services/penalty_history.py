"""违规处理记录: every decision about a person, or in a group, on one paper: what was decided and what became of it."""

from __future__ import annotations

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import HistoryEntry, PenaltyHistory
from wxadmin.i18n import _, on_paper
from wxadmin.services import case_outcome, case_told, clock, groups, people
from wxadmin.services.case_told import TellsOf, Told
from wxadmin.services.records import Store
from wxadmin.store import cases as stored
from wxadmin.store import people as stored_people
from wxadmin.store import person_record as stored_record
from wxadmin.store.lists import Source


def build(store: Store, *, person: int | None = None, group: int | None = None) -> PenaltyHistory:
    """All decided cases of a person (in one group, or in all), or of a group, a line for each party of each.

    UserError when neither is given or known.
    """
    with store.read() as db:
        if person is not None:
            row = stored_people.one(db, person)
            if row is None:
                raise UserError(_("没有这个人员"), remedy=_("请从花名册里选择"))
            who = people.person_of(row)
            rows = [c for c in stored_record.cases(db, person) if group in (None, c["group_id"])]
            found = [(told, told.of(c["party_id"])) for c in rows for told in [case_told.of(db, c["id"])]]
        elif group is not None:
            who = None
            cases = [case_told.of(db, c["id"]) for c in stored.decided_of_group(db, group)]
            found = [(told, one) for told in cases for one in told.parties]
        else:
            raise UserError(_("没有指明人员或群"), remedy=_("请选择人员或群"))
        entries = tuple(_entry(db, told, one, named=who is None) for told, one in found if told.row["state"] != "draft")
    # A person may have been dealt with in several groups; the paper then names none of them.
    owner = groups.get(store, group) if group is not None else None
    if owner is None and found:
        owner = groups.get(store, found[0][0].row["group_id"])
    return PenaltyHistory(
        "" if owner is None else owner.unit,
        "" if owner is None or group is None else owner.name,
        "" if who is None else who.name,
        "" if who is None else people.department_words(who),
        entries,
        clock.today(),
    )


_LONGEST_FACTS = 160
"""Characters of what somebody did in a row of the record; the notice has all of it."""


def _entry(db: Source, told: Told, one: TellsOf, *, named: bool) -> HistoryEntry:
    clauses = dict.fromkeys(f"《{c.regulation.strip('《》')}》{''.join(c.at)}" for c in one.clauses)
    facts = f"{one.name}：{one.facts}" if named else one.facts
    if len(facts) > _LONGEST_FACTS:
        facts = f"{facts[:_LONGEST_FACTS].rstrip()}……{on_paper(_('（全文见通知书）'))}"
    return HistoryEntry(
        case_told.number_of(told, one),
        clock.shown_day(told.row["decided"]),
        "\n".join(clauses),
        "\n".join(case_outcome.lines(told, one)),
        case_outcome.state(db, told, one),
        facts,
    )

"""Whom a case is about and what each of them did, as rows of their own from the draft on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from wxadmin.domain.cases import Infraction, Party, flat, measures_of
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import Severity
from wxadmin.domain.ordering import searchable, searchable_after
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import attachments, clock, people, spelling, wording
from wxadmin.services.queue_cards import clause_key
from wxadmin.services.records import Change, Store
from wxadmin.services.reviewables import category_words
from wxadmin.store import cases as stored
from wxadmin.store import exhibits as stored_exhibits
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.erasure_rules import REMOVED
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

MOST = 200
"""Parties of one case."""
MILLION = 1_000_000
"""``cases.ordinal`` is the year of the number times this, and the count in that year."""
SEVERITIES: Mapping[Severity, str] = {"ordinary": _("一般"), "serious": _("情节严重"), "malicious": _("情节恶劣")}


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party as kept. ``proposal`` is what the ladder said when it was decided (JSON, ``""`` before).

    ``delivered`` and ``voided`` are ISO days, ``""`` as long as it is not so; ``paper`` is the notice issued to them.
    """

    id: int
    position: int
    person: int | None
    subject: bytes
    sender: str
    name: str
    department: str
    acts: tuple[Infraction, ...]
    paper: int | None
    delivered: str
    voided: str
    proposal: str


def of(db: Source, case: int) -> tuple[PartyRow, ...]:
    """All parties of a case with their acts, in order."""
    acts: dict[int, list[Infraction]] = {}
    for row in stored.infractions(db, case):
        acts.setdefault(row["party_id"], []).append(act_of(row))
    return tuple(
        PartyRow(
            row["id"], row["position"], row["person_id"], bytes(row["subject"]), row["sender"], row["name"],
            row["department"], tuple(acts.get(row["id"], ())), row["paper_id"], row["delivered"], row["voided"],
            row["proposal"],
        )
        for row in stored.parties(db, case)
    )  # fmt: skip


def one_of(db: Source, case: int, party: int) -> PartyRow:
    """One party of a case; UserError when it has none such."""
    found = next((row for row in of(db, case) if row.id == party), None)
    if found is None:
        raise UserError(_("这个案件没有这位当事人"), remedy=_("请刷新后重新选择"))
    return found


def label(row: PartyRow) -> str:
    """Name and department, or the nickname."""
    return wording.with_department(row.name or row.sender, row.department)


def erased(rows: Sequence[PartyRow]) -> bool:
    """Whether the personal data of all these parties were erased."""
    return all(row.name == REMOVED for row in rows)


def act_of(row: Stored) -> Infraction:
    """An infraction as kept."""
    return Infraction(
        row["facts"], row["category"], date.fromisoformat(row["occurred"]) if row["occurred"] else None,
        citation(row["clause"]), row["severity"],
    )  # fmt: skip


def citation(kept: str) -> ClauseCitation | None:
    """A citation from its JSON; None for ``""``."""
    if not kept:
        return None
    found = json.loads(kept)
    return ClauseCitation(**{**found, "at": tuple(found["at"])})


def packed(clause: ClauseCitation | None) -> str:
    """A citation as JSON; ``""`` without."""
    return "" if clause is None else json.dumps(asdict(clause), ensure_ascii=False)


def known(db: Source, party: Party) -> dict[str, Any]:
    """Name, department and subject of a party as rows keep them; UserError for nobody, or somebody not known."""
    if party.person is None:
        if not party.sender.strip():
            raise UserError(_("没有写明是谁"), remedy=_("请选择人员，或写上群昵称"))
        return {"subject": b"", "name": "", "department": "", "name_key": spelling.name_key(party.sender)}
    row = stored_people.one(db, party.person)
    if row is None:
        raise UserError(_("没有这个人员"), remedy=_("请从花名册里选择"))
    person = people.person_of(row)
    return {
        "subject": bytes(row["subject"]), "name": person.name, "department": people.department_words(person),
        "name_key": spelling.name_key(person.name),
    }  # fmt: skip


def names(db: Source, cases: Sequence[int]) -> dict[int, list[str]]:
    """The names of all parties of several cases, in order."""
    found: dict[int, list[str]] = {}
    for start in range(0, len(cases), 500):
        for row in stored.names(db, cases[start : start + 500]):
            found.setdefault(row["case_id"], []).append(row["name"])
    return found


def together(names: Sequence[str]) -> str:
    """Several people in a word: ``张三``, ``张三、李四``, ``张三等3人``."""
    if len(names) > 2:
        return _("{}等{}人").format(names[0], len(names))
    return joined(_("、"), names)


def refuse_crowd(count: int) -> None:
    """UserError for more parties than a case can have."""
    if count > MOST:
        raise UserError(_("一个案件超过 {} 位当事人").format(MOST), remedy=_("请分成几个案件"))


def settle_proof(tx: Tx, case: int) -> None:
    """Pictures that prove a case are about its one party; where there are several they are about nobody alone."""
    subject = stored.sole_subject(tx, case)
    attachments.belong_to(tx, case, subject)
    for row in stored_exhibits.kept_with(tx, case):
        tx.update("exhibit", row["id"], {"subject": subject})


def search_words(parties: Iterable[tuple[str, str, Sequence[Infraction]]]) -> str:
    """What finds a case: of every party (name, nickname, acts) the name, its pinyin, the nickname, and of each act.

    Of an act the facts, its kind, and the regulation and place of its clause.
    """
    words: list[str] = []
    for name, sender, acts in parties:
        words += [name, *spelling.pinyin_words(name), sender, *(act.facts for act in acts)]
        words += dict.fromkeys(on_paper(category_words(act.category)) for act in acts)
        words += dict.fromkeys(clause_key(act.clause) for act in acts if act.clause is not None)
    return searchable(*words)


def _key(person: int | None, sender: str) -> tuple[int | None, str]:
    return (person, "") if person is not None else (None, sender)


def write(tx: Tx, case: int, group: int, parties: Sequence[Party]) -> None:
    """Has a draft be about these parties; who stays keeps the row they had. UserError for the same one twice."""
    from wxadmin.services import sanctions

    kept = {_key(row["person_id"], row["sender"]): row for row in stored.parties(tx, case)}
    seen = set()
    for position, party in enumerate(parties):
        who = known(tx, party)
        key = _key(party.person, party.sender)
        if key in seen:
            raise UserError(_("当事人写了两次：{}").format(who["name"] or party.sender), remedy=_("每人只写一次"))
        seen.add(key)
        values = {**who, "position": position, "person_id": party.person, "sender": party.sender}
        row = kept.pop(key, None)
        if row is None:
            row_id = tx.insert(
                "case_party", {**values, "case_id": case, "group_id": group, "proposal": "", "paper_id": None}
            )
        else:
            row_id = row["id"]
            tx.update("case_party", row_id, values)
        _write_acts(tx, case, group, row_id, who["subject"], party.acts)
        sanctions.propose(tx, case, row_id, party.measures)
    for row in kept.values():
        sanctions.propose(tx, case, row["id"], ())
        _write_acts(tx, case, group, row["id"], b"", ())
        tx.delete("case_party", row["id"])


def _write_acts(tx: Tx, case: int, group: int, party: int, subject: bytes, acts: Sequence[Infraction]) -> None:
    there = [row["id"] for row in stored.infractions(tx, case) if row["party_id"] == party]
    for position, act in enumerate(acts):
        # A draft asks anew what is known of the signature each time it is shown.
        clause = None if act.clause is None else replace(act.clause, signing="")
        values: dict[str, Any] = {
            "position": position, "subject": subject, "category": act.category, "facts": act.facts.strip(),
            "occurred": "" if act.occurred is None else act.occurred.isoformat(), "severity": act.severity,
            "clause": packed(clause), "clause_key": "" if clause is None else clause_key(clause), "points": 1,
        }  # fmt: skip
        if position < len(there):
            tx.update("infraction", there[position], values)
        else:
            tx.insert("infraction", {**values, "case_id": case, "party_id": party, "group_id": group})
    for row in there[len(acts) :]:
        tx.delete("infraction", row)


def freeze_acts(tx: Tx, group: int, case: int, party: int, acts: Sequence[Infraction]) -> None:
    """At the decision: keeps with each act what was known of the signature, and the points the ladder counts for it."""
    for place, act in enumerate(acts):
        amend_act(tx, group, case, party, place, act)


def amend_act(tx: Tx, group: int, case: int, party: int, place: int, act: Infraction) -> None:
    """Writes facts and clause of one act of a party, and the points the ladder of the group counts for it."""
    from wxadmin.services import ladders

    row = [one for one in stored.infractions(tx, case) if one["party_id"] == party][place]
    values: dict[str, Any] = {
        "facts": act.facts, "clause": packed(act.clause), "severity": act.severity,
        "clause_key": "" if act.clause is None else clause_key(act.clause),
        "points": ladders.points_of(tx, group, act.clause, act.severity),
    }  # fmt: skip
    tx.update("infraction", row["id"], values)


def summarise(tx: Tx, case: int) -> None:
    """Has the row of a case say what its first party, that party's first act and measures now are."""
    from wxadmin.services import case_measures

    rows = of(tx, case)
    first = rows[0]
    act = first.acts[0] if first.acts else Infraction("")
    keys, days, amount = flat(case_measures.standing(tx, case).get(first.id, ()))
    values: dict[str, Any] = {
        "person_id": first.person, "subject": first.subject, "sender": first.sender, "person_name": first.name,
        "person_key": spelling.name_key(first.name or first.sender), "department": first.department,
        "category": act.category, "occurred": "" if act.occurred is None else act.occurred.isoformat(),
        "facts": act.facts, "clause": packed(act.clause), "severity": act.severity,
        "search": search_words((row.name, row.sender, row.acts) for row in rows),
    }  # fmt: skip
    kept = stored.one(tx, case)
    # A decided case keeps its measures where there are no rows of them; of a draft nothing may be left of who went.
    if keys or (kept is not None and kept["state"] == "draft"):
        values |= {"measures": json.dumps(keys), "days": days, "amount": amount}
    if kept is not None:
        values["search"] = searchable_after(values["search"], kept["number"])
    tx.update("cases", case, values)


# Record files from before cases had such rows


def take_up(store: Store) -> Change[None] | None:
    """Gives cases of earlier versions their parties, acts and measures; None when all have them.

    Call it when records are opened.
    """
    with store.read() as db:
        if not stored.without_parties(db):
            return None
    return store.change(_("案件的当事人和处罚措施单独记录"), take_up_in, final=True)


def take_up_in(tx: Tx) -> None:
    """:func:`take_up` inside a running change, as of a package that an earlier version handed over."""
    for row in stored.without_parties(tx):
        _take_up(tx, row)


def _take_up(tx: Tx, row: Stored) -> None:
    from wxadmin.services import case_acts, sanctions

    case, state, subject = row["id"], row["state"], bytes(row["subject"])
    decided = clock.day_of(row["decided"]) if row["decided"] else None
    party = tx.insert(
        "case_party",
        {
            "case_id": case, "group_id": row["group_id"], "position": 0, "person_id": row["person_id"],
            "subject": subject, "sender": row["sender"], "name": row["person_name"], "name_key": row["person_key"],
            "department": row["department"], "proposal": row["proposal"], "paper_id": row["paper_id"],
            "voided": clock.day_of(row["voided"]).isoformat() if row["voided"] else "",
        },
    )  # fmt: skip
    clause = citation(row["clause"])
    tx.insert(
        "infraction",
        {
            "case_id": case, "party_id": party, "group_id": row["group_id"], "position": 0, "subject": subject,
            "category": row["category"], "occurred": row["occurred"], "facts": row["facts"], "clause": row["clause"],
            "clause_key": "" if clause is None else clause_key(clause), "severity": row["severity"], "points": 1,
        },
    )  # fmt: skip
    measures = measures_of(json.loads(row["measures"]), row["days"], row["amount"])
    if decided is None:
        sanctions.propose(tx, case, party, measures)
        return
    void = (row["void_reason"] or on_paper(_("案件已作废"))) if state == "void" else ""
    sanctions.take_up(tx, case, party, measures, decided, void=void)
    search: dict[str, Any] = {"search": searchable_after(row["search"], row["number"])}
    if row["ordinal"] < MILLION:
        search["ordinal"] = decided.year * MILLION + row["ordinal"]
    tx.update("cases", case, search)
    case_acts.add(
        tx, case, "decided", party=party, text=row["decision_note"], day=decided, by=row["decided_by"],
        data={"measures": [on_paper(word) for word in wording.measure_words(measures)]},
    )  # fmt: skip
    if row["paper_id"] is not None:
        case_acts.add(tx, case, "issued", party=party, day=_issued(tx, row["paper_id"], decided), paper=row["paper_id"])
    if state == "void":
        case_acts.add(tx, case, "voided", party=party, text=row["void_reason"], day=clock.day_of(row["voided"]))


def _issued(db: Source, paper: int, decided: date) -> date:
    row = stored.paper(db, paper)
    return decided if row is None else clock.day_of(row["issued"])

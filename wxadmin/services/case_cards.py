"""One case as its page shows it: what it says, why it is proposed, how far it has come."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal

from wxadmin.domain.cases import Infraction, Measure, Party, SanctionState, flat, measures_of
from wxadmin.domain.ladder import RECOMMENDED, Proposal, Severity
from wxadmin.domain.papers import ClauseCitation, EvidenceLine
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import case_acts, case_measures, case_parts, case_standing, clock, signatures, wording
from wxadmin.services.case_acts import Act, existing
from wxadmin.services.case_parts import PartyRow
from wxadmin.services.case_timeline import Event, timeline
from wxadmin.services.proposals import of_acts
from wxadmin.services.records import Store
from wxadmin.services.wording import case_ref
from wxadmin.store import cases as stored
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store import messages as stored_messages
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

NextKey = Literal["decide", "issue", "deliver", "answer", "undo", "wait", "carry", "close", ""]
"""What comes next: a decision, the notice, its delivery, an answer to an appeal, what undoes a measure that is over,
the end of the term to appeal, measures to carry out."""
_UNDOING = {"unmute": _("在微信里解除禁言"), "invite": _("在微信里重新邀请"), "unit": _("告知单位处罚已经结束")}
"""Kind of task that undoes a measure → what is to be done."""


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """What a case says before it is decided.

    ``person`` is a roster id, or None with ``sender`` (a nickname) instead; ``category`` a category of screening or
    the owner's own word for the act; ``evidence`` are message ids; ``clause`` None means none of the regulation in
    force was found; ``measures`` are keys of MEASURES; ``days`` is the length of a mute, ``amount`` a sum in yuan as
    text; ``severity`` a key of SEVERITIES. ``own`` are the measures of the first party with the days and the sum of
    each where ``measures``, ``days`` and ``amount`` do not say all of it; they go for nothing once those say otherwise.
    """

    group: int
    person: int | None
    facts: str
    category: str = ""
    occurred: date | None = None
    sender: str = ""
    evidence: tuple[int, ...] = ()
    clause: ClauseCitation | None = None
    measures: tuple[str, ...] = ()
    days: int = 0
    amount: str = ""
    note: str = ""
    severity: Severity = "ordinary"
    more: tuple[Infraction, ...] = ()
    others: tuple[Party, ...] = ()
    own: tuple[Measure, ...] = ()

    @property
    def parties(self) -> tuple[Party, ...]:
        """All parties alike, the first one with its acts and measures among them."""
        act = Infraction(self.facts, self.category, self.occurred, self.clause, self.severity)
        kept = (self.measures, self.days, self.amount.strip())
        measures = self.own if flat(self.own) == kept else measures_of(*kept)
        return (Party(self.person, self.sender, (act, *self.more), measures), *self.others)

    def with_parties(self, parties: Sequence[Party]) -> CaseDraft:
        """The same case about these parties; the first is the one lists show and papers name."""
        first = parties[0]
        act = first.acts[0] if first.acts else Infraction("")
        keys, days, amount = flat(first.measures)
        return replace(
            self, person=first.person, sender=first.sender, facts=act.facts, category=act.category,
            occurred=act.occurred, clause=act.clause, severity=act.severity, measures=keys, days=days, amount=amount,
            more=first.acts[1:], others=tuple(parties[1:]), own=_in_full(first.measures),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SanctionLine:
    """A measure as it stands; ``words`` as papers name it, ``status`` how it stands, ``starts``, ``ends`` ISO days.

    ``replaced``: an amendment or the answer to an appeal put others in its place.
    """

    id: int
    measure: str
    words: str
    state: SanctionState
    starts: str = ""
    ends: str = ""
    days: int = 0
    amount: str = ""
    status: str = ""
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class PartyCard:
    """One party as its page shows it.

    ``acts`` cite their clauses with what is known of the signature on the day of the act; ``proposal.unsigned`` says
    that it was not signed by then; ``delivered`` is the delivery or refusal of what holds now, in words; ``appeals``
    are (id, line, state); ``history`` other cases of this party (id, line); ``voided`` the day from which nothing of it
    holds. ``changed`` says by what the measures were changed since they were ``decided`` (in words), if they were.
    """

    id: int
    person: int | None
    label: str
    sender: str
    acts: tuple[Infraction, ...]
    proposal: Proposal
    sanctions: tuple[SanctionLine, ...]
    paper: int | None = None
    delivered: str = ""
    appeals: tuple[tuple[int, str, str], ...] = ()
    history: tuple[tuple[int, str], ...] = ()
    voided: str = ""
    name: str = ""
    department: str = ""
    decided: tuple[str, ...] = ()
    changed: Literal["", "appeal", "amendment"] = ""


@dataclass(frozen=True, slots=True)
class CaseCard:
    """One case as its page shows it. ``next_step`` says what comes next in words; ``paper`` is the notice once issued.

    ``ref`` is the number once decided, else ``草稿 #id``. ``erased``: the personal data of all parties were erased.
    """

    id: int
    group: int
    ref: str
    number: str
    person: int | None
    person_label: str
    sender: str
    state: str
    next_step: str
    draft: CaseDraft
    evidence: tuple[EvidenceLine, ...]
    measures: tuple[str, ...]
    recommendations: tuple[str, ...]
    proposal: Proposal
    decided_by: str
    decided: str
    review: int | None
    paper: int | None
    void_reason: str = ""
    parties: tuple[PartyCard, ...] = ()
    timeline: tuple[Event, ...] = ()
    next_key: NextKey = ""
    next_party: int | None = None
    reviews: tuple[int, ...] = ()
    erased: bool = False


def _in_full(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """Measures of which keys, the length of a mute and one sum do not say all; else none."""
    return () if measures_of(*flat(measures)) == tuple(measures) else tuple(measures)


def get(store: Store, case: int) -> CaseCard:
    """One case; UserError when there is none."""
    from wxadmin.services import appeals, sanctions

    with store.read() as db:
        row = existing(db, case)
        kept = stored.evidence(db, case)
        rows = case_parts.of(db, case)
        acts = case_acts.of(db, case)
        measures = case_measures.standing(db, case)
        reviews = tuple(stored.reviews(db, case))
        spoken = {e["message_id"]: stored_messages.one(db, e["message_id"]) for e in kept}
    draft = _draft_of(row, kept, rows, measures)
    if row["state"] == "draft":
        rows = tuple(_cited_now(store, draft.group, party) for party in rows)
        # What is known of the signature still changes; from the decision on the case keeps what was known then.
        first = rows[0].acts[0] if rows and rows[0].acts else None
        draft = replace(draft, clause=None if first is None else first.clause)
    with store.read() as db:
        decided = sanctions.of_case(db, case)
        answers = appeals.of_case(db, case)
        proposals_ = {party.id: _proposal(db, row, party, draft.evidence) for party in rows}
        parties = tuple(_party(db, row, party, proposals_[party.id], acts, decided, answers) for party in rows)
        step = _next(db, row, parties, {party.id for party in rows if not party.delivered})
    proposal = parties[0].proposal
    evidence = tuple(EvidenceLine(e["sender"], e["time"], e["text"]) for e in kept)
    told = [
        (e["message_id"], None if (m := spoken[e["message_id"]]) is None else m["at"], line)
        for e, line in zip(kept, evidence, strict=True)
    ]
    own = parties[0].sanctions if parties else ()
    standing = [one for one in own if one.state != "lifted" or row["state"] == "void"] or own
    return CaseCard(
        id=case,
        group=row["group_id"],
        ref=case_ref(row["number"], case),
        number=row["number"],
        person=row["person_id"],
        person_label=case_parts.together([party.label for party in parties]),
        sender=row["sender"],
        state=row["state"],
        next_step=step.words,
        draft=draft,
        evidence=evidence,
        measures=tuple(one.words for one in standing if one.measure not in RECOMMENDED),
        recommendations=tuple(one.words for one in standing if one.measure in RECOMMENDED),
        proposal=proposal,
        decided_by=row["decided_by"],
        decided=_decided(row, acts),
        review=row["review_id"],
        paper=row["paper_id"],
        void_reason=row["void_reason"],
        parties=parties,
        timeline=timeline(row["created"], rows, told, proposals_, acts),
        next_key=step.key,
        next_party=step.party,
        reviews=reviews,
        erased=case_parts.erased(rows),
    )


def _decided(row: Stored, acts: Sequence[Act]) -> str:
    """When it was decided; the day alone where it was entered later than decided."""
    act = next((act for act in acts if act.kind == "decided"), None)
    if act is not None and act.day != clock.day_of(act.at).isoformat():
        return clock.shown(act.day)
    return clock.shown(row["decided"])


def _cited_now(store: Store, group: int, party: PartyRow) -> PartyRow:
    acts = tuple(
        act
        if act.clause is None
        else replace(act, clause=signatures.cited(store, group, act.clause, party.person, act.occurred))
        for act in party.acts
    )
    return replace(party, acts=acts)


def _proposal(db: Source, row: Stored, party: PartyRow, evidence: tuple[int, ...]) -> Proposal:
    if party.proposal:
        return _proposal_of(party.proposal)
    return of_acts(
        db, row["group_id"], party.person, party.acts, sender=party.sender, apart_from=row["id"], evidence=evidence
    )


def _party(
    db: Source, row: Stored, party: PartyRow, proposal: Proposal, acts: Sequence[Act], decided: Sequence[Stored],
    answers: Sequence[tuple[int, str, str, int]],
) -> PartyCard:  # fmt: skip
    from wxadmin.services import sanctions

    theirs = [one for one in decided if one["party_id"] == party.id]
    replaced = case_standing.dropped(acts, theirs)
    delivery = case_acts.deliveries(acts, party.id)
    others = stored.against(db, row["group_id"], party.person, party.sender)
    return PartyCard(
        party.id, party.person, case_parts.label(party), party.sender, party.acts, proposal,
        tuple(
            SanctionLine(
                one["id"], one["measure"], sanctions.words(one), one["state"], one["starts"], one["ends"], one["days"],
                one["amount"], sanctions.state_words(one), one["id"] in replaced,
            )
            for one in theirs
        ),
        party.paper,
        "；".join(_delivery(act) for act in delivery),
        tuple((appeal, line, state) for appeal, line, state, of in answers if of == party.id),
        tuple((one["id"], wording.case_line(one)) for one in others if one["id"] != row["id"]),
        party.voided, party.name, party.department, case_standing.decided(acts, party.id), _changed(acts, party.id),
    )  # fmt: skip


def _changed(acts: Sequence[Act], party: int) -> Literal["", "appeal", "amendment"]:
    """What changed the measures of a party last."""
    found: Literal["", "appeal", "amendment"] = ""
    for act in acts:
        if act.party == party and act.kind == "answered" and act.data.get("outcome") == "reduced":
            found = "appeal"
        elif act.party == party and act.kind == "amended":
            changes = act.data.get("changes", ())
            found = "amendment" if any(one["what"] == on_paper(_("处罚措施")) for one in changes) else found
    return found


def _delivery(act: Act) -> str:
    words = _("拒收") if act.kind == "refused" else _("送达")
    return joined(" ", (clock.shown_day(act.day), words, act.text))


def _proposal_of(kept: str) -> Proposal:
    """A proposal as it was frozen; one of an earlier edition has fewer fields."""
    names = {one.name for one in fields(Proposal)}
    found: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in json.loads(kept).items()
        if name in names
    }
    return Proposal(**found)


@dataclass(frozen=True, slots=True)
class _Step:
    key: NextKey
    words: str
    party: int | None = None


def _next(db: Source, row: Stored, parties: Sequence[PartyCard], undelivered: Collection[int]) -> _Step:
    """What comes next for a case, in words."""
    if row["state"] in ("draft", "void"):
        return _Step("decide", _("作出决定")) if row["state"] == "draft" else _Step("", "")
    standing = [party for party in parties if not party.voided]
    several = len(parties) > 1

    def of(waiting: Sequence[PartyCard], words: str) -> str:
        who = case_parts.together([party.label for party in waiting])
        return _("{}：{}").format(words, who) if several else words

    unissued = [party for party in standing if party.paper is None]
    if unissued:
        return _Step("issue", of(unissued, _("签发通知书")), unissued[0].id)
    untold = [party for party in standing if party.id in undelivered]
    if untold:
        return _Step("deliver", of(untold, _("送达本人")), untold[0].id)
    for party in standing:
        if any(state == "open" for _id, _line, state in party.appeals):
            return _Step("answer", of([party], _("答复申诉")), party.id)
    over = [one.id for party in standing for one in party.sanctions if one.state in ("ended", "lifted")]
    tasks = (task for one in over for task in stored_tasks.of_source(db, "sanction", one))
    undoing = [task["kind"] for task in tasks if task["state"] == "open" and task["kind"] in _UNDOING]
    if undoing:
        return _Step("undo", _UNDOING[undoing[0]])
    until = _windows(db, row, standing)
    if until is not None:
        return _Step("wait", _("等申诉期满（至{}）").format(clock.shown_day(until)))
    open_ones = [one for party in standing for one in party.sanctions if one.state == "decided"]
    if open_ones:
        return _Step("carry", _("待执行 {} 项").format(len(open_ones)))
    return _Step("close", _("已办结"))


def _windows(db: Source, row: Stored, parties: Sequence[PartyCard]) -> date | None:
    """The last day on which a party can still appeal that has not done so; None when all windows are closed."""
    from wxadmin.services import appeals

    found = (appeals.window(db, row, party.id).until for party in parties if not party.appeals)
    return max((day for day in found if day is not None and day >= clock.today()), default=None)


def _draft_of(
    row: Stored, evidence: Sequence[Stored], parties: Sequence[PartyRow], measures: Mapping[int, tuple[Measure, ...]]
) -> CaseDraft:
    return CaseDraft(
        group=row["group_id"],
        person=row["person_id"],
        facts=row["facts"],
        category=row["category"],
        occurred=date.fromisoformat(row["occurred"]) if row["occurred"] else None,
        sender=row["sender"],
        evidence=tuple(e["message_id"] for e in evidence),
        clause=case_parts.citation(row["clause"]),
        measures=tuple(json.loads(row["measures"])),
        days=row["days"],
        amount=row["amount"],
        note=row["note"],
        severity=row["severity"],
        more=parties[0].acts[1:] if parties else (),
        others=tuple(Party(one.person, one.sender, one.acts, measures.get(one.id, ())) for one in parties[1:]),
        own=_in_full(measures.get(parties[0].id, ())) if parties else (),
    )

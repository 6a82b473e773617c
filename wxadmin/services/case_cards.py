"""One case as its page shows it: what it says, why it is proposed, how far it has come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import RECOMMENDED, Proposal, Severity
from wxadmin.domain.papers import ClauseCitation, EvidenceLine
from wxadmin.i18n import _
from wxadmin.services import clock, signatures, wording
from wxadmin.services.proposals import propose
from wxadmin.services.records import Store
from wxadmin.services.wording import CASE_STATES, case_measures
from wxadmin.store import cases as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """What a case says before it is decided.

    ``person`` is a roster id, or None with ``sender`` (a nickname) instead; ``category`` a category of screening or
    the owner's own word for the act; ``evidence`` are message ids; ``clause`` None means none of the regulation in
    force was found; ``measures`` are keys of MEASURES; ``days`` is the length of a mute, ``amount`` a sum in yuan as
    text; ``severity`` a key of SEVERITIES.
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


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a case's timeline: title, body lines, when (shown), and whether it is settled."""

    key: str
    title: str
    lines: tuple[str, ...]
    time: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True)
class CaseCard:
    """One case as its page shows it. ``next_step`` says what comes next in words; ``paper`` is the notice once issued.

    ``ref`` is the number once decided, else ``草稿 #id``. ``history`` are other cases of the person (id, line).
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
    blocks: tuple[Block, ...]
    history: tuple[tuple[int, str], ...]
    void_reason: str = ""


def existing(db: Source, case: int) -> Stored:
    """The stored case; UserError when there is none."""
    row = stored.one(db, case)
    if row is None:
        raise UserError(_("没有这个案件"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def get(store: Store, case: int) -> CaseCard:
    """One case; UserError when there is none."""
    with store.read() as db:
        row = existing(db, case)
        kept = stored.evidence(db, case)
        others = _others(db, row)
    draft = _draft_of(row, kept)
    if row["state"] == "draft" and draft.clause is not None:
        # What is known of the signature still changes; from the decision on the case keeps what was known then.
        clause = signatures.cited(store, draft.group, draft.clause, draft.person, draft.occurred)
        draft = replace(draft, clause=clause)
    if row["proposal"]:
        proposal = _proposal_of(row["proposal"])
    else:
        proposal = propose(
            store, row["group_id"], row["person_id"], row["category"], sender=row["sender"], apart_from=case,
            severity=row["severity"], acts=draft.evidence,
        )  # fmt: skip
    evidence = tuple(EvidenceLine(e["sender"], e["time"], e["text"]) for e in kept)
    words = case_measures(row)
    keys = json.loads(row["measures"])
    measures = tuple(w for key, w in zip(keys, words, strict=True) if key not in RECOMMENDED)
    recommendations = tuple(w for key, w in zip(keys, words, strict=True) if key in RECOMMENDED)
    name = row["person_name"] or row["sender"]
    label = f"{name}（{row['department']}）" if row["department"] else name
    return CaseCard(
        id=case,
        group=row["group_id"],
        ref=row["number"] or f"{CASE_STATES['draft']} #{case}",
        number=row["number"],
        person=row["person_id"],
        person_label=label,
        sender=row["sender"],
        state=row["state"],
        next_step=_NEXT[row["state"]],
        draft=draft,
        evidence=evidence,
        measures=measures,
        recommendations=recommendations,
        proposal=proposal,
        decided_by=row["decided_by"],
        decided=clock.shown(row["decided"]),
        review=row["review_id"],
        paper=row["paper_id"],
        blocks=_blocks(row, draft, evidence, proposal, words),
        history=tuple((c["id"], wording.case_line(c)) for c in others),
        void_reason=row["void_reason"],
    )


def _proposal_of(kept: str) -> Proposal:
    found = json.loads(kept)
    return Proposal(
        found["step"], found["steps"], tuple(found["measures"]), found["title"], tuple(found["why"]),
        tuple(found["counted"]),
    )  # fmt: skip


_NEXT = {"draft": _("作出决定"), "decided": _("签发通知书"), "issued": _("送达本人"), "void": ""}


def _others(db: Source, row: Stored) -> list[Stored]:
    """The other cases of the same person, or of the same nickname."""
    found = stored.against(db, row["group_id"], row["person_id"], row["sender"])
    return [c for c in found if c["id"] != row["id"]]


def _draft_of(row: Stored, evidence: Sequence[Stored]) -> CaseDraft:
    clause = json.loads(row["clause"]) if row["clause"] else None
    return CaseDraft(
        group=row["group_id"],
        person=row["person_id"],
        facts=row["facts"],
        category=row["category"],
        occurred=date.fromisoformat(row["occurred"]) if row["occurred"] else None,
        sender=row["sender"],
        evidence=tuple(e["message_id"] for e in evidence),
        clause=clause and ClauseCitation(**{**clause, "at": tuple(clause["at"])}),
        measures=tuple(json.loads(row["measures"])),
        days=row["days"],
        amount=row["amount"],
        note=row["note"],
        severity=row["severity"],
    )


def _blocks(
    row: Stored, draft: CaseDraft, evidence: Sequence[EvidenceLine], proposal: Proposal, measures: Sequence[str]
) -> tuple[Block, ...]:
    settled = row["state"] != "draft"
    clause = draft.clause
    cited: list[str] = []
    if clause is not None:
        cited = [f"《{clause.regulation}》{clause.version} {' '.join(clause.at)}", clause.text]
        cited += [clause.signing] if clause.signing else []
    blocks = [
        Block("facts", _("事实"), (draft.facts,), clock.shown_day(row["occurred"]), bool(draft.facts)),
        Block("evidence", _("证据"), tuple(f"{e.time} {e.sender}：{e.text}" for e in evidence), "", bool(evidence)),
        Block("clause", _("依据条款"), tuple(cited), "", clause is not None),
        Block("proposal", _("阶梯建议"), (proposal.title, *proposal.why)),
        Block(
            "decision",
            _("决定"),
            (*measures, *((_("决定人：{}").format(row["decided_by"]),) if row["decided_by"] else ())),
            clock.shown(row["decided"]),
            settled,
        ),
    ]
    if settled:
        blocks.append(Block("notice", _("通知书"), (row["number"],), "", row["paper_id"] is not None))
    if row["state"] == "void":
        blocks.append(Block("void", _("作废"), (row["void_reason"],), clock.shown(row["voided"])))
    return tuple(blocks)

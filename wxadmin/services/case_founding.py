"""What a case founded on entries of the queue says at first: who, what each did, evidence, proposed measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import Proposal
from wxadmin.i18n import _, on_paper
from wxadmin.services import case_parts, chats, clock, groups, proposals, queue, reviewables
from wxadmin.services.case_cards import CaseDraft
from wxadmin.services.queue import category_words
from wxadmin.services.records import Store
from wxadmin.store import messages as stored_messages
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

_NEAR, _APART = 12, 12 * 3600
"""Messages before and after the evidence, and seconds from it, in which somebody else may have taken part."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message near the evidence; ``facts`` is the sentence a notice would say of it."""

    message: int
    time: str
    text: str
    facts: str


def proposed(proposal: Proposal) -> tuple[Measure, ...]:
    """The measures of a proposal; a mute of as many days as the step says."""
    return tuple(Measure(key, (proposal.days or 1) if key == "mute" else 0) for key in proposal.measures)


def draft_from(store: Store, review: int) -> CaseDraft:
    """A draft filled from a queue entry: person, day, category, clause, the message as evidence, proposed measures."""
    card = queue.get(store, review)
    if not card.message:
        from wxadmin.services import matters

        return matters.case_draft(store, review)
    group = groups.get(store, card.group)
    with store.read() as db:
        message = stored_messages.one(db, card.message)
    assert message is not None
    day = clock.day_of(message["at"])
    proposal = proposals.propose(
        store, card.group, card.person, card.category, sender=card.sender, acts=(card.message,), occurred=day,
        clause=card.clause,
    )  # fmt: skip
    acts = "、".join(dict.fromkeys(on_paper(category_words(hit.category)) for hit in card.hits))
    words = on_paper(_("{}在“{}”群内发送含有{}内容的消息：“{}”。"))
    facts = words.format(clock.shown_full(chats.spoken(message)), group.name, acts, " ".join(card.text.split()))
    draft = CaseDraft(card.group, None, "", evidence=(card.message,))
    act = Infraction(facts, card.category, day, card.clause)
    return draft.with_parties((Party(card.person, card.sender, (act,), proposed(proposal)),))


def draft_of(store: Store, reviews: Sequence[int]) -> CaseDraft:
    """One draft filled from several entries of a group, about all they are about, who spoke first before the others.

    What one person did on one day against one clause is one act, each further thing one more; every message is
    evidence. UserError for none, for entries of several groups, and for those that no case is founded on.
    """
    refuse_none(reviews)
    if len(reviews) == 1:
        return draft_from(store, reviews[0])
    with store.read() as db:
        rows = sorted((queue.existing(db, review) for review in reviews), key=lambda row: (row["at"], row["id"]))
    if len({row["group_id"] for row in rows}) > 1:
        raise UserError(_("选中的事项不在同一个群"), remedy=_("请只选同一个群的，再一起立案"))
    for row in rows:
        kind = reviewables.kind_of(row["message_id"], row["category"])
        if kind not in reviewables.CONDUCT:
            words = reviewables.KINDS.get(kind, kind)
            raise UserError(_("“{}”不能立案").format(words), where=row["sender"], remedy=_("请不要选上这一条"))
    drafts = [draft_from(store, row["id"]) for row in rows]
    evidence = tuple(dict.fromkeys(message for draft in drafts for message in draft.evidence))
    found: dict[tuple[int | None, str], Party] = {}
    for party in (party for draft in drafts for party in draft.parties):
        key = (party.person, "" if party.person is not None else party.sender)
        there = found.get(key)
        found[key] = party if there is None else replace(there, acts=_joined(there.acts, party.acts))
    with store.read() as db:
        parties = [_proposed(db, drafts[0].group, party, evidence) for party in found.values()]
    return replace(drafts[0], evidence=evidence).with_parties(parties)


def refuse_none(chosen: Sequence[object]) -> None:
    """UserError where no entry was chosen."""
    if not chosen:
        raise UserError(_("没有选待审事项"), remedy=_("请先选一条再立案"))


def _joined(first: Sequence[Infraction], more: Sequence[Infraction]) -> tuple[Infraction, ...]:
    """The acts of one person from two entries: what was done on one day against one clause is one act."""
    acts = list(first)
    for act in more:
        at = next((n for n, one in enumerate(acts) if replace(one, facts="") == replace(act, facts="")), None)
        if at is None:
            acts.append(act)
        elif act.facts and act.facts not in acts[at].facts:
            acts[at] = replace(act, facts="\n".join(filter(None, (acts[at].facts, act.facts))))
    return tuple(acts)


def _proposed(db: Source, group: int, party: Party, evidence: Sequence[int]) -> Party:
    found = proposals.of_acts(db, group, party.person, party.acts, sender=party.sender, evidence=evidence)
    return replace(party, measures=proposed(found))


def said_near(store: Store, evidence: Sequence[int], nicknames: Sequence[str]) -> tuple[Said, ...]:
    """What somebody, under any of these nicknames, said around the evidence, apart from what is evidence already."""
    found: dict[int, Said] = {}
    with store.read() as db:
        for message in evidence:
            row = stored_messages.one(db, message)
            if row is None:
                continue
            name = groups.get(store, row["group_id"]).name
            for one in stored_messages.around(db, row, _NEAR):
                near = abs(one["at"] - row["at"]) <= _APART
                if near and one["sender"] in nicknames and one["id"] not in evidence:
                    words = on_paper(_("{}在“{}”群内说：“{}”。"))
                    text = " ".join(one["text"].split())
                    facts = words.format(clock.shown_full(chats.spoken(one)), name, text)
                    found[one["id"]] = Said(one["id"], chats.when(one), text, facts)
    return tuple(found[message] for message in sorted(found))


def act_of(db: Source, draft: CaseDraft, row: Stored) -> Infraction | None:
    """What of a draft an entry is about: the act of its own kind of whom it speaks of; None when they are no party."""
    for party in draft.parties:
        subject = case_parts.known(db, party)["subject"]
        if (subject and subject == bytes(row["subject"])) or (party.sender and party.sender == row["sender"]):
            alike = (act for act in party.acts if act.category == row["category"])
            return next(alike, party.acts[0])
    return None

"""A case as papers tell it: every party with acts and measures in words, the messages kept, what was done about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wxadmin.domain.cases import Infraction
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, on_paper
from wxadmin.services import case_acts, case_parts, clock, signatures, wording
from wxadmin.services.case_acts import Act
from wxadmin.services.case_parts import PartyRow
from wxadmin.services.records import Store
from wxadmin.store import cases as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_LASTING = frozenset({"mute", "account", "suspension"})
"""Measures that hold from a day on; others are done once."""


@dataclass(frozen=True, slots=True)
class TellsOf:
    """One party: ``place`` among the parties from 0, ``measures`` what the group's owner can do himself.

    ``lapsed``: every measure was lifted; ``measures`` and ``recommendations`` then say what had been decided.
    """

    party: PartyRow
    place: int
    measures: tuple[str, ...]
    recommendations: tuple[str, ...]
    lapsed: bool = False

    @property
    def id(self) -> int:
        """The party's id."""
        return self.party.id

    @property
    def name(self) -> str:
        """How papers call the party: the name, else the nickname."""
        return self.party.name or self.party.sender

    @property
    def acts(self) -> tuple[Infraction, ...]:
        """What the party did."""
        return self.party.acts

    @property
    def facts(self) -> str:
        """The acts in words, a line each with its number where there are several."""
        said = [act.facts for act in self.acts if act.facts]
        return "\n".join(said if len(said) < 2 else [f"{i}. {text}" for i, text in enumerate(said, 1)])

    @property
    def result(self) -> str:
        """All that was decided, and whether it holds no more."""
        words = "、".join((*self.measures, *self.recommendations))
        if self.party.voided:
            return on_paper(_("{}（决定已作废）")).format(words)
        return on_paper(_("{}（已解除）")).format(words) if self.lapsed else words

    @property
    def clauses(self) -> tuple[ClauseCitation, ...]:
        """The clauses that the acts rest on, each once."""
        return tuple(dict.fromkeys(act.clause for act in self.acts if act.clause is not None))

    def sent(self, line: Stored) -> bool:
        """Whether a message kept as evidence is this party's."""
        same = bool(self.party.subject) and bytes(line["subject"]) == self.party.subject
        return same or (bool(self.party.sender) and line["sender"] == self.party.sender)


@dataclass(frozen=True, slots=True)
class Told:
    """The case's own row, its parties in order, evidence and sanctions as they are stored, and the acts."""

    row: Stored
    parties: tuple[TellsOf, ...]
    evidence: tuple[Stored, ...]
    sanctions: tuple[Stored, ...]
    acts: tuple[Act, ...]

    def of(self, party: int | None) -> TellsOf:
        """The party of this id, the first where none is named; UserError when it is none of the case's."""
        if party is None:
            return self.parties[0]
        found = next((one for one in self.parties if one.id == party), None)
        if found is None:
            raise UserError(_("这个案件没有这位当事人"), remedy=_("请刷新后重新选择"))
        return found

    def name_of(self, party: int | None) -> str:
        """The party's name, ``""`` for none."""
        return next((one.name for one in self.parties if one.id == party), "")


def of(db: Source, case: int) -> Told:
    """All of a case that papers need; UserError when there is none."""
    row = case_acts.existing(db, case)
    sanctions = tuple(stored.sanctions(db, case))
    return Told(
        row,
        tuple(_tells(place, one, sanctions) for place, one in enumerate(case_parts.of(db, case))),
        tuple(stored.evidence(db, case)),
        sanctions,
        case_acts.of(db, case),
    )


def _tells(place: int, party: PartyRow, sanctions: tuple[Stored, ...]) -> TellsOf:
    mine = [one for one in sanctions if one["party_id"] == party.id]
    # What was lifted or amended holds no more; where nothing else is left the paper says what was decided.
    standing = [one for one in mine if one["state"] != "lifted"]
    words = [(s["measure"], sanction_words(s)) for s in standing or mine]
    return TellsOf(
        party,
        place,
        tuple(said for key, said in words if key not in RECOMMENDED),
        tuple(said for key, said in words if key in RECOMMENDED),
        lapsed=bool(mine) and not standing,
    )


def with_signing(store: Store, told: Told) -> Told:
    """The same; of a draft the clauses with what is known by now of the signatures, as a decision would keep it."""
    if told.row["state"] != "draft":
        return told

    def cited(party: PartyRow, act: Infraction) -> Infraction:
        if act.clause is None:
            return act
        return replace(
            act, clause=signatures.cited(store, told.row["group_id"], act.clause, party.person, act.occurred)
        )

    parties = (
        replace(one, party=replace(one.party, acts=tuple(cited(one.party, act) for act in one.acts)))
        for one in told.parties
    )
    return replace(told, parties=tuple(parties))


def refuse_voided(told: Told, one: TellsOf) -> None:
    """UserError for a party whose decision was taken back while it stands for others."""
    if one.party.voided:
        what = _("对 {} 的决定已经作废").format(one.name)
        raise UserError(what, where=told.row["number"], remedy=_("不用再出这份文书；需要时请另立新案"))


def sanction_words(row: Stored) -> str:
    """A measure as papers name it, with its days: ``禁言3天（自2026年9月22日起，2026年9月25日解除）``."""
    said = str(on_paper(wording.measures_words((row["measure"],), row["days"], row["amount"])[0]))
    starts, ends = row["starts"], row["ends"]
    if starts and ends:
        return on_paper(_("{}（自{}起，{}解除）").format(said, clock.shown_day(starts), clock.shown_day(ends)))
    if starts and row["measure"] in _LASTING:
        return on_paper(_("{}（自{}起）").format(said, clock.shown_day(starts)))
    return said


def note_issued(tx: Tx, case: int, party: int, paper: int, number: str) -> None:
    """Keep that the notice of a party was issued as this paper."""
    tx.update("case_party", party, {"paper_id": paper})
    case_acts.add(tx, case, "issued", party=party, text=number, paper=paper)

"""A case as papers tell it: every party with acts and measures in words, the messages kept, what was done about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wxadmin.domain import numbering
from wxadmin.domain.cases import Infraction
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, on_paper
from wxadmin.services import case_acts, case_parts, case_standing, clock, sanction_tasks, signatures, wording
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

    ``lapsed``: every measure was lifted; ``measures`` and ``recommendations`` then say what was lifted. ``results`` are
    all of the last decision, with what became of each; what an amendment or an appeal replaced is in none of them.
    """

    party: PartyRow
    place: int
    measures: tuple[str, ...]
    recommendations: tuple[str, ...]
    lapsed: bool = False
    results: tuple[str, ...] = ()

    @property
    def id(self) -> int:
        """The party's id."""
        return self.party.id

    @property
    def name(self) -> str:
        """How papers call the party: the name, else the nickname."""
        return self.party.name or self.party.sender

    @property
    def label(self) -> str:
        """The name with the department."""
        return wording.with_department(self.name, self.party.department)

    @property
    def acts(self) -> tuple[Infraction, ...]:
        """What the party did."""
        return self.party.acts

    @property
    def facts(self) -> str:
        """The acts in words, a line each with its number where there are several, each with its day."""
        told = [act for act in self.acts if act.facts]
        said = [dated(act, before) for act, before in zip(told, (None, *told), strict=False)]
        return "\n".join(said if len(said) < 2 else [f"{i}. {text}" for i, text in enumerate(said, 1)])

    @property
    def result(self) -> str:
        """The last decision: what holds of it, what was lifted, and whether all of it is void."""
        words = case_standing.together(self.results)
        return on_paper(_("{}（决定已作废）")).format(words) if self.party.voided else words

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
    sanctions, acts = tuple(stored.sanctions(db, case)), case_acts.of(db, case)
    replaced = case_standing.dropped(acts, sanctions)
    last = [one for one in sanctions if one["id"] not in replaced]
    return Told(
        row,
        tuple(_tells(place, one, last) for place, one in enumerate(case_parts.of(db, case))),
        tuple(stored.evidence(db, case)),
        sanctions,
        acts,
    )


def _tells(place: int, party: PartyRow, last: Sequence[Stored]) -> TellsOf:
    """A party with what was decided ``last``, for whomever."""
    mine = [one for one in last if one["party_id"] == party.id]
    # Where nothing holds any more the paper says what was decided.
    standing = [one for one in mine if one["state"] != "lifted"]
    words = [(s["measure"], sanction_words(s)) for s in standing or mine]
    return TellsOf(
        party,
        place,
        tuple(said for key, said in words if key not in RECOMMENDED),
        tuple(said for key, said in words if key in RECOMMENDED),
        lapsed=bool(mine) and not standing,
        results=tuple(_bare(s) if party.voided else result_words(s) for s in mine),
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


def number_of(told: Told, one: TellsOf) -> str:
    """The number of the notice of a party, ``""`` for a draft: one of several has 之一, 之二 behind it."""
    whole = str(told.row["number"])
    return numbering.part(whole, one.place) if whole and len(told.parties) > 1 else whole


_DATED = re.compile(
    r"\d\s*月\s*\d|20\d\d\s*[-/.年]\s*\d|(?<!\d)\d{1,2}\s*日|[一二三四五六七八九十]月[一二三四五六七八九十]"
)
"""A day told in words: whoever reads it needs no other."""
_HOUR = re.compile(r"\d{1,2}\s*[:：时点]|凌晨|早|上午|中午|下午|傍晚|晚|夜|当")
"""What goes on behind a day without a comma."""


def dated(act: Infraction, before: Infraction | None = None) -> str:
    """What was done, with the day in front of it where the words themselves tell none; ``before`` is the act before."""
    if act.occurred is None or _DATED.search(act.facts):
        return act.facts
    same = before is not None and before.occurred == act.occurred and not _DATED.search(before.facts)
    day = on_paper(_("同日")) if same else clock.shown_day(act.occurred)
    return f"{day}{'' if _HOUR.match(act.facts) else '，'}{act.facts}"


def sanction_words(row: Stored) -> str:
    """A measure as papers name it, with its days: ``禁言3天（自2026年9月22日起，2026年9月25日解除）``."""
    said, starts, ends = _bare(row), row["starts"], row["ends"]
    if starts and ends and row["measure"] == "removal":
        return on_paper(_("{}（自{}起，{}可重新入群）").format(said, clock.shown_day(starts), clock.shown_day(ends)))
    if starts and ends:
        return on_paper(_("{}（自{}起，{}解除）").format(said, clock.shown_day(starts), clock.shown_day(ends)))
    if starts and row["measure"] == "mute":
        return on_paper(_("{}（自{}起，至解除为止）").format(said, clock.shown_day(starts)))
    if starts and row["measure"] in _LASTING:
        return on_paper(_("{}（自{}起）").format(said, clock.shown_day(starts)))
    return said


def result_words(row: Stored) -> str:
    """The same, and of what was lifted since the day: ``禁言3天（自2026年9月22日起，2026年9月23日提前解除）``."""
    if row["state"] != "lifted":
        return sanction_words(row)
    said, day = _bare(row), clock.shown_day(row["settled"])
    if row["measure"] in RECOMMENDED and case_standing.declined(row):
        return on_paper(_("{}（单位未采纳）").format(said))
    if row["starts"] and row["ends"]:
        return on_paper(_("{}（自{}起，{}提前解除）").format(said, clock.shown_day(row["starts"]), day))
    return on_paper(_("{}（{}解除）").format(said, day))


def _bare(row: Stored) -> str:
    return str(on_paper(sanction_tasks.words(row)))


def note_issued(tx: Tx, case: int, party: int, paper: int, number: str) -> None:
    """Keep that the notice of a party was issued as this paper."""
    tx.update("case_party", party, {"paper_id": paper})
    case_acts.add(tx, case, "issued", party=party, text=number, paper=paper)

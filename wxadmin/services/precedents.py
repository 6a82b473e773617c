"""How the same clause, whatever its version, was decided before: so that like acts are dealt with alike."""

from __future__ import annotations

import json
from dataclasses import dataclass

from wxadmin.domain import clause_places, masking
from wxadmin.domain.cases import Measure
from wxadmin.domain.ladder import MEASURES, Severity
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock
from wxadmin.services.queue_cards import clause_key
from wxadmin.services.records import Store
from wxadmin.services.wording import CASE_STATES, measure_words
from wxadmin.store import precedents as stored
from wxadmin.store import revisions as stored_revisions
from wxadmin.store import strikes as stored_strikes
from wxadmin.store.lists import Source
from wxadmin.store.precedents import Names

_MOST = 100
"""Figures are those of so many newest cases."""


@dataclass(frozen=True, slots=True)
class Precedent:
    """One person's part in an earlier case on a clause, with every name but the family name covered.

    ``day`` is shown, ``state`` in words; ``measures`` are those that stand, as papers name them.
    """

    case: int
    number: str
    day: str
    who: str
    facts: str
    measures: tuple[str, ...]
    severity: Severity
    state: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How often which measure was decided: ``people`` dealt with, and (measure in words, people), the commonest first.

    Of the newest hundred cases.
    """

    people: int
    measures: tuple[tuple[str, int], ...]


def of_clause(
    store: Store, group: int, clause: ClauseCitation, apart_from: int | None = None, limit: int = 5
) -> tuple[Precedent, ...]:
    """The newest decisions on the clause of a citation in a group, whatever its version; voided ones say so."""
    with store.read() as db:
        rows = stored.of_clause(db, group, _names(db, clause), apart_from or 0, limit)[:limit]
        decided: dict[int, list[Measure]] = {}
        for one in stored_strikes.sanctions(db, [row["party_id"] for row in rows]):
            if one.state != "lifted":
                decided.setdefault(one.party, []).append(Measure(one.measure, one.days, one.amount))
        known = _known(db, group, [row["id"] for row in rows], "\n".join(row["facts"] for row in rows))
    return tuple(
        Precedent(
            row["id"], row["number"], clock.shown_day(row["decided"]), _covered(row["name"] or row["sender"], known),
            _covered(row["facts"], known),
            measure_words(decided.get(row["party_id"], ())),
            row["severity"], CASE_STATES["void" if row["voided"] else row["state"]],
        )
        for row in rows
    )  # fmt: skip


def _names(db: Source, clause: ClauseCitation) -> Names:
    """What a clause is called in the versions of its regulation, where it stood elsewhere or another stood there."""
    key = clause_key(clause)
    versions = [] if clause.revision is None else stored.versions(db, clause.revision)
    if clause.revision is None or len(versions) < 2:
        return Names((key,))
    here = _places(db, clause.revision)
    known = {row["id"]: (row["title"], _places(db, row["id"])) for row in versions}
    mine = {number: clause_places.place_in(clause.at, here, there) for number, (_title, there) in known.items()}
    named = (_named(known[number][0], place) for number, place in mine.items() if place is not None)
    keys = tuple(dict.fromkeys((key, *named)))
    others = tuple(
        f"{_named(title, place)}|{number}"
        for number, (title, there) in known.items()
        for place in there
        if place != mine[number] and _named(title, place) in keys
    )
    return Names(keys, others)


def _named(title: str, at: tuple[str, ...]) -> str:
    return f"《{title}》{''.join(at)}"


def _places(db: Source, revision: int) -> dict[tuple[str, ...], str]:
    return {tuple(json.loads(row["at"])): row["text"] for row in stored_revisions.clauses(db, revision)}


def _known(db: Source, group: int, cases: list[int], text: str) -> list[str]:
    """Every spelling of somebody's name to be covered, the longest first; of 销售部-张三 the name alone."""
    found = {name for row in stored.parties(db, cases) for name in row if name}
    found.update(stored.names_in(db, group, text))
    inner = [name for name in found if not any(other != name and other in name for other in found)]
    return sorted(inner, key=len, reverse=True)


def _covered(text: str, known: list[str]) -> str:
    for name in known:
        text = text.replace(name, masking.person(name))
    return masking.in_words(text)


def figures_of(store: Store, group: int, clause: ClauseCitation, apart_from: int | None = None) -> Figures:
    """How often which measure was decided on the clause of a citation."""
    with store.read() as db:
        return figures(db, group, clause, apart_from)


def figures(db: Source, group: int, clause: ClauseCitation, apart_from: int | None = None) -> Figures:
    """The same for who already reads."""
    rows = stored.measures(db, group, _names(db, clause), apart_from or 0, _MOST)
    people = next(row["n"] for row in rows if not row["measure"])
    found = sorted((row for row in rows if row["measure"]), key=lambda r: (-r["n"], r["measure"]))
    return Figures(people, tuple((on_paper(MEASURES[row["measure"]]), row["n"]) for row in found))


def figures_words(found: Figures) -> tuple[str, ...]:
    """Figures as a sentence; none where the clause was never applied."""
    if not found.people:
        return ()
    parts = "、".join(on_paper(_("{} {} 人")).format(measure, n) for measure, n in found.measures)
    return (on_paper(_("同一条款此前处理过 {} 人：{}。")).format(found.people, parts),)

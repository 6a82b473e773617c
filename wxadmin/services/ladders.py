"""处罚阶梯 of a group: the regulation's, or what its owner made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wxadmin.domain import ladder_json
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import EscalationLadder
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _
from wxadmin.services import clock, fixed, groups, queue_cards, regulation_terms
from wxadmin.services.records import Change, Store
from wxadmin.services.regulation_terms import SaidTerm
from wxadmin.store import ladders as stored
from wxadmin.store import revisions as stored_revisions
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source


@dataclass(frozen=True, slots=True)
class LadderCard:
    """The ladder of a group as its sheet shows it.

    ``regulation`` is what the texts in force give (the preset where they are silent), ``quote`` their words; ``own``
    says that the owner changed it, ``by`` and ``made`` (shown) who and when. ``outdated``: the version it was made
    from holds no longer, or says something else now, or clauses it counts points of may have other numbers.
    ``clauses`` are (key, label and words) of those in force, ``said`` what the texts say of points and of how long
    things count, which no ladder has by itself.
    """

    group: int
    ladder: EscalationLadder
    regulation: EscalationLadder
    quote: str
    own: bool
    by: str
    made: str
    outdated: bool
    clauses: tuple[tuple[str, str], ...]
    said: tuple[SaidTerm, ...] = ()


def of(store: Store, group: int) -> EscalationLadder:
    """The ladder that holds in a group: the owner's, else the regulation's, else the preset one."""
    groups.get(store, group)
    with store.read() as db:
        return of_db(db, group)


def of_db(db: Source, group: int) -> EscalationLadder:
    """The same for who already reads."""
    row = stored.of(db, group)
    if row is None:
        return fixed.ladder(db, group)
    return replace(ladder_json.loads(row["data"]), source=row["source"], own=True)


def card(store: Store, group: int) -> LadderCard:
    """The ladder of a group with all that its sheet shows."""
    groups.get(store, group)
    with store.read() as db:
        row, setting = stored.of(db, group), stored.fixed(db, group)
        ladder, regulation = of_db(db, group), fixed.ladder(db, group)
        said = regulation_terms.in_force(db, group)
        holding = stored_revisions.in_force(db, group, clock.today().isoformat())
        newest = max((one["effective"] for one in holding), default="")
    clauses = tuple((key, f"{key} {clause.text}") for clause, key in queue_cards.clauses(store, group))
    return LadderCard(
        group=group,
        ladder=ladder,
        regulation=regulation,
        quote="" if setting is None else setting["quote"],
        own=row is not None,
        by="" if row is None else row["by_whom"],
        made="" if row is None else clock.shown(row["made"]),
        outdated=row is not None
        and (
            (row["source"], row["revision_id"])
            != (("", None) if setting is None else (setting["source"], setting["revision_id"]))
            # Points are kept by the numbers of clauses, which a later version may have given to others.
            or (bool(ladder.points) and newest > clock.day_of(row["made"]).isoformat())
        ),
        clauses=clauses,
        said=regulation_terms.of_ladder(said, (key for key, _words in clauses)),
    )


def points_of(db: Source, group: int, clause: ClauseCitation | None, severity: str) -> int:
    """What the ladder counts for one act against a clause, for the row of the infraction."""
    key = "" if clause is None else queue_cards.clause_key(clause)
    return of_db(db, group).points_of(key, severity)  # type: ignore[arg-type]


def save(store: Store, group: int, ladder: EscalationLadder, by: str) -> Change[None]:
    """The owner's ladder holds from now on; what was decided is not touched. UserError for one that cannot be."""
    owner = groups.get(store, group)
    data = ladder_json.dumps(ladder)

    def work(tx: Tx) -> None:
        setting = stored.fixed(tx, group)
        row = {
            "group_id": group,
            "data": data,
            "source": "" if setting is None else setting["source"],
            "revision_id": None if setting is None else setting["revision_id"],
            "by_whom": by.strip(),
            "made": clock.stamp(clock.moment(tx.at)),
        }
        before = stored.of(tx, group)
        if before is None:
            tx.insert("ladder", row)
        else:
            tx.update("ladder", before["id"], row)

    return store.change(_("处罚阶梯 {}").format(owner.name), work)


def reset(store: Store, group: int) -> Change[None]:
    """The regulation's ladder holds again; UserError when it does already."""
    owner = groups.get(store, group)

    def work(tx: Tx) -> None:
        before = stored.of(tx, group)
        if before is None:
            raise UserError(_("阶梯本来就是制度规定的"), remedy=_("不用恢复"))
        tx.delete("ladder", before["id"])

    return store.change(_("恢复处罚阶梯 {}").format(owner.name), work)

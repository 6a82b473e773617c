"""The clauses of regulations in force: which there are, which one speaks of an act, how a decision cites it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.records import Store
from wxadmin.store import revisions as stored
from wxadmin.store.engine import Row as Stored


@dataclass(frozen=True, slots=True)
class Clause:
    """A citable unit of a version; ``at`` are numbers from the outside in, ``label`` e.g. ``第二章 第八条``."""

    id: int
    at: tuple[str, ...]
    label: str
    text: str


def version(number: int) -> str:
    """A version as people say it."""
    return _("第 {} 版").format(number)


def clause_of(row: Stored) -> Clause:
    """The clause of a stored row."""
    return Clause(row["id"], tuple(json.loads(row["at"])), row["label"], row["text"])


def clauses(store: Store, group: int, on: date | None = None) -> tuple[Clause, ...]:
    """The clauses in force in the group, of all its regulations."""
    with store.read() as db:
        rows = stored.in_force(db, group, (on or clock.today()).isoformat())
        return tuple(clause_of(c) for row in rows for c in stored.clauses(db, row["id"]))


def cite(store: Store, clause: int) -> ClauseCitation:
    """A clause as a decision cites it."""
    with store.read() as db:
        row = stored.clause(db, clause)
    if row is None:
        raise UserError(_("没有这一条"), remedy=_("请重新选择条款"))
    return _citation(row["title"], row["version"], row)


def _citation(title: str, number: int, clause: Stored) -> ClauseCitation:
    at = tuple(json.loads(clause["at"]))
    return ClauseCitation(title, version(number), at, clause["text"], clause["revision_id"])


def clause_for(
    store: Store, group: int, category: str, hint: str = "", on: date | None = None
) -> ClauseCitation | None:
    """The clause of the versions in force that speaks of this category, or None.

    ``hint`` is the subject word of the rule that was hit.
    """
    with store.read() as db:
        for row in stored.in_force(db, group, (on or clock.today()).isoformat()):
            options = []
            for clause in stored.clauses(db, row["id"]):
                subjects = json.loads(clause["subjects"])
                if category in subjects:
                    # Closest is what uses the very word, then what speaks of little else.
                    apart = bool(hint) and hint not in clause["text"]
                    depth = len(json.loads(clause["at"]))
                    options.append(((apart, len(subjects), -depth, clause["position"]), clause))
            if options:
                return _citation(row["title"], row["version"], min(options, key=lambda option: option[0])[1])
    return None

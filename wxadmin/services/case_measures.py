"""The measures of a case as they hold: after amendments, answers to appeals and liftings."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.domain.cases import Measure
from wxadmin.i18n import _, joined
from wxadmin.services import case_acts, case_standing, wording
from wxadmin.store import cases as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source


def standing(db: Source, case: int) -> dict[int, tuple[Measure, ...]]:
    """Of each party the measures that were not lifted; of one of whom all were, those decided last."""
    return {
        party: tuple(Measure(row["measure"], row["days"], row["amount"]) for row in rows)
        for party, (rows, _appealed) in _last(db, case).items()
    }


def _last(db: Source, case: int) -> dict[int, tuple[list[Stored], bool]]:
    """Of each party the measures that hold, or else those decided last, and whether an appeal changed them."""
    acts = case_acts.of(db, case)
    kept = stored.sanctions(db, case)
    replaced = case_standing.dropped(acts, kept)
    found: dict[int, list[Stored]] = {}
    for row in kept:
        if row["id"] not in replaced:
            found.setdefault(row["party_id"], []).append(row)
    reduced = {act.party for act in acts if act.kind == "answered" and act.data.get("outcome") == "reduced"}
    return {
        party: ([one for one in rows if one["state"] != "lifted"] or rows, party in reduced)
        for party, rows in found.items()
    }


def line(db: Source, case: Stored) -> str:
    """How the measures of a case stand, in a line: ``禁言3天``, ``申诉后：禁言1天（已解除）``.

    Of several parties each behind its name: ``张三 警告；李四 禁言3天``.
    """
    last = _last(db, case["id"])
    rows = stored.parties(db, case["id"])
    told = {
        row["id"]: _words(*last[row["id"]], voided=bool(row["voided"]) or case["state"] == "void")
        for row in rows
        if row["id"] in last
    }
    if len(rows) < 2:
        return next(iter(told.values()), "")
    named = ((row["name"] or row["sender"], told.get(row["id"], "")) for row in rows)
    return joined(_("；"), (joined(" ", one) for one in named if one[1]))


def _words(rows: Sequence[Stored], appealed: bool, *, voided: bool) -> str:
    said = (
        _("{}（已解除）").format(wording.row_words(row))
        if row["state"] == "lifted" and not voided
        else wording.row_words(row)
        for row in rows
    )
    words = joined(_("、"), said)
    return _("申诉后：{}").format(words) if appealed else words

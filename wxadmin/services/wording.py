"""Records of other rooms on one line, for cards that point to them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from wxadmin.domain.cases import Measure
from wxadmin.domain.ladder import MEASURES
from wxadmin.i18n import _, joined
from wxadmin.services import clock
from wxadmin.store.engine import Row

CASE_STATES = {"draft": _("草稿"), "decided": _("已决定"), "issued": _("已签发"), "void": _("已作废")}


def measures_words(
    keys: tuple[str, ...] | list[str], days: int = 0, amount: str = "", *, proposed: bool = False
) -> tuple[str, ...]:
    """Measures as papers name them: ``禁言3天``, ``罚款50元``.

    A mute without days is one without end (``长期禁言``); of what is only ``proposed`` the time is still to be chosen.
    """
    words = []
    for key in keys:
        word = MEASURES[key]
        if key == "mute" and (days or not proposed):
            word = _("禁言{}天").format(days) if days else _("长期禁言")
        elif key in {"fine", "deduction", "compensation"} and amount:
            word = _("{}{}元").format(word, amount)
        words.append(word)
    return tuple(words)


def measure_words(measures: Iterable[Measure], *, proposed: bool = False) -> tuple[str, ...]:
    """The same for measures that know their own days and sums."""
    return tuple(
        word for one in measures for word in measures_words((one.key,), one.days, one.amount, proposed=proposed)
    )


def case_measures(case: Row) -> tuple[str, ...]:
    """The measures of a case as papers name them."""
    proposed = case["state"] == "draft"
    return measures_words(json.loads(case["measures"]), case["days"], case["amount"], proposed=proposed)


def case_ref(number: str, case: int) -> str:
    """How a case is called in lists and heads: its number, or as a draft."""
    return number or joined(" ", (CASE_STATES["draft"], f"#{case}"))


def case_line(case: Row) -> str:
    """A case: day, number or state, act, measures."""
    measures = joined(_("、"), case_measures(case))
    ref = case["number"] or CASE_STATES[case["state"]]
    parts = [clock.shown_day(case["decided"] or case["occurred"]), ref, measures]
    if case["state"] == "void":
        parts.append(CASE_STATES["void"])
    return joined(" · ", parts)

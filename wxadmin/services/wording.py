"""Records of other rooms on one line, for cards that point to them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from wxadmin.domain.cases import SUMS, TIMED, Measure, measures_of
from wxadmin.domain.ladder import MEASURES
from wxadmin.i18n import _, joined
from wxadmin.services import clock
from wxadmin.store.engine import Row

CASE_STATES = {"draft": _("草稿"), "decided": _("已决定"), "issued": _("已签发"), "void": _("已作废")}


def measure_words(measures: Iterable[Measure], *, proposed: bool = False) -> tuple[str, ...]:
    """Measures as papers name them: ``禁言3天``, ``罚款50元``.

    A mute without days is one without end (``长期禁言``); of what is only ``proposed`` the time is still to be chosen.
    """
    return tuple(_words(one, proposed=proposed) for one in measures)


def _words(one: Measure, *, proposed: bool) -> str:
    word = MEASURES[one.key]
    if one.key in TIMED and one.days:
        return _("{}{}天").format(word, one.days)
    if one.key == "mute" and not proposed:
        return _("长期禁言")
    return _("{}{}元").format(word, one.amount) if one.key in SUMS and one.amount else word


def row_words(sanction: Row) -> str:
    """The same of a measure as it is stored."""
    one = Measure(sanction["measure"], sanction["days"], sanction["amount"])
    return _words(one, proposed=sanction["state"] == "proposed")


def case_measures(case: Row) -> tuple[str, ...]:
    """The measures of a case, of its first party unless it is a case as one of its parties sees it, in words."""
    kept = [Measure(*one) for one in json.loads(case["sizes"])]
    # Cases of earlier versions have no measures of their own.
    found = kept or measures_of(json.loads(case["measures"]), case["days"], case["amount"])
    return measure_words(found, proposed=case["state"] == "draft")


def with_department(name: str, department: str) -> str:
    """``陆明朗（销售部）``; a department with brackets of its own stands in front: ``二组（涂布）陆明朗``."""
    if "（" in department or "(" in department:
        return f"{department}{name}"
    return f"{name}（{department}）" if department else name


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

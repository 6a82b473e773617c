"""案件: who did what (infractions) and what was decided for it (sanctions); the two are kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from wxadmin.domain.ladder import Severity
from wxadmin.domain.papers import ClauseCitation

SanctionState = Literal["proposed", "decided", "carried", "ended", "lifted"]
SANCTION_STATES: tuple[SanctionState, ...] = get_args(SanctionState)
"""``carried``: done in WeChat or taken over by the unit; ``ended`` by its last day; ``lifted`` by an act of its own."""

ActKind = Literal[
    "note", "merged", "split", "decided", "issued", "delivered", "refused", "carried", "ended", "lifted", "amended",
    "voided", "appealed", "answered", "unit", "restored",
]  # fmt: skip
"""What can be done about a case; each is one row that nobody changes afterwards."""

SUMS = frozenset({"fine", "deduction", "compensation"})
"""Measures of a sum of money."""

TIMED = frozenset({"mute", "suspension", "account", "removal"})
"""Measures that can be for so many days; a removal of so many days ends with leave to come back."""

PERMITS_NEXT: Mapping[SanctionState, frozenset[SanctionState]] = {
    "proposed": frozenset({"decided"}),
    "decided": frozenset({"carried", "ended", "lifted"}),
    "carried": frozenset({"decided", "ended", "lifted"}),
    "ended": frozenset(),
    "lifted": frozenset(),
}
"""State → what may follow; ``carried`` goes back to ``decided`` when a list or chat shows that it came undone."""


@dataclass(frozen=True, slots=True)
class Infraction:
    """违规行为, one act of one person. ``category`` is one of screening or the owner's own word."""

    facts: str
    category: str = ""
    occurred: date | None = None
    clause: ClauseCitation | None = None
    severity: Severity = "ordinary"


@dataclass(frozen=True, slots=True)
class Measure:
    """处罚措施 as proposed or decided. ``days`` (of TIMED) 0 means for good or without a time.

    ``amount`` (of SUMS) is yuan as text.
    """

    key: str
    days: int = 0
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A person of the roster (``person``), or a nickname nobody is known for (``sender``), and what they did."""

    person: int | None
    sender: str = ""
    acts: tuple[Infraction, ...] = ()
    measures: tuple[Measure, ...] = ()


def measures_of(keys: Sequence[str], days: int, amount: str) -> tuple[Measure, ...]:
    """Measures with the length of a mute and one sum in yuan where they belong."""
    return tuple(Measure(k, days if k == "mute" else 0, amount.strip() if k in SUMS else "") for k in keys)


def flat(measures: Sequence[Measure]) -> tuple[tuple[str, ...], int, str]:
    """Keys, the length of the mute, and the first sum, as the row of a case keeps them."""
    days = max((one.days for one in measures if one.key == "mute"), default=0)
    amount = next((one.amount for one in measures if one.amount), "")
    return tuple(one.key for one in measures), days, amount

"""Everything about a case in the order of time, as events that can be read one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from wxadmin.domain.cases import ActKind, Infraction
from wxadmin.domain.ladder import Proposal
from wxadmin.domain.papers import EvidenceLine
from wxadmin.i18n import _, joined
from wxadmin.services import case_acts, clock
from wxadmin.services.case_acts import Act
from wxadmin.services.case_parts import PartyRow

EventKind = ActKind | Literal["act", "evidence", "opened", "proposal"]


@dataclass(frozen=True, slots=True)
class Event:
    """One event: ``time`` as shown, ``lines`` what there is to say, ``party`` and ``paper`` ids where it has any.

    ``opens`` is what it leads to: a message of the archive for evidence, a version of a regulation for an act.
    """

    time: str
    kind: EventKind
    title: str
    lines: tuple[str, ...]
    by: str = ""
    party: int | None = None
    paper: int | None = None
    opens: tuple[Literal["message", "revision"], int] | None = None
    order: str = ""
    """A stamp by which events are sorted; a day alone counts as its end."""


def timeline(
    created: str,
    parties: Sequence[PartyRow],
    evidence: Sequence[tuple[int, int | None, EvidenceLine]],
    proposals: Mapping[int, Proposal],
    acts: Sequence[Act],
) -> tuple[Event, ...]:
    """All events, the earliest first. ``evidence`` are (message id, UTC seconds where known, line)."""
    several = len(parties) > 1
    names = {party.id: party.name or party.sender for party in parties}

    def titled(title: str, party: int | None) -> str:
        return _("{}（{}）").format(title, names[party]) if several and party in names else title

    events = [
        Event(
            clock.shown_day(act.occurred), "act", titled(_("违规行为"), party.id), _act_lines(act), party=party.id,
            opens=("revision", act.clause.revision) if act.clause is not None and act.clause.revision else None,
            order="" if act.occurred is None else _start(act.occurred.isoformat()),
        )
        for party in parties
        for act in party.acts
        if act.facts
    ]  # fmt: skip
    events += [
        Event(
            line.time, "evidence", _("证据"), (_("{}：{}").format(line.sender, line.text),), opens=("message", message),
            order="" if at is None else clock.stamp(clock.local(at)),
        )
        for message, at, line in evidence
    ]  # fmt: skip
    events.append(Event(clock.shown(created), "opened", _("立案"), (), order=created))
    decided = next((_order(act) for act in acts if act.kind == "decided"), "")
    for number, proposal in proposals.items():
        lines = (proposal.title, *proposal.why)
        events.append(
            Event("", "proposal", titled(_("阶梯建议"), number), lines, party=number, order=decided or "9999")
        )
    events += [_event(act, titled(case_acts.KINDS.get(act.kind, act.kind), act.party)) for act in acts]
    # Sorting is stable: what has no time of its own keeps its place before what came after it.
    return tuple(sorted(events, key=lambda event: event.order))


def _start(day: str) -> str:
    return clock.stamp(datetime.combine(datetime.fromisoformat(day).date(), time(0), clock.zone()))


def _act_lines(act: Infraction) -> tuple[str, ...]:
    lines = [act.facts]
    if act.clause is not None:
        lines.append(joined(" ", (f"《{act.clause.regulation}》{act.clause.version}", *act.clause.at)))
        lines.append(act.clause.signing)
    return tuple(filter(None, lines))


def _event(act: Act, title: str) -> Event:
    entered = clock.day_of(act.at).isoformat()
    # What was entered later than it was done stands with its day, and says when it was entered.
    later = act.day != entered
    shown = clock.shown(act.day if later else act.at)
    lines = [line for line in act.text.splitlines() if line.strip()]
    if later:
        lines.append(_("{}登记").format(clock.shown(act.at)))
    # A paper issued about a case is kept as a note of it; it is more than somebody's remark.
    title = _("签发") if act.kind == "note" and act.paper is not None else title
    return Event(shown, act.kind, title, (*_data_lines(act), *lines), act.by, act.party, act.paper, order=_order(act))


def _order(act: Act) -> str:
    """The stamp of an act: when it was entered, or the end of the day it was done on if it was entered later."""
    day = datetime.fromisoformat(act.day).date()
    if day == clock.day_of(act.at):
        return act.at
    return clock.stamp(datetime.combine(day, time(23, 59, 59), clock.zone()))


def _data_lines(act: Act) -> tuple[str, ...]:
    """What the data of an act tells in words: the measures decided, whose decision, what was said before."""
    lines: list[str] = []
    if act.data.get("measures"):
        lines.append(joined(_("、"), map(str, act.data["measures"])))
    if act.data.get("committee"):
        lines.append(_("集体决定：{}").format(act.data["committee"]))
    for change in act.data.get("changes", ()):
        lines.append(_("{}：原为“{}”，改为“{}”").format(change["what"], change["before"], change["after"]))
    return tuple(lines)

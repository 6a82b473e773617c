"""记点: which earlier decisions count on a day, and which do not and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from wxadmin.domain.rungs import EscalationLadder, Severity


@dataclass(frozen=True, slots=True)
class Strike:
    """A human decision that counts. ``key`` names it once; ``acts`` are the messages it was about (may be empty).

    ``title`` is what it is called where it is named, ``day`` that of the decision, ``occurred`` that of the act where
    it is known; ``measures`` are those that still stand; ``reminder`` says that it was a word without a case.
    """

    key: str
    day: date
    title: str
    acts: frozenset[int] = frozenset()
    points: int = 1
    severity: Severity = "ordinary"
    clause: str = ""
    measures: tuple[str, ...] = ()
    occurred: date | None = None
    reminder: bool = False

    @property
    def act_day(self) -> date:
        """The day of the act, that of the decision where it is not known."""
        return self.occurred or self.day


@dataclass(frozen=True, slots=True)
class Tally:
    """What becomes of strikes on a day.

    Those that count, oldest first; expired ones with the day since when they do not; those of acts before the window;
    those about an act that counts already, or about this very one.
    """

    counted: tuple[Strike, ...]
    expired: tuple[tuple[Strike, date], ...] = ()
    outside: tuple[Strike, ...] = ()
    same: tuple[Strike, ...] = ()

    def times(self, ladder: EscalationLadder) -> int:
        """How many strikes they make."""
        return self._cases + self._reminded(ladder)

    def points(self, ladder: EscalationLadder) -> int:
        """How many points they make; reminders that make a strike together count one."""
        return sum(s.points for s in self.counted if not s.reminder) + self._reminded(ladder)

    def ends(self, ladder: EscalationLadder) -> bool:
        """Whether they lead to the last rung by either measure, so that nothing further could change it."""
        top = ladder.thresholds[-1][0] if ladder.thresholds else 0
        return self.times(ladder) >= len(ladder.steps) and self.points(ladder) >= top

    def titled(self, titles: Mapping[str, str]) -> Tally:
        """The same with the strikes of these keys called so."""

        def of(strike: Strike) -> Strike:
            return replace(strike, title=titles[strike.key]) if strike.key in titles else strike

        return Tally(
            tuple(map(of, self.counted)), tuple((of(strike), end) for strike, end in self.expired),
            tuple(map(of, self.outside)), tuple(map(of, self.same)),
        )  # fmt: skip

    @property
    def _cases(self) -> int:
        return sum(not s.reminder for s in self.counted)

    def _reminded(self, ladder: EscalationLadder) -> int:
        return (len(self.counted) - self._cases) // ladder.reminders if ladder.reminders else 0


def expires(strike: Strike, ladder: EscalationLadder) -> date | None:
    """The first day on which a strike counts no more; None where it always does. Of several spans the longest holds."""
    if not ladder.expiries:
        return ladder.expiry.over(strike.day)
    spans = [ladder.expiries.get(m, ladder.expiry) for m in strike.measures] or [ladder.expiry]
    if strike.severity in ladder.expiries:
        spans.append(ladder.expiries[strike.severity])
    ends = [span.over(strike.day) for span in spans]
    return None if None in ends else max(end for end in ends if end is not None)


def over_before(ladder: EscalationLadder, day: date, on: date, act_day: date | None = None) -> bool:
    """Whether nothing decided by that day can count any more for a new act of ``act_day`` (``on``)."""
    window = ladder.window.over(day)  # no act is later than its decision
    if window is not None and window <= (act_day or on):
        return True
    ends = [span.over(day) for span in (ladder.expiry, *ladder.expiries.values())]
    return all(end is not None and end <= on for end in ends)


def tally(
    strikes: Iterable[Strike],
    ladder: EscalationLadder,
    on: date,
    *,
    act_day: date | None = None,
    acts: Collection[int] = (),
) -> Tally:
    """What counts on a day: nothing later, expired or before the window, each decision once.

    Every strike that counts has an act of its own: two decisions about one message count as one, however they overlap.
    ``acts`` are the messages of the new case, done on ``act_day``; what was decided about them alone is no earlier act.
    """
    now = frozenset(acts)
    usable: dict[str, tuple[Strike, frozenset[int]]] = {}
    expired: dict[str, tuple[Strike, date]] = {}
    outside: dict[str, Strike] = {}
    same: dict[str, Strike] = {}
    for strike in strikes:
        if strike.day > on or (strike.reminder and not ladder.reminders):
            continue
        end, before = expires(strike, ladder), ladder.window.over(strike.act_day)
        if end is not None and end <= on:
            expired[strike.key] = strike, end
        elif before is not None and before <= (act_day or on):
            outside[strike.key] = strike
        elif strike.acts and strike.acts <= now:
            same[strike.key] = strike
        elif strike.key not in usable or usable[strike.key][0].points < strike.points:
            # Somebody may be two parties of one case, as two rows of the roster turned out to be one: it counts once.
            usable[strike.key] = strike, strike.acts - now
    for left_out in (expired, outside, same):
        for key in left_out.keys() & usable.keys():
            del left_out[key]
    counted = []
    places = _Places()
    # Cases before reminders, those of more points first: so what counts is the most there can be by either measure.
    for strike, own in sorted(usable.values(), key=lambda u: (u[0].reminder, -u[0].points, u[0].day, u[0].key)):
        if not own or places.give(strike.key, own):
            counted.append(strike)
        else:
            same[strike.key] = strike
    return Tally(
        tuple(sorted(counted, key=_age)),
        tuple(sorted(expired.values(), key=lambda e: _age(e[0]), reverse=True)),
        tuple(sorted(outside.values(), key=_age, reverse=True)),
        tuple(sorted(same.values(), key=_age, reverse=True)),
    )


def _age(strike: Strike) -> tuple[date, str]:
    return strike.day, strike.key


class _Places:
    """Which strike stands for which act."""

    def __init__(self) -> None:
        self._owner: dict[int, str] = {}
        self._held: dict[str, int] = {}
        self._acts: dict[str, list[int]] = {}

    def give(self, key: str, acts: Iterable[int]) -> bool:
        """Give a strike an act of its own, moving others to another of theirs where they can; none loses its act."""
        self._acts[key] = sorted(acts)
        wanted: dict[int, str] = {}
        asking = [key]
        for one in asking:
            for act in self._acts[one]:
                if act in wanted:
                    continue
                wanted[act] = one
                if act not in self._owner:
                    self._move(act, wanted)
                    return True
                asking.append(self._owner[act])
        return False

    def _move(self, free: int, wanted: Mapping[int, str]) -> None:
        act: int | None = free
        while act is not None:
            key = wanted[act]
            before = self._held.get(key)
            self._owner[act], self._held[key] = key, act
            act = before

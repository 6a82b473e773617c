"""Earlier decisions about one person in one group, read from the newest on, no more of them than can matter."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wxadmin.domain import ladder
from wxadmin.domain.cases import Measure, measures_of
from wxadmin.domain.ladder import EscalationLadder, Strike, Tally
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, spelling
from wxadmin.services.reviewables import category_words
from wxadmin.services.wording import measure_words
from wxadmin.store import erasure_who
from wxadmin.store import members as stored_members
from wxadmin.store import strikes as stored
from wxadmin.store.lists import Source
from wxadmin.store.strikes import Acts, Decided, Told

_PART = 64
"""So many decisions are read at first."""


@dataclass(frozen=True, slots=True)
class Before:
    """``found`` is the tally, with the titles of those that are named.

    ``beyond`` is how many older decisions were left out, as they cannot change anything; ``categories`` are those of
    the acts of each strike, by its key.
    """

    found: Tally
    beyond: int
    categories: Mapping[str, Collection[str]]

    def alike(self, category: str) -> int:
        """How many of those that count are about acts of a category."""
        return sum(category in self.categories.get(strike.key, ()) for strike in self.found.counted)


def read(
    db: Source,
    group: int,
    person: int | None,
    rules: EscalationLadder,
    *,
    sender: str = "",
    apart: int = 0,
    first: date | None = None,
    acts: Collection[int] = (),
) -> Before:
    """What was decided before about a person or nickname, as it counts today for acts of whom the first was ``first``.

    ``apart`` is a case that does not count, ``acts`` are the messages of the new one.
    """
    today = clock.today()
    history = _History(db, group, person, sender, apart)
    strikes = history.reminders(rules)
    # The newest first, and no more than are needed: what is older could not lead beyond the last rung.
    part = _PART + (rules.thresholds[-1][0] if rules.thresholds else 0)
    while True:
        strikes += history.read(part)
        found = ladder.tally(strikes, rules, today, act_day=first, acts=acts)
        if not history.left or found.ends(rules) or ladder.over_before(rules, history.oldest, today, first):
            break
        part *= 4
    titles = history.titles(strike.key for strike in ladder.named(found) if not strike.title)
    return Before(found.titled(titles), history.left, history.categories)


class _History:
    """The decisions about one person in one group, read part by part. ``oldest`` is the day of the last one read."""

    def __init__(self, db: Source, group: int, person: int | None, sender: str, apart: int) -> None:
        self._db = db
        self._group = group
        known = [] if person is None else stored_members.nicknames_of(db, group, person)
        self._senders = [*known, sender] if sender and sender not in known else known
        self._subjects = frozenset() if person is None else erasure_who.subjects_of(db, person)
        self._parties, self._cases = stored.decided(db, group, person, self._senders, apart)
        self._at = 0
        self._named: dict[str, tuple[int, int]] = {}
        self.categories: dict[str, set[str]] = {}
        self.oldest = date.max

    @property
    def left(self) -> int:
        """How many decisions were not read yet."""
        return len(self._parties) - self._at

    def reminders(self, rules: EscalationLadder) -> list[Strike]:
        """The newest words without a case, as many as can matter."""
        if not self._senders or not rules.reminders:
            return []
        # Some may be about messages that a case is about too.
        most = rules.reminders * max(len(rules.steps), *(points for points, _step in rules.thresholds), 0) + _PART * 4
        keys = {name: spelling.key(name) for name in self._senders}
        return [
            Strike(
                f"review {row['id']}", clock.day_of(row["decided"]),
                on_paper(_("私下提醒（{}）")).format(on_paper(category_words(row["category"]))),
                frozenset([row["message_id"]] if row["message_id"] > 0 else ()), measures=("reminder",),
                occurred=clock.day_of(row["at"]) if row["message_id"] > 0 else None, reminder=True,
            )
            for row in stored.reminded(self._db, self._group, keys, most)
        ]  # fmt: skip

    def read(self, most: int) -> Iterator[Strike]:
        """The next decisions that count at all, newest first, without their titles."""
        span = slice(self._at, self._at + most)
        pairs = list(zip(self._parties[span], self._cases[span], strict=True))
        self._at += len(pairs)
        parties, cases = [party for party, _case in pairs], [case for _party, case in pairs]
        acts, measures = stored.acts(self._db, parties), stored.standing(self._db, parties)
        short = [one for one in parties if one in measures and len(_keys(measures[one][1])) < measures[one][0]]
        early = stored.early(self._db, short) if short else {}
        bare = stored.told(self._db, [case for party, case in pairs if party not in acts or party not in measures])
        messages = stored.messages(self._db, cases, self._subjects, self._senders)
        stamps = stored.days(self._db, cases)
        for party, case in pairs:
            self.oldest = day = clock.day_of(stamps[case])
            count, kept = measures.get(party, (0, ""))
            keys = (*_keys(kept), *_keys(early.get(party, "")))
            if count and not keys:  # all of it was taken back
                continue
            keys = keys or tuple(json.loads(bare[case].measures))
            done = acts.get(party) or Acts(1, 0, "", bare[case].category)
            key = f"case {case}"
            self._named[key] = party, case
            self.categories.setdefault(key, set()).update(done.categories.split(","))
            yield Strike(
                key,
                day,
                "",
                # Words of others are kept as evidence too; where some are theirs, those alone are the act.
                frozenset(map(int, messages[case].split(","))) if case in messages else frozenset(),
                points=max(1, done.points),
                severity=ladder.SEVERITIES[done.severity],
                measures=keys,
                occurred=date.fromisoformat(done.occurred) if done.occurred else None,
                # What an appeal left of it is no more than a word.
                reminder=len(keys) < count and set(keys) <= {"reminder"},
            )

    def titles(self, keys: Iterable[str]) -> dict[str, str]:
        """What decisions that were read are called: number and what stands of the measures."""
        named = {key: self._named[key] for key in keys if key in self._named}
        told = stored.told(self._db, [case for _party, case in named.values()])
        decided: dict[int, list[Decided]] = {}
        for one in stored.sanctions(self._db, [party for party, _case in named.values()]):
            decided.setdefault(one.party, []).append(one)
        return {key: _title(told[case], decided.get(party, ())) for key, (party, case) in named.items()}


def _keys(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(",")) if joined else ()


def _title(case: Told, decided: Sequence[Decided]) -> str:
    standing = [one for one in decided if one.state != "lifted"]
    told = measures_of(json.loads(case.measures), case.days, case.amount)
    words = measure_words([Measure(one.measure, one.days, one.amount) for one in standing] or told)
    # What was taken back does not count at all: if nothing stands, it was ended early.
    ended = on_paper(_("（已提前解除）")) if decided and not standing else ""
    return f"{case.number} {'、'.join(map(on_paper, words))}{ended}"

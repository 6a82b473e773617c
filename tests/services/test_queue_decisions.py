"""Decisions of the queue against a plain model: one by one, many at once, stale, taken back, opened again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.fresh_records import fresh_records
from wxadmin.domain.errors import UserError
from wxadmin.services import groups, queue, records, reviewables
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.reviewables import Reviewable

OUTCOMES = st.sampled_from(("founded", "unfounded", "ignored", "reminded"))
PLACES = st.integers(0, 5)


class Decisions(RuleBasedStateMachine):
    """Two windows on one record file: each remembers versions that may be old."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = fresh_records(Path(self.folder.name) / "records")
        self.group = groups.create(self.store, GroupDraft("甲群")).value
        kinds = ("report", "submission", "suggestion", "help", "dispute", "anomaly")

        def put(tx):
            return [reviewables.add(tx, Reviewable(self.group, kind, f"成员{kind}", kind)) for kind in kinds]

        self.ids = self.store.change("放入", put).value
        self.kinds = dict(zip(self.ids, kinds, strict=True))
        self.state = dict.fromkeys(self.ids, "waiting")
        self.version = dict.fromkeys(self.ids, 1)
        self.seen = dict(self.version)
        self.done: list[tuple[int, dict[int, tuple[str, int]]]] = []

    def _allowed(self, review: int, version: int, outcome: str) -> bool:
        fits = outcome in reviewables.outcomes(self.kinds[review])
        return version == self.version[review] and self.state[review] == "waiting" and fits

    def _take(self, change, reviews, outcome: str) -> None:
        self.done.append((change.id, {r: (self.state[r], self.version[r]) for r in reviews}))
        for review in reviews:
            self.state[review] = outcome
            self.version[review] += 1

    @rule(at=PLACES)
    def look(self, at: int) -> None:
        self.seen[self.ids[at]] = queue.get(self.store, self.ids[at]).version

    @rule(at=PLACES, outcome=OUTCOMES)
    def decide(self, at: int, outcome: str) -> None:
        review = self.ids[at]
        if self._allowed(review, self.seen[review], outcome):
            change = queue.decide(self.store, review, self.seen[review], outcome, "记下", reason="理由")
            self._take(change, [review], outcome)
        else:
            with pytest.raises(UserError):
                queue.decide(self.store, review, self.seen[review], outcome)

    @rule(places=st.lists(PLACES, min_size=1, max_size=4, unique=True), outcome=OUTCOMES)
    def decide_many(self, places: list[int], outcome: str) -> None:
        picked = [(self.ids[at], self.seen[self.ids[at]]) for at in places]
        good = [review for review, version in picked if self._allowed(review, version, outcome)]
        if not good:
            with pytest.raises(UserError):
                queue.decide_many(self.store, picked, outcome)
            return
        change = queue.decide_many(self.store, picked, outcome, "一起")
        assert list(change.value.done) == good
        assert len(change.value.skipped) == len(picked) - len(good)
        self._take(change, good, outcome)

    @rule(at=PLACES)
    def reopen(self, at: int) -> None:
        review = self.ids[at]
        if self.seen[review] == self.version[review]:
            change = queue.reopen(self.store, review, self.seen[review])
            self._take(change, [review], "waiting")
        else:
            with pytest.raises(UserError):
                queue.reopen(self.store, review, self.seen[review])

    @rule(at=PLACES)
    def note(self, at: int) -> None:
        review = self.ids[at]
        before = len(queue.get(self.store, review).notes)
        queue.add_note(self.store, review, "看过了")
        assert len(queue.get(self.store, review).notes) == before + 1

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        change, before = self.done.pop()
        records.undo(self.store, change)
        for review, (state, version) in before.items():
            self.state[review], self.version[review] = state, version

    @invariant()
    def as_the_model_says(self) -> None:
        if not hasattr(self, "ids"):
            return
        waiting = {review for review in self.ids if self.state[review] == "waiting"}
        assert set(queue.index(self.store, View(self.group))) == waiting
        assert queue.waiting(self.store, self.group) == len(waiting)
        assert sum(count for _key, _title, count in queue.bands(self.store, self.group)) == len(waiting)
        for review, version in queue.versions(self.store, self.ids):
            assert version == self.version[review]
        with self.store.read() as db:
            told = {row[0] for row in db.all("SELECT review_id FROM review_decision")}
        assert told == set(self.ids) - waiting

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


Decisions.TestCase.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
test_decisions_follow_the_model = Decisions.TestCase

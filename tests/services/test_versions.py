"""Which version holds when and where, against a model that knows nothing but what was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wxadmin.domain.errors import UserError
from wxadmin.services import clock, fixed, groups, publishing, records, regulations, versions
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.publishing import Publishing

FIRST = date(2026, 9, 1)
TEXT = "守则\n第一条 不得刷屏。\n第二条 收到通知后应在{}分钟内回复。\n"

_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), st.integers(0, 24)),
        st.tuples(st.just("repeal"), st.integers(0, 24)),
        st.tuples(st.just("hold"), st.sampled_from([(), (1,), (2,), (1, 2)])),
        st.tuples(st.just("sleep"), st.integers(1, 6)),
    ),
    min_size=1, max_size=7,
)  # fmt: skip


@dataclass
class Model:
    """Days count from FIRST."""

    today: int = 0
    effective: list[int] = field(default_factory=list)
    repeals: list[tuple[int, int]] = field(default_factory=list)
    scopes: list[tuple[int, set[int]]] = field(default_factory=lambda: [(-1, {0})])

    def held(self, day: int) -> int | None:
        found = [number for number, first in enumerate(self.effective) if first <= day]
        if not found or any(found[-1] <= upto and end <= day for end, upto in self.repeals):
            return None
        return found[-1]

    def where(self, day: int) -> set[int]:
        return [places for since, places in self.scopes if since <= day][-1]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    now = [datetime(2026, 9, 1, 9, 0, tzinfo=clock.zone())]
    folder = tmp_path_factory.mktemp("v") / "records"
    with clock.ticking(lambda: now[0]), records.open_at(folder, create=True, key_file=True) as store:
        yield store, now


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS)
def test_what_holds_on_a_day_is_what_was_done(kept, steps):
    store, now = kept
    start = now[0] = datetime(2026, 9, 1, 9, 0, tzinfo=clock.zone())
    mark = len(groups.every(store))
    places = [groups.create(store, GroupDraft(f"群{mark + n}")).value for n in range(3)]
    first = regulations.create_from_text(store, places[0], regulations.parse_text(TEXT.format(20))).value
    number = regulations.get(store, first).regulation
    model, made = Model(), [first]
    for verb, what in steps:
        day = FIRST + timedelta(days=what) if isinstance(what, int) else FIRST
        published = len(model.effective)
        if verb == "sleep":
            model.today += what
            now[0] = start + timedelta(days=model.today)
            fixed.take_effect(store)
        elif verb == "publish":
            if published:
                text = regulations.parse_text(TEXT.format(20 + published))
                draft = regulations.revise(store, made[published - 1], text).value
                made[published:] = [draft]
            standing = [
                n for n in range(published) if not any(n <= upto and end <= what for end, upto in model.repeals)
            ]
            if any(model.effective[n] > what for n in standing):
                with pytest.raises(UserError, match="早于上一版"):
                    publishing.publish(store, made[published], Publishing(day, announce=False))
            else:
                publishing.publish(store, made[published], Publishing(day, announce=False))
                model.effective.append(what)
        elif verb == "repeal" and published:
            standing = [
                n for n in range(published) if not any(n <= upto and end <= what for end, upto in model.repeals)
            ]
            ended = {n for n in standing for later in range(n + 1, published) if model.effective[later] <= what}
            standing = [n for n in standing if n not in ended]
            early = all(model.effective[n] > what for n in standing)
            begun = any(model.effective[n] <= model.today for n in standing)
            if not standing or (early and begun):
                with pytest.raises(UserError, match=r"不再有效|早于生效"):
                    publishing.repeal(store, made[published - 1], day, "不用了", announce=False)
            else:
                publishing.repeal(store, made[published - 1], day, "不用了", announce=False)
                model.repeals.append((what, published - 1))
        elif verb == "hold":
            regulations.hold_in(store, number, [places[n] for n in what])
            since = model.today if model.effective else -1
            model.scopes = [(s, p) for s, p in model.scopes if s < since]
            model.scopes.append((since, {0, *what}))
    for day in range(0, 50, 1):
        on = FIRST + timedelta(days=day)
        held = model.held(day)
        wanted = None if held is None else made[held]
        assert versions.version_on(store, number, on) == wanted
        for place, group in enumerate(places):
            card = regulations.in_force(store, group, on)
            found = None if card is None else card.id
            assert found == (wanted if place in model.where(day) else None), (day, place)
            assert {c.label for c in regulations.clauses(store, group, on)} == (
                set() if found is None else {"第一条", "第二条"}
            )
    # The list says of every version what its card says, chip by chip.
    for name in regulations.STATES:
        for version in regulations.index(store, View(places[0], chips=(name,))):
            assert regulations.get(store, version).stage == name
    assert len(regulations.index(store, View(places[0], chips=tuple(regulations.STATES)))) == len(made)
    # The minutes that hold in its own group are those of the version that holds today, else nobody's clause.
    today = model.held(model.today)
    source = [s.value for s in groups.get(store, places[0]).settings if s.kind == "reply_minutes"]
    assert source == ([] if today is None else [str(20 + today)])

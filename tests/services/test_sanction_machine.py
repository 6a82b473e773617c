"""Measures in any order of deciding, carrying out, coming undone, lifting, amending and days that pass, with a model."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wxadmin.domain.cases import PERMITS_NEXT, SANCTION_STATES, Measure
from wxadmin.domain.errors import UserError
from wxadmin.services import case_parts, cases, clock, sanctions, task_acts
from wxadmin.store import member_tasks as stored_tasks

NUMBERS = count()
MEASURES = ("mute", "removal", "fine", "criticism", "written")
UNDOING = {"unmute", "invite"}
STEP = st.one_of(
    st.tuples(st.just("enact"), st.lists(st.sampled_from(MEASURES), min_size=1, max_size=3, unique=True),
              st.integers(0, 4)),
    st.tuples(st.just("carry"), st.integers(0, 9), st.integers(0, 3)),
    st.tuples(st.just("undone"), st.integers(0, 9), st.none()),
    st.tuples(st.just("lift"), st.integers(0, 9), st.none()),
    st.tuples(st.just("amend"), st.lists(st.sampled_from(MEASURES), max_size=3, unique=True), st.integers(0, 4)),
    st.tuples(st.just("days"), st.integers(1, 3), st.none()),
)  # fmt: skip


class Model:
    """What a measure is, kept in plain fields."""

    def __init__(self, key: str, days: int, day: date) -> None:
        self.key, self.state, self.starts = key, "decided", day
        self.days = days if key == "mute" else 0

    @property
    def ends(self) -> date | None:
        return self.starts + timedelta(days=self.days) if self.days else None


def in_force(model):
    return [one for one in model if one.state in ("decided", "carried")]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=5, max_size=20))
def test_states_follow_the_model_whatever_the_order(store, group, hands, steps):
    # Somebody else each time: a mute of one case goes on under another.
    case = cases.create(store, cases.CaseDraft(group, None, "辱骂他人", sender=f"生人{next(NUMBERS)}")).value
    with store.read() as db:
        about = case_parts.of(db, case)[0].id
    start = hands.moment
    model: list[Model] = []

    def ids():
        with store.read() as db:
            return [row["id"] for row in sanctions.of_case(db, case)]

    def chosen(at):
        found = ids()
        return (found[at % len(found)], model[at % len(found)]) if found else (None, None)

    for name, what, number in steps:
        today = clock.today()
        if name == "enact":
            keys = [key for key in what if key not in {one.key for one in in_force(model)}]
            measures = [Measure(key, number if key == "mute" else 0) for key in keys]
            goes_on = {one.key for one in model if one.state in ("lifted", "ended")}
            store.change("决定", lambda tx, m=measures: sanctions.enact(tx, case, about, m, clock.today(), "王"))
            with store.read() as db:
                rows = sanctions.of_case(db, case)[-len(keys) :] if keys else []
            for key, row in zip(keys, rows, strict=True):
                made = Model(key, number, today)
                model.append(made)
                # What is over and nobody has undone goes on.
                assert row["state"] == "decided" or key in goes_on
                made.state = row["state"]
        elif name == "carry":
            sanction, one = chosen(what)
            if one is None:
                continue
            day = today - timedelta(days=number)
            allowed = "carried" in PERMITS_NEXT[one.state] and one.starts <= day
            refused = _refused(lambda s=sanction, d=day: sanctions.carry(store, s, d, "王"))
            assert refused is not allowed
            one.state = "carried" if allowed else one.state
        elif name == "undone":
            sanction, one = chosen(what)
            if one not in in_force(model):
                continue  # lists and chats speak of what is in force alone
            with store.read() as db:
                tasks = [t for t in stored_tasks.of_source(db, "sanction", sanction) if t["kind"] not in UNDOING]
            if not tasks or tasks[0]["state"] == "dropped":
                continue
            store.change("落空", lambda tx, t=tasks[0]: task_acts.deny(tx, t, "名单里还有"))
            one.state = "decided" if one.state == "carried" else one.state
        elif name == "lift":
            sanction, one = chosen(what)
            if one is None:
                continue
            allowed = one in in_force(model)
            refused = _refused(lambda s=sanction: sanctions.lift_now(store, s, "查无此事", "王"))
            assert refused is not allowed
            one.state = "lifted" if allowed else one.state
        elif name == "amend":
            wanted = {key: Measure(key, number if key == "mute" else 0) for key in what}
            standing = {one.key: one for one in in_force(model)}
            ended = [one.days for one in model if one.state == "ended"]
            store.change(
                "更正",
                lambda tx, w=wanted: sanctions.amend(tx, case, about, tuple(w.values()), "更正", "王", clock.today()),
            )
            for key, one in standing.items():
                if key not in wanted:
                    one.state = "lifted"
                elif key == "mute":
                    one.days = number
                    one.state = "ended" if one.ends is not None and one.ends <= today else one.state
            # A mute that ran its days is begun again only to be longer.
            ran = max(ended, default=0)
            new = [key for key in wanted if key not in standing and not (key == "mute" and number and number <= ran)]
            with store.read() as db:
                rows = sanctions.of_case(db, case)[-len(new) :] if new else []
            for key, row in zip(new, rows, strict=True):
                made = Model(key, number, today)
                made.state = row["state"]
                model.append(made)
        else:
            hands.move(days=what)
            sanctions.end_due(store)
            for one in in_force(model):
                if one.ends is not None and one.ends <= clock.today():
                    one.state = "ended"
        with store.read() as db:
            rows = sanctions.of_case(db, case)
            kept = [(row["measure"], row["state"], row["ends"]) for row in rows]
            wanted_rows = [(one.key, one.state, one.ends.isoformat() if one.ends else "") for one in model]
            assert kept == wanted_rows
            for row in rows:
                tasks = stored_tasks.of_source(db, "sanction", row["id"])
                still = [t["kind"] for t in tasks if t["state"] == "open" and t["kind"] not in UNDOING | {"unit"}]
                # Nothing is to be done for what is over, and nothing is undone that is in force.
                assert not (row["state"] in ("ended", "lifted") and still)
                undo = [t for t in tasks if t["kind"] in UNDOING and t["state"] == "open"]
                assert not (row["state"] in ("decided", "carried") and undo)
                assert len(undo) <= 1
    store.change("收尾", lambda tx: sanctions.lift_case(tx, case, "收尾", "王"))
    hands.moment = start
    assert store.check().ok


def _refused(work) -> bool:
    try:
        work()
    except UserError:
        return True
    return False


def test_every_state_has_its_words_and_only_over_is_the_end():
    assert set(sanctions.STATES) == set(sanctions.ADVISED) == set(SANCTION_STATES)
    assert {state for state, following in PERMITS_NEXT.items() if not following} == {"ended", "lifted"}

"""Ladders and histories for property tests."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from wxadmin.domain.ladder import MEASURES, SEVERITIES, EscalationLadder, LadderStep, Span, Strike

TODAY = date(2026, 9, 22)
CLAUSES = ("《办法》第一条", "《办法》第二条", "《守则》第九条（三）")

spans = st.builds(Span, st.integers(0, 40), st.sampled_from(["day", "month", "year"]))
measures = st.sampled_from(sorted(MEASURES))


@st.composite
def rungs(draw):
    chosen = tuple(draw(st.lists(measures, min_size=1, max_size=3, unique=True)))
    return LadderStep(chosen, draw(st.integers(0, 30)) if "mute" in chosen else 0)


def growing(size):
    return st.lists(rungs(), min_size=size, max_size=6).map(lambda found: sorted(found, key=lambda r: r.weight))


@st.composite
def ladders(draw):
    least = sorted(draw(st.sets(st.integers(1, 30), max_size=4)))
    steps = draw(growing(len(least)))[: len(least)]
    multiples = sorted(draw(st.lists(st.integers(1, 5), min_size=3, max_size=3)))
    return EscalationLadder(
        tuple(draw(growing(1))),
        draw(st.none() | rungs()),
        draw(st.none() | rungs()),
        draw(spans),
        expiries=draw(st.dictionaries(measures | st.sampled_from(SEVERITIES), spans, max_size=3)),
        window=draw(spans),
        points=draw(st.dictionaries(st.sampled_from(CLAUSES), st.integers(1, 12), max_size=3)),
        times=dict(zip(SEVERITIES, multiples, strict=True)),
        thresholds=tuple(zip(least, steps, strict=True)),
        reminders=draw(st.integers(0, 4)),
    )


@st.composite
def strikes(draw):
    found = []
    for key in draw(st.sets(st.integers(0, 40), max_size=10)):
        day = TODAY - timedelta(days=draw(st.integers(-20, 900)))
        reminder = draw(st.booleans())
        found.append(
            Strike(
                str(key), day, f"处理{key}号", draw(st.frozensets(st.integers(0, 5), max_size=3)),
                1 if reminder else draw(st.integers(1, 9)), draw(st.sampled_from(SEVERITIES)),
                draw(st.sampled_from(("", *CLAUSES))), tuple(draw(st.lists(measures, max_size=2, unique=True))),
                draw(st.none() | st.integers(0, 60).map(lambda days, day=day: day - timedelta(days=days))), reminder,
            )
        )  # fmt: skip
    return found

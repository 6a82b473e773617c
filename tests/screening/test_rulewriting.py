"""Rules written as TOML are read back the same; plain lists become rules; every threshold has words."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wxadmin.domain.hits import Category
from wxadmin.screening.ruleset import DETECTORS, KINDS, SCOPES, Conduct, Rule, RuleSet, Signal, load_preset, parse_rules
from wxadmin.screening.rulewriting import conduct_labels, to_toml

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_WORDS = st.lists(st.text("甲乙丙丁\\\"'#=[]ab\x7f\n\t ", max_size=6).map(lambda w: "词" + w), max_size=4).map(tuple)
_PATTERNS = st.lists(st.sampled_from([r"\d{3}元", "(?:加|看)我", "['\"]甲", "甲\\\\乙"]), max_size=2).map(tuple)
_SIGNALS = st.dictionaries(
    st.text('甲乙ab. "', min_size=1, max_size=4).filter(str.strip),
    st.tuples(_WORDS, _PATTERNS, st.sampled_from(SCOPES)),
    min_size=1,
    max_size=3,
).map(lambda found: {name: Signal(name, *given) for name, given in found.items()})


@st.composite
def rulesets(draw: st.DrawFn) -> RuleSet:
    signals = draw(_SIGNALS)
    names = st.sampled_from(list(signals))
    needs = st.lists(st.lists(names, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple)
    weights = st.dictionaries(names, st.floats(0, 999), max_size=2)
    rules = []
    for name in draw(st.lists(_TEXT.map(lambda t: ("则" + t).strip()), min_size=1, max_size=3, unique=True)):
        weighed = draw(weights)
        rules.append(
            Rule(
                name, draw(st.sampled_from(get_args(Category))), draw(st.integers(1, 3)), draw(_WORDS) or ("词",),
                draw(_PATTERNS), draw(_WORDS), draw(_TEXT), draw(needs), draw(st.lists(names, unique=True).map(tuple)),
                draw(st.integers(0, 99)), draw(_TEXT), weighed, draw(st.floats(0.5, 99)) if weighed else 0,
                draw(st.booleans()), draw(_TEXT),
            )
        )  # fmt: skip
    conduct = Conduct(**{field.name: draw(st.integers(0, 24)) for field in fields(Conduct)})
    detectors = draw(st.lists(st.sampled_from(DETECTORS), unique=True).map(tuple))
    return RuleSet(draw(_TEXT), tuple(rules), signals, draw(_WORDS), detectors, conduct)


@settings(deadline=None, max_examples=120)
@given(rulesets())
def test_what_is_written_is_read_back_the_same(ruleset: RuleSet) -> None:
    assert parse_rules(to_toml(ruleset)) == ruleset


@pytest.mark.parametrize("kind", KINDS)
def test_presets_are_written_and_read_back(kind: str) -> None:
    assert parse_rules(to_toml(load_preset(kind))) == load_preset(kind)


def test_every_threshold_has_words() -> None:
    assert set(conduct_labels()) == {field.name for field in fields(Conduct)}
    assert all(label.words and label.unit and label.note for label in conduct_labels().values())

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.ladder_samples import ladders
from wxadmin.domain import ladder_json
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import PRESET, EscalationLadder, LadderStep, Span

GOOD = ladder_json.to_json(
    replace(PRESET, thresholds=((6, LadderStep(("mute",), 3)),), points={"《办法》第一条": 2}, times={"serious": 2})
)


@given(ladders())
def test_there_and_back(rules):
    assert ladder_json.loads(ladder_json.dumps(rules)) == rules


def with_(path, value):
    data = json.loads(json.dumps(GOOD))
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (["steps"], [], "1 到 20 级"),
        (["steps"], [{"measures": ["reminder"], "days": 0}] * 21, "1 到 20 级"),
        (["steps"], "reminder", "列表"),
        (["steps", 0], None, "名称和值"),
        (["steps", 0, "measures"], [], "没有选措施"),
        (["steps", 0, "measures"], ["flogging"], "没有这种处罚措施：flogging"),
        (["steps", 0, "measures"], ["reminder", "reminder"], "两次"),
        (["steps", 0, "measures"], [["reminder"]], "文字"),
        (["steps", 0, "days"], 3, "没有禁言"),
        (["steps", 2, "days"], -1, "0 到 3650"),
        (["steps", 2, "days"], 1.5, "整数"),
        (["steps", 2, "days"], True, "整数"),
        (["steps", 0, "measures"], ["removal"], "轻"),
        (["steps", 0, "more"], 1, "more"),
        (["serious"], {"measures": ["mute"]}, "days"),
        (["expiry"], 180, "180d"),
        (["expiry"], "180 d", "180d"),
        (["expiry"], "１８０d", "180d"),
        (["expiry"], "99999d", "36525"),
        (["window"], "-3d", "180d"),
        (["expiries"], {"flogging": "1y"}, "flogging"),
        (["points"], {"": 1}, "条款"),
        (["points"], {"《办法》第一条": 0}, "1 到 1000"),
        (["points"], {"《办法》第一条": "2"}, "整数"),
        (["points"], [], "名称和值"),
        (["times"], {"serious": 3, "malicious": 2}, "越重"),
        (["times"], {"terrible": 2}, "terrible"),
        (["thresholds", 0, "points"], 0, "1 到"),
        (["thresholds"], [*GOOD["thresholds"], *GOOD["thresholds"]], "不比上一档"),
        (["thresholds"], [*GOOD["thresholds"], {"points": 9, "step": {"measures": ["oral"], "days": 0}}], "轻"),
        (["reminders"], -1, "0 到 100"),
        (["reminders"], 10**30, "0 到 100"),
        (["owner"], "x", "owner"),
    ],
)
def test_anything_odd_is_refused_with_its_place(path, value, says):
    with pytest.raises(UserError) as error:
        ladder_json.loads(json.dumps(with_(path, value)))
    assert says in str(error.value)
    assert error.value.where
    assert error.value.remedy


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "JSON"), ("{", "JSON"), ("[]", "名称和值"), ("null", "名称和值"), ("{}", "缺少"), ("[" * 100_000, "JSON"),
        ('{"steps": [], "steps": []}', "两次"), ('{"reminders": NaN}', "NaN"),
        (json.dumps({k: v for k, v in GOOD.items() if k != "window"}), "window"),
    ],
)  # fmt: skip
def test_what_is_no_ladder_at_all_is_refused(text, says):
    with pytest.raises(UserError, match=says):
        ladder_json.loads(text)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*GOOD, "days", "x"]), inner, max_size=9),
    max_leaves=8,
), st.sampled_from(sorted(GOOD)))  # fmt: skip
def test_junk_is_refused_or_read_never_thrown_about(junk, key):
    try:
        found = ladder_json.from_json({**GOOD, key: junk})
    except UserError:
        return
    assert ladder_json.loads(ladder_json.dumps(found)) == found


def test_a_ladder_that_cannot_be_is_not_written():
    with pytest.raises(UserError, match="比上一级"):
        ladder_json.dumps(EscalationLadder((LadderStep(("removal",)), LadderStep(("reminder",)))))
    with pytest.raises(UserError, match="时间单位"):
        ladder_json.dumps(replace(PRESET, expiry=Span(1, "week")))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["1" * 5000, '{"steps":' + "1" * 5000 + "}"])
def test_a_number_without_end_is_refused(text):
    with pytest.raises(UserError, match="不是 JSON"):
        ladder_json.loads(text)


@pytest.mark.parametrize("key", ["a\x00", "a\ud800", "a\n"])
def test_a_clause_has_letters_only(key):
    with pytest.raises(UserError, match="条款"):
        ladder_json.from_json({**GOOD, "points": {key: 1}})

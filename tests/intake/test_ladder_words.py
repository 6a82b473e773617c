"""What a sentence sets for which stage, with days, times and choices; every sentence is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain import ladder_json
from wxadmin.domain.stages import StageMeasure, from_stages
from wxadmin.intake.regulation.ladder_words import stage_measures


def ladder(*sentences: str):
    return from_stages(one for sentence in sentences for one in stage_measures(sentence))


@pytest.mark.parametrize(
    ("words", "days", "most"),
    [
        ("禁言3天", 3, 0), ("禁言三天", 3, 0), ("禁言处理7日", 7, 0), ("禁言24小时", 1, 0), ("禁言36小时", 2, 0),
        ("禁言一周", 7, 0), ("禁言半个月", 15, 0), ("禁言1个月", 30, 0), ("三天禁言", 3, 0), ("给予5天的群内禁言", 5, 0),
        ("禁言1–3天", 1, 3), ("禁言1天至3天", 1, 3), ("禁言24至72小时", 1, 3), ("禁言不超过7天", 0, 7),
        ("禁言7天以内", 0, 7), ("禁言", 0, 0), ("永久禁言", 0, 0),
    ],
)  # fmt: skip
def test_the_days_of_a_mute_are_kept(words, days, most):
    (found,) = stage_measures(f"再次违反的，予以{words}。")
    assert (found.measure, found.days, found.most) == ("mute", days, most)


def test_days_belong_to_the_mute_that_they_stand_at():
    found = list(stage_measures("第二次违反的，禁言1天；第三次违反的，警告并禁言5天，2天后移出群。"))
    assert [(one.measure, one.days, one.times) for one in found] == [
        ("mute", 1, 2), ("warning", 0, 3), ("mute", 5, 3), ("removal", 0, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "times", "many"),
    [
        ("再次违反的", 0, False), ("第二次违反的", 2, False), ("第三次违反的", 3, False), ("违规4次的", 4, False),
        ("累计三次的", 3, False), ("经两次警告仍不改的", 3, False), ("多次违反的", 0, True), ("屡次违反的", 0, True),
        ("频繁违规的", 0, True), ("经多次提醒无效的", 0, True), ("多次违反、经提醒仍不改的", 0, True),
    ],
)  # fmt: skip
def test_the_time_from_which_a_measure_holds(stage, times, many):
    (found,) = stage_measures(f"{stage}，移出群。")
    assert (found.stage, found.times, found.many) == ("repeated", times, many)


def test_alternatives_are_a_choice_and_the_mildest_is_the_rung():
    rules = ladder("首次违规的，警告。", "故意扰乱秩序的，可决定禁言30天或移出群。")
    assert rules.malicious is not None
    assert (rules.malicious.title, rules.malicious.others) == ("禁言30天", ("removal",))
    both = ladder("情节严重的，禁言30天并通报批评。").serious
    assert both is not None
    assert (both.title, both.others) == ("通报批评、禁言30天", ())
    besides = ladder("情节严重的，移出群。", "情节严重的，可以建议单位处以罚款。").serious
    assert besides is not None
    assert (besides.title, besides.others) == ("移出群", ("fine",))


def test_a_group_is_not_dissolved_for_what_one_person_did():
    rules = ladder("首次违规的，警告。", "情节严重的，移出群。", "情节严重的，群主可以解散群。")
    assert rules.serious is not None
    assert rules.serious.measures == ("removal",)
    assert any("解散群" in words for words in rules.assumed)
    only = ladder("情节严重的，解散群聊。")
    assert "dissolve" not in {m for step in only.steps for m in step.measures}


def test_many_times_is_not_the_second_time():
    rules = ladder("首次违规的，给予警告。", "多次违规的，禁言3天。")
    assert [step.title for step in rules.steps] == ["警告", "警告", "禁言3天"]
    assert any("第 3 次" in words for words in rules.assumed)
    after = ladder("首次违规的，警告。", "再次违规的，禁言1天。", "屡次违规的，移出群。")
    assert [step.title for step in after.steps] == ["警告", "禁言1天", "移出群"]


def test_named_times_have_their_place_and_a_vague_milder_one_comes_before():
    rules = ladder("首次违规的，警告。", "第二次违规的，禁言1天；第四次违规的，禁言7天。")
    assert [step.title for step in rules.steps] == ["警告", "禁言1天", "禁言1天", "禁言7天"]
    together = ladder("第一次：提醒；第二次：警告、禁言1天；第三次：移出群。")
    assert [step.measures for step in together.steps] == [("reminder",), ("warning", "mute"), ("removal",)]
    crossing = ladder("首次警告。", "多次违规的，禁言。", "第三次违规的，移出群。")
    assert [step.title for step in crossing.steps] == ["警告", "禁言", "移出群"]


def test_spans_and_differing_days_are_read_as_the_least_and_said():
    rules = ladder("再次违反的，禁言1–3天。")
    assert rules.steps[1].days == 1
    assert any("1–3天" in words for words in rules.assumed)
    two = ladder("再次刷屏的，禁言7天。", "再次发广告的，禁言3天。")
    assert (two.steps[1].days, len(two.steps)) == (3, 2)
    assert any("3天和7天" in words for words in two.assumed)


def test_points_are_levels_of_their_own():
    rules = ladder("首次违规的，警告。", "累计满6分的，禁言3天；累计满12分的，移出群。")
    assert [(points, step.title) for points, step in rules.thresholds] == [(6, "禁言3天"), (12, "移出群")]
    assert len(rules.steps) == 1


def test_a_grave_act_that_comes_off_better_than_a_second_one_is_worth_a_look():
    rules = ladder("首次警告。", "再次违规的，移出群。", "情节严重的，禁言。")
    assert any("情节严重" in words and "轻" in words for words in rules.assumed)


def test_what_no_ladder_can_hold_is_left_out_and_said():
    rules = ladder("首次警告。", "再次违规的，禁言99999天。")
    ladder_json.check(rules)
    assert [step.title for step in rules.steps] == ["警告", "禁言"]
    rules = from_stages([StageMeasure("first", "warning"), StageMeasure("repeated", "removal", times=30)])
    ladder_json.check(rules)
    assert any("超出阶梯的 20 级" in words for words in rules.assumed)


_WORDS = (
    "首次", "再次", "第二次", "第三次", "多次", "累计满12分", "两次警告", "情节严重", "情节恶劣", "屡教不改", "警告", "禁言",
    "3天", "1-3天", "24小时", "一周", "半", "至", "或", "并", "、", "，", "；", "可以", "移出群", "罚款", "解散群", "违规的",
    "不超过", "以内", "：", "九十九次", "0天", "9999天", "百",
)  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(_WORDS), max_size=14).map("".join), max_size=4))
def test_every_text_gives_a_ladder_that_can_be(sentences):
    rules = ladder(*sentences)
    ladder_json.check(rules)
    assert "dissolve" not in {m for step in rules.steps for m in (*step.measures, *step.others)}


def test_what_is_set_without_a_choice_is_no_choice():
    said = [StageMeasure("serious", "mute", choice=True), StageMeasure("serious", "removal")]
    step = from_stages(said).serious
    assert step is not None
    assert step.measures == ("removal",)

"""Templates are all valid and ours; an owner's own are kept; what the records know is filled in; what is checked."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from wxadmin.domain import message_blanks, wechat_lines
from wxadmin.domain.errors import UserError
from wxadmin.resource import resource_dir
from wxadmin.services import (
    announcement_checks,
    announcement_kinds,
    announcement_plans,
    announcements,
    clock,
    groups,
    people,
    publishing,
    regulations,
    settings,
)
from wxadmin.services.announcement_plans import Due, Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.audiences import Audience
from wxadmin.services.groups import GroupDraft


def found(store, group, title="通知", body="周五下午开例会，请准时。", **more):
    plan = more.pop("plan", Plan())
    return announcement_checks.of(store, AnnouncementDraft(group, title, body, plan=plan, **more))


def said(checked):
    return "\n".join(check.words for check in checked.checks)


# Templates


def test_every_kind_has_several_and_every_family_its_own_first(store, group):
    every = announcement_kinds.templates(store, group)
    for kind in announcement_plans.KINDS:
        assert len([one for one in every if one.kind == kind]) >= 3, kind
    keys = [(one.kind, one.key) for one in every]
    assert len(set(keys)) == len(keys)
    school = groups.create(store, GroupDraft("三年二班", kind="class")).value
    first = [one for one in announcement_kinds.templates(store, school, "meeting") if one.families]
    assert "school" in first[0].families


@pytest.mark.parametrize("kind", announcement_plans.KINDS)
def test_templates_can_be_filled_checked_and_posted(store, group, roster, kind):
    for template in announcement_kinds.templates(store, group, kind):
        draft = announcement_kinds.fill(store, AnnouncementDraft(group, "", "", announcer="沈知远"), template)
        names = message_blanks.names(f"{draft.title}\n{draft.body}")
        assert all(name in announcement_kinds.variables() for name in names), template.key
        assert announcement_plans.KINDS[draft.plan.kind]
        announcement_plans.check_due(draft.plan.due)
        checked = announcement_checks.of(store, draft)
        assert checked.missing == message_blanks.missing(f"{draft.title}\n{draft.body}", draft.plan.fields)
        filled = {name: "9月30日 周三 14:00" if "时间" in name else "某某" for name in names}
        ready = replace(draft, plan=replace(draft.plan, fields=filled))
        grave = [one.words for one in announcement_checks.of(store, ready).checks if one.tone == "danger"]
        assert not grave, (template.key, grave)
        announcements.post(store, announcements.save(store, ready).value)


def test_templates_are_short_enough_for_a_phone_and_name_nobody():
    for path in sorted(resource_dir("announcements").glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"1[3-9]\d{9}|\d{17}[\dXx]|https?://", text), path.name
    for template in announcement_kinds._ours():
        text = f"{template.title}\n{template.body}"
        assert wechat_lines.wrap(text).fold is None, template.key
        assert not message_blanks.broken(text), template.key
        assert template.body == template.body.replace("您", "你"), template.key


def test_what_the_records_know_is_filled_in(store, group, roster):
    template = next(one for one in announcement_kinds.templates(store, group, "notice") if one.key == "plain")
    draft = AnnouncementDraft(group, "", "", announcer="沈知远", plan=Plan(fields={"落款": "工会"}))
    filled = announcement_kinds.fill(store, draft, template)
    assert filled.plan.fields == {"落款": "工会", "联系人": "沈知远"}
    assert filled.plan.template == "plain"
    assert announcement_kinds.known(store, filled) == filled


def test_a_template_leaves_no_time_to_answer_behind(store, group):
    every = {(one.kind, one.key): one for one in announcement_kinds.templates(store, group)}
    urgent = next(one for one in every.values() if one.kind == "urgent")
    thanks = next(one for one in every.values() if one.kind == "thanks")
    usual = groups.get(store, group).reply_minutes
    draft = announcement_kinds.fill(store, AnnouncementDraft(group, "", "", minutes=usual), urgent)
    assert draft.minutes == urgent.minutes != usual
    assert announcement_kinds.fill(store, draft, thanks).minutes == 0
    assert announcement_kinds.fill(store, draft, every["notice", "plain"]).minutes == usual
    own = replace(draft, minutes=7)  # what the owner chose himself stays
    assert announcement_kinds.fill(store, own, every["notice", "plain"]).minutes == 7


def test_own_templates_are_kept_replaced_and_removed(store, group):
    draft = AnnouncementDraft(
        group, "{{事项}}", "请到{{地点}}。", minutes=60, plan=Plan("duty", fields={"地点": "仓库"})
    )
    key = announcement_kinds.keep(store, draft, "领工具").value
    announcement_kinds.keep(store, replace(draft, body="请到{{地点}}领工具。"), "领工具")
    own = announcement_kinds.own(store)
    assert [(one.name, one.body, one.kind, one.minutes) for one in own] == [
        ("领工具", "请到{{地点}}领工具。", "duty", 60)
    ]
    assert announcement_kinds.templates(store, group, "duty")[0].own
    announcement_kinds.forget(store, key)
    assert announcement_kinds.own(store) == ()
    with pytest.raises(UserError, match="没有这个模板"):
        announcement_kinds.forget(store, key)
    with pytest.raises(UserError, match="正文是空的"):
        announcement_kinds.keep(store, replace(draft, body=" "), "空的")
    assert settings.get(store).unit == ""


def test_a_template_with_an_unknown_blank_is_said(store, group):
    draft = AnnouncementDraft(group, "通知", "请带{{暗号}}来。")
    announcement_kinds.keep(store, draft, "暗号")
    checked = announcement_checks.of(store, draft)
    one = next(check for check in checked.checks if check.name == "暗号")
    assert (one.tone, draft.body[one.start : one.end]) == ("danger", "{{暗号}}")
    assert "不认识的变量“暗号”" in one.words
    with pytest.raises(UserError, match="还有 1 处没有填：暗号"):
        announcements.post(store, announcements.save(store, draft).value)


# Checks


def test_an_ordinary_text_has_nothing_to_mend(store, group, roster):
    checked = found(store, group, minutes=30)
    assert [check for check in checked.checks if check.tone != "info"] == []
    assert (checked.people, checked.left_out) == (6, 0)
    assert checked.text.endswith("请在 30 分钟内回复“收到”。")


def test_words_against_the_rules_lead_to_their_place(store, group, roster):
    body = "周五例会。\n你就是个废物，滚一边去"
    checks = found(store, group, body=body).checks
    one = next(check for check in checks if check.target == "body" and check.start >= 0)
    assert body[one.start : one.end] in "你就是个废物，滚一边去"
    assert one.tone in ("danger", "warn")


def test_what_a_rule_hit_is_quoted_in_part(store, group, roster):
    (one,) = [check for check in found(store, group, body="哈哈" * 900).checks if "刷屏" in check.words]
    assert len(one.words) < 120
    assert one.end - one.start == 1800


def test_a_title_that_the_text_begins_with_is_not_said_twice(store, group, roster):
    body = "请把这条通知转发到各自的班组群，今天下班前转完回复"
    assert found(store, group, title="请把这条通知转发到各自的班组群", body=body).text.startswith("请把这条通知")
    assert found(store, group, title="请把这条通知转发到各自的班…", body=body).text.startswith("请把这条通知")
    assert found(store, group, title="通知", body=body).text.startswith("【通知】\n请把")


def test_a_text_with_its_own_word_to_answer_is_given_no_other(store, group, roster):
    assert found(store, group, body="传完在本群回复“已传达”。", minutes=30).text.endswith("\n请在 30 分钟内回复。")
    assert found(store, group, body="来的回复“参加”或“不参加”", minutes=30).text.endswith("\n请在 30 分钟内回复。")
    assert found(store, group, body="看到请回复“收到”。", minutes=30).text.endswith("\n请在 30 分钟内回复“收到”。")


def test_numbers_of_persons_are_warned_of_also_in_what_is_filled_in(store, group, roster):
    assert "个人信息" in said(found(store, group, body="有事打15400000005。"))
    plan = Plan(fields={"联系人": "沈知远 15400000005"})
    checks = found(store, group, body="有事找{{联系人}}。", plan=plan).checks
    assert any(check.target == "fields" and check.name == "联系人" for check in checks), checks


def test_times_that_are_past_are_said(store, group, roster):
    past = clock.now() - timedelta(minutes=1)
    one = found(store, group, deadline=past).checks[0]
    assert (one.tone, one.target) == ("danger", "due")
    assert "截止时间已经过了" in one.words
    assert "来不及" in said(found(store, group, deadline=clock.now() + timedelta(minutes=5)))
    assert "计划发布的时间已经过了" in said(found(store, group, plan=Plan(planned=past)))
    body = "{{截止时间}}前交，{{时间}}开会。"
    plan = Plan(fields={"截止时间": "9月20日 17:00", "时间": "9月19日 14:00"})
    checks = found(store, group, body=body, plan=plan).checks
    assert {check.name: check.tone for check in checks if check.target == "fields"} == {
        "截止时间": "danger", "时间": "info",
    }  # fmt: skip
    for words in ("昨天下午三点", "昨天", "前天 9:00", "昨日上午9点半"):
        plan = Plan(fields={"截止时间": "9月30日 17:00", "时间": words})
        assert f"“时间”已经过了：{words}" in said(found(store, group, body=body, plan=plan)), words


def test_a_deadline_in_the_text_alone_is_said(store, group, roster):
    body = "请今天下班前报名单"
    one = next(check for check in found(store, group, body=body).checks if check.target == "due")
    assert body[one.start : one.end] == "今天下班前"
    assert not [check for check in found(store, group, body=body, minutes=60).checks if check.target == "due"]


def test_a_time_to_answer_in_the_text_that_is_not_the_one_set_is_said(store, group, roster):
    six = clock.local(clock.now()).replace(hour=18)
    body = "沈主任通报排班，请下午3点前回复。"

    def wrong(**more):
        return [one.words for one in found(store, group, **more).checks if one.target == "due"]

    assert wrong(body=body, deadline=six) == ["“下午3点前”和右边的回复时限不一致：在9月21日 周一 18:00前"]
    assert wrong(body=body, deadline=six.replace(hour=15)) == []
    assert wrong(title="请下午3点前回复", deadline=six) == wrong(body=body, deadline=six)
    assert wrong(body=body, minutes=30) == ["“下午3点前”和右边的回复时限不一致：在 30 分钟内"]
    assert wrong(body="请30分钟内回复", minutes=30) == []
    assert wrong(body="请周五下午3点前交表，收到请回复", deadline=six) == []
    three = Plan(due=Due(workdays=3))
    assert wrong(body="请在3个工作日内回复", plan=three) == []
    assert wrong(body="请在2个工作日内回复", plan=three) != []
    tomorrow = Plan(planned=clock.now() + timedelta(days=1))
    assert wrong(body="请今天下午3点前回复", plan=tomorrow, deadline=six.replace(day=22, hour=15)) == []
    assert "截止时间在计划发布之前" in said(found(store, group, plan=tomorrow, deadline=six))
    assert wrong(body=body, deadline=six, plan=Plan("regulation")) == []
    filled = Plan(fields={"截止时间": "下午3点"})
    assert wrong(body="请{{截止时间}}前回复", plan=filled, deadline=six) != []


def test_a_correction_may_quote_the_time_it_puts_right(store, group, roster):
    first = announcements.save(store, AnnouncementDraft(group, "排班", "请下午3点前回复。")).value
    announcements.post(store, first)
    plan = Plan(corrects=first)
    body = "原文：请下午3点前回复。\n改为：请下午6点前回复。"
    six = clock.local(clock.now()).replace(hour=18)
    assert "不一致" not in said(found(store, group, body=body, plan=plan, deadline=six))
    assert "不一致" in said(found(store, group, body=body, plan=plan, deadline=six.replace(hour=20)))


def test_a_date_beside_another_weekday_is_said_at_its_place(store, group, roster):
    body = "定于9月24日（周三）下午3点开会。"
    (one,) = [check for check in found(store, group, body=body).checks if check.tone == "warn"]
    assert (one.words, body[one.start : one.end]) == ("“9月24日（周三）”：2026-09-24 是周四", "9月24日（周三）")
    (blank,) = [
        check
        for check in found(store, group, body="{{时间}}开会", plan=Plan(fields={"时间": "9月24日（周三）9:00"})).checks
        if check.tone == "warn"
    ]
    assert (blank.target, blank.name) == ("fields", "时间")
    assert "没有这一天：9月31日" in said(found(store, group, body="9月31日开会"))
    assert "是周" not in said(found(store, group, body="9月24日（周四）下午3点开会，每周三例会照常。"))


def test_what_text_cannot_carry_is_said(store, group, roster):
    assert "正文提到“二维码”" in said(found(store, group, body="请看二维码进群"))
    assert "正文提到“扫码”" in said(found(store, group, body="不要扫陌生人的码；签到请扫码"))
    assert "见附件" in said(found(store, group, body="名单见附件。"))
    assert "另发" not in said(found(store, group, body="谨防扫码诈骗，不要点来历不明的二维码"))


def test_length_audience_links_and_calls(store, group, roster):
    assert "复制时分成" in said(found(store, group, body="一句话。\n" * 600))
    assert "超过一屏" in said(found(store, group, body="一句话。\n" * 40))
    assert "一个人也没有" in said(found(store, group, plan=Plan(audience=Audience(only=True))))
    gone = Plan(audience=Audience(picked=(4711,)))
    assert "已不在花名册" in said(found(store, group, plan=gone))
    assert "https://example.com/a" in said(found(store, group, body="见 https://example.com/a 。"))
    assert "粘贴的“@所有人”不会提醒人" in said(found(store, group, body="@所有人 周五开会"))
    assert "群公告" in said(found(store, group, plan=Plan("urgent")))
    assert "花括号不成对" in said(found(store, group, body="请到{{地点集合"))
    assert "还没有写正文" in said(found(store, group, body=" "))


def test_a_picked_person_who_left_meanwhile_is_said(store, group, roster):
    number = announcements.save(
        store,
        AnnouncementDraft(group, "通知", "内容", plan=Plan(audience=Audience(only=True, picked=(roster["李建业"],)))),
    ).value
    people.edit(store, roster["李建业"], replace(people.get(store, roster["李建业"]).person, left=True))
    draft = announcements.get(store, number).draft
    assert "挑选的人已经离开或不在本群：李建业" in said(announcement_checks.of(store, draft))
    with pytest.raises(UserError, match="一个人也没有"):
        announcements.post(store, number)


def test_portions_for_the_clipboard(store, group):
    number = announcements.save(store, AnnouncementDraft(group, "长通知", "一句话。\n" * 900)).value
    parts = announcements.portions(store, number)
    assert len(parts) > 1
    assert all(len(part) <= wechat_lines.LONGEST for part in parts)
    assert announcements.portions(store, announcements.save(store, AnnouncementDraft(group, "短", "短")).value) == (
        "【短】\n短",
    )
    assert Due().until == "18:00"


def test_a_title_in_brackets_gets_no_others(store, group):
    number = announcements.save(store, AnnouncementDraft(group, "【急】停水", "马上停水。")).value
    assert announcements.text_for_clipboard(store, number) == "【急】停水\n马上停水。"


def test_what_changed_in_a_regulation_is_filled_in(store, group):
    text = "群聊守则\n第一条 收到通知后应在20分钟内回复。\n第二条 本守则由办公室负责解释。\n"
    first = regulations.create_from_text(store, group, regulations.parse_text(text)).value
    publishing.publish(store, first, publishing.Publishing(announce=False))
    assert publishing.changes(store, first) == ""
    later = text.replace("20分钟", "10分钟")
    second = regulations.revise(store, first, regulations.parse_text(later)).value
    publishing.publish(store, second, publishing.Publishing(announce=False))
    template = next(one for one in announcement_kinds.templates(store, group, "regulation") if one.key == "change")
    fields = announcement_kinds.fill(store, AnnouncementDraft(group, "", ""), template).plan.fields
    assert (fields["规章"], fields["版本"], fields["生效日期"]) == ("群聊守则", "第 2 版", "2026年9月21日")
    assert "20" in fields["改动"]
    assert "10" in fields["改动"]
    assert [one.at for one in announcement_kinds.clauses(store, group)] == [("第一条",)]


STORY = """
import json, tempfile
from pathlib import Path
from wxadmin.domain.people import Person
from wxadmin.services import announcement_approval, announcements, groups, people, records
from wxadmin.services.announcement_plans import Due, Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.audiences import Audience
store = records.open_at(Path(tempfile.mkdtemp()) / "r", create=True, key_file=True)
group = groups.create(store, groups.GroupDraft("甲组", unit="甲公司")).value
for name, where in (("沈知远", "销售部"), ("陆明朗", "生产部")):
    person = people.add(store, Person(name, ((where,),)), group=group).value
plan = Plan(audience=Audience(departments=("生产部",)), due=Due(2, solution="24:00"))
one = announcements.save(store, AnnouncementDraft(group, "通知", "内容", plan=plan)).value
before = announcements.text_for_clipboard(store, one)
announcement_approval.ask(store, one)
announcement_approval.approve(store, one)
announcements.post(store, one)
card = announcements.get(store, announcements.correct(store, one).value)
with store.read() as db:
    rows = [list(map(str, row)) for row in db.all("SELECT kind, text, note FROM announcement_act ORDER BY id")]
    rows += [list(row) for row in db.all("SELECT why FROM audience_pick")]
time = announcements.get(store, one)
told = json.dumps([before, card.draft.title, card.draft.body, rows], ensure_ascii=True)
print(told.replace(json.dumps(time.deadline)[1:-1], "DUE").replace(json.dumps(time.posted)[1:-1], "POSTED"))
records.close(store)
"""


def test_an_english_window_tells_and_keeps_chinese():
    told = {}
    for language in ("en", "zh_CN"):
        environment = {**os.environ, "WXADMIN_LANGUAGE": language}
        done = subprocess.run(
            [sys.executable, "-c", STORY], env=environment, capture_output=True, text=True, encoding="utf-8", check=True
        )
        told[language] = json.loads(done.stdout)
    assert told["en"] == told["zh_CN"]
    assert "处理结果请在当天 24:00前报告。" in told["zh_CN"][0]
    assert ["部门不在所选之内"] in told["zh_CN"][3]

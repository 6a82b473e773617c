"""Turns of phrase that carry the meaning without any telling word, each with what sounds like it and is ordinary."""

from __future__ import annotations

import pytest

from wxadmin.screening.ruleset import RuleSet, load_preset
from wxadmin.screening.screener import Screener
from wxadmin.screening.screener import compile as compile_rules

FAMILIES = {
    "招人进群领取": ("想练瑜伽的姐妹进群，老师带着练", "想报名的姐妹找班主任登记"),
    "成句的威胁": ("把那个收费的拽出来揍一顿", "把那台旧打印机拽出来修一下"),
    "嫌年纪嫌长相": ("五十多了还来面试，这里又不是养老院", "敬老院慰问安排在周五"),
    "带人回血": ("跟着师父操作，天天回血", "老师带着孩子们走，每天打卡两千步"),
    "耸人听闻": ("震惊，菠萝和鸡蛋同吃致命", "网上说菠萝和鸡蛋同吃致命是谣言"),
    "反对制度的口号": ("结束一党执政，大家觉醒吧", "反对铺张浪费，节约粮食"),
    "请人化解": ("祖坟朝向有问题，我认识的先生能化解", "大门朝向东边，先生您从西门进"),
    "扫码点开": ("扫一下二维码进群抢红包", "扫码进班级群，家长请实名"),
    "连环转发": ("转发到四个群，本周必有好运", "请各位组长转发到三个车间群"),
    "求砍价拉票": ("再帮我砍一刀，差一点点", "群里不许发帮我砍一刀的链接"),
    "星座与测命": ("金牛座这周财运不错", "金牛座流星雨的观测作业"),
    "鸡汤": ("人生如茶，先苦后甜", "作文题目：人生如茶"),
    "约局组队": ("晚上排位差两个，来人", "接力赛还差一个人"),
    "讲笑话晒图": ("快来晒晒你家猫", "仓库的被子拿去晒一下"),
    "追剧追星八卦": ("昨晚的球赛谁看了", "今天的决赛在操场，高三对高二"),
}


@pytest.fixture(scope="module")
def rules_only() -> Screener:
    """The rules of this file alone with their signals, so that no other rule and no model speaks."""
    work = load_preset("work")
    rules = tuple(rule for rule in work.rules if rule.name in FAMILIES)
    return compile_rules([RuleSet("成句", rules=rules, signals=work.signals)])


@pytest.mark.parametrize("name", FAMILIES)
def test_a_turn_of_phrase_is_known_and_its_lookalike_free(name: str, rules_only: Screener) -> None:
    breach, ordinary = FAMILIES[name]
    found, free = rules_only.screen_texts([breach, ordinary])
    assert name in {hit.rule for hit in found.hits}
    assert name not in {hit.rule for hit in free.hits}

"""The presets: every duty of content has rules by name, every rule leads to a clause, each kind of group its own breaches."""

from __future__ import annotations

import re

import pytest

from wxadmin.domain.hits import CATEGORIES
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_subjects import guess_subjects
from wxadmin.screening.ruleset import KINDS, PRESET_OF, load_preset
from wxadmin.screening.screener import Screener
from wxadmin.screening.screener import compile as compile_rules
from wxadmin.services.groups import KINDS as GROUP_KINDS

DUTIES = {
    "unlawful": (["违法的买卖", "违法物品与服务"], "专业刻章办证，代开发票，证件当天可取"),
    "state secrets": (["泄露国家秘密"], "这份国家机密的附件我悄悄导出来了"),
    "reactionary": (["反动言论", "攻击国家与分裂", "煽动对抗"], "打倒独裁者，反抗暴政"),
    "false or misleading": (["疑似谣言", "健康与安全谣言", "没有出处的惊人说法"], "听说隔壁小区毒死了好几个人，都瞒着"),
    "unverified": (["未经核实的消息", "谣言的样子"], "我亲戚说下个月社保停发，赶紧取出来"),
    "exaggerated": (["夸大宣传"], "祖传秘方，包治百病，无效退款"),
    "insults": (["辱骂", "骂人的词", "冲着人的脏话", "挖苦贬损"], "你这个老不死的东西，给脸不要脸"),
    "defamation": (["诽谤他人"], "周会计私吞班费，谁不知道"),
    "discrimination": (["贬低一类人", "瞧不起一类人", "歧视的样子"], "农村来的就是素质低，不配住这里"),
    "personal attack": (["冲着人的脏话", "冲着人的贬损", "像是骂人", "辱骂"], "你也配当组长，窝囊废"),
    "vulgar": (["下流的话", "挑逗与求欢", "露骨的话题"], "这身材看得人都硬了，真想扒光她"),
    "porn": (["色情用语", "低俗约见", "低俗资源", "低俗服务"], "裸聊加我，照片视频都有"),
    "violence": (["暴力威胁", "扬言伤害", "要动手的话", "含糊的威胁"], "再让我碰见，我拿铁棍打断他的腿"),
    "gambling": (["赌博用语", "赌局与平台", "赌的样子", "聚众带彩", "赌博邀约"], "今晚斗牛上分，房间号私聊"),
    "superstition": (["迷信用语", "迷信活动", "吉凶禁忌", "迷信的样子"], "大师说你命里缺水，请一道符就化解"),
    "fraud": (["冒充机构", "诈骗话术", "要钱的圈套", "骗钱的样子", "刷单返利"], "刷单返佣，先垫付后结算"),
    "pyramid selling": (["传销拉人头"], "发展下线，见点奖对碰奖天天拿"),
    "advertising": (["商业推广", "招揽广告", "兜揽生意", "推销的样子"], "本店周年庆，烫染五折，扫码预约从速"),
    "selling": (["出售转让", "群里做买卖", "买卖的样子", "多余出让"], "出一台九成新冰箱，三百自提"),
    "virus links": (["可疑程序", "求点链接"], "下载安装 keygen_tool.exe 前先关闭杀毒"),
    "secrets of the unit": (["泄露内部资料", "漏出单位的事", "内情外露"], "标书底价偷偷告诉你，别外传"),
    "customers' data": (["泄露客户资料"], "客户名单我导出来了，打包卖给同行"),
    "personal privacy": (
        ["议论他人私事", "揭出他人底细", "散布他人信息", "打听或揭人隐私"],
        "小郑离过两次婚，前夫坐过牢",
    ),
    "harm to the unit's image": (["损害单位形象"], "我们公司就是血汗工厂，早晚倒闭"),
    "off-topic": (["闲谈", "约玩"], "晚上开黑来不来，差一个"),
    "trading inside the group": (
        ["出售转让", "团购代收", "求购求租", "租售房屋车位"],
        "车厘子团购，满二十份开团，要的接龙",
    ),
}


@pytest.fixture(scope="module")
def presets() -> dict[str, Screener]:
    return {kind: compile_rules([load_preset(kind)]) for kind in KINDS}


@pytest.mark.parametrize("duty", DUTIES)
def test_every_duty_of_content_has_rules_that_speak(duty: str, presets: dict[str, Screener]) -> None:
    names, line = DUTIES[duty]
    known = {rule.name: rule.category for rule in load_preset("work").rules}
    assert set(names) <= set(known)
    hits = presets["work"].screen_texts([line])[0].hits
    assert {known[name] for name in names} & {hit.category for hit in hits}


def test_each_kind_is_sound_and_every_rule_leads_to_a_clause() -> None:
    for kind in KINDS:
        preset = load_preset(kind)
        assert {rule.category for rule in preset.rules} | {"flood", "duplicate", "off_hours", "off_topic"} == set(
            CATEGORIES
        )
        assert len({rule.name for rule in preset.rules}) == len(preset.rules)
        for rule in preset.rules:
            assert rule.why
            clause = Node("article", "第一条", None, f"禁止{rule.article}。", ())
            text = RegulationText("守则", (), (clause,), ())
            assert rule.category in guess_subjects(text).get(("第一条",), ()), rule.name


def test_every_kind_of_group_has_a_preset() -> None:
    assert set(PRESET_OF) == set(GROUP_KINDS)
    assert set(PRESET_OF.values()) == set(KINDS)


MARKETING = {
    "国家级配方，全网最低价": "rumour", "喝这个茶两个月见效，包瘦": "rumour", "升级总代稳赚不赔": "fraud",
    "发展下线，下线交的钱你抽三成": "fraud", "私下给你便宜三十，别让总部知道": "trade", "把小周的客户挖过来": "advert",
    "客户微信打包卖，一条两毛": "secret",
}  # fmt: skip
SALES = [
    "新品代理价五十八，零售九十九",
    "客户问第二盒半价还有没有",
    "满三百减五十，大家多发朋友圈",
    "话术里别写“国家级”，会被罚",
]
SCHOOL = {
    "全年级学生的家长电话发给辅导班，有好处": "personal_data", "偷拍了学生哭的样子，发抖音笑死": "personal_data",
    "我周末在家里开了个小班，一节一百二": "advert", "家长送了两张购物卡，你们都收吧": "trade",
    "信主得永生，主日聚会欢迎老师们": "politics", "听说三中有学生跳楼，学校压下来了": "rumour",
}  # fmt: skip
STAFF = [
    "请班主任把学生住址录入学籍系统",
    "家长送孩子到校时间调整",
    "师德承诺书：不收受礼品，不有偿补课",
    "政治学习周三下午",
]


def test_sales_teams_may_sell_but_not_boast_poach_or_leak(presets: dict[str, Screener]) -> None:
    _judged(presets["marketing"], MARKETING, SALES)


def test_staff_of_a_school_keep_pupils_gifts_and_faith_out(presets: dict[str, Screener]) -> None:
    _judged(presets["school"], SCHOOL, STAFF)


def _judged(screener: Screener, breaches: dict[str, str], fair: list[str]) -> None:
    for line, category in breaches.items():
        assert category in {hit.category for hit in screener.screen_texts([line])[0].hits}, line
    for line in fair:
        assert not screener.screen_texts([line])[0].hits, line


def test_texts_are_folded_lower_case_and_patterns_need_no_look_around() -> None:
    """A word written in capitals or a pattern with them would be folded anyway; it only hides what it finds."""
    for kind in KINDS:
        for rule in load_preset(kind).rules:
            assert not [word for word in rule.words if re.search("[A-Z]", word)], rule.name

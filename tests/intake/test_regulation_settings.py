"""What the words of a regulation fix; every sentence is invented."""

from __future__ import annotations

import pytest

from wxadmin.intake.regulation import parse_regulation


def values(sentence: str, kind: str) -> list[str]:
    return [setting.value for setting in parse_regulation(f"第一条 {sentence}").settings if setting.kind == kind]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("入群后昵称改为“部门-姓名”。", ["部门-姓名"]),
        ("命名规则:部门+姓名;例如“财务部-王小满”。", ["部门+姓名"]),
        ("教师备注“学科+姓名”，家长备注“学生姓名+关系”。", ["学科+姓名", "学生姓名+关系"]),
        ("家长昵称用学生姓名+爸爸/妈妈。", ["学生姓名+爸爸/妈妈"]),
        ("群名片统一为【房号】-【姓名】。", ["房号-姓名"]),
        ("群昵称改为真实姓名。", ["姓名"]),
        ("群名片改为“学号+学生姓名+爸/妈”。", ["学号+学生姓名+爸/妈"]),
        ("昵称格式为“单位简称-岗位-姓名”。", ["单位简称-岗位-姓名"]),
        ("摊主昵称为“摊位号+姓名”。", ["摊位号+姓名"]),
        ("家属昵称为老人姓名-关系-家属姓名。", ["老人姓名-关系-家属姓名"]),
        ("昵称格式为部门-姓名-绰号。", []),
        ("昵称格式为绰号-部门-姓名。", []),
        ("店员改名为门店名+姓名。", ["门店名+姓名"]),
        ("业主改名为“楼栋号-房号-姓名”。", ["楼栋号-房号-姓名"]),
        ("申请表写明姓名/部门/电话。", []),
        ("部门-办公室之间互相通报。", []),
        ("成员实行实名制。", []),
    ],
)
def test_naming_rule(sentence: str, found: list[str]) -> None:
    assert values(sentence, "naming_rule") == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("收到通知后30分钟内回复。", ["30"]),
        ("超过三十分钟没有回应的，记一次。", ["30"]),
        ("家长须在2小时内回复收到。", ["120"]),
        ("被@后半小时内必须回应。", ["30"]),
        ("应在1.5小时内回复。", ["90"]),
        ("刷屏的禁言30分钟。", []),
        ("会议开始前30分钟确认设备。", []),
        ("公示24小时。", []),
        ("值守人员10分钟内响应，2小时内解决问题。", ["10"]),
        ("收到通知后30分钟内到场。", []),
    ],
)
def test_reply_minutes(sentence: str, found: list[str]) -> None:
    assert values(sentence, "reply_minutes") == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("处50元至500元罚款。", ["50-500"]),
        ("罚款50-200元。", ["50-200"]),
        ("并处100元以上1,000元以下的罚款。", ["100-1000"]),
        ("每次罚款二十元。", ["20-20"]),
        ("罚款最高不超过300元。", ["0-300"]),
        ("优秀成员奖励100元红包。", []),
        ("采购1000元以上的物品须审批。", []),
    ],
)
def test_fine_range(sentence: str, found: list[str]) -> None:
    assert values(sentence, "fine_range") == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("对处理不服的，可在收到通知之日起5日内提出申诉。", ["5d"]),
        ("有异议的，三个工作日内向办公室申诉；办公室在10日内答复。", ["3wd"]),
        ("申诉期限为7天以内。", ["7d"]),
        ("可以在一周内提出复核申请。", ["7d"]),
        ("群主收到申诉后应在5日内答复。", []),
        ("成员应在3日内改名。", []),
    ],
)
def test_appeal_window(sentence: str, found: list[str]) -> None:
    assert values(sentence, "appeal_window") == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("警告：对首次违规者给予口头警告；", ["first:warning"]),
        ("首次提醒，再次警告，第三次移出群聊。", ["first:reminder", "repeated:warning", "repeated:removal"]),
        ("移出：恶意违规或者多次违规的，移出本群。", ["malicious:removal", "repeated:removal"]),
        ("情节严重的，禁言三天。", ["serious:mute"]),
        ("经多次提醒仍不改的，移出群聊。", ["repeated:removal"]),
        ("情节轻微的给予提醒，情节严重的辞退。", ["serious:dismissal"]),
        ("第一次提醒，第二次扣款50元。", ["first:reminder", "repeated:fine"]),
        ("恶意泄露航线的，移出本群。", ["malicious:removal"]),
        ("第一次约谈，第二次通报批评。", ["repeated:criticism"]),
        ("对恶意违规者，或多次违规的船员，移出本群。", ["malicious:removal", "repeated:removal"]),
        ("视情节给予警告、禁言。", []),
        ("不得恶意攻击他人，不得重复发言。", []),
    ],
)
def test_ladder(sentence: str, found: list[str]) -> None:
    assert values(sentence, "ladder") == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("本办法由综合科负责解释。", ["综合科"]),
        ("本办法由船队长制定并解释。", ["船队长"]),
        ("由航运部归口管理并负责解释。", ["航运部"]),
        ("解释权归学校所有。", ["学校"]),
        ("本制度的最终解释权归群主。", ["群主"]),
        ("群主有权对本规定进行解释和调整。", ["群主"]),
        ("如需要解释，请联系群主。", []),
    ],
)
def test_interpreter(sentence: str, found: list[str]) -> None:
    assert values(sentence, "interpreter") == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("本制度自发布之日起施行。", ["on_issue"]),
        ("自印发之日起执行。", ["on_issue"]),
        ("本公约即日起生效。", ["on_issue"]),
        ("自2026年3月1日起施行。", ["2026-03-01"]),
        ("自二〇二六年三月十五日起实施。", ["2026-03-15"]),
        ("于2026年3月1日成立。", []),
    ],
)
def test_effective(sentence: str, found: list[str]) -> None:
    assert values(sentence, "effective") == found


def test_settings_name_the_unit_from_the_outside_in_and_quote_the_sentence() -> None:
    parsed = parse_regulation(
        "第一章 总则\n第一条 要求：\n（一）守时。逾期30分钟未回复的，提醒。\n本制度自发布之日起执行。\n"
    )
    assert [(s.kind, s.at, s.quote) for s in parsed.settings] == [
        ("reply_minutes", ("第一章", "第一条", "（一）"), "逾期30分钟未回复的，提醒。"),
        ("effective", (), "本制度自发布之日起执行。"),
    ]


def test_what_no_calendar_and_no_unit_has_is_no_setting() -> None:
    for sentence in ("本规定自2027年2月30日起施行。", "本规定自2027年13月1日起施行。", "本规定自12027年1月1日起施行。"):
        assert values(sentence, "effective") == []
    assert values("本规定自2028年2月29日起施行。", "effective") == ["2028-02-29"]
    for sentence in ("9999999999日内可以申诉。", "400日内可以申诉。", "60周内可以申诉。"):
        assert values(sentence, "appeal_window") == []
    assert values("52周内可以申诉。", "appeal_window") == ["364d"]
    assert values("收到通知1234567890分钟内回复。", "reply_minutes") == []

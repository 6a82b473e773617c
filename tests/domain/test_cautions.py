from __future__ import annotations

import pytest

from wxadmin.domain.cautions import WHY, Subject, cautions, cautions_at, subjects_of
from wxadmin.domain.regulation import Node, RegulationText

TAKEN: dict[str, Subject] = {
    "违者每次罚款20元，由群主收取。": "fine",
    "禁止发广告违者罚款五十元。": "fine",
    "不得刷屏，违者罚款。": "fine",
    "不服从管理的，处以100元的经济处罚。": "fine",
    "迟到者在群里发10元红包。": "fine",
    "违规者自罚红包一个。": "fine",
    "忘记打卡的乐捐30元。": "fine",
    "发现一次扣款{{amount}}元。": "fine",
    "未及时确认的，扣除当月绩效。": "pay",
    "三次以上的扣发奖金200元。": "pay",
    "扣工资一百元。": "pay",
    "再犯的取消全勤奖。": "pay",
    "屡教不改的，予以降薪。": "pay",
    "情节严重的予以辞退。": "post",
    "拒不改正的，解除劳动合同。": "post",
    "群主有权开除屡次违规的员工。": "post",
    "泄露资料的，立即停职。": "post",
    "给予停课一周处理。": "pupil",
    "辱骂老师的，开除学籍。": "pupil",
    "造成损失的，按三倍赔偿。": "compensation",
    "损坏设备赔偿500元。": "compensation",
    "赔偿金额由群主决定。": "compensation",
    "入群前缴纳押金50元。": "compensation",
    "将违规者姓名在网上曝光。": "exposure",
    "公开其照片和住址。": "exposure",
    "管理员可以随时检查成员手机。": "telephone",
    "群主有权翻看员工的私聊。": "telephone",
    "发现违规的没收手机。": "telephone",
    "违者罚抄群规十遍。": "punishment",
    "罚站一节课。": "punishment",
    "不改昵称的，扣5元充作活动费。": "fine",
    "在群里传播谣言的，罚款200元并移出。": "fine",
    "违规者除撤回外，还须缴纳50元。": "fine",
    "连续三次不回复的，当月绩效扣一成。": "pay",
    "情节特别严重的，立即解除聘用合同。": "post",
    "家长不配合的，其孩子停课三天。": "pupil",
    "泄露信息的，赔偿单位损失一千元。": "compensation",
    "将其姓名和照片公之于众。": "exposure",
    "群主可以查看任何成员的聊天内容。": "telephone",
}
FREE = (
    "不得罚款。",
    "群主不得以任何名义罚款、扣工资。",
    "任何人不得以违反群规为由，对成员罚款。",
    "本群不设罚款，也不与工资挂钩。",
    "群主无权扣减工资，无权解除劳动合同。",
    "禁止以罚款、扣工资等方式处理违规。",
    "情节严重的，建议公司依照有关制度处理，包括扣减绩效。",
    "情节严重的，提请人力资源部依法解除劳动合同。",
    "由公司依照劳动合同法决定是否辞退。",
    "公司可以依照规章制度解除劳动合同。",
    "需要停职、扣减奖金的，由群主书面建议单位依照规定处理。",
    "辞退：多次违规的，公司有权解除劳动合同。",
    "禁止讨论工资和奖金。",
    "禁止传播裁员、辞退、降薪的谣言。",
    "冒充机关要求缴纳罚款的，立即报警。",
    "由公安机关依法处以罚款。",
    "造成损失的，依法承担赔偿责任。",
    "不得公开曝光他人照片。",
    "管理员不得查看成员手机，不得体罚学生。",
    "请将手机号发给管理员。",
    "请查看群聊天记录。",
    "员工离职的，解除劳动合同当日退群。",
    "被辞退的人员由管理员移出。",
    "工资每月10日发放。",
    "停课通知由学校发布。",
    "取消群内红包活动。",
    "移出群聊并记入登记簿。",
    "罚款一律无效。",
    "原有的罚款条款自施行之日起废止。",
    "处理措施不包括罚款和扣减绩效。",
    "群主认为应当扣减绩效的，向人事部门提出建议。",
    "出现冒充老师收取押金的情况，请拨打学校电话核实。",
    "违规情况作为考核的参考，但不直接扣减奖金。",
    "任何人不得以群规为依据克扣劳动报酬。",
    "请及时查看手机通知。",
    "每周检查工作手机的电量。",
    "员工有权拒绝交出个人手机。",
    "损坏公物的，照价赔偿。",
)


def one(text: str, *children: Node) -> RegulationText:
    return RegulationText(None, (), (Node("article", "第一条", None, text, children),), ())


@pytest.mark.parametrize("words", TAKEN)
def test_what_only_the_unit_may_do(words: str) -> None:
    assert TAKEN[words] in subjects_of(words)


@pytest.mark.parametrize("words", FREE)
def test_what_is_forbidden_proposed_or_spoken_of(words: str) -> None:
    assert subjects_of(words) == ()


def test_items_are_read_with_their_lead_in() -> None:
    items = (
        Node("item", "（一）", None, "口头提醒；"),
        Node("item", "（二）", None, "罚款20元；"),
        Node("item", "（三）", None, "停职。"),
    )
    assert list(cautions(one("违反的，给予下列处理：", *items))) == [("第一条", "（二）"), ("第一条", "（三）")]
    assert cautions(one("群主不得采取下列措施：", *items)) == {}
    assert list(cautions(one("由公司依照规章制度给予下列处理：", *items))) == [("第一条", "（二）")]


def test_each_subject_is_explained_once() -> None:
    words = cautions(one("违者罚款20元，再犯罚款50元，三次辞退。"))[("第一条",)]
    assert words == f"{WHY['fine']}；{WHY['post']}"
    assert not any(why.endswith("。") or ("建议" not in why and "请" not in why) for why in WHY.values())


def test_places_tell_clauses_of_one_number_apart() -> None:
    twice = tuple(Node("article", "第一条", None, words) for words in ("目的。", "违者罚款。"))
    assert list(cautions_at(RegulationText(None, (), twice, ()))) == [(1,)]
    assert list(cautions(RegulationText(None, (), twice, ()))) == [("第一条",)]


def test_titles_count() -> None:
    assert list(cautions_at(RegulationText(None, (), (Node("item", "1.", "罚款", "每次20元。"),), ()))) == [(0,)]


def test_a_sentence_without_end_is_read_by_what_is_near() -> None:
    assert subjects_of("不得罚款" * 20_000) == ()
    assert subjects_of("好" * 100_000 + "，违者罚款") == ("fine",)


def test_endless_numerals_are_read_in_linear_time() -> None:
    assert subjects_of("一" * 200_000) == subjects_of("1" * 200_000) == ()
    assert subjects_of("按十五倍赔偿损失。") == ("compensation",)

"""Structure of regulation texts as people copy them; every text here is invented."""

from __future__ import annotations

import pytest

from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.intake.regulation import parse_regulation


def tree(nodes: tuple[Node, ...], indent: str = "") -> str:
    """The nodes in a form that is easy to read and to compare: kind, number, <title>, text."""
    lines = []
    for node in nodes:
        title = f" <{node.title}>" if node.title else ""
        lines.append(f"{indent}{node.kind} {node.number}{title} {node.text}".replace("\n", "/").rstrip())
        if node.children:
            lines.append(tree(node.children, indent + "  "))
    return "\n".join(lines)


def shape(text: str) -> str:
    return tree(parse_regulation(text).nodes)


def expected(text: str) -> str:
    lines = text.strip("\n").rstrip().split("\n")
    indent = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[indent:] for line in lines)


def test_everything_on_one_line() -> None:
    text = (
        "园区微信群管理规定第一章总则第一条为方便联络,制定本规定。第二条本规定适用于各班组。第二章入群第三条入群须登记:"
        "(一)填写姓名;(二)填写班组。第四条违反第三条规定的,不予入群。第三章附则第五条本规定自发布之日起施行。"
    )
    assert shape(text) == expected("""
        chapter 第一章 <总则>
          article 第一条 为方便联络，制定本规定。
          article 第二条 本规定适用于各班组。
        chapter 第二章 <入群>
          article 第三条 入群须登记：
            item （一） 填写姓名；
            item （二） 填写班组。
          article 第四条 违反第三条规定的，不予入群。
        chapter 第三章 <附则>
          article 第五条 本规定自发布之日起施行。
    """)
    assert parse_regulation(text).title == "园区微信群管理规定"


def test_numbers_glued_to_the_words_before_without_any_mark() -> None:
    assert shape("第一章群务1. 头像:厂徽logo2. 入口:不外借3. 名额:80人第二章礼仪1. 说话和气2. 不吵架") == expected("""
        chapter 第一章 <群务>
          article 1. 头像：厂徽logo
          article 2. 入口：不外借
          article 3. 名额：80人
        chapter 第二章 <礼仪>
          article 1. 说话和气
          article 2. 不吵架
    """)


def test_decimal_numbers_under_chinese_ones() -> None:
    text = (
        "客户群守则一、人员1.1 群主1.1.1 群主由客服担任。\n1.1.2 群主轮换。\n"
        "1.2 客户1.2.1 客户自愿入群。\n二、内容2.1 群友文明发言。"
    )
    assert shape(text) == expected("""
        chapter 一、 <人员>
          chapter 1.1 <群主>
            article 1.1.1 群主由客服担任。
            article 1.1.2 群主轮换。
          chapter 1.2 <客户>
            article 1.2.1 客户自愿入群。
        chapter 二、 <内容>
          article 2.1 群友文明发言。
    """)


def test_bracketed_level_is_a_chapter_only_with_heading_and_numbers_below() -> None:
    text = """一、总体要求
(一)本群只谈工作。
(二)本群不留外人。
二、具体事项
（一）关于改名
1.三日内改好。
2.不用绰号。
（二）关于时限
1.按时答复。
三、其他
未尽事宜另行通知。
"""
    assert shape(text) == expected("""
        chapter 一、 <总体要求>
          item （一） 本群只谈工作。
          item （二） 本群不留外人。
        chapter 二、 <具体事项>
          chapter （一） <关于改名>
            article 1. 三日内改好。
            article 2. 不用绰号。
          chapter （二） <关于时限>
            article 1. 按时答复。
        chapter 三、 <其他> 未尽事宜另行通知。
    """)


def test_bare_decimal_headings_of_a_company_standard() -> None:
    text = (
        "1 目的\n统一管理。\n2 职责\n2.1 行政部建群。\n2.2 各部门派人。\n2.2.1 一人一号。\n"
        "3 时限\n3.1 群里1.5小时内答复，不超过2.5小时。\n"
    )
    assert shape(text) == expected("""
        chapter 1 <目的> 统一管理。
        chapter 2 <职责>
          article 2.1 行政部建群。
          article 2.2 各部门派人。
            item 2.2.1 一人一号。
        chapter 3 <时限>
          article 3.1 群里1.5小时内答复，不超过2.5小时。
    """)


@pytest.mark.parametrize(
    "sentence",
    [
        "一是要实名，二是要守时，三是要文明。",
        "每月1、5、10日统计，得3.5分以上的表扬。",
        "依照《网络安全法》第二条和本规定第三条的要求办理。",
        "三（2）班、三（3）班各设一名联络员。",
        "自2026.5.1起，由原来的1.5倍改为2.0倍。",
        "周一、周二、周三轮值，十一、五一放假。",
        "第一、二组上午，第三、四组下午。",
        "版本2.1的说明见1.2.3节附件。",
        "电话0571-1、2、3号线。",
    ],
)
def test_numbers_inside_a_sentence_open_no_unit(sentence: str) -> None:
    assert shape(f"第一条 {sentence}\n第二条 完。") == f"article 第一条 {sentence}\narticle 第二条 完。"


def test_a_unit_about_a_project_is_no_citation() -> None:
    text = "第一章船务第一条项目负责人管群。第二条款项由会计登记。第一条第一项除外。"
    assert shape(text) == expected("""
        chapter 第一章 <船务>
          article 第一条 项目负责人管群。
          article 第二条 款项由会计登记。第一条第一项除外。
    """)


def test_citations_at_the_border_of_sentences_are_no_units() -> None:
    text = "第一条 甲。\n第二条 乙。依照第三条办理的除外。\n第三条 丙。第三条规定的人员，按第四条处理。\n第四条 丁。"
    assert [node.number for node in parse_regulation(text).nodes] == ["第一条", "第二条", "第三条", "第四条"]


def test_table_of_contents_is_not_taken_for_the_text() -> None:
    parsed = parse_regulation(
        "车间群管理办法\n目录\n第一章 总则……1\n第二章 附则……2\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。\n"
    )
    assert parsed.preamble == ("目录", "第一章总则……1", "第二章附则……2")
    assert [node.title for node in parsed.nodes] == ["总则", "附则"]


def test_several_regulations_pasted_together() -> None:
    parsed = parse_regulation(
        "班组群管理制度篇一\n一、纪律\n1、守时。\n2、守密。\n班组群管理制度篇二\n第一条 实名。\n第二条 守时。\n"
    )
    assert parsed.title == "班组群管理制度篇一"
    assert tree(parsed.nodes) == expected("""
        chapter 一、 <纪律>
          article 1、 守时。
          article 2、 守密。
        chapter  <班组群管理制度篇二>
          article 第一条 实名。
          article 第二条 守时。
    """)


def test_a_number_directly_after_the_number_of_a_piece() -> None:
    assert shape(
        "渔港群规范文篇一1、守时。\n2、守密。\n渔港群规范文篇二一、船员1、实名。\n2、守夜。\n二、纪律\n1、不吵。\n"
    ) == expected("""
        article 1、 守时。
        article 2、 守密。
        chapter  <渔港群规范文篇二>
          chapter 一、 <船员>
            article 1、 实名。
            article 2、 守夜。
          chapter 二、 <纪律>
            article 1、 不吵。
    """)


def test_units_below_a_numbered_piece_are_chapters_where_they_have_headings() -> None:
    assert shape("第一篇：码头\n一、值守\n轮流值守。\n二、交接\n1、当面交接。\n2、写明时间。\n") == expected("""
        chapter 第一篇： <码头>
          chapter 一、 <值守> 轮流值守。
          chapter 二、 <交接>
            article 1、 当面交接。
            article 2、 写明时间。
    """)


def test_mixed_marks_of_one_list_belong_together() -> None:
    assert shape("一、流程\n1. 申请\n2、审核\n3．改名\n二、时限\n1）当日\n2) 次日\n") == expected("""
        chapter 一、 <流程>
          article 1. 申请
          article 2、 审核
          article 3． 改名
        chapter 二、 <时限>
          item 1） 当日
          item 2） 次日
    """)


def test_bullets_and_circles_are_items() -> None:
    assert shape("第一条 群里要做到:- 守时;- 守密。\n第二条 退群说明\n①调动\n②离职\n") == expected("""
        article 第一条 群里要做到：
          item - 守时；
          item - 守密。
        article 第二条 退群说明
          item ① 调动
          item ② 离职
    """)


def test_a_list_of_appendices_is_closing() -> None:
    parsed = parse_regulation("第一条 守时。\n第二条 守密。\n附件：1.申请表\n2.名单\n")
    assert [node.number for node in parsed.nodes] == ["第一条", "第二条"]
    assert parsed.closing == ("附件：1.申请表", "2.名单")


@pytest.mark.parametrize("line", ["【苗圃群规】相关文章：", "相关推荐：", "猜你喜欢"])
def test_what_a_web_page_adds_is_closing(line: str) -> None:
    parsed = parse_regulation(f"苗圃群规\n一、浇水\n1、按时。\n二、除草\n1、勤快。\n{line}\n1.花房群规\n2.果园群规\n")
    assert [node.number for node in parsed.nodes] == ["一、", "二、"]
    assert parsed.closing == (line, "1.花房群规", "2.果园群规")


def test_a_single_star_opens_no_list() -> None:
    parsed = parse_regulation("1.守时\n2.守密\n★特别提醒：即日起施行。\n")
    assert [node.text for node in parsed.nodes] == ["守时", "守密"]
    assert parsed.closing == ("★特别提醒：即日起施行。",)


def test_items_named_like_points_and_classes() -> None:
    text = "一、群（一）项目群。供项目组用。（二）目标群。（三）班级群。三（2）班除外。二、人违反第（一）项的移出。"
    assert [(child.number, child.text) for child in parse_regulation(text).nodes[0].children] == [
        ("（一）", "项目群。供项目组用。"),
        ("（二）", "目标群。"),
        ("（三）", "班级群。三（2）班除外。"),
    ]


# -- headings run into the text


@pytest.mark.parametrize(
    ("words", "title", "text"),
    [
        ("总则为了规范本园工作群,制定本制度。", "总则", "为了规范本园工作群，制定本制度。"),
        ("适用范围本制度适用于全园职工。", "适用范围", "本制度适用于全园职工。"),
        ("管理员的职责管理员应按时巡查。", "管理员的职责", "管理员应按时巡查。"),
        ("违规处理凡违反本制度的,予以提醒。", "违规处理", "凡违反本制度的，予以提醒。"),
        ("【目的】为方便联系。", "【目的】", "为方便联系。"),
        ("目的 为方便联系。", "目的", "为方便联系。"),
        ("责任追究对违反本规定的人,予以提醒。", "责任追究", "对违反本规定的人，予以提醒。"),
        ("船员须知本群只谈出海。", "船员须知", "本群只谈出海。"),
        ("争议处理如对安排不满,可找船长。", "争议处理", "如对安排不满，可找船长。"),
        ("范围本群规适用于全船。", "范围", "本群规适用于全船。"),
        ("结语各位船员辛苦。", "结语", "各位船员辛苦。"),
    ],
)
def test_certain_breaks_make_a_title(words: str, title: str, text: str) -> None:
    node = parse_regulation(f"一、{words}\n二、附则本制度即日起施行。").nodes[0]
    assert (node.kind, node.title, node.text) == ("chapter", title, text)


def test_a_purpose_that_is_something_is_no_heading() -> None:
    node = parse_regulation("一、建群目的为方便出海。\n二、附则本制度即日起施行。").nodes[0]
    assert (node.title, node.text) == (None, "建群目的为方便出海。")


def test_headings_run_in_everywhere_make_chapters_with_a_warning_each() -> None:
    parsed = parse_regulation(
        "一、值班职责船长负责全船。二、交接时限白班七点到岗。三、通讯纪律频道保持畅通。四、各船照办。"
    )
    assert [(node.kind, node.title) for node in parsed.nodes] == [("chapter", None)] * 4
    assert len([warning for warning in parsed.warnings if "分界不能确定" in warning.message]) == 3


def test_single_phrases_count_as_headings_beside_sure_ones() -> None:
    parsed = parse_regulation(
        "1. 简介本群用于出海。\n2. 船员构成船员为在册人员。\n3. 保密\n4. 附则本群规即日起施行。\n"
    )
    assert [(node.kind, node.title) for node in parsed.nodes] == [
        ("chapter", "简介"), ("chapter", None), ("chapter", "保密"), ("chapter", "附则"),
    ]  # fmt: skip


def test_a_rule_of_one_short_sentence_is_no_heading() -> None:
    node = parse_regulation("一、船员\n1.实名。\n2.守时。\n二、本规定自下发之日起执行").nodes[1]
    assert (node.title, node.text) == (None, "本规定自下发之日起执行")


def test_uncertain_breaks_leave_the_text_whole_and_warn_with_the_line() -> None:
    parsed = parse_regulation("一、总则\n为方便联系。\n二、端正想法很多人以为群是闲聊的地方。\n三、附则\n另行通知。\n")
    assert parsed.nodes[1].title is None
    assert parsed.nodes[1].text == "端正想法很多人以为群是闲聊的地方。"
    assert [warning.line for warning in parsed.warnings] == [3]


def test_short_phrase_with_colon_before_items_is_a_lead_in() -> None:
    node = parse_regulation("第一条 人员要求:1.在岗职工。2.实习生。").nodes[0]
    assert (node.title, node.text) == (None, "人员要求：")


def test_heading_alone_at_the_end_of_a_headed_level() -> None:
    parsed = parse_regulation(
        "1. 入群要求入群人员应由班长确认。\n2. 简介本群用于联络。\n3. 保密与存档4. 违规处理凡泄密的,移出。"
    )
    assert (parsed.nodes[2].title, parsed.nodes[2].text) == ("保密与存档", "")


def test_headings_without_number_stand_between_the_articles() -> None:
    parsed = parse_regulation("值班群公约\n第一条 甲。\n第二条 乙。\n值班纪律\n第三条 丙。\n")
    assert (
        shape("值班群公约\n第一条 甲。\n第二条 乙。\n值班纪律\n第三条 丙。\n").split("\n")[2] == "paragraph  值班纪律"
    )
    assert parsed.title == "值班群公约"


# -- paragraphs, closing, title


def test_second_paragraph_belongs_to_its_unit() -> None:
    assert shape("1、改名。\n方法:点右上角。\n2、守时。\n3、守密。\n") == expected("""
        article 1、 改名。/方法：点右上角。
        article 2、 守时。
        article 3、 守密。
    """)


def test_text_that_returns_to_the_article_is_a_paragraph_of_it() -> None:
    assert shape(
        "第一条 禁止下列行为：\n（一）骂人；\n（二）刷屏。\n违反前款规定的，予以提醒。\n第二条 完。\n"
    ) == expected("""
        article 第一条 禁止下列行为：
          item （一） 骂人；
          item （二） 刷屏。
          paragraph  违反前款规定的，予以提醒。
        article 第二条 完。
    """)


def test_closing_words_after_the_last_unit() -> None:
    parsed = parse_regulation(
        "一、实名\n二、守时\n1、按时答复。\n2、按时到会。\n请各位遵守。\n某某办公室\n2026年3月1日"
    )
    assert parsed.closing == ("请各位遵守。", "某某办公室", "2026年3月1日")


def test_text_after_the_items_of_a_heading_is_a_paragraph() -> None:
    assert shape(
        "一、处理\n1. 提醒；\n2. 警告；\n3. 移出。\n有话可找船长。\n二、其他\n1. 可以修改。\n2. 另行通知。\n"
    ) == expected("""
        chapter 一、 <处理>
          article 1. 提醒；
          article 2. 警告；
          article 3. 移出。
          paragraph  有话可找船长。
        chapter 二、 <其他>
          article 1. 可以修改。
          article 2. 另行通知。
    """)


def test_the_lines_of_a_last_heading_stay_with_it_but_not_the_signature() -> None:
    parsed = parse_regulation(
        "一、守时\n按时到港。\n二、附则\n本规定由船长解释。\n本规定自印发之日起施行。\n东港船队\n2026年3月1日\n"
    )
    assert (parsed.nodes[1].title, parsed.nodes[1].text) == ("附则", "本规定由船长解释。\n本规定自印发之日起施行。")
    assert parsed.closing == ("东港船队", "2026年3月1日")


def test_closing_words_run_into_the_last_unit() -> None:
    parsed = parse_regulation(
        "第一章实名1. 用真名2. 不用绰号第二章附则1. 可以修改2. 可以提意见以上即为本群规章制度，望遵守。"
    )
    assert parsed.closing == ("以上即为本群规章制度，望遵守。",)
    assert parsed.nodes[1].children[1].text == "可以提意见"


def test_paragraphs_of_a_last_unit_stay_with_it_where_that_is_the_habit() -> None:
    parsed = parse_regulation("1. 甲。\n甲二。\n2. 乙。\n乙二。\n3. 丙。\n丙二。\n以上就是全部规定。\n")
    assert parsed.nodes[2].text == "丙。\n丙二。"
    assert parsed.closing == ("以上就是全部规定。",)


def test_last_words_of_a_text_without_lines_are_closing() -> None:
    parsed = parse_regulation(
        "灯塔群公约一、守时1.按时到岗。2.按时交班。二、守密1.不外传。2.不截图。请各位同事自觉遵守。"
    )
    assert parsed.nodes[1].children[1].text == "不截图。"
    assert parsed.closing == ("请各位同事自觉遵守。",)
    parsed = parse_regulation("1.按时到岗。\n2.不外传。请各位同事自觉遵守。\n")
    assert parsed.closing == ()


def test_an_appendix_on_the_last_line_is_closing() -> None:
    parsed = parse_regulation("第一条守时。第二条自印发之日起施行。附件：值班表")
    assert parsed.closing == ("附件：值班表",)


def test_a_bracketed_heading_in_front_of_a_list() -> None:
    assert shape("第一部分 要求\n【进港】1、实名。2、报到。\n【离港】1、登记。2、清舱。\n") == expected("""
        chapter 第一部分 <要求> 【进港】
          article 1、 实名。
          article 2、 报到。
          paragraph  【离港】
          article 1、 登记。
          article 2、 清舱。
    """)


def test_doubled_title_is_kept_and_warned_about() -> None:
    parsed = parse_regulation("厂区群管理制度厂区群管理制度为了联络方便,制定本制度:一、实名二、守时")
    assert parsed.title == "厂区群管理制度厂区群管理制度"
    assert parsed.preamble == ("为了联络方便，制定本制度：",)
    assert parsed.warnings


def test_a_title_before_a_purpose() -> None:
    parsed = parse_regulation("灯塔群管理规定为使值守不断,现规定如下:一、守时二、守密")
    assert (parsed.title, parsed.preamble) == ("灯塔群管理规定", ("为使值守不断，现规定如下：",))


@pytest.mark.parametrize("first", ["总 则", "目录", "各位家长", "为加强联络制定以下规定"])
def test_first_lines_that_are_no_title(first: str) -> None:
    parsed = parse_regulation(f"{first}\n大家好。\n第一条 守时。\n第二条 守密。\n")
    assert parsed.title is None
    assert parsed.preamble == (first.replace(" ", ""), "大家好。")
    assert parse_regulation(f"{first}第一条 守时。第二条 守密。").title is None


def test_text_without_any_number() -> None:
    parsed = parse_regulation("关于改名的通知\n各位:\n请改名。\n")
    assert (parsed.title, parsed.preamble, parsed.nodes) == ("关于改名的通知", ("各位：", "请改名。"), ())
    assert [(warning.line, warning.message) for warning in parsed.warnings] == [
        (2, "没有认出编号，全文放在前言里，请手工划分条款")
    ]


def test_a_byline_run_into_the_title_and_what_a_page_adds_at_the_end() -> None:
    parsed = parse_regulation(
        "灯塔群管理规定 来源：本站 作者：某人第一条守时守密。第二条本规定即日起施行。责任编辑：某人上一篇：港口群管理规定"
    )
    assert (parsed.title, parsed.preamble) == ("灯塔群管理规定", ("来源：本站作者：某人",))
    assert [node.text for node in parsed.nodes] == ["守时守密。", "本规定即日起施行。"]
    assert parsed.closing == ("责任编辑：某人上一篇：港口群管理规定",)
    assert "网页" in parsed.warnings[-1].message


@pytest.mark.parametrize("text", ["", " \n\t", "\n"])
def test_nothing_gives_nothing(text: str) -> None:
    assert parse_regulation(text) == RegulationText(None, (), (), ())


def test_missing_and_repeated_numbers_are_kept_and_warned_about() -> None:
    parsed = parse_regulation("第一条 甲。\n第二条 乙。\n第四条 丁。\n第四条 戊。\n")
    assert [node.number for node in parsed.nodes] == ["第一条", "第二条", "第四条", "第四条"]
    assert [warning.line for warning in parsed.warnings] == [3, 4]


# -- typography


@pytest.mark.parametrize(
    ("pasted", "repaired"),
    [
        ("守时,守密;文明:实名?好!", "守时，守密；文明：实名？好！"),
        ("管理 人员 , 家长", "管理人员，家长"),
        ('改为"部门+姓名"即可', "改为“部门+姓名”即可"),
        ("请于8:30到会(三楼)", "请于8:30到会（三楼）"),
        ("守时; (3)守密", "守时；（3）守密"),
        ("共1,200元,按3:2分", "共1,200元，按3:2分"),
        ("登录http://a.example/b?c=1", "登录http://a.example/b?c=1"),
        ("网络畅通的'情况下", "网络畅通的'情况下"),
        ("使用APP 办公 的人", "使用APP 办公的人"),
    ],
)
def test_repair(pasted: str, repaired: str) -> None:
    assert parse_regulation(f"第一条 {pasted}").nodes[0].text == repaired


def test_raw_repairs_nothing_but_reads_the_same_structure() -> None:
    text = "第一章 总则第一条 守时,守密:(一)甲 ;(二)乙。"
    raw, repaired = parse_regulation(text, raw=True), parse_regulation(text)
    article = raw.nodes[0].children[0]
    assert article.text == "守时,守密:"
    assert [(item.number, item.text) for item in article.children] == [("(一)", "甲 ;"), ("(二)", "乙。")]
    assert [item.number for item in repaired.nodes[0].children[0].children] == ["（一）", "（二）"]


def test_full_stops_typed_as_points() -> None:
    assert shape("第一条 甲.\n第二条 乙.丙.\n") == "article 第一条 甲。\narticle 第二条 乙。丙。"


def test_a_stray_point_stays_and_is_warned_about() -> None:
    parsed = parse_regulation("第一条 这样做的.话，守时。\n第二条 守密。\n第三条 实名。\n")
    assert parsed.nodes[0].text == "这样做的.话，守时。"
    assert [warning.line for warning in parsed.warnings] == [1]


def test_hostile_depth_and_length_stay_harmless() -> None:
    assert parse_regulation("：1. 甲\n" * 3000).nodes
    long = "成员应当守时，" * 7500
    assert parse_regulation(f"第一条 {long}\n第二条 完。").nodes[0].text == long
    assert parse_regulation("".join(f"（{'（' * 50}" for _ in range(200))).preamble
    assert parse_regulation(f"第一条 甲{chr(9) * 30_000}乙\n第二条 完。").nodes[1].text == "完。"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("第一条 甲。\n第二条 乙。\n装卸公司        调度中心\n", 3, "“装卸公司”之后的一大段空白没有保留"),
        ("第一条 名单：\n泊位  群主\n一号  小满\n第二条 乙。\n", 2, "“泊位  群主”像是表格"),
        ("第一条 甲。\n— 3 —\n第二条 乙。\n", 2, "“— 3 —”像是页码或页眉"),
        ("# 群规\n## 一、发言\n1. **守时**\n2. 守密\n", 1, "按 Markdown 读取"),
        ("群规\n第一条 甲。\n第二条 乙。\n附件\n1.名单\n", 4, "从这里起像是附件"),
    ],
)
def test_what_was_not_taken_as_a_rule_is_named_with_its_line(text: str, line: int, words: str) -> None:
    warnings = parse_regulation(text).warnings
    assert any(warning.line == line and words in warning.message for warning in warnings), warnings


def test_columns_stay_apart() -> None:
    parsed = parse_regulation("第一条 名单：\n泊位    群主\n一号泊  唐小满\n第二条 乙。\n编制：甲乙    审核：丙丁\n")
    assert parsed.nodes[0].text == "名单：\n泊位\t群主\n一号泊\t唐小满"
    assert parsed.closing == ("编制：甲乙\t审核：丙丁",)

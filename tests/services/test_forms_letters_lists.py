"""Forms filled from the records, the papers around a case, lists as papers, comparison of versions."""

from __future__ import annotations

import pytest

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.papers import FormPaper
from wxadmin.services import (
    announcements,
    appeal_letters,
    case_papers,
    cases,
    chats,
    forms,
    journal,
    lists,
    members,
    notices,
    papers,
    people,
    queue,
    regulations,
    settings,
)
from wxadmin.services.listing import Column, Row, View

TEXT = "群规\n第一条 昵称改为部门-姓名。\n第二条 不得辱骂他人。首次警告，再次违反的移出群。\n"


def values_of(paper: FormPaper) -> dict[str, str]:
    return {field.label: field.value for row in paper.rows for field in row}


@pytest.fixture
def case(store, group, roster):
    draft = cases.CaseDraft(group, roster["曾雨桐"], "在群里辱骂他人。", measures=("oral", "fine"), amount="50")
    made = cases.create(store, draft).value
    cases.decide(store, made, cases.Decision(("oral", "fine"), "王", amount="50"))
    return made


# Forms


def test_a_form_knows_the_person_and_the_group(store, group, snapshot, roster):
    values = forms.prefill(store, group, "join", roster["曾雨桐"])
    assert values["name"] == "曾雨桐"
    assert values["department"] == "客服部"
    assert values["phone"] == "15400000005"
    assert values["number"] == "5"
    assert values["group"] == "甲组工作群"
    assert values["nickname"] == "客服部-曾雨桐"
    paper = forms.build(store, group, "join", values)
    assert paper.unit == "甲公司"
    assert values_of(paper)["姓名"] == "曾雨桐"
    issued = forms.issue(store, group, paper, roster["曾雨桐"]).value
    assert (issued.kind, issued.number) == ("form", "表单〔2026〕1号")
    with store.read() as db:
        assert db.value("SELECT person_id FROM paper WHERE id = ?", (issued.id,)) == roster["曾雨桐"]


def test_every_form_can_be_filled_printed_and_taken_as_it_comes(store, group, roster):
    assert len({kind.key for kind in forms.kinds()}) == len(forms.kinds()) >= 3
    for kind in forms.kinds():
        for person in (None, roster["李建业"]):
            values = forms.prefill(store, group, kind.key, person)
            assert set(values) == {blank.key for blank in kind.blanks}
            forms.build(store, group, kind.key, values)
    assert papers.draft(store, forms.build(store, group, "join", {})).startswith(b"%PDF")


def test_a_category_that_is_no_choice_is_left_open(store, group):
    from tests.services.conftest import person

    made = people.add(store, person("新人", category="外星人"), group=group).value
    assert forms.prefill(store, group, "join", made)["category"] == ""
    made = people.add(store, person("老人", category="临时"), group=group).value
    assert forms.prefill(store, group, "join", made)["category"] == "临时"


def test_unknown_forms_blanks_and_people_are_refused(store, group):
    for attempt in (
        lambda: forms.prefill(store, group, "没有"),
        lambda: forms.prefill(store, group, "join", 99),
        lambda: forms.prefill(store, 99, "join"),
        lambda: forms.build(store, group, "join", {"颜色": "红"}),
        lambda: forms.issue(store, group, forms.build(store, group, "join", {}), 99),
    ):
        with pytest.raises(UserError):
            attempt()
    assert not len(papers.index(store, View()))


# Letters


def test_a_recommendation_asks_the_unit_for_what_the_group_cannot_do(store, group, case):
    letter = case_papers.recommendation(store, case)
    assert letter.addressee == letter.unit == "甲公司"
    assert letter.issuer == "办公室"
    assert "曾雨桐（客服部）" in letter.title
    assert [section.heading for section in letter.sections] == ["一、基本事实", "二、群内已作的处理", "三、处理建议"]
    said = "\n".join(words for section in letter.sections for words in section.paragraphs)
    assert "罚款50元" in said
    assert "违处〔2026〕1号" in said
    issued = case_papers.issue(store, case, letter).value
    assert (issued.kind, issued.number) == ("letter", "函〔2026〕1号")


def test_the_clause_stands_in_the_recommendation(store, group, roster):
    draft = regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value
    regulations.publish(store, draft)
    clause = regulations.cite(store, regulations.clauses(store, group)[1].id)
    made = cases.create(
        store, cases.CaseDraft(group, roster["曾雨桐"], "事实", clause=clause, measures=("fine",))
    ).value
    cases.decide(store, made, cases.Decision(("fine",), "王"))
    letter = case_papers.recommendation(store, made)
    assert [section.heading for section in letter.sections] == ["一、基本事实", "二、制度依据", "三、处理建议"]
    assert letter.sections[1].paragraphs == ("《群规》（第 1 版）第二条：", clause.text)


def test_delivery_and_appeal_say_what_the_case_says(store, group, case, roster):
    with pytest.raises(UserError, match="通知书还没有签发；请先签发"):
        case_papers.delivery(store, case)
    notices.issue(store, case)
    delivery = values_of(case_papers.delivery(store, case))
    assert delivery["文书名称"] == "违规处理通知书"
    assert delivery["文书编号"] == "违处〔2026〕1号"
    assert delivery["受送达人"] == "曾雨桐"
    people.edit(store, roster["曾雨桐"], people.get(store, roster["陆明朗"]).person)
    appeal = values_of(appeal_letters.appeal_form(store, case))
    assert (appeal["申诉人"], appeal["部门"]) == ("曾雨桐", "客服部")
    assert appeal["原处理决定"] == "口头警告、罚款50元"
    for paper in (case_papers.delivery(store, case), appeal_letters.appeal_form(store, case)):
        assert case_papers.issue(store, case, paper).value.kind == "form"


def test_a_nickname_nobody_knows_gets_papers_too(store, group):
    made = cases.create(store, cases.CaseDraft(group, None, "刷屏", sender="夜来香（小号）", measures=("fine",))).value
    cases.decide(store, made, cases.Decision(("fine",), "王"))
    assert "夜来香" in case_papers.recommendation(store, made).title
    notices.issue(store, made)
    assert values_of(case_papers.delivery(store, made))["受送达人"] == "夜来香（小号）"


def test_papers_of_a_case_need_a_decision_that_stands(store, group, roster, case):
    draft = cases.create(store, cases.CaseDraft(group, roster["张伟销售部"], "事实", measures=("oral",))).value
    for make in (case_papers.recommendation, case_papers.delivery, appeal_letters.appeal_form):
        with pytest.raises(UserError, match="还没有决定"):
            make(store, draft)
        with pytest.raises(UserError, match="没有这个案件"):
            make(store, 99)
    cases.decide(store, draft, cases.Decision(("oral",), "王"))
    with pytest.raises(UserError, match="没有要由单位处理的建议"):
        case_papers.recommendation(store, draft)
    letter = case_papers.recommendation(store, case)
    cases.void(store, case, "有误")
    with pytest.raises(UserError, match="已作废"):
        case_papers.delivery(store, case)
    with pytest.raises(UserError, match="已作废"):
        case_papers.issue(store, case, letter)


# Lists


def test_every_list_of_the_window_is_a_paper(store, group, snapshot, case):
    regulations.create_from_text(store, group, regulations.parse_text(TEXT))
    announcements.save(store, announcements.AnnouncementDraft(group, "通知", "内容"))
    chats.import_chat(store, chats.preview(store, group, "夜来香\n2026年09月20日 18:00\n你就是个废物\n"))
    notices.issue(store, case)
    for noun in (people, members, chats, queue, cases, papers, regulations, announcements, journal):
        view = View(None if noun is journal else group)
        paper = lists.of_noun(store, noun, view, "清单", full=True)
        assert len(paper.columns) == len(noun.COLUMNS), noun
        assert [row.cells for row in noun.page(store, noun.index(store, view))] == list(paper.rows)
    assert papers.draft(store, paper).startswith(b"%PDF")


def test_a_list_leaves_with_numbers_covered(store, group, roster, tmp_path):
    paper = lists.of_noun(store, people, View(group), "名单", ("name", "phone", "number"))
    known = [person for _id, person in people.of_group(store, group)]
    printed = "".join(cell for row in paper.rows for cell in row)
    lists.export(store, people, View(group), tmp_path / "a.csv", ("name", "phone", "number"))
    written = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    secrets = [person.phone for person in known if person.phone] + [p.number for p in known if len(p.number) > 2]
    assert secrets
    assert not [secret for secret in secrets if secret in printed or secret in written]
    assert all(person.name in printed and person.name in written for person in known)


def test_the_view_and_the_columns_asked_for_are_printed(store, group, roster):
    view = View(group, search="销售", chips=("present",), sort="name", descending=True)
    paper = lists.of_noun(store, people, view, "销售部名单", ("phone", "name"))
    assert [column.title for column in paper.columns] == ["电话", "姓名"]
    assert [row[1] for row in paper.rows] == ["张伟", "陆明朗"]
    assert paper.facts == ("筛选：在册", "搜索：销售", "按姓名降序")
    assert (paper.unit, paper.group) == ("甲公司", "甲组工作群")
    issued = papers.issue(store, paper, papers.Origin(group)).value
    assert issued.number == "清单〔2026〕1号"


def test_a_list_of_all_groups_names_the_unit_of_the_settings(store, group, roster):
    settings.save(store, settings.Settings(unit="甲集团"))
    paper = lists.of_noun(store, people, View(), "名册")
    assert (paper.unit, paper.group, paper.facts) == ("甲集团", "", ())
    assert len(paper.rows) == 6


def test_lists_that_cannot_be_printed(store, group, roster):
    with pytest.raises(UserError, match="列表是空的"):
        lists.of_noun(store, cases, View(group), "案件")
    with pytest.raises(UserError, match="没有“颜色”这一栏"):
        lists.of_noun(store, people, View(group), "名册", ("颜色",))
    with pytest.raises(UserError, match="列表是空的"):
        lists.paper(store, "名册", group, (), [Row(1, ())], ())

    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        lists.of_noun(store, people, View(group), "名册", step=stop)


def test_figures_stand_right_and_widths_keep_their_share(store, group):
    columns = (Column("a", "名称", 300), Column("b", "页数", 60, numeric=True))
    paper = lists.paper(store, "文书", group, columns, [Row(1, ("甲", "3"))], ("本年",))
    assert [(c.title, c.share, c.align) for c in paper.columns] == [("名称", 300.0, "left"), ("页数", 60.0, "right")]


# Versions side by side


def test_two_versions_side_by_side(store, group):
    first = regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value
    regulations.publish(store, first)
    second = regulations.revise(store, first, regulations.parse_text(TEXT.replace("移出群", "禁言三天"))).value
    paper = regulations.comparison(store, first, second)
    assert (paper.title, paper.old_version, paper.new_version) == ("群规修订对照表", "第 1 版", "第 2 版")
    assert [change.kind for change in paper.changes if change.kind != "same"] == ["changed"]
    assert papers.issue(store, paper, papers.Origin(group, revision=second)).value.number == "对照〔2026〕1号"
    with pytest.raises(UserError, match="同一版"):
        regulations.comparison(store, first, first)
    same = regulations.create_from_text(store, group, regulations.parse_text(TEXT), title="群规").value
    with pytest.raises(UserError, match="逐条相同"):
        regulations.comparison(store, first, same)
    other = regulations.comparison(store, same, second)
    assert other.old_version == "群规 第 1 版"

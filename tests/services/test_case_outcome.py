"""What papers say of a decision once it was appealed, put right, lifted or voided: as decided, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.papers import ClauseCitation
from wxadmin.domain.people import Person
from wxadmin.services import (
    appeal_letters,
    appeals,
    case_acts,
    case_cards,
    case_papers,
    case_told,
    cases,
    notices,
    people,
    person_record,
    sanctions,
)

RULE = ClauseCitation("甲组工作群管理规定", "第1版", ("第二条",), "不得辱骂他人。")
DAY = date(2026, 9, 18)


def measure(store, case, party, key):
    with store.read() as db:
        rows = case_told.of(db, case).sanctions
    return next(row["id"] for row in rows if (row["party_id"], row["measure"]) == (party, key))


@pytest.fixture
def case(store, group, roster):
    """陆明朗 did three things, 曾雨桐 one; a committee decided."""
    draft = cases.CaseDraft(
        group, roster["陆明朗"], "在群里辱骂曾雨桐。", category="abuse", occurred=DAY, clause=RULE,
        more=(Infraction("21:40又发送侮辱性图片。", "abuse", DAY.replace(day=19), RULE),
              Infraction("9月20日再次辱骂。", "abuse", DAY.replace(day=20), RULE)),
        others=(Party(roster["曾雨桐"], "", (Infraction("曾雨桐回骂。", "abuse", DAY, RULE),)),),
    )  # fmt: skip
    made = cases.create(store, draft).value
    with store.read() as db:
        first, second = (one.id for one in case_told.of(db, made).parties)
    chosen = {
        first: (Measure("mute", 7), Measure("criticism"), Measure("fine", 0, "100")),
        second: (Measure("mute"), Measure("oral")),
    }
    cases.decide(store, made, cases.Decision((), "", parties=chosen, committee="沈知远、李建业；2票同意"))
    return made, first, second


@pytest.fixture
def lived(store, hands, case):
    """陆明朗's appeal left a mute of three days, lifted the day after; 曾雨桐's endless mute was put right."""
    made, first, second = case
    notices.issue(store, made)
    notices.issue(store, made)
    case_acts.deliver(store, made, first, date(2026, 9, 21), "微信送达")
    appeal = appeals.receive(store, made, first, appeals.AppealDraft(None, "written", "处理过重。")).value
    reduced = appeals.Answer("reduced", "情节较轻。", (Measure("mute", 3),), reviewer="曾雨桐")
    hands.move(days=1)
    appeals.answer(store, appeal, replace(reduced, reviewer="张伟"))
    appeals.issue_reply(store, appeal)
    act = case_acts.amend(store, made, case_acts.Amendment(second, measures=(Measure("oral"),)), "定性有误").value
    case_papers.issue(store, made, case_papers.amendment(store, act), party=second)
    hands.move(days=1)
    sanctions.lift_now(store, measure(store, made, first, "mute"), "当众道歉", "沈知远")
    return made, first, second


def piece(store, case, title):
    found = next(one for one in case_papers.case_file(store, case).pieces if one.title == title)
    return [(section.heading, list(section.paragraphs)) for section in found.sections]


def test_a_file_keeps_the_decision_as_decided_and_tells_what_became_of_it(store, lived):
    case, _first, _second = lived
    assert piece(store, case, "处理决定") == [
        ("", [
            "陆明朗：禁言7天、通报批评；建议单位处理：罚款100元。", "曾雨桐：长期禁言、口头警告。",
            "集体决定：沈知远、李建业；2票同意。",
        ]),
        ("决定以后的变化", [
            "2026年9月22日，陆明朗：申诉减轻为禁言3天（申诉答复书 函〔2026〕1号）。",
            "2026年9月23日，陆明朗：解除禁言。原因：当众道歉。",
            "2026年9月22日，曾雨桐：更正为口头警告（更正决定书 函〔2026〕2号）。原因：定性有误。",
        ]),
        ("现在的处理", [
            "陆明朗：禁言3天（自2026年9月21日起，2026年9月23日提前解除）。", "曾雨桐：口头警告。",
        ]),
    ]  # fmt: skip
    result = dict(case_papers.case_file(store, case).facts)["处理结果"]
    assert result == "陆明朗：禁言3天（自2026年9月21日起，2026年9月23日提前解除）\n曾雨桐：口头警告"


def test_a_group_has_a_line_for_every_party_and_what_became_of_the_decision(store, group, lived):
    first, second = cases.history(store, group=group).entries
    assert (first.number, second.number) == ("违处〔2026〕1号之一", "违处〔2026〕1号之二")
    assert first.facts.startswith("陆明朗：1. 2026年9月18日，在群里辱骂曾雨桐。")
    assert second.facts == "曾雨桐：2026年9月18日，曾雨桐回骂。"
    assert first.measure.split("\n") == [
        "禁言7天、通报批评；建议单位处理：罚款100元", "2026年9月21日送达", "2026年9月22日申诉减轻为禁言3天",
        "2026年9月23日解除（当众道歉）",
    ]  # fmt: skip
    assert second.measure.split("\n") == ["长期禁言、口头警告", "2026年9月22日更正为口头警告（定性有误）"]
    assert (first.state, second.state) == ("已解除", "待执行")


def test_what_was_voided_says_why_and_what_was_revoked_that_an_appeal_did_it(store, group, roster, case):
    made, first, _second = case
    notices.issue(store, made)
    case_acts.deliver(store, made, first, date(2026, 9, 21), "当面送达")
    appeal = appeals.receive(store, made, first, appeals.AppealDraft(None, "oral", "不是我。")).value
    assert cases.history(store, person=roster["陆明朗"]).entries[0].state == "申诉中"
    appeals.answer(store, appeal, appeals.Answer("revoked", "查无实据。", reviewer="张伟"))
    cases.void(store, made, "认错了人", "沈知远")
    mine, other = cases.history(store, group=group).entries
    assert mine.measure.split("\n")[1:] == [
        "2026年9月21日送达",
        "2026年9月21日申诉撤销",
        "2026年9月21日作废（认错了人）",
    ]
    assert (mine.state, other.state) == ("申诉撤销", "已作废")
    assert other.measure.split("\n")[1:] == ["2026年9月21日作废（认错了人）"]


def test_the_record_of_a_person_tells_outcome_and_only_their_own_letters(store, roster, lived):
    def line(name):
        found = person_record.parts(store, people.get(store, roster[name]))
        return next(part for part in found if part.key == "cases").lines[0].text

    assert "违处〔2026〕1号之一 · 禁言7天、通报批评；" in line("陆明朗")
    assert "申诉减轻为禁言3天；2026年9月23日解除（当众道歉）" in line("陆明朗")
    assert "申诉答复书" in line("陆明朗")
    assert "更正决定书" not in line("陆明朗")
    assert "更正决定书" in line("曾雨桐")


def test_the_notice_names_days_committee_and_whose_the_fine_is(store, case):
    from tests.services.test_case_papers import words_of
    from wxadmin.services import papers

    made, first, second = case
    one = notices.build(store, made, party=first)
    assert one.facts.split("\n") == [
        "1. 2026年9月18日，在群里辱骂曾雨桐。", "2. 2026年9月19日21:40又发送侮辱性图片。", "3. 9月20日再次辱骂。",
    ]  # fmt: skip
    said = words_of(papers.draft(store, one))
    assert "经群管理人员集体研究，决定给予以下处理：" in said
    assert "建议单位依法处理：罚款100元。由单位决定，本群不收取。" in said
    other = notices.build(store, made, party=second)
    assert other.measures[0] == "长期禁言（自2026年9月21日起，至解除为止）"
    assert "本群不收取" not in words_of(papers.draft(store, other))


def test_a_mute_of_which_nobody_said_how_long_is_not_yet_one_without_end(store, group, roster):
    made = cases.create(store, cases.CaseDraft(group, roster["李建业"], "刷屏。", measures=("mute",))).value
    assert [row.cells for row in cases.page(store, (made,)) if "长期" in "".join(row.cells)] == []
    assert notices.build(store, made).measures == ("禁言",)
    cases.decide(store, made, cases.Decision(("mute",), "王"))
    assert case_cards.get(store, made).measures == ("长期禁言",)


@pytest.mark.parametrize(
    ("how", "refused", "way", "receipt"),
    [
        ("微信送达", False, "群内私信", ""), ("本人签收", False, "当面送达", "本人签收"),
        ("他人代收（同事李建业）", False, "", "同住家属或同事代收"), ("邮寄或留置送达", False, "", ""),
        ("本人拒绝签收", True, "", "拒绝签收"),
    ],
)  # fmt: skip
def test_the_delivery_record_ticks_what_is_known_and_no_more(store, case, how, refused, way, receipt):
    made, first, _second = case
    notices.issue(store, made)
    case_acts.deliver(store, made, first, date(2026, 9, 21), how, refused, "李建业" if refused else "")
    values = {f.label: f.value for row in case_papers.delivery(store, made, first).rows for f in row}
    assert (values["送达方式"], values["受送达人签收"]) == (way, receipt)
    assert values["代收人与关系"] == ("同事李建业" if "代收" in how else "")


def test_a_letter_of_correction_counts_the_term_from_itself(store, lived):
    case, _first, second = lived
    with store.read() as db:
        act = next(one.id for one in case_told.of(db, case).acts if one.kind == "amended")
    last = case_papers.amendment(store, act).sections[-1].paragraphs[0]
    assert "自收到本决定书之日起" in last
    assert "本通知书" not in last
    form = appeal_letters.appeal_form(store, case, second)
    assert next(f.value for row in form.rows for f in row if f.label == "通知书编号") == "违处〔2026〕1号之二"
    assert "自收到本通知书之日起" in notices.build(store, case, party=second).appeal


def test_the_closing_sheet_says_what_the_case_has_none_of(store, lived):
    case, _first, _second = lived
    paper = case_papers.case_file(store, case)
    assert [line for line in paper.remarks if "本案没有" in line] == ["本案没有聊天证据，没有图片、文件等证据材料。"]
    assert not any("没有收入的内容" in line for line in paper.remarks)
    events = next(one for one in paper.pieces if one.title == "大事记").sections[0].rows
    assert [row[1] for row in events if "签发申诉答复书" in row[2]] == ["签发"]


def test_a_letter_of_lifting_tells_the_decision_as_decided_and_what_an_appeal_left_of_it(store, lived):
    case, first, _second = lived
    with store.read() as db:
        mute = next(r["id"] for r in case_told.of(db, case).sanctions if (r["party_id"], r["days"]) == (first, 3))
    decided, lifted, why = (section.paragraphs for section in case_papers.lifting(store, mute).sections)
    assert decided == (
        "2026年9月21日作出的处理决定（违处〔2026〕1号之一）：禁言7天、通报批评；建议单位处理：罚款100元。",
        "2026年9月22日申诉减轻为禁言3天。",
    )
    assert lifted == ("自2026年9月23日起解除禁言3天。",)
    assert why == ("当众道歉。",)


def test_the_facts_of_a_file_keep_the_words_that_were_put_right(store, case):
    made, _first, second = case
    case_acts.amend(store, made, case_acts.Amendment(second, facts="只回了一句。"), "记错了")
    (_one, _acts), (_other, words) = piece(store, made, "违规事实")
    assert words[0].startswith("只回了一句。（")
    assert words[1] == "2026年9月21日更正，原写：“曾雨桐回骂”。"


def test_a_refusal_is_told_once(store, case):
    made, first, _second = case
    notices.issue(store, made)
    case_acts.deliver(store, made, first, date(2026, 9, 21), "本人拒绝签收", True, "李建业")
    values = {f.label: f.value for row in case_papers.delivery(store, made, first).rows for f in row}
    assert values["拒收情况"] == "2026年9月21日送达时当事人拒绝签收。"
    assert values["备注"] == ""


def test_a_department_with_brackets_stands_before_the_name(store, group):
    bracketed = Person("何静淑", (("甲公司", "二组（涂布）"),))
    one = people.add(store, bracketed, group=group).value
    made = cases.create(store, cases.CaseDraft(group, one, "刷屏。", measures=("fine",), amount="50")).value
    cases.decide(store, made, cases.Decision(("fine",), "王", amount="50"))
    assert case_papers.recommendation(store, made).title == "关于二组（涂布）何静淑违规行为的处理建议书"
    assert cases.get(store, made).parties[0].label == "二组（涂布）何静淑"


def test_a_long_story_is_cut_short_in_the_record(store, group, roster):
    made = cases.create(store, cases.CaseDraft(group, roster["李建业"], "刷屏。" * 900)).value
    cases.decide(store, made, cases.Decision(("warning",), "王"))
    facts = cases.history(store, group=group).entries[0].facts
    assert len(facts) < 200
    assert facts.endswith("……（全文见通知书）")


def test_the_chronicle_is_not_the_whole_story_and_a_void_measure_has_no_days(store, group, roster):
    made = cases.create(store, cases.CaseDraft(group, roster["李建业"], "刷屏。" * 900, occurred=DAY)).value
    lacking = next(line for line in case_papers.case_file(store, made).remarks if "本案没有" in line)
    assert "申诉" not in lacking, "a draft cannot have any"
    cases.decide(store, made, cases.Decision(("mute",), "王", days=3))
    cases.void(store, made, "认错了人", "王")
    paper = case_papers.case_file(store, made)
    rows = next(one for one in paper.pieces if one.title == "大事记").sections[0].rows
    assert max(len(row[2]) for row in rows) < 200
    assert dict(paper.facts)["处理结果"] == "禁言3天（决定已作废）"


def test_an_answer_put_right_leaves_each_measure_once(store, hands, group, case):
    made, first, _second = case
    notices.issue(store, made)
    case_acts.deliver(store, made, first, date(2026, 9, 21), "当面送达")
    appeal = appeals.receive(store, made, first, appeals.AppealDraft(None, "oral", "不是我。")).value
    appeals.answer(store, appeal, appeals.Answer("revoked", "查无实据。", reviewer="张伟"))
    hands.move(days=1)
    again = appeals.Answer("maintained", "证据确实。", reviewer="张伟", reason="漏看了截图")
    appeals.answer(store, appeal, again)
    with store.read() as db:
        assert case_told.of(db, made).of(first).result.startswith("禁言7天（自2026年9月2")
        assert case_told.of(db, made).of(first).result.count("禁言") == 1
    entry = cases.history(store, group=group).entries[0]
    assert [line for line in entry.measure.split("\n") if "申诉" in line] == [
        "2026年9月21日申诉撤销", "2026年9月22日申诉维持",
    ]  # fmt: skip
    assert entry.state == "待执行"


@pytest.mark.parametrize(
    ("outcome", "line", "result"),
    [
        ("declined", "2026年9月21日单位未采纳建议（证据不足）", "罚款100元（单位未采纳）"),
        ("adopted", "2026年9月21日单位采纳建议", "罚款100元"),
    ],
)
def test_what_the_unit_answered_is_told(store, group, case, outcome, line, result):
    made, first, _second = case
    case_acts.answered_by_unit(store, made, "证据不足", date(2026, 9, 21), first, outcome=outcome)
    assert cases.history(store, group=group).entries[0].measure.split("\n")[1:] == [line]
    with store.read() as db:
        assert case_told.of(db, made).of(first).result.endswith(f"；建议单位处理：{result}")
    told = piece(store, made, "处理决定")
    assert told[1][1][0].startswith("2026年9月21日，陆明朗：单位")

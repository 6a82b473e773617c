"""The papers of a case of two parties, from the group notice to the whole file."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.services.conftest import wechat
from tests.services.pictures import picture_file
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.papers import CaseFile, ClauseCitation, FormPaper
from wxadmin.domain.style import PROFILES, Style
from wxadmin.printing.pdf_check import check_pdf
from wxadmin.printing.seal_check import verify_paper
from wxadmin.services import (
    appeals,
    attachments,
    case_acts,
    case_papers,
    case_told,
    cases,
    chats,
    erasure,
    exhibits,
    member_tasks,
    notices,
    papers,
    people,
    queue,
    sanctions,
)
from wxadmin.services.attachments import Owner
from wxadmin.services.exhibits import Cover, Of
from wxadmin.services.listing import View

TALK = wechat(
    ("夜来香", "17:58", "明天几点开会，雨桐和小陆来吗"),
    ("客服部-曾雨桐", "17:59", "九点，@夜来香 别迟到，电话15400000005"),
    ("销售部-陆明朗", "18:00", "你就是个废物，滚一边去"),
    ("客服部-曾雨桐", "18:01", "你才是废物，滚"),
    ("夜来香", "18:02", "都少说两句"),
)
CLAUSE = ClauseCitation("甲组工作群管理规定", "第1版", ("第二条",), "不得辱骂他人。")
DAY = date(2026, 9, 20)


@pytest.fixture
def case(store, group, snapshot, roster):
    """陆明朗 and 曾雨桐 insult each other: one case, a measure each, one of them the unit's."""
    chats.import_chat(store, chats.preview(store, group, TALK))
    found = [queue.get(store, i) for i in queue.index(store, View(group))]
    messages = tuple(sorted(one.message for one in found if one.category == "abuse"))
    draft = cases.CaseDraft(
        group, roster["陆明朗"], "陆明朗在群里辱骂曾雨桐。", category="abuse", occurred=DAY, evidence=messages,
        more=(Infraction("经提醒仍不停止。", "", DAY, None, "serious"),),
        others=(Party(roster["曾雨桐"], "", (Infraction("曾雨桐回骂陆明朗。", "abuse", DAY),)),),
    )  # fmt: skip
    return cases.create(store, draft).value


def parties_of(store, case):
    with store.read() as db:
        return [one.id for one in case_told.of(db, case).parties]


def decide(store, case):
    first, second = parties_of(store, case)
    cases.decide(
        store, case,
        cases.Decision(
            (), "沈知远", parties={first: (Measure("mute", 3), Measure("fine", 0, "50")), second: (Measure("oral"),)},
            committee="三人到会，全票通过",
        ),
    )  # fmt: skip
    return first, second


@pytest.fixture
def decided(store, case):
    return decide(store, case)


def words_of(pdf):
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_each_party_has_a_notice_of_their_own_under_one_number(store, case, decided):
    first, second = decided
    one, other = notices.build(store, case, party=first), notices.build(store, case, party=second)
    assert (one.number, other.number) == ("违处〔2026〕1号之一", "违处〔2026〕1号之二")
    assert (one.person, other.person) == ("陆明朗", "曾雨桐")
    assert one.facts == "1. 2026年9月20日，陆明朗在群里辱骂曾雨桐。\n2. 同日，经提醒仍不停止。"
    assert [line.text for line in one.evidence] == ["你就是个废物，滚一边去"]
    assert [line.text for line in other.evidence] == ["你才是废物，滚"]
    assert one.measures == ("禁言3天（自2026年9月21日起，2026年9月24日解除）",)
    assert one.recommendations == ("罚款50元",)
    assert other.measures == ("口头警告",)
    issued = notices.issue(store, case).value
    assert issued.number == "违处〔2026〕1号之一"
    with pytest.raises(UserError, match="已经签发过"):
        notices.issue(store, case, party=first)
    assert notices.issue(store, case).value.number == "违处〔2026〕1号之二"
    with pytest.raises(UserError, match="已经签发过"):
        notices.issue(store, case)
    assert [paper.number for paper in case_papers.issued(store, case)] == ["违处〔2026〕1号之一", "违处〔2026〕1号之二"]
    with pytest.raises(UserError, match="没有这位当事人"):
        notices.build(store, case, party=99)


def test_a_notice_says_the_last_day_to_appeal_once_it_was_delivered(store, case, decided):
    first, _second = decided
    notices.issue(store, case, party=first)
    assert "止）" not in notices.build(store, case, party=first).appeal
    case_acts.deliver(store, case, first, DAY.replace(day=21), "当面送达")
    with store.read() as db:
        until = appeals.window(db, case_told.of(db, case).row, first).until
    said = notices.build(store, case, party=first).appeal
    assert (f"（至{until.year}年{until.month}月{until.day}日止）" in said) if until else "止）" not in said


def test_the_group_learns_what_happened_but_no_names(store, case, decided):
    paper = case_papers.group_notice(store, case)
    said = "".join(words for section in paper.sections for words in section.paragraphs)
    assert "陆**" in said
    assert "曾**" in said
    assert not [name for name in ("明朗", "雨桐", "夜来香", "废物", "50", "15400000005") if name in said]
    assert "禁言3天" in said
    assert "建议单位" in said
    text = case_papers.group_text(store, case)
    assert text.startswith("【群内通报】\n一、违规情况\n陆**：")
    assert text.endswith("办公室\n2026年9月21日")
    assert "陆明朗" in case_papers.group_text(store, case, masked=False)
    issued = case_papers.issue(store, case, paper).value
    assert issued.kind == "letter"
    assert verify_paper(issued.pdf).issued


def test_facts_without_a_kind_name_nobody_else(store, group, roster):
    facts = "2026年9月20日，陆明朗多次在群里催促曾雨桐，电话15400000005。"
    made = cases.create(store, cases.CaseDraft(group, roster["陆明朗"], facts, occurred=DAY)).value
    cases.decide(store, made, cases.Decision(("oral",), "王"))
    said = case_papers.group_text(store, made)
    assert "陆**多次在群里催促成员甲，电话154****0005" in said


def test_a_draft_has_none_of_these_papers(store, case):
    for make in (case_papers.group_notice, case_papers.recommendation, case_papers.delivery):
        with pytest.raises(UserError, match="还没有决定"):
            make(store, case)


def test_what_the_unit_is_asked_for(store, case, decided):
    paper = case_papers.recommendation(store, case)
    assert paper.title == "关于陆明朗（销售部）违规行为的处理建议书"
    _opening, advice, whose, _answer = paper.sections[-1].paragraphs
    assert advice == "罚款50元。"
    assert "由单位按法律" in whose
    assert "不收取任何款项" in whose
    with pytest.raises(UserError, match="没有要由单位处理的建议"):
        case_papers.recommendation(store, case, decided[1])


def revoked(store, case, party):
    made = appeals.receive(store, case, party, appeals.AppealDraft(None, "written", "我没有骂人。"))
    appeals.answer(store, made.value, appeals.Answer("revoked", "查无实据。", reviewer="李建业"))


def test_a_party_whose_decision_was_taken_back_gets_no_papers_of_it(store, case, decided):
    first, second = decided
    notices.issue(store, case, party=second)
    revoked(store, case, first)
    for make in (
        lambda: notices.issue(store, case, party=first),
        lambda: case_papers.recommendation(store, case, first),
        lambda: case_papers.delivery(store, case, first),
    ):
        with pytest.raises(UserError, match="对 陆明朗 的决定已经作废"):
            make()
    assert [paper.number for paper in case_papers.issued(store, case)] == ["违处〔2026〕1号之二"]
    with pytest.raises(UserError, match="没有要由单位处理的建议"):
        case_papers.recommendation(store, case)
    assert "陆" not in case_papers.group_text(store, case)
    file = case_papers.case_file(store, case)
    assert "罚款50元（决定已作废）" in dict(file.facts)["处理结果"]


def test_a_notice_is_not_issued_when_the_decision_is_taken_back_while_it_is_set(store, case, decided, monkeypatch):
    true = papers.issue

    def slow(store_, paper, origin, note=None, style=None):
        revoked(store, case, decided[0])
        return true(store_, paper, origin, note, style)

    monkeypatch.setattr(papers, "issue", slow)
    with pytest.raises(UserError, match="已经作废"):
        notices.issue(store, case, party=decided[0])
    assert case_papers.issued(store, case) == ()


def test_what_was_lifted_is_not_asked_for_any_more(store, case, decided):
    with store.read() as db:
        measures = {row["measure"]: row["id"] for row in case_told.of(db, case).sanctions}
    sanctions.lift_now(store, measures["fine"], "另行处理", "沈知远")
    with pytest.raises(UserError, match="没有要由单位处理的建议"):
        case_papers.recommendation(store, case)
    sanctions.lift_now(store, measures["mute"], "认错态度好", "沈知远")
    with pytest.raises(UserError, match="没有要由单位处理的建议"):
        case_papers.recommendation(store, case, decided[0])
    said = case_papers.group_text(store, case)
    assert "陆**：原处理决定已经解除。" in said
    assert "禁言" not in said
    assert "建议单位" not in said
    assert "曾**：口头警告。" in said
    notice = notices.build(store, case)
    assert notice.measures == ("禁言3天（自2026年9月21日起，2026年9月21日提前解除）",)
    assert notice.recommendations == ("罚款50元（2026年9月21日解除）",)
    result = dict(case_papers.case_file(store, case).facts)["处理结果"]
    assert "建议单位处理：罚款50元（2026年9月21日解除）" in result


def test_only_what_was_posted_is_called_posted(store, group, roster):
    def told(category):
        draft = cases.CaseDraft(group, roster["陆明朗"], "陆明朗没有回复。", category=category, occurred=DAY)
        made = cases.create(store, draft).value
        cases.decide(store, made, cases.Decision(("oral",), "王"))
        return case_papers.group_text(store, made)

    assert "陆**：2026年9月20日在本群发布广告内容。" in told("advert")
    assert "陆**：2026年9月20日，逾期未回复。" in told("late")
    assert "陆**：2026年9月20日，迟到。" in told("迟到")


def test_bystanders_are_not_on_the_notice(store, group, snapshot, roster):
    chats.import_chat(store, chats.preview(store, group, TALK))
    every = tuple(chats.index(store, View(group)))
    draft = cases.CaseDraft(group, roster["陆明朗"], "骂人", category="abuse", occurred=DAY, evidence=every)
    case = cases.create(store, draft).value
    assert [line.text for line in notices.build(store, case).evidence] == ["你就是个废物，滚一边去"]
    talk = next(piece for piece in case_papers.case_file(store, case).pieces if piece.title == "聊天证据")
    assert len(talk.sections[0].rows) == 5
    other = cases.create(store, replace(draft, person=roster["李建业"])).value
    assert {line.sender for line in notices.build(store, other).evidence} <= {"夜来香"}  # whom nobody knows


def test_a_picture_that_names_another_party_is_theirs_alone(store, case, decided, tmp_path):
    for name in ("陆明朗的截图", "曾雨桐的截图", "群里截屏"):
        attachments.add_picture(
            store, Owner("case", case), picture_file(tmp_path / f"{name}.png", "red", (60, 80)), name
        )
    for party, mine, others in zip(decided, ("陆明朗", "曾雨桐"), ("曾雨桐", "陆明朗"), strict=True):
        captions = "".join(one.caption for one in notices.build(store, case, party=party).pictures)
        assert mine in captions
        assert "群里截屏" in captions
        assert others not in captions


def test_papers_about_somebody_erased(store, group, roster, hands):
    made = cases.create(store, cases.CaseDraft(group, roster["陆明朗"], "骂人", occurred=DAY)).value
    cases.decide(store, made, cases.Decision(("oral",), "王"))
    notices.issue(store, made)
    [party] = parties_of(store, made)
    case_acts.deliver(store, made, party, date(2026, 9, 21), "当面")
    hands.move(days=60)
    people.mark_left(store, roster["陆明朗"])
    keys = [one.key for one in erasure.preview(store, roster["陆明朗"]).doubts]
    erasure.erase(store, roster["陆明朗"], "离开", typed="陆明朗", confirmed=keys)
    for make in (case_papers.group_text, case_papers.delivery):
        with pytest.raises(UserError, match="个人信息已经删除"):
            make(store, made)


def test_the_delivery_record_tells_what_is_known(store, case, decided):
    first, second = decided

    def values(party):
        paper = case_papers.delivery(store, case, party)
        assert isinstance(paper, FormPaper)
        return {field.label: field.value for row in paper.rows for field in row}

    with pytest.raises(UserError, match="还没有签发"):
        values(first)
    notices.issue(store, case)
    notices.issue(store, case)
    assert values(second)["文书编号"] == "违处〔2026〕1号之二"
    assert values(second)["受送达人签收"] == ""
    case_acts.deliver(store, case, first, date(2026, 9, 21), "当面送达，在办公室", True, "沈知远、李建业", "王")
    found = values(first)
    assert found["送达方式"] == "当面送达"
    assert found["受送达人签收"] == "拒绝签收"
    assert "沈知远、李建业" in found["见证人"]
    assert "2026年9月21日" in found["拒收情况"]
    assert found["送达人"] == "王"


def test_lifting_and_amendment(store, case, decided):
    with store.read() as db:
        mute = next(row["id"] for row in case_told.of(db, case).sanctions if row["measure"] == "mute")
    with pytest.raises(UserError, match="还没有解除"):
        case_papers.lifting(store, mute)
    sanctions.lift_now(store, mute, "认错态度好", "沈知远")
    paper = case_papers.lifting(store, mute)
    said = [words for section in paper.sections for words in section.paragraphs]
    assert said[1:3] == ["自2026年9月21日起解除禁言3天。", "认错态度好。"]
    assert "罚款50元" in said[3]
    change = case_acts.amend(store, case, case_acts.Amendment(decided[1], facts="曾雨桐回了一句。"), "记错了", "沈知远")
    paper = case_papers.amendment(store, change.value)
    said = [words for section in paper.sections for words in section.paragraphs]
    assert "1. 事实：原为“曾雨桐回骂陆明朗”，更正为“曾雨桐回了一句”。" in said
    assert paper.addressee == "曾雨桐（客服部）"
    for wrong in (0, change.value + 99, change.value - 1):
        with pytest.raises(UserError, match="没有这次更正"):
            case_papers.amendment(store, wrong)
    with pytest.raises(UserError, match="没有这项处罚措施"):
        case_papers.lifting(store, 99)


# The file


def pdf_file(path, pages=3):
    sheets = [Image.new("RGB", (300, 400), (200, 250 - 40 * i, 210)) for i in range(pages)]
    sheets[0].save(path, "PDF", save_all=True, append_images=sheets[1:])
    return path


@pytest.fixture
def proved(store, case, tmp_path):
    """The case with a screen, one as long as a whole talk, a PDF and a recording."""
    shot = picture_file(tmp_path / "群里截屏.png", "red", (360, 640))
    exhibits.add(store, Of("case", case), shot, "群里截屏", "曾雨桐提供")
    exhibits.add(store, Of("case", case), picture_file(tmp_path / "长截图.png", "blue", (200, 1500)))
    exhibits.add(store, Of("case", case), pdf_file(tmp_path / "情况说明.pdf"))
    (tmp_path / "录音.mp3").write_bytes(b"ID3" + bytes(2000))
    exhibits.add(store, Of("case", case), tmp_path / "录音.mp3")
    first = exhibits.of(store, Of("case", case))[0]
    exhibits.cover(store, first.id, (Cover(0, 0, 500, 100),))
    return case


def titles_of(paper: CaseFile):
    return [piece.title for piece in paper.pieces]


def full(store, case, first):
    notices.issue(store, case)
    notices.issue(store, case)
    case_acts.deliver(store, case, first, date(2026, 9, 21), "当面送达", by="王")
    made = appeals.receive(store, case, first, appeals.AppealDraft(None, "written", "我没有骂人。"))
    appeals.answer(store, made.value, appeals.Answer("maintained", "事实清楚。", reviewer="李建业"))
    appeals.issue_reply(store, made.value)
    case_acts.note(store, case, "当事人情绪激动", "王")


@pytest.mark.parametrize("profile", PROFILES)
def test_the_whole_file_is_one_paper_that_verifies(store, proved, profile):
    first, _second = decide(store, proved)
    full(store, proved, first)
    paper = case_papers.case_file(store, proved)
    assert titles_of(paper) == [
        "违规事实", "处理建议", "处理决定", "聊天证据", "证据材料", "违规处理通知书（陆明朗）",
        "违规处理通知书（曾雨桐）", "申诉答复书",
        "送达情况", "执行情况", "申诉情况", "备注", "大事记",
    ]  # fmt: skip
    issued = case_papers.issue(store, proved, paper, style=Style(profile)).value
    assert (issued.kind, issued.number) == ("casefile", "案卷〔2026〕1号")
    assert issued.missing == ()
    assert check_pdf(issued.pdf, Style(profile)) == []
    verdict = verify_paper(issued.pdf)
    assert verdict.issued, verdict.reason
    text = words_of(issued.pdf)
    for said in (
        "三人到会，全票通过",
        "我没有骂人。",
        "当事人情绪激动",
        "李建业",
        "曾雨桐提供",
        "第3页",
        "录音不能印在纸上",
        "第1段，共",
    ):
        assert said in text
    for row in exhibits.of(store, Of("case", proved)):
        assert row.sha in text
    talk = next(piece for piece in paper.pieces if piece.title == "聊天证据")
    told = "".join("".join(row) for section in talk.sections for row in section.rows)
    assert "夜来香" not in told
    assert "15400000005" not in told
    assert "●" in told
    contents = PdfReader(io.BytesIO(issued.pdf)).pages[1].extract_text()
    assert "违处〔2026〕1号之二" in "".join(contents.split())
    outline = [mark.title for mark in PdfReader(io.BytesIO(issued.pdf)).outline if not isinstance(mark, list)]
    assert outline[:2] == ["封面", "卷内目录"]
    assert len(outline) == len(paper.pieces) + 3
    again = case_papers.case_file(store, proved)
    assert "案卷" not in titles_of(again)  # no file within a file


def test_the_cover_and_the_contents_count_right(store, proved, tmp_path):
    (tmp_path / "情况说明.txt").write_text("当时我在旁边。\n" + "看得很清楚。" * 900, "utf-8")
    (tmp_path / "乱码.txt").write_bytes(b"\xff\xfe\x00")
    exhibits.add(store, Of("case", proved), tmp_path / "情况说明.txt")
    exhibits.add(store, Of("case", proved), tmp_path / "乱码.txt")
    decide(store, proved)
    notices.issue(store, proved)
    paper = case_papers.case_file(store, proved)
    issued = case_papers.issue(store, proved, paper).value
    pages = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(issued.pdf)).pages]
    assert len(pages) == issued.pages
    assert f"共{len(paper.pieces)}件，{len(pages)}页" in pages[0]
    assert "案卷〔2026〕1号" in pages[0]
    text = "".join(pages)
    assert "当时我在旁边。" in text
    assert "此处印出前4000个字" in text
    assert text.count("看得很清楚。") < 900
    led = 0
    for row in (line.split() for line in PdfReader(io.BytesIO(issued.pdf)).pages[1].extract_text().splitlines()):
        found = [piece for piece in paper.pieces if len(row) > 2 and piece.title == row[1]]
        if found:
            first = int(row[-1].split("—")[0])
            place = pages[first - 1]
            assert found[0].title in place
            led += 1
    assert led >= len(paper.pieces) - 2


def test_notes_are_the_owners_choice(store, proved):
    first, _second = decide(store, proved)
    full(store, proved, first)
    paper = case_papers.case_file(store, proved, notes=False)
    assert "备注" not in titles_of(paper)
    said = repr(paper)
    assert "当事人情绪激动" not in said
    assert "内部备注按制卷人的选择没有收入" in said


def test_a_draft_has_a_file_to_look_at_but_none_to_issue(store, proved):
    paper = case_papers.case_file(store, proved)
    assert "制卷时案件还没有决定。" in paper.remarks
    assert papers.draft(store, paper).startswith(b"%PDF")
    with pytest.raises(UserError, match="还没有决定"):
        case_papers.issue(store, proved, paper)
    with pytest.raises(UserError, match="没有这个案件"):
        case_papers.case_file(store, 999)


def altered(store, monkeypatch, sha):
    """A record file in which a kept file is not what it was."""
    from wxadmin.store import attachments as stored

    true = stored.picture
    monkeypatch.setattr(stored, "picture", lambda db, one: b"forged" if one == sha else true(db, one))


def test_evidence_that_was_altered_is_named_and_nothing_else_is_lost(store, proved, monkeypatch):
    rows = exhibits.of(store, Of("case", proved))
    whole = case_papers.case_file(store, proved)
    altered(store, monkeypatch, rows[0].sha)
    paper = case_papers.case_file(store, proved)
    [remark] = [line for line in paper.remarks if "不一致" in line]
    assert paper.lost == (remark,)
    assert whole.lost == ()
    assert "证据1“群里截屏”" in remark
    assert rows[0].sha in remark
    [listed] = [section.rows for piece in paper.pieces for section in piece.sections if len(section.columns) == 5]
    assert [row[-1] for row in listed] == ["缺失或不符", "相符", "相符", "相符"]
    count = [sum(len(s.pictures) for p in one.pieces for s in p.sections) for one in (whole, paper)]
    assert count[1] == count[0] - 1
    assert titles_of(paper) == titles_of(whole)


def test_an_archived_notice_that_was_altered_is_set_again_and_it_says_so(store, proved, monkeypatch):
    from wxadmin.store import case_papers as stored

    first, _second = decide(store, proved)
    full(store, proved, first)
    true = stored.pdf
    number = case_papers.issued(store, proved)[0].id
    monkeypatch.setattr(
        stored, "pdf", lambda db, one: true(db, one).replace(b"/Page", b"/Pabe", 1) if one == number else true(db, one)
    )
    paper = case_papers.case_file(store, proved)
    assert titles_of(paper)[5] == "违规处理通知书（陆明朗）（按记录重新排印）"
    assert any("违处〔2026〕1号之一 的存档与签发时不一致" in line for line in paper.remarks)
    issued = case_papers.issue(store, proved, paper).value
    assert verify_paper(issued.pdf).issued


def test_a_changed_character_on_a_bound_page_is_found(store, proved):
    first, _second = decide(store, proved)
    full(store, proved, first)
    issued = case_papers.issue(store, proved, case_papers.case_file(store, proved)).value
    reader = PdfReader(io.BytesIO(issued.pdf))
    place = next(
        i for i, page in enumerate(reader.pages) if "违规处理通知书回执" in "".join(page.extract_text().split())
    )
    assert tampered(issued.pdf, place) != issued.pdf
    verdict = verify_paper(tampered(issued.pdf, place))
    assert not verdict.intact, verdict.reason


def tampered(pdf, place):
    """The file with one character code on a page exchanged, written anew as plainly as ours are."""
    import re
    import zlib

    from wxadmin.printing.plain_pdf import PlainPdf, Ref

    plain = PlainPdf(pdf)
    pages = plain.resolve(plain.resolve(plain.resolve(plain.trailer["Root"])["Pages"])["Kids"])
    ref = plain.resolve(pages[place])["Contents"]
    assert isinstance(ref, Ref)
    thing = plain.thing(ref)
    content = plain.unpacked(thing)
    code = re.search(rb"\[<([0-9a-f]{4})([0-9a-f]{4})", content)
    assert code is not None
    changed = content[: code.start(1)] + code[2] + code[1] + content[code.end(2) :]
    for level in range(1, 10):
        packed = zlib.compress(changed, level)
        if len(packed) <= len(thing.stored):
            # Room behind the end of a deflated stream is not read by anybody.
            return pdf.replace(thing.stored, packed + bytes(len(thing.stored) - len(packed)))
    pytest.skip("no packing of the changed page is as short")
    return b""


def test_setting_a_file_can_be_stopped(store, proved):
    seen = []

    def stop(done, total):
        seen.append((done, total))
        if done == 2:
            raise Cancelled

    paper = case_papers.case_file(store, proved)
    with pytest.raises(Cancelled):
        papers.draft(store, paper, step=stop)
    assert [done for done, _total in seen] == [1, 2]
    assert seen[0][1] > 2


def test_making_a_file_can_be_stopped(store, proved):
    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        case_papers.case_file(store, proved, stop)


def test_evidence_made_side_by_side_stands_in_its_order(store, case, tmp_path, monkeypatch):
    from wxadmin.printing.typesetting import pictures

    for i in range(9):
        shot = picture_file(tmp_path / f"{i}.png", ("red", "green", "blue")[i % 3], (300 + 40 * i, 500))
        exhibits.add(store, Of("case", case), shot)
    before = set(threading.enumerate())
    made = []
    for processors in (1, 4):
        monkeypatch.setattr(pictures.os, "cpu_count", lambda count=processors: count)
        paper = case_papers.case_file(store, case)
        made.append([one for piece in paper.pieces for section in piece.sections for one in section.pictures])
        assert set(threading.enumerate()) == before
    assert [one.name for one in made[0]] == [f"{i}.png" for i in range(9)]
    assert made[0] == made[1]
    assert len({one.data for one in made[0]}) == 9

    def stop(done, total):
        if done == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        case_papers.case_file(store, case, stop)
    assert set(threading.enumerate()) == before


def test_a_void_case_still_has_its_file(store, proved):
    decide(store, proved)
    cases.void(store, proved, "立案有误")
    paper = case_papers.case_file(store, proved)
    assert ("作废", "立案有误") in paper.facts
    assert case_papers.issue(store, proved, paper).value.kind == "casefile"
    with pytest.raises(UserError, match="已作废"):
        case_papers.group_notice(store, proved)


def test_after_an_erasure_the_file_still_stands_without_the_name(store, proved, roster, hands):
    first, second = decide(store, proved)
    full(store, proved, first)
    case_papers.issue(store, proved, case_papers.case_file(store, proved))
    hands.move(days=30)
    sanctions.end_due(store)
    for entry in queue.index(store, View()):
        queue.decide(store, entry, queue.get(store, entry).version, "ignored")
    member_tasks.close(store, tuple(member_tasks.index(store, View(chips=("open",)))))
    person = roster["陆明朗"]
    shown = erasure.preview(store, person)
    also = [choice.key for choice in shown.choices]
    erasure.erase(store, person, "本人要求", typed="陆明朗", also=also, confirmed=[doubt.key for doubt in shown.doubts])
    for paper in case_papers.issued(store, proved):
        if paper.kept:
            assert "陆明朗" not in words_of(papers.reprint(store, paper.id)), paper
    paper = case_papers.case_file(store, proved)
    pdf = papers.draft(store, paper)
    assert "陆明朗" not in words_of(pdf)
    assert any("已随个人信息删除" in line for line in paper.remarks)
    assert "陆" not in case_papers.group_text(store, proved)
    assert case_papers.delivery(store, proved, second).number == ""

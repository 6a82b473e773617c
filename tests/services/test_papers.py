from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pypdfium2 as pdfium
import pytest

from wxadmin.domain import numbering
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.papers import AnnouncementPaper, ListColumn, ListPaper, Notice, PenaltyHistory
from wxadmin.domain.seal import PAPER_KINDS
from wxadmin.domain.style import Style
from wxadmin.services import cases, notices, papers, records, styles, unissued, verify
from wxadmin.services.papers import Origin

PAPER = AnnouncementPaper("甲公司", "甲组工作群", "放假通知", ("周五放假一天。",), "办公室", date(2026, 9, 21))


def test_drafts_prove_nothing_and_take_no_number(store, group, tmp_path):
    (tmp_path / "草稿.pdf").write_bytes(papers.draft(store, PAPER))
    assert not verify.verify_path(tmp_path / "草稿.pdf").issued
    assert papers.issue(store, PAPER, Origin(group)).value.number == "公告〔2026〕1号"


def test_a_paper_proves_itself_alone_and_its_reprint_is_the_same(store, group, tmp_path):
    first = papers.issue(store, PAPER, Origin(group)).value
    path = tmp_path / papers.file_name(first)
    papers.save(first.pdf, path)
    before = verify.verify_path(path)
    papers.issue(store, PAPER, Origin(group))
    assert verify.verify_path(path) == before
    assert (before.intact, before.issued) == (True, True)
    assert papers.reprint(store, first.id) == first.pdf
    assert len(first.code.replace("-", "")) >= 32


def test_the_stored_paper_survives_closing_and_belongs_to_the_ledger(store, group, tmp_path):
    issued = papers.issue(store, PAPER, Origin(group)).value
    store.close()
    with records.open_at(tmp_path / "records") as again:
        assert papers.reprint(again, issued.id) == issued.pdf
        assert again.check().ok
    assert verify.verify_path(tmp_path / "records").intact


def test_an_issue_cannot_be_undone(store, group):
    change = papers.issue(store, PAPER, Origin(group))
    with pytest.raises(UserError):
        records.undo(store, change.id)


def test_numbers_are_without_gap_or_repeat_when_issued_at_once(store, group):
    found: list[str] = []

    def issue() -> None:
        found.append(papers.issue(store, PAPER, Origin(group)).value.number)

    threads = [threading.Thread(target=issue) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"公告〔2026〕{i}号" for i in (1, 2, 3)]


def test_when_the_note_fails_nothing_is_issued(store, group):
    def fail(tx, paper_id):
        raise UserError("不行")

    with pytest.raises(UserError, match="不行"):
        papers.issue(store, PAPER, Origin(group), fail)
    assert papers.issue(store, PAPER, Origin(group)).value.number == "公告〔2026〕1号"


def test_a_notice_of_an_undecided_case_is_refused_calmly(store, group):
    notice = Notice("", "甲公司", "甲组工作群", "张伟", "", "事实", (), (), (), (), "", "办公室", date(2026, 9, 21))
    with pytest.raises(UserError, match="违规处理通知书还没有编号；请先对案件作出决定"):
        papers.issue(store, notice, Origin(group))
    assert papers.draft(store, notice).startswith(b"%PDF")
    assert not len(papers.index(store, _all()))


def test_every_kind_of_paper_has_words_a_chip_a_filter_and_a_number(store, group):
    assert set(papers.KINDS) == {chip.key for chip in papers.CHIPS} == set(PAPER_KINDS)
    assert set(numbering.SERIES) == {*PAPER_KINDS, "case"} - {"notice"}
    listed = ListPaper("名单", "甲公司", "甲组工作群", (), (ListColumn("姓名"),), (("张伟",),), date(2026, 9, 21))
    papers.issue(store, listed, Origin(group))
    papers.issue(store, PAPER, Origin(group))
    from wxadmin.services.listing import View

    found = papers.page(store, papers.index(store, View(chips=("list",))))
    assert [row.cells[1] for row in found] == ["清单"]


def test_papers_are_found_by_number_title_person_and_case(store, group, roster):
    from wxadmin.services.listing import View

    papers.issue(store, PAPER, Origin(group))
    papers.issue(store, replace(PAPER, title="Spring 活动 50%"), Origin(group))
    case = cases.create(store, cases.CaseDraft(group, roster["曾雨桐"], "刷屏", measures=("oral",))).value
    cases.decide(store, case, cases.Decision(("oral",), "王"))
    notices.issue(store, case)
    papers.issue(
        store, cases.history(store, person=roster["陆明朗"], group=group), Origin(group, person=roster["陆明朗"])
    )

    def found(text: str) -> list[str]:
        return sorted(row.cells[0] for row in papers.page(store, papers.index(store, View(search=text))))

    assert found("放假") == ["公告〔2026〕1号"]
    assert found("spring 活动") == ["公告〔2026〕2号"]
    assert found("公告(2026)2") == ["公告〔2026〕2号"]
    assert found("公告") == ["公告〔2026〕1号", "公告〔2026〕2号"]
    assert found("曾雨桐") == found("zyt") == found("刷屏") == ["违处〔2026〕1号"]
    assert found("陆明朗") == ["处录〔2026〕1号"]
    # Words of different kinds come together: whom it is about, what it is called, what the case is about.
    assert found("曾雨桐 违处") == found("刷屏 zyt 2026") == found("违处 2026 1号 刷屏") == ["违处〔2026〕1号"]
    assert found("陆明朗 违处") == found("曾雨桐 放假") == found("曾雨桐 没有的") == []
    assert found("曾雨桐 “”") == found("曾雨桐 ' OR 1") == found('曾雨桐 "*') == []
    assert found("没有的") == found("%%") == found('"') == []
    assert len(papers.index(store, View(search="公告", chips=("notice",)))) == 0


def test_many_issued_papers_in_one_file_stay_what_they_are(store, group):
    issued = [papers.issue(store, PAPER, Origin(group)).value for _ in range(3)]
    before = [papers.reprint(store, one.id) for one in issued]
    steps: list[tuple[int, int]] = []
    bound = papers.bind(store, [one.id for one in issued], lambda done, total: steps.append((done, total)))
    assert steps[0][0] == 0
    assert steps == sorted(steps)
    assert steps[-1] == (6, 6)
    assert papers.bind(store, [one.id for one in issued]) == bound
    assert [papers.reprint(store, one.id) for one in issued] == before
    document = pdfium.PdfDocument(bound)
    assert len(document) == sum(one.pages for one in issued)
    titles = [mark.get_title() for mark in document.get_toc() if mark.level == 0]
    assert titles == [f"公告〔2026〕{i}号 放假通知" for i in (1, 2, 3)]
    document.close()


def test_no_two_papers_share_a_sheet_printed_on_both_sides(store, group):
    ids = [papers.issue(store, PAPER, Origin(group)).value.id for _ in range(2)]

    def pages(**how: bool) -> int:
        document = pdfium.PdfDocument(papers.bind(store, ids, **how))
        try:
            return len(document)
        finally:
            document.close()

    assert (pages(), pages(duplex=True)) == (2, 3)
    styles.choose(store, "announcement", Style(duplex=True))
    assert (pages(), pages(duplex=False)) == (3, 2)


def test_a_paper_never_to_be_issued_says_so_itself(store, group, tmp_path):
    listed = ListPaper("名单", "甲公司", "甲组工作群", (), (ListColumn("姓名"),), (("张伟",),), date(2026, 9, 21))
    (tmp_path / "名单.pdf").write_bytes(unissued.plain(store, listed))
    found = verify.verify_path(tmp_path / "名单.pdf")
    assert (found.intact, found.issued) == (True, False)
    before = unissued.plain(store, listed)
    styles.choose(store, "list", Style("qiye"))
    assert unissued.plain(store, listed) != before
    assert not len(papers.index(store, _all()))


def test_what_a_paper_belongs_to_is_remembered(store, group, roster):
    origin = Origin(group=group, person=roster["张伟销售部"])
    issued = papers.issue(store, PAPER, origin).value
    assert papers.origin_of(store, issued.id) == origin
    assert papers.origin_of(store, 99) == Origin()


def test_many_drafts_in_one_file_dressed_as_chosen(store, group):
    plain = papers.draft_batch(store, [PAPER, PAPER], "公告")
    styles.choose(store, "announcement", Style("dazi"))
    chosen = papers.draft_batch(store, [PAPER, PAPER], "公告")
    assert chosen != plain
    assert chosen == papers.draft_batch(store, [PAPER, PAPER], "公告", Style("dazi"))
    for pdf in (plain, chosen):
        document = pdfium.PdfDocument(pdf)
        assert [mark.get_title() for mark in document.get_toc() if mark.level == 0] == ["放假通知"] * 2
        document.close()


def test_batches_can_be_stopped_and_want_something_to_print(store, group):
    issued = papers.issue(store, PAPER, Origin(group)).value

    def stop(done, total):
        raise Cancelled

    for attempt in (
        lambda: papers.bind(store, [issued.id], stop),
        lambda: papers.draft_batch(store, [PAPER], "公告", step=stop),
    ):
        with pytest.raises(Cancelled):
            attempt()
    for refused in (
        lambda: papers.bind(store, []),
        lambda: papers.draft_batch(store, [], "公告"),
        lambda: papers.bind(store, [issued.id, 99]),
    ):
        with pytest.raises(UserError):
            refused()


def test_the_name_of_a_file_says_what_it_is(store, group):
    issued = papers.issue(store, replace(PAPER, title='放假/上课 "通知"?'), Origin(group)).value
    assert papers.file_name(issued) == "公告〔2026〕1号 放假_上课 _通知__.pdf"
    long = papers.issue(store, replace(PAPER, title="长" * 200), Origin(group)).value
    assert len(papers.file_name(long)) == 104
    history = PenaltyHistory("甲公司", "甲组工作群", "", "", (), date(2026, 9, 21))
    assert papers.file_name(papers.issue(store, history, Origin(group)).value) == "处罚记录 处录〔2026〕1号.pdf"


def test_saving_says_why_it_cannot(store, tmp_path):
    with pytest.raises(UserError):
        papers.save(b"%PDF", tmp_path / "没有的文件夹" / "a.pdf")
    with pytest.raises(UserError, match="没有这份文书"):
        papers.get(store, 5)


def test_verify_says_what_a_thing_is_not(tmp_path):
    with pytest.raises(UserError, match="没有这个文件"):
        verify.verify_path(tmp_path / "没有.pdf")
    (tmp_path / "文字.pdf").write_text("不是 PDF", encoding="utf-8")
    with pytest.raises(UserError):
        verify.verify_path(tmp_path / "文字.pdf")
    with pytest.raises(UserError):
        verify.verify_path(tmp_path)


def test_a_backup_is_verified_and_restored(store, group, tmp_path):
    issued = papers.issue(store, PAPER, Origin(group)).value
    archive = records.backup(store)
    assert verify.verify_path(archive).kind == "backup"
    assert verify.verify_path(archive).intact
    papers.issue(store, PAPER, Origin(group))
    store.close()
    kept = records.restore(tmp_path / "records", archive)
    assert kept is not None
    with records.open_at(tmp_path / "records") as again:
        assert papers.reprint(again, issued.id) == issued.pdf
        assert len(papers.index(again, _all())) == 1


def _all():
    from wxadmin.services.listing import View

    return View()

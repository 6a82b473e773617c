from __future__ import annotations

from dataclasses import replace

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import Blank, RegulationText
from wxadmin.services import drafts, objections, records, regulations, reviewing
from wxadmin.store.schema_nouns import TABLES

TEXT = """甲公司群聊守则
第一条 群成员昵称改为部门+姓名。
第二条 收到通知后应在20分钟内回复。
第三条 对处理有异议的，可在7日内提出申诉。
"""


@pytest.fixture
def draft(store, group):
    return regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value


def retitled(text: RegulationText, title: str) -> RegulationText:
    return replace(text, title=title)


def test_what_was_typed_is_kept_without_a_change_and_offered_again(store, draft):
    opened = drafts.opened(store, draft)
    assert (opened.revision, opened.draft, opened.kept, opened.note) == (draft, True, None, "")
    before = records.undo_label(store)
    for title in ("一稿", "二稿"):
        drafts.keep(store, draft, retitled(opened.text, title), opened.base)
    assert records.undo_label(store) == before
    assert records.check(store).ok
    kept = drafts.opened(store, draft).kept
    assert kept is not None
    assert (kept.text.title, kept.stale) == ("二稿", False)
    assert regulations.get(store, draft).title == "甲公司群聊守则"
    drafts.drop(store, draft)
    drafts.drop(store, draft)
    assert drafts.kept(store, draft) is None
    assert not TABLES["draft_text"].journalled


def test_saving_is_one_change_and_forgets_what_was_kept(store, draft):
    opened = drafts.opened(store, draft)
    text = retitled(opened.text, "新守则")
    drafts.keep(store, draft, text, opened.base)
    change = drafts.save(store, draft, text, opened.base)
    assert change.value == draft
    assert drafts.kept(store, draft) is None
    assert regulations.get(store, draft).title == "新守则"
    records.undo(store)
    assert regulations.get(store, draft).title == "甲公司群聊守则"


def test_a_version_changed_meanwhile_is_not_overwritten_unseen(store, draft):
    first = drafts.opened(store, draft).text
    regulations.revise(store, draft, retitled(first, "改过的"))
    opened = drafts.opened(store, draft)
    drafts.keep(store, draft, retitled(opened.text, "我的"), opened.base)
    records.undo(store)
    kept = drafts.kept(store, draft)
    assert kept is not None
    assert kept.stale
    with pytest.raises(UserError, match="在别处改过"):
        drafts.save(store, draft, kept.text, opened.base)
    assert regulations.get(store, draft).title == "甲公司群聊守则"
    assert drafts.save(store, draft, kept.text, opened.base, over=True).value == draft
    assert regulations.get(store, draft).title == "我的"


def test_a_published_version_becomes_the_next_draft_and_that_is_opened_afterwards(store, draft):
    regulations.publish(store, draft)
    opened = drafts.opened(store, draft)
    assert (opened.revision, opened.draft, opened.version) == (draft, False, "第 2 版")
    assert "2" in opened.paper.version
    second = drafts.save(store, draft, retitled(opened.text, "第二稿"), opened.base).value
    assert second != draft
    assert regulations.get(store, draft).title == "甲公司群聊守则"
    again = drafts.opened(store, draft)
    assert (again.revision, again.draft) == (second, True)
    assert "第 2 版" in again.note


def test_nothing_without_a_title_or_words_is_saved(store, draft):
    opened = drafts.opened(store, draft)
    for text in (retitled(opened.text, " "), replace(opened.text, nodes=(), preamble=())):
        with pytest.raises(UserError):
            drafts.save(store, draft, text, opened.base)
    with pytest.raises(UserError, match="没有这份制度"):
        drafts.opened(store, 999)
    with pytest.raises(UserError, match="不在了"):
        drafts.save(store, 999, opened.text, opened.base)


def test_what_the_text_says_is_read_with_its_blanks_filled(store, draft):
    text = drafts.opened(store, draft).text
    second = text.nodes[1]
    blank = replace(second, text=second.text.replace("20", "{{minutes}}"))
    open_text = replace(text, nodes=(text.nodes[0], blank, *text.nodes[2:]), blanks=(Blank("minutes", "分钟", "45"),))
    read = drafts.reading(open_text)
    assert "45" in {said.at: said.value for said in read.settings}[(1,)]
    assert not any("分钟" in fault.message for fault in read.faults)
    empty = replace(open_text, blanks=(Blank("minutes", "分钟", ""),))
    assert [fault.at for fault in drafts.reading(empty).faults if "分钟" in fault.message] == [(1,)]
    fined = replace(second, text="违者罚款50元。")
    assert list(drafts.reading(replace(text, nodes=(fined, *text.nodes[1:]))).cautions) == [(0,)]


def test_open_objections_come_with_the_clause_they_are_about(store, draft):
    made = objections.ObjectionDraft(draft, "时间太短", clause=("第二条",), name="陆明朗")
    objections.add(store, made)
    assert drafts.opened(store, draft).objections == (((1,), "陆明朗：时间太短"),)


def test_a_pasted_list_becomes_units_and_plain_words_do_not():
    units = drafts.fragment("第一条 不得刷屏。\n第二条 不得发广告：\n（一）红包；\n（二）链接。")
    assert [node.number for node in units] == ["第一条", "第二条"]
    assert [node.number for node in units[1].children] == ["（一）", "（二）"]
    assert drafts.fragment("不得刷屏，也不得发广告。") == ()
    led = drafts.fragment("有下列情形之一的：\n1. 迟到；\n2. 早退。")
    assert "有下列情形之一的：" in {node.text for node in led} | {node.title for node in led}


def test_a_draft_in_review_is_opened_with_a_word(store, draft):
    reviewing.submit(store, draft)
    opened = drafts.opened(store, draft)
    assert "审核" in opened.note
    assert regulations.get(store, draft).stage == "review"
    drafts.save(store, draft, retitled(opened.text, "改过"), opened.base)
    assert regulations.get(store, draft).stage == "draft"


def test_kept_words_that_cannot_be_read_are_spoken_of(store, draft):
    opened = drafts.opened(store, draft)
    drafts.keep(store, draft, replace(opened.text, title="新名"), opened.base)

    def damage(tx):
        (row,) = tx.all("SELECT id FROM draft_text")
        tx.update("draft_text", row["id"], {"text": "{"})

    store.change("坏了", damage)
    again = drafts.opened(store, draft)
    assert again.kept is None
    assert "读不出来" in again.note
    assert again.text == opened.text


def test_nothing_is_kept_for_a_draft_that_is_gone(store, draft):
    opened = drafts.opened(store, draft)
    regulations.discard(store, draft)
    with pytest.raises(UserError, match="已经不在了"):
        drafts.keep(store, draft, opened.text, opened.base)
    records.undo(store)
    assert drafts.kept(store, draft) is None

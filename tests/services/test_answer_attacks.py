"""Answers nobody should be able to give, and pastes nobody should be able to make."""

from __future__ import annotations

import pytest

from wxadmin.__main__ import main as program
from wxadmin.domain.errors import UserError
from wxadmin.services import announcement_answers, announcements, attendances, chase
from wxadmin.services.announcements import AnnouncementDraft


@pytest.fixture
def posted(store, group, roster):
    announcement = announcements.save(store, AnnouncementDraft(group, "停电通知", "明天停电。", minutes=30)).value
    announcements.post(store, announcement)
    return announcement


def confirmed(store, posted):
    return [one.label for one in announcements.board(store, posted).confirmed]


@pytest.mark.parametrize("wrong", ["\x00", "\ud800"])
def test_a_letter_that_is_none_is_refused_with_its_line(store, posted, wrong):
    text = f"沈知远 收到\n陆明朗{wrong} 收到\n"
    for take in (announcements.paste_replies, announcement_answers.doubt, attendances.read):
        with pytest.raises(UserError, match="第 2 行"):
            take(store, posted, text)
    assert confirmed(store, posted) == []


def test_only_words_that_were_pasted_can_be_somebodys(store, posted, roster):
    with pytest.raises(UserError, match="待认"):
        announcements.pick(store, posted, "没有这句", roster["陆明朗"])
    assert confirmed(store, posted) == []


def test_who_was_picked_from_a_paste_taken_back_has_not_answered(store, posted, roster):
    announcements.paste_replies(store, posted, "沈知远 收到\n张伟 收到\n")
    unclear = announcements.board(store, posted).ambiguous[0]
    announcements.pick(store, posted, unclear.text, roster["张伟销售部"])
    assert "张伟（销售部）" in confirmed(store, posted)
    paste = announcements.board(store, posted).pastes[0].id
    assert announcement_answers.remove_paste(store, posted, paste).value == 2
    assert confirmed(store, posted) == []
    announcements.paste_replies(store, posted, "张伟 收到\n")
    assert confirmed(store, posted) == ["张伟（销售部）"]


@pytest.mark.parametrize("size", [-1, 0, 101])
def test_a_reminder_calls_somebody(store, posted, size):
    with pytest.raises(UserError, match="每条 @"):
        chase.draft(store, posted, most=size)


def test_same_names_without_a_nickname_are_told_apart_in_a_reminder(store, posted):
    text = chase.draft(store, posted).portions[0].text
    assert "@张伟（销售部）" in text
    assert "@张伟（生产部）" in text


@pytest.mark.parametrize("line", ["【11:20】沈知远: 收到！", "[9:05] 沈知远 收到", "08:00:15 沈知远：收到"])
def test_a_clock_before_a_line_is_no_note(store, posted, line):
    announcements.paste_replies(store, posted, line)
    assert [(one.label, one.note) for one in announcements.board(store, posted).confirmed] == [("沈知远", "")]


def test_the_command_tells_all_heaps_and_gives_a_reminder_to_copy(store, posted, tmp_path, capsys):
    store.close()
    said = "沈知院 收到\n陆明朗 没收到\n王麻子 收到\n收到 孙悟空\n李建业 不同意\n张伟 收到\n"
    (tmp_path / "答.txt").write_text(said, "utf-8")
    command = ["announce", "replies", str(posted), str(tmp_path / "答.txt"), "--records", str(tmp_path / "records")]
    assert program(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {
        "不在名单  王麻子",
        "不在名单  孙悟空",
        "待确定  沈知院：可能是 沈知远",
        "说没收到  陆明朗（陆明朗 没收到）",
    } < {*lines}
    assert "另有答复  李建业：不同意" in lines
    assert any(line.startswith("待确定  张伟 收到：可能是 张伟（") for line in lines)
    assert "已确认 1，待确定 3，没有回复 1，不在名单 2" in lines
    # The reminder stands on lines of its own, to be copied as it is.
    assert lines[-1] == "@曾雨桐"
    assert not any("u000a" in line for line in lines)
    # The same again is no error: it says so and tells the heaps once more.
    assert program(command) == 0
    again = capsys.readouterr().out.splitlines()
    assert "已经粘贴过" in again[0]
    assert again[1:] == lines


def test_matching_a_file_tells_the_same_heaps(tmp_path, capsys):
    (tmp_path / "名册.csv").write_text("姓名,部门\n沈知远,总经办\n陆明朗,销售部\n李建业,生产部\n", "utf-8")
    (tmp_path / "答.txt").write_text("沈知院 收到\n收到 王麻子\n陆明朗 没看懂\n李建业 收到\n", "utf-8")
    files = ["--roster", str(tmp_path / "名册.csv"), "--replies", str(tmp_path / "答.txt")]
    assert program(["acks", "match", *files]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:5] == [
        "已确认  李建业（第4行）", "待确定  沈知院：可能是 沈知远", "说没收到  陆明朗（陆明朗 没看懂）", "不在名单  王麻子",
        "已确认 1，待确定 2，没有回复 0，不在名单 1",
    ]  # fmt: skip

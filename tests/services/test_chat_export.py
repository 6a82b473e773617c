from __future__ import annotations

import pytest

from tests.services.conftest import wechat
from wxadmin.domain.errors import UserError
from wxadmin.intake.chat import read_chat
from wxadmin.services import chat_export, chats
from wxadmin.services.listing import View

TALK = wechat(
    ("总经办-沈知远", "18:00", "请总经办-沈知远和张伟明天九点开会"),
    ("张伟", "18:02", "收到，我的电话 15412345678"),
)


@pytest.fixture(autouse=True)
def archive(store, group, snapshot):
    chats.import_chat(store, chats.preview(store, group, TALK))


def test_what_is_exported_can_be_read_in_again(store, group, tmp_path):
    assert chat_export.write_text(store, chats.index(store, View(group)), tmp_path / "聊天.txt") == 2
    again = read_chat(tmp_path / "聊天.txt").messages
    assert [(m.sender, m.time, m.text) for m in again] == [
        ("总经办-沈知远", "2026-09-20T18:00", "请总经办-沈知远和张伟明天九点开会"),
        ("张伟", "2026-09-20T18:02", "收到，我的电话 15412345678"),
    ]
    assert chats.preview(store, group, tmp_path / "聊天.txt").repeated == 2


def test_names_and_numbers_are_covered_when_asked(store, group, tmp_path):
    chat_export.write_text(store, chats.index(store, View(group)), tmp_path / "聊天.txt", masked=True)
    said = (tmp_path / "聊天.txt").read_text(encoding="utf-8-sig")
    assert not any(word in said for word in ("沈知远", "张伟", "15412345678"))
    assert "成员甲" in said
    assert "成员乙" in said


def test_nothing_is_no_file(store, tmp_path):
    with pytest.raises(UserError, match="没有可以导出"):
        chat_export.write_text(store, [], tmp_path / "聊天.txt")
    assert not (tmp_path / "聊天.txt").exists()

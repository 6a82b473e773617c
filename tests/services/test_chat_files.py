"""Files that came with a chat: kept beside their message once, found, given back whole, taken out with it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from wxadmin.domain.chat import Attachment, Message, Transcript
from wxadmin.domain.errors import UserError
from wxadmin.services import chat_files, chats, clock, erasure, records, retention
from wxadmin.services.listing import View

PICTURE = b"\x89PNG\r\n\x1a\nnot looked into" * 40


def transcript(day="2026-09-03", data=PICTURE):
    said = (
        Message("何苗", f"{day}T18:44", "image", "[图片: ab12.jpg(请在附件中查看)]"),
        Message("罗立", f"{day}T18:45", "text", "收到"),
    )
    files = (
        Attachment("ab12.jpg", data, 0),
        Attachment("../../表格\n.xlsx", b"PK sheet"),
        Attachment("空.txt", b"", 1),
    )
    return Transcript("mail", "三班群", said, (), (), files)


def bring_in(store, group, one):
    return chats.import_chat(store, chats.preview_transcript(store, group, one))


def stored(store, what="name"):
    with store.read() as db:
        return sorted(row[0] for row in db.all(f"SELECT {what} FROM message_file"))


def test_a_file_stands_beside_its_message_and_is_given_back_whole(store, group, tmp_path):
    bring_in(store, group, transcript())
    (found,) = chats.index(store, View(group, chips=("file",)))
    line = next(line for line in chats.context(store, found) if line.focus)
    ((file, name, size),) = line.files
    assert (name, size) == ("ab12.jpg", len(PICTURE))
    seen, data = chat_files.get(store, file)
    assert (data, seen.sha, seen.message, seen.media) == (
        PICTURE, hashlib.sha256(PICTURE).hexdigest(), found, "picture",
    )  # fmt: skip
    assert chat_files.save_original(store, file, tmp_path / "ab12.jpg").read_bytes() == PICTURE
    assert len(stored(store)) == 2  # the one that no message names, too; an empty one is none
    assert all("\n" not in name for name in stored(store))


def test_again_adds_nothing_and_undo_takes_all_back(store, group):
    bring_in(store, group, transcript())
    bring_in(store, group, transcript())
    assert len(stored(store)) == 2
    later = transcript("2026-09-04")
    bring_in(store, group, later)
    assert len(stored(store)) == 3  # the nameless one is the same
    records.undo(store)
    assert len(stored(store)) == 2
    records.undo(store)
    assert stored(store) == []
    with pytest.raises(UserError):
        chat_files.get(store, 1)


def test_erasing_the_sender_takes_the_file_and_its_bytes(store, group, roster, snapshot):
    bring_in(store, group, replace(transcript(), messages=(replace(transcript().messages[0], sender="客服部-曾雨桐"),)))
    assert stored(store, "sender") == ["", "客服部-曾雨桐"]
    person = roster["曾雨桐"]
    confirmed = [one.key for one in erasure.preview(store, person).doubts]
    erasure.erase(store, person, "本人要求", typed="曾雨桐", confirmed=confirmed)
    assert stored(store, "sender") == [""]
    with store.read() as db:
        assert [row[0] for row in db.all("SELECT data FROM picture")] == [b"PK sheet"]


def test_old_messages_take_their_files(store, group):
    day = (clock.today() - timedelta(days=400)).isoformat()
    bring_in(store, group, transcript(day))
    retention.save(store, retention.Retention(chat_days=365))
    assert retention.remove_old_chats(store) == 2
    assert stored(store, "message_id") == [0]

from __future__ import annotations

import pytest

from tests.services.conftest import wechat
from wxadmin.domain.errors import UserError
from wxadmin.services import chats, records, retention, withdrawals
from wxadmin.services.listing import View

OLD = wechat(
    ("总经办-沈知远", "18:00", "鹭影沉舟的旧话"),
    ("张伟", "18:02", "你就是个废物，滚一边去"),
    ("客服部-曾雨桐", "18:05", "这一条登记过"),
)
NEW = OLD.replace("09月20日", "12月20日").replace("鹭影沉舟", "新近")


def test_old_messages_that_nothing_rests_on_go_for_good(store, group, snapshot, hands, tmp_path):
    first = chats.import_chat(store, chats.preview(store, group, OLD)).id
    withdrawals.record(store, chats.index(store, View(group))[2], "asked", "沈知远")
    hands.move(days=100)
    chats.import_chat(store, chats.preview(store, group, NEW))
    assert retention.old_chats_preview(store) == retention.OldChats()
    with pytest.raises(UserError, match="没有设定"):
        retention.remove_old_chats(store)
    retention.save(store, retention.Retention(chat_days=60))
    seen = retention.old_chats_preview(store)
    assert (seen.going, seen.staying) == (1, 2)
    assert retention.remove_old_chats(store) == 1
    assert len(chats.index(store, View(group))) == 5
    assert len(chats.index(store, View(group, search="鹭影沉舟"))) == 0
    assert retention.old_chats_preview(store).going == 0
    assert store.check().ok
    with store.read() as db:
        for table in ("message", "message_fts_data", "body", "batch_row"):
            for row in db.all(f"SELECT * FROM {table}"):
                said = b" ".join(v if isinstance(v, bytes) else str(v).encode() for v in tuple(row))
                assert "鹭".encode() not in said, table
    with pytest.raises(UserError):
        records.undo(store, first)
    folder = store.folder
    store.close()
    again = records.open_at(folder)
    assert again.check().ok
    again.close()

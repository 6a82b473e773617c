from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.conftest import wechat
from wxadmin.domain.errors import UserError
from wxadmin.services import chats, clock, records, withdrawals
from wxadmin.services.listing import View

TALK = wechat(
    ("总经办-沈知远", "18:00", "明天九点开会"),
    ("张伟", "18:02", "你就是个废物，滚一边去"),
    ("客服部-曾雨桐", "18:05", "请注意文明用语"),
) + '\n"张伟"撤回了一条消息\n'  # fmt: skip


@pytest.fixture
def message(store, group, snapshot):
    chats.import_chat(store, chats.preview(store, group, TALK))
    return chats.index(store, View(group))[1]


def test_what_became_of_a_message_is_noted_listed_and_shown_in_its_conversation(store, group, message):
    said = chats.get(store, message)
    change = withdrawals.record(store, message, "asked", "沈知远", clock.now(), "私下说过")
    withdrawals.record(store, message, "removed", "沈知远")
    assert [one.how for one in withdrawals.of(store, message)] == ["asked", "removed"]
    line = next(one for one in chats.context(store, message) if one.focus)
    assert "已要求撤回" in line.withdrawn
    assert "沈知远" in line.withdrawn
    assert "私下说过" in line.withdrawn
    assert list(chats.index(store, View(group, chips=("withdrawn",)))) == [message]
    rows = withdrawals.page(store, withdrawals.index(store, View(group, chips=("asked",))))
    assert [(row.cells[1], row.cells[2], row.cells[5]) for row in rows] == [
        ("已要求撤回", "沈知远", "你就是个废物，滚一边去")
    ]
    assert not said.withdrawals
    records.undo(store)
    records.undo(store)
    assert withdrawals.of(store, message) == ()
    assert change.label == "登记清理：已要求撤回"


def test_recalls_that_a_system_line_tells_are_listed_once(store, group, message):
    told = withdrawals.page(store, withdrawals.index(store, View(group)))
    assert [(row.cells[1], row.cells[2], row.cells[7]) for row in told] == [("本人撤回", "张伟", "系统提示")]
    with store.read() as db:
        at = clock.local(db.value("SELECT at FROM event"))
    withdrawals.record(store, message, "recalled", "张伟", at)
    rows = withdrawals.page(store, withdrawals.index(store, View(group)))
    assert [row.cells[7] for row in rows] == ["登记"]
    assert len(withdrawals.index(store, View(group, search="废物"))) == 1
    assert len(withdrawals.index(store, View(group, search="没有这话"))) == 0


def test_nonsense_is_refused(store, message):
    late = clock.now() + timedelta(days=1)
    early = clock.local(0)
    for how, by, at, words in (
        ("asked", " ", None, "经办人"), ("gone", "沈", None, "没有这种"), ("asked", "沈", late, "将来"),
        ("asked", "沈", early, "还早"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=words):
            withdrawals.record(store, message, how, by, at)
    with pytest.raises(UserError, match="没有这条消息"):
        withdrawals.record(store, 999, "asked", "沈")
    withdrawals.record(store, message, "asked", "沈")
    with pytest.raises(UserError, match="已经登记过"):
        withdrawals.record(store, message, "asked", "沈")


def test_an_import_of_which_something_was_noted_is_not_taken_back(store, group, message):
    with store.read() as db:
        batch_change = max(row[0] for row in db.all("SELECT change FROM entry WHERE tbl = 'batch'"))
    withdrawals.record(store, message, "asked", "沈知远")
    with pytest.raises(UserError):
        records.undo(store, batch_change)
    assert chats.get(store, message).id == message


def test_system_lines_stand_in_their_place(store, group, message):
    kinds = [(line.kind, line.text) for line in chats.context(store, message)]
    assert kinds[-1] == ("event", "“张伟”撤回了一条消息")

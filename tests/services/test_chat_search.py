from __future__ import annotations

from datetime import date

import pytest

from tests.services.conftest import wechat
from wxadmin.services import chats, members, people
from wxadmin.services.listing import View
from wxadmin.store import messages as stored

TALK = wechat(
    ("总经办-沈知远", "18:00", "明天九点开会"),
    ("销售部-陆明朗", "18:01", "收到，报表 wm 明天交"),
    ("张伟", "18:02", "[图片]"),
    ("客服部-曾雨桐", "18:05", "请注意文明用语"),
)


@pytest.fixture(autouse=True)
def archive(store, group, snapshot):
    chats.import_chat(store, chats.preview(store, group, TALK))


def senders(store, view, only=None):
    return [row.cells[1] for row in chats.page(store, chats.index(store, view, None, only))]


@pytest.mark.parametrize("most", [0, 1_000])
def test_words_sounds_and_filters_find_messages(store, group, monkeypatch, most):
    monkeypatch.setattr(stored, "_FEW", most)  # both ways of looking
    for search, found in (
        ("会", ["总经办-沈知远"]), ("明天", ["总经办-沈知远", "销售部-陆明朗"]), ("文明用语", ["客服部-曾雨桐"]),
        ("szy", ["总经办-沈知远"]), ("shenzhiyuan", ["总经办-沈知远"]), ("zengyutong", ["客服部-曾雨桐"]),
        ("kefu", ["客服部-曾雨桐"]), ("明天 szy", ["总经办-沈知远"]), ("文明 szy", []), ("wm", ["销售部-陆明朗"]),
        ("！？", []), ("没有", []),
    ):  # fmt: skip
        assert senders(store, View(group, search=search)) == found, search
        assert senders(store, View(None, search=search)) == found, search
    assert senders(store, View(group), chats.Filter(kind="image")) == ["张伟"]
    assert senders(store, View(group), chats.Filter(sender="张伟")) == ["张伟"]
    assert len(senders(store, View(group), chats.Filter(first=date(2026, 9, 20), last=date(2026, 9, 20)))) == 4
    assert senders(store, View(group), chats.Filter(first=date(2026, 9, 21))) == []
    assert senders(store, View(group, search="明天"), chats.Filter(sender="销售部-陆明朗")) == ["销售部-陆明朗"]
    assert senders(store, View(group, search="明天", sort="time", descending=True))[0] == "销售部-陆明朗"


def test_of_very_many_finds_the_latest_are_listed(store, group, monkeypatch):
    monkeypatch.setattr(stored, "_FEW", 1)
    monkeypatch.setattr(stored, "MOST_FOUND", 1)
    assert senders(store, View(group, search="明天")) == ["销售部-陆明朗"]


def test_a_day_is_jumped_to(store, group):
    first = chats.index(store, View(group))[0]
    assert chats.first_on(store, group, date(2026, 9, 1)) == first
    assert chats.first_on(store, group, date(2026, 9, 21)) is None


def test_the_archive_comes_in_slices(store, group, monkeypatch):
    monkeypatch.setattr(stored, "_SLICE", 2)
    parts = list(chats.slices(store, group))
    assert [len(part) for part in parts] == [2, 2]
    assert next(message.text for part in parts for _id, message in part) == "明天九点开会"


def test_a_nickname_leads_to_who_bore_it_that_day(store, group):
    index = chats.index(store, View(group))
    card = chats.get(store, index[0])
    assert card.speaker.name == "沈知远"
    assert chats.get(store, index[2]).speaker.nickname == "张伟"
    who = {person.name: number for number, person in people.of_group(store, group)}
    with store.read() as db:
        row = db.one("SELECT id FROM member WHERE nickname = '张伟'")
    members.confirm(store, row[0], who["陆明朗"])
    assert chats.get(store, index[2]).speaker.name == "陆明朗"

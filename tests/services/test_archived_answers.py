"""Answers that lie in the archive are read in with one button, those behind the next question are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.services import announcement_instructions, announcements, archived_answers, chats, groups

TALK = """沈知远
2026年09月20日 14:30
请大家30分钟内回复收到，今天把二号线漏水处理好

陆明朗
2026年09月20日 14:35
收到

张伟
2026年09月20日 14:36
中午吃什么，老地方？

李建业
2026年09月20日 14:37
好的

李建业
2026年09月20日 14:38
@张伟 收到，一起去

曾雨桐
2026年09月20日 15:20
收到，晚到了

沈知远
2026年09月20日 16:00
请大家明天上午9点前交表，收到请回复

李建业
2026年09月20日 16:01
收到
"""


@pytest.fixture
def given(store, group, roster):
    found = groups.get(store, group)
    draft = groups.GroupDraft(found.name, unit=found.unit, office=found.office, naming_rule=found.naming_rule)
    groups.edit(store, group, replace(draft, owner="沈知远"))
    chats.import_chat(store, chats.preview(store, group, TALK))
    first = announcement_instructions.found(store, group)[-1]
    made = announcement_instructions.from_messages(store, [first.message]).value
    announcements.post(store, made)
    return made


def test_what_was_answered_in_the_archive_is_read_in_once(store, given):
    assert archived_answers.count(store, given) == 2
    assert archived_answers.take(store, given).value == 2
    board = announcements.get(store, given).board
    assert {(a.label, a.late) for a in board.confirmed} == {("陆明朗", False), ("曾雨桐", True)}
    assert archived_answers.count(store, given) == 0
    with pytest.raises(UserError, match="归档里没有"):
        archived_answers.take(store, given)


def test_what_was_pasted_already_is_not_counted(store, given):
    announcements.paste_replies(store, given, "陆明朗\n2026年09月20日 14:35\n收到\n\n")
    assert archived_answers.count(store, given) == 1


def test_a_collection_that_ended_takes_none(store, given):
    announcements.close(store, given)
    assert archived_answers.count(store, given) == 0

"""签到 as people write it: sentences, heads over lists, rows of names; each with his own state or to be looked at."""

from __future__ import annotations

import pytest

from tests.services.test_acknowledgements import post
from wxadmin.services import attendances
from wxadmin.services.announcement_plans import Plan


def read(store, group, text):
    meeting = post(store, group, "周会", plan=Plan(kind="meeting"))
    found = attendances.read(store, meeting, text)
    return {e.label: e.state for e in found.entries}, [words for words, _who in found.unclear], list(found.strangers)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("签到：沈知远、陆明朗、曾雨桐（迟到5分钟）", {"沈知远": "present", "陆明朗": "present", "曾雨桐": "late"}),
        ("沈知远、陆明朗、曾雨桐", {"沈知远": "present", "陆明朗": "present", "曾雨桐": "present"}),
        ("沈知远 陆明朗\n李建业", {"沈知远": "present", "陆明朗": "present", "李建业": "present"}),
        (
            "出席：沈知远、陆明朗；请假：曾雨桐；缺席：李建业",
            {"沈知远": "present", "陆明朗": "present", "曾雨桐": "leave", "李建业": "absent"},
        ),
        (
            "到会人员：\n沈知远\n请假：\n曾雨桐 发烧\n\n李建业",
            {"沈知远": "present", "曾雨桐": "leave", "李建业": "present"},
        ),
        ("已到（2人）：沈知远 陆明朗\n未到：李建业", {"沈知远": "present", "陆明朗": "present", "李建业": "absent"}),
        ("未签到：沈知远\n迟到：陆明朗", {"沈知远": "absent", "陆明朗": "late"}),
        ("沈知远\n2026年09月21日 09:10\n签到：沈知远、陆明朗", {"沈知远": "present", "陆明朗": "present"}),
        ("1. 沈知远\n2. 陆明朗 请假", {"沈知远": "present", "陆明朗": "leave"}),
        ("沈知远：请假", {"沈知远": "leave"}),
    ],
)
def test_each_has_his_own_state(store, group, roster, text, states):
    assert read(store, group, text) == (states, [], [])


def test_what_may_be_said_of_one_or_of_all_is_looked_at(store, group, roster):
    assert read(store, group, "沈知远、陆明朗 请假") == ({}, ["沈知远、陆明朗 请假"], [])
    states, unclear, strangers = read(store, group, "签到：沈知远、张伟、王麻子")
    assert (states, unclear, strangers) == ({"沈知远": "present"}, ["张伟"], ["王麻子"])

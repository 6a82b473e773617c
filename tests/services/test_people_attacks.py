"""Attacks on people, groups, member lists and applications: odd days, endless lines, what is no longer there."""

from __future__ import annotations

from datetime import date

import pytest

from tests.services.conftest import person
from wxadmin.atomic import write_bytes
from wxadmin.domain.errors import UserError
from wxadmin.services import (
    application_paste,
    departures,
    group_life,
    handover,
    members,
    merging,
    people,
    relations,
)
from wxadmin.services.departures import KINDS
from wxadmin.services.groups import GroupDraft
from wxadmin.services.handover import Giving


@pytest.mark.parametrize("day", [date.min, date(2026, 9, 21), date.max])
def test_any_day_of_the_calendar_makes_a_checklist_or_is_refused(store, group, roster, day):
    group_life.found(store, GroupDraft("新群"), day=day)
    group_life.dissolve(store, group, "任务完成", day)
    assert all(step.due >= day.isoformat() for step in group_life.steps(store, group))
    departures.begin(store, roster["陆明朗"], next(iter(KINDS)), day)
    assert store.check().ok


def test_an_endless_line_is_no_nickname_and_said_so(store, group, roster):
    found = members.preview(store, group, "总经办-沈知远\n" + "甲" * 1_000_000 + "\n" + "我想问一下" * 20)
    assert found.nicknames == ("总经办-沈知远", "我想问一下" * 20)
    assert any("第 2 行" in line and "1000000 个字，不是群昵称" in line for line in found.ignored)
    with pytest.raises(UserError, match="没有一个群昵称"):
        members.preview(store, group, "乙" * 501)


def test_a_text_of_commas_is_read_as_far_as_somebody_may_be_named(store, group, monkeypatch):
    from wxadmin.intake import applicants

    read = []
    monkeypatch.setattr(applicants, "_of_clause", lambda clause, own: read.append(clause) or "")
    with pytest.raises(UserError, match="没有看出申请"):
        application_paste.preview(store, group, "，。；" * 60_000)
    assert len(read) < 10_000


def test_relations_go_round_neither_when_added_nor_by_a_merge(store, roster):
    one, two, three = (roster[name] for name in ("沈知远", "陆明朗", "曾雨桐"))
    relations.add(store, one, "deputy", two)
    relations.add(store, two, "deputy", three)
    with pytest.raises(UserError, match="曾雨桐是沈知远的代理人，沈知远是陆明朗的代理人"):
        relations.add(store, three, "deputy", one)
    with pytest.raises(UserError, match="绕成了圈"):
        merging.merge(store, one, three)
    assert store.check().ok


def test_who_was_merged_away_takes_no_more_part(store, group, roster):
    kept, gone = roster["张伟销售部"], roster["张伟生产部"]
    merge = merging.merge(store, kept, gone).value
    for act in (
        lambda: merging.merge(store, gone, kept),
        lambda: merging.merge(store, roster["陆明朗"], gone),
        lambda: merging.merge(store, kept, kept),
        lambda: people.edit(store, gone, person("张伟")),
        lambda: relations.add(store, kept, "deputy", gone),
        lambda: departures.begin(store, gone, next(iter(KINDS)), date(2026, 9, 21)),
    ):
        with pytest.raises(UserError):
            act()
    merging.split(store, merge)
    with pytest.raises(UserError, match="没有这次合并"):
        merging.split(store, merge)
    assert store.check().ok


@pytest.mark.parametrize("name", ["records.db", "records.key", "last_root", "老.wxbackup", "乙.db"])
def test_nothing_is_saved_over_the_records(store, group, roster, tmp_path, name):
    backup = store.backup()
    target = store.folder / name
    if name.endswith(".wxbackup"):
        backup.rename(target)
    elif name == "乙.db":
        target.symlink_to(store.folder / "records.db")
    before = target.read_bytes()
    giving = Giving((group,), "李强", target, "三月的风吹过操场 2026 abc", "王芳")
    for save in (lambda: handover.give(store, giving), lambda: write_bytes(b"x", target)):
        with pytest.raises(UserError, match="不能覆盖；请换个位置"):
            save()
    assert target.read_bytes() == before
    assert store.check().ok


def test_a_package_needs_a_name_that_the_disk_takes(store, group, tmp_path):
    giving = Giving((group,), "李强", tmp_path / ("长" * 200), "三月的风吹过操场 2026 abc", "王芳")
    with pytest.raises(UserError, match="写不进去"):
        handover.give(store, giving)
    assert not list(tmp_path.glob(".*.part"))

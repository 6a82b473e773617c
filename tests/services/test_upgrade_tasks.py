"""A record file of version 6 with tasks: rows, numbers, search, journal and undo outlive the wider table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from wxadmin.domain.people import Person
from wxadmin.services import (
    case_parts,
    execution_lists,
    executions,
    groups,
    member_tasks,
    members,
    people,
    records,
    sanctions,
    task_acts,
)
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.member_tasks import TaskDraft
from wxadmin.store import acknowledgements, migrations, schema_cases, tables


@contextmanager
def version_six() -> Iterator[None]:
    """The program as it was before: six migrations and their tables; what became of a task had no rows."""
    later = _later()
    known = {name: table for name, table in tables.TABLES.items() if name not in later}
    with (
        mock.patch.object(migrations, "MIGRATIONS", migrations.MIGRATIONS[:6]),
        mock.patch.dict(tables.TABLES, known, clear=True),
        mock.patch.object(case_parts, "take_up"),
        mock.patch.object(sanctions, "end_due"),
        mock.patch.object(executions, "check"),
        mock.patch.object(execution_lists, "after_list"),
        mock.patch.object(acknowledgements, "solving", return_value=[]),
        mock.patch.object(task_acts, "add"),
    ):
        migrations.expected_fingerprint.cache_clear()
        try:
            yield
        finally:
            migrations.expected_fingerprint.cache_clear()


def _later() -> set[str]:
    script = migrations.MIGRATIONS[6][1]
    assert schema_cases.SQL in script
    made = {line.split()[2] for line in script.splitlines() if line.startswith("CREATE TABLE ")}
    return made - {"member_task"}


@pytest.fixture
def old(tmp_path, hands):
    """(folder, the group, the tasks' rows, a change that can be undone)."""
    folder = tmp_path / "records"
    with version_six(), records.open_at(folder, create=True, key_file=True) as store:
        group = groups.create(store, GroupDraft("甲群", unit="甲公司", naming_rule="部门-姓名")).value
        person = people.add(store, Person("曾雨桐", (("客服部",),)), group=group).value
        members.import_snapshot(store, members.preview(store, group, "客服部-曾雨桐\n夜来香\n早起的鸟\n"))
        drafts = (
            TaskDraft(group, "remove", "夜来香", reason="不是本单位人员"), TaskDraft(group, "remove", "早起的鸟"),
            TaskDraft(group, "rename", "客服部-曾雨桐", person, wanted="客服部-曾雨桐1"),
        )  # fmt: skip
        first = member_tasks.open_tasks(store, drafts).value
        gone = member_tasks.open_tasks(store, (TaskDraft(group, "invite", name="李某"),))
        records.undo(store, gone.id)
        change = member_tasks.carried_out(store, first[:1])
        with store.read() as db:
            assert db.value("PRAGMA user_version") == 6
            rows = [tuple(row) for row in db.all("SELECT * FROM member_task ORDER BY id")]
        assert store.check().ok
    return folder, group, rows, change.id, gone.value[0]


def test_tasks_of_version_six_come_whole(old):
    folder, group, rows, change, last = old
    with records.open_at(folder) as store:
        with store.read() as db:
            assert db.value("PRAGMA user_version") == migrations.version() == 7
            assert [tuple(row) for row in db.all("SELECT * FROM member_task ORDER BY id")] == rows
            assert not db.all("SELECT name FROM sqlite_master WHERE name LIKE 'member_task_before%'")
            assert not db.all("SELECT * FROM sqlite_sequence WHERE name = 'member_task_before'")
            assert not db.all("PRAGMA foreign_key_check")
        assert store.check().problems == ()
        assert len(member_tasks.index(store, View(None, search="yelaixiang"))) == 0
        assert list(member_tasks.index(store, View(None, search="不是本单位"))) == [rows[0][0]]
        assert "说已经办了" in member_tasks.get(store, rows[0][0]).history[-1][1]
        records.undo(store, change)
        assert member_tasks.get(store, rows[0][0]).state_words == "待办"
        records.undo(store)
        assert len(records.history(store, "member_task", rows[0][0])) == 4
        # No number is given twice, not even that of what was taken back.
        made = member_tasks.open_tasks(store, (TaskDraft(group, "mute", "夜来香"),)).value
        assert made[0] > last > rows[-1][0]
        assert list(member_tasks.index(store, View(None, search="夜来香", chips=("mute",)))) == list(made)
        assert store.check().problems == ()
    with records.open_at(folder, write=False) as store:
        assert store.warnings == ()
        assert store.check().ok


def test_numbers_of_tasks_that_are_all_gone_are_not_given_again(old):
    folder, group, rows, _change, last = old
    with version_six(), records.open_at(folder) as store:
        store.change("删去", lambda tx: [tx.delete("member_task", row[0]) for row in rows])
    with records.open_at(folder) as store:
        assert member_tasks.open_tasks(store, (TaskDraft(group, "remove", "夜来香"),)).value[0] > last

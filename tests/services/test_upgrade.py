"""A record file of the version before attachments: opened, copied, brought up to date, nothing of it doubted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from unittest import mock

import pytest

from tests.services.pictures import picture_file
from wxadmin.domain.errors import StoreError
from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.domain.people import Person
from wxadmin.services import (
    attachments,
    case_parts,
    cases,
    executions,
    fixed,
    groups,
    notices,
    papers,
    people,
    records,
    sanctions,
    settings,
    signatures,
    verify,
)
from wxadmin.services.attachments import Owner
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.papers import Origin
from wxadmin.services.settings import Settings
from wxadmin.store import groups as stored_groups
from wxadmin.store import ledger_schema, migrations, schema_nouns, tables
from wxadmin.store import numbers as stored_numbers

PAPER = AnnouncementPaper("甲公司", "甲群", "放假通知", ("周五放假一天。",), "办公室", date(2026, 9, 21))
NEW = (
    "attachment", "picture", "scope", "revision_act", "publication", "draft_text", "signing", "signer", "signature",
    "signing_sheet", "signing_picture", "objection",
)  # fmt: skip


@contextmanager
def version_two() -> Iterator[None]:
    """The program as it was before: two migrations and their tables."""
    steps = (("0001_ledger", ledger_schema.SQL), ("0002_nouns", schema_nouns.SQL))
    known = {name: table for name, table in tables.TABLES.items() if name not in NEW}
    with (
        mock.patch.object(migrations, "MIGRATIONS", steps),
        mock.patch.dict(tables.TABLES, known, clear=True),
        mock.patch.object(fixed, "take_effect"),
        mock.patch.object(case_parts, "take_up"),
        mock.patch.object(sanctions, "end_due"),
        mock.patch.object(executions, "check"),
        mock.patch.object(stored_numbers, "pattern", return_value=None),
        mock.patch.object(signatures, "of_person", return_value=()),
        mock.patch.object(stored_groups, "_LIFE", "'active' AS state, '' AS dissolved FROM grp g"),
    ):
        migrations.expected_fingerprint.cache_clear()
        try:
            yield
        finally:
            migrations.expected_fingerprint.cache_clear()


def old_case(tx, group, person, **more):
    """A case as editions before parties of their own wrote it; ``more`` are columns."""
    subject = bytes(tx.one("SELECT subject FROM person WHERE id = ?", (person,))["subject"])
    empty = ("number", "clause", "amount", "note", "proposal", "decided", "decided_by", "decision_note", "void_reason")
    values = {
        "group_id": group, "person_id": person, "subject": subject, "sender": "客服部-曾雨桐",
        "person_name": "曾雨桐", "person_key": "zeng yu tong", "department": "客服部", "ordinal": 0, "state": "draft",
        "category": "abuse", "occurred": "2026-09-20", "facts": "辱骂他人", "measures": '["oral"]', "days": 0,
        "severity": "ordinary", "voided": "", "created": "2026-09-20T03:00:00Z", "search": "曾 雨 桐",
    }  # fmt: skip
    return tx.insert("cases", {**dict.fromkeys(empty, ""), **values, **more})


@pytest.fixture
def old(tmp_path, hands):
    """(folder, the last change that can be undone, an issued paper) of a file of version 2."""
    folder = tmp_path / "records"
    with version_two(), records.open_at(folder, create=True, key_file=True) as store:
        group = groups.create(store, GroupDraft("甲群", unit="甲公司", office="办公室")).value
        person = people.add(store, Person("曾雨桐", (("客服部",),)), group=group).value
        settings.save(store, Settings(unit="甲公司", profile="qiye"))
        store.change("立案 曾雨桐", lambda tx: old_case(tx, group, person))
        issued = papers.issue(store, PAPER, Origin(group)).value
        # As marking somebody as gone did; today it asks tables of later versions.
        change = store.change("标记离开 曾雨桐", lambda tx: tx.update("person", person, {"gone": 1}))
        with store.read() as db:
            assert db.value("PRAGMA user_version") == 2
            assert db.value("SELECT count(*) FROM sqlite_master WHERE name IN ('attachment', 'picture')") == 0
        assert store.check().ok
    return folder, change.id, issued


def test_it_is_copied_brought_up_to_date_and_whole(old, tmp_path):
    folder, change, issued = old
    with pytest.raises(StoreError, match="旧版本"):
        records.open_at(folder, write=False)
    with records.open_at(folder) as store:
        with store.read() as db:
            assert db.value("PRAGMA user_version") == migrations.version() >= 3
        assert store.check().problems == ()
        assert papers.reprint(store, issued.id) == issued.pdf
        assert settings.get(store).profile == "qiye"
        records.undo(store, change)
        assert not people.get(store, people.index(store, View())[0]).person.left
        case = cases.index(store, View())[0]
        attachments.add_picture(store, Owner("case", case), picture_file(tmp_path / "图.png"))
        cases.decide(store, case, cases.Decision(("oral",), "王"))
        notices.issue(store, case)
        assert store.check().problems == ()
        records.backup(store)
    papers.save(issued.pdf, tmp_path / "旧文书.pdf")
    assert verify.verify_path(tmp_path / "旧文书.pdf").issued
    assert verify.verify_path(folder).intact
    with records.open_at(folder, write=False) as store:
        assert store.warnings == ()


def test_the_copy_made_before_can_be_checked_and_put_back(old):
    folder, _change, issued = old
    records.open_at(folder).close()
    (copy,) = (folder / "backups").iterdir()
    assert copy.name.startswith("before-upgrade-")
    assert verify.verify_path(copy).intact
    with version_two():
        assert verify.verify_path(copy).intact
    with records.open_at(folder) as store:
        groups.create(store, GroupDraft("乙群"))
    records.restore(folder, copy)
    with records.open_at(folder) as store:
        assert [group.name for group in groups.every(store)] == ["甲群"]
        assert papers.reprint(store, issued.id) == issued.pdf
        assert store.check().problems == ()


def test_the_program_before_refuses_the_file_of_today(tmp_path, hands):
    records.open_at(tmp_path / "records", create=True, key_file=True).close()
    with version_two(), pytest.raises(StoreError, match="更新的版本"):
        records.open_at(tmp_path / "records")

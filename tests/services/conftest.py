"""A record file of its own for each test, on a clock that stands still until it is moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from unittest import mock

import pytest

from tests.fresh_records import fresh_records
from wxadmin.domain.people import Guardian, Person, Roster
from wxadmin.services import clock, groups, members, people, roster_import
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.store import handover_file

MONDAY = date(2026, 9, 21)


class Hands:
    """The clock of a test."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 9, 21, 9, 0, tzinfo=clock.zone())

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **delta: float) -> None:
        self.moment += timedelta(**delta)


@pytest.fixture(autouse=True, scope="session")
def keys_made_once() -> Iterator[None]:
    """A package is opened many times; the key of a passphrase and a salt is the same each time, and takes 0.2 s."""
    with mock.patch.object(handover_file, "_keys", lru_cache(handover_file._keys)):
        yield


@pytest.fixture
def hands() -> Iterator[Hands]:
    found = Hands()
    with clock.ticking(found):
        yield found


@pytest.fixture
def store(tmp_path: Path, hands: Hands) -> Iterator[Store]:
    opened = fresh_records(tmp_path / "records")
    yield opened
    opened.close()


@pytest.fixture
def group(store: Store) -> int:
    draft = GroupDraft("甲组工作群", unit="甲公司", office="办公室", naming_rule="部门-姓名")
    return groups.create(store, draft).value


def person(name: str, department: str = "销售部", number: str = "", phone: str = "", **more: object) -> Person:
    return Person(name, (("甲公司", department),), number=number, phone=phone, **more)  # type: ignore[arg-type]


PEOPLE = (
    person("沈知远", "总经办", "1"),
    person("陆明朗", "销售部", "2"),
    person("张伟", "销售部", "3"),
    person("张伟", "生产部", "4"),
    person("曾雨桐", "客服部", "5", "15400000005"),
    person("李建业", "生产部", "6", guardians=(Guardian("李母", "妈妈"),)),
)


@pytest.fixture
def roster(store: Store, group: int) -> dict[str, int]:
    """Six people in the group; name (of namesakes with department) → id."""
    roster_import.import_roster(store, roster_import.preview_roster(store, Roster(PEOPLE, "名册.xlsx"), group=group))
    found = people.of_group(store, group)
    return {p.name if p.name != "张伟" else f"张伟{p.department}": i for i, p in found}


MEMBERS = "总经办-沈知远\n销售部-陆明朗\n张伟\n客服部-曾雨桐\n夜来香\n"


@pytest.fixture
def snapshot(store: Store, group: int, roster: dict[str, int]) -> dict[str, int]:
    """The first member list; nickname → member id."""
    members.import_snapshot(store, members.preview(store, group, MEMBERS))
    return {row.nickname: row.id for row in members.report(store, group).rows}


def wechat(*said: tuple[str, str, str]) -> str:
    """A 4.x paste: (sender, ``HH:MM`` of the Sunday before the tests' Monday, text)."""
    return "\n\n".join(f"{who}\n2026年09月20日 {when}\n{text}" for who, when, text in said) + "\n"

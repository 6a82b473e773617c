"""Handing groups over and taking them in, from the sheets of the window."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person
from wxadmin.services import cases, groups, handed, handover, people, records
from wxadmin.services.groups import GroupDraft
from wxadmin.ui import dialogs, handedsheet, handoversheet
from wxadmin.ui.desk import Desk
from wxadmin.ui.handedsheet import KeptSheet
from wxadmin.ui.handoversheet import GivenSheet, GiveSheet, OpenSheet, TakeSheet
from wxadmin.ui.paste import recognise_file
from wxadmin.ui.strip import Strip
from wxadmin.ui.tasks import Tasks

S = TypeVar("S", bound=dialogs.Sheet)


@pytest.fixture
def desks(tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """The desks of a giver with a group and of a receiver with none."""
    made = []
    for name in ("giver", "taker"):
        store = records.open_at(tmp_path / name, create=True, key_file=True)
        made.append(Desk(store, tasks, QSettings(str(tmp_path / f"{name}.ini"), QSettings.Format.IniFormat), host))
    store = made[0].store
    group = groups.create(store, GroupDraft("三(2)班家长群", owner="王芳")).value
    person = people.add(store, Person("陆明朗", (("家长",),), phone="15400000002"), group=group).value
    case = cases.create(store, cases.CaseDraft(group, person, "发广告")).value
    cases.decide(store, case, cases.Decision(("oral",), "王"))
    made[0].groups = groups.every(store)
    yield made[0], made[1]
    for desk in made:
        desk.store.close()


async def shown(host: QWidget, kind: type[S], after: QWidget | None = None) -> S:
    """The sheet of a kind once it is on the screen; ``after`` is one that is not meant."""

    def there() -> list[S]:
        return [sheet for sheet in host.findChildren(kind) if sheet.isVisible() and sheet is not after]

    await until(there)
    return there()[0]


def test_the_verb_waits_for_groups_names_and_a_passphrase(host: QWidget) -> None:
    sheet = GiveSheet(host, [(1, "甲群"), (2, "乙群")], (2,), "王芳")
    assert sheet.chosen() == (2,)
    assert not sheet.main.isEnabled()
    sheet.receiver.setText("李强")
    assert sheet.main.isEnabled(), "a passphrase is offered"
    assert sheet.passphrase.field.echoMode() == QLineEdit.EchoMode.Normal
    sheet.passphrase.shows.setChecked(False)
    assert sheet.passphrase.field.echoMode() == QLineEdit.EchoMode.Password
    sheet.passphrase.field.setText("123456")
    assert not sheet.main.isEnabled()
    assert "太短" in sheet.hint.text()
    sheet.passphrase.field.setText("五个字加 letters 8")
    assert sheet.main.isEnabled()
    sheet.groups.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert not sheet.main.isEnabled()
    sheet.deleteLater()


def test_a_dropped_package_is_recognised() -> None:
    assert recognise_file(Path("移交 三(2)班家长群 2026-11-22.wxadmin-handover")) == "handover"


def test_given_taken_and_looked_through(
    run_async: Run, host: QWidget, desks: tuple[Desk, Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    giver, taker = desks
    path = tmp_path / "a.wxadmin-handover"

    async def target(*_args: object) -> Path:
        await asyncio.sleep(0)
        return path

    monkeypatch.setattr(dialogs, "pick_target", target)

    async def story() -> None:
        strip = Strip(host)
        giving = asyncio.ensure_future(handoversheet.give(host, giver, strip, [giver.groups[0].id]))
        sheet = await shown(host, GiveSheet)
        passphrase = sheet.passphrase.text()
        assert sheet.giver.text() == "王芳"
        sheet.receiver.setText("李强")
        sheet.main.click()
        last = await shown(host, GivenSheet)
        last.done(0)
        made = await giving
        assert made is not None
        assert path.is_file()

        taking = asyncio.ensure_future(handoversheet.take(host, taker, strip, path))
        asked = await shown(host, OpenSheet)
        assert asked.passphrase.field.echoMode() == QLineEdit.EchoMode.Password
        asked.passphrase.field.setText("不是这个口令 123")
        asked.main.click()
        again = await shown(host, OpenSheet, asked)
        assert "口令不对" in again.strip.words
        again.passphrase.field.setText(passphrase.lower())
        again.main.click()
        seen = await shown(host, TakeSheet)
        assert not seen.main.isEnabled(), "the fingerprint has to be compared"
        seen.compared.setChecked(True)
        assert seen.main.isEnabled()
        next(iter(seen.names.values())).setText("接手的群")
        seen.main.click()
        assert await taking == 1
        assert [g.name for g in groups.every(taker.store)] == ["接手的群"]

        looking = asyncio.ensure_future(handedsheet.kept(host, taker, strip))
        kept = await shown(host, KeptSheet)
        assert made.fingerprint in kept.words.toPlainText()
        kept.check.click()
        await until(lambda: "完好" in kept.strip.words)
        kept.main.click()
        await looking
        assert [one.received for one in handed.every(taker.store)] == [True]
        assert handover.preview(taker.store, path, passphrase).nothing

    run_async(story())

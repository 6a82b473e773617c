"""Pages as pictures for WeChat: names, size, all or none, asked before anything is replaced."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from tests.ui.paper_stage import announcement, ink, show, told
from tests.ui.window_loop import Run, until
from wxadmin import atomic
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.ui import dialogs, share
from wxadmin.ui.pdf import PdfFile
from wxadmin.ui.preview import PdfPreview
from wxadmin.ui.strip import Strip
from wxadmin.ui.tasks import Tasks

POPUPS = "This plugin does not support"  # the offscreen platform says this of sheets


def _quiet(_done: int, _total: int) -> None:
    pass


def _names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_every_page_becomes_a_legible_picture(pdf: bytes, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    made = share.save(pdf, tmp_path / "通知.png", lambda done, total: steps.append((done, total)))
    count = len(PdfFile(pdf).sheets)
    assert [p.name for p in made] == [f"通知-{n + 1}.png" for n in range(count)]
    assert _names(tmp_path) == sorted(p.name for p in made)
    assert steps == [(n, count) for n in range(count + 1)]
    for number, path in enumerate(made):
        image = QImage(str(path))
        assert image.width() == pytest.approx(210 / 25.4 * 150, abs=2)
        assert image.height() == pytest.approx(297 / 25.4 * 150, abs=2)
        assert path.stat().st_size < 1_000_000
        assert ink(image) == pytest.approx(ink(PdfFile(pdf).picture(number, 150 / 72)), abs=1)


def test_a_single_page_has_no_number(tmp_path: Path) -> None:
    assert share.save(announcement(("短。",)), tmp_path / "通知.png", _quiet) == [tmp_path / "通知.png"]
    assert _names(tmp_path) == ["通知.png"]


def test_a_coloured_noisy_picture_is_made_small_enough() -> None:
    noise = QImage(os.urandom(1240 * 1754 * 4), 1240, 1754, QImage.Format.Format_RGB32)
    small = share.png(noise)
    assert len(small) <= 1_000_000
    assert QImage.fromData(small).width() >= 600
    colourful = QImage(1240, 1754, QImage.Format.Format_RGB32)
    colourful.fill(0xFFCC2211)
    kept = QImage.fromData(share.png(colourful))
    assert kept.width() == 1240
    assert kept.pixelColor(5, 5).red() > kept.pixelColor(5, 5).blue() + 100


def test_cancel_and_a_full_disk_leave_the_folder_as_it_was(
    pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "通知-1.png").write_bytes(b"old")

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        share.save(pdf, tmp_path / "通知.png", stop)
    assert _names(tmp_path) == ["通知-1.png"]

    def full(*_args: Any) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(UserError, match="磁盘已满") as told_now:
        share.save(pdf, tmp_path / "通知.png", _quiet)
    monkeypatch.undo()
    assert told_now.value.where == str(tmp_path)
    assert _names(tmp_path) == ["通知-1.png"]
    assert (tmp_path / "通知-1.png").read_bytes() == b"old"
    with pytest.raises(UserError, match="没有写成"):
        share.save(pdf, tmp_path / "nowhere" / "通知.png", _quiet)


def test_a_picture_open_elsewhere_is_named(pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if Path(target).name == "通知-2.png":
            raise PermissionError(errno.EACCES, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(UserError, match=r"通知-2\.png 不能改写，前 1 张已写好"):
        share.save(pdf, tmp_path / "通知.png", _quiet)


def _answer(monkeypatch: pytest.MonkeyPatch, target: Path | None) -> list[str]:
    """The file dialog gives ``target``; what it proposed is kept."""
    proposed: list[str] = []

    async def pick(_parent: object, _title: str, name: str, _kinds: object, _suffix: str) -> Path | None:
        proposed.append(name)
        return target

    monkeypatch.setattr(dialogs, "pick_target", pick)
    return proposed


def test_one_click_and_a_name_make_the_pictures(
    run_async: Run, pane: PdfPreview, pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed = _answer(monkeypatch, tmp_path / "群公告.png")
    count = len(PdfFile(pdf).sheets)

    async def story() -> None:
        await show(pane, pdf, name="领取工作牌.pdf")
        next(t for t in pane._tools if t.accessibleName() == "分享为图片").click()  # type: ignore[attr-defined]
        await until(lambda: told(pane))
        assert told(pane) == f"已存为 {count} 张图片"
        assert proposed == ["领取工作牌.png"]

    run_async(story())
    assert len(_names(tmp_path)) == count


@pytest.mark.qt_log_ignore(POPUPS)
def test_pictures_that_are_there_are_replaced_only_when_asked(
    run_async: Run, pane: PdfPreview, pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    _answer(monkeypatch, tmp_path / "公告.png")
    old = tmp_path / "公告-2.png"
    old.write_bytes(b"old")

    async def answer(verb: str) -> None:
        await until(lambda: any(isinstance(w, dialogs.Sheet) and w.isVisible() for w in qapp.topLevelWidgets()))
        sheet = next(w for w in qapp.topLevelWidgets() if isinstance(w, dialogs.Sheet) and w.isVisible())
        assert any("1 张同名图片（公告-2.png" in label.text() for label in sheet.findChildren(dialogs.QLabel))
        next(b for b in sheet.findChildren(QPushButton) if b.text() == verb).click()

    async def story() -> None:
        await show(pane, pdf)
        pane.handout.share()
        await answer("取消")
        await until(lambda: not pane._tasks._running or pane._tasks.busy == 0)
        assert old.read_bytes() == b"old"
        pane.handout.share()
        await answer("代替旧图片")
        await until(lambda: "已存为" in told(pane))
        assert old.read_bytes() != b"old"

    run_async(story())


def test_turned_away_and_failures_are_calm(
    run_async: Run, pane: PdfPreview, pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        await show(pane, pdf)
        _answer(monkeypatch, None)
        pane.handout.share()
        await until(lambda: pane._tasks.busy == 0)
        assert told(pane) == ""
        _answer(monkeypatch, tmp_path / "nowhere" / "a.png")
        pane.handout.share()
        await until(lambda: told(pane))
        assert "没有写成" in told(pane)
        _answer(monkeypatch, tmp_path / "a.pdf")
        pane.handout.save()
        await until(lambda: "已保存到" in told(pane))
        pane.clear()
        pane.handout.share()
        pane.handout.copy_picture()
        pane.handout.save()
        await until(lambda: pane._tasks.busy == 0)

    run_async(story())
    assert (tmp_path / "a.pdf").read_bytes() == pdf


def test_a_sheet_closed_while_its_pictures_are_written(
    run_async: Run, tasks: Tasks, host: QWidget, pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[object] = []
    tasks.failed.connect(failed.append)

    async def pick(*_given: object) -> Path:
        return tmp_path / "通知.png"

    monkeypatch.setattr(dialogs, "pick_target", pick)

    async def story() -> None:
        sheet = dialogs.Sheet(host, "公告纸面", "关闭")
        pane = PdfPreview(tasks, Strip(sheet), sheet)
        sheet.body.addWidget(pane)
        host.show()
        sheet.show()
        assert await pane.show_pdf(lambda: pdf, "公告", "草稿", "通知.pdf")
        pane.handout.share()
        await until(lambda: tasks.jobs)
        sheet.done(1)
        shiboken6.delete(sheet)
        await until(lambda: not tasks.busy)

    run_async(story())
    assert not failed, failed
    assert len(list(tmp_path.glob("*.png"))) == 5


def test_a_page_that_makes_no_picture_is_no_empty_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="做不成图片"):
        share.png(QImage())

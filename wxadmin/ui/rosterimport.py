"""Bringing a list of people in: what it would do, before it does."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtWidgets import QWidget

from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import roster_import
from wxadmin.ui import dialogs
from wxadmin.ui.importing import Heap, PreviewSheet
from wxadmin.ui.page import RecordPage


async def bring_in(page: RecordPage, source: Path | str) -> None:
    """A file, or a table as pasted: read, shown, and taken in when the owner says so."""
    if isinstance(source, Path):
        await _bring_in(page, source, source.name)
        return
    with tempfile.TemporaryDirectory(prefix="wxadmin-") as folder:
        path = Path(folder) / (_("粘贴的表格") + (".tsv" if "\t" in source else ".csv"))
        path.write_text(source, "utf-8")
        await _bring_in(page, path, _("粘贴的表格"))


async def _bring_in(page: RecordPage, path: Path, name: str) -> None:
    desk = page.desk
    group = desk.group
    seen = await desk.job(
        _("读取 {file}").format(file=name),
        lambda step: roster_import.preview(desk.store, path, group=group, step=step),
        page.strip,
    )
    if seen is None or not await dialogs.show(roster_sheet(page, seen, name)):
        return
    change = await desk.job(
        _("导入花名册"), lambda step: roster_import.import_roster(desk.store, seen, step), page.strip
    )
    if change is not None:
        desk.tell(change, page.strip, _("已导入：新增 {new} 人，更新 {changed} 人").format(
            new=len(seen.new), changed=len(seen.changed)
        ))  # fmt: skip


def roster_sheet(parent: QWidget, seen: roster_import.RosterPreview, name: str) -> PreviewSheet:
    """What an import of a roster would do, before it does."""
    columns = "，".join(f"{title} ← {cell}" for title, cell in seen.columns)
    heaps = [
        Heap(_("新增"), tuple(_line(p) for p in seen.new), _("花名册里还没有的人")),
        Heap(
            _("有变化"),
            tuple(
                f"{c.name}："
                + "；".join(f"{title} {before or '—'} → {after or '—'}" for title, before, after in c.fields)
                for c in seen.changed
            ),
            _("已有的人，这份表里的资料不同"),
        ),
        Heap(_("没看懂"), tuple(f"{p.where}：{p.what}" for p in seen.problems), _("这些行不会导入，原因写在后面")),
        Heap(_("不变"), (), _("已有的人，资料相同"), amount=len(seen.same)),
        Heap(_("加入本群"), (), _("已在花名册、这次记为本群应到的人"), amount=len(seen.joining)),
    ]
    head = _("{file}：看懂了 {n} 人。对应的列：{columns}").format(
        file=name, n=len(seen.new) + len(seen.changed) + len(seen.same), columns=columns or _("无")
    )
    sheet = PreviewSheet(parent, _("导入花名册"), _("导入"), head, heaps, can=not seen.empty)
    if seen.empty:
        sheet.say(_("这份表里没有要新增或更新的内容。"), muted=True)
    return sheet


def _line(person: Person) -> str:
    parts = [person.name, "；".join("/".join(p) for p in person.departments), person.post, person.phone]
    return "　".join(p for p in parts if p)

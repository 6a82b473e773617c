"""导入规章文本: what was understood of a paste or a file, before it becomes drafts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from wxadmin.i18n import _
from wxadmin.services import regulations
from wxadmin.services.records import Change
from wxadmin.ui import dialogs
from wxadmin.ui.desk import Desk
from wxadmin.ui.regulationsheets import text_sheet
from wxadmin.ui.strip import Strip


async def import_regulations(
    desk: Desk, parent: QWidget, strip: Strip, source: str | Path, group: int
) -> Change[int] | None:
    """Let pasted words (``str``) or a file be looked through and made into drafts; the first one's id, or None."""
    text = await desk.job(
        _("读取规章"),
        lambda _step: regulations.parse_text(source) if isinstance(source, str) else regulations.parse_file(source),
        strip,
    )
    if text is None:
        return None
    sheet = text_sheet(parent, text)
    name = QLineEdit(text.title or (source.stem if isinstance(source, Path) else ""), sheet)
    name.setAccessibleName(_("名称"))
    name.setPlaceholderText(_("规章名称"))
    sheet.body.insertWidget(0, name)
    if not await dialogs.show(sheet):
        return None
    title = name.text().strip()
    return await desk.change(
        lambda: regulations.create_from_text(desk.store, group, text, title=title),
        strip,
        _("规章已导入为草稿，核对后发布"),
    )

"""导出列表: a list to a table file as it stands on the screen, personal numbers covered unless the owner asks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from wxadmin.i18n import _
from wxadmin.services import clock, lists
from wxadmin.ui import dialogs
from wxadmin.ui.handout import open_outside

if TYPE_CHECKING:
    from wxadmin.domain.jobs import Step
    from wxadmin.ui.listpane import ListPane
    from wxadmin.ui.strip import Strip


class ExportSheet(dialogs.Sheet):
    """Which file, which columns, which rows, and whether personal numbers stand there in full."""

    def __init__(self, parent: QWidget, pane: ListPane) -> None:
        super().__init__(parent, _("导出列表"), _("选择位置…"))
        self.setMinimumWidth(420)
        form = self.form()
        self.kind = QComboBox(self)
        for words, suffix, encoding in lists.FORMATS:
            self.kind.addItem(words, (suffix, encoding))
        self.columns = QComboBox(self)
        model = pane.model
        shown = [model.columns[at].key for at in pane.columns_shown]
        self.columns.addItem(_("屏幕上的 {n} 栏，按屏幕顺序").format(n=len(shown)), tuple(shown))
        if len(shown) < len(model.columns):
            self.columns.addItem(_("全部 {n} 栏").format(n=len(model.columns)), ())
        self.rows = QComboBox(self)
        self.rows.addItem(_("列表里的 {n} 条").format(n=f"{model.rowCount():,}"), ())
        if len(pane.picked) > 1:
            self.rows.addItem(_("选中的 {n} 条").format(n=len(pane.picked)), pane.picked)
            self.rows.setCurrentIndex(1)
        for words, field in ((_("文件"), self.kind), (_("栏"), self.columns), (_("条目"), self.rows)):
            field.setAccessibleName(words)
            form.addRow(words, field)
        self.full = QCheckBox(_("电话、编号写完整"), self)
        self.full.setToolTip(_("不勾选就遮住电话、编号、身份证号和邮箱的中间几位"))
        self.full.setEnabled(pane.desk.may("numbers"))
        form.addRow("", self.full)


async def export_list(pane: ListPane, title: str, strip: Strip, parent: QWidget) -> None:
    """Ask what and where, write the file as a job, offer to open it."""
    desk, model = pane.desk, pane.model
    if not model.rowCount():
        strip.hint(_("列表是空的，没有可导出的。"))
        return
    sheet = ExportSheet(parent, pane)
    if not await dialogs.show(sheet):
        return
    suffix, encoding = sheet.kind.currentData()
    keys, only, full = sheet.columns.currentData(), sheet.rows.currentData(), sheet.full.isChecked()
    name = f"{title} {clock.today().isoformat()}.{suffix}"
    filters = ["XLSX (*.xlsx)"] if suffix == "xlsx" else ["CSV (*.csv)"]
    path = await dialogs.pick_target(parent, _("导出列表"), name, filters, suffix)
    if path is None:
        return
    target, noun, store, view = _ending(path, suffix), model.noun, desk.store, model.view

    def work(step: Step) -> int:
        known: Any = noun
        return lists.export(store, known, view, target, keys, step, full=full, encoding=encoding, only=only)

    count = await desk.job(_("导出列表"), work, strip)
    if count is not None:
        ways = ((_("打开"), partial(open_outside, target)), (_("打开所在文件夹"), partial(open_outside, target.parent)))
        strip.done(_("已导出 {n} 条到 {path}").format(n=f"{count:,}", path=target), ways=ways)


def _ending(path: Path, suffix: str) -> Path:
    return path if path.suffix.lower() == f".{suffix}" else path.with_name(f"{path.name}.{suffix}")

"""打印列表: a list on paper as it stands on the screen, with its filter, its order and its visible columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QWidget

from wxadmin.i18n import _
from wxadmin.services import lists, unissued
from wxadmin.ui import dialogs
from wxadmin.ui.papersheet import preview_paper
from wxadmin.ui.strip import Strip

if TYPE_CHECKING:
    from wxadmin.domain.jobs import Step
    from wxadmin.domain.papers import ListPaper
    from wxadmin.ui.listpane import ListPane

MANY = 2000
"""Rows from which printing is asked about first: about fifty pages."""


class _PrintSheet(dialogs.Sheet):
    """Whether personal numbers stand on the paper in full."""

    def __init__(self, parent: QWidget, *, may_full: bool) -> None:
        super().__init__(parent, _("打印列表"), _("看纸面"))
        self.say(_("列表里有电话、编号，印出来会遮住中间几位。"))
        self.full = QCheckBox(_("电话、编号写完整"), self)
        self.full.setEnabled(may_full)
        self.body.addWidget(self.full)


async def print_list(pane: ListPane, title: str, strip: Strip, parent: QWidget) -> None:
    """Read every row of the list as a job, then show the paper; many rows are warned of first."""
    desk, model = pane.desk, pane.model
    count = model.rowCount()
    if not count:
        strip.hint(_("列表是空的，没有可打印的。"))
        return
    if count > MANY and not await dialogs.confirm(
        parent,
        _("打印列表"),
        _("列表有 {n} 条，大约要印 {pages} 页。可以先用搜索或筛选缩小范围。仍要全部打印？").format(
            n=f"{count:,}", pages=f"{count // 30:,}"
        ),
        _("全部打印"),
    ):
        return
    columns = [model.columns[at] for at in pane.columns_shown]
    keys = [column.key for column in columns]
    full = False
    if any(column.private for column in columns):
        sheet = _PrintSheet(parent, may_full=desk.may("numbers"))
        if not await dialogs.show(sheet):
            return
        full = sheet.full.isChecked()
    noun: Any = model.noun
    store, view = desk.store, model.view

    def work(step: Step) -> tuple[ListPaper, bytes]:
        paper = lists.of_noun(store, noun, view, title, keys, step, full=full)
        return paper, unissued.plain(store, paper)

    made = await desk.job(_("打印列表"), work, strip)
    if made is not None:
        paper, pdf = made
        words = _("打印列表：{title}").format(title=title)
        await preview_paper(desk, parent, lambda: paper, words, "list", ready=pdf)

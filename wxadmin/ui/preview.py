"""The very paper on screen: the PDF that is saved, shared and printed, with zoom, outline, search and selection."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.findbar import FindBar
from wxadmin.ui.handout import Handout
from wxadmin.ui.outline import OutlineList
from wxadmin.ui.pageview import POINT, STEPS, Fit, PageView
from wxadmin.ui.pdf import Bookmark, PdfFile
from wxadmin.ui.previewbar import PageField, PreviewBar
from wxadmin.ui.selection import Selection
from wxadmin.ui.strip import Strip
from wxadmin.ui.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)


class PdfPreview(QWidget):
    """A PDF with its tools. ``show_pdf`` takes the bytes; pages are drawn when they come into sight."""

    def __init__(self, tasks: Tasks, strip: Strip, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._round = 0
        self._outline: tuple[Bookmark, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self.view = PageView(tasks, self)
        self.selection = Selection(self.view, tasks)
        self.find_bar = FindBar(self.view, tasks, self)
        self.handout = Handout(self, tasks, strip)
        self._bar = PreviewBar(self)
        self.caption, self.state = self._bar.caption, self._bar.state
        self._added = 0
        self._build_tools()
        for piece in (self._bar, self.handout.strip, self.find_bar, self.handout.line):
            column.addWidget(piece)
        column.addWidget(self.view, 1)
        self._contents = OutlineList(self)
        self._contents.chosen.connect(self._on_outline_chosen)
        self.view.turned.connect(self._on_view_turned)
        self.view.zoomed.connect(self._on_view_zoomed)
        self.find_bar.closed.connect(self._on_find_closed)
        self._menu = self._build_menu()
        self.clear()

    def _build_tools(self) -> None:
        bar, row = self._bar, self._bar.tools
        self._contents_tool = bar.tool("book-open-text", _("目录"), self._on_outline_clicked, rank=2)
        self.number = PageField(row)
        self.number.asked.connect(self._on_page_asked)
        row.add(self.number)
        self._zoom_out = bar.tool("zoom-out", _("缩小（Ctrl+-）"), self.zoom_out, rank=8)
        self._zoom = QToolButton(row)
        self._zoom.setAccessibleName(_("缩放比例"))
        self._zoom.setToolTip(_("缩放比例（Ctrl+0 适合宽度）"))
        self._zoom.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._zoom.setMinimumWidth(58)
        zooms = QMenu(_("缩放比例"), self)
        for words, slot in ((_("适合宽度"), self.fit), (_("适合整页"), self.fit_page)):
            zooms.addAction(words).triggered.connect(slot)
        zooms.addSeparator()
        for zoom in _ZOOMS:
            action = zooms.addAction(f"{zoom:.0%}")
            action.setData(zoom)
            action.triggered.connect(self._on_zoom_chosen)
        self._zoom.setMenu(zooms)
        row.add(self._zoom, zooms.menuAction(), rank=7)
        self._zoom_in = bar.tool("zoom-in", _("放大（Ctrl++）"), self.zoom_in, rank=8)
        self._tools: list[QWidget] = [
            self._contents_tool, self._zoom_out, self._zoom, self._zoom_in,
            bar.tool("search", _("在纸面上查找（Ctrl+F）"), self.find_text, rank=3),
            bar.tool("copy", _("复制本页图片"), self.handout.copy_picture, rank=6),
            bar.tool("send", _("分享为图片"), self.handout.share, rank=5),
            bar.tool("save", _("另存为 PDF"), self.handout.save, rank=4),
            bar.tool("printer", _("打印"), self.print),
        ]  # fmt: skip

    def _build_menu(self) -> QMenu:
        menu = QMenu(self)
        self._copy_action = QAction(_("复制"), menu)
        for action, slot in (
            (self._copy_action, self.copy),
            (QAction(_("全选"), menu), self.selection.select_all),
            (QAction(_("在纸面上查找…"), menu), self.find_text),
            (QAction(_("复制本页图片"), menu), self.handout.copy_picture),
            (QAction(_("分享为图片…"), menu), self.handout.share),
            (QAction(_("另存为 PDF…"), menu), self.handout.save),
            (QAction(_("打印…"), menu), self.print),
        ):
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu

    def add_tool(self, widget: QWidget) -> None:
        """Put a widget left of the zoom tools; it stays in sight whatever the width, also without a paper."""
        self._bar.tools.add(widget, at=self._added)
        self._added += 1
        self._bar.arrange()

    # What is shown

    @property
    def data(self) -> bytes | None:
        """The PDF shown."""
        return self.view.file.data if self.view.file is not None else None

    def clear(self, words: str = "") -> None:
        """Show no paper, but a sentence."""
        self._round += 1
        self._show(None, "", "", words=words)

    async def show_pdf(self, make: Callable[[], bytes], caption: str, state: str, file_name: str) -> bool:
        """Make and show a PDF off this thread; False when that failed or another came meanwhile.

        A UserError stands where the paper would be. Whether it is printed on both sides is told to ``handout.duplex``.
        """
        self._round += 1
        mine = self._round
        try:
            file, outline = await self._tasks.run(lambda: _opened(make))
        except UserError as error:
            if shiboken6.isValid(self) and mine == self._round:
                self.clear(str(error))
            return False
        if not shiboken6.isValid(self) or mine != self._round:
            file.close()
            return False
        self.handout.file_name = file_name
        self._outline = outline
        self._show(file, caption, state)
        return True

    def _show(self, file: PdfFile | None, caption: str, state: str, words: str = "") -> None:
        same = file is not None and caption == self.caption.text()
        if file is None:
            self._outline = ()
        self.caption.setText(caption)
        self.state.setText(state)
        self.selection.select(None)
        self.view.show_file(file, words, keep_place=same)
        for tool in self._tools:
            tool.setEnabled(file is not None)
        self._contents_tool.setEnabled(len(self._outline) > 1)
        for action in self._bar.tools.menu.actions():
            action.setEnabled(file is not None)
        self.find_bar.refresh()
        self._bar.arrange()

    # Zoom and places

    def zoom_in(self) -> None:
        """A step larger."""
        self.view.zoom_in()

    def zoom_out(self) -> None:
        """A step smaller."""
        self.view.zoom_out()

    def fit(self) -> None:
        """As wide as the pane."""
        self.view.fit_to(Fit.WIDTH)

    def fit_page(self) -> None:
        """As large as a whole page fits."""
        self.view.fit_to(Fit.PAGE)

    def _on_zoom_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.view.zoom_to(float(action.data()))

    def _on_view_zoomed(self) -> None:
        self._zoom.setText(f"{self.view.scale / POINT:.0%}")
        self._zoom_in.setEnabled(self.view.pages > 0 and self.view.scale < STEPS[-1] * POINT - 0.01)
        self._zoom_out.setEnabled(self.view.pages > 0 and self.view.scale > STEPS[0] * POINT + 0.01)

    def _on_view_turned(self, page: int) -> None:
        self.number.show_page(page, self.view.pages)
        self._on_view_zoomed()

    def _on_page_asked(self, page: int) -> None:
        self.view.go_to(page)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_outline_clicked(self) -> None:
        if self._outline:
            under = self._contents_tool if self._contents_tool.isVisible() else self._bar.tools.more
            page, _x, top = self.view.place(QPointF(0, 24))
            self._contents.drop(under, self._outline, page, top)

    def _on_outline_chosen(self, page: int, top: float) -> None:
        self.view.go_to(page, top)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # Text

    def find_text(self) -> None:
        """Open the find bar, with the selected words when they stand in one line."""
        if self.view.pages:
            self.find_bar.open(self.selection.short_text())

    def _on_find_closed(self, span: object) -> None:
        if isinstance(span, tuple):
            self.selection.select(span)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def copy(self) -> None:
        """Put the selected text on the clipboard."""
        if self.selection.span is not None:
            self._tasks.start(self._copy())

    async def _copy(self) -> None:
        try:
            count = await self.selection.copy()
        except Cancelled:
            return
        if count and shiboken6.isValid(self):
            self.handout.notes.done(_("已复制 {n} 个字").format(n=f"{count:,}"))

    # Away from the screen

    def print(self) -> None:
        """Ask for a printer, then print at 100 %."""
        self.handout.print()

    async def print_to(self, printer: QPrinter) -> None:
        """Print every page the printer was set to, at its true size, as a job that can be stopped."""
        if self.data is not None:
            await self.handout.print_to(printer, self.data)

    # Keyboard

    def _command(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key does here, before the window's own shortcuts."""
        if not self.view.pages:
            return None
        for key, slot in (
            (QKeySequence.StandardKey.Find, self.find_text),
            (QKeySequence.StandardKey.Copy, self.copy),
            (QKeySequence.StandardKey.SelectAll, self.selection.select_all),
        ):
            if event.matches(key):
                return slot
        if event.key() == Qt.Key.Key_F3 and self.find_bar.isVisible():
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return self.find_bar.previous if back else self.find_bar.next
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            closes = event.key() == Qt.Key.Key_Escape and self.find_bar.isVisible()
            return self.find_bar.shut if closes else None
        return {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_G: self._on_page_wanted,
        }.get(Qt.Key(event.key()))

    def _on_page_wanted(self) -> None:
        self.number.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.number.field.selectAll()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._command(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        slot = self._command(event)
        if slot is not None:
            slot()
        elif event.matches(QKeySequence.StandardKey.Print) and self.view.pages:
            self.print()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.view.pages:
            self._copy_action.setEnabled(self.selection.span is not None)
            self._menu.popup(event.globalPos())


def _opened(make: Callable[[], bytes]) -> tuple[PdfFile, tuple[Bookmark, ...]]:
    file = PdfFile(make())
    return file, file.outline()


def save_name(title: str) -> str:
    """A file name legal on Windows from any title."""
    clean = "".join("_" if c in '\\/:*?"<>|' or not c.isprintable() else c for c in title).strip(" .")
    return f"{clean or 'paper'}.pdf"

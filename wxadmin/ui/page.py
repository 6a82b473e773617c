"""What all pages are: a title with actions, a strip for what happened, a body; list and detail side by side."""

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.i18n import _
from wxadmin.services.records import Change
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import Card, button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.sharing import MODE
from wxadmin.ui.sidebyside import HANDLE, SideBySide
from wxadmin.ui.strip import Strip

if TYPE_CHECKING:
    from wxadmin.ui.attachmentpane import AttachmentPane
    from wxadmin.ui.preview import PdfPreview


class Page(QWidget):
    """One page of the navigation. Subclasses build their body in ``__init__`` and read in :meth:`reload`."""

    KEY: ClassVar[str] = ""
    TITLE: ClassVar[str] = ""
    HELP: ClassVar[str] = ""
    RIGHT: ClassVar[str] = ""
    """The right of services.operators that changes on this page need."""
    attached: AttachmentPane | None = None
    """Where pictures go that are pasted or dropped now."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self._stale = False
        self._loads = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, 12, theme.MARGIN, 12)
        column.setSpacing(theme.GAP)
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.GAP)
        title = label(self.TITLE, self, "title")
        title.setMinimumHeight(34)
        self.head.addWidget(title)
        self.head.addStretch(1)
        column.addLayout(self.head)
        self.strip = Strip(self)
        self.strip.undo_wanted.connect(self._on_undo_wanted)
        column.addWidget(self.strip)
        self.body = column
        self._more: QMenu | None = None
        self._acts: list[QPushButton | QAction] = []
        desk.rights_changed.connect(self._on_rights_changed)
        desk.changed.connect(self._on_changed)
        desk.group_changed.connect(self._on_group_changed)
        desk.day_changed.connect(self._on_day_changed)
        MODE.turned.connect(self._read_again)

    def add_action(self, text: str, slot: Any, *, kind: str = "", icon: str = "") -> QPushButton:
        """Add a button to the head of the page (at most three)."""
        piece = button(text, slot, self, kind=kind, icon=icon)
        self.head.insertWidget(self.head.count() - (1 if self._more else 0), piece)
        self._guard(piece)
        return piece

    def _guard(self, piece: QPushButton | QAction) -> None:
        self._acts.append(piece)
        piece.setVisible(self.desk.may(self.RIGHT))

    def _on_rights_changed(self) -> None:
        for piece in self._acts:
            piece.setVisible(self.desk.may(self.RIGHT))
        self._read_again()

    def add_more(self, text: str, slot: Any, *, free: bool = False) -> QAction:
        """Add an entry to the ⋯ menu of the page; ``free`` when it needs no right."""
        if self._more is None:
            self._more = QMenu(self)
            tool = QToolButton(self)
            tool.setIcon(theme.icon("ellipsis"))
            tool.setAccessibleName(_("更多操作"))
            tool.setToolTip(_("更多操作"))
            tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            tool.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            tool.setMenu(self._more)
            self.head.addWidget(tool)
        action = QAction(text, self._more)
        action.triggered.connect(slot)
        self._more.addAction(action)
        if not free:
            self._guard(action)
        return action

    # What the window asks of a page

    def reload(self) -> None:
        """Read what the page shows again."""

    def show_record(self, record: int) -> None:
        """Bring one record into view."""

    def show_chips(self, chips: tuple[str, ...]) -> None:
        """Switch filters on."""

    def focus_search(self) -> None:
        """Put the keyboard into the page's search."""

    def focus_first(self) -> None:
        """Put the keyboard where the work of the page is done."""

    def begin(self) -> None:
        """Do the first action of the page, as another page promised."""

    def pasted(self, *kinds: str) -> str:
        """The text on the clipboard when it is recognised as one of these kinds of ui.paste, else ``""``."""
        from wxadmin.ui.paste import recognise

        text = QGuiApplication.clipboard().text()
        return text if text.strip() and recognise(text) in kinds else ""

    async def paste_in(self, kind: str, title: str, words: str) -> None:
        """Take in, for the chosen group, what is on the clipboard if it is of this kind, else what is pasted now."""
        if self.need_group() is None:
            return
        text = self.pasted(kind) or await dialogs.ask_text(self, title, words, _("看预览"), lines=16, needed=True)
        if text:
            await self.take(text, kind)

    async def pick_in(self, kind: str, title: str, files: str) -> None:
        """Take in, for the chosen group, a file of this kind; ``files`` is a filter line of the dialog."""
        if self.need_group() is None:
            return
        path = await dialogs.pick_file(self, title, [files])
        if path is not None:
            await self.take(path, kind)

    def print_paper(self) -> bool:
        """Print what the page previews; False when it has nothing to print."""
        return False

    def print_list(self) -> None:
        """Put the list of the page on paper, where it has one."""
        self.strip.hint(_("本页没有列表可以打印。"))

    def export_list(self) -> None:
        """Write the list of the page to a table file, where it has one."""
        self.strip.hint(_("本页没有列表可以导出。"))

    async def take(self, source: str | Path, kind: str) -> None:
        """Offer to import pasted text or a dropped file of a kind of ui.paste."""

    async def take_picture(self, path: Path) -> None:
        """Take in a dropped or pasted picture file."""
        if self.attached is None:
            self._refuse_picture()
        else:
            await self.attached.add((path,))

    async def take_image(self, image: QImage) -> None:
        """Take in a picture pasted from the clipboard."""
        if self.attached is None:
            self._refuse_picture()
        else:
            await self.attached.add_image(image)

    def _refuse_picture(self) -> None:
        self.strip.hint(_("图片可以加到案件草稿的证据、规章制度和公告草稿的附件里：先打开那份草稿，再粘贴或拖进来。"))

    def keep_now(self) -> str:
        """The window wants to close: keep what was typed; why that is impossible, ``""`` when nothing can be lost."""
        return ""

    def shut(self) -> None:
        """The window closes: stop reading."""

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine of a slot."""
        self.desk.tasks.start(work)

    def need_group(self) -> int | None:
        """The chosen group, or a hint to choose one first."""
        if self.desk.group is None:
            self.strip.hint(_("请先在左上角选定一个群。"))
        return self.desk.group

    def copy(self, text: str, done: str) -> None:
        """Put a text for WeChat on the clipboard and say so."""
        QGuiApplication.clipboard().setText(text)
        self.strip.done(done)

    # What happens

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.reload()

    def _on_changed(self, _change: Change[Any]) -> None:
        self._read_again()

    def _on_day_changed(self) -> None:
        self._read_again()

    def _on_group_changed(self) -> None:
        self._on_changed_group()
        self.strip.clear()
        self._read_again()

    def _read_again(self) -> None:
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def _on_changed_group(self) -> None:
        """Forget what belonged to another group; a hook for pages that keep something."""

    def undo(self) -> None:
        """Take the last change back."""
        self.start(self.desk.undo(self.strip))

    def _on_undo_wanted(self, change: int) -> None:
        self.start(self.desk.undo(self.strip, change))


class RecordPage(Page):
    """A page of one list and the detail of its current record.

    Subclasses set ``list`` and ``card`` with :meth:`lay_out` and give ``read(record)`` (runs on another thread) and
    ``render(detail)`` (fills the card).
    """

    list: ListPane
    card: Card
    sides: SideBySide
    preview: PdfPreview | None = None
    NOTHING: ClassVar[str] = ""

    def lay_out(self, pane: ListPane, third: QWidget | None = None, below: QWidget | None = None) -> None:
        """Put list and detail (with ``below`` fixed under it) and perhaps a paper side by side."""
        self.list = pane
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self.card = Card(holder)
        self.card.link_opened.connect(self._on_link_opened)
        self.card.empty(self.NOTHING)
        column.addWidget(self.card, 1)
        if below is not None:
            column.addWidget(below)
        self.sides = SideBySide(pane, holder, self, third)
        self.body.addWidget(self.sides, 1)
        pane.opened.connect(self._on_list_opened)
        pane.activated.connect(self.sides.show_detail)
        pane.clicked.connect(self.sides.show_detail)
        pane.failed.connect(self._on_list_failed)
        self.detail: Any = None
        self.add_more(_("打印列表…"), self.print_list, free=True)
        self.add_more(_("导出列表…"), self.export_list, free=True)

    def arrange(self, *sizes: int) -> None:
        """Share the width as the owner left it last time, else as ``sizes`` say."""
        kept = self.desk.layout.value(f"pages/{self.KEY}/sides")
        if not (isinstance(kept, QByteArray) and self.sides.restoreState(kept)):
            self.sides.setSizes(list(sizes))
        self.sides.setHandleWidth(HANDLE)
        columns = self.desk.layout.value(f"pages/{self.KEY}/columns")
        if isinstance(columns, str):
            self.list.restore_columns(columns)

    def read(self, record: int) -> Any:
        """The detail of a record; runs on another thread."""
        raise NotImplementedError

    def render_detail(self, detail: Any, *, again: bool) -> None:
        """Fill the card; ``again`` when it is the same record as before."""
        raise NotImplementedError

    def render_nothing(self) -> None:
        """No record is current."""
        self.card.empty(self.NOTHING)

    @property
    def record(self) -> int | None:
        """The id of the record whose detail is shown or on its way."""
        return self.list.current

    def reload(self) -> None:
        self.list.reload()

    def show_record(self, record: int) -> None:
        self.list.show_record(record)
        self.sides.show_detail()

    def show_chips(self, chips: tuple[str, ...]) -> None:
        self.list.show_chips(chips)
        self.sides.show_list()

    def focus_first(self) -> None:
        self.list.focus_list()

    def focus_search(self) -> None:
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def print_list(self) -> None:
        """Put the list on paper as it stands on the screen."""
        self.start(self._print_list())

    async def _print_list(self) -> None:
        from wxadmin.ui.listprinting import print_list

        await print_list(self.list, self.TITLE, self.strip, self)

    def export_list(self) -> None:
        """Write the list to a table file as it stands on the screen."""
        self.start(self._export_list())

    async def _export_list(self) -> None:
        from wxadmin.ui.listexport import export_list

        await export_list(self.list, self.TITLE, self.strip, self)

    def print_paper(self) -> bool:
        """The paper of the page; the list where no paper is shown."""
        preview = self.preview
        if preview is None or preview.data is None or not preview.isVisible():
            self.print_list()
        else:
            preview.print()
        return True

    def shut(self) -> None:
        self.desk.layout.setValue(f"pages/{self.KEY}/sides", self.sides.saveState())
        self.desk.layout.setValue(f"pages/{self.KEY}/columns", self.list.column_state())
        self.list.close_list()

    def _on_list_opened(self, record: object) -> None:
        self._loads += 1
        if record is None:
            self.detail = None
            self.render_nothing()
        elif isinstance(record, int) and not self.desk.tasks.closing:
            self.start(self._load(record, self._loads))

    async def _load(self, record: int, load: int) -> None:
        detail = await self.desk.read(lambda: self.read(record), self.strip)
        if load != self._loads:
            return
        before = getattr(self.detail, "id", None)
        self.detail = detail
        if detail is None:
            self.render_nothing()
        else:
            self.card.locked = not self.desk.may(self.RIGHT)
            self.render_detail(detail, again=before == record)

    def _on_list_failed(self, error: object) -> None:
        if isinstance(error, UserError):
            self.strip.wrong(error)
        elif isinstance(error, BaseException) and not isinstance(error, Cancelled):
            self.desk.tasks.failed.emit(error)

    def _on_link_opened(self, page: str, record: object) -> None:
        if page == "departures" and isinstance(record, int):
            from wxadmin.ui.departuresheet import manage  # a sheet, no page: it opens where one is

            self.start(manage(self.desk, self, self.strip, record))
        elif isinstance(record, int):
            self.desk.open(page, record)

"""The frame: navigation, top search, pages, status line, menus. It paints before anything is opened or loaded.

Pages are imported when first shown, so that neither they nor what they stand on delays the first paint.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.ui import dialogs
from wxadmin.ui.arrivals import Arrivals
from wxadmin.ui.band import Band
from wxadmin.ui.menus import Menus
from wxadmin.ui.navigation import Navigation
from wxadmin.ui.pages import make_page
from wxadmin.ui.shell import Shell
from wxadmin.ui.statusline import StatusLine
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.unkept import give_up, unkept
from wxadmin.ui.waiting import Waiting

if TYPE_CHECKING:
    from wxadmin.services.records import Store
    from wxadmin.ui.desk import Desk
    from wxadmin.ui.page import Page


class MainWindow(QWidget):
    """Everything inside the window; ``closed`` comes when the owner closed it.

    ``records_wanted`` asks for another record folder (a path, None for the same again); ``ready`` comes when a page
    stands on open records.
    """

    closed = Signal()
    ready = Signal()
    records_wanted = Signal(object)

    def __init__(self, shell: Shell, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(shell)
        self.shell = shell
        self.tasks = tasks
        self._settings = settings
        self._refreshes = 0
        self.desk: Desk | None = None
        self._pages: dict[str, Page] = {}
        self._closing = False
        self.setAcceptDrops(True)

        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.navigation = Navigation(self)
        row.addWidget(self.navigation)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.band = Band(right)
        self.band.finder.clicked.connect(self.find_anywhere)
        self.band.actor.clicked.connect(self._on_actor_clicked)
        column.addWidget(self.band)
        self.stack = QStackedWidget(right)
        column.addWidget(self.stack, 1)
        row.addWidget(right, 1)
        self.waiting = Waiting(self)
        self.waiting.again.connect(self._on_retry_clicked)
        self.waiting.elsewhere.connect(self.ask_for_folder)
        self.stack.addWidget(self.waiting)
        self.status = StatusLine(tasks, shell)
        shell.setStatusBar(self.status)
        self.arrivals = Arrivals(self)
        self.menus = Menus(self, settings)
        self.navigation.show_page("today")
        self.navigation.show_groups((), None)
        self.navigation.page_chosen.connect(self._on_page_chosen)
        self.navigation.list.clicked.connect(self._on_page_clicked)
        self.navigation.group_chosen.connect(self._on_group_chosen)
        self.navigation.group_wanted.connect(self._on_group_wanted)
        shell.closing.connect(self.close_window)
        shell.setCentralWidget(self)
        self.navigation.list.setFocus()

    # Opening

    def say_opening(self) -> None:
        """The record file is being opened."""
        self.waiting.say_opening()
        self.stack.setCurrentWidget(self.waiting)

    def say_wrong(self, error: UserError) -> None:
        """The record file could not be opened: what is wrong and what can be done."""
        self.waiting.say_wrong(error)
        self.stack.setCurrentWidget(self.waiting)

    async def open_records(self, store: Store) -> None:
        """Stand on an open record file: read groups and settings, show the first page."""
        from wxadmin.services import groups, settings
        from wxadmin.ui.desk import Desk

        self.drop_records()
        desk = Desk(store, self.tasks, self._settings, self)
        self.desk = desk
        desk.groups, desk.settings = await self.tasks.run(lambda: (groups.every(store), settings.get(store)))
        remembered = self._settings.value("window/group")
        known = {g.id for g in desk.groups}
        if remembered is not None and str(remembered).isdigit() and int(str(remembered)) in known:
            desk.group = int(str(remembered))
        elif len(desk.groups) == 1:
            desk.group = desk.groups[0].id
        desk.changed.connect(self._on_changed)
        desk.group_changed.connect(self._on_desk_group_changed)
        desk.day_changed.connect(self._on_day_changed)
        desk.asked.connect(self.show_page)
        desk.task_asked.connect(self._on_task_asked)
        self._show_groups()
        self._show_actor()
        self.show_page("today")
        await self._refresh()
        self.ready.emit()
        if desk.operator is not None and self.page_now is not None:
            from wxadmin.ui.acting import ask_at_opening

            self.tasks.start(ask_at_opening(desk, self, self.page_now.strip))

    def drop_records(self) -> Store | None:
        """Let go of the pages and the record file; returns it for closing."""
        desk, self.desk = self.desk, None
        for page in self._pages.values():
            page.shut()
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages = {}
        self.stack.setCurrentWidget(self.waiting)
        if desk is None:
            return None
        desk.deleteLater()
        return desk.store

    # Pages

    def page(self, key: str) -> Page:
        """The page of a key, made when first asked for."""
        assert self.desk is not None
        if key not in self._pages:
            page = make_page(key, self.desk, self.stack)
            self.stack.addWidget(page)
            self._pages[key] = page
        return self._pages[key]

    @property
    def page_now(self) -> Page | None:
        """The page shown, None while the records are not open."""
        now = self.stack.currentWidget()
        return next((p for p in self._pages.values() if p is now), None)

    def show_page(self, key: str, record: object = None, chips: object = (), *, focus: bool = True) -> None:
        """Show a page, perhaps with one record or with filters on; the keyboard goes to it unless ``focus`` is off."""
        if self.desk is None:
            return
        page = self.page(key)
        self.navigation.show_page(key)
        self.desk.right = page.RIGHT
        self.stack.setCurrentWidget(page)
        if isinstance(record, int):
            page.show_record(record)
        elif chips and isinstance(chips, tuple):
            page.show_chips(chips)
        if focus:
            page.focus_first()

    def _on_page_chosen(self, key: str) -> None:
        self.show_page(key, focus=False)

    def _on_page_clicked(self) -> None:
        page = self.page_now
        if page is not None:
            page.focus_first()

    def _on_group_chosen(self, group: object) -> None:
        if self.desk is not None:
            self.desk.choose_group(group if isinstance(group, int) else None)

    def _on_desk_group_changed(self) -> None:
        assert self.desk is not None
        self._settings.setValue("window/group", "" if self.desk.group is None else str(self.desk.group))
        self._show_groups()
        self.tasks.start(self._refresh())

    def _on_changed(self, change: Any) -> None:
        self.status.saved(change.label)
        self.tasks.start(self._refresh())

    def _on_day_changed(self) -> None:
        self.tasks.start(self._refresh())

    async def _refresh(self) -> None:
        """Groups, counts and the name of what can be undone, as they are now."""
        from wxadmin.services import frame

        desk = self.desk
        if desk is None:
            return
        store, group = desk.store, desk.group
        self._refreshes += 1
        turn = self._refreshes
        now = await self.tasks.run(lambda: frame.of(store, group))
        if desk is not self.desk or turn != self._refreshes:
            return  # what was asked for later knows more
        if desk.take_frame(now):
            self._show_groups()
        self._show_actor()
        self.navigation.show_counts(now.counts)
        self.menus.show_undo(now.undo)

    def _show_groups(self) -> None:
        if self.desk is not None:
            now = self.desk.group
            shown = tuple((g.id, g.name) for g in self.desk.groups if g.state != "dissolved" or g.id == now)
            self.navigation.show_groups(shown, now)

    def _show_actor(self) -> None:
        if self.desk is not None:
            self.band.actor.setText(self.desk.settings.actor or _("管理员"))

    # What the owner asks for

    def _on_group_wanted(self) -> None:
        page = self.page_now
        if self.desk is None or page is None:
            return
        if self.desk.may("groups"):
            self.tasks.start(self._new_group())
        else:
            self.desk.refuse(page.strip, "groups")

    async def _new_group(self) -> None:
        from wxadmin.ui.groupform import new_group

        if self.desk is not None:
            made = await new_group(self.desk, self)
            if made is not None:
                self.desk.groups = await self.tasks.run(lambda: _groups(self.desk))
                self.desk.choose_group(made)

    def _on_task_asked(self, what: str, payload: object) -> None:
        """A page asks for something another part of the window does."""
        if what == "group":
            self._on_group_wanted()
        elif what == "begin":
            self.show_page(str(payload))
            self.page(str(payload)).begin()
        elif what == "sample":
            self.open_sample()
        elif what == "take" and isinstance(payload, tuple):
            key, source, kind = payload
            self.tasks.start(self.arrivals.bring(key, source, kind))
        elif what == "records" and isinstance(payload, Path):
            self.tasks.start(self._change_records(payload))
        elif what == "theme":
            self.menus.set_look(str(payload))

    def undo(self) -> None:
        page = self.page_now
        if self.desk is not None and page is not None:
            page.undo()

    def search_page(self) -> None:
        page = self.page_now
        if page is not None:
            page.focus_search()

    def find_anywhere(self) -> None:
        if self.desk is not None:
            from wxadmin.ui.palette import Palette

            palette = Palette(self.desk, self)
            palette.chosen.connect(self.show_page)
            palette.done_action.connect(self._on_palette_action)
            palette.offer_actions(self.menus.commands())
            palette.open()

    def _on_palette_action(self, action: object) -> None:
        if isinstance(action, QAction):
            action.trigger()

    def print_page(self) -> None:
        page = self.page_now
        if page is not None and not page.print_paper():
            page.strip.hint(_("本页没有可打印的纸面；先选一份通知书、规章制度或签收表。"))

    def print_list(self) -> None:
        page = self.page_now
        if page is not None:
            page.print_list()

    def export_list(self) -> None:
        page = self.page_now
        if page is not None:
            page.export_list()

    def _on_actor_clicked(self) -> None:
        page = self.page_now
        if self.desk is not None and page is not None:
            from wxadmin.ui.acting import choose_actor

            self.tasks.start(choose_actor(self.desk, self, page.strip))

    def ask_for_folder(self) -> None:
        self.tasks.start(self._open_folder())

    async def _open_folder(self) -> None:
        folder = await dialogs.pick_folder(self, _("打开台账文件夹"))
        if folder is not None:
            await self._change_records(folder)

    async def _change_records(self, folder: Path) -> None:
        """Other records in place of these, unless typed words would be lost and the owner stays."""
        why = unkept(self._pages.values())
        if not why or await give_up(self, why, _("丢掉并打开")):
            self.records_wanted.emit(folder)

    def _on_retry_clicked(self) -> None:
        self.records_wanted.emit(None)

    def open_sample(self) -> None:
        self.tasks.start(self._open_sample())

    async def _open_sample(self) -> None:
        from wxadmin.ui.samplerecords import sample_records

        desk, page = self.desk, self.page_now
        if desk is not None and page is not None:
            folder = await sample_records(desk, page)
            if folder is not None:
                await self._change_records(folder)

    def back_up(self) -> None:
        self.show_page("settings")
        page = self.page_now
        if page is not None and hasattr(page, "back_up"):
            page.back_up()

    # Paste and drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasText() or event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.arrivals.take(event.mimeData())

    # End

    def close_window(self) -> None:
        """Close when nothing is under way and nothing typed would be lost, else ask."""
        if self._closing:
            return
        why = unkept(self._pages.values())
        if why or self.tasks.jobs:
            self.tasks.start(self._ask_close(why))
        else:
            self._close()

    async def _ask_close(self, why: str) -> None:
        if why:
            sure = await give_up(self, why, _("丢掉并退出"))
        else:
            words = _("还有任务没有做完。退出会取消它，已经保存的内容不受影响。")
            sure = await dialogs.confirm(self, _("退出"), words, _("取消任务并退出"))
        if sure:
            self._close()

    def _close(self) -> None:
        self._closing = True
        self._settings.setValue("window/geometry", self.shell.saveGeometry())
        self._settings.sync()
        for page in self._pages.values():
            page.shut()
        self.shell.hide()
        self.closed.emit()


def _groups(desk: Desk | None) -> Any:
    from wxadmin.services import groups

    return groups.every(desk.store) if desk is not None else ()

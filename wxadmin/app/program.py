"""The program behind the window: records, event loop, furniture, hooks for everything unexpected."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator, qInstallMessageHandler

from wxadmin.app import FACE, Stage, instance
from wxadmin.app import log as logs
from wxadmin.app.log import log
from wxadmin.domain.errors import StoreError, UserError
from wxadmin.i18n import language
from wxadmin.ui import dialogs, faces, theme
from wxadmin.ui.collector import Collector
from wxadmin.ui.main_window import MainWindow
from wxadmin.ui.report import Reporter, ReportSheet
from wxadmin.ui.tasks import Tasks

if TYPE_CHECKING:
    from wxadmin.services.records import Store


class Program(QObject):
    """Everything that lives as long as the window on a stage that is set (and usually shown) already."""

    def __init__(self, stage: Stage, folder: Path | None, *, picture: Path | None = None) -> None:
        super().__init__()
        self._app = stage.application
        self.shell = stage.shell
        self._settings = stage.settings
        self._folder = folder
        self._picture = picture
        self._code = 0
        self._listener: instance.Listener | None = None
        self.reporter = Reporter()
        self.reporter.bug.connect(self._on_bug)
        self._hook()
        self._translate()
        theme.apply(self._app, stage.look)  # type: ignore[arg-type]
        self._app.setWindowIcon(theme.icon("book-open-text", "accent"))
        self._app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self.tasks = Tasks(self)
        self.tasks.failed.connect(self._on_task_failed)
        self.window = MainWindow(self.shell, self.tasks, stage.settings)
        self.window.records_wanted.connect(self._on_records_wanted)
        self._closed: asyncio.Event | None = None

    # Life

    def run(self) -> int:
        """Load what the window stands on; returns when it was closed and everything is written."""
        self.shell.show()
        self._app.processEvents()
        import qasync

        with qasync.QEventLoop(self._app) as loop:
            loop.set_exception_handler(self._on_loop_exception)
            loop.run_until_complete(self.live())
        self.unhook()
        return self._code

    async def live(self) -> None:
        """Open the records and stay until the window is closed and everything is written."""
        self._closed = asyncio.Event()
        self.window.closed.connect(self._on_window_closed)
        collector = Collector(self.tasks, self)
        try:
            self.tasks.start(self._open(self._folder))
            await self._closed.wait()
            await self.tasks.close()
        finally:
            collector.stop()
        store = self.window.drop_records()
        if store is not None:
            await _on_own_thread(lambda: _close(store))
        if self._listener is not None:
            self._listener.stop()
        self.shell.deleteLater()
        await asyncio.sleep(0)

    async def _open(self, folder: Path | None) -> None:
        """Open a record file in place of the one open now, or say what is wrong."""
        window = self.window
        window.say_opening()
        self._folder = folder
        if not self.tasks.closing:
            await self._more_faces()
        old = window.drop_records()
        try:
            if old is not None:
                await self.tasks.run(lambda: _close(old))
            store = await self.tasks.run(lambda: _open(folder))
        except StoreError as error:
            if instance.ask_running(folder_of(folder)):
                self._on_window_closed()
                return
            window.say_wrong(error)
            self._code = 3 if self._picture else 0
            self._finish_picture()
            return
        except UserError as error:
            window.say_wrong(error)
            self._finish_picture()
            return
        self._listen(store)
        await window.open_records(store)
        log.info("records open")
        if self._picture is not None:
            await self._take_picture(self._picture)

    async def _take_picture(self, target: Path) -> None:
        """Wait until nothing is on its way, then keep what the window shows."""
        self.shell.resize(1366, 768)
        quiet = 0
        while quiet < 5:
            await asyncio.sleep(0.05)
            quiet = quiet + 1 if self.tasks.busy <= 1 else 0
        if not self.shell.grab().save(str(target), "PNG"):
            self._code = 2
        self._finish_picture()

    def _finish_picture(self) -> None:
        if self._picture is not None:
            self._on_window_closed()

    def _on_window_closed(self) -> None:
        if self._closed is not None:
            self._closed.set()

    def _on_records_wanted(self, folder: object) -> None:
        self.tasks.start(self._open(folder if isinstance(folder, Path) else self._folder))

    # Faces, words, colours

    async def _more_faces(self) -> None:
        """Faces for rare characters, once the window stands."""
        from wxadmin.services import typefaces

        try:
            main, *_others = await self.tasks.run(typefaces.screen_faces)
            self._settings.setValue(FACE, str(main))  # another one after an upgrade
            faces.add_faces(await self.tasks.run(typefaces.further_faces))
        except UserError as error:
            log.warning("further faces: %s", type(error).__name__)

    def _translate(self) -> None:
        """Qt's own words in the language in use: dialogs for files, printing, dates. Untranslated they are English."""
        self._words = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language == "zh_CN" and self._words.load("qtbase_zh_CN", folder):
            self._app.installTranslator(self._words)

    def _on_scheme_changed(self) -> None:
        if theme.look().choice == "system":
            theme.apply(self._app, "system")

    # Everything unexpected

    def _hook(self) -> None:
        logs.start()
        self._hooks_before = sys.excepthook, threading.excepthook
        sys.excepthook = self.reporter.on_exception
        threading.excepthook = self._on_thread_exception
        self._messages_before = qInstallMessageHandler(self.reporter.on_qt_message)

    def unhook(self) -> None:
        """Put everything back as it was before this program."""
        sys.excepthook, threading.excepthook = self._hooks_before
        qInstallMessageHandler(self._messages_before)
        logs.stop()

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.reporter.report_bug(args.exc_value)

    def _on_loop_exception(self, _loop: Any, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.reporter.report_bug(error)
        else:
            log.error("loop: %s", context.get("message", ""))

    def _on_task_failed(self, error: object) -> None:
        page = self.window.page_now
        if isinstance(error, UserError):
            if page is not None:
                page.strip.wrong(error)
            else:
                self.window.say_wrong(error)
        elif isinstance(error, BaseException):
            self.reporter.report_bug(error)

    def _on_bug(self, text: str) -> None:
        if self._picture is not None:
            self._code = 70
            self._finish_picture()
        elif not self.tasks.closing and self._closed is not None:
            self.tasks.start(dialogs.show(ReportSheet(self.window, text)))

    # One window a record file

    def _listen(self, store: Store) -> None:
        """Let a second start bring this window to the front."""
        if self._listener is not None:
            self._listener.stop()
        self._listener = instance.Listener(Path(store.folder), self)
        self._listener.called.connect(self._on_second_start)

    def _on_second_start(self) -> None:
        shell = self.shell
        shell.setWindowState(shell.windowState() & ~shell.windowState().WindowMinimized)
        shell.raise_()
        shell.activateWindow()


def folder_of(folder: Path | None) -> Path:
    """The folder asked for, or the owner's."""
    from wxadmin.services import records

    return folder or records.default_folder()


def _open(folder: Path | None) -> Store:
    from wxadmin.services import records

    return records.open_default() if folder is None else records.open_at(folder)


def _close(store: Store) -> None:
    from wxadmin.services import records

    records.close(store)


async def _on_own_thread(work: Callable[[], None]) -> None:
    """Run the last piece of work when the pools are gone already."""
    thread = threading.Thread(target=work, name="wxadmin-close")
    thread.start()
    while thread.is_alive():  # noqa: ASYNC110 - the end of a thread sets no event
        await asyncio.sleep(0.01)
    thread.join()

"""The composition root of the window: paths, log, records, event loop, main window, hooks for the unexpected."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import sys
import tempfile
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QObject, QSettings, QTranslator, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from wxadmin.domain.errors import StoreError, UserError
from wxadmin.i18n import _
from wxadmin.ui import dialogs, theme
from wxadmin.ui.collector import Collector
from wxadmin.ui.main_window import MainWindow
from wxadmin.ui.report import Reporter, ReportSheet
from wxadmin.ui.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

    from wxadmin.services.records import Store

log = logging.getLogger("wxadmin")
_GREETING = b"wxadmin raise\n"


def run(folder: Path | None = None) -> int:
    """Open the window on the records in ``folder`` (default: the owner's) until it is closed; returns the exit code."""
    if folder is not None and _ask_running(folder):
        return 0
    return Program(folder).run()


def picture(folder: Path, target: Path) -> int:
    """Open the window on the records in ``folder``, save a PNG of it to ``target`` and close it again."""
    return Program(folder, picture=target).run()


class Program(QObject):
    """Everything that lives as long as the window."""

    def __init__(self, folder: Path | None, *, picture: Path | None = None) -> None:
        app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(app, QApplication)
        super().__init__()
        self._app = app
        self._folder = folder
        self._picture = picture
        self._code = 0
        self._server: QLocalServer | None = None
        app.setApplicationName("wxadmin")
        app.setApplicationDisplayName(_("群务台账"))
        app.setQuitOnLastWindowClosed(False)
        self.reporter = Reporter()
        self.reporter.bug.connect(self._on_bug)
        self._hook()
        self._translate()
        settings = _window_settings(picture is not None)
        self._load_faces()
        choice = str(settings.value("window/theme", "system")) if picture is None else "light"
        theme.apply(app, choice)  # type: ignore[arg-type]
        app.setWindowIcon(theme.icon("book-open-text", "accent"))
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self.tasks = Tasks(self)
        self.tasks.failed.connect(self._on_task_failed)
        self.window = MainWindow(self.tasks, settings)
        self.window.records_wanted.connect(self._on_records_wanted)
        self._closed: asyncio.Event | None = None

    # Life

    def run(self) -> int:
        """Show the window, then load what it stands on; returns when it was closed and everything is written."""
        self.window.show()
        self._app.processEvents()
        import qasync

        collector = Collector(self)
        try:
            with qasync.QEventLoop(self._app) as loop:
                loop.set_exception_handler(self._on_loop_exception)
                loop.run_until_complete(self.live())
        finally:
            collector.stop()
        self.unhook()
        return self._code

    async def live(self) -> None:
        """Open the records and stay until the window is closed and everything is written."""
        self._closed = asyncio.Event()
        self.window.closed.connect(self._on_window_closed)
        self.tasks.start(self._open(self._folder))
        await self._closed.wait()
        await self.tasks.close()
        store = self.window.drop_records()
        if store is not None:
            await _on_own_thread(lambda: _close(store))
        if self._server is not None:
            self._server.close()
        self.window.deleteLater()
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
            if folder_of(folder) is not None and _ask_running(folder_of(folder)):
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
        self.window.resize(1366, 768)
        quiet = 0
        while quiet < 5:
            await asyncio.sleep(0.05)
            quiet = quiet + 1 if self.tasks.busy <= 1 else 0
        if not self.window.grab().save(str(target), "PNG"):
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

    def _load_faces(self) -> None:
        from wxadmin.services import typefaces

        try:
            theme.load_faces(typefaces.screen_faces())
        except UserError as error:
            log.warning("faces: %s", type(error).__name__)
            theme.load_faces([])

    async def _more_faces(self) -> None:
        """Faces for rare characters, once the window stands."""
        from wxadmin.services import typefaces

        try:
            theme.add_faces(await self.tasks.run(typefaces.further_faces))
        except UserError as error:
            log.warning("further faces: %s", type(error).__name__)

    def _translate(self) -> None:
        """Qt's own words in Chinese: dialogs for files, printing, dates."""
        self._words = QTranslator(self)
        if self._words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            self._app.installTranslator(self._words)

    def _on_scheme_changed(self) -> None:
        if theme.look().choice == "system":
            theme.apply(self._app, "system")

    # Everything unexpected

    def _hook(self) -> None:
        _start_log()
        self._hooks_before = sys.excepthook, threading.excepthook
        sys.excepthook = self.reporter.on_exception
        threading.excepthook = self._on_thread_exception
        self._messages_before = qInstallMessageHandler(self.reporter.on_qt_message)

    def unhook(self) -> None:
        """Put everything back as it was before this program."""
        sys.excepthook, threading.excepthook = self._hooks_before
        qInstallMessageHandler(self._messages_before)
        _stop_log()

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
        from PySide6.QtNetwork import QLocalServer

        name = _server_name(Path(store.folder))
        if self._server is not None:
            self._server.close()
        QLocalServer.removeServer(name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_second_start)
        if not self._server.listen(name):
            log.warning("no single-instance server")

    def _on_second_start(self) -> None:
        if self._server is None:
            return
        caller = self._server.nextPendingConnection()
        caller.disconnected.connect(caller.deleteLater)
        window = self.window
        window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
        window.raise_()
        window.activateWindow()
        caller.write(_GREETING)
        caller.disconnectFromServer()


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


async def _on_own_thread(work: Any) -> None:
    """Run the last piece of work when the pools are gone already."""
    done = threading.Event()

    def whole() -> None:
        try:
            work()
        finally:
            done.set()

    thread = threading.Thread(target=whole, name="wxadmin-close")
    thread.start()
    while not done.is_set():  # noqa: ASYNC110 - set by a thread, not by the loop
        await asyncio.sleep(0.01)
    thread.join()


def _server_name(folder: Path) -> str:
    owner = str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    return "wxadmin-" + hashlib.sha256(f"{owner}\n{folder.resolve()}".encode()).hexdigest()[:20]


def _ask_running(folder: Path) -> bool:
    """Ask a window that has this folder open to come to the front; True when one answered."""
    name = _server_name(folder)
    pipe = Path(rf"\\.\pipe\{name}") if sys.platform == "win32" else Path(tempfile.gettempdir()) / name
    if not pipe.exists():
        return False
    from PySide6.QtNetwork import QLocalSocket

    caller = QLocalSocket()
    caller.connectToServer(name)
    return bool(caller.waitForConnected(500) and caller.waitForReadyRead(1500) and caller.readAll() == _GREETING)


def _window_settings(throwaway: bool) -> QSettings:
    """Size, look and the like of the window; nothing of the records."""
    import platformdirs

    place = tempfile.mkdtemp(prefix="wxadmin-") if throwaway else os.environ.get("WXADMIN_CONFIG")
    folder = Path(place or platformdirs.user_config_dir("wxadmin", appauthor=False))
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def _start_log() -> None:
    """A log of at most three files of 1 MB; types, places and counts only, never names or messages."""
    import platformdirs

    try:
        folder = Path(os.environ.get("WXADMIN_LOG") or platformdirs.user_log_path("wxadmin", appauthor=False))
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "wxadmin.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def _stop_log() -> None:
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()

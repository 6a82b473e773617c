"""One window a record file: a second start brings the first one to the front."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

GREETING = b"wxadmin raise\n"


def server_name(folder: Path) -> str:
    """The name under which the window on this folder listens; one of its own for each user."""
    owner = str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    return "wxadmin-" + hashlib.sha256(f"{owner}\n{folder.resolve()}".encode()).hexdigest()[:20]


def ask_running(folder: Path) -> bool:
    """Ask a window that has this folder open to come to the front; True when one answered."""
    name = server_name(folder)
    pipe = Path(rf"\\.\pipe\{name}") if sys.platform == "win32" else Path(tempfile.gettempdir()) / name
    if not pipe.exists():
        return False
    caller = QLocalSocket()
    caller.connectToServer(name)
    return bool(caller.waitForConnected(500) and caller.waitForReadyRead(1500) and caller.readAll() == GREETING)


class Listener(QObject):
    """Listens for second starts on a folder; ``called`` when there was one."""

    called = Signal()

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        name = server_name(folder)
        QLocalServer.removeServer(name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_second_start)
        if not self._server.listen(name):
            logging.getLogger("wxadmin").warning("no single-instance server")

    def stop(self) -> None:
        """Listen no more."""
        self._server.close()
        self.deleteLater()

    def _on_second_start(self) -> None:
        caller = self._server.nextPendingConnection()
        caller.disconnected.connect(caller.deleteLater)
        self.called.emit()
        caller.write(GREETING)
        caller.disconnectFromServer()

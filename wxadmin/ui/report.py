"""One place for everything that is a bug: it goes to the log and to a text the owner can copy, without personal data.

Types, files and lines are told, never messages or values: those may hold names.
"""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, QtMsgType, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from wxadmin import __version__
from wxadmin.i18n import _
from wxadmin.ui.dialogs import Sheet

log = logging.getLogger("wxadmin")


def describe(error: BaseException) -> str:
    """The report of a bug: where it happened, through which lines."""
    lines = [f"wxadmin {__version__} · Python {platform.python_version()} · Qt {qVersion()} · {sys.platform}"]
    chain: list[BaseException] = []
    now: BaseException | None = error
    while now is not None and now not in chain:
        chain.append(now)
        now = now.__cause__ or now.__context__
    for one in chain:
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        lines += [
            f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(one.__traceback__)
        ]
    return "\n".join(lines)


def _short(path: str) -> str:
    """The path from the package on: what lies before may hold the name of the owner."""
    parts = path.replace("\\", "/").split("/")
    for name in ("wxadmin", "site-packages"):
        if name in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(name) :])
    return parts[-1]


class Reporter(QObject):
    """Takes bugs from any thread; ``bug`` carries the text to show, once per different bug."""

    bug = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[str] = set()

    def report_bug(self, error: BaseException) -> None:
        """Log a bug and have it shown."""
        text = describe(error)
        log.error("bug\n%s", text)
        if text not in self._seen:
            self._seen.add(text)
            self.bug.emit(text)

    def on_exception(self, _kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """For ``sys.excepthook``; interruption by the owner ends the program as usual."""
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(type(error), error, trace)
            return
        self.report_bug(error)

    def on_qt_message(self, kind: QtMsgType, _where: object, text: str) -> None:
        """For ``qInstallMessageHandler``: Qt's own words go to the log."""
        level = {
            QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO,
            QtMsgType.QtWarningMsg: logging.WARNING,
        }.get(kind, logging.ERROR)  # fmt: skip
        log.log(level, "qt: %s", text)


class ReportSheet(Sheet):
    """Says calmly that something of ours went wrong, with the text to copy."""

    def __init__(self, parent: QWidget, text: str) -> None:
        super().__init__(parent, _("程序出错了"), _("复制报告"), cancel=_("关闭"))
        self.setMinimumWidth(560)
        self._text = text
        self.say(
            _("刚才的操作没有完成，已经保存的内容不受影响。可以继续使用；如果反复出现，请把下面的报告发给开发者。")
        )
        self.say(_("报告里只有程序位置，没有姓名和聊天内容。"), muted=True)
        field = QPlainTextEdit(text, self)
        field.setReadOnly(True)
        field.setMinimumHeight(180)
        field.setAccessibleName(_("错误报告"))
        self.body.addWidget(field)

    def done(self, code: int) -> None:
        """Copy when the main button was used."""
        if code == QDialog.DialogCode.Accepted.value:
            QGuiApplication.clipboard().setText(self._text)
        super().done(code)

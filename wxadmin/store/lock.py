"""One writer a record file: a lock the system gives back by itself when its holder dies."""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from wxadmin.domain.errors import StoreError
from wxadmin.i18n import _

FILE_NAME = "records.lock"
# Far behind the text, because Windows locks bytes against reading too.
_LOCKED_BYTE = 1 << 30


class InstanceLock:
    """Held from creation to ``release``. StoreError naming the holder if somebody else has it."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE_NAME
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        except OSError as error:
            raise StoreError(_("记录文件夹不能写入"), where=str(folder), remedy=_("请检查文件夹的写入权限")) from error
        try:
            _acquire(self._handle)
        except OSError as error:
            holder = holder_of(folder)
            os.close(self._handle)
            what = _("记录文件正由 {who} 使用").format(who=holder) if holder else _("记录文件正被另一个窗口或命令使用")
            raise StoreError(what, where=str(folder), remedy=_("请先关闭那边再试")) from error
        note = {"who": _user(), "host": socket.gethostname(), "pid": os.getpid(), "since": _now()}
        # The lock is ours; on a full disk only the name of its holder is missing.
        with suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, json.dumps(note, ensure_ascii=False).encode())

    def release(self) -> None:
        """Give the lock back; harmless when already given back."""
        if self._handle >= 0:
            with suppress(OSError):
                os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = -1


def holder_of(folder: Path) -> str:
    """Who wrote himself into the lock, e.g. ``chen@office（进程 4711，2026-11-22 09:30 起）``; empty if unreadable."""
    try:
        note = json.loads((folder / FILE_NAME).read_bytes()[:2000])
        since = str(note["since"])[:16].replace("T", " ")
        return _("{who}@{host}（进程 {pid}，{since} 起）").format(
            who=note["who"], host=note["host"], pid=int(note["pid"]), since=since
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


if sys.platform == "win32":
    import msvcrt

    def _acquire(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _acquire(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

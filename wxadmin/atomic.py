"""Files written whole: at the end the old file is there, or the new one, and never a part of it."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

from wxadmin.domain.errors import UserError


def write_bytes(content: bytes, path: Path) -> None:
    """Put bytes at ``path``: temporary file beside it, flushed to the disk, then moved into place.

    The new file may be read by whom the system's usual mask allows. UserError when it cannot be written, or when
    something is there that is no ordinary file: a device or a pipe would be replaced.
    """
    temporary = ""
    try:
        _refuse_special(path)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except BaseException as error:
        # Whatever stops it, Ctrl+C among the rest: no part is left beside the old file.
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        if isinstance(error, OSError | ValueError):
            raise _refusal(error, path) from error
        raise
    _flush_folder(path.parent)


def _refuse_special(path: Path) -> None:
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        raise UserError("这是设备或管道，不能写成文件", where=str(path), remedy="请换一个文件名")


def _flush_folder(folder: Path) -> None:
    """Make the new name durable where folders can be flushed (not on Windows)."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # some file systems refuse; the file itself is safe
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refusal(error: OSError | ValueError, path: Path) -> UserError:
    code = error.errno if isinstance(error, OSError) else 0
    where = str(path)
    if code in (errno.ENOSPC, errno.EDQUOT):
        return UserError("磁盘已满，文件没有写成，原来的文件没有动", where=where, remedy="请腾出空间或换个位置")
    if code == errno.ENOENT or code == errno.ENOTDIR:
        return UserError("文件夹不存在", where=where, remedy="请先建立文件夹或换个位置")
    if code == errno.EISDIR:
        return UserError("这是文件夹，不能写成文件", where=where, remedy="请给出文件名")
    if code == errno.EACCES and path.exists():
        return UserError("文件不能改写，可能正被别的程序打开", where=where, remedy="请关闭它或换个文件名")
    if code in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UserError("没有写入权限", where=where, remedy="请换个位置")
    return UserError("文件写不进去", where=where, remedy="请换个位置或文件名")

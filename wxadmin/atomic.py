"""Files written whole: at the end the old file is there, or the new one, and never a part of it."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path

from wxadmin.domain.errors import UserError

RECORDS = ("records.db", "records.db-wal", "records.db-shm", "records.key", "records.lock", "last_root")
"""Files of a folder of records: whatever is saved over one of them, every record is lost."""
ARCHIVE = ".wxbackup"


def refuse_records(path: Path) -> None:
    """UserError where a file to write would replace records, their key or a backup of them; links are followed."""
    final = Path(os.path.realpath(path))
    if (final.name in RECORDS or final.suffix == ARCHIVE) and os.path.lexists(final):
        raise UserError("这是记录文件、密钥或备份，不能覆盖", where=str(path), remedy="请换个位置或文件名")


def write_bytes(content: bytes, path: Path) -> None:
    """Put bytes at ``path``: temporary file beside it, flushed to the disk, then moved into place.

    A link stays one: what it leads to is replaced. The new file may be read by whom the old one was, or by whom the
    system's usual mask allows. UserError when it cannot be written, when it is marked read-only, when it is a file of
    the records, or when something is there that is no ordinary file: a device or a pipe would be replaced.
    """
    temporary: Path | None = None
    try:
        refuse_records(path)
        final = Path(os.path.realpath(path))
        rights = _rights(final, path)
        # Named before it is made, so that even what stops it in between leaves no part behind.
        temporary = final.with_name(f".{final.name[:40]}{secrets.token_hex(8)}.part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        # What others may not read in the old file they may not read in the making either.
        with os.fdopen(os.open(temporary, flags, 0o666 if rights is None else 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if rights is not None:
            temporary.chmod(rights)
        temporary.replace(final)
    except BaseException as error:
        # Whatever stops it, Ctrl+C among the rest: no part is left beside the old file.
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        if isinstance(error, OSError | ValueError):
            raise _refusal(error, path) from error
        raise
    _flush_folder(final.parent)


def _rights(final: Path, path: Path) -> int | None:
    """Who may read and write the file that is there, None where there is none; UserError when it must stay."""
    try:
        mode = final.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise UserError("这是文件夹，不能写成文件", where=str(path), remedy="请给出文件名")
    if not stat.S_ISREG(mode):
        raise UserError("这是设备或管道，不能写成文件", where=str(path), remedy="请换一个文件名")
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise UserError("文件是只读的，没有动它", where=str(path), remedy="请换个文件名，或去掉它的只读属性")
    return stat.S_IMODE(mode)


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
    if code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return UserError("磁盘已满，文件没有写成，原来的文件没有动", where=where, remedy="请腾出空间或换个位置")
    if code == errno.ENOENT or code == errno.ENOTDIR:
        return UserError("文件夹不存在", where=where, remedy="请先建立文件夹或换个位置")
    if code == errno.EACCES and path.exists():
        return UserError("文件不能改写，可能正被别的程序打开", where=where, remedy="请关闭它或换个文件名")
    if code in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UserError("没有写入权限", where=where, remedy="请换个位置")
    return UserError("文件写不进去", where=where, remedy="请换个位置或文件名")

"""Bytes of a file or of standard input, and their decoding, without ever guessing or replacing a character."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
import sys
import unicodedata
from pathlib import Path
from typing import IO

from wxadmin.atomic import write_bytes
from wxadmin.domain.errors import UserError

STDIN = "-"
TEXT_LIMIT = 100 * 1024 * 1024
"""Bytes read without ``--allow-large``: the bound for unpacked input in the trust rules."""

# Longer marks first: the UTF-32 LE mark begins with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Text in GB 18030 that begins with four characters valid as three-byte UTF-8 does not come about by chance.
_SURELY_UTF8 = 4
_SURROGATE = re.compile("[\ud800-\udfff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_TO_BE_SEEN = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u115f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff]")
_OTHER_CODECS = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "shift_jis", "euc_kr", "cp1252")
"""Offered to the owner, in this order, where they can read every byte."""
_SAMPLE = 400
_LOOKED_AT = 10_000
_NO_TEXT = frozenset(["Cn", "Co", "Cc"])
_LAYOUT = frozenset("\t\n\v\f\r\ufeff\0")  # a NUL is refused by itself
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版的 Word 或 Excel 文件"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"%!PS", "PostScript"),
)


class UndecidedError(UserError):
    """Bytes that are neither UTF-8 nor surely GB 18030; ``readings`` are (codec, the first lines read so)."""

    readings: tuple[tuple[str, str], ...] = ()


def shown(path: str | Path) -> str:
    """How a source is called in messages: its file name, or 标准输入."""
    return "标准输入" if str(path) == STDIN else Path(path).name


def read_bytes(path: str | Path, allow_large: bool = False, *, limit: int = TEXT_LIMIT) -> bytes:
    """The bytes of a file, or of standard input for ``-``.

    UserError when it is missing, a folder, not readable, empty, or larger than ``limit`` bytes without ``allow_large``.
    """
    where = shown(path)
    most = -1 if allow_large else limit + 1
    try:
        if str(path) == STDIN:
            raw = sys.stdin.buffer.read(most)
        else:
            with Path(path).open("rb") as source:
                before = os.fstat(source.fileno())
                raw = source.read(most)
                changed = _moved(source, before, raw, whole=most < 0 or len(raw) < most)
            if changed:
                what = "文件在读取的时候被改动了"
                raise UserError(what, where=where, remedy="请等保存或下载完成后再试")
    except FileNotFoundError:
        raise UserError("没有这个文件", where=where, remedy="请检查路径和文件名") from None
    except IsADirectoryError:
        raise UserError("这是一个文件夹，不是文件", where=where, remedy="请指定文件夹里的文件") from None
    except PermissionError:
        what = "这是一个文件夹，不是文件" if Path(path).is_dir() else "没有权限读取"
        raise UserError(what, where=where, remedy="请检查路径和文件的权限") from None
    except NotADirectoryError:
        raise UserError("没有这个文件", where=where, remedy="请检查路径和文件名") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UserError(f"读不出来（{why}）", where=where, remedy="请检查路径，或把文件复制到本机后再试") from None
    if not raw:
        raise UserError("文件是空的", where=where, remedy="请重新导出或复制后再试")
    if not allow_large and len(raw) > limit:
        size = f"{limit // (1024 * 1024)} MB"
        raise UserError(f"超过 {size}", where=where, remedy="请分成几份；确认要整份读取时加 --allow-large")
    return raw


def _moved(source: IO[bytes], before: os.stat_result, raw: bytes, *, whole: bool) -> bool:
    """Whether a file is another one than when reading began: size, time, and what it says at a second reading."""
    after = os.fstat(source.fileno())
    if not stat.S_ISREG(before.st_mode):
        return False
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return True
    if whole and len(raw) != after.st_size:
        return True
    digest, again = hashlib.sha256(raw).digest(), hashlib.sha256()
    source.seek(0)
    left = len(raw)
    while left and (piece := source.read(min(left, 1 << 20))):
        again.update(piece)
        left -= len(piece)
    return again.digest() != digest


def read_text(path: str | Path, *, allow_large: bool = False) -> str:
    """The text of a file or of standard input; errors as in :func:`read_bytes` and :func:`decode`."""
    return decode(read_bytes(path, allow_large), where=shown(path))


def write_text(path: str | Path, text: str) -> None:
    """Writes UTF-8 so that the file is the old one or the new one, never half; UserError when it cannot be written."""
    write_bytes(text.encode("utf-8"), Path(path))


def decode(raw: bytes, *, where: str, encoding: str | None = None) -> str:
    r"""The text of bytes: by byte order mark, else strict UTF-8, else strict GB 18030; line ends become ``\n``.

    UserError when nothing fits, when it is blank or no text but another kind of file, and, with the line, for NUL, a
    lone surrogate and broken UTF-8. ``encoding`` is the owner's word for bytes that gave :class:`UndecidedError`.
    """
    if kind := _other_kind(raw):
        raise UserError(f"这是{kind}，不是文字", where=where, remedy="请在原软件里导出为文本（.txt）或 CSV 后再试")
    text = _by_mark(raw, where)
    if text is None:
        text = _by_trial(raw, where) if encoding is None else _as_told(raw, encoding, where)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    refuse_damaged(text, where=where)
    if not _TO_BE_SEEN.search(text):
        raise UserError("文件里没有文字", where=where, remedy="请重新导出或复制后再试")
    return text


def _other_kind(raw: bytes) -> str:
    if raw.startswith(b"PK\x03\x04"):
        return "表格文件（XLSX）" if b"xl/" in raw else "Word 文件（DOCX）" if b"word/" in raw else "压缩包"
    return next((kind for mark, kind in _OTHER_KINDS if raw.startswith(mark)), "")


def refuse_damaged(text: str, *, where: str, line: int = 1) -> None:
    """UserError when ``text`` has a NUL or a lone surrogate; ``line`` is the number of its first line."""
    nul = text.find("\0")
    if nul >= 0:
        at = line + text.count("\n", 0, nul)
        raise UserError("有空字符（NUL），不是正常的文字", where=f"{where} 第 {at} 行", remedy="请重新导出")
    if (lone := _SURROGATE.search(text)) is not None:
        at = line + text.count("\n", 0, lone.start())
        raise UserError("有不成对的代理字符", where=f"{where} 第 {at} 行", remedy="请重新导出，或删去这个字符")


def _by_mark(raw: bytes, where: str) -> str | None:
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            body = raw[len(mark) :]
            try:
                text = body.decode(codec)
            except UnicodeDecodeError as error:
                line = body[: error.start].decode(codec, "replace").count("\n") + 1
                what = f"开头标明是 {codec.upper()}，但这里的字节不合规"
                raise UserError(what, where=f"{where} 第 {line} 行", remedy="请重新导出") from None
            if codec != "utf-8":
                _refuse_chance(text, codec, where)
            return text
    return None


def _refuse_chance(text: str, codec: str, where: str) -> None:
    """Bytes that are no text make characters of any value, one in eight of them unassigned, private or a control.

    UserError with the first line. Private ones alone are rare names or old pictures.
    """
    head = text[:_LOOKED_AT]
    odd = [at for at, char in enumerate(head) if unicodedata.category(char) in _NO_TEXT and char not in _LAYOUT]
    if 1 < len(odd) > len(head) // 50 and not all(unicodedata.category(head[at]) == "Co" for at in odd):
        line = text.count("\n", 0, odd[0]) + 1
        what = f"开头标明是 {codec.upper()}，但后面的字节读出来不是文字"
        raise UserError(what, where=f"{where} 第 {line} 行", remedy="文件可能已损坏，请重新导出")


def _by_trial(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        good, start = raw[: error.start].decode("utf-8"), error.start
    line = good.count("\n") + 1
    if raw[start : start + 1] == b"\xed" and raw[start + 1 : start + 2] >= b"\xa0" and _is_utf8_with_surrogates(raw):
        raise UserError("有不成对的代理字符", where=f"{where} 第 {line} 行", remedy="请重新导出，或删去这个字符")
    if sum(1 for char in good[-10000:] if char >= "\u0800") < _SURELY_UTF8:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError:
            pass
        else:
            _refuse_big5(text, raw, where)
            return text
    raise _undecided("文字编码既不是 UTF-8，也不是 GB18030", raw, f"{where} 第 {line} 行")


def _as_told(raw: bytes, encoding: str, where: str) -> str:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise UserError(
            f"按 {encoding} 读不出来", where=where, remedy="请选别的编码，或在原软件里另存为 UTF-8"
        ) from None


def _undecided(what: str, raw: bytes, where: str) -> UndecidedError:
    """The refusal, with what the bytes would say in each encoding that can read all of them."""
    error = UndecidedError(what, where=where, remedy="请在原软件里另存为 UTF-8 后再试")
    readings = []
    for codec in _OTHER_CODECS:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            readings.append((codec, text[:_SAMPLE].replace("\r\n", "\n").replace("\r", "\n")))
    error.readings = tuple(readings)
    return error


def _refuse_big5(text: str, raw: bytes, where: str) -> None:
    """Big5 read as GB 18030 falls upon unassigned characters again and again; UserError with the first line.

    One of them now and then is a rare name written with a character of the office's own.
    """
    private = _PRIVATE.findall(text)
    if len(private) * 50 > sum(char > "\x7f" for char in text):
        line = text.count("\n", 0, text.index(private[0])) + 1
        what = "按 GB18030 读出了没有定义的字，原来可能是 Big5 等别的编码"
        raise _undecided(what, raw, f"{where} 第 {line} 行")


def _is_utf8_with_surrogates(raw: bytes) -> bool:
    try:
        raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True

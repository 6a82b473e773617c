"""The text inside a regulation file: plain text, Markdown or Word."""

from __future__ import annotations

import re
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import ParseWarning
from wxadmin.intake.regulation.markdown import VOID, unmarked
from wxadmin.intake.text import decode, read_bytes, shown

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST = 20 * 1024 * 1024
_LARGEST_TEXT = 10 * 1024 * 1024
"""Bytes of a file, and of one that is plain text, that are read without ``--allow-large``."""
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|meta|\?xml[^>]*>\s*<html)", re.IGNORECASE)
_STREAMS = (
    ("Workbook", "旧版 Excel 文件（.xls）", "请把其中的文字复制到 Word 或文本文件后再导入"),
    ("PowerPoint Document", "旧版演示文稿（.ppt）", "请把其中的文字复制到 Word 或文本文件后再导入"),
)


def read_text(path: str | Path, *, allow_large: bool = False) -> tuple[str, tuple[ParseWarning, ...]]:
    """The words of the file, one paragraph a line, and what could not be taken over; UserError if not readable."""
    name = shown(path)
    notes: tuple[ParseWarning, ...] = ()
    raw = read_bytes(path, allow_large=allow_large, limit=_LARGEST)
    if raw.startswith(_OLE):
        raise _ole_error(raw, name)
    if raw.startswith(b"PK\x03\x04"):
        from wxadmin.intake.regulation.word import read_docx

        text, notes = read_docx(raw, where=name, allow_large=allow_large)
    elif raw.startswith(b"%PDF-"):
        remedy = "请复制其中的文字存为 .txt，或用原来的 Word 文件"
        raise UserError("这是 PDF 文件，不能当作制度文本读取", where=name, remedy=remedy)
    elif raw[:64].lstrip().startswith(b"{\\rtf"):
        raise UserError("这是 RTF 文件", where=name, remedy="请在 Word 或 WPS 中另存为 .docx 或纯文本后再导入")
    elif _HTML.match(raw[:400]):
        remedy = "请在浏览器中打开，复制正文后粘贴"
        raise UserError("这是网页文件（HTML），不能当作制度文本读取", where=name, remedy=remedy)
    else:
        if len(raw) > _LARGEST_TEXT and not allow_large:
            what = f"文本超过 {_LARGEST_TEXT // (1024 * 1024)} MB，不像一份制度"
            raise UserError(what, where=name, remedy="请只保留制度正文；确认要整份读取时加 --allow-large")
        text = decode(raw, where=name)
        if Path(name).suffix.lower() in {".md", ".markdown"}:
            text = unmarked(text)[0].replace(VOID, "")
    if not text.strip():
        raise UserError("文件里没有文字", where=name, remedy="请换一份有内容的制度文本")
    return text, notes


def _ole_error(raw: bytes, name: str) -> UserError:
    """Old Word files and password-protected new ones share one container; its stream names tell them apart."""
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return UserError("文件设有打开密码，不能读取", where=name, remedy="请在 Word 中去掉密码另存后再导入")
    for stream, kind, remedy in _STREAMS:
        if stream.encode("utf-16-le") in raw:
            return UserError(f"这是{kind}，不能读取", where=name, remedy=remedy)
    if name.lower().endswith(".wps"):
        return UserError("这是 .wps 文件，不能读取", where=name, remedy="请在 WPS 中另存为 .docx 后再导入")
    return UserError("这是旧版 .doc 文件，不能读取", where=name, remedy="请在 Word 或 WPS 中另存为 .docx 后再导入")

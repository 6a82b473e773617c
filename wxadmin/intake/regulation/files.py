"""The text inside a regulation file: plain text, Markdown or Word."""

from __future__ import annotations

import re
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.intake.text import decode, read_bytes, shown

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADING_MARK = re.compile(r"^[^\S\n]{0,3}(?:#{1,6}|>)[^\S\n]+", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def read_text(path: str | Path, *, allow_large: bool = False) -> tuple[str, tuple[str, ...]]:
    """The words of the file, one paragraph a line, and what could not be taken over; UserError if not readable."""
    name = shown(path)
    notes: tuple[str, ...] = ()
    raw = read_bytes(path, allow_large=allow_large)
    if raw.startswith(_OLE):
        raise _ole_error(raw, name)
    if raw.startswith(b"PK\x03\x04"):
        from wxadmin.intake.regulation.word import read_docx

        text, notes = read_docx(raw, where=name, allow_large=allow_large)
    elif raw.startswith(b"%PDF-"):
        remedy = "请复制其中的文字存为 .txt，或用原来的 Word 文件"
        raise UserError("这是 PDF 文件，不能当作制度文本读取", where=name, remedy=remedy)
    elif raw.startswith(b"{\\rtf"):
        raise UserError("这是 RTF 文件", where=name, remedy="请在 Word 或 WPS 中另存为 .docx 或纯文本后再导入")
    else:
        text = decode(raw, where=name)
        if Path(name).suffix.lower() in {".md", ".markdown"}:
            text = _EMPHASIS.sub(r"\2", _HEADING_MARK.sub("", text))
    if not text.strip():
        raise UserError("文件里没有文字", where=name, remedy="请换一份有内容的制度文本")
    return text, notes


def _ole_error(raw: bytes, name: str) -> UserError:
    """Old Word files and password-protected new ones share one container; its stream names tell them apart."""
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return UserError("文件设有打开密码，不能读取", where=name, remedy="请在 Word 中去掉密码另存后再导入")
    return UserError("这是旧版 .doc 文件，不能读取", where=name, remedy="请在 Word 或 WPS 中另存为 .docx 后再导入")

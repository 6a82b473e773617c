"""Transcripts shared by mail: the message around them and the HTML they are written in."""

from __future__ import annotations

import email
import email.policy
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from html import unescape

from wxadmin.domain.chat import Attachment, Message
from wxadmin.domain.errors import UserError
from wxadmin.intake.text import decode

_HEADER = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*[A-Za-z][A-Za-z-]{1,40}:[^\n]*\n")
_MAIL_FIELD = re.compile(
    rb"^(?:MIME-Version|Content-Type|Content-Transfer-Encoding|Message-ID):", re.IGNORECASE | re.MULTILINE
)
_HTML = re.compile(r"\A[\s\ufeff]*<(?:!doctype\s+html|html|head|meta|body|div|p|table|br|strong)\b", re.IGNORECASE)
_SUBJECT = re.compile(r"[“\"「](.{1,100})[”\"」](?=.*(?:聊天记录|chat history))", re.IGNORECASE)
_SECOND_LINE = re.compile(r"(\S.{0,100}?)\s+(\d{1,2}:\d{2}(?::\d{2})?)")
_BLOCKS = frozenset(
    ("div", "p", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "hr", "section", "blockquote")
)
_TAG = re.compile(r"<(?:(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)[^<>]*|[!?][^<>]*)>")
_SILENT = frozenset(("script", "style", "title", "head"))
_NAMED_FILE = re.compile(r"\[[^\[\]:：\n]{1,20}[:：]([^\n]{1,300})\]")
_HINT = re.compile(r"[(（][^()（）]*[)）]$")
_ENCODED_WRONG = ("InvalidBase64", "CloseBoundaryNotFound", "StartBoundaryNotFound")


def is_mail(raw: bytes) -> bool:
    """Whether bytes are a mail message: header fields first, among them one that only mail has."""
    head = raw[:20_000].replace(b"\r\n", b"\n")
    return _HEADER.match(head) is not None and _MAIL_FIELD.search(head.split(b"\n\n", 1)[0]) is not None


def is_html(text: str) -> bool:
    """Whether a text is an HTML document or piece."""
    return _HTML.match(text) is not None


@dataclass(frozen=True, slots=True)
class Mail:
    """The transcript inside a mail as plain text, the group its subject names, and the files that came with it."""

    text: str
    group: str | None
    files: tuple[tuple[str, bytes], ...]


def mail_text(raw: bytes, *, where: str) -> Mail:
    """What a mail message brings.

    Line numbers of messages then count in this text. UserError for broken transfer encoding, for parts in parts without
    end, or no text at all.
    """
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        parts = [part for part in message.walk() if isinstance(part, EmailMessage) and not part.is_multipart()]
    except RecursionError:
        remedy = "请用邮件软件打开，把聊天记录复制成文本后再试"
        raise UserError("邮件里一层套着一层，套得太深", where=where, remedy=remedy) from None
    if any("CloseBoundaryNotFound" in type(defect).__name__ for part in message.walk() for defect in part.defects):
        raise UserError("邮件在中间断了，后面的没有了", where=where, remedy="请重新保存这封邮件，等它全部下载完")
    plain = html = None
    files = []
    for part in parts:
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            if (file := _file(part, where)) is not None:
                files.append(file)
            continue
        body = _body(part, where)
        if kind == "text/plain":
            plain = plain or body
        else:
            html = html or html_text(body)
    candidates = [text for text in (html, plain) if text and text.strip()]
    if not candidates:
        raise UserError("邮件里没有文字正文", where=where, remedy="请用邮件软件打开，把聊天记录复制成文本后再试")
    subject = _SUBJECT.search(str(message.get("Subject", "")))
    group = subject[1] if subject and "和" not in subject[1] else None
    return Mail(candidates[0], group, tuple(files))


def _file(part: EmailMessage, where: str) -> tuple[str, bytes] | None:
    """Name and bytes of an attached file; None for one without a name."""
    name = part.get_filename() or ""
    name = re.split(r"[\\/]", name)[-1].strip()
    data = part.get_payload(decode=True)
    if not name or not isinstance(data, bytes) or not data:
        return None
    if any(type(d).__name__.startswith(_ENCODED_WRONG) for d in part.defects):
        raise UserError(f"附件 {name} 不完整", where=where, remedy="请重新保存这封邮件，等它全部下载完")
    return name, data


def beside(files: Sequence[tuple[str, bytes]], messages: Sequence[Message]) -> tuple[Attachment, ...]:
    """Files beside the messages that name them; of files of one name the first belongs to the first that names it."""
    if not files:
        return ()
    wanted = {name for name, _ in files}
    places: dict[str, deque[int]] = {}
    for index, message in enumerate(messages):
        if "[" not in message.text:
            continue
        for found in _NAMED_FILE.finditer(message.text):
            whole = found[1].strip()
            name = next((n for n in (whole, _HINT.sub("", whole).strip()) if n in wanted), None)
            if name is not None:
                places.setdefault(name, deque()).append(index)
    out = []
    for name, data in files:
        here = places.get(name)
        out.append(Attachment(name, data, here.popleft() if here else -1))
    return tuple(out)


def _body(part: EmailMessage, where: str) -> str:
    raw = part.get_payload(decode=True)
    broken = [d for d in part.defects if type(d).__name__.startswith(_ENCODED_WRONG)]
    if not isinstance(raw, bytes) or broken:
        raise UserError("邮件正文的编码已损坏", where=where, remedy="请重新保存这封邮件")
    charset = (part.get_content_charset() or "").lower()
    if charset in ("gb2312", "gbk", "cp936", "gb18030"):
        try:
            return raw.decode("gb18030").replace("\r\n", "\n")
        except UnicodeDecodeError:
            pass  # the label is wrong; the content decides
    if not raw.strip():
        return ""
    return decode(raw, where=where)


def html_text(html: str) -> str:
    """The visible lines of an HTML transcript; a bold ``name  18:44`` stands alone after a blank line."""
    page = _Page()
    at, comments = 0, True
    while (begin := html.find("<", at)) >= 0:
        page.words(html[at:begin])
        if comments and html.startswith("<!--", begin):
            end = html.find("-->", begin)
            comments = end >= 0  # without an end it is no comment, nor is any later one
            if comments:
                at = end + 3
                continue
        tag = _TAG.match(html, begin)
        if tag is None:
            page.words("<")
            at = begin + 1
            continue
        if tag["name"]:
            page.tag(tag["name"].lower(), closing=bool(tag["slash"]))
        at = tag.end()
    page.words(html[at:])
    page.end_line()
    return "\n".join(page.lines)


class _Page:
    """The lines seen so far. Python's own parser takes quadratic time over unclosed tags, so tags are read by hand."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.piece: list[str] = []
        self.silent = 0
        self.bold = 0
        self.head: list[str] = []

    def tag(self, name: str, *, closing: bool) -> None:
        if name in _SILENT:
            self.silent = max(0, self.silent - 1) if closing else self.silent + 1
        elif name == "br":
            self.end_line(blank=True)
        elif name in _BLOCKS:
            self.end_line()
        elif name in ("strong", "b"):
            if not closing:
                self.bold += 1
            elif self.bold:
                self.bold -= 1
                self._end_bold()

    def words(self, data: str) -> None:
        if self.silent or not data:
            return
        data = _unescaped(data)
        self.piece.append(data)
        if self.bold:
            self.head.append(data)

    def end_line(self, *, blank: bool = False) -> None:
        """Ends the line in hand; ``blank``: an empty one counts, too."""
        text = _spaces("".join(self.piece))
        self.piece = []
        if text or blank:
            self.lines.append(text)

    def _end_bold(self) -> None:
        bold = _spaces("".join(self.head))
        self.head = []
        found = _SECOND_LINE.fullmatch(bold) if len(bold) < 200 else None
        if found and _spaces("".join(self.piece)) == bold:
            self.piece = []
            self.lines += ["", f"{found[1]}  {found[2]}"]


def _unescaped(data: str) -> str:
    try:
        return unescape(data)
    except ValueError:  # a number of thousands of digits
        return data


def _spaces(text: str) -> str:
    """White space as a browser shows it: runs become one, no-break spaces stay as plain ones."""
    return re.sub(r"[ \t\r\n\f]+", " ", text).strip(" ").replace("\xa0", " ").rstrip(" ")

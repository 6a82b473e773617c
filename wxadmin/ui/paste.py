"""What kind of thing was pasted or dropped, by plain signs; the right page then previews it and may still refuse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

Kind = Literal[
    "chat", "replies", "members", "roster", "regulation", "paper", "picture", "application", "matter", "handover",
    "unknown",
]  # fmt: skip
PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
HANDOVER = ".wxadmin-handover"

_CHAIN = re.compile(r"^\s*#\s*(接龙|Group Note)", re.MULTILINE | re.IGNORECASE)
_TIMED = re.compile(
    r"^.{1,40}?[ \t]+\(?"
    r"(\d{4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?[ T]+)?(上午|下午|晚上)?\d{1,2}:\d{2}(:\d{2})?( ?[AP]M)?\)?[:：]?.*$",
    re.MULTILINE,
)
_DATED = re.compile(r"^\s*\d{4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?\s", re.MULTILINE)
_MAIL = re.compile(r"聊天记录如下|^—{3,}\s+\d{4}-\d{2}-\d{2}", re.MULTILINE)
_SAID = re.compile(r"^[^\s:：][^:：\n]{0,30}[:：] ?\n\S", re.MULTILINE)
_JSON_CHAT = re.compile(r'^\s*[\[{].{0,4000}"(messages|sender|StrContent|is_sender|Sender|accountName)"', re.DOTALL)
_TABLE_HEAD = re.compile(r"(姓名|学生姓名|员工姓名|名字)")
_CHAT_HEAD = re.compile(r"(SenderName|StrContent|is_sender|talker|CreateTime|StrTime|NickName)")
_ASKED = re.compile(
    r"(?:申请|想|请拉我|希望)[^，。；\n]{0,6}(?:入|进|加|退)(?:出|入)?[^，。；\n]{0,10}群|(?:入|退|建)群申请"
)
_UNIT = re.compile(
    r"^\s*(第[零〇一二三四五六七八九十百0-9]+[章条节编]|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)",
    re.MULTILINE,
)
_ANSWER = re.compile(r"^\s*(收到|已收到|已阅|好的|明白|知道了|1|\[OK\]|@\S+\s*收到)[！!。.+1\s]*$", re.MULTILINE)
_RAISED = r"(?:举报|投诉|检举|建议|意见建议|求助|申请发布|申请转发|送审|投稿|账号异常|帐号异常|盗号|冒充|纠纷)"
_MATTER = re.compile(
    r"^[ \t]*(?:\d{1,3}[.、．)）][ \t]*)?(?:[^\s：:，。]{1,20}[：:][ \t]*)?(?:[@＠]\S{1,10}[ \t]+)*"
    rf"(?:[【\[]{_RAISED}[】\]]|(?<=[：:]){_RAISED}[ \t]*$"
    rf"|(?:我要|我想|本人)?{_RAISED}(?:[ \t]*[：:]|[^\s：:，。]{{2}}))",
    re.MULTILINE,
)


def recognise(text: str) -> Kind:
    """The likeliest kind of a pasted text; ``unknown`` when nothing speaks for any."""
    body = text[:200_000]
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    if not lines:
        return "unknown"
    if _MAIL.search(body) or _JSON_CHAT.match(body) or _CHAT_HEAD.search(lines[0]):
        return "chat"
    units = len(_UNIT.findall(body))
    if units >= 3 and units * 12 >= len(lines):
        return "regulation"
    clocks = len(_TIMED.findall(body)) + len(_DATED.findall(body))
    said = len(_SAID.findall(body))
    if clocks + said < 2 and len(lines) <= 200 and _ASKED.search("\n".join(lines[:40])) and units < 3:
        return "application"
    if _CHAIN.search(body) and clocks + said < 3:
        return "replies"
    if clocks >= 2 or said >= 2 or (clocks and len(lines) <= 4):
        return "chat"
    if any("\t" in line and _TABLE_HEAD.search(line) for line in lines[:10]):
        return "roster"
    if any(line.count(",") >= 2 and _TABLE_HEAD.search(line) for line in lines[:10]):
        return "roster"
    if len(_MATTER.findall(body)) * 4 >= len(lines):
        return "matter"
    if len(_ANSWER.findall(body)) * 2 >= len(lines):
        return "replies"
    if len(lines) >= 2 and sum(len(line) <= 40 for line in lines) >= 0.9 * len(lines):
        return "members"
    return "unknown"


def recognise_file(path: Path) -> Kind:
    """The likeliest kind of a file by its name; text files are looked into by the page that takes them."""
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xls", ".xlsm"):
        return "roster"
    if suffix in (".docx", ".doc"):
        return "regulation"
    if suffix == ".pdf":
        return "paper"
    if suffix in PICTURES:
        return "picture"
    if suffix == HANDOVER:
        return "handover"
    if suffix in (".eml", ".html", ".htm", ".json", ".jsonl"):
        return "chat"
    try:
        with path.open("rb") as source:
            head = source.read(65_536)
    except OSError:
        return "unknown"
    for code in ("utf-8-sig", "gb18030"):
        try:
            return recognise(head.decode(code, errors="strict" if code == "gb18030" else "ignore"))
        except UnicodeDecodeError:
            continue
    return "unknown"

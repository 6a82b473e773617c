"""What kind of message a body is, and the quoted words above it."""

from __future__ import annotations

import re
from collections.abc import Container

from wxadmin.domain.chat import MessageKind, Quote

# Words the clients put in brackets for what cannot be copied as text.
_PLACEHOLDERS: dict[str, MessageKind] = {
    **dict.fromkeys(("图片", "照片", "圖片", "photo", "image", "picture", "pic"), "image"),
    **dict.fromkeys(("语音", "語音", "语音消息", "voice", "voice message", "audio"), "voice"),
    **dict.fromkeys(("视频", "影片", "小视频", "視頻", "video", "sight"), "video"),
    **dict.fromkeys(("文件", "檔案", "file"), "file"),
    **dict.fromkeys(("链接", "網頁連結", "连结", "link"), "link"),
    **dict.fromkeys(("红包", "微信红包", "紅包", "red packet", "red envelope", "weixin red packet"), "red_packet"),
    **dict.fromkeys(
        ("动画表情", "表情", "自定义表情", "動態貼圖", "sticker", "animated sticker", "custom sticker"), "sticker"
    ),
    **dict.fromkeys(
        (
            *(
                "位置",
                "实时位置",
                "位置共享",
                "location",
                "real-time location",
                "转账",
                "微信转账",
                "transfer",
                "weixin transfer",
            ),
            *("名片", "个人名片", "公众号名片", "contact card", "name card", "聊天记录", "合并转发", "chat history"),
            *("小程序", "mini program", "视频号", "视频号直播", "channels", "音乐", "music", "语音通话", "视频通话"),
            *("voice call", "video call", "群公告", "群待办", "group notice", "笔记", "note", "收藏", "礼物", "卡券"),
            *("未知消息", "不支持的消息", "未知类型", "unsupported message", "日程", "直播"),
        ),
        "other",
    ),
}
# Kinds after whose word a name or remark may follow on the same line.
_NAMED = {"file", "link", "red_packet", "other"}
_FILE_NAME = re.compile(r"\s\S.{0,200}\.[A-Za-z0-9]{2,5}")
_PLACEHOLDER = re.compile(r"\[([^\[\]\n:：]{1,20})(?:[:：]([^\n]*))?\]([^\n]*)")
_LENGTH = re.compile(r"\s?(?:\d{1,2}:\d{2}|\d{1,3}\s?(?:\"|''|″|s|秒))", re.IGNORECASE)
_EMOTICON = re.compile(r"\[(?:[一-鿿]{1,6}|[A-Za-z0-9一-鿿]{1,14})\]")
_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,11}://|www\.)[^\s，。；！、]+", re.IGNORECASE)
_BARE_ADDRESS = re.compile(
    r"(?:[a-z0-9-]{1,63}\.){1,6}(?:com|cn|net|org|gov|edu|top|xyz|cc|me|io|vip|club|shop|site|info|ltd|link|app)"
    r"(?::\d{1,5})?(?:/[^\s，。；！、]*)?",
    re.IGNORECASE,
)
_CHAIN = re.compile(r"\s*[#＃]\s?(?:群?接[龙龍]|group\s?notes?\b)", re.IGNORECASE)
_DASHES = re.compile(r"(?:-[ 　\xa0]?){5,}")
# Longer bodies are never an emoticon, a placeholder or an address.
_SHORT = 300
_LONG_ADDRESS = 4000
_COLONS = 4
"""Colons looked at for the end of a name."""


def kind_of(text: str) -> MessageKind:
    """The kind of a body by its words alone; an empty one is ``other``."""
    if is_chain(text):
        return "chain"
    body = text.strip()
    if not body:
        return "other"
    if len(body) <= _SHORT:
        if body[0] == "[" and (kind := _placeholder_kind(body)) is not None:
            return kind
        if is_emoticons(body):
            return "sticker"
    if len(body) <= _LONG_ADDRESS and ("." in body or "://" in body) and _is_address(body):
        return "link"
    return "text"


def _is_address(body: str) -> bool:
    return _ADDRESS.fullmatch(body) is not None or _BARE_ADDRESS.fullmatch(body) is not None


def is_chain(text: str) -> bool:
    """Whether the body begins a 接龙 list."""
    return _CHAIN.match(text) is not None


def is_emoticons(text: str) -> bool:
    """Whether there is nothing but emoticon codes (``[OK]``), emoji and white space, and at least one of them."""
    first = text.lstrip()[:1]
    if not first or (first != "[" and not _is_emoji(first)):
        return False
    rest = "".join(_EMOTICON.sub("\u2600", text).split())
    return bool(rest) and all(map(_is_emoji, rest)) and any(char >= "\u2190" for char in rest)


def _is_emoji(char: str) -> bool:
    code = ord(char)
    return (
        0x1F000 <= code <= 0x1FAFF
        or 0x2600 <= code <= 0x27BF
        or 0x2300 <= code <= 0x23FF
        or 0x2B00 <= code <= 0x2BFF
        or 0xE0020 <= code <= 0xE007F  # flags of regions
        or code in (0x200D, 0xFE0E, 0xFE0F, 0x20E3, 0x3030, 0x303D, 0x3297, 0x3299)
    )


def _placeholder_kind(body: str) -> MessageKind | None:
    kinds: set[MessageKind] = set()
    lines = body.split("\n")
    for line in lines:
        found = _PLACEHOLDER.fullmatch(line.strip())
        kind = _PLACEHOLDERS.get(found[1].strip().lower()) if found else None
        if found is None or kind is None:
            return None
        rest = found[3]
        while rest.startswith("[") and (more := _PLACEHOLDER.fullmatch(rest)) and more[1] == found[1]:
            rest = more[3]  # several pictures on one line
        if rest and not _may_follow(kind, rest):
            return None
        kinds.add(kind)
    return kinds.pop() if len(kinds) == 1 else None


def _may_follow(kind: MessageKind, rest: str) -> bool:
    if kind in ("voice", "video") and _LENGTH.fullmatch(rest):
        return True
    if kind in ("image", "video"):
        return _FILE_NAME.fullmatch(rest) is not None
    return kind in _NAMED and (rest[0].isspace() or kind in ("file", "link"))


def split_quote(body: str, people: Container[str] = ()) -> tuple[Quote | None, str, int]:
    """Quote, own words, and the number of lines above the own words.

    A quote is a ``「name：words」`` block of one or more lines at the beginning, directly above a line of dashes.
    A name with a colon is known by ``people``.
    """
    if not body.startswith("「"):
        return None, body, 0
    depth = 0
    lines = body.split("\n")
    first: int | None = None
    for number, line in enumerate(lines):
        if number and _DASHES.fullmatch(line.strip()) and lines[number - 1].rstrip().endswith("」"):
            first = number if first is None else first
            if depth == 0:  # not the dashes of a quote inside the quote
                first = number
                break
        depth += line.count("「") - line.count("」")
    if first is None:
        return None, body, 0
    block = "\n".join(lines[:first]).rstrip()[1:-1]
    colon = _colon(block, people)
    if colon < 0:
        return None, body, 0
    quote = Quote(block[:colon].strip(), block[colon + 1 :].strip())
    above = first + 1
    while above < len(lines) and not lines[above].strip():
        above += 1
    return quote, "\n".join(lines[above:]).rstrip(), above


def _colon(block: str, people: Container[str]) -> int:
    """Where the name of a quote ends, -1 without a colon: behind the longest known name, else at the first colon."""
    first = block.find("：") if "：" in block else block.find(":")
    at = best = -1
    for _ in range(_COLONS):
        ends = [end for mark in "：:" if (end := block.find(mark, at + 1, _SHORT)) >= 0]
        if not ends:
            break
        at = min(ends)
        if block[:at].strip() in people:
            best = at
    return best if best >= 0 else first

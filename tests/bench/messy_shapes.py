"""How sources write down invented talk: pastes, mails, tables and records, each with its own truth.

``pasted`` gives running text; the other makers give whole files. Times of the truth have the precision of the source.
"""

from __future__ import annotations

import base64
import csv
import datetime as dt
import html
import io
import json
import quopri
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from messy_talk import Item, Said, Told

Truth = tuple[str, str | None, str, str, tuple[str, str] | None]
"""sender, time, kind, text, quote"""
EventTruth = tuple[str, str, tuple[str, ...]]


@dataclass(slots=True)
class Written:
    """A source and what is truly in it, each with the names of its mess."""

    text: str = ""
    messages: list[tuple[Truth, frozenset[str]]] = field(default_factory=list)
    events: list[tuple[EventTruth, frozenset[str]]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # words that must be among the rejected
    files: list[tuple[str, bytes, int]] = field(default_factory=list)  # attachment, bytes, message

    def add(self, item: Item, time: str | None, *mess: str, text: str | None = None) -> None:
        if isinstance(item, Told):
            self.events.append(((item.kind, item.actor, item.subjects), item.mess | set(mess)))
        else:
            truth = (item.sender, time, item.kind, item.text if text is None else text, item.quote)
            self.messages.append((truth, item.mess | set(mess)))


_HALVES = ((5, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))


def _clock(at: dt.datetime, style: str) -> str:
    twelve = at.hour % 12 or 12
    if style == "half":
        half = "上午" if at.hour < 12 else "下午"
        return f"{half}{twelve}:{at.minute:02d}"
    if style == "time of day":
        half = next(word for end, word in _HALVES if at.hour < end)
        return f"{half}{twelve if half != '凌晨' else at.hour}:{at.minute:02d}"
    if style == "english":
        return f"{twelve}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"
    if style == "seconds":
        return at.strftime("%H:%M:%S")
    if style == "unpadded":
        return f"{at.hour}:{at.minute:02d}"
    return at.strftime("%H:%M")


def _iso(at: dt.datetime, style: str = "plain") -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S" if style == "seconds" else "%Y-%m-%dT%H:%M")


_WEEKDAYS = "一二三四五六日"
PASTES = (
    "wechat4",
    "mac3",
    "mac3 english",
    "windows3",
    "mail",
    "bracketed",
    "leading",
    "leading inline",
    "square",
    "relative",
)
FORMAT = {
    "wechat4": "wechat4", "mac3": "mac3", "mac3 english": "mac3", "windows3": "windows3", "mail": "mail",
    "bracketed": "lines", "leading": "lines", "leading inline": "lines", "square": "lines", "relative": "wechat4",
}  # fmt: skip


def pasted(
    rng: random.Random, items: Sequence[Item], shape: str, *, style: str = "", today: dt.date | None = None
) -> Written:
    """Items as one block of running text; ``today`` is what relative clocks count from (None: they say no day)."""
    out = Written()
    style = style or rng.choice(("plain", "plain", "half", "time of day", "seconds", "unpadded"))
    if shape in ("bracketed", "leading inline", "square"):
        style = rng.choice(("plain", "seconds"))
    elif shape == "mail":
        style = "plain"
    padded = rng.random() < 0.7
    spaced = " " if rng.random() < 0.7 else ""
    lines: list[str] = []
    day: dt.date | None = None
    blank = shape not in ("bracketed", "leading inline", "square") or rng.random() < 0.4
    gap = 1 if rng.random() < 0.8 else 2
    tags = (
        (f"shape {shape}", f"clock {style}")
        if shape not in ("windows3", "mac3 english", "relative", "mail")
        else (f"shape {shape}",)
    )
    for item in items:
        at = item.at
        if isinstance(item, Told):
            lines += [item.line, *([""] * gap)]
            if lines[-gap - 2 : -gap - 1] not in ([], [""]):
                lines.insert(-gap - 1, "")
            out.add(item, None, *tags)
            continue
        body, time, text = item.raw, _iso(at, style), item.text
        month, number = (f"{at.month:02d}", f"{at.day:02d}") if padded else (str(at.month), str(at.day))
        if shape == "wechat4":
            head = f"{item.sender}\n{at.year}年{month}月{number}日 {_clock(at, style)}"
        elif shape == "mac3":
            head = f"{item.sender} {at.year}/{month}/{number} {_clock(at, style)}"
        elif shape == "mac3 english":
            head, time = f"{item.sender} {at.year}/{month}/{number} {_clock(at, 'english')}", _iso(at)
        elif shape == "windows3":
            head, time = f"{item.sender}:{spaced}", None
        elif shape == "relative":
            head, time = _relative(item.sender, at, today)
        elif shape == "mail":
            if at.date() != day:
                day = at.date()
                lines += ["", f"—————  {day.isoformat()}  —————", "", ""]
            head, time = f"{item.sender}  {at.strftime('%H:%M')}\n", _iso(at)
        elif shape == "bracketed":
            head = f"{item.sender} ({at.year}-{at.month:02d}-{at.day:02d} {_clock(at, style)}):"
        elif shape == "leading":
            head = f"{at.year}-{at.month:02d}-{at.day:02d} {_clock(at, style)} {item.sender}"
        elif shape == "leading inline":
            head = f"{at.year}-{at.month:02d}-{at.day:02d} {_clock(at, style)} {item.sender}: "
        else:
            head = f"[{at.year}-{at.month:02d}-{at.day:02d} {_clock(at, style)}] {item.sender}: "
        joint = "" if shape in ("bracketed", "leading inline", "square") else "\n"
        lines += [*(head + joint + body).split("\n"), *([""] * (gap if blank else 0))]
        out.add(item, time, *tags, text=text)
    out.text = "\n".join(lines) + "\n"
    return out


def _relative(sender: str, at: dt.datetime, today: dt.date | None) -> tuple[str, str | None]:
    ago = ((today or at.date()) - at.date()).days
    word = "" if ago == 0 else "昨天 " if ago == 1 else f"星期{_WEEKDAYS[at.weekday()]} "
    return f"{sender}\n{word}{at.strftime('%H:%M')}", _iso(at) if today else None


def near(items: Sequence[Item], today: dt.date, rng: random.Random) -> list[Item]:
    """The same talk on the six days up to ``today``."""
    days = sorted(rng.choices(range(6), k=len(items)), reverse=True)
    out: list[Item] = []
    last = dt.datetime(1, 1, 1)  # noqa: DTZ001
    for item, ago in zip(items, days, strict=True):
        at = max(dt.datetime.combine(today - dt.timedelta(ago), item.at.time()), last)
        last = at
        if isinstance(item, Told):
            out.append(Told(item.kind, item.actor, item.subjects, item.line, at, item.mess, item.bare))
        else:
            out.append(Said(item.sender, at, item.kind, item.text, item.quote, item.raw, item.mess))
    return out


# Mail


def mailed(rng: random.Random, items: Sequence[Item], group: str) -> tuple[bytes, Written, str]:
    """Raw mail, HTML or text of a shared chat, truth and what it is."""
    out = Written()
    way = rng.choice(("text", "html", "eml base64", "eml quoted-printable", "eml gb18030", "eml both"))
    hard = way not in ("text", "html")
    pictures: list[tuple[str, bytes]] = []
    lines = ["Dear:", "", f"    “{group}”微信群上的聊天记录如下，请查收。", ""]
    page = [
        "<div>Dear:</div>",
        "<br>",
        f"<div>&nbsp;&nbsp;&nbsp;&nbsp;“{html.escape(group)}”微信群上的聊天记录如下，请查收。</div>",
        "<br>",
    ]
    day: dt.date | None = None
    said = 0
    for item in items:
        if isinstance(item, Told):
            continue  # a share has no system lines
        at = item.at
        if at.date() != day:
            day = at.date()
            lines += ["", f"—————  {day.isoformat()}  —————", "", ""]
            page.append(
                f'<div style="color:#b7b7b7">{"&mdash;" * 5}&nbsp;&nbsp;{day.isoformat()}&nbsp;&nbsp;{"&mdash;" * 5}</div><br>'
            )
        body, text = item.raw, item.text
        if item.kind == "image" and "\n" not in body:
            name = f"{rng.getrandbits(64):016x}.jpg"
            body = text = f"[图片: {name}(请在附件中查看)]"
            if hard:
                pictures.append((name, b"\xff\xd8\xff" + rng.randbytes(20)))
                out.files.append((name, pictures[-1][1], said))
        elif item.text.startswith("[文件] "):
            name = item.text[5:]
            body = text = f"[文件: {name}(请在附件中查看)]"
            if hard and name not in dict(pictures):
                pictures.append((name, rng.randbytes(30)))
                out.files.append((name, pictures[-1][1], said))
        clock = at.strftime("%H:%M")
        lines += [f"{item.sender}  {clock}", "", *body.split("\n"), ""]
        shown = "".join(
            f"<div>{html.escape(line).replace('  ', '&nbsp;&nbsp;')}</div>" if line else "<br>"
            for line in body.split("\n")
        )
        page.append(f"<div><strong>{html.escape(item.sender)}&nbsp;&nbsp;{clock}</strong></div><br>{shown}<br>")
        out.add(item, _iso(at), f"mail {way}", text=text)
        said += 1
    plain = "\n".join(lines) + "\n"
    web = '<html><head><meta charset="utf-8"><title>x</title></head><body>\n' + "\n".join(page) + "\n</body></html>"
    if way == "text":
        return plain.encode(), out, way
    if way == "html":
        return web.encode(), out, way
    return _eml(rng, way, plain, web, pictures, group), out, way


def _eml(rng: random.Random, way: str, plain: str, web: str, pictures: list[tuple[str, bytes]], group: str) -> bytes:
    def word(text: str) -> str:
        return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="

    def part(kind: str, text: str) -> bytes:
        charset = "gb18030" if way == "eml gb18030" else "utf-8"
        raw = text.replace("\n", "\r\n").encode(charset)
        if way == "eml quoted-printable":
            coded, transfer = quopri.encodestring(raw), "quoted-printable"
        else:
            coded, transfer = base64.encodebytes(raw), "base64"
        head = f'Content-Type: {kind}; charset="{charset}"\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n'
        return head.encode() + coded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

    head = (
        f"From: x@example.com\r\nSubject: {word('微信群“' + group + '”的聊天记录')}\r\nMIME-Version: 1.0\r\n".encode()
    )
    body = part("text/plain", plain) if rng.random() < 0.3 else part("text/html", web)
    if way == "eml both":
        edge = b"alt=_edge"
        both = [b"--" + edge + b"\r\n" + one for one in (part("text/plain", plain), part("text/html", web))]
        body = (
            b'Content-Type: multipart/alternative; boundary="'
            + edge
            + b'"\r\n\r\n'
            + b"\r\n".join(both)
            + b"\r\n--"
            + edge
            + b"--\r\n"
        )
    if not pictures:
        return head + body
    edge = b"mix=_edge"
    pieces = [body]
    for name, data in pictures:
        named = word(name) if not name.isascii() else name
        fields = f'Content-Type: application/octet-stream; name="{named}"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="{named}"\r\n\r\n'
        pieces.append(fields.encode() + base64.encodebytes(data).replace(b"\n", b"\r\n"))
    mixed = b"\r\n".join(b"--" + edge + b"\r\n" + piece for piece in pieces)
    return (
        head + b'Content-Type: multipart/mixed; boundary="' + edge + b'"\r\n\r\n' + mixed + b"\r\n--" + edge + b"--\r\n"
    )


# Tables and records

_TYPE_WORD = {
    "text": "文本", "image": "图片", "voice": "语音", "video": "视频", "file": "文件", "link": "链接", "chain": "文本",
    "red_packet": "红包", "sticker": "动画表情", "other": "位置",
}  # fmt: skip
_TYPE_NUMBER = {
    "text": ("1", "0"), "image": ("3", "0"), "voice": ("34", "0"), "video": ("43", "0"), "file": ("49", "6"), "link": ("49", "5"),
    "chain": ("1", "0"), "red_packet": ("49", "2001"), "sticker": ("47", "0"), "other": ("48", "0"),
}  # fmt: skip
_CHATLAB = {
    "text": 0,
    "image": 1,
    "voice": 2,
    "video": 3,
    "file": 4,
    "sticker": 5,
    "link": 7,
    "red_packet": 20,
    "chain": 0,
    "other": 8,
}
SIGNATURES = ("sendername", "talker", "localid", "chinese", "chinese with group", "english", "date and time")


def rows(rng: random.Random, items: Sequence[Item], group: str, signature: str) -> tuple[list[dict[str, str]], Written]:
    """Items as rows under one of the known headers."""
    out = Written()
    epoch = dt.timezone(dt.timedelta(hours=8))
    ids: dict[str, str] = {}
    table: list[dict[str, str]] = []
    for number, item in enumerate(items, 1):
        at, event = item.at, isinstance(item, Told)
        who = "" if isinstance(item, Told) else item.sender
        wxid = ids.setdefault(who, f"wxid_{rng.getrandbits(40):010x}") if who else ""
        words = item.line if isinstance(item, Told) else item.raw
        kind = "系统" if isinstance(item, Told) else _TYPE_WORD[item.kind]
        seconds = int(at.replace(tzinfo=epoch).timestamp())
        plain = at.strftime("%Y-%m-%d %H:%M:%S")
        time, sender = _iso(at, "seconds"), who
        if signature == "sendername":
            row = {
                "Time": plain,
                "SenderName": who if not event else "系统消息",
                "Sender": wxid,
                "TalkerName": group,
                "Talker": "48210033771@chatroom",
                "Content": words,
            }
        elif signature == "talker":
            kind = "系统通知" if event else kind
            row = {
                "id": str(number),
                "MsgSvrID": str(rng.getrandbits(60)),
                "type_name": kind,
                "is_sender": "0",
                "talker": wxid,
                "room_name": "39277104466@chatroom",
                "msg": words,
                "src": "",
                "CreateTime": plain,
            }
            sender = wxid
        elif signature == "localid":
            type_, sub = ("10000", "0") if isinstance(item, Told) else _TYPE_NUMBER[item.kind]
            remark = who if rng.random() < 0.3 else ""
            row = {
                "localId": str(number),
                "TalkerId": "31",
                "Type": type_,
                "SubType": sub,
                "IsSender": "0",
                "CreateTime": str(seconds),
                "Status": "",
                "StrContent": words,
                "StrTime": plain,
                "Remark": remark,
                "NickName": who if not remark else "别名",
                "Sender": wxid,
            }
        elif signature == "chinese":
            row = {"时间": plain, "发送人": who, "类型": kind, "内容": words}
        elif signature == "chinese with group":
            row = {
                "序号": str(number),
                "群名称": group,
                "发送时间": at.strftime("%Y/%m/%d %H:%M"),
                "发送者": who,
                "消息类型": kind,
                "消息内容": words,
            }
            time = _iso(at)
        elif signature == "english":
            row = {
                "timestamp": str(seconds * 1000),
                "sender": who,
                "type": "system" if event else _ENGLISH_TYPE[kind],
                "text": words,
            }
        else:
            row = {
                "日期": at.strftime("%Y-%m-%d"),
                "时间": at.strftime("%H:%M"),
                "昵称": who,
                "类型": kind,
                "内容": words,
            }
            time = _iso(at)
        table.append(row)
        item_ = (
            item if isinstance(item, Told) else Said(sender, at, item.kind, item.text, item.quote, item.raw, item.mess)
        )
        out.add(item_, time, f"header {signature}")
    return table, out


_ENGLISH_TYPE = {
    "文本": "text", "图片": "image", "语音": "voice", "视频": "video", "文件": "file", "链接": "link", "红包": "redpacket",
    "动画表情": "sticker", "位置": "location",
}  # fmt: skip


def as_csv(rng: random.Random, table: list[dict[str, str]]) -> tuple[bytes, str, str]:
    """(bytes, ending, what it is)."""
    delimiter, ending = rng.choice(((",", ".csv"), (",", ".csv"), ("\t", ".tsv"), (";", ".csv"), ("\t", ".csv")))
    text = io.StringIO()
    quoting = rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    end = rng.choice(("\r\n", "\n"))
    out = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
    out.writerow(table[0].keys())
    out.writerows(row.values() for row in table)
    encoding = rng.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16"))
    return text.getvalue().encode(encoding), ending, f"csv {encoding}"


def as_json(rng: random.Random, table: list[dict[str, str]], group: str) -> tuple[bytes, str, str]:
    """(bytes, ending, what it is)."""
    way = rng.choice(("list", "lines", "object"))
    ascii_ = rng.random() < 0.5
    if way == "lines":
        text = "\n".join(json.dumps(row, ensure_ascii=ascii_) for row in table) + "\n"
        return text.encode(), ".jsonl", "json lines"
    document: Any = table if way == "list" else {"groupName": group, "messages": table}
    return json.dumps(document, ensure_ascii=ascii_, indent=rng.choice((None, 1))).encode(), ".json", f"json {way}"


def chatlab(rng: random.Random, items: Sequence[Item], group: str) -> tuple[bytes, str, Written]:
    """A ChatLab file, JSON or JSONL."""
    out = Written()
    zone = dt.timezone(dt.timedelta(hours=8))
    members: dict[str, dict[str, Any]] = {}
    messages = []
    for item in items:
        seconds = int(item.at.replace(tzinfo=zone).timestamp())
        if isinstance(item, Told):
            messages.append(
                {"sender": "system", "accountName": "系统", "timestamp": seconds, "type": 80, "content": item.line}
            )
        else:
            one = members.setdefault(
                item.sender,
                {
                    "platformId": f"u{len(members):02d}",
                    "accountName": "别名" + str(len(members)),
                    "groupNickname": item.sender,
                },
            )
            messages.append(
                {
                    "sender": one["platformId"],
                    "accountName": one["accountName"],
                    "timestamp": seconds,
                    "type": _CHATLAB[item.kind],
                    "content": item.raw,
                }
            )
        out.add(item, _iso(item.at, "seconds"), "chatlab")
    head = {"chatlab": {"version": "0.0.2"}, "meta": {"name": group, "platform": "wechat", "type": "group"}}
    if rng.random() < 0.5:
        lines = [
            {"_type": "header", **head},
            *({"_type": "member", **one} for one in members.values()),
            *({"_type": "message", **one} for one in messages),
        ]
        return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode(), ".jsonl", out
    document = {**head, "members": list(members.values()), "messages": messages}
    return json.dumps(document, ensure_ascii=False, indent=1).encode(), ".json", out

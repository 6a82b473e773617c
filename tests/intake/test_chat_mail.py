from __future__ import annotations

import base64
import quopri
from email.message import EmailMessage
from pathlib import Path

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.intake.chat import parse_bytes, parse_chat, read_chat

TEXT = """Dear:

    “灯塔读书会”微信群上的聊天记录如下，请查收。


—————  2018-09-03  —————


会长 阿槐  18:44

明晚七点，带书：

一、自己的

二、借来的

阿蓝  18:45

[图片: 196b.jpg(请在附件中查看)]


—————  2018-09-04  —————


阿蓝  07:05

「会长 阿槐：明晚七点」
- - - - - - - - - - - - - - -
好
"""
EXPECTED = [
    ("会长 阿槐", "2018-09-03T18:44", "text", "明晚七点，带书：\n\n一、自己的\n\n二、借来的"),
    ("阿蓝", "2018-09-03T18:45", "image", "[图片: 196b.jpg(请在附件中查看)]"),
    ("阿蓝", "2018-09-04T07:05", "text", "好"),
]
HTML = """<html><head><title>x</title><style>p{color:red}</style></head><body>
<div>Dear:</div><br>
<div>&nbsp;&nbsp;“灯塔读书会”微信群上的聊天记录如下，请查收。</div><br>
<div>&mdash;&mdash;&mdash;&mdash;&mdash;&nbsp;&nbsp;2018-09-03&nbsp;&nbsp;&mdash;&mdash;&mdash;&mdash;&mdash;</div><br>
<div><strong>会长 阿槐&nbsp;&nbsp;18:44</strong></div>
<div>明晚七点，带书：<br><br>一、自己的<br><br>二、借来的</div><br>
<div><strong>阿蓝&nbsp;&nbsp;18:45</strong></div><div>[图片: 196b.jpg(请在附件中查看)]</div><br>
<div>&mdash;&mdash;&mdash;&mdash;&mdash;&nbsp;&nbsp;2018-09-04&nbsp;&nbsp;&mdash;&mdash;&mdash;&mdash;&mdash;</div><br>
<div><strong>阿蓝&nbsp;&nbsp;07:05</strong></div>
<div>「会长 阿槐：明晚七点」<br>- - - - - - - - - - - - - - -<br>好</div>
</body></html>"""


def told(text: str) -> list[tuple[str, str | None, str, str]]:
    chat = parse_chat(text)
    assert (chat.format, chat.group, chat.rejected, chat.events) == ("mail", "灯塔读书会", (), ())
    assert chat.messages[2].quote is not None
    assert chat.messages[2].quote.sender == "会长 阿槐"
    return [(one.sender, one.time, one.kind, one.text) for one in chat.messages]


def test_text_with_blank_lines_inside_a_body() -> None:
    assert told(TEXT) == EXPECTED


def test_blank_lines_may_be_missing() -> None:
    dense = "\n".join(line for line in TEXT.split("\n") if line)
    assert [text.replace("\n\n", "\n") for *_, text in EXPECTED] == [text for *_, text in told(dense)]


def test_html() -> None:
    assert told(HTML) == EXPECTED


def mail(body: bytes, transfer: str, kind: str = 'text/html; charset="utf-8"', **headers: str) -> bytes:
    fields = {
        "From": "a@example.com",
        "MIME-Version": "1.0",
        "Content-Type": kind,
        "Content-Transfer-Encoding": transfer,
    }
    fields.update({name.replace("_", "-"): value for name, value in headers.items()})
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return head.encode() + b"\r\n" + body


@pytest.mark.parametrize(
    "raw",
    [
        mail(base64.encodebytes(HTML.encode()).replace(b"\n", b"\r\n"), "base64"),
        mail(quopri.encodestring(HTML.encode()), "quoted-printable"),
        mail(HTML.encode("gbk"), "8bit", 'text/html; charset="gb2312"'),
        mail(base64.encodebytes(TEXT.encode("gb18030")), "base64", 'text/plain; charset="gb18030"'),
        mail(
            b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nsee html\r\n--x\r\n"
            b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(HTML.encode())
            + b"\r\n--x--\r\n",
            "7bit",
            'multipart/alternative; boundary="x"',
        ),
    ],
    ids=["base64", "quoted-printable", "8bit gbk", "plain gb18030", "alternative"],
)
def test_a_mail_message(tmp_path: Path, raw: bytes) -> None:
    source = tmp_path / "群.eml"
    source.write_bytes(raw)
    chat = read_chat(source)
    assert [(one.sender, one.time, one.kind, one.text) for one in chat.messages] == EXPECTED
    assert (chat.format, chat.group, chat.rejected) == ("mail", "灯塔读书会", ())


def test_the_subject_may_name_the_group(tmp_path: Path) -> None:
    bare = HTML.replace("“灯塔读书会”微信群上的", "")
    subject = "=?utf-8?b?" + base64.b64encode("“海风”的聊天记录".encode()).decode() + "?="
    source = tmp_path / "a.eml"
    source.write_bytes(mail(base64.encodebytes(bare.encode()), "base64", Subject=subject))
    assert read_chat(source).group == "海风"


@pytest.mark.parametrize(
    "raw",
    [
        mail(b"!!!notbase64!!!", "base64"),
        mail(b"", "7bit", "image/png"),
        mail(b"\xff\xfe\xfd", "8bit", "text/plain"),
    ],
)
def test_a_damaged_mail_is_refused(tmp_path: Path, raw: bytes) -> None:
    source = tmp_path / "a.eml"
    source.write_bytes(raw)
    with pytest.raises(UserError):
        read_chat(source)


def test_parts_in_parts_without_end_are_refused(tmp_path: Path) -> None:
    head = b"MIME-Version: 1.0\r\n"
    for n in range(2000):
        head += f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode()
    source = tmp_path / "a.eml"
    source.write_bytes(head + b"Content-Type: text/plain\r\n\r\nx\r\n")
    with pytest.raises(UserError, match="套得太深"):
        read_chat(source)


def test_a_line_with_two_spaces_and_a_clock_is_no_head_outside_mail() -> None:
    chat = parse_chat("老宋\n2026年09月22日 21:40\n发车表\n\n一班  08:44\n二班  09:44\n")
    assert [one.text for one in chat.messages] == ["发车表\n\n一班  08:44\n二班  09:44"]


def test_words_of_a_message_may_end_in_two_spaces_and_a_clock() -> None:
    chat = parse_chat(TEXT + "\n会长 阿槐  08:00\n\n集合  18:44\n\n阿蓝  08:01\n\n好\n")
    assert [(one.sender, one.text) for one in chat.messages[-2:]] == [("会长 阿槐", "集合  18:44"), ("阿蓝", "好")]


def test_markup_inside_words_stays_words() -> None:
    chat = parse_chat(HTML.replace("借来的", "&lt;b&gt;借来的&lt;/b&gt; &amp;amp;"))
    assert "<b>借来的</b> &amp;" in chat.messages[0].text


def test_files_of_a_mail_stand_beside_the_messages_that_name_them() -> None:
    text = (
        "—————  2026-09-22  —————\r\n\r\n\r\n老宋  21:40\r\n\r\n[图片: a.jpg(请在附件中查看)]\r\n\r\n"
        "小叶  21:41\r\n\r\n[文件: 表(1).xlsx(请在附件中查看)]\r\n\r\n"
    )
    mail = EmailMessage()
    mail["Subject"] = "聊天记录"
    mail.set_content(text)
    for name in ("表(1).xlsx", "a.jpg", "../b.bin"):
        mail.add_attachment(name.encode(), maintype="application", subtype="octet-stream", filename=name)
    chat = parse_bytes(mail.as_bytes(), name="a.eml")
    assert [(one.name, one.data.decode(), one.message) for one in chat.attachments] == [
        ("表(1).xlsx", "表(1).xlsx", 1),
        ("a.jpg", "a.jpg", 0),
        ("b.bin", "../b.bin", -1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "—————  2026-09-22  —————\n\n\n老K  08:00\n早\n李姐  08:01\n收到\n王叔  08:02\n好\n",
        "—————  2026-09-22  —————\n\n\n老K  08:00\n\n早\n李姐  08:01\n\n收到\n王叔  08:02\n\n好\n",
        "—————  2026-09-22  —————\n老K  08:00\n早\n\n李姐  08:01\n收到\n\n王叔  08:02\n好\n",
    ],
)
def test_blank_lines_of_a_share_may_be_missing(text: str) -> None:
    chat = parse_chat(text)
    assert [(m.sender, m.time, m.text) for m in chat.messages] == [
        ("老K", "2026-09-22T08:00", "早"),
        ("李姐", "2026-09-22T08:01", "收到"),
        ("王叔", "2026-09-22T08:02", "好"),
    ]


def test_half_a_mail_is_refused() -> None:
    mail = EmailMessage()
    mail.set_content("—————  2026-09-22  —————\n\n\n老宋  21:40\n\n在\n\n" * 30)
    mail.add_attachment(bytes(3000), maintype="image", subtype="jpeg", filename="a.jpg")
    raw = mail.as_bytes()
    assert len(parse_bytes(raw, name="a.eml").attachments) == 1
    for cut in (len(raw) // 4, len(raw) // 2, len(raw) - 30):
        with pytest.raises(UserError):
            parse_bytes(raw[:cut], name="a.eml")

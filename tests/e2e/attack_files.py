"""Hostile and broken input files for the attack tests, each made here byte by byte; nothing comes from elsewhere."""

from __future__ import annotations

import codecs
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

ROSTER = "姓名,部门,电话\n林岚,行政部,15400000001\n方立,研发部,15400000002\n石燕,财务部,15400000003\n"
MEMBERS = "行政部-林岚\n研发部-方立\n石燕-财务部\n听雨\n"
CHAT = (
    "行政部-林岚\n2026年11月20日 09:00\n今天下午三点开会，收到请回复。\n\n"
    "研发部-方立\n2026年11月20日 09:01\n收到\n\n"
    "研发部-方立\n2026年11月20日 23:10\n代开各类票据，价格便宜，要的加微信 tie1234\n\n"
)
RULES = "群管理规定\n第一章 总则\n第一条 本规定适用于本群全体成员。\n第二条 群昵称写成部门-姓名。\n第三条 收到通知后30分钟内回复。\n"
RULE_FILE = "[[rule]]\nname = '票据'\ncategory = 'advert'\nwords = ['代开']\n"

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def build(folder: Path) -> None:
    """Every file that the cases name, in ``folder``."""
    for name, text in _texts().items():
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    for name, raw in {**_bytes(), **_packages()}.items():
        (folder / name).write_bytes(raw)
    (folder / "folder.txt").mkdir()
    (folder / "folder.pdf").mkdir()
    (folder / "folder.pdf" / "inside").write_bytes(b"x")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "dangling.txt").symlink_to("nowhere.txt")


def _texts() -> dict[str, str]:
    wide = ",".join(f"列{i}" for i in range(10_000))
    return {
        "roster.csv": ROSTER,
        "members.txt": MEMBERS,
        "chat.txt": CHAT,
        "rules.txt": RULES,
        "own.toml": RULE_FILE,
        "long-line.txt": "字" * 1_700_000 + "\n",
        "blank.txt": " \n\t\n　\n",
        "bom.txt": "\ufeff",
        "nul.txt": "第一行\n第二\0行\n",
        "surrogate.txt": "第一行没有事\n第二行\ud800坏了\n",
        "sur\x1b[31mname.txt": "第一行\n\0\n",
        "rtf.txt": "{\\rtf1\\ansi hello}",
        # rosters
        "wide.csv": f"姓名,部门,{wide}\n" + "张三丰,销售部," + "x," * 10_000 + "\n",
        "no-header.csv": "甲,乙,丙\n1,2,3\n4,5,6\n",
        "header-only.csv": "姓名,部门\n",
        "quote.csv": '姓名,部门\n"林岚,行政部\n' + "方立,研发部\n" * 300,
        "quote-end.csv": '姓名,部门\n林岚,行政部\n"方立,研发部\n',
        "many.csv": "姓名,部门\n" + "".join(f"人{i:06d},销售部\n" for i in range(50_500)),
        "long-name.csv": "姓名,部门\n" + "长" * 200 + ",销售部\n林岚,行政部\n",
        "emoji-names.csv": "姓名,部门\n😀🎉,销售部\n👨‍👩‍👧,行政部\n",
        "markup.csv": "姓名,部门\n<b>林岚</b>,行政部&amp;\n<img src=x.png>方立,<i>研发</i>\n石燕&lt;,财务部\n",
        "formula.csv": "姓名,部门\n=1+1,销售部\n+cmd|x,销售部\n@SUM(A1),行政部\n-2+3,行政部\n林岚,=HYPERLINK(1)\n",
        "bidi.csv": "姓名,部门\n林\u202e岚,行政部\n方\u200b立,研发部\n石\u2066燕,财务部\n",
        "ansi.csv": "姓名,部门\n林\x1b[31m岚,行政部\n方\x07立,研发部\n",
        "html.xlsx": "<html><body><table><tr><td>姓名</td></tr></table></body></html>",
        "sep-only.csv": "sep=;\n",
        "commas.csv": ",,,,,\n,,,,,\n",
        # member lists
        "hidden-members.txt": "行政部-林\u202e岚\n研发部\u200b-方立\n\u2066\u2069\n\u200b\n",
        "emoji-members.txt": "😀\n🎉🎉\n👨‍👩‍👧\n",
        "long-members.txt": "长" * 20_000 + "\n行政部-林岚\n",
        "many-members.txt": "行政部-林岚\n" * 50_100,
        "buttons.txt": "添加\n移出\n群成员(3)\n",
        "ansi-members.txt": "行政部-林\x1b[2J岚\n\x9b31m方立\n",
        # chats
        "no-chat.txt": "这里没有聊天\n只有两行字\n",
        "deep.json": "[" * 100_000 + "]" * 100_000,
        "deep-message.json": '[{"sender":"甲","time":"2026-11-20 09:00","content":'
        + "[" * 50_000
        + "]" * 50_000
        + "}]",
        "deep-object.json": '{"messages":' + '{"a":' * 50_000 + "1" + "}" * 50_001,
        "cut.json": '[{"sender":"甲","time":"2026-11-20 09:00","content":"你好"},\n{"sender":"乙","ti',
        "trailing.json": '[{"sender":"甲","time":"2026-11-20 09:00","content":"你好"}]\n]]]',
        "not-records.json": '{"messages": 5, "a": "b"}',
        "numbers.json": "[1,2,3]",
        "strange-keys.json": '[{"foo":1,"bar":2},{"foo":3,"bar":4}]',
        "null.json": '[{"sender":null,"time":null,"content":null}]',
        "huge-int.json": '[{"sender":"甲","content":"你好","time":' + "9" * 5000 + "}]",
        "huge-exp.json": '[{"sender":"甲","content":"你好","time":1e999},{"sender":"乙","content":"在","time":-1e999}]',
        "nan.json": '[{"sender":"甲","content":"你好","time":NaN},{"sender":"乙","content":"在","time":Infinity}]',
        "epochs.json": json.dumps(
            [{"sender": "甲", "content": f"第{i}句", "time": t} for i, t in enumerate(_EPOCHS)], ensure_ascii=False
        ),
        "escape.json": '[\n{"sender":"甲","time":"2026-11-20 09:00","content":"\\ud800"}]',
        "escape-low.json": '[\n{"sender":"甲","time":"2026-11-20 09:00","content":"\\udc00\\ud83d"}]',
        "escape-nul.json": '[\n\n{"sender":"甲","time":"2026-11-20 09:00","content":"a\\u0000b"}]',
        "wrong-types.json": json.dumps(
            [
                {"sender": ["甲"], "content": {"x": 1}, "time": {}},
                {"sender": 5, "content": True, "time": False},
                {"sender": {}, "content": [], "time": []},
            ]
        ),
        "chatlab-types.jsonl": "\n".join(
            json.dumps(line, ensure_ascii=False)
            for line in (
                {"_type": "header", "chatlab": 5, "meta": ["群"]},
                {"_type": "member", "platformId": {"a": 1}, "accountName": 7},
                {"_type": "message", "sender": ["甲"], "timestamp": "soon", "type": "9" * 400, "content": {"a": None}},
                {"_type": "message", "sender": "乙", "timestamp": 10**30, "type": -1, "content": "在"},
                {"_type": "message", "sender": "乙", "timestamp": True, "type": [], "content": "在吗"},
            )
        ),
        "broken-lines.jsonl": '{"sender":"甲","time":"2026-11-20 09:00","content":"你好"}\n{"sender":\n{]\n',
        "quote-chat.csv": '时间,发送人,内容\n2026-11-20 09:00,甲,"没有收尾\n2026-11-20 09:01,乙,在\n',
        "chat-header.csv": "a,b,c\n1,2,3\n",
        "ragged-chat.csv": "时间,发送人,内容\n2026-11-20 09:00,甲\n2026-11-20 09:01,乙,在,多,余\n2026-11-20 09:02,丙,好\n",
        "dates.txt": "".join(
            f"甲\n{d} 09:00\n第{i}句\n\n" for i, d in enumerate(("2026年13月40日", "0000年00月00日", "2026年02月30日"))
        ),
        "repeat.txt": "收到\n" * 200_000,
        "repeat-chat.txt": "甲\n2026年11月20日 09:00\n收到\n\n" * 20_000,
        "call.txt": "@" * 100_000 + "\n" + "@甲 " * 20_000 + "\n",
        "redos.txt": "a" * 60_000 + "!\n" + "1" * 60_000 + "\n" + "http://" * 8_000 + "\n" + "（" * 60_000 + "\n",
        "mail-bomb.eml": "From: a@example.invalid\nTo: b@example.invalid\nSubject: x\nMIME-Version: 1.0\n"
        + "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(1_000)),
        "mail-charset.eml": "From: a@example.invalid\nSubject: =?nonsense?B?////?=\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=no-such-code\nContent-Transfer-Encoding: base64\n\n!!!!\n",
        "page.html": "<html>" + "<div>" * 20_000 + "甲<script>alert(1)</script>" + "</html>",
        # regulations
        "nested.txt": "规定\n" + "".join(" " * i + f"{'1.' * (i + 1)} 第{i}层\n" for i in range(100)),
        "many-marks.txt": "".join(f"第{i}条 内容。\n（一）甲\n1. 乙\n" for i in range(3_000)),
        "clause-50k.txt": "第一条 " + "本群成员应当遵守规定，不得发布广告。" * 2_800 + "\n",
        "one-word-50k.txt": "第一条 " + "a" * 50_000 + "\n",
        "brackets.txt": "（" * 50_000 + "）" * 50_000,
        "emphasis.md": "**" * 50_000 + "第一条 好。\n",
        "digits.txt": "第" + "一" * 50_000 + "条 好\n" + "1." * 30_000 + " 好\n",
        "markup-rules.txt": "<b>群规</b>&amp;\n第一条 <img src=x.png>成员&lt;实名&gt;。\n第二条 <a href='http://example.invalid'>点</a>\n",
        "bidi-rules.txt": "群\u202e规定\n第一条 成员\u2066应当\u200b实名。\n",
        "marks-only.txt": "第一条\n第二条\n第三条\n",
        "spaces.txt": "第一条" + " " * 200_000 + "好\n",
        "rare.txt": "群规\n第一条 \U0002b740\U00030000\ue000\ufdd0\U0010fffd 成员。\n",
        # rules by the owner
        "redos.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\npatterns = ['(a+)+$', '(x|x|x)*y', '(.*)(.*)(.*)z']\n",
        "big-repeat.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\npatterns = ['((a{500}){500}){500}']\n",
        "lookahead.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\npatterns = ['a(?=b)']\n",
        "backref.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\npatterns = ['(a)\\1']\n",
        "unclosed.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\npatterns = ['(a']\n",
        "empty-pattern.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\npatterns = ['']\n",
        "matches-nothing.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\npatterns = ['x*']\n",
        "long-pattern.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\npatterns = ['" + "a" * 5_000 + "']\n",
        "broken.toml": "[[rule]\nname = 'a'\n",
        "string-words.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\nwords = 'abc'\n",
        "number-words.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\nwords = [1, 2]\n",
        "rule-list.toml": "rule = [1, 2]\n",
        "rule-text.toml": "rule = 'a'\n",
        "name-number.toml": "[[rule]]\nname = 5\ncategory = 'advert'\nwords = ['a']\n",
        "level.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\nlevel = 9\nwords = ['a']\n",
        "level-true.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\nlevel = true\nwords = ['a']\n",
        "category.toml": "[[rule]]\nname = 'a'\ncategory = 'nonsense'\nwords = ['a']\n",
        "category-list.toml": "[[rule]]\nname = 'a'\ncategory = ['advert']\nwords = ['a']\n",
        "category-table.toml": "[[rule]]\nname = 'a'\ncategory = {a = 1}\nwords = ['a']\n",
        "no-category.toml": "[[rule]]\nname = 'a'\nwords = ['a']\n",
        "nothing.toml": "# nothing\n",
        "twice.toml": RULE_FILE + RULE_FILE,
        "unknown-key.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\nwrods = ['a']\n",
        "needs.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\nneeds = ['nobody']\n",
        "extends.toml": "extends = ['../../secret']\n" + RULE_FILE,
        "extends-number.toml": "extends = 5\n" + RULE_FILE,
        "conduct.toml": "[conduct]\nburst = 'x'\n" + RULE_FILE,
        "conduct-huge.toml": RULE_FILE + f"[conduct]\nburst = {10**30}\n",
        "conduct-hours.toml": RULE_FILE + "[conduct]\nquiet_from = 99\nquiet_to = 77\n",
        "scope.toml": "[signal.a]\nscope = ['message']\nwords = ['x']\n" + RULE_FILE,
        "scope-table.toml": "[signal.a]\nscope = {a = 1}\nwords = ['x']\n" + RULE_FILE,
        "near.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\nwords = ['a']\nnear = -5\n",
        "weights.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\nwords = ['a']\nleast = nan\nweights = {x = inf}\n",
        "hidden-word.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\nwords = ['\u200b']\n",
        "allow-number.toml": "allow = 5\n" + RULE_FILE,
        "name-list.toml": "name = ['a']\n" + RULE_FILE,
        "detectors.toml": "detectors = ['everything']\n" + RULE_FILE,
        "detectors-list.toml": "detectors = [['mobile']]\n" + RULE_FILE,
        "unless-list.toml": "unless = ['a']\n" + RULE_FILE,
        "deep.toml": "a = " + "[" * 5_000 + "]" * 5_000 + "\n" + RULE_FILE,
        "big-int.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\nwords = ['a']\nlevel = " + "9" * 6_000 + "\n",
        "nul.toml": "[[rule]]\nname = 'a\0b'\ncategory = 'advert'\nwords = ['a']\n",
        "surrogate.toml": "[[rule]]\nname = 'a'\ncategory = 'advert'\nwords = [\"\\ud800\"]\n",
    }


_EPOCHS = (
    0,
    -1,
    -62135596801,
    253402300800,
    10**15,
    10**18,
    10**19 - 1,
    -(10**18),
    1.5e300,
    1764000000.5,
    "1764000000",
)


def _bytes() -> dict[str, bytes]:
    text = RULES
    return {
        "empty.txt": b"",
        "one-byte.txt": b"\xff",
        "one-letter.txt": b"a",
        "noise.txt": bytes((i * 89 + 17) % 256 for i in range(4096)).replace(b"\0", b"\1"),
        "utf16le.txt": codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        "utf16be.txt": codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        "utf32le.txt": codecs.BOM_UTF32_LE + text.encode("utf-32-le"),
        "utf32be.txt": codecs.BOM_UTF32_BE + text.encode("utf-32-be"),
        "utf16-bare.txt": text.encode("utf-16-le"),
        "utf32-bare.txt": text.encode("utf-32-le"),
        "utf16-odd.txt": codecs.BOM_UTF16_LE + text.encode("utf-16-le")[:-1],
        "utf16-lone.txt": codecs.BOM_UTF16_LE
        + "第一条 好\n坏".encode("utf-16-le")
        + b"\x00\xd8"
        + "了".encode("utf-16-le"),
        "utf32-range.txt": codecs.BOM_UTF32_LE + b"\xff\xff\xff\x7f",
        "gb18030.txt": text.encode("gb18030"),
        "big5.txt": "第一條 群成員應當實名發言，違者警告。\n第二條 禁止廣告。\n".encode("big5"),
        "shift-jis.txt": "第一条 メンバーは実名で発言すること。\n".encode("shift_jis"),
        "latin.txt": "Café münchen".encode("latin-1"),
        "mixed.txt": "第一条 群成员应当实名发言。\n".encode() + "第二条 禁止广告。\n".encode("gb18030"),
        "cut-utf8.txt": text.encode()[:-2],
        "picture.csv": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
        "paper.csv": b"%PDF-1.7\n" + b"\0" * 200,
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le") + b"\0" * 600,
        "locked.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "cut.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\n",
        "noise.pdf": b"%PDF-1.7\n" + bytes((i * 31 + 7) % 256 for i in range(5000)),
        "loop.pdf": _pdf(b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        "no-pages.pdf": _pdf(b"<< /Type /Pages /Kids [] /Count 0 >>"),
        "wrong-kids.pdf": _pdf(b"<< /Type /Pages /Kids 7 /Count (x) >>"),
        "stream-bomb.pdf": _stream_bomb(),
        "many-pages.pdf": _pdf(b"<< /Type /Pages /Kids [" + b"3 0 R " * 20_000 + b"] /Count 20000 >>"),
        "cut.xlsx": b"PK\x03\x04 cut",
        "tail.xlsx": b"PK\x05\x06" + b"\0" * 18,
        "gb.toml": RULE_FILE.encode("gb18030"),
        "not.wxbackup": b"this is no backup",
        "empty.wxbackup": b"",
        "records.db": b"SQLite format 3\0" + b"\0" * 5000,
    }


def _pdf(pages: bytes, *more: bytes) -> bytes:
    out = b"%PDF-1.7\n"
    offsets = []
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>"
    for number, body in enumerate((b"<< /Type /Catalog /Pages 2 0 R >>", pages, *(more or (page,))), 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, start)


def _stream_bomb() -> bytes:
    """One page whose 24 MB of drawing operators are packed into as many kB."""
    packed = zlib.compress(b"q Q " * 6_000_000, 9)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 4 0 R >>"
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return _pdf(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, stream)


def _packages() -> dict[str, bytes]:
    good = workbook([["姓名", "部门"], ["林岚", "行政部"], ["方立", "研发部"]])
    document = word("<w:p><w:r><w:t>第一条 成员实名。</w:t></w:r></w:p>")
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 0xFF
    flipped_word = bytearray(document)
    flipped_word[document.find(b"word/document.xml") + 40] ^= 0xFF
    doctype = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    laughs = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
        + "]>"
    )
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
    return {
        "good.xlsx": good,
        "good.docx": document,
        "renamed.csv": good,
        "renamed.txt": good,
        "docx.xlsx": document,
        "xlsx.docx": good,
        "cut-half.xlsx": good[: len(good) // 2],
        "flipped.xlsx": bytes(flipped),
        "cut-half.docx": document[: len(document) // 2],
        "flipped.docx": bytes(flipped_word),
        "deflate.docx": _broken_stream(document, "word/document.xml"),
        "deflate.xlsx": _broken_stream(good, "xl/worksheets/sheet1.xml"),
        "version.docx": document.replace(b"PK\x01\x02\x14\x03\x14\x00", b"PK\x01\x02\xff\x03\xff\x00", 1),
        "foreign.zip": archive({"a.txt": "a"}),
        "odt.docx": archive({"mimetype": "x", "content.xml": "<a/>"}),
        "no-parts.docx": archive({"word/document.xml": "<a/>"}),
        "no-parts.xlsx": archive({"xl/workbook.xml": "<a/>"}),
        "bad-xml.xlsx": workbook_of("<sheetData><row><c></sheetData>"),
        "bad-xml.docx": word("<w:p><w:r>"),
        "empty-body.docx": word(""),
        "no-text.docx": word("<w:p/><w:p/>"),
        "tracked.docx": word("<w:p><w:ins w:id='1' w:author='x'><w:r><w:t>第一条 好</w:t></w:r></w:ins></w:p>"),
        "nested.docx": word("<w:tbl><w:tr><w:tc>" * 400 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 400),
        "boxes.docx": word("<w:p>" + "<w:r>" * 3_000 + "<w:t>第一条 好</w:t>" + "</w:r>" * 3_000 + "</w:p>"),
        "entity.xlsx": workbook_of(f"<sheetData>{row}</sheetData>", head=doctype),
        "laughs.xlsx": workbook_of(f"<sheetData>{row.replace('姓名', '&j;')}</sheetData>", head=laughs),
        "entity.docx": word("<w:p><w:r><w:t>第一条 甲&e;乙</w:t></w:r></w:p>", head=doctype),
        "laughs.docx": word("<w:p><w:r><w:t>第一条 &j;</w:t></w:r></w:p>", head=laughs),
        "bomb.xlsx": archive({**_book(f"<sheetData>{row}</sheetData>"), "xl/media/image1.png": "\0" * 110_000_000}),
        "bomb.docx": archive({**_word_parts("<w:p/>"), "word/media/image1.png": "\0" * 110_000_000}),
        "bomb-text.docx": word("<w:p><w:r><w:t>第一条 " + "好" * 20_000_000 + "</w:t></w:r></w:p>"),
        "many-entries.xlsx": archive(
            {**_book(f"<sheetData>{row}</sheetData>"), **{f"x/{i}": "" for i in range(20_000)}}
        ),
        "far.xlsx": workbook_of(f"<sheetData>{row}{_cell('XFD1048576')}</sheetData>"),
        "far-row.xlsx": workbook_of(f"<sheetData>{row}{_cell('A1000000')}</sheetData>"),
        "far-column.xlsx": workbook_of(f"<sheetData>{row}{_cell('XFD2')}</sheetData>"),
        "beyond.xlsx": workbook_of(f"<sheetData>{row}{_cell('ZZZ9999999')}</sheetData>"),
        "long.xlsx": workbook([["姓名"], *([f"人{i}"] for i in range(50_100))]),
        "merged.xlsx": workbook_of(
            f'<sheetData>{row}</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
        "merged-wrong.xlsx": workbook_of(
            f'<sheetData>{row}</sheetData><mergeCells count="1"><mergeCell ref="Z9:A1"/><mergeCell ref="x"/></mergeCells>'
        ),
        "shared.xlsx": workbook_of('<sheetData><row r="1"><c r="A1" t="s"><v>999999999</v></c></row></sheetData>'),
        "encrypted.xlsx": _marked_encrypted(good),
        "empty-book.xlsx": workbook_of("<sheetData/>"),
        "formula.xlsx": workbook([["姓名", "部门"], ["=1+1", "销售部"], ["@x", "销售部"]]),
    }


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


FAR_CELLS = {
    "row-bare": '<row r="4000000000"><c><v>1</v></c></row>',
    "row-quote": "<row r='900000000'><c><v>1</v></c></row>",
    "cell-quote": "<row r='3'><c r='ZZZ9000000'><v>1</v></c></row>",
    "cell-spaced": '<row r="3"><c r = "ZZZ9000000"><v>1</v></c></row>',
    "cell-lower": '<row r="3"><c r="zzz9000000"><v>1</v></c></row>',
    "cell-letters": '<row r="3"><c r="AAAA900000"><v>1</v></c></row>',
    "cell-behind-sign": '<row r="3"><c s=">" r="ZZZ9000000"><v>1</v></c></row>',
}
"""Ways to write a far cell; a reader that makes room for all between would need up to terabytes."""


def far_books() -> dict[str, bytes]:
    """Workbooks with a far cell each, also in parts with unusual names."""
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
    books = {name: workbook_of(f"<sheetData>{head}{row}</sheetData>") for name, row in FAR_CELLS.items()}
    far = _book(f'<sheetData>{head}<row r="3"><c r="ZZZ9000000"><v>1</v></c></row></sheetData>')
    sheet, relations = far.pop("xl/worksheets/sheet1.xml"), far["xl/_rels/workbook.xml.rels"]
    books["part-case"] = archive({**far, "xl/Worksheets/sheet1.xml": sheet})
    moved = {"xl/_rels/workbook.xml.rels": relations.replace("worksheets/sheet1.xml", "other/s.bin")}
    books["part-moved"] = archive({**far, **moved, "xl/other/s.bin": sheet})
    return books


def _broken_stream(raw: bytes, part: str) -> bytes:
    """The packed bytes of one part overwritten, its sizes and names left as they were."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        entry = packed.getinfo(part)
    start = entry.header_offset + 30 + len(part)
    return raw[:start] + b"\xff" * entry.compress_size + raw[start + entry.compress_size :]


def _cell(place: str) -> str:
    digits = "".join(c for c in place if c.isdigit())
    return f'<row r="{digits}"><c r="{place}" t="inlineStr"><is><t>远</t></is></c></row>'


def _book(inside: str, head: str = "") -> dict[str, str]:
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{relations}<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="名单" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{relations}<Relationship Id="r1" Type="{_OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{_SHEET}">{inside}</worksheet>',
    }


def workbook_of(inside: str, head: str = "") -> bytes:
    """An XLSX file whose only sheet has this markup inside ``<worksheet>``."""
    return archive(_book(inside, head))


def workbook(rows: list[list[str]]) -> bytes:
    """An XLSX file with these cells as inline strings."""
    lines = []
    for number, cells in enumerate(rows, 1):
        row = "".join(
            f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{c}</t></is></c>' for i, c in enumerate(cells)
        )
        lines.append(f'<row r="{number}">{row}</row>')
    return workbook_of(f"<sheetData>{''.join(lines)}</sheetData>")


def _word_parts(body: str, head: str = "") -> dict[str, str]:
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'{relations}<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f'{head}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }


def word(body: str, head: str = "") -> bytes:
    """A DOCX file whose body has this markup."""
    return archive(_word_parts(body, head))


def _marked_encrypted(raw: bytes) -> bytes:
    out = bytearray(raw)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = out.find(mark)
        while place >= 0:
            out[place + at] |= 1
            place = out.find(mark, place + 4)
    return bytes(out)

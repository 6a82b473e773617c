"""Regulation files: text, Markdown, Word with automatic numbers, and everything that is refused."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from wxadmin.domain.errors import UserError
from wxadmin.intake.regulation import read_regulation, squeezed

LEVELS = '<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
STYLES = [("chineseCountingThousand", "第%1章"), ("chineseCounting", "第%2条"), ("decimal", "（%3）")]


def numbered(document: Any, number: int, styles: list[tuple[str, str]], *, restart: bool = True) -> None:
    """Adds an automatic list with these levels to the document."""
    levels = "".join(LEVELS.format(at=at, form=form, text=text) for at, (form, text) in enumerate(styles))
    if not restart:
        levels = levels.replace(
            '<w:lvl w:ilvl="1"><w:start w:val="1"/>', '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:lvlRestart w:val="0"/>'
        )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def paragraph(document: Any, text: str, number: int = 0, level: int = 0) -> Any:
    added = document.add_paragraph(text)
    if number:
        added._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        )
    return added


def saved(document: Any, path: Path) -> Path:
    document.save(str(path))
    return path


def flat(path: Path) -> list[tuple[str, str]]:
    from wxadmin.domain.regulation import walk

    return [(node.number, node.title or node.text) for _, node in walk(read_regulation(path).nodes)]


def test_automatic_numbers_are_written_out(tmp_path: Path) -> None:
    document = Document()
    paragraph(document, "车间群管理办法")
    numbered(document, 91, STYLES, restart=False)
    paragraph(document, "总则", 91, 0)
    paragraph(document, "为方便联络，制定本办法。", 91, 1)
    paragraph(document, "群内禁止：", 91, 1)
    paragraph(document, "骂人；", 91, 2)
    paragraph(document, "刷屏。", 91, 2)
    paragraph(document, "附则", 91, 0)
    paragraph(document, "本办法由车间解释。", 91, 1)
    path = saved(document, tmp_path / "办法.docx")
    assert read_regulation(path).title == "车间群管理办法"
    assert flat(path) == [
        ("第一章", "总则"),
        ("第一条", "为方便联络，制定本办法。"),
        ("第二条", "群内禁止："),
        ("（1）", "骂人；"),
        ("（2）", "刷屏。"),
        ("第二章", "附则"),
        ("第三条", "本办法由车间解释。"),
    ]


def test_levels_that_start_again_and_numbers_through_a_style(tmp_path: Path) -> None:
    document = Document()
    numbered(document, 92, [("decimal", "%1"), ("decimal", "%1.%2")])
    style = document.styles.add_style("条款", 1)
    style.element.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="1"/><w:numId w:val="92"/></w:numPr>')
    )
    paragraph(document, "目的", 92, 0)
    document.add_paragraph("方便联络。", style="条款")
    document.add_paragraph("减少会议。", style="条款")
    paragraph(document, "职责", 92, 0)
    document.add_paragraph("班长建群。", style="条款")
    assert [number for number, _ in flat(saved(document, tmp_path / "a.docx"))] == ["1", "1.1", "1.2", "2", "2.1"]


def test_words_in_tables_and_bullets_are_kept(tmp_path: Path) -> None:
    document = Document()
    numbered(document, 93, [("bullet", "\uf06c")])
    paragraph(document, "一、名单")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "群主", "陈一帆"
    paragraph(document, "二、要求")
    paragraph(document, "守时", 93)
    parsed = read_regulation(saved(document, tmp_path / "a.docx"))
    assert parsed.nodes[0].text.split() == ["群主", "陈一帆"]
    assert [(child.number, child.text) for child in parsed.nodes[1].children] == [("-", "守时")]


CHANGE = '<w:{tag} {ns} w:id="1" w:author="某"><w:r><w:{text}>守密。</w:{text}></w:r></w:{tag}>'


@pytest.mark.parametrize(
    ("tag", "text", "says"),
    [("ins", "t", "插入了“守密。”"), ("del", "delText", "删除了“守密。”"), ("moveTo", "t", "移动了“守密。”")],
)
def test_tracked_changes_are_refused_with_the_first_place(tmp_path: Path, tag: str, text: str, says: str) -> None:
    document = Document()
    paragraph(document, "第一条 守时。")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "名单"
    for number in ("第二条", "第三条"):
        added = paragraph(document, f"{number} 守岗。")
        added._p.append(parse_xml(CHANGE.format(tag=tag, text=text, ns=nsdecls("w"))))
    with pytest.raises(UserError) as caught:
        read_regulation(saved(document, tmp_path / "a.docx"))
    assert "第 3 段" in str(caught.value)
    assert says in str(caught.value)
    assert "审阅" in caught.value.remedy


def test_a_paragraph_mark_that_was_added_names_its_paragraph(tmp_path: Path) -> None:
    document = Document()
    paragraph(document, "第一条 守时。")
    added = paragraph(document, "第二条 守密。")
    mark = f'<w:rPr {nsdecls("w")}><w:ins w:id="1" w:author="某"/></w:rPr>'
    added._p.get_or_add_pPr().append(parse_xml(mark))
    with pytest.raises(UserError, match="第 2 段，插入了“第二条 守密。”"):
        read_regulation(saved(document, tmp_path / "a.docx"))


def noted(path: Path) -> list[tuple[int, str]]:
    return [(warning.line, warning.message) for warning in read_regulation(path).warnings]


def test_tables_are_read_row_by_row_and_named_with_their_line(tmp_path: Path) -> None:
    document = Document()
    paragraph(document, "第一条 记点如下：")
    table = document.add_table(rows=3, cols=2)
    for row, words in zip(table.rows, (("行为", "记点"), ("迟到", "1"), ("缺岗", "3")), strict=True):
        row.cells[0].text, row.cells[1].text = words
    paragraph(document, "第二条 守密。")
    path = saved(document, tmp_path / "a.docx")
    assert [node.text for node in read_regulation(path).nodes] == ["记点如下：\n行为\t记点\n迟到\t1\n缺岗\t3", "守密。"]
    assert noted(path) == [(2, "这里是表格（3 行 2 列），按行读入，各栏之间用制表符隔开")]


def test_notes_comments_boxes_and_headers_are_named_with_their_line(tmp_path: Path) -> None:
    document = Document()
    paragraph(document, "第一条 守时。")
    second = paragraph(document, "第二条 守密。")
    for tag in ("footnoteReference", "commentReference"):
        second._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:{tag} w:id="1"/></w:r>'))
    box = f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>第四条 框内。</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    paragraph(document, "第三条 守岗。")._p.append(parse_xml(box))
    document.sections[0].header.paragraphs[0].text = "灯塔站文件"
    path = saved(document, tmp_path / "a.docx")
    assert [node.number for node in read_regulation(path).nodes] == ["第一条", "第二条", "第三条", "第四条"]
    notes = noted(path)
    assert [line for line, _ in notes] == [1, 2, 2, 3]
    for words, (_, note) in zip(("页眉“灯塔站文件”", "脚注", "批注", "文本框"), notes, strict=True):
        assert words in note


def wrapped(element: Any, *tags: str) -> None:
    """Put elements of Word around the element, the first outermost."""
    inner = element
    for tag in reversed(tags):
        around = parse_xml(f"<w:{tag} {nsdecls('w')}/>")
        inner.addprevious(around)
        around.append(inner)
        inner = around


def test_words_inside_the_controls_of_a_form_are_read(tmp_path: Path) -> None:
    """Rows, cells and paragraphs that a content control or custom XML stands around."""
    document = Document()
    wrapped(paragraph(document, "第一条 记点如下：")._p, "customXml")
    table = document.add_table(rows=2, cols=2)
    for at, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"格{at}"
    wrapped(table.rows[0]._tr.tc_lst[1], "sdt", "sdtContent")
    wrapped(table.rows[1]._tr, "sdt", "sdtContent")
    wrapped(paragraph(document, "第二条 守密。")._p, "sdt", "sdtContent", "sdt", "sdtContent")
    path = saved(document, tmp_path / "a.docx")
    assert [node.text for node in read_regulation(path).nodes] == ["记点如下：\n格0\t格1\n格2\t格3", "守密。"]
    assert noted(path) == [(2, "这里是表格（2 行 2 列），按行读入，各栏之间用制表符隔开")]


def test_a_table_in_a_text_box_is_read_and_what_cannot_be_is_named(tmp_path: Path) -> None:
    document = Document()
    cell = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>框里的格</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    box = f"<w:r {nsdecls('w')}><w:pict><w:txbxContent>{cell}</w:txbxContent></w:pict></w:r>"
    paragraph(document, "第一条 守岗。")._p.append(parse_xml(box))
    tick = f'<w:r {nsdecls("w")}><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    paragraph(document, "第二条 守密。")._p.append(parse_xml(tick))
    document.element.body.append(parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="rId99"/>'))
    path = saved(document, tmp_path / "a.docx")
    assert "框里的格" in squeezed(read_regulation(path))
    assert [(line, words in note) for words, (line, note) in zip(("文本框", "特殊符号", "另一份文件"), noted(path), strict=True)] == [
        (1, True), (3, True), (4, True),
    ]  # fmt: skip


def test_pictures_are_named_in_a_warning(tmp_path: Path) -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    document = Document()
    paragraph(document, "第一条 守时。")
    document.add_picture(io.BytesIO(picture.getvalue()))
    parsed = read_regulation(saved(document, tmp_path / "a.docx"))
    assert parsed.nodes[0].text == "守时。"
    assert "图片" in parsed.warnings[0].message
    only = Document()
    only.add_picture(io.BytesIO(picture.getvalue()))
    with pytest.raises(UserError, match="只有图片"):
        read_regulation(saved(only, tmp_path / "b.docx"))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def package(**entries: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("META_INF", "META-INF").replace("_xml", ".xml"), content)
    return raw.getvalue()


def locked() -> bytes:
    """A package whose only part is marked as encrypted, in both of its headers."""
    raw = bytearray(package(word__document_xml=b"<a/>"))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + flags] |= 1
    return bytes(raw)


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("a.doc", OLE + b"\0" * 600, "docx"),
        ("a.docx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.xls", OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "Excel"),
        ("a.wps", OLE + b"\0" * 600, "WPS"),
        ("a.doc", b"{\\rtf1 }", "RTF"),
        ("a.doc", b"<html><body>x</body></html>", "网页"),
        ("a.odt", package(mimetype=b"x", META_INF__manifest_xml=b"<a/>"), "OpenDocument"),
        ("a.xlsx", package(xl__workbook_xml=b"<a/>"), "Excel"),
        ("a.zip", package(photo=b"x"), "解开"),
        ("a.docx", locked(), "密码"),
        ("a.txt", b"", "空"),
        ("a.txt", b" \n\t\n", "没有文字"),
        ("a.txt", b"\x81\xff\xfe\xff\x80", "编码"),
        ("a.txt", "第一条 甲\n乙\0".encode(), "第 2 行"),
        ("a.pdf", b"%PDF-1.7\n", "PDF"),
        ("a.rtf", b"{\\rtf1 }", "RTF"),
        ("a.docx", b"PK\x03\x04broken", "损坏"),
        ("a.docx", package(a_xml=b"<a/>"), "不是 Word"),
        ("a.docx", package(word__document_xml=b"<a>"), "不是完好"),
        (
            "a.docx",
            package(**{"word__document_xml": b"<a/>", "[Content_Types]_xml": b"<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;"}),
            "DOCTYPE",
        ),
    ],
)
def test_unreadable_files_are_refused_in_one_sentence(tmp_path: Path, name: str, raw: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(UserError) as caught:
        read_regulation(path)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


def test_a_package_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (101 * 1024 * 1024))
    path = tmp_path / "a.docx"
    path.write_bytes(raw.getvalue())
    with pytest.raises(UserError, match="100 MB"):
        read_regulation(path)


def test_old_chinese_encoding_and_markdown(tmp_path: Path) -> None:
    old = tmp_path / "a.txt"
    old.write_bytes("第一条 守时。\r\n第二条 守密。\r\n".encode("gb18030"))
    assert [number for number, _ in flat(old)] == ["第一条", "第二条"]
    marked = tmp_path / "b.md"
    marked.write_text("# 班组群公约\n\n## 一、纪律\n\n1. **守时**\n2. 守密\n", encoding="utf-8")
    assert read_regulation(marked).title == "班组群公约"
    assert flat(marked) == [("一、", "纪律"), ("1.", "守时"), ("2.", "守密")]


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("第一条 甲乙。")
    good = saved(document, tmp_path / "good.docx").read_bytes()
    for declared in (b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>', b"<!doctype d>"):
        bad = tmp_path / "bad.docx"
        with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(bad, "w") as target:
            for name in source.namelist():
                content = source.read(name)
                if name == "word/document.xml":
                    content = content.replace(b"?>", b"?>" + declared, 1).replace("甲乙".encode(), "甲&e;乙".encode())
                target.writestr(name, content)
        with pytest.raises(UserError, match="DOCTYPE"):
            read_regulation(bad)


def test_damaged_packages_end_in_words(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("第一条 甲乙。")
    good, chance = saved(document, tmp_path / "good.docx").read_bytes(), random.Random(7)
    bad = tmp_path / "bad.docx"
    refused = 0
    for turn in range(120):
        hurt = bytearray(good)
        at = chance.randrange(len(hurt))
        if turn % 3 == 0:
            hurt[at] ^= 1 << chance.randrange(8)
        elif turn % 3 == 1:
            del hurt[at : at + chance.randrange(1, 60)]
        else:
            hurt[at : at + 4] = b"\xff\xff\xff\xff"
        bad.write_bytes(hurt)
        try:
            read_regulation(bad)
        except UserError:
            refused += 1
    assert refused > 40


def test_a_text_larger_than_any_regulation_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("第一条 守时。\n".encode() * (11 * 1024 * 1024 // 20))
    with pytest.raises(UserError, match="超过 10 MB"):
        read_regulation(path)

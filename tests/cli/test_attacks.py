"""Attacks on everything that prints: arguments, texts, pictures, attachments, rosters. Each row says what must happen."""

from __future__ import annotations

import io
import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from tests.cli.attacks import (
    COMPARISON,
    FORM,
    LIBRARY,
    REGULATION,
    SHEET,
    TEXT,
    ask,
    chunk,
    docx,
    lay_out,
    locked,
    paragraph,
    png,
)
from wxadmin.cli import main

PRINTING = {"regulation": REGULATION, "sheet": SHEET, "form": FORM, "comparison": COMPARISON}
WRITING = {**PRINTING, "library": LIBRARY}


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    lay_out(tmp_path)
    return tmp_path


def text_of(path: str) -> str:
    document = pdfium.PdfDocument(Path(path))
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


# Arguments

ODD = {
    "long": "x" * 10_000, "bidi": "\u202e反", "zero width": "\u200b", "two lines": "甲\n乙", "tab": "甲\t乙",
    "markup": "<b>&amp;", "format": "%s{}{0}", "escape": "\x1b[31m甲", "bell": "\x07甲", "private": "\ue000",
    "noncharacter": "\ufffe", "last": "\U0010ffff", "line separator": "\u2028甲", "family": "👨‍👩‍👧‍👦", "rare": "𠀀𪛖",
    "marks": "字" + "\u0301" * 500,
}  # fmt: skip
PLACES: dict[str, Callable[[str], list[str]]] = {
    "unit": lambda v: [*REGULATION, "--set", f"unit={v}"],
    "number": lambda v: [*REGULATION, "--set", f"number={v}"],
    "version": lambda v: [*REGULATION, "--set", f"version={v}"],
    "sheet statement": lambda v: [*SHEET, "--statement", v],
    "sheet unit": lambda v: [*SHEET, "--unit", v],
    "form blank": lambda v: [*FORM, "--set", f"name={v}"],
    "form unit": lambda v: [*FORM, "--unit", v],
}


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("where", PLACES)
def test_odd_words_are_printed_or_refused_and_nothing_breaks(
    where: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ask([*PLACES[where](ODD[value]), "-o", "o.pdf"], capsys)
    assert "已写入 o.pdf" in said
    if value == "markup":
        assert "<b>&amp;" in text_of("o.pdf")


@pytest.mark.parametrize("value", ["\ud800", "甲\udcff", "\0"], ids=["surrogate", "byte", "nul"])
@pytest.mark.parametrize(
    "argv",
    [
        [*REGULATION, "--set", "unit={}"], [*REGULATION, "--red", "{}"], [*REGULATION, "--logo", "{}"],
        [*REGULATION, "--attach", "{}"], [*SHEET, "--unit", "{}"], [*FORM, "--group", "{}"], ["form", "pdf", "{}"],
        ["regulation", "pdf", "{}"], ["sheet", "pdf", "--roster", "a.csv", "--title", "{}"], [*COMPARISON, "--red", "{}"],
    ],
    ids=lambda argv: " ".join(argv)[-24:],
)  # fmt: skip
def test_what_is_no_text_is_refused(argv: list[str], value: str, capsys: pytest.CaptureFixture[str]) -> None:
    ask([*(word.replace("{}", value) for word in argv), "-o", "o.pdf"], capsys, 2)
    assert not Path("o.pdf").exists()


REFUSED = {
    "red of 500": ([*REGULATION, "--red", "字" * 500], "40 个字以内"),
    "red of 10,000": ([*REGULATION, "--red", "字" * 10_000], "40 个字以内"),
    "red with a bell": ([*REGULATION, "--red", "甲\a乙"], "控制字符"),
    "red unseen": ([*REGULATION, "--red", "\u200b\u200b"], "--red"),
    "no such day": ([*REGULATION, "--set", "issued=2026-02-30"], "日期"),
    "no such setting": ([*REGULATION, "--set", "colour=red"], "colour"),
    "setting without sign": ([*REGULATION, "--set", "unit"], "名称=内容"),
    "setting without name": ([*REGULATION, "--set", "=x"], "名称=内容"),
    "switch with value": ([*REGULATION, "--seal=1"], "--seal"),
    "profile unsaid": ([*REGULATION, "--profile"], "--profile"),
    "form of 10,000": (["form", "pdf", "x" * 10_000], "form"),
    "form elsewhere": (["form", "pdf", "../join"], "表单"),
    "sheet without title": (["sheet", "pdf", "--roster", "a.csv", "--title", "\u200b"], "--title"),
    "across none": ([*SHEET, "--across", "0"], "--across"),
    "two from input": (["regulation", "pdf", "-", "--logo", "-"], "标准输入"),
    "two rosters from input": (["sheet", "pdf", "--roster", "-", "--roster", "-", "--title", "甲"], "标准输入"),
    "logo from empty input": ([*REGULATION, "--logo", "-"], "标准输入"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_wrong_words_are_refused_in_a_sentence(
    case: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    argv, says = REFUSED[case]
    Path("o.pdf").write_bytes(b"old")
    assert says in ask([*argv, "-o", "o.pdf"], capsys, 2)
    assert Path("o.pdf").read_bytes() == b"old"


# Targets


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _read_only(path: Path) -> None:
    path.write_bytes(b"old")
    path.chmod(0o444)


TARGETS: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "folder": ("there", lambda path: path.mkdir(), "文件夹"),
    "here": (".", lambda path: None, "文件夹"),
    "no folder": ("nowhere/o.pdf", lambda path: None, "文件夹不存在"),
    "below a file": ("r2.txt/o.pdf", lambda path: None, "文件夹不存在"),
    "standard output": ("-", lambda path: None, "标准输出"),
    "pipe": ("pipe", _pipe, "管道"),
    "device": ("/dev/null", lambda path: None, "设备"),
    "read-only file": ("old.pdf", _read_only, "只读"),
    "link in a circle": ("loop", lambda path: path.symlink_to("loop"), "loop"),
    "link to nowhere": ("astray", lambda path: path.symlink_to("no/where"), "文件夹不存在"),
    "name of 300": ("x" * 300, lambda path: None, "太长"),
    "path of 3,000": ("a/" * 1500 + "x", lambda path: None, "文件夹不存在"),
    "record file": ("records.db", lambda path: path.write_bytes(b"old"), "台账"),
    "key file": ("records.key", lambda path: path.write_bytes(b"old"), "台账"),
    "blank": ("  ", lambda path: None, "路径"),
}


@pytest.mark.skipif(os.name != "posix", reason="pipes, devices and links as POSIX has them")
@pytest.mark.parametrize("case", TARGETS)
@pytest.mark.parametrize("kind", WRITING)
def test_targets_that_must_not_be_written(kind: str, case: str, capsys: pytest.CaptureFixture[str]) -> None:
    name, make, says = TARGETS[case]
    make(Path(name))
    said = ask([*WRITING[kind], "-o", name], capsys, 2)
    assert says in said
    path = Path(name)
    if len(name) < 200 and path.is_file():
        assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("argv", "out"),
    [
        (REGULATION, "r.txt"), (REGULATION, "./r.txt"), (SHEET, "a.csv"), (COMPARISON, "r.txt"), (COMPARISON, "r2.txt"),
        ((*REGULATION, "--logo", "logo.png"), "logo.png"), ((*REGULATION, "--attach", "r2.txt"), "r2.txt"),
        ((*FORM, "--logo", "logo.png"), "link.png"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)  # fmt: skip
def test_what_is_read_is_never_written_over(
    argv: tuple[str, ...], out: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "link.png").symlink_to("logo.png")
    before = {path.name: path.read_bytes() for path in files.iterdir()}
    assert "要读的文件" in ask([*argv, "-o", out], capsys, 2)
    assert {path.name: path.read_bytes() for path in files.iterdir()} == before


# Texts

TEXTS = {
    "clause of 50,000": "群规\n第一条 " + "成员应当使用真实姓名，" * 4545 + "。\n",
    "one word of 50,000": "群规\n第一条 " + "a" * 50_000 + "\n",
    "opening marks": "群规\n第一条 " + "（" * 5_000 + "\n",
    "stops": "群规\n第一条 " + "。" * 5_000 + "\n",
    "dashes": "群规\n第一条 " + "—" * 5_000 + "\n",
    "stacked marks": "群规\n第一条 字" + "\u0301" * 5_000 + "\n",
    "turned round": "群规\n第一条 " + "\u202e字\u200b" * 3_000 + "\n",
    "families": "群规\n第一条 " + "👨‍👩‍👧‍👦" * 1_000 + "\n",
    "rare": "群规\n第一条 " + "𠀀𪛖" * 1_000 + "\n",
    "title of 10,000": "群规" * 5_000 + "\n第一条 好。\n",
    "chapter of 1,000": "群规\n第一章 " + "总则" * 500 + "\n第一条 好。\n",
    "one character": "一",
    "forty columns": "群规\n第一条 " + "|".join(f"列{i}" for i in range(40)) + "\n",
}


@pytest.mark.parametrize("case", TEXTS)
def test_texts_of_any_shape_are_printed(case: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "t.txt").write_text(TEXTS[case], encoding="utf-8")
    assert "已写入" in ask(["regulation", "pdf", "t.txt", "--contents", "-o", "o.pdf"], capsys)
    if case == "clause of 50,000":
        assert "".join(text_of("o.pdf").split()).count("真实姓名") >= 4_500  # a few part at the foot of a page


UNREADABLE = {
    "nul": ("甲\0乙".encode(), "NUL"),
    "surrogate": (b"\xed\xa0\x80abc", "代理"),
    "blank": (b" \n\n\t", "没有文字"),
    "unseen": ("\u200b\u2060\ufeff".encode(), "没有文字"),
    "empty": (b"", "空的"),
    "big5": ("這是繁體中文附件內容測試說明".encode("big5"), "Big5"),
    "postscript": (b"%!PS-Adobe-3.0\nshowpage\n", "PostScript"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "rtf": (b"{\\rtf1 abc}", "RTF"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "docx"),
}


@pytest.mark.parametrize("case", UNREADABLE)
@pytest.mark.parametrize("how", ["text", "attachment"])
def test_files_that_are_no_text_are_refused(
    how: str, case: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, says = UNREADABLE[case]
    (files / "bad.txt").write_bytes(data)
    argv = ["regulation", "pdf", "bad.txt"] if how == "text" else [*REGULATION, "--attach", "bad.txt"]
    said = ask([*argv, "-o", "o.pdf"], capsys, 2)
    assert "bad.txt" in said
    assert says in said
    assert not Path("o.pdf").exists()


def _bomb(path: Path) -> None:
    docx(path, paragraph("字" * 40_000_000))


def _halved(path: Path) -> None:
    path.write_bytes(docx(path, paragraph("甲")).read_bytes()[:200])


def _with_password(path: Path) -> None:
    locked(docx(path, paragraph("甲")))


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FOREIGN = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
WORD: dict[str, tuple[Callable[[Path], object], str]] = {
    "bomb": (_bomb, "100 MB"),
    "foreign file": (lambda path: docx(path, paragraph("&e;"), before=FOREIGN), "DOCTYPE"),
    "entities": (lambda path: docx(path, paragraph("&b;" * 50), before=ENTITIES), "DOCTYPE"),
    "halved": (_halved, "不完整或已损坏"),
    "password": (_with_password, "密码"),
    "nothing in it": (lambda path: docx(path, ""), "没有文字"),
    "nested too deep": (lambda path: docx(path, "<w:sdt>" * 5000 + "</w:sdt>" * 5000), "Word"),
}


@pytest.mark.parametrize("case", WORD)
@pytest.mark.parametrize("how", ["text", "attachment"])
def test_word_files_that_mean_harm(how: str, case: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make, says = WORD[case]
    make(files / "bad.docx")
    argv = ["regulation", "pdf", "bad.docx"] if how == "text" else [*REGULATION, "--attach", "bad.docx"]
    said = ask([*argv, "-o", "o.pdf"], capsys, 2)
    assert "bad.docx" in said
    assert says in said


def test_wide_and_long_tables_of_word_are_printed(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = "".join(f"<w:tc>{paragraph(f'第{i}格')}</w:tc>" for i in range(40))
    docx(files / "wide.docx", f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    docx(files / "long.docx", f"<w:tbl><w:tr><w:tc>{paragraph('格' * 10_000)}</w:tc></w:tr></w:tbl>")
    ask([*REGULATION, "--attach", "wide.docx", "--attach", "long.docx", "-o", "o.pdf"], capsys)
    said = "".join(text_of("o.pdf").split())
    assert all(f"第{i}格" in said for i in range(40))
    assert said.count("格") >= 10_040


# Pictures


def _saved(name: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, name, **options)
    return out.getvalue()


def _long_note(kind: bytes) -> bytes:
    return png(60, 40, extra=chunk(kind, b"a\0\0" + zlib.compress(bytes(50_000_000), 9)))


BAD_PICTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "pdf": (lambda: b"%PDF-1.7\n", "PDF"),
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/hostname'/></svg>", "SVG"),
    "heic": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(100), "HEIC"),
    "empty": (lambda: b"", "空的"),
    "400 megapixels": (lambda: png(20_000, 20_000), "4000 万"),
    "largest": (lambda: png(2**31 - 1, 2**31 - 1), "4000 万"),
    "no size": (lambda: png(0, 0), "损坏"),
    "head alone": (lambda: _saved("PNG")[:60], "没有存完整"),
    "half": (lambda: _saved("JPEG")[:-200], "没有存完整"),
    "garbage inside": (lambda: png(60, 40, b"garbage"), "损坏"),
    "short of rows": (lambda: png(600, 4000), "损坏"),
    "text bomb": (lambda: _long_note(b"zTXt"), "损坏"),
    "profile bomb": (lambda: _long_note(b"iCCP"), "损坏"),
    "words": ("不是图片".encode, "不是能打印的图片"),
    "postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\nshowpage\n", "不是能打印的图片"),
    "icon": (lambda: _saved("ICO"), "不是能打印的图片"),
    "61 MB": (lambda: _saved("PNG") + bytes(61 * 1024 * 1024), "60 MB"),
}
LOGO, ATTACHED = ("--logo",), ("--attach",)


@pytest.mark.parametrize("case", BAD_PICTURES)
@pytest.mark.parametrize("option", [LOGO, ATTACHED], ids=["logo", "attach"])
def test_files_that_are_no_good_picture(
    option: tuple[str, ...], case: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, says = BAD_PICTURES[case]
    (files / "bad.png").write_bytes(make())
    said = ask([*REGULATION, *option, "bad.png", "-o", "o.pdf"], capsys, 2)
    assert "bad.png" in said
    assert says in said
    assert not Path("o.pdf").exists()


@pytest.mark.skipif(os.name != "posix", reason="pipes, devices and links as POSIX has them")
@pytest.mark.parametrize("option", [LOGO, ATTACHED], ids=["logo", "attach"])
def test_what_is_no_file_is_no_picture(
    option: tuple[str, ...], files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo("pipe.png")
    (files / "folder.png").mkdir()
    (files / "loop.png").symlink_to("loop.png")
    (files / "astray.png").symlink_to("nowhere")
    for name, says in (
        ("pipe.png", "管道"), ("/dev/zero", "设备"), ("folder.png", "文件夹"), ("loop.png", "读不出来"),
        ("astray.png", "没有这个文件"), ("r.txt/x.png", "没有这个文件"), ("nowhere/x.png", "没有这个文件"),
        ("http://127.0.0.1/x.png", "没有这个文件"),
    ):  # fmt: skip
        assert says in ask([*REGULATION, *option, name, "-o", "o.pdf"], capsys, 2), name


GOOD_PICTURES: dict[str, Callable[[], bytes]] = {
    "gif": lambda: _saved("GIF"),
    "bmp": lambda: _saved("BMP"),
    "tiff": lambda: _saved("TIFF"),
    "webp": lambda: _saved("WEBP"),
    "turned beyond": lambda: _saved("JPEG", exif=_turned(99)),
    "garbage note": lambda: _saved("JPEG", exif=b"Exif\0\0garbage" + b"\xff" * 100),
    "garbage profile": lambda: _saved("JPEG", icc_profile=b"garbage"),
    "sixteen bits": lambda: png(2, 2, zlib.compress((b"\0" + b"\xff\x00" * 6) * 2), depth=16),
    "one line wide": lambda: png(1, 30_000, zlib.compress(bytes(4 * 30_000))),
    "one line high": lambda: png(30_000, 1, zlib.compress(bytes(3 * 30_000 + 1))),
    "one dot": lambda: png(1, 1, zlib.compress(bytes(4))),
}


def _turned(way: int) -> bytes:
    found = Image.Exif()
    found[0x112] = way
    return found.tobytes()


@pytest.mark.parametrize("case", GOOD_PICTURES)
def test_odd_pictures_are_printed(case: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "odd.png").write_bytes(GOOD_PICTURES[case]())
    ask([*REGULATION, "--logo", "odd.png", "--attach", "odd.png", "-o", "o.pdf"], capsys)
    document = pdfium.PdfDocument(Path("o.pdf"))
    found = [sum(item.type == 3 for item in page.get_objects()) for page in document]
    document.close()
    assert found == [1, 1]


def test_three_hundred_attachments(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = [*REGULATION, *("--attach", "logo.png", "--attach", "r2.txt") * 150, "-o", "o.pdf"]
    ask(argv, capsys)
    document = pdfium.PdfDocument(Path("o.pdf"))
    assert len(document) > 300
    assert sum(mark.get_title().startswith("附件") for mark in document.get_toc()) == 300
    document.close()


# Rosters

ROSTERS = {
    "long names": "姓名,部门\n" + "阿依努尔·买买提江·" * 6 + ",甲\n",
    "bidi": "姓名,部门\n\u202e张伟\u202c,甲\n\u200b李\u200b四,乙\n<b>王五</b>,戊\n\x1b[31m赵六,丁\n",
    "namesakes": "姓名,部门,工号\n" + "".join(f"张伟,甲,{i}\n" for i in range(300)),
    "cell of 10,000": "姓名,部门\n张伟," + "部" * 10_000 + "\n",
    "forty columns": ",".join(["姓名", "部门", *(f"列{i}" for i in range(38))]) + "\n张伟,甲" + ",x" * 38 + "\n",
    "rare": "姓名,部门\n𠀀𪛖,甲\n\ue000某,乙\n",
}


@pytest.mark.parametrize("case", ROSTERS)
@pytest.mark.parametrize(
    "options", [(), ("--by", "department", "--sort", "name", "--outcomes"), ("--across", "2", "--profile", "dazi")]
)
def test_odd_rosters_are_printed(
    case: str, options: tuple[str, ...], files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "odd.csv").write_text(ROSTERS[case], encoding="utf-8")
    ask(["sheet", "pdf", "--roster", "odd.csv", "--title", "签收", *options, "-o", "o.pdf"], capsys)
    if case == "namesakes":
        assert "".join(text_of("o.pdf").split()).count("张伟") == 300


def test_nobody_is_left_out_of_a_sheet_without_a_word(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ["李四,甲", "张" * 200 + ",乙", "王五,丙", "王五,丙", "无,丁", "👍,戊", "赵六,己"]
    (files / "odd.csv").write_text("\n".join(["姓名,部门", *rows]), encoding="utf-8")
    said = ask(["sheet", "pdf", "--roster", "odd.csv", "--title", "签收", "-o", "o.pdf"], capsys)
    for line, why in ((3, "200"), (5, "相同"), (6, "没有姓名"), (7, "不是姓名")):
        assert any(f"odd.csv 第 {line} 行" in row and why in row for row in said.splitlines()), said
    (files / "members.txt").write_text("甲-李四\n", encoding="utf-8")
    for argv in (
        ["names", "check", "--roster", "odd.csv", "--members", "members.txt", "--rule", "部门-姓名"],
        ["acks", "match", "--roster", "odd.csv", "--replies", "members.txt"],
    ):
        assert "odd.csv 第 3 行" in ask(argv, capsys)
        assert "odd.csv" not in ask([*argv, "--json"], capsys)
    (files / "many.csv").write_text("姓名,部门\n李四,甲\n" + "👍,乙\n" * 100, encoding="utf-8")
    said = ask(["sheet", "pdf", "--roster", "many.csv", "--title", "签收", "-o", "o.pdf"], capsys)
    assert said.count("many.csv 第") == 20
    assert "还有 80 处" in said


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("", "没有人"), ("张伟,甲,已离职\n", "离开"), ("张" * 200 + ",甲,\n", "第 2 行"), ("👍,甲,\n", "第 2 行"),
        ("无,甲,\n", "第 2 行"),
    ],
)  # fmt: skip
def test_rosters_without_anybody_are_refused(
    rows: str, says: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "odd.csv").write_text("姓名,部门,状态\n" + rows, encoding="utf-8")
    said = ask(["sheet", "pdf", "--roster", "odd.csv", "--title", "签收", "-o", "o.pdf"], capsys, 2)
    assert "odd.csv" in said
    assert says in said


# Being stopped


@pytest.mark.skipif(not hasattr(__import__("signal"), "SIGHUP"), reason="signals as POSIX has them")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
@pytest.mark.parametrize("where", ["wxadmin.printing.papers.Book.pdf", "wxadmin.atomic.os.fsync"])
def test_a_command_told_to_end_ends_calmly(
    name: str, where: str, files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import signal

    number = getattr(signal, name)
    before = signal.getsignal(number)
    Path("o.pdf").write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(where, lambda *_args: signal.raise_signal(number))
        assert "已取消" in ask([*REGULATION, "-o", "o.pdf"], capsys, 130)
    assert Path("o.pdf").read_bytes() == b"old"
    assert signal.getsignal(number) is before


def test_a_command_in_another_thread_sets_no_signals(files: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda name: main([*REGULATION, "-o", name]), ["a.pdf", "b.pdf"]))
    assert codes == [0, 0]
    assert (files / "a.pdf").read_bytes() == (files / "b.pdf").read_bytes()
    assert (files / "r.txt").read_text(encoding="utf-8") == TEXT


# Verifying and restoring


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices as POSIX has them")
def test_pipes_and_devices_are_neither_verified_nor_restored(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe")
    os.mkfifo("pipe.wxbackup")
    for name in ("pipe", "pipe.wxbackup", "/dev/zero"):
        assert "设备或管道" in ask(["verify", name], capsys, 2)
        assert "设备或管道" in ask(["restore", name, "--records", "records"], capsys, 2)
    assert not (files / "records").exists()


def test_a_paper_may_come_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask([*REGULATION, "-o", "o.pdf"], capsys)
    for data, code, says in (
        (Path("o.pdf").read_bytes(), 1, "未登记"), (b"", 2, "标准输入"), (b"%PDF-1.7\n", 2, "PDF"), (b"no", 2, "PDF"),
    ):  # fmt: skip
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert main(["verify", "-"]) == code
        said = capsys.readouterr()
        assert says in said.out + said.err

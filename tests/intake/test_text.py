from __future__ import annotations

import io
import random
import sys
from pathlib import Path

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.intake.text import decode, read_bytes, read_text, write_text

WORDS = "周五下午开会\n请带笔记本\n"


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"", "utf-8"),
        (b"", "gb18030"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\x00\x00", "utf-32-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be"),
    ],
)
def test_the_mark_decides_else_utf8_else_gb18030(mark: bytes, codec: str) -> None:
    assert decode(mark + WORDS.encode(codec), where="a.txt") == WORDS


def test_every_kind_of_line_end_becomes_one() -> None:
    assert decode(b"a\r\nb\rc\nd", where="a") == "a\nb\nc\nd"


def test_rare_characters_survive_both_encodings() -> None:
    rare = "康𬭎 𠮷"
    assert decode(rare.encode("gb18030"), where="a") == rare
    assert decode(rare.encode(), where="a") == rare


@pytest.mark.parametrize(
    ("raw", "place", "what"),
    [
        (b"one\ntwo\nth\x00ree", "第 3 行", "NUL"),
        ("行一\n行二".encode() + b"\n\xed\xa0\x80", "第 3 行", "代理"),
        ("一二三四五六七八\n九十".encode() + b"\xe4\xb8", "第 2 行", "编码"),
        (b"\xff\xff\xff\xff\n", "第 1 行", "编码"),
        (b"\xff\xfe" + "上\n下".encode("utf-16-le") + b"\x00\xd8", "第 2 行", "UTF-16"),
        (b"", "", "没有文字"),
        (b"\xef\xbb\xbf \n\t\n", "", "没有文字"),
    ],
)
def test_what_is_not_text_is_refused_with_its_line(raw: bytes, place: str, what: str) -> None:
    with pytest.raises(UserError) as caught:
        decode(raw, where="名单.txt")
    assert place in caught.value.where
    assert what in caught.value.what
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_utf8_cut_in_the_middle_of_a_character_is_not_taken_for_gb18030() -> None:
    whole = "收到请回复，明天早上九点在楼下集合".encode()
    with pytest.raises(UserError, match="第 1 行"):
        decode(whole[:-1], where="a")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    for path, what in ((empty, "空的"), (tmp_path / "没有.txt", "没有这个文件"), (tmp_path, "文件夹")):
        with pytest.raises(UserError, match=what):
            read_bytes(path)
    with pytest.raises(UserError):
        read_bytes("a\0b")


def test_a_large_file_needs_consent(tmp_path: Path) -> None:
    large = tmp_path / "大.txt"
    large.write_bytes(b"x" * 2_000_001)
    with pytest.raises(UserError, match="--allow-large"):
        read_bytes(large, limit=1024 * 1024)
    assert len(read_bytes(large, allow_large=True, limit=1024 * 1024)) == 2_000_001
    assert len(read_bytes(large)) == 2_000_001


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("你好".encode("gb18030"))))
    assert read_text("-") == "你好"


def test_writing_replaces_the_whole_file_or_nothing(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    write_text(target, "旧")
    write_text(target, "新\n行")
    assert target.read_bytes() == "新\n行".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]
    with pytest.raises(UserError):
        write_text(tmp_path / "没有" / "out.txt", "x")
    folder = tmp_path / "已有"
    folder.mkdir()
    with pytest.raises(UserError):
        write_text(folder, "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.txt", "已有"]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"PK\x03\x04...xl/workbook.xml", "表格"),
        (b"PK\x03\x04...word/document.xml", "Word"),
        (b"PK\x03\x04", "压缩包"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版"),
        (b"%PDF-1.7\n", "PDF"),
    ],
)
def test_other_kinds_of_files_are_called_what_they_are(raw: bytes, kind: str) -> None:
    with pytest.raises(UserError, match=f"{kind}.*不是文字.*CSV"):
        decode(raw, where="a.txt")


def test_big5_is_no_gb18030() -> None:
    with pytest.raises(UserError, match=r"第 1 行.*Big5"):
        decode("第一條　本群名稱為繁體測試群。\n第二條　請勿發佈廣告。\n".encode("big5"), where="a.txt")


def test_one_character_of_the_office_s_own_is_kept() -> None:
    text = "岑若谷、" * 20 + "岑\ue863山"
    assert decode(text.encode("gb18030"), where="a.txt") == text


def test_a_mark_before_bytes_that_are_no_text_is_refused() -> None:
    chance = random.Random(5)
    units = [unit for unit in (chance.randrange(1, 0x10000) for _ in range(300)) if not 0xD800 <= unit < 0xE000]
    raw = b"\xff\xfe" + b"".join(unit.to_bytes(2, "little") for unit in units)
    with pytest.raises(UserError, match="不是文字"):
        decode(raw, where="a.csv")
    pictures = "\ufeff姓名\ue415岑若谷\ue412\n"
    assert decode(pictures.encode("utf-16-le"), where="a.csv") == pictures[1:]

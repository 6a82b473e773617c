"""Wrong use and unreadable input: exit 2, exactly one line that names the place and a remedy, nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wxadmin.cli import main

ROSTER = "姓名,部门\n林岚,行政部\n方立,研发部\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "members.txt").write_text("行政部-林岚\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "nul.txt").write_bytes("第一行\n第二\0行\n".encode())
    (tmp_path / "mojibake.txt").write_bytes(b"\xff\xff\xff\x81\x30\x00\xfe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "surrogate.jsonl").write_text(
        '{"chatlab": {"version": "0.0.2"}, "meta": {"name": "群"}, "_type": "header"}\n'
        '{"_type": "message", "sender": "a", "timestamp": 1764000000, "type": 0, "content": "\\ud800"}\n',
        encoding="utf-8",
    )
    (tmp_path / "rules.toml").write_text("[[rule]]\nname = 'a'\ncategory = 'advert'\npatterns = ['(a)\\1']\n", "utf-8")
    (tmp_path / "broken.toml").write_text("[[rule]\n", encoding="utf-8")
    (tmp_path / "text.txt").write_text("第一条 成员实名。\n", encoding="utf-8")
    (tmp_path / "fake.xlsx").write_bytes(b"PK\x03\x04 cut")
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    return tmp_path


CASES = [
    ["nonsense"],
    ["regulation"],
    ["regulation", "parse"],
    ["regulation", "parse", "absent.txt"],
    ["regulation", "parse", "absent\x1b[31m\n.txt"],
    ["regulation", "parse", "empty.txt", "--json"],
    ["regulation", "parse", "folder", "--json"],
    ["regulation", "parse", "nul.txt", "--json"],
    ["regulation", "parse", "old.doc", "--json"],
    ["regulation", "parse", "text.txt", "--jsn"],
    ["regulation", "new", "no-such-template", "-o", "out.txt"],
    ["regulation", "new", "no-such-template", "--set", "unit", "-o", "out.txt"],
    ["regulation", "pdf", "text.txt", "-o", "out.pdf", "--profile", "fancy"],
    ["regulation", "pdf", "text.txt", "-o", "out.pdf", "--set", "colour=red"],
    ["regulation", "pdf", "text.txt", "-o", "absent/out.pdf"],
    ["regulation", "diff", "-", "-"],
    ["import", "members", "members.txt", "--whole", "--part"],
    ["names", "check", "--roster", "roster.csv", "--members", "members.txt", "--json"],
    ["names", "check", "--roster", "roster.csv", "--members", "members.txt", "--rule", "随便", "--json"],
    ["names", "check", "--roster", "fake.xlsx", "--members", "members.txt", "--rule", "部门-姓名", "--json"],
    ["names", "check", "--roster", "text.txt", "--members", "members.txt", "--rule", "部门-姓名", "--json"],
    ["names", "check", "--roster", "roster.csv", "--members", "empty.txt", "--rule", "部门-姓名", "--json"],
    [
        "names",
        "check",
        "--roster",
        "roster.csv",
        "--members",
        "members.txt",
        "--rule",
        "部门-姓名",
        "--family-limit",
        "x",
    ],
    ["chat", "parse", "empty.txt", "--json"],
    ["chat", "parse", "nul.txt", "--json"],
    ["chat", "parse", "surrogate.jsonl", "--json"],
    ["chat", "parse", "text.txt", "--date", "2026-13-40", "--json"],
    ["chat", "parse", "text.txt", "--zone", "Nowhere/City", "--json"],
    ["screen", "text.txt", "--lines", "--rules", "rules.toml", "--json"],
    ["screen", "text.txt", "--lines", "--rules", "broken.toml", "--json"],
    ["screen", "text.txt", "--lines", "--rules", "absent.toml", "--json"],
    ["acks", "match", "--roster", "roster.csv", "--json"],
    ["acks", "match", "--roster", "roster.csv", "--replies", "empty.txt", "--json"],
    ["sheet", "pdf", "--roster", "empty.txt", "--title", "签收", "-o", "out.pdf"],
    ["sheet", "pdf", "--roster", "roster.csv", "--title", "签收", "-o", "folder"],
    ["verify", "absent.pdf"],
    ["verify", "text.txt", "--json"],
    ["queue", "decide", "0", "ignored"],
]


@pytest.mark.parametrize("argv", CASES, ids=lambda argv: " ".join(argv).encode("unicode_escape").decode())
def test_wrong_use_is_one_line_and_code_2(argv: list[str], files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {p: p.stat().st_mtime_ns for p in files.rglob("*")}
    assert main(argv) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.endswith("\n")
    assert "Traceback" not in said.err
    assert "\x1b" not in said.err
    assert any("一" <= c <= "鿿" for c in said.err), said.err
    assert {p: p.stat().st_mtime_ns for p in files.rglob("*")} == before


def test_the_line_of_a_nul_is_named(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", "parse", "nul.txt", "--json"]) == 2
    assert "第2行" in capsys.readouterr().err.replace(" ", "")


def test_a_back_reference_is_explained(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", "text.txt", "--lines", "--rules", "rules.toml"]) == 2
    assert "\\1" in capsys.readouterr().err


def test_help_is_long_and_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["--help"], ["names", "check", "--help"], ["verify", "--help"], ["demo", "--help"]):
        with pytest.raises(SystemExit) as left:
            main(argv)
        assert left.value.code == 0
        assert len(capsys.readouterr().out.splitlines()) > 3


def test_standard_input_and_boms(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("第一条 群成员实行实名。\n".encode(encoding))))
        assert main(["regulation", "parse", "-", "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert [n["number"] for n in document["nodes"]] == ["第一条"], encoding


def test_locked_and_absent_records_are_code_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--records", str(tmp_path / "nothing")]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_a_switch_is_named_where_it_can_be_given_alone(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command, named in ((["screen", "text.txt"], True), (["chat", "parse", "text.txt"], False)):
        assert main(command) == 2
        told = capsys.readouterr().err
        assert "没有认出聊天记录" in told
        assert ("--lines" in told) is named


def test_what_excludes_each_other_is_said_in_chinese(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "members", "members.txt", "--whole", "--part"]) == 2
    assert "--part 和 --whole 只能写一个" in capsys.readouterr().err

"""Bad input to every command: the right exit code, one clear sentence, nothing written, no traceback.

The table says for each attack the exit code and a word of the message. A case with a finding's number is a known defect
of a room, and must fail until that room is mended.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.e2e import attack_files
from wxadmin.cli import main
from wxadmin.services import records as care

POSIX = os.name == "posix"
HANG = 60
"""Seconds after which a command counts as hanging; the slowest here takes two."""


class Case(NamedTuple):
    """One attack. ``says`` must occur on standard error (exit 2, 3) or output (0, 1); ``finding`` is a known defect."""

    argv: tuple[str, ...]
    code: int
    says: str = ""
    finding: str = ""


def cases(start: str, *rows: tuple[str, int, str] | tuple[str, int, str, str], end: str = "") -> list[Case]:
    """Cases that differ in one word; ``{}`` in ``start`` stands for it."""
    found = []
    for word, *rest in rows:
        argv = (*(word if part == "{}" else part for part in start.split()), *end.split())
        found.append(Case(argv, *rest))  # type: ignore[arg-type]
    return found


# What any reader of a file meets.
UNREADABLE = (
    ("absent.txt", 2, "没有这个文件"),
    ("dangling.txt", 2, "没有这个文件"),
    ("loop.txt", 2, "读不出来"),
    ("folder.txt", 2, "文件夹"),
    ("empty.txt", 2, "空的"),
    ("one-byte.txt", 2, "编码"),
    ("blank.txt", 2, "没有文字"),
    ("bom.txt", 2, "没有文字"),
    ("noise.txt", 2, "编码"),
    ("nul.txt", 2, "第 2 行"),
    ("surrogate.txt", 2, "代理字符"),
    ("utf16-bare.txt", 2, "编码"),
    ("utf32-bare.txt", 2, "编码"),
    ("utf16-odd.txt", 2, "UTF-16"),
    ("utf16-lone.txt", 2, "第 2 行"),
    ("utf32-range.txt", 2, "UTF-32"),
    ("latin.txt", 2, "编码"),
    ("mixed.txt", 2, "第 2 行"),
    ("cut-utf8.txt", 2, "第 5 行"),
    ("sur\x1b[31mname.txt", 2, "\\u001b[31m"),
    ("x" * 5000, 2, "路径太长"),
    ("a\0b", 2, "NUL"),
    ("", 2, "路径是空的"),
)
NAMES = "names check --roster {} --members members.txt --rule 部门-姓名 --json"
MEMBERS = "names check --roster roster.csv --members {} --rule 部门-姓名 --json"
RULE = "names check --roster roster.csv --members members.txt --json --rule {}"

TABLE = [
    # regulations
    *cases("regulation parse {} --json", *UNREADABLE),
    *cases(
        "regulation parse {} --json",
        ("rtf.txt", 2, "RTF"),
        ("old.doc", 2, ".docx"),
        ("locked.docx", 2, "密码"),
        ("cut.pdf", 2, "PDF"),
        ("cut-half.docx", 2, "损坏"),
        ("flipped.docx", 2, "Word"),
        ("deflate.docx", 2, "Word"),
        ("version.docx", 2, ""),
        ("bad-xml.docx", 2, "Word"),
        ("no-parts.docx", 2, "Word"),
        ("odt.docx", 2, "Word"),
        ("foreign.zip", 2, "Word"),
        ("good.xlsx", 2, "Word"),
        ("empty-body.docx", 2, "没有文字"),
        ("no-text.docx", 2, "没有文字"),
        ("tracked.docx", 2, "修订"),
        ("nested.docx", 2, "Word"),
        ("boxes.docx", 2, "Word"),
        ("bomb.docx", 2, "100 MB"),
        ("laughs.docx", 2, ""),
        ("entity.docx", 2, ""),
        ("big5.txt", 2, "Big5"),
        ("nested.txt", 0, "第99层"),
        ("clause-50k.txt", 0, "第一条"),
        ("brackets.txt", 0, "（（（"),
        ("digits.txt", 0, "一一一"),
        ("emphasis.md", 0, "第一条"),
        ("marks-only.txt", 0, "第三条"),
        ("utf16le.txt", 0, "第三条"),
        ("utf16be.txt", 0, "第三条"),
        ("utf32le.txt", 0, "第三条"),
        ("utf32be.txt", 0, "第三条"),
        ("gb18030.txt", 0, "第三条"),
        ("markup-rules.txt", 0, "<img src=x.png>"),
    ),
    Case(("regulation", "diff", "rules.txt", "nul.txt", "--json"), 2, "第 2 行"),
    Case(("regulation", "diff", "-", "-"), 2, "标准输入"),
    Case(("regulation", "new", "../../x", "-o", "{out}/n.txt"), 2, "模板"),
    Case(("regulation", "new", "work", "--set", "nosuch=1", "-o", "{out}/n.txt"), 2, "nosuch"),
    Case(("regulation", "new", "work", "--set", "unit=" + "长" * 100_000, "-o", "{out}/n.txt"), 2, "60"),
    Case(("regulation", "new", "work", "--set", "unit=\ud800", "-o", "{out}/n.txt"), 2, "不是文字"),
    Case(("regulation", "new", "work", "--set", "unit=甲", "-o", "folder.txt"), 2, "文件夹"),
    # rosters
    *cases(NAMES, *UNREADABLE),
    *cases(
        NAMES,
        ("cut.xlsx", 2, "损坏"),
        ("tail.xlsx", 2, "压缩包"),
        ("cut-half.xlsx", 2, "损坏"),
        ("flipped.xlsx", 2, "损坏"),
        ("deflate.xlsx", 2, "损坏"),
        ("bad-xml.xlsx", 2, "读不出来"),
        ("no-parts.xlsx", 2, "损坏"),
        ("shared.xlsx", 2, "损坏"),
        ("merged-wrong.xlsx", 2, "损坏"),
        ("merged.xlsx", 2, "没有人"),
        ("empty-book.xlsx", 2, "空的"),
        ("encrypted.xlsx", 2, "密码"),
        ("bomb.xlsx", 2, "100 MB"),
        ("many-entries.xlsx", 2, "没有人"),
        ("far.xlsx", 2, "XFD1048576"),
        ("far-row.xlsx", 2, "A1000000"),
        ("far-column.xlsx", 2, "XFD2"),
        ("beyond.xlsx", 2, "ZZZ9999999"),
        ("long.xlsx", 2, "50000"),
        ("many.csv", 2, "50000"),
        ("entity.xlsx", 2, "DOCTYPE"),
        ("laughs.xlsx", 2, "DOCTYPE"),
        ("laughs.docx", 2, "DOCTYPE"),
        ("good.docx", 2, "表格"),
        ("html.xlsx", 2, "网页"),
        ("old.doc", 2, "表格"),
        ("old.xls", 2, "损坏"),
        ("picture.csv", 2, "图片"),
        ("paper.csv", 2, "PDF"),
        ("foreign.zip", 2, "压缩包"),
        ("no-header.csv", 2, "表头"),
        ("header-only.csv", 2, "没有人"),
        ("commas.csv", 2, "空的"),
        ("sep-only.csv", 2, "空的"),
        ("quote.csv", 2, "第 2 行"),
        ("quote-end.csv", 2, "第 3 行"),
        ("emoji-names.csv", 2, "第 2 行"),
        ("one-word-50k.txt", 2, ""),
        ("long-line.txt", 2, "第 1 行"),
        ("wide.csv", 0, "张三丰"),
        ("renamed.csv", 0, "林岚"),
        ("xlsx.docx", 0, "林岚"),
        ("bidi.csv", 0, "石"),
    ),
    # member lists
    *cases(MEMBERS, *UNREADABLE),
    *cases(
        MEMBERS,
        ("buttons.txt", 2, "buttons.txt"),
        ("cut-half.xlsx", 2, "损坏"),
        ("bomb.xlsx", 2, "100 MB"),
        ("good.docx", 2, "表格"),
        ("good.xlsx", 0, "林岚"),
        ("many-members.txt", 2, "50000"),
        ("emoji-members.txt", 0, "😀"),
        ("long-members.txt", 0, "林岚"),
        ("hidden-members.txt", 0, "hidden_characters"),
    ),
    *cases(
        RULE,
        ("", 2, "规则是空的"),
        ("|", 2, "空的选项"),
        ("部门-姓名|", 2, "空的选项"),
        ("随便", 2, "随便"),
        ("(", 2, "姓名"),
        ("\x1b", 2, "\\u001b"),
        ("姓名" * 3000, 2, "太长"),
        ("部门-姓名\ud800", 2, "不是文字"),
    ),
    *cases(
        "names check --roster roster.csv --members members.txt --rule 部门-姓名 --family-limit {}",
        ("0", 2, "整数"),
        ("-1", 2, "整数"),
        ("1e3", 2, "整数"),
        ("²", 2, "整数"),
        ("9" * 5000, 2, "整数"),
    ),
    Case(("names", "check", "--roster", "-", "--members", "-", "--rule", "部门-姓名"), 2, "标准输入"),
    # chats
    *cases("chat parse {} --json", *UNREADABLE),
    *cases(
        "chat parse {} --json",
        ("no-chat.txt", 2, "没有认出"),
        ("deep.json", 2, "没有认出"),
        ("deep-message.json", 2, "嵌套太深"),
        ("deep-object.json", 2, "嵌套太深"),
        ("cut.json", 2, "第 2 行"),
        ("trailing.json", 2, "第 2 行"),
        ("numbers.json", 2, "没有认出"),
        ("strange-keys.json", 2, "发送人"),
        ("huge-int.json", 2, "第 1 行"),
        ("escape.json", 2, "第 2 行"),
        ("escape-low.json", 2, "第 2 行"),
        ("escape-nul.json", 2, "第 3 行"),
        ("not-records.json", 2, "没有一条消息"),
        ("null.json", 2, "没有一条消息"),
        ("mail-bomb.eml", 2, "邮件"),
        ("mail-charset.eml", 2, "邮件"),
        ("quote-chat.csv", 2, "第 2 行"),
        ("chat-header.csv", 2, "表头"),
        ("commas.csv", 2, "表头"),
        ("wide.csv", 2, "表头"),
        ("dates.txt", 2, "没有认出"),
        ("page.html", 2, "没有认出"),
        ("repeat.txt", 2, "没有认出"),
        ("good.xlsx", 2, "表格"),
        ("nan.json", 0, "你好"),
        ("huge-exp.json", 0, "你好"),
        ("epochs.json", 0, "第10句"),
        ("wrong-types.json", 0, "甲"),
        ("chatlab-types.jsonl", 0, "在吗"),
        ("broken-lines.jsonl", 0, "完整"),
        ("ragged-chat.csv", 0, "格"),
    ),
    *cases(
        "chat parse chat.txt --json --zone {}",
        ("", 2, "时区"),
        ("..", 2, "时区"),
        ("../../etc/passwd", 2, "时区"),
        ("Asia", 2, "时区"),
        ("\0", 2, "时区"),
        ("x" * 3000, 2, "时区"),
    ),
    *cases(
        "chat parse chat.txt --json --date {}",
        ("", 2, "日期"),
        ("2026-13-40", 2, "日期"),
        ("0000-01-01", 2, "日期"),
        ("٢٠٢٦-01-01", 2, "日期"),
    ),
    # screening
    *cases("screen {} --lines --json", *UNREADABLE[:8]),
    *cases(
        "screen {} --lines --json",
        ("call.txt", 0, "flood"),
        ("redos.txt", 0, "messages"),
        ("brackets.txt", 0, "messages"),
        ("long-members.txt", 0, "messages"),
    ),
    *cases(
        "screen chat.txt --json --rules {}",
        ("absent.toml", 2, "absent.toml"),
        ("folder.txt", 2, "folder.txt"),
        ("a\0b", 2, "NUL"),
        ("broken.toml", 2, "TOML"),
        ("deep.toml", 2, "TOML"),
        ("big-int.toml", 2, "TOML"),
        ("nul.toml", 2, "TOML"),
        ("surrogate.toml", 2, "TOML"),
        ("gb.toml", 2, "第 2 行"),
        ("nothing.toml", 2, "没有规则"),
        ("twice.toml", 2, "票据"),
        ("unknown-key.toml", 2, "wrods"),
        ("needs.toml", 2, "nobody"),
        ("string-words.toml", 2, "words"),
        ("number-words.toml", 2, "words"),
        ("hidden-word.toml", 2, "看不见"),
        ("rule-list.toml", 2, "[[rule]]"),
        ("rule-text.toml", 2, "[[rule]]"),
        ("name-number.toml", 2, "名称"),
        ("level.toml", 2, "level"),
        ("level-true.toml", 2, "level"),
        ("category.toml", 2, "nonsense"),
        ("category-list.toml", 2, "类别"),
        ("category-table.toml", 2, "类别"),
        ("no-category.toml", 2, "类别"),
        ("conduct.toml", 2, "burst"),
        ("scope.toml", 2, "scope"),
        ("scope-table.toml", 2, "scope"),
        ("near.toml", 2, "near"),
        ("weights.toml", 2, "weights"),
        ("allow-number.toml", 2, "allow"),
        ("detectors.toml", 2, "everything"),
        ("detectors-list.toml", 2, "detectors"),
        ("unless-list.toml", 2, "unless"),
        ("backref.toml", 2, "\\1"),
        ("lookahead.toml", 2, "(?="),
        ("unclosed.toml", 2, "括号"),
        ("empty-pattern.toml", 2, "patterns"),
        ("matches-nothing.toml", 2, "空白"),
        ("big-repeat.toml", 2, "重复"),
        ("long-pattern.toml", 2, "太长"),
    ),
    Case(("screen", "redos.txt", "--lines", "--rules", "redos.toml", "--json"), 0, "messages"),
    # answers
    *cases("acks match --roster roster.csv --replies {} --json", *UNREADABLE[:8]),
    *cases(
        "acks match --roster roster.csv --replies {} --json",
        ("mail-charset.eml", 2, "邮件"),
        ("mail-bomb.eml", 2, "邮件"),
        ("call.txt", 0, "missing"),
        ("deep.json", 0, "missing"),
        ("brackets.txt", 0, "missing"),
    ),
    # papers
    *cases(
        "sheet pdf --roster roster.csv -o {out}/s.pdf --title {}",
        ("", 2, "空的"),
        ("\n\n", 2, "空的"),
        ("\u200b\u202e", 2, "空的"),
        ("\ud800", 2, "不是文字"),
        ("a\0b", 2, "不是文字"),
        ("长" * 5000, 0, "已写入"),
        ("😀🎉", 0, "已写入"),
    ),
    *cases(
        "regulation pdf rules.txt -o {out}/r.pdf --set {}",
        ("unit", 2, "名称=内容"),
        ("=x", 2, "名称=内容"),
        ("colour=red", 2, "colour"),
        ("issued=", 2, "2026-11-22"),
        ("issued=2026-99-99", 2, "2026-11-22"),
        ("unit=a\0b", 2, "不是文字"),
        ("title=\udcff", 2, "不是文字"),
    ),
    *cases(
        "regulation pdf rules.txt -o {}",
        ("", 2, "路径是空的"),
        (".", 2, "文件夹"),
        ("folder.txt", 2, "文件夹"),
        ("absent/r.pdf", 2, "文件夹不存在"),
        ("rules.txt/r.pdf", 2, "文件夹不存在"),
        ("a\0b.pdf", 2, "NUL"),
        ("x" * 300 + ".pdf", 2, "路径太长"),
    ),
    *cases(
        "regulation pdf {} -o {out}/r.pdf",
        ("nul.txt", 2, "第 2 行"),
        ("nested.txt", 0, "已写入"),
        ("one-word-50k.txt", 0, "已写入"),
        ("spaces.txt", 0, "已写入"),
        ("rare.txt", 0, "〓"),
    ),
    # verify
    *cases("verify {} --json", *(row for row in UNREADABLE if row[0] in ("absent.txt", "dangling.txt", "a\0b", ""))),
    *cases(
        "verify {} --json",
        ("x" * 5000, 2, "路径太长"),
        ("empty.txt", 2, "空的"),
        ("one-byte.txt", 2, "PDF"),
        ("rules.txt", 2, "PDF"),
        ("good.xlsx", 2, "PDF"),
        ("good.docx", 2, "PDF"),
        ("cut.pdf", 2, "损坏"),
        ("noise.pdf", 2, "损坏"),
        ("loop.pdf", 1, '"intact": false'),
        ("wrong-kids.pdf", 2, "损坏"),
        ("stream-bomb.pdf", 1, '"intact": false'),
        ("no-pages.pdf", 1, '"intact": false'),
        ("many-pages.pdf", 1, '"intact": false'),
        ("folder.txt", 3, "记录文件"),
        ("records.db", 3, "密钥"),
        ("not.wxbackup", 2, "备份"),
        ("empty.wxbackup", 2, "备份"),
    ),
    # records that are not there
    *cases(
        "check --json --records {}",
        ("nowhere", 3, "没有记录文件"),
        ("folder.txt", 3, "没有记录文件"),
        ("rules.txt", 3, "没有记录文件"),
        ("", 2, "路径是空的"),
        ("a\0b", 2, "NUL"),
        ("x" * 5000, 2, "路径太长"),
    ),
    Case(("backup", "--records", "folder.pdf"), 3, "没有记录文件"),
    *cases(
        "demo --out {}",
        ("rules.txt", 2, "不是文件夹"),
        ("folder.pdf", 2, "inside"),
        ("", 2, "路径是空的"),
        ("a\0b", 2, "NUL"),
        ("x" * 5000, 2, "路径太长"),
    ),
    # words
    Case(("nonsense",), 2, "nonsense"),
    Case(("a\x1b[2J\nb",), 2, "a\\x1b[2J\\nb"),
    Case(("queue", "decide", "0", "ignored"), 2, "编号"),
    Case(("queue", "decide", "9" * 30, "ignored"), 2, "编号"),
    Case(("queue", "decide", "1", "burn"), 2, "unfounded"),
    Case(("case", "decide", "1", "--by", "甲"), 2, "--measure"),
    Case(("export", "roster", "-o", "x.pdf"), 2, ".xlsx"),
]
if POSIX:
    # Never a device that is in use: a program that fails here as root would replace it.
    TABLE += cases("regulation pdf rules.txt -o {}", ("pipe", 2, "管道"))


def _name(case: Case) -> str:
    return " ".join(part if len(part) < 40 else part[:12] + "…" for part in case.argv).encode("unicode_escape").decode()


def _known(table: list[Case]) -> list[object]:
    """The cases as parameters, those with a finding marked: they must fail until the room is mended."""
    marks = {c.finding: pytest.mark.xfail(strict=True, reason=f"finding {c.finding}") for c in table if c.finding}
    return [pytest.param(c, id=_name(c), marks=[marks[c.finding]] if c.finding else []) for c in table]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("attack")
    attack_files.build(made)
    if POSIX:
        os.mkfifo(made / "pipe")
    return made


@pytest.fixture(autouse=True)
def surroundings(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The attacked folder is the current one, the log of bugs lies aside, and nothing may hang."""
    monkeypatch.chdir(folder)
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "aside"))
    if not POSIX:
        yield
        return

    def late(_number: int, _frame: object) -> None:
        raise AssertionError(f"still running after {HANG} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(HANG)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(p.relative_to(folder)): (s.st_size, s.st_mtime_ns)
        for p in folder.rglob("*")
        if not p.is_dir()
        for s in [p.lstat()]
    }


def judge(argv: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = main(argv)
    said = capsys.readouterr()
    assert found == code, (found, said.err[:500], said.out[:200])
    assert "Traceback" not in said.err
    if code in (2, 3):
        assert said.out == ""
        assert said.err.endswith("。\n"), said.err
        assert said.err.count("\n") == 1, said.err
        assert says in said.err, said.err
        assert any("一" <= c <= "鿿" for c in said.err)
        assert all(c.isprintable() or c in "\n　" for c in said.err), ascii(said.err)
        return
    assert says in said.out, said.out[:500]
    assert said.err == ""
    if "--json" in argv:
        json.loads(said.out)
    else:
        assert all(c.isprintable() or c in "\n　" for c in said.out)


@pytest.mark.parametrize("case", _known(TABLE))
def test_attack(case: Case, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = state(folder)
    out = tmp_path / "out"
    out.mkdir()
    judge([part.replace("{out}", str(out)) for part in case.argv], case.code, case.says, capsys)
    assert state(folder) == before
    left = sorted(p.name for p in out.iterdir())
    assert not any(name.startswith(".") for name in left), left
    if case.code in (2, 3):
        assert left == []


# -- record files

Damage = Callable[[Path], object]


def over(name: str, change: Callable[[bytes], bytes]) -> Damage:
    return lambda records: (records / name).write_bytes(change((records / name).read_bytes()))


def instead(name: str) -> Damage:
    def damage(records: Path) -> None:
        (records / name).unlink(missing_ok=True)
        (records / name).mkdir()

    return damage


def foreign_key(records: Path) -> None:
    other = records.parent / "other"
    care.close(care.open_at(other, create=True, key_file=True))
    shutil.copy(other / "records.key", records / "records.key")


def foreign_file(records: Path) -> None:
    foreign_key(records)
    shutil.copy(records.parent / "other" / "records.db", records / "records.db")


def put(name: str, content: bytes) -> Damage:
    return lambda records: (records / name).write_bytes(content)


class Hurt(NamedTuple):
    """One damage to a record folder, a command, and what must come of it."""

    name: str
    damage: Damage
    argv: tuple[str, ...]
    code: int
    says: str = ""
    finding: str = ""


CHECK, LIST, BACKUP = ("check",), ("queue", "list", "--json"), ("backup",)
IMPORT = ("import", "roster", "roster.csv", "--group", "新群")
HURTS = [
    Hurt("no key", lambda r: (r / "records.key").unlink(), CHECK, 3, "密钥"),
    Hurt("no key", lambda r: (r / "records.key").unlink(), IMPORT, 3, "密钥"),
    Hurt("empty key", put("records.key", b""), CHECK, 3, "密钥文件已损坏"),
    Hurt("junk key", put("records.key", b"\xff\xfe junk"), LIST, 3, "密钥文件已损坏"),
    Hurt("list key", put("records.key", b"[1, 2]"), LIST, 3, "密钥文件已损坏"),
    Hurt("deep key", put("records.key", b"[" * 60_000), LIST, 3, "密钥文件已损坏"),
    Hurt("folder key", instead("records.key"), LIST, 3, "密钥"),
    Hurt("changed key", over("records.key", lambda b: b.replace(b'"key": "', b'"key": "0')), BACKUP, 3, "密钥"),
    Hurt("newer key", over("records.key", lambda b: b.replace(b'"version": 1', b'"version": 99')), CHECK, 3, "新"),
    Hurt("odd slot", over("records.key", lambda b: b.replace(b'"keyfile"', b'["x"]')), CHECK, 3, "密钥"),
    Hurt("foreign key", foreign_key, CHECK, 3, "密钥不属于"),
    Hurt("foreign key", foreign_key, IMPORT, 3, "密钥不属于"),
    Hurt("foreign file", foreign_file, CHECK, 1, "不是上次"),
    Hurt("foreign file", foreign_file, BACKUP, 3, "不是上次"),
    Hurt("foreign file", foreign_file, IMPORT, 3, "不是上次"),
    Hurt("empty file", put("records.db", b""), CHECK, 3, "截断"),
    Hurt("one byte", put("records.db", b"S"), IMPORT, 3, "截断"),
    Hurt("plain file", put("records.db", b"SQLite format 3\0" + b"\0" * 9000), CHECK, 3, "损坏"),
    Hurt("first page", over("records.db", lambda b: b[:4096]), LIST, 3, "损坏"),
    Hurt("half", over("records.db", lambda b: b[: len(b) // 8192 * 4096]), CHECK, 3, "损坏"),
    Hurt("folder file", instead("records.db"), LIST, 3, "没有记录文件"),
    Hurt("junk log", put("records.db-wal", b"x" * 9000), CHECK, 0, "完好"),
    Hurt("junk root", put("last_root", b"\xff"), CHECK, 1, "last_root"),
    Hurt("folder lock", instead("records.lock"), BACKUP, 3, "不能写入"),
    Hurt("junk lock", put("records.lock", b"\xff" * 5000), BACKUP, 0, "已备份"),
    Hurt("junk restore", put("restoring.json", b"junk"), CHECK, 3, "恢复"),
    Hurt("junk restore", put("restoring.json", b"junk"), BACKUP, 0, "已备份"),
    Hurt("list restore", put("restoring.json", b"[]"), BACKUP, 0, "已备份"),
    Hurt("path restore", put("restoring.json", b'{"kept": "../../x"}'), BACKUP, 0, "已备份"),
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Path:
    """A record folder with people, members and a queue, made once; tests get copies."""
    made = tmp_path_factory.mktemp("sound") / "records"
    care.close(care.open_at(made, create=True, key_file=True))
    at = ("--group", "工作群", "--records", str(made))
    assert main(["import", "roster", str(folder / "roster.csv"), *at]) == 0
    assert main(["import", "members", str(folder / "members.txt"), "--rule", "部门-姓名", *at]) == 0
    assert main(["import", "chat", str(folder / "chat.txt"), *at]) == 0
    return made


@pytest.fixture
def records(sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    shutil.copytree(sound, tmp_path / "records")
    capsys.readouterr()
    return tmp_path / "records"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and p.name != "records.lock" and not p.name.endswith(("-wal", "-shm"))
    }


@pytest.mark.parametrize(
    "hurt",
    [
        pytest.param(
            h,
            id=f"{h.name}: {h.argv[0]}",
            marks=[pytest.mark.xfail(strict=True, reason=f"finding {h.finding}")] if h.finding else [],
        )
        for h in HURTS
    ],
)
def test_hurt_records(hurt: Hurt, records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hurt.damage(records)
    before = contents(records)
    code = main([*hurt.argv, "--records", str(records)])
    said = capsys.readouterr()
    assert code == hurt.code, said
    assert hurt.says in said.out + said.err
    assert "Traceback" not in said.err
    if code == 3:
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert contents(records) == before


def test_flipped_bits_are_never_passed_over(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = records / "records.db"
    good, rng = database.read_bytes(), random.Random(1)
    for command in (["check", "--records", str(records)], ["verify", str(records)]) * 3:
        hurt = bytearray(good)
        hurt[rng.randrange(len(hurt))] ^= 1 << rng.randrange(8)
        database.write_bytes(bytes(hurt))
        assert main(command) in (1, 3)
        assert "Traceback" not in capsys.readouterr().err


BAD_INPUT = [
    (("import", "roster", "absent.csv", "--group", "新群"), "没有这个文件"),
    (("import", "roster", "quote.csv", "--group", "新群"), "第 2 行"),
    (("import", "roster", "bomb.xlsx", "--group", "新群"), "100 MB"),
    (("import", "members", "buttons.txt", "--group", "新群"), "昵称"),
    (("import", "members", "nul.txt", "--group", "新群"), "第 2 行"),
    (("import", "members", "members.txt", "--group", "新群", "--rule", "随便"), "随便"),
    (("import", "members", "members.txt", "--group", ""), "空的"),
    (("import", "members", "members.txt", "--group", "\u200b"), "空的"),
    (("import", "members", "members.txt", "--group", "a\ud800"), "不是文字"),
    (("import", "chat", "no-chat.txt", "--group", "新群"), "没有认出"),
    (("import", "chat", "escape.json", "--group", "新群"), "第 2 行"),
    (("queue", "list", "--group", "没有的群", "--json"), "工作群"),
    (("queue", "decide", "999999", "ignored"), "没有这个"),
    (("queue", "decide", "9223372036854775807", "ignored"), "没有这个"),
    (("case", "decide", "999", "--measure", "口头警告", "--by", "甲"), "没有这个案件"),
    (("case", "decide", "1", "--measure", "砍头", "--by", "甲"), "砍头"),
    (("case", "decide", "1", "--measure", "口头警告", "--by", ""), "空的"),
    (("notice", "pdf", "没有", "-o", "n.pdf"), "没有"),
    (("notice", "pdf", "%", "-o", "n.pdf"), "%"),
    (("announce", "post", "rules.txt", "--group", "没有的群", "--title", "题"), "工作群"),
    (("announce", "post", "blank.txt", "--group", "工作群", "--title", "题"), "没有文字"),
    (("announce", "post", "rules.txt", "--group", "工作群", "--title", " "), "空的"),
    (("announce", "replies", "999", "members.txt", "--json"), "没有这条公告"),
    (("announce", "replies", "1", "nul.txt", "--json"), "第 2 行"),
    (("regulation", "pdf", "5", "-o", "r.pdf"), "没有这份制度"),
    (("regulation", "pdf", "99999999999999999999", "-o", "r.pdf"), "编号"),
    (("export", "roster", "-o", "absent/x.csv"), "absent/x.csv"),
    (("export", "cases", "--group", "没有的群", "-o", "x.csv"), "工作群"),
    (("backup", "-o", "absent/x.wxbackup"), "文件夹不存在"),
    (("backup", "-o", "folder.txt"), "文件夹"),
]


@pytest.mark.parametrize(
    ("argv", "says"),
    BAD_INPUT,
    ids=lambda v: " ".join(v)[:60].encode("unicode_escape").decode() if isinstance(v, tuple) else "",
)
def test_bad_input_leaves_the_records_as_they_were(
    argv: tuple[str, ...], says: str, folder: Path, records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even the group that was named is made."""
    before, beside = _position(records), state(folder)
    capsys.readouterr()
    judge([*argv, "--records", str(records)], 2, says, capsys)
    assert _position(records) == before
    assert state(folder) == beside


def _position(records: Path) -> tuple[int, bytes]:
    store = care.open_at(records, write=False)
    try:
        return store.checkpoint()
    finally:
        store.close()


# -- backups


@pytest.fixture(scope="module")
def packed(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    made = tmp_path_factory.mktemp("backup") / "good.wxbackup"
    assert main(["backup", "--records", str(sound), "-o", str(made)]) == 0
    return made.read_bytes()


def _repacked(
    raw: bytes, folder: Path, *, manifest: Callable[[bytes], bytes] = bytes, more: tuple[tuple[str, bytes], ...] = ()
) -> bytes:
    made = folder / "made.zip"
    (folder / "raw.zip").write_bytes(raw)
    with zipfile.ZipFile(folder / "raw.zip") as source, zipfile.ZipFile(made, "w") as target:
        target.writestr("records.db", source.read("records.db"))
        target.writestr("manifest.json", manifest(source.read("manifest.json")))
        for name, content in more:
            target.writestr(name, content)
    return made.read_bytes()


def _linked(raw: bytes, folder: Path) -> bytes:
    entry = zipfile.ZipInfo("records.db")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(folder / "link.zip", "w") as target:
        target.writestr(entry, "/etc/hostname")
        target.writestr("manifest.json", "{}")
    return (folder / "link.zip").read_bytes()


ARCHIVES: dict[str, tuple[Callable[[bytes, Path], bytes], str]] = {
    "dots": (lambda raw, at: _repacked(raw, at, more=(("../escaped", b"1"),)), "不该有"),
    "absolute": (lambda raw, at: _repacked(raw, at, more=(("/escaped", b"1"),)), "不该有"),
    "windows": (lambda raw, at: _repacked(raw, at, more=(("C:\\escaped", b"1"),)), "不该有"),
    "extra": (lambda raw, at: _repacked(raw, at, more=(("notes.txt", b"1"),)), "不该有"),
    "link": (_linked, "不该有"),
    "half": (lambda raw, _: raw[: len(raw) // 2], "损坏"),
    "cut": (lambda raw, _: raw[:-1], "损坏"),
    "flipped": (lambda raw, _: raw[:20_000] + bytes([raw[20_000] ^ 1]) + raw[20_001:], "损坏"),
    "list": (lambda raw, at: _repacked(raw, at, manifest=lambda _: b"[]"), "损坏"),
    "deep": (lambda raw, at: _repacked(raw, at, manifest=lambda _: b"[" * 60_000), "损坏"),
    "large": (lambda raw, at: _repacked(raw, at, manifest=lambda m: b" " * 70_000 + m), "损坏"),
    "newer": (lambda raw, at: _repacked(raw, at, manifest=lambda m: m.replace(b'"version": 1', b'"version": 9')), "新"),
    "number": (
        lambda raw, at: _repacked(raw, at, manifest=lambda m: m.replace(b'"version": 1', b'"version": NaN')),
        "损坏",
    ),
    "zip": (lambda _raw, _: attack_files.archive({"a.txt": "a"}), "不该有"),
    "text": (lambda _raw, _: b"no backup", "损坏"),
    "nothing": (lambda _raw, _: b"", "损坏"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_bad_backups_change_nothing(
    name: str, packed: bytes, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, says = ARCHIVES[name]
    archive = tmp_path / "in" / "bad.wxbackup"
    archive.parent.mkdir()
    archive.write_bytes(change(packed, tmp_path))
    before = contents(records)
    judge(["restore", str(archive), "--records", str(records)], 3, says, capsys)
    assert contents(records) == before
    foreign = name in ("zip", "text", "nothing")
    argv = ["verify", str(archive), "--json", "--records", str(records)]
    judge(argv, 2 if foreign else 3, "这不是本程序的备份文件" if foreign else says, capsys)
    assert not (tmp_path / "escaped").exists()
    assert not Path("/escaped").exists()
    judge(["check", "--records", str(records)], 0, "完好", capsys)


def test_restore_keeps_what_was_there(
    packed: bytes, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "good.wxbackup"
    archive.write_bytes(packed)
    old = (records / "records.db").read_bytes()
    judge(["restore", str(archive), "--records", str(records)], 0, "已恢复", capsys)
    assert old in [p.read_bytes() for p in (records / "kept").rglob("records.db")]
    judge(["check", "--records", str(records)], 0, "完好", capsys)


def test_a_backup_that_cannot_be_copied_leaves_the_one_before(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "last.wxbackup").write_bytes(b"the one before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    judge(["backup", "-o", str(out / "last.wxbackup"), "--records", str(records)], 2, "另存没有成功", capsys)
    assert [p.read_bytes() for p in out.iterdir()] == [b"the one before"]


# -- names and texts that mean harm


def _printed(path: Path) -> str:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_range() for page in pdf)
    finally:
        pdf.close()


def test_markup_is_printed_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet, rules = tmp_path / "s.pdf", tmp_path / "r.pdf"
    judge(["sheet", "pdf", "--roster", "markup.csv", "--title", "<b>签收</b>&amp;", "-o", str(sheet)], 0, "", capsys)
    judge(["regulation", "pdf", "markup-rules.txt", "-o", str(rules)], 0, "", capsys)
    text = "".join(_printed(sheet).split())
    for piece in ("<b>签收</b>&amp;", "<b>林岚</b>", "<imgsrc=x.png>方立", "石燕&lt;"):
        assert piece in text, text
    text = "".join(_printed(rules).split())
    for piece in ("<b>群规</b>&amp;", "<imgsrc=x.png>成员&lt", "<ahref='http://example.invalid'>点</a>"):
        assert piece in text, text


def test_a_name_of_200_characters_is_printed_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "s.pdf"
    (tmp_path / "r.csv").write_text("姓名,部门\n" + "长" * 50 + ",销售部\n林岚," + "部" * 200 + "\n", encoding="utf-8")
    judge(["sheet", "pdf", "--roster", str(tmp_path / "r.csv"), "--title", "签收", "-o", str(sheet)], 0, "", capsys)
    text = _printed(sheet)
    assert text.count("长") == 50
    assert text.count("部") >= 200


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_formulas_are_words_when_they_leave(
    ending: str, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"people.{ending}"
    judge(["import", "roster", "formula.csv", "--group", "工作群", "--records", str(records)], 0, "", capsys)
    judge(["export", "roster", "-o", str(out), "--records", str(records)], 0, "", capsys)
    if ending == "csv":
        cells = [cell for line in out.read_text("utf-8-sig").splitlines() for cell in line.split(",")]
        assert "'+cmd|x" in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    else:
        import openpyxl

        sheet = openpyxl.load_workbook(out).active
        assert sheet is not None
        found = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(("=", "+", "-", "@"))]
        assert found
        assert all(cell.data_type == "s" for cell in found)


@pytest.mark.parametrize("roster", ["bidi.csv", "ansi.csv"])
def test_hidden_characters_do_not_reach_the_terminal(
    roster: str, records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["names", "check", "--roster", roster, "--members", "hidden-members.txt", "--rule", "部门-姓名"]
    judge(argv, 0, "\\u202e", capsys)
    argv = ["names", "check", "--roster", "roster.csv", "--members", "ansi-members.txt", "--rule", "部门-姓名"]
    judge(argv, 0, "\\u001b[2J", capsys)
    judge(["import", "roster", roster, "--group", "群", "--records", str(records)], 0, "", capsys)
    judge(["import", "roster", roster, "--group", "\x1b[31m群", "--records", str(records)], 2, "控制字符", capsys)


def test_damaged_papers_are_never_intact_and_never_a_bug(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "p.pdf"
    judge(["regulation", "pdf", "rules.txt", "-o", str(paper)], 0, "", capsys)
    good, rng = paper.read_bytes(), random.Random(3)
    for turn in range(36):
        hurt = bytearray(good)
        at = rng.randrange(len(hurt))
        if turn % 3 == 0:
            hurt[at] ^= 1 << rng.randrange(8)
        elif turn % 3 == 1:
            del hurt[at : at + rng.randrange(1, 300)]
        else:
            hurt[at:at] = rng.randbytes(20)
        paper.write_bytes(bytes(hurt))
        code = main(["verify", str(paper), "--json"])
        said = capsys.readouterr()
        assert code in (1, 2), (turn, said)
        assert said.err.count("\n") == (code == 2), said.err


@pytest.mark.parametrize(
    ("name", "command"),
    [
        pytest.param("good.docx", "regulation parse", id="word"),
        pytest.param("good.xlsx", "names check --members members.txt --rule 部门-姓名 --roster", id="sheet"),
    ],
)
def test_damaged_packages_are_never_a_bug(
    name: str, command: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, rng = (folder / name).read_bytes(), random.Random(4)
    for turn in range(60):
        hurt = bytearray(good)
        at = rng.randrange(len(hurt))
        if turn % 3 == 0:
            hurt[at] ^= 1 << rng.randrange(8)
        elif turn % 3 == 1:
            del hurt[at : at + rng.randrange(1, 60)]
        else:
            hurt[at : at + 4] = b"\xff\xff\xff\xff"
        (tmp_path / name).write_bytes(bytes(hurt))
        code = main([*command.split(), str(tmp_path / name)])
        assert code in (0, 2), (turn, code, capsys.readouterr().err)
        capsys.readouterr()


@pytest.mark.skipif(not POSIX, reason="needs a named pipe")
@pytest.mark.parametrize("room", ["paper", "text", "table"])
def test_writers_leave_a_pipe_a_pipe(room: str, tmp_path: Path) -> None:
    """The window calls these without the command line's own look at the path; a device would be replaced alike."""
    from wxadmin.atomic import write_bytes
    from wxadmin.domain.errors import UserError
    from wxadmin.intake.tables_out import write_csv
    from wxadmin.intake.text import write_text

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    write: Callable[[], None] = {
        "paper": lambda: write_bytes(b"paper", pipe),
        "text": lambda: write_text(pipe, "text"),
        "table": lambda: write_csv(pipe, ["a"], [["b"]]),
    }[room]
    with pytest.raises(UserError):
        write()
    assert pipe.is_fifo()


def test_a_measure_is_decided_once(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--records", str(records)]
    judge(["queue", "list", "--json", *at], 0, "[", capsys)
    assert main(["queue", "list", "--json", *at]) == 0
    waiting = json.loads(capsys.readouterr().out)
    judge(["queue", "decide", str(waiting[0]["id"]), "case", *at], 0, "已立案", capsys)
    main(["case", "decide", "1", "--measure", "口头警告", "--measure", "口头警告", "--by", "甲", *at])
    capsys.readouterr()
    assert main(["case", "list", "--json", *at]) == 0
    assert "口头警告、口头警告" not in capsys.readouterr().out


def test_a_group_name_has_a_length(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["import", "members", "members.txt", "--group", "群" * 5000, "--records", str(records)]
    judge(argv, 2, "群", capsys)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit of memory and an endless file")
@pytest.mark.parametrize(
    "argv",
    [
        pytest.param(["regulation", "parse", "/dev/zero"], id="text"),
        pytest.param(["verify", "/dev/zero"], id="paper"),
        pytest.param(["screen", "chat.txt", "--rules", "/dev/zero"], id="rules"),
    ],
)
def test_endless_files(argv: list[str], folder: Path) -> None:
    done = _limited(argv, folder, "RLIMIT_AS", 2 << 30)
    assert done.returncode == 2, done.stderr[:300]
    assert done.stderr.count("\n") == 1


# -- processes: streams, limits, signals, others at work


COMMAND = "import sys; from wxadmin.cli import main; sys.exit(main())"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def run(
    *argv: str, at: Path, setup: str = "", program: str = COMMAND, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, by a shell where ``setup`` redirects its streams."""
    line = [sys.executable, "-c", program, *argv]
    return subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {setup}', "sh", *line] if setup else line,
        cwd=at,
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        timeout=HANG,
        check=False,
    )


STREAMS = [
    ("regulation parse - --json", "<&-", 2, "空的"),
    ("regulation parse rules.txt --json", ">&-", 0, ""),
    ("regulation parse rules.txt --json", "<&- >&- 2>&-", 0, ""),
    ("regulation parse absent.txt --json", "2>&-", 2, ""),
    ("regulation parse rules.txt --json", "> /dev/full", 2, "写不出去"),
    ("chat parse repeat-chat.txt --json", "> /dev/full", 2, "写不出去"),
    ("regulation parse absent.txt", "2> /dev/full", 2, ""),
]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(("line", "setup", "code", "says"), STREAMS)
def test_closed_and_full_streams(line: str, setup: str, code: int, says: str, folder: Path) -> None:
    done = run(*line.split(), at=folder, setup=setup)
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert says in done.stderr
    assert done.stderr.count("\n") <= 1, done.stderr


@pytest.mark.skipif(not POSIX, reason="needs pipes of a shell")
def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    done = run("chat", "parse", "repeat-chat.txt", "--json", at=folder, setup="| head -c 10")
    assert len(done.stdout) == 10
    assert done.stderr == ""


@pytest.mark.skipif(not POSIX, reason="needs a home that cannot be written")
def test_a_bug_is_said_even_where_no_log_can_be_written(folder: Path) -> None:
    program = (
        "import sys, wxadmin.cli.texts as t\n"
        "from wxadmin.cli import main\n"
        "def broken(args): raise LookupError\n"
        "t.regulation_list = broken\n"
        "sys.exit(main(['regulation', 'list']))"
    )
    done = run(at=folder, program=program, XDG_STATE_HOME="/dev/null/x", HOME="/dev/null")
    assert done.returncode == 70
    assert done.stderr.count("\n") == 1
    assert "LookupError" in done.stderr


@pytest.mark.skipif(not POSIX, reason="needs a locale of POSIX")
@pytest.mark.parametrize("environment", [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"HOME": "/dev/null"}, {"LANG": "C"}])
def test_poor_surroundings(environment: dict[str, str], folder: Path) -> None:
    done = run("regulation", "parse", "rules.txt", "--json", at=folder, **environment)
    assert json.loads(done.stdout)["title"] == "群管理规定"
    assert done.stderr == ""


def test_libraries_do_not_speak_for_us(folder: Path) -> None:
    done = run("verify", "cut.pdf", at=folder)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1, done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit of memory")
def test_far_cells_cost_no_memory(tmp_path: Path, folder: Path) -> None:
    """All in one process of little memory: a reader that makes room for the cells between ends it."""
    for name, raw in attack_files.far_books().items():
        (tmp_path / f"{name}.xlsx").write_bytes(raw)
    words = f"names check --members {folder}/members.txt --rule 部门-姓名 --roster".split()
    names = [f"{name}.xlsx" for name in attack_files.far_books()]
    program = (
        f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({2 << 30}, {2 << 30}));"
        f"from wxadmin.cli import main; print([main([*{words!r}, name]) for name in {names!r}])"
    )
    done = run(at=tmp_path, program=program)
    assert done.stdout.strip() == str([2] * len(names)), done.stderr[:300]
    assert done.stderr.count("\n") == len(names)


def _limited(argv: list[str], at: Path, what: str, limit: int) -> subprocess.CompletedProcess[str]:
    program = (
        f"import resource, sys; resource.setrlimit(resource.{what}, ({limit}, {limit}));"
        "from wxadmin.cli import main; sys.exit(main())"
    )
    return run(*argv, at=at, program=program)


FULL = [
    (["regulation", "pdf", "rules.txt", "-o", "{out}/r.pdf"], 5_000, 2),
    (["regulation", "new", "work", "--set", "unit=远山", "-o", "{out}/n.txt"], 1_000, 2),
    (["import", "roster", "roster.csv", "--group", "新群", "--records", "{records}"], 5_000, 3),
    (["backup", "--records", "{records}", "-o", "{out}/b.wxbackup"], 100_000, 3),
    (["demo", "--out", "{out}/demo"], 100_000, 3),
]


@pytest.mark.skipif(not POSIX, reason="needs a limit of file size")
@pytest.mark.parametrize(("argv", "limit", "code"), FULL, ids=lambda v: v[0] if isinstance(v, list) else "")
def test_a_full_disk(
    argv: list[str],
    limit: int,
    code: int,
    records: Path,
    tmp_path: Path,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    before = _position(records)
    words = [word.replace("{out}", str(out)).replace("{records}", str(records)) for word in argv]
    done = _limited(words, folder, "RLIMIT_FSIZE", limit)
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert [p for p in out.rglob("*") if p.is_file()] == []
    assert _position(records) == before
    judge(["check", "--records", str(records)], 0, "完好", capsys)


@pytest.mark.skipif(not POSIX, reason="needs signals")
def test_an_interrupt_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    going = _demo(tmp_path)
    out = tmp_path / "demo"
    while going.poll() is None and not list(out.glob(".wxadmin-*/records/records.db")):
        time.sleep(0.01)
    going.send_signal(signal.SIGINT)
    said, complaint = going.communicate(timeout=HANG)
    assert going.returncode == 130, complaint
    assert said == ""
    assert complaint.count("\n") == 1
    assert "已取消" in complaint
    assert list(out.iterdir()) == []


def _demo(at: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "demo", "--out", "demo"],
        cwd=at,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_demos_at_once_do_not_mix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = [_demo(tmp_path), _demo(tmp_path)]
    said = [one.communicate(timeout=HANG) for one in both]
    codes = [one.returncode for one in both]
    assert 0 in codes, said
    assert set(codes) <= {0, 2, 3}, said
    assert "Traceback" not in "".join(err for _, err in said)
    judge(["check", "--records", str(tmp_path / "demo" / "records")], 0, "完好", capsys)


def test_the_second_writer_is_told_who_is_at_work(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = care.open_at(records)
    try:
        judge([*IMPORT, "--records", str(records)], 3, "使用", capsys)
        judge([*BACKUP, "--records", str(records)], 3, "使用", capsys)
        judge(["queue", "list", "--json", "--records", str(records)], 0, "", capsys)
    finally:
        store.close()


@pytest.mark.skipif(not POSIX, reason="needs permission bits")
def test_closed_folders(records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o500)
    if os.access(out, os.W_OK):
        pytest.skip("whoever may do everything meets no closed folder")
    judge(["regulation", "pdf", "rules.txt", "-o", str(out / "r.pdf")], 2, "权限", capsys)
    judge(["regulation", "new", "work", "--set", "unit=远山", "-o", str(out / "n.txt")], 2, "n.txt", capsys)
    judge(["demo", "--out", str(out / "demo")], 2, "不能写入", capsys)
    judge(["export", "roster", "-o", str(out / "x.csv"), "--records", str(records)], 2, "x.csv", capsys)
    closed = [p for p in (*records.rglob("*"), records) if not p.is_symlink()]
    try:
        for path in closed:
            path.chmod(0o500 if path.is_dir() else 0o400)
        judge([*IMPORT, "--records", str(records)], 3, "写入", capsys)
        judge([*BACKUP, "--records", str(records)], 3, "写入", capsys)
    finally:
        for path in reversed(closed):
            path.chmod(0o700 if path.is_dir() else 0o600)

"""``regulation export``: a text as DOCX or plain text, read again with the same structure."""

from __future__ import annotations

import pytest

from wxadmin.__main__ import main
from wxadmin.domain.regulation import walk
from wxadmin.intake.regulation import read_regulation

TEXT = """远山公司群聊守则
第一章 总则
第一条 昵称改为部门+姓名。
第二条 不得：
（一）辱骂他人；
（二）刷屏。
第二章 附则
第三条 由办公室负责解释。
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.txt").write_text(TEXT, "utf-8")


@pytest.mark.parametrize("name", ["out.docx", "out.txt", "OUT.TXT"])
def test_what_is_exported_reads_as_it_was(name, capsys):
    assert main(["regulation", "export", "r.txt", "-o", name]) == 0
    assert "已写入" in capsys.readouterr().out
    before, after = read_regulation("r.txt"), read_regulation(name)
    assert after.title == before.title
    assert [(path, n.title, n.text) for path, n in walk(after.nodes)] == [
        (path, n.title, n.text) for path, n in walk(before.nodes)
    ]


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["r.txt", "-o", "out.pdf"], ".docx"),
        (["absent.txt", "-o", "out.docx"], "absent.txt"),
        (["r.txt", "-o", "nowhere/out.docx"], "nowhere"),
        (["r.txt"], "-o"),
    ],
)
def test_a_wrong_export_says_why_and_writes_nothing(argv, words, tmp_path, capsys):
    assert main(["regulation", "export", *argv]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert words in said
    assert [p.name for p in tmp_path.iterdir()] == ["r.txt"]


@pytest.mark.parametrize("argv", [["pdf", "r.txt", "-o", "out.pdf"], ["export", "r.txt", "-o", "out.docx"]])
def test_what_is_wrong_in_the_words_is_said(argv, tmp_path, capsys):
    words = TEXT.replace("刷屏", "{{未知}}").replace("由办公室", "按第九条由办公室")
    (tmp_path / "r.txt").write_text(words + "第三条 以本单位的为准。\n", "utf-8")
    assert main(["regulation", *argv]) == 0
    out = capsys.readouterr().out
    assert "第二条（二）里的“{{未知}}”看不懂" in out
    assert "第三条引用的“第九条”不存在" in out

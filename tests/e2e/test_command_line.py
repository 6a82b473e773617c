"""The whole story on the real command line, each command in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHAT = """行政部-林岚
2026年11月20日 09:00
今天下午三点开会，收到请回复。

研发部-方立
2026年11月20日 09:01
收到

研发部-方立
2026年11月20日 23:10
我这边代理信用卡提额，办不成不收费，要的加微信 tie1234，前十名送话费

行政部-林岚
2026年11月20日 23:12
请不要在群里发广告。

"""
ANSWERS = """#接龙
周五演练

1. 方立
2. 石燕 晚到

"""


def wxadmin(folder: Path, *argv: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "wxadmin", *argv],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "SOURCE_DATE_EPOCH": "1795000000"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == code, (argv, out, err)
    assert "Traceback" not in err
    return out


@pytest.fixture
def records(tmp_path: Path) -> Path:
    from wxadmin.services import records as care

    folder = tmp_path / "records"
    care.close(care.open_at(folder, create=True, key_file=True))
    return folder


def test_the_whole_story(tmp_path: Path, records: Path) -> None:
    (tmp_path / "roster.csv").write_text("姓名,部门\n林岚,行政部\n方立,研发部\n石燕,财务部\n", encoding="utf-8")
    (tmp_path / "members.txt").write_text("行政部-林岚\n研发部-方立\n石燕-财务部\n听雨\n", encoding="utf-8")
    (tmp_path / "chat.txt").write_text(CHAT, encoding="utf-8")
    (tmp_path / "answers.txt").write_text(ANSWERS, encoding="utf-8")
    (tmp_path / "notice.txt").write_text("周五三点演练，全员参加，请接龙。", encoding="utf-8")
    at = ("--records", str(records))
    group = ("--group", "工作群")

    wxadmin(tmp_path, "import", "roster", "roster.csv", *group, *at)
    said = wxadmin(tmp_path, "import", "members", "members.txt", *group, "--rule", "部门-姓名", *at)
    assert "4" in said
    first = wxadmin(tmp_path, "import", "chat", "chat.txt", *group, *at)
    again = wxadmin(tmp_path, "import", "chat", "chat.txt", *group, *at)
    assert "4" in first
    assert "没有新消息" in again

    waiting: list[dict[str, Any]] = json.loads(wxadmin(tmp_path, "queue", "list", "--json", *at))
    entry = next(e for e in waiting if any("信用卡" in str(v) for v in e.values()))
    wxadmin(tmp_path, "queue", "decide", str(entry["id"]), "case", *at)
    for other in waiting:
        if other is not entry:
            wxadmin(tmp_path, "queue", "decide", str(other["id"]), "unfounded", "--note", "误报", *at)
    assert json.loads(wxadmin(tmp_path, "queue", "list", "--json", *at)) == []

    case = json.loads(wxadmin(tmp_path, "case", "list", "--json", *at))[0]
    said = wxadmin(tmp_path, "case", "decide", str(case["id"]), "--measure", "口头警告", "--by", "林岚", *at)
    number = said.strip().rsplit(" ", 1)[-1]
    wxadmin(tmp_path, "notice", "pdf", number, "-o", "notice.pdf", *at)
    wxadmin(tmp_path, "notice", "pdf", number, "-o", "again.pdf", *at)
    assert (tmp_path / "notice.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()
    verdict = json.loads(wxadmin(tmp_path, "verify", "notice.pdf", "--json"))
    assert verdict["intact"]
    assert verdict["issued"]

    wxadmin(tmp_path, "regulation", "new", _any_template(tmp_path), "-o", "rules.txt", *_blanks(tmp_path))
    wxadmin(tmp_path, "regulation", "pdf", "rules.txt", "-o", "rules.pdf", "--set", "unit=远山公司")
    verdict = json.loads(wxadmin(tmp_path, "verify", "rules.pdf", "--json", code=1))
    assert verdict["intact"]
    assert not verdict["issued"]
    assert "未登记" in verdict["reason"]
    wxadmin(tmp_path, "sheet", "pdf", "--roster", "roster.csv", "--title", "群管理规定签收表", "-o", "sheet.pdf")

    said = wxadmin(tmp_path, "announce", "post", "notice.txt", *group, "--title", "演练通知", *at)
    announcement = "".join(c for c in said.splitlines()[0] if c.isdigit())
    board = json.loads(wxadmin(tmp_path, "announce", "replies", announcement, "answers.txt", "--json", *at))
    assert {a["name"] for a in board["confirmed"]} == {"方立", "石燕"}
    assert board["missing"] == ["林岚"]

    wxadmin(tmp_path, "export", "roster", "-o", "people.xlsx", *at)
    wxadmin(tmp_path, "backup", "-o", "copy.wxbackup", *at)
    assert json.loads(wxadmin(tmp_path, "verify", "copy.wxbackup", "--json", *at))["intact"]
    assert json.loads(wxadmin(tmp_path, "check", "--json", *at))["ok"]
    wxadmin(tmp_path, "restore", "copy.wxbackup", *at)
    assert json.loads(wxadmin(tmp_path, "case", "list", "--json", *at))[0]["id"] == case["id"]


def _any_template(folder: Path) -> str:
    found: list[dict[str, Any]] = json.loads(wxadmin(folder, "regulation", "list", "--json"))
    return str(found[0]["key"])


def _blanks(folder: Path) -> list[str]:
    found: list[dict[str, Any]] = json.loads(wxadmin(folder, "regulation", "list", "--json"))
    required = [v["key"] for v in found[0]["variables"] if v["required"]]
    return [word for key in required for word in ("--set", f"{key}=远山公司")]

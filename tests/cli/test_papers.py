"""Every command that prints: its options, the same bytes twice, and the old file whole when it cannot be written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from tests.fresh_records import fresh_records
from wxadmin.cli import main
from wxadmin.domain.people import Person
from wxadmin.services import cases, clock, groups, notices, papers, people, records, regulations, styles, verify
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View

OLD = "群规\n第一条 成员实名。\n第二条 不得辱骂他人。\n第三条 早晚各报一次平安。\n"
NEW = "群规\n第一条 成员实行实名。\n第二条 不得辱骂他人。\n第三条 文明发言。\n"
STYLE = [
    "--profile", "qiye", "--paper", "A3", "--duplex", "--own-fonts", "--red", "远山公司文件", "--logo", "logo.png",
    "--seal", "--contents",
]  # fmt: skip
STATELESS = {
    "regulation": ["regulation", "pdf", "old.txt", "--attach", "plan.png", "--attach", "notes.txt"],
    "sheet": ["sheet", "pdf", "--roster", "a.csv", "--title", "签收", "--outcomes"],
    "form": ["form", "pdf", "join", "--set", "姓名=林岚", "--unit", "远山公司"],
    "comparison": ["regulation", "diff", "old.txt", "new.txt"],
}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    (tmp_path / "old.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.txt").write_text(NEW, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("第一段\n第二段\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("姓名,部门\n林岚,行政部\n方立,研发部\n安然,行政部\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("姓名,部门\n林岚,行政部\n宋词,财务部\n", encoding="utf-8")
    (tmp_path / "fake.png").write_text("不是图片", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    Image.new("RGB", (60, 40), "navy").save(tmp_path / "logo.png")
    Image.new("RGB", (80, 50), "teal").save(tmp_path / "plan.png")
    return tmp_path


@pytest.fixture
def store_folder(tmp_path: Path) -> Path:
    """Records with two decided cases and an open one, a published regulation, all of one group."""
    folder = tmp_path / "records"
    with fresh_records(folder) as store:
        group = groups.create(store, GroupDraft("甲群", unit="甲公司", office="办公室")).value
        person = people.add(store, Person("曾雨桐", (("客服部",),)), group=group).value
        for facts in ("辱骂他人", "刷屏", "还没有决定"):
            case = cases.create(store, cases.CaseDraft(group, person, facts, measures=("oral",))).value
            if facts != "还没有决定":
                cases.decide(store, case, cases.Decision(("oral",), "王"))
        draft = regulations.create_from_text(store, group, regulations.parse_text(OLD)).value
        regulations.publish(store, draft, effective=date(2026, 9, 1))
    return folder


def text_of(path: Path) -> str:
    document = pdfium.PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def refusal(argv: list[str], capsys: pytest.CaptureFixture[str], code: int = 2) -> str:
    assert main(argv) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


@pytest.mark.parametrize("kind", STATELESS)
def test_every_paper_takes_every_style_option_and_comes_out_the_same_twice(
    kind: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, options in (("a", STYLE), ("b", STYLE), ("plain", [])):
        assert main([*STATELESS[kind], *options, "-o", f"{name}.pdf"]) == 0, capsys.readouterr().err
    first = (files / "a.pdf").read_bytes()
    assert first == (files / "b.pdf").read_bytes()
    assert first != (files / "plain.pdf").read_bytes()
    document = pdfium.PdfDocument(files / "a.pdf")
    sides = sorted(round(side) for side in document[0].get_size())
    document.close()
    assert sides == [842, 1191]
    found = verify.verify_path(files / "a.pdf")
    assert (found.intact, found.issued) == (True, False)


def test_the_same_bytes_in_another_process(files: Path) -> None:
    program = "import sys; from wxadmin.cli import main; sys.exit(main())"
    line = [sys.executable, "-c", program, *STATELESS["regulation"], *STYLE, "-o"]
    for seed, name in (("1", "a.pdf"), ("2", "b.pdf")):
        root = str(Path(__file__).parents[2])
        environment = {**os.environ, "PYTHONPATH": root, "PYTHONHASHSEED": seed}
        subprocess.run([*line, name], cwd=files, env=environment, check=True, capture_output=True)
    assert (files / "a.pdf").read_bytes() == (files / "b.pdf").read_bytes()


def test_what_the_options_say_is_on_the_paper(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*STATELESS["regulation"], "--red", "远山公司文件", "--contents", "-o", "r.pdf"]) == 0
    said = text_of(files / "r.pdf")
    assert "远山公司文件" in said
    assert "附件" in said
    assert "第一段" in said
    sheet = ["sheet", "pdf", "--roster", "a.csv", "--roster", "b.csv", "--title", "签收", "-o", "s.pdf"]
    assert main([*sheet, "--by", "group"]) == 0
    assert text_of(files / "s.pdf").count("林岚") == 2
    assert main(sheet) == 0
    assert text_of(files / "s.pdf").count("林岚") == 1
    assert main([*sheet, "--sort", "name", "--across", "2"]) == 0
    said = text_of(files / "s.pdf")
    assert said.index("安然") < said.index("方立") < said.index("林岚") < said.index("宋词")
    assert main(["form", "pdf", "join", "--set", "姓名=林岚", "--set", "reason=工作需要", "-o", "f.pdf"]) == 0
    assert "工作需要" in text_of(files / "f.pdf")
    capsys.readouterr()


def test_forms_are_listed(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "list"]) == 0
    assert "入群申请表" in capsys.readouterr().out
    assert main(["form", "list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    join = next(form for form in found if form["key"] == "join")
    assert {"key": "name", "label": "姓名", "choices": []} in join["blanks"]


WRONG = [
    ([*STATELESS["regulation"], "--logo", "fake.png"], "fake.png"),
    ([*STATELESS["regulation"], "--logo", "absent.png"], "absent.png"),
    ([*STATELESS["regulation"], "--logo", "folder"], "folder"),
    ([*STATELESS["regulation"], "--red", " "], "--red"),
    ([*STATELESS["regulation"], "--red", "字" * 41], "41"),
    ([*STATELESS["regulation"], "--paper", "B5"], "B5"),
    ([*STATELESS["regulation"], "--profile", "fancy"], "fancy"),
    ([*STATELESS["regulation"], "--attach", "fake.png"], "fake.png"),
    ([*STATELESS["regulation"], "--attach", "absent.docx"], "absent.docx"),
    ([*STATELESS["regulation"], "--attach", "-"], "标准输入"),
    ([*STATELESS["sheet"], "--across", "3"], "3"),
    ([*STATELESS["sheet"], "--by", "team"], "team"),
    ([*STATELESS["sheet"], "--sort", "age"], "age"),
    (["form", "pdf", "poster"], "poster"),
    (["form", "pdf", "join", "--set", "颜色=红"], "颜色"),
    (["form", "pdf", "join", "--set", "姓名=甲", "--set", "姓名=乙"], "姓名"),
    (["form", "pdf", "join", "--set", "姓名=甲", "--set", "name=乙"], "填了两次"),
    (["form", "pdf", "join", "--set", "姓名"], "姓名"),
    (["regulation", "diff", "old.txt", "old.txt"], "逐条相同"),
    (["regulation", "diff", "old.txt", "new.txt", "--json"], "--json"),
]


@pytest.mark.parametrize(("argv", "says"), WRONG, ids=lambda value: " ".join(value)[-40:].encode().hex()[:40])
def test_wrong_use_names_the_trouble_and_leaves_the_old_file(
    argv: list[str], says: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "out.pdf").write_bytes(b"old")
    assert says in refusal([*argv, "-o", "out.pdf"], capsys)
    assert (files / "out.pdf").read_bytes() == b"old"
    assert not list(files.glob(".*"))


def test_style_options_without_a_paper_are_refused(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "-o" in refusal(["regulation", "diff", "old.txt", "new.txt", "--seal"], capsys)
    assert main(["regulation", "diff", "old.txt", "new.txt"]) == 0
    assert "修改" in capsys.readouterr().out


@pytest.mark.parametrize("kind", STATELESS)
def test_targets_that_cannot_be_written(kind: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for out in ("folder", "absent/out.pdf", "old.txt/out.pdf", ""):
        refusal([*STATELESS[kind], "-o", out], capsys)
    assert (files / "old.txt").read_text(encoding="utf-8") == OLD


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit of file size")
def test_a_full_disk_leaves_the_old_file(files: Path) -> None:
    (files / "out.pdf").write_bytes(b"old")
    argv = [*STATELESS["regulation"], "-o", "out.pdf"]
    assert main([*STATELESS["regulation"], "-o", "warm.pdf"]) == 0  # the faces are unpacked now
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000));"
        f"from wxadmin.cli import main; sys.exit(main({argv!r}))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=files, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1
    assert "out.pdf" in done.stderr
    assert (files / "out.pdf").read_bytes() == b"old"
    assert not [path for path in files.iterdir() if path.name.startswith(".")]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGINT")
@pytest.mark.parametrize("where", ["wxadmin.printing.papers.Book.pdf", "wxadmin.atomic.os.fsync"])
def test_ctrl_c_is_one_sentence_and_leaves_the_old_file(
    where: str, files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (files / "out.pdf").write_bytes(b"old")

    def interrupted(*_args: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        signal.sigtimedwait([], 1)

    monkeypatch.setattr(where, interrupted)
    assert "已取消" in refusal([*STATELESS["regulation"], "-o", "out.pdf"], capsys, 130)
    assert (files / "out.pdf").read_bytes() == b"old"
    assert not list(files.glob(".*.part"))


def test_several_notices_in_one_file_each_issued_once(
    files: Path, store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--records", str(store_folder)]
    numbers = ["违处〔2026〕1号", "违处(2026)2"]
    year = f"{date.today().year}"  # noqa: DTZ011 - the number has the year of the decision
    numbers = [number.replace("2026", year) for number in numbers]
    assert main(["notice", "pdf", *numbers, "--draft", "-o", "drafts.pdf", *at]) == 0
    assert main(["notice", "pdf", numbers[0], "--profile", "qiye", "-o", "one.pdf", *at]) == 0
    one = (files / "one.pdf").read_bytes()
    assert main(["notice", "pdf", *numbers, numbers[0], "-o", "both.pdf", *at]) == 0
    first = (files / "both.pdf").read_bytes()
    document = pdfium.PdfDocument(first)
    marks = [mark.get_title() for mark in document.get_toc() if mark.level == 0]
    document.close()
    assert marks == [f"违规处理通知书 违处〔{year}〕{i}号" for i in (1, 2)]
    assert main(["notice", "pdf", numbers[0], "-o", "again.pdf", *at]) == 0
    assert (files / "again.pdf").read_bytes() == one
    assert verify.verify_path(files / "one.pdf").issued
    with records.open_at(store_folder) as store:
        assert len(papers.index(store, View())) == 2
    capsys.readouterr()
    assert "照原样补印" in refusal(["notice", "pdf", numbers[0], "--seal", "-o", "x.pdf", *at], capsys)
    assert "没有编号为" in refusal(["notice", "pdf", numbers[0], "违处〔1999〕9号", "-o", "x.pdf", *at], capsys)
    assert not (files / "x.pdf").exists()


def test_a_draft_is_the_same_on_another_day(
    files: Path, store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with records.open_at(store_folder, write=False) as store:
        numbers = [row.cells[0] for row in cases.page(store, cases.index(store, View(chips=("decided",))))]
    for name, day in (("a.pdf", 1), ("b.pdf", 2)):
        with clock.ticking(lambda day=day: datetime(2026, 9, day, tzinfo=UTC)):
            for argv in ([numbers[0]], numbers):
                out = f"{len(argv)}{name}"
                assert main(["notice", "pdf", *argv, "--draft", "-o", out, "--records", str(store_folder)]) == 0
    for count in "12":
        assert (files / f"{count}a.pdf").read_bytes() == (files / f"{count}b.pdf").read_bytes()
    capsys.readouterr()


def test_nothing_is_issued_when_one_of_several_cannot_be_or_there_is_no_room(
    files: Path, store_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with records.open_at(store_folder) as store:
        known = [row.cells[0] for row in cases.page(store, cases.index(store, View(chips=("decided",))))]
        cases.void(store, cases.find(store, known[1]), "有误")
    at = ["--records", str(store_folder)]
    assert "已作废" in refusal(["notice", "pdf", *known, "-o", "x.pdf", *at], capsys)
    assert "文件夹不存在" in refusal(["notice", "pdf", known[0], "-o", "absent/x.pdf", *at], capsys)
    assert "没有写入权限" in _without_permission(known[0], at, capsys, monkeypatch)
    with records.open_at(store_folder) as store:
        assert not len(papers.index(store, View()))


def _without_permission(
    number: str, at: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> str:
    with monkeypatch.context() as patch:
        # Root may write anywhere, so the answer of the system is put in its mouth.
        patch.setattr("wxadmin.cli.styles.os.access", lambda *_args: False)
        return refusal(["notice", "pdf", number, "-o", "x.pdf", *at], capsys)


def test_papers_of_the_records_are_dressed_as_chosen_there(
    files: Path, store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with records.open_at(store_folder) as store:
        styles.save_letterhead(store, styles.Letterhead("甲公司文件"))
        styles.choose(store, "regulation", styles.Style("dazi"))
    at = ["--records", str(store_folder)]
    assert main(["regulation", "pdf", "1", "-o", "chosen.pdf", *at]) == 0
    assert main(["regulation", "pdf", "1", "-o", "said.pdf", "--profile", "dazi", *at]) == 0
    assert main(["regulation", "pdf", "1", "-o", "other.pdf", "--profile", "gongwen", *at]) == 0
    assert (files / "chosen.pdf").read_bytes() == (files / "said.pdf").read_bytes()
    assert (files / "chosen.pdf").read_bytes() != (files / "other.pdf").read_bytes()
    assert "甲公司文件" in text_of(files / "chosen.pdf")
    with records.open_at(store_folder) as store:
        case = cases.index(store, View(chips=("decided",)))[0]
        notices.issue(store, case)
    capsys.readouterr()


@pytest.mark.parametrize("verb", [["regulation", "pdf"], ["regulation", "diff"], ["sheet", "pdf"], ["form", "pdf"], ["notice", "pdf"]])  # fmt: skip
def test_the_help_of_each_names_every_option_in_chinese(
    verb: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as left:
        main([*verb, "--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    for option in ("--profile", "--paper", "--duplex", "--own-fonts", "--red", "--logo", "--seal", "--contents", "-o"):
        lines = said.splitlines()
        places = [place for place, line in enumerate(lines) if line.strip().startswith(option)]
        assert places, option
        # The words stand beside the option, or below it where it is long.
        assert any("一" <= c <= "鿿" for c in "".join(lines[places[-1] : places[-1] + 2])), option

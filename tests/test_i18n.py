"""The English catalogue is whole and of this code, and the language is chosen as the README says."""

from __future__ import annotations

import functools
import gettext
import io
import json
import os
import re
import string
import subprocess
import sys
from pathlib import Path

import platformdirs
import pypdfium2
import pytest

import wxadmin
from wxadmin import i18n
from wxadmin.build import catalogue
from wxadmin.resource import resource_dir

ROOT = Path(wxadmin.__file__).parent.parent
FOLDER = resource_dir("locale") / "en" / "LC_MESSAGES"
ENTRIES = catalogue.read((FOLDER / "wxadmin.po").read_text(encoding="utf-8"))
TRANSLATED = [entry for entry in ENTRIES.values() if entry.translation]
AGAIN = "run: python -m wxadmin.build.catalogue"
CHINESE = re.compile(r"[㐀-鿿　-〜！-～“”…]")

WINDOW = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from wxadmin import app
from wxadmin.app.program import Program
stage = app.set_stage(throwaway=True)
program = Program(stage, None)
words = [title for _key, title, _icon in app.PAGES]
words += [action.text() for menu in stage.shell.menuBar().actions() for action in [menu, *menu.menu().actions()]]
words += [piece.text() for piece in stage.shell.findChildren(QAbstractButton)]
words += [stage.application.applicationDisplayName()]
program.unhook()
sys.stdout.write("\\n".join(words))
sys.stdout.flush()
import os
os._exit(0)
"""


def run(words: list[str], tmp_path: Path, **environment: str) -> str:
    """What a Python with these arguments writes, with folders of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("WXADMIN", "LC_", "LANG"))}
    places = {name: str(tmp_path) for name in ("WXADMIN_CONFIG", "WXADMIN_LOG", "HOME", "XDG_CONFIG_HOME")}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=kept | places | {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        timeout=60,
        check=True,
    )
    return done.stdout.decode("utf-8")


def fields(text: str) -> list[str]:
    return sorted(name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None)


# The catalogue


@functools.cache  # once, and not while every worker collects
def texts_of_the_code() -> list[catalogue.Entry]:
    return catalogue.found(Path(wxadmin.__file__).parent)


def test_every_text_of_the_code_is_translated() -> None:
    found = texts_of_the_code()
    missing = [entry.text for entry in found if not ENTRIES.get(entry.text, entry).translation]
    assert not missing, AGAIN
    assert len(found) > 1000


def test_no_entry_is_stale() -> None:
    assert not ENTRIES.keys() - {entry.text for entry in texts_of_the_code()}, AGAIN


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    assert (FOLDER / "wxadmin.mo").read_bytes() == catalogue.compiled(list(ENTRIES.values())), AGAIN


def test_the_program_reads_every_entry_as_it_stands() -> None:
    known = gettext.translation("wxadmin", str(resource_dir("locale")), languages=["en"])
    assert all(known.gettext(entry.text) == entry.translation for entry in TRANSLATED)


def test_placeholders_agree() -> None:
    named = [entry for entry in TRANSLATED if "{" in entry.text + entry.translation]
    assert len(named) > 200
    assert [entry for entry in named if fields(entry.translation) != fields(entry.text)] == []


def test_line_breaks_and_outer_blanks_agree() -> None:
    for entry in TRANSLATED:
        assert entry.translation.count("\n") == entry.text.count("\n"), entry.text
        blank = (
            entry.text[0].isspace() or entry.text[0] == "（",
            entry.text[-1].isspace() or entry.text[-1] in "：。，、；",
        )
        assert entry.translation[0].isspace() == entry.text[0].isspace() or blank[0], entry.text
        assert not entry.translation[-1].isspace() or blank[1], entry.text


def test_an_entry_with_chinese_in_it_says_why() -> None:
    wrong = [entry.translation for entry in TRANSLATED if CHINESE.search(entry.translation) and not entry.note]
    assert not wrong
    idle = [entry.text for entry in TRANSLATED if entry.note and not CHINESE.search(entry.translation)]
    assert not idle


def test_texts_for_papers_and_for_the_group_stay_as_they_are() -> None:
    kept = [entry for entry in TRANSLATED if entry.note.endswith("stays Chinese")]
    assert kept
    assert all(entry.translation == entry.text for entry in kept)


# The maker


def test_the_maker_finds_texts_in_order_and_once(tmp_path: Path) -> None:
    package = tmp_path / "wxadmin"
    (package / "ui").mkdir(parents=True)
    (package / "a.py").write_text('x = (_("乙" "丙"), _("甲"))\n', encoding="utf-8")
    (package / "ui" / "b.py").write_text('y = f(_("甲"), gettext("丁"), _("戊\\n己"))\n', encoding="utf-8")
    assert [(entry.text, entry.files) for entry in catalogue.found(package)] == [
        ("乙丙", ("wxadmin/a.py",)),
        ("甲", ("wxadmin/a.py", "wxadmin/ui/b.py")),
        ("戊\n己", ("wxadmin/ui/b.py",)),
    ]


@pytest.mark.parametrize("call", ["_(words)", '_(f"第 {n} 页")', "_()", '_("")', '_("甲", "乙")'])
def test_a_text_the_maker_cannot_read_is_refused(call: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"\nx = {call}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.py:2"):
        catalogue.found(tmp_path)


def test_the_maker_keeps_translations_and_notes_and_drops_what_is_gone() -> None:
    before = catalogue.read(
        '# why\n#: old.py\nmsgid "甲"\nmsgstr "A"\n\n#, python-brace-format\nmsgid "{n} 乙"\nmsgstr "{n} B"\n'
    )
    now = catalogue.merged([catalogue.Entry("甲", files=("new.py",)), catalogue.Entry("丙")], before)
    assert now == [catalogue.Entry("甲", "A", "why", ("new.py",)), catalogue.Entry("丙")]


def test_a_source_is_read_as_it_was_written() -> None:
    hard = catalogue.Entry('他说"好"\\\n第二行\t尾\n', '"yes" \\\n\nthird\n', "a note", ("a.py", "b/c.py"))
    entries = [hard, catalogue.Entry("没有译文"), catalogue.Entry("{n} 条", "{n} entries")]
    assert list(catalogue.read(catalogue.written(entries)).values()) == entries


def test_a_damaged_source_is_refused() -> None:
    with pytest.raises(ValueError, match="msgctxt"):
        catalogue.read('msgctxt "x"\nmsgid "甲"\nmsgstr "A"\n')


def test_a_text_without_translation_is_left_to_the_chinese() -> None:
    made = gettext.GNUTranslations(io.BytesIO(catalogue.compiled([catalogue.Entry("甲"), catalogue.Entry("乙", "B")])))
    assert (made.gettext("甲"), made.gettext("乙"), made.charset()) == ("甲", "B", "UTF-8")


# The choice


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("WXADMIN_LANGUAGE", raising=False)
    monkeypatch.setenv("WXADMIN_CONFIG", str(tmp_path / "not yet" / "made"))
    return tmp_path / "not yet" / "made" / "language"


def test_chinese_unless_something_else_is_chosen(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert i18n.chosen() == "zh_CN"


def test_the_variable_goes_before_the_file(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    i18n.choose("en")
    assert places.read_text("ascii") == "en\n"
    assert i18n.chosen() == "en"
    monkeypatch.setenv("WXADMIN_LANGUAGE", "zh_CN")
    assert i18n.chosen() == "zh_CN"
    monkeypatch.delenv("WXADMIN_LANGUAGE")
    i18n.choose("zh_CN")
    assert i18n.chosen() == "zh_CN"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en_US.UTF-8", "en"),
        (" en ", "en"),
        ("zh_CN", "zh_CN"),
        ("fr", "zh_CN"),
        ("", "zh_CN"),
    ],
)
def test_words_for_languages(word: str, code: str, places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WXADMIN_LANGUAGE", word)
    assert i18n.chosen() == code


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"\n\n", b"english please" * 100_000, b"klingon"])
def test_a_damaged_choice_harms_nothing(content: bytes, places: Path) -> None:
    places.parent.mkdir(parents=True)
    places.write_bytes(content)
    assert i18n.chosen() == ("en" if content.startswith(b"en") else "zh_CN")


def test_a_choice_that_is_no_file_harms_nothing(places: Path) -> None:
    places.mkdir(parents=True)
    assert i18n.chosen() == "zh_CN"


def test_a_language_that_is_none_is_refused(places: Path) -> None:
    with pytest.raises(ValueError, match="fr"):
        i18n.choose("fr")
    assert not places.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the folder comes from the registry there")
def test_the_choice_lies_where_platformdirs_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WXADMIN_LANGUAGE", raising=False)
    monkeypatch.delenv("WXADMIN_CONFIG", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    i18n.choose("en")
    path = Path(platformdirs.user_config_path("wxadmin", appauthor=False)) / "language"
    assert path.is_relative_to(tmp_path)
    assert path.read_text("ascii") == "en\n"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "else"))
    assert i18n.chosen() == "zh_CN"
    i18n.choose("en")
    assert (Path(platformdirs.user_config_path("wxadmin", appauthor=False)) / "language").is_file()


def test_a_missing_catalogue_leaves_chinese() -> None:
    code = (
        "import pathlib, wxadmin.resource as r; r.resource_dir = lambda name: pathlib.Path('nowhere') / name\n"
        "from wxadmin.i18n import _; print(_('今日'))"
    )
    environment = {**os.environ, "WXADMIN_LANGUAGE": "en", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stdout.strip()) == (0, "今日")


# The program in English


def test_help_is_english_when_asked_for(tmp_path: Path) -> None:
    for command in ([], ["regulation"], ["case", "decide"]):
        text = run(["-m", "wxadmin", *command, "--help"], tmp_path, WXADMIN_LANGUAGE="en")
        assert text.startswith("Usage: wxadmin")
        assert not CHINESE.search(text), text


def test_help_is_chinese_on_an_english_system(tmp_path: Path) -> None:
    text = run(["-m", "wxadmin", "--help"], tmp_path, LANG="en_US.UTF-8", LC_ALL="C.UTF-8", LANGUAGE="en")
    assert text.startswith("用法：wxadmin")


def test_the_window_is_english_when_asked_for(tmp_path: Path) -> None:
    words = run(["-c", WINDOW], tmp_path, WXADMIN_LANGUAGE="en").splitlines()
    assert words[:2] == ["Today", "Review queue"]
    assert "&File" in words
    assert "Quit" in words
    assert not [word for word in words if CHINESE.search(word)]


def test_the_window_is_english_when_that_was_kept(tmp_path: Path) -> None:
    (tmp_path / "language").write_text("en\n", encoding="ascii")
    assert run(["-c", WINDOW], tmp_path).startswith("Today\n")


def test_the_window_is_chinese_on_an_english_system(tmp_path: Path) -> None:
    words = run(["-c", WINDOW], tmp_path, LANG="en_US.UTF-8", LC_ALL="C.UTF-8", LANGUAGE="en").splitlines()
    assert words[:2] == ["今日", "待审队列"]


def test_an_error_is_punctuated_in_english(tmp_path: Path) -> None:
    ask = "from wxadmin.domain.errors import UserError; print(UserError('No {}', where='a{b}', remedy='Do'), UserError('No'))"
    assert run(["-c", ask], tmp_path, WXADMIN_LANGUAGE="en").strip() == "a{b}: No {}. Do. No."
    assert run(["-c", ask], tmp_path).strip() == "a{b}：No {}；Do。 No。"


def test_chinese_costs_no_catalogue(tmp_path: Path) -> None:
    ask = "import sys; before = set(sys.modules); import wxadmin.i18n; print(*sorted(set(sys.modules) - before))"
    loaded = run(["-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {ask}"], tmp_path).split()
    assert "wxadmin.i18n" in loaded
    assert "gettext" not in loaded
    assert "platformdirs" not in loaded


def test_papers_take_the_chinese_of_a_translated_word(tmp_path: Path) -> None:
    ask = "from wxadmin.i18n import _, on_paper; w = _('规章制度'); print(w, on_paper(w), on_paper('x'), on_paper(_('已签发')))"
    assert run(["-c", ask], tmp_path, WXADMIN_LANGUAGE="en").split() == ["Regulations", "规章制度", "x", "已签发"]
    assert run(["-c", ask], tmp_path).split() == ["规章制度", "规章制度", "x", "已签发"]


def test_papers_take_the_chinese_of_texts_filled_in_and_joined(tmp_path: Path) -> None:
    ask = (
        "from wxadmin.i18n import _, joined, on_paper, retold\n"
        "w = joined('|', (_('修改人员 {}').format(_('规章制度')), '', 'x'))\n"
        "again = retold('撤销“修改人员 甲乙”')\n"
        "print(w, on_paper(w), again, on_paper(again), retold('甲乙'), sep='\\n')"
    )
    english = [
        "Change person Regulations|x",
        "修改人员 规章制度|x",
        'Undo "Change person 甲乙"',
        "撤销“修改人员 甲乙”",
        "甲乙",
    ]
    assert run(["-c", ask], tmp_path, WXADMIN_LANGUAGE="en").splitlines() == english
    chinese = ["修改人员 规章制度|x"] * 2 + ["撤销“修改人员 甲乙”"] * 2 + ["甲乙"]
    assert run(["-c", ask], tmp_path).splitlines() == chinese


def test_papers_stay_chinese_in_english(tmp_path: Path) -> None:
    """The whole sample, from the roster to papers and exports: no word of the screen gets onto one of them."""
    ask = "import sys; from wxadmin.cli import main; sys.exit(main(sys.argv[1:]))"
    said = run(["-c", ask, "demo", "--out", str(tmp_path / "sample")], tmp_path, WXADMIN_LANGUAGE="en")
    assert "Done. " in said
    papers = sorted((tmp_path / "sample").glob("*.pdf"))
    assert len(papers) >= 8
    assert not [path.name for path in papers if re.search("[a-z]{3}", path.stem)]
    words: set[str] = set()
    for path in papers:
        with pypdfium2.PdfDocument(path) as paper:
            words.update(*(re.findall("[A-Za-z0-9]+", page.get_textpage().get_text_bounded()) for page in paper))
    words = {word for word in words if re.search("[a-z]{3}", word) and not re.fullmatch("[0-9a-f]+", word)}
    # Of the line that says how to verify a paper, and the file the roster came from.
    assert words == {"wxadmin", "verify", "pdf", "xlsx"}
    reminder = json.loads((tmp_path / "sample" / "report.json").read_text("utf-8"))["members"]["reminder"]
    assert not re.search("[a-z]{3,}", reminder)
    records = ["--records", str(tmp_path / "sample" / "records")]
    for command in (["queue", "list", "--json"], ["case", "list", "--json"]):
        english, chinese = (
            run(["-c", ask, *command, *records], tmp_path, WXADMIN_LANGUAGE=code) for code in ("en", "zh")
        )
        assert english == chinese
    run(["-c", ask, "export", "members", "-o", str(tmp_path / "out.csv"), *records], tmp_path, WXADMIN_LANGUAGE="en")
    table = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert table.startswith("群昵称,群,核验,人员,")
    assert ",合格," in table

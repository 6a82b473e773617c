"""The owner's own fonts as the window shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from wxadmin.printing.typesetting import installed
from wxadmin.services import typefaces


@pytest.fixture(autouse=True)
def looked_for_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The machine's fonts are those of one folder."""
    monkeypatch.setattr(installed, "_places", lambda: [tmp_path])
    installed.installed.cache_clear()
    installed.own_font.cache_clear()
    return tmp_path


@pytest.fixture(autouse=True, scope="module")
def forgotten_afterwards():
    yield
    installed.installed.cache_clear()
    installed.own_font.cache_clear()


def test_no_fonts_no_report():
    assert typefaces.own_fonts() == ()


def test_bad_fonts_are_shown_with_the_reason_and_never_used(tmp_path: Path):
    (tmp_path / "simhei.ttf").write_bytes(b"no font")
    (tmp_path / "SimSun.ttf").write_bytes(b"")
    (tmp_path / "holiday.ttf").write_bytes(b"not looked at")
    found = typefaces.own_fonts()
    assert [(font.face, font.name, font.problem, font.used) for font in found] == [
        ("宋体", "SimSun", "文件损坏", False),
        ("黑体", "simhei", "文件损坏", False),
    ]
    assert found[0].path == tmp_path / "SimSun.ttf"


def test_of_several_good_fonts_one_is_used(monkeypatch: pytest.MonkeyPatch):
    fonts = (
        installed.Installed("kai", "KaiTi", Path("a.ttf"), problem="字体厂商不允许嵌入"),
        installed.Installed("kai", "楷体_GB2312", Path("b.ttf")),
        installed.Installed("kai", "华文楷体", Path("c.ttf")),
        installed.Installed("biaosong", "方正小标宋简体", Path("d.ttf")),
    )
    monkeypatch.setattr(installed, "report", lambda: fonts)
    assert [(font.face, font.path.name, font.used) for font in typefaces.own_fonts()] == [
        ("楷体", "a.ttf", False),
        ("楷体", "b.ttf", True),
        ("楷体", "c.ttf", False),
        ("小标宋", "d.ttf", True),
    ]


def test_every_face_that_is_looked_for_has_a_word():
    assert set(typefaces._FACES) == set(installed._WANTED)


def test_the_screen_has_every_face_that_names_are_drawn_with():
    further = {path.name.split("-")[0] for path in typefaces.further_faces()}
    assert further == {"HanaMinB", "WxadminSymbols", "NotoEmoji"}
    assert all(path.is_file() for path in (*typefaces.screen_faces(), *typefaces.further_faces()))

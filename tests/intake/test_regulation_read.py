"""How whole regulations of many kinds are read: each sample carries its outline, made by hand."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from wxadmin.intake.regulation import parse_regulation
from wxadmin.intake.regulation.markdown import is_markdown

HERE = Path(__file__).parent
SAMPLES = sorted((HERE / "regulations").glob("*.txt"))


def _scoring() -> ModuleType:
    spec = importlib.util.spec_from_file_location("regulation_score", HERE / "regulation_score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["regulation_score"] = module
    spec.loader.exec_module(module)
    return module


scoring = _scoring()


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_sample_is_read_as_its_outline_says(path: Path) -> None:
    text, outline = scoring.read_sample(path.read_text("utf-8"))
    assert scoring.score(parse_regulation(text), outline).faults == []


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_raw_reading_finds_the_same_units(path: Path) -> None:
    text, outline = scoring.read_sample(path.read_text("utf-8"))
    if is_markdown(text):
        pytest.skip("raw means that Markdown is not read")
    read, raw = (scoring.score(parse_regulation(text, raw=raw), outline) for raw in (False, True))
    assert raw.of == read.of
    assert "结构没有认出" not in "".join(warning.message for warning in parse_regulation(text, raw=True).warnings)


def test_the_score_counts_what_is_wrong() -> None:
    parsed = parse_regulation("第一条 甲。\n第二条 乙。\n第三条 丙。\n")
    found = scoring.score(parsed, ["a 第一条 甲", "a 第二条 丁", "S effective on_issue"])
    assert (found.right, found.of, found.settings_right, found.settings_wanted) == (1, 3, 0, 1)
    assert len(found.faults) == 4

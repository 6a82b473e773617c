"""Rule files: what is wrong is named with its rule and its remedy; presets are sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.screening import ruleset
from wxadmin.screening.ruleset import load_preset, parse_rules, read_rules

GOOD = '[[rule]]\nname = "甲"\ncategory = "advert"\nlevel = 2\nwords = ["优惠"]\n'


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["没有规则", "[[rule]]"]),
        ("[[rule", ["TOML"]),
        ('[[rule]]\ncategory = "advert"\nwords = ["a"]', ["第 1 条规则没有名称"]),
        ('[[rule]]\nname = "甲"\nwords = ["a"]', ["规则“甲”", "没有类别"]),
        ('[[rule]]\nname = "甲"\ncategory = "spam"\nwords = ["a"]', ["“spam”", "advert"]),
        (GOOD.replace("2", "5"), ["level"]),
        (GOOD.replace("2", "true"), ["level"]),
        (GOOD.replace('"优惠"', '"\u200b"'), ["看不见"]),
        (GOOD.replace('["优惠"]', '"优惠"'), ["words", "一列"]),
        (GOOD.replace('"优惠"', f'"{"长" * 300}"'), ["太长"]),
        (GOOD + 'patterns = ["(?!a)b"]', ["规则“甲”", "前后查看"]),
        (GOOD + 'color = "red"', ["color"]),
        (GOOD + GOOD, ["两条规则都叫“甲”"]),
        (GOOD + 'needs = ["没有的"]', ["信号“没有的”没有定义"]),
        (GOOD + "near = -1", ["near"]),
        (GOOD + "least = 3", ["weights"]),
        ('[[rule]]\nname = "甲"\ncategory = "advert"', ["没有词语、模式或放行语"]),
        ("rule = 3", ["[[rule]]"]),
        ("allow = 3", ["allow"]),
        ('detectors = ["虹膜"]\n' + GOOD, ["虹膜", "mobile"]),
        ("[conduct]\nburst = -3", ["burst"]),
        (f"[conduct]\nburst = {10**30}", ["burst 太大"]),
        ("[conduct]\nquiet_from = 99", ["quiet_from 太大", "24"]),
        (f"a = {'9' * 6000}", ["TOML", "数字太长"]),
        ("a = " + "[" * 5000, ["TOML", "嵌套太深"]),
        ('extends = ["../../secret"]\n' + GOOD, ["extends"]),
        ("extends = 5\n" + GOOD, ["extends"]),
        ('without = ["甲"]\n' + GOOD, ["without"]),
        (GOOD + "evasion = 1", ["规则“甲”", "evasion", "true"]),
        (GOOD + "source = 3", ["规则“甲”", "source"]),
        ("[conduct]\npersonal_to = 25", ["personal_to 太大", "24"]),
        ('name = ["a"]\n' + GOOD, ["name"]),
    ],
)
def test_faults_are_named(text: str, parts: list[str]) -> None:
    with pytest.raises(UserError) as error:
        parse_rules(text, where="我的.toml")
    for part in ["我的.toml", *parts]:
        assert part in str(error.value)


def test_a_file_may_have_a_bom_and_must_be_utf8(tmp_path: Path) -> None:
    path = tmp_path / "规则.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert read_rules(path).rules[0].words == ("优惠",)
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(UserError, match=r"第 [23] 行"):
        read_rules(path)
    with pytest.raises(UserError, match="没有"):
        read_rules(path.with_name("没有.toml"))


def test_unreadable_files_are_named_in_our_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="文件夹"):
        read_rules(tmp_path)
    with pytest.raises(UserError, match="读不出来"):
        read_rules("a\0b.toml")
    monkeypatch.setattr(ruleset, "MAX_FILE", 1024 * 1024)
    large = tmp_path / "大.toml"
    large.write_bytes(b"#" * 1024 * 1024 + b"#")
    with pytest.raises(UserError, match="超过 1 MB"):
        read_rules(large)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless device here")
def test_an_endless_file_is_not_read_to_its_end() -> None:
    with pytest.raises(UserError, match="超过"):
        read_rules("/dev/zero")


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(UserError, match="work"):
        load_preset("party")


def test_grave_words_are_sought_in_disguise_unless_the_file_says_otherwise() -> None:
    grave = GOOD.replace("level = 2", "level = 3")
    assert [parse_rules(text).rules[0].evasion for text in (GOOD, grave)] == [False, True]
    said = [parse_rules(GOOD + "evasion = true"), parse_rules(grave + "evasion = false")]
    assert [ruleset.rules[0].evasion for ruleset in said] == [True, False]
    assert parse_rules(GOOD + 'source = "某处词表"').rules[0].source == "某处词表"


def test_a_presets_leaving_out_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruleset, "resource_dir", lambda _name: tmp_path)
    ruleset._preset.cache_clear()
    (tmp_path / "all.toml").write_text(GOOD + GOOD.replace("甲", "乙"), encoding="utf-8")
    (tmp_path / "work.toml").write_text('extends = ["all"]\nwithout = ["甲"]', encoding="utf-8")
    (tmp_path / "class.toml").write_text('extends = ["all"]\nwithout = ["丙"]', encoding="utf-8")
    assert [rule.name for rule in load_preset("work").rules] == ["乙"]
    with pytest.raises(UserError, match="丙"):
        load_preset("class")
    ruleset._preset.cache_clear()

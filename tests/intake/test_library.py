"""The library: complete, fillable, and read back by our own parser as what it is."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import CATEGORIES
from wxadmin.domain.regulation import RegulationText, as_text, walk
from wxadmin.domain.regulation_subjects import guess_subjects
from wxadmin.intake import forms, library, template_files
from wxadmin.intake.duties import DUTIES, REGISTERS
from wxadmin.intake.regulation import parse_regulation
from wxadmin.resource import resource_dir

FILES = {path.stem: path for path in sorted(resource_dir("regulations").glob("*.toml"))}
KEYS = sorted(FILES)
ASKED = {
    "work": "G1 M1 M3 M4 M5 P1 P2 V1 E1 R1 R3",
    "workgroup": "G4 P2 P5 V1 V2 V3 A3 R3",
    "wecom": "G1 G2 P2 P5 A1 R3 L training self-check drills devices joining daily_work leave rewards project_groups "
    "announcements feedback",
    "usage": "M1 M3 M6 P2 P3 R3 L accounts self-check",
    "strict": "G1 M1 M2 P2 P3 V1 R3 L outside",
    "brief": "M6 P2 P5 A3 R3 L accounts outside inspections",
    "charter": "G2 G3 M4 P2 P3 P5 V1 V2 V5 A1 A2 A3 A4 A5 E1 R3 R6 L feedback",
    "marketing": "M9 P1 P2 P5 V1 V3 A1 E1 R3 L rewards",
    "fourteen": "P2 P3 P5 A2 R3 R6 L inspections",
    "phone": "M2 M3 M6 P2 P5 V1 R3 L accounts training inspections self-check",
    "rights": "M2 M3 M6 M9 P2 P5 V1 A3 R3 L accounts inspections",
    "school": "G1 G3 M1 M4 M5 M7 M8 P1 P2 P3 P5 P6 A1 E1 R3",
    "owner": "G4 P2 P5 V1 V2 V3 V4 R3",
    "reply": "G1 M2 M5 P2 V2 A2 A5 E1 R3",
    "class": "M1 M2 P2 R3",
    "secrecy": "M1 M2 M3 P2 R3 L self-check",
    "company": "G1 G3 G4 M4 M7 M8 P2 P3 V1 V2 R3",
    "founding": "G1 G2 G3 M1 M4 M5 M7 M8 P1 P2 A1 E1 R3",
    "official": "M1 M7 M8 P1 P2 P6 R3 L releases followers",
    "committee": "G4 M1 M2 M6 P2 V1 R3 L accounts inspections",
    "handbook": "G2 M5 P2 P3 P4 P5 V1 A2 H1 R3",
    "running": "G1 G4 M5 P2 P3 H1 H2 H3 R3",
    "partners": "P2 E1 H1 H3 R1 R3",
    "community": "G1 G3 G4 M1 M2 M4 M5 P2 P3 P5 V1 V4 A2 R3",
    "event": "E1 A4 A2 M4 P2 P3 M5 R3",
}
"""What each text of the library has to put into words, and the log books that it has to name."""


def shown(key: str) -> dict[str, str]:
    """Every switch on, and words for what has no default."""
    variables = library.templates()[[t.key for t in library.templates()].index(key)].variables
    return {v.key: "是" if v.form == "switch" else v.default or "青禾" for v in variables}


@cache
def filled(key: str) -> RegulationText:
    return library.fill(key, shown(key))


@cache
def articles(key: str) -> list[template_files.Clause]:
    return [clause for _title, clauses in template_files.read(FILES[key]).chapters for clause in clauses]


def test_the_library_is_complete() -> None:
    assert {template.key for template in library.templates()} == set(KEYS)
    assert set(KEYS) == set(ASKED)
    assert len(KEYS) >= 24
    orders = [template_files.read(path).order for path in FILES.values()]
    assert len(set(orders)) == len(orders)


@pytest.mark.parametrize("key", KEYS)
def test_a_text_puts_into_words_what_is_asked_of_it(key: str) -> None:
    asked = ASKED[key].split()
    template = next(template for template in library.templates() if template.key == key)
    assert {duty for duty in asked if duty in DUTIES} <= set(template.duties)
    logs = [
        clause.text + "".join(item.text for item in clause.items) for clause in articles(key) if "L" in clause.serves
    ]
    logs += [item.text for clause in articles(key) for item in clause.items if "L" in item.serves]
    for register in (word.replace("_", " ") for word in asked if word not in DUTIES):
        assert any(re.search(REGISTERS[register][1], text) for text in logs), register


def test_papers_and_registers_are_called_as_the_program_prints_them() -> None:
    printed = {form.title for form in forms.kinds()} | {"违规处理通知书", "关注者登记簿"}
    named = {name for key in KEYS for name in re.findall("《(.+?)》", as_text(filled(key)))}
    assert named <= printed, named - printed


@pytest.mark.parametrize("key", KEYS)
def test_a_text_has_the_form_of_a_regulation(key: str) -> None:
    text = filled(key)
    template = next(template for template in library.templates() if template.key == key)
    assert 40 <= len(template.summary) <= 90, len(template.summary)
    assert not re.search(r"[{}]", as_text(text))
    kinds = {setting.kind for setting in text.settings}
    assert kinds >= {"interpreter", "effective"}
    for clause in articles(key):
        for each in (clause, *clause.items):
            words = re.sub(r"\{\{\w+\}\}", "", each.text)
            assert not re.search(r"[,;?!()]|(?<!\d):|:(?!\d)", words), each.text
        assert not clause.text or clause.text[-1] in ("：。" if clause.items else "。"), clause.text
        for at, item in enumerate(clause.items, 1):
            assert item.text[-1] == ("。" if at == len(clause.items) else "；"), item.text


@pytest.mark.parametrize("key", KEYS)
def test_a_text_reads_back_the_same(key: str) -> None:
    text = filled(key)
    read = parse_regulation(as_text(text))
    assert read.nodes == text.nodes
    assert (read.title, read.preamble, read.closing) == (text.title, text.preamble, ())
    assert read.settings == text.settings
    assert read.warnings == ()


@pytest.mark.parametrize("key", [key for key in KEYS if not any(clause.title for clause in articles(key))])
def test_a_text_reads_back_the_same_when_its_lines_are_lost(key: str) -> None:
    text = filled(key)
    if text.preamble or text.nodes[0].kind != "chapter" or text.nodes[0].number.endswith("、"):
        pytest.skip("only chapters and articles carry their own borders")
    read = parse_regulation(as_text(text).replace("\n", ""))
    assert read.nodes == text.nodes
    assert read.warnings == ()


@pytest.mark.parametrize("key", KEYS)
def test_clauses_say_which_settings_they_fix(key: str) -> None:
    """Article by article; what an item fixes is its article's."""
    depth = 2 if filled(key).nodes[0].kind == "chapter" else 1
    said, found = defaultdict(set), defaultdict(set)
    for path, clause in library.clauses(key, shown(key)):
        if clause.fixes:
            said[path[:depth]] |= set(clause.fixes)
    for setting in filled(key).settings:
        found[setting.at[:depth]].add(setting.kind)
    assert dict(said) == dict(found)


@pytest.mark.parametrize("key", KEYS)
def test_forbidding_clauses_say_what_they_are_a_ground_for(key: str) -> None:
    assert set(library.clause_subjects(key, shown(key))) <= {path for path, _ in walk(filled(key).nodes)}
    forbidding = [c for c in articles(key) if "P2" in c.serves and re.search("不得|禁止|严禁", c.text)]
    bare = [c.text for c in forbidding if not c.subjects and not any(item.subjects for item in c.items)]
    assert not bare


def test_the_guess_from_words_finds_what_the_library_says() -> None:
    named, missed = 0, []
    for key in KEYS:
        guessed = guess_subjects(filled(key))
        for path, found in library.clause_subjects(key, shown(key)).items():
            named += len(found)
            missed += [(key, path, category) for category in found if category not in guessed.get(path, ())]
    assert len(missed) <= 0.2 * named, missed


@pytest.mark.parametrize("key", ["work", "class", "company", "community", "workgroup", "strict"])
def test_a_whole_set_of_rules_has_a_ground_for_every_category(key: str) -> None:
    assert {category for found in library.clause_subjects(key).values() for category in found} == set(CATEGORIES)


@pytest.mark.parametrize("key", KEYS)
def test_the_usual_blanks_have_the_same_keys_everywhere(key: str) -> None:
    variables = {v.key: v for v in next(t for t in library.templates() if t.key == key).variables}
    assert variables["unit"].required
    assert variables["effective"].form == "date"
    assert "office" in variables
    assert all(v.form == "text" and not v.default for v in variables.values() if v.required)
    assert all(v.default for v in variables.values() if not v.required)


def test_values_arrive_in_the_settings() -> None:
    values = {
        "unit": "青禾",
        "minutes": "45",
        "naming_rule": "科室+姓名",
        "appeal_days": "6",
        "effective": "2026-03-01",
    }
    found = {setting.kind: setting.value for setting in library.fill("reply", values).settings}
    assert found["reply_minutes"] == "45"
    assert found["naming_rule"] == "科室+姓名"
    assert found["appeal_window"] == "6d"
    assert found["effective"] == "2026-03-01"
    assert found["interpreter"] == "办公室"


LONG = "青禾市望川区梧桐街道社会事务综合服务中心（筹）第三办公区"


@pytest.mark.parametrize("key", KEYS)
def test_awkward_values_keep_the_structure(key: str) -> None:
    template = next(template for template in library.templates() if template.key == key)
    names = {
        "unit": LONG,
        "group": "2026年“春风”项目群",
        "office": "党政办公室（督查科）",
        "owner": "欧阳若水",
        "effective": "2026/3/1",
    }
    values = {v.key: "是" for v in template.variables if v.form == "switch"}
    values |= {
        v.key: names.get(v.key, "甲、乙" if v.required else "")
        for v in template.variables
        if v.form in {"text", "date"}
    }
    values |= {v.key: "学科+姓名" for v in template.variables if v.form == "rule" and v.key != "family_rule"}
    values |= {v.key: "9999" for v in template.variables if v.form == "number"}
    text = library.fill(key, values)
    read = parse_regulation(as_text(text))
    assert read.nodes == text.nodes
    assert read.title == text.title
    assert [(s.kind, s.at) for s in text.settings if s.kind in {"interpreter", "effective"}] == [
        (s.kind, s.at) for s in filled(key).settings if s.kind in {"interpreter", "effective"}
    ]


@pytest.mark.parametrize("key", KEYS)
def test_a_draft_is_the_text_with_its_blanks(key: str) -> None:
    text, draft = filled(key), library.draft(key, shown(key))
    values = {blank.key: blank.value for blank in draft.blanks}
    written = as_text(draft)
    assert set(re.findall(r"\{\{(\w+)\}\}", written)) == set(values)
    assert re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], written) == as_text(text)
    assert draft.settings == text.settings
    assert "{{effective}}" in written


def test_a_draft_may_have_what_is_still_to_be_filled() -> None:
    draft = library.draft("company", {"minutes": "20"})
    blanks = {blank.key: blank for blank in draft.blanks}
    assert blanks["unit"].value == ""
    assert blanks["unit"].label == "公司名称"
    assert blanks["minutes"].value == "20"
    assert [setting.value for setting in draft.settings if setting.kind == "reply_minutes"] == ["20"]
    assert "fines" not in blanks
    assert "fine_low" not in blanks
    assert "fine_low" in {blank.key for blank in library.draft("company", {"fines": "是"}).blanks}
    with pytest.raises(UserError, match="minutes"):
        library.draft("company", {"minuten": "20"})
    with pytest.raises(UserError, match="整数"):
        library.draft("company", {"minutes": "二十"})


def test_one_value_is_checked_as_the_whole_text_is() -> None:
    assert library.checked("company", "effective", " 2026-3-1 ") == "2026年3月1日"
    assert library.checked("company", "office", "") == ""
    for key, value, says in (("minutes", "-5", "整数"), ("naming_rule", "随便", "命名规则"), ("fines", "也许", "是")):
        with pytest.raises(UserError, match=says):
            library.checked("company", key, value)
    with pytest.raises(UserError, match="nothing"):
        library.checked("company", "nothing", "1")


@pytest.mark.parametrize("key", KEYS)
def test_clauses_with_legal_weight_are_proposals_off_until_asked_for(key: str) -> None:
    template = next(template for template in library.templates() if template.key == key)
    switches = [variable for variable in template.variables if variable.form == "switch"]
    assert all(variable.default == "否" and 20 <= len(variable.note) <= 120 for variable in switches)
    assert library.cautions(key, {}) == ()
    assert library.cautions(key, shown(key)) == tuple(variable.note for variable in switches)
    switched = [clause for clause in articles(key) if clause.when]
    assert {clause.when for clause in switched} == {variable.key for variable in switches}
    assert all("建议" in clause.text for clause in switched)
    off = library.fill(key, {**shown(key), **{variable.key: "否" for variable in switches}})
    assert not [setting for setting in off.settings if setting.kind == "fine_range"]
    assert len(list(walk(filled(key).nodes))) == len(list(walk(off.nodes))) + sum(1 + len(c.items) for c in switched)
    numbers = [node.number for _, node in walk(filled(key).nodes) if node.number.startswith("第")]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("key", KEYS)
def test_the_caution_goes_with_the_clause(key: str) -> None:
    """Drafted, filled, filled in long ago or with a word changed; and with no other clause."""
    variables = {v.key: v for v in next(t for t in library.templates() if t.key == key).variables}
    switches = {variable.key: "是" for variable in variables.values() if variable.form == "switch"}
    notes = {path: variables[clause.when].note for path, clause in library.clauses(key, switches) if clause.when}
    draft = library.draft(key, switches)
    for text in (draft, filled(key), parse_regulation(as_text(filled(key)).replace("决定", "研究决定"))):
        assert set(library.clause_cautions(text)) == set(notes)
    assert library.clause_cautions(draft) == notes
    assert library.clause_cautions(library.draft(key, {})) == {}


WEIGHTY = re.compile(r"罚款|罚金|扣减|扣发|停职|解除(?:劳动)?合同|辞退|开除")
HARMLESS = re.compile(r"建议|不得|不作|不以|不收|不设|不因|不能|无权|由.{1,14}(?:依照|依法|决定)|不对")


@pytest.mark.parametrize("key", KEYS)
def test_an_owner_orders_no_fines_and_no_dismissal(key: str) -> None:
    texts = [each.text for clause in articles(key) for each in (clause, *clause.items)]
    sentences = [sentence for text in texts for sentence in text.split("。")]
    assert not [words for words in sentences if WEIGHTY.search(words) and not HARMLESS.search(words)]


CLOSING = re.compile(r"解释|施行")
BLANK = template_files.BLANK


def test_each_text_is_in_its_own_words() -> None:
    sentences = {
        key: {
            sentence
            for clause in articles(key)
            for each in (clause, *clause.items)
            for sentence in re.split(r"[。；]", each.text)
            if len(BLANK.sub("", sentence)) > 25 and not CLOSING.search(sentence)
        }
        for key in KEYS
    }
    shared = {pair: sentences[pair[0]] & sentences[pair[1]] for pair in combinations(KEYS, 2)}
    assert not {pair: found for pair, found in shared.items() if found}


@pytest.mark.parametrize(
    ("key", "values", "says"),
    [
        ("nowhere", {}, "nowhere"),
        ("work", {}, "单位名称"),
        ("work", {"unit": "甲", "colour": "红"}, "colour"),
        ("work", {"unit": "  "}, "单位名称"),
        ("work", {"unit": "甲\n第二条 乙"}, "换行"),
        ("work", {"unit": "甲" * 61}, "60"),
        ("work", {"unit": "甲", "minutes": "三十"}, "整数"),
        ("work", {"unit": "甲", "minutes": "0"}, "整数"),
        ("work", {"unit": "甲", "naming_rule": "随便"}, "命名规则"),
        ("work", {"unit": "甲", "effective": "2026-02-30"}, "2026-02-30"),
        ("company", {"unit": "甲", "fines": "也许"}, "是"),
    ],
)
def test_wrong_values_are_named(key: str, values: dict[str, str], says: str) -> None:
    with pytest.raises(UserError, match=re.escape(says)):
        library.fill(key, values)


def test_braces_in_a_value_are_literal() -> None:
    text = library.fill("work", {"unit": "甲{{office}}"})
    assert text.title == "甲{{office}}工作群管理办法"


SHORT = """
order = 1
name = "短文"
title = "{{unit}}短文"
kind = "通用"
groups = ["hobby"]
summary = "短。"
duties = ["R3", "V1"]
preamble = ["{{unit}}约定如下。"]
variable = [
  { key = "unit", label = "单位", required = true },
  { key = "pay", label = "写入扣减", default = "否", form = "switch", note = "扣减须有法律依据。" },
]
article = [
  { text = "不得刷屏，首次违规的提醒。", serves = ["V1"], subjects = ["flood"], fixes = ["ladder"] },
  { text = "由群主书面建议{{unit}}扣减。", serves = ["V1"], when = "pay" },
  { title = "附则", text = "由{{unit}}负责解释：", items = [ { text = "一项。" } ], serves = ["R3"] },
]
"""
GUIDE = """
order = 1
name = "指引"
title = "{{unit}}指引"
kind = "公司"
groups = []
summary = "短。"
duties = []
numbering = "guide"
variable = [ { key = "unit", label = "单位", required = true } ]
[[chapter]]
title = "建群之前"
article = [
  { title = "先想清楚", text = "建群以前答完下面几问：", items = [ { text = "为谁建；" }, { text = "谁来管。" } ] },
  { text = "群名写明{{unit}}的项目，简短易认。" },
]
[[chapter]]
title = "附则"
article = [ { text = "本指引由{{unit}}负责解释。" } ]
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts one text in the place of the library."""

    def put(text: str) -> None:
        (tmp_path / "own.toml").write_text(text, encoding="utf-8")
        monkeypatch.setattr(library, "resource_dir", lambda name: tmp_path)
        library._sources.cache_clear()

    yield put
    library._sources.cache_clear()


def test_a_short_text_has_a_preamble_and_no_chapters(own) -> None:
    own(SHORT)
    text = library.fill("own", {"unit": "青禾"})
    assert text.preamble == ("青禾约定如下。",)
    assert [(node.number, node.title) for node in text.nodes] == [("第一条", None), ("第二条", "附则")]
    assert parse_regulation(as_text(text)).nodes == text.nodes
    assert {path: clause.serves for path, clause in library.clauses("own", {"pay": "是"}) if clause.serves} == {
        ("第一条",): ("V1",),
        ("第二条",): ("V1",),
        ("第三条",): ("R3",),
    }
    assert {path: clause.fixes for path, clause in library.clauses("own") if clause.fixes} == {("第一条",): ("ladder",)}
    assert library.clause_subjects("own") == {("第一条",): ("flood",)}


def test_a_guide_is_numbered_as_guides_are(own) -> None:
    own(GUIDE)
    text = library.fill("own", {"unit": "青禾"})
    assert [path for path, _ in walk(text.nodes)] == [
        ("一、",), ("一、", "（一）"), ("一、", "（一）", "1."), ("一、", "（一）", "2."), ("一、", "（二）"),
        ("二、",), ("二、", "（一）"),
    ]  # fmt: skip
    assert parse_regulation(as_text(text)).nodes == text.nodes
    plain = GUIDE.replace('title = "先想清楚", ', "")
    own(plain)
    assert (
        parse_regulation(as_text(library.fill("own", {"unit": "青禾"}))).nodes
        == library.fill("own", {"unit": "青禾"}).nodes
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('["R3", "V1"]', '["R3", "V9"]', "V9"),
        ('["R3", "V1"]', '["R3", "G1"]', "no clause serves"),
        ('serves = ["V1"], subjects', "serves = [], subjects", "no clause serves"),
        ('kind = "通用"', 'kind = "随便"', "unknown kind"),
        ('"hobby"', '"club"', "club"),
        ('"flood"', '"noise"', "noise"),
        ('"ladder"', '"stairs"', "stairs"),
        ("order = 1", "order = 1\ncolour = 1", "colour"),
        ('serves = ["R3"]', 'serve = ["R3"]', "serve"),
        ('when = "pay"', 'when = "unit"', "differ"),
        ('default = "否"', 'default = "是"', "switch"),
        ('note = "扣减须有法律依据。"', 'note = ""', "switch"),
        ("{{unit}}扣减", "{{office}}扣减", "office"),
        ('key = "pay"', 'key = "unit"', "twice"),
        ("不得刷屏", "依照第三条不得刷屏", "第三条"),
        ('summary = "短。"', "", "summary"),
        ("article = [", "articles = [", "articles"),
    ],
)
def test_a_file_that_breaks_the_form_is_named_with_its_fault(own, old: str, new: str, says: str) -> None:
    own(SHORT.replace(old, new, 1))
    with pytest.raises(ValueError, match=r"own\.toml: .*" + re.escape(says)):
        library.templates()


def test_a_sign_that_nobody_sees_is_named():
    with pytest.raises(UserError, match=r"第 2 个字是 U\+200D"):
        library.draft("work", {"unit": "甲\u200d乙"})
    with pytest.raises(UserError, match="有 61 个字"):
        library.draft("work", {"unit": "甲" * 61})

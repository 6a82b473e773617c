"""A regulation as a Word file: read back it is the same, and it is laid out as papers of offices are."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wxadmin.domain.errors import UserError
from wxadmin.domain.numerals import chinese
from wxadmin.domain.regulation import Blank, Node, RegulationText
from wxadmin.intake import library
from wxadmin.intake.regulation import parse_regulation, read_regulation
from wxadmin.intake.regulation.export import write_docx

HERE = Path(__file__).parent
WORDS = ["群成员", "管理员", "值班员", "应当", "发布", "核对", "登记", "名单", "照片", "消息", "每周", "当日"]
sentence = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(lambda words: "".join(words) + "。")
heading = st.lists(st.sampled_from(["消息", "成员", "照片", "值守", "资料"]), min_size=1, max_size=2).map("".join)


def parts(text: RegulationText) -> tuple[object, ...]:
    return text.title, text.preamble, text.nodes, text.closing


@st.composite
def regulations(draw: st.DrawFn) -> RegulationText:
    """A regulation in one of the usual numberings, up to four levels deep."""
    counted = draw(st.booleans())
    article = 0

    def items(depth: int) -> tuple[Node, ...]:
        count = draw(st.integers(2, 4)) if draw(st.integers(0, 2)) == 0 and depth < 2 else 0
        made = []
        for at in range(1, count + 1):
            number = (f"（{chinese(at)}）" if counted else f"（{at}）", f"{at}." if counted else f"{chr(64 + at)}.")[
                depth
            ]
            below = items(depth + 1)
            made.append(Node("item", number, None, "下列情形：" if below else draw(sentence), below))
        return tuple(made)

    chapters = []
    for chapter in range(1, draw(st.integers(2, 4)) + 1):
        articles = []
        for at in range(1, draw(st.integers(2, 4)) + 1):
            article += 1
            below = items(0)
            words = "应当做到：" if below else draw(sentence)
            number = f"第{chinese(article)}条" if counted else f"{at}."
            articles.append(Node("article", number, None, words, below))
        number = f"第{chinese(chapter)}章" if counted else f"{chinese(chapter)}、"
        chapters.append(Node("chapter", number, draw(heading) + "管理", "", tuple(articles)))
    preamble = draw(st.sampled_from([(), ("为了值守有序，制定本办法。",)]))
    closing = draw(st.sampled_from([(), ("灯塔办公室", "2026年3月1日")]))
    return RegulationText("灯塔工作群管理办法", preamble, tuple(chapters), closing)


@given(regulations())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_back(tmp_path: Path, text: RegulationText) -> None:
    write_docx(text, tmp_path / "a.docx")
    assert parts(read_regulation(tmp_path / "a.docx")) == parts(text)


@pytest.mark.parametrize("path", sorted((HERE / "regulations").glob("*.txt")), ids=lambda path: path.stem)
def test_whatever_was_read_is_read_back(tmp_path: Path, path: Path) -> None:
    text = parse_regulation(path.read_text("utf-8").partition("\n=====\n")[0])
    write_docx(text, tmp_path / "a.docx")
    assert parts(read_regulation(tmp_path / "a.docx")) == parts(text)


def test_every_text_of_the_library_is_read_back(tmp_path: Path) -> None:
    sample = {"rule": "部门-姓名", "date": "2026年3月1日", "number": "5", "switch": "是", "text": "东海中心"}
    for template in library.templates():
        text = library.fill(template.key, {each.key: each.default or sample[each.form] for each in template.variables})
        write_docx(text, tmp_path / "a.docx")
        assert parts(read_regulation(tmp_path / "a.docx")) == parts(text), template.key


def test_the_look_of_the_paper(tmp_path: Path) -> None:
    items = (Node("item", "（一）", None, "守时；"), Node("item", "（二）", None, "守密。"))
    article = Node("article", "第一条", None, "应当做到：", items)
    text = RegulationText(
        "灯塔群办法",
        ("现公布如下。",),
        (Node("chapter", "第一章", "总则", "", (article,)),),
        ("灯塔站", "2026年3月1日"),
    )
    write_docx(text, tmp_path / "a.docx")
    document = Document(str(tmp_path / "a.docx"))
    lines = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    assert lines == [
        ("Title", "灯塔群办法"), ("Normal", "现公布如下。"), ("Heading 1", "第一章 总则"), ("Normal", "第一条 应当做到："),
        ("Normal", "（一）守时；"), ("Normal", "（二）守密。"), ("Normal", "灯塔站"), ("Normal", "2026年3月1日"),
    ]  # fmt: skip
    number, words = document.paragraphs[3].runs
    assert (number.text, number.bold, words.bold) == ("第一条 ", True, None)
    assert document.paragraphs[4].paragraph_format.left_indent > document.paragraphs[3].paragraph_format.left_indent
    assert [paragraph.alignment for paragraph in document.paragraphs[6:]] == [WD_ALIGN_PARAGRAPH.RIGHT] * 2
    faces = {name: document.styles[name].element.rPr.rFonts for name in ("Normal", "Title", "Heading 1", "Heading 2")}
    assert [fonts.get(qn("w:eastAsia")) for fonts in faces.values()] == ["仿宋", "宋体", "黑体", "黑体"]
    assert not any(key.endswith("Theme") for fonts in faces.values() for key in fonts.attrib)
    assert (round(document.sections[0].page_width.mm), round(document.sections[0].page_height.mm)) == (210, 297)
    assert document.core_properties.author == ""


def test_rows_become_a_table_and_open_blanks_show_their_label(tmp_path: Path) -> None:
    node = Node("article", "第一条", None, "收到后{{minutes}}分钟内回复：\n岗位\t电话\n一号\t154")
    write_docx(RegulationText(None, (), (node,), (), blanks=(Blank("minutes", "分钟数"),)), tmp_path / "a.docx")
    document = Document(str(tmp_path / "a.docx"))
    assert document.paragraphs[0].text == "第一条 收到后〔分钟数〕分钟内回复："
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["岗位", "电话"], ["一号", "154"]]


def test_nothing_is_refused_and_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有内容"):
        write_docx(RegulationText(None, (), (), ()), tmp_path / "a.docx")
    odd = RegulationText("甲\x01\x1f", (), (Node("article", "第一条", None, "乙\ufffe丙\x0b"),), ())
    with pytest.raises(UserError):
        write_docx(odd, tmp_path / "no folder" / "a.docx")
    assert list(tmp_path.iterdir()) == []
    write_docx(odd, tmp_path / "a.docx")
    assert read_regulation(tmp_path / "a.docx").nodes[0].text == "乙丙"


def test_deep_and_long_texts_are_written(tmp_path: Path) -> None:
    node = Node("item", "1.", None, "甲")
    for _ in range(60):
        node = Node("item", "1.", None, "甲：", (node,))
    write_docx(RegulationText(None, (), (node,), ()), tmp_path / "a.docx")
    assert read_regulation(tmp_path / "a.docx").nodes

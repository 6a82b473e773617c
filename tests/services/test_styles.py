from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date

import pytest

from tests.services.pictures import picture_file
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.domain.seal import PAPER_KINDS
from wxadmin.domain.style import PLAIN, Style
from wxadmin.services import papers, records, settings, styles
from wxadmin.services.papers import Origin
from wxadmin.services.settings import Settings
from wxadmin.services.styles import Letterhead

CHOSEN = Style("dazi", "A3", duplex=True, own_fonts=True, seal=True, contents=True)
PAPER = AnnouncementPaper("甲公司", "甲组工作群", "放假通知", ("周五放假一天。",), "办公室", date(2026, 9, 21))


def put(store, key, value):
    """A setting as another program, or a damaged file, may have left it."""

    def work(tx):
        row = tx.one("SELECT id FROM setting WHERE key = ?", (key,))
        if row is None:
            tx.insert("setting", {"key": key, "value": value})
        else:
            tx.update("setting", row["id"], {"value": value})

    store.change("改", work)


def test_a_style_is_remembered_for_its_kind_alone_and_can_be_undone(store):
    assert {styles.of(store, kind) for kind in PAPER_KINDS} == {PLAIN}
    change = styles.choose(store, "sheet", CHOSEN)
    assert styles.of(store, "sheet") == CHOSEN
    assert {styles.of(store, kind) for kind in PAPER_KINDS if kind != "sheet"} == {PLAIN}
    records.undo(store, change.id)
    assert styles.of(store, "sheet") == PLAIN
    with pytest.raises(UserError, match="没有这种文书"):
        styles.choose(store, "poster", CHOSEN)


def test_every_field_of_a_style_is_kept_or_part_of_the_head(store):
    for field in fields(Style):
        value = getattr(CHOSEN, field.name)
        if field.name in ("red", "logo"):
            continue
        assert value != getattr(PLAIN, field.name), "the test must choose something else"
        styles.choose(store, "form", replace(PLAIN, **{field.name: value}))
        assert getattr(styles.of(store, "form"), field.name) == value
    styles.choose(store, "form", Style(red="甲公司文件", logo=b"x"))
    assert styles.of(store, "form") == PLAIN


def test_the_profile_of_the_settings_holds_until_another_is_chosen(store):
    settings.save(store, Settings(profile="qiye"))
    assert styles.of(store, "list").profile == "qiye"
    styles.choose(store, "list", Style("gongwen"))
    assert styles.of(store, "list").profile == "gongwen"
    assert styles.of(store, "form").profile == "qiye"
    put(store, "profile", "纸草")
    assert styles.of(store, "form") == PLAIN


@pytest.mark.parametrize(
    "value",
    [
        "",
        "{",
        "[" * 100_000,
        "[]",
        "null",
        '"gongwen"',
        "9" * 5000,
        '{"profile": ["dazi"], "paper": 3, "seal": "yes", "duplex": 1}',
    ],
)
def test_a_damaged_style_falls_back(store, value):
    put(store, "style.notice", value)
    assert styles.of(store, "notice") == PLAIN
    styles.choose(store, "notice", CHOSEN)
    assert styles.of(store, "notice") == CHOSEN


def test_what_is_readable_of_a_style_counts_and_what_is_unknown_stays(store):
    put(store, "style.notice", '{"profile": "dazi", "paper": "B5", "seal": true, "colour": "blue"}')
    assert styles.of(store, "notice") == Style("dazi", seal=True)
    styles.choose(store, "notice", Style("qiye"))
    with store.read() as db:
        kept = json.loads(db.value("SELECT value FROM setting WHERE key = 'style.notice'"))
    assert kept["colour"] == "blue"
    assert kept["profile"] == "qiye"


def test_the_letterhead_stands_on_what_an_office_signs(store, tmp_path):
    logo = styles.read_logo(picture_file(tmp_path / "标志.bmp", size=(3000, 1000)))
    change = styles.save_letterhead(store, Letterhead(" 甲公司文件 ", logo))
    head = styles.letterhead(store)
    assert head.red == "甲公司文件"
    assert 0 < len(head.logo) < 20_000
    for kind in PAPER_KINDS:
        style = styles.of(store, kind)
        wanted = (head.red, head.logo) if kind in ("regulation", "notice", "announcement", "letter") else ("", b"")
        assert (style.red, style.logo) == wanted
    records.undo(store, change.id)
    assert styles.letterhead(store) == Letterhead()


def test_a_head_can_be_changed_part_by_part_and_taken_off(store, tmp_path):
    logo = styles.read_logo(picture_file(tmp_path / "标志.png"))
    put(store, "letterhead.all", '{"motto": "诚信"}')
    styles.save_letterhead(store, Letterhead("字" * 40, logo))
    styles.save_letterhead(store, replace(styles.letterhead(store), red=""))
    assert styles.letterhead(store).red == ""
    assert styles.letterhead(store).logo
    styles.save_letterhead(store, Letterhead(" ", b""))
    assert styles.letterhead(store) == Letterhead()
    assert styles.of(store, "letter") == PLAIN
    with store.read() as db:
        assert json.loads(db.value("SELECT value FROM setting WHERE key = 'letterhead.all'"))["motto"] == "诚信"


def test_units_that_issue_together_have_a_line_each(store):
    styles.save_letterhead(store, Letterhead(" 甲公司 \n\n乙公司文件\n", b""))
    assert styles.letterhead(store).red == "甲公司\n乙公司文件"


@pytest.mark.parametrize("red", ["甲\a乙", "字" * 41])
def test_a_head_that_cannot_stand_is_refused(store, red):
    with pytest.raises(UserError, match="红头文字"):
        styles.save_letterhead(store, Letterhead(red))
    assert styles.letterhead(store) == Letterhead()


def test_a_logo_that_is_no_picture_is_refused(store, tmp_path):
    (tmp_path / "标志.png").write_text("不是图片", encoding="utf-8")
    for attempt in (
        lambda: styles.read_logo(tmp_path / "标志.png"),
        lambda: styles.read_logo(tmp_path / "没有.png"),
        lambda: styles.read_logo(tmp_path),
        lambda: styles.save_letterhead(store, Letterhead("", b"x")),
    ):
        with pytest.raises(UserError):
            attempt()
    assert styles.letterhead(store) == Letterhead()


@pytest.mark.parametrize("value", ["{", "[1]", '{"red": 3, "logo": "%%%"}', '{"logo": 5}', '{"logo": "aGVsbG8="}'])
def test_a_damaged_letterhead_is_none(store, value):
    put(store, "letterhead.all", value)
    assert styles.letterhead(store) == Letterhead()
    assert settings.get(store) == Settings()


def test_what_was_issued_keeps_the_style_it_was_printed_in(store, group):
    issued = papers.issue(store, PAPER, Origin(group)).value
    before = papers.draft(store, PAPER)
    styles.choose(store, "announcement", Style("dazi", "A3"))
    styles.save_letterhead(store, Letterhead("甲公司文件"))
    assert papers.draft(store, PAPER) != before
    assert papers.draft(store, PAPER, PLAIN) == before
    assert papers.reprint(store, issued.id) == issued.pdf
    again = papers.issue(store, PAPER, Origin(group)).value
    assert again.pdf != issued.pdf
    assert store.check().ok

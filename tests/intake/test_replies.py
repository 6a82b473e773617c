"""From a file to the heaps: which lines are counted, whatever the source."""

from __future__ import annotations

from pathlib import Path

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Person
from wxadmin.domain.replies import Reply, match
from wxadmin.intake.chat import parse_chat
from wxadmin.intake.replies import parse_replies, read_replies, replies_of

PEOPLE = [Person(name, (("行政部",),)) for name in ("鲁宁", "谭晓", "立夏", "何𬭎")]


def lines(text: str) -> list[tuple[str, int, str]]:
    return [(one.name, one.line, one.note) for one in match(PEOPLE, parse_replies(text)).confirmed]


def test_lines_count_in_the_file_below_quotes_and_titles() -> None:
    text = (
        "行政部-谭晓\n2026年11月25日 09:02\n「行政部-鲁宁：带伞」\n- - - - - - - - - - - - - - -\n收到\n\n"
        "行政部-立夏\n2026年11月25日 09:03\n#接龙\n秋游\n\n1. 何𬭎 晚到\n2. 立夏\n"
    )
    assert lines(text) == [("谭晓", 5, ""), ("何𬭎", 12, "晚到"), ("立夏", 13, "")]


def test_lines_of_a_table_count_inside_cells() -> None:
    text = '时间,发送人,内容\n2026-11-25 09:02,谭晓,"#接龙\n秋游\n\n1. 谭晓\n2. 立夏"\n2026-11-25 09:03,何𬭎,收到\n'
    assert lines(text) == [("谭晓", 5, ""), ("立夏", 6, ""), ("何𬭎", 7, "")]


def test_records_have_one_line() -> None:
    text = (
        '{"nickname": "谭晓", "content": "#接龙\\n秋游\\n1. 谭晓\\n2. 立夏"}\n{"nickname": "何𬭎", "content": "收到"}\n'
    )
    assert lines(text) == [("谭晓", 1, ""), ("立夏", 1, ""), ("何𬭎", 2, "")]


def test_bare_lines_and_lines_that_lost_their_sender() -> None:
    assert parse_replies("6. 谭晓\n7. 立夏") == (Reply("", "6. 谭晓\n7. 立夏", 1),)
    assert lines("6. 谭晓 带伞\n\n行政部-立夏\n2026年11月25日 09:03\n收到\n") == [("谭晓", 1, "带伞"), ("立夏", 5, "")]


def test_a_title_with_a_colon_does_not_make_bare_lines_a_chat() -> None:
    assert lines("周五到岗：\n1. 谭晓\n2. 立夏\n") == [("谭晓", 2, ""), ("立夏", 3, "")]
    assert lines("周五到岗:\n1. 谭晓\n2. 立夏\n") == [("谭晓", 2, ""), ("立夏", 3, "")]


def test_an_overlapping_paste_changes_nothing() -> None:
    once = "谭晓\n2026年11月25日 09:02\n收到\n\n立夏\n2026年11月25日 09:03\n不参加\n\n"
    assert match(PEOPLE, parse_replies(once * 2)) == match(PEOPLE, parse_replies(once))


def test_replies_of_a_transcript_keep_the_order_of_the_source() -> None:
    chat = parse_chat("晚到\n\n谭晓\n2026年11月25日 09:02\n收到\n")
    assert replies_of(chat) == (Reply("", "晚到", 1), Reply("谭晓", "收到", 5))


def test_from_a_file(tmp_path: Path) -> None:
    source = tmp_path / "回复.txt"
    source.write_bytes("谭晓 2026/11/25 09:02\n收到\n".encode("gb18030"))
    assert read_replies(source) == (Reply("谭晓", "收到", 2),)
    source.write_bytes(b"")
    with pytest.raises(UserError, match="空的"):
        read_replies(source)

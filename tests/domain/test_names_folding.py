"""Which spellings are one name, and which never are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.name_folding import are_variants, fold, fold_all, hidden_characters, without_hidden
from wxadmin.domain.name_index import RosterIndex
from wxadmin.domain.name_places import class_key, room_key
from wxadmin.domain.people import Person
from wxadmin.intake.name_tables import load

HAN = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x3400, max_codepoint=0x4DBF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x2A6D6),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [("张　伟", "张伟"), ("ＩＶＡＮ Ｐetrov", "ivan petrov"), ("阿依•古丽", "阿依·古丽"), ("王\u200b芳", "王芳"), ("Ivan  Petrov", "Ivan Petrov")],
)  # fmt: skip
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(HAN, HAN)
def test_folding_never_joins_different_characters(one: str, other: str) -> None:
    assert (fold(one) == fold(other)) == (one == other)


@given(st.lists(st.text(alphabet=HAN | st.sampled_from("·•- aA\n\t\u200b\u3000🌸\u2f2d"), max_size=8), max_size=8))
def test_folding_in_one_pass_is_folding_one_by_one(names: list[str]) -> None:
    assert fold_all(names) == [fold(name) for name in names]


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=20))
def test_hidden_characters_are_those_taken_away(text: str) -> None:
    assert len(text) - len(without_hidden(text)) <= len(hidden_characters(text)) + sum(
        c < " " or c == "\x7f" for c in text
    )
    assert not hidden_characters(without_hidden(text)) or "\u200d" in text or "\ufe0f" in text or "\ufe0e" in text


def test_variants_are_listed_pairs_only() -> None:
    tables = load()
    assert are_variants("劉志強", "刘志强", tables)
    assert are_variants("喆", "哲", tables)
    assert not are_variants("刘颍", "刘颖", tables)
    assert not are_variants("幹", "乾", tables) or "乾" in tables.variants["幹"]


@given(st.text(alphabet=HAN, min_size=2, max_size=4), st.text(alphabet=HAN, min_size=2, max_size=4))
def test_near_names_differ_and_short_ones_only_by_shape_sound_or_variant(asked: str, known: str) -> None:
    tables = load()
    found = (
        RosterIndex.of([Person(known)], tables).near([fold(asked)])[fold(asked)] if len(asked) <= len(known) + 1 else {}
    )
    assert fold(asked) not in found
    if len(known) == 2:
        assert "edit" not in found.values()


@pytest.mark.parametrize(
    ("text", "key"),
    [("三(2)班", "3:2"), ("三（2）班", "3:2"), ("三2班", "3:2"), ("3.2班", "3:2"), ("302", "3:2"), ("三年级二班", "3:2"), ("初一(3)班", "7:3"),
     ("七年级3班", "7:3"), ("高三12班", "12:12"), ("2023级3班", "y23:3"), ("大一班", "大:1"), ("2班", ":2"), ("一车间", None), ("乙班", None),
     ("张三", None), ("15400001111", None), ("", None)],
)  # fmt: skip
def test_class_forms(text: str, key: str | None) -> None:
    assert class_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [("3-2-501", ("3", "2", "501")), ("3栋2单元501室", ("3", "2", "501")), ("A座1203", ("a", "1203")), ("3栋", ("3",)), ("张伟", ()), ("15400001111", ())],
)  # fmt: skip
def test_room_forms(text: str, key: tuple[str, ...]) -> None:
    assert room_key(text) == key

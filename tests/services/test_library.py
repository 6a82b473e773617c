"""The library as the window and the console see it."""

from __future__ import annotations

import pytest

from wxadmin.domain.blanks import filled, missing
from wxadmin.domain.errors import UserError
from wxadmin.services import groups, library


def test_a_card_says_for_whom_a_text_is_and_what_it_settles() -> None:
    cards = {card.key: card for card in library.templates()}
    company = cards["company"]
    assert company.kind == "公司"
    assert all(group in groups.KINDS for card in cards.values() for group in card.groups)
    assert "申诉与复核" in company.duties
    fines = next(variable for variable in company.variables if variable.key == "fines")
    assert (fines.form, fines.default, fines.required) == ("switch", "否", False)
    assert "罚款" in fines.note
    assert {variable.form for card in cards.values() for variable in card.variables} == {
        "text", "number", "date", "rule", "switch"
    }  # fmt: skip


def test_every_kind_of_group_has_texts_that_suit_it() -> None:
    cards = library.templates()
    for kind in groups.KINDS:
        assert any(kind in card.groups for card in cards), kind


def test_a_draft_filled_in_later_is_the_filled_text() -> None:
    draft = library.draft("strict", {"pay": "是"})
    assert [blank.key for blank in missing(draft)] == ["unit"]
    named = library.draft("strict", {"pay": "是", "unit": "青石公司", "effective": "2026-05-01"})
    assert not missing(named)
    assert filled(named) == library.fill("strict", {"pay": "是", "unit": "青石公司", "effective": "2026-05-01"})


def test_cautions_are_those_of_what_is_switched_on() -> None:
    assert library.cautions("strict", {}) == ()
    both = library.cautions("strict", {"dismissal": "是", "fines": "是"})
    assert len(both) == 2
    assert "罚款" in both[0]
    assert "解除" in both[1]


def test_a_blank_is_checked_as_it_is_filled() -> None:
    assert library.checked("strict", "effective", "2026/5/1") == "2026年5月1日"
    assert library.checked("strict", "unit", "  ") == ""
    with pytest.raises(UserError, match="整数"):
        library.checked("strict", "mute_days", "7天")


def test_a_clause_with_legal_weight_keeps_its_caution_in_a_draft() -> None:
    noted = library.clause_cautions(library.draft("strict", {"fines": "是"}))
    assert [path[-1] for path in noted] == ["第三十六条"]
    assert noted[("第八章", "第三十六条")] == library.cautions("strict", {"fines": "是"})[0]

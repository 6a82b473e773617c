from __future__ import annotations

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.services import operators
from wxadmin.services.records import Store, undo


def test_without_names_everything_is_allowed_and_with_names_only_theirs(store: Store) -> None:
    assert operators.acting(store, "谁都行") is None
    operators.save(store, "林岚", "群主", frozenset(operators.RIGHTS))
    assert operators.acting_name(store) == store.actor == "林岚"  # who names the first is not locked out
    clerk = operators.save(store, "方立", "文员", operators.POSTS["clerk"][1]).value
    found = operators.acting(store, "方立")
    assert found is not None
    assert found.may("roster")
    assert not found.may("cases")
    assert found.may("")
    stranger = operators.acting(store, "石燕")
    assert stranger is not None
    assert not any(stranger.may(right) for right in operators.RIGHTS)
    operators.save(store, "方立", "文员", frozenset({"cases"}), active=False, operator=clerk)
    gone = operators.acting(store, "方立")
    assert gone is not None
    assert not gone.may("cases")
    undo(store)
    back = operators.acting(store, "方立")
    assert back is not None
    assert back.may("roster")


def test_somebody_can_always_give_rights(store: Store) -> None:
    with pytest.raises(UserError, match="没有人能再改"):
        operators.save(store, "方立", "文员", frozenset({"roster"}))
    owner = operators.save(store, "林岚", "群主", frozenset(operators.RIGHTS)).value
    operators.save(store, "方立", "文员", frozenset({"roster"}))
    for act in (
        lambda: operators.save(store, "林岚", "群主", frozenset(), operator=owner),
        lambda: operators.save(store, "林岚", "群主", frozenset(operators.RIGHTS), active=False, operator=owner),
        lambda: operators.remove(store, owner),
    ):
        with pytest.raises(UserError, match="没有人能再改"):
            act()
    assert [one.name for one in operators.every(store)] == ["方立", "林岚"]


@pytest.mark.parametrize(
    ("name", "rights", "why"), [(" ", {"settings"}, "空"), ("林岚", {"飞"}, "权限"), ("甲", {"settings"}, "已经有")]
)
def test_what_cannot_be_saved_says_why(store: Store, name: str, rights: set[str], why: str) -> None:
    operators.save(store, "甲", "群主", frozenset({"settings"}))
    with pytest.raises(UserError, match=why):
        operators.save(store, name, "", frozenset(rights))
    assert len(operators.every(store)) == 1


def test_who_acts_goes_on_acting_under_a_new_name(store: Store) -> None:
    owner = operators.save(store, "林岚", "群主", frozenset(operators.RIGHTS)).value
    operators.save(store, "林岚岚", "群主", frozenset(operators.RIGHTS), operator=owner)
    assert operators.acting_name(store) == store.actor == "林岚岚"
    found = operators.acting(store, "林岚岚")
    assert found is not None
    assert found.may("cases")

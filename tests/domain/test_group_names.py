"""Advice on names of groups."""

from __future__ import annotations

import pytest

from wxadmin.domain.group_names import advice

OTHERS = ("三(2)班家长群", "研发协同群")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("市场部周报群", []),
        ("三(3)班家长群", []),  # another class is another group
        ("三（2）班家长", ["same"]),
        ("研发协作群", ["similar"]),
        ("工作群", ["vague"]),
        ("开心一家人", ["vague"]),
        ("2026", ["vague"]),
        ("❤研发协同❤", ["decorated", "same"]),
        ("研发\u200b二组", ["hidden"]),
        ("滨河路综合管廊改造工程协调联络工作群", ["long"]),
        (" ", ["empty"]),
    ],
)
def test_each_reason_is_named(name, codes):
    assert [one.code for one in advice(name, OTHERS)] == codes


def test_departments_and_what_a_screener_found_count():
    assert [one.code for one in advice("质控群")] == ["vague"]
    assert advice("质控群", departments={"质控"}) == ()
    assert [(one.code, one.detail) for one in advice("财务坏话群", indecent=["坏话"])] == [("indecent", "坏话")]

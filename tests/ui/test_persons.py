"""People of one name stay different people where one is chosen by words."""

from __future__ import annotations

from wxadmin.domain.people import Person
from wxadmin.ui.persons import told_apart

WHERE = (("研发部",),)


def test_namesakes_are_told_apart() -> None:
    known = (
        (1, Person("石燕", WHERE)),
        (2, Person("方立", WHERE, number="07")),
        (3, Person("方立", WHERE, number="12")),
        (4, Person("莫然", WHERE, phone="15400001234")),
        (5, Person("莫然", WHERE, phone="15400005678")),
        (6, Person("郁青")),
        (7, Person("郁青")),
        (8, Person("方立", (("销售部",),))),
    )
    assert told_apart(known) == {
        "石燕（研发部）": 1,
        "方立（研发部） 工号07": 2,
        "方立（研发部） 工号12": 3,
        "莫然（研发部） 电话尾号1234": 4,
        "莫然（研发部） 电话尾号5678": 5,
        "郁青 第6条": 6,
        "郁青 第7条": 7,
        "方立（销售部）": 8,
    }

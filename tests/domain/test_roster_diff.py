from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from wxadmin.domain.masking import masked
from wxadmin.domain.people import Guardian, Person, Roster
from wxadmin.domain.roster_diff import compare

LI = Person("李晓", (("销售部",),), "专员", "15400000001", "S1", row=2)
names = st.sampled_from(["李晓", "王芳", "赵敏", "钱多"])
people = st.lists(
    st.builds(
        lambda n, d, p, k: Person(n, ((d,),), "", p, k),
        names, st.sampled_from(["甲部", "乙部"]), st.sampled_from(["", "15400000001", "15400000002"]),
        st.sampled_from(["", "1", "2", "3"]),
    ),
    max_size=8,
)  # fmt: skip


def test_new_changed_and_same():
    wang = Person("王芳", (("客服部",),), row=3)
    found = compare([(1, LI), (2, wang)], Roster((replace(LI, post="主管"), wang, Person("赵敏", row=4))))
    assert [p.name for p in found.new] == ["赵敏"]
    assert [(i, p.post, fields) for i, p, fields in found.changed] == [(1, "主管", ("post",))]
    assert found.same == (2,)


def test_blank_cells_take_nothing_away():
    found = compare([(1, LI)], Roster((Person("李晓", number="S1"),)))
    assert found.same == (1,)


def test_covered_numbers_of_a_list_given_out_take_nothing_away_and_tell_nobody_apart():
    known = replace(
        LI, departments=(("销售部", "12栋303"),), number="YG00012", guardians=(Guardian("李建", "爸爸", "15400000009"),),
        extras=(("mail", "lixiao@x.example"), ("gender", "女")),
    )  # fmt: skip
    row = replace(
        known, phone=masked("phone", known.phone), number=masked("number", known.number),
        departments=(("销售部", masked("address", "12栋303")),),
        guardians=(Guardian("李建", "爸爸", masked("phone", "15400000009")),),
        extras=(("mail", masked("mail", "lixiao@x.example")), ("gender", "男")),
    )  # fmt: skip
    short = Person("王芳", (("客服部",),), number="7", row=3)
    shown = replace(short, number=masked("number", "17"))
    found = compare([(1, known), (2, short)], Roster((row, shown)))
    assert not found.new
    assert found.same == (2,)
    assert [(p.number, p.phone, dict(p.extras)) for _i, p, _f in found.changed] == [
        ("YG00012", LI.phone, {"mail": "lixiao@x.example", "gender": "男"})
    ]
    assert [(p.where, p.what[:3]) for p in found.problems] == [("第 2 行", "2 行")]


def test_same_name_with_another_number_is_another_person():
    found = compare([(1, LI)], Roster((Person("李晓", (("销售部",),), number="S2"),)))
    assert len(found.new) == 1
    assert not found.changed


def test_two_of_a_name_are_told_apart_by_department_and_a_bare_name_decides_nothing():
    known = [(1, Person("张伟", (("销售部",),))), (2, Person("张伟", (("生产部",),)))]
    found = compare(known, Roster((Person("张伟", (("生产部",),), "班长"),)))
    assert [i for i, _p, _f in found.changed] == [2]
    assert len(compare(known, Roster((Person("张伟", (("仓库",),)),))).new) == 1


def test_a_repeated_row_is_a_problem_that_names_both_rows():
    found = compare([], Roster((LI, replace(LI, row=9), replace(LI, name="别人", row=10))))
    assert len(found.new) == 1
    assert [p.where for p in found.problems] == ["第 9 行", "第 10 行"]
    assert "第 2 行" in found.problems[0].what


def test_leaving_is_only_taken_back_by_a_file_that_speaks_of_it():
    gone = replace(LI, left=True)
    assert compare([(1, gone)], Roster((LI,))).same == (1,)
    spoken = Roster((LI,), columns=(("status", "状态"),))
    assert compare([(1, gone)], spoken).changed[0][1].left is False


@given(people)
@example(
    [Person("李晓", (("甲部",),)), Person("李晓", (("甲部",),), "", "154"), Person("李晓", (("乙部",),), "", "154")]
)
def test_importing_twice_adds_nothing(rows):
    first = compare([], Roster(tuple(rows)))
    again = compare(list(enumerate(first.new)), Roster(first.new))
    assert not again.new
    assert not again.changed


@given(people, people)
def test_nobody_is_matched_twice(known, rows):
    found = compare(list(enumerate(known)), Roster(tuple(rows)))
    matched = [i for i, _p, _f in found.changed] + list(found.same)
    assert len(set(matched)) == len(matched)

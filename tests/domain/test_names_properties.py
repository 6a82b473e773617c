"""What must hold for any roster and any member list."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from wxadmin.domain.names import NameRule, check_names, to_json
from wxadmin.domain.people import Person
from wxadmin.intake.name_tables import load

NAMES = st.sampled_from(
    [
        "张伟",
        "张玮",
        "王芳",
        "王方",
        "刘颖",
        "刘颍",
        "欧阳静姝",
        "欧阳静",
        "买买提·艾力",
        "Ivan Petrov",
        "𠮷田优子",
        "李戌",
        "李戍",
    ]
)
PLACES = st.sampled_from(
    [("厂", "一车间", "甲班"), ("厂", "二车间", "甲班"), ("厂", "财务部"), ("三年级", "三(2)班"), ("三年级", "三(1)班")]
)
PEOPLE = st.lists(
    st.builds(Person, NAMES, st.lists(PLACES, max_size=2, unique=True).map(tuple), left=st.booleans()), max_size=8
)
PIECES = st.sampled_from(
    ["张伟", "刘颖", "劉穎", "欧阳静姝", "厂", "一车间", "财务部", "财务", "三(2)班", "302", "-", "—", "+", " ", "/", "【", "】", "妈妈", "老师", "经理",
     "…", "\u200b", "🌸", "15400001111", "21号", "买买提•艾力", "Ivan Petrov", "小", "A"]
)  # fmt: skip
NICKNAMES = st.lists(st.one_of(st.lists(PIECES, max_size=6).map("".join), st.text(max_size=30)), max_size=8)
RULES = st.sampled_from(
    [
        "部门-姓名",
        "部门+姓名",
        "姓名-部门",
        "班级-学生姓名+关系",
        "学生姓名+关系|部门-姓名",
        "姓名+手机号",
        "姓名",
        "房号-姓名",
        "姓名-公司-部门",
    ]
)


@settings(max_examples=150, deadline=None)
@given(PEOPLE, NICKNAMES, RULES)
def test_no_person_is_matched_with_certainty_to_two_accounts(
    people: list[Person], nicknames: list[str], rule: str
) -> None:
    report = check_names(people, nicknames, NameRule.parse(rule), load())
    passed = Counter((m.person, m.relation) for m in report.members if m.status == "pass")
    assert all(member is not None for member, _ in passed)
    stood = Counter(
        (m.person, m.relation)
        for m in report.members
        if m.person is not None and "duplicate_person" not in {f.code for f in m.findings}
    )
    assert not [person for person, count in stood.items() if count > 1]


@settings(max_examples=150, deadline=None)
@given(PEOPLE, NICKNAMES, RULES)
def test_who_is_certain_bears_that_very_name_and_is_the_only_one_or_set_apart(
    people: list[Person], nicknames: list[str], rule: str
) -> None:
    report = check_names(people, nicknames, NameRule.parse(rule), load())
    for member in report.members:
        if member.person is None:
            continue
        person = people[member.person]
        plain = member.nickname.replace("\u200b", "").replace("•", "·").casefold()
        assert person.name.casefold() in plain
        assert not person.left
        same = [p for p in people if p.name == person.name]
        if len(same) > 1:
            levels = {level for path in person.departments for level in path}
            assert any(level[:2] in plain for level in levels) or "302" in plain


@settings(max_examples=100, deadline=None)
@given(PEOPLE, NICKNAMES, RULES)
def test_report_is_whole(people: list[Person], nicknames: list[str], rule: str) -> None:
    report = check_names(people, nicknames, NameRule.parse(rule), load())
    document = to_json(report, people)
    assert [m.nickname for m in report.members] == nicknames
    assert sum(document["summary"].values()) == len(nicknames)
    stood = {m.person for m in report.members}
    assert list(report.missing) == [p for i, p in enumerate(people) if not p.left and i not in stood]
    for member in report.members:
        assert (member.status == "pass") == (not member.findings)
        assert member.suggestion != member.nickname


@settings(max_examples=100, deadline=None)
@given(PEOPLE, st.sampled_from(["部门-姓名", "姓名-部门", "班级-学生姓名+关系"]), st.data())
def test_a_suggestion_followed_passes(people: list[Person], rule: str, data: st.DataObject) -> None:
    nicknames = data.draw(NICKNAMES)
    report = check_names(people, nicknames, NameRule.parse(rule), load())
    for member in report.members:
        if member.suggestion is None:
            continue
        again = check_names(people, [member.suggestion], NameRule.parse(rule), load()).members[0]
        assert again.status == "pass" or {f.code for f in again.findings} <= {"ambiguous"}, (member, again)


def _seen(people: list[Person], nicknames: list[str], rule: str) -> list[tuple[object, ...]]:
    report = check_names(people, nicknames, NameRule.parse(rule), load())
    return [
        (
            m.status,
            tuple(f.code for f in m.findings),
            None if m.person is None else people[m.person],
            m.suggestion,
            frozenset(people[i] for i in m.offered),
        )
        for m in report.members
    ]


@settings(max_examples=80, deadline=None)
@given(PEOPLE, NICKNAMES, RULES, st.randoms(use_true_random=False))
def test_the_order_of_the_roster_changes_nothing(
    people: list[Person], nicknames: list[str], rule: str, shuffler: random.Random
) -> None:
    numbered = [replace(person, number=f"N{i:04d}", row=i + 2) for i, person in enumerate(people)][:5]
    turned = numbered[:]
    shuffler.shuffle(turned)
    assert _seen(numbered, nicknames, rule) == _seen(turned, nicknames, rule)


@settings(max_examples=80, deadline=None)
@given(PEOPLE, NICKNAMES, RULES, st.sampled_from("\u200b\u2060\u202e\u2067\ufeff\u00ad\u3164"), st.data())
def test_a_hidden_character_anywhere_is_reported(
    people: list[Person], nicknames: list[str], rule: str, char: str, data: st.DataObject
) -> None:
    for nickname in nicknames:
        at = data.draw(st.integers(0, len(nickname)))
        member = check_names(people, [nickname[:at] + char + nickname[at:]], NameRule.parse(rule), load()).members[0]
        assert "hidden_characters" in {f.code for f in member.findings}
        assert member.status == "fail"


@settings(max_examples=80, deadline=None)
@given(PEOPLE.filter(bool), RULES, st.data())
def test_somebody_elses_phone_never_leaves_a_name_certain(people: list[Person], rule: str, data: st.DataObject) -> None:
    known = [replace(person, phone=f"154{i:08d}") for i, person in enumerate(people)]
    one, other = data.draw(st.sampled_from(known)), data.draw(st.sampled_from(known))
    pieces = data.draw(st.permutations([one.department, one.name, other.phone]))
    nickname = data.draw(st.sampled_from(["-", "", " ", "/"])).join(pieces)
    member = check_names(known, [nickname], NameRule.parse(rule), load()).members[0]
    assert member.person is None or known[member.person].phone == other.phone


@settings(max_examples=80, deadline=None)
@given(PEOPLE, NICKNAMES, RULES)
def test_codes_and_status_agree_and_every_verdict_is_explained(
    people: list[Person], nicknames: list[str], rule: str
) -> None:
    failing = {"pattern", "wrong_department", "hidden_characters", "relation_limit"}
    for member in check_names(people, nicknames, NameRule.parse(rule), load()).members:
        codes = {f.code for f in member.findings}
        assert len(codes) == len(member.findings)
        assert member.status == ("fail" if codes & failing else "unknown" if codes else "pass")
        assert member.steps[-1].kind == "verdict"
        assert all(step.words for step in member.steps)
        assert len(member.offered) == len(member.candidates) <= 5
        if "lookalike" in codes:
            assert "not_in_roster" in codes
        if codes & {"not_in_roster", "ambiguous", "variant", "lookalike", "truncated"}:
            assert member.person is None

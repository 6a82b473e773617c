from __future__ import annotations

import random

from wxadmin.domain.snapshots import compare


def test_new_gone_renamed_and_the_same():
    found = compare(
        ["甲", "乙", "销售-丁一", "戊"], ["甲", "乙", "丁一-销售", "己"], {"销售-丁一": 1}, {"丁一-销售": 1}
    )
    assert (found.new, found.gone, found.same) == (("己",), ("戊",), 2)
    assert [(r.old, r.new, r.person) for r in found.renamed] == [("销售-丁一", "丁一-销售", 1)]


def test_one_of_two_accounts_of_a_nickname_is_gone():
    found = compare(["甲", "甲", "乙"], ["乙", "甲"], {}, {})
    assert (found.new, found.gone, found.same) == ((), ("甲",), 2)


def test_who_has_two_accounts_is_not_renamed():
    found = compare(["甲", "乙", "丙"], ["丁"], {"甲": 1, "乙": 1}, {"丁": 1})
    assert found.renamed == ()
    assert set(found.gone) == {"甲", "乙", "丙"}


def test_alike_or_at_the_same_place_is_only_offered():
    found = compare(["甲", "晴天娃娃", "乙", "云淡风轻", "丙"], ["甲", "晴天娃", "乙", "Sunny", "丙"], {}, {})
    assert found.renamed == ()
    assert {(r.old, r.new, r.beside) for r in found.maybe} == {
        ("晴天娃娃", "晴天娃", False),
        ("云淡风轻", "Sunny", True),
    }
    assert set(found.new) == {"晴天娃", "Sunny"}


def test_who_comes_last_has_not_taken_the_place_of_who_was():
    assert compare(["甲", "乙", "天边"], ["甲", "乙", "王明"], {}, {}).maybe == ()


def test_two_different_people_are_never_offered_as_one():
    assert compare(["甲", "张伟1", "乙"], ["甲", "张伟2", "乙"], {"张伟1": 1}, {"张伟2": 2}).maybe == ()


def test_the_department_alone_makes_nobody_alike():
    older = [f"综合业务管理部-{name}" for name in "赵钱孙李周吴郑王"]
    newer = [f"综合业务管理部-{name}" for name in "冯陈褚卫蒋沈韩杨"]
    assert [r for r in compare(older, [*newer[::-1]], {}, {}).maybe if not r.beside] == []


def test_a_tie_is_not_offered():
    maybe = compare(["甲", "天天向上", "乙"], ["天天向", "甲", "乙", "天向上"], {}, {}).maybe
    assert maybe == ()


def test_each_member_is_counted_once_however_the_lists_are_shuffled():
    rng = random.Random(7)
    for _turn in range(60):
        names = [rng.choice("甲乙丙丁") + rng.choice("一二三四五") for _n in range(rng.randrange(12))]
        other = [rng.choice(names or ["甲"]) if rng.random() < 0.6 else rng.choice("戊己") for _n in range(8)]
        was = {name: rng.randrange(4) for name in names if rng.random() < 0.5}
        now = {name: was.get(name, rng.randrange(4)) for name in other if rng.random() < 0.5}
        found = compare(names, other, was, now)
        assert found.same + len(found.gone) + len(found.renamed) == len(names)
        assert found.same + len(found.new) + len(found.renamed) == len(other)
        assert all(was[r.old] == now[r.new] == r.person for r in found.renamed)
        assert len({r.person for r in found.renamed}) == len(found.renamed)

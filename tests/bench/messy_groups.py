"""Groups of the invented unit: who is expected in them, who joined under which nickname, and who should not be there."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from messy_draft import Draft, Mess
from messy_mess import KINDS
from messy_tables import (
    COMPANY,
    COMPOUND,
    EMPTYISH,
    ENGLISH,
    GIVEN_FIRST,
    GIVEN_SECOND,
    NICKNAMES,
    RELATIONS,
    SHOPS,
    TITLES,
    WORD_SENTENCES,
)
from messy_unit import Group, Truth, full_name, is_pupil, phone_number

from wxadmin.domain.people import Person

Segments = tuple[tuple[str, ...], ...]
# kind, the rule as people write it, the fields in order, what joins them
OFFICE: tuple[tuple[str, Segments, str], ...] = (
    ("部门-姓名", (("place",), ("name",)), "-"),
    ("姓名-部门", (("name",), ("place",)), "-"),
    ("部门+姓名", (("place",), ("name",)), ""),
    ("姓名", (("name",),), ""),
    ("姓名(部门)", (("name",), ("place",)), "("),
    ("【部门】姓名", (("place",), ("name",)), "【"),
    ("姓名-公司-部门", (("name",), ("company",), ("place",)), "-"),
    ("部门-姓名-手机号", (("place",), ("name",), ("phone",)), "-"),
    ("姓名+手机号", (("name",), ("phone",)), ""),
    ("部门_姓名", (("place",), ("name",)), "_"),
    ("工号-姓名", (("number",), ("name",)), "-"),
    ("部门-姓名|姓名-部门", (("place",), ("name",)), "-"),
    ("部门/姓名", (("place",), ("name",)), "/"),
)
WORKSHOP: tuple[tuple[str, Segments, str], ...] = (
    ("班组+姓名+手机号", (("place",), ("name",), ("phone",)), ""),
    ("车间-班组-姓名", (("place",), ("team",), ("name",)), "-"),
    ("班组-姓名", (("place",), ("name",)), "-"),
)
TEACHERS: tuple[tuple[str, Segments, str], ...] = (
    ("学科+姓名", (("place",), ("name",)), ""),
    ("学科-姓名", (("place",), ("name",)), "-"),
)
PARENTS: tuple[tuple[str, Segments, str], ...] = (
    ("班级-学生姓名+关系", (("place",), ("name", "relation")), "-"),
    ("学生姓名+关系", (("name", "relation"),), ""),
    ("班级+学生姓名+关系", (("place",), ("name", "relation")), ""),
    ("学生姓名-关系", (("name",), ("relation",)), "-"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One group before it has members; ``level`` picks the level of a path that people write."""

    kind: str
    rule: str
    segments: Segments
    joint: str
    expected: tuple[int, ...]
    level: int
    heavy: float


def make_groups(
    rng: random.Random, rows: tuple[Person, ...], names: dict[str, tuple[int, ...]], count: int
) -> tuple[Group, ...]:
    """The groups, every kind and rule in turn, light and heavy mess among them."""
    return tuple(_members(rng, _plan(rng, rows, number), rows, names, number) for number in range(count))


def _plan(rng: random.Random, rows: tuple[Person, ...], number: int) -> Plan:
    heavy = rng.choice((0.12, 0.2, 0.2, 0.3, 0.45))
    if number % 3 == 1:
        grade = rng.choice("一二三四五六")
        rule, segments, joint = PARENTS[number // 3 % len(PARENTS)]
        room = f"({rng.randrange(4) + 1})班" if rng.random() < 0.6 else "("
        return Plan(
            "parents", rule, segments, joint, _fits(rows, lambda path: path[-1].startswith(grade + room)), -1, heavy
        )
    if number % 12 == 2:
        rule, segments, joint = TEACHERS[number // 12 % len(TEACHERS)]
        return Plan(
            "teachers",
            rule,
            segments,
            joint,
            tuple(i for i, row in enumerate(rows) if row.category == "教师"),
            -1,
            heavy,
        )
    if number % 12 in (5, 8):
        rule, segments, joint = WORKSHOP[number // 4 % len(WORKSHOP)]
        level = 2 if segments[1] == ("team",) else -1
        return Plan(
            "workshop", rule, segments, joint, _fits(rows, lambda path: path[:2] == (COMPANY, "生产中心")), level, heavy
        )
    rule, segments, joint = OFFICE[number % len(OFFICE)]
    outer = rng.choice([row.departments[0][1] for row in rows if row.category == "员工"])
    everyone = rng.random() < 0.12
    return Plan(
        "office",
        rule,
        segments,
        joint,
        _fits(rows, lambda path: path[0] == COMPANY and (everyone or path[1] == outer)),
        2,
        heavy,
    )


def _fits(rows: tuple[Person, ...], test: Callable[[tuple[str, ...]], bool]) -> tuple[int, ...]:
    return tuple(i for i, row in enumerate(rows) if any(test(path) for path in row.departments))


def draft_of(
    rng: random.Random,
    plan: Plan,
    rows: tuple[Person, ...],
    names: dict[str, tuple[int, ...]],
    i: int,
    relation: str = "",
) -> Draft:
    """The plain nickname of a person under the group's rule."""
    row = rows[i]
    path = row.departments[0]
    place = path[min(plan.level, len(path) - 1)]
    draft = Draft(i, row, row.name, place, list(plan.segments), plan.joint, rows, names, relation)
    draft.true_place = place
    fields = {name for segment in plan.segments for name in segment}
    if "team" in fields:
        draft.team = path[3] if len(path) > 3 else ""
        draft.true_place = f"{place}/{draft.team}" if draft.team else place
        if not draft.team:
            draft.segments.remove(("team",))
            draft.mess.append("no_team")
    if "place" not in fields:
        draft.place = draft.true_place = ""
    if "phone" in fields:
        draft.phone, draft.decided = row.phone, True
    if "number" in fields:
        draft.number, draft.decided = row.number, True
    if "company" in fields:
        draft.company = "远岭实业"
    return draft


def messed(rng: random.Random, draft: Draft, kinds: int) -> Draft:
    """The draft with one or two kinds of mess out of different slots; a mess that does not apply is drawn anew."""
    used: set[str] = set()
    for _ in range(kinds):
        for _ in range(30):
            slot, _weight, word, mess = rng.choices(KINDS, [weight for _, weight, _, _ in KINDS])[0]
            if slot in used:
                continue
            done = _tried(rng, draft, word, mess)
            if done is not None:
                draft = done
                used.add(slot)
                if draft.whole:
                    return draft
                break
    return draft


def _tried(rng: random.Random, draft: Draft, word: str, mess: Mess) -> Draft | None:
    trial = copy.copy(draft)
    trial.segments, trial.mess, trial.must = list(draft.segments), [*draft.mess, word], list(draft.must)
    before = trial.render()
    return trial if mess(rng, trial) and trial.render() != before else None


def _nameless(rng: random.Random, i: int) -> Truth:
    return Truth(rng.choice(NICKNAMES), i, mess=("nickname_only",))


def _members(
    rng: random.Random, plan: Plan, rows: tuple[Person, ...], names: dict[str, tuple[int, ...]], number: int
) -> Group:
    joined = [i for i in plan.expected if rng.random() < (0.5 if rows[i].left else 0.92)][:480]
    if rng.random() < 0.7:
        rng.shuffle(joined)
    joined.sort(key=lambda i: rows[i].post != "经理")
    truths: list[Truth] = []
    for i in joined:
        for relation in _relations(rng, rows[i]):
            roll = rng.random()
            draft = draft_of(rng, plan, rows, names, i, relation)
            if roll < plan.heavy * 0.07:
                truths.append(_nameless(rng, i))
            else:
                kinds = 0 if roll > plan.heavy and "·" not in draft.name else 1 + (rng.random() < 0.25)
                truths.append(messed(rng, draft, kinds).truth())
    extra = _extras(rng, plan, rows, names, joined, number)
    twice = {truth.person for truth in extra if "first_account" in truth.mess}
    truths = [truth for truth in truths if truth.person not in twice]
    for truth in extra:
        truths.insert(rng.randrange(len(truths) // 3, len(truths) + 1), truth)
    return Group(f"群{number + 1}", plan.kind, plan.rule, plan.expected, tuple(truths))


def _relations(rng: random.Random, row: Person) -> tuple[str, ...]:
    if not is_pupil(row):
        return ("",)
    roll = rng.random()
    return tuple(rng.sample(_relatives(rng), 1 if roll < 0.7 else 2)) if roll < 0.97 else (rng.choice(RELATIONS),)


def _relatives(rng: random.Random) -> list[str]:
    return [*RELATIONS[:5], rng.choice(RELATIONS[5:7])]


def _extras(
    rng: random.Random,
    plan: Plan,
    rows: tuple[Person, ...],
    names: dict[str, tuple[int, ...]],
    joined: list[int],
    number: int,
) -> list[Truth]:
    """Those who are not simply members under a nickname of their own: second accounts, impostors, strangers, guests."""
    if not joined:
        return []
    share = max(1, round(len(joined) * plan.heavy * 0.06))
    found: list[Truth] = []
    staying = [i for i in joined if not rows[i].left] or joined
    heads = [i for i in staying if rows[i].post in ("经理", "教师")] or staying
    for turn in range(share):
        tie = number * 1000 + turn * 10
        found += _second_account(rng, plan, rows, names, rng.choice(staying), tie + 1)
        found += _impostor(rng, plan, rows, names, rng.choice(heads), tie + 2)
        found += _stranger(rng, plan, rows, names, rng.choice(joined))
        found += _about(rng, plan, rows, names, rng.choice(joined))
        if plan.kind == "parents" and rng.random() < 0.5:
            found += _family(rng, plan, rows, names, rng.choice(staying), tie + 3)
        elif rng.random() < 0.5:
            guest = rng.randrange(len(rows))
            if not is_pupil(rows[guest]) and guest not in joined:
                found.append(replace(draft_of(rng, plan, rows, names, guest).truth(), mess=("guest",)))
    words = [i for i in joined if rows[i].name in WORD_SENTENCES]
    found += [Truth(WORD_SENTENCES[rows[i].name], mess=("name_in_words",)) for i in words if rng.random() < 0.6]
    return found


def _relation_for(rng: random.Random, row: Person) -> str:
    return rng.choice(RELATIONS[:4]) if is_pupil(row) else ""


def _second_account(
    rng: random.Random, plan: Plan, rows: tuple[Person, ...], names: dict[str, tuple[int, ...]], i: int, tie: int
) -> list[Truth]:
    first = draft_of(rng, plan, rows, names, i, _relation_for(rng, rows[i]))
    second = copy.copy(first)
    second.mess, second.segments = ["second_account"], list(first.segments)
    if rng.random() < 0.5:
        second.after = rng.choice(
            ("(小号)", "-备用", " 工作号", "（新号）") if first.phone else ("(小号)", "2", "-备用", "（新号）")
        )
        second.weaken("likely")
    elif second.joint:
        second.joint = rng.choice(("-", "—", " "))
    return [
        second.truth(tie, "duplicate_person"),
        replace(first.truth(tie, "duplicate_person"), mess=("first_account",)),
    ]


def _impostor(
    rng: random.Random, plan: Plan, rows: tuple[Person, ...], names: dict[str, tuple[int, ...]], i: int, tie: int
) -> list[Truth]:
    draft = draft_of(rng, plan, rows, names, i, _relation_for(rng, rows[i]))
    if draft.phone:
        draft.phone, draft.decided = phone_number(rng), False
        draft.weaken("likely")
    draft.number, draft.decided = ("", False) if draft.number else (draft.number, draft.decided)
    if rng.random() < 0.3:
        draft.mess.append("impostor_exact")
        return [
            draft.truth(tie, "duplicate_person"),
            replace(
                draft_of(rng, plan, rows, names, i, draft.relation).truth(tie, "duplicate_person"),
                mess=("first_account",),
            ),
        ]
    shapes = [
        (word, mess)
        for _, _, word, mess in KINDS
        if word
        in ("traditional", "variant_character", "compat_character", "other_script", "sounds_or_looks", "hidden", "bidi")
    ]
    for word, mess in rng.sample(shapes, len(shapes)):
        done = _tried(rng, draft, "impostor_" + word, mess)
        if done is not None:
            return [done.truth()]
    return []


def _in_rule(rng: random.Random, plan: Plan, rows: tuple[Person, ...], i: int, name: str, kind: str) -> Truth:
    """A nickname in the form of the rule with the place of a member and a name nobody of the unit bears."""
    draft = draft_of(rng, plan, rows, {}, i, _relation_for(rng, rows[i]))
    draft.name = name
    if draft.phone:
        draft.phone = phone_number(rng)
    draft.number = ""
    draft.mess = [kind]
    draft.strength = "none"
    return draft.truth()


def _stranger(
    rng: random.Random, plan: Plan, rows: tuple[Person, ...], names: dict[str, tuple[int, ...]], i: int
) -> list[Truth]:
    name = rows[i].name
    fresh = full_name(rng)
    roll = rng.randrange(8)
    if roll == 0:
        return [Truth(rng.choice(EMPTYISH), mess=("emptyish",))]
    if roll == 1:
        return [Truth(rng.choice(NICKNAMES), mess=("stranger_nickname",))]
    if roll == 2 and fresh not in names:
        return [replace(_in_rule(rng, plan, rows, i, fresh, "stranger_in_rule"), must=(frozenset({"not_in_roster"}),))]
    if roll == 3 and fresh not in names:
        return [Truth(fresh, mess=("stranger_bare",), must=(frozenset({"not_in_roster"}),))]
    if roll == 4 and len(name) == 3 and name[:2] not in names and name[:2] not in COMPOUND:
        return [_in_rule(rng, plan, rows, i, name[:2], "shorter_name")]
    if roll in (5, 6) and len(name) <= 3 and "·" not in name:
        longer = (
            name + rng.choice(GIVEN_SECOND)
            if roll == 5 or len(name) == 3
            else name[0] + rng.choice(GIVEN_FIRST) + name[1:]
        )
        return [] if longer in names else [_in_rule(rng, plan, rows, i, longer, "longer_name")]
    return [
        Truth(
            rng.choice(
                (
                    f"{rng.choice(ENGLISH)} {name[0]}",
                    f"{name[0]}{rng.choice(TITLES)}",
                    f"阿{name[-1]}",
                    f"{name[-1]}{name[-1]}",
                )
            ),
            mess=("part_of_name",),
        )
    ]


def _about(
    rng: random.Random, plan: Plan, rows: tuple[Person, ...], names: dict[str, tuple[int, ...]], i: int
) -> list[Truth]:
    """Nicknames that hold a member's name and are another's: shops, colleagues, relatives, requests."""
    name = rows[i].name
    if rng.random() < 0.15:  # whose account this is the words alone don't say
        word = rng.choice(
            (
                f"{name}（代{full_name(rng)}）",
                f"{name}/{full_name(rng)}",
                f"{name}司机" if plan.kind != "parents" else f"{name}本人",
            )
        )
        return [Truth(word, i, name, name, mess=("doubtful_member",), strength="likely")]
    forms = [
        f"{name}{rng.choice(SHOPS)}",
        f"{name}的同事",
        f"{name}的老婆",
        f"找{name}请打电话",
        f"{name}粉丝后援会",
        f"不是{name}",
    ]
    if plan.kind == "parents":
        forms += [f"{name}班主任", f"{name}的同桌妈妈", f"{name}钢琴老师"]
    else:
        forms += [f"{name}妈妈", f"{name}助理小刘", f"代替{name}"]
    place = rng.choice(rows[i].departments[0])
    forms += [place, f"{place}前台", f"{place}临时工"]
    return [Truth(rng.choice(forms), mess=("about_member",))]


def _family(
    rng: random.Random, plan: Plan, rows: tuple[Person, ...], names: dict[str, tuple[int, ...]], i: int, tie: int
) -> list[Truth]:
    return [
        replace(draft_of(rng, plan, rows, names, i, relation).truth(tie, "relation_limit"), mess=("third_relative",))
        for relation in rng.sample(_relatives(rng), 3)
    ]

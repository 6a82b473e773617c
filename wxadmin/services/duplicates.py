"""可能重复: rows of the roster that may be one person, each pair with its reasons; a person decides.

Found in one pass over the roster, bounded: what many share (the telephone of a reception) says nothing of two of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Literal

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.services import clock, people, spelling
from wxadmin.services.records import Change, Store
from wxadmin.store import duplicates as stored
from wxadmin.store import merging as stored_merges
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

Strength = Literal[3, 2, 1]
STRENGTHS: dict[Strength, str] = {3: _("很可能"), 2: _("可能"), 1: _("留意")}
MOST = 2000
"""Pairs given at most; nobody decides more in a day."""
_CROWD = 6
"""People who share a value: more of them say nothing of two."""
_HAN_NUMBER = str.maketrans("〇零一二三四五六七八九", "00123456789")
_NOISE = re.compile(r"[\s()（）·、,，._\-—]|(?:年级|年|级|部门|部|班级|班|处|科|室|组|中心)$")
_ACCOUNTS = {"account": _("账号相同"), "mail": _("邮箱相同"), "wechat": _("微信号相同")}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one: ``one`` < ``other``, labels, why, and how strong that is."""

    one: int
    other: int
    labels: tuple[str, str]
    reasons: tuple[str, ...]
    strength: Strength


@dataclass(frozen=True, slots=True)
class Found:
    """The pairs, the strongest first, and how many there are in all."""

    pairs: tuple[Pair, ...]
    total: int


@dataclass(slots=True)
class _Facts:
    """What is compared of one person, ready."""

    name: str
    key: str
    departments: frozenset[str]
    phone: str
    number: str
    guardians: frozenset[str]
    label: str

    @staticmethod
    def of(row: Row) -> _Facts:
        paths = json.loads(row["departments"])
        last = paths[0][-1] if paths and paths[0] else ""
        return _Facts(
            row["name"].strip(),
            row["name_key"],
            frozenset(path[-1] for path in paths if path),
            row["phone"],
            row["number"],
            frozenset(_guardians(row["guardians"])),
            f"{row['name']}（{last}）" if last else row["name"],
        )


def found(store: Store, *, limit: int = MOST, step: Step = quiet) -> Found:
    """All pairs that may be one person and were not said to be two; Cancelled through ``step``."""
    with store.read() as db:
        return _found(db, limit, step)


def persons(store: Store) -> set[int]:
    """Everybody who is in one of the pairs."""
    return {person for pair in found(store).pairs for person in (pair.one, pair.other)}


def of_person(store: Store, person: int) -> tuple[Pair, ...]:
    """The pairs a person is in, found from the indexes of number, telephone and name."""
    with store.read() as db:
        row = stored_people.one(db, person)
        if row is None:
            return ()
        near = stored.near(db, row["number_key"], row["phone"], row["name_key"])
        if len(near) > 50 * _CROWD:
            near = near[: 50 * _CROWD]
        facts = {one["id"]: _Facts.of(one) for one in near}
        apart = stored_merges.every_apart(db)
        pairs = []
        for other in facts:
            pair = (min(person, other), max(person, other))
            if other != person and pair not in apart:
                pairs += _judged(pair, facts, ())
    return tuple(sorted(pairs, key=lambda one: (-one.strength, one.one, one.other)))


def already(store: Store, name: str, phone: str, number: str) -> tuple[tuple[int, str], ...]:
    """(id, label) of who is on the roster with this number, telephone or name; those with most in common first."""
    keys = (spelling.key(number.strip()), phone.strip(), spelling.key(name.strip()))
    with store.read() as db:
        rows = stored.near(db, *keys)
        same = {
            row["id"]: (row["number_key"] == keys[0] != "", row["phone"] == keys[1] != "", row["name_key"] == keys[2])
            for row in stored_people.page(db, [row["id"] for row in rows])
        }
        best = sorted(same, key=lambda one: (-sum(same[one]), one))
        people_of = [(row["id"], people.label(people.person_of(row))) for row in stored_people.page(db, best)]
    return tuple(people_of)


def apart(store: Store, one: int, other: int, reason: str = "") -> Change[int]:
    """Remembers that two are two persons; they are not offered again. UserError for oneself or nobody."""
    if one == other:
        raise UserError(_("这是同一个人"), remedy=_("请选两个不同的人"))

    def work(tx: Tx) -> int:
        rows = stored_people.page(tx, (one, other))
        if len(rows) != 2:
            raise UserError(_("没有这个人员"), remedy=_("可能已被撤销导入或合并，请刷新列表"))
        known = stored_merges.apart(tx, one, other)
        if known is not None:
            return int(known["id"])
        low, high = sorted((one, other))
        values: dict[str, int | str] = {
            "one_id": low,
            "other_id": high,
            "reason": reason.strip(),
            "made": clock.stamp(),
        }
        return tx.insert("person_apart", values)

    with store.read() as db:
        row = stored_people.one(db, one)
    return store.change(_("不是同一人：{}").format(row["name"] if row is not None else ""), work)


def _found(db: Source, limit: int, step: Step) -> Found:
    step(0, 3)
    by_number = [_ids(ids) for _value, ids in stored.sharing(db, "number_key")]
    by_phone = [_ids(ids) for _value, ids in stored.sharing(db, "phone")]
    candidates: dict[tuple[int, int], tuple[str, ...]] = {}
    for crowd in (*by_number, *by_phone):
        if len(crowd) <= _CROWD:
            for pair in combinations(sorted(crowd), 2):
                candidates[pair] = ()
    for key, title in _ACCOUNTS.items():
        for crowd in map(_ids, stored.accounts(db, key)):
            if len(crowd) <= _CROWD:
                for pair in combinations(sorted(crowd), 2):
                    candidates[pair] = (*candidates.get(pair, ()), title)
    step(1, 3)
    for pair in _namesakes(stored.named(db)):
        candidates.setdefault(pair, ())
    step(2, 3)
    wanted = {person for pair in candidates for person in pair}
    facts = {i: _Facts.of(row) for i, row in stored.facts(db, sorted(wanted)).items()}
    said = stored_merges.every_apart(db)
    pairs = [
        one
        for pair, shared in candidates.items()
        if pair not in said and pair[0] in facts and pair[1] in facts
        for one in _judged(pair, facts, shared)
    ]
    pairs.sort(key=lambda one: (-one.strength, facts[one.one].key, one.one, one.other))
    return Found(tuple(pairs[:limit]), len(pairs))


def _ids(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def _namesakes(rows: Sequence[Row]) -> Iterable[tuple[int, int]]:
    """Pairs of one name that share a department, or one like it, or a guardian; never all pairs of a common name."""
    crowds: dict[str, list[tuple[int, str, str]]] = {}
    for person, name, department, guardians in rows:
        crowds.setdefault(name, []).append((person, department, guardians))
    for crowd in crowds.values():
        if len(crowd) < 2:
            continue
        places: dict[str, list[int]] = {}
        bare: list[int] = []
        for person, department, guardians in crowd:
            for key in _places(department):
                places.setdefault(key, []).append(person)
            if guardians != "[]":
                for name in _guardians(guardians):
                    places.setdefault(f"\0{name}", []).append(person)
            if not department:
                bare.append(person)
        for there in places.values():
            if 1 < len(there) <= _CROWD:
                yield from combinations(sorted(there), 2)
        # Somebody without a department may be any one of few.
        if bare and len(crowd) <= _CROWD:
            for person in bare:
                yield from ((min(person, one[0]), max(person, one[0])) for one in crowd if one[0] != person)


def _guardians(guardians: str) -> set[str]:
    """Names and telephones of guardians as stored."""
    return {value for one in json.loads(guardians) for value in (one["name"], one["phone"]) if value}


@lru_cache(maxsize=20_000)
def _places(departments: str) -> tuple[str, ...]:
    """What the departments of a row, as the list shows them, have in common with other spellings, each once."""
    return tuple({like(name) for name in departments.split("、")}) if departments else ()


def like(department: str) -> str:
    """What two spellings of a department have in common: 三年级（2）班 and 三(2)班 are alike, 销售部 and 销售."""
    text = department.translate(_HAN_NUMBER).replace("7年级", "初1").replace("8年级", "初2").replace("9年级", "初3")
    shorter = _NOISE.sub("", text)
    while shorter != text:
        text, shorter = shorter, _NOISE.sub("", shorter)
    return re.sub(r"年级|年|级", "", shorter) or department


def _judged(pair: tuple[int, int], facts: dict[int, _Facts], shared: tuple[str, ...]) -> list[Pair]:
    """The pair with its reasons, none where what they share says nothing."""
    one, other = facts[pair[0]], facts[pair[1]]
    same_name = one.name == other.name
    number = bool(one.number) and one.number == other.number
    phone = bool(one.phone) and one.phone == other.phone
    two_numbers = bool(one.number) and bool(other.number) and not number
    two_phones = bool(one.phone) and bool(other.phone) and not phone
    reasons = [
        words
        for holds, words in (
            (number, _("编号相同") if same_name else _("编号相同、姓名不同")),
            (phone, _("电话相同") if same_name else _("电话相同、姓名不同")),
        )
        if holds
    ]
    reasons += shared
    place = bool(one.departments & other.departments)
    near = not place and bool({like(d) for d in one.departments} & {like(d) for d in other.departments})
    kin = bool(one.guardians & other.guardians)
    if same_name:
        reasons += [
            words
            for holds, words in (
                (place, _("姓名和部门相同")),
                (near, _("姓名相同、部门相近")),
                (kin, _("姓名和家长相同")),
                (not one.departments or not other.departments, _("姓名相同，有一条没有部门")),
            )
            if holds
        ]
        if two_numbers and two_phones and not shared and not kin:
            return []  # two marks of two people
        if number or phone or kin or shared:
            strength: Strength = 3 if not (two_numbers or two_phones) or (number and phone) else 2
        elif place:
            strength = 2 if not (two_numbers or two_phones) else 1
        elif two_numbers or two_phones:
            return []
        else:
            strength = 1
    else:
        strength = 2 if number or shared else 1
        if phone and not number and not shared and two_numbers:
            return []  # a telephone shared by two who have numbers of their own
    if not reasons:
        return []
    if two_numbers:
        reasons.append(_("但编号不同"))
    if two_phones and not number:
        reasons.append(_("但电话不同"))
    return [Pair(*pair, (one.label, other.label), tuple(reasons), strength)]

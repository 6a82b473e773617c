"""合并与拆分: two rows that are one person become one, and can become two again.

Whatever refers to the one given up is pointed to the one kept; issued papers and old lists keep the name they were
made with. A record keeps the subject id it was written under, so that erasing a person takes the ids
of everybody merged in, too.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Person
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, people, person_ties, relations
from wxadmin.services.person_ties import Tie
from wxadmin.services.records import Change, Store
from wxadmin.store import merging as stored
from wxadmin.store import people as stored_people
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source
from wxadmin.store.merging import Reference

Side = Literal["keep", "gone", "both"]
_PLAIN = ("name", "post", "phone", "number", "category")
_COLUMNS = ("name", "departments", "post", "phone", "number", "category", "gone", "guardians", "note")
_JOINED = ("departments", "guardians", "note")


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field in which the two differ: what each says, and whose words are proposed.

    ``key`` is a field of Person or ``extra:`` and the key of an extra; ``both`` can be chosen where ``joinable``.
    """

    key: str
    title: str
    keep: str
    gone: str
    side: Side
    joinable: bool


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do: ``moves`` goes over, ``stays`` does not as the one kept has the same already.

    ``problem`` says why it cannot be done, ``""`` when it can.
    """

    keep: int
    gone: int
    keep_label: str
    gone_label: str
    fields: tuple[FieldChoice, ...]
    moves: tuple[Tie, ...]
    stays: tuple[Tie, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class SplitPreview:
    """What taking a merge apart would do: ``back`` returns, ``fields`` (titles) are again what they were."""

    merge: int
    name: str
    into: int
    into_name: str
    back: tuple[Tie, ...]
    fields: tuple[str, ...]


def preview(store: Store, keep: int, gone: int) -> MergePreview:
    """What merging ``gone`` into ``keep`` would do; UserError when there is one of them not."""
    with store.read() as db:
        mine, theirs = _both(db, keep, gone)
        going, staying = stored.moving(db, keep, gone)
        problem = ""
        try:
            relations.refuse_circle_of_one(db, keep, gone)
        except UserError as error:
            problem = str(error)
        return MergePreview(
            keep, gone, people.label(mine), people.label(theirs), _choices(mine, theirs),
            person_ties.told(db, going), person_ties.told(db, staying), problem,
        )  # fmt: skip


def merge(store: Store, keep: int, gone: int, reason: str = "", sides: Mapping[str, Side] | None = None) -> Change[int]:
    """Merges ``gone`` into ``keep``, one undoable change; the value is the merge's id.

    ``sides`` says for fields of the preview whose words count, else as proposed. A draft of both is about one from then
    on. UserError for oneself, somebody who is not there, or relations that would go round.
    """
    # Imported here because cases are shown with people.
    from wxadmin.services import case_joins

    def work(tx: Tx) -> int:
        mine, theirs = _both(tx, keep, gone)
        relations.refuse_circle_of_one(tx, keep, gone)
        going, _staying = stored.moving(tx, keep, gone)
        chosen = dict(sides or {})
        merged = _merged(mine, theirs, {c.key: chosen.get(c.key, c.side) for c in _choices(mine, theirs)})
        people.write(tx, keep, merged)
        pointed = [one for one in going if stored.point(tx, one, gone, keep)]
        case_joins.join_twins(tx, keep, [one.row for one in pointed if one.table == "case_party"])
        moved = [[one.table, one.column, one.row] for one in pointed]
        subject = stored_people.subject_of(tx, gone)
        assert subject is not None
        return tx.insert(
            "person_merge",
            {
                "person_id": gone, "into_id": keep, "moved": json.dumps(moved), "reason": reason.strip(),
                "made": clock.stamp(), "actor": store.actor, "subject": subject,
            },
        )  # fmt: skip

    with store.read() as db:
        name = _both(db, keep, gone)[0].name
    return store.change(_("合并人员 {}").format(name), work)


def preview_split(store: Store, merge_id: int) -> SplitPreview:
    """What :func:`split` would do."""
    with store.read() as db:
        row = _merge(db, merge_id)
        keep = row["into_id"]
        before, now = _before(db, merge_id, keep), _person(db, keep)
        titles = tuple(title for key, title in people.TITLES.items() if getattr(before, key) != getattr(now, key))
        if before.extras != now.extras:
            titles = (*titles, _("其他资料"))
        back = person_ties.told(db, _moved(db, row["moved"], row["into_id"]))
        return SplitPreview(merge_id, row["name"], row["into_id"], row["into_name"], back, titles)


def split(store: Store, merge_id: int) -> Change[int]:
    """Takes a merge apart, also long after; the value is the id of the person who is back.

    What was pointed over returns, fields that nobody has changed since are what they were, and the two are remembered
    as two. UserError when the merge is not there.
    """

    def work(tx: Tx) -> int:
        row = _merge(tx, merge_id)
        gone, keep = int(row["person_id"]), int(row["into_id"])
        back = _moved(tx, row["moved"], keep)
        before = _before(tx, merge_id, keep)
        tx.delete("person_merge", merge_id)
        for one in back:
            stored.point(tx, one, keep, gone)
        relations.refuse_circle_of_one(tx, gone, gone)
        people.write(tx, keep, before)
        _remember_apart(tx, keep, gone, on_paper(_("合并后拆开")))
        return gone

    with store.read() as db:
        name = _merge(db, merge_id)["name"]
    return store.change(_("拆分人员 {}").format(name), work)


def ties(store: Store, person: int) -> tuple[Tie, ...]:
    """What could go to somebody else when one row turns out to be two people."""
    with store.read() as db:
        _person(db, person)
        return person_ties.of_person(db, person)


def part(store: Store, person: int, new: Person, taken: Sequence[Reference], reason: str = "") -> Change[int]:
    """Makes a second person out of one row that was two people; ``taken`` of :func:`ties` goes to them.

    The value is the new person's id. UserError for a person without a name or a record that is no longer theirs.
    """
    if not new.name.strip():
        raise UserError(_("姓名是空的"), remedy=_("请写上姓名"))

    def work(tx: Tx) -> int:
        _person(tx, person)
        subject = secrets.token_bytes(16)
        made = people.write_new(tx, new, subject)
        for one in taken:
            if not stored.points(tx, one, person):
                raise UserError(_("选中的内容已经不属于此人"), remedy=_("请关闭后重新拆分"))
            stored.point(tx, one, person, made, subject)
        _remember_apart(tx, person, made, reason.strip() or on_paper(_("从一人拆成两人")))
        return made

    with store.read() as db:
        name = _person(db, person).name
    return store.change(_("拆分人员 {}").format(name), work)


def _remember_apart(tx: Tx, one: int, other: int, reason: str) -> None:
    if stored.apart(tx, one, other) is None:
        low, high = sorted((one, other))
        tx.insert("person_apart", {"one_id": low, "other_id": high, "reason": reason, "made": clock.stamp()})


# Fields


def _choices(mine: Person, theirs: Person) -> tuple[FieldChoice, ...]:
    """The fields in which the two differ, with what is proposed."""
    found = []
    for key in (*_PLAIN[:1], "departments", *_PLAIN[1:], "guardians", "left", "note"):
        one, other = getattr(mine, key), getattr(theirs, key)
        if one == other:
            continue
        joinable = key in _JOINED and bool(one) and bool(other)
        side: Side = "keep" if one or not other else "gone"
        if key == "left":
            side = "gone" if one else "keep"  # whoever is still there in one list has not left
        elif key == "guardians" and joinable:
            side = "both"
        found.append(
            FieldChoice(key, people.TITLES[key], people.words(mine, key), people.words(theirs, key), side, joinable)
        )
    mine_more, their_more = dict(mine.extras), dict(theirs.extras)
    for key in dict.fromkeys((*mine_more, *their_more)):
        here, there = mine_more.get(key, ""), their_more.get(key, "")
        if here != there:
            found.append(
                FieldChoice(f"extra:{key}", people.extra_title(key), here, there, "keep" if here else "gone", False)
            )
    return tuple(found)


def _merged(mine: Person, theirs: Person, sides: Mapping[str, str]) -> Person:
    values: dict[str, Any] = {}
    extras = dict(mine.extras)
    for key, side in sides.items():
        if key.startswith("extra:"):
            name = key.removeprefix("extra:")
            value = dict(theirs.extras if side == "gone" else mine.extras).get(name, "")
            extras.pop(name, None)
            if value:
                extras[name] = value
        elif side == "gone":
            values[key] = getattr(theirs, key)
        elif side == "both":
            values[key] = _joined(getattr(mine, key), getattr(theirs, key))
    return replace(mine, **values, extras=tuple(extras.items()))


def _joined(one: Any, other: Any) -> Any:
    if isinstance(one, str):
        return "；".join(dict.fromkeys(part for part in (one, other) if part))
    return tuple(dict.fromkeys((*one, *other)))


# What there is


def _person(db: Source, person: int) -> Person:
    row = stored_people.one(db, person)
    if row is None:
        raise people.nobody()
    return people.whole(db, row)


def _both(db: Source, keep: int, gone: int) -> tuple[Person, Person]:
    if keep == gone:
        raise UserError(_("不能和自己合并"), remedy=_("请选另一个人"))
    return _person(db, keep), _person(db, gone)


def _merge(db: Source, merge_id: int) -> Any:
    row = stored.merge(db, merge_id)
    if row is None:
        raise UserError(_("没有这次合并"), remedy=_("可能已经拆开或撤销，请刷新"))
    return row


def _moved(db: Source, moved: str, keep: int) -> list[Reference]:
    """What a merge pointed over and still names the one kept."""
    return [one for one in (Reference(*each) for each in json.loads(moved)) if stored.points(db, one, keep)]


def _before(db: Source, merge_id: int, keep: int) -> Person:
    """The one kept, each field that the merge set and nobody has changed since as it was before."""
    row, change = stored_people.one(db, keep), stored.change_of(db, merge_id)
    if row is None:
        raise people.nobody()
    values = dict(row)
    detail = stored_people.detail(db, keep)
    fields = "{}" if detail is None else str(detail["fields"])
    for entry in stored.images(db, change or 0, ("person", "person_detail")):
        body = json.loads(entry["body"]) if entry["body"] is not None else {}
        before, after = body.get("before") or {}, body.get("after") or {}
        if entry["tbl"] == "person" and entry["row"] == keep:
            values |= {name: before[name] for name in _COLUMNS if before and row[name] == after[name]}
        elif entry["tbl"] == "person_detail" and after and fields == after["fields"]:
            fields = before.get("fields", "{}")
    return replace(people.person_of(values), extras=people.extras_of(fields))

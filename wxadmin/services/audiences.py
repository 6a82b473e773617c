"""对象: whom an announcement is for, by rules and by hand; who is left out, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wxadmin.domain.people import Person
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock, people
from wxadmin.services.records import Store
from wxadmin.store import announcements as stored
from wxadmin.store import people as stored_people
from wxadmin.store import signings as stored_signings
from wxadmin.store.lists import Source

DROPPED = _("手工去掉")
"""Why somebody is left out who was dropped by hand."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody of the group whom all rules given fit; within one rule any word will do. Picks by hand come last.

    ``departments`` are single levels (``销售部``). ``unsigned`` is a round of signing, ``unanswered`` a posted
    announcement: who has not signed, not answered there. ``only`` leaves every rule aside: those picked and nobody
    else. ``picked`` and ``dropped`` are people by id.
    """

    categories: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    unsigned: int | None = None
    unanswered: int | None = None
    only: bool = False
    picked: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is the whole group, nobody picked or dropped."""
        return self == Audience()


@dataclass(frozen=True, slots=True)
class Recipient:
    """One of the audience: ``row`` is that of the roster (store.people)."""

    id: int
    label: str
    person: Person
    subject: bytes
    picked: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One of the group who is not in the audience, with the reason (Chinese: it is kept)."""

    id: int
    label: str
    subject: bytes
    why: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom it comes to now. ``lost`` are picks of people who left the group or the roster since."""

    people: tuple[Recipient, ...]
    left_out: tuple[LeftOut, ...]
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen in a group: words with how many people, rounds and announcements as (id, words)."""

    total: int
    categories: tuple[tuple[str, int], ...]
    posts: tuple[tuple[str, int], ...]
    departments: tuple[tuple[str, int], ...]
    signings: tuple[tuple[int, str], ...]
    announcements: tuple[tuple[int, str], ...]


def resolve(db: Source, group: int, audience: Audience) -> Resolved:
    """Whom the rules come to now, in roster order."""
    rows = [row for row in stored_people.of_group(db, group) if not row["gone"]]
    here = {row["id"] for row in rows}
    silent = None if audience.unanswered is None else _silent(db, audience.unanswered)
    unsigned = None if audience.unsigned is None else _unsigned(db, audience.unsigned)
    chosen: list[Recipient] = []
    out: list[LeftOut] = []
    for row in rows:
        person = people.person_of(row)
        words = people.label(person)
        if row["id"] in audience.dropped:
            why = on_paper(DROPPED)
        elif row["id"] in audience.picked:
            why = ""
        else:
            why = _unfit(audience, row["id"], person, silent, unsigned)
        if why:
            out.append(LeftOut(row["id"], words, row["subject"], why))
        else:
            chosen.append(Recipient(row["id"], words, person, row["subject"], row["id"] in audience.picked))
    return Resolved(tuple(chosen), tuple(out), _lost(db, [one for one in audience.picked if one not in here]))


def _unfit(
    audience: Audience, number: int, person: Person, silent: frozenset[int] | None, unsigned: frozenset[int] | None
) -> str:
    """Why the rules leave somebody out, ``""`` when they do not."""
    if audience.only:
        return on_paper(_("没有挑选"))
    if audience.categories and person.category not in audience.categories:
        return on_paper(_("类别不在所选之内"))
    if audience.posts and person.post not in audience.posts:
        return on_paper(_("职务不在所选之内"))
    if audience.departments and not any(set(path) & set(audience.departments) for path in person.departments):
        return on_paper(_("部门不在所选之内"))
    if unsigned is not None and number not in unsigned:
        return on_paper(_("已经签收，或不用签收"))
    if silent is not None and number not in silent:
        return on_paper(_("已经回复，或不是上次的对象"))
    return ""


def _unsigned(db: Source, signing: int) -> frozenset[int]:
    """Who stands on the roll of a round without a signature."""
    row = stored_signings.one(db, signing)
    if row is None:
        return frozenset()
    waiting = {row_id for row_id, how in stored_signings.standing(db, signing).items() if how in ("missing", "absent")}
    return frozenset(s["person_id"] for s in stored_signings.signers(db, row["roll"]) if s["id"] in waiting)


def _silent(db: Source, announcement: int) -> frozenset[int]:
    """Who has not answered another announcement."""
    from wxadmin.services import answers  # its board is read only where a rule asks for it

    row = stored.one(db, announcement)
    if row is None or row["state"] == "draft":
        return frozenset()
    return frozenset(person for person, _name in answers.board(db, row).missing)


def _lost(db: Source, picked: Sequence[int]) -> tuple[str, ...]:
    names = []
    for number in picked:
        row = stored_people.one(db, number)
        names.append(on_paper(_("（已不在花名册）")) if row is None else str(row["name"]))
    return tuple(names)


def preview(store: Store, group: int, audience: Audience) -> Resolved:
    """The same from outside a change."""
    with store.read() as db:
        return resolve(db, group, audience)


def options(store: Store, group: int) -> Options:
    """What can be chosen in a group, what most people have first; rounds and announcements newest first."""
    with store.read() as db:
        found = [people.person_of(row) for row in stored_people.of_group(db, group) if not row["gone"]]
        rounds = stored_signings.open_ones(db, group)
        titles = {row["id"]: row["regulation_title"] for row in stored_signings.page(db, [r["id"] for r in rounds])}
        posted = stored.posted_lately(db, group)
    return Options(
        len(found),
        _counted(one.category for one in found),
        _counted(one.post for one in found),
        tuple(
            (word, n)
            for word, n in _counted(level for one in found for level in {lv for path in one.departments for lv in path})
            if n < len(found)
        ),
        tuple((row["id"], f"《{titles.get(row['id'], '')}》{clock.shown(row['opened'])}") for row in rounds),
        tuple((row["id"], f"{row['title']}（{clock.shown(row['posted'])}）") for row in posted),
    )


def _counted(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple((word, n) for word, n in Counter(words).most_common() if word)


def words(audience: Audience, signing: str = "", announcement: str = "") -> str:
    """The rules in a sentence; ``signing`` and ``announcement`` name what the ids stand for."""
    parts = []
    if audience.only:
        parts.append(_("只发给挑选的人"))
    else:
        chosen = [*audience.departments, *audience.posts, *audience.categories]
        parts.append("、".join(chosen) if chosen else _("全群"))
        if audience.unsigned is not None:
            parts.append(_("还没有签收{}的人").format(signing))
        if audience.unanswered is not None:
            parts.append(_("还没有回复“{}”的人").format(announcement))
    if audience.picked:
        parts.append(_("另加 {} 人").format(len(audience.picked)) if not audience.only
                     else _("{} 人").format(len(audience.picked)))  # fmt: skip
    if audience.dropped:
        parts.append(_("去掉 {} 人").format(len(audience.dropped)))
    return joined(_("，"), parts)

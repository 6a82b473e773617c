"""Zombie members: who was not heard for so many days, as far as the archived chat covers these days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, group_life
from wxadmin.services.records import Store
from wxadmin.store import members as stored
from wxadmin.store.lists import Source

QUIET = 7
"""Days without any archived message that still count as covered; of a longer gap nobody knows whether it was archived.

The archive must also reach to within so many days of today."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the archive of a group covers the last ``days`` days.

    ``since`` is the day after which somebody should have been heard, None where the archive does not reach so far.
    ``first`` and ``until`` are the first and last day with an archived message that counted, ``covered`` how many days
    they cover, ``gaps`` (day after, day before) stretches that did not count. ``days`` 0: the group does not ask.
    """

    days: int
    since: date | None = None
    first: date | None = None
    until: date | None = None
    covered: int = 0
    gaps: tuple[tuple[date, date], ...] = ()

    @property
    def words(self) -> str:
        """What an owner must know of it, in one or two sentences."""
        if not self.days:
            return _("本群没有规定多少天不发言算长期不发言。")
        if self.until is None or self.first is None:
            return _("还没有归档聊天记录，不知道谁长期不发言。")
        if self.since is None and self.until < clock.today() - timedelta(days=QUIET):
            text = _("聊天归档只到 {}，请先导入最近的聊天记录。").format(clock.shown_day(self.until))
        elif self.since is None:
            text = _("聊天归档从 {} 到 {}，只覆盖 {} 天，不够 {} 天，还不能判断谁长期不发言。").format(
                clock.shown_day(self.first), clock.shown_day(self.until), self.covered, self.days
            )
        else:
            text = _("按 {} 到 {} 的聊天归档判断。").format(clock.shown_day(self.since), clock.shown_day(self.until))
        for begin, end in self.gaps[:2]:
            text += _("{} 到 {} 没有归档的消息，不计入。").format(clock.shown_day(begin), clock.shown_day(end))
        return text


@dataclass(frozen=True, slots=True)
class Presence:
    """What is known of a member's presence: when they came (None: before the first list) and were last heard."""

    joined: date | None
    heard: date | None


@dataclass(frozen=True, slots=True)
class Zombie:
    """One silent member: row id, nickname, name (``""`` when not certain) and when they were last heard, in words."""

    id: int
    nickname: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The clean-up list of a group and how far it can be trusted."""

    coverage: Coverage
    members: tuple[Zombie, ...]


def coverage(db: Source, group: int, days: int) -> Coverage:
    """How far the archive of a group covers the last ``days`` days."""
    if not days:
        return Coverage(0)
    today = clock.today()
    offset = clock.local(clock.now()).utcoffset() or timedelta()
    spoken = [clock.day_of(at) for at in stored.spoken_days(db, group, int(offset.total_seconds()), 4 * days + 1)]
    # A message dated later than today says nothing about the past.
    spoken = [day for day in spoken if day <= today]
    if not spoken:
        return Coverage(days)
    until, covered, gaps = spoken[0], 1, []
    for newer, older in pairwise(spoken):
        if covered >= days:
            break
        apart = (newer - older).days
        if apart - 1 > QUIET:
            gaps.append((older + timedelta(days=1), newer - timedelta(days=1)))
            apart = 1
        covered += apart
        first = older
    else:
        first = spoken[-1]
    known = Coverage(days, None, first, until, min(covered, days), tuple(gaps))
    if covered < days or until < today - timedelta(days=QUIET):
        return known
    # Of the last stretch only as much as is needed.
    return Coverage(days, first + timedelta(days=covered - days), first, until, days, tuple(gaps))


def silent(found: Coverage, member: Presence) -> str:
    """Since when a member is silent, in words; ``""`` when they are not, or nobody can tell."""
    since = found.since
    if since is None or (member.joined is not None and member.joined > since):
        return ""
    if member.heard is None:
        return on_paper(_("聊天归档里没有发过言（{} 天以上）")).format(found.days)
    if member.heard >= since:
        return ""
    return on_paper(_("最近一次发言是 {}，超过 {} 天")).format(clock.shown_day(member.heard), found.days)


def overview(store: Store, group: int) -> Overview:
    """Who is silent in a group by the rows kept ready."""
    from wxadmin.services.standing import fresh

    fresh(store, group)
    with store.read() as db:
        found = coverage(db, group, group_life.profile(db, group).silent_days)
        rows = [row for row in stored.of_group(db, group) if row["presence"] == "present"]
    from wxadmin.services.member_findings import of_row

    lines = ((row, dict(of_row(row)).get("silent")) for row in rows)
    return Overview(
        found, tuple(Zombie(row["id"], row["nickname"], row["person_name"], words) for row, words in lines if words)
    )


def presence(
    names: Sequence[str], seen: Mapping[str, str], joined: Mapping[str, date], heard: Mapping[str, date],
    first_list: str,
) -> Presence:  # fmt: skip
    """What is known of whoever bears these nicknames.

    ``seen`` is when the first list with each nickname was taken, ``joined`` the day an archived system line let
    somebody in, ``heard`` the last day of a message; ``first_list`` is when the group's first list was taken, whose
    members were there before.
    """
    last = max((heard[name] for name in names if name in heard), default=None)
    came = max((joined[name] for name in names if name in joined), default=None)
    if came is None:
        first = min((seen[name] for name in names if name in seen), default="")
        if not first:
            came = clock.today()
        elif first > first_list:
            came = clock.day_of(first)
    return Presence(came, last)

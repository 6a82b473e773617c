"""编号格式: how the numbers of a group's cases and papers are written, and the next one of each."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.domain import numbering
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored_groups
from wxadmin.store import numbers as stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

UNIT = 0
"""In place of a group: papers of the unit, and what holds in every group without a pattern of its own."""
SERIES = {
    "case": _("案件和通知书"), "regulation": _("规章制度"), "history": _("处罚记录"), "announcement": _("公告"),
    "form": _("表单"), "letter": _("函"), "list": _("清单"), "comparison": _("修订对照表"), "casefile": _("案卷"),
}  # fmt: skip
"""What a pattern may be chosen for. Signature sheets keep theirs: it is read again when signatures are noted."""
_MOST_TRIED = 1000


@dataclass(frozen=True, slots=True)
class Next:
    """What the next number of a series will be; ``row`` is its counter's, None before the first."""

    row: int | None
    count: int
    number: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """The pattern of a series as the sheet shows it. ``own``: chosen for this very group; ``next`` as it would be."""

    series: str
    title: str
    pattern: str
    own: bool
    next: str


def of(db: Source, group: int, series: str) -> str:
    """The pattern that holds: the group's own, else the unit's, else the usual one."""
    for owner in dict.fromkeys((group, UNIT)):
        row = stored.pattern(db, owner, series)
        if row is not None:
            return str(row["pattern"])
    return numbering.USUAL_UNIT if group == UNIT else numbering.USUAL


def next_of(db: Source, group: int, series: str, year: int) -> Next:
    """The next number of a series that nothing in the group has yet.

    A pattern that was changed and changed back, or one that two series share, may come to a number that is given out:
    then the count goes on. UserError where that does not end.
    """
    pattern, name = of(db, group, series), _name(db, group)
    row, last = stored_groups.counter(db, group, series, year)
    for count in range(last + 1, last + 1 + _MOST_TRIED):
        number = numbering.number(series, year, count, unit=group == UNIT, pattern=pattern, group=name)
        if not stored.taken(db, group, number):
            return Next(row, count, number)
    raise UserError(_("编号格式“{}”排出来的号都用过了").format(pattern), remedy=_("请换一种编号格式"))


def schemes(store: Store, group: int) -> tuple[Scheme, ...]:
    """Every series with its pattern in a group (0: the unit) and its next number."""
    year = clock.today().year
    with store.read() as db:
        own = {row["series"] for row in stored.patterns(db, group)}
        return tuple(
            Scheme(series, title, of(db, group, series), series in own, next_of(db, group, series, year).number)
            for series, title in SERIES.items()
        )


def example(store: Store, group: int, series: str, pattern: str) -> tuple[str, ...]:
    """Numbers as the pattern would have them; UserError says what is wrong with it."""
    with store.read() as db:
        name = _name(db, group)
    return numbering.examples(pattern, series, clock.today().year, group=name)


def save(store: Store, group: int, series: str, pattern: str) -> Change[str]:
    """Keeps the pattern for the numbers to come; those given out stay as they are. The value is the next number.

    ``""`` goes back to the unit's pattern, or the usual one. UserError for a pattern that cannot be, or one by which
    two series of the group would come to the same numbers.
    """
    if series not in SERIES:
        known = "、".join(SERIES)
        raise UserError(_("这一类编号的格式不能改：{}").format(series), remedy=_("可改的有 {}").format(known))
    wanted = numbering.checked(pattern) if pattern.strip() else ""

    def work(tx: Tx) -> str:
        row = stored.pattern(tx, group, series)
        if not wanted:
            if row is not None:
                tx.delete("number_pattern", row["id"])
        elif row is None:
            tx.insert("number_pattern", {"group_id": group, "series": series, "pattern": wanted})
        else:
            tx.update("number_pattern", row["id"], {"pattern": wanted})
        _refuse_alike(tx, group, series)
        found = next_of(tx, group, series, clock.day_of(tx.at).year).number
        if len(found) > numbering.LONGEST_NUMBER:
            raise UserError(_("排出来的编号有 {} 个字，太长").format(len(found)), where=found, remedy=_("请改短"))
        return found

    return store.change(_("修改编号格式：{}").format(SERIES[series]), work)


def _refuse_alike(db: Source, group: int, series: str) -> None:
    """UserError when another series of the group is numbered just like this one."""
    year, name = 2026, _name(db, group)

    def sample(one: str) -> str:
        return numbering.number(one, year, 1, unit=group == UNIT, pattern=of(db, group, one), group=name)

    mine = sample(series)
    alike = next((one for one in numbering.SERIES if one != series and sample(one) == mine), "")
    if alike:
        other = SERIES.get(alike, alike)
        raise UserError(
            _("“{}”和“{}”会编出同样的号").format(SERIES[series], other), where=mine,
            remedy=_("请写上 {字}，或写上各自的字头"),
        )  # fmt: skip


def _name(db: Source, group: int) -> str:
    row = None if group == UNIT else stored_groups.one(db, group)
    return "" if row is None else str(row["name"])

"""群: the groups as a list: kind, owner, members, state, the last list, what waits."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from wxadmin.domain.ordering import phrases, searchable
from wxadmin.i18n import _, joined
from wxadmin.services import clock, expectations, groups, platform_facts, spelling
from wxadmin.services.groups import FAMILIES, KINDS, PLATFORMS, STATES
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View
from wxadmin.services.records import Reader, Store
from wxadmin.store import groups as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

COLUMNS = (
    Column("name", _("群名"), 200),
    Column("kind", _("类别"), 90),
    Column("owner", _("群主"), 90),
    Column("members", _("人数/应到"), 100, numeric=True),
    Column("state", _("状态"), 80),
    Column("listed", _("最近名单"), 110),
    Column("waits", _("待办"), 200, sortable=False),
    Column("platform", _("平台"), 90),
    Column("office", _("管理部门"), 120),
    Column("rule", _("命名规则"), 150, sortable=False),
    Column("purpose", _("用途"), 200, sortable=False),
)
CHIPS = (
    *(Chip(key, words) for key, words in STATES.items()),
    Chip("full", _("人数接近上限")),
    Chip("due", _("清单到期")),
    *(Chip(key, words) for key, (words, _kinds) in FAMILIES.items()),
)
TONES: dict[str, Tone] = {"planned": "warn", "active": "ok", "dissolved": "muted"}


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the groups by name; those dissolved only where a chip, a list that is due or a search asks for them.

    All groups are shown whatever group is chosen: this list is where one is chosen from. A few hundred groups at most
    are looked through one by one.
    """
    if reader is not None:
        return _index(reader, view)
    with store.read() as db:
        return _index(db, view)


def _index(db: Source, view: View) -> Ids:
    rows = stored.every(db)
    chips = set(view.chips)
    states = chips & set(STATES)
    families = {kind for key, (_words, kinds) in FAMILIES.items() if key in chips for kind in kinds}
    words = [phrase.strip('"') for phrase in phrases(view.search)]
    if view.search.strip() and not words:
        return array("q")
    facts = platform_facts.all(db) if "full" in chips else ()

    def wanted(row: Stored) -> bool:
        state = groups.state_of(row)
        if states and state not in states:
            return False
        if not states and not words and state == "dissolved" and "due" not in chips:
            return False
        if families and row["kind"] not in families:
            return False
        if "full" in chips:
            most = platform_facts.limit(facts, row["platform"], row["kind"])
            if most is None or not platform_facts.near(row["members"], most.value):
                return False
        if "due" in chips and not stored.steps_due(db, row["id"], clock.today().isoformat())[0]:
            return False
        if words:
            text = _searched(row)
            return all(word in text for word in words)
        return True

    found = [row for row in rows if wanted(row)]
    if view.sort in _SORTS:
        found.sort(key=lambda row: _SORTS[view.sort](row, db))
    if view.descending:
        found.reverse()
    return array("q", (row["id"] for row in found))


def _searched(row: Stored) -> str:
    names = (row["name"], row["owner"])
    return searchable(
        *names, *(word for name in names for word in spelling.pinyin_words(name)), _pinyin(row["name"]),
        KINDS.get(row["kind"], ""), row["office"], row["purpose"], row["unit"],
    )  # fmt: skip


def _pinyin(name: str) -> str:
    """Initials of the characters that have a reading, so that a name with digits or signs is found by them, too."""
    return "".join(words[0] for words in (spelling.pinyin_words(c) for c in name) if words)


_SORTS: dict[str, Callable[[Stored, Source], Any]] = {
    "name": lambda row, _db: row["name_key"],
    "kind": lambda row, _db: (list(KINDS).index(row["kind"]) if row["kind"] in KINDS else 99, row["name_key"]),
    "owner": lambda row, _db: (spelling.name_key(row["owner"]), row["name_key"]),
    "members": lambda row, _db: (row["members"], row["name_key"]),
    "state": lambda row, _db: (list(STATES).index(groups.state_of(row)), row["name_key"]),
    "listed": lambda row, db: (stored.last_listed(db, row["id"]), row["name_key"]),
    "platform": lambda row, _db: (row["platform"], row["name_key"]),
    "office": lambda row, _db: (spelling.key(row["office"]), row["name_key"]),
}


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those groups as rows."""
    with store.read() as db:
        known = {row["id"]: row for row in stored.every(db)}
        # The whole roster is read only where a group asks for people by rule.
        staff = expectations.Staff.of(db) if any(expectations.of_group(db, i) for i in ids) else None
        return [_row(db, known[i], staff) for i in ids if i in known]


def _row(db: Source, row: Stored, staff: expectations.Staff | None) -> Row:
    state = groups.state_of(row)
    missing = len(expectations.expected(db, row["id"], staff))
    expected = expectations.listed_count(db, row["id"]) + missing
    listed = stored.last_listed(db, row["id"])
    waits = joined(_("、"), waiting(db, row["id"], state, missing))
    seen = clock.shown(clock.day_of(listed).isoformat()).split()[0] if listed else ""
    cells = (
        row["name"], KINDS.get(row["kind"], row["kind"]), row["owner"],
        f"{row['members']}/{expected}" if expected else str(row["members"]), STATES[state],
        seen, waits, PLATFORMS.get(row["platform"], row["platform"]), row["office"],
        row["naming_rule"], row["purpose"],
    )  # fmt: skip
    return Row(row["id"], cells, () if state == "active" else (Badge(STATES[state], TONES[state]),), cells)


def waiting(db: Source, group: int, state: str, missing: int) -> tuple[str, ...]:
    """What waits in a group, in words: steps of check-lists, members to look at, people missing by rule, no list."""
    found = []
    steps = [row for row in stored.steps(db, group) if not row["done"]]
    if steps:
        found.append(_("清单 {n} 项").format(n=len(steps)))
    if state == "dissolved":
        return tuple(found)
    wrong = stored.members_failing(db, group)
    if wrong:
        found.append(_("实名 {n} 人").format(n=wrong))
    if missing:
        found.append(_("应加 {n} 人").format(n=missing))
    if not stored.last_listed(db, group) and state == "active":
        found.append(_("还没有名单"))
    return tuple(found)

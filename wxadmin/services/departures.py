"""离任清单: somebody leaves the unit or changes post; what is handed back, by when, and who saw to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock, member_tasks, people, spelling
from wxadmin.services.departure_template import KINDS, read, template, unknown
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, View, ids_of
from wxadmin.services.member_tasks import TaskDraft
from wxadmin.services.records import Change, Reader, Store
from wxadmin.services.settings import get as settings_of
from wxadmin.store import applications as stored_applications
from wxadmin.store import departures as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

COLUMNS = (
    Column("name", _("人员"), 110),
    Column("kind", _("事由"), 90),
    Column("day", _("日期"), 120),
    Column("undone", _("未办"), 70, numeric=True),
    Column("next", _("最近期限"), 120),
    Column("state", _("状态"), 90),
)
CHIPS = (Chip("open", _("办理中")), Chip("overdue", _("逾期")), Chip("closed", _("已办结")))
_LONGEST, _MOST = 200, 60


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to hand back; ``kind`` is group, post or line; days are ISO or ``""``."""

    id: int
    kind: str
    words: str
    group: int | None
    due: str
    done: str
    done_by: str
    note: str

    @property
    def overdue(self) -> bool:
        """Whether it is not done beyond its day."""
        return not self.done and bool(self.due) and self.due < clock.today().isoformat()


@dataclass(frozen=True, slots=True)
class DepartureCard:
    """One check-list; ``day`` and ``closed`` are ISO days, ``""`` while it is open."""

    id: int
    person: int
    name: str
    label: str
    kind: str
    day: str
    reason: str
    closed: str
    items: tuple[Item, ...]

    @property
    def undone(self) -> tuple[Item, ...]:
        """What is still to do."""
        return tuple(item for item in self.items if not item.done)


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of check-lists, open ones first; of all groups, whichever is chosen."""
    return ids_of(store, stored.LIST, replace(view, group=None), reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those check-lists as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
    today = clock.today().isoformat()
    found = []
    for row in rows:
        late = not row["closed"] and bool(row["next"]) and row["next"] < today
        state = _("已办结") if row["closed"] else _("逾期") if late else _("办理中")
        tone = Badge(state, "muted" if row["closed"] else "danger" if late else "warn")
        cells = (
            row["name"], KINDS[row["kind"]], clock.shown(row["day"]), f"{row['undone']}/{row['items']}",
            "" if row["closed"] else clock.shown(row["next"]).rpartition(" ")[0], state,
        )  # fmt: skip
        found.append(Row(row["id"], cells, (tone,)))
    return found


def get(store: Store, departure: int) -> DepartureCard:
    """One check-list; UserError when there is none."""
    with store.read() as db:
        row = _existing(db, departure)
        person = stored_people.one(db, row["person_id"])
        items = tuple(_item(one) for one in stored.items(db, departure))
    label = row["name"] if person is None else people.label(people.person_of(person))
    return DepartureCard(
        departure, row["person_id"], row["name"], label, row["kind"], row["day"], row["reason"], row["closed"], items
    )


def of_person(store: Store, person: int) -> tuple[tuple[int, str], ...]:
    """(id, line) of a person's check-lists, newest first."""
    with store.read() as db:
        return tuple((row["id"], _line(row)) for row in stored.of_person(db, person))


def _line(row: Stored) -> str:
    state = (
        _("{}办结").format(clock.shown_day(row["closed"]))
        if row["closed"]
        else _("还有 {} 项未办").format(row["undone"])
    )
    return joined(" · ", (KINDS[row["kind"]], clock.shown_day(row["day"]), state))


def overdue(store: Store) -> tuple[tuple[int, str, int], ...]:
    """(id, name, how many items) of open check-lists with something overdue."""
    with store.read() as db:
        return tuple((row["id"], row["name"], row["items"]) for row in stored.overdue(db, clock.stamp()))


# The list


def begin(
    store: Store, person: int, kind: str, day: date, reason: str = "", lines: Sequence[str] | None = None
) -> Change[int]:
    """Makes the check-list of what is known: groups, posts in groups, and the lines of the template (or ``lines``).

    UserError for an unknown person or kind and while another list of the person is open.
    """
    if kind not in KINDS:
        raise unknown(kind)
    with store.read() as db:
        row = _person(db, person)
        _refuse_second(db, person)
        made = _known(db, person, kind, day)
    for line in template(store, kind) if lines is None else [line for line in lines if line.strip()]:
        words, days = read(on_paper(line))
        made.append(("line", words, None, clock.after(day, days)))
    if len(made) > _MOST:
        raise UserError(_("交接事项超过 {} 条").format(_MOST), where=row["name"], remedy=_("请合并一些"))
    subject = bytes(row["subject"])

    def work(tx: Tx) -> int:
        _refuse_second(tx, person)
        departure = tx.insert(
            "departure",
            {
                "person_id": person, "name": row["name"], "name_key": spelling.name_key(row["name"]), "kind": kind,
                "day": day.isoformat(), "reason": reason.strip()[:5_000], "closed": "",
                "created": clock.stamp(clock.moment(tx.at)), "subject": subject,
                "search": searchable(row["name"], *spelling.pinyin_words(row["name"]), KINDS[kind], reason),
            },
        )  # fmt: skip
        for place, (what, words, group, due) in enumerate(made, 1):
            _insert(tx, departure, place, what, words, group, due.isoformat(), subject)
        return departure

    return store.change(_("{}离任清单 {}").format(KINDS[kind], row["name"]), work)


def _known(db: Source, person: int, kind: str, day: date) -> list[tuple[str, str, int | None, date]]:
    """What the records know is to be handed back: posts first, since a group must not be left without its head."""
    from wxadmin.services.group_posts import ROLES

    made: list[tuple[str, str, int | None, date]] = []
    for post in stored.posts_of(db, person, clock.today().isoformat()):
        words = on_paper(_("移交“{}”的{}职务")).format(post["name"], on_paper(ROLES.get(post["role"], post["role"])))
        made.append(("post", words, post["id"], day))
    for group in stored.groups_of(db, person):
        words = _("退出“{}”（新岗位仍要在群里的，删去这一项）") if kind == "post" else _("退出“{}”")
        words = on_paper(words).format(group["name"])
        if group["nicknames"]:
            words += on_paper(_("，群昵称 {}")).format(group["nicknames"])
        made.append(("group", words[:_LONGEST], group["id"], day))
    return made


def add_item(store: Store, departure: int, words: str, due: date | None = None) -> Change[int]:
    """Adds a line of one's own."""
    said = spelling.title(words, _("交接事项"))

    def work(tx: Tx) -> int:
        row = _open(tx, departure)
        place = stored.last_position(tx, departure) + 1
        if place > 3 * _MOST:
            raise UserError(_("交接事项太多"), where=row["name"], remedy=_("请合并一些"))
        last = row["day"] if due is None else due.isoformat()
        return _insert(tx, departure, place, "line", said, None, last, bytes(row["subject"]))

    return store.change(_("添加交接事项 {}").format(said[:20]), work)


def remove_item(store: Store, item: int) -> Change[int]:
    """Takes a line off."""
    return _on_item(store, item, _("删去交接事项 {}"), None)


def tick(
    store: Store, item: int, *, done: bool = True, by: str = "", day: date | None = None, note: str = ""
) -> Change[int]:
    """Marks an item as done (or not yet): by whom it was seen to and when."""
    when = day or clock.today()
    if done and when > clock.today():
        raise UserError(_("办理日期还没有到"), where=clock.shown_day(when), remedy=_("请改成今天或以前"))
    who = by.strip() or settings_of(store).actor
    values = {"done": "", "done_by": "", "note": note.strip()}
    if done:
        values = {"done": when.isoformat(), "done_by": who, "note": note.strip()}
    return _on_item(store, item, _("办完交接事项 {}") if done else _("交接事项改回未办 {}"), values)


def _on_item(store: Store, item: int, label: str, values: Mapping[str, str] | None) -> Change[int]:
    with store.read() as db:
        words = _existing_item(db, item)["words"]

    def work(tx: Tx) -> int:
        row = _existing_item(tx, item)
        if row["closed"]:
            raise _closed(row["name"])
        if values is None:
            tx.delete("departure_item", item)
        else:
            tx.update("departure_item", item, values)
        return int(row["departure_id"])

    return store.change(label.format(words[:20]), work)


def close(store: Store, departure: int, *, anyway: bool = False, department: str = "", post: str = "") -> Change[int]:
    """Ends the check-list: the person has left the unit, or has the new department and post where they are given.

    Groups on the list in which the person still is by the last member list become tasks to remove; with a changed post
    only those ticked. UserError while something is to do, unless ``anyway``: what was not done stays written down.
    """
    card = get(store, departure)
    if card.undone and not anyway:
        raise UserError(
            _("还有 {} 项没有办").format(len(card.undone)), where=card.name,
            remedy=_("请先逐项办完，或确认照样办结"),
        )  # fmt: skip
    path = tuple(part.strip() for part in re.split(r"[/／]", department) if part.strip())

    def work(tx: Tx) -> int:
        row = _open(tx, departure)
        person = stored_people.one(tx, row["person_id"])
        if person is not None:
            before = people.whole(tx, person)
            after = replace(before, left=True) if row["kind"] == "left" else before
            if row["kind"] == "post" and (path or post.strip()):
                after = replace(after, departments=(path,) if path else before.departments, post=post.strip())
                _keep_former(tx, row, person)
            people.write(tx, row["person_id"], after)
        for item in stored.items(tx, departure):
            if item["kind"] == "group" and item["group_id"] is not None and (row["kind"] == "left" or item["done"]):
                _leave(tx, row, item["group_id"])
            elif item["kind"] == "post" and (row["kind"] == "left" or item["done"]):
                _relieve(tx, row, item["group_id"])
        tx.update("departure", departure, {"closed": clock.day_of(tx.at).isoformat()})
        return departure

    return store.change(_("办结离任清单 {}").format(card.name), work)


def _keep_former(tx: Tx, row: Stored, person: Stored) -> None:
    from wxadmin.services.person_posts import former

    was = people.person_of(person)
    if was.departments or was.post:
        until = date.fromisoformat(row["day"])
        source = on_paper(_("离任清单"))
        tx.insert("post_held", former(row["person_id"], bytes(row["subject"]), was, until=until, source=source))


def _leave(tx: Tx, row: Stored, group: int) -> None:
    """Belongs there no longer; a task to remove where the last list still has the person."""
    for belonging in stored_people.belongings(tx, row["person_id"], group):
        tx.delete("belonging", belonging)
    reason = on_paper(KINDS[row["kind"]])
    member_tasks.put(tx, [
        TaskDraft(group, "remove", nickname, row["person_id"], row["name"], reason=reason, source="departure",
                  source_id=row["id"])
        for nickname in stored_applications.accounts(tx, group, row["person_id"])
    ])  # fmt: skip


def _relieve(tx: Tx, row: Stored, group: int | None) -> None:
    """Holds no post in the group any more; its owner stays until another one is named there."""
    from wxadmin.services import group_acts
    from wxadmin.services.group_posts import ROLES

    last = clock.day_of(tx.at).isoformat()
    for post in stored.posts_of(tx, row["person_id"], last):
        if post["id"] == group and post["role"] != "owner":
            tx.update("group_post", post["post"], {"until": last, "ended": 1})
            words = on_paper(_("{}不再担任{}，{}")).format(
                row["name"], on_paper(ROLES[post["role"]]), on_paper(KINDS[row["kind"]])
            )
            group_acts.write(tx, post["id"], "relieved", words, day=last, subject=bytes(row["subject"]))


def reopen(store: Store, departure: int) -> Change[int]:
    """Goes on with a list that was closed; what closing did to person and groups stays as it is."""

    def work(tx: Tx) -> int:
        row = _existing(tx, departure)
        if not row["closed"]:
            raise UserError(_("这份清单还没有办结"), where=row["name"], remedy=_("请刷新列表"))
        tx.update("departure", departure, {"closed": ""})
        return departure

    return store.change(_("重新办理离任清单"), work)


def drop(store: Store, departure: int) -> Change[int]:
    """Takes away a list begun by mistake, with its items."""
    name = get(store, departure).name

    def work(tx: Tx) -> int:
        _open(tx, departure)
        for item in stored.items(tx, departure):
            tx.delete("departure_item", item["id"])
        tx.delete("departure", departure)
        return departure

    return store.change(_("删除离任清单 {}").format(name), work)


def _insert(
    tx: Tx, departure: int, place: int, kind: str, words: str, group: int | None, due: str, subject: bytes
) -> int:
    return tx.insert(
        "departure_item",
        {
            "departure_id": departure, "position": place, "kind": kind, "words": words, "group_id": group, "due": due,
            "done": "", "done_by": "", "note": "", "subject": subject,
        },
    )  # fmt: skip


def _item(row: Stored) -> Item:
    return Item(
        row["id"], row["kind"], row["words"], row["group_id"], row["due"], row["done"], row["done_by"], row["note"]
    )


def _person(db: Source, person: int) -> Stored:
    row = stored_people.one(db, person)
    if row is None:
        raise UserError(_("没有这个人员"), remedy=_("请刷新花名册再选"))
    return row


def _refuse_second(db: Source, person: int) -> None:
    if any(not row["closed"] for row in stored.of_person(db, person)):
        raise UserError(_("此人已有一份没有办结的离任清单"), remedy=_("请打开那一份继续办理"))


def _existing(db: Source, departure: int) -> Stored:
    row = stored.one(db, departure)
    if row is None:
        raise UserError(_("没有这份离任清单"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def _open(db: Source, departure: int) -> Stored:
    row = _existing(db, departure)
    if row["closed"]:
        raise _closed(row["name"])
    return row


def _existing_item(db: Source, item: int) -> Stored:
    row = stored.item(db, item)
    if row is None:
        raise UserError(_("没有这个交接事项"), remedy=_("可能已被删去，请刷新"))
    return row


def _closed(name: str) -> UserError:
    return UserError(_("这份清单已经办结"), where=name, remedy=_("要改请先重新办理"))

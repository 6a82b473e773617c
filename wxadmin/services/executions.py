"""Whether what was decided was carried out in WeChat, as later member lists, chats and withdrawals show it.

What they confirm is done by itself. What they contradict is open again and comes into the queue once for each time
somebody said it was done; the entry closes by itself when that is put right. All of it belongs to the import that
shows it and is taken back with it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from wxadmin.domain import masking
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, execution_entries, group_posts, task_acts
from wxadmin.services.records import Change, Store
from wxadmin.store import executions as stored
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store import members as stored_members
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_PUBLISHED = "通报"


# What lists show


def denied_by_list(tx: Tx, task: Row, snapshot: int, text: str) -> None:
    """A list shows that an open task was not carried out: noted, and queued where it should be done by now."""
    at = clock.day_of(clock.moment(tx.at))
    claimed = _claimed(task)
    # Who was invited may take a day to come.
    if claimed and task["kind"] == "invite" and clock.day_of(task["carried"]) >= at:
        claimed = False
    late = task["source"] == "sanction" and bool(task["due"]) and date.fromisoformat(task["due"]) < at
    task_acts.deny(tx, task, text, snapshot=snapshot)
    if claimed or late:
        execution_entries.report(tx, task, "still", text)


def after_list(
    tx: Tx, group: int, snapshot: int, bearing: Mapping[str, frozenset[int]], came: Mapping[str, int]
) -> None:  # fmt: skip
    """Looks whether somebody removed by a decision stands in a new list again.

    ``bearing`` are the nicknames of the list with the persons who certainly stand behind them, ``came`` how many more
    members bear a nickname than in the list before.
    """
    persons = {person: name for name, those in bearing.items() for person in those}
    for task in stored_tasks.of_sanctions(tx, group, ("remove",)):
        if task["state"] != "done" or task["snapshot_id"] == snapshot:
            continue
        name = task["nickname"]
        if task["person_id"] is not None:
            seen = persons.get(task["person_id"], "")
        else:
            # Whom the list knows to be somebody is not the one nobody was known for.
            seen = name if came.get(name, 0) > 0 and not bearing.get(name) else ""
        if seen and not stored_tasks.readmitted(tx, group, task):
            text = on_paper(_("{}的成员名单里有“{}”")).format(clock.shown_full(tx.at), seen)
            task_acts.deny(tx, task, text, snapshot=snapshot)
            execution_entries.report(tx, task, "again", text)


def _claimed(task: Row) -> bool:
    """Whether somebody said it was done since the last time it was contradicted."""
    return bool(task["carried"]) and bool(task["carried"] >= task["contradicted"])


# What chats show


def after_chat(tx: Tx, group: int, senders: Collection[str]) -> None:
    """Looks in the archive of a group what was published or withdrawn as decided, and who spoke that could not.

    ``senders`` are the nicknames that said something new.
    """
    _look_for_removals(tx, group)
    known = stored_members.known_as(tx, group)
    speaking = {known[name] for name in senders if name in known}
    for task in stored_tasks.of_sanctions(tx, group, ("mute", "remove")):
        if task["nickname"] not in senders and task["person_id"] not in speaking:
            continue
        message = _spoke(tx, group, task)
        if message is not None:
            said = " ".join(message["text"].split())[:60] or f"[{message['kind']}]"
            text = on_paper(_("{}，“{}”在群里发言：“{}”")).format(
                clock.shown_full(_when(message)), message["sender"], said
            )
            # Whom nobody said to have removed is simply still there.
            what = "spoke" if task["kind"] == "mute" or task["carried"] or task["state"] == "done" else "still"
            if not execution_entries.known(tx, task, what):
                task_acts.deny(tx, task, text, message=message["id"])
                execution_entries.report(tx, task, what, text, message["id"])
    for task in stored_tasks.of_sanctions(tx, group, ("criticise",)):
        if task["state"] == "open":
            _look_for_publication(tx, group, task)
    after_withdrawal(tx, group)


def after_withdrawal(tx: Tx, group: int) -> None:
    """Looks whether the messages that were to be withdrawn are."""
    for task in stored_tasks.of_sanctions(tx, group, ("withdraw",)):
        if task["state"] == "open":
            _look_for_withdrawal(tx, task)


def provable(db: Source, task: Row) -> bool:
    """Whether a chat or what is noted of withdrawals could show that a task was carried out."""
    if task["kind"] == "criticise":
        return bool(_managers(db, task["group_id"]))
    if task["kind"] == "withdraw":
        case = stored_tasks.case_of(db, task)
        return case is not None and bool(stored.to_withdraw(db, case["id"], task))
    return True


def check(store: Store) -> Change[int] | None:
    """What days have brought: messages not withdrawn by their day. None when nothing is new.

    Call it when the records are opened and when a day begins.
    """
    with store.read() as db:
        groups = [row[0] for row in db.all("SELECT id FROM grp")]
        found = [
            (group, task["id"])
            for group in groups
            for task in stored_tasks.of_sanctions(db, group, ("withdraw",))
            if task["state"] == "open" and _withdrawal(db, task) is not None
        ]
    if not found:
        return None

    def work(tx: Tx) -> int:
        for group in dict.fromkeys(group for group, _task in found):
            after_withdrawal(tx, group)
        return len(found)

    return store.change(_("核对 {} 项待执行事项").format(len(found)), work, final=True, actor="")


def _look_for_removals(tx: Tx, group: int) -> None:
    """Confirms removals of which a system line tells; a nickname several bear tells of nobody."""
    tasks = [task for task in stored_tasks.open_of(tx, group) if task["kind"] == "remove" and task["nickname"]]
    if not tasks:
        return
    lines = stored.removals_told(tx, group, min(_second(task["made"]) for task in tasks))
    for task in tasks:
        name, since = task["nickname"], _second(task["made"])
        told = next((one for one in lines if name in json.loads(one["subjects"]) and _after(one, since)), None)
        if told is not None and stored.bearers(tx, group, name) <= 1:
            text = on_paper(_("{}，系统提示“{}”已被移出")).format(clock.shown_full(_when(told)), name)
            task_acts.confirm(tx, task, text)


def _second(stamp: str) -> int:
    return int(clock.moment(stamp).timestamp())


def _spoke(db: Source, group: int, task: Row) -> Row | None:
    """The first message that a muted or removed member should not have been able to send; None for none."""
    since = _since(task)
    if since is None:
        return None
    until = None
    if task["kind"] == "mute" and task["ends"]:
        until = _begin(date.fromisoformat(task["ends"]))
    found = []
    for name in _names(db, group, task, since):
        for message in stored.said_by(db, group, name, since):
            if _after(message, since) and (until is None or message["at"] < until):
                found.append(message)
                break
    return min(found, key=lambda m: (m["at"], m["id"]), default=None)


def _since(task: Row) -> int | None:
    """The second after which the member cannot speak if the task was carried out; None when nobody can say."""
    moments = [stamp for stamp in (task["closed"] or task["carried"], task["settled"]) if stamp]
    if task["kind"] == "remove" and task["state"] == "done" and not task["closed_by"]:
        moments = [task["closed"]]  # when a list showed it
    if moments and (task["state"] == "done" or task["carried"]):
        return int(clock.moment(min(moments)).timestamp())
    if task["due"]:
        return _begin(date.fromisoformat(task["due"]) + timedelta(days=1)) - 1
    return None


def _after(message: Row, since: int) -> bool:
    """Whether a message was certainly said after a second; one of a day alone only on a later day."""
    if not message["local"]:
        return False
    if clock.is_day(message["local"]):
        return date.fromisoformat(message["local"]) > clock.day_of(since)
    return bool(message["at"] > since)


def _begin(day: date) -> int:
    return int(datetime.combine(day, time(), clock.zone()).timestamp())


def _names(db: Source, group: int, task: Row, since: int) -> list[str]:
    """The nicknames under which nobody but the member of a task speaks after a second."""
    names = {task["nickname"]} if task["nickname"] else set()
    if task["person_id"] is not None:
        names |= set(stored_members.nicknames_of(db, group, task["person_id"]))
    # A removed member's nickname that stands in a list taken since is somebody's who is there.
    last = stored_members.last_snapshot(db, group) if task["kind"] == "remove" else None
    most = 0 if last is not None and _second(last["taken"]) > since else 1
    certain = []
    for name in sorted(names):
        row = stored_members.by_nickname(db, group, name)
        others = row is not None and row["person_id"] is not None and row["person_id"] != task["person_id"]
        if not others and stored.bearers(db, group, name) <= most:
            certain.append(name)
    return certain


def _when(message: Row) -> str | int:
    local: str = message["local"]
    return local if clock.is_day(local) else message["at"]


def _look_for_publication(tx: Tx, group: int, task: Row) -> None:
    senders = _managers(tx, group)
    if not senders:
        return
    starts = _begin(date.fromisoformat(task["starts"]))
    published = stored.published(tx, group, senders, starts, [word for word in (_PUBLISHED, task["number"]) if word])
    found = next((one for one in published if _tells_of(one["text"], task)), None)
    if found is not None:
        text = on_paper(_("{}，“{}”在群里发布")).format(clock.shown_full(_when(found)), found["sender"])
        task_acts.confirm(tx, task, text, message=found["id"])
        return
    since = _since(task)
    covered = since is not None and stored.last_said(tx, group) > since
    # What a picture shows, or whom a publication without a name is about, nobody can tell.
    if (
        not covered
        or published
        or stored.pictured(tx, group, senders, starts)
        or execution_entries.known(tx, task, "silent")
    ):
        return
    text = on_paper(_("{}以来的聊天记录里没有群主或管理员发布的通报")).format(clock.shown_day(task["starts"]))
    task_acts.deny(tx, task, text)
    execution_entries.report(tx, task, "silent", text)


def _tells_of(text: str, task: Row) -> bool:
    """Whether a publication is about the member of a task: by number, name or nickname, whole or covered."""
    if task["number"] and task["number"] in text:
        return True
    names = [name for name in (task["name"], task["nickname"]) if len(name) > 1]
    covered = [masking.person(name) for name in names]
    # 陆** and 陆某某 alike
    family = [name.rstrip(masking.COVER) + "某" for name in covered[:1] if len(task["name"]) > 1]
    return any(word in text for word in (*names, *covered, *family))


def _managers(db: Source, group: int) -> list[str]:
    """The nicknames of those who may publish something for the group."""
    names: set[str] = set()
    for post in group_posts.managing(db, group):
        names |= {post.name} if post.name else set()
        if post.person is not None:
            names |= set(stored_members.nicknames_of(db, group, post.person))
        elif post.name:
            names |= {row["nickname"] for row in stored_members.of_group(db, group) if row["person_name"] == post.name}
    return sorted(names)


def _withdrawal(db: Source, task: Row) -> tuple[bool, list[Row]] | None:
    """(whether all are gone, those that are not) of the messages of a task; None when there is nothing to say now."""
    messages = stored.to_withdraw(db, task["case_id"], task)
    if not messages:
        return None
    left = [message for message in messages if not message["gone"]]
    if not left:
        return True, []
    since = _since(task)
    over = since is not None and clock.day_of(since) < clock.today()
    return None if not over or execution_entries.known(db, task, "kept") else (False, left)


def _look_for_withdrawal(tx: Tx, task: Row) -> None:
    found = _withdrawal(tx, task)
    if found is None:
        return
    gone, left = found
    if gone:
        task_acts.confirm(tx, task, on_paper(_("清理记录里都已撤回或删除")))
        return
    text = on_paper(_("还有 {} 条消息没有登记撤回或删除")).format(len(left))
    task_acts.deny(tx, task, text, message=left[0]["id"])
    execution_entries.report(tx, task, "kept", text, left[0]["id"])

"""Whether what was decided was carried out in WeChat, as later member lists, chats and withdrawals show it.

What they confirm is done by itself. What they contradict is open again and comes into the queue once for each time
somebody said it was done; the entry closes by itself when that is put right. All of it belongs to the import that
shows it and is taken back with it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from wxadmin.domain import masking
from wxadmin.i18n import _, on_paper
from wxadmin.services import (
    clock,
    execution_entries,
    execution_names,
    execution_withdrawals,
    group_posts,
    task_acts,
)
from wxadmin.services.records import Change, Store
from wxadmin.store import executions as stored
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store import members as stored_members
from wxadmin.store import sanctions as stored_sanctions
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_PUBLISHED = "通报"
_LATEST = 2**40
"""A second after every list."""


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
            # Whom nobody said to have removed is simply still there.
            what = "spoke" if task["kind"] == "mute" or task["carried"] or task["state"] == "done" else "still"
            _contradict(tx, task, what, message)
    _look_for_speakers(tx, group, senders, speaking)
    _look_after_end(tx, group)
    for task in stored_tasks.of_sanctions(tx, group, ("criticise",)):
        if task["state"] == "open":
            _look_for_publication(tx, group, task)
    after_withdrawal(tx, group)


def after_withdrawal(tx: Tx, group: int) -> None:
    """Looks whether the messages that were to be withdrawn are."""
    for task in stored_tasks.of_sanctions(tx, group, ("withdraw",)):
        if task["state"] == "open":
            execution_withdrawals.look(tx, task, _since(task))


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
            if task["state"] == "open" and execution_withdrawals.find(db, task, _since(task)) is not None
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
    tasks = [task for task in stored_tasks.open_of(tx, group) if task["kind"] == "remove"]
    if not tasks:
        return
    # Whoever removes somebody first and writes it down afterwards does so the same day.
    days = {task["id"]: _begin(clock.day_of(task["made"])) - 1 for task in tasks}
    lines = stored.removals_told(tx, group, min(days.values()))
    for task in tasks:
        names = set(execution_names.speaking(tx, task, _LATEST))
        told = next((line for line in lines if _removes(tx, task, line, names, days[task["id"]])), None)
        if told is not None:
            name = min(names.intersection(json.loads(told["subjects"])))
            text = on_paper(_("{}，系统提示“{}”已被移出")).format(clock.shown_full(_when(told)), name)
            task_acts.confirm(tx, task, text)


def _removes(db: Source, task: Row, line: Row, names: set[str], since: int) -> bool:
    """Whether a system line after a second tells that the member of a task was removed, and stayed away."""
    if names.isdisjoint(json.loads(line["subjects"])) or not _after(line, since):
        return False
    return _after(line, _second(task["made"])) or not _there_after(db, task, names, line["at"])


def _there_after(db: Source, task: Row, names: set[str], since: int) -> bool:
    """Whether a list or chat shows the member in the group between a second and the task."""
    group = task["group_id"]
    last = stored_members.last_snapshot(db, group)
    if last is not None and _second(last["taken"]) >= since and any(stored.bearers(db, group, name) for name in names):
        return True
    until = _second(task["made"])
    said = (message for name in names for message in stored.said_by(db, group, name, since + 1))
    return stored.joined(db, group, names, since, until) or any(message["at"] <= until for message in said)


def _look_for_speakers(tx: Tx, group: int, senders: Collection[str], speaking: Collection[int]) -> None:
    """Confirms that somebody may speak again, or came into the group: they spoke."""
    for task in stored_tasks.open_of(tx, group):
        if task["kind"] not in ("unmute", "invite"):
            continue
        if task["nickname"] not in senders and task["person_id"] not in speaking:
            continue
        since = _free_since(tx, task)
        found = [message for name in execution_names.speaking(tx, task, since)
                 for message in stored.said_by(tx, group, name, since) if _after(message, since)]  # fmt: skip
        if found:
            message = min(found, key=lambda m: (m["at"], m["id"]))
            text = on_paper(_("{}，“{}”在群里发言")).format(clock.shown_full(_when(message)), message["sender"])
            task_acts.confirm(tx, task, text, message=message["id"])


def _free_since(db: Source, task: Row) -> int:
    """The second after which whoever may speak again shows by it that they can."""
    if task["kind"] == "unmute" and task["source"] == "sanction":
        mute = stored_sanctions.one(db, task["source_id"])
        if mute is not None and mute["state"] == "ended":
            return _begin(date.fromisoformat(mute["ends"])) - 1
    return _second(task["made"])


def _look_after_end(tx: Tx, group: int) -> None:
    """Looks whether somebody speaks in a group that somebody said was dissolved."""
    for task in stored_tasks.of_sanctions(tx, group, ("dissolve",)):
        since = _since(task)
        if task["state"] != "done" or since is None:
            continue
        message = next((one for one in stored.said_since(tx, group, since) if _after(one, since)), None)
        if message is not None:
            _contradict(tx, task, "spoke", message)


def _contradict(tx: Tx, task: Row, what: str, message: Row) -> None:
    """A message shows that a task was not carried out; of two tasks that say the same one comes into the queue."""
    if execution_entries.known(tx, task, what, message["id"]):
        return
    said = " ".join(message["text"].split())[:60] or f"[{message['kind']}]"
    text = on_paper(_("{}，“{}”在群里发言：“{}”")).format(clock.shown_full(_when(message)), message["sender"], said)
    task_acts.deny(tx, task, text, message=message["id"])
    execution_entries.report(tx, task, what, text, message["id"])


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
    for name in execution_names.speaking(db, task, since):
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

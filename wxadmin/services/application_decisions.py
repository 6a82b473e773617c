"""通过 and 退回: an application is decided, and what follows from it is written in the same change."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence

from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Person
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, member_tasks, people
from wxadmin.services.application_cards import STATES, WORDS, existing
from wxadmin.services.member_tasks import TaskDraft
from wxadmin.services.records import Change, Store
from wxadmin.services.settings import get as settings_of
from wxadmin.store import applications as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Value


def decide(
    store: Store, application: int, version: int, passed: bool, answer: str = "", *, by: str = "", enrol: bool = False
) -> Change[int]:
    """通过 or 退回 with the answer to the applicant; UserError when somebody decided since ``version`` was read.

    An approved joining lets the person belong in the group and opens a task to invite; ``enrol`` puts an applicant whom
    the roster does not know into it first. An approved leaving takes the person off those who belong and opens a task
    to remove. A return needs its reason. Can be undone until something builds on it.
    """
    change = decide_many(store, ((application, version),), passed, answer, by=by, enrol=enrol)
    return Change(change.id, change.label, change.tables, application)


def decide_many(
    store: Store, which: Sequence[tuple[int, int]], passed: bool, answer: str = "", *, by: str = "", enrol: bool = False
) -> Change[int]:
    """Decides several (id, version) alike by one change; the value is how many."""
    if not which:
        raise UserError(_("没有选中申请"), remedy=_("请先选择"))
    if not passed and not answer.strip():
        raise UserError(_("没有写退回的原因"), remedy=_("请写明为什么退回，或要补什么"))
    who = by.strip() or settings_of(store).actor
    with store.read() as db:
        first = existing(db, which[0][0])
    verb = _("通过") if passed else _("退回")
    if len(which) == 1:
        label = _("{} {} 的{}申请").format(verb, first["name"], WORDS[first["kind"]])
    else:
        label = _("{} {} 份申请").format(verb, len(which))

    def work(tx: Tx) -> int:
        now = clock.stamp(clock.moment(tx.at))
        for application, version in which:
            row = still(tx, application, version)
            values: dict[str, Value] = {
                "state": "passed" if passed else "returned", "answer": answer.strip(), "decided": now,
                "decided_by": who, "version": version + 1,
            }  # fmt: skip
            if passed and row["kind"] == "join":
                values |= _admit(tx, row, enrol)
            elif passed and row["kind"] == "exit":
                _release(tx, row)
            tx.update("application", application, values)
        return len(which)

    return store.change(label, work)


def _admit(tx: Tx, row: Stored, enrol: bool) -> dict[str, Value]:
    """Belongs in the group from now on, and is to be invited."""
    person, subject = row["person_id"], bytes(row["subject"])
    more: dict[str, Value] = {}
    if person is None and enrol:
        fields = json.loads(row["fields"])
        path = tuple(part.strip() for part in re.split(r"[/／]", fields.get("department", "")) if part.strip())
        new = Person(
            row["name"], (path,) if path else (), fields.get("post", ""), fields.get("phone", ""),
            fields.get("number", ""), fields.get("category", ""),
        )  # fmt: skip
        subject = secrets.token_bytes(16)
        person = people.write_new(tx, new, subject)
        more = {"person_id": person, "identified": "owner", "subject": subject}
    if person is not None and not stored_people.belongings(tx, person, row["group_id"]):
        tx.insert("belonging", {"person_id": person, "group_id": row["group_id"], "subject": subject})
    accounts = [] if person is None else stored.accounts(tx, row["group_id"], person)
    if row["nickname"] not in accounts or not accounts:
        _ask(tx, row, "invite", person, row["nickname"])
    return more


def _release(tx: Tx, row: Stored) -> None:
    """Need no longer be in the group, and is to be removed where the last list still has him."""
    person = row["person_id"]
    nicknames = [row["nickname"]] if row["nickname"] else []
    if person is not None:
        for belonging in stored_people.belongings(tx, person, row["group_id"]):
            tx.delete("belonging", belonging)
        nicknames = stored.accounts(tx, row["group_id"], person) or nicknames
    for nickname in nicknames:
        _ask(tx, row, "remove", person, nickname)


def _ask(tx: Tx, row: Stored, kind: str, person: int | None, nickname: str) -> None:
    reason = on_paper(_("{}申请已通过")).format(on_paper(WORDS[row["kind"]]))
    draft = TaskDraft(
        row["group_id"], kind, nickname, person, row["name"], reason=reason, source="application", source_id=row["id"]
    )
    member_tasks.put(tx, (draft,))


def still(tx: Tx, application: int, version: int, state: str = "waiting") -> Stored:
    """The row, still as it was read; UserError otherwise. ``state`` ``""``: any state will do."""
    row = existing(tx, application)
    if row["version"] != version:
        raise UserError(
            _("这份申请刚刚被处理过：{}").format(STATES[row["state"]]), where=row["name"],
            remedy=_("请看过新的状态再决定"),
        )  # fmt: skip
    if state and row["state"] != state:
        raise UserError(_("这份申请{}").format(STATES[row["state"]]), where=row["name"], remedy=_("要改请先重新审理"))
    return row

"""One member with everything the records say: the check and its steps, decisions, lists, reminders, tasks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import application_cards, clock, member_tasks, wording
from wxadmin.services.namecheck import MemberRow, explain
from wxadmin.services.records import Store
from wxadmin.services.reminders import CAUSES
from wxadmin.services.standing import fresh
from wxadmin.store import applications as stored_applications
from wxadmin.store import cases as stored_cases
from wxadmin.store import groups as stored_groups
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store import members as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source


@dataclass(frozen=True, slots=True)
class MemberCard:
    """One member with what was found, who is proposed (``candidates``: person id, label) and what was decided.

    ``exempt_until`` is an ISO date or ``""``; ``history`` are (time, words): lists, archived system lines, decisions,
    reminders; ``names`` (group, nickname, words) what else the person is called here and in other groups; ``cases``,
    ``tasks`` and ``applications`` (id, line). ``outside`` says the owner took the member for somebody from outside,
    ``belongs`` that the person should be in the group; ``steps`` tell how the check came to its verdict.
    """

    id: int
    group: int
    row: MemberRow
    present: bool
    candidates: tuple[tuple[int, str], ...]
    confirmed: bool
    exempt_reason: str
    exempt_until: str
    history: tuple[tuple[str, str], ...]
    cases: tuple[tuple[int, str], ...]
    presence: str = "present"
    names: tuple[tuple[str, str, str], ...] = ()
    tasks: tuple[tuple[int, str], ...] = ()
    applications: tuple[tuple[int, str], ...] = ()
    outside: bool = False
    belongs: bool = True
    group_name: str = ""
    reminders: int = 0
    steps: tuple[str, ...] = ()


def row_of(row: Stored) -> MemberRow:
    """A stored member as the check gives it."""
    return MemberRow(
        row["nickname"],
        row["status"],
        row["person_id"],
        row["person_name"],
        row["department"],
        tuple((code, words) for code, words in json.loads(row["findings"])),
        tuple(text for _person, text in json.loads(row["candidates"])),
        row["suggestion"],
        row["id"],
    )


def get(store: Store, member: int) -> MemberCard:
    """One member; UserError when there is none."""
    with store.read() as db:
        row = stored.one(db, member)
        if row is None:
            raise nobody()
        group = row["group_id"]
    fresh(store, group)
    with store.read() as db:
        row = stored.one(db, member)
        if row is None:
            raise nobody()
        nickname, person = row["nickname"], row["person_id"]
        confirmed = stored.decision(db, group, nickname, "confirm")
        exempt = stored.decision(db, group, nickname, "exempt")
        cases = stored_cases.against(db, group, person, nickname)
        others = [] if person is None else stored.others_of(db, person)
        here = [nickname, *(o["nickname"] for o in others if o["group_id"] == group and o["nickname"] != nickname)]
        seen = [s for s in stored.seen(db, group) if s["nickname"] in here]
        reminders = stored_tasks.reminders_about(db, group, person, here)
        tasks = stored_tasks.about(db, group, person, nickname)
        asked = () if person is None else stored_applications.of_person(db, person)
        belongs = person is None or person in stored_people.belonging(db, group)
        owner = stored_groups.one(db, group)
        events = _events(db, group, here)
    history = [*_lists(seen, nickname), *events]
    history += [(r["sent"], _("提醒：{}").format(CAUSES.get(r["cause"], r["cause"]))) for r in reminders]
    if confirmed is not None:
        who = row["person_name"] or _("已不在花名册里的人")
        words = _("认定为外部人员") if confirmed["person_id"] is None else _("确认为 {}").format(who)
        history.append((confirmed["decided"], words))
    if exempt is not None:
        history.append((exempt["decided"], _("豁免：{}").format(exempt["reason"])))
    return MemberCard(
        member,
        group,
        row_of(row),
        row["presence"] == "present",
        tuple((one, words) for one, words in json.loads(row["candidates"])),
        confirmed is not None and confirmed["person_id"] is not None,
        "" if exempt is None else exempt["reason"],
        "" if exempt is None else exempt["until"],
        tuple((clock.shown(time), words) for time, words in sorted(history)),
        tuple((c["id"], wording.case_line(c)) for c in cases),
        row["presence"],
        tuple(
            (o["group_name"], o["nickname"], PRESENCE[o["presence"]])
            for o in others
            if not (o["group_id"] == group and o["nickname"] == nickname)
        ),
        tuple((t["id"], member_tasks.line(t)) for t in tasks),
        tuple((a["id"], application_cards.line_of(a)) for a in asked if a["group_id"] == group),
        confirmed is not None and confirmed["person_id"] is None,
        belongs,
        "" if owner is None else owner["name"],
        len(reminders),
        tuple(f"{step.part}：{step.words}" if step.part else step.words for step in explain(store, group, nickname)),
    )


PRESENCE = {"present": _("在群里"), "gone": _("已退群"), "heard": _("只见于聊天")}


def _lists(seen: Sequence[Stored], nickname: str) -> list[tuple[str, str]]:
    """When each nickname of a member stood in the member lists."""
    lines = []
    for one in seen:
        name = "" if one["nickname"] == nickname else f"“{one['nickname']}”"
        lines.append((one["first"], _("{}首次见于成员名单").format(name)))
        if one["lists"] > 1:
            lines.append((one["last"], _("{}最近见于成员名单（共 {} 次）").format(name, one["lists"])))
    return lines


def _events(db: Source, group: int, names: Sequence[str]) -> list[tuple[str, str]]:
    """What archived system lines say of a member's coming and going."""
    lines = []
    for event in stored.comings(db, group):
        whom = [name for name in json.loads(event["subjects"]) if name in names]
        time = event["local"] if clock.is_day(event["local"]) else clock.stamp(clock.local(event["at"]))
        actor = event["actor"]
        for name in whom:
            if event["kind"] == "remove":
                words = _("“{}”被“{}”移出群").format(name, actor) if actor else _("“{}”被移出群").format(name)
            elif not actor or actor == name:
                words = _("“{}”进群").format(name)
            else:
                words = _("“{}”由“{}”邀请进群").format(name, actor)
            lines.append((time, words))
        if not whom and actor in names:
            subjects = "、".join(json.loads(event["subjects"]))
            if subjects:
                words = _("邀请“{}”进群") if event["kind"] == "join" else _("把“{}”移出群")
                lines.append((time, words.format(subjects)))
    return lines


def nobody() -> UserError:
    """What is said of a member that is not there."""
    return UserError(_("没有这个群成员"), remedy=_("请刷新列表"))

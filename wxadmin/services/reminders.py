"""Texts to send to members, grouped by what they are about; who was reminded when, and who must not be again yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock, group_life, groups, naming_rules, people
from wxadmin.services.groups import Group, Profile
from wxadmin.services.member_findings import of_row
from wxadmin.services.naming_rules import CategoryRule
from wxadmin.services.records import Change, Store
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store import members as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

CAUSES: Mapping[str, str] = {
    "name": _("请改群昵称"), "unknown": _("请说明身份"), "application": _("请补入群申请"), "silent": _("长期不发言"),
    "remove": _("移出预告"), "invite": _("邀请进群"), "welcome": _("欢迎新成员"),
}  # fmt: skip
"""What a text is about, and its words on screen."""

BREACHES: Mapping[str, str] = {
    "name": _("不按规定使用实名昵称"), "unknown": _("不说明身份"), "application": group_life.UNASKED,
    "silent": _("长期不参与群内事务"),
}  # fmt: skip
"""What somebody can be charged with who was reminded as often as the group allows."""

_CHASED = re.compile(r"announcement:[^:]*:\d\d:\d\dZ:(?P<title>.*)", re.DOTALL)
_YEAR = 365
"""Days after which a reminder no longer counts."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody a text is for: a member (``member`` row id, None for people not in the group), or a person.

    ``says`` is the words of the text about them; ``times`` how often they were reminded of this before, ``last`` when
    (ISO day, ``""``).
    """

    member: int | None
    nickname: str
    person: int | None
    name: str
    says: str
    times: int = 0
    last: str = ""

    @property
    def label(self) -> str:
        """Who it is."""
        if not self.nickname or self.nickname == self.name:
            return self.name or self.nickname
        return f"{self.nickname}（{self.name}）" if self.name else self.nickname


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and whom it names. ``text`` is ``""`` when it names nobody.

    ``lately`` were reminded within the group's interval, ``most`` as often as it allows; both are left out.
    """

    group: int
    cause: str
    text: str
    asked: tuple[Addressee, ...]
    lately: tuple[Addressee, ...] = ()
    most: tuple[Addressee, ...] = ()
    next_days: int = 0


def draft(
    store: Store, group: int, cause: str, chosen: Sequence[int] = (), *, anyway: bool = False, due: date | None = None
) -> Draft:
    """The text for those members (for ``invite``: people) whom the cause concerns, of ``chosen`` alone if any.

    ``anyway`` names also those reminded lately or often; ``due`` is the day by which they should act. UserError when
    the cause is unknown or concerns nobody, or a group has no naming rule to be reminded of.
    """
    from wxadmin.services.standing import fresh

    if cause not in CAUSES:
        raise UserError(_("没有这种提醒：{}").format(cause), remedy=_("请从列表里选择"))
    owner = groups.get(store, group)
    fresh(store, group)
    with store.read() as db:
        profile = group_life.profile(db, group)
        found = _concerned(db, group, cause, set(chosen))
        if cause == "name":
            owner = replace(owner, naming_rule=_rules_words(owner.naming_rule, naming_rules.of_group(db, group)))
        if not found and cause == "name" and not owner.naming_rule:
            raise UserError(_("这个群还没有命名规则"), remedy=_("请先在群设置里写上命名规则"))
        if not found:
            known = stored.last_snapshot(db, group) is not None
            remedy = _("不用发这段话") if known else _("请先导入群成员名单")
            raise UserError(_("没有需要提醒的群成员"), remedy=remedy)
        asked, lately, most = _throttled(db, group, cause, found, profile, anyway=anyway)
    text = _TEXTS[cause](owner, asked, profile, due) if asked else ""
    return Draft(group, cause, text, tuple(asked), tuple(lately), tuple(most), profile.remind_days)


def counts(store: Store, group: int) -> dict[str, int]:
    """Cause → how many it concerns, those left out of a text counted; causes that concern nobody are left out."""
    from wxadmin.services.standing import fresh

    fresh(store, group)
    with store.read() as db:
        found = {cause: len(_concerned(db, group, cause, set())) for cause in CAUSES}
    return {cause: n for cause, n in found.items() if n}


def sent(store: Store, given: Draft) -> Change[int]:
    """Notes that a text was sent to those it names; the value is how many."""

    def work(tx: Tx) -> int:
        at = clock.stamp(clock.moment(tx.at))
        for one in given.asked:
            who = None if one.person is None else stored_people.one(tx, one.person)
            tx.insert(
                "reminder",
                {
                    "group_id": given.group, "nickname": one.nickname, "person_id": one.person, "cause": given.cause,
                    "sent": at, "actor": store.actor, "subject": b"" if who is None else who["subject"],
                },
            )  # fmt: skip
        return len(given.asked)

    if not given.asked:
        raise UserError(_("这段话没有提到任何人"), remedy=_("请先选要提醒的人"))
    words = _("记下已提醒 {}（{} 人）").format(CAUSES[given.cause], len(given.asked))
    return store.change(words, work)


def of_person(store: Store, person: int) -> tuple[tuple[int, str], ...]:
    """(reminder, line) of what a person was reminded of, newest first."""
    with store.read() as db:
        rows = stored_tasks.reminders_of_person(db, person)
    return tuple(
        (r["id"], joined("　", (clock.shown_day(r["sent"]), r["group_name"], _about(r["cause"])))) for r in rows
    )


def _about(cause: str) -> str:
    """What a reminder was about, in words; of an announcement its title."""
    told = _CHASED.fullmatch(cause)
    return CAUSES.get(cause, cause) if told is None else _("催办“{}”").format(told["title"])


def propose(store: Store, group: int, cause: str, one: Addressee) -> Change[int]:
    """Opens a case, as a draft, on somebody who was reminded in vain; the value is the case.

    UserError for a cause nobody can be charged with.
    """
    from wxadmin.services import cases

    if cause not in BREACHES:
        raise UserError(_("“{}”不是违规").format(CAUSES.get(cause, cause)), remedy=_("不用立案"))
    with store.read() as db:
        rows = [r for r in _sent_for(db, group, cause) if _concerns(r, one)]
        row = None if one.member is None else stored.one(db, one.member)
    days = "、".join(clock.shown_day(day) for day in dict.fromkeys(clock.day_of(r["sent"]) for r in rows))
    facts = on_paper(_("已在群里提醒 {} 次（{}），至今没有改正。")).format(len(rows), days) if rows else ""
    now = "；".join(words for _code, words in of_row(row)) if row is not None else ""
    if now:
        facts += on_paper(_("现在的情况：{}。")).format(now)
    return cases.create(
        store,
        cases.CaseDraft(
            group=group, person=one.person, facts=facts, category=on_paper(BREACHES[cause]), occurred=clock.today(),
            sender=one.nickname,
        ),
    )  # fmt: skip


# Whom it concerns


def _concerned(db: Source, group: int, cause: str, chosen: set[int]) -> list[Addressee]:
    if cause == "invite":
        return [
            Addressee(None, "", row["id"], row["name"], people.label(people.person_of(row)))
            for row in stored.missing(db, group)
            if not chosen or row["id"] in chosen
        ]
    everybody = stored.of_group(db, group)
    rows = [row for row in everybody if row["presence"] == "present"]
    if chosen:
        rows = [row for row in rows if row["id"] in chosen]
    elif cause == "welcome":
        before = stored.snapshots(db, group)[1:2]
        known = {row["person_id"] for row in everybody if row["presence"] == "gone"}
        rows = [row for row in rows if before and row["since"] > before[0]["taken"] and _newcomer(row, known)]
    elif cause == "remove":
        doomed = {t["nickname"] for t in stored_tasks.open_of(db, group) if t["kind"] == "remove" and t["nickname"]}
        rows = [row for row in rows if row["nickname"] in doomed or dict(of_row(row)).keys() & _GOING]
    else:
        rows = [row for row in rows if _is(row, cause)]
    return [
        Addressee(row["id"], row["nickname"], row["person_id"], row["person_name"], _says(row, cause)) for row in rows
    ]


_GOING = {"left_unit"}
_DOUBTED = {"lookalike", "hidden_characters", "duplicate_person", "same_nickname", "left_unit"}


def _newcomer(row: Row, known: Collection[int]) -> bool:
    """Somebody recognised who was not there before under another nickname and is nobody's second account."""
    return row["person_id"] is not None and row["person_id"] not in known and not dict(of_row(row)).keys() & _DOUBTED


def _is(row: Row, cause: str) -> bool:
    if cause == "name":
        return bool(row["status"] == "fail")
    if cause == "unknown":
        return row["person_id"] is None and row["status"] != "exempt" and "outside" not in dict(of_row(row))
    return {"application": "no_application", "silent": "silent"}[cause] in dict(of_row(row))


def _says(row: Row, cause: str) -> str:
    found = dict(of_row(row))
    if cause == "name":
        return str(row["suggestion"])
    if cause == "silent":
        return found.get("silent", "")
    if cause == "remove":
        return found.get("left_unit", "") or found.get("silent", "")
    return ""


def _throttled(
    db: Source, group: int, cause: str, found: Sequence[Addressee], profile: Profile, *, anyway: bool
) -> tuple[list[Addressee], list[Addressee], list[Addressee]]:
    """Whom the text names, who was reminded lately, and who as often as may be."""
    asked: list[Addressee] = []
    lately: list[Addressee] = []
    most: list[Addressee] = []
    sent_rows = _sent_for(db, group, cause)
    today = clock.today()
    for one in found:
        theirs = [row for row in sent_rows if _concerns(row, one)]
        days = sorted({clock.day_of(row["sent"]) for row in theirs})
        last = days[-1] if days else None
        counted = Addressee(
            one.member, one.nickname, one.person, one.name, one.says, len(theirs),
            "" if last is None else last.isoformat(),
        )  # fmt: skip
        often = 1 if cause == "welcome" else profile.remind_most
        if not anyway and often and len(theirs) >= often:
            most.append(counted)
        elif not anyway and last is not None and today < last + timedelta(days=profile.remind_days):
            lately.append(counted)
        else:
            asked.append(counted)
    return asked, lately, most


def _sent_for(db: Source, group: int, cause: str) -> list[Row]:
    since = clock.stamp(clock.now() - timedelta(days=_YEAR))
    return stored_tasks.reminders(db, group, cause, since)


def _concerns(row: Row, one: Addressee) -> bool:
    """Whether a reminder went to this member: as the same person, or under the same nickname."""
    if row["person_id"] is not None and one.person is not None:
        return bool(row["person_id"] == one.person)
    return bool(one.nickname) and bool(row["nickname"] == one.nickname)


# The texts


def _lines(asked: Sequence[Addressee], arrow: str = "：") -> list[str]:
    return [f"@{one.nickname}{arrow}{one.says}" if one.says else f"@{one.nickname}" for one in asked]


def _until(due: date | None) -> str:
    return "" if due is None else on_paper(_("请在 {} 前完成。")).format(clock.shown_day(due))


def _rules_words(rule: str, by_category: Sequence[CategoryRule]) -> str:
    """The format everybody is held against: ``部门-姓名（家长：班级-学生姓名+关系）``; ``""`` without any rule."""
    special = on_paper(_("；")).join(f"{'、'.join(one.categories)}：{one.rule}" for one in by_category)
    return f"{rule}（{special}）" if rule and special else rule or special


def _name(owner: Group, asked: Sequence[Addressee], _profile: Profile, due: date | None) -> str:
    if owner.naming_rule:
        head = on_paper(_("【群昵称提醒】本群昵称格式为“{}”，请以下成员修改（共 {} 人）：")).format(
            owner.naming_rule, len(asked)
        )
    else:
        head = on_paper(_("【群昵称提醒】请以下成员修改群昵称（共 {} 人）：")).format(len(asked))
    lines = [head, *_lines(asked, " → ")]
    source = next((s for s in owner.settings if s.kind == "naming_rule"), None)
    if due is not None:
        lines.append(_until(due))
    if source is not None:
        lines.append(on_paper(_("依据：{}")).format(source.source))
    return "\n".join(lines)


def _unknown(owner: Group, asked: Sequence[Addressee], _profile: Profile, due: date | None) -> str:
    rule = on_paper(_("并按“{}”改好群昵称")).format(owner.naming_rule) if owner.naming_rule else ""
    lines = [
        on_paper(_("【身份核对】以下成员的昵称对不上花名册（共 {} 人），请私信群主说明姓名和部门（班级）{}：")).format(
            len(asked), rule and f"，{rule}"
        ),
        *_lines(asked),
        on_paper(_("请不要在群里发身份证号、手机号。")),
    ]
    if due is not None:
        lines.append(_until(due))
    return "\n".join(lines)


def _application(owner: Group, asked: Sequence[Addressee], _profile: Profile, due: date | None) -> str:
    lines = [
        on_paper(
            _("【补办入群申请】加入“{}”须先申请并经同意。以下成员（共 {} 人）还没有申请记录，请找群主或管理员补办：")
        ).format(owner.name, len(asked)),
        *_lines(asked),
    ]
    if due is not None:
        lines.append(_until(due))
    return "\n".join(lines)


def _silent(owner: Group, asked: Sequence[Addressee], profile: Profile, due: date | None) -> str:
    when = clock.shown_day(due or clock.today() + timedelta(days=max(profile.remind_days, 1)))
    return "\n".join([
        on_paper(_("【成员清理预告】“{}”正在整理成员。以下成员超过 {} 天没有发言（共 {} 人）：")).format(
            owner.name, profile.silent_days, len(asked)
        ),
        *(f"@{one.nickname}" for one in asked),
        on_paper(_("仍需留在群里的，请在 {} 前回复一声；没有回复的将移出，以后需要时可以再申请加入。")).format(when),
    ])  # fmt: skip


def _remove(owner: Group, asked: Sequence[Addressee], profile: Profile, due: date | None) -> str:
    when = clock.shown_day(due or clock.today() + timedelta(days=max(profile.remind_days, 1)))
    return "\n".join([
        on_paper(_("【移出预告】以下成员将于 {} 移出“{}”（共 {} 人）：")).format(when, owner.name, len(asked)),
        *(f"@{one.nickname}" for one in asked),
        on_paper(_("有不同意见的，请在此之前私信群主或管理员。")),
    ])  # fmt: skip


def _invite(owner: Group, asked: Sequence[Addressee], profile: Profile, due: date | None) -> str:
    lines = [
        on_paper(_("【入群通知】以下人员应加入“{}”，目前还没有进群或没有使用实名昵称（共 {} 人）：")).format(
            owner.name, len(asked)
        ),
        "、".join(one.says or one.name for one in asked),
        on_paper(_("请联系群主或管理员邀请进群。"))
        if profile.inviting == "admins"
        else on_paper(_("请联系群里的同事邀请进群。")),
    ]
    if owner.naming_rule:
        lines.append(on_paper(_("进群后请把群昵称改成“{}”的格式。")).format(owner.naming_rule))
    if due is not None:
        lines.append(_until(due))
    return "\n".join(lines)


def _welcome(owner: Group, asked: Sequence[Addressee], profile: Profile, _due: date | None) -> str:
    lines = [on_paper(_("欢迎 {} 加入“{}”。")).format("、".join(f"@{one.nickname}" for one in asked), owner.name)]
    if owner.naming_rule:
        lines.append(on_paper(_("请把群昵称改成“{}”的格式，方便大家认识。")).format(owner.naming_rule))
    if profile.inviting == "admins":
        lines.append(on_paper(_("本群由群主和管理员邀请成员，请不要自行拉人进群。")))
    lines.append(on_paper(_("群规在群公告里，请先读一遍；有事可以私信群主或管理员。")))
    return "\n".join(lines)


_TEXTS: Mapping[str, Callable[[Group, Sequence[Addressee], Profile, date | None], str]] = {
    "name": _name, "unknown": _unknown, "application": _application, "silent": _silent, "remove": _remove,
    "invite": _invite, "welcome": _welcome,
}  # fmt: skip

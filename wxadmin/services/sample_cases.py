"""Cases of the sample unit after their decision: delivery, refusal, appeal; a case of two; a meeting."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.services import (
    announcement_kinds,
    announcements,
    appeal_answers,
    appeal_letters,
    appeals,
    attendances,
    case_acts,
    case_papers,
    case_volume,
    cases,
    citing,
    clock,
    people,
    sanctions,
)
from wxadmin.services.announcement_plans import Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.appeal_answers import Answer
from wxadmin.services.appeals import AppealDraft

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wxadmin.services.papers import IssuedPaper
    from wxadmin.services.records import Store
    from wxadmin.services.sample_unit import Clock

_OWNER, _WITNESS, _HEAD = "严正宜", "顾念安", "沈知远"


def followed(store: Store, hands: Clock, numbers: Sequence[str], keep: Callable[[IssuedPaper], None]) -> dict[str, Any]:
    """One refuses to sign; the other appeals, the committee's head reduces the measure, the file is put together."""
    refused, abuse = (cases.find(store, number) for number in numbers)
    hands.move(0, 14, 40)
    first, second = (cases.get(store, case).parties[0].id for case in (refused, abuse))
    today = clock.today()
    case_acts.deliver(store, refused, first, today, "当面交付", refused=True, witnesses=_WITNESS, by=_OWNER)
    case_acts.deliver(store, abuse, second, today, "微信送达", by=_OWNER)
    keep(case_papers.issue(store, refused, case_papers.delivery(store, refused, first), first).value)
    muted = [line for line in cases.get(store, abuse).parties[0].sanctions if line.measure == "mute"]
    for line in muted:
        sanctions.carry(store, line.id, today, _OWNER)
    hands.move(0, 15)
    words = "当时是在回应别人的指责，话说重了，愿意向对方道歉，请求从轻。"
    appeal = appeals.receive(store, abuse, second, AppealDraft(None, "written", words)).value
    hands.move(0, 15, 30)
    after = (Measure("mute", 1) if muted else Measure("oral"),)
    grounds = "聊天记录表明争执由双方引起，本人当天已经道歉，没有造成其他影响。"
    appeal_answers.answer(store, appeal, Answer("reduced", grounds, after, reviewer=_HEAD))
    keep(appeal_letters.issue_reply(store, appeal).value)
    case_acts.note(store, abuse, "答复书已当面交给本人，本人没有其他意见。", _OWNER)
    hands.move(0, 15, 40)
    keep(case_papers.issue(store, abuse, case_papers.group_notice(store, abuse), second).value)
    keep(case_papers.issue(store, abuse, case_volume.build(store, abuse)).value)
    return {"appeal": "reduced", "muted": len(muted)}


def seen(store: Store, hands: Clock, work: int) -> dict[str, int]:
    """What the owner saw himself: two people, one case that waits for its decision."""
    hands.move(0, 16)
    known = {p.name: i for i, p in people.of_group(store, work)}
    day = clock.today() - timedelta(days=1)
    clause = citing.clause_for(store, work, "flood", on=day)
    facts = "上班时间在群里接连发送与工作无关的表情和语音，经提醒后仍未停止。"
    first, second = known["吴海生"], known["蒋顺达"]
    other = Party(second, acts=(Infraction(facts, "flood", day, clause),), measures=(Measure("reminder"),))
    draft = cases.CaseDraft(
        work, first, facts, category="flood", occurred=day, clause=clause, measures=("reminder",), others=(other,)
    )
    return {"waiting": cases.create(store, draft).value}


def meeting(store: Store, hands: Clock, work: int) -> dict[str, int]:
    """A meeting is announced, two ask for leave, those present are listed; another announcement is planned."""
    hands.move(0, 16, 20)
    templates = announcement_kinds.templates(store, work, "meeting")
    draft = AnnouncementDraft(work, "", "", announcer=_WITNESS, plan=Plan("meeting"))
    draft = announcement_kinds.fill(store, draft, templates[0])
    body = (
        "今天下午四点半在一楼会议室开盘点准备会，各部门来一人，带上本部门的货位表。来不了的请提前请假并说明由谁代替。"
    )
    draft = AnnouncementDraft(work, "盘点准备会", body, 0, None, _WITNESS, plan=Plan("meeting", draft.plan.template))
    made = announcements.save(store, draft).value
    announcements.post(store, made)
    hands.move(0, 17, 30)
    known = {p.name: (i, p.name) for i, p in people.of_group(store, work)}
    leave = ("曾雨桐", "冯春来")
    there = [name for name in ("沈知远", "顾念安", "韩若溪", "林晚晴", "吕书瑶") if name in known]
    entries = [attendances.Entry(*known[name], "present") for name in there]
    entries += [attendances.Entry(*known[name], "leave", "外出送货") for name in leave if name in known]
    attendances.record(store, made, entries)
    morning = datetime.combine(clock.today() + timedelta(days=1), time(9), clock.zone())
    words = "明天上午九点起全仓盘点，收发货暂停一天，急件请提前和仓储物流部联系。"
    announcements.save(store, AnnouncementDraft(work, "盘点当天的安排", words, plan=Plan("notice", planned=morning)))
    return {"present": len(there), "leave": len(leave)}

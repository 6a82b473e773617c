"""People in the sample unit: posts and policies, a second member list, applications, a departure, consent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wxadmin.services import (
    applications,
    clock,
    consent,
    departure_paper,
    departures,
    expectations,
    forms,
    group_life,
    group_posts,
    groups,
    member_tasks,
    members,
    naming_rules,
    papers,
    people,
    person_record,
    relations,
    reminders,
    snapshots,
)
from wxadmin.services.applications import ApplicationDraft
from wxadmin.services.expectations import Expectation
from wxadmin.services.group_posts import PostDraft
from wxadmin.services.groups import GroupDraft, Profile
from wxadmin.services.papers import Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from wxadmin.services.papers import IssuedPaper
    from wxadmin.services.records import Store
    from wxadmin.services.sample_unit import Clock


def posts(store: Store, work: int, unit: str) -> dict[str, Any]:
    """Who keeps the group, what holds in it, who should be in it by rule."""
    known = _by_name(store, work)
    group_life.set_policies(store, work, Profile(entry="approval", leaving="approval", silent_days=60))
    day = clock.today()
    for role, name, duties in (
        ("owner", "严正宜", "审核入群，保管台账"),
        ("admin", "顾念安", "发布公告，收集回复"),
        ("head", "沈知远", "批准处罚和申诉复核"),
    ):
        group_posts.appoint(store, work, PostDraft(role, known[name], duties=duties, since=day, appointed_by=unit))
    expectations.save(store, work, (Expectation(((unit,),), note="公司在册人员"),))
    deputy = relations.add(store, known["顾念安"], "deputy", known["严正宜"], note="出差期间代管群务").value
    return {"posts": len(group_posts.of_group(store, work)), "deputy": deputy}


def reminded(store: Store, work: int) -> dict[str, Any]:
    """Those who break the rule are reminded, and one renaming is followed up as a task."""
    report = members.report(store, work)
    given = reminders.draft(store, work, "name")
    reminders.sent(store, given)
    astray = next(row for row in report.rows if row.nickname == "客服-单小满")
    due = clock.today() + timedelta(days=3)
    wanted = member_tasks.TaskDraft(
        work, "rename", nickname=astray.nickname, person=astray.person, name="单小满", wanted="客服部-单小满",
        reason="命名规则", due=due,
    )  # fmt: skip
    member_tasks.open_tasks(store, (wanted,))
    return {"asked": len(given.asked)}


def second_list(store: Store, work: int, first: str) -> dict[str, Any]:
    """The list is pasted again: two have changed their names, one left unasked, two came in."""
    lines = [line for line in first.splitlines() if line != "技术部-解语花"]
    changed = {"王思齐-销售部": "销售部-王思齐", "客服-单小满": "客服部-单小满"}
    lines = [changed.get(line, line) for line in lines] + ["财务部-何静淑0", "云杉客服小李"]
    preview = members.preview(store, work, "\n".join(lines))
    members.import_snapshot(store, preview)
    every = snapshots.every(store, work)
    newer, older = every[0].id, every[1].id
    found = snapshots.compare(store, older, newer)
    return {
        "new": len(found.new), "gone": len(found.gone), "renamed": len(found.renamed),
        "tasks": member_tasks.counts(store, work), "causes": reminders.counts(store, work),
    }  # fmt: skip


def office(store: Store, work: int, unit: str, hands: Clock, keep: Callable[[IssuedPaper], None]) -> dict[str, Any]:
    """Applications decided and waiting, a group to be founded, somebody who leaves, one person's record printed."""
    known = _by_name(store, work)
    hands.move(0, 13, 30)
    joining = ApplicationDraft(
        "join", work, "仇自强", person=known["仇自强"], nickname="技术部-仇自强", reason="新到岗"
    )
    passed = applications.file(store, joining).value
    stranger = applications.file(store, ApplicationDraft("join", work, "李想", nickname="云杉客服小李")).value
    leaving = ApplicationDraft("exit", work, "解语花", person=known["解语花"], reason="转到设计外包，不再参加日常排班")
    applications.file(store, leaving)
    plan = {"group": "秋季展会项目群", "purpose": "展会筹备期间的通知和排班", "owner": "陆明朗"}
    founding = ApplicationDraft("founding", None, "陆明朗", person=known["陆明朗"], reason="秋季展会", fields=plan)
    project = applications.file(store, founding).value
    hands.move(0, 14)
    applications.decide(
        store, passed, applications.get(store, passed).version, passed=True, answer="欢迎，请按群规改群昵称。"
    )
    applications.decide(
        store, stranger, applications.get(store, stranger).version, passed=False,
        answer="花名册里没有这个人，请由所在部门经理说明身份后再申请。",
    )  # fmt: skip
    applications.decide(
        store, project, applications.get(store, project).version, passed=True, answer="同意，展会结束后解散。"
    )
    draft = GroupDraft("秋季展会项目群", kind="project", unit=unit, owner="陆明朗", naming_rule="部门-姓名")
    group_life.found(store, draft, application=project)
    departure = departures.begin(store, known["解语花"], "left", clock.today() + timedelta(days=9), "合同到期").value
    card = departures.get(store, departure)
    departures.tick(store, card.items[0].id, by="任致知")
    sheet = departure_paper.build(store, departure)
    keep(forms.issue(store, work, sheet, known["解语花"]).value)
    record = person_record.build(store, known["邵清和"])
    keep(papers.issue(store, record, Origin(group=work, person=known["邵清和"])).value)
    return {
        "waiting": applications.waiting(store, work), "items": len(card.items),
        "groups": [group.name for group in groups.every(store)],
    }  # fmt: skip


def school(store: Store, group: int) -> dict[str, Any]:
    """The teachers have a rule of their own; some parents consented to their child being listed."""
    owner = groups.get(store, group)
    rule = naming_rules.CategoryRule(("教师",), "学科+姓名", "任课老师")
    naming_rules.save(store, group, owner.naming_rule or "学生姓名+关系", owner.family_limit, (rule,))
    pupils = [(number, person) for number, person in people.of_group(store, group) if person.guardians]
    for number, person in pupils[:14]:
        consent.give(store, (number,), person.guardians[0].name)
    return {"consent_missing": len(consent.missing(store, group))}


def _by_name(store: Store, group: int) -> dict[str, int]:
    return {person.name: number for number, person in people.of_group(store, group)}

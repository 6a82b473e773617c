"""个人档案: everything the records say of a person, on the card and on paper."""

from __future__ import annotations

from wxadmin.domain.people import Guardian, Person
from wxadmin.services import (
    announcements,
    cases,
    consent,
    members,
    merging,
    notices,
    objections,
    people,
    person_record,
    regulations,
    relations,
    reminders,
    unissued,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.cases import CaseDraft, Decision
from wxadmin.services.objections import ObjectionDraft

RULES = "群规\n第一条 不得发广告。首次警告。\n"


def test_the_record_gathers_what_every_noun_says(store, group, roster):
    one = people.add(
        store,
        Person("何静", (("甲公司", "财务部"),), "会计", "16300001234", "GH2021003", "正式",
               guardians=(Guardian("何父", "爸爸", "16300005678"),), extras=(("account", "hejing"),)),
        group=group,
    ).value  # fmt: skip
    rule = regulations.create_from_text(store, group, regulations.parse_text(RULES)).value
    regulations.publish(store, rule)
    clause = regulations.cite(store, regulations.clauses(store, group)[0].id)
    case = cases.create(store, CaseDraft(group, one, "发广告", clause=clause, measures=("oral",))).value
    cases.decide(store, case, Decision(("oral",), "王"))
    notices.issue(store, case)
    members.import_snapshot(store, members.preview(store, group, "财务部-何静\n夜来香\n"))
    posted = announcements.save(store, AnnouncementDraft(group, "开会", "周五开会", minutes=30)).value
    announcements.post(store, posted)
    announcements.paste_replies(store, posted, "何静 收到")
    objections.add(store, ObjectionDraft(rule, "第一条太严", (), one))
    consent.give(store, (one,), "何父")
    relations.add(store, one, "deputy", roster["沈知远"])
    twin = people.add(store, Person("何静", phone="16300001234")).value
    merging.merge(store, one, twin, "同一人")

    found = person_record.parts(store, people.get(store, one), answered=True)
    parts = {part.key: [line.text for line in part.lines] for part in found}
    assert parts["groups"][0].startswith("甲组工作群：财务部-何静 · 合格")
    assert "口头警告 · 依据《群规》第一条" in parts["cases"][0]
    assert parts["announcements"] == ["2026年9月21日 · 开会 · 已收到"]
    assert "第一条太严" in parts["objections"][0]
    assert "违规处理通知书" in parts["papers"][0]
    assert "何父" in parts["consent"][0]
    assert any("合并人员 何静" in line for line in parts["history"])
    assert parts["applications"] == parts["departures"] == []

    paper = person_record.build(store, one)
    lines = [line for part in paper.parts for line in part.lines]
    said = "\n".join((*(value for _name, value in paper.fields), *lines))
    assert "沈知远（总经办）的代理人" in said
    for private in ("16300001234", "16300005678", "GH2021003", "hejing"):
        assert private not in said
        full = person_record.build(store, one, full=True)
        assert any(private in value for _name, value in full.fields)
    assert unissued.plain(store, paper).startswith(b"%PDF")
    assert reminders.of_person(store, one) == ()

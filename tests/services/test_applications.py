from __future__ import annotations

from datetime import date

import pytest

from tests.services.conftest import MEMBERS
from wxadmin.domain.errors import UserError
from wxadmin.services import (
    application_papers,
    application_paste,
    applications,
    departures,
    group_life,
    groups,
    members,
    people,
    records,
    search,
    today,
)
from wxadmin.services.applications import ApplicationDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View


@pytest.fixture
def project(store):
    """A second group that nobody belongs in."""
    return groups.create(store, GroupDraft("丙项目群", unit="甲公司", naming_rule="部门-姓名")).value


def codes(card):
    return {found.code for found in card.findings}


def join(group, name, **more):
    fields = {key: more.pop(key) for key in ("department", "number", "phone", "relation") if key in more}
    return ApplicationDraft("join", group, name, fields=fields, **more)


def test_an_application_is_filed_decided_and_taken_back(store, hands, project, roster):
    one = applications.file(store, join(project, "陆明朗", department="销售部", person=roster["陆明朗"])).value
    card = applications.get(store, one)
    assert (card.state, card.draft.received, card.draft.due) == ("waiting", date(2026, 9, 21), date(2026, 9, 23))
    assert "match" in codes(card)
    assert not card.doubts
    assert applications.waiting(store, project) == {"waiting": 1, "overdue": 0, "ending": 0}
    hands.move(days=3)
    assert applications.waiting(store, project)["overdue"] == 1
    assert list(applications.index(store, View(project, chips=("overdue",)))) == [one]
    assert list(applications.index(store, View(search="lml", chips=("join", "exit")))) == [one]
    assert list(applications.index(store, View(chips=("exit",)))) == []
    applications.decide(store, one, card.version, True, "欢迎", by="王主任")
    with store.read() as db:
        assert applications.approved_joins(db, project) == {roster["陆明朗"]}
    assert [i for i, _p in people.of_group(store, project)] == [roster["陆明朗"]]
    with pytest.raises(UserError, match="刚刚被处理过：已通过"):
        applications.decide(store, one, card.version, False, "不行")
    records.undo(store)
    assert applications.get(store, one).state == "waiting"
    assert people.of_group(store, project) == ()
    with store.read() as db:
        assert not db.all("SELECT 1 FROM member_task")
        assert applications.approved_joins(db, project) == frozenset()


def test_the_check_is_sure_only_where_the_roster_is(store, project, roster):
    def look(name, **more):
        return applications.get(store, applications.file(store, join(project, name, **more)).value)

    twins = look("张伟")
    assert "several" in codes(twins)
    assert {i for i, _ in twins.candidates} == {roster["张伟销售部"], roster["张伟生产部"]}
    by_number = look("张伟", number="4")
    assert by_number.candidates[0][0] == roster["张伟生产部"]
    assert "match" in codes(by_number)
    assert "number" in codes(look("陆明朗", number="99"))
    near = look("曾雨同")
    assert "lookalike" in codes(near)
    assert near.candidates[0][0] == roster["曾雨桐"]
    assert "relation" in codes(look("陆明朗", relation="妈妈"))
    borrowed = look("陆明朗", phone="15400000005")
    assert "number" in codes(borrowed)
    assert {i for i, _ in borrowed.candidates} == {roster["陆明朗"], roster["曾雨桐"]}
    assert "match" in codes(look("李建业", relation="妈妈"))
    heard = look("路明郎", department="销售部")
    assert heard.candidates[0][0] == roster["陆明朗"]
    stranger = look("欧阳不在")
    assert codes(stranger) == {"not_in_roster"}
    assert not stranger.candidates
    people.mark_left(store, roster["沈知远"])
    gone = look("沈知远", person=roster["沈知远"])
    assert "left" in codes(gone)
    assert gone.doubts


def test_who_is_in_already_or_was_refused_is_told(store, group, roster):
    members.import_snapshot(store, members.preview(store, group, MEMBERS))
    members.report(store, group)
    again = applications.file(
        store, join(group, "陆明朗", department="销售部", nickname="小陆", person=roster["陆明朗"])
    )
    assert "present" in codes(applications.get(store, again.value))
    card = applications.get(store, again.value)
    with pytest.raises(UserError, match="没有写退回的原因"):
        applications.decide(store, card.id, card.version, False)
    applications.decide(store, card.id, card.version, False, "已有账号")
    other = applications.file(store, join(group, "陆明朗", department="销售部", person=roster["陆明朗"])).value
    card = applications.get(store, other)
    assert "returned" in codes(card)
    assert card.earlier[0][0] == again.value
    assert len(applications.of_person(store, roster["陆明朗"])) == 2


def test_leaving_takes_off_and_opens_a_task(store, group, roster):
    members.import_snapshot(store, members.preview(store, group, MEMBERS))
    members.report(store, group)
    out = ApplicationDraft("exit", group, "陆明朗", roster["陆明朗"], reason="调离")
    one = applications.file(store, out).value
    applications.decide(store, one, 1, True)
    assert roster["陆明朗"] not in dict(people.of_group(store, group))
    with store.read() as db:
        assert applications.exits(db, group) == {roster["陆明朗"]}
        assert [tuple(r) for r in db.all("SELECT kind, nickname FROM member_task")] == [("remove", "销售部-陆明朗")]
    records.undo(store)
    assert roster["陆明朗"] in dict(people.of_group(store, group))


def test_a_stranger_is_enrolled_with_the_approval(store, project, roster):
    one = applications.file(store, join(project, "何晓禾", department="工程部", nickname="晓禾")).value
    applications.decide(store, one, 1, True, enrol=True)
    ((person, who),) = people.of_group(store, project)
    assert (who.name, who.department) == ("何晓禾", "工程部")
    assert applications.get(store, one).draft.person == person
    records.undo(store)
    assert applications.get(store, one).draft.person is None
    assert not people.of_group(store, project)


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (ApplicationDraft("join", None, "甲"), "没有说是哪个群"),
        (ApplicationDraft("join", 1, " \n"), "申请人是空的"),
        (ApplicationDraft("swim", 1, "甲"), "没有这种申请"),
        (ApplicationDraft("founding", None, "甲"), "拟用群名称是空的"),
        (ApplicationDraft("outside", None, "甲", fields={"until": "下个月"}), "读不懂"),
        (ApplicationDraft("outside", None, "甲", fields={"until": "2026-02-31"}), "读不懂"),
        (ApplicationDraft("join", 1, "甲", fields={"shoe": "42"}), "没有“shoe”这一栏"),
        (ApplicationDraft("join", 1, "甲", received=date(2027, 1, 1)), "还没有到"),
        (ApplicationDraft("join", 1, "甲", due=date(2026, 1, 1)), "早于收到日期"),
        (ApplicationDraft("join", 1, "甲", reason="长" * 5_001), "超过 5000 个字"),
        (ApplicationDraft("join", 1, "甲", person=99), "花名册里没有这个人"),
    ],
)
def test_what_cannot_be_filed_is_refused_in_words(store, group, draft, words):
    with pytest.raises(UserError, match=words):
        applications.file(store, draft)
    assert not len(applications.index(store, View()))


def test_outside_contact_reminds_of_its_end(store, hands):
    draft = ApplicationDraft(
        "outside", None, "陆明朗", reason="对账", fields={"until": "2026年9月30日", "contact": "周三"}
    )
    one = applications.file(store, draft).value
    applications.decide(store, one, 1, True)
    assert applications.waiting(store, None)["ending"] == 0
    hands.move(days=3)
    assert applications.waiting(store, None)["ending"] == 1
    assert list(applications.index(store, View(chips=("ending",)))) == [one]
    with pytest.raises(UserError, match="已经过去"):
        applications.prolong(store, one, 2, date(2026, 9, 1))
    applications.prolong(store, one, 2, date(2026, 12, 31))
    assert applications.get(store, one).until == "2026年12月31日"
    applications.prolong(store, one, 3, None)
    hands.move(days=200)
    assert applications.waiting(store, None)["ending"] == 0


def test_a_paste_names_a_person_only_where_the_roster_is_sure(store, project, roster):
    text = "我是销售部陆明朗，申请入群\n我是张伟，申请入群\n我是生产部李建业，因对账申请入群\n我是曾雨同，想进群\n我是外人甲乙丙，想进群"
    seen = application_paste.preview(store, project, text)
    assert [one.draft.person for one in seen.found] == [roster["陆明朗"], None, roster["李建业"], None, None]
    assert [one.draft.identified for one in seen.found][:2] == ["program", ""]
    assert seen.found[2].draft.reason == "对账"
    ids = applications.file_many(store, [one.draft for one in seen.found if not one.missing]).value
    assert len(ids) == 5
    records.undo(store)
    assert not applications.index(store, View())
    nowhere = application_paste.preview(store, None, "我是销售部陆明朗，申请入群")
    assert nowhere.found[0].missing == "没有说是哪个群"
    named = application_paste.preview(store, None, "姓名：陆明朗\n部门：销售部\n申请加入的群：丙项目群")
    assert named.found[0].draft.group == project


def test_the_form_goes_out_with_the_decision_and_the_answer_to_the_chat(store, project, roster):
    draft = join(project, "陆明朗", department="销售部", person=roster["陆明朗"], nickname="小陆", reason="对账")
    one = applications.file(store, draft).value
    with pytest.raises(UserError, match="还没有决定"):
        application_papers.issue(store, one, application_papers.build(store, one))
    with pytest.raises(UserError, match="还没有决定"):
        application_papers.answer_text(store, one)
    applications.decide(store, one, 1, True, "周一起生效", by="王主任")
    paper = application_papers.build(store, one)
    cells = {field.label: field.value for row in paper.rows for field in row}
    assert (cells["身份核对"], cells["管理员意见"], cells["申请事由"]) == ("与花名册一致", "同意", "对账")
    assert "王主任已通过。答复：周一起生效。" in paper.note
    assert application_papers.answer_text(store, one) == (
        "@小陆 “丙项目群”的入群申请（2026年9月21日收到）已通过。\n周一起生效\n进群后请把群昵称改成“部门-姓名”的样子。"
    )
    application_papers.issue(store, one, paper)
    assert applications.get(store, one).paper is not None
    for kind, fields in (("founding", {"group": "丁群", "size": "30"}), ("outside", {"contact": "周三"})):
        other = applications.file(store, ApplicationDraft(kind, None, "陆明朗", reason="要用", fields=fields)).value
        assert "要用" in {f.value for row in application_papers.build(store, other).rows for f in row}


def test_the_policies_of_the_group_and_the_name_of_a_new_one_are_looked_at(store, project, roster):
    one = applications.file(store, ApplicationDraft("exit", project, "陆明朗", roster["陆明朗"])).value
    assert {"free", "absent"} & codes(applications.get(store, one))
    group_life.dissolve(store, project, "办完了")
    late = applications.file(store, join(project, "陆明朗", person=roster["陆明朗"])).value
    assert "dissolved" in codes(applications.get(store, late))
    vague = ApplicationDraft("founding", None, "陆明朗", fields={"group": "相亲相爱"})
    card = applications.get(store, applications.file(store, vague).value)
    assert any("看不出" in words for words in card.doubts)


def test_what_waits_stands_on_today(store, hands, project, roster):
    applications.file(store, join(project, "陆明朗", person=roster["陆明朗"]))
    seen = {item.kind: (item.count, item.page, item.chips) for item in today.due(store, project)}
    assert seen["applications"] == (1, "applications", ("waiting",))
    assert today.counts(store, project)["applications"] == 1
    assert [f.title for f in search.everywhere(store, "lml") if f.page == "applications"] == ["陆明朗"]
    departures.begin(store, roster["沈知远"], "left", date(2026, 9, 21))
    hands.move(days=9)
    seen = {item.kind: (item.count, item.tone) for item in today.due(store, None)}
    assert seen["applications_overdue"] == (1, "danger")
    assert seen["departure"][1] == "danger"

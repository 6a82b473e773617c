from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.services.conftest import MONDAY, wechat
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.services import (
    announcement_approval,
    announcements,
    applications,
    case_acts,
    case_parts,
    cases,
    chats,
    clock,
    groups,
    matters,
    notices,
    people,
    publishing,
    queue,
    records,
    regulations,
    search,
    signing,
    today,
    workdays,
)
from wxadmin.services.announcement_plans import Plan
from wxadmin.services.cases import CaseDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.matter_cards import MatterDraft
from wxadmin.services.signing import RoundDraft


def test_first_steps_lead_the_way(store):
    assert [page for _words, page in today.overview(store, None).first_steps] == ["settings"]


def test_what_waits_is_counted_by_page(store, group, roster, snapshot):
    assert [page for _words, page in today.overview(store, group).first_steps] == ["regulations"]
    chats.import_chat(store, chats.preview(store, group, wechat(("张伟", "18:00", "你就是个废物，滚一边去"))))
    case = cases.create(store, CaseDraft(group, roster["陆明朗"], "事实")).value
    page = today.overview(store, group)
    kinds = {item.kind: item.count for item in page.due}
    assert kinds["queue"] == 1
    assert kinds["cases"] == 1
    assert kinds["names"] >= 1
    assert sum(bar.value for bar in page.messages) == 1
    assert page.categories[0].label == "辱骂"
    counts = today.counts(store, group)
    assert counts["queue"] == 1
    assert counts["members"] == kinds["names"] + kinds.get("unknown", 0)
    cases.decide(store, case, cases.Decision(("oral",), "王主任"))
    assert "notices" in {item.kind for item in today.due(store, group)}
    assert [(f.page, f.id) for f in search.everywhere(store, "陆明朗", group=group) if f.page == "cases"] == [
        ("cases", case)
    ]
    card = queue.get(store, queue.index(store, View(group))[0])
    queue.decide(store, card.id, card.version, "ignored")
    assert "queue" not in today.counts(store, group)


def test_of_all_groups_a_step_is_taken_when_it_was_for_one(store, group, roster, snapshot):
    other = groups.create(store, GroupDraft("后来的群")).value
    assert [page for _words, page in today.overview(store, other).first_steps] == ["people", "members", "regulations"]
    assert [page for _words, page in today.overview(store, None).first_steps] == ["regulations"]
    text = regulations.parse_text("群规\n第一条 昵称改为部门-姓名。\n")
    regulations.publish(store, regulations.create_from_text(store, other, text).value)
    assert today.overview(store, None).first_steps == ()


def test_other_groups_do_not_count(store, group, snapshot):
    assert today.due(store, 99) == ()


def test_rounds_of_signing_wait_until_everybody_has_had_his_say(store, group, roster, hands):
    text = regulations.parse_text("群规\n第一条 昵称改为部门-姓名。\n")
    revision = regulations.publish(store, regulations.create_from_text(store, group, text).value).value
    round_id = signing.open_round(store, RoundDraft(group, revision, MONDAY + timedelta(days=2))).value
    (item,) = (item for item in today.due(store, group) if item.page == "signing")
    assert (item.count, item.tone, item.record) == (6, "warn", round_id)
    assert "9月23日" in item.label
    assert today.counts(store, group)["signing"] == 1
    hands.move(days=3)
    signing.record(store, round_id, [roster["沈知远"]], "signed", MONDAY)
    people.mark_left(store, roster["陆明朗"])
    (item,) = (item for item in today.due(store, None) if item.page == "signing")
    assert (item.count, item.tone, item.chips) == (4, "danger", ("overdue",))
    done = signing.record(store, round_id, list(roster.values()), "signed", MONDAY)
    assert "signing" not in today.counts(store, group)
    records.undo(store, done.id)
    assert today.counts(store, group)["signing"] == 1
    newer = regulations.parse_text("群规\n第一条 昵称改为姓名。\n")
    regulations.publish(store, regulations.revise(store, revision, newer).value)
    assert "signing" not in today.counts(store, group)
    assert signing.get(store, round_id).stage == "replaced"


def _news(store, group):
    return [(item.label, item.count, item.tone, item.record) for item in today.due(store, group) if item.kind == "news"]


def test_what_members_are_not_told_of_a_regulation_waits_until_it_is_posted_or_discarded(store, group, hands):
    text = regulations.parse_text("群规\n第一条 昵称改为部门-姓名。\n")
    how = publishing.Publishing(effective=MONDAY + timedelta(days=2))
    revision = publishing.publish(store, regulations.create_from_text(store, group, text).value, how).value
    draft = announcements.index(store, View(group, chips=("news",)))[0]
    assert _news(store, group) == [("规章变更的公告还没有发布，2026年9月23日起", 1, "warn", draft)]
    assert today.counts(store, group)["announcements"] == 1
    hands.move(days=2)
    assert _news(store, group) == [("规章变更的公告还没有发布，变更已经生效", 1, "danger", draft)]
    announcements.post(store, draft)
    assert _news(store, group) == []
    hands.move(days=1)
    publishing.repeal(store, revision, MONDAY + timedelta(days=3), "不再需要")
    (told,) = _news(store, None)
    assert told[:3] == ("规章变更的公告还没有发布，变更已经生效", 1, "danger")
    announcements.discard(store, told[3])
    assert _news(store, group) == []


def test_a_regulation_told_of_on_a_planned_day_or_awaiting_approval_waits_once(store, group):
    draft = announcements.AnnouncementDraft(group, "规章变更", "群规改了", plan=Plan("regulation"))
    made = announcements.save(store, draft).value
    assert _news(store, group) == [("规章变更的公告还没有发布", 1, "warn", made)]
    change = announcement_approval.ask(store, made)
    assert today.counts(store, group)["announcements"] == 1
    records.undo(store, change.id)
    plan = Plan("regulation", planned=clock.now() + timedelta(hours=1))
    announcements.save(store, replace(draft, id=made, plan=plan))
    assert _news(store, group) == []
    assert "planned" in {item.kind for item in today.due(store, group)}


def _line(store, group, kind):
    return next((item for item in today.due(store, group) if item.kind == kind), None)


def test_measures_that_end_and_appeals_that_close_are_counted_as_the_list_shows_them(store, group, roster, hands):
    made = []
    for names in (("沈知远", "陆明朗"), ("张伟销售部",)):
        draft = CaseDraft(
            group,
            roster[names[0]],
            "发广告",
            others=tuple(Party(roster[name], "", (Infraction("也发"),)) for name in names[1:]),
        )
        case = cases.create(store, draft).value
        with store.read() as db:
            parties = [party.id for party in case_parts.of(db, case)]
        measures = dict.fromkeys(parties, (Measure("mute", 3),))
        cases.decide(store, case, cases.Decision((), "王主任", parties=measures))
        for party in parties:
            notices.issue(store, case, party=party)
        for party in parties:
            case_acts.deliver(store, case, party, MONDAY, "当面")
        made.append(case)
    soon = _line(store, group, "ends_soon")
    shown = cases.index(store, View(group, chips=soon.chips))
    assert (soon.count, sorted(shown)) == (2, made)
    closing = _line(store, group, "closing")
    shown = cases.index(store, View(group, chips=closing.chips))
    assert (closing.count, closing.record, sorted(shown)) == (2, None, made)
    assert list(cases.index(store, View(None, chips=("closing", "draft")))) != []
    cases.void(store, made[0], "登记错了")
    assert (_line(store, group, "closing").record, _line(store, group, "closing").count) == (made[1], 1)


def test_a_term_in_a_year_without_published_days_off_is_said_once(store, group, roster, hands):
    applications.file(store, applications.ApplicationDraft("exit", group, "陆明朗", roster["陆明朗"], reason="调离"))
    assert today.overview(store, group).note == ""
    last = date(workdays.known_until(), 12, 31)
    hands.move(days=(last - MONDAY).days)
    assert today.overview(store, group).note == ""  # it was due long ago
    matters.file(store, MatterDraft("report", group, "有人发广告", received=last))
    year = last.year + 1
    assert today.overview(store, group).note.startswith(f"{year}年的放假安排还没有录入")
    assert today.overview(store, None).note == today.overview(store, group).note
    workdays.enter(store, date(year, 1, 1), date(year, 1, 1), "元旦", off=True)
    assert today.overview(store, group).note == ""

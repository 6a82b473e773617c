"""Erasing a leaver through the services: what goes, what stays provable, what stands in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.services.conftest import MONDAY, person, wechat
from tests.store.test_erasure import raw
from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Guardian, Person
from wxadmin.services import (
    announcements,
    case_acts,
    case_parts,
    cases,
    chats,
    consent,
    erasure,
    erasure_certificates,
    forms,
    groups,
    members,
    merging,
    notices,
    papers,
    people,
    queue,
    records,
    restrictions,
    retention,
    today,
    verify,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.cases import Decision
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View

NAME, PHONE, SAID = "令狐冲霄", "15478781234", "代购手表加微信领优惠二维码扫我"


@pytest.fixture
def leaver(store, group, roster, hands):
    """A person with all that comes together in a year, decided and left."""
    who = replace(
        people.get(store, roster["陆明朗"]).person, name=NAME, phone=PHONE, guardians=(Guardian("令狐母", "母"),)
    )
    gone = people.add(store, who, group=group).value
    nick = f"销售部-{NAME}"
    members.import_snapshot(store, members.preview(store, group, f"总经办-沈知远\n{nick}\n客服部-曾雨桐\n"))
    talk = wechat(
        (nick, "09:00", SAID), ("总经办-沈知远", "09:01", f"@{nick} 请不要发广告"), (nick, "09:02", "知道了对不起")
    )
    chats.import_chat(store, chats.preview(store, group, talk))
    waiting = queue.index(store, View(group, chips=("waiting",)))
    case = cases.open_from(store, waiting[0], 1, cases.draft_from(store, waiting[0])).value
    cases.decide(store, case, Decision(("warning",), "沈知远"))
    notice = notices.issue(store, case).value
    sent = announcements.save(store, AnnouncementDraft(group, "开会", "请回复")).value
    announcements.post(store, sent)
    announcements.paste_replies(store, sent, f"1. {NAME} 收到，我发烧了\n2. 沈知远 收到\n")
    forms.issue(store, group, forms.build(store, group, "join", forms.prefill(store, group, "join", gone)), gone)
    people.edit(store, gone, replace(who, note="住在十二楼"))
    people.mark_left(store, gone)
    members.import_snapshot(store, members.preview(store, group, "总经办-沈知远\n客服部-曾雨桐\n"))
    return gone, case, notice.id


def erased(store, person, **more):
    confirmed = [one.key for one in erasure.preview(store, person).doubts]
    return erasure.erase(store, person, "离职满半年", typed=NAME, confirmed=confirmed, **more)


def test_the_whole_way_leaves_nothing_and_proves_the_decision(store, leaver, hands, tmp_path: Path) -> None:
    person, case, notice = leaver
    handed_out = papers.reprint(store, notice)
    old = store.checkpoint()
    backup = store.backup()
    hands.move(days=40)
    seen = erasure.preview(store, person)
    assert not seen.blocked
    assert [one.key for one in seen.choices] == ["mentions"]
    assert {line.what for line in seen.stays} >= {"案件：编号、条款、处罚措施、日期和决定人"}
    assert any("别人" in line.what or "提到" in line.what for line in seen.stays)
    assert [copy.path for copy in seen.copies] == [backup]
    change = erased(store, person, also=["mentions"])
    everything = raw(store.folder)
    for word in (NAME, PHONE, SAID, "令狐母", "发烧", "十二楼", "知道了对不起"):
        assert word.encode() not in everything, word
    assert store.check().problems == ()
    assert store.root_at(old[0]) == old[1]
    card = cases.get(store, case)
    assert (card.number, card.measures, card.decided_by) == (cases.page(store, [case])[0].cells[0], ("警告",), "沈知远")
    assert card.person_label == "（已删除）"
    with pytest.raises(UserError, match="不能补打"):
        papers.get(store, notice)
    (tmp_path / "通知书.pdf").write_bytes(handed_out)
    found = verify.verify_path(tmp_path / "通知书.pdf")
    assert found.intact
    assert found.issued
    with pytest.raises(UserError, match="没有这个人员"):
        people.get(store, person)
    paper = erasure_certificates.issue(store, change.value).value
    assert paper.title == "个人信息删除证明"
    with pytest.raises(UserError, match="已经签发过"):
        erasure_certificates.issue(store, change.value)
    board = announcements.board(store, announcements.index(store, View(card.group))[0])
    assert [answer.label for answer in board.confirmed] == ["沈知远"]
    members.index(store, View(card.group))
    assert NAME.encode() not in raw(store.folder)


def test_what_is_not_settled_stands_in_the_way(store, group, roster, hands) -> None:
    person = roster["曾雨桐"]
    case = cases.create(store, cases.CaseDraft(group, person, "骂人", measures=("fine",), amount="50")).value

    def keys() -> set[str]:
        return {one.key for one in erasure.preview(store, person).obstacles}

    assert keys() == {"case", "present"}
    with pytest.raises(UserError, match="还没有决定"):
        erasure.erase(store, person, "离开", typed="曾雨桐", confirmed=["case", "present"])
    cases.decide(store, case, Decision(("fine",), "沈知远", amount="50"))
    assert keys() == {"notice", "present", "task"}
    notices.issue(store, case)
    case_acts.answered_by_unit(store, case, "同意扣罚", MONDAY, outcome="adopted")
    # Nobody was told yet, so no time to appeal runs: that is to be looked at, but does not hold for ever.
    assert keys() == {"untold", "recommendation", "present"}
    with store.read() as db:
        party = case_parts.of(db, case)[0].id
    case_acts.deliver(store, case, party, MONDAY, "当面")
    assert keys() == {"appeal", "recommendation", "present"}
    hands.move(days=30)
    people.mark_left(store, person)
    assert keys() == {"recommendation"}
    held = restrictions.impose(store, person, "申诉未结").value
    assert keys() == {"restricted", "recommendation"}
    with pytest.raises(UserError, match="已经有一条"):
        restrictions.impose(store, person, "又来")
    with pytest.raises(UserError, match="申诉未结"):
        erasure.erase(store, person, "离开", typed="曾雨桐", confirmed=["recommendation", "restricted"])
    restrictions.lift(store, held)
    with pytest.raises(UserError, match="建议书"):
        erasure.erase(store, person, "离开", typed="曾雨桐")
    for typed, reason, why in (
        ("曾雨", "离开", "不一样"), ("曾雨桐", " ", "没有写"), ("曾雨桐", "曾雨桐走了", "姓名"), ("曾雨桐", "15400000005", "号码"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=why):
            erasure.erase(store, person, reason, typed=typed, confirmed=["recommendation"])
    erasure.erase(store, person, "离开", typed="曾雨桐", confirmed=["recommendation"])
    assert store.check().problems == ()
    with pytest.raises(UserError, match="没有这个人员"):
        erasure.preview(store, person)


def test_a_namesake_keeps_everything(store, group, roster) -> None:
    gone, stays = roster["张伟销售部"], roster["张伟生产部"]
    talk = wechat(("沈知远", "09:00", "张伟把群规再看一遍"), ("张伟", "09:01", "好的"))
    chats.import_chat(store, chats.preview(store, group, talk))
    cases.create(store, cases.CaseDraft(group, stays, "张伟刷屏"))
    people.mark_left(store, gone)
    seen = erasure.preview(store, gone)
    assert seen.choices == ()
    assert any("不止一人" in line.why for line in seen.stays)
    erasure.erase(store, gone, "离开", typed="张伟", also=["mentions"])
    assert people.get(store, stays).person.name == "张伟"
    assert len(chats.index(store, View(group))) == 2
    assert store.check().problems == ()


def test_words_of_the_person_go_from_anothers_case_and_the_decision_stays(store, group, roster, snapshot) -> None:
    person = roster["曾雨桐"]
    talk = wechat(("客服部-曾雨桐", "09:00", "他先骂的我亲眼看见"), ("销售部-陆明朗", "09:01", "你胡说曾雨桐"))
    chats.import_chat(store, chats.preview(store, group, talk))
    first, second = chats.index(store, View(group))
    draft = cases.CaseDraft(group, roster["陆明朗"], "骂人", evidence=(first, second), measures=("warning",))
    case = cases.create(store, draft).value
    people.mark_left(store, person)
    assert {one.key for one in erasure.preview(store, person).blocked} == {"evidence"}
    cases.decide(store, case, Decision(("warning",), "沈知远"))
    before = cases.get(store, case)
    erasure.erase(store, person, "离开", typed="曾雨桐", confirmed=["member"])
    after = cases.get(store, case)
    assert (after.number, after.person_label, after.draft.facts) == (before.number, before.person_label, "骂人")
    assert [(line.sender, line.text) for line in after.evidence] == [
        ("（已删除）", "（已删除）"), ("销售部-陆明朗", "你胡说曾雨桐"),
    ]  # fmt: skip
    assert notices.build(store, case).person == "陆明朗"
    assert store.check().problems == ()


def test_merged_persons_go_together(store, group, roster) -> None:
    keep, gone = (
        roster["李建业"],
        people.add(store, replace(people.get(store, roster["李建业"]).person, phone=PHONE)).value,
    )
    merging.merge(store, keep, gone, "同一人")
    people.mark_left(store, keep)
    erasure.erase(store, keep, "离开", typed="李建业")
    assert PHONE.encode() not in raw(store.folder)
    assert len(erasure_certificates.done(store)) == 2
    assert store.check().problems == ()


def test_accounts_nobody_was_found_for_go_when_they_bear_the_name(store, group, roster) -> None:
    who = replace(people.get(store, roster["陆明朗"]).person, name=NAME, left=True)
    gone = people.add(store, who, group=group).value
    people.add(store, replace(who, name="令狐冲霄汉", left=False), group=group)
    names = (f"前台-{NAME}", NAME, f"{NAME}妈妈", "客服部-曾雨桐", "令狐冲霄汉")
    members.import_snapshot(store, members.preview(store, group, "\n".join(names) + "\n"))
    talk = wechat(*((name, f"09:0{i}", f"第{i}句话") for i, name in enumerate(names)))
    chats.import_chat(store, chats.preview(store, group, talk))
    seen = erasure.preview(store, gone)
    assert [(one.key, one.count) for one in seen.choices] == [("accounts", 2)]
    confirmed = [one.key for one in seen.doubts]
    erasure.erase(store, gone, "离开", typed=NAME, also=["accounts"], confirmed=confirmed)
    with store.read() as db:
        said = [row[0] for row in db.all("SELECT sender FROM v_message ORDER BY id")]
        listed = [row[0] for row in db.all("SELECT nickname FROM v_snapshot_member ORDER BY id")]
    assert said == listed == [*names[2:]]
    assert store.check().problems == ()


def test_old_backups_go_only_when_asked(store, leaver, hands) -> None:
    person, _case, _notice = leaver
    first = store.backup()
    hands.move(days=40)
    erased(store, person, also=["mentions"])
    assert first.exists()
    with pytest.raises(UserError, match="不是"):
        erasure.thin_copies(store, [Path("/etc/passwd")])
    assert erasure.thin_copies(store, [first]) == 1
    left = erasure.copies(store)
    assert len(left) == 1
    assert left[0].path != first
    store.close()
    kept = records.restore(store.folder, left[0].path)
    assert kept is not None
    assert NAME.encode() not in raw(store.folder)


def test_packages_given_away_are_told(store, leaver, group, hands) -> None:
    person, _case, _notice = leaver
    other = groups.create(store, GroupDraft("乙组")).value

    def given(to: int) -> None:
        values = {
            "direction": "given", "day": "2026-09-21", "giver": "沈知远", "receiver": "曾雨桐", "origin": bytes(16),
            "size": 1, "root": bytes(32), "fingerprint": "", "digest": "", "groups": f"[{to}]", "note": "",
            "paper_id": None, "manifest": "", "signature": b"", "key": b"", "attached": None, "made": "",
        }  # fmt: skip
        store.change("移交", lambda tx: tx.insert("handover", values))

    told = lambda: [line.count for line in erasure.preview(store, person).stays if "移交包" in line.what]  # noqa: E731
    given(other)
    assert told() == []
    given(group)
    assert told() == [1]


def test_who_is_due(store, group, roster, hands) -> None:
    assert retention.due(store) == ()
    first, second = roster["曾雨桐"], roster["陆明朗"]
    people.edit(store, first, replace(people.get(store, first).person, left=True, extras=(("left_on", "2026.3.1"),)))
    people.mark_left(store, second)
    assert [one.person for one in retention.due(store)] == [first]
    assert [(item.count, item.page) for item in today.due(store, None) if item.kind == "retention"] == [(1, "people")]
    assert {one.person for one in retention.leavers_of(store)} == {first, second}
    retention.save(store, retention.Retention(30))
    hands.move(days=31)
    # A later correction of the row is no later leaving.
    people.edit(store, second, replace(people.get(store, second).person, note="已交还工牌"))
    assert {one.person for one in retention.due(store)} == {first, second}
    restrictions.impose(store, second, "申诉未结")
    assert [one.person for one in retention.due(store)] == [first]
    retention.save(store, retention.Retention(30, (("", 400),)))
    assert retention.due(store) == ()
    with pytest.raises(UserError, match="天数不对"):
        retention.save(store, retention.Retention(-1))


def test_consent_is_asked_where_minors_are_listed(store, hands) -> None:
    draft = GroupDraft("三年二班家长群", unit="甲小学", office="教务处", kind="class")
    group = groups.create(store, draft).value
    child = people.add(store, person("舒窈", "三年二班", guardians=(Guardian("舒母", "妈妈"),)), group=group).value
    for adult in (Person("秦老师", (("三年级", "三（2）班"),), post="班主任"), Person("施老师", (("数学",),))):
        assert consent.wanted(store, people.add(store, adult, group=group).value) == ()
    assert consent.wanted(store, child) == ("三年二班家长群",)
    assert [(one.name, one.guardians) for one in consent.missing(store, group)] == [("舒窈", ("舒母",))]
    assert "监护人" in consent.import_line(store, group)
    given = consent.give(store, [child], "舒母").value
    with pytest.raises(UserError, match="已经登记过"):
        consent.give(store, [child], "舒母")
    assert consent.wanted(store, child) == ()
    assert consent.missing(store, group) == ()
    assert consent.of_person(store, child)[0][1] == "列入名单：舒母2026年9月21日同意"
    consent.withdraw(store, given[0])
    assert consent.wanted(store, child)
    with pytest.raises(UserError, match="已经撤回"):
        consent.withdraw(store, given[0])
    for bad in ({"by_whom": " "}, {"by_whom": "舒母", "day": date(2030, 1, 1)}, {"by_whom": "舒母", "kind": "全部"}):
        with pytest.raises(UserError):
            consent.give(store, [child], **bad)
    plain = groups.create(store, GroupDraft("乙组")).value
    assert consent.missing(store, plain) == ()
    assert consent.import_line(store, plain) == consent.import_line(store, None) == ""


def test_choices_hold_for_a_backup_put_back_later(store, leaver, hands) -> None:
    person, case, notice = leaver
    old = store.backup()
    hands.move(days=40)
    erased(store, person, also=["mentions"])
    folder = store.folder
    store.close()
    assert NAME.encode() not in raw(folder)
    records.restore(folder, old)
    assert NAME.encode() not in raw(folder), "what others said of them goes again, as it was chosen"
    again = records.open_at(folder)
    try:
        assert again.check().problems == ()
        assert cases.get(again, case).person_label == "（已删除）"
        with pytest.raises(UserError, match="不能补打"):
            papers.get(again, notice)
        assert [line for _id, line in erasure_certificates.done(again)] == [
            "2026年10月31日　恢复备份后再次删除　没有签发证明"
        ]
    finally:
        again.close()

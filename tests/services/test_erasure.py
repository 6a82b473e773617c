"""Erasing a leaver through the services: what goes, what stays provable, what stands in the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.conftest import wechat
from tests.store.test_erasure import raw
from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Guardian
from wxadmin.services import (
    announcements,
    cases,
    chats,
    erasure,
    forms,
    members,
    notices,
    papers,
    people,
    queue,
    verify,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.cases import Decision
from wxadmin.services.listing import View

NAME, PHONE, SAID = "令狐冲霄", "15478781234", "代购手表加微信领优惠二维码扫我"


@pytest.fixture
def leaver(store, group, roster, hands):
    """A person with all that comes together in a year, decided and left."""
    who = replace(
        people.get(store, roster["陆明朗"]).person, name=NAME, phone=PHONE, guardians=(Guardian("令狐母", "母"),)
    )
    person = people.add(store, who, group=group).value
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
    forms.issue(store, group, forms.build(store, group, "join", forms.prefill(store, group, "join", person)), person)
    people.edit(store, person, replace(who, note="住在十二楼"))
    people.mark_left(store, person)
    members.import_snapshot(store, members.preview(store, group, "总经办-沈知远\n客服部-曾雨桐\n"))
    return person, case, notice.id


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
    paper = erasure.issue_certificate(store, change.value).value
    assert paper.title == "个人信息删除证明"
    with pytest.raises(UserError, match="已经签发过"):
        erasure.issue_certificate(store, change.value)
    board = announcements.board(store, announcements.index(store, View(card.group))[0])
    assert [answer.label for answer in board.confirmed] == ["沈知远"]
    members.index(store, View(card.group))
    assert NAME.encode() not in raw(store.folder)

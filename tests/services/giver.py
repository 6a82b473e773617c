"""An owner with two groups, one of which is handed over; the other, and its people, must stay unseen."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.services.conftest import MONDAY, person, wechat
from tests.services.pictures import picture_file
from tests.store.kill import Ack
from wxadmin.domain.people import Guardian, Roster
from wxadmin.services import (
    announcements,
    applications,
    attachments,
    cases,
    chats,
    departures,
    group_posts,
    groups,
    handover,
    members,
    notices,
    objections,
    people,
    records,
    regulations,
    relations,
    roster_import,
    sheets,
    signing,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.applications import ApplicationDraft
from wxadmin.services.attachments import Owner
from wxadmin.services.group_posts import PostDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.objections import ObjectionDraft
from wxadmin.services.records import Store
from wxadmin.services.sheet_plan import SheetPlan
from wxadmin.services.signing import RoundDraft

PACKAGE = "given.wxadmin-handover"
PASSPHRASE = "三年级的猫 ate 7 fish"
CLASS, STAFF = "三(2)班家长群", "教工密群暗号群"
TEXT = "家长群守则\n第一条 昵称改为部门-姓名。\n第二条 不得辱骂他人。首次警告，再次违反的移出群。\n"
SECRETS = (STAFF, "隐秘甲", "隐秘乙", "15499990001", "绝不外传的话", "密件办公室", "保密守则", "隐秘公告")
"""Words of the group that stays."""


def build(store: Store, scratch: Path) -> int:
    """Fill a record file; returns the id of the group that goes."""
    group = groups.create(store, GroupDraft(CLASS, unit="甲校", office="德育处", naming_rule="部门-姓名")).value
    other = groups.create(store, GroupDraft(STAFF, unit="甲校", office="密件办公室", naming_rule="部门-姓名")).value
    stays = (person("隐秘甲", "密件办公室", "91", "15499990001"), person("隐秘乙", "密件办公室", "92"))
    roster_import.import_roster(store, roster_import.preview_roster(store, Roster(stays, "密.xlsx"), group=other))
    goes = (
        person("沈知远", "总经办", "1", extras=(("room", "三楼"),)),
        person("陆明朗", "销售部", "2", "15400000002"),
        person("张伟", "销售部", "3"),
        person("曾雨桐", "客服部", "5", "15400000005", guardians=(Guardian("曾母", "妈妈"),)),
    )
    roster_import.import_roster(store, roster_import.preview_roster(store, Roster(goes, "班.xlsx"), group=group))
    known = {p.name: i for i, p in people.of_group(store, group)}
    hidden = {p.name: i for i, p in people.of_group(store, other)}
    people.put_in(store, [known["陆明朗"]], other)
    relations.add(store, known["曾雨桐"], "deputy", known["沈知远"])
    relations.add(store, known["曾雨桐"], "deputy", hidden["隐秘甲"])
    people.edit(store, known["张伟"], person("张伟", "生产部", "3"))
    for text in ("总经办-沈知远\n销售部-陆明朗\n夜来香\n", "总经办-沈知远\n销售部-陆明朗\n张伟\n夜来香\n"):
        members.import_snapshot(store, members.preview(store, group, text))
    members.import_snapshot(store, members.preview(store, other, "密件办公室-隐秘甲\n密件办公室-隐秘乙\n"))
    members.confirm(store, next(r.id for r in members.report(store, group).rows if r.nickname == "张伟"), known["张伟"])
    said = wechat(
        ("陆明朗", "18:01", "你就是个废物"), ("夜来香", "18:05", "加我微信领红包"), ("沈知远", "18:09", "开会")
    )
    chats.import_chat(store, chats.preview(store, group, said))
    chats.import_chat(store, chats.preview(store, other, wechat(("隐秘甲", "18:02", "绝不外传的话你这废物"))))
    draft = regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value
    regulations.publish(store, draft, effective=date(2026, 9, 1))
    secret = regulations.create_from_text(store, other, regulations.parse_text(TEXT.replace("家长群", "保密"))).value
    regulations.publish(store, secret, effective=date(2026, 9, 1))
    picture = picture_file(scratch / "图.png")
    for number in range(2):
        case = cases.create(
            store, cases.CaseDraft(group, known["陆明朗"], f"骂人{number}", category="abuse", occurred=MONDAY)
        ).value
        attachments.add_picture(store, Owner("case", case), picture)
        cases.decide(store, case, cases.Decision(("oral",), "王"))
        notices.issue(store, case)
    cases.decide(
        store,
        cases.create(store, cases.CaseDraft(other, hidden["隐秘乙"], "隐秘")).value,
        cases.Decision(("oral",), "王"),
    )
    in_force = next(iter(regulations.index(store, View(group, chips=("in_force",)))))
    round_id = signing.open_round(store, RoundDraft(group, in_force, MONDAY + timedelta(days=3))).value
    signing.record(store, round_id, [known["陆明朗"], known["沈知远"]], "signed", MONDAY)
    sheets.issue(store, group, in_force, SheetPlan())
    objections.add(store, ObjectionDraft(in_force, "太严了", (), known["陆明朗"]))
    regulations.revise(store, in_force, regulations.parse_text(TEXT.replace("移出群", "禁言")))
    note = announcements.save(store, AnnouncementDraft(group, "春游", "周五去公园。", minutes=5)).value
    announcements.post(store, note)
    announcements.paste_replies(store, note, "沈知远 收到\n张伟 收到")
    announcements.issue(store, note)
    announcements.post(store, announcements.save(store, AnnouncementDraft(other, "隐秘公告", "内容", minutes=5)).value)
    applications.file(store, ApplicationDraft("join", group, "新来的", reason="孩子转来"))
    asked = applications.file(store, ApplicationDraft("join", group, "曾雨桐", known["曾雨桐"])).value
    applications.decide(store, asked, True, "同意")
    departures.begin(store, known["陆明朗"], "left", MONDAY + timedelta(days=9))
    group_posts.appoint(store, group, PostDraft("admin", known["沈知远"]))
    records.undo(store, members.import_snapshot(store, members.preview(store, group, "总经办-沈知远\n")).id)
    for one in (group, other):
        members.report(store, one)
    return group


def taking_over(folder: Path, ack: Ack, _rng: Random) -> None:
    """For the kill test: a package taken in and taken back, over and over; it lies beside the record file."""
    with records.open_at(folder, create=True, key_file=True) as store:
        while True:
            found = (len(groups.every(store)), len(people.index(store, View())), len(cases.index(store, View())))
            assert found in {(0, 0, 0), (1, 4, 2)}, found
            seen = handover.preview(store, folder.parent / PACKAGE, PASSPHRASE)
            if seen.nothing:
                records.undo(store)
            else:
                handover.take(store, seen)
            ack.sure(store)

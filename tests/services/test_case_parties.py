"""Cases of several people: each with acts and measures of their own, joined and taken apart, decided one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.conftest import MONDAY, wechat
from tests.services.giver import PASSPHRASE
from tests.services.pictures import picture_file
from tests.services.test_upgrade import old_case
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.chat import Attachment, Message
from wxadmin.domain.errors import UserError
from wxadmin.services import (
    attachments,
    case_acts,
    case_parts,
    cases,
    chat_files,
    chats,
    exhibits,
    groups,
    handover,
    merging,
    notices,
    people,
    queue,
    records,
    regulations,
    sanctions,
)
from wxadmin.services.attachments import Owner
from wxadmin.services.cases import CaseDraft, Decision
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.store import cases as stored
from wxadmin.store import exhibits as stored_exhibits
from wxadmin.store import people as stored_people

SUNDAY = MONDAY - timedelta(days=1)
TALK = wechat(
    ("销售部-陆明朗", "18:00", "低价代购奶粉，要的加我微信下单"),
    ("客服部-曾雨桐", "19:00", "你就是个废物，滚一边去"),
    ("路人甲", "20:00", "你就是个废物，滚一边去"),
)


@pytest.fixture
def draft(group, roster):
    """Three people of one quarrel; the first has two acts."""
    return CaseDraft(
        group, roster["陆明朗"], "在群里辱骂曾雨桐", "abuse", SUNDAY, measures=("mute",), days=3,
        more=(Infraction("之后又发广告", "advert", SUNDAY),),
        others=(
            Party(roster["曾雨桐"], "", (Infraction("回骂陆明朗", "abuse", SUNDAY),), (Measure("warning"),)),
            Party(None, "路人甲", (Infraction("起哄", "abuse", SUNDAY, severity="serious"),), (Measure("removal"),)),
        ),
    )  # fmt: skip


def cells(store, group, **view):
    return [row.cells[:4] for row in cases.page(store, cases.index(store, View(group, **view)))]


def test_a_draft_keeps_all_parties_and_gives_them_back(store, group, roster, draft):
    case = cases.create(store, draft).value
    card = cases.get(store, case)
    assert card.draft == draft
    assert [party.label for party in card.parties] == ["陆明朗（销售部）", "曾雨桐（客服部）", "路人甲"]
    assert [[one.words for one in party.sanctions] for party in card.parties] == [["禁言3天"], ["警告"], ["移出群"]]
    assert card.person_label == "陆明朗（销售部）等3人"
    assert card.next_step == "作出决定"
    assert cells(store, group)[0][1] == "陆明朗等3人"
    for words in ("曾雨桐", "zyt", "路人甲", "起哄"):
        assert len(cases.index(store, View(group, search=words))) == 1, words
    edited = replace(draft, others=draft.others[:1], more=())
    ids = [party.id for party in card.parties]
    cases.edit(store, case, edited)
    now = cases.get(store, case)
    assert now.draft == edited
    assert [party.id for party in now.parties] == ids[:2]
    assert not cases.index(store, View(group, search="路人甲"))
    records.undo(store)
    assert cases.get(store, case).draft == draft
    records.undo(store)
    with store.read() as db:
        for table in ("cases", "case_party", "infraction", "sanction"):
            assert db.value(f"SELECT count(*) FROM {table}") == 0


def test_the_same_person_twice_is_refused_and_nothing_is_left(store, group, roster, draft):
    with pytest.raises(UserError, match="写了两次：陆明朗"):
        cases.create(store, replace(draft, others=(Party(roster["陆明朗"], "", (Infraction("再骂"),)),)))
    assert not cases.index(store, View())


def test_each_party_is_decided_numbered_once_and_told_apart(store, group, roster, draft):
    case = cases.create(store, draft).value
    first, second, third = (party.id for party in cases.get(store, case).parties)
    with pytest.raises(UserError, match="没有选对 曾雨桐 的处罚措施"):
        cases.decide(store, case, Decision(("mute",), "王主任", days=3))
    chosen = {first: (Measure("mute", 7),), second: (Measure("oral"),), third: (Measure("removal"),)}
    with pytest.raises(UserError, match="不是本案当事人"):
        cases.decide(store, case, Decision((), "王主任", parties={**chosen, 99: (Measure("oral"),)}))
    said = Decision((), "", "都有错", parties=chosen, committee="管理组5人表决，4票赞成")
    number = cases.decide(store, case, said).value
    assert number == "违处〔2026〕1号"
    card = cases.get(store, case)
    assert [[one.words for one in party.sanctions] for party in card.parties] == [["禁言7天"], ["口头警告"], ["移出群"]]
    assert {one.state for party in card.parties for one in party.sanctions} == {"decided"}
    assert (card.measures, card.decided_by) == (("禁言7天",), "集体决定")
    assert [(event.party, event.lines) for event in card.timeline if event.kind == "decided"] == [
        (None, ("集体决定：管理组5人表决，4票赞成", "都有错")), (first, ("禁言7天",)), (second, ("口头警告",)),
        (third, ("移出群",)),
    ]  # fmt: skip
    # Each counts for the one it is about.
    with store.read() as db:
        (mine,) = stored.of_person(db, roster["曾雨桐"])
    assert (mine["measures"], mine["facts"], mine["person_name"]) == ('["oral"]', "回骂陆明朗", "曾雨桐")
    assert cases.propose(store, group, roster["曾雨桐"]).counted == (f"case {case}",)
    assert cases.propose(store, group, roster["张伟销售部"]).counted == ()
    assert people.get(store, roster["曾雨桐"]).cases[0][1].endswith("口头警告")


def test_next_step_goes_from_party_to_party(store, group, roster, draft, hands):
    case = cases.create(store, replace(draft, others=draft.others[:1])).value
    first, second = (party.id for party in cases.get(store, case).parties)
    cases.decide(
        store, case, Decision((), "王主任", parties={first: (Measure("oral"),), second: (Measure("fine", 0, "50"),)})
    )

    def step():
        card = cases.get(store, case)
        return card.next_key, card.next_party

    assert step() == ("issue", first)
    assert cells(store, group, chips=("due",))
    notices.issue(store, case, party=first)
    assert step() == ("issue", second)
    notices.issue(store, case, party=second)
    assert step() == ("deliver", first)
    case_acts.deliver(store, case, first, MONDAY, "当面交给本人")
    assert step() == ("deliver", second)
    assert cells(store, group, chips=("due",))
    case_acts.deliver(store, case, second, MONDAY, "当面宣读", refused=True, witnesses="沈知远、张伟")
    assert not cells(store, group, chips=("due",))
    card = cases.get(store, case)
    assert card.next_key == "wait"
    assert card.next_step.startswith("等申诉期满（至")
    assert "拒收 当面宣读，见证人：沈知远、张伟" in card.parties[1].delivered
    hands.move(days=30)
    card = cases.get(store, case)
    assert (card.next_key, card.next_step) == ("carry", "待执行 1 项")
    assert cells(store, group, chips=("open",))
    case_acts.answered_by_unit(store, case, "同意扣罚", MONDAY, outcome="adopted")
    card = cases.get(store, case)
    assert (card.next_key, card.next_step) == ("close", "已办结")
    assert not cells(store, group, chips=("open",))


@pytest.fixture
def entries(store, group, snapshot):
    template = regulations.create_from_template(store, group, "company", {"unit": "甲公司"}).value
    regulations.publish(store, template, effective=MONDAY - timedelta(days=20))
    chats.import_chat(store, chats.preview(store, group, TALK))
    return {card.sender: card for card in (queue.get(store, i) for i in queue.index(store, View(group)))}


def opened(store, card):
    return cases.open_from(store, card.id, card.version, cases.draft_from(store, card.id)).value


def everything(store):
    names = ("cases", "case_party", "infraction", "sanction", "case_act", "case_evidence", "attachment", "review")
    with store.read() as db:
        return {name: [tuple(row) for row in db.all(f"SELECT * FROM {name} ORDER BY id")] for name in names}


def test_drafts_are_made_one_and_taken_apart_again(store, group, roster, entries, tmp_path):
    one, two, three = (opened(store, entries[who]) for who in ("销售部-陆明朗", "客服部-曾雨桐", "路人甲"))
    for case, name in ((one, "图.png"), (two, "图.png"), (three, "别的.png")):
        size = (60, 60) if name == "图.png" else (61, 60)
        attachments.add_picture(store, Owner("case", case), picture_file(tmp_path / name, size=size))
    case_acts.note(store, two, "曾雨桐来电说明")
    before = everything(store)
    kept = cases.merge(store, [three, one, two]).value
    assert kept == one
    card = cases.get(store, one)
    assert [party.name or party.sender for party in card.parties] == ["陆明朗", "曾雨桐", "路人甲"]
    assert [line.sender for line in card.evidence] == ["销售部-陆明朗", "客服部-曾雨桐", "路人甲"]
    assert set(card.reviews) == {entry.id for entry in entries.values()}
    assert [event.lines for event in card.timeline if event.kind == "note"] == [("曾雨桐来电说明",)]
    assert "并入" in next(event.lines[0] for event in card.timeline if event.kind == "merged")
    assert len(attachments.of(store, Owner("case", one))) == 2
    with store.read() as db:
        assert all(not row["subject"] for row in db.all("SELECT subject FROM attachment"))
    with pytest.raises(UserError, match="没有这个案件"):
        cases.get(store, two)
    merged = everything(store)
    records.undo(store)
    assert everything(store) == before
    cases.merge(store, [one, two, three])

    party = next(party.id for party in cases.get(store, one).parties if party.name == "曾雨桐")
    at = everything(store)
    new = cases.split(store, one, party).value
    card = cases.get(store, new)
    assert [one_.label for one_ in card.parties] == ["曾雨桐（客服部）"]
    assert [line.sender for line in card.evidence] == ["客服部-曾雨桐"]
    assert card.reviews == (entries["客服部-曾雨桐"].id,)
    assert card.review == entries["客服部-曾雨桐"].id
    rest = cases.get(store, one)
    assert [one_.name or one_.sender for one_ in rest.parties] == ["陆明朗", "路人甲"]
    assert [line.sender for line in rest.evidence] == ["销售部-陆明朗", "路人甲"]
    assert not cases.index(store, View(group, search="曾雨桐来"))
    records.undo(store)
    assert everything(store) == at
    assert len(at["case_party"]) == len(merged["case_party"])
    assert store.check().ok


def test_files_of_the_messages_that_go_go_along(store, group, roster, entries, tmp_path):
    cards = [entries["销售部-陆明朗"], entries["客服部-曾雨桐"]]
    case = cases.merge(store, [opened(store, card) for card in cards]).value
    paths = [picture_file(tmp_path / f"{n}.png", size=(60 + n, 60)) for n in range(3)]
    for path in paths:
        exhibits.add(store, exhibits.Of("case", case), path)
        attachments.add_picture(store, Owner("case", case), path)
    files = [Attachment(path.name, data=path.read_bytes(), message=n) for n, path in enumerate(paths[:2])]
    said = [Message(card.sender, None, "text", "图") for card in cards]
    store.change("收", lambda tx: chat_files.keep(tx, group, files, {n: c.message for n, c in enumerate(cards)}, said))
    party = next(party.id for party in cases.get(store, case).parties if party.name == "曾雨桐")
    before = everything(store)
    new = cases.split(store, case, party).value

    def kept(number):
        shown = attachments.of(store, Owner("case", number))
        return [row.name for row in exhibits.of(store, exhibits.Of("case", number))], [row.title for row in shown]

    assert kept(new) == (["1.png"], ["1"])
    assert kept(case) == (["0.png", "2.png"], ["0", "2"])
    with store.read() as db:
        alone = {bytes(row["subject"]) for row in stored_exhibits.kept_with(db, new)}
        assert alone == {stored_people.subject_of(db, roster["曾雨桐"])}
    records.undo(store)
    assert everything(store) == before


def test_the_first_party_is_taken_out_and_the_second_stands_first(store, group, roster, draft):
    case = cases.create(store, replace(draft, note="内部备注")).value
    party = cases.get(store, case).parties[0].id
    new = cases.split(store, case, party).value
    assert cells(store, group)[0][1] == "陆明朗"
    rest = cases.get(store, case)
    assert (rest.person, rest.draft.facts, rest.measures) == (roster["曾雨桐"], "回骂陆明朗", ("警告",))
    assert cases.get(store, new).draft.more == draft.more
    assert cases.get(store, new).draft.days == 3
    assert list(cases.index(store, View(group, search="广告"))) == [new]
    assert cases.get(store, case).draft.note == "内部备注"


@pytest.mark.parametrize("first", [True, False])
def test_who_is_parted_without_measures_gets_none_of_the_others(store, group, roster, first):
    mute = CaseDraft(group, roster["陆明朗"], "骂人", measures=("mute",), days=3)
    other = Party(roster["曾雨桐"], "", (Infraction("回骂"),))
    case = cases.create(store, replace(mute, others=(other,))).value
    mine, theirs = (party.id for party in cases.get(store, case).parties)
    new = cases.split(store, case, mine if first else theirs).value
    bare, whole = (case, new) if first else (new, case)
    assert cases.get(store, bare).draft == replace(mute, person=roster["曾雨桐"], facts="回骂", measures=(), days=0)
    assert cases.get(store, bare).measures == ()
    assert cases.get(store, whole).draft == mute


def test_one_person_of_two_drafts_is_there_once_with_all_acts(store, group, roster):
    first = cases.create(store, CaseDraft(group, roster["陆明朗"], "骂人", measures=("mute",), days=1)).value
    again = CaseDraft(group, roster["陆明朗"], "发广告", measures=("mute", "warning"), days=5, note="第二次")
    second = cases.create(store, again).value
    cases.merge(store, [first, second])
    (party,) = cases.get(store, first).parties
    assert [act.facts for act in party.acts] == ["骂人", "发广告"]
    assert [one.words for one in party.sanctions] == ["禁言5天", "警告"]
    assert cases.get(store, first).draft.note == "第二次"


def test_a_case_is_found_by_its_number(store, group, roster, draft):
    for _n in range(3):
        case = cases.create(store, draft).value
        ids = [party.id for party in cases.get(store, case).parties]
        cases.decide(store, case, Decision((), "王主任", parties=dict.fromkeys(ids, (Measure("oral"),))))
    for words in ("违处〔2026〕3号", "3号", "2026 3号"):
        assert list(cases.index(store, View(group, search=words))) == [case], words
    assert len(cases.index(store, View(group, search="违处"))) == 3
    case_acts.amend(store, case, case_acts.Amendment(ids[0], facts="改过的事实"), "写错")
    assert list(cases.index(store, View(group, search="3号 改过的事实"))) == [case]
    assert cells(store, group, search="3号")[0][3] == "陆明朗 口头警告；曾雨桐 口头警告；路人甲 口头警告"


def test_a_case_has_no_more_parties_than_a_group_has_quarrels(store, group):
    others = tuple(Party(None, f"昵称{n}", (Infraction("骂"),)) for n in range(200))
    with pytest.raises(UserError, match="超过 200 位当事人"):
        cases.create(store, CaseDraft(group, None, "骂", sender="甲", others=others))
    one = cases.create(store, CaseDraft(group, None, "骂", sender="甲", others=others[:-1])).value
    two = cases.create(store, CaseDraft(group, None, "骂", sender="乙")).value
    with pytest.raises(UserError, match="超过 200 位当事人"):
        cases.merge(store, [one, two])
    assert len(cases.index(store, View(group))) == 2


def test_what_cannot_be_joined_or_parted_is_said(store, group, roster, draft):
    one = cases.create(store, CaseDraft(group, roster["陆明朗"], "骂人")).value
    two = cases.create(store, CaseDraft(group, roster["曾雨桐"], "回骂")).value
    with pytest.raises(UserError, match="至少要选两个"):
        cases.merge(store, [one, one])
    with pytest.raises(UserError, match="只有一位当事人"):
        cases.split(store, one, cases.get(store, one).parties[0].id)
    with pytest.raises(UserError, match="没有这位当事人"):
        cases.split(store, one, cases.get(store, two).parties[0].id)
    cases.decide(store, two, Decision(("oral",), "王主任"))
    with pytest.raises(UserError, match="违处〔2026〕1号 已经决定"):
        cases.merge(store, [one, two])


def test_a_case_from_before_gets_its_rows_once(store, group, roster):
    rows = {}
    person = roster["曾雨桐"]
    decided = {"number": "违处〔2026〕1号", "ordinal": 1, "decided": "2026-09-20T04:00:00Z", "decided_by": "王主任"}
    for state, more in (
        ("draft", {}),
        ("decided", {**decided, "state": "decided", "measures": '["mute", "fine"]', "days": 3, "amount": "50"}),
        ("void", {**decided, "state": "void", "number": "违处〔2026〕2号", "ordinal": 2, "voided": "2026-09-20T05:00:00Z",
                  "void_reason": "事实有误"}),
    ):  # fmt: skip
        rows[state] = store.change("立案", lambda tx, more=more: old_case(tx, group, person, **more)).value
    change = case_parts.take_up(store)
    assert change is not None
    assert case_parts.take_up(store) is None
    with pytest.raises(UserError):
        records.undo(store, change.id)
    card = cases.get(store, rows["decided"])
    assert [(one.words, one.state) for one in card.parties[0].sanctions] == [
        ("禁言3天", "carried"),
        ("罚款50元", "carried"),
    ]
    assert [event.kind for event in card.timeline] == ["act", "opened", "proposal", "decided"]
    assert cases.get(store, rows["void"]).parties[0].sanctions[0].state == "lifted"
    assert cases.get(store, rows["draft"]).draft.measures == ("oral",)
    assert [row[0] for row in cells(store, group, sort="number")][1:] == ["违处〔2026〕1号", "违处〔2026〕2号"]
    new = cases.create(store, CaseDraft(group, person, "又骂")).value
    cases.decide(store, new, Decision(("oral",), "王主任"))
    assert store.check().ok
    cases.decide(store, rows["draft"], Decision(("oral",), "王主任"))


def test_revoking_for_one_party_leaves_the_others(store, group, roster, draft):
    case = cases.create(store, replace(draft, others=draft.others[:1])).value
    first, second = (party.id for party in cases.get(store, case).parties)
    cases.decide(
        store, case, Decision((), "王主任", parties={first: (Measure("oral"),), second: (Measure("warning"),)})
    )
    store.change("撤销", lambda tx: cases.void_in(tx, case, "申诉成立", "沈知远", party=second))
    card = cases.get(store, case)
    assert card.state == "decided"
    assert [one.state for party in card.parties for one in party.sanctions] == ["decided", "lifted"]
    assert card.parties[1].voided
    assert cases.propose(store, group, roster["曾雨桐"]).counted == ()
    assert cases.propose(store, group, roster["陆明朗"]).counted == (f"case {case}",)
    with pytest.raises(UserError, match="已经作废"):
        store.change("再撤", lambda tx: cases.void_in(tx, case, "再撤", party=second))
    store.change("撤销", lambda tx: cases.void_in(tx, case, "都不成立", "沈知远", party=first))
    assert cases.get(store, case).state == "void"
    assert cells(store, group, chips=("void",))
    with store.read() as db:
        assert {row["state"] for row in sanctions.of_case(db, case)} == {"lifted"}


def test_all_parties_come_with_a_group_that_is_handed_over(store, group, roster, draft, tmp_path):
    for name in ("案甲", "案乙"):
        cases.create(store, CaseDraft(group, roster["陆明朗"], name))
    case = cases.create(store, draft).value
    ids = [party.id for party in cases.get(store, case).parties]
    cases.decide(store, case, Decision((), "王主任", parties={party: (Measure("mute", 3),) for party in ids}))
    with store.read() as db:
        lifted = next(row["id"] for row in sanctions.of_case(db, case) if row["party_id"] == ids[1])
    sanctions.lift_now(store, lifted, "从轻", "王主任")
    before = cases.get(store, case)
    path = tmp_path / "移交.wxadmin-handover"
    handover.give(store, handover.Giving((group,), "李强", path, PASSPHRASE, "王芳"))
    with records.open_at(tmp_path / "另一家", create=True, key_file=True) as other:
        groups.create(other, GroupDraft("别的群"))
        cases.create(other, CaseDraft(1, None, "占一个编号", sender="甲"))
        handover.take(other, handover.preview(other, path, PASSPHRASE))
        (there,) = cases.index(other, View(search="起哄"))
        card = cases.get(other, there)
        assert [party.label for party in card.parties] == [party.label for party in before.parties]
        assert [party.acts for party in card.parties] == [party.acts for party in before.parties]
        told = [[(one.words, one.state) for one in party.sanctions] for party in before.parties]
        assert [[(one.words, one.state) for one in party.sanctions] for party in card.parties] == told
        assert [event.title for event in card.timeline] == [event.title for event in before.timeline]
        with other.read() as db:
            (act,) = [act for act in case_acts.of(db, there) if act.kind == "lifted"]
            named = next(row for row in sanctions.of_case(db, there) if row["id"] == act.data["sanction"])
        assert (named["state"], named["party_id"]) == ("lifted", card.parties[1].id)
        assert other.check().problems == ()


@pytest.mark.parametrize("turned", [False, True])
def test_two_parties_that_turn_out_to_be_one_person_are_one_party(store, group, roster, draft, turned):
    one, two = roster["曾雨桐"], roster["李建业"]
    also = Party(two, "", (Infraction("又骂", "abuse", SUNDAY),), (Measure("warning"), Measure("mute", 5)))
    case = cases.create(store, replace(draft, others=(*draft.others, also))).value
    ids = {party.person: party.id for party in cases.get(store, case).parties}
    case_acts_before = store.change(
        "记", lambda tx: case_acts.add(tx, case, "note", party=ids[two], text="李建业来电")
    ).value
    before = everything(store)
    keep, gone = (two, one) if turned else (one, two)
    merge = merging.merge(store, keep, gone).value
    card = cases.get(store, case)
    assert [party.person for party in card.parties] == [roster["陆明朗"], keep, None]
    joint = card.parties[1]
    assert joint.id == ids[keep]
    assert {act.facts for act in joint.acts} == {"回骂陆明朗", "又骂"}
    assert {one.words for one in joint.sanctions} == {"警告", "禁言5天"}
    with store.read() as db:
        assert next(act.party for act in case_acts.of(db, case) if act.id == case_acts_before) == joint.id
    cases.edit(store, case, card.draft)
    records.undo(store)
    records.undo(store)
    assert everything(store) == before
    merge = merging.merge(store, keep, gone).value
    merging.split(store, merge)
    assert [party.person for party in cases.get(store, case).parties] == [roster["陆明朗"], keep, None]
    assert store.check().ok


def test_the_same_person_twice_in_an_old_draft_is_not_decided_twice(store, group, roster, draft):
    case = cases.create(store, draft).value
    second = cases.get(store, case).parties[1].id
    store.change("改", lambda tx: tx.update("case_party", second, {"person_id": roster["陆明朗"]}))
    ids = [party.id for party in cases.get(store, case).parties]
    with pytest.raises(UserError, match="当事人写了两次"):
        cases.decide(store, case, Decision((), "王主任", parties=dict.fromkeys(ids, (Measure("oral"),))))


def test_a_picture_proves_it_against_all_once_somebody_joins(store, group, roster, tmp_path):
    """Else it would go with the first one's data, and the case against the other lose it."""
    draft = CaseDraft(group, roster["陆明朗"], "辱骂他人", "abuse", SUNDAY)
    case = cases.create(store, draft).value
    attachments.add_picture(store, Owner("case", case), picture_file(tmp_path / "a.png"))

    def whose():
        with store.read() as db:
            return bytes(db.value("SELECT subject FROM attachment"))

    with store.read() as db:
        first = case_parts.of(db, case)[0].subject
    assert whose() == first
    other = Party(roster["曾雨桐"], "", (Infraction("回骂", "abuse", SUNDAY),))
    cases.edit(store, case, replace(draft, others=(other,)))
    assert whose() == b""
    cases.edit(store, case, draft)
    assert whose() == first


def test_a_draft_of_which_everybody_was_erased_can_be_taken_away(store, group, roster, entries, tmp_path):
    case = opened(store, entries["销售部-陆明朗"])
    path = picture_file(tmp_path / "图.png")
    exhibits.add(store, exhibits.Of("case", case), path)
    attachments.add_picture(store, Owner("case", case), path)
    case_acts.note(store, case, "来电")
    with pytest.raises(UserError, match="还有当事人"):
        cases.discard(store, case)
    party = cases.get(store, case).parties[0].id
    # As a package or a backup may bring one; an erasure waits for the decision.
    store.change("人不在了", lambda tx: tx.update("case_party", party, {"person_id": 999, "name": "（已删除）"}))
    before = everything(store)
    cases.discard(store, case)
    assert not cases.index(store, View(group))
    assert all(not everything(store)[table] for table in ("case_party", "infraction", "sanction", "case_act"))
    with store.read() as db:
        assert not stored_exhibits.kept_with(db, case)
    card = queue.get(store, entries["销售部-陆明朗"].id)
    assert (card.state, card.case) == ("founded", None)
    records.undo(store)
    assert everything(store) == before
    decided = cases.create(store, CaseDraft(group, roster["曾雨桐"], "回骂")).value
    cases.decide(store, decided, Decision(("oral",), "王主任"))
    with pytest.raises(UserError, match="已经决定，不能删去"):
        cases.discard(store, decided)


def test_a_picture_is_ones_alone_as_long_as_the_case_is(store, group, roster, tmp_path):
    alone = CaseDraft(group, roster["陆明朗"], "骂人")
    case = cases.create(store, alone).value
    attachments.add_picture(store, Owner("case", case), picture_file(tmp_path / "图.png"))

    def whose():
        with store.read() as db:
            return bytes(db.value("SELECT subject FROM attachment"))

    with store.read() as db:
        mine = stored_people.subject_of(db, roster["陆明朗"])
    assert whose() == mine
    cases.edit(store, case, replace(alone, others=(Party(roster["曾雨桐"], "", (Infraction("回骂"),)),)))
    assert whose() == b""
    cases.edit(store, case, alone)
    assert whose() == mine

"""A round of signing from its opening to its end, and the sheets of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.conftest import MONDAY, person
from wxadmin.domain import rowcodes
from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Roster
from wxadmin.services import groups, lists, papers, people, records, regulations, roster_import, sheets, signing
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.sheet_plan import SheetPlan
from wxadmin.services.signers import Signers, history, people_of
from wxadmin.services.signing import RoundDraft

TEXT = "群规\n第一条 昵称改为部门-姓名。\n第二条 不得辱骂他人。\n"


@pytest.fixture
def revision(store, group):
    draft = regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value
    return regulations.publish(store, draft).value


@pytest.fixture
def opened(store, group, roster, revision):
    return signing.open_round(store, RoundDraft(group, revision, MONDAY + timedelta(days=3))).value


def shown(store, round_id, **view):
    noun = Signers(round_id)
    return [row.cells[:4] for row in noun.page(store, list(noun.index(store, View(**view))))]


def names(store, round_id, **view):
    return [cells[1] for cells in shown(store, round_id, **view)]


def joined(store, group, *rows):
    roster_import.import_roster(store, roster_import.preview_roster(store, Roster(rows, "新.xlsx"), group=group))


def test_who_must_sign_is_frozen_in_the_order_of_the_sheet(store, group, roster, opened):
    assert names(store, opened) == ["沈知远", "陆明朗", "张伟", "张伟", "曾雨桐", "李建业"]
    assert [rowcodes.row(cells[0]) for cells in shown(store, opened)] == [1, 2, 3, 4, 5, 6]
    joined(store, group, person("新来的", number="9"))
    people.edit(store, roster["陆明朗"], person("陆明", "销售部", "2"))
    assert names(store, opened) == ["沈知远", "陆明朗", "张伟", "张伟", "曾雨桐", "李建业"]
    card = signing.get(store, opened)
    assert (card.share.expected, card.share.signed, card.state, card.title) == (6, 0, "open", "群规签收表")
    sheet = signing.paper(store, opened)
    assert [(row.name, row.code) for row in sheet.rows] == [(c[1], c[0]) for c in shown(store, opened)]


def test_recording_clearing_and_taking_back(store, opened, roster):
    before = signing.get(store, opened).share
    change = signing.record(store, opened, [roster["沈知远"], roster["李建业"]], "signed", MONDAY)
    assert change.value == 2
    refusal = signing.record(store, opened, [roster["陆明朗"]], "refused", MONDAY, "在场见证人：曾雨桐")
    signing.record(store, opened, [roster["曾雨桐"]], "absent", MONDAY, "病假")
    share = signing.get(store, opened).share
    assert (share.signed, share.refused, share.absent, share.missing) == (2, 1, 1, 2)
    assert names(store, opened, chips=("signed",)) == ["沈知远", "李建业"]
    assert names(store, opened, chips=("missing",)) == ["张伟", "张伟"]
    assert names(store, opened, search="ljy") == ["李建业"]
    assert names(store, opened, search=rowcodes.code(6)) == ["李建业"]
    assert names(store, opened, search="生产部", sort="name", descending=True) == ["张伟", "李建业"]
    assert signing.record(store, opened, [roster["沈知远"]], "signed", MONDAY).value == 0
    assert signing.record(store, opened, [roster["陆明朗"]], "signed", MONDAY).value == 1
    row = next(iter(Signers(opened).index(store, View(search="陆明朗"))))
    corrected, entered = history(store, row)
    assert "已签" in corrected
    assert "拒签，2026年9月21日，在场见证人：曾雨桐" in entered
    with pytest.raises(UserError):
        records.undo(store, refusal.id)
    assert signing.clear(store, opened, list(roster.values())).value == 4
    assert signing.get(store, opened).share == before
    records.undo(store)
    assert signing.get(store, opened).share.signed == 3
    assert records.check(store).ok


def test_opening_is_taken_back_while_nothing_was_recorded(store, opened, roster):
    signed = signing.record(store, opened, [roster["沈知远"]], "signed", MONDAY)
    with pytest.raises(UserError):
        records.undo(store, signed.id - 1)
    records.undo(store)
    records.undo(store)
    assert list(signing.index(store, View())) == []
    assert records.check(store).ok


def test_a_day_that_cannot_be_is_refused_with_the_remedy(store, opened, roster):
    with pytest.raises(UserError, match="今天之后"):
        signing.record(store, opened, [roster["沈知远"]], "signed", MONDAY + timedelta(days=1))
    with pytest.raises(UserError, match=r"还没有发布.*2026年9月21日"):
        signing.record(store, opened, [roster["沈知远"]], "signed", MONDAY - timedelta(days=1))
    with pytest.raises(UserError, match="见证人"):
        signing.record(store, opened, [roster["沈知远"]], "refused", MONDAY, "  ")
    with pytest.raises(UserError, match="不在这一轮"):
        signing.record(store, opened, [roster["沈知远"], 9999], "signed", MONDAY)
    with pytest.raises(UserError, match="没有选人"):
        signing.record(store, opened, [], "signed", MONDAY)
    assert signing.get(store, opened).share.signed == 0


def test_codes_from_the_returned_sheet_all_or_nobody(store, opened):
    first, second, last = (rowcodes.code(row) for row in (1, 2, 6))
    assert signing.record_codes(store, opened, f"{first.lower()}，{second}", "signed", MONDAY).value == 2
    typo = last[:-1] + ("A" if last[-1] != "A" else "C")
    with pytest.raises(UserError, match=f"第2个“{typo}”.*第3个“099R?"):
        signing.record_codes(store, opened, f"{rowcodes.code(3)} {typo} {rowcodes.code(99)}", "signed", MONDAY)
    assert signing.get(store, opened).share.signed == 2
    read = signing.read_codes(store, opened, f"全部 除{last}")
    assert read.names == ("张伟", "张伟", "曾雨桐")
    assert signing.record_codes(store, opened, f"全部，除 {last}", "signed", MONDAY).value == 3
    assert names(store, opened, chips=("missing",)) == ["李建业"]
    assert signing.read_codes(store, opened, f"{first}-{second}", "refused").other == ("沈知远", "陆明朗")


def test_a_code_of_another_sheet_is_refused_by_its_number(store, group, opened, roster):
    number = signing.issue_sheet(store, opened).value.number
    second = signing.open_round(store, RoundDraft(group, signing.get(store, opened).revision)).value
    other = signing.issue_sheet(store, second).value.number
    code = rowcodes.code(1)
    assert signing.record_codes(store, opened, f"{number} {code}", "signed", MONDAY).value == 1
    with pytest.raises(UserError, match=r"不是这一轮.*群规签收表"):
        signing.record_codes(store, opened, f"{other}：{code}", "signed", MONDAY)
    with pytest.raises(UserError, match="核对纸上的编号"):
        signing.record_codes(store, opened, f"签收〔2026〕99号 {code}", "signed", MONDAY)


def test_newcomers_come_at_the_end_and_who_left_is_not_counted(store, group, roster, opened):
    signing.record(store, opened, [roster["沈知远"]], "signed", MONDAY)
    people.mark_left(store, roster["沈知远"])
    people.mark_left(store, roster["陆明朗"])
    joined(store, group, person("新来的", number="9"))
    share = signing.get(store, opened).share
    assert (share.expected, share.signed, share.left) == (5, 1, 1)
    assert [row.name for _person, row in signing.newcomers(store, opened)] == ["新来的"]
    assert signing.add_people(store, opened).value == 1
    assert shown(store, opened)[-1][:2] == (rowcodes.code(7), "新来的")
    assert signing.get(store, opened).share.expected == 6
    assert [row.name for row in signing.paper(store, opened, missing_only=True).rows] == [
        "张伟", "张伟", "曾雨桐", "李建业", "新来的",
    ]  # fmt: skip
    with pytest.raises(UserError, match="没有要补进的人"):
        signing.add_people(store, opened)
    records.undo(store)
    assert signing.get(store, opened).share.expected == 5


def test_newcomers_stand_under_the_heading_of_their_department(store, group, roster, revision):
    plan = SheetPlan(by="department")
    round_id = signing.open_round(store, RoundDraft(group, revision, plan=plan)).value
    joined(store, group, person("新来的", "生产部", "9"), person("另一位", "门卫", "10"))
    signing.add_people(store, round_id)
    sheet = signing.paper(store, round_id)
    assert [row.department for row in sheet.rows] == [
        "总经办", "销售部", "销售部", "生产部", "生产部", "生产部", "客服部", "门卫",
    ]  # fmt: skip
    assert {row.name: rowcodes.row(row.code) for row in sheet.rows[5:]} == {"新来的": 7, "曾雨桐": 6, "另一位": 8}
    assert papers.draft(store, sheet).startswith(b"%PDF")


def test_the_sheet_of_those_missing_keeps_their_codes(store, opened, roster):
    signing.record(store, opened, [roster["沈知远"], roster["曾雨桐"]], "signed", MONDAY)
    signing.record(store, opened, [roster["陆明朗"]], "refused", MONDAY, "在场见证人：曾雨桐")
    signing.record(store, opened, [roster["李建业"]], "absent", MONDAY)
    issued = signing.issue_sheet(store, opened, missing_only=True).value
    assert "补签" in issued.title
    sheet = signing.paper(store, opened, missing_only=True)
    assert [rowcodes.row(row.code) for row in sheet.rows] == [3, 4, 6]
    assert [(s.number, s.missing_only) for s in signing.get(store, opened).sheets] == [(issued.number, True)]
    assert papers.reprint(store, issued.id) == issued.pdf
    reminder = signing.reminder(store, opened)
    assert reminder.endswith("@张伟 @张伟 @李建业")
    assert "3 人" in reminder
    assert "9月24日" in reminder


def test_issuing_a_sheet_opens_a_round_and_goes_on_with_it(store, group, roster, revision):
    first = sheets.issue(store, group, revision).value
    (round_id,) = signing.index(store, View(group=group))
    assert [s.paper for s in signing.get(store, round_id).sheets] == [first.id]
    joined(store, group, person("新来的", number="9"))
    planned = sheets.build(store, group, revision)
    assert [row.name for row in planned.rows][-1] == "新来的"
    again = sheets.issue(store, group, revision, SheetPlan(outcomes=True)).value
    assert again.number != first.number
    assert list(signing.index(store, View())) == [round_id]
    assert len(signing.get(store, round_id).sheets) == 2
    assert [cells[0] for cells in shown(store, round_id)] == [row.code for row in planned.rows]
    people.mark_left(store, roster["沈知远"])
    present = tuple(i for i, p in people.of_group(store, group) if not p.left)
    assert "接着" in sheets.opening(store, group, revision, SheetPlan(), present)
    assert "发起" in sheets.opening(store, group, revision, SheetPlan(), present[1:])
    assert sheets.build(store, group, revision, people=present).rows[0].name == "陆明朗"
    by_name = SheetPlan(sort="name")
    assert "接着" in sheets.opening(store, group, revision, SheetPlan())
    assert "发起一轮" in sheets.opening(store, group, revision, by_name)
    sheets.issue(store, group, revision, by_name, due=date(2026, 9, 30))
    newest, older = signing.index(store, View())
    assert older == round_id
    assert signing.get(store, older).state == "closed"
    assert signing.get(store, newest).due == date(2026, 9, 30)


def test_a_sheet_that_cannot_be_made_leaves_the_round_as_it_was(store, group, roster, revision, monkeypatch):
    sheets.issue(store, group, revision)
    (round_id,) = signing.index(store, View())
    joined(store, group, person("新来的", number="9"))
    before = signing.get(store, round_id)

    def broken(*_args, **_more):
        raise UserError("纸做不出来")

    with monkeypatch.context() as patched:
        patched.setattr(papers, "issue", broken)
        with pytest.raises(UserError, match="纸做不出来"):
            sheets.issue(store, group, revision, due=MONDAY + timedelta(days=9))
    assert signing.get(store, round_id) == before
    assert "新来的" not in names(store, round_id)
    sheets.issue(store, group, revision, due=MONDAY + timedelta(days=9))
    assert names(store, round_id)[-1] == "新来的"
    assert signing.get(store, round_id).due == MONDAY + timedelta(days=9)


def test_nobody_can_be_asked_to_sign_by_a_day_that_is_past(store, group, roster, revision, opened):
    yesterday = MONDAY - timedelta(days=1)
    for ask in (
        lambda: signing.set_due(store, opened, yesterday),
        lambda: signing.open_round(store, RoundDraft(group, revision, yesterday)),
        lambda: sheets.issue(store, group, revision, due=yesterday),
    ):
        with pytest.raises(UserError, match="截止日期已经过了"):
            ask()
    assert signing.get(store, opened).due == MONDAY + timedelta(days=3)


def test_who_was_left_out_is_no_newcomer_until_chosen(store, group, roster, revision):
    everybody = tuple(roster.values())
    round_id = signing.open_round(store, RoundDraft(group, revision, people=everybody[1:])).value
    assert sheets.left_out(store, group, revision) == {everybody[0]}
    assert (signing.get(store, round_id).joining, signing.newcomers(store, round_id)) == (0, ())
    joined(store, group, person("新来的", number="9"))
    assert signing.get(store, round_id).joining == 1
    assert [row.name for _person, row in signing.newcomers(store, round_id)] == ["新来的"]
    assert [row.name for _person, row in signing.newcomers(store, round_id, everybody)] == ["沈知远"]
    signing.add_people(store, round_id, everybody)
    assert names(store, round_id)[-1] == "沈知远"


def test_some_are_left_out_and_several_groups_sign_together(store, group, roster, revision):
    second = groups.create(store, GroupDraft("乙组工作群", unit="甲公司")).value
    joined(store, second, person("丁一", "客服部", "19"), person("陆明朗", "销售部", "2"))
    plan = SheetPlan((second,), by="group")
    everybody = [p for p, _row in signing.candidates(store, group, plan)]
    chosen = tuple(p for p in dict.fromkeys(everybody) if p != roster["沈知远"])
    round_id = signing.open_round(store, RoundDraft(group, revision, plan=plan, people=chosen)).value
    assert names(store, round_id) == ["陆明朗", "张伟", "张伟", "曾雨桐", "李建业", "陆明朗", "丁一"]
    assert signing.get(store, round_id).share.expected == 6
    ids = list(Signers(round_id).index(store, View()))
    assert people_of(store, [ids[0], ids[-2]]) == (roster["陆明朗"],)
    assert len(people_of(store, ids)) == 6
    assert list(signing.index(store, View(group=second))) == [round_id]
    signing.record(store, round_id, [roster["陆明朗"]], "signed", MONDAY)
    assert signing.get(store, round_id).share.signed == 1
    with pytest.raises(UserError, match="不在这些群"):
        signing.open_round(store, RoundDraft(group, revision, people=(roster["沈知远"], 99)))
    with pytest.raises(UserError, match="没有选"):
        signing.open_round(store, RoundDraft(group, revision, people=()))


def test_who_stands_how_is_printed_like_any_list(store, group, opened, roster):
    signing.record(store, opened, [roster["沈知远"]], "signed", MONDAY)
    noun = Signers(opened)
    sheet = lists.of_noun(store, noun, View(group, chips=("missing",)), "签收情况", ("row", "name", "state"))
    assert sheet.facts == ("筛选：未签",)
    assert [row[1:] for row in sheet.rows] == [
        ("陆明朗", "未签"), ("张伟", "未签"), ("张伟", "未签"), ("曾雨桐", "未签"), ("李建业", "未签"),
    ]  # fmt: skip
    rounds = lists.of_noun(store, signing, View(group), "签收")
    assert rounds.rows[0][:3] == ("群规签收表", "进行中", "1/6")
    assert list(Signers().index(store, View())) == []


def test_end_and_reopening(store, opened, roster, hands):
    signing.close_round(store, opened)
    for act in (
        lambda: signing.record(store, opened, [roster["沈知远"]], "signed", MONDAY),
        lambda: signing.clear(store, opened, [roster["沈知远"]]),
        lambda: signing.issue_sheet(store, opened),
        lambda: signing.close_round(store, opened),
        lambda: signing.add_people(store, opened),
    ):
        with pytest.raises(UserError, match="已经结束"):
            act()
    signing.reopen(store, opened)
    with pytest.raises(UserError, match="还在进行"):
        signing.reopen(store, opened)
    hands.move(days=4)
    assert signing.get(store, opened).state == "overdue"
    assert list(signing.index(store, View(chips=("overdue",)))) == [opened]
    signing.record(store, opened, list(roster.values()), "signed", MONDAY)
    assert signing.get(store, opened).state == "done"
    with pytest.raises(UserError, match="不需要提醒"):
        signing.reminder(store, opened)


def test_what_cannot_be_opened(store, group, roster, revision):
    draft = regulations.revise(store, revision, regulations.parse_text(TEXT.replace("辱骂", "谩骂"))).value
    with pytest.raises(UserError, match="草稿不能签收"):
        signing.open_round(store, RoundDraft(group, draft))
    with pytest.raises(UserError, match="已经过了"):
        signing.open_round(store, RoundDraft(group, revision, MONDAY - timedelta(days=1)))
    with pytest.raises(UserError, match="没有这一轮"):
        signing.get(store, 99)
    assert list(signing.index(store, View())) == []


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["signed", "refused", "absent", "clear", "left", "back", "undo"]),
        st.lists(st.integers(0, 5), min_size=1, max_size=4),
    ),
    max_size=14,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_is_recorded_the_heaps_are_what_was_said_last(store, group, roster, revision, acts):
    everybody = list(roster.values())
    for person_id in everybody:
        people.mark_left(store, person_id, left=False)
    round_id = signing.open_round(store, RoundDraft(group, revision)).value
    said: dict[int, str] = {}
    gone: set[int] = set()
    before: list[tuple[dict[int, str], set[int]]] = []
    for kind, places in acts:
        chosen = [everybody[place] for place in places]
        state = dict(said), set(gone)
        if kind == "undo":
            if before:
                records.undo(store)
                said, gone = before.pop()
            continue
        if kind in ("left", "back"):
            if (chosen[0] in gone) == (kind == "left"):
                continue
            people.mark_left(store, chosen[0], left=kind == "left")
            gone ^= {chosen[0]}
        elif kind == "clear":
            if not signing.clear(store, round_id, chosen).value:
                continue
            for one in chosen:
                said.pop(one, None)
        else:
            if not signing.record(store, round_id, chosen, kind, MONDAY, "在场：某人").value:
                continue
            said.update(dict.fromkeys(chosen, kind))
        before.append(state)
    standing = {one: said.get(one) or ("left" if one in gone else "missing") for one in everybody}
    share = signing.get(store, round_id).share
    heaps = {key: sum(value == key for value in standing.values()) for key in signing.STANDINGS}
    assert {key: getattr(share, key) for key in heaps} == heaps
    assert share.expected == 6 - heaps["left"]
    for key in signing.STANDINGS:
        rows = Signers(round_id).index(store, View(chips=(key,)))
        assert set(people_of(store, rows)) == {one for one, value in standing.items() if value == key}
    if share.unsigned:
        assert signing.reminder(store, round_id).count("@") == share.unsigned
        assert len(signing.paper(store, round_id, missing_only=True).rows) == share.unsigned


def test_a_note_nobody_would_read_is_refused(store, opened, roster):
    with pytest.raises(UserError, match="备注超过"):
        signing.record(store, opened, [roster["沈知远"]], "refused", MONDAY, "长" * 501)
    assert signing.get(store, opened).share.refused == 0


def test_a_reminder_never_asks_for_a_day_that_is_past(store, opened, hands):
    assert "请在9月24日" in signing.reminder(store, opened)
    hands.move(days=4)
    assert "已经过了，请尽快签收" in signing.reminder(store, opened)

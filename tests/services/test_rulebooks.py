"""Rule books: as a document, in versions, under the pen; who is judged by them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.conftest import wechat
from wxadmin.domain.chat import Message
from wxadmin.domain.errors import UserError
from wxadmin.intake.tables_out import write_csv, write_xlsx
from wxadmin.screening.ruleset import Rule, Signal
from wxadmin.services import (
    announcements,
    chats,
    groups,
    namecheck,
    queue,
    records,
    rule_book,
    rule_edits,
    rule_facts,
    rule_list,
    rule_trial,
    rule_words,
    rulebooks,
    rules,
)
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.rule_book import Book, When

SECOND_HAND = Rule("转卖二手", "trade", 2, ("呱呱车", "咕噜票"), ("嘀.{0,4}嗒嗒",))
ALWAYS = When()


def hit(store, group, text):
    return {h.rule for h in rules.screener(store, group).screen_texts([text])[0].hits}


def switched(store, group, rule=SECOND_HAND, when=ALWAYS):
    rule_edits.put(store, group, rule, when)
    return rulebooks.switch_on(store, group, "试过")


# The document

_words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Mn")), min_size=2, max_size=8
).filter(lambda word: not rulebooks.word_fault(word))
_names = st.text(st.sampled_from("甲乙丙丁abc.\"'\\#= "), min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def _books(draw):
    names = draw(st.lists(_names, unique=True, max_size=3))
    made = tuple(
        Rule(
            name, draw(st.sampled_from(("advert", "abuse", "trade"))), draw(st.integers(1, 3)),
            tuple(draw(st.lists(_words, min_size=1, max_size=3))), draw(st.sampled_from(((), ("加.{0,3}微信",)))),
            tuple(draw(st.lists(_words, max_size=2))), article=draw(_names | st.just("")),
            needs=draw(st.sampled_from(((), (("forbid", "我的"),)))), near=draw(st.integers(0, 9)),
            evasion=draw(st.booleans()), source=draw(_names | st.just("")),
        )
        for name in names
    )  # fmt: skip
    when = When(
        draw(st.sampled_from(((), ("work", "class")))), draw(st.tuples(st.integers(0, 24), st.integers(0, 24))),
        draw(st.sampled_from(((), ("member",)))), draw(st.integers(0, 30)), draw(st.integers(0, 30)),
    )  # fmt: skip
    return Book(
        draw(st.sampled_from(("", "class"))),
        tuple(draw(st.lists(_names, unique=True, max_size=2))),
        dict.fromkeys(names[:1], 3),
        dict.fromkeys(names[:1], "广告"),
        draw(st.sampled_from(({}, {"burst": 5, "quiet_from": 22}))),
        made,
        {"我的": Signal("我的", tuple(draw(st.lists(_words, max_size=2))), scope="before")},
        tuple(draw(st.lists(_words, max_size=2))),
        {} if when == When() else dict.fromkeys(names[:1], when),
    )


@settings(max_examples=60, deadline=None)
@given(_books())
def test_a_book_written_reads_back_the_same(book):
    if not book.rules and not book.allow:
        book = replace(book, signals={})
    assert rule_book.read(rule_book.write(book)) == book


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("book = 1", "book"),
        ("[book]\npreset = 'party'", "party"),
        ("[book]\noff = 'x'", "off"),
        ("[book]\nlevels = {a = 9}", "levels"),
        ("[book]\nlevels = {a = true}", "levels"),
        ("[book.conduct]\nspeed = 1", "speed"),
        ("[book.conduct]\nburst = -1", "burst"),
        ("[book.when.a]\nhours = [1, 99]", "when"),
        ("[book.when.a]\nnewcomer = 99999", "太大"),
        ("[book]\nnew = 1", "new"),
        ("[[rule]]\nname = 'a'\ncategory = 'advert'\npatterns = ['(']", "括号"),
        ("[[rule]]\nname = 'a'\ncategory = 'advert'\npatterns = ['(a+)+$(?=b)']", "前后查看"),
        ("[[rule]]\nname = 'a'\ncategory = 'nonsense'\nwords = ['aa']", "nonsense"),
        ("rule = 1\n[book]", "rule"),
        ("x = [" * 2000, "TOML"),
        ("signal = 3\nallow = ['一二']", "signal"),
    ],
)
def test_a_faulty_document_is_refused_in_one_sentence(text, words):
    with pytest.raises(UserError, match=words) as caught:
        rule_book.read(text, "甲.toml")
    assert "甲.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_preset_is_changed_by_the_book_of_all_and_then_by_that_of_the_group():
    every = Book(off=("手机号码",), levels={"辱骂": 1}, rules=(SECOND_HAND,), conduct={"burst": 3})
    own = Book("class", levels={"转卖二手": 3}, articles={"转卖二手": "二手"}, conduct={"burst": 4})
    found = rule_book.together("department", [every, own]).ruleset
    by_name = {rule.name: rule for rule in found.rules}
    assert (by_name["转卖二手"].level, by_name["转卖二手"].article) == (3, "二手")
    assert by_name["辱骂"].level == 1
    assert "mobile" not in found.detectors
    assert found.conduct.burst == 4
    with pytest.raises(UserError, match="没有的信号"):
        rule_book.together("", [Book(rules=(replace(SECOND_HAND, needs=(("没有的信号",),)),))])


# Versions


def test_nothing_holds_before_it_is_switched_on_and_all_can_be_taken_back(store, group):
    assert hit(store, group, "咕噜票 电饭锅一个") == set()
    rule_edits.put(store, group, SECOND_HAND, ALWAYS)
    assert "新规则“转卖二手”" in rulebooks.draft(store, group).changes
    assert hit(store, group, "咕噜票 电饭锅一个") == set()
    change = rulebooks.switch_on(store, group, "试过")
    assert (change.value, rules.version(store, group)) == (1, 1)
    assert hit(store, group, "咕噜票 电饭锅一个") == {"转卖二手"}
    assert rulebooks.draft(store, group).changes == ()
    records.undo(store)
    assert (hit(store, group, "咕噜票 电饭锅一个"), rules.version(store, group)) == (set(), 0)
    assert "新规则“转卖二手”" in rulebooks.draft(store, group).changes, "what was written is not lost"
    rulebooks.discard(store, group)
    assert rulebooks.draft(store, group).changes == ()


def test_going_back_is_a_new_version_and_says_whence(store, group):
    switched(store, group)
    rule_edits.turn(store, group, ("转卖二手",), on=False)
    assert rulebooks.switch_on(store, group).value == 2
    assert hit(store, group, "咕噜票 电饭锅一个") == set()
    first = rulebooks.versions(store, group)[-1]
    rule_edits.set_allow(store, group, ("放行的话",))
    with pytest.raises(UserError, match="先启用或放弃"):
        rulebooks.go_back(store, first.id)
    rulebooks.discard(store, group)
    assert rulebooks.go_back(store, first.id).value == 3
    assert hit(store, group, "咕噜票 电饭锅一个") == {"转卖二手"}
    newest = rulebooks.versions(store, group)[0]
    assert (newest.version, newest.note, newest.holds) == (3, "回到第 1 版", True)
    assert rulebooks.changes_of(store, newest.id) == ("重新打开“转卖二手”",)


def test_a_draft_that_is_older_than_what_holds_is_told_and_switching_on_minds_the_version(store, group):
    rule_edits.put(store, group, SECOND_HAND, ALWAYS)
    rulebooks.allow(store, group, "呱呱车险")
    draft = rulebooks.draft(store, group)
    assert draft.book.allow == ("呱呱车险",), "what was allowed meanwhile stays allowed"
    assert draft.stale
    with pytest.raises(UserError, match="第 1 版"):
        rulebooks.save(store, group, draft.book, base=0)
    assert rulebooks.switch_on(store, group, base=1).value == 2
    assert hit(store, group, "谁家呱呱车险的") == set()
    with pytest.raises(UserError, match="没有改动"):
        rulebooks.switch_on(store, group)


def test_always_allow_is_one_change_that_can_be_undone(store, group):
    switched(store, group)
    assert hit(store, group, "谁家呱呱车险的") == {"转卖二手"}
    rulebooks.allow(store, group, "呱呱车险")
    assert hit(store, group, "谁家呱呱车险的") == set()
    assert rulebooks.draft(store, group).changes == ()
    for phrase, words in (("呱呱车险", "已经是"), ("！！", "只有符号"), ("卖", "太短"), ("\u200b", "没有字")):
        with pytest.raises(UserError, match=words):
            rulebooks.allow(store, group, phrase)
    records.undo(store)
    assert hit(store, group, "谁家呱呱车险的") == {"转卖二手"}


def test_the_book_of_all_groups_holds_everywhere_the_groups_own_only_there(store, group):
    other = groups.create(store, GroupDraft("乙群", kind="class")).value
    switched(store, None)
    assert hit(store, group, "咕噜票 电饭锅一个") == hit(store, other, "咕噜票 电饭锅一个") == {"转卖二手"}
    rule_edits.turn(store, group, ("转卖二手",), on=False)
    rulebooks.switch_on(store, group)
    assert hit(store, group, "咕噜票 电饭锅一个") == set()
    assert hit(store, other, "咕噜票 电饭锅一个") == {"转卖二手"}
    rule_edits.turn(store, None, ("转卖二手",), on=False)
    rulebooks.switch_on(store, None)
    with pytest.raises(UserError, match="所有群"):
        rule_edits.turn(store, other, ("转卖二手",), on=True)


# Who is judged


def test_chats_announcements_and_nicknames_are_judged_by_the_book(store, group, snapshot):
    switched(store, group, Rule("暗语", "abuse", 2, ("小呆瓜",)))
    assert [h.rule for h in announcements.check(store, group, "各位小呆瓜请注意")] == ["暗语"]
    chats.import_chat(store, chats.preview(store, group, wechat(("张伟", "18:00", "你这个小呆瓜"))))
    assert [queue.get(store, i).hits[0].rule for i in queue.index(store, View(group))] == ["暗语"]
    assert namecheck.indecent(["小呆瓜"], rules.screener(store, group)) == (("小呆瓜",),)


def test_conditions_are_asked_after_the_hit(store, group):
    message = Message("张伟", "2026-09-20T22:30:00", "text", "咕噜票 电饭锅")
    facts = rule_facts.Facts({"李主任": "admin"}, {"张伟": [1_789_000_000]})
    since = 1_789_000_000
    assert rule_facts.applies(When(), message, facts)
    assert rule_facts.applies(When(hours=(22, 6)), message, facts)
    assert not rule_facts.applies(When(hours=(9, 18)), message, facts)
    assert not rule_facts.applies(When(least=20), message, facts)
    assert rule_facts.applies(When(roles=("member",)), message, facts)
    assert not rule_facts.applies(When(roles=("member",)), replace(message, sender="李主任"), facts)
    days = 30
    assert rule_facts.applies(When(newcomer=days), message, facts)
    assert not rule_facts.applies(When(newcomer=1), message, facts), since
    assert not rule_facts.applies(When(newcomer=days), replace(message, sender="老成员"), facts)
    switched(store, group, when=When(hours=(9, 18), least=4))
    screener = rules.screener(store, group)
    late = screener.screen([message], lines=True)[0]
    assert (late.hits, late.score) == ((), 0.0)
    day = screener.screen([replace(message, time="2026-09-20T10:00:00")], lines=True)[0]
    assert [h.rule for h in day.hits] == ["转卖二手"]
    three = [message, replace(message, time="2026-09-20T10:00:00"), replace(message, text="收到")]
    assert [(one.index, one.hits) for one in screener.flagged(three, lines=True)] == [(1, day.hits)]
    assert screener.explain(message.text).result.hits == day.hits


def test_a_rule_for_kinds_of_groups_is_no_rule_elsewhere(store, group):
    switched(store, None, when=When(kinds=("class",)))
    other = groups.create(store, GroupDraft("乙群", kind="class")).value
    assert (hit(store, group, "咕噜票 锅一口"), hit(store, other, "咕噜票 锅一口")) == (set(), {"转卖二手"})


# Edits, list, trial


def test_an_own_rule_is_checked_before_it_is_kept(store, group):
    bad = {
        "已经有一条": Rule("辱骂", "abuse", 2, ("一二",)),
        "名称": Rule("", "abuse", 2, ("一二",)),
        "还没有写要找的词": Rule("空的", "abuse"),
        "太短": Rule("短的", "abuse", 2, ("笨",)),
        "只有符号": Rule("符号", "abuse", 2, ("！？",)),
        "括号": Rule("模式", "abuse", 2, patterns=("(一",)),
        "对空白也成立": Rule("模式", "abuse", 2, patterns=("一*",)),
    }
    for words, rule in bad.items():
        with pytest.raises(UserError, match=words):
            rule_edits.put(store, group, rule, ALWAYS)
    assert rulebooks.draft(store, group).changes == ()
    rule_edits.put(store, group, replace(SECOND_HAND, patterns=("(a+)+$",)), ALWAYS)
    assert rule_trial.trial(store, group, "a" * 5000).hits, "no pattern backtracks"
    rule_edits.put(store, group, replace(SECOND_HAND, name="改名"), When(least=3), SECOND_HAND.name)
    book = rulebooks.draft(store, group).book
    assert ([r.name for r in book.rules], set(book.when)) == (["改名"], {"改名"})
    rule_edits.remove(store, group, "改名")
    assert rulebooks.draft(store, group).changes == ()
    with pytest.raises(UserError, match="不是这里写的"):
        rule_edits.remove(store, group, "辱骂")


def test_the_list_finds_by_word_filters_and_shows_how_a_rule_did(store, group):
    chats.import_chat(store, chats.preview(store, group, wechat(("张伟", "18:00", "你就是个废物，滚"))))
    (entry,) = queue.index(store, View(group))
    card = queue.get(store, entry)
    queue.decide(store, entry, card.version, "unfounded")
    noun = rule_list.RuleList()
    rule = card.hits[0].rule
    (found,) = noun.index(store, View(group, chips=("hit",), search=rule))
    row = noun.page(store, [found])[0]
    assert row.cells[4:] == ("1", "0%")
    told = noun.get(store, group, found)
    assert (told.record.unfounded, told.last[0].review) == (1, entry)
    assert told.looks_for
    rule_edits.turn(store, group, (rule,), on=False)
    rule_edits.set_level(store, group, "兜揽生意", 3)
    assert [noun.page(store, [i])[0].cells[0] for i in noun.index(store, View(group, chips=("off",)))] == [rule]
    rule_edits.set_level(store, group, "兜揽生意", 2)
    assert rulebooks.draft(store, group).changes == (f"关闭“{rule}”",), "a level as it comes is no change"
    noun.category = "trade"
    shown = [noun.entry(store, group, i) for i in noun.index(store, View(group))]
    assert {entry.category for entry in shown} == {"trade"}
    with pytest.raises(UserError, match="没有这条规则"):
        noun.get(store, group, 1)


def test_a_line_is_tried_step_by_step_on_the_draft(store, group):
    rule_edits.put(store, group, SECOND_HAND, When(least=12))
    rule_edits.set_allow(store, group, ("呱呱车险",))
    long = rule_trial.trial(store, group, "我要呱呱車，九成新，有意的联系我吧")
    assert ("車", "车") in long.pairs
    assert "转卖二手" in {h.rule for h in long.hits}
    dropped = rule_trial.trial(store, group, "谁家在呱呱车险，便宜的说一声啊").dropped
    assert ("转卖二手", "呱呱车", "呱呱车险") in dropped
    short = rule_trial.trial(store, group, "咕噜票 锅")
    assert ([h.rule for h in short.held], short.hits) == (["转卖二手"], ())
    said = "\n".join(long.steps)
    assert "“車”→“车”" in said
    assert rule_trial.trial(store, group, "开会").steps[-1].endswith("没有命中，不会进入待审。")


# Lists and files


def test_a_list_is_sorted_into_new_known_and_useless(tmp_path):
    path = tmp_path / "词.txt"
    path.write_text("# 说明\n卖二手\n賣二手\n卖\n！！！\n\n转让\n", encoding="utf-8")
    found = rule_words.read_list(path, ["转让"])
    assert (found.words, found.repeated, found.refused_count) == (("卖二手",), 2, 2)
    assert "重复 2 个" in found.sentence()
    write_csv(tmp_path / "词.csv", ["词"], [["卖二手"], ["转让"]])
    write_xlsx(tmp_path / "词.xlsx", ["词"], [["卖二手"], ["转让"]])
    for name in ("词.csv", "词.xlsx"):
        assert {"卖二手", "转让"} <= set(rule_words.read_list(tmp_path / name).words)
    (tmp_path / "空.txt").write_text("\n\n", encoding="utf-8")
    for name, words in (("空.txt", "没有文字"), ("x.docx", "不认识"), ("没有.txt", "没有")):
        with pytest.raises(UserError, match=words):
            rule_words.read_list(tmp_path / name)


def test_a_hundred_thousand_words_are_taken_in_and_two_hundred_thousand_and_one_are_not(store, group):
    many = [f"词{n:06d}" for n in range(100_000)]
    listed = rule_words.sorted_in(many, ())
    assert len(listed.words) == len(many)
    switched(store, group, Rule("大词表", "trade", 1, listed.words))
    assert hit(store, group, "说到词054321的事") == {"大词表"}
    with pytest.raises(UserError, match="太多"):
        rule_words.sorted_in([*many, *many, "再一"], ())


def test_a_book_goes_out_as_a_file_that_the_command_line_screens_by(store, group, tmp_path):
    switched(store, group)
    rule_edits.turn(store, group, ("手机号码",), on=False)
    path = tmp_path / "本.toml"
    rulebooks.export(store, group, path)
    (tmp_path / "t.txt").write_text("咕噜票 电饭锅\n电话 15412345678\n你就是个废物\n", encoding="utf-8")
    argv = ["screen", "t.txt", "--lines", "--rules", str(path), "--json"]
    program = f"import sys; from wxadmin.cli import main; sys.exit(main({argv!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rules_hit = [{h["rule"] for h in one["hits"]} for one in json.loads(done.stdout)["messages"]]
    assert rules_hit[0] == {"转卖二手"}
    assert rules_hit[1] == set()
    assert rules_hit[2]
    other = groups.create(store, GroupDraft("乙群")).value
    assert "新规则“转卖二手”" in rulebooks.take_file(store, other, path)
    path.write_text("[book]\npreset = 'party'", encoding="utf-8")
    with pytest.raises(UserError, match="party"):
        rulebooks.take_file(store, other, path)

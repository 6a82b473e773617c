from __future__ import annotations

import pytest

from wxadmin.domain.acks import AckResult
from wxadmin.domain.acks_json import to_json
from wxadmin.domain.errors import UserError
from wxadmin.domain.name_folding import NameTables
from wxadmin.domain.people import Guardian, Person
from wxadmin.domain.replies import Reply, match

NAMES = ["鲁宁", "谭晓", "谭晓燕", "司徒晴", "何𬭎", "立夏"]
PEOPLE = [
    *(Person(name, (("行政部",),)) for name in NAMES),
    Person("李娜", (("研发部",),)),
    Person("李娜", (("销售部",),)),
]


def heaps(result: AckResult) -> tuple[list[tuple[str, int, str]], list[tuple[str, list[str]]], list[str], list[str]]:
    return (
        [(one.name, one.line, one.note) for one in result.confirmed],
        [(one.text, list(one.candidates)) for one in result.ambiguous],
        list(result.missing),
        list(result.strangers),
    )


def chain(sender: str, line: int, *items: str, title: str = "#接龙\n秋游") -> Reply:
    """Items stand from three lines below the first on."""
    return Reply(sender, f"{title}\n\n" + "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1)), line)


def answered(
    *replies: Reply, announcer: str | None = None
) -> tuple[list[tuple[str, int, str]], list[tuple[str, list[str]]]]:
    confirmed, ambiguous, _, _ = heaps(match(PEOPLE, replies, announcer=announcer))
    return confirmed, ambiguous


def test_nobody_answered() -> None:
    result = match(PEOPLE, [])
    missing = [*NAMES, "李娜（研发部）", "李娜（销售部）"]
    assert heaps(result) == ([], [], missing, [])
    assert result.reminder == " ".join(f"@{name}" for name in missing)
    assert match([], []).reminder == ""


def test_plain_answers_and_people_nobody_knows() -> None:
    result = match(
        PEOPLE,
        [
            Reply("行政部-谭晓", "收到", 4),
            Reply("听雨", "收到", 8),
            Reply("司徒晴", "不参加，值班", 12),
            Reply("何𬭎", "几点？", 16),
        ],
    )
    confirmed, ambiguous, missing, strangers = heaps(result)
    assert confirmed == [("谭晓", 4, ""), ("司徒晴", 12, "不参加，值班")]
    assert ambiguous == []
    assert missing == ["鲁宁", "谭晓燕", "何𬭎", "立夏", "李娜（研发部）", "李娜（销售部）"]
    assert strangers == ["听雨"]
    assert [PEOPLE[one.person].name for one in result.confirmed] == ["谭晓", "司徒晴"]


def test_the_newest_list_counts_and_forks_are_united() -> None:
    confirmed, _ = answered(
        chain("谭晓", 1, "谭晓"),
        chain("司徒晴", 10, "谭晓", "司徒晴 拍照"),
        chain("何𬭎", 20, "谭晓", "何𬭎"),
        chain("立夏", 30, "谭晓", "何𬭎", "立夏  晚  到"),
    )
    assert confirmed == [("司徒晴", 14, "拍照"), ("谭晓", 33, ""), ("何𬭎", 34, ""), ("立夏", 35, "晚 到")]


def test_a_note_that_changed_is_taken_from_the_newest_list() -> None:
    confirmed, _ = answered(
        chain("谭晓", 1, "谭晓"), chain("谭晓", 10, "谭晓 不去了"), chain("立夏", 20, "谭晓 不去了", "立夏")
    )
    assert confirmed == [("谭晓", 23, "不去了"), ("立夏", 24, "")]


def test_who_answers_twice_counts_once_with_the_last() -> None:
    assert answered(Reply("谭晓", "收到", 3), Reply("谭晓", "收到，晚到", 6))[0] == [("谭晓", 6, "晚到")]
    after = answered(chain("谭晓", 1, "谭晓"), Reply("谭晓", "不参加了", 10), chain("立夏", 20, "谭晓", "立夏"))[0]
    assert after == [("谭晓", 10, "不参加了"), ("立夏", 24, "")]
    before = answered(Reply("谭晓", "收到", 3), chain("谭晓", 10, "谭晓 带伞"))[0]
    assert before == [("谭晓", 13, "带伞")]


def test_headers_of_lists() -> None:
    for title in ("#接龙\n秋游", "#接龙 秋游\n自愿", "#Group Note\n秋游", "＃接龙\n秋游"):
        assert answered(chain("谭晓", 1, "谭晓", title=title))[0] == [("谭晓", 4, "")]


def test_fragments_without_header() -> None:
    confirmed, ambiguous = answered(Reply("谭晓", "6. 谭晓 带伞\n7.立夏", 3), Reply("何𬭎", "8、何𬭎", 8))
    assert confirmed == [("谭晓", 3, "带伞"), ("立夏", 4, ""), ("何𬭎", 8, "")]
    assert ambiguous == []


def test_numbered_talk_is_no_list() -> None:
    assert heaps(match(PEOPLE, [Reply("谭晓", "今天的作业：\n1. 抄写\n2. 口算", 3)]))[3] == []


def test_instructions_above_the_names_are_no_strangers() -> None:
    reply = Reply("谭晓", "#接龙\n秋游须知\n1. 带水\n2. 带伞\n\n1. 谭晓\n2. 王大力", 1)
    confirmed, _, _, strangers = heaps(match(PEOPLE, [reply]))
    assert confirmed == [("谭晓", 6, "")]
    assert strangers == ["王大力"]


def test_samples_blank_items_and_menus_are_none() -> None:
    reply = Reply("谭晓", "#接龙\n点餐\n\n1. 示例 姓名+套餐\n2. 谭晓 A\n3.\n套餐A：面\n立夏 B", 1)
    confirmed, _, _, strangers = heaps(match(PEOPLE, [reply]))
    assert confirmed == [("谭晓", 5, "A"), ("立夏", 8, "B")]
    assert strangers == []


def test_emoji_and_a_plain_received_behind_a_name() -> None:
    confirmed, _ = answered(chain("谭晓", 1, "谭晓 🔥", "司徒晴 收到 👌", "何𬭎 +1", "立夏 收到，晚到"))
    assert confirmed == [("谭晓", 4, "🔥"), ("司徒晴", 5, ""), ("何𬭎", 6, "+1"), ("立夏", 7, "晚到")]


def test_same_names_are_never_settled_by_elimination() -> None:
    result = match(
        PEOPLE, [Reply("销售部-李娜", "收到", 3), Reply("李娜", "收到", 6), chain("谭晓", 9, "李娜（研发）A", "李娜 B")]
    )
    confirmed, ambiguous, missing, _ = heaps(result)
    assert confirmed == [("李娜（销售部）", 3, ""), ("李娜（研发部）", 12, "A")]
    both = ["李娜（研发部）", "李娜（销售部）"]
    assert ambiguous == [("李娜", both), ("李娜 B", both)]
    assert missing == NAMES


def test_candidates_are_not_missing() -> None:
    result = match(PEOPLE, [Reply("李娜", "收到", 6)])
    assert list(result.missing) == NAMES
    assert "李娜" not in result.reminder


def test_one_message_that_names_several_confirms_the_sender_alone() -> None:
    confirmed, ambiguous = answered(Reply("谭晓", "我和立夏都收到，不带饭", 3))
    assert confirmed == [("谭晓", 3, "不带饭")]
    assert answered(Reply("谭晓", "我和立夏都参加", 3)) == (
        [("谭晓", 3, "我和立夏都参加")],
        [("我和立夏都参加", ["立夏"])],
    )
    assert ambiguous == [("我和立夏都收到，不带饭", ["立夏"])]
    confirmed, ambiguous = answered(chain("谭晓", 1, "谭晓 & 立夏 合唱"))
    assert [name for name, *_ in confirmed] == ["谭晓"]
    assert ambiguous == [("谭晓 & 立夏 合唱", ["立夏"])]


def test_several_named_by_somebody_else_are_all_open() -> None:
    expected = [("谭晓 & 立夏 合唱", ["谭晓", "立夏"])]
    assert answered(chain("何𬭎", 1, "谭晓 & 立夏 合唱")) == ([("何𬭎", 4, "")], expected)
    assert answered(Reply("", "1. 谭晓 & 立夏 合唱", 1)) == ([], expected)


def test_answers_for_others() -> None:
    confirmed, ambiguous = answered(Reply("谭晓", "4. 立夏 不去（代报）", 3))
    assert confirmed == [("谭晓", 3, "")]
    assert ambiguous == [("立夏 不去（代报）", ["立夏"])]
    confirmed, ambiguous = answered(Reply("谭晓", "3. 谭晓 不去", 3), Reply("谭晓", "4. 立夏 不去（代报）", 6))
    assert confirmed == [("谭晓", 3, "不去")]
    assert ambiguous == [("立夏 不去（代报）", ["立夏"])]
    assert answered(Reply("谭晓", "我替立夏报名", 3))[1] == [("我替立夏报名", ["立夏"])]
    assert answered(Reply("谭晓", "代立夏收到", 3)) == ([("谭晓", 3, "")], [("代立夏收到", ["立夏"])])


def test_who_is_away_is_named_by_whoever_answers_for_him() -> None:
    reply = Reply("谭晓", "立夏出差，我代他收到", 3)
    confirmed, ambiguous = answered(reply)
    assert [name for name, *_ in confirmed] == ["谭晓"]
    assert ambiguous == [("立夏出差，我代他收到", ["立夏"])]


@pytest.mark.parametrize("text", ["谭晓收到", "谭晓 收到", "行政部谭晓收到", "谭晓：收到", "收到——谭晓", "收到 谭晓"])
def test_the_own_name_is_no_note(text: str) -> None:
    assert answered(Reply("谭晓", text, 3)) == ([("谭晓", 3, "")], [])


def test_who_answers_later_himself_is_no_longer_open() -> None:
    confirmed, ambiguous = answered(Reply("谭晓", "我和立夏都收到", 3), Reply("立夏", "收到", 6))
    assert [name for name, *_ in confirmed] == ["谭晓", "立夏"]
    assert ambiguous == []


def test_calls_are_not_people_who_answer() -> None:
    assert answered(Reply("谭晓", "@立夏 收到", 3), Reply("立夏", "几点", 6)) == ([("谭晓", 3, "")], [])
    assert answered(Reply("何𬭎", "@班主任 周老师 收到，晚到", 3), Reply("班主任 周老师", "好吗？", 6))[0] == [
        ("何𬭎", 3, "晚到")
    ]


def test_the_announcer_is_left_out() -> None:
    announcement = Reply("行政部-鲁宁", "【通知】周五消防演练，收到请回复", 3)
    replies = [
        announcement,
        Reply("谭晓", "收到", 6),
        Reply("行政部-鲁宁", "收到就好", 9),
        chain("谭晓", 12, "鲁宁", "立夏"),
    ]
    confirmed, ambiguous, missing, strangers = heaps(match(PEOPLE, replies))
    assert [name for name, *_ in confirmed] == ["谭晓", "立夏"]
    assert "鲁宁" not in missing
    assert (ambiguous, strangers) == ([], [])


def test_the_announcer_may_be_named() -> None:
    assert "谭晓" not in match(PEOPLE, [], announcer="谭晓").missing
    assert "李娜（研发部）" not in match(PEOPLE, [], announcer="李娜（研发部）").missing
    assert "谭晓" not in match(PEOPLE, [], announcer="行政部-谭晓").missing
    outsider = match(PEOPLE, [Reply("物业", "好的", 1)], announcer="物业")
    assert outsider.strangers == ()
    with pytest.raises(UserError, match="研发部"):
        match(PEOPLE, [], announcer="李娜")
    with pytest.raises(UserError, match="没有"):
        match(PEOPLE, [], announcer="没这人")


def test_starting_a_list_makes_nobody_the_announcer() -> None:
    confirmed, _ = answered(chain("谭晓", 1, "谭晓", title="#接龙\n请大家报名"))
    assert confirmed == [("谭晓", 4, "")]


def test_people_who_left_are_not_expected() -> None:
    people = [Person("鲁宁"), Person("谭晓", left=True), Person("立夏", left=True)]
    confirmed, _, missing, strangers = heaps(match(people, [Reply("谭晓", "收到", 1)]))
    assert (confirmed, missing, strangers) == ([], ["鲁宁"], ["谭晓"])


def loose(text: str) -> tuple[list[tuple[str, int, str]], list[tuple[str, list[str]]], list[str]]:
    confirmed, ambiguous, _, strangers = heaps(match(PEOPLE, [Reply("", text, 1)]))
    return confirmed, ambiguous, strangers


def test_bare_lines() -> None:
    text = "6. 谭晓\n7.立夏 晚 到\n\n6. 谭晓\n7.立夏 晚 到\n8、何 𬭎\n9. 王大力 外包\n10. \n\n"
    text += "套餐A：面\n司徒晴 A\n11. 谭晓燕A 鲁宁B\n"
    confirmed, ambiguous, strangers = loose(text)
    assert confirmed == [("谭晓", 4, ""), ("立夏", 5, "晚 到"), ("何𬭎", 6, ""), ("司徒晴", 11, "A")]
    assert ambiguous == [("谭晓燕A 鲁宁B", ["鲁宁", "谭晓燕"])]
    assert strangers == ["王大力 外包"]


def test_bare_lines_in_words() -> None:
    confirmed, ambiguous, strangers = loose(
        "谭晓 收到\n行政部-立夏：收到，晚到\n收到 何𬭎\n王大力 收到\n收到\n收到请回复\n周五团建安排\n"
    )
    assert confirmed == [("谭晓", 1, ""), ("立夏", 2, "晚到"), ("何𬭎", 3, "")]
    assert ambiguous == [("收到", [])]
    assert strangers == ["王大力"]


def test_a_question_behind_a_name_is_no_answer() -> None:
    assert loose("谭晓 几点？\n立夏 收到，几点？\n") == ([("立夏", 2, "几点？")], [], [])


def test_a_line_rewritten_in_a_later_list_counts_once() -> None:
    first = chain("谭晓", 1, "王大力", "李娜", "谭晓")
    confirmed, ambiguous, _, strangers = heaps(
        match(PEOPLE, [first, chain("何𬭎", 11, "王大力 开车", "李娜 晚到", "谭晓", "何𬭎")])
    )
    assert [name for name, *_ in confirmed] == ["谭晓", "何𬭎"]
    assert ambiguous == [("李娜 晚到", ["李娜（研发部）", "李娜（销售部）"])]
    assert strangers == ["王大力 开车"]
    assert loose("1. 王大力\n2. 谭晓\n\n1. 王大力 开车\n2. 谭晓\n")[2] == ["王大力 开车"]


def test_two_of_one_name_stay_two() -> None:
    both = [("李娜 A", ["李娜（研发部）", "李娜（销售部）"]), ("李娜 B", ["李娜（研发部）", "李娜（销售部）"])]
    assert answered(chain("谭晓", 1, "李娜 A", "李娜 B"))[1] == both
    assert answered(Reply("甲", "6. 李娜 A", 1), Reply("乙", "7. 李娜 B", 5))[1] == both
    assert loose("李娜 A\n李娜 B\n")[1] == both


def test_bare_names() -> None:
    confirmed, _, strangers = loose("谭晓\n立夏\n王大力\n")
    assert [name for name, *_ in confirmed] == ["谭晓", "立夏"]
    assert strangers == ["王大力"]


def test_a_title_that_begins_like_a_name_is_nobody() -> None:
    assert loose("立夏活动报名\n1. 谭晓\n")[0] == [("谭晓", 2, "")]


def test_words_on_one_line_of_the_source() -> None:
    reply = Reply("谭晓", "#接龙\n秋游\n1. 谭晓\n2. 立夏", 7, flat=True)
    assert answered(reply)[0] == [("谭晓", 7, ""), ("立夏", 7, "")]


def test_json() -> None:
    result = match(PEOPLE[:2], [Reply("谭晓", "收到，晚到", 3)])
    assert to_json(result) == {
        "confirmed": [{"name": "谭晓", "line": 3, "note": "晚到"}],
        "ambiguous": [],
        "missing": ["鲁宁"],
        "strangers": [],
        "reminder": "@鲁宁",
    }


# Names that go on, nicknames known, what somebody said is not so


@pytest.mark.parametrize("line", ["谭晓云", "谭晓云收到", "谭晓云参加", "谭晓云 2人", "谭晓明确认"])
def test_a_longer_name_is_nobodys_certain_match(line: str) -> None:
    confirmed, ambiguous = answered(chain("何𬭎", 1, line))
    assert "谭晓" not in [name for name, *_ in confirmed]
    assert [who for _text, who in ambiguous] == [["谭晓"]]


@pytest.mark.parametrize(
    "line", ["谭晓带伞", "谭晓收到", "谭晓不去", "谭晓晚到", "谭晓明天去", "谭晓两个人", "谭晓燕去"]
)
def test_words_glued_to_a_name_are_its_note(line: str) -> None:
    confirmed, ambiguous = answered(Reply("", f"1. {line}", 1))
    assert [name for name, *_ in confirmed] == ["谭晓燕" if "燕" in line else "谭晓"]
    assert ambiguous == []


@pytest.mark.parametrize(
    "line", ["三2班鲁宁妈妈", "302鲁宁爸爸 收到", "3.2班鲁宁", "三(2)班-鲁宁家长", "三（2）班 鲁宁奶奶"]
)
def test_a_class_may_be_glued_to_the_name(line: str) -> None:
    assert [name for name, *_ in answered(Reply("", f"1. {line}", 1))[0]] == ["鲁宁"]


def test_nicknames_somebody_confirmed_count_as_names() -> None:
    known = {"夜来香": 0, "Lucky 7": 1, "收到": 3}
    said = [Reply("夜来香", "收到", 1), chain("何𬭎", 5, "Lucky 7 带伞", "夜来香"), Reply("立夏", "收到", 12)]
    result = match(PEOPLE, said, known=known)
    assert [(one.name, one.note) for one in result.confirmed] == [("谭晓", "带伞"), ("鲁宁", ""), ("立夏", "")]
    assert result.strangers == ()


def test_what_was_denied_is_a_strangers_answer_whatever_comes_again() -> None:
    said = [Reply("谭晓", "收到", 3), chain("何𬭎", 6, "鲁宁 带伞", "李娜")]
    denied = {("谭晓", 1), ("鲁宁 带伞", 0), ("李娜", 6), ("李娜", 7)}
    for replies in (said, [*said, *said]):
        result = match(PEOPLE, replies, denied=denied)
        assert result.confirmed == ()
        assert result.ambiguous == ()
        assert set(result.strangers) == {"谭晓", "鲁宁 带伞", "李娜"}
        assert {"谭晓", "鲁宁", "李娜（研发部）", "李娜（销售部）"} <= set(result.missing)


def test_the_first_reply_of_somebody_is_told() -> None:
    said = [Reply("谭晓", "收到", 3), Reply("立夏", "收到", 6), Reply("谭晓", "收到，晚到", 9)]
    assert {one.name: (one.reply, one.source) for one in match(PEOPLE, said).confirmed} == {
        "立夏": (1, "立夏"),
        "谭晓": (0, "谭晓"),
    }


def test_nobody_stands_in_two_heaps() -> None:
    said = [
        Reply("谭晓", "我和鲁宁都收到", 3), Reply("李娜", "收到", 6), chain("立夏", 9, "谭晓云", "鲁宁", "李娜 带伞", "王五六"),
    ]  # fmt: skip
    for order in (said, said[::-1]):
        confirmed, ambiguous, missing, strangers = heaps(match(PEOPLE, order))
        names = [name for name, *_ in confirmed]
        assert not set(names) & set(missing)
        assert not {who for _text, people in ambiguous for who in people} & set(missing)
        assert len(names) == len(set(names))
        assert "王五六" in strangers


@pytest.mark.parametrize("words", ["没收到", "还没有收到", "未收到，请再发一次", "看不懂", "打不开附件"])
def test_who_says_it_has_not_arrived_is_not_confirmed(words: str) -> None:
    people = [Person("曾雨桐", (("客服部",),)), Person("陆明朗", (("销售部",),))]
    for text in (f"客服部-曾雨桐：{words}", f"曾雨桐 {words}", f"1. 曾雨桐 {words}"):
        found = match(people, [Reply("", text, 1)])
        assert found.confirmed == (), text
        assert [one.candidates for one in found.ambiguous] == [("曾雨桐",)], text
    later = match(people, [Reply("", f"曾雨桐 {words}", 1), Reply("客服部-曾雨桐", "收到了", 2)])
    assert [one.name for one in later.confirmed] == ["曾雨桐"]
    assert later.ambiguous == ()


SEVERAL = [Person("曾雨桐", (("客服部",),)), Person("陆明朗", (("销售部",),))]


@pytest.mark.parametrize(
    "words", ["没收到", "未收到", "没看懂", "我没有收到通知呀", "等等，我没看懂第二条", "不明白", "不收到"]
)
def test_a_message_that_denies_is_looked_at_with_its_words(words: str) -> None:
    found = match(SEVERAL, [Reply("客服部-曾雨桐", words, 1)])
    assert heaps(found) == ([], [(f"客服部-曾雨桐：{words}", ["曾雨桐"])], ["陆明朗"], [])
    assert found.ambiguous[0].denial


@pytest.mark.parametrize("first", ["收到", "没收到"])
def test_the_later_word_of_the_same_person_holds(first: str) -> None:
    last = "没收到" if first == "收到" else "收到"
    for replies in (
        [Reply("曾雨桐", first, 1), Reply("曾雨桐", last, 3)],
        [Reply("", f"曾雨桐 {first}\n曾雨桐：{last}", 1)],
        [chain("陆明朗", 1, f"曾雨桐 {first}"), chain("陆明朗", 9, f"曾雨桐 {last}")],
        [chain("陆明朗", 1, f"曾雨桐 {first}"), Reply("曾雨桐", last, 9)],
    ):
        found = match(SEVERAL, replies, announcer="陆明朗")
        assert [one.name for one in found.confirmed] == ([] if last == "没收到" else ["曾雨桐"]), replies
        assert [one.candidates for one in found.ambiguous] == ([("曾雨桐",)] if last == "没收到" else []), replies


@pytest.mark.parametrize(
    "words", ["快递没收到", "没收到的请举手", "没收到吗？", "谁没收到", "不清楚", "附件打不开", "没收到货"]
)
def test_what_is_not_said_of_the_announcement_denies_nothing(words: str) -> None:
    assert heaps(match(SEVERAL, [Reply("曾雨桐", words, 1)]))[:2] == ([], [])


def test_a_denial_about_somebody_else_is_his_not_the_senders() -> None:
    found = match(SEVERAL, [Reply("曾雨桐", "陆明朗没收到", 1)])
    assert heaps(found) == ([], [("陆明朗没收到", ["陆明朗"])], ["曾雨桐"], [])


def test_a_denial_the_owner_has_dealt_with_is_gone() -> None:
    found = match(SEVERAL, [Reply("曾雨桐", "没收到", 1)], denied={("曾雨桐：没收到", 0)})
    assert heaps(found) == ([], [], ["曾雨桐", "陆明朗"], [])


@pytest.mark.parametrize("words", ["不参加", "不同意", "没空", "收到，刚才没看到", "收到 不清楚几点"])
def test_a_no_is_an_answer(words: str) -> None:
    found = match([Person("曾雨桐", (("客服部",),))], [Reply("", f"曾雨桐 {words}", 1)])
    assert [one.name for one in found.confirmed] == ["曾雨桐"]


TABLES = NameTables(
    sounds={"实": "a", "石": "a", "涵": "b", "晗": "b", "函": "b"},
    first_sounds={ord("实"): "a", ord("石"): "a", ord("涵"): "b", ord("晗"): "b", ord("函"): "b"},
)
CLASS = [
    *(Person(name, (("行政部",),)) for name in ("周秋实", "齐大海", "裴诗雨", "王子涵", "王子晗")),
    Person("徐若曦", guardians=(Guardian("徐磊", "爸爸"),)),
]


@pytest.mark.parametrize(
    ("text", "shown", "who"),
    [
        ("周秋石 收到", "周秋石", ["周秋实"]),  # sounds alike
        ("收到 周秋石", "周秋石", ["周秋实"]),
        ("周秋石：收到", "周秋石", ["周秋实"]),
        ("行政部周秋石收到", "行政部周秋石", ["周秋实"]),
        ("1. 周春实", "周春实", ["周秋实"]),  # a letter wrong
        ("齐大海海 收到", "齐大海海", ["齐大海"]),  # a letter over
        ("裴雨 收到", "裴雨", ["裴诗雨"]),  # a letter left out
        ("1. 王子函妈妈 收到", "王子函妈妈 收到", ["王子涵", "王子晗"]),
        ("徐磊 收到", "徐磊", ["徐若曦"]),  # the father, as the roster has him
    ],
)
def test_a_mistyped_name_is_proposed_never_certain(text: str, shown: str, who: list[str]) -> None:
    for extra in ("", "\n王麻子 收到", "\n收到 王麻子"):
        found = match(CLASS, [Reply("", text + extra, 1)], tables=lambda: TABLES)
        assert heaps(found)[:2] == ([], [(shown, who)])
        assert found.strangers == (("王麻子",) if extra else ())


def test_a_mistyped_nickname_is_proposed_until_its_owner_answers_or_it_is_denied() -> None:
    said = [Reply("行政部-周秋石", "收到", 1)]
    assert heaps(match(CLASS, said, tables=lambda: TABLES))[1] == [("行政部-周秋石", ["周秋实"])]
    for found in (
        match(CLASS, [*said, Reply("周秋实", "收到", 2)], tables=lambda: TABLES),
        match(CLASS, said, tables=lambda: TABLES, denied={("行政部-周秋石", 0)}),
    ):
        assert found.ambiguous == ()
        assert found.strangers == ("行政部-周秋石",)


@pytest.mark.parametrize("text", ["李秋实 收到", "王麻子 收到", "收到 王麻子", "收到王麻子", "1. 王麻子", "周海 收到"])
def test_another_surname_is_a_stranger(text: str) -> None:
    found = match(CLASS, [Reply("", text, 1)], tables=lambda: TABLES)
    assert heaps(found)[:2] == ([], [])
    assert len(found.strangers) == 1


def test_thanks_behind_a_name_is_no_answer() -> None:
    assert match(CLASS, [Reply("", "周秋实：老板辛苦了", 1)]).confirmed == ()


@pytest.mark.parametrize("words", ["替周秋实回一下，收到", "收到，帮周秋实也说一声"])
def test_whoever_is_spoken_for_is_proposed(words: str) -> None:
    found = match(CLASS, [Reply("齐大海", words, 1)])
    assert [one.candidates for one in found.ambiguous] == [("周秋实",)]


def test_who_answers_for_the_neighbour_proposes_him() -> None:
    found = match(CLASS, [Reply("齐大海", "替对门周秋实收到", 1)])
    assert heaps(found)[:2] == ([("齐大海", 1, "替对门周秋实")], [("替对门周秋实收到", ["周秋实"])])

from __future__ import annotations

import pytest

from wxadmin.domain.answers import note_behind
from wxadmin.domain.people import Person
from wxadmin.domain.reply_names import NameBook

PEOPLE = [
    Person("鲁宁", (("总部", "行政部"),)),
    Person("谭晓", (("总部", "研发部"),)),
    Person("谭晓燕", (("总部", "研发部"),)),
    Person("李娜", (("总部", "研发部"),)),
    Person("李娜", (("总部", "销售部"),)),
    Person("司徒晴", (("分部", "市场部"),)),
    Person("司徒晴川", (("分部", "市场部"),)),
    Person("阿依古丽·买买提", (("分部", "人事部"),)),
    Person("何𬭎", (("分部", "研发部"),)),
    Person("Ann Lee", (("分部", "国际部"),)),
    Person("立夏", (("分部", "市场部"),)),
]
BOOK = NameBook(PEOPLE)


def who(nickname: str) -> str | list[str]:
    meant = BOOK.sender(nickname)
    if meant.certain:
        assert len(meant.people) == 1
        return BOOK.label(meant.people[0])
    return [BOOK.label(index) for index in meant.people]


@pytest.mark.parametrize(
    ("nickname", "person"),
    [
        ("谭晓", "谭晓"),
        ("研发部-谭晓", "谭晓"),
        ("研发部 谭晓", "谭晓"),
        ("研发部谭晓", "谭晓"),
        ("谭晓-研发部", "谭晓"),
        ("【研发】谭晓燕", "谭晓燕"),
        ("研发部/谭晓燕", "谭晓燕"),
        ("谭晓燕老师", "谭晓燕"),
        ("谭 晓 燕", "谭晓燕"),
        ("研发-谭 晓", "谭晓"),
        ("\u200b谭晓\u200b", "谭晓"),
        ("谭晓🌻", "谭晓"),
        ("一组-谭晓15400000001", "谭晓"),
        ("阿杰（谭晓）", "谭晓"),
        ("人事部-阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("ann lee", "Ann Lee"),
        ("国际部-Ann Lee", "Ann Lee"),
        ("Ａｎｎ Lee", "Ann Lee"),
        ("三(2)班-立夏妈妈", "立夏"),
        ("3.2班立夏爸爸", "立夏"),
        ("销售部-李娜", "李娜（销售部）"),
        ("李娜 研发", "李娜（研发部）"),
        ("李娜", ["李娜（研发部）", "李娜（销售部）"]),
        ("财务部-李娜", ["李娜（研发部）", "李娜（销售部）"]),
        ("总部-李娜", ["李娜（研发部）", "李娜（销售部）"]),
        ("谭晓-鲁宁", ["鲁宁", "谭晓"]),
        ("司徒晴…", ["司徒晴", "司徒晴川"]),
        ("听雨", []),
        ("小谭", []),
        ("王谭晓", []),
        ("", []),
        ("外包王大力", []),
    ],
)
def test_nicknames(nickname: str, person: str | list[str]) -> None:
    assert who(nickname) == person


@pytest.mark.parametrize(
    ("words", "person", "note"),
    [
        ("谭晓", "谭晓", ""),
        ("谭晓燕", "谭晓燕", ""),
        ("谭晓燕上午", "谭晓燕", "上午"),
        ("谭晓   带人", "谭晓", "   带人"),
        ("谭晓 燕子班", "谭晓", " 燕子班"),
        ("谭 晓 带人", "谭晓", " 带人"),
        ("谭 晓 燕 带人", "谭晓燕", " 带人"),
        ("司徒晴川🔥", "司徒晴川", "🔥"),
        ("研发部-谭晓 到", "谭晓", " 到"),
        ("研发部谭晓到", "谭晓", "到"),
        ("@谭晓 到", "谭晓", " 到"),
        ("三组-谭晓 到", "谭晓", " 到"),
        ("李娜（销售）A", "李娜（销售部）", "A"),
        ("李娜 销售部 A", "李娜（销售部）", "A"),
        ("李娜-研发 A", "李娜（研发部）", "A"),
        ("销售部李娜 A", "李娜（销售部）", " A"),
        ("谭晓（研发部）A", "谭晓", "A"),
        ("谭晓（迟到）", "谭晓", "（迟到）"),
        ("阿杰（谭晓）A", "谭晓", "A"),
        ("阿依古丽・买买提 素食", "阿依古丽·买买提", " 素食"),
        ("Ann Lee +1", "Ann Lee", " +1"),
        ("立夏那天到", "立夏", "那天到"),
    ],
)
def test_items(words: str, person: str, note: str) -> None:
    reading = BOOK.item(words)
    assert reading.meant.certain
    assert BOOK.label(reading.meant.people[0]) == person
    assert reading.note == note
    assert reading.others == ()


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        ("李娜 A", ["李娜（研发部）", "李娜（销售部）"]),
        ("谭晓 燕", ["谭晓", "谭晓燕"]),
        ("小张 谭晓", ["谭晓"]),
        ("王大力 外包", []),
        ("小谭", []),
        ("Annie", []),
    ],
)
def test_uncertain_items(words: str, candidates: list[str]) -> None:
    reading = BOOK.item(words)
    assert not reading.meant.certain
    assert [BOOK.label(index) for index in reading.meant.people] == candidates


NEIGHBOURS = NameBook(
    [
        Person("滕月", (("锦园", "3栋1502"),)),
        Person("霍然", (("锦园", "6栋202"),)),
        Person("霍然", (("锦园", "销售一部"),)),
        Person("霍然", (("锦园", "销售二部"),)),
        Person("滕小月", (("锦园", "三(2)班"),)),
    ],
)


@pytest.mark.parametrize(
    "words",
    ["3-1502 滕月 同意", "3-1502滕月同意", "3栋1502滕月", "3#1502 滕月", "3栋2单元1502室滕月 同意", "3-2-1502滕月"],
)
def test_a_house_number_stands_before_a_name(words: str) -> None:
    reading = NEIGHBOURS.item(words)
    assert (reading.meant.people, reading.meant.certain) == ((0,), True)


def test_a_block_alone_stands_before_a_name() -> None:
    for words in ("三栋滕月 同意", "3号楼滕月同意", "12幢滕月"):
        assert NEIGHBOURS.item(words).meant.people == (0,)
        assert NEIGHBOURS.item(words).meant.certain


@pytest.mark.parametrize("words", ["11-20滕月请假", "80-滕", "3-1502", "3-1502 滕", "3-1502滕月月"])
def test_a_date_is_no_house_and_a_house_no_name(words: str) -> None:
    assert not NEIGHBOURS.item(words).meant.certain


def test_the_end_of_a_department_decides_between_namesakes() -> None:
    assert NEIGHBOURS.item("霍然（二部）").meant.people == (3,)
    assert NEIGHBOURS.sender("一部-霍然") == NEIGHBOURS.sender("销售一部-霍然")
    assert not NEIGHBOURS.item("霍然（销售）").meant.certain
    assert not NEIGHBOURS.item("霍然（部）").meant.certain


@pytest.mark.parametrize("nickname", ["滕小月的妈妈", "滕小月爸爸滕大年", "锦园＋滕小月", "锦园＿滕小月"])
def test_a_relation_with_its_own_name_stands_for_the_pupil(nickname: str) -> None:
    meant = NEIGHBOURS.sender(nickname)
    assert (meant.people, meant.certain) == ((4,), True)


def test_a_relation_who_is_on_the_roster_is_not_settled() -> None:
    assert not NEIGHBOURS.sender("滕小月妈妈滕月").certain


@pytest.mark.parametrize("nickname", ["滕小月媽媽", "滕小月爺爺", "滕小月麻麻", "滕小月家長"])
def test_a_relation_in_traditional_letters_is_taken_off(nickname: str) -> None:
    meant = NEIGHBOURS.sender(nickname)
    assert (meant.people, meant.certain) == ((4,), True)


@pytest.mark.parametrize("words", ["3-1502", "3号楼1502室", "3栋1502 老滕", "3#1502住户"])
def test_a_house_alone_is_a_proposal(words: str) -> None:
    for meant in (NEIGHBOURS.sender(words), NEIGHBOURS.item(f"{words} 同意").meant):
        assert (meant.people, meant.certain) == ((0,), False)


@pytest.mark.parametrize(
    ("words", "note"),
    [("滕月＋同意", "同意"), ("滕月（3-1502）同意", "同意"), ("滕月3-1502 反对", "反对"), ("锦园＋滕月＋同意", "同意")],
)
def test_marks_and_the_own_house_are_no_note(words: str, note: str) -> None:
    reading = NEIGHBOURS.item(words)
    assert (reading.meant.people, reading.meant.certain) == ((0,), True)
    assert note_behind(reading.note) == note


NAMESAKES = NameBook([Person("葛兰", (("3栋1502",),)), Person("葛兰", (("5栋301",),)), Person("区志", (("西南",),))])


@pytest.mark.parametrize("words", ["3-1502葛兰", "葛兰＋3-1502", "葛兰（3-1502）同意", "葛兰 3号楼1502室", "1502 葛兰"])
def test_a_house_tells_namesakes_apart(words: str) -> None:
    reading = NAMESAKES.item(words)
    assert (reading.meant.people, reading.meant.certain) == ((0,), True)


@pytest.mark.parametrize("words", ["B806 计春", "B806计春", "B座806 计春"])
def test_a_house_of_a_block_with_a_letter(words: str) -> None:
    book = NameBook([Person("计春", (("B座806",),)), Person("计春", (("A座806",),))])
    assert book.item(f"{words} 同意").meant == book.sender(words)
    assert (book.sender(words).people, book.sender(words).certain) == ((0,), True)


def test_a_short_form_of_a_department_decides_between_namesakes() -> None:
    book = NameBook([Person("葛兰", (("一车队",),)), Person("葛兰", (("二车队",),)), Person("尤二宝")])
    for words in ("葛兰 二队 晚班", "葛兰（二）晚班", "二队葛兰"):
        assert (book.item(words).meant.people, book.item(words).meant.certain) == ((1,), True)
    assert not book.item("葛兰 二 晚班").meant.certain
    reading = book.item("尤二宝男160")
    assert (reading.meant.certain, reading.note) == (True, "男160")


@pytest.mark.parametrize("words", ["十二号楼1703葛兰", "12-1703葛兰", "12—1703 葛兰 同意"])
def test_house_numbers_in_chinese_and_with_long_dashes(words: str) -> None:
    book = NameBook([Person("葛兰", (("12号楼1703",),)), Person("葛兰", (("2号楼1703",),))])
    assert (book.item(words).meant.people, book.item(words).meant.certain) == ((0,), True)


@pytest.mark.parametrize("nickname", ["Ａ区志西南", "区志西南", "A区志"])
def test_a_department_glued_behind_a_name(nickname: str) -> None:
    assert NAMESAKES.sender(nickname).people == (2,)


def test_a_letter_in_front_to_stand_on_top_is_no_part_of_a_name() -> None:
    assert NAMESAKES.sender("A区志 西南").people == (2,)
    assert not NAMESAKES.sender("区志老公").certain
    assert NAMESAKES.sender("区志老公").people == (2,)


@pytest.mark.parametrize("words", ["谭晓燕燕 收到", "谭晓燕子 收到", "谭晓燕芳"])
def test_a_letter_over_is_never_certain(words: str) -> None:
    assert not BOOK.item(words).meant.certain


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("鲁宁 & 谭晓 合唱", ["谭晓"]),
        ("鲁宁、谭晓、何𬭎", ["谭晓", "何𬭎"]),
        ("鲁宁谭晓", ["谭晓"]),
        ("鲁宁A 谭晓B（一起）", ["谭晓"]),
        ("鲁宁和谭晓都去", ["谭晓"]),
        ("鲁宁 去立夏小学", []),
        ("鲁宁 立夏那天不在", []),
    ],
)
def test_other_people_in_an_item(words: str, others: list[str]) -> None:
    assert [BOOK.label(index) for index in BOOK.item(words).others] == others


def test_labels_tell_same_names_apart() -> None:
    def labels(*people: Person) -> list[str]:
        return NameBook(people).labels

    sales = (("总部", "销售部"),)
    assert labels(Person("甲乙", sales), Person("丙丁")) == ["甲乙", "丙丁"]
    assert labels(Person("甲乙", (("一厂", "车间"),)), Person("甲乙", (("二厂", "车间"),))) == [
        "甲乙（一厂/车间）",
        "甲乙（二厂/车间）",
    ]
    assert labels(Person("甲乙", sales, number="7"), Person("甲乙", sales, number="8")) == [
        "甲乙（销售部 7）",
        "甲乙（销售部 8）",
    ]
    assert labels(Person("甲乙", row=3), Person("甲乙", row=9)) == ["甲乙（第3行）", "甲乙（第9行）"]

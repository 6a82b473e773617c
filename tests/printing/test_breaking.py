"""Lines end where a careful typesetter would end them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.printing.invented import PARAGRAPHS, random_text
from wxadmin.printing.typesetting.breaking import advances, break_lines
from wxadmin.printing.typesetting.characters import NOT_FIRST, NOT_LAST, classes_of, printable
from wxadmin.printing.typesetting.checker import check_lines
from wxadmin.printing.typesetting.faces import chain
from wxadmin.printing.typesetting.measuring import measure, sum_up


def lines_of(text: str, em: float, *, first: float | None = None, justify: bool = True) -> list[str]:
    para = measure([(text, chain("song"))])
    broken = break_lines(para, em * 1000, first=None if first is None else first * 1000, justify=justify)
    return [para.text[line.start : line.end] for line in broken]


def test_width_sweep_has_no_violation() -> None:
    song, hei = chain("song"), chain("hei")
    texts = [*PARAGRAPHS, *(random_text(seed, 160 + seed * 7 % 240) for seed in range(24))]
    lines = 0
    for text in texts:
        para = measure([(text[:6], hei), (text[6:], song)])
        for width in range(9000, 36000, 900):
            broken = break_lines(para, width, first=width - 2000)
            lines += len(broken)
            assert check_lines(para, broken, width, width - 2000) == [], (width, text)
    assert lines >= 8000


# Everything that has a rule of its own, close together.
NASTY = (
    "会议定于2026年9月22日14:30开始，历时30分钟；参会50—500元不等，合格率3.5%，押金￥50，奖金¥1,200.00元，面积120㎡，温度-5℃～38℃，第十二条、第3版。",
    "重5kg、长3 km、共12GB、速度80km/h、面积6m²、电压220V、第一百二十三条第（二）项、2026-09-22、14:30—15:00、1/3、3+2=5、10:1、＋86。",
    "自2026年1月1日起至2026年12月31日止，共365天；每周一至周五8:00—17:30，每月15日前，每季度1次，每年2次，每满3个工作日、12个月、40平方米。",
    "《石榴湾渔港工作群管理规定（试行）》（以下简称“本规定”）、《泊位法》《冰车法》《台风法》等，见《办法》（2026年修订）第二十一条。",
    "请将材料发至harbour.office+notice@example-harbour.org或port_master_2026@h.example.org，抄送berth-dock@example.org。",
    "冰车班-🌊陶大勇💪🏽、调度室-A0柳五🚢✨、检修组_石小满😀😀😀（微信号wx_harbour_2026_abc）、🇨🇳国旗班按顺序值守。",
    "他说：“群公告里写着‘不得发布广告’，你怎么还发？”“我没看见！”“那就现在看——看完再说……”（笑完就散了）",
    "北京——上海——广州——深圳…………渔港——————码头！！！……——好：：：；；；就这样。",
    "The harbour-master's Notification Service (HNS) v3.9.12 automatically re-synchronises all berth/dock tables; see RFC-2822.",
    "请用WeChat(v8.0.49)登录PC端,然后打开“设置>通用>Storage”;不要用QQ、TIM或Ding.谢谢!（Harbour Office, 24h）",
    r"文件在C:\Users\Harbour\Documents\WeChat Files\wxid_abc123\FileStorage\2026-09\签收表.xlsx里，或/usr/share/harbour/data_2026.json。",
    "https://example.org/%E6%B8%94%E6%B8%AF/path-without-any-separators-abcdefghijklmnopqrstuvwxyz0123456789?x=1#frag，打开即可。",
    "合同编号HT-2026-000123456789，账号6222020200012345678，证件号110101199001011234，电话154-0000-0000、0411-0000-0000转8001。",
    "金额：人民币1,234,567.89元（大写：壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分），约US$180,000或€160,000、￥1,234,567.89。",
    "1.先报告；2.后处置；(3)再总结；①登记；②签字；③归档；a)甲；b)乙；Ⅰ.丙；Ⅱ.丁。１２３号泊位、２０２６年。",
    "第一条　总则　　第二条　 附则 。 中 文 之 间 有 空 格 ， English  two  spaces 。",
    "完成率从35.5%提高到98.75%，同比增长12.3个百分点，误差±0.5‰，90°角，6′30″，比例1∶3，≥60分，≤100分，＞5。",
    "阿依努尔·买买提江·阿卜杜热合曼、欧阳·𠮷野、J·K·林、卡尔·古斯塔夫轮流值守，是/否、男/女、已签/未签/拒签、甲／乙。",
    "café naïve résumé e\u0301 a\u0308 ü lǜ，拼音shí liú wān。ＡＢＣ（ａｂｃ）：；“ＸＹＺ”～！＠＃￥％……＆＊结束。",
    "ファイル・サーバーへアップロード、ちょっと待って、々仝〆々〻などは行頭に来ない。",
    "（（（（一））））“‘“‘引’”’”【【【里】】】《〈《书〈名〉》〉》「『「内『」』」』",
    "😀😃😄😁😆😅🤣😂🙂🙃😉😊😇🥰😍🤩😘😗☺😚😙👍🏽👍🏻🇨🇳🇨🇳🇨🇳好",
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(NASTY)))
def test_nasty_texts_in_every_width_have_no_violation(number: int) -> None:
    song, hei = chain("song"), chain("hei")
    text = NASTY[number]
    lines = 0
    for whole in (text, text * 3):
        for cut in (0, 5, 11):
            # Several faces in one paragraph, as for words in bold.
            para = measure([(whole[:cut], hei), (whole[cut : cut + 9], song), (whole[cut + 9 :], hei)])
            for width in range(8000, 34000, 1100):
                for first in (width, width - 2000):
                    broken = break_lines(para, width, first=first)
                    lines += len(broken)
                    assert check_lines(para, broken, width, first) == [], (width, first, cut)
    assert lines >= 600


@pytest.mark.parametrize("number", range(len(NASTY)))
def test_nothing_is_lost_or_overfull_in_columns_however_narrow(number: int) -> None:
    para = measure([(NASTY[number], chain("song"))])
    for width in range(1000, 8000, 300):
        for justify in (True, False):
            broken = break_lines(para, width, justify=justify)
            kinds = {fault.kind for fault in check_lines(para, broken, width)}
            allowed = {"overfull"} if width < 3000 else set()  # an emoji alone is wider than that
            assert not kinds & ({"lost", "overlap", "gap", "overfull"} - allowed), (width, justify)


@pytest.mark.parametrize("whole", ["30分钟", "第十二条", "第3版", "3.5%", "￥50", "2026年", "22日", "14:30", "12个月", "8小时",
                                   "120㎡", "±0.5", "🇨🇳", "👍🏽", "——", "……", "班-陶", "１２３号"])  # fmt: skip
def test_what_belongs_together_is_never_parted(whole: str) -> None:
    text = f"渔港的冰车{whole}每天早上出库，晚到的{whole}自己推；费用按章程{whole}分摊，谁也不例外{whole}。" * 2
    for width in range(9, 34):
        for column in (True, False):
            lines = lines_of(text, width, justify=column)
            assert sum(line.count(whole) for line in lines) == 8, (width, column)


@pytest.mark.parametrize("text", [text for text in PARAGRAPHS if "http" not in text and "Service" not in text])
def test_every_line_but_the_last_is_flush(text: str) -> None:
    para = measure([(text * 3, chain("song"))])
    for line in break_lines(para, 28076.0)[:-1]:
        assert line.x + sum(advances(para, line)) == pytest.approx(28076.0, abs=0.01)


def test_28_characters_fill_a_line_of_156_mm() -> None:
    em = 156 / 25.4 * 72 / 15.75
    assert [len(line) for line in lines_of("港" * 84, em)] == [28, 28, 28]


def test_squeezes_before_it_stretches() -> None:
    # Twenty characters and a comma in a line of twenty: the comma at the end gives its half, the inner one the rest.
    text = "渔港渔港渔，港渔港渔港渔港渔港渔港渔港渔，渔港渔港渔港渔港渔港"
    assert lines_of(text, 20)[0] == text[:21]


def test_dashes_and_ellipses_stay_whole() -> None:
    for width in range(4, 30):
        for line in lines_of("报告——完毕……请讲——不用了……" * 4, width):
            assert not line.startswith(("—", "…"))
            assert line.count("—") % 2 == 0
            assert line.count("…") % 2 == 0


def test_numbers_keep_their_units_and_words_stay_whole() -> None:
    text = "本次检修共花费12345.60元，历时36小时，由Harbour班完成，合格率98%，误差不到5℃。" * 3
    for width in range(13, 34):
        lines = lines_of(text, width)
        for one, other in pairwise(lines):
            assert not (one[-1].isascii() and one[-1].isalnum() and other[0].isascii() and other[0].isalnum())
            assert not (one[-1].isdigit() and other[0] in "元小℃%"), width


def test_addresses_break_after_separators() -> None:
    address = "https://harbour.example.org/berth/2026/autumn-season/list?dock=7&lane=12"
    lines = lines_of(f"登记地址是{address}，请查收。", 14)
    assert "".join(lines) == f"登记地址是{address}，请查收。"
    assert all(line[-1] in "/?&=.。" for line in lines)


def test_long_word_without_separator_is_cut_rather_than_overfull() -> None:
    para = measure([("x" * 500, chain("song"))])
    lines = break_lines(para, 10000)
    assert "".join(para.text[line.start : line.end] for line in lines) == "x" * 500
    assert all(line.width <= 10000.1 for line in lines)


def test_last_line_is_never_one_character() -> None:
    for width in range(8, 40):
        for length in range(width, 4 * width):
            lines = lines_of("港" * length, width)
            assert len(lines[-1]) >= 2, (width, length)


def test_hyphenated_names_stay_together() -> None:
    text = "值守人员是冰车班-陶大勇、调度室-柳五、检修组-石小满，按此顺序轮流。" * 3
    for width in range(9, 30):
        for line in lines_of(text, width):
            assert not line.startswith("-")
            assert not line.endswith("-")


def test_a_run_of_marks_longer_than_the_line_still_ends() -> None:
    assert "".join(lines_of("！" * 200, 10)) == "！" * 200
    assert "".join(lines_of("“" * 200, 10)) == "“" * 200


@pytest.mark.parametrize("mark", ["—", "…"])
def test_a_run_of_dashes_longer_than_the_line_is_parted_between_pairs(mark: str) -> None:
    for width in (5, 6, 7, 9, 13):
        lines = lines_of(f"港{mark * 40}湾", width)
        assert all(line.count(mark) % 2 == 0 for line in lines), width


@pytest.mark.parametrize(
    "number", ["￥1,234,567.89", "¥1,234,567.89", "€1,234,567.89", "1,234,567.89", "Harbour-Office"]
)
def test_a_line_before_a_long_number_is_left_short_rather_than_pulled_apart(number: str) -> None:
    para = measure([(f"总共大约是{number}。", chain("song"))])
    first, *_ = break_lines(para, 8500)
    assert para.text[first.start : first.end] == "总共大约是"
    assert first.stretch == 0.0


def test_50000_characters_in_one_clause() -> None:
    text = random_text(7, 50_000)
    para = measure([(text, chain("song"))])
    lines = break_lines(para, 28076.0)
    assert check_lines(para, lines, 28076.0) == []
    assert "".join(para.text[line.start : line.end] for line in lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "name", ["石" * 200, "Harbour" * 29, "🌊" * 200, "·" * 200, "阿依努尔·" * 40, "9" * 200, "-" * 200]
)
def test_a_name_of_200_characters_is_whole_and_inside_its_column(name: str) -> None:
    for width in (2000, 4000, 9000, 28076):
        para = measure([(name, chain("song"))])
        broken = break_lines(para, width, justify=False)
        assert "".join(para.text[line.start : line.end] for line in broken) == name
        assert all(line.width <= width + 0.1 for line in broken)


def test_ragged_lines_are_not_stretched() -> None:
    para = measure([(PARAGRAPHS[0], chain("song"))])
    assert all(line.stretch == 0.0 for line in break_lines(para, 12000, justify=False))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张\u202e三", "张[U+202E]三"),
        ("李\u200b四", "李[U+200B]四"),
        ("王\x00五\x1b", "王[U+0000]五[U+001B]"),
        ("赵\t六", "赵　六"),
        ("\u2067钱\u2069", "[U+2067]钱[U+2069]"),
        ("孙\ud800", "孙[U+D800]"),
        ("周\xa0七", "周 七"),
        ("❤\ufe0f", "❤"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\U0001f469"),
        ("陶\u3164勇", "陶[U+3164]勇"),
        ("常人", "常人"),
    ],
)
def test_hidden_characters_become_visible(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert measure([(text, chain("song"))]).text == shown


def test_no_line_begins_or_ends_with_a_forbidden_mark_in_narrow_cells() -> None:
    text = "（冰车）、（吊机）。“涨潮”：《登记表》；"
    for width in range(4, 16):
        lines = lines_of(text * 2, width, justify=False)
        for line in lines[1:]:
            assert line[0] not in NOT_FIRST
        for line in lines[:-1]:
            assert line[-1] not in NOT_LAST


def test_papers_that_share_a_paragraph_see_its_sums_whole_or_not_at_all() -> None:
    para = measure([(f"{PARAGRAPHS[5]} 15 ， {PARAGRAPHS[3]}", chain("song"))])

    class Watched:
        def __getattr__(self, name: str) -> object:
            return getattr(para, name)

        def __setattr__(self, name: str, value: object) -> None:
            kept = tuple(value) if isinstance(value, list) else None
            values.append((name, value, kept))

    values: list[tuple[str, object, tuple[int, ...] | None]] = []
    sum_up(Watched())  # type: ignore[arg-type]
    assert [name for name, _, _ in values] == ["gives", "gaps", "ends", "length"]
    assert all(kept is None or list(kept) == value for _, value, kept in values)  # not changed once they are there


@pytest.mark.parametrize(
    ("text", "without_room"),
    [
        ("参考文档： a b", {5}),
        ("包 & ：好", {3}),
        ("（ 甲）", {1}),
        ("好 。 行", {1, 3}),
        ("“  甲", {1, 2}),
        ("a.  b", set()),
    ],
)
def test_a_space_beside_a_full_mark_takes_no_room(text: str, without_room: set[int]) -> None:
    para = measure([(text, chain("song"))])
    assert {i for i, width in enumerate(para.natural) if width == 0} == without_room
    sum_up(para)
    assert {i for i in without_room if para.gaps[i + 1] > para.gaps[i]} == set()


@pytest.mark.parametrize("whole", ["25 ℃", "65 %", "65 %RH", "12.5 kn", "3 km/h", "40 m²", "8 GB", "220 V"])
def test_a_number_and_its_unit_stay_together_across_a_space(whole: str) -> None:
    for before in range(2, 14):
        lines = lines_of(f"{'港' * before}水温{whole}以上的时候不要让人下水作业，先报告再处置。", 9)
        assert any(whole in line for line in lines), lines
    assert classes_of(f"{whole}好")[whole.index(" ")] == "Y"
    assert classes_of("25 months, 3 to 4 minutes")[2] == "S"


@pytest.mark.parametrize("number", ["（154-0000-0000-0000）", "“Notification”服务"])
def test_a_line_before_a_bracket_with_a_long_number_is_left_short_too(number: str) -> None:
    para = measure([(f"船名、吨位、联系电话{number}应当写在登记表里", chain("song"))])
    first = break_lines(para, 13500)[0]
    assert para.text[first.end] in "（“"
    assert first.stretch == 0.0
    assert check_lines(para, break_lines(para, 13500), 13500) == []


def test_the_first_stroke_of_a_path_is_not_left_behind() -> None:
    for before in range(3, 12):
        lines = lines_of(f"{'港' * before}文件在/usr/share/harbour里，也可以在微信/QQ里找。", 10)
        assert not any(line.endswith("在/") for line in lines), lines
        assert not any(line.startswith("/QQ") for line in lines), lines

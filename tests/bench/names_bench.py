"""Precision, recall and speed of the real-name check on an invented unit with injected mess.

``python tests/bench/names_bench.py [--people 2000] [--groups 40] [--seed 1] [--speed 100000] [--show KIND]``
The generator knows nothing of the matcher: it changes right nicknames in one way each and remembers whom they mean.
Speed is given beside a floor measured in the same run: folding and hashing every name of the roster once.
"""

# ruff: noqa: SIM905 - tables of characters and printed lines

from __future__ import annotations

import argparse
import random
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from wxadmin.domain.names import NameCheckReport, NameRule, check_names, label
from wxadmin.domain.people import Person
from wxadmin.intake.name_tables import load

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹喻苏潘葛范彭郎鲁韦马方任袁柳史唐费岑薛雷贺倪汤罗毕郝安常于傅康伍余元卜顾孟黄穆萧尹姚邵汪祁毛狄米贝明成戴宋庞熊纪舒屈项祝董梁杜阮季贾江童郭梅林钟徐邱骆高夏蔡田胡凌霍万柯卢莫房解应丁邓洪包左石崔龚程邢裴陆荣翁荀甄曲封储靳段焦谷侯全班仇甘厉武刘景詹龙叶黎白蒲从卓蔺乔闻党翟谭劳申冉桑尚温庄晏柴阎习鱼容向古易廖步耿满匡文寇东欧沃利师巩聂关"
COMPOUND = "欧阳 上官 司马 诸葛 夏侯 尉迟 司徒 慕容 令狐 皇甫".split()
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲志建国华红梅春玉雪婷雯浩宇轩梓涵子萱欣怡思琪若晨曦一诺佳嘉俊豪博雅睿泽昊天然晓彤语嫣诗悦可馨依心瑶安宁旭东鹏飞海波永健立新振兴庆丰德胜学友家宝少华长青金凤银花素珍丹颖妍婧琳瑾瑜璇琛珊"
RARE = "𬱟𫖮𬸚𬍡𬀩𣲗𬭎𬭚𫍯𬘓"
UYGHUR = "阿依古丽 买买提 阿卜杜拉 喀迪尔 古丽扎尔 艾力 迪丽努尔 热合曼 吐尔逊 努尔江 帕提古丽 玉素甫".split()
DEPARTMENTS = [
    ("云帆机电有限公司", centre, part)
    for centre, parts in {
        "制造中心": "冲压车间 焊装车间 总装车间 设备科 质量部",
        "营销中心": "销售部 市场部 客户服务部",
        "研发中心": "结构室 电气室 软件室 试验室",
        "管理中心": "人力资源部 财务部 综合办公室 采购部 法务部",
    }.items()
    for part in parts.split()
]
NICKNAMES = "随风飘荡 岁月如歌 小太阳 追梦人 Sunny 平安喜乐 向日葵的夏天 大漠孤烟 A鲜花批发 努力奋斗 一米阳光 猫小姐 人生如茶 Kiki 守望 静待花开".split()
RELATIONS = "爸爸 妈妈 爷爷 奶奶 外公 外婆".split()
HOMOPHONES = {
    "伟": "玮",
    "芳": "方",
    "敏": "闵",
    "静": "敬",
    "丽": "莉",
    "强": "蔷",
    "磊": "垒",
    "涛": "桃",
    "明": "鸣",
    "超": "抄",
    "建": "健",
    "华": "桦",
    "红": "宏",
    "梅": "枚",
    "玉": "钰",
    "婷": "庭",
    "浩": "皓",
    "宇": "雨",
    "轩": "萱",
    "欣": "新",
    "怡": "仪",
    "佳": "嘉",
    "俊": "峻",
    "博": "搏",
    "雅": "亚",
    "泽": "择",
    "晓": "小",
    "鹏": "朋",
    "海": "亥",
    "永": "勇",
    "立": "丽",
    "颖": "影",
    "琳": "霖",
    "瑾": "锦",
}
SHAPES = {
    "颖": "颍",
    "晓": "哓",
    "浩": "洁",
    "伟": "玮",
    "芳": "芬",
    "洋": "样",
    "涛": "祷",
    "明": "朋",
    "雪": "雷",
    "宇": "字",
    "子": "予",
    "天": "夭",
    "佳": "隹",
    "博": "搏",
    "泽": "译",
    "旭": "旮",
    "海": "悔",
    "立": "位",
    "丹": "舟",
    "妍": "研",
    "瑶": "遥",
    "若": "苦",
    "晨": "辰",
    "静": "诤",
    "玉": "王",
    "春": "舂",
    "志": "忐",
    "国": "囯",
    "建": "健",
}
TRADITIONAL = {
    "伟": "偉",
    "丽": "麗",
    "强": "強",
    "军": "軍",
    "艳": "艷",
    "杰": "傑",
    "涛": "濤",
    "兰": "蘭",
    "刚": "剛",
    "辉": "輝",
    "国": "國",
    "华": "華",
    "红": "紅",
    "宝": "寶",
    "长": "長",
    "凤": "鳳",
    "银": "銀",
    "诺": "諾",
    "诗": "詩",
    "悦": "悅",
    "宁": "寧",
    "东": "東",
    "鹏": "鵬",
    "飞": "飛",
    "丰": "豐",
    "学": "學",
    "晓": "曉",
    "语": "語",
    "张": "張",
    "刘": "劉",
    "陈": "陳",
    "杨": "楊",
    "颖": "穎",
    "琼": "瓊",
}


@dataclass(frozen=True)
class Injected:
    nickname: str
    kind: str
    person: int | None
    codes: frozenset[str] = frozenset()


def unit(size: int, rng: random.Random) -> list[Person]:
    people = []
    for i in range(size):
        draw = rng.random()
        if draw < 0.03:
            name = "·".join(rng.sample(UYGHUR, 2))
        elif draw < 0.05:
            name = rng.choice(SURNAMES) + rng.choice(RARE) + rng.choice(["", *GIVEN])
        elif draw < 0.09:
            name = rng.choice(COMPOUND) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2))))
        else:
            name = rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2, 2))))
        path = rng.choice(DEPARTMENTS)
        people.append(Person(name, (path,), phone=f"154{i:08d}", number=f"{i:06d}", row=i + 2))
    return people


def school(size: int, rng: random.Random) -> list[Person]:
    return [
        Person(rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2)))),
               ((f"{'一二三四五六'[i % 6]}年级", f"{'一二三四五六'[i % 6]}({i // 6 % 6 + 1})班"),), number=str(20260000 + i), row=i + 2)
        for i in range(size)
    ]  # fmt: skip


def work_group(people: list[Person], members: list[int], rng: random.Random) -> list[Injected]:
    """Nicknames for the rule 部门-姓名."""
    names = Counter(p.name for p in people)

    def right(i: int) -> str:
        return f"{people[i].department}-{people[i].name}"

    def fancy(_: int) -> Injected:
        return Injected(rng.choice(NICKNAMES), "nickname only", None, frozenset({"pattern"}))

    def old(i: int) -> Injected | None:
        other = rng.choice(DEPARTMENTS)[-1]
        if other == people[i].department or names[people[i].name] > 1:
            return None
        return Injected(f"{other}-{people[i].name}", "old department", i, frozenset({"wrong_department"}))

    def swapped(table: dict[str, str], kind: str, codes: frozenset[str]) -> Callable[[int], Injected | None]:
        def change(i: int) -> Injected | None:
            places = [at for at, c in enumerate(people[i].name) if c in table and at]
            if not places:
                return None
            at = rng.choice(places)
            name = people[i].name[:at] + table[people[i].name[at]] + people[i].name[at + 1 :]
            return None if name in names else Injected(f"{people[i].department}-{name}", kind, i, codes)

        return change

    def wrong(i: int) -> Injected | None:
        name = people[i].name
        if len(name) != 3:
            return None
        changed = name[:2] + rng.choice(GIVEN)
        return (
            None
            if changed in names
            else Injected(f"{people[i].department}-{changed}", "one wrong character", i, frozenset({"not_in_roster"}))
        )

    def hidden(i: int) -> Injected:
        text = right(i)
        at = rng.randrange(1, len(text))
        char = rng.choice("\u200b\u200c\u2060\ufeff\u200e\u202e\u2067\u00ad")
        return Injected(text[:at] + char + text[at:], "hidden", i, frozenset({"hidden_characters"}))

    def truncated(i: int) -> Injected | None:
        name = people[i].name
        return (
            Injected(f"{people[i].department}-{name[:2]}…", "truncated", i, frozenset({"truncated"}))
            if len(name) > 2
            else None
        )

    def dotted(i: int) -> Injected | None:
        return Injected(right(i).replace("·", rng.choice("•・‧．.")), "dot form", i) if "·" in people[i].name else None

    def rare(i: int) -> Injected | None:
        return Injected(right(i), "outside the plane", i) if any(ord(c) > 0xFFFF for c in people[i].name) else None

    def untouched(i: int) -> Injected:
        return Injected(right(i), "right", i)

    def missing(i: int) -> Injected | None:
        return Injected(
            people[i].name, "no department", i if names[people[i].name] == 1 else None, frozenset({"pattern"})
        )

    changes: list[Callable[[int], Injected | None]] = [
        untouched,
        lambda i: Injected(f"{people[i].name}-{people[i].department}", "reversed", i, frozenset({"pattern"})),
        lambda i: Injected(right(i).replace("-", rng.choice("–—－_· "), 1), "other dash", i),
        lambda i: Injected(right(i).replace("-", rng.choice("/+|,，、："), 1), "other sign", i, frozenset({"pattern"})),
        lambda i: Injected(f"【{people[i].department}】{people[i].name}", "brackets", i, frozenset({"pattern"})),
        lambda i: Injected(right(i).replace("-", ""), "no sign", i, frozenset({"pattern"})),
        missing, old, fancy,
        lambda i: Injected(right(i) + rng.choice("经理 主任 师傅 哥 工".split()), "honorific", i, frozenset({"pattern"})),
        lambda i: Injected(f"{right(i)}{rng.choice(['', '-', ' '])}{people[i].phone}", "phone", i, frozenset({"pattern"})),
        lambda i: Injected(f"{right(i)}{rng.randrange(10, 999)}", "number", i, frozenset({"pattern"})),
        swapped(TRADITIONAL, "traditional", frozenset({"variant"})),
        swapped(HOMOPHONES, "homophone", frozenset({"lookalike"})),
        wrong, hidden, truncated, dotted, rare,
        lambda i: Injected(right(i) + rng.choice("🌸 ⭐ 🍀 ❤️ 🇨🇳 👨‍👩‍👧".split()), "emoji", i, frozenset({"pattern"})),
        lambda i: Injected(f"{people[i].departments[0][1]}-{people[i].name}", "outer level", i),
    ]  # fmt: skip
    out: list[Injected] = []
    for i in members:
        for change in [rng.choice(changes) if rng.random() < 0.6 else untouched, untouched]:
            made = change(i)
            if made:
                out.append(made)
                break
        if rng.random() < 0.04:
            out.append(
                Injected(
                    right(i) if rng.random() < 0.5 else right(i).replace("-", "－"),
                    "duplicate",
                    i,
                    frozenset({"duplicate_person"}),
                )
            )
        if rng.random() < 0.04:
            fake = swapped(SHAPES, "impostor", frozenset({"lookalike"}))(i)
            if fake:
                out.append(Injected(fake.nickname, "impostor", i, fake.codes))
    return out


def school_group(people: list[Person], members: list[int], rng: random.Random) -> list[Injected]:
    """Nicknames for the rule 班级-学生姓名+关系."""
    out = []
    for i in members:
        who = people[i]
        grade, number = who.department[0], who.department[2]
        digit = "一二三四五六".index(grade) + 1
        form = rng.choice(
            [
                f"{grade}({number})班",
                f"{grade}{number}班",
                f"{digit}.{number}班",
                f"{digit}0{number}",
                f"{grade}（{number}）班",
            ]
        )
        relation = rng.choice(RELATIONS)
        kind, text = rng.choice([
            ("class form", f"{form}-{who.name}{relation}"),
            ("class form", f"{form}-{who.name}{relation}"),
            ("class, no sign", f"{grade}({number})班{who.name}{relation}"),
            ("no class", f"{who.name}{relation}"),
            ("seat", f"{form}-{rng.randrange(1, 50)}号{who.name}{relation}"),
            ("class last", f"{who.name}{relation}-{grade}({number})班"),
            ("no relation", f"{form}-{who.name}"),
        ])  # fmt: skip
        same = [
            j
            for j, p in enumerate(people)
            if p.name == who.name and (kind == "no class" or p.departments == who.departments)
        ]
        breaks = kind != "class form"
        out.append(
            Injected(text, kind, i if len(same) == 1 else None, frozenset({"pattern"}) if breaks else frozenset())
        )
    return out


class Score:
    """Counts per kind; ``accepted`` is a person given for certain."""

    def __init__(self) -> None:
        self.kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.shown: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, injected: list[Injected], report: NameCheckReport, people: list[Person]) -> None:
        wanted: defaultdict[int | None, list[int]] = defaultdict(list)
        for at, entry in enumerate(injected):
            wanted[entry.person].append(at)
        for at, (entry, member) in enumerate(zip(injected, report.members, strict=True)):
            count = self.kinds[entry.kind]
            count["all"] += 1
            codes = {f.code for f in member.findings}
            if member.person is not None:
                count["accepted"] += 1
                genuine = entry.person == member.person and entry.kind != "impostor"
                same = entry.person is not None and people[member.person].name == people[entry.person].name
                if not genuine:
                    count["wrong"] += 1
                    self.shown[entry.kind].append(f"WRONG {entry.nickname} -> {label(people[member.person])} {same}")
            if entry.person is not None and entry.kind != "impostor":
                first = member.candidates[0] if member.candidates else ""
                unsure = any(p.name == people[entry.person].name and j != entry.person for j, p in enumerate(people))
                found = member.person == entry.person or first.startswith(people[entry.person].name)
                count["true"] += 1
                count["found"] += found or (unsure and "ambiguous" in codes)
                if not found:
                    self.shown[entry.kind].append(
                        f"MISSED {entry.nickname} {[f.message for f in member.findings]} {member.candidates}"
                    )
            doubled = entry.kind == "duplicate" and all(
                "duplicate_person" in {f.code for f in report.members[j].findings} or report.members[j].person != member.person
                for j in wanted[entry.person] if j != at
            )  # fmt: skip
            if entry.codes:
                count["coded"] += 1
                ok = entry.codes <= codes or doubled or ("ambiguous" in codes)
                count["right code"] += ok
                if not ok:
                    self.shown[entry.kind].append(
                        f"CODES {entry.nickname} {sorted(codes)} {[f.message for f in member.findings]}"
                    )

    def print(self, show: str) -> None:
        total = sum(self.kinds.values(), Counter())
        for kind, count in sorted(self.kinds.items()):
            print(f"{kind:20} n={count['all']:6} accepted={count['accepted']:6} wrong={count['wrong']:4} "
                  f"found={count['found']}/{count['true']} codes={count['right code']}/{count['coded']}")  # fmt: skip
            for line in self.shown[kind][: 40 if show == kind else 3]:
                print("      ", line)
        print(f"precision {1 - total['wrong'] / max(total['accepted'], 1):.5f}   recall {total['found'] / max(total['true'], 1):.5f}   "
              f"codes {total['right code'] / max(total['coded'], 1):.5f}")  # fmt: skip


def quality(size: int, groups: int, seed: int, show: str) -> None:
    rng = random.Random(seed)
    people, pupils, score = unit(size, rng), school(size // 2, rng), Score()
    rules = NameRule.parse("部门-姓名"), NameRule.parse("班级-学生姓名+关系")
    for group in range(groups):
        source, make, rule = (pupils, school_group, rules[1]) if group % 4 == 3 else (people, work_group, rules[0])
        members = rng.sample(range(len(source)), min(rng.randrange(60, 400), len(source)))
        injected = make(source, members, rng)
        rng.shuffle(injected)
        score.add(injected, check_names(source, [m.nickname for m in injected], rule, load()), source)
    score.print(show)


def speed(size: int, seed: int) -> None:
    rng = random.Random(seed)
    people = unit(size, rng)
    injected = work_group(people, rng.sample(range(size), 440), rng)[:500]
    nicknames = [m.nickname for m in injected]
    start = time.perf_counter()
    {unicodedata.normalize("NFKC", p.name).casefold(): i for i, p in enumerate(people)}
    floor = time.perf_counter() - start
    load()
    times = []
    for _ in range(3):
        start = time.perf_counter()
        check_names(people, nicknames, NameRule.parse("部门-姓名"), load())
        times.append(time.perf_counter() - start)
    print(
        f"{len(nicknames)} members x {size} people: {min(times):.3f} s (first {times[0]:.3f}), {min(times) / floor:.1f} times the floor of {floor:.3f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--groups", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=int, default=100_000)
    parser.add_argument("--show", default="")
    args = parser.parse_args()
    quality(args.people, args.groups, args.seed, args.show)
    if args.speed:
        speed(args.speed, args.seed)


if __name__ == "__main__":
    main()

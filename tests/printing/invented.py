"""Texts invented for the tests of the typesetting, and a maker of endless others from a seed."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

from wxadmin.domain.papers import (
    AnnouncementPaper,
    ClauseCitation,
    EvidenceLine,
    HistoryEntry,
    Notice,
    Paper,
    PenaltyHistory,
    RegulationPaper,
    SignRow,
    SignSheet,
)
from wxadmin.domain.regulation import Node, NodeKind, RegulationText

CREATED = datetime(2026, 9, 22, 2, 0, tzinfo=UTC)

PARAGRAPHS = (
    "石榴湾渔港的工作群只谈渔港的事：泊位、冰车、台风、检修。谁发的消息谁负责，30分钟内没有回音的，由当班调度打电话。",
    "“涨潮了！”老陶在群里喊了一声；三分钟后，他又补了一句：“不是演习。”——于是大家都信了……直到第二天。",
    "船名（含编号）、吨位、联系电话（154-0000-0000）应当写在《进港登记表》（见附件2）里；缺一项的，退回补齐。",
    "登记地址为https://harbour.example.org/berth/2026/autumn-season/list?dock=7&lane=12&from=group，打不开的请换浏览器。",
    "检修费用按人分摊，每人不超过120.50元；其中冰车占35%，吊机占40%，其余用于值班补贴（每晚8小时、每小时15元）。",
    "请用WeChat for Windows 3.9.12版本以上登录，Harbour-Master Notification Service每天08:30自动推送一次。",
    "阿依努尔·买买提江、欧阳𠮷、诸葛𬭳三位同志自2026年10月1日起轮流值守，值守表见群公告〔2026〕第18号。",
    "凡在群内发布“低价柴油”“代办证件”“高薪招工”等信息的，第一次提醒，第二次禁言3天，第三次移出本群！！！",
    "天气预报说：明天东北风6～7级，阵风9级；浪高2.5米……请各船（尤其是12米以下的小船）于18:00前回港。",
    "收到。",
    "问：渔港食堂几点开门？答：早6点、午11点、晚5点——节假日除外。",
    "（一）先报告，后处置；（二）先救人，后救船；（三）“三先三后”以外的，听值班长的。",
)


def random_text(seed: int, length: int) -> str:
    """Chinese-looking text with every kind of mark, Latin words, numbers, addresses and brackets."""
    r = random.Random(seed)
    han = "港湾船渔浪潮泊位冰车台风检修值班登记公告退回补齐联系电话小时费用分摊提醒禁言移出本群节假食堂开门救人报告"
    out: list[str] = []
    size = 0
    while size < length:
        kind = r.random()
        word = "".join(r.choices(han, k=r.randint(1, 9)))
        if kind < 0.08:
            word = f"“{word}”"
        elif kind < 0.14:
            word = f"（{word}）"
        elif kind < 0.18:
            word = f"《{word}（{r.choice(han)}）》"
        elif kind < 0.24:
            word += f"{r.randint(1, 999)}{r.choice(['元', '天', '%', '人', '米', '号', '小时'])}"
        elif kind < 0.28:
            word += r.choice(["WeChat", "Berth", "PDF", "e-mail", "Harbour Master", "A4"])
        elif kind < 0.30:
            word += (
                f"https://h.example.org/{r.randint(1, 99)}/{r.choice(['a', 'list', 'dock-7'])}?id={r.randint(1, 9999)}"
            )
        elif kind < 0.33:
            word += r.choice(["——", "……", "·", "～"]) + r.choice(han)
        out += [word, r.choice("，，，，。。；：！？、、、") if r.random() < 0.8 else ""]
        size += len(word) + 1
    return "".join(out)[:length].rstrip("“（《") or "港"


def regulation_text() -> RegulationText:
    """Five chapters with every kind of unit."""
    chapters = []
    count = 0
    for number, title in zip("一二三四五", ("总则", "成员与实名", "信息发布", "处理与申诉", "附则"), strict=True):
        articles = []
        for _ in range(4):
            count += 1
            items = ()
            if count % 3 == 0:
                items = tuple(
                    Node("item", f"（{n}）", None, PARAGRAPHS[(count + i) % len(PARAGRAPHS)])
                    for i, n in enumerate("一二三")
                )
            numeral = ("", *"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九"), "二十")[count]
            heading = "值守安排" if count % 5 == 0 else None
            articles.append(Node("article", f"第{numeral}条", heading, PARAGRAPHS[count % len(PARAGRAPHS)], items))
        chapters.append(Node("chapter", f"第{number}章", title, "", tuple(articles)))
    return RegulationText(
        "石榴湾渔港工作群管理规定（试行）",
        ("为把渔港的事说清楚、办利索，依照港务会议的决定，制定本规定。",),
        tuple(chapters),
        ("本规定由港务办公室解释，自发布之日起施行。",),
    )


_NUMBERS = {
    "chapter": ("第一章", "一、", "（二）", "第二节"),
    "article": ("第一条", "第一百二十三条", "1.1", "12."),
    "item": ("（一）", "1.", "（1）", "①", "a)", "第十二项", "2.3.4"),
    "paragraph": ("",),
}


def random_node(r: random.Random, depth: int = 0) -> Node:
    """A unit of any kind with units below it, none as a careful writer would have them."""
    kinds: list[NodeKind] = ["article", "item", "paragraph", "chapter"] if depth < 2 else ["item", "item", "paragraph"]
    kind = r.choice(kinds)
    title = random_text(r.randrange(10**6), r.randint(2, 60)) if kind != "paragraph" and r.random() < 0.3 else None
    text = random_text(r.randrange(10**6), r.choice([5, 20, 60, 150, 400])) if r.random() < 0.85 else ""
    if r.random() < 0.15:
        text = f"{random_text(r.randrange(10**6), 6)}：{text}"
    below = tuple(random_node(r, depth + 1) for _ in range(r.choice([0, 0, 2, 4]))) if depth < 3 else ()
    return Node(kind, r.choice(_NUMBERS[kind]), title, text, below)


def random_regulation(seed: int) -> RegulationText:
    """A regulation from a seed."""
    r = random.Random(seed)
    closing = ("本规定自发布之日起施行。", "石榴湾", "2026年1月2日")[: r.randint(0, 3)]
    nodes = tuple(random_node(r) for _ in range(r.randint(1, 9)))
    return RegulationText(random_text(seed, r.randint(2, 60)), (random_text(seed, 80),), nodes, closing)


def papers() -> dict[str, Paper]:
    """One paper of every kind."""
    unit, group = "石榴湾渔港管理站", "石榴湾调度群"
    return {
        "regulation": RegulationPaper(
            unit, regulation_text(), group, "榴港规〔2026〕2号", "第3版", unit, date(2026, 9, 1)
        ),
        "sheet": SignSheet(
            "《石榴湾渔港工作群管理规定》签收表",
            unit,
            group,
            "石榴湾渔港工作群管理规定",
            "第3版",
            "8QKD-22MX",
            tuple(SignRow("调度室" if i % 2 else "冰车与吊机检修班", name) for i, name in enumerate(NAMES * 6)),
            "榴港签〔2026〕5号",
            "本人已阅读上述规定并愿意遵守。",
        ),
        "notice": Notice(
            "榴港群处〔2026〕11号",
            unit,
            group,
            "欧阳𠮷",
            "冰车班",
            PARAGRAPHS[7],
            (EvidenceLine("冰车班-欧阳𠮷", "2026年9月20日 21:40", "低价柴油，要的私聊我！"),),
            (ClauseCitation("石榴湾渔港工作群管理规定", "第3版", ("第三章", "第十二条"), "不得发布买卖信息。"),),
            ("禁言3天", "在群内说明情况"),
            ("参加一次安全例会",),
            "如有异议，可在收到之日起5日内向港务办公室书面申诉。",
            unit,
            date(2026, 9, 22),
        ),
        "history": PenaltyHistory(
            unit,
            group,
            "欧阳𠮷",
            "冰车班",
            tuple(
                HistoryEntry(
                    f"榴港群处〔2026〕{i}号", f"2026年{i}月8日", "第十二条", "禁言3天", "已执行", PARAGRAPHS[i]
                )
                for i in range(1, 6)
            ),
            date(2026, 9, 22),
            "榴港查〔2026〕1号",
        ),
        "announcement": AnnouncementPaper(
            unit,
            group,
            "关于台风期间轮流值守的通知",
            PARAGRAPHS[6:9],
            "港务办公室",
            date(2026, 9, 22),
            "榴港通〔2026〕7号",
        ),
    }


NAMES = ("欧阳𠮷", "诸葛𬭳", "阿依努尔·买买提江", "陶大勇", "Anna Lund", "柳〇五", "石𪚥生")

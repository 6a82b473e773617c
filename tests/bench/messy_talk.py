"""Invented talk of groups, with what each line truly is: the truth of ``messy_chat`` before it is written in a format.

Nothing here knows the readers: kinds, subjects and quotes are set by whoever makes up the line.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

EVENT_WORDS = "加入了群聊"
_SURNAMES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱许何吕张孔曹严金魏陶姜"
_GIVEN = ("明", "华", "丽娟", "伟", "晓芳", "建国", "雨桐", "思远", "静", "一鸣", "桂英", "志强", "可欣")
_PARTS = ("销售部", "行政部", "售后三组", "6-2-1103", "三(2)班", "语文", "维修班", "物业", "二期", "2026级")
_ODD_NAMES = (
    "L", "。", "1", "7-1-502 老周", "A 阳光 保险 小刘", "Ann Lee", "Frank Luo 罗帆", "二班 家长:A", "王(工)", "小林🌻",
    "收到", "图片", "24小时便利店", "✨✨", "旭日东升", "Mr. D'Arcy", "一路向北…", "~风~", "老K 10:30", "何（助理）", "-", "…",
    "7点起床", "Ａ座前台", "阿里木·买买提", "𠮷野家", "3#楼", "No.1", "#小号", "*星*", "开心每一天[玫瑰]", "爱@生活",
)  # fmt: skip
_GROUPS = ("家电售后三组", "安康社区网格", "周末爬山", "2026级2班家长群", "Board games", "云杉大厦行政通知群")
_PLAIN = (
    "收到", "好的", "收到，谢谢", "明天上午九点开会", "谁的车灯没关", "我在楼下", "钥匙在前台", "可以吗？", "[OK]收到", "+1",
    "辛苦了！", "今天先到这里", "有人要拼车吗", "ok", "在", "1", "哈哈哈哈", "https 打不开", "麻烦发一下表格，谢谢。", "不行",
    "我上午 10:20 到", "见面地点：南门", "快递放门卫了", "@所有人 请大家看一下", "@小林🌻 你来一下", "12345", "投影坏了",
)  # fmt: skip
_LONG = (
    "今日拜访：\n1、永兴五金\n2、天成模具\n3、晚上陪客户",
    "通知\n\n明天停水，请提前储水。\n\n物业",
    "第一条\n第二条\n\n\n第三条",
    "价格表：\n  苹果   3.5\n  梨     2.8\n合计：6.3",
    "各位家长好，\n请注意：\n带水杯\n谢谢",
)
_STICKERS = ("[OK]", "[玫瑰][玫瑰]", "👍", "😂😂😂", "[强]👍", "[Smile]", "❤️")
_LINKS = ("https://mp.weixin.qq.com/s/abc_123", "http://example.com/a?b=1&c=2", "www.example.cn/x")
_CHAINS = (
    "#接龙\n周末爬山报名\n\n1. 张明 一人\n2. 李华\n3. 小林🌻 带娃", "#接龙 订盒饭\n1. 王 工 不要辣\n2. 何静",
    "#Group Note\nFootball on Sunday\n\n1. Ann Lee\n2. Frank Luo 罗帆 +1",
)  # fmt: skip
_WITH_WORDS = (
    ("file", "[文件] 值班表(1).xlsx"), ("link", "[链接] 关于调整上班时间的通知"), ("voice", '[语音] 12"'),
    ("red_packet", "[红包] 恭喜发财，大吉大利"), ("other", "[位置] 人民路 12 号"), ("video", "[视频] 0:15"),
    ("other", "[小程序] 问卷"), ("other", "[名片] 小叶"),
)  # fmt: skip
_WORDS_ALONE = (
    ("image", "[图片]"), ("image", "[Photo]"), ("voice", "[语音]"), ("video", "[视频]"), ("file", "[文件]"),
    ("sticker", "[动画表情]"), ("sticker", "[Sticker]"), ("other", "[位置]"), ("other", "[转账]"), ("other", "[聊天记录]"),
    ("red_packet", "[微信红包]"), ("link", "[链接]"), ("other", "[群公告]"), ("voice", "[Voice]"), ("red_packet", "[Red Packet]"),
    ("image", "[图片]\n[图片]"),
)  # fmt: skip
DASHES = "- - - - - - - - - - - - - - -"


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it is; ``raw`` is its words with the quoted block above, as a client copies them."""

    sender: str
    at: dt.datetime
    kind: str
    text: str
    quote: tuple[str, str] | None
    raw: str
    mess: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """A system line; ``bare``: it names people without quotation marks."""

    kind: str
    actor: str
    subjects: tuple[str, ...]
    line: str
    at: dt.datetime
    mess: frozenset[str]
    bare: bool = False


Item = Said | Told


@dataclass(slots=True)
class Talk:
    """One group, its people and what was said and told in order."""

    group: str
    people: list[str]
    items: list[Item] = field(default_factory=list)


def person(rng: random.Random) -> str:
    """A nickname as groups have them."""
    if rng.random() < 0.45:
        return rng.choice(_ODD_NAMES)
    name = rng.choice(_SURNAMES) + rng.choice(_GIVEN)
    if rng.random() < 0.5:
        return name
    return rng.choice(_PARTS) + rng.choice(("-", "", " ", "－", "·")) + name


def _lookalike(rng: random.Random, people: list[str]) -> tuple[str, str]:
    """(kind, words) of a body that looks like something else."""
    who, whom = rng.choice(people), rng.choice(people)
    day = f"2026年{rng.randint(1, 12):02d}月{rng.randint(1, 28):02d}日"
    return "text", rng.choice((
        who + "来一下", f"{day} 09:00", f"{day}", "集合时间 2026/10/1 9:00", f"请看\n{day} 21:40\n的消息", "注意: 用钢笔",
        f'"{who}"撤回了一条消息\n你们看到没', f"他说：\n“{who}”加入了群聊，是谁", "地址:\n人民路 12 号", f"{who}：今天不来\n{whom}：我也不来",
        "下午3:00 三楼", "18:44", f"「{who}」是谁", "———— 分割线 ————", "- - - - - -\n以上", "《通知》\n一、下周一\n（8:30）", "PS: 明天",
        "培训安排\n第一场 2026/10/20 14:00\n第二场 2026/10/21 14:00", '{"a": 1}', "a,b,c\n1,2,3", "12:00-13:00 休息",
        "Dear: all", "#1 楼", "昨天 21:40 我打过电话", "星期三 14:00 开会", "系统消息", "时间,发送人,内容", "<b>重要</b> & 通知",
        "https://example.com/x 看看", "[图片] 这张不对吧", "[收到]请回复", "Re: 你好", "问题：\n1. 谁\n2. 何时",
    ))  # fmt: skip


def said(rng: random.Random, people: list[str], at: dt.datetime, earlier: list[Said]) -> Said:
    """One message of a kind drawn by lot."""
    who = rng.choice(people)
    draw = rng.random()
    mess: set[str] = set()
    if draw < 0.38:
        kind, text = "text", rng.choice(_PLAIN)
    elif draw < 0.48:
        kind, text = "text", rng.choice(_LONG)
        mess.add("several lines")
    elif draw < 0.60:
        kind, text = _lookalike(rng, people)
        mess.add("body looks like something")
    elif draw < 0.68:
        kind, text = rng.choice(_WORDS_ALONE)
        mess.add("placeholder")
    elif draw < 0.74:
        kind, text = rng.choice(_WITH_WORDS)
        mess.add("placeholder")
    elif draw < 0.79:
        kind, text = "sticker", rng.choice(_STICKERS)
    elif draw < 0.83:
        kind, text = "link", rng.choice(_LINKS)
    elif draw < 0.88:
        kind, text = "chain", rng.choice(_CHAINS)
        mess.add("chain")
    else:
        kind, text = "text", rng.choice(("好", "六点", "带\n还有", "谁说的", "同意，\n就这样"))
        if earlier:
            one = rng.choice(earlier[-6:])
            mess.add("quote")
            words = one.text
            if one.quote is not None and rng.random() < 0.5:
                words = one.raw
                mess.add("nested quote")
            if "\n" in words:
                mess.add("quote of several lines")
            raw = f"「{one.sender}：{words}」\n{DASHES}\n{text}"
            return Said(who, at, kind, text, (one.sender, words), raw, frozenset(mess))
    return Said(who, at, kind, text, None, text, frozenset(mess))


def told(rng: random.Random, people: list[str], at: dt.datetime) -> Told:
    """One system line of a shape drawn by lot."""
    a, b, c = rng.choice(people), rng.choice(people), person(rng)
    d = person(rng)
    q = rng.choice(('"{}"', "“{}”"))
    qa, qb, qc = q.format(a), q.format(b), q.format(c)
    shapes: tuple[tuple[str, str, tuple[str, ...], str, str], ...] = (
        ("join", a, (c,), f"{qa}邀请{qc}加入了群聊", "invite"),
        ("join", a, (c, d), f"{qa}邀请{q.format(c + '、' + d)}加入了群聊", "invite several"),
        ("join", "你", (c,), f"你邀请{qc}加入了群聊  ", "invite"),
        ("join", a, ("你", d), f"{qa}邀请你和{q.format(d)}加入了群聊", "invite several"),
        ("join", a, ("你",), f"{qa}邀请你加入了群聊，群聊参与人还有：{b}、{d}", "invite"),
        ("join", a, (c,), f'" {c}"通过扫描{qa}分享的二维码加入群聊', "code"),
        ("join", "你", (c,), f"{qc}通过扫描你分享的二维码加入群聊", "code"),
        ("remove", "你", (c,), f"你将{qc}移出了群聊", "remove"),
        ("remove", a, (c,), f"{qa}将{qc}移出了群聊", "remove"),
        ("remove", a, ("你",), f"你被{qa}移出群聊", "remove"),
        ("recall", a, (), f"{qa}撤回了一条消息", "recall"),
        ("recall", "你", (), "你撤回了一条消息", "recall"),
        ("recall", "你", (), "你撤回了一条消息 重新编辑", "recall"),
        ("recall", a, (), f"{qa}撤回了成员{qb}的一条消息", "recall by another"),
        ("recall", "你", (), f"你撤回了{qb}的一条消息", "recall by another"),
        ("rename", a, ("新群名 2026",), f"{qa}修改群名为“新群名 2026”", "rename"),
        ("rename", "你", ("周末组",), "你修改群名为“周末组”", "rename"),
        ("pinned", a, (), f"{qa}置顶了一条消息", "pinned"),
        ("other", a, (), f"{qa}移除了一条置顶消息", "pinned"),
        ("other", a, (b,), f"{qa}拍了拍{qb}", "pat"),
        ("other", "我", (b,), f"我拍了拍{qb}的肩膀", "pat"),
        ("other", a, ("我",), f"{qa}拍了拍我", "pat"),
        ("other", a, ("你",), f"{qa}领取了你的红包", "red packet line"),
        ("other", "你", (b,), f"你领取了{qb}的红包", "red packet line"),
        ("other", "你", (), "你已成为新群主", "owner"),
        ("other", a, (), f"{qa}已成为新群主", "owner"),
        ("other", "", (c,), f"{qc}已被设为管理员", "owner"),
        ("other", "群主", (), "群主已启用“群聊邀请确认”，群成员需群主确认才能邀请朋友进群。", "setting"),
        ("other", a, (), f"{qa}已启用“群聊邀请确认”，群成员需群主或群管理员确认才能邀请朋友进群。", "setting"),
        ("other", a, (), f"{qa}发布了群公告", "announcement"),
        ("other", "", (), "以下是新消息", "divider"),
        ("join", a, (c,), f"{a} invited {c} to the group chat", "english"),
        ("join", "You", (c,), f"You invited {c} to the group chat", "english"),
        ("join", a, (c,), f"{c} joined the group chat via the QR code shared by {a}", "english"),
        ("remove", "You", (c,), f"You removed {c} from the group chat", "english"),
        ("recall", a, (), f"{a} recalled a message", "english"),
        ("rename", a, ("Board games 2",), f'{a} changed the group name to "Board games 2"', "english"),
        ("recall", a, (), f"{a}撤回了一条消息", "bare"),
        ("join", a, (c,), f"{a}邀请{c}加入了群聊", "bare"),
        ("other", a, ("你",), f"{a}领取了你的红包", "bare"),
        ("other", a, (b,), f"{a}拍了拍{b}", "bare"),
    )  # fmt: skip
    while True:
        kind, actor, subjects, line, mess = rng.choice(shapes)
        awkward = any(mark in name for name in (a, b, c, d) for mark in "、,“”\"' …") and mess in (
            "english",
            "invite several",
        )
        if not awkward:
            break
    return Told(kind, actor, subjects, line, at, frozenset({"line: " + mess}), bare=mess in ("bare", "english"))


def talk(rng: random.Random, count: int) -> Talk:
    """About ``count`` messages with system lines among them, floods and all."""
    people = list(dict.fromkeys(person(rng) for _ in range(rng.randint(2, 9))))
    out = Talk(rng.choice(_GROUPS), people)
    at = dt.datetime(rng.randint(2019, 2026), rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), 0)  # noqa: DTZ001
    earlier: list[Said] = []
    while len(earlier) < count:
        at += dt.timedelta(seconds=rng.choice((0, 3, 20, 61, 300, 4000, 30000)))
        if rng.random() < 0.12:
            out.items.append(told(rng, people, at))
            continue
        one = said(rng, people, at, earlier)
        times = rng.choice((2, 3, 5)) if rng.random() < 0.04 else 1
        for _ in range(times):
            mess = one.mess | {"repeat that stays"} if times > 1 else one.mess
            again = Said(one.sender, at, one.kind, one.text, one.quote, one.raw, frozenset(mess))
            out.items.append(again)
            earlier.append(again)
    return out

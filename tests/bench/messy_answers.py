"""Answers to an announcement as groups send them, with the truth made beside them.

The makers of names, nicknames and words here are this file's own; nothing is taken from the tables of the matching.
Of each person of the roster the truth says one of: ``sure`` (answered so that anybody who reads it knows), ``hinted``
(answered, or was answered for, in a way only somebody who knows the people can settle) and silent (the rest: said
nothing, asked, or was only talked about).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from wxadmin.domain.people import Person

_ZONE = timezone(timedelta(hours=8))
_SURNAMES = (
    "沈陆曾孔薛冯褚尤何吕严金魏陶姜戚邹窦章云苏潘葛范彭鲁韦马苗凤方俞任袁柳唐罗毕郝安常乐于傅皮卞齐康伍余元顾孟平黄"
)
_TWO = ("欧阳", "司徒", "上官", "诸葛", "慕容")
_GIVEN = "宁晓岚哲旭霖舒妍博楠悦昕睿涵翔彤杰颖峰蕾洋琳鑫倩斌薇磊娟超雯凯婷鹏静宇莉晨思远芷若沐阳星辰诗语嘉木清和书瑶"
_FOREIGN = ("阿依古丽·买买提", "古丽娜尔•艾山", "巴特尔", "扎西·顿珠", "热依汗.吐尔地")
_OFFICES = ("销售部", "财务科", "生产部", "客服中心", "仓储组", "质检科", "研发中心", "总经办")
_CLASSES = ("三(2)班", "三（2）班", "三2班", "302班", "302", "3.2班")
_KIN = ("妈妈", "爸爸", "奶奶", "爷爷", "外婆", "家长", "姥姥", "妈", "爸")
_FANCY = ("阳光总在风雨后", "一叶知秋", "静水流深", "A建材老板", "Lucky🍀", "平安是福", "木子李", "追风少年", "岁月如歌", "小太阳☀", "云淡风轻",
          "Jessica", "往事随风", "听海", "大鹏展翅", "宁静致远", "蓝天白云", "豆豆妈", "乐乐爸", "晨曦")  # fmt: skip

_PLAIN = ("收到", "收到！", "收到。", "收到了", "已收到", "收到收到", "好的收到", "好的，收到", "收到，谢谢", "收到谢谢老师", "收到，老师辛苦了", "老师收到", "1", "+1", "OK", "ok", "[OK]",
          "[强]", "👌", "👍", "收到👌", "收到🙏🙏", "嗯嗯收到", "明白", "知道了", "好滴收到", "收到➕1", "收  到", "收悉", "已阅", "已读", "Received", "收到[玫瑰]", "@群主 收到", "@所有人 收到", "收到\n谢谢",
          "收到，一定照办", "收到~", "收到～～", "收到!!!", "收到了哦", "收到嘞", "收到喽", "收到啦[呲牙]", "確認收到", "已收悉", "已阅知", "已知悉", "确认收到", "已确认，谢谢", "收到，辛苦了",
          "好的好的", "好的呢", "行，收到", "没问题，收到", "get", "Get了", "收到，感谢提醒", "收到，会按时到")  # fmt: skip
_TYPO = ("收道", "收倒", "受到", "手到", "首到", "收到到", "shoudao", "sd", "收到l", "收dao")
_NEGATIVE = ("没收到", "收不到", "请问收到了吗", "收到了吗？", "怎么没有收到", "还没收到文件", "什么时候交？", "附件打不开", "链接失效了", "这个在哪里看", "谁有表格发我一份", "哪里填", "收到一条短信是诈骗吗",
             "没看到通知", "收到请回复", "大家收到的回复一下", "还有谁没收到", "我这边收不到图片", "不清楚", "不明白", "不知道啊", "看不到", "打不开", "不好意思问一下几点",
             "有没有人收到货", "快递收到了吗", "谁在群里", "早上好", "[捂脸]", "[图片]", "哈哈哈", "今天好冷", "同问", "顶", "等通知")  # fmt: skip
_NOTES = ("带伞", "晚到十分钟", "2人", "一大一小", "不参加", "不去，值班", "A套餐", "B餐 不要辣", "素食", "请假", "自己开车", "坐大巴", "已交", "下午到", "参加", "+1", "✅", "🙋", "收到", "可以", "三号车", "需要发票", "身体不适请假")  # fmt: skip


@dataclass(slots=True)
class Answers:
    """One announcement: the roster, nicknames the owner has confirmed, what was pasted and when, and the truth.

    ``late`` are those of ``sure`` whose first answer came after ``due``, where the source has a clock.
    """

    people: list[Person]
    known: dict[str, int]
    pastes: list[tuple[datetime, str]]
    due: datetime
    announcer: str
    sure: set[int] = field(default_factory=set)
    hinted: set[int] = field(default_factory=set)
    late: set[int] = field(default_factory=set)
    clocked: bool = True
    how: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Said:
    at: datetime
    sender: str
    text: str


class _Maker:
    def __init__(self, rng: random.Random, size: int, *, school: bool) -> None:
        self.rng, self.school = rng, school
        self.people = self._roster(size)
        self.names = [p.name for p in self.people]
        self.solid = {_solid(name) for name in self.names}
        self.start = datetime(2026, 11, 3, 9, 0, tzinfo=_ZONE)
        self.due = self.start + timedelta(hours=rng.choice((1, 5, 26, 50)))
        self.known: dict[str, int] = {}
        self.fancy = list(_FANCY)
        rng.shuffle(self.fancy)
        self.nick: dict[int, str] = {}
        self.out = Answers(self.people, self.known, [], self.due, "")
        self.said: list[_Said] = []
        self.bare: list[str] = []  # lines pasted without sender
        self.chain: list[tuple[int, str]] = []

    # People

    def _name(self) -> str:
        rng = self.rng
        if rng.random() < 0.04:
            return rng.choice(_FOREIGN)
        family = rng.choice(_TWO) if rng.random() < 0.06 else rng.choice(_SURNAMES)
        return family + "".join(rng.choice(_GIVEN) for _ in range(1 if rng.random() < 0.3 else 2))

    def _roster(self, size: int) -> list[Person]:
        rng = self.rng
        names: list[str] = []
        while len(names) < size:
            name = self._name()
            if _solid(name) not in map(_solid, names):
                names.append(name)
        for _ in range(max(1, size // 20)):  # 张伟 twice, and 谭晓 beside 谭晓燕
            names[rng.randrange(size)] = names[rng.randrange(size)]
            short = rng.choice([n for n in names if len(n) == 2] or names)
            if len(short) == 2:
                names[rng.randrange(size)] = short + rng.choice(_GIVEN)
        places = ["三(2)班"] if self.school else list(_OFFICES)
        return [
            Person(name, (("甲单位", rng.choice(places)),), number=str(100 + row), row=row)
            for row, name in enumerate(names)
        ]

    def alone(self, who: int) -> bool:
        """Whether nobody else has the name."""
        return sum(_solid(n) == _solid(self.names[who]) for n in self.names) == 1

    def told(self, who: int) -> bool:
        """Whether the department tells namesakes apart."""
        place = self.people[who].department
        same = [p for p in self.people if _solid(p.name) == _solid(self.names[who])]
        return sum(p.department == place for p in same) == 1

    # Nicknames

    def nickname(self, who: int) -> tuple[str, bool]:
        """A nickname, always the same of one account, and whether it leaves no doubt."""
        rng, name, place = self.rng, self.names[who], self.people[who].department
        if rng.random() < 0.1 and self.fancy:
            nick = self.fancy.pop()
            self.known[nick] = who
            self.out.how[who] = "known nickname"
            return nick, True
        if self.school:
            head = rng.choice(("", "", rng.choice(_CLASSES), rng.choice(_CLASSES) + "-", rng.choice(_CLASSES) + " "))
            nick = f"{head}{name}{rng.choice(('', '-', ' '))}{rng.choice(_KIN)}"
            return rng.choice((nick, nick, f"{nick} 15400{rng.randrange(10**6):06}", f"{nick}🌸")), self.alone(who)
        form = rng.randrange(16)
        told = self.alone(who) or self.told(who)
        nick = (
            f"{place}-{name}", f"{place}{name}", f"{place} {name}", f"{name}-{place}", f"{name}（{place}）",
            f"{place}—{name}", name, f"{place}_{name}🌟", f"{place}-{name} 1540{rng.randrange(10**7):07}",
            f"【{place}】{name}", f"[{place}]{name}", f"{name}|{place}", f"{place}/{name}", f"{name} {place}", f"A{place} {name}",
            f"{name}（{place}）请假中",
        )[form]  # fmt: skip
        return nick, (self.alone(who) if form == 6 else told)

    def answer_words(self) -> str:
        rng = self.rng
        return rng.choice(_TYPO) if rng.random() < 0.05 else rng.choice(_PLAIN)

    # What is said

    def when(self) -> datetime:
        return self.start + timedelta(minutes=self.rng.randrange(2, 60 * 72))

    def say(self, sender: str, text: str, at: datetime | None = None) -> _Said:
        said = _Said(at or self.when(), sender, text)
        self.said.append(said)
        return said

    def sure(self, who: int, how: str) -> None:
        self.out.sure.add(who)
        self.out.hinted.discard(who)
        self.out.how.setdefault(who, how)

    def hinted(self, who: int, how: str) -> None:
        if who not in self.out.sure:
            self.out.hinted.add(who)
            self.out.how.setdefault(who, how)

    def _account(self, who: int) -> tuple[str, bool]:
        nick, clear = self.nickname(who)
        self.nick[who] = nick
        return nick, clear

    def plain(self, who: int) -> None:
        """收到 in a message of one's own; sometimes twice, by both parents, or with an earlier nickname."""
        rng = self.rng
        nick, clear = self._account(who)
        text = self.answer_words()
        roll = rng.random()
        if roll < 0.06:
            text = f"{self.names[who]} {text}"
        elif roll < 0.1:
            text = f"收到，{rng.choice(('已转告家人', '马上安排', '已通知班组', '请放心', '稍后提交'))}"
        elif roll < 0.13:
            text = rng.choice(
                (
                    f"收到 {self.names[who]}",
                    f"收到——{self.names[who]}",
                    f"@{rng.choice(self.names)} 收到",
                    f"{self.names[who]}收到",
                )
            )
        elif roll < 0.17:
            text = f"「群主：{rng.choice(('请大家看到回复', '明天停电通知'))}」\n- - - - - - - - - - - - - - -\n{text}"
        self.say(nick, text)
        (self.sure if clear else self.hinted)(who, f"plain {nick!r} {text!r}")
        if not clear:
            self._tie(who)
        if rng.random() < 0.08:
            self.say(nick, rng.choice(_PLAIN))
        if self.school and clear and rng.random() < 0.08:
            self.say(f"{self.names[who]}{rng.choice(_KIN)}", "收到")

    def _tie(self, who: int) -> None:
        """Everybody of the same name may be meant."""
        for other, name in enumerate(self.names):
            if _solid(name) == _solid(self.names[who]):
                self.hinted(other, "same name")

    def item(self, who: int) -> None:
        """A line of the list everybody re-sends."""
        rng, name, place = self.rng, self.names[who], self.people[who].department
        note = rng.choice(_NOTES) if rng.random() < 0.6 else ""
        clear = self.alone(who)
        form = rng.randrange(15)
        if form == 10:
            line = f"{name}{rng.choice(('+1', ' 1人', '：1', '1'))}"
        elif form == 11:
            line, clear = f"{name}（{place}）{note}", clear or self.told(who)
        elif form == 12:
            line, clear = f"{name} {place} {note}", clear or self.told(who)
        elif form == 13:
            line = f"{name}{rng.choice(('老师', '同学', '师傅', '经理'))} {note}"
        elif form == 14:
            line = f"{name} {rng.choice(('10:30到', '8点到', '坐3号车', '15号'))}"
        elif form == 0 and len(name) < 5:
            line = " ".join(name) + (f" {note}" if note else "")
        elif form == 1:
            line, clear = f"{place}{rng.choice('- ')}{name} {note}", clear or self.told(who)
        elif form == 2:
            line = f"{name}{note}"
        elif form == 3:
            line = f"{name}{rng.choice('🌹👍🙋✅')}{note}"
        elif form == 4 and self.school:
            line = f"{name}{rng.choice(_KIN)} {note}"
        elif form == 5 and self.school:
            line = f"{rng.choice(_CLASSES)}{name}{rng.choice(_KIN)}{rng.choice(('', ' '))}{note}"
        elif form == 6 and self.fancy:
            nick = self.fancy.pop()
            self.known[nick] = who
            line, clear = f"{nick} {note}", True
        elif form == 7:
            line = f"{name}{rng.choice('，、：:-（')}{note}".rstrip("（，、：:-")
        else:
            line = f"{name} {note}"
        self.chain.append((who, line.strip()))
        (self.sure if clear else self.hinted)(who, f"item {line!r}")
        if not clear:
            self._tie(who)

    def stranger_item(self) -> None:
        """Somebody of no roster; sometimes with a name that begins like one of it."""
        rng = self.rng
        name = self._name()
        if rng.random() < 0.4:
            name = rng.choice([n for n in self.names if len(n) == 2] or [name]) + rng.choice(_GIVEN)
        if _solid(name) in self.solid:
            return
        self.chain.append((-1, rng.choice((name, f"{name} 参加", f"{name} 2人", f"{name}收到"))))

    def send_chain(self) -> None:
        """Every few lines somebody sends the whole list; a fork drops one, the next has it again; some lose the top."""
        rng = self.rng
        rng.shuffle(self.chain)
        self.mark = rng.choice(("{}. ", "{}. ", "{}. ", "{}.", "{}、", "{}）", "({})"))
        title = rng.choice(("秋游报名", "周五停电确认", "家长会到场", "物资领取登记"))
        at, upto = self.start + timedelta(minutes=3), 0
        while upto < len(self.chain):
            upto = min(len(self.chain), upto + rng.randrange(1, 7))
            mark = self.mark
            lines = [mark.format(n) + line for n, (_who, line) in enumerate(self.chain[:upto], 1)]
            if 4 < upto < len(self.chain) and rng.random() < 0.15:
                lines = [line for line in lines if not line.startswith(mark.format(2))]
            head = rng.choice(
                (
                    f"#接龙\n{title}\n\n",
                    f"#接龙 {title}\n",
                    f"#接龙\n{title}\n例：{rng.choice(self.names)} 2人\n\n",
                    "#Group Note\n\n",
                )
            )
            if upto > 7 and rng.random() < 0.25:
                head, lines = "", lines[5:]
            if rng.random() < 0.3:
                lines.append(mark.format(upto + 1))
            who = self.chain[upto - 1][0]
            sender = self.nick.get(who) or (self.nickname(who)[0] if who >= 0 else "路人甲乙")
            at += timedelta(minutes=rng.randrange(1, 240))
            self.say(sender, head + "\n".join(lines), at)

    def fragment(self, who: int) -> None:
        """Lines of a list that reach the paste without sender or header."""
        name = self.names[who]
        line = f"{6 + len(self.bare)}{self.rng.choice(('. ', '.', '、', ' '))}{name}{self.rng.choice(('', ' 带伞', ' 收到', '✅'))}"
        self.bare.append(line)
        (self.sure if self.alone(who) else self.hinted)(who, f"fragment {line!r}")
        if not self.alone(who):
            self._tie(who)

    def for_another(self, who: int) -> None:
        """Somebody answers for ``who``."""
        rng, name = self.rng, self.names[who]
        by = rng.choice([i for i in range(len(self.people)) if i != who and self.alone(i)])
        nick = self.nick.get(by) or self._account(by)[0]
        text = rng.choice(
            (
                f"代{name}收到",
                f"{name}收到（代回）",
                f"我和{name}都收到",
                f"{name}在开会，我替他回，收到",
                f"帮{name}收到",
            )
        )
        self.say(nick, text)
        self.sure(by, f"answers for another {text!r}")
        self._tie(who)

    def silence(self, who: int) -> None:
        """Asks, complains, or is talked about."""
        rng, name = self.rng, self.names[who]
        roll = rng.random()
        if roll < 0.4:
            self.say(self._account(who)[0], rng.choice(_NEGATIVE))
        elif roll < 0.6:
            text = rng.choice(
                (
                    f"{name}收到了吗？",
                    f"@{name} 收到没",
                    f"{name}没收到",
                    f"{name}还没回",
                    f"有谁能联系上{name}",
                    f"@{name} 请回复",
                )
            )
            self.say(rng.choice(_FANCY[10:]) if rng.random() < 0.3 else "群主", text)
        elif roll < 0.68:
            listed = "\n".join(f"{n}. {x}" for n, x in enumerate((name, self._name()), 1))
            quoted = f"「群主：#接龙\n上次活动\n{listed}」\n- - - - - - - - - - - - - - -\n"
            self.say("群主", f"{quoted}上次是这样的")

    def stranger(self) -> None:
        self.say(self.rng.choice(("热心群众", "楼下小卖部", "A家电维修", "花开富贵", "小丽")), self.rng.choice(_PLAIN))

    # On paper

    def pastes(self) -> None:
        rng, out = self.rng, self.out
        said = sorted(self.said, key=lambda one: one.at)
        said.insert(0, _Said(self.start, "群主", "【通知】周五下午停电检修，请大家看到后接龙或回复收到。"))
        form = rng.choice(("wechat4", "wechat4", "mac3", "windows3", "line"))
        out.clocked = form in ("wechat4", "mac3")
        cuts = sorted(rng.sample(range(1, len(said)), min(len(said) - 1, rng.randrange(0, 4))))
        begin = 0
        for cut in (*cuts, len(said)):
            part = said[max(0, begin - rng.choice((0, 0, 4))) : cut]  # copied again from a little before
            out.pastes.append((part[-1].at + timedelta(minutes=5), _written(part, form)))
            begin = cut
        if self.bare:
            out.pastes.insert(rng.randrange(len(out.pastes) + 1), (out.pastes[-1][0], "\n".join(self.bare)))
        if rng.random() < 0.2:
            out.pastes.append(out.pastes[0])

    def late(self) -> None:
        """First answers by message that came after the deadline, of people who answered only so."""
        due = self.due.replace(second=0)
        for who in self.out.sure:
            times = [one.at for one in self.said if one.sender == self.nick.get(who)]
            listed = any(w == who for w, _line in self.chain) or who in getattr(self, "_elsewhere", ())
            if times and not listed and self.out.how[who].startswith("plain") and min(times) > due:
                self.out.late.add(who)


def _solid(name: str) -> str:
    return name.replace("·", "").replace("•", "").replace(".", "").replace(" ", "")


def _written(part: list[_Said], form: str) -> str:
    if form == "wechat4":
        return "\n\n".join(f"{s.sender}\n{s.at:%Y年%m月%d日 %H:%M}\n{s.text}" for s in part) + "\n"
    if form == "mac3":
        return "\n\n".join(f"{s.sender} {s.at:%Y/%m/%d %H:%M}\n{s.text}" for s in part) + "\n"
    if form == "windows3":
        return "\r\n\r\n".join(f"{s.sender}: \r\n{s.text}" for s in part) + "\r\n"
    return "\n".join(f"{s.sender} {s.at:%Y-%m-%d %H:%M:%S}\n{s.text}\n" for s in part)


def answers(seed: int, size: int = 40) -> Answers:
    """One invented announcement with its answers."""
    rng = random.Random(f"answers {seed}")
    made = _Maker(rng, size, school=seed % 2 == 1)
    if rng.random() < 0.8:
        made.chain = []
    ways = (
        ("plain", 40), ("item", 30), ("fragment", 6), ("for_another", 3), ("silence", 14), ("", 7),
    )  # fmt: skip
    for who in range(size):
        way = rng.choices([w for w, _n in ways], [n for _w, n in ways])[0]
        if way:
            getattr(made, way)(who)
    for _ in range(max(1, size // 15)):
        made.stranger()
        made.stranger_item()
    if made.chain:
        made.send_chain()
    made.pastes()
    made.late()
    made.out.hinted -= made.out.sure
    return made.out

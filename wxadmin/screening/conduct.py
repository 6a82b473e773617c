"""How people write over time, not what: flooding, repeats, calls, voices, talk of two, empty words, hours."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

import re2

from wxadmin.domain.chat import Message
from wxadmin.domain.hits import Category, Hit
from wxadmin.domain.jobs import Step, quiet
from wxadmin.screening.conduct_line import CALL, EVERYONE
from wxadmin.screening.folding import fold_words
from wxadmin.screening.ruleset import Conduct

_STEP = 500
_SAID = 4
_SAID_KEPT = 20_000
_EMPTY_MOST = 12
_URGENT = re.compile(
    r"紧急|急救|急诊|求救|救命|着火|起火|火灾|漏水|爆管|水管|爆了|停电|跳闸|煤气|燃气|报警|110|119|120|晕倒|昏迷|走失|失踪|地震|台风|暴雨|"
    r"抢修|故障|宕机|崩了|值班|值夜|夜班|事故|受伤|进贼|小偷|异响|冒烟|呼吸困难|高烧|心梗|送医"
)
# What many say alike without repeating themselves.
# re2: in Python's own engine this repetition of short open ends would backtrack without end.
_USUAL = re2.compile(
    r"(?:收到|好的?|已[阅读填交办完成]+|谢谢.{0,4}|辛苦.{0,4}|ok|\+?1|嗯+|是的?|对|在|早.{0,3}|晚安|明白|了解"
    r"|知道了|哈+|[,!~ ]|\[.{1,12}\])*"
)

# Asks or grunts that say nothing: 在吗, ？, 嗯嗯, 。。 and the like, over folded text.
_EMPTY = re2.compile(
    r"(?:在吗|在么|在不|在不在|有人吗|有人么|人呢|嗯+|哦+|噢+|喔+|额+|呃+|啊+|哎+|唉+|喂+|嘿+|呵+|哼+|顶+|踩+|路过|[0-9]"
    r"|[。.,!?~…、\s]|\[.{1,6}\])+"
)
_EMPTY_BEGINS = frozenset("在有人嗯哦噢喔额呃啊哎唉喂嘿呵哼顶踩路0123456789。.,!?~…、[")
"""The characters that one of these may begin with, blanks apart: asking the pattern costs more than all else here."""
# Own business in working hours: buying, games, gossip, betting pools. Only said where a preset names working hours.
_PERSONAL = re2.compile(
    r"(?:上|开|打|来)(?:一?把|一?局|黑|王者|排位|掼蛋|麻将|斗地主)|王者荣耀|吃鸡|开黑|排位赛|抽卡|副本|刷剧|追剧|追更|综艺|塌房|绯闻"
    r"|八卦|网红|直播间|抢到券|领券|凑单|满减|秒杀|购物车|下单了吗|拼单|拼多多|淘宝|双十一|代购|奶茶拼|炒股|大盘|涨停|跌停|抄底"
    r"|基金(?:涨|跌|绿|红)|足彩|竞彩|买彩票|刮刮乐|竞猜|押注|赌一?(?:把|局|球)|球赛|欧冠|英超|世界杯|相亲|减肥(?:餐|药)|买房|装修队"
)
_NOON = range(12, 14)
_WEEKEND = 5
_VOICE_GAP = timedelta(minutes=10)
_NIGHT_GAP = timedelta(minutes=30)
_OWN_GAP = timedelta(minutes=60)
_HOUR = timedelta(hours=1)
_CALL_GAP = timedelta(minutes=10)
_URGENT_FOR = timedelta(hours=2)
_WEEK = timedelta(days=7)
_BARE_CALL = 6
_SHORT = 10
_LONG_SAID = 15
_COUNTED = 8
_SHARE = 0.7
# What makes a repeat within days one and the same advert, not a daily reminder.
_SELLING = re.compile(
    r"https?:|www\.|加我|加微|加v|vx|微信同号|私聊|私信|私我|滴滴我|优惠|代理|特价|打折|抢购|福利|兼职|招聘|出售|转让|一折|[1-9]折"
)
_MARKS = re.compile(r"[\W_]+")
_COUNTER = re.compile(r"^[0-9]+|[0-9]+$")
_LAST_HOUR = 24
_LONG_AGO = datetime(1, 1, 1)  # noqa: DTZ001
_Times = deque[datetime]


class _Breach(NamedTuple):
    """A sort of breach; ``what`` says it of ``{count}`` messages in the time ``{span}``."""

    category: Category
    rule: str
    level: int
    article: str
    what: str


@dataclass(slots=True)
class _Incident:
    """One breach, told at the message where the threshold was crossed, however long it goes on afterwards."""

    at: int
    breach: _Breach
    count: int
    begin: datetime
    last: datetime

    def hit(self, text: str) -> Hit:
        day = "%H:%M" if self.begin.date() == self.last.date() else "%m-%d %H:%M"
        span = f"{self.begin:{day}}–{self.last:{day}}" if self.begin != self.last else f"{self.begin:%H:%M}"
        breach = self.breach
        why = breach.what.format(count=self.count, span=span)
        return Hit(breach.category, breach.rule, 0, len(text), text, why, breach.level, breach.article)


_VOICES = _Breach("flood", "连续语音", 1, "刷屏", "连续 {count} 条语音（{span}）")
_TALK = _Breach("off_topic", "两人对话", 1, "私聊", "两个人之间接连 {count} 条，没有别人说话（{span}）")
_BURST = _Breach("flood", "短时间连发", 2, "刷屏", "短时间内接连发了 {count} 条（{span}）")
_REPEAT = _Breach("duplicate", "重复发送", 2, "重复发送", "同一个人发了 {count} 次同样的内容（{span}）")
_NOTHING_SAID = _Breach("flood", "无内容消息", 1, "刷屏", "接连 {count} 条没有内容的消息（{span}）")
_CALLS = _Breach("mention_abuse", "频繁@所有人", 2, "@他人", "短时间内 {count} 次 @所有人（{span}）")
_SAME_CALLS = _Breach("mention_abuse", "频繁@同一人", 1, "@他人", "短时间内 {count} 次只 @ 同一个人（{span}）")
_NIGHT = _Breach("off_hours", "休息时间发言", 1, "休息时间", "休息时间发了 {count} 条（{span}）")
_OWN = _Breach("off_topic", "工作时间谈私事", 1, "无关内容", "工作时间谈购物、游戏、闲话一类私事 {count} 条（{span}）")


def over_time(messages: Sequence[Message], conduct: Conduct, step: Step = quiet) -> list[Sequence[Hit]]:
    """For each message the hits that only its neighbours or its clock show. Messages without clock are not judged.

    What goes on after a threshold was crossed belongs to the same hit, whose ``why`` names the time it took and how
    many messages it has. When the clock goes back, counting begins anew.
    """
    found: list[Sequence[Hit]] = [()] * len(messages)
    incidents: list[_Incident] = []
    counters = _Counters(conduct, incidents)
    folded: list[str] = []
    own: set[int] = set()
    for n, message in enumerate(messages):
        at = n % _STEP
        if at == 0:
            step(n, len(messages))
            folded = fold_words([message.text for message in messages[n : n + _STEP]])
            own = _personal(folded) if counters.working else own
        time = _clock(message.time)
        if time is None:
            continue
        if time < counters.last:
            counters = _Counters(conduct, incidents)
        counters.take(n, message, folded[at].strip(), time, own=at in own)
    for incident in incidents:
        found[incident.at] = (*found[incident.at], incident.hit(messages[incident.at].text))
    return found


class _Counters:
    """What is remembered of the messages so far; thrown away when the clock goes back."""

    def __init__(self, conduct: Conduct, incidents: list[_Incident]) -> None:
        self.conduct = conduct
        self.burst_window = timedelta(seconds=conduct.burst_seconds)
        self.repeat_window = timedelta(minutes=conduct.repeat_minutes)
        self.said_window = max(self.repeat_window, _WEEK)
        self.talk_window = timedelta(minutes=conduct.talk_minutes)
        self.pause = max(self.talk_window, self.burst_window)
        self.empty_window = timedelta(minutes=conduct.empty_minutes)
        self.night = _hours(conduct.quiet_from, conduct.quiet_to)
        self.working = _hours(conduct.personal_from, conduct.personal_to).difference(_NOON)
        self.incidents = incidents
        self.open: dict[tuple[str, ...], _Incident] = {}
        self.recent: dict[str, _Times] = defaultdict(deque)
        self.everyone: dict[str, _Times] = defaultdict(deque)
        self.said: dict[tuple[str, str], _Times | datetime] = {}
        """Of what was said once only its moment: a year of talk holds few words twice."""
        self.said_most = _SAID_KEPT
        self.empty: dict[str, _Times] = defaultdict(deque)
        self.everybody: _Times = deque()
        self.called: dict[tuple[str, str], _Times] = defaultdict(deque)
        self.voices: _Times = deque()
        self.voice_sender = ""
        self.voice_breaks = 0
        self.urgent = _LONG_AGO
        self.night_run: _Incident | None = None
        self.now = self.last = self.tail_begin = self.talk_begin = _LONG_AGO
        self.sender = self.other = ""
        self.tail = self.talk = self.turns = 0

    def take(self, n: int, message: Message, folded: str, time: datetime, *, own: bool) -> None:
        """Count one message and add the incidents that begin with it; ``own`` says it speaks of own business."""
        conduct, text, sender = self.conduct, message.text, message.sender
        self.now = time
        if message.kind == "voice":
            self._voice(n, sender, time)
        elif self.voices:
            self.voice_breaks += 1
            if self.voice_breaks > 1 or len(folded) > _SHORT:
                self.voices.clear()
        self._talk(n, sender, time)
        told = False
        if message.kind == "text" and conduct.repeats and len(folded) >= _SAID:
            self._repeat(n, sender, folded, time)
        if message.kind in ("text", "sticker") and conduct.empty:
            if len(folded) > _EMPTY_MOST or folded[:1] not in _EMPTY_BEGINS or not _EMPTY.fullmatch(folded):
                if self.empty:
                    self.empty.pop(sender, None)
            elif _count(self.empty[sender], time, self.empty_window) >= conduct.empty:
                self._crossed(n, ("empty", sender), _NOTHING_SAID, self.empty[sender], self.empty_window)
                told = True
        if conduct.burst:
            times = self.recent[sender]
            mine = _count(times, time, self.burst_window)
            # Stickers and the like that were told as such are no second flood.
            if _count(self.everybody, time, self.burst_window) * _SHARE <= mine >= conduct.burst and not told:
                self._crossed(n, ("burst", sender), _BURST, times, self.burst_window)
        if conduct.mentions and "@" in text:
            self._calls(n, sender, text, time)
        if conduct.everyone_per_hour and "@" in text and EVERYONE.search(text):
            times = self.everyone[sender]
            if _count(times, time, _HOUR) >= conduct.everyone_per_hour:
                self._crossed(n, ("everyone", sender), _CALLS, times, _HOUR)
        if self.night and (time.hour in self.night or (time.hour + 1) % _LAST_HOUR in self.night):
            self._night(n, sender, text, folded, time)
        if own and time.hour in self.working and time.weekday() < _WEEKEND:
            self._crossed(n, ("own", sender), _OWN, (time,), _OWN_GAP)
        self.last, self.sender = time, sender

    def _night(self, n: int, sender: str, text: str, folded: str, time: datetime) -> None:
        """Night messages; an emergency and what is said within two hours of it are none, short replies join a run."""
        if _URGENT.search(text):
            self.urgent = time
        if time.hour not in self.night or time - self.urgent <= _URGENT_FOR:
            return
        run = self.night_run
        if run is not None and len(folded) <= _BARE_CALL and time - run.last <= _NIGHT_GAP:
            run.count += 1
            run.last = time
            return
        self._crossed(n, ("night", sender), _NIGHT, (time,), _NIGHT_GAP)
        self.night_run = self.open["night", sender]

    def _calls(self, n: int, sender: str, text: str, time: datetime) -> None:
        """One person called again and again with hardly a word beside it; what says something is talk, not a call."""
        names = CALL.findall(text)
        if len(names) != 1 or EVERYONE.search(text) or len(CALL.sub("", text).strip()) > _BARE_CALL:
            return
        if len(self.called) >= _SAID_KEPT:
            kept = {k: t for k, t in self.called.items() if time - t[-1] < _CALL_GAP}
            self.called = defaultdict(deque, kept)
        times = self.called[sender, names[0]]
        if _count(times, time, _CALL_GAP) >= self.conduct.mentions:
            self._crossed(n, ("called", sender, names[0]), _SAME_CALLS, times, _CALL_GAP)

    def _repeat(self, n: int, sender: str, folded: str, time: datetime) -> None:
        """The same words but for marks, emoji and a counter at either end; adverts are remembered for a week."""
        bare = _MARKS.sub("", folded)
        if len(bare) >= _COUNTED:
            bare = _COUNTER.sub("", bare)
        key = (sender, bare if len(bare) >= _SAID else folded)
        said = self._said(key, time)
        if len(said) < self.conduct.repeats or _USUAL.fullmatch(folded):
            return
        window = self.repeat_window
        if len(folded) >= _LONG_SAID and _SELLING.search(folded):
            window = self.said_window
        recent = [moment for moment in said if time - moment < window]
        if len(recent) >= self.conduct.repeats:
            self._crossed(n, ("said", *key), _REPEAT, recent, window)

    def _said(self, key: tuple[str, str], time: datetime) -> Sequence[datetime]:
        """The moments within the window at which the sender said the same, this one included."""
        before = self.said.get(key)
        if before is None:
            if len(self.said) >= self.said_most:
                self.said = {k: t for k, t in self.said.items() if time - _latest(t) < self.said_window}
                self.said_most = max(_SAID_KEPT, 2 * len(self.said))
            self.said[key] = time
            return (time,)
        if isinstance(before, datetime):
            before = self.said[key] = deque((before,))
        _count(before, time, self.said_window)
        return before

    def _voice(self, n: int, sender: str, time: datetime) -> None:
        voices = self.voices
        if sender != self.voice_sender or not voices or time - voices[-1] > _VOICE_GAP:
            voices.clear()
            self.voice_breaks = 0
        self.voice_sender = sender
        voices.append(time)
        if self.conduct.voices and len(voices) >= self.conduct.voices:
            self._crossed(n, ("voice", sender), _VOICES, voices, _VOICE_GAP)

    def _talk(self, n: int, sender: str, time: datetime) -> None:
        """Two people with nobody between them; a third one or a pause ends it."""
        if time - self.last > self.pause:
            self.talk, self.tail, self.sender, self.other = 0, 0, "", ""
        self.talk += 1
        if sender == self.sender:
            self.tail += 1
        else:
            if sender != self.other:
                self.talk, self.turns = self.tail + 1, 0
                self.talk_begin = self.tail_begin if self.tail else time
            self.turns += 1
            self.tail, self.tail_begin = 1, time
            self.other = self.sender
        least = self.conduct.talk
        if least and self.talk >= least and self.turns >= least // 4:
            pair = ("talk", *sorted((sender, self.other)))
            self._crossed(n, pair, _TALK, (self.talk_begin,), self.talk_window, self.talk)

    def _crossed(
        self, n: int, key: tuple[str, ...], breach: _Breach, times: Sequence[datetime], gap: timedelta, count: int = 0
    ) -> None:
        """A threshold is crossed: a new incident, or one more message of the one that still goes on."""
        known = self.open.get(key)
        if known is not None and self.now - known.last <= gap:
            known.count += 1
            known.last = self.now
        else:
            self.open[key] = _Incident(n, breach, count or len(times), times[0], self.now)
            self.incidents.append(self.open[key])


def _personal(folded: Sequence[str]) -> set[int]:
    """The places of messages that speak of own business: one pass over all of them together."""
    ends = list(accumulate(len(text.encode()) + 1 for text in folded))
    joined = "\x1e".join(folded).encode()
    return {bisect_right(ends, match.start()) for match in _PERSONAL.finditer(joined)}


def _latest(times: _Times | datetime) -> datetime:
    return times if isinstance(times, datetime) else times[-1]


def _count(times: deque[datetime], now: datetime, window: timedelta) -> int:
    """How many of a sender's moments, this one included, lie within the window before now."""
    while times and now - times[0] >= window:
        times.popleft()
    times.append(now)
    return len(times)


def _clock(time: str | None) -> datetime | None:
    if time is None or "T" not in time:  # a bare date has no clock
        return None
    try:
        clock = datetime.fromisoformat(time)
    except ValueError:
        return None
    return clock.replace(tzinfo=None) if clock.tzinfo else clock


def _hours(begin: int, end: int) -> frozenset[int]:
    """The hours from ``begin`` to ``end``, past midnight where they do; none if both are equal."""
    return frozenset(h for h in range(24) if (begin <= h < end if begin <= end else h >= begin or h < end))

"""How people write, not what: flooding, repeats, calling everyone, night hours. Counters over sender and time."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import MutableSequence, Sequence
from datetime import datetime, timedelta

import numpy as np
import re2

from wxadmin.domain.chat import Message
from wxadmin.domain.hits import Hit
from wxadmin.domain.jobs import Step, quiet
from wxadmin.screening.folding import Block, code_points, fold_words
from wxadmin.screening.ruleset import Conduct

_RULER = frozenset(" -=_*.~·#+…—─━═┄◆●○▲★☆\t\n\r　")
_LONGEST_UNIT = 6
_STEP = 500
_EVERYONE = re.compile(r"@(?:所有人|全体成员|all\b|everyone\b)", re.IGNORECASE)
_CALL = re.compile(r"@[^\s@，。！？,!?:：]{1,30}")
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


def one_line(text: str, conduct: Conduct, *, running: bool) -> list[Hit]:
    """What one message shows by itself: a character or short unit repeated on and on, many people called at once.

    ``running`` is the answer of :func:`repeating` for this message.
    """
    hits = []
    if running:
        span = longest_repeat(text, conduct.run)
        if span is not None:
            start, end = span
            shown = text[start : start + 6]
            why = f"“{shown}…”连续重复，共 {end - start} 个字符，属刷屏"
            hits.append(Hit("flood", "重复字符", start, end, text[start:end], why, 2, "刷屏"))
    if conduct.mentions and "@" in text:
        everyone = list(_EVERYONE.finditer(text))
        called = {match.group() for match in _CALL.finditer(text)}
        if len(everyone) > 1:
            start, end = everyone[0].start(), everyone[-1].end()
            why = f"一条消息里 {len(everyone)} 次 @所有人"
            hits.append(Hit("mention_abuse", "反复@所有人", start, end, text[start:end], why, 2, "@他人"))
        elif len(called) >= conduct.mentions:
            places = list(_CALL.finditer(text))
            start, end = places[0].start(), places[-1].end()
            why = f"一条消息里同时 @ 了 {len(called)} 人"
            hits.append(Hit("mention_abuse", "同时@多人", start, end, text[start:end], why, 1, "@他人"))
    return hits


def repeating(block: Block, least: int) -> set[int]:
    """The messages of a block that may hold a repeat of ``least`` folded characters; a quick look at all at once."""
    found: set[int] = set()
    codes = block.folded.codes
    if not least:
        return found
    for unit in range(1, _LONGEST_UNIT + 1):
        # A repeat is a row of places that each equal the one a unit later; such places are rare.
        row = max(least, 6 * unit) - unit
        same = np.flatnonzero(codes[unit:] == codes[:-unit])
        if len(same) >= row:
            first, last = same[: len(same) - row + 1], same[row - 1 :]
            found.update(block.owners(first[last - first == row - 1]).tolist())
    return found


def longest_repeat(text: str, least: int) -> tuple[int, int] | None:
    """The longest stretch made of one unit of 1–6 characters again and again, ``least`` characters and more.

    Units of several characters must come six times. Rulers (``-----``) and blanks count only past four times ``least``.
    """
    codes = code_points(text)
    best: tuple[int, int] | None = None
    for unit in range(1, _LONGEST_UNIT + 1):
        if len(codes) < max(least, 6 * unit):
            break
        same = codes[unit:] == codes[:-unit]
        breaks = np.concatenate(([-1], np.flatnonzero(~same), [len(same)]))
        lengths = np.diff(breaks) - 1
        at = int(lengths.argmax())
        length = int(lengths[at]) + unit
        if length < max(least, 6 * unit):
            continue
        start = int(breaks[at]) + 1
        body = set(text[start : start + unit])
        if body.issubset(_RULER) and (length < 4 * least or body.issubset(" \t\n\r　")):
            continue
        if all(c.isdigit() for c in body):
            continue
        if best is None or length > best[1] - best[0]:
            best = (start, start + length)
    return best


def over_time(messages: Sequence[Message], conduct: Conduct, step: Step = quiet) -> list[list[Hit]]:
    """For each message the hits that only its neighbours or its clock show. Messages without clock are not judged."""
    found: list[list[Hit]] = [[] for _ in messages]
    recent: dict[str, deque[datetime]] = defaultdict(deque)
    everyone: dict[str, deque[datetime]] = defaultdict(deque)
    said: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    burst_window, repeat_window = timedelta(seconds=conduct.burst_seconds), timedelta(minutes=conduct.repeat_minutes)
    quiet_hours = frozenset(hour for hour in range(24) if _quiet(hour, conduct))
    run_sender, run = "", 0
    voice_sender, voices = "", 0
    for n, message in enumerate(messages):
        if n % _STEP == 0:
            step(n, len(messages))
            part = fold_words([message.text for message in messages[n : n + _STEP]])
        text, sender = message.text, message.sender
        time = _clock(message.time)
        if message.kind == "voice":
            voices = voices + 1 if sender == voice_sender else 1
            voice_sender = sender
            if conduct.voices and voices >= conduct.voices:
                why = f"连续第 {voices} 条语音"
                found[n].append(_whole("flood", "连续语音", text, why, 1, "刷屏"))
        else:
            voice_sender, voices = "", 0
        run = run + 1 if sender == run_sender else 1
        run_sender = sender
        if time is None:
            continue
        if conduct.burst:
            count = _count(recent[sender], time, burst_window)
            if count >= conduct.burst and run >= conduct.burst // 2:
                why = f"{conduct.burst_seconds} 秒内第 {count} 条消息"
                found[n].append(_whole("flood", "短时间连发", text, why, 2, "刷屏"))
        folded = part[n % _STEP].strip() if conduct.repeats else ""
        if message.kind == "text" and len(folded) >= 4:
            count = _count(said[sender, folded], time, repeat_window)
            if count >= conduct.repeats and not _USUAL.fullmatch(folded):
                why = f"同一个人第 {count} 次发同样的内容"
                found[n].append(_whole("duplicate", "重复发送", text, why, 2, "重复发送"))
        if conduct.everyone_per_hour and "@" in text and _EVERYONE.search(text):
            count = _count(everyone[sender], time, timedelta(hours=1))
            if count >= conduct.everyone_per_hour:
                why = f"一小时内第 {count} 次 @所有人"
                found[n].append(_whole("mention_abuse", "频繁@所有人", text, why, 2, "@他人"))
        if time.hour in quiet_hours and not _URGENT.search(text):
            why = f"发在 {time:%H:%M}，属休息时间（{conduct.quiet_from}:00–{conduct.quiet_to}:00）"
            found[n].append(_whole("off_hours", "休息时间发言", text, why, 1, "休息时间"))
    return found


def _whole(category: str, rule: str, text: str, why: str, level: int, article: str) -> Hit:
    return Hit(category, rule, 0, len(text), text, why, level, article)  # type: ignore[arg-type]


def _count(times: MutableSequence[datetime], now: datetime, window: timedelta) -> int:
    """How many of a sender's moments, this one included, lie within the window before now."""
    while times and not timedelta(0) <= now - times[0] < window:
        del times[0]
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


def _quiet(hour: int, conduct: Conduct) -> bool:
    begin, end = conduct.quiet_from, conduct.quiet_to
    return begin <= hour < end if begin <= end else hour >= begin or hour < end

"""By when, as people write it in a chat: 30分钟内, 今天下班前, 明天中午12点前, 周五前, 3个工作日内, 月底前.

A day without a clock lasts until its end: whoever reads 周五前 may still answer on Friday. 明天之前 alone ends with
today, as does 国庆前 with the day before the feast: who allows tomorrow says 明天. Times are local and naive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

OFF_WORK = time(18, 0)
"""下班 where nobody says when that is."""
NOON = time(12, 0)
_LAST = time(23, 59)
_MOST_MINUTES = 366 * 24 * 60
_MOST_WORKDAYS = 250


@dataclass(frozen=True, slots=True)
class DeadlineWords:
    """``text[start:end]`` is ``words``. One of ``minutes`` (after it was said), ``workdays`` and ``at`` is given.

    ``until`` is the clock on the last of those working days.
    """

    start: int
    end: int
    words: str
    minutes: int = 0
    workdays: int = 0
    at: datetime | None = None
    until: time = OFF_WORK


_NUMBER = r"\d{1,4}|[一二两三四五六七八九十]{1,3}"
_WITHIN = re.compile(
    rf"(?<![\d.:：])(?:(?P<half>半)个?(?P<half_unit>小时|钟头|天)"
    rf"|(?P<n>{_NUMBER})个?(?P<more>半)?(?P<unit>分钟|分|小时|钟头|工作日|天|日|周|星期|礼拜))(?:之内|以内|内)"
)
_SPAN = re.compile(
    r"(?P<span>今天|今日|当天|当日|本日|明天|明日|本周|这周|本星期|下周|本月|这个月|当月)(?:之内|以内|内)"
)
_DAY = (
    r"(?P<rel>大后天|今天|今日|今|当天|当日|本日|明天|明日|明|后天)"
    r"|(?P<week>(?:本|这个?|下个?)?(?:周|星期|礼拜))(?P<weekday>[一二三四五六日天末])"
    r"|(?:(?P<year>\d{4})[年./-])?(?<!\d)(?P<month>\d{1,2})[月./-](?P<day>\d{1,2})(?:[日号]|(?!\d))"
    r"|(?:(?P<of>本月|这个月|下个?月)|(?<![\d月]))(?P<only>\d{1,2})[日号]"
    r"|(?P<close>本?月底|本?月末|本?年底|本?年末)"
)
_PART = r"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|早|晚)"
_CLOCK = (
    r"(?P<off>下班)|(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})"
    r"(?:[:：](?P<minutes>[0-5]\d)|[点時时](?:(?P<halfpast>半)|(?P<past>[0-5]?\d)分?|整|钟)?)"
)
_END = r"(?:之前|以前|前|截止(?!时间|日期|[为是到至于：:了过]|\s*\d)|为止)"
_BY = r"(?:截止(?:时间|日期)?[为是到至于：:]?|截至|最迟|最晚|不晚于|不迟于)\s*"
_WHEN = rf"(?:(?:{_DAY})\s*)?(?:{_PART}\s*)?(?:{_CLOCK})?"
_STARTS = r"(?=[截最不于在大今当本明后这下周星礼月年凌早上中傍晚夜一二两三四五六七八九十\d])"
_BEFORE = re.compile(rf"{_STARTS}(?<![\d.:：])(?P<by>{_BY})?(?:于|在)?{_WHEN}\s*(?P<end>{_END})?")
_FEAST = re.compile(
    r"(?P<feast>国庆|元旦|五一|劳动节|春节|过年|清明|端午|中秋|(?<![一二三四五六七八九十\d])十一)(?:节|长假|假期|放假)?(?:之前|以前|前)"
    r"(?![夕后]|[一二两三几半\d]+个?[天周日月]|的)"
)
_FIXED = {"国庆": (10, 1), "十一": (10, 1), "元旦": (1, 1), "五一": (5, 1), "劳动节": (5, 1)}
_MOVING = {
    "春节": "0217 0206 0126 0213 0203 0123 0211 0131 0219 0208",
    "清明": "0405 0405 0404 0404 0405 0405 0404 0404 0405 0405",
    "端午": "0619 0609 0528 0616 0605 0624 0612 0601 0620 0610",
    "中秋": "0925 0915 1003 0922 0912 1001 0919 0908 0927 0916",
}
"""Month and day of the feasts of the lunar calendar in the years from 2026 on."""
_FIRST_YEAR = 2026
_BARE = re.compile(
    rf"{_STARTS}(?<![上每逢昨去\d.:：]){_WHEN}(?![到至~—-]\s*[\d周明后下]|[楼线院店馆厅门床车桌岗站栋幢])"
)
_SIGN = re.compile(r"[前内]|截[止至]|为止|最[迟晚]|不[晚迟]于")
"""One of these is in every deadline: most of what people say is not looked at any further."""
_PAST = re.compile(r"(?:昨[天日]|前[天日])\s*")
_WEEKDAY_BESIDE = re.compile(r"[（(][^()（）]{0,12}[)）]|(?<=[日号 ])周[一二三四五六日](?=\s*[\d上中下晚早]|$)")
_SAID_TWICE = re.compile(
    r"(?<=[日号天一二三四五六末\d])\s*[（(]\s*(?:(?:本|这|下)?(?:周|星期|礼拜)[一二三四五六日天]|(?:\d{1,2}[月./-])?\d{1,2}[日号]?|[今明]天"
    r"|[今明]日|后天)\s*[）)]"
    r"|(?<=[日号])\s*(?:周|星期|礼拜)[一二三四五六日天]"
)
"""The weekday beside a date, the date beside a weekday: 11月25日（周三）18:00前."""
_NAMELESS = re.sub(r"[?]P<.*?>", "?:", f"(?:{_PART})?(?:{_CLOCK}){_END}?")
_CLOCK_BESIDE = re.compile(rf"(?<=[日号天一二三四五六末\d])\s*[（(]\s*(?P<inside>{_NAMELESS})\s*[）)]")
"""The clock in brackets behind its day: 周五（18:00前）."""
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_WEEKDAYS = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6, "末": 4}


def read(text: str, said: datetime) -> tuple[DeadlineWords, ...]:
    """The deadlines a text names, in order, none over another; ``said`` is when it was said (local, naive)."""
    found: list[DeadlineWords] = []
    if not _SIGN.search(text):
        return ()
    taken = bytearray(len(text) + 1)
    plain = _plain(text)
    for pattern, tell in ((_WITHIN, _within), (_SPAN, _whole), (_FEAST, _feast), (_BEFORE, _before)):
        for match in pattern.finditer(plain):
            told = tell(match, said) if match[0] else None
            if told is not None and not any(taken[told.start : told.end]):
                taken[told.start : told.end] = b"\1" * (told.end - told.start)
                found.append(replace(told, words=text[told.start : told.end]))
    return tuple(sorted(found, key=lambda one: one.start))


def _plain(text: str) -> str:
    """The text with nothing between a day and its clock; every letter keeps its place."""
    once = _SAID_TWICE.sub(lambda match: " " * len(match[0]), text)
    return _CLOCK_BESIDE.sub(
        lambda match: (
            " " * (match.start("inside") - match.start()) + match["inside"] + " " * (match.end() - match.end("inside"))
        ),
        once,
    )


def days(text: str, said: datetime) -> tuple[DeadlineWords, ...]:
    """The days and parts of days a text names without saying that they are a deadline: 下周一上午, 明天, 下午三点."""
    found: list[DeadlineWords] = []
    plain = _plain(text)
    for match in _BARE.finditer(plain):
        day = match["week"] or match["only"] or match["close"] or (match["month"] and re.search("[月日号]", match[0]))
        if match["rel"] in ("今", "明") or not (day or match["rel"]):
            day = match["part"]
        at = _at(match, said) if (day or match["rel"] not in (None, "今", "明", "当天", "当日", "本日")) else None
        if at is not None:
            found.append(DeadlineWords(match.start(), match.end(), text[match.start() : match.end()].strip(), at=at))
    return tuple(found)


def moment(text: str, said: datetime) -> datetime | None:
    """The moment a text names that is nothing else, with or without 前 behind it; None when it cannot be read.

    For what people type into a field: 明天下午3点, 9月30日 14:00, also 昨天下午三点.
    """
    words = text.strip()
    if (past := _PAST.match(words)) is not None:
        return moment("今天" + words[past.end() :], said - timedelta(days=2 if past[0][0] == "前" else 1))
    match = _BEFORE.fullmatch(words) or _BEFORE.fullmatch(_WEEKDAY_BESIDE.sub("", words).strip())
    return None if match is None else _at(match, said)


def _within(match: re.Match[str], said: datetime) -> DeadlineWords | None:
    def told(minutes: int = 0, workdays: int = 0, at: datetime | None = None) -> DeadlineWords:
        return DeadlineWords(match.start(), match.end(), match.group(), minutes, workdays, at)

    if match["half"]:
        return told(minutes=30 if match["half_unit"] != "天" else 12 * 60)
    n, unit, more = _number(match["n"]), match["unit"], match["more"]
    if n < 1:
        return None
    if unit in ("分钟", "分"):
        return told(minutes=n) if n <= _MOST_MINUTES else None
    if unit in ("小时", "钟头"):
        minutes = n * 60 + (30 if more else 0)
        return told(minutes=minutes) if minutes <= _MOST_MINUTES else None
    if unit == "工作日":
        return told(workdays=n) if n <= _MOST_WORKDAYS else None
    days = n if unit in ("天", "日") else 7 * n
    return told(at=_late(said.date(), days)) if days <= 366 else None


def _whole(match: re.Match[str], said: datetime) -> DeadlineWords:
    words, today = match["span"], said.date()
    if words in ("明天", "明日"):
        at = _late(today, 1)
    elif words in ("本周", "这周", "本星期"):
        at = _late(today, 6 - today.weekday())
    elif words == "下周":
        at = _late(today, 13 - today.weekday())
    elif words in ("本月", "这个月", "当月"):
        at = datetime.combine(_month_end(today), _LAST)
    else:
        at = _late(today, 0)
    return DeadlineWords(match.start(), match.end(), match.group(), at=at)


def _before(match: re.Match[str], said: datetime) -> DeadlineWords | None:
    if not match["end"] and not match["by"]:
        return None
    at = _at(match, said)
    if at is None:
        return None
    return DeadlineWords(match.start(), match.end(), match.group(), at=at)


def _feast(match: re.Match[str], said: datetime) -> DeadlineWords | None:
    """The end of the day before the next feast of that name; None where the table does not know it."""
    words = "春节" if match["feast"] == "过年" else match["feast"]
    for year in (said.year, said.year + 1):
        if words in _FIXED:
            day = date(year, *_FIXED[words])
        else:
            place = year - _FIRST_YEAR
            known = _MOVING[words].split()
            if not 0 <= place < len(known):
                return None
            day = date(year, int(known[place][:2]), int(known[place][2:]))
        if day > said.date():
            return DeadlineWords(match.start(), match.end(), match.group(), at=_late(day, -1))
    return None


def _at(match: re.Match[str], said: datetime) -> datetime | None:
    day, clock = _day(match, said.date()), _clock(match)
    ends = match.groupdict().get("end") in ("之前", "以前", "前")
    if ends and clock is None and day is not None and match["rel"] in ("明天", "明日", "后天", "大后天"):
        return _late(day, -1)
    named = any(match[key] for key in ("rel", "week", "month", "only", "close"))
    if named:
        if day is None or (match["hour"] and clock is None):
            return None
        return datetime.combine(day, _LAST if clock is None else clock)
    if clock is None:
        return None
    at = datetime.combine(said.date(), clock)
    if at <= said and match["hour"] and not match["part"] and clock.hour < 12 and at + timedelta(hours=12) > said:
        return at + timedelta(hours=12)  # 5点前 said at three in the afternoon
    return at if at > said else at + timedelta(days=1)


def _day(match: re.Match[str], today: date) -> date | None:
    rel, week = match["rel"], match["week"]
    if rel:
        ahead = {"明天": 1, "明日": 1, "明": 1, "后天": 2, "大后天": 3}.get(rel, 0)
        return today + timedelta(days=ahead)
    if week:
        monday = today - timedelta(days=today.weekday())
        found = monday + timedelta(days=_WEEKDAYS[match["weekday"]] + (7 if week.startswith("下") else 0))
        # 周五 said on a Saturday is the next one; 本周五 stays in its week.
        return found + timedelta(days=7) if found < today and week in ("周", "星期", "礼拜") else found
    if match["close"]:
        return date(today.year, 12, 31) if "年" in match["close"] else _month_end(today)
    try:
        if match["month"]:
            found = date(int(match["year"] or today.year), int(match["month"]), int(match["day"]))
            if not match["year"] and (today - found).days > 180:
                found = found.replace(year=today.year + 1)
            return found
        if match["only"]:
            later = (match["of"] or "").startswith("下")
            first = _month_end(today) + timedelta(days=1) if later else today.replace(day=1)
            found = first.replace(day=int(match["only"]))
            if found < today and not match["of"]:  # 5号前 said on the 20th
                found = (_month_end(today) + timedelta(days=1)).replace(day=int(match["only"]))
            return found
    except ValueError:  # no such day
        return None
    return None


def _clock(match: re.Match[str]) -> time | None:
    if match["off"]:
        return OFF_WORK
    part = match["part"] or ""
    if not match["hour"]:
        return {"中午": NOON, "上午": NOON, "早上": NOON, "早晨": NOON, "早": NOON, "下午": OFF_WORK,
                "傍晚": OFF_WORK, "凌晨": time(6), "晚上": _LAST, "夜里": _LAST, "晚": _LAST}.get(part)  # fmt: skip
    hour = _number(match["hour"])
    minute = 30 if match["halfpast"] else int(match["minutes"] or match["past"] or 0)
    if 1 <= hour < {"下午": 12, "傍晚": 12, "晚上": 12, "晚": 12, "夜里": 12, "中午": 3}.get(part, 0):
        hour += 12
    if hour == 24 and minute == 0:
        return _LAST
    return time(hour, minute) if 0 <= hour < 24 else None


def _number(words: str) -> int:
    """Up to 九十九 in characters, any in digits; 0 for what is no number (十十)."""
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.partition("十")
    if not ten:
        return _DIGITS.get(words, 0)
    if any(part and part not in _DIGITS for part in (tens, ones)):
        return 0
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def _late(day: date, days: int) -> datetime:
    return datetime.combine(day + timedelta(days=days), _LAST)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

"""What is looked at before an announcement goes out: words, numbers of persons, blanks, deadline, length, audience."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wxadmin.domain import answer_times, date_slips, deadline_words, message_blanks, wechat_lines
from wxadmin.domain.masking import in_words
from wxadmin.i18n import _
from wxadmin.services import (
    announcement_kinds,
    announcement_plans,
    announcement_texts,
    audiences,
    clock,
    groups,
    workdays,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.announcements import check as screened
from wxadmin.services.records import Store
from wxadmin.services.reviewables import category_words
from wxadmin.store import messages as stored_messages

Target = Literal["title", "body", "fields", "due", "audience", "planned", ""]
Tone = Literal["danger", "warn", "info"]
_PICTURE = re.compile(
    r"扫一?扫?(?:描)?(?:下方|下面|上方|上面|右侧|海报|图中)?(?:的)?二维码|二维码|扫码|(?:见|如|看)(?:下|附)?图|(?:下|附)图|(?:详?见|看|下载|填写)附件"
)
_WARNED = re.compile(r"(?:不要|别|勿|谨防|切勿|严禁|禁止|警惕|小心|陌生|不明|可疑)[^，。；！\n]{0,8}$")
_QUOTED = 30  # characters of what a rule hit that are repeated; flooding hits the whole text
_TONES: dict[Tone, int] = {"danger": 0, "warn": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; with ``danger`` it cannot be posted so, or should not.

    ``target`` is where it is put right, ``start`` and ``end`` (half-open) the place in a text, ``name`` a blank.
    """

    tone: Tone
    words: str
    target: Target = ""
    start: int = -1
    end: int = -1
    name: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """All findings, the gravest first, the text as it goes out, and whom it is for now."""

    checks: tuple[Check, ...]
    text: str
    lines: int
    fold: int | None
    people: int
    left_out: int
    missing: tuple[str, ...]


def of(store: Store, draft: AnnouncementDraft) -> Checked:
    """Look a draft through as it stands in the editor, saved or not."""
    resolved = audiences.preview(store, draft.group, draft.plan.audience)
    text = words_of(draft)
    look = wechat_lines.wrap(text)
    found = [
        *_blanks(draft), *_words(store, draft), *_audience(draft, resolved), *_due(store, draft), *_fields(draft),
        *_dates(draft), *_length(text, look), *_calls(store, draft), *_links(draft), *_pictures(draft),
    ]  # fmt: skip
    missing = message_blanks.missing(f"{draft.title}\n{draft.body}", draft.plan.fields)
    checks = tuple(sorted(found, key=lambda one: _TONES[one.tone]))
    return Checked(checks, text, len(look.lines), look.fold, len(resolved.people), len(resolved.left_out), missing)


def words_of(draft: AnnouncementDraft) -> str:
    """What would go into the group now."""
    by = announcement_plans.due_words(draft.minutes, _aware(draft.deadline), draft.plan.due)
    title, body = (message_blanks.filled(words, draft.plan.fields) for words in (draft.title, draft.body))
    solved = announcement_texts.on_the_day(draft.plan.due.solution)
    return announcement_texts.compose(title, body, by, solved)


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=clock.zone()) if moment is not None and moment.tzinfo is None else moment


def _blanks(draft: AnnouncementDraft) -> list[Check]:
    found: list[Check] = []
    if not draft.title.strip():
        found.append(Check("warn", _("还没有写标题"), "title"))
    if not draft.body.strip():
        found.append(Check("danger", _("还没有写正文"), "body"))
    names = announcement_kinds.variables()
    target: Target
    for target, words in (("title", draft.title), ("body", draft.body)):
        for start, end in message_blanks.broken(words):
            found.append(Check("danger", _("花括号不成对；要填的地方写成 {{名称}}"), target, start, end))
        for name, start, end in message_blanks.places(words):
            if name not in names and not draft.plan.fields.get(name, "").strip():
                what = _("不认识的变量“{}”：请在右边填写，或从正文里删去").format(name)
                found.append(Check("danger", what, target, start, end, name))
    for name in message_blanks.missing(f"{draft.title}\n{draft.body}", draft.plan.fields):
        if name in names:
            hint = names[name].hint
            found.append(Check("danger", _("没有填“{}”（例：{}）").format(name, hint), "fields", name=name))
    return found


def _words(store: Store, draft: AnnouncementDraft) -> list[Check]:
    """What the group's own rules say, and numbers of persons; in the text as read, led back to where it stands."""
    head = f"{draft.title}\n"
    text = head + draft.body
    filled = message_blanks.filled(text, draft.plan.fields)
    found: list[Check] = []
    personal = False
    for hit in screened(store, draft.group, filled):
        personal = personal or hit.category == "personal_data"
        quoted = hit.matched if len(hit.matched) <= _QUOTED else hit.matched[: _QUOTED - 1] + "…"
        what = _("“{}”：{}，{}").format(" ".join(quoted.split()), category_words(hit.category), hit.why)
        found.append(_placed(draft, "danger" if hit.level >= 3 else "warn", what, hit.matched))
    covered = in_words(filled)
    if not personal and covered != filled:
        at = next((n for n, (a, b) in enumerate(zip(filled, covered, strict=False)) if a != b), 0)
        word = filled[max(0, at - 3) : at + 8].split("\n")[0]
        what = _("像是含有个人信息（电话、证件、卡号或邮箱），确认要公开吗")
        found.append(_placed(draft, "warn", what, word))
    return found


def _placed(draft: AnnouncementDraft, tone: Tone, what: str, word: str) -> Check:
    """A finding about a word: in the title, in the text, or in what was filled in."""
    target: Target
    for target, words in (("title", draft.title), ("body", draft.body)):
        at = words.find(word)
        if at >= 0:
            return Check(tone, what, target, at, at + len(word))
    values = {name: value.strip() for name, value in draft.plan.fields.items() if value.strip()}
    name = next((name for name, value in values.items() if word in value), "")
    name = name or next((name for name, value in values.items() if value in word), "")
    return Check(tone, what, "fields" if name else "body", name=name)


def _audience(draft: AnnouncementDraft, resolved: audiences.Resolved) -> list[Check]:
    found: list[Check] = []
    asks = bool(draft.minutes or draft.deadline or draft.plan.due.workdays)
    if not resolved.people and not draft.plan.audience.whole:
        found.append(Check("danger", _("对象里一个人也没有"), "audience"))
    elif not resolved.people and asks:
        found.append(Check("warn", _("本群花名册上还没有人，收不齐回复"), "audience"))
    if resolved.lost:
        names = "、".join(resolved.lost)
        found.append(Check("warn", _("挑选的人已经离开或不在本群：{}").format(names), "audience"))
    return found


def _due(store: Store, draft: AnnouncementDraft) -> list[Check]:
    found: list[Check] = []
    now, start = clock.now(), _start(store, draft)
    if draft.plan.message is None and draft.plan.planned is not None and draft.plan.planned < now:
        found.append(Check("warn", _("计划发布的时间已经过了，发出后请标为已发布"), "planned"))
    fixed = _aware(draft.deadline)
    if fixed is not None and now < fixed <= start:
        found.append(Check("danger", _("截止时间在计划发布之前：{}").format(clock.shown(fixed)), "due"))
    elif fixed is not None and fixed <= start:
        found.append(Check("danger", _("截止时间已经过了：{}").format(clock.shown(fixed)), "due"))
    elif fixed is not None and (fixed - start).total_seconds() < 600:
        found.append(Check("warn", _("离截止不到 10 分钟，多数人来不及看"), "due"))
    said = clock.local(start).replace(tzinfo=None)
    named = [one for one in deadline_words.read(draft.body, said) if one.at is not None or one.minutes or one.workdays]
    asks = bool(draft.minutes or fixed is not None or draft.plan.due.workdays)
    if named and not asks:
        one = named[0]
        what = _("正文写着“{}”，右边还没有设回复时限").format(one.words)
        found.append(Check("info", what, "due", one.start, one.end))
    if not asks:
        return found
    quoting = draft.plan.kind == "regulation"  # it names the times its rules fix
    return [*found, *_unknown_days(store, draft, start), *([] if quoting else _clashes(store, draft, start, said))]


def _unknown_days(store: Store, draft: AnnouncementDraft, start: datetime) -> list[Check]:
    """That the working days to answer are counted in a year whose days off nobody knows yet."""
    days = draft.plan.due.workdays
    if not days or draft.deadline is not None:
        return []
    first = clock.local(start).date()
    words = workdays.unpublished(store, first, workdays.after(store, first, days))
    return [Check("warn", words, "due")] if words else []


def _start(store: Store, draft: AnnouncementDraft) -> datetime:
    """When the time to answer begins: when the instruction was given, as planned, or now."""
    if draft.plan.message is not None:
        with store.read() as db:
            message = stored_messages.one(db, draft.plan.message)
        return clock.now() if message is None else clock.local(message["at"])
    return clock.now() if draft.plan.planned is None else max(clock.now(), draft.plan.planned)


def _clashes(store: Store, draft: AnnouncementDraft, start: datetime, said: datetime) -> list[Check]:
    """What the text says of the time to answer, where another is set; a correction may quote the old one."""
    fixed, due = _aware(draft.deadline), draft.plan.due
    text = message_blanks.filled(f"{draft.title}\n{draft.body}", draft.plan.fields)
    with store.read() as db:
        deadline = announcement_plans.deadline(db, start, draft.minutes, fixed, due)
        if deadline is None:
            return []
        until = clock.local(deadline).replace(tzinfo=None)
        named = answer_times.asked(text, said)
        wrong = [
            one
            for one in named
            if not (
                workdays.after(db, said.date(), one.workdays) == until.date()
                if one.workdays
                else answer_times.agrees(one, until, said)
            )
        ]
    if draft.plan.corrects is not None and len(wrong) < len(named):
        return []
    by = announcement_plans.due_words(draft.minutes, fixed, due)
    return [Check("warn", _("“{}”和右边的回复时限不一致：{}").format(one.words, by), "due") for one in wrong]


def _dates(draft: AnnouncementDraft) -> list[Check]:
    """Dates with a weekday that is not theirs, and days no calendar has."""
    text = message_blanks.filled(f"{draft.title}\n{draft.body}", draft.plan.fields)
    day = clock.today() if draft.plan.planned is None else max(clock.today(), clock.day_of(draft.plan.planned))
    found = []
    for slip in date_slips.find(text, day):
        if slip.day is None:
            what = _("没有这一天：{}").format(slip.words)
        else:
            said = f"{slip.day.year}-{slip.day.month:02}-{slip.day.day:02}"
            what = _("“{}”：{} 是周{}").format(slip.words, said, slip.weekday)
        found.append(_placed(draft, "warn", what, slip.words))
    return found


def _fields(draft: AnnouncementDraft) -> list[Check]:
    """Times filled in that lie behind us."""
    found: list[Check] = []
    now = clock.local(clock.now()).replace(tzinfo=None)
    used = set(message_blanks.names(f"{draft.title}\n{draft.body}"))
    for name, value in draft.plan.fields.items():
        kind = announcement_kinds.variable(name).kind
        if name not in used or kind not in ("time", "deadline", "day") or not value.strip():
            continue
        moment = deadline_words.moment(value, now)
        if moment is None and kind == "deadline":
            what = _("“{}”读不出时间：{}").format(name, value.strip())
            found.append(Check("info", what, "fields", name=name))
        elif moment is not None and moment < now and (kind == "deadline" or draft.plan.kind != "thanks"):
            tone: Tone = "danger" if kind == "deadline" else "info"
            found.append(Check(tone, _("“{}”已经过了：{}").format(name, value.strip()), "fields", name=name))
    return found


def _length(text: str, look: wechat_lines.Look) -> list[Check]:
    if len(text) > wechat_lines.LONGEST:
        n = len(wechat_lines.portions(text))
        what = _("共 {} 字，一条消息可能发不出去；复制时分成 {} 段").format(len(text), n)
        return [Check("warn", what, "body")]
    if look.fold is not None:
        what = _("手机上约 {} 行，超过一屏，可能折叠成“全文”（估计）；重要的写在前面").format(len(look.lines))
        return [Check("warn", what, "body")]
    return []


def _calls(store: Store, draft: AnnouncementDraft) -> list[Check]:
    """Advice on @所有人."""
    at = draft.body.find("@所有人")
    if at >= 0:
        what = _("粘贴的“@所有人”不会提醒人：发送时要在群里打 @ 再选“所有人”，只有群主和管理员能用")
        return [Check("info", what, "body", at, at + 4)]
    if draft.plan.kind in ("urgent", "instruction") and draft.plan.audience.whole:
        return [Check("info", _("紧急的可以发成群公告，或由群主、管理员 @所有人，让大家都收到提醒"))]
    if not draft.plan.audience.whole:
        name = groups.get(store, draft.group).name
        return [Check("info", _("只发给一部分人：全群（{}）都会看到，请在正文里写明对象").format(name), "audience")]
    return []


def _links(draft: AnnouncementDraft) -> list[Check]:
    return [
        Check(
            "info", _("有链接：{}，请先打开核对，微信里可以直接点开").format(draft.body[start:end]), "body", start, end
        )
        for start, end in wechat_lines.links(draft.body)
    ]


def _pictures(draft: AnnouncementDraft) -> list[Check]:
    """What the text points to and text cannot carry."""
    match = next((one for one in _PICTURE.finditer(draft.body) if not _WARNED.search(draft.body[: one.start()])), None)
    if match is None:
        return []
    what = _("正文提到“{}”，复制的只有文字：图片、文件和二维码要在群里另发").format(match.group())
    return [Check("info", what, "body", match.start(), match.end())]

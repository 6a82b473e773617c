"""Applications as people write them: a sentence in the chat, a filled form, a 接龙, rows of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from wxadmin.domain.applications import FORMS, OFFICIAL, REASONS, Kind, Reading, Request
from wxadmin.domain.errors import UserError
from wxadmin.intake import forms
from wxadmin.intake.applicants import NUMBER, PHONE, POLITE, VERB, called_in, cleaned, kind_of, named, parts_of
from wxadmin.intake.chat import find_chat
from wxadmin.intake.text import refuse_damaged

MOST = 500
"""Applications in one paste."""
_LONGEST, _LONGEST_NAME, _SHOWN = 200_000, 60, 200
_WORDS: Mapping[str, str] = {
    "name": "姓名 申请人 申请人姓名 学生姓名 孩子姓名 员工姓名 本人姓名 真实姓名 名字 学生 孩子",
    "department": "部门 班级 所在部门 所在班级 科室 处室 单位 年级班级 部门班级",
    "number": "工号 学号 编号 员工号 工号学号",
    "phone": "电话 手机 手机号 手机号码 联系电话 联系方式 电话号码",
    "relation": "关系 与学生关系 与孩子关系 与孩子的关系 亲属关系 称谓",
    "nickname": "群昵称 微信昵称 昵称 微信名 微信名称",
    "reason": "事由 原因 理由 申请原因 申请理由 入群原因 入群理由 退群原因 情况说明 备注 说明 用途",
    "post": "岗位 职务 身份 职位",
    "category": "类别 人员类型",
    "introducer": "邀请人 推荐人",
    "kind": "申请类型 申请事项 申请类别 类型",
    "group": "群 群名 群名称 申请群 申请加入群 所申请的群",
    "received": "申请日期 日期 提交时间 填表日期 填写时间 申请时间 时间",
}
_LABELS = {label: key for key, labels in _WORDS.items() for label in labels.split()}
"""How forms and tables name the blanks, besides the labels of our own forms."""
_FIELD = re.compile(
    r"\s*(?:\d{1,2}[.、．)）]\s*)?(?:[【\[]([^【】\[\]\n]{1,15})[】\]]\s*[：:]?"
    r"|([^\s：:，。【】\[\]|\d][^：:，。\n]{0,14}?)\s*[：:])\s*(.*)"
)
_COUNTED = re.compile(r"\s*(\d{1,3})\s*[.、．)）]\s*(\S.*)")
_CHAIN = re.compile(r"\s*#\s*(?:接龙|Group Note)", re.IGNORECASE)
_SAMPLE = re.compile(r"\s*(?:例[：:\s]|示例|格式[：:]|如[：:])")
_ASKS = re.compile(r"谁|哪位|哪些|大家|各位家长|的说一下|的请|请.{0,8}(?:填写|接龙|报名)|[？?]|吗")
_WHY = re.compile(r"(?:因为|由于|为了|原因[是：:]|因)\s*([^，。；;！!\n]{2,200})")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")


def read(text: str, *, usual: Kind = "join") -> Reading:
    """Applications in a text, in its order; ``usual`` is the kind of those that do not say what they ask for.

    UserError for damaged text, one longer than 200,000 characters, more than ``MOST`` applications, or none at all.
    """
    refuse_damaged(text, where="申请")
    if len(text) > _LONGEST:
        raise UserError(f"粘贴的文字超过 {_LONGEST} 个字", remedy="请分几次粘贴")
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    reading = _table(lines, usual) or _chat(text, usual) or _lines(lines, usual, 1)
    if not reading.requests:
        raise UserError(
            "没有看出申请", where="粘贴的文字", remedy="请写明是谁、申请什么，例如：我是销售部张三，申请入群"
        )
    if len(reading.requests) > MOST:
        raise UserError(f"一次最多 {MOST} 份申请，这里有 {len(reading.requests)} 份", remedy="请分几次粘贴")
    return reading


# A table


def _table(lines: Sequence[str], usual: Kind) -> Reading | None:
    """Rows below a header that names the applicants; None when this is no table."""
    for at, line in enumerate(lines[:10]):
        for mark in ("\t", "|", "｜", ",", "，"):
            titles = [cell.strip() for cell in line.strip().strip(mark).split(mark)]
            keys = [_key(title) for title in titles]
            if len(titles) > 1 and "name" in keys and sum(map(bool, keys)) > 1:
                return _rows(lines, at, mark, titles, usual)
    return None


def _rows(lines: Sequence[str], at: int, mark: str, titles: Sequence[str], usual: Kind) -> Reading:
    found: list[Request] = []
    left = [(n, line.strip(), "在表头上面") for n, line in enumerate(lines[:at], 1) if line.strip()]
    usual = next((kind for _n, words, _why in left if (kind := kind_of(words)) is not None), usual)
    for number, line in enumerate(lines[at + 1 :], at + 2):
        cells = [cell.strip() for cell in line.strip("\n").split(mark)]
        if mark != "\t":
            cells = [cell.strip() for cell in line.strip().strip(mark).split(mark)]
        if not any(cells) or set(line.strip()) <= set("|-: ｜"):
            continue
        pairs = [(title, cell) for title, cell in zip(titles, cells, strict=False) if cell]
        request = _formed(pairs, usual, number, line.strip())
        if request is None or len(request.name) > _LONGEST_NAME:
            why = "这一行没有姓名" if request is None else f"姓名有 {len(request.name)} 个字，不像姓名"
            left.append((number, line.strip()[:_SHOWN], why))
        else:
            found.append(request)
    return Reading(tuple(found), tuple(left))


# A chat


def _chat(text: str, usual: Kind) -> Reading | None:
    """What was said in a pasted chat; None when it is none."""
    found = find_chat(text)
    if found is None or not found.messages:
        return None
    requests: list[Request] = []
    left: list[tuple[int, str, str]] = []
    for message in found.messages:
        lines = message.text.split("\n")
        chain = any(_CHAIN.match(line) for line in lines)
        if kind_of(message.text) is None and not _is_form(lines):
            left.append((message.line, message.text, "没有说要申请"))
            continue
        reading = _lines(lines, usual, message.line or 1)
        day = None if message.time is None else date.fromisoformat(message.time[:10])
        made = [
            replace(one, nickname=one.nickname or ("" if chain else message.sender), received=one.received or day)
            for one in reading.requests
        ]
        kind = kind_of(message.text)
        if not made and not chain and kind is not None and not _ASKS.search(message.text):
            # 申请退群, without a name: who sent it means himself.
            called = cleaned(message.sender)
            made = [_request(kind, called, message.text, message.line, message.text, message.sender, day)]
        else:
            left += reading.left
        requests += [one for one in made if not any((one.called, one.kind) == (r.called, r.kind) for r in requests)]
    return Reading(tuple(requests), tuple(left))


# Lines


def _lines(lines: Sequence[str], usual: Kind, first: int) -> Reading:
    if _is_form(lines):
        return _filled(lines, usual, first)
    chain = next((at for at, line in enumerate(lines) if _CHAIN.match(line)), None)
    counted = sum(bool(_COUNTED.match(line)) for line in lines)
    if chain is not None or (counted >= 2 and 2 * counted >= sum(bool(line.strip()) for line in lines)):
        return _list(lines, usual, first)
    return _sentences(lines, usual, first)


def _field(line: str) -> tuple[str, str] | None:
    """Label and value of ``姓名：张三`` or ``【姓名】张三``."""
    found = _FIELD.fullmatch(line)
    return None if found is None else ((found[1] or found[2]).strip(), found[3].strip())


def _is_form(lines: Sequence[str]) -> bool:
    keys = [_key(found[0]) for line in lines if (found := _field(line))]
    return "name" in keys and sum(map(bool, keys)) > 1


def _filled(lines: Sequence[str], usual: Kind, first: int) -> Reading:
    """Labels and values; a label that comes again begins the next form."""
    found: list[Request] = []
    left: list[tuple[int, str, str]] = []
    title = next((kind for line in lines if not _field(line) and (kind := kind_of(line))), usual)
    pairs: list[tuple[str, str]] = []
    begun = first

    def close() -> None:
        if pairs:
            request = _formed(pairs, title, begun, "\n".join(f"{label}：{value}" for label, value in pairs))
            if request is None or len(request.name) > _LONGEST_NAME:
                why = "这份表没有姓名" if request is None else f"姓名有 {len(request.name)} 个字，不像姓名"
                left.append((begun, "；".join(value for _label, value in pairs)[:_SHOWN], why))
            else:
                found.append(request)
        pairs.clear()

    for number, line in enumerate(lines, first):
        pair = _field(line)
        if pair is not None and _key(pair[0]) == "name" and any(_key(label) == "name" for label, _value in pairs):
            close()
        if pair is not None:
            if not pairs:
                begun = number
            pairs.append(pair)
        elif line.strip() and pairs and not kind_of(line):
            label, value = pairs[-1]
            pairs[-1] = (label, f"{value}\n{line.strip()}".strip())
        elif line.strip() and kind_of(line) is None:
            left.append((number, line.strip(), "不是“栏目：内容”"))
    close()
    return Reading(tuple(found), tuple(left))


def _list(lines: Sequence[str], usual: Kind, first: int) -> Reading:
    """Counted lines; what stands above says what is asked for."""
    found: list[Request] = []
    left: list[tuple[int, str, str]] = []
    head = ""
    for number, line in enumerate(lines, first):
        match = _COUNTED.match(line)
        if match is None or _SAMPLE.match(line):
            if line.strip() and not _SAMPLE.match(line):
                if not found:
                    head += line
                elif not POLITE.fullmatch(line):
                    left.append((number, line.strip(), "不在接龙的序号里"))
            continue
        kind = kind_of(match[2]) or kind_of(head) or usual
        request = _said(match[2], kind, number)
        if request is None or not named(request.called):
            left.append((number, line.strip(), "没有看出是谁"))
        else:
            found.append(request)
    return Reading(tuple(found), tuple(left))


def _sentences(lines: Sequence[str], usual: Kind, first: int) -> Reading:
    """One application a line; a line that says nobody's name goes on with the one above."""
    blocks: list[tuple[int, str]] = []
    for number, line in enumerate(lines, first):
        words = line.strip()
        if not words:
            continue
        own = called_in(words)
        if blocks and not own:
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]}\n{words}")
        else:
            blocks.append((number, words))
    found: list[Request] = []
    left: list[tuple[int, str, str]] = []
    heading = None
    asked = any(kind_of(words) and called_in(words) for _number, words in blocks)
    for number, words in blocks:
        if asked and not heading and kind_of(words) is None and not parts_of(called_in(words))[1]:
            left.append((number, words, "没有说要申请"))  # among sentences that ask, one that does not is talk
            continue
        request = None if POLITE.fullmatch(words) else _said(words, kind_of(words) or heading or usual, number)
        if request is None or not named(request.called):
            heading = kind_of(words) or heading
            left.append((number, words, "没有看出是谁"))
        else:
            found.append(request)
    return Reading(tuple(found), tuple(left))


def _said(words: str, kind: Kind, line: int) -> Request | None:
    called = called_in(words)
    return _request(kind, called, words, line, words) if called else None


def _request(
    kind: Kind, called: str, words: str, line: int, text: str, nickname: str = "", day: date | None = None
) -> Request:
    """What a sentence says beside the name: number, phone, reason, the parts of the name where they are plain."""
    phone, number, why = PHONE.search(words), NUMBER.search(words), _WHY.search(words)
    name, fields = parts_of(called)
    fields |= {"phone": phone[0] if phone else "", "number": number[1] if number else ""}
    reason = why[1] if why else ""
    reason = VERB.split(reason)[0].strip() or reason
    known = {blank.key for blank in forms.kind(FORMS[kind]).blanks}
    fields = {key: value for key, value in fields.items() if value and key in known}
    return Request(kind, called, name, nickname, reason, day, fields, line, text.strip())


# Blanks


def _formed(pairs: Sequence[tuple[str, str]], usual: Kind, line: int, text: str) -> Request | None:
    """The application of labels and values; None without a name."""
    said = {_key(label): value for label, value in reversed(pairs) if _key(label)}
    kind = kind_of(said.get("kind", "")) or kind_of(said.get("reason", "")) or usual
    form = forms.kind(FORMS[kind])
    by_label = {blank.label: blank.key for blank in form.blanks}
    blanks = {blank.key: blank for blank in form.blanks}
    values: dict[str, str] = {}
    more: list[str] = []
    for label, value in pairs:
        key = by_label.get(label) or _key(label)
        key = "reason" if key == REASONS[kind] else key
        if not value or key == "kind":
            continue
        if key == "received" and _day(value) is None:
            key = ""
        blank = blanks.get(key)
        placed = key in ("name", "nickname", "reason", "received") or (blank is not None and key not in OFFICIAL)
        if placed and key not in values and (blank is None or not blank.choices or value in blank.choices):
            values[key] = value
        else:
            more.append(f"{label}：{value}")
    name = values.pop("name", "").strip()
    if not name:
        return None
    reason = "；".join(part for part in (values.pop("reason", ""), *more) if part)
    nickname, day = values.pop("nickname", ""), _day(values.pop("received", ""))
    bare, fields = parts_of(name)
    fields = {key: value for key, value in fields.items() if key in blanks} | values
    place = fields.get("department", "").split("/")[-1]
    called = "-".join(part for part in (place, bare + fields.get("relation", "")) if part)
    return Request(kind, called, bare, nickname, reason, day, fields, line, text)


def _key(label: str) -> str:
    """The blank a label means, ``""`` for none."""
    plain = re.sub(r"[\s*＊（(].*|[*＊]", "", label.strip())
    if plain in _LABELS:
        return _LABELS[plain]
    for form in FORMS.values():
        for blank in forms.kind(form).blanks:
            if blank.label == label.strip():
                return "reason" if blank.key in REASONS.values() else blank.key
    return ""


def _day(words: str) -> date | None:
    found = _DAY.search(words)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None

"""Reports, suggestions, drafts, cries for help, as people write them: in a chat, by a word in front, on a form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from wxadmin.domain.chat import Message
from wxadmin.domain.errors import UserError
from wxadmin.domain.matters import Kind, Reading, Told
from wxadmin.intake.chat import find_chat
from wxadmin.intake.text import refuse_damaged

MOST = 300
"""Matters in one paste."""
_LONGEST, _LONGEST_NAME, _SHOWN, _TITLE = 200_000, 30, 200, 30
_GOES_ON = 30 * 60  # seconds within which the same sender goes on with the same matter

_MARKS: Mapping[Kind, str] = {
    "submission": "申请发布 申请转发 送审 送审稿 投稿 发布申请 请审核 待审核 报审",
    "report": "举报 投诉 检举 举报违规 违规举报",
    "suggestion": "建议 意见 意见建议 意见和建议 提议 反馈",
    "help": "求助 求帮助 求帮忙 紧急求助 帮忙",
    "dispute": "纠纷 成员纠纷 调解 申请调解 矛盾",
    "anomaly": "账号异常 帐号异常 被盗号 盗号 冒充 冒名",
}
_KIND_OF = {word: kind for kind, words in _MARKS.items() for word in words.split()}
_WORD = "|".join(sorted(map(re.escape, _KIND_OF), key=len, reverse=True))
_CALL = r"(?:[@＠](?:群主|管理员|老师|所有人)[\s\u2005,，:：]*)*"
_MARK = re.compile(
    rf"\s*{_CALL}(?:[【\[#＃《]\s*({_WORD})\s*[】\]#＃》]\s*[：:]?"
    rf"|(?:我要|我想|想|本人)?({_WORD})\s*(?:一下|内容)?\s*[：:])\s*"
)
_CALLED = re.compile(rf"\s*{_CALL}({_WORD})[\s，,。！!]+(?=\S)")
"""求助 and a space: only behind a call of the owner, or else any sentence that begins so."""
_NAMED = re.compile(
    r"\s*(?:\d{1,3}[.、．)）]\s*)?[@＠]?([^：:\s@＠\d，。！？、【\[][^：:\n，。！？]{0,29}?)\s*[：:]\s*(\S.*)",
    re.DOTALL,
)
_SIGNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "anomaly",
        re.compile(
            r"(?:[号账帐]|账号|微信)[^，。；]{0,4}(?:被盗|被冒|异常|丢了)|盗号|被盗了|冒充|冒名顶替|假冒|冒用"
            r"|不是(?:我|他|她)?本人"
        ),
    ),
    ("report", re.compile(r"(?:要|想|来|特此|实名|匿名)?(?:举报|投诉|检举)(?!电话|箱|邮箱|热线|有奖|方式|渠道|信箱)")),
    ("dispute", re.compile(r"评(?:评|个|一下)理|纠纷|(?:帮|请|申请).{0,8}调解|吵起来|闹(?:了|起)?矛盾|调解一下")),
    (
        "submission",
        re.compile(
            r"(?:申请|请求|请(?:群主|老师|领导)?(?:批准|同意|允许)|想|打算|准备|拟)[^，。；？！\n]{0,8}(?:发布|转发|推送)"
            r"|送审|投稿|(?:能不能|能否|可以|可不可以|可否)(?:把[^，。；\n]{1,20})?(?:发|转)(?:到|在|进)?[^，。；\n]{0,6}群"
            r"|(?:帮忙|请|麻烦)[^，。；\n]{0,6}(?:审核|审一下|把关)"
        ),
    ),
    ("suggestion", re.compile(r"提(?:一?个|一?点|一?条|出)?(?:建议|意见)|我?(?<![不有])建议(?!书|稿|零售)(?=\S{2})")),
    (
        "help",
        re.compile(
            r"求助|求帮[助忙]|(?:[@＠]?(?:群主|管理员|老师))[^。；\n]{0,30}(?:帮|怎么|请问|能不能|能否|救)"
            r"|(?:请|求|麻烦)[^，。；\n]{0,8}帮我|谁(?:能|可以|会)?来?帮(?:帮|下|一下)?(?:我|忙)|(?<!谢谢)帮帮我"
        ),
    ),
)
_NOT = re.compile(
    r"(?:谢谢|感谢)[^，。；]{0,12}(?:建议|意见|投稿|帮忙|帮助)"
    r"|(?:有(?:什么|没有|啥)|欢迎|征求|收集)[^，。；]{0,12}(?:建议|意见|投稿)"
    r"|(?:不要|别|请勿|禁止|严禁|不得)[^，。；]{0,6}(?:投稿|冒充|假冒|转发|发布|求助)"
)
_QUOTED = re.compile(r"[“「『\"]([^”」』\"\n]{1,24})[”」』\"]")
_MENTION = re.compile(r"[@＠](?!群主|管理员|所有人|老师)([^\s@＠，,。：:！!？?；;\u2005]{1,24})")
_AFTER = re.compile(
    r"(?:举报|投诉|检举|冒充)(?:一下|群里的?|群成员|群友|成员|用户|违规)*[\s：:]*([^\s，,。；;！!？?：:、的在]{2,12}?)"
    r"(?=在|发|刷|骂|总|一直|多次|昨|今|经常|说|又|的|[\s，,。；;！!？?：:]|$)"
)
_BETWEEN = re.compile(r"(?:和|跟|与)\s*([^\s，,。；;和跟与我]{2,12}?)(?=吵|闹|有|因|为|发生|在|的|[\s，,。；;]|$)")
_WITH_ME = re.compile(
    r"(?:^|[\s，,。；;：:])([^\s，,。；;：:和跟与我]{2,12})(?:和|跟|与)我(?=吵|闹|有|因|为|发生|在|的|[\s，,。；;]|$)"
)
_NOBODY = re.compile(
    r"有人|某人|一下|一个|违规|广告|群里|大家|别人|他|她|我|你|这|那|垃圾|刷屏|骂人|内容|信息|消息|诈骗|赌博"
)
_TITLED = re.compile(r"《([^》\n]{2,40})》|【([^】\n]{2,40})】")
_FIELD = re.compile(
    r"\s*(?:\d{1,2}[.、．)）]\s*)?(?:[【\[]([^【】\[\]\n]{1,12})[】\]]\s*[：:]?"
    r"|([^\s：:，。|\d][^：:，。\n]{0,11}?)\s*[：:])\s*(.*)"
)
_LABELS = {
    label: key
    for key, labels in {
        "kind": "类型 事项 类别 反映类型 事项类型",
        "name": "反映人 举报人 投诉人 姓名 送审人 投稿人 建议人 求助人 提出人 申请人 报告人",
        "about": "被举报人 被投诉人 涉及的人 涉及的人或事 涉及人员 对方 双方 当事人 被冒充的人 账号 群昵称",
        "title": "标题 主题 题目",
        "body": "内容 反映内容 事实 材料内容 情况 情况说明 建议内容 求助内容 举报内容 正文 经过 材料 说明",
        "happened": "发生时间 时间 发现时间",
        "source": "来源 来源和依据 依据",
        "when": "拟发布时间 发布时间",
        "secret": "是否保密 保密",
        "wanted": "诉求 要求 希望",
        "received": "日期 反映日期 提交时间 填写时间",
    }.items()
    for label in labels.split()
}
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_EMPTY = "没有看出是举报、建议、求助、送审、纠纷还是账号异常"


def read(text: str, usual: Kind | None = None) -> Reading:
    """Matters in a text, in its order; ``usual`` is the kind of a text that does not say what it is.

    UserError for damaged text, one longer than 200,000 characters, more than ``MOST`` matters, or none at all.
    """
    refuse_damaged(text, where="粘贴的文字")
    if len(text) > _LONGEST:
        raise UserError(f"粘贴的文字超过 {_LONGEST} 个字", remedy="请分几次粘贴")
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    reading = _form(lines) or _chat(text) or _lines(lines)
    if not reading.told and usual is not None and text.strip():
        reading = Reading((_told(usual, "", text.strip(), 1, text.strip()),))
    if not reading.told:
        raise UserError(
            "没有看出要办的事", where="粘贴的文字", remedy="请在前面写明是什么，例如“举报：…”“建议：…”“申请发布：…”"
        )
    if len(reading.told) > MOST:
        raise UserError(f"一次最多 {MOST} 件，这里有 {len(reading.told)} 件", remedy="请分几次粘贴")
    return reading


def kind_of(words: str) -> Kind | None:
    """What somebody wants with these words, None where that cannot be seen."""
    head = words[:2_000]
    mark = _MARK.match(head)
    if mark is not None:
        return _KIND_OF[mark[1] or mark[2]]
    called = _CALLED.match(head)
    if called is not None:
        return _KIND_OF[called[1]]
    if _NOT.search(head):
        return None
    return next((kind for kind, pattern in _SIGNS if pattern.search(head)), None)


def of_message(kind: Kind, who: str, words: str, day: date | None = None) -> Told:
    """A message whose kind is known, taken apart."""
    return _told(kind, who, words, 1, words, day)


# A chat


def _chat(text: str) -> Reading | None:
    """What was said in a pasted chat; None when it is none."""
    found = find_chat(text)
    if found is None or not found.messages:
        return None
    told: list[Told] = []
    left: list[tuple[int, str, str]] = []
    last: dict[str, tuple[int, str | None]] = {}  # sender → (place in told, time of the last words)
    for message in found.messages:
        kind = kind_of(message.text)
        day = None if message.time is None else date.fromisoformat(message.time[:10])
        open_one = last.get(message.sender)
        if kind is None and open_one is not None and _soon(open_one[1], message):
            at = open_one[0]
            told[at] = replace(
                told[at], body=f"{told[at].body}\n{message.text}".strip(), text=f"{told[at].text}\n{message.text}",
                about=told[at].about or _about(told[at].kind, message.text),
            )  # fmt: skip
            last[message.sender] = (at, message.time)
        elif kind is None:
            left.append((message.line or 0, message.text[:_SHOWN], _EMPTY))
        else:
            last[message.sender] = (len(told), message.time)
            told.append(_told(kind, message.sender, message.text, message.line or 0, message.text, day))
    return Reading(tuple(told), tuple(left))


def _soon(before: str | None, message: Message) -> bool:
    if before is None or message.time is None:
        return before is None and message.time is None
    gap = datetime.fromisoformat(message.time) - datetime.fromisoformat(before)
    return 0 <= gap.total_seconds() <= _GOES_ON


# Lines


def _lines(lines: Sequence[str]) -> Reading:
    """Each line that says what it is begins a matter; lines below that say nothing of the kind go on with it."""
    told: list[Told] = []
    left: list[tuple[int, str, str]] = []
    begun: list[tuple[int, str, str, Kind]] = []  # line, who, words, kind
    for number, line in enumerate(lines, 1):
        words = line.strip()
        if not words:
            continue
        who, said = _speaker(words)
        kind = kind_of(said)
        if kind is not None:
            begun.append((number, who, said, kind))
        elif begun and not who:
            number, who, said, kind = begun[-1]
            begun[-1] = (number, who, f"{said}\n{words}", kind)
        else:
            left.append((number, words[:_SHOWN], _EMPTY))
    for number, who, said, kind in begun:
        told.append(_told(kind, who, said, number, said))
    return Reading(tuple(told), tuple(left))


def _speaker(words: str) -> tuple[str, str]:
    """Who says a line ``名字：…`` and what; a line that begins with what it is has no speaker."""
    if _MARK.match(words) or _CALLED.match(words):
        return "", words
    named = _NAMED.match(words)
    if named is None or _key(named[1]) or re.fullmatch(r"https?", named[1]) or kind_of(named[1]) is not None:
        return "", words
    return named[1].strip(), named[2]


# A form


def _form(lines: Sequence[str]) -> Reading | None:
    """Labels and values, one matter or several; None when this is none."""
    pairs = [(n, found) for n, line in enumerate(lines, 1) if (found := _field(line)) is not None]
    keys = {_key(label) for _n, (label, _value) in pairs}
    if not ({"body", "title"} & keys and {"kind", "name", "about"} & keys):
        return None
    told: list[Told] = []
    left: list[tuple[int, str, str]] = []
    title = ""
    block: list[tuple[str, str]] = []
    begun = 1

    def close() -> None:
        if not block:
            return
        made = _formed(block, title, begun)
        if made is None:
            left.append((begun, "；".join(value for _label, value in block)[:_SHOWN], _EMPTY))
        else:
            told.append(made)
        block.clear()

    for number, line in enumerate(lines, 1):
        pair = _field(line)
        pair = None if pair is None or (not _key(pair[0]) and block) else pair
        if pair is not None and _key(pair[0]) and _key(pair[0]) in {_key(label) for label, _value in block}:
            close()
        if pair is not None and _key(pair[0]):
            begun = begun if block else number
            block.append(pair)
        elif line.strip() and block:
            label, value = block[-1]
            block[-1] = (label, f"{value}\n{line.strip()}".strip())
        elif line.strip():
            title = line.strip()
    close()
    return Reading(tuple(told), tuple(left)) if told else None


def _field(line: str) -> tuple[str, str] | None:
    found = _FIELD.fullmatch(line)
    return None if found is None else ((found[1] or found[2]).strip(), found[3].strip())


def _key(label: str) -> str:
    return _LABELS.get(re.sub(r"[\s*＊（(].*|[*＊]", "", label.strip()), "")


def _formed(pairs: Sequence[tuple[str, str]], heading: str, line: int) -> Told | None:
    said = {_key(label): value for label, value in reversed(pairs)}
    labels = " ".join(label for label, _value in pairs)
    words = said.get("body", "") or said.get("title", "")
    kind = kind_of(f"{said.get('kind', '')}：") if said.get("kind") else None
    kind = kind or kind_of(said.get("kind", "")) or kind_of(heading) or kind_of(f"{labels}") or kind_of(words)
    if kind is None or not words.strip():
        return None
    about = tuple(part for part in re.split(r"[、，,；;/\s]+", said.get("about", "")) if part)[:10]
    fields = {key: said[key] for key in ("happened", "source", "when", "wanted") if said.get(key)}
    if "为我保密" in said.get("secret", "") or said.get("secret", "") in ("是", "保密"):
        fields |= {"secret": "1"}
    text = "\n".join(f"{label}：{value}" for label, value in pairs)
    return Told(
        kind, said.get("name", "")[:_LONGEST_NAME], said.get("title", "")[:200] or _title(kind, words), words.strip(),
        about or _about(kind, words), fields, _day(said.get("received", "")), line, text,
    )  # fmt: skip


# One matter


def _told(kind: Kind, who: str, words: str, line: int, text: str, day: date | None = None) -> Told:
    body = words
    mark = _MARK.match(words)
    if mark is not None:
        body = words[mark.end() :]
    else:
        called = _CALLED.match(words)
        body = words[called.end() :] if called is not None else words
    body = body.strip() or words.strip()
    return Told(kind, who.strip()[:_LONGEST_NAME], _title(kind, body), body, _about(kind, words), {}, day, line, text)


def _title(kind: Kind, body: str) -> str:
    """The first words, or what stands in book marks of a draft."""
    named = _TITLED.search(body[:200]) if kind == "submission" else None
    if named is not None:
        return named[1] or named[2]
    first = next((line.strip() for line in body.splitlines() if line.strip()), "")
    first = re.sub(rf"^{_CALL}", "", first).strip() or first
    head = re.split(r"[。！!？?；;]", first, maxsplit=1)[0].strip() or first
    return head if len(head) <= _TITLE else f"{head[: _TITLE - 1]}…"


def _about(kind: Kind, words: str) -> tuple[str, ...]:
    """Whom it is about, as far as the words point to somebody; nobody is guessed."""
    if kind not in ("report", "dispute", "anomaly"):
        return ()
    head = words[:2_000]
    found = [name.strip() for name in _MENTION.findall(head)]
    if not found and kind == "dispute":
        between = (*_WITH_ME.findall(head), *_BETWEEN.findall(head))
        found = [name for name in between if not _NOBODY.search(name)]
    if not found:
        after = _AFTER.search(head)
        if after is not None and not _NOBODY.search(after[1]):
            found = [after[1]]
    if not found and kind != "dispute":
        quoted = _QUOTED.search(head[:60])
        if quoted is not None and not re.search(r"[，。！？,!?]", quoted[1]):
            found = [quoted[1]]
    return tuple(dict.fromkeys(name.strip("“”「」\"' ") for name in found if name.strip("“”「」\"' ")))[:10]


def _day(words: str) -> date | None:
    found = _DAY.search(words)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None

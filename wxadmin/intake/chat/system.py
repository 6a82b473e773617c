"""System lines: who invited, removed, recalled, renamed or pinned, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from wxadmin.domain.chat import EventKind

LONGEST = 400
"""A longer line is no system line; it also bounds the work of the patterns."""
SYSTEM_SENDERS = frozenset(("系统消息", "系统通知", "系统提示", "系统", "system", "system message"))


@dataclass(frozen=True, slots=True)
class Notice:
    """What a system line says; ``subjects`` are those it was done to, or the new name of the group."""

    kind: EventKind
    actor: str
    subjects: tuple[str, ...]


# Kind, a word every such line has, the line, how to read it. {A} stands first, {S} second.
# "by": {S} did it to {A}; "pat": 我 may stand first; "self": {A} is the subject, too;
# "whole": {S} is one name, never a list.
_ROWS: tuple[tuple[EventKind, str, str, str], ...] = (
    ("join", "邀请", r"{A}邀请{S}加入了?(?:本|该)?群聊?(?:[,，]群聊参与人还有[:：].*)?", ""),
    ("join", "二维码", r"{A}(?:通过)?(?:扫描|扫码|识别){S}(?:分享)?的?二维码加入了?群聊?", "by"),
    ("join", "加入", r"{A}通过{S}(?:分享)?的?(?:群聊?)?(?:邀请链接|邀请|链接|名片)加入了?群聊?", "by"),
    ("join", "加入", r"{A}(?:通过[^\"]{1,20})?加入了?群聊?", "self"),
    ("remove", "移", r"{A}将{S}(?:移出|移除)了?(?:本|该)?群聊?", ""),
    ("remove", "移", r"{A}被{S}(?:移出|移除)了?(?:本|该)?群聊?", "by"),
    ("remove", "移", r"{S}(?:已)?被(?:移出|移除)了?(?:本|该)?群聊?", ""),
    ("recall", "撤回", r"{A}\s?撤回了?(?:一条|\d{1,3}\s?条)?消息(?:\s*重新编辑)?", ""),
    ("recall", "撤回", r"{A}\s?撤回了?(?:群?成员\s?)?{S}的?(?:一条|\d{1,3}\s?条)?消息", ""),
    ("rename", "为", r"{A}(?:修改|更改|变更)了?群聊?(?:名称?)?为\s*{S}", "whole"),
    ("rename", "为", r"{A}将群聊?名称?(?:修改|更改|改)为\s*{S}", "whole"),
    ("other", "置顶", r"{A}(?:移除|取消)了?.{0,60}置顶.{0,20}", ""),
    ("pinned", "置顶", r"{A}置顶了?.{0,60}", ""),
    ("pinned", "置顶", r"{A}将.{0,60}置顶", ""),
    ("other", "拍了拍", r"{A}\s?拍了拍\s?(?:自己|{S})(?:的.{0,40}|(?<=\")[^\"]{0,40})?", "pat"),
    ("other", "退出", r"{A}退出了?群聊?", ""),
    ("other", "解散", r"{A}解散了?(?:该|本)?群聊?", ""),
    ("other", "群主", r"{A}(?:已经|已)?成为了?(?:新的?|新任)?群主", ""),
    ("other", "群主", r"{A}将群主(?:转让|移交)给了?{S}", ""),
    ("other", "管理员", r"{A}(?:将|把){S}(?:添加为|设为|设置为|移出)了?群?管理员(?:身份)?", ""),
    ("other", "管理员", r"{S}(?:已)?被{A}(?:添加|设|设置|取消)为?群?管理员(?:身份)?", ""),
    ("other", "管理员", r"{S}(?:已经|已)?(?:被)?(?:添加|设|设置|取消|成)为?群?管理员(?:身份)?", ""),
    ("other", "群聊邀请确认", r"(?:{A}|(?P<owner>群主))(?:已)?(?:启用|开启|关闭|停用)了?\"?群聊邀请确认\"?.{0,60}", ""),
    ("other", "进群方式", r"(?:{A}|(?P<owner>群主))(?:已)?恢复了?默认进群方式", ""),
    ("other", "禁言", r"(?:{A}|(?P<owner>群主))(?:已)?(?:启用|开启|关闭|停用|解除)了?\"?全员禁言\"?.{0,30}", ""),
    ("other", "红包", r"{A}领取了?{S}的红包.{0,20}", ""),
    ("other", "红包", r"收到红包[,，]?请在手机上查看", ""),
    ("other", "朋友关系", r"{A}与群里其他人都不是(?:微信)?朋友关系.{0,30}", ""),
    ("other", "了", r"{A}(?:发起|加入|结束)了(?:群)?(?:语音通话|视频通话|位置共享|直播)", ""),
    ("other", "群", r"{A}(?:发布|更新|修改|完成|删除)了(?:群公告|一条群待办|群待办)", ""),
    ("other", "结束", r"(?:语音通话|视频通话|位置共享|群直播)(?:已经|已)?结束", ""),
    ("other", "群聊人数", r"群聊人数.{2,60}", ""),
    ("other", "以", r"[-—–\s]*以[上下][是为](?:新消息|打招呼的?(?:内容|消息)|历史消息)[-—–\s]*", ""),
)
_ENGLISH_ROWS: tuple[tuple[EventKind, str, str, str], ...] = (
    ("join", "invited", r"{A} (?:has )?invited {S} to (?:join )?(?:the|this|a) group(?: chat)?(?: with .*)?", ""),
    ("join", "joined", r"{A} (?:has )?joined (?:the |this )?group(?: chat)? (?:via|by|through) .{0,40}? by {S}", "by"),
    ("join", "joined", r"{A} (?:has )?joined (?:the |this )?group(?: chat)? (?:via|by scanning) {S}'s QR ?code", "by"),
    ("join", "joined", r"{A} (?:has )?joined (?:the |this )?group(?: chat)?", "self"),
    ("remove", "removed", r"{A} (?:has |have )?removed {S} from (?:the|this) group(?: chat)?", ""),
    (
        "remove",
        "removed",
        r"{A} (?:was|were|has been|have been) removed from (?:the|this) group(?: chat)? by {S}",
        "by",
    ),
    ("remove", "removed", r"{S} (?:was|were|has been|have been) removed from (?:the|this) group(?: chat)?", ""),
    ("recall", "recalled", r"{A} (?:has |have )?recalled (?:a|\d{1,3}) messages?(?:\s*(?:Re-?)?edit)?", ""),
    ("recall", "recalled", r"{A} (?:has |have )?recalled a message (?:from|by|of) {S}", ""),
    (
        "rename",
        "group",
        r"{A} (?:has |have )?(?:changed|modified) the group(?: chat)?(?:'s)? name (?:to|as) {S}",
        "whole",
    ),
    ("rename", "renamed", r"{A} (?:has |have )?renamed the group(?: chat)? (?:to|as) {S}", "whole"),
    ("other", "pinned", r"{A} (?:has |have )?(?:unpinned a|removed a pinned) message", ""),
    ("pinned", "pinned", r"{A} (?:has |have )?pinned (?:a|the) message(?: (?:from|by|of) .{1,80})?", ""),
    ("other", "left", r"{A} (?:has |have )?left (?:the|this) group(?: chat)?", ""),
    ("other", "tickled", r"{A} tickled {S}", ""),
    ("other", "owner", r"{A} (?:is|are|became|has become) (?:now )?the new group owner", ""),
)

# Of lines that are no event of their own kind, those in which people may stand without quotation marks.
_BARE_WORDS = frozenset(("拍了拍", "红包"))

# All quotation marks are made straight, one for one, so that spans hold in the line as written.
_MARKS = '"“”„‟＂「」『』'
_STRAIGHT = str.maketrans(_MARKS, '"' * len(_MARKS))
_BETWEEN_QUOTED = re.compile(rf"(?<=[{_MARKS}])\s*(?:、|,|，|和|and)\s*(?=[{_MARKS}])")
_NAME = r"[^\n]{1,100}?"
_NAMES = r"[^\n]{1,300}?"


@dataclass(frozen=True, slots=True)
class _Shape:
    kind: EventKind
    word: str
    strict: re.Pattern[str]
    loose: re.Pattern[str]
    reading: str


def _shape(kind: EventKind, word: str, row: str, reading: str, *, quoted: bool) -> _Shape:
    def pattern(who: str, whom: str) -> re.Pattern[str]:
        line = row.replace("{A}", f"(?P<a>{who})").replace("{S}", f"(?P<s>{whom})")
        return re.compile(rf"\s*{line}\s*[。.]?\s*", re.IGNORECASE)

    loose = pattern(_NAME, _NAMES)
    if not quoted:
        return _Shape(kind, word, loose, loose, reading)
    whom = _NAMES if reading == "whole" else rf'(?:"{_NAMES}"|你(?:和"{_NAMES}")?)'
    if reading == "pat":
        return _Shape(kind, word, pattern(rf'(?:"{_NAME}"|[你我])', f"(?:{whom}|我)"), loose, reading)
    who = rf'(?:"{_NAME}"|你)'
    return _Shape(kind, word, pattern(who, whom), loose, reading)


_SHAPES = tuple(_shape(*row, quoted=True) for row in _ROWS)
_ENGLISH_SHAPES = tuple(_shape(*row, quoted=False) for row in _ENGLISH_ROWS)


def read_notice(line: str, *, certain: bool = False, people: Collection[str] = ()) -> Notice | None:
    """What a line says if the whole of it is a system line.

    In running text names must stand in quotation marks, be 你, or who acts one of ``people``; where the source marks
    the line as the system's (``certain``) they need not.
    """
    if len(line) > LONGEST:
        return None
    straight = line.translate(_STRAIGHT)
    lower = straight.lower()
    for shapes, haystack in ((_SHAPES, straight), (_ENGLISH_SHAPES, lower)):
        for shape in shapes:
            if shape.word not in haystack:
                continue
            found = (shape.loose if certain else shape.strict).fullmatch(straight)
            if found is not None and found.groupdict().get("a") != "I":
                return _notice(shape, found, line)
            if people and (shape.kind != "other" or shape.word in _BARE_WORDS):
                found = shape.loose.fullmatch(straight)
                if found is not None and _acts(shape, found, line) in people:
                    return _notice(shape, found, line)
    return None


def recalled_of(line: str) -> str:
    """Whose message a recall line says that somebody else took back; ``""`` where it names nobody."""
    straight = line.translate(_STRAIGHT)
    for shape in (*_SHAPES, *_ENGLISH_SHAPES):
        if shape.kind == "recall" and len(line) <= LONGEST:
            found = shape.loose.fullmatch(straight)
            if found is not None:
                return _bare(line[slice(*found.span("s"))]) if "s" in found.re.groupindex else ""
    return ""


def _acts(shape: _Shape, found: re.Match[str], line: str) -> str:
    """Who acts in a line, as written there."""
    group = "s" if shape.reading == "by" else "a"
    return line[slice(*found.span(group))].strip() if group in found.re.groupindex else ""


def _notice(shape: _Shape, found: re.Match[str], line: str) -> Notice:
    groups = found.groupdict()
    actor = _bare(line[slice(*found.span("a"))]) if groups.get("a") else groups.get("owner") or ""
    second = line[slice(*found.span("s"))] if groups.get("s") else ""
    if shape.kind == "recall":
        # Whose message it was stays in the words of the event; the contract gives a recall no subjects.
        return Notice(shape.kind, actor, ())
    if shape.reading == "self":
        return Notice(shape.kind, actor, (actor,))
    if shape.reading == "by":
        return Notice(shape.kind, _bare(second), (actor,))
    if shape.reading == "whole":
        return Notice(shape.kind, actor, (_bare(second),))
    return Notice(shape.kind, actor, _list(second))


def _bare(name: str) -> str:
    name = name.strip()
    if len(name) > 1 and name[0].translate(_STRAIGHT) == '"' == name[-1].translate(_STRAIGHT):
        name = name[1:-1]
    return name.strip()


def _list(written: str) -> tuple[str, ...]:
    """The names of ``"B、C"``, ``你和"B、C"``, ``"B"、"C"``, ``you and B``, ``B, C and D``."""
    written = written.strip()
    first: list[str] = []
    if written.startswith("你和"):
        first, written = ["你"], written[2:]
    if written.translate(_STRAIGHT).startswith('"'):
        pieces = [part for whole in _BETWEEN_QUOTED.split(written) for part in _bare(whole).strip(_MARKS).split("、")]
    else:
        pieces = re.split(r"、|, | and ", written)
    return (*first, *(name for piece in pieces if (name := _bare(piece))))

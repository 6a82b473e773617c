"""What a group is told of a regulation: that it is new, what changed in it, that it holds no longer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.regulation_diff import ClauseChange, Piece
from wxadmin.domain.regulation_places import short
from wxadmin.i18n import _
from wxadmin.services import clock

_MOST = 8
"""Changes told one by one; a message in a chat is read to its end only when it is short."""
_CLIP = 60
"""Characters of a clause's words."""
_PHRASE = 24
"""Characters of words that are told as “甲”改为“乙”."""
_TITLE = 100
_AROUND = 12
"""Characters shown whole on either side of a change."""
_FIRST_SENTENCE = re.compile(r"[^。；\n]*[。；]?")


@dataclass(frozen=True, slots=True)
class Occasion:
    """From when, who takes objections (``""``: nobody is named), by when it is to be signed, if at all, and why."""

    title: str
    effective: date
    contact: str = ""
    sign_by: date | None = None
    reason: str = ""


def of_new(text: RegulationText, occasion: Occasion, told: Sequence[str] = ()) -> tuple[str, str]:
    """(title, body) for a first version: what it regulates; ``told`` are the settings that now hold, in words."""
    headings = [node.title for node in text.nodes if node.kind == "chapter" and node.title]
    lines = [_("《{}》已发布。").format(occasion.title), _why(occasion.reason)]
    if headings:
        lines.append(_("内容包括：{}。").format("、".join(headings[:_MOST])))
    else:
        lines += [_("共 {} 条，主要有：").format(len(text.nodes)) if text.nodes else ""]
        lines += [f"· {short((node.number,))} {_clip(_first(node.title, node.text))}" for node in text.nodes[:5]]
    if told:
        lines.append(_("请记住：{}。").format("；".join(told)))
    return _head_line(_("关于发布《{}》的公告"), occasion.title), _body(lines, occasion)


def of_change(
    changes: Sequence[ClauseChange], occasion: Occasion, version: str, told: Sequence[str] = ()
) -> tuple[str, str]:
    """(title, body) for a later version: its changes clause by clause in plain words, the weighty ones one by one."""
    said = [line for line in map(_said, sorted(changes, key=_weight)) if line]
    renumbered = sum(change.kind == "renumbered" for change in changes)
    lines = [_("《{}》修订为{}。").format(occasion.title, version), _why(occasion.reason)]
    if said:
        lines.append(_("改动如下："))
        lines += [f"{place}. {line}" for place, line in enumerate(said[:_MOST], 1)]
        if len(said) > _MOST:
            lines.append(_("另有 {} 处改动，见修订对照表。").format(len(said) - _MOST))
    else:
        lines.append(_("条文内容没有改动。"))
    if renumbered:
        lines.append(_("有 {} 处只改了编号。").format(renumbered))
    if told:
        lines.append(_("从生效日起：{}。").format("；".join(told)))
    return _head_line(_("关于修订《{}》的公告"), occasion.title), _body(lines, occasion)


def in_a_line(changes: Sequence[ClauseChange]) -> str:
    """The weighty changes in one line, for an announcement that has other words around it."""
    said = [line for line in map(_said, sorted(changes, key=_weight)) if line]
    more = _("；另有 {} 处改动").format(len(said) - _MOST) if len(said) > _MOST else ""
    return "；".join(line.rstrip("。") for line in said[:_MOST]) + more


def of_repeal(title: str, day: date, reason: str) -> tuple[str, str]:
    """(title, body) when a regulation is put out of force."""
    lines = [_("《{}》自{}起废止。").format(title, clock.shown_day(day)), _why(reason)]
    lines.append(_("此前依据它作出的处理继续有效，有异议的仍可申诉。"))
    return _head_line(_("关于废止《{}》的公告"), title), "\n".join(line for line in lines if line)


def _why(reason: str) -> str:
    words = " ".join(reason.split()).rstrip("。")
    return _("原因：{}。").format(words) if words else ""


def _head_line(words: str, title: str) -> str:
    return words.format(title if len(title) <= _TITLE else title[: _TITLE - 1] + "…")


def _body(lines: Iterable[str], occasion: Occasion) -> str:
    said = [line for line in lines if line]
    said.append(_("自{}起施行，请大家阅读全文。").format(clock.shown_day(occasion.effective)))
    if occasion.contact.strip():
        said.append(_("有疑问或不同意见，请向{}提出。").format(occasion.contact.strip()))
    if occasion.sign_by is not None:
        said.append(_("请在{}前签收。").format(clock.shown_day(occasion.sign_by)))
    return "\n".join(said)


def _said(change: ClauseChange) -> str:
    """A change in plain words, ``""`` for what is not worth a line."""
    new, old = short(change.new_at or ()), short(change.old_at or ())
    if change.kind == "added":
        if not change.new_text.strip():
            return ""
        return _("新增{}：{}").format(new or _("一段"), _clip(change.new_text))
    if change.kind == "removed":
        if not change.old_text.strip():
            return ""
        return _("删去原{}：{}").format(old or _("一段"), _clip(change.old_text))
    if change.kind == "moved":
        return _("原{}移到{}，内容不变").format(old, new) if old != new and old and new else ""
    if change.kind != "changed":
        return ""
    where = new or _("标题或前言")
    if old and new and old != new:
        where = _("{}（原{}）").format(new, old)
    swaps = _swaps(change.pieces)
    if swaps:
        return where + "：" + "，".join(swaps)
    return _("{}改为：{}").format(where, _clip(change.new_text))


def _weight(change: ClauseChange) -> int:
    """What is told first: new words before a clause that only stands elsewhere; a stable sort keeps their order."""
    return int(change.kind == "moved")


def _swaps(pieces: Sequence[Piece]) -> list[str]:
    """Up to two short replacements in words; empty when the clause changed too much to be told so."""
    found: list[str] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind == "same":
            at += 1
            continue
        after = pieces[at + 1] if at + 1 < len(pieces) and pieces[at + 1].kind != "same" else None
        gone = "".join(p.text for p in (piece, after) if p is not None and p.kind == "removed")
        come = "".join(p.text for p in (piece, after) if p is not None and p.kind == "added")
        if len(gone) > _PHRASE or len(come) > _PHRASE:
            return []
        before = _tail("".join(p.text for p in pieces[:at] if p.kind != "removed"))
        behind = _head("".join(p.text for p in pieces[at + (2 if after else 1) :] if p.kind != "removed"))
        if gone.strip() and come.strip():
            found.append(_("“{}”改为“{}”").format(before + gone + behind, before + come + behind))
        elif gone.strip():
            found.append(_("删去“{}”").format(gone.strip("，。；、 ") or gone))
        elif come.strip():
            found.append(_("加上“{}”").format(come.strip("，。；、 ") or come))
        at += 2 if after else 1
    return found if len(found) <= 2 else []


_MARKS = "，。；：！？、（）“”\n "


def _tail(words: str) -> str:
    """The words before a change, back to a mark: a bare 20 改为 10 says too little."""
    cut = max((words.rfind(mark) for mark in _MARKS), default=-1)
    run = words[cut + 1 :]
    return run if len(run) <= _AROUND else "…" + run[-_AROUND // 2 :]


def _head(words: str) -> str:
    cut = min((at for at in (words.find(mark) for mark in _MARKS) if at >= 0), default=len(words))
    run = words[:cut]
    return run if len(run) <= _AROUND else run[: _AROUND // 2] + "…"


def _first(title: str | None, text: str) -> str:
    match = _FIRST_SENTENCE.match(text)
    return title or (match[0] if match else text)


def _clip(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _CLIP else line[: _CLIP - 1] + "…"

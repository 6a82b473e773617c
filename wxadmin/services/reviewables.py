"""What can stand in the queue: the kinds of entries, what their outcomes are called, and how an entry comes in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import Hit, Screened
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _
from wxadmin.services import clock, spelling
from wxadmin.store.journal import Tx

Kind = Literal["chat", "submission", "report", "suggestion", "help", "dispute", "anomaly", "name", "late", "undone"]
State = Literal["waiting", "founded", "unfounded", "ignored", "reminded"]
STATES: tuple[State, ...] = get_args(State)
KINDS: Mapping[str, str] = {
    "chat": _("聊天"), "submission": _("送审稿"), "report": _("举报"), "suggestion": _("建议"), "help": _("求助"),
    "dispute": _("纠纷"), "anomaly": _("账号异常"), "name": _("实名问题"), "late": _("逾期未回复"),
    "undone": _("执行落空"),
}  # fmt: skip
"""Kind → what it is called; ``chat`` is a message with hits, the others have a row in table ``matter``."""
KEPT_AS: Mapping[str, str] = {"undone": "anomaly"}
"""Kind → the kind its row in table ``matter`` says, where that table does not know it; the entry says its own."""
CATEGORIES: Mapping[str, str] = {
    "advert": _("广告"), "abuse": _("辱骂"), "discrimination": _("歧视"), "porn": _("低俗色情"), "violence": _("暴力"),
    "gambling": _("赌博"), "drugs": _("毒品"), "fraud": _("诈骗"), "rumour": _("疑似谣言"), "politics": _("政治敏感"),
    "superstition": _("封建迷信"), "personal_data": _("个人信息"), "secret": _("泄密"), "link": _("可疑链接"),
    "flood": _("刷屏"), "duplicate": _("重复发送"), "mention_abuse": _("滥用@"), "trade": _("群内交易"),
    "off_hours": _("非工作时间"), "off_topic": _("无关内容"),
}  # fmt: skip
"""What screening calls an act, in words."""

_PLAIN: Mapping[str, str] = {
    "waiting": _("待处理"), "founded": _("属实"), "unfounded": _("不属实"), "ignored": _("忽略"),
    "reminded": _("已提醒"),
}  # fmt: skip
_OWN: Mapping[str, Mapping[str, str]] = {
    "submission": {"founded": _("通过"), "unfounded": _("退回")},
    "suggestion": {"founded": _("采纳"), "unfounded": _("不采纳")},
    "help": {"founded": _("已解决"), "unfounded": _("未能解决")},
}
CONDUCT = frozenset({"chat", "report", "dispute", "anomaly", "name", "late", "undone"})
"""Kinds about somebody's conduct: a case can be founded on them, and a private word be enough."""


@dataclass(frozen=True, slots=True)
class Reviewable:
    """An entry that is no chat message. The caller writes its row in ``matter`` beside it, in the same change.

    ``sender`` is whom it is about or who handed it in, by group nickname or name, ``subject`` the 16 bytes of that
    person (``b""``: not known); ``text`` its words, for the search; ``at`` when it came (None: now); ``score`` from 0
    to 1; ``hits`` what screening found in the words.
    """

    group: int
    kind: Kind
    sender: str
    text: str
    subject: bytes = b""
    at: datetime | None = None
    score: float = 0.5
    hits: tuple[Hit, ...] = ()


def category_words(category: str) -> str:
    """An act or a kind in words; the owner's own word stays as it is."""
    return CATEGORIES.get(category) or KINDS.get(category, category)


def kind_of(message: int, category: str) -> str:
    """The kind of a stored entry, from its message (0: none) and its category."""
    return "chat" if message else category


def state_words(kind: str, state: str) -> str:
    """What a state of an entry of this kind is called."""
    return _OWN.get(kind, {}).get(state, _PLAIN[state])


def outcomes(kind: str) -> tuple[State, ...]:
    """The outcomes a decision on this kind may have; a private word is for entries about somebody's conduct."""
    return tuple(s for s in STATES if s != "waiting" and (s != "reminded" or kind in CONDUCT))


def add(tx: Tx, new: Reviewable) -> int:
    """Puts an entry into the queue inside a change; returns its id. UserError for a kind that is none."""
    if new.kind not in KINDS or new.kind == "chat":
        raise UserError(_("没有这种待审事项：{}").format(new.kind), remedy=_("请从列表里选择"))
    moment = new.at or clock.moment(tx.at)
    return tx.insert(
        "review",
        {
            "group_id": new.group,
            "message_id": 0,
            "subject": new.subject,
            "sender": new.sender,
            "sender_key": spelling.key(new.sender),
            "at": int(moment.timestamp()),
            "category": new.kind,
            "score": min(1.0, max(0.0, new.score)),
            "hits": packed(new.hits),
            "state": "waiting",
            "note": "",
            "version": 1,
            "decided": "",
            "search": searchable(new.sender, new.text),
        },
    )


def row_of(group: int, message: int, row: Mapping[str, Any], found: Screened) -> dict[str, Any]:
    """The entry of a flagged message for staging; ``row`` is the message's own as it is staged."""
    worst = max(found.hits, key=lambda hit: (hit.level, -hit.start))
    return {
        "group_id": group,
        "message_id": message,
        "subject": row["subject"],
        "sender": row["sender"],
        "sender_key": row["sender_key"],
        "at": row["at"],
        "category": worst.category,
        "score": found.score,
        "hits": packed(found.hits),
        "state": "waiting",
        "note": "",
        "version": 1,
        "decided": "",
        "search": row["search"],
    }


def packed(hits: Sequence[Hit]) -> str:
    """Hits as they are stored."""
    return json.dumps([asdict(hit) for hit in hits], ensure_ascii=False)

"""Answers that are in the archive already: what was said in the group behind an announcement, read in as a paste."""

from __future__ import annotations

import re

from wxadmin.domain.answer_stance import is_denial
from wxadmin.domain.answers import note_of, starts_chain
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import announcement_answers, announcement_instructions, answers, clock
from wxadmin.services.announcement_plans import posted
from wxadmin.services.records import Change, Store
from wxadmin.store import announcements as stored
from wxadmin.store import messages as stored_messages
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_LONGEST = 3 * 24 * 3600
"""Seconds behind an announcement after which nobody's 收到 is meant for it any more."""
_MOST = 3000
_DAYS_BACK = 30
_MEANT = re.compile(
    r"收[到悉]|知[悉晓]|已[阅读知看]|阅[知悉]|参加|报名|请假|同意|反对|弃权|完成|处理|解决|转发|传达|已[交报填办]"
)
"""Words that answer an announcement whoever spoke in between."""
_A_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}")


def count(store: Store, announcement: int) -> int:
    """How many messages of the archive answer it and were not read in yet."""
    return len(_found(store, announcement))


def take(store: Store, announcement: int) -> Change[int]:
    """Reads them in as a paste of their own; the value is as of paste_replies. UserError when there is none."""
    found = _found(store, announcement)
    if not found:
        raise UserError(_("归档里没有这则公告以后的回复"), remedy=_("请先导入那段聊天，或直接粘贴回复"))
    return announcement_answers.paste_replies(store, announcement, "\n\n".join(found) + "\n")


def _found(store: Store, announcement: int) -> list[str]:
    """The answers between the announcement and what was asked next in the group, each as a copied message."""
    with store.read() as db:
        row = posted(db, announcement)
        first, own = _begin(db, row)
        asked = [stamp for stamp in _others(db, row) if stamp > first]
        days = (clock.today() - clock.day_of(row["posted"])).days + 1
    if days > _DAYS_BACK or row["state"] == "closed":
        return []
    ordered = announcement_instructions.said(store, row["group_id"], days + 1)
    last = min([first + _LONGEST, *asked, *(at - 1 for message, at in ordered if at > first and message not in own)])
    announcement_answers.know_senders(store, announcement)
    with store.read() as db:
        known = {(one.reply.sender, (one.time or "")[:16], one.reply.text.strip())
                 for one in answers.gathered(db, row)[0].spoken}  # fmt: skip
        out = []
        # Without seconds a clock may lie behind the posting in the same minute.
        minute, exact = first - first % 60, clock.local(first).strftime("%Y-%m-%dT%H:%M:%S")
        for sender, local, kind, text in stored_messages.between(db, row["group_id"], minute, last):
            words = text.strip()
            if local[: len(exact)] <= exact[: len(local)] and len(local) >= len(exact):
                continue
            if (
                kind != "text"
                or not sender
                or not _answers(words, row["announcer"])
                or (sender, local[:16], words) in known
            ):
                continue
            at = local[:16].replace("T", " ")
            out.append(f"{sender}\n{at[:4]}年{at[5:7]}月{at[8:10]}日 {at[11:]}\n{words}")
            if len(out) >= _MOST:
                break
        return out


def _answers(words: str, announcer: str) -> bool:
    """Whether it answers what was announced rather than what somebody said since: 好的 alone may be said to anybody."""
    calls = re.findall(r"[@＠]([^\s@＠，,：:]+)", words)
    if calls and not (announcer and all(announcer in call for call in calls)):
        return False
    if any(_A_CLOCK.search(line) and len(line) < 40 for line in words.split("\n")[1:]):
        return False  # a quoted talk: whose words these are is not sure
    if starts_chain(words) or is_denial(words):
        return True
    return note_of(words) is not None and (bool(calls) or _MEANT.search(words) is not None)


def _begin(db: Source, row: Row) -> tuple[int, set[int]]:
    """The second behind which it may be answered, and the message it was given in."""
    seconds = int(clock.moment(row["posted"]).timestamp())
    plan = stored.plan(db, row["id"])
    return seconds, set() if plan is None or plan["message_id"] is None else {plan["message_id"]}


def _others(db: Source, row: Row) -> list[int]:
    """When other announcements of the group were posted."""
    rows = stored.posted_lately(db, row["group_id"])
    return [int(clock.moment(one["posted"]).timestamp()) for one in rows if one["id"] != row["id"]]

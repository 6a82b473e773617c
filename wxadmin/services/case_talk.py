"""聊天证据: the messages kept as evidence of a case in their conversation, as its file prints them."""

from __future__ import annotations

from collections.abc import Iterable

from wxadmin.domain.papers import FileSection, ListColumn
from wxadmin.domain.redaction import Called, Line, redacted
from wxadmin.i18n import _, on_paper
from wxadmin.services import chats, clock, excerpts
from wxadmin.services.case_told import Told
from wxadmin.store import messages as stored_messages
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_AROUND = 3
"""Messages before and after each that is evidence."""


def sections(db: Source, told: Told) -> list[FileSection]:
    """The messages kept as evidence in their conversation, everybody but the parties covered; those gone alone."""
    chosen = {line["message_id"] for line in told.evidence}
    if not told.evidence:
        return []
    rows: dict[int, Row] = {}
    gone = []
    for line in told.evidence:
        message = stored_messages.one(db, line["message_id"])
        if message is None:
            gone.append(line)
        else:
            rows |= {one["id"]: one for one in stored_messages.around(db, message, _AROUND)}
    spoken = sorted(rows.values(), key=lambda row: (row["at"], row["id"]))
    everybody = excerpts.known(db, told.row["group_id"])
    said_then = [
        Line(r["sender"], clock.shown_full(chats.spoken(r)), r["text"], r["quote_sender"], r["quote_text"])
        for r in spoken
    ]
    lines = redacted(said_then, everybody, _keys(told, everybody))
    table = [
        ("●" if row["id"] in chosen else "", line.time, line.sender, excerpts.words(line))
        for row, line in zip(spoken, lines, strict=True)
    ]
    table += [("●", line["time"], line["sender"], line["text"]) for line in gone]
    said = [
        on_paper(_("“●”是作为证据的消息，前后各 {} 条是当时的对话；当事人以外的姓名和号码已遮盖。")).format(_AROUND)
    ]
    if gone:
        said.append(on_paper(_("有 {} 条已不在聊天归档里，按案件收存的原文印出。")).format(len(gone)))
    heads = ((" ", 0.3), (_("时间"), 1.2), (_("发言人"), 1.2), (_("内容"), 3.0))
    columns = tuple(ListColumn(on_paper(head), share) for head, share in heads)
    return [FileSection("", tuple(said), columns, tuple(table))]


def _keys(told: Told, everybody: Iterable[Called]) -> frozenset[str]:
    """Under what keys the parties are known, so that their names stay."""
    spelt = {s for one in told.parties for s in (one.party.sender, one.party.name) if s}
    spelt |= {line["sender"] for line in told.evidence if any(one.sent(line) for one in told.parties)}
    keys = {one.key for one in everybody if spelt & set(one.spellings)}
    return frozenset(keys | {f"?{spelling}" for spelling in spelt})

"""Answers to an announcement, out of any chat or out of bare lines."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from wxadmin.domain.chat import Transcript
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.replies import Reply
from wxadmin.intake.chat import find_chat, parse_bytes
from wxadmin.intake.chat.clock import DEFAULT_ZONE
from wxadmin.intake.chat.mail import is_mail
from wxadmin.intake.text import decode, read_bytes, shown

_ONE_LINE_RECORDS = ("json", "chatlab")
_RECORDS = (*_ONE_LINE_RECORDS, "csv")


def read_replies(
    path: str | Path,
    *,
    date: dt.date | None = None,
    zone: str = DEFAULT_ZONE,
    allow_large: bool = False,
    step: Step = quiet,
) -> tuple[Reply, ...]:
    """The replies in a file or on standard input (``-``): any known chat format, else bare lines.

    UserError as in :func:`wxadmin.intake.chat.read_chat`, except that a text without senders is taken line by line.
    """
    raw, where = read_bytes(path, allow_large), shown(path)
    if is_mail(raw):
        return replies_of(parse_bytes(raw, name=where, date=date, zone=zone, step=step))
    return parse_replies(decode(raw, where=where), name=where, date=date, zone=zone, step=step)


def parse_replies(
    text: str, *, name: str = "", date: dt.date | None = None, zone: str = DEFAULT_ZONE, step: Step = quiet
) -> tuple[Reply, ...]:
    """The replies in a decoded text, as :func:`read_replies`."""
    found = find_chat(text, name=name, date=date, zone=zone, step=step)
    if found is None or not found.messages:
        return (Reply("", text, 1),)
    return replies_of(found)


def replies_of(transcript: Transcript) -> tuple[Reply, ...]:
    """Messages of a transcript as replies; lines that had lost their sender are replies without one."""
    flat = transcript.format in _ONE_LINE_RECORDS
    said = [Reply(message.sender, message.text, message.line, flat) for message in transcript.messages]
    if transcript.format not in _RECORDS:
        said += [Reply("", piece.text, piece.line) for piece in transcript.rejected]
        said.sort(key=lambda reply: reply.line)
    return tuple(said)

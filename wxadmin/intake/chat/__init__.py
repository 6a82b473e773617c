"""Chat transcripts of every known source -> :class:`~wxadmin.domain.chat.Transcript`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from wxadmin.domain.chat import ChatFormat, Transcript
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.intake.chat.clock import DEFAULT_ZONE, zone_of
from wxadmin.intake.chat.guessing import ROLES, TableGuess, guess_columns
from wxadmin.intake.chat.lines import Reading, read_lines
from wxadmin.intake.chat.mail import beside, html_text, is_html, is_mail, mail_text
from wxadmin.intake.chat.overlap import without_overlap
from wxadmin.intake.chat.records import is_json, read_json
from wxadmin.intake.chat.tables import read_table, table_delimiter, unknown_header
from wxadmin.intake.text import decode, read_bytes, shown

__all__ = ["ROLES", "TableGuess", "find_chat", "guess_columns", "parse_bytes", "parse_chat", "read_chat"]

Columns = Mapping[int, str] | None
"""The owner's word for the columns of a table: column from 0 -> one of ROLES."""

_TABLES = (".csv", ".tsv")
_PASTED = "粘贴的文字"
NO_CHAT = "没有认出聊天记录"
"""What is wrong with a text that holds no conversation."""


def read_chat(
    path: str | Path,
    *,
    date: dt.date | None = None,
    zone: str = DEFAULT_ZONE,
    allow_large: bool = False,
    columns: Columns = None,
    step: Step = quiet,
) -> Transcript:
    """The transcript in a file (text, HTML, .eml, CSV, TSV, JSON, JSONL) or on standard input (``-``).

    ``date`` is given to messages without a clock; epochs and times with an offset are shown in ``zone``. ``columns``
    says of a table what each column is (column from 0 -> one of ROLES), whatever its header.
    UserError when it cannot be read, decoded, or holds no chat.
    """
    where = shown(path)
    return parse_bytes(read_bytes(path, allow_large), name=where, date=date, zone=zone, columns=columns, step=step)


def parse_bytes(
    raw: bytes, *, name: str, date: dt.date | None = None, zone: str = DEFAULT_ZONE, columns: Columns = None,
    step: Step = quiet,
) -> Transcript:  # fmt: skip
    """As :func:`read_chat`, for bytes already read; ``name`` is what messages call the source."""
    if is_mail(raw):
        mail = mail_text(raw, where=name)
        found = parse_chat(mail.text, name=name, date=date, zone=zone, step=step)
        return replace(found, group=found.group or mail.group, attachments=beside(mail.files, found.messages))
    text = decode(raw, where=name)
    del raw  # a large export need not be held twice
    return parse_chat(text, name=name, date=date, zone=zone, columns=columns, step=step)


def parse_chat(
    text: str, *, name: str = "", date: dt.date | None = None, zone: str = DEFAULT_ZONE, columns: Columns = None,
    step: Step = quiet,
) -> Transcript:  # fmt: skip
    """The transcript in a decoded text with plain line feeds; ``name`` is what messages call the source.

    The shape decides what it is, block by block; nothing of the text is dropped but heads and overlapping runs: what is
    no message, event or quote is in ``rejected`` with its line. UserError when no message and no event is found.
    """
    found = find_chat(text, name=name, date=date, zone=zone, columns=columns, step=step)
    if found is None:
        remedy = "请在微信里多选消息再复制，让每条都带上发送人和时间"
        raise UserError(NO_CHAT, where=name or _PASTED, remedy=remedy)
    return found


def find_chat(
    text: str, *, name: str = "", date: dt.date | None = None, zone: str = DEFAULT_ZONE, columns: Columns = None,
    step: Step = quiet,
) -> Transcript | None:  # fmt: skip
    """As :func:`parse_chat`, but None for a text, other than records, without any message or event."""
    where = name or _PASTED
    clock = zone_of(zone)
    format_: ChatFormat | None = None
    if columns is not None:
        table = guess_columns(text)
        if table is None:
            raise UserError("这不是一行一条消息的表格", where=where, remedy="请不要指定列，或另存为 CSV 后再试")
        titled, delimiter = table.titled, table.delimiter
        format_, reading = "csv", read_table(
            text, delimiter, clock, where=where, step=step, columns=columns, titled=titled
        )  # fmt: skip
    elif is_json(text):
        format_, reading = read_json(text, clock, where=where, step=step)
    elif (header := table_delimiter(text)) is not None:
        format_, reading = "csv", read_table(text, header[0], clock, where=where, step=step, before=header[1])
    elif name.lower().endswith(_TABLES):
        raise unknown_header(text, name)
    elif is_mail(text[:20_000].encode("utf-8", "surrogatepass")):
        return parse_bytes(text.encode("utf-8"), name=where, date=date, zone=zone, step=step)
    else:
        reading = read_lines(html_text(text) if is_html(text) else text, date=date, step=step)
        format_ = _format(reading)
    if format_ is None:
        return None
    if not reading.messages and not reading.events:
        why = f"（{reading.rejected[0].why}）" if reading.rejected else ""
        remedy = "请确认导出的是聊天记录，并且带上了发送人、时间和内容"
        raise UserError(f"里面没有一条消息{why}", where=where, remedy=remedy)
    messages, events = without_overlap(reading.messages, reading.events)
    group = next(iter(reading.groups)) if len(reading.groups) == 1 else None
    return Transcript(format_, group, messages, events, tuple(sorted(reading.rejected, key=lambda piece: piece.line)))


def _format(reading: Reading) -> ChatFormat | None:
    if not reading.messages and not reading.events:
        return None
    if len(reading.formats) > 1:
        return "mixed"
    return next(iter(reading.formats), "wechat4")

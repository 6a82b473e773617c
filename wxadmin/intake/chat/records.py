"""Exports as JSON and JSONL: plain records by their keys, and ChatLab files."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

from wxadmin.domain.chat import ChatFormat, Message, MessageKind, Rejected
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.intake.chat.clock import cell_time
from wxadmin.intake.chat.columns import (
    BAD_TIME,
    NO_CONTENT,
    Row,
    RowReader,
    add_account_warning,
    event_of,
    fold_column,
    is_id,
    map_columns,
)
from wxadmin.intake.chat.kinds import kind_of, split_quote
from wxadmin.intake.chat.lines import Reading

_LISTS = ("messages", "data", "records", "list", "msgs", "items", "消息")
_GROUP_KEYS = ("groupname", "roomname", "talkername", "chatname", "name", "群名", "群名称", "群聊名称")
_CHATLAB_KINDS: dict[int, MessageKind | None] = {
    0: None,
    1: "image",
    2: "voice",
    3: "video",
    4: "file",
    5: "sticker",
    7: "link",
    20: "red_packet",
}
_CHATLAB_SYSTEM = 80
_STEP = 5_000
_BLANKS = " \t\ufeff"
_SPACE = re.compile(r"[\s\ufeff]*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_SUSPICIOUS = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
_decoder = json.JSONDecoder()


def is_json(text: str) -> bool:
    """Whether a text is meant as JSON: it begins with an object or with a list of objects."""
    return re.match(r"[\s\ufeff]*(?:\{\s*[\"}]|\[\s*(?:\{\s*[\"}]|\]\s*\Z))", text) is not None


def read_json(text: str, zone: tzinfo, *, where: str, step: Step = quiet) -> tuple[ChatFormat, Reading]:
    """Format (``chatlab`` or ``json``) and messages of a JSON or JSONL text.

    A broken line of JSONL is rejected; UserError with the line for broken JSON, for an escaped NUL or lone surrogate
    and for records without known keys.
    """
    _refuse_escapes(text, where)
    out = Reading()
    total = text.count("\n") + 1
    try:
        root = _first_record(text)
        if root is None:
            root, start = _outline(text, where)
            records = _elements(text, start, where) if start >= 0 else iter(())
        else:
            records = _json_lines(text, out)
        if "chatlab" in root or "_type" in root:
            _ChatLab(root, text, zone, out).read(records, step, total)
            return "chatlab", out
        _read_plain(records, root, zone, out, where, step, total)
    except RecursionError:
        raise UserError("JSON 嵌套太深", where=where, remedy="请重新导出") from None
    return "json", out


def _first_record(text: str) -> dict[str, Any] | None:
    """The first line of a JSONL text; None for one JSON document."""
    text = text.lstrip("\ufeff \t\n")
    first, _, rest = text.partition("\n")
    if not first.startswith("{"):
        return None
    try:
        record = json.loads(first)
    except ValueError:
        return None
    lone = not rest.strip()
    return None if not isinstance(record, dict) or (lone and any(key in record for key in _LISTS)) else record


def _json_lines(text: str, out: Reading) -> Iterator[tuple[int, dict[str, Any]]]:
    start = number = 0
    while start < len(text):
        number += 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end].strip(_BLANKS)
        start = end + 1
        if not line:
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if isinstance(record, dict):
            yield number, record
        else:
            out.rejected.append(Rejected(number, line, "这一行不是完整的 JSON 记录"))


def _outline(text: str, where: str) -> tuple[dict[str, Any], int]:
    """What stands beside the records of a document, and where their list begins (-1: none).

    The records themselves are only stepped over, so that a million of them need not be held at once.
    """
    at = _skip(text, 0)
    if text[at] == "[":
        _step_over(text, at, where)
        return {}, at
    root: dict[str, Any] = {}
    start = -1
    at = _skip(text, at + 1)
    while text[at : at + 1] != "}":
        key, at = _value(text, at, where)
        at = _expect(text, at, ":", where)
        if text[at : at + 1] == "[" and key in _LISTS and start < 0:
            start, at = at, _step_over(text, at, where)
        else:
            root[str(key)], at = _value(text, at, where)
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "}":
            raise _broken(text, at, where)
    if _skip(text, at + 1) < len(text):
        raise _broken(text, _skip(text, at + 1), where)
    return root, start


def _step_over(text: str, at: int, where: str) -> int:
    end = deque(_places(text, at, where), maxlen=1).pop()
    end = _skip(text, end + 1)
    if at == _skip(text, 0) and end < len(text):
        raise _broken(text, end, where)
    return end


def _places(text: str, at: int, where: str) -> Iterator[int]:
    """Where each element of the list at ``at`` begins, and last where its bracket closes."""
    at = _skip(text, at + 1)
    while text[at : at + 1] != "]":
        yield at
        _, at = _value(text, at, where)
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise _broken(text, at, where)
    yield at


def _elements(text: str, start: int, where: str) -> Iterator[tuple[int, Any]]:
    line, before = 1, 0
    for at in _places(text, start, where):
        line, before = line + text.count("\n", before, at), at
        if text[at] != "]":
            yield line, _value(text, at, where)[0]


def _value(text: str, at: int, where: str) -> tuple[Any, int]:
    try:
        return _decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _broken(text, error.pos, where) from None
    except ValueError:  # a number of thousands of digits
        raise _broken(text, at, where) from None


def _expect(text: str, at: int, mark: str, where: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != mark:
        raise _broken(text, at, where)
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _broken(text: str, at: int, where: str) -> UserError:
    line = text.count("\n", 0, at) + 1
    return UserError("JSON 不完整或写错了", where=f"{where} 第 {line} 行", remedy="请重新导出")


def _refuse_escapes(text: str, where: str) -> None:
    """UserError with the line for an escaped NUL and for an escaped surrogate without its other half."""
    if not _SUSPICIOUS.search(text):
        return
    high = -1  # end of an escaped high half that waits for its low half
    for found in _ESCAPE.finditer(text):
        code = int(found[1], 16) if found[1] else -1
        low = 0xDC00 <= code <= 0xDFFF
        paired = low and high == found.start()
        if (high >= 0 and not paired) or (low and not paired) or code == 0:
            what = "有空字符（NUL），不是正常的文字" if code == 0 and high < 0 else "有不成对的代理字符"
            raise _escape_error(text, high - 1 if high >= 0 else found.start(), what, where)
        high = found.end() if 0xD800 <= code <= 0xDBFF else -1
    if high >= 0:
        raise _escape_error(text, high - 1, "有不成对的代理字符", where)


def _escape_error(text: str, at: int, what: str, where: str) -> UserError:
    line = text.count("\n", 0, at) + 1
    return UserError(what, where=f"{where} 第 {line} 行", remedy="请重新导出，或删去这个字符")


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read_plain(
    records: Iterator[tuple[int, Any]],
    root: Mapping[str, Any],
    zone: tzinfo,
    out: Reading,
    where: str,
    step: Step,
    total: int,
) -> None:
    readers: dict[tuple[str, ...], RowReader | None] = {}
    for number, (line, record) in enumerate(records):
        if number % _STEP == 0:
            step(line, total)
        keys = tuple(record) if isinstance(record, dict) else ()
        if keys not in readers:
            fields = map_columns(keys)
            readers[keys] = RowReader(fields, zone, out) if fields else None
        reader = readers[keys]
        if reader is None:
            out.rejected.append(Rejected(line, _text(record), "这条记录里找不到发送人和内容"))
            continue
        cells = {name: _text(record[key]) for name, key in reader.fields.items()}
        reader.read(Row(cells, line, line, flat=True))
    known = [reader for reader in readers.values() if reader]
    if readers and not known:
        remedy = "请把键名改成“时间、发送人、内容”后再试"
        raise UserError("JSON 记录里找不到发送人和内容", where=where, remedy=remedy)
    for reader in known:
        reader.finish()
    for key, value in root.items():
        if fold_column(key) in _GROUP_KEYS and isinstance(value, str) and "content" not in root and not is_id(value):
            out.groups.add(value)
    step(total, total)


class _ChatLab:
    """A ChatLab file: a header with the group, members, messages by member."""

    def __init__(self, root: Mapping[str, Any], text: str, zone: tzinfo, out: Reading) -> None:
        self.zone, self.out = zone, out
        self.members: dict[str, Mapping[str, Any]] = {}
        self.accounts: dict[str, int] = {}
        self._header(root)
        members = root.get("members")
        for member in members if isinstance(members, list) else ():
            self._member(member)
        if "members" not in root and "_type" in root:  # members may stand after the first messages
            for _, record in _json_lines(text, Reading()):
                if record.get("_type") == "member":
                    self._member(record)

    def _header(self, record: Mapping[str, Any]) -> None:
        meta = record.get("meta")
        if isinstance(meta, dict) and meta.get("type") in (None, "group"):
            name = _text(meta.get("name")).strip()
            if name and not is_id(name):
                self.out.groups.add(name)

    def _member(self, record: object) -> None:
        if isinstance(record, dict):
            self.members[_text(record.get("platformId"))] = record

    def read(self, records: Iterator[tuple[int, Any]], step: Step, total: int) -> None:
        for number, (line, record) in enumerate(records):
            if number % _STEP == 0:
                step(line, total)
            if not isinstance(record, dict):
                self.out.rejected.append(Rejected(line, _text(record), "这不是一条消息记录"))
            elif record.get("_type") == "header" or "chatlab" in record:
                self._header(record)
            elif record.get("_type") != "member":
                self._message(record, line)
        add_account_warning(self.out, self.accounts)
        step(total, total)

    def _message(self, record: Mapping[str, Any], line: int) -> None:
        out = self.out
        content = _text(record.get("content"))
        sender = self._sender(record)
        if not record.keys() & {"content", "type"} or not sender:
            out.rejected.append(Rejected(line, _text(dict(record)), "这条记录没有发送人，或没有内容"))
            return
        time = cell_time(record.get("timestamp"), self.zone)
        if time is None:
            out.rejected.append(Rejected(line, _text(record.get("timestamp")), BAD_TIME))
        kind_number = _number(record.get("type"))
        if kind_number is not None and kind_number >= _CHATLAB_SYSTEM:
            person = "" if _text(record.get("sender")) in ("system", "") else sender
            out.events.append(event_of(content, time, line, len(out.messages), person))
            return
        account = _text(record.get("sender")).strip()
        if sender == account != "system":
            self.accounts.setdefault(account, line)
        quote, own, _ = split_quote(content)
        by_words = kind_of(own)
        kind = by_words if kind_number is None else _CHATLAB_KINDS.get(kind_number, "other")
        if kind is None or by_words == "chain":
            kind = by_words
        if not content.strip() and kind_number in (None, 0):
            out.rejected.append(Rejected(line, sender, NO_CONTENT))
            return
        out.messages.append(Message(sender, time, kind, own, quote, line))

    def _sender(self, record: Mapping[str, Any]) -> str:
        account = _text(record.get("sender")).strip()
        member = self.members.get(account, {})
        for key in ("groupNickname", "remark", "accountName"):
            for source in (record, member):
                if name := _text(source.get(key)).strip():
                    return name
        return account


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        return int(value) if isinstance(value, (int, str)) else None
    except ValueError:
        return None

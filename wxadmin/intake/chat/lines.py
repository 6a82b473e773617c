"""Transcripts as running text: pastes and plain exports, several shapes possibly mixed in one file."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from wxadmin.domain.chat import ChatFormat, Event, Message, Rejected
from wxadmin.domain.jobs import Step, quiet
from wxadmin.intake.chat.heads import SPACES, Head, day_at, head_at, is_greeting, mail_time, shared_group
from wxadmin.intake.chat.kinds import kind_of, split_quote
from wxadmin.intake.chat.system import SYSTEM_SENDERS, read_notice

_NO_HEAD = "这一行前面没有发送人和时间，可能是复制时被截断的消息"
_NO_BODY = "发送人和时间后面没有内容，可能是复制时被截断的消息"
_WRONG_TIME = "没有这样的日期或时间，这条消息没有读入"
_STEP = 20_000
_INLINE = re.compile(r"(.{1,60}?)[:：][ \t　]?(.+)")


@dataclass(slots=True)
class Reading:
    """What was read so far, in the order of the source."""

    messages: list[Message] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    formats: Counter[ChatFormat] = field(default_factory=Counter)
    groups: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Survey:
    """What the whole text says about its own habits."""

    heads: dict[int, Head]
    days: dict[int, dt.date]
    names: dict[ChatFormat, Counter[str]]
    dense: frozenset[ChatFormat]  # formats whose messages follow each other without a blank line
    colon_space: bool  # heads ``name: `` keep the space after the colon
    spaced: frozenset[str]  # names that stand in such heads
    undated_mail: bool  # mail heads without any day line


def read_lines(text: str, *, date: dt.date | None = None, step: Step = quiet) -> Reading:
    """All messages, events and rejected lines of a text. Nothing but blank lines and heads is left out."""
    lines = text.split("\n")
    survey = _survey(lines, step)
    return _Walk(lines, survey, date, step).run()


def _survey(lines: Sequence[str], step: Step) -> _Survey:
    heads: dict[int, Head] = {}
    days: dict[int, dt.date] = {}
    total = len(lines)
    for at, line in enumerate(lines):
        if at % _STEP == 0:
            step(at, total * 2)
        if not line:
            continue
        head = head_at(line, lines[at + 1] if at + 1 < total else "")
        if head is not None:
            heads[at] = head
        elif (day := day_at(line)) is not None:
            days[at] = day
    names: dict[ChatFormat, Counter[str]] = {}
    apart: set[ChatFormat] = set()
    close: set[ChatFormat] = set()
    spaced: set[str] = set()
    colons = spaces = mails = 0
    for at, head in heads.items():
        separate = at == 0 or _blank(lines[at - 1]) or at - 1 in days
        filled = head.inline is not None or (at + head.lines < total and not _blank(lines[at + head.lines]))
        if separate and (filled or head.format == "mail") and not head.wrong:
            names.setdefault(head.format, Counter())[head.sender] += 1
            colons += head.format == "windows3"
            spaces += head.format == "windows3" and head.spaced
            if head.format == "windows3" and head.spaced:
                spaced.add(head.sender)
            mails += head.format == "mail"
        if at:
            (apart if separate else close).add(head.format)
    others = set(names) - {"mail", "windows3"}
    undated_mail = not days and not others and mails > 1
    return _Survey(
        heads, days, names, frozenset(close - apart), 0 < spaces * 2 >= colons, frozenset(spaced), undated_mail
    )


def _blank(line: str) -> bool:
    return not line or not line.strip(SPACES)


class _Walk:
    """One pass over the lines, deciding which candidates begin a message."""

    def __init__(self, lines: list[str], survey: _Survey, date: dt.date | None, step: Step) -> None:
        self.lines, self.survey, self.date, self.step = lines, survey, date, step
        self.out = Reading()
        self.head: Head | None = None
        self.head_line = 0
        self.body: list[str] = []
        self.filled = False  # whether the body has words yet
        self.body_line = 0
        self.day: dt.date | None = None
        self.senders: dict[str, str] = {}
        self.open = True  # a block may begin here: start, after a blank line, a system line or a day line

    def run(self) -> Reading:
        at, total = 0, len(self.lines)
        while at < total:
            if at % _STEP == 0:
                self.step(total + at, total * 2)
            at += self._take(at)
        self._close()
        self.step(total * 2, total * 2)
        return self.out

    def _take(self, at: int) -> int:
        line = self.lines[at]
        if _blank(line):
            self._add(line, at)
            self.open = True
            return 1
        if at in self.survey.days:
            self._close()
            self.day = self.survey.days[at]
            self.open = True
            return 1
        head = self.survey.heads.get(at)
        if head is not None and self._begins(head, at):
            self._close()
            self._start(head, at)
            return head.lines
        if self.open and self._is_preamble(at):
            self._close()
            return 1
        if self._is_notice_place(at) and (notice := read_notice(line)) is not None:
            self._close()
            self.out.events.append(
                Event(notice.kind, notice.actor, notice.subjects, None, at + 1, len(self.out.messages), line.strip())
            )
            self.open = True
            return 1
        self._add(line, at)
        self.open = False
        return 1

    def _begins(self, head: Head, at: int) -> bool:
        after = at + head.lines
        filled = head.inline is not None or (after < len(self.lines) and not _blank(self.lines[after]))
        known = head.sender in self.survey.names.get(head.format, ())
        if head.wrong and not known and head.format != "wechat4" and self.head is not None:
            return False  # words that only look like a head
        if head.format == "windows3":
            running = self.head.format if self.head else None
            usual = (
                head.spaced
                or head.sender in self.survey.spaced
                or (not self.survey.colon_space and running in (None, "windows3"))
            )
            return self.open and filled and usual
        if head.format == "mail":
            dated = self.day is not None or self.survey.undated_mail
            if self.head is not None and self.head.format == "mail" and not self.filled:
                # Shared messages have words: whoever is named here alone stands in the body (集合  18:44).
                return dated and self.survey.names.get("mail", Counter())[head.sender] > 1
            return dated and (self.open or ((known or "mail" in self.survey.dense) and self.filled))
        if head.format == "lines" and head.inline is not None:
            return self.open or self.head is None or self.head.format == "lines"
        if self.open:
            return filled or known or head.format == "wechat4" or after >= len(self.lines)
        return filled and (self.head is None or self.filled) and (known or head.format in self.survey.dense)

    def _is_preamble(self, at: int) -> bool:
        line = self.lines[at]
        if is_greeting(line):
            ahead = next((text for text in self.lines[at + 1 : at + 6] if not _blank(text)), "")
            return shared_group(ahead)[0]
        shared, group = shared_group(line)
        near = range(at + 1, at + 8)
        if not shared or not any(place in self.survey.days or self._mail_at(place) for place in near):
            return False
        if group:
            self.out.groups.add(group)
        return True

    def _mail_at(self, place: int) -> bool:
        head = self.survey.heads.get(place)
        return head is not None and head.format == "mail"

    def _is_notice_place(self, at: int) -> bool:
        if self.head is not None and not self.filled and (self.head.format == "mail" or not self.open):
            return False  # the body of the message just begun
        dense = self.head is not None and self.head.format in self.survey.dense
        if not (self.open or dense):
            return False
        after = at + 1
        return (
            after >= len(self.lines)
            or _blank(self.lines[after])
            or after in self.survey.heads
            or self._notice_at(after)
        )

    def _notice_at(self, at: int) -> bool:
        return read_notice(self.lines[at]) is not None

    def _start(self, head: Head, at: int) -> None:
        inline = head.inline
        if head.format == "mail":
            day = self.day or self.date
            head = Head("mail", head.sender, mail_time(head, day) if day else None)
        else:
            self.day = None
        if head.format == "windows3" and self.date:
            head = Head("windows3", head.sender, self.date.isoformat())
        elif head.format == "lines" and inline is None:
            sender = head.sender
            if (found := self._inline_body(head, at)) is not None:
                sender, inline = found[1].strip(SPACES), found[2]
            head = Head("lines", sender.rstrip(":："), head.time, wrong=head.wrong)
        self.head, self.head_line, self.open = head, at, False
        self.body = [] if inline is None else [inline]
        self.body_line = at + head.lines if inline is None else at
        self.filled = inline is not None and not _blank(inline)

    def _inline_body(self, head: Head, at: int) -> re.Match[str] | None:
        """Name and words of ``time name: words`` where nothing else could be the body."""
        if at + 1 < len(self.lines) and not _blank(self.lines[at + 1]) and at + 1 not in self.survey.heads:
            return None
        return _INLINE.fullmatch(head.sender)

    def _add(self, line: str, at: int) -> None:
        if self.head is not None:
            self.body.append(line)
            self.filled = self.filled or not _blank(line)
        elif not _blank(line):
            self.out.rejected.append(Rejected(at + 1, line.strip(SPACES), _NO_HEAD))

    def _close(self) -> None:
        head, body, first = self.head, self.body, self.body_line
        self.head, self.body = None, []
        if head is None:
            return
        while body and _blank(body[-1]):
            body.pop()
        skip = 0
        while skip < len(body) and _blank(body[skip]):
            skip += 1
        body, first = body[skip:], first + skip
        if head.wrong or not body:
            why = _WRONG_TIME if head.wrong else _NO_BODY
            for at in range(self.head_line, self.head_line + head.lines):
                self.out.rejected.append(Rejected(at + 1, self.lines[at].strip(SPACES), why))
            if head.wrong:
                pieces = ((first + at + 1, line) for at, line in enumerate(body) if first + at > self.head_line)
                self.out.rejected.extend(
                    Rejected(at, line.strip(SPACES), why) for at, line in pieces if not _blank(line)
                )
            return
        text = "\n".join(body)
        if head.sender.lower() in SYSTEM_SENDERS:
            self._event(head, text, first + 1)
            return
        quote, own, above = split_quote(text)
        kind = kind_of(own) if own else "other"
        sender = self.senders.setdefault(head.sender, head.sender)  # one string for all messages of a person
        self.out.messages.append(Message(sender, head.time, kind, own, quote, first + above + 1))
        self.out.formats[head.format] += 1

    def _event(self, head: Head, text: str, line: int) -> None:
        notice = read_notice(text.strip(), certain=True)
        kind, actor, subjects = (notice.kind, notice.actor, notice.subjects) if notice else ("other", "", ())
        self.out.events.append(Event(kind, actor, subjects, head.time, line, len(self.out.messages), text))
        self.out.formats[head.format] += 1

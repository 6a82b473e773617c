"""Transcripts as running text: pastes and plain exports, several shapes possibly mixed in one file."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace

from wxadmin.domain.chat import ChatFormat, Event, Message, Rejected
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.messages import Messages
from wxadmin.intake.chat.clock import relative_time
from wxadmin.intake.chat.heads import HEADINGS, SPACES, Head, is_greeting, mail_time, shared_group
from wxadmin.intake.chat.kinds import kind_of, split_quote
from wxadmin.intake.chat.survey import STEP, Survey, blank, survey
from wxadmin.intake.chat.system import SYSTEM_SENDERS, Notice, read_notice

_NO_HEAD = "这一行前面没有发送人和时间，可能是复制时被截断的消息"
_NO_BODY = "发送人和时间后面没有内容，可能是复制时被截断的消息"
_WRONG_TIME = "没有这样的日期或时间，这条消息没有读入"
_ONE_LINE = ("mac3", "lines")
"""Formats whose heads words of a timetable resemble."""
_AHEAD = 6
"""Candidates for heads behind one that are looked at to know the order of days."""
_NO_DAY = "这里只写了钟点或“昨天”这样的日子，消息留着，时间空着；要有时间，请指定复制的那一天（--date）"


@dataclass(slots=True)
class Reading:
    """What was read so far, in the order of the source."""

    messages: Messages = field(default_factory=Messages)
    events: list[Event] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    formats: Counter[ChatFormat] = field(default_factory=Counter)
    groups: set[str] = field(default_factory=set)


def read_lines(text: str, *, date: dt.date | None = None, step: Step = quiet) -> Reading:
    """All messages, events and rejected lines of a text. Nothing but blank lines and heads is left out."""
    lines = text.split("\n")
    return _Walk(lines, survey(lines, step), date, step).run()


class _Walk:
    """One pass over the lines, deciding which candidates begin a message."""

    def __init__(self, lines: list[str], survey: Survey, date: dt.date | None, step: Step) -> None:
        self.lines, self.survey, self.date, self.step = lines, survey, date, step
        self.out = Reading()
        self.head: Head | None = None
        self.head_line = 0
        self.body: list[str] = []
        self.filled = False  # whether the body has words yet
        self.body_line = 0
        self.day: dt.date | None = None
        self.senders: dict[str, str] = {}
        self.without_day = False  # whether it was noted that clocks lack their day
        self.order = list(survey.heads)
        self.open = True  # a block may begin here: start, after a blank line, a system line or a day line

    def run(self) -> Reading:
        at, total = 0, len(self.lines)
        while at < total:
            if at % STEP == 0:
                self.step(total + at, total * 2)
            at += self._take(at)
        cut = self._cut_name()
        self._close()
        if cut is not None:
            self.out.rejected.append(cut)
        self.step(total * 2, total * 2)
        return self.out

    def _cut_name(self) -> Rejected | None:
        """A name alone at the very end, taken out of the body: the head of a message that was not copied whole."""
        body = self.body
        while body and blank(body[-1]):
            body.pop()
        if self.head is None or self.head.format != "wechat4" or len(body) < 3 or not blank(body[-2]):
            return None
        name = body[-1].strip(SPACES)
        if name not in self.survey.people:
            return None
        body.pop()
        return Rejected(self.body_line + len(body) + 1, name, _NO_BODY)

    def _take(self, at: int) -> int:
        line = self.lines[at]
        if blank(line):
            self._add(line, at)
            self.open = True
            return 1
        if at in self.survey.days and self._is_day_place(at):
            self._close()
            self.day = self.survey.days[at]
            self.open = True
            return 1
        head = self.survey.heads.get(at)
        if head is not None and self._begins(head, at):
            self._close()
            self._start(head, at)
            return head.lines
        if self.open and (self.head is None or self.filled) and self._is_preamble(at):
            self._close()
            return 1
        if self._is_notice_place(at) and (notice := self._notice(at)) is not None:
            self._close()
            self.out.events.append(
                Event(notice.kind, notice.actor, notice.subjects, None, at + 1, len(self.out.messages), line.strip())
            )
            self.open = True
            return 1
        self._add(line, at)
        self.open = False
        return 1

    def _is_day_place(self, at: int) -> bool:
        """Whether a day line is none of the words of the message just begun."""
        if self.head is None or self.filled:
            return True
        return self.head.format == "mail" and any(
            place in self.survey.heads and self.survey.heads[place].format == "mail" for place in range(at + 1, at + 6)
        )

    def _begins(self, head: Head, at: int) -> bool:
        after = at + head.lines
        filled = head.inline is not None or (after < len(self.lines) and not blank(self.lines[after]))
        known = head.sender in self.survey.names.get(head.format, ())
        if head.wrong and not known and head.format != "wechat4" and self.head is not None:
            return False  # words that only look like a head
        if self.head is not None and self.head.format == "mail" and not self.filled and head.format != "mail":
            return False  # the first words after a mail head are its own
        if self._is_outlier(head, at):
            return False
        if head.format == "windows3":
            alone = self.survey.names.get("windows3", Counter())[head.sender] < 2 and not self._beside_windows3(at)
            if head.sender not in self.survey.clocked and (head.sender in HEADINGS or (self.survey.clocked and alone)):
                return False
            running = self.head.format if self.head else None
            usual = (
                head.spaced
                or head.sender in self.survey.spaced
                or head.sender in self.survey.clocked
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

    def _is_outlier(self, head: Head, at: int) -> bool:
        """Whether a head by somebody who speaks nowhere else has a day out of order between two messages in order.

        A timetable in a body looks like this: its days are not those of the talk around it.
        """
        before = self.head.time if self.head is not None else None
        if before is None or head.time is None or head.format not in _ONE_LINE or self.survey.voices[head.sender] > 1:
            return False
        place = bisect_right(self.order, at)
        for line in self.order[place : place + _AHEAD]:
            time = self.survey.heads[line].time
            if time is None or (line > 0 and not blank(self.lines[line - 1])):
                continue
            day, first, later = head.time[:10], before[:10], time[:10]
            if first <= later < day or day < first <= later:
                return True
        return False

    def _beside_windows3(self, at: int) -> bool:
        """Whether the message before, or the block after, is of the same kind."""
        if self.head is not None and self.head.format == "windows3":
            return True
        place = bisect_right(self.order, at)
        ahead = self.survey.heads[self.order[place]] if place < len(self.order) else None
        return ahead is not None and ahead.format == "windows3" and ahead.sender not in HEADINGS

    def _is_preamble(self, at: int) -> bool:
        line = self.lines[at]
        if is_greeting(line):
            ahead = next((text for text in self.lines[at + 1 : at + 6] if not blank(text)), "")
            return shared_group(ahead)[0]
        shared, group = shared_group(line)
        if not shared:
            return False
        near = (place for place in range(at + 1, at + 8) if place in self.survey.days or place in self.survey.heads)
        first = next(near, None)
        if first is None or (first in self.survey.heads and self.survey.heads[first].format != "mail"):
            return False
        if group:
            self.out.groups.add(group)
        return True

    def _is_notice_place(self, at: int) -> bool:
        if self.head is not None and not self.filled and (self.head.format == "mail" or not self.open):
            return False  # the body of the message just begun
        dense = self.head is not None and self.head.format in self.survey.dense
        if not (self.open or dense):
            return False
        after = at + 1
        return (
            after >= len(self.lines)
            or blank(self.lines[after])
            or after in self.survey.heads
            or self._notice(after) is not None
        )

    def _notice(self, at: int) -> Notice | None:
        return read_notice(self.lines[at], people=self.survey.people)

    def _start(self, head: Head, at: int) -> None:
        inline = head.inline
        if head.format == "mail":
            day = self.day or self.date
            head = Head("mail", head.sender, mail_time(head, day) if day else None)
        else:
            self.day = None
        if head.format == "windows3" and self.date:
            head = Head("windows3", head.sender, self.date.isoformat())
        elif head.relative:
            head = replace(head, time=relative_time(head.clock, self.date) if self.date else None)
            if not self.date and not self.without_day:
                self.without_day = True
                self.out.rejected.append(Rejected(at + head.lines, head.clock, _NO_DAY))
        elif head.leading and inline is None:
            head = replace(head, sender=head.sender.rstrip(":："))
        self.head, self.head_line, self.open = head, at, False
        self.body = [] if inline is None else [inline]
        self.body_line = at + head.lines if inline is None else at
        self.filled = inline is not None and not blank(inline)

    def _add(self, line: str, at: int) -> None:
        if self.head is not None:
            self.body.append(line)
            self.filled = self.filled or not blank(line)
        elif not blank(line):
            self.out.rejected.append(Rejected(at + 1, line.strip(SPACES), _NO_HEAD))

    def _close(self) -> None:
        head, body, first = self.head, self.body, self.body_line
        self.head, self.body = None, []
        if head is None:
            return
        unseen = [line for line in body if line.strip()]
        while body and blank(body[-1]):
            body.pop()
        skip = 0
        while skip < len(body) and blank(body[skip]):
            skip += 1
        body, first = body[skip:], first + skip
        if not body and unseen and not head.wrong:
            body = unseen  # nothing but characters that are not seen: said all the same
        if head.wrong or not body:
            why = _WRONG_TIME if head.wrong else _NO_BODY
            for at in range(self.head_line, self.head_line + head.lines):
                self.out.rejected.append(Rejected(at + 1, self.lines[at].strip(SPACES), why))
            if head.wrong:
                pieces = ((first + at + 1, line) for at, line in enumerate(body) if first + at > self.head_line)
                self.out.rejected.extend(
                    Rejected(at, line.strip(SPACES), why) for at, line in pieces if not blank(line)
                )
            return
        text = "\n".join(body)
        if head.sender.lower() in SYSTEM_SENDERS:
            self._event(head, text, first + 1)
            return
        quote, own, above = split_quote(text, self.survey.people)
        kind = kind_of(own) if own else "other"
        sender = self.senders.setdefault(head.sender, head.sender)  # one string for all messages of a person
        self.out.messages.append(Message(sender, head.time, kind, own, quote, first + above + 1))
        self.out.formats[head.format] += 1

    def _event(self, head: Head, text: str, line: int) -> None:
        notice = read_notice(text.strip(), certain=True)
        kind, actor, subjects = (notice.kind, notice.actor, notice.subjects) if notice else ("other", "", ())
        self.out.events.append(Event(kind, actor, subjects, head.time, line, len(self.out.messages), text))
        self.out.formats[head.format] += 1

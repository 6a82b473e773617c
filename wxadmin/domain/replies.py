"""Answers to an announcement -> the people of a roster: confirmed, ambiguous, missing, strangers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wxadmin.domain import answer_request
from wxadmin.domain.acks import AckResult
from wxadmin.domain.answer_stance import denies, is_denial
from wxadmin.domain.answers import (
    Item,
    is_announcement,
    is_courtesy,
    is_for_others,
    item_in,
    items_of,
    note_behind,
    note_of,
    only_asks,
    starts_chain,
    tidy,
)
from wxadmin.domain.errors import UserError
from wxadmin.domain.name_folding import NAME_MARKS
from wxadmin.domain.people import Person
from wxadmin.domain.reply_heaps import Heaps
from wxadmin.domain.reply_lists import Entry, Said, rewritten
from wxadmin.domain.reply_names import NOBODY, ItemReading, Meant, NameBook
from wxadmin.domain.reply_nearness import Tables, is_likely_name, names_in

_FIRST_MARK, _MOST_NAMES = 0xE000, 500
_ENOUGH = 10
"""Letters by which the announcement is known among the replies."""
_ONLY_NAMES = re.compile(rf"(?:{NAME_MARKS}|[和与跟及、，,&\s—-])*")
_CLOCK = re.compile(r"[\[【(（]?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?[\]】)）]?\s*(?=\D)")
_FOR_SOMEBODY = re.compile("[代帮替]")
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}")


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody sent. ``sender`` ``""``: nobody is named, each line is one of a list or names its own sender.

    ``line`` is the line of the source, from 1, on which ``text`` begins; ``flat``: all of the text is on that line.
    """

    sender: str
    text: str
    line: int
    flat: bool = False


def match(
    people: Sequence[Person],
    replies: Iterable[Reply],
    *,
    announcer: str | None = None,
    tables: Tables | None = None,
    known: Mapping[str, int] | None = None,
    denied: Collection[tuple[str, int]] = (),
    families: bool = True,
    asked: str = "",
) -> AckResult:
    """Who of ``people`` answered.

    The announcer is left out: ``announcer`` (a name of the roster, of same names as ``张伟（销售部）``, or a nickname
    of the replies), else who sent the announcement if that is among the replies. People marked as having left are not
    expected. With ``tables`` mistyped names are proposed, else they are strangers. ``known`` are nicknames somebody
    confirmed and the person of each; ``denied`` (source of an answer, person) is what somebody said is not so: such an
    answer is a stranger's. Whose last word is that nothing arrived is not confirmed but to be looked at.
    ``families`` as in NameBook. ``asked`` is the text of the announcement, which may name words of its own to answer
    with; else that of the replies is taken. UserError for an announcer nobody knows.
    """
    book = NameBook(people, known, families=families)
    return _Matching(book, list(replies), announcer, denied, tables, asked).result()


class _Matching:
    def __init__(
        self,
        book: NameBook,
        replies: list[Reply],
        announcer: str | None,
        denied: Collection[tuple[str, int]],
        tables: Tables | None,
        asked: str,
    ) -> None:
        self.book = book
        self.replies = replies
        self.senders: dict[str, Meant] = {"": NOBODY}
        for reply in replies:
            if reply.sender not in self.senders:
                self.senders[reply.sender] = book.sender(reply.sender)
        self.calls = sorted((f"@{sender}" for sender in self.senders if sender), key=len, reverse=True)
        self.announcing = ""
        self.announcer = -1
        self.asked = _bare(asked)
        self.request = answer_request.read(asked)
        self._find_announcer(announcer)
        self.heaps = Heaps(book, tables, frozenset(denied), self.announcer)
        self.entries: dict[str, Entry] = {}
        self.whole: set[int] = set()  # replies that send a whole list, with its header
        self.read: dict[str, ItemReading] = {}

    def result(self) -> AckResult:
        for order, reply in enumerate(self.replies):
            if reply.sender:
                self._reply(order, reply)
            else:
                self._loose(order, reply)
        out = rewritten(self.entries, self.whole, self._item)
        for words, entry in self.entries.items():
            if words not in out:
                self._entry(words, entry)
        return self.heaps.result()

    def _find_announcer(self, name: str | None) -> None:
        if name:
            wanted = name.strip()
            known = [index for index, label in enumerate(self.book.labels) if label == wanted]
            meant = Meant(tuple(known), certain=True) if len(known) == 1 else self.book.sender(wanted)
            if len(meant.people) > 1:
                names = "、".join(map(self.book.label, meant.people))
                remedy = f"请写成其中一个：{names}"
                raise UserError(f"花名册里不止一个人可能是发布人“{wanted}”", where="--announcer", remedy=remedy)
            if not meant.people and wanted not in self.senders:
                remedy = "请写花名册里的姓名，或聊天里的昵称"
                raise UserError(f"花名册和回复里都没有“{wanted}”", where="--announcer", remedy=remedy)
            self.announcing = wanted
            self.announcer = meant.people[0] if meant.certain else -1
            return
        for order, reply in enumerate(self.replies):
            if reply.sender and is_announcement(reply.text, first=order == 0) and self._is_what_was_asked(reply.text):
                self.announcing = reply.sender
                self.request = self.request or answer_request.read(reply.text)
                meant = self.senders[reply.sender]
                self.announcer = meant.people[0] if meant.certain else -1
                return

    def _is_what_was_asked(self, text: str) -> bool:
        """Whether a message is the announcement where its text is known; @所有人 of a member is not."""
        words = _bare(text)
        return not self.asked or words[:_ENOUGH] in self.asked or self.asked[:_ENOUGH] in words

    def _is_announcer(self, sender: str) -> bool:
        meant = self.senders[sender]
        return sender == self.announcing or (meant.certain and meant.people[0] == self.announcer)

    # What one reply says

    def _reply(self, order: int, reply: Reply) -> None:
        if starts_chain(reply.text):
            self.whole.add(order)
            self._list(order, reply, _from_last_start(items_of(reply.text), self._names_somebody))
            return
        if self._is_announcer(reply.sender):
            return
        items = [item for item in items_of(reply.text) if item.number]
        named = [item for item in items if self._item(item.words).meant.people]
        if named and len(named) * 2 >= len(items):
            if len(items) == 1 and self._is_for_another(reply.sender, items[0]):
                self._for_others(order, reply, items[0].words, self._item(items[0].words))
            else:
                self._list(order, reply, items)
            return
        self._plain(order, reply)

    def _is_for_another(self, sender: str, item: Item) -> bool:
        meant, named = self.senders[sender], self._item(item.words).meant
        return meant.certain and not set(meant.people) & set(named.people)

    def _list(self, order: int, reply: Reply, items: Iterable[Item]) -> None:
        for item in items:
            if item.number == 0 and not self._names_somebody(item):
                continue
            line = reply.line + (0 if reply.flat else item.below)
            entry = self.entries.get(item.words)
            if entry is None:
                self.entries[item.words] = Entry(reply.sender, order, order, line, item.number)
            else:
                entry.last, entry.line, entry.number = order, line, item.number

    def _names_somebody(self, item: Item) -> bool:
        """Whether a line stands for somebody; one without a number only if the name leads it and stands apart."""
        reading = self._item(item.words)
        if item.number:
            return reading.meant.people != ()
        if not reading.meant.people or is_courtesy(reading.note):
            return False
        if denies(reading.note):
            return True
        if self._is_talk(reading.note):
            return False
        answers = reading.meant.certain and self._note(reading.note) is not None
        return (reading.leads or answers) and not only_asks(reading.note)

    def _note(self, text: str) -> str | None:
        """The note of an answer in the words asked for, or in any other that answers."""
        note = self.request.note(text) if self.request else None
        if note is None and not self.request.evades(text):
            note = note_of(text)
        return note

    def _note_behind(self, words: str) -> str:
        """The same of the words behind a name in a list, which answer whatever they are."""
        note = self.request.note(words) if self.request else None
        return note_behind(words) if note is None else note

    def _is_talk(self, note: str) -> bool:
        """Whether words behind a name and a colon are none of those that were asked for: 张三：下雨了."""
        return bool(self.request) and note.lstrip().startswith((":", "：")) and self._note(note.lstrip(" :：")) is None

    def _item(self, words: str) -> ItemReading:
        reading = self.read.get(words)
        if reading is None:
            reading = self.read[words] = self.book.item(words)
        return reading

    def _plain(self, order: int, reply: Reply) -> None:
        """A message in words: its sender answers; others it names are only proposed."""
        text = self._without_calls(reply.text)
        meant = self.senders[reply.sender]
        if meant.certain:
            own = self._item(text)
            if own.meant == meant and self._note(own.note) is not None:
                text = own.note  # 张三：收到
        marked, names, mentioned = self._marked(text)
        note = self._note(marked)
        if note is None:
            if is_denial(marked):
                self._denied(order, reply, tuple(sorted(mentioned - set(meant.people) - {self.announcer})))
            return
        others = tuple(sorted(mentioned - set(meant.people) - {self.announcer}))
        if others:
            self.heaps.propose(" ".join(reply.text.split()), others, reply.line, order, settle=True)
        if meant.certain:
            note = note.translate(names) if _ONLY_NAMES.fullmatch(note) is None else ""
            said = Said(meant.people[0], reply.line, note, order, order, listed=False, source=reply.sender)
            self.heaps.say(said, weak=bool(others) and is_for_others(marked))
        elif meant.people:
            self.heaps.propose(reply.sender, meant.people, reply.line, order)
        elif not others:
            self.heaps.strange(reply.sender, reply.line, order, also=note)

    def _denied(self, order: int, reply: Reply, others: tuple[int, ...]) -> None:
        """Nothing arrived: of the sender, who is not confirmed by it, or of others, whom the owner settles."""
        meant, words = self.senders[reply.sender], " ".join(reply.text.split())
        shown = f"{reply.sender}：{words}"
        if others:
            self.heaps.propose(words, others, reply.line, order, settle=True)
        elif meant.certain:
            said = Said(meant.people[0], reply.line, "", order, order, listed=False, source=shown, denial=True)
            self.heaps.say(said)
        elif meant.people:
            self.heaps.propose(shown, meant.people, reply.line, order, settle=True)

    def _marked(self, text: str) -> tuple[str, dict[int, str], set[int]]:
        """The text with a mark for each name in it, the names by mark, and whom they mean."""
        names: dict[int, str] = {}
        people: set[int] = set()
        found = self.book.mentioned(text, apart=_FOR_SOMEBODY.search(text) is None)
        for number, (begin, end, same) in enumerate(reversed(found[:_MOST_NAMES])):
            mark = _FIRST_MARK + number
            names[mark] = text[begin:end]
            text = text[:begin] + chr(mark) + text[end:]
            people.update(same)
        return text, names, people

    def _without_calls(self, text: str) -> str:
        if "@" not in text:
            return text
        for call in self.calls:
            text = text.replace(call, " ")
        return " ".join(word for word in text.split(" ") if not word.startswith("@")).strip(" \u2005")

    def _for_others(self, order: int, reply: Reply, words: str, reading: ItemReading) -> None:
        """An answer for somebody else: it confirms only its sender."""
        others = tuple(sorted({*reading.meant.people, *reading.others}))
        self.heaps.propose(" ".join(words.split()), others, reply.line, order, settle=True)
        meant = self.senders[reply.sender]
        if meant.certain:
            said = Said(meant.people[0], reply.line, "", order, order, listed=False, source=reply.sender)
            self.heaps.say(said, weak=True)

    # Lines without a sender

    def _loose(self, order: int, reply: Reply) -> None:
        lines = [_without_clock(line.strip()) for line in reply.text.split("\n")]
        plain = [line for line in lines if line and item_in(line) is None]
        names = sum(1 for line in plain if self._item(line).leads)
        for below, words in enumerate(lines):
            if not words or starts_chain(words):
                continue
            at = Reply("", words, reply.line + (0 if reply.flat else below))
            numbered = item_in(words)
            if numbered is None:
                self._loose_words(order, at, among_names=names * 2 >= len(plain))
            elif numbered[1]:
                self._list(order, at, [Item(0, *numbered)])

    def _loose_words(self, order: int, reply: Reply, *, among_names: bool) -> None:
        words = reply.text
        if self._names_somebody(Item(0, 0, words)):
            self._list(order, reply, [Item(0, 0, words)])
            return
        reading = self._item(words)
        if self._is_talk(reading.note) and not only_asks(reading.note):
            self.heaps.propose(" ".join(words.split()), reading.meant.people, reply.line, order, settle=True)
            return
        marked, names, people = self._marked(words)
        note = self._note(marked)
        if note is None:
            if among_names and _NAME.fullmatch(words):
                self.heaps.strange(words, reply.line, order)
        elif len(people) == 1:
            note = tidy(note.translate(dict.fromkeys(names)))
            self.heaps.say(
                Said(people.pop(), reply.line, note, order, order, listed=True, source=" ".join(words.split()))
            )
        elif not people and note and words.startswith(note) and _NAME.fullmatch(note):
            self.heaps.strange(note, reply.line, order)
        elif not people and any(map(is_likely_name, names_in(note, self.book.places))):
            self.heaps.strange(" ".join(note.split()), reply.line, order)
        else:
            meant = tuple(sorted(people)) or self.book.places.living_at(words)
            self.heaps.propose(words, meant, reply.line, order, settle=bool(meant))

    # Entries of lists, once all are known

    def _entry(self, words: str, entry: Entry) -> None:
        reading = self._item(words)
        meant, shown = reading.meant, " ".join(words.split())
        if meant.people == (self.announcer,):
            return
        if not meant.people:
            self.heaps.strange(shown, entry.line, entry.first)
            return
        named = {*meant.people, *reading.others}
        sender = self.senders[entry.sender]
        sent_by = sender.people[0] if sender.certain else -1
        several = bool(reading.others) or is_for_others(words)
        if denies(reading.note):
            if meant.certain and not several:
                self.heaps.say(Said(meant.people[0], entry.line, "", entry.first, entry.last, True, shown, denial=True))
                return
            self.heaps.propose(shown, tuple(sorted(named)), entry.line, entry.first, settle=True)
            return
        if not meant.certain or (several and named != {sent_by}):
            self.heaps.propose(
                shown,
                tuple(sorted(named - {sent_by} if meant.certain else named)),
                entry.line,
                entry.first,
                settle=several,
            )
        note = self._note_behind(reading.note)
        said = Said(meant.people[0], entry.line, note, entry.first, entry.last, listed=True, source=shown)
        if meant.certain and (not several or sent_by == meant.people[0]):
            self.heaps.say(said)
        elif several and sent_by >= 0:
            self.heaps.say(replace(said, person=sent_by, note=""), weak=True)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]|所有人", "", text)


def _without_clock(line: str) -> str:
    """【11:20】张三：收到 without the time in front."""
    clock = _CLOCK.match(line)
    return line[clock.end() :] if clock else line


def _from_last_start(items: list[Item], names_somebody: Callable[[Item], bool]) -> list[Item]:
    """The items from the last number 1 on, if those above it name nobody: instructions come before the names."""
    starts = [place for place, item in enumerate(items) if item.number == 1]
    if len(starts) > 1 and not any(map(names_somebody, items[: starts[-1]])):
        return items[starts[-1] :]
    return items

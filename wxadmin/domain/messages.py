"""Very many messages, held tightly: a chat of a million takes some 100 bytes of each instead of 350."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import get_args, overload

from wxadmin.domain.chat import Message, MessageKind, Quote

_KINDS: tuple[MessageKind, ...] = get_args(MessageKind)
_KIND_OF = {kind: place for place, kind in enumerate(_KINDS)}
_NO_TIME = 255


class Messages(Sequence[Message]):
    """Messages in their order, to be added to at the end; each is made anew when it is asked for.

    Times and words lie in one buffer in UTF-8, one after another; what is the same for many is kept once. Equal to any
    sequence of equal messages.
    """

    __slots__ = ("_clocks", "_ends", "_kinds", "_lines", "_names", "_numbers", "_quotes", "_senders", "_words")
    __hash__ = None  # type: ignore[assignment]  # it grows

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self._words = bytearray()
        self._ends = array("q", (0,))
        self._clocks = bytearray()  # bytes of the time
        self._kinds = bytearray()
        self._senders = array("l")
        self._lines = array("q")
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._quotes: dict[int, Quote] = {}
        for message in messages:
            self.append(message)

    @classmethod
    def of(cls, messages: Sequence[Message]) -> Messages:
        """These messages, themselves where they are held so already."""
        return messages if isinstance(messages, Messages) else cls(messages)

    def append(self, message: Message) -> None:
        """Add one."""
        sender, time = message.sender, message.time
        number = self._numbers.get(sender)
        if number is None:
            number = self._numbers[sender] = len(self._names)
            self._names.append(sender)
        if message.quote is not None:
            self._quotes[len(self._kinds)] = message.quote
        words = self._words
        if time is None:
            self._clocks.append(_NO_TIME)
        else:
            clock = time.encode()
            words += clock
            self._clocks.append(len(clock))
        words += message.text.encode("utf-8", "surrogatepass")
        self._ends.append(len(words))
        self._kinds.append(_KIND_OF[message.kind])
        self._senders.append(number)
        self._lines.append(message.line)

    def __len__(self) -> int:
        return len(self._kinds)

    @overload
    def __getitem__(self, at: int) -> Message: ...
    @overload
    def __getitem__(self, at: slice) -> list[Message]: ...
    def __getitem__(self, at: int | slice) -> Message | list[Message]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        if at < 0:
            at += len(self)
        if not 0 <= at < len(self):
            raise IndexError(at)
        begin, length = self._ends[at], self._clocks[at]
        time = None
        if length != _NO_TIME:
            time = self._words[begin : begin + length].decode()
            begin += length
        text = self._words[begin : self._ends[at + 1]].decode("utf-8", "surrogatepass")
        name, kind = self._names[self._senders[at]], _KINDS[self._kinds[at]]
        return Message(name, time, kind, text, self._quotes.get(at), self._lines[at])

    def __iter__(self) -> Iterator[Message]:
        quotes = self._quotes
        for at, (sender, time, text) in enumerate(self.said()):
            yield Message(sender, time, _KINDS[self._kinds[at]], text, quotes.get(at), self._lines[at])

    def said(self) -> Iterator[tuple[str, str | None, str]]:
        """Sender, time and words of each."""
        begin = 0
        words, names = self._words, self._names
        for sender, length, end in zip(self._senders, self._clocks, self._ends[1:], strict=True):
            if length == _NO_TIME:
                yield names[sender], None, words[begin:end].decode("utf-8", "surrogatepass")
            else:
                clock = begin + length
                yield (
                    names[sender], words[begin:clock].decode(), words[clock:end].decode("utf-8", "surrogatepass")
                )  # fmt: skip
            begin = end

    def times(self) -> Iterator[str | None]:
        """The time of each."""
        words = self._words
        for begin, length in zip(self._ends, self._clocks, strict=False):
            yield None if length == _NO_TIME else words[begin : begin + length].decode()

    def senders(self) -> tuple[str, ...]:
        """Everybody who speaks, in the order they first do."""
        return tuple(self._names)

    def shortest_time(self) -> int:
        """Characters of the shortest time; 0 where no message has one."""
        lengths = set(self._clocks) - {_NO_TIME}
        return min(lengths, default=0)

    def all_clocked(self) -> bool:
        """Whether of each more than the day is known."""
        return _NO_TIME not in self._clocks and self.shortest_time() > len("2026-09-22")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(mine == its for mine, its in zip(self, other, strict=True))

    def __repr__(self) -> str:
        return f"Messages({list(self)!r})"

"""The heaps of a matching: what was said of whom, and in the end who is confirmed, unclear, missing or a stranger."""

from __future__ import annotations

from collections.abc import Collection

from wxadmin.domain.acks import AckResult, Ambiguous, Confirmed
from wxadmin.domain.reply_lists import Said, last_words
from wxadmin.domain.reply_names import NameBook
from wxadmin.domain.reply_nearness import Tables, names_in, people_near


class Heaps:
    """Takes what is said, in order; ``announcer`` (index, -1: none) stands in no heap."""

    def __init__(
        self, book: NameBook, tables: Tables | None, denied: Collection[tuple[str, int]], announcer: int
    ) -> None:
        self.book, self.tables, self.denied, self.announcer = book, tables, denied, announcer
        self.said: list[Said] = []
        # -> line, may be settled elsewhere, first reply that has it
        self.ambiguous: dict[tuple[str, tuple[int, ...]], tuple[int, bool, int]] = {}
        self.strangers: dict[str, int] = {}
        self.unknown: dict[str, tuple[int, int, tuple[str, ...]]] = {}  # -> line, first reply, names in it
        self.weak: dict[int, Said] = {}  # who only answered for others

    def say(self, said: Said, *, weak: bool = False) -> None:
        """Somebody answered; ``weak``: only for others."""
        if said.person == self.announcer:
            return
        if (said.source, said.person) in self.denied:
            if not said.denial:
                self.strangers.setdefault(said.source, said.line)
        elif weak:
            self.weak[said.person] = said
        else:
            self.said.append(said)

    def propose(self, text: str, people: tuple[int, ...], line: int, reply: int, *, settle: bool = False) -> None:
        """An answer that may be of these people; with ``settle`` nothing is asked of those who answered themselves."""
        left = tuple(index for index in people if index != self.announcer and (text, index) not in self.denied)
        if people and not left and not all(index == self.announcer for index in people):
            self.strangers.setdefault(text, line)
            return
        key = (text, left)
        if key not in self.ambiguous:
            self.ambiguous[key] = (line, settle, reply)
        else:
            self.ambiguous[key] = (line, settle and self.ambiguous[key][1], min(reply, self.ambiguous[key][2]))

    def strange(self, shown: str, line: int, order: int, *, also: str = "") -> None:
        """Words of somebody nobody knows; whose name they may be a slip for is looked up once all are known."""
        places = self.book.places
        self.unknown.setdefault(shown, (line, order, (*names_in(shown, places), *names_in(also, places))))

    def result(self) -> AckResult:
        """The four heaps."""
        best = last_words(self.said)
        for person, said in self.weak.items():
            best.setdefault(person, said)
        first: dict[int, int] = {}
        for said in (*self.said, *self.weak.values()):
            first[said.person] = min(said.first, first.get(said.person, said.first))
        people, label = self.book.people, self.book.label
        for person in [index for index in best if people[index].left]:
            said = best.pop(person)
            self.strangers.setdefault(label(person), said.line)
        proposed: set[int] = set()
        for said in [said for said in best.values() if said.denial]:
            del best[said.person]
            self.ambiguous[said.source, (said.person,)] = said.line, False, said.first
        self._settle_unknown(best)
        denials = {said.source for said in self.said if said.denial}
        ambiguous = []
        for (text, candidates), (_, settle, reply) in sorted(self.ambiguous.items(), key=lambda pair: pair[1][0]):
            left = tuple(index for index in candidates if index not in best) if settle else candidates
            if left or not candidates:
                denial = text in denials
                ambiguous.append(Ambiguous(text, tuple(map(label, left)), left, reply, denial))
                proposed.update(left)
        confirmed = sorted(best.values(), key=lambda said: (said.line, said.person))
        missing = [
            label(index)
            for index, person in enumerate(people)
            if not person.left and index not in best and index not in proposed and index != self.announcer
        ]
        return AckResult(
            tuple(
                Confirmed(label(said.person), said.line, said.note, said.person, first[said.person], said.source)
                for said in confirmed
            ),
            tuple(ambiguous),
            tuple(missing),
            tuple(sorted(self.strangers, key=lambda name: self.strangers[name])),
            " ".join(f"@{name}" for name in missing),
        )

    def _settle_unknown(self, answered: Collection[int]) -> None:
        """Unknown names that may be a slip for somebody who has not answered are proposed; the rest are strangers'."""
        names = {name for _line, _order, found in self.unknown.values() for name in found}
        near = {} if self.tables is None else people_near(self.book.people, names, self.tables)
        for shown, (line, order, found) in self.unknown.items():
            whole = next((near[name] for name in found if name in near), ())
            may_be = [i for i in whole if i not in answered and i != self.announcer]
            left = tuple(i for i in may_be if not self.book.people[i].left and (shown, i) not in self.denied)
            if left:
                self.ambiguous[shown, left] = line, False, order
            else:
                self.strangers.setdefault(shown, line)

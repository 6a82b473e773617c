"""How well chats are read that are written as owners have them: every format and variant, mixtures, overlaps, mess.

    python tests/bench/messy_chat.py FIRST LAST [--show MESS] [--misses N]

One chat a seed. Its truth is made before it is written down and knows nothing of the readers. Printed: messages exactly
right (sender, time, kind, text, quote), events (kind, actor, subjects), formats, chats without any fault, and the share
right under each kind of mess.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from messy_shapes import FORMAT, PASTES, SIGNATURES, Written, as_csv, as_json, chatlab, mailed, near, pasted, rows
from messy_talk import Item, Said, Talk, talk

from wxadmin.domain.chat import Transcript
from wxadmin.domain.errors import UserError
from wxadmin.intake.chat import parse_bytes

ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16")


@dataclass(slots=True)
class Case:
    """A file, what it is truly called, and the truth in it."""

    name: str
    raw: bytes
    ending: str
    format: str
    group: str | None
    written: Written
    date: dt.date | None = None


def _joined(parts: list[Written]) -> Written:
    out = Written(text="\n".join(part.text for part in parts))
    for part in parts:
        out.messages += part.messages
        out.events += part.events
    return out


def _overlapping(rng: random.Random, items: list[Item], shape: str) -> Written:
    """Several pastes of the same talk, each beginning with the end of the one before."""
    out = Written()
    at = 0
    while at < len(items):
        begin = max(0, at - rng.randint(3, 60)) if at else 0
        while begin and _alike(items[begin:at]):
            begin -= 1
        if at and _alike(items[begin:at]):
            begin = at
        end = min(len(items), at + rng.randint(8, 70))
        style = rng.choice(("plain", "seconds", "half"))
        whole = pasted(rng, items[begin:end], shape, style=style)
        new = pasted(rng, items[at:end], shape, style=style)
        out.text += whole.text + "\n"
        out.messages += [(truth, mess | {"overlapping pastes"}) for truth, mess in new.messages]
        out.events += [(truth, mess | {"overlapping pastes"}) for truth, mess in new.events]
        at = end
    return out


def _alike(items: list[Item]) -> bool:
    return len({(one.sender, one.raw) for one in items if isinstance(one, Said)}) < 2


def _unbare(items: list[Item]) -> list[Item]:
    return [one for one in items if isinstance(one, Said) or not one.bare]


def _paste_case(rng: random.Random, chat: Talk) -> Case:
    kind = rng.choice(("one", "one", "one", "mixed", "overlap"))
    date = None
    items = chat.items
    shape = rng.choice(PASTES)
    if kind == "mixed":
        parts, shapes = [], []
        cut = 0
        while cut < len(items):
            shape = rng.choice([s for s in PASTES if s != "relative" and s not in shapes[-1:]])
            end = cut + rng.randint(3, 12)
            parts.append(pasted(rng, items[cut:end], shape))
            shapes.append(shape)
            cut = end
        written = _joined(parts)
        written.messages = [(truth, mess | {"mixture"}) for truth, mess in written.messages]
        used = {FORMAT[s] for s, part in zip(shapes, parts, strict=True) if part.messages}
        format_ = used.pop() if len(used) == 1 else "mixed"
    elif kind == "overlap":
        shape = rng.choice(("wechat4", "mac3", "leading"))
        written, format_ = _overlapping(rng, items, shape), FORMAT[shape]
    else:
        if shape == "relative":
            today = dt.date(2026, 11, rng.randint(10, 25))
            date = today if rng.random() < 0.75 else None
            written = pasted(rng, near(items, today, rng), shape, today=today)
            if date is None:
                written.messages = [((t[0], None, *t[2:]), mess) for t, mess in written.messages]
        else:
            if shape == "windows3":
                items = _unbare(items)
                date = dt.date(2026, 11, 22) if rng.random() < 0.5 else None
            written = pasted(rng, items, shape)
            if date is not None:
                written.messages = [((t[0], date.isoformat(), *t[2:]), mess) for t, mess in written.messages]
        format_ = FORMAT[shape]
        if shape in ("wechat4", "mac3") and rng.random() < 0.3:
            written.text = "大家早点休息\n明天见\n\n" + written.text
            written.lost += ["大家早点休息", "明天见"]
        if shape == "wechat4" and rng.random() < 0.2:
            written.text += "\n小叶\n2026年12月31日 21:42\n"
            written.lost += ["2026年12月31日 21:42"]
    text = written.text
    end = rng.choice(("\n", "\n", "\r\n", "\r"))
    encoding = rng.choice(ENCODINGS)
    return Case(f"paste {kind}", text.replace("\n", end).encode(encoding), ".txt", format_, None, written, date)


def case(seed: int) -> Case:
    """The chat of a seed."""
    rng = random.Random(seed)
    chat = talk(rng, rng.choice((6, 15, 40, 120)))
    draw = rng.random()
    if draw < 0.55:
        return _paste_case(rng, chat)
    if draw < 0.70:
        raw, written, way = mailed(rng, chat.items, chat.group)
        return Case(f"mail {way}", raw, ".eml" if "eml" in way else ".txt", "mail", chat.group, written)
    if draw < 0.92:
        signature = rng.choice(SIGNATURES)
        table, written = rows(rng, chat.items, chat.group, signature)
        named = chat.group if signature in ("sendername", "chinese with group") else None
        if rng.random() < 0.6:
            raw, ending, what = as_csv(rng, table)
            return Case(what, raw, ending, "csv", named, written)
        raw, ending, what = as_json(rng, table, chat.group)
        return Case(what, raw, ending, "json", chat.group if what == "json object" else named, written)
    raw, ending, written = chatlab(rng, chat.items, chat.group)
    return Case("chatlab", raw, ending, "chatlab", chat.group, written)


@dataclass(slots=True)
class Score:
    """Counts over all chats; ``by`` and ``right`` by kind of mess."""

    by: Counter[str]
    right: Counter[str]
    invented: int = 0

    def count(self, mess: frozenset[str] | set[str], good: bool) -> None:
        for one in {"", *mess}:
            self.by[one] += 1
            self.right[one] += good


def _plain(chat: Transcript) -> list[Any]:
    return [
        (m.sender, m.time, m.kind, m.text, None if m.quote is None else (m.quote.sender, m.quote.text))
        for m in chat.messages
    ]  # fmt: skip


def _matched(wanted: list[Any], got: list[Any]) -> set[int]:
    matcher = SequenceMatcher(None, [repr(one) for one in wanted], [repr(one) for one in got], autojunk=False)
    return {block.a + k for block in matcher.get_matching_blocks() for k in range(block.size)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("--show", default="", help="print misses whose mess or case has this word")
    parser.add_argument("--misses", type=int, default=0)
    args = parser.parse_args()
    messages, events = Score(Counter(), Counter()), Score(Counter(), Counter())
    formats, whole, files = Score(Counter(), Counter()), Score(Counter(), Counter()), Score(Counter(), Counter())
    left = args.misses
    for seed in range(args.first, args.last):
        one = case(seed)
        try:
            chat = parse_bytes(one.raw, name="x" + one.ending, date=one.date)
        except UserError as error:
            chat = Transcript("wechat4", None, (), (), ())
            print(f"seed {seed} {one.name}: REFUSED {error}")
        wanted = [truth for truth, _ in one.written.messages]
        got = _plain(chat)
        good = _matched(wanted, got)
        for place, (_, mess) in enumerate(one.written.messages):
            messages.count(mess | {one.name}, place in good)
        told = [(e.kind, e.actor, e.subjects) for e in chat.events]
        fine = _matched([truth for truth, _ in one.written.events], told)
        for place, (_, mess) in enumerate(one.written.events):
            events.count(mess | {one.name}, place in fine)
        messages.invented += len(got) - len(good)
        events.invented += len(told) - len(fine)
        formats.count({one.name}, chat.format == one.format)
        named = one.group == chat.group
        formats.count({"group"}, named)
        kept = [piece.text for piece in chat.rejected]
        lost = all(any(words in piece for piece in kept) for words in one.written.lost)
        there = {(file.name, file.data, file.message) for file in getattr(chat, "attachments", ())}
        for file in one.written.files:
            files.count(set(), file in there)
        perfect = len(good) == len(wanted) == len(got) and len(fine) == len(one.written.events) == len(told) and lost
        whole.count({one.name}, perfect)
        if (
            left > 0
            and not perfect
            and args.show in one.name + " ".join(m for _, ms in one.written.messages for m in ms)
        ):
            left -= 1
            print(f"--- seed {seed} {one.name} {one.format}/{chat.format} lost words kept: {lost}")
            got_good = _matched(got, wanted)
            for place, truth in enumerate(wanted):
                if place not in good:
                    print("   want", truth)
            for place, read in enumerate(got):
                if place not in got_good:
                    print("   got ", read)
            for place, (truth, _) in enumerate(one.written.events):
                if place not in fine:
                    print("   want event", truth)
            seen = _matched(told, [truth for truth, _ in one.written.events])
            for place, read in enumerate(told):
                if place not in seen:
                    print("   got  event", read)
            for piece in chat.rejected[:5]:
                print("   rejected", piece)
    for title, score in zip(
        ("messages", "events", "format and group", "whole chats", "files"),
        (messages, events, formats, whole, files),
        strict=True,
    ):
        total = score.by[""]
        if not total:
            continue
        print(f"{title}: {score.right['']} of {total} right ({score.right[''] / total:.2%}), {score.invented} besides")
        for mess in sorted(score.by, key=lambda m: score.right[m] / score.by[m]):
            if mess and score.right[mess] < score.by[mess]:
                print(
                    f"    {score.right[mess]:6} of {score.by[mess]:6}  {score.right[mess] / score.by[mess]:7.2%}  {mess}"
                )


if __name__ == "__main__":
    main()

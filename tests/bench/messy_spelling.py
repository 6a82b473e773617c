"""Mess in the spelling of the name itself: other characters, lost characters, hidden ones."""

from __future__ import annotations

import random

from messy_draft import Draft, Mess
from messy_tables import DOTS, EMOJI, GIVEN_SECOND, HIDDEN, TRADITIONAL
from messy_unit import Strength, alike


def _replaced(draft: Draft, at: int, sign: str) -> str:
    return draft.name[:at] + sign + draft.name[at + 1 :]


def _new_name(draft: Draft, name: str, strength: Strength, codes: frozenset[str]) -> bool:
    if name in draft.names or name == draft.name or len(draft.name) > 4 or draft.name != draft.row.name:
        return False
    draft.name = name
    draft.weaken(strength)
    if codes:
        draft.must.append(codes)
    return True


def traditional(rng: random.Random, d: Draft) -> bool:
    name = "".join(TRADITIONAL.get(sign, sign) for sign in d.name)
    return _new_name(d, name, "proposed", frozenset({"variant"}))


def mapped(table: dict[str, str], strength: Strength, codes: frozenset[str]) -> Mess:
    def mess(rng: random.Random, d: Draft) -> bool:
        places = [i for i, sign in enumerate(d.name) if table.get(sign, sign) != sign]
        return bool(places) and _new_name(d, _replaced(d, at := rng.choice(places), table[d.name[at]]), strength, codes)

    return mess


def sounds_or_looks(rng: random.Random, d: Draft) -> bool:
    at = rng.randrange(1, len(d.name))
    signs = [
        sign
        for other in GIVEN_SECOND + "玮炜莉俐敬闵芬颍冶晴择浩皓倩茜棋淇慧惠铭钢欣鑫彬宾晨宸玉羽"
        if alike(sign := other, d.name[at]) and other != d.name[at]
    ]
    return bool(signs) and _new_name(
        d, _replaced(d, at, rng.choice(signs)), "proposed", frozenset({"lookalike", "variant"})
    )


def one_wrong(rng: random.Random, d: Draft) -> bool:
    at = rng.randrange(1, len(d.name))
    sign = rng.choice(GIVEN_SECOND)
    if alike(sign, d.name[at]) or "·" in d.name or d.name.isascii():
        return False
    if len(d.name) > 2:
        return _new_name(d, _replaced(d, at, sign), "proposed", frozenset({"lookalike"}))
    return _new_name(d, _replaced(d, at, sign), "none", frozenset({"not_in_roster"}))


def lost_character(rng: random.Random, d: Draft) -> bool:
    return len(d.name) == 3 and _new_name(d, d.name[:2], "open", frozenset())


def swapped(rng: random.Random, d: Draft) -> bool:
    return len(d.name) == 3 and _new_name(d, d.name[0] + d.name[2] + d.name[1], "open", frozenset())


def hidden(rng: random.Random, d: Draft) -> bool:
    at = rng.randrange(1, len(d.name) + 1)
    sign = rng.choice(HIDDEN)
    d.name = d.name[:at] + sign + d.name[at:]
    d.weaken("likely")
    d.must.append(frozenset({"hidden_characters"}))
    return True


def bidi(rng: random.Random, d: Draft) -> bool:
    if rng.random() < 0.5:
        d.before, d.after = d.before + "\u202a", d.after + "\u202c"
        d.weaken("likely")
    else:
        d.name = "\u202e" + d.name[::-1] + "\u202c"
        d.weaken("proposed")
    d.must.append(frozenset({"hidden_characters"}))
    return True


def truncated(rng: random.Random, d: Draft) -> bool:
    if "name" not in d.segments[-1] or d.relation or d.after or d.before or len(d.name) < 2 or d.name != d.row.name:
        return False
    if len(d.name) == 2 and rng.random() < 0.7:  # two characters are seldom too long for the list
        return False
    d.name = d.name[: rng.randrange(len(d.name) - 1, len(d.name) + 1)] + "…"
    d.whole = d.render().rstrip(")）]】")  # nothing follows a cut
    d.weaken("proposed")
    d.must.append(frozenset({"truncated"}))
    return True


def truncated_behind(rng: random.Random, d: Draft) -> bool:
    if (
        "name" in d.segments[-1]
        or d.relation
        or d.phone
        or d.after
        or d.before
        or len(d.place) < 3
        or "place" not in d.segments[-1]
    ):
        return False
    d.place = d.place[:-1] + "…"
    d.whole = d.render().rstrip(")）]】")
    d.weaken("likely")
    d.must.append(frozenset({"truncated"}))
    return True


def emoji_inside(rng: random.Random, d: Draft) -> bool:
    d.name = d.name[0] + rng.choice(EMOJI) + d.name[1:]
    d.weaken("likely")
    return True


def dot_form(rng: random.Random, d: Draft) -> bool:
    had = "·" in d.name
    d.name = d.name.replace("·", rng.choice(DOTS))
    return had


def dot_missing(rng: random.Random, d: Draft) -> bool:
    return "·" in d.name and len(d.name) > 4 and not d.name.isascii() and _dotless(rng, d)


def _dotless(rng: random.Random, d: Draft) -> bool:
    if rng.random() < 0.6:
        d.name = d.name.replace("·", "")
        d.weaken("likely")
    else:
        d.name = d.name.split("·")[0]
        d.weaken("open")
    return d.name not in d.names


def spaced(rng: random.Random, d: Draft) -> bool:
    d.name = rng.choice((" ", "\u3000", "  ")).join(d.name)
    return len(d.row.name) == 2 and len(d.name) < 5

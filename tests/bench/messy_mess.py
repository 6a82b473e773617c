"""The kinds of mess: each changes one ``Draft`` of a nickname and lowers how sure a careful human can be of it.

A mess returns False where it does not apply (no such character, no class in the rule); then another is drawn. Those in
the spelling of the name are in ``messy_spelling``.
"""

from __future__ import annotations

import random

from messy_draft import Draft, Mess
from messy_spelling import (
    bidi,
    dot_form,
    dot_missing,
    emoji_inside,
    hidden,
    lost_character,
    mapped,
    one_wrong,
    sounds_or_looks,
    spaced,
    swapped,
    traditional,
    truncated,
    truncated_behind,
)
from messy_tables import (
    COMPOUND,
    DEPARTMENTS,
    EMOJI,
    ENGLISH,
    KANGXI,
    NICKNAMES,
    OLD_DEPARTMENTS,
    OTHER_SCRIPT,
    OTHER_SEPARATORS,
    SEPARATORS,
    SHORT,
    SLANG_RELATION,
    TITLES,
    VARIANTS,
)
from messy_unit import phone_number

SHOWN = frozenset({"lookalike", "variant", "hidden_characters"})


def reversed_order(rng: random.Random, d: Draft) -> bool:
    if len(d.segments) < 2:
        return False
    d.segments.reverse()
    return True


def dash(rng: random.Random, d: Draft) -> bool:
    d.joint = rng.choice(SEPARATORS)
    return len(d.segments) > 1


def other_separator(rng: random.Random, d: Draft) -> bool:
    d.joint = rng.choice(OTHER_SEPARATORS)
    return len(d.segments) > 1


def brackets(rng: random.Random, d: Draft) -> bool:
    if len(d.segments) != 2:
        return False
    d.joint = rng.choice("【[") if "name" not in d.segments[0] else rng.choice("(（")
    return True


def no_separator(rng: random.Random, d: Draft) -> bool:
    was, d.joint = d.joint, ""
    return was != "" and len(d.segments) > 1


def missing_place(rng: random.Random, d: Draft) -> bool:
    had, d.place, d.true_place = bool(d.place), "", ""
    return had and not d.team and not d.company


def short_place(rng: random.Random, d: Draft) -> bool:
    had = d.place in SHORT
    d.place = SHORT.get(d.place, d.place)
    return had


def outer_place(rng: random.Random, d: Draft) -> bool:
    if not d.place or d.relation or len(d.row.departments[0]) < 3 or d.team:
        return False
    d.place = d.true_place = d.row.departments[0][1]
    return True


def old_place(rng: random.Random, d: Draft) -> bool:
    if not d.place or d.relation or d.team or d.company:
        return False
    places = [*OLD_DEPARTMENTS, *(name for inner in DEPARTMENTS.values() for name in inner)]
    new = rng.choice(places)
    if any(new in path for path in d.row.departments):
        return False
    d.place = d.true_place = new
    return True


def class_spelling(rng: random.Random, d: Draft) -> bool:
    if "班" not in d.place or not d.true_place.endswith(")班"):
        return False
    grade, room = d.true_place[0], d.true_place[2]
    figure = "一二三四五六".index(grade) + 1
    forms = (
        f"{grade}{room}班",
        f"{figure}.{room}班",
        f"{figure}0{room}",
        f"{grade}（{room}）班",
        f"{grade}年级{room}班",
        f"{figure}0{room}班",
    )
    d.place = rng.choice(forms)
    return True


def old_class(rng: random.Random, d: Draft) -> bool:
    if not d.true_place.endswith(")班") or not d.place:
        return False
    grade = "一二三四五六".index(d.true_place[0])
    d.place = d.true_place = f"{'一二三四五六'[(grade + 5) % 6]}({d.true_place[2]})班"
    return True


def title(rng: random.Random, d: Draft) -> bool:
    if d.relation:
        return False
    d.title = rng.choice(TITLES)
    if len(d.title) == 1:
        d.weaken("likely")
    return True


def surname_title(rng: random.Random, d: Draft) -> bool:
    if d.relation or "·" in d.name or d.name.isascii():
        return False
    surname = d.name[:2] if d.name[:2] in COMPOUND else d.name[0]
    d.name = rng.choice((surname + rng.choice(TITLES), "老" + surname, "小" + surname))
    d.weaken("open")
    return d.name not in d.names


def slang_relation(rng: random.Random, d: Draft) -> bool:
    if d.relation not in SLANG_RELATION or ("relation",) in d.segments:
        return False
    d.relation = rng.choice(SLANG_RELATION[d.relation])
    d.weaken("likely")
    return True


def missing_relation(rng: random.Random, d: Draft) -> bool:
    had, d.relation = d.relation, ""
    d.weaken("likely")
    return bool(had)


def call_name(rng: random.Random, d: Draft) -> bool:
    if not d.relation or len(d.name) != 3:
        return False
    d.name = d.name[1:]
    d.weaken("open")
    return True


def guardian_name(rng: random.Random, d: Draft) -> bool:
    if not d.relation or not d.row.guardians:
        return False
    name = d.row.guardians[0].name
    d.wrap(*rng.choice(((f"{name}(", ")"), ("", name), ("", f"（{name}）"))))
    d.weaken("likely")
    return name not in d.names


def phone(rng: random.Random, d: Draft) -> bool:
    own = d.row.phone or (d.row.guardians[d.relation in ("爸爸", "爷爷")].phone if d.row.guardians else "")
    if d.phone or not own:
        return False
    d.wrap("", rng.choice(("", " ", "-")) + own)
    d.decided = True
    return True


def new_phone(rng: random.Random, d: Draft) -> bool:
    if d.phone:
        d.phone, d.decided = phone_number(rng), False
    else:
        d.wrap("", phone_number(rng))
    d.weaken("likely")
    return True


def phone_of_another(rng: random.Random, d: Draft) -> bool:
    owner = rng.randrange(len(d.roster))
    other = d.roster[owner]
    if not other.phone or other.name == d.row.name:
        return False
    d.owner = owner
    if d.phone:
        d.phone, d.decided = other.phone, False
    else:
        d.wrap("", other.phone)
    d.weaken("likely")
    return True


def phone_missing(rng: random.Random, d: Draft) -> bool:
    had, d.phone, d.decided = d.phone, "", False
    return bool(had)


def seat_number(rng: random.Random, d: Draft) -> bool:
    if d.phone:
        return False
    d.wrap(
        "",
        rng.choice(
            (
                f"{rng.randrange(1, 50)}号",
                f" {rng.randrange(10, 99)}",
                f"{rng.randrange(1, 12)}-{rng.randrange(1, 30)}0{rng.randrange(1, 4)}",
            )
        ),
    )
    return True


def emoji(rng: random.Random, d: Draft) -> bool:
    sign = rng.choice(EMOJI)
    d.before, d.after = rng.choice(
        ((d.before, d.after + sign), (sign + d.before, d.after), (sign + d.before, d.after + sign))
    )
    return True


def english(rng: random.Random, d: Draft) -> bool:
    word = rng.choice(ENGLISH)
    d.wrap(*rng.choice(((word + "-", ""), (word + " ", ""), ("", word), ("", f"({word})"))))
    d.weaken("likely")
    return not d.relation


def alias(rng: random.Random, d: Draft) -> bool:
    word = rng.choice(NICKNAMES[:12])
    d.wrap(*rng.choice(((word + "(", ")"), (word + "-", ""), ("", f"（{word}）"), ("", "|" + word))))
    d.weaken("likely")
    return True


def remark(rng: random.Random, d: Draft) -> bool:
    d.wrap("", rng.choice(("-休假中", "（出差）", "(请假)", "-开会勿扰", " 在线", "（新号）", "-已接种", "(A组组长)")))
    d.weaken("likely")
    return True


def sentence(rng: random.Random, d: Draft) -> bool:
    if d.before or d.after or d.owner >= 0:
        return False
    d.decided = False
    place = f"{d.place}的" if d.place else ""
    d.whole = rng.choice(("我是{}", "{}，请多关照", "大家好我是{}", "{}来了")).format(place + d.name + d.relation)
    d.weaken("likely")
    return d.name == d.row.name


def class_digits(rng: random.Random, d: Draft) -> bool:
    was = d.place
    d.place = was.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789()"})
    return d.place != was


# slot, weight, mess: two kinds of mess in one nickname are of different slots
KINDS: tuple[tuple[str, int, str, Mess], ...] = (
    ("layout", 8, "reversed", reversed_order),
    ("layout", 10, "dash_separator", dash),
    ("layout", 6, "other_separator", other_separator),
    ("layout", 3, "brackets", brackets),
    ("layout", 6, "no_separator", no_separator),
    ("place", 16, "missing_place", missing_place),
    ("place", 4, "short_place", short_place),
    ("place", 3, "outer_place", outer_place),
    ("place", 6, "old_place", old_place),
    ("place", 34, "class_spelling", class_spelling),
    ("place", 10, "old_class", old_class),
    ("place", 8, "fullwidth_class", class_digits),
    ("name", 6, "title", title),
    ("name", 4, "surname_title", surname_title),
    ("relation", 14, "slang_relation", slang_relation),
    ("relation", 6, "missing_relation", missing_relation),
    ("name", 4, "call_name", call_name),
    ("tail", 3, "guardian_name", guardian_name),
    ("tail", 5, "phone", phone),
    ("tail", 2, "new_phone", new_phone),
    ("tail", 2, "phone_of_another", phone_of_another),
    ("tail", 6, "phone_missing", phone_missing),
    ("tail", 4, "seat_number", seat_number),
    ("name", 5, "traditional", traditional),
    ("name", 14, "variant_character", mapped(VARIANTS, "proposed", frozenset({"variant", "lookalike"}))),
    ("name", 7, "compat_character", mapped(KANGXI, "likely", SHOWN)),
    ("name", 14, "other_script", mapped(OTHER_SCRIPT, "proposed", SHOWN)),
    ("name", 16, "sounds_or_looks", sounds_or_looks),
    ("name", 5, "one_wrong", one_wrong),
    ("name", 2, "lost_character", lost_character),
    ("name", 2, "swapped", swapped),
    ("name", 5, "hidden", hidden),
    ("deco", 3, "bidi", bidi),
    ("name", 5, "truncated", truncated),
    ("place", 6, "truncated_behind", truncated_behind),
    ("deco", 8, "emoji", emoji),
    ("name", 2, "emoji_inside", emoji_inside),
    ("name", 30, "dot_form", dot_form),
    ("name", 12, "dot_missing", dot_missing),
    ("name", 3, "spaced", spaced),
    ("deco", 4, "english", english),
    ("deco", 5, "alias", alias),
    ("tail", 4, "remark", remark),
    ("layout", 2, "sentence", sentence),
)

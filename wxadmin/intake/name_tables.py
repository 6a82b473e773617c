"""Loads the tables of the real-name check from ``resources/tables``; about 30 ms, once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from wxadmin.domain.name_folding import NameTables
from wxadmin.resource import resource_dir

_FIRST_CODE = 0xE000


@lru_cache(maxsize=1)
def load() -> NameTables:
    """The tables as ``wxadmin/build/name_tables.py`` wrote them."""
    variants = {line[0]: line[1:] for line in _lines("names_variants.txt")}
    sounds: dict[str, str] = {}
    syllables: dict[str, str] = {}
    later: list[tuple[str, str]] = []
    for i, line in enumerate(_lines("names_sounds.txt")):
        syllable, first, more = line.split("\t")
        code = chr(_FIRST_CODE + i)
        syllables[code] = syllable
        sounds.update(dict.fromkeys(first, code))
        later.append((code, more))
    first_sounds = {ord(char): code for char, code in sounds.items()}
    for code, chars in later:
        for char in chars:
            sounds[char] += code
    scripts = {ord(char): line[0] for line in _lines("names_scripts.txt") for char in line[1:]}
    return NameTables(
        variants=variants,
        variant_keys=_families(variants),
        sounds=sounds,
        first_sounds=first_sounds,
        shapes={line[0]: line[1:] for line in _lines("names_shapes.txt")},
        scripts=scripts,
        syllables=syllables,
        splits={line[:2]: line[2:] for line in _lines("names_splits.txt")},
    )


def _lines(name: str) -> Iterator[str]:
    return iter((resource_dir("tables") / name).read_text("utf-8").splitlines())


def _families(variants: dict[str, str]) -> dict[int, str]:
    """Every character of a connected family -> one of them."""
    keys: dict[int, str] = {}
    for char in variants:
        if ord(char) in keys:
            continue
        waiting = [char]
        while waiting:
            one = waiting.pop()
            if ord(one) not in keys:
                keys[ord(one)] = char
                waiting.extend(variants[one])
    return keys

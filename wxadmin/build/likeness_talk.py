"""Harmless talk of groups, invented for training: how people write where nothing is wrong.

Published data of violations is full of short lines and its harmless half of long prose; without these lines a model
would take every short message about work, school or the neighbourhood for an advert. Each template gives a few
sentences, held apart by ``|``; ``{name}`` and the like are filled from the lists at the head of ``likeness_talk.txt``.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

_SOURCE = Path(__file__).with_suffix(".txt")
_SLOT = re.compile(r"\{(\w+)\}")
_TAILS = ("", "", "", "", "", "。", "！", "~", "哦", "啊", "[抱拳]", "，谢谢", "😊")


def _source() -> tuple[dict[str, list[str]], list[str]]:
    """(what fills each slot, the templates)."""
    head, body = _SOURCE.read_text(encoding="utf-8").strip().split("\n\n")
    fills = dict(line.split(": ") for line in head.split("\n"))
    templates = [part.replace(r"\n", "\n") for line in body.split("\n") for part in line.split("|")]
    return {name: words.split() for name, words in fills.items()}, templates


def talk(of_each: int = 12, seed: int = 7) -> list[tuple[int, str]]:
    """(number of its template, line): ``of_each`` lines at most of each template, without repeats; the same each time.

    Some lines stand alone, some with a mark or a word of courtesy behind them, and some are two sentences in a row.
    """
    chance = random.Random(seed)
    fills, templates = _source()
    lines: list[tuple[int, str]] = []

    def filled(template: str) -> str:
        return _SLOT.sub(lambda slot: chance.choice(fills[slot[1]]), template)

    for number, template in enumerate(templates):
        made: dict[str, None] = {}
        for _turn in range(of_each):
            line = filled(template)
            if chance.random() < 0.15:
                line += chance.choice("，。 \n") + filled(chance.choice(templates))
            made[line + chance.choice(_TAILS)] = None
        lines += [(number, line) for line in made]
    return lines

"""What screening found in a message. The field names are those of ``screen``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Category = Literal[
    "advert", "abuse", "discrimination", "porn", "violence", "gambling", "drugs", "fraud", "rumour", "politics",
    "superstition", "personal_data", "secret", "link", "flood", "duplicate", "mention_abuse", "trade", "off_hours",
    "off_topic",
]  # fmt: skip
CATEGORIES: tuple[Category, ...] = get_args(Category)


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding: ``text[start:end]`` of the message as given is ``matched``; code points, half-open."""

    category: Category
    rule: str
    start: int
    end: int
    matched: str
    why: str
    level: int = 2
    article: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """The hits of one message, by start, and its score from 0 to 1; no hits means not flagged.

    ``parts`` is what the score is made of, each with its own value from 0 to 1: 规则 (what rules say by themselves),
    伪装 (words in disguise), 用语 (how much the message reads like known violations).
    """

    index: int
    hits: tuple[Hit, ...]
    score: float
    parts: tuple[tuple[str, float], ...] = ()

"""References of a regulation to its own clauses, and the units they name."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.domain.reference_words import RANKS, Mention, Step, mentions
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_places import Part, Passage, Place, passages, places
from wxadmin.domain.unit_numbers import UnitNumber, parsed

_LEVELS = {"部分": "part", "编": "part", "篇": "part", "章": "chapter", "节": "section", "条": "article"}


@dataclass(frozen=True, slots=True)
class Reference:
    """``words`` stand at ``start`` to ``end`` of a passage (``at``, ``part``, ``line``) and name the unit ``target``.

    ``target`` is None where no such unit exists. ``paragraph`` counts from 1 where a 款 of the unit is meant.
    ``targets`` are the units of the single numbers of ``mention``, None where they name none; ``relative`` are 前条,
    前款 and 本条第二款.
    """

    at: Place
    part: Part
    line: int
    start: int
    end: int
    words: str
    target: Place | None
    paragraph: int | None
    mention: Mention
    targets: tuple[Place | None, ...] = ()

    @property
    def relative(self) -> bool:
        """Whether it goes by position (前条) and not by number."""
        return self.mention.back > 0


def references(text: RegulationText) -> tuple[Reference, ...]:
    """Every reference in reading order; those to other texts (《…》第八条) are none."""
    tree: _Tree | None = None
    found = []
    for passage, words in passages(text):
        if passage.part == "heading" or not any(char in words for char in "第前上（"):
            continue
        for mention in mentions(words, text.title or ""):
            tree = tree or _Tree(text)
            reference = _reference(tree, passage, words, mention)
            if reference is not None:
                found.append(reference)
    return tuple(found)


def _reference(tree: _Tree, passage: Passage, words: str, mention: Mention) -> Reference | None:
    line = words.count("\n", 0, mention.start)
    targets, paragraph = _Search(tree, passage.at, line).follow(mention)
    if targets[-1] is None and tree.may_be_something_else(mention):
        return None
    return Reference(
        passage.at, passage.part, passage.line, mention.start, mention.end, words[mention.start : mention.end],
        targets[-1], paragraph, mention, tuple(targets[-len(mention.steps) :]) if mention.steps else (),
    )  # fmt: skip


class _Tree:
    """The units of a text by place, by number, and the order of its articles and chapters."""

    def __init__(self, text: RegulationText) -> None:
        self.nodes: dict[Place, Node] = dict(places(text))
        self.numbers: dict[Place, UnitNumber] = {}
        self.by_number: dict[tuple[str, tuple[int, ...]], list[Place]] = {}
        self.by_kind: dict[tuple[str, int], list[Place]] = {}
        self.in_order: dict[str, list[Place]] = {"条": [], "章": []}
        for at, node in self.nodes.items():
            number = parsed(node.number) if node.number else None
            if number is None or number.family == "bullet":
                continue
            self.numbers[at] = number
            self.by_number.setdefault((number.level, number.values), []).append(at)
            self.by_kind.setdefault((node.kind, number.values[-1]), []).append(at)
        self.levels = {number.level for number in self.numbers.values()}
        for word, level, kind in (("条", "article", "article"), ("章", "chapter", "chapter")):
            self.in_order[word] = [
                at
                for at, number in self.numbers.items()
                if (number.level == level if level in self.levels else self.nodes[at].kind == kind)
            ]

    def children(self, at: Place) -> list[Place]:
        """The numbered units directly below."""
        if at not in self.nodes:
            return []
        below = [(*at, step) for step in range(len(self.nodes[at].children))]
        return [child for child in below if child in self.numbers]

    def article(self, at: Place) -> Place | None:
        """The article a unit belongs to, or is."""
        for end in range(len(at), 0, -1):
            number = self.numbers.get(at[:end])
            if number and (number.level == "article" or ("article" not in self.levels and self._is_rule(at[:end]))):
                return at[:end]
        return None

    def _is_rule(self, at: Place) -> bool:
        return self.nodes[at].kind == "article"

    def lines(self, at: Place) -> int:
        """How many paragraphs the words of a unit have, before anything below it."""
        return len([line for line in self.nodes[at].text.split("\n") if line.strip()])

    def paragraphs(self, at: Place) -> list[Place]:
        """The unnumbered paragraphs directly below."""
        below = enumerate(self.nodes[at].children)
        return [(*at, step) for step, child in below if not child.number and child.kind == "paragraph"]

    def may_be_something_else(self, mention: Mention) -> bool:
        """Whether words that name no unit of this text may not be meant as a reference at all (第一项, 第二部分)."""
        if mention.back or mention.near or mention.context:
            return False
        unit = mention.steps[0].unit
        if RANKS[unit] > RANKS["条"]:
            return True
        return unit not in {"条", "章"} and _LEVELS[unit] not in self.levels


class _Search:
    """Follows the numbers of one mention that stands in the unit ``origin``, in its paragraph ``line`` (from 0)."""

    def __init__(self, tree: _Tree, origin: Place, line: int) -> None:
        self.tree, self.origin, self.line = tree, origin, line
        self.paragraph: int | None = None

    def follow(self, mention: Mention) -> tuple[list[Place | None], int | None]:
        """The unit of each number, the context's first; [None] for a 前条 that has none before it."""
        here: Place | None = None
        targets: list[Place | None] = []
        if mention.back:
            here = self._back(mention.unit, mention.back)
            targets.append(here)
            if here is None:
                return [None, *(None for _ in mention.steps)], None
            if mention.steps and mention.unit == "款":
                here = self.tree.article(here) or here
        elif mention.near and mention.near in "章节":
            here = self._around(mention.near)
        elif mention.near:
            here = self.tree.article(self.origin)
        for step in (*mention.context, *mention.steps):
            self.paragraph = None
            here = self._down(here, step) if here is not None or not targets else None
            targets.append(here)
        return targets, self.paragraph

    def _around(self, word: str) -> Place | None:
        level = _LEVELS[word]
        for end in range(len(self.origin), 0, -1):
            number = self.tree.numbers.get(self.origin[:end])
            if number and number.level == level:
                return self.origin[:end]
        return None

    def _back(self, unit: str, count: int) -> Place | None:
        tree = self.tree
        if unit in tree.in_order:
            order = tree.in_order[unit]
            own = tree.article(self.origin) if unit == "条" else self._chapter()
            at = order.index(own) if own in order else -1
            return order[at - 1] if at >= count else None
        if unit == "款":
            return self._paragraph_before(count)
        before = [at for at in tree.children(self.origin[:-1]) if at < self.origin] if len(self.origin) > 1 else []
        return before[-1] if len(before) >= count else None

    def _chapter(self) -> Place | None:
        chapters = set(self.tree.in_order["章"])
        above = (self.origin[:end] for end in range(len(self.origin), 0, -1))
        return next((at for at in above if at in chapters), None)

    def _paragraph_before(self, count: int) -> Place | None:
        tree, article = self.tree, self.tree.article(self.origin)
        if article is None:
            return None
        lines, below = tree.lines(article), tree.paragraphs(article)
        above = lines + len([at for at in below if at <= self.origin])
        own = self.line + 1 if article == self.origin else above
        if own - count >= 1:
            return self._paragraph(article, own - 1)
        if tree.numbers[article].level != "article" and article[:-1] in tree.nodes:
            before = [at for at in tree.children(article[:-1]) if at < article]
            return before[-1] if before else None
        return None

    def _paragraph(self, article: Place, count: int) -> Place | None:
        """The 款: a paragraph of the article's own words, or one that returns after its items."""
        lines, below = self.tree.lines(article), self.tree.paragraphs(article)
        if count <= lines:
            self.paragraph = count
            return article
        return below[count - lines - 1] if count - lines <= len(below) else None

    def _down(self, here: Place | None, step: Step) -> Place | None:
        tree = self.tree
        if step.unit in _LEVELS:
            return self._nearest(self._headed(step), here)
        if step.unit == "款":
            article = here if here is not None else tree.article(self.origin)
            if article is None:
                return None
            return self._paragraph(article, step.values[0]) or self._item(article, step)
        if here is not None:
            return self._item(here, step) if here in tree.numbers else self._item_behind(here, step)
        top = tree.article(self.origin) or ()
        for end in range(len(self.origin), max(0, len(top) - 1), -1):
            found = self._item(self.origin[:end], step)
            if found is not None:
                return found
        return self._nearest(tree.by_kind.get(("article", step.values[-1]), []), None) if step.unit == "点" else None

    def _headed(self, step: Step) -> list[Place]:
        """Units that 第N章 or 第N条 may mean; in a text without 第N条, its 一、 or 1. are the articles."""
        tree, level = self.tree, _LEVELS[step.unit]
        if len(step.values) > 1 and level != "article":
            return tree.by_number.get((f"multi{len(step.values)}", step.values), [])
        if level in tree.levels:
            return tree.by_number.get((level, step.values), [])
        if len(step.values) > 1:
            return tree.by_number.get((f"multi{len(step.values)}", step.values), [])
        if level not in {"article", "chapter"}:
            return []
        found = tree.by_kind.get((level, step.values[0]), [])
        if len(found) > 1:  # 1. in every 一、: then 第三条 is 三、 rather
            found = [
                at for at, number in tree.numbers.items() if len(at) == 1 and number.values == step.values
            ] or found
        return found

    def _nearest(self, options: list[Place], within: Place | None) -> Place | None:
        if within is not None:
            options = [at for at in options if at[: len(within)] == within]
        return max(options, key=self._nearness, default=None)

    def _nearness(self, at: Place) -> int:
        same = 0
        while same < min(len(at), len(self.origin)) and at[same] == self.origin[same]:
            same += 1
        return same

    def _item_behind(self, paragraph: Place, step: Step) -> Place | None:
        """The items of a paragraph are children of its article, up to the next paragraph."""
        article = paragraph[:-1]
        end = min((at for at in self.tree.paragraphs(article) if at > paragraph), default=(*article, 1 << 30))
        below = [child for child in self.tree.children(article) if paragraph < child < end]
        return next((at for at in below if self.tree.numbers[at].values[-1] == step.values[-1]), None)

    def _item(self, at: Place, step: Step) -> Place | None:
        options = [child for child in self.tree.children(at) if self.tree.numbers[child].values[-1] == step.values[-1]]
        return options[0] if options else None

"""Regulations for properties: every level with one sort of number, every unit with words of its own, some citing."""

from __future__ import annotations

from hypothesis import strategies as st

from wxadmin.domain.numerals import chinese
from wxadmin.domain.regulation import Node, NodeKind, RegulationText
from wxadmin.domain.regulation_edit import renumber
from wxadmin.domain.regulation_places import Place, places
from wxadmin.domain.unit_numbers import parsed

Level = tuple[str, NodeKind]
SCHEMES: tuple[tuple[Level, ...], ...] = (
    (("第一章", "chapter"), ("第一条", "article"), ("（一）", "item"), ("1.", "item")),
    (("第1章", "chapter"), ("第一节", "chapter"), ("第1条", "article"), ("（1）", "item")),
    (("第一条", "article"), ("（一）", "item"), ("1、", "item")),
    (("一、", "chapter"), ("（一）", "article"), ("1.", "item"), ("①", "item")),
    (("一、", "chapter"), ("1.1", "article"), ("1.1.1", "item")),
    (("一、", "chapter"), ("1、", "article"), ("（1）", "item")),
)


@st.composite
def regulations(draw: st.DrawFn, *, citing: bool = False, anew: bool = False) -> RegulationText:
    """A text numbered as it should be; unit number n says 〔un〕. ``anew``: articles may count anew in each chapter."""
    # Only 第N条 can be cited down to its items.
    scheme = draw(
        st.sampled_from([scheme for scheme in SCHEMES if not citing or any("条" in level for level, _ in scheme)])
    )
    shape = draw(st.lists(st.integers(1 if citing else 0, 3), min_size=4, max_size=24))
    restarts = anew and draw(st.booleans())
    count = iter(range(1000))

    def grow(depth: int, most: int) -> tuple[Node, ...]:
        nodes = []
        for _ in range(most):
            number, kind = scheme[depth]
            own = next(count)
            if "条" in number and not restarts:
                # Counting on; the right numbers come at the end.
                number = number.replace("1", str(own + 1)).replace("一", chinese(own + 1))
            below = shape[own % len(shape)] if depth + 1 < len(scheme) and own < len(shape) else 0
            title = f"标题〔t{own}〕" if kind == "chapter" else None
            nodes.append(Node(kind, number, title, f"内容〔u{own}〕。", grow(depth + 1, below)))
        return tuple(nodes)

    text = renumber(RegulationText("管理办法", ("前言。",), grow(0, draw(st.integers(1, 4))), ("结尾。",))).text
    return _citing(draw, text, whole=restarts or draw(st.booleans())) if citing else text


def _citing(draw: st.DrawFn, text: RegulationText, *, whole: bool) -> RegulationText:
    """References in some units, 〔rN〕 in front of one to the unit that says 〔uN〕; ``whole``: with the chapter."""
    cited = {at: words for at, _ in places(text) if (words := citation(text, at, whole=whole))}
    wanted = draw(
        st.lists(st.tuples(st.integers(0, 99), st.sampled_from(sorted(cited) or [(0,)])), min_size=3, max_size=8)
    )
    said: dict[int, str] = {}
    total = len(list(places(text)))
    for place, at in wanted:
        if at in cited:
            place %= total
            said[place] = said.get(place, "") + f"见〔r{mark(text, at)}〕{cited[at]}，"
    count = iter(range(1000))

    def visit(node: Node) -> Node:
        own = next(count)
        words = node.text + said.get(own, "")
        return Node(node.kind, node.number, node.title, words, tuple(visit(child) for child in node.children))

    return RegulationText(text.title, text.preamble, tuple(visit(node) for node in text.nodes), text.closing)


def citation(text: RegulationText, at: Place, *, whole: bool = False) -> str:
    """How a regulation with 第N条 cites a unit; ``""`` for one too deep, or where articles are no 条."""
    nodes = dict(places(text))
    line = [nodes[at[:end]] for end in range(1, len(at) + 1)]
    articles = [depth for depth, node in enumerate(line) if "条" in node.number]
    if not articles:
        return line[0].number if len(line) == 1 and "章" in line[0].number else ""
    below = line[articles[0] + 1 :]
    value = [parsed(node.number) for node in below]
    if len(below) > 2 or any(number is None for number in value):
        return ""
    above = "".join(node.number for node in line[: articles[0]] if node.number.startswith("第"))
    items = [chinese(number.values[-1]) for number in value if number]
    return (
        (above if whole else "")
        + line[articles[0]].number
        + "".join(f"第（{item}）项" if depth == 0 else f"第{item}目" for depth, item in enumerate(items))
    )


def mark(text: RegulationText, at: Place) -> str:
    """The number of the unit in its words."""
    words = dict(places(text))[at].text
    return words[words.index("〔u") + 2 : words.index("〕")]

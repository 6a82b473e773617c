"""Pages from strips: every strip once and in order, nothing outside, and what belongs together stays together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from wxadmin.printing.typesetting.faces import chain
from wxadmin.printing.typesetting.flow import Placed, Strip, keep_with_text, nothing, paginate, paragraph, space

HEIGHT = 100.0


def strip(height: float, *, keep: bool = False, before: float = 0.0, fresh: bool = False, foot: bool = False) -> Strip:
    return Strip(height, height * 0.7, nothing, keep=keep, before=before, fresh=fresh, foot=foot)


STRIPS = st.lists(
    st.builds(
        strip,
        st.one_of(st.just(0.0), st.floats(1.0, 45.0), st.floats(90.0, 160.0)),
        keep=st.booleans(),
        before=st.sampled_from([0.0, 0.0, 5.0, 20.0]),
        fresh=st.sampled_from([False, False, False, False, True]),
    ),
    max_size=60,
)


def numbered(pages: list[list[Placed]], strips: list[Strip]) -> list[list[int]]:
    place = {id(one): index for index, one in enumerate(strips)}
    return [[place[id(placed.strip)] for placed in page] for page in pages]


def fits(strips: list[Strip], at: int, end: int) -> bool:
    """Whether strips ``at`` to ``end`` can share a page, reckoned apart from the code under test."""
    y, inked = 0.0, False
    for index in range(at, end):
        one = strips[index]
        y += one.before if inked and one.ink else 0.0
        if inked and one.ink and y + one.ink > HEIGHT + 0.01:
            return False
        if not one.ink and inked:
            y = max(y, min(HEIGHT, y + one.before))
        y += one.height
        inked = inked or one.ink > 0
    return True


@settings(max_examples=300, deadline=None)
@given(STRIPS)
def test_every_strip_once_in_order_and_inside(strips: list[Strip]) -> None:
    pages = paginate(strips, HEIGHT)
    order = [index for page in numbered(pages, strips) for index in page]
    assert order == list(range(len(strips)))
    for page in pages:
        low = 0.0
        for placed in page:
            assert placed.y >= low - 1e-6
            low = placed.y + placed.strip.height
        inked = [placed for placed in page if placed.strip.ink]
        if len(inked) > 1:
            assert all(placed.y + placed.strip.ink <= HEIGHT + 0.02 for placed in inked[1:])
        assert all(placed.y == 0.0 for placed in inked[:1])


@settings(max_examples=300, deadline=None)
@given(STRIPS)
def test_a_page_is_as_full_as_may_be_and_keep_is_broken_only_where_it_must(strips: list[Strip]) -> None:
    """The end of each page is the furthest that fits where a page may end; else the furthest that fits."""
    for page in numbered(paginate(strips, HEIGHT), strips):
        if not page:
            continue
        at, end = page[0], page[-1] + 1
        reach = [stop for stop in range(at + 1, len(strips) + 1) if fits(strips, at, stop)]
        fresh = next((i for i in range(at + 1, len(strips)) if strips[i].fresh), len(strips))
        reach = [stop for stop in reach if stop <= fresh]
        good = [
            stop
            for stop in reach
            if (stop == fresh or not strips[stop - 1].keep)
            and (stop in (fresh, len(strips)) or any(one.ink for one in strips[at:stop]))
        ]
        assert end == max(good or reach)


def test_a_fresh_strip_begins_a_page_and_leaves_none_empty() -> None:
    """A chain higher than a page behind a page break is parted; the page before it is not left white."""
    chain = [strip(40.0, keep=True) for _ in range(5)]
    first = Strip(0.0, 0.0, nothing, fresh=True)
    pages = paginate([strip(10.0), first, *chain, strip(10.0)], HEIGHT)
    assert [len(page) for page in pages] == [1, 3, 2, 2]


def test_room_is_dropped_at_the_top_of_a_page() -> None:
    pages = paginate([strip(95.0), space(20.0), strip(30.0, before=15.0)], HEIGHT)
    assert [placed.y for placed in pages[1]] == [0.0]


def test_the_foot_goes_down_on_the_last_page() -> None:
    pages = paginate([strip(95.0), strip(10.0), strip(20.0, foot=True)], HEIGHT)
    assert pages[1][1].y + pages[1][1].strip.ink == HEIGHT


def test_what_follows_has_two_lines_of_text_with_it() -> None:
    strips = [strip(10.0) for _ in range(9)]
    keep_with_text(strips)
    strips.append(strip(30.0))
    assert [len(page) for page in paginate(strips, HEIGHT)] == [7, 3]


def test_a_paragraph_set_again_is_the_same_and_its_own() -> None:
    """What a paper does to its strips is not seen by the next paper with the same words."""
    letters = chain("song")
    words = "值班人员收到通知后应当在三十分钟内回复，并把处理结果告知本人。" * 4
    made = [
        paragraph(words, letters, size=10, leading=18, width=200, first=2, keep=bool(n), bookmark=(0, str(n)))
        for n in range(2)
    ]
    made[0][0].height = 99.0
    again = paragraph(words, letters, size=10, leading=18, width=200, first=2)
    assert len(made[0]) == len(made[1]) == len(again) > 3
    assert again[0].height == 18
    assert again[0].bookmark is None
    assert [strip.keep for strip in made[1]] != [strip.keep for strip in again]
    assert len(paragraph(words, letters, size=10, leading=18, width=120, first=2)) > len(again)

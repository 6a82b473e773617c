"""Lists printed side by side: one header row that says the same titles again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wxadmin.intake.roster_columns import Columns, columns_of, plain, side_by_side
from wxadmin.intake.roster_tables import Area


def blocks_of(columns: Columns, merged: Sequence[Area] = ()) -> tuple[Columns, ...]:
    """The header taken apart where it says the same titles again, side by side: nothing of one block is another's.

    A department beside blocks that have none of their own is everybody's; anything else to their left is the first
    block's. A block that the owner gave no name is left out, and one title over several columns makes no blocks.
    """
    spans = side_by_side(columns.titles)
    name = columns.fields["name"]
    one = any(top <= columns.start - 1 <= bottom and left <= name < right for (top, left), (bottom, right) in merged)
    if not spans or one or columns.at < 0:
        return (columns,)
    first_start, last_end = spans[0][0], spans[-1][1]
    common = not any(word == "department" for first, end in spans for word in columns.words[first:end])
    made = []
    for number, (first, end) in enumerate(spans):
        words = [word if first <= at < end else "" for at, word in enumerate(columns.words)]
        for at, word in enumerate(columns.words):
            if at < first_start or at >= last_end:
                mine = number == 0 and at < first_start
                words[at] = word if (common if word == "department" else mine) else ""
        found = columns_of(columns.titles, words, columns.at, columns.rows, remembered=columns.remembered)
        if found is not None:
            made.append(replace(found, own=(first if number else 0, end)))
    return tuple(made) or (columns,)


def names_left_over(columns: Columns) -> tuple[int, ...]:
    """Columns with the very title of the names that nobody reads."""
    if columns.own is not None or columns.at < 0:
        return ()
    name = columns.fields["name"]
    called = plain(columns.title(name))
    return tuple(
        at
        for at, title in enumerate(columns.titles)
        if at != name and called and plain(title) == called and not columns.words[at]
    )

"""Two versions of a regulation side by side, clause by clause, with the words that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from wxadmin.domain.clause_pairs import Clause, ClausePart, longest_run, pair, row_of
from wxadmin.domain.errors import UserError
from wxadmin.domain.pieces import Piece, PieceKind, pieces
from wxadmin.domain.regulation import Node, NodeKind, RegulationText

__all__ = ["ChangeKind", "ClauseChange", "Piece", "PieceKind", "apply", "diff", "worth_showing"]

ChangeKind = Literal["same", "renumbered", "changed", "moved", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a clause is in the new version: which part, how many units stand above it, kind, number.

    ``title`` is how many of its words are the title, None without one.
    """

    part: ClausePart
    depth: int
    kind: NodeKind
    number: str
    title: int | None


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause in both versions: paths (None where it is missing) and words; ``pieces`` in reading order.

    ``moved``: the same words at another place among the clauses. ``renumbered``: the same words at the same place,
    under another number because clauses came or went before it, or naming other clauses by the numbers they have now;
    nothing a reader has to know. ``changed``: other words; ``shifted`` says that such a clause has moved, too. What
    stands below a unit that moved went along with it and did not move itself.
    ``place`` is the position in the old version and ``shape`` what it is in the new one; :func:`apply` needs them.
    """

    kind: ChangeKind
    old_at: tuple[str, ...] | None
    new_at: tuple[str, ...] | None
    old_text: str
    new_text: str
    pieces: tuple[Piece, ...]
    shifted: bool = False
    place: int | None = None
    shape: Shape | None = None


def diff(old: RegulationText, new: RegulationText) -> tuple[ClauseChange, ...]:
    """Every clause of both, in the order of the new version; removed ones stand where they were."""
    before, after = row_of(old), row_of(new)
    pairs = pair(before, after)
    in_order = longest_run(pairs)
    moved = _moved(before, after, pairs, in_order)
    partner = {there: here for here, there in pairs.items()}
    changes: list[ClauseChange] = []
    gone = [here for here in range(len(before)) if here not in pairs]
    at = 0
    for there, clause in enumerate(after):
        here = partner.get(there)
        if here is not None and here in in_order:
            while at < len(gone) and gone[at] < here:
                changes.append(_removed(before[gone[at]], gone[at]))
                at += 1
        if here is None:
            words = clause.words
            changes.append(
                ClauseChange("added", None, clause.at, "", words, _all("added", words), shape=_shape(clause))
            )
        else:
            followed = _only_followed(before[here], clause, pairs)
            changes.append(_compare(before[here], clause, here, moved=here in moved, followed=followed))
    changes += [_removed(before[here], here) for here in gone[at:]]
    return tuple(changes)


def worth_showing(changes: Sequence[ClauseChange]) -> tuple[ClauseChange, ...]:
    """Those that a reader has to know of: neither the same nor only under another number."""
    return tuple(change for change in changes if change.kind not in ("same", "renumbered"))


def apply(old: RegulationText, changes: Sequence[ClauseChange]) -> RegulationText:
    """The new version out of the old one and the changes: title, preamble, units and closing, exactly.

    Settings are to be read anew. UserError when the changes were not made from this text.
    """
    row = row_of(old)
    used = sorted(change.place for change in changes if change.place is not None)
    if used != list(range(len(row))):
        raise _other_text()
    title: str | None = None
    lines: dict[ClausePart, list[str]] = {"preamble": [], "closing": []}
    units: list[tuple[Shape, str]] = []
    for change in changes:
        words = _new_words(row, change)
        if change.shape is None:
            continue
        if change.shape.part == "heading":
            title = words
        elif change.shape.part == "unit":
            units.append((change.shape, words))
        else:
            lines[change.shape.part].append(words)
    nodes = _tree(units)
    return replace(
        old, title=title, preamble=tuple(lines["preamble"]), nodes=nodes, closing=tuple(lines["closing"]), settings=()
    )


def _new_words(row: list[Clause], change: ClauseChange) -> str:
    """The old words without the pieces that went and with those that came."""
    base = "" if change.place is None else row[change.place].words
    if "".join(piece.text for piece in change.pieces if piece.kind != "added") != base:
        raise _other_text()
    return "".join(piece.text for piece in change.pieces if piece.kind != "removed")


def _other_text() -> UserError:
    return UserError("这些改动不是从这一版得来的", remedy="请重新比较两个版本")


def _tree(units: list[tuple[Shape, str]]) -> tuple[Node, ...]:
    """The units put below one another by their depth; from the last to the first, so that children are ready."""
    waiting: dict[int, list[Node]] = {}
    for shape, words in reversed(units):
        children = tuple(reversed(waiting.pop(shape.depth + 1, [])))
        title = None if shape.title is None else words[: shape.title]
        text = words[shape.title or 0 :]
        node = Node(shape.kind, shape.number, title, text[1:] if title and text else text, children)
        waiting.setdefault(shape.depth, []).append(node)
    return tuple(reversed(waiting.get(0, [])))


# -- what became of a clause


def _all(kind: PieceKind, words: str) -> tuple[Piece, ...]:
    return (Piece(kind, words),) if words else ()


def _shape(clause: Clause) -> Shape:
    return Shape(clause.part, clause.depth, clause.kind, clause.number, clause.title)


def _removed(clause: Clause, place: int) -> ClauseChange:
    return ClauseChange("removed", clause.at, None, clause.words, "", _all("removed", clause.words), place=place)


def _compare(old: Clause, new: Clause, place: int, *, moved: bool, followed: bool) -> ClauseChange:
    same = old.words == new.words
    if moved and followed:
        kind: ChangeKind = "moved"
    elif followed:
        kind = "same" if same and old.at == new.at else "renumbered"
    else:
        kind = "changed"
    words = _all("same", new.words) if same else pieces(old.words, new.words)
    return ClauseChange(
        kind, old.at, new.at, old.words, new.words, words, moved and kind == "changed", place, _shape(new)
    )


def _only_followed(old: Clause, new: Clause, pairs: dict[int, int]) -> bool:
    """Whether the words are the same but for the numbers of clauses they name, which still are the same clauses."""
    if old.words == new.words:
        return True
    return old.frame == new.frame and all(
        pairs.get(one.target) == other.target and one.paragraph == other.paragraph
        for one, other in zip(old.citings, new.citings, strict=True)
    )


def _moved(before: list[Clause], after: list[Clause], pairs: dict[int, int], in_order: set[int]) -> set[int]:
    """The old clauses that stand elsewhere in the new version, by themselves and not with the unit above them."""
    families: dict[tuple[ClausePart, int], dict[int, int]] = {}
    kept = set(pairs.values())
    moved: set[int] = set()
    for here, there in pairs.items():
        old, new = before[here], after[there]
        parent = pairs.get(old.parent, -1)
        if old.part == new.part and parent == new.parent and (old.parent == -1) == (new.parent == -1):
            families.setdefault((old.part, old.parent), {})[here] = there
        elif old.part != new.part or old.kind != new.kind or here not in in_order:
            moved.add(here)
        elif parent != -1 and new.parent in kept:
            moved.add(here)  # both units above are still there, but it went from one to the other
    for family in families.values():
        moved |= family.keys() - longest_run(family)
    return moved

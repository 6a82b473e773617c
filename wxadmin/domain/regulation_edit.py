"""Changes to a regulation as its owner makes them in the outline: move, promote, split, new clause, renumber.

Every function takes a frozen text and gives a new one; what cannot be done is a :class:`UserError` that says why. After
a change of the outline every number is what its position asks for and references follow their units. Settings move
with their unit; those of units that are gone, or whose sentence is, go too (read them anew with ``with_settings``).

Promote and demote never change the order in which the words are read. Where a text has one sort of number on each
level they undo each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wxadmin.domain.errors import UserError
from wxadmin.domain.outline import Link, Outline, Unit, Words, model_below, outline_of, unit_of
from wxadmin.domain.outline import renumber as count
from wxadmin.domain.regulation import Node, NodeKind, RegulationText
from wxadmin.domain.regulation_places import Place, node_at, unit_name
from wxadmin.domain.rewriting import written_out
from wxadmin.domain.unit_numbers import UnitNumber

_DEEPEST = 12  # levels; nobody numbers deeper, and the reader knows no more


@dataclass(frozen=True, slots=True)
class Edit:
    """A changed text, where the unit now stands (() for none), and what its owner should know, a sentence each."""

    text: RegulationText
    at: Place
    notes: tuple[str, ...] = ()


def move(text: RegulationText, at: Place, by: int) -> Edit:
    """The unit ``by`` places further among its siblings (negative: forward), at most to their end."""
    outline, unit = _opened(text, at)
    siblings = _siblings(unit)
    here = at[-1]
    there = min(max(here + by, 0), len(siblings) - 1)
    if by and there == here:
        end = "最后" if by > 0 else "最前"
        raise UserError(f"已经在同一级的{end}面", where=unit_name(text, at), remedy="要移到别的章节，请拖动它")
    siblings.insert(there, siblings.pop(here))
    return _done(outline, unit)


def move_to(text: RegulationText, at: Place, parent: Place, index: int) -> Edit:
    """The unit as child ``index`` of ``parent`` (() for the outermost level), both places as they are before.

    It takes the sort of number that is usual there; units below it that have the same sort come to stand behind it.
    """
    outline, unit = _opened(text, at)
    if parent[: len(at)] == at:
        raise UserError("不能移到它自己里面", where=unit_name(text, at), remedy="请选择别的位置")
    host = _opened_in(outline, text, parent) if parent else outline.root
    _may_hold(text, host, parent)
    old = _siblings(unit)
    if old is host.children and index > at[-1]:
        index -= 1
    old.pop(at[-1])
    if host is not unit.parent and unit.number is not None:
        _numbered_like(unit, _model_at(outline, host, index, unit))
    index = min(max(index, 0), len(host.children))
    host.take([unit], index)
    _let_out(unit)
    _not_too_deep(outline)
    return _done(outline, unit)


def promote(text: RegulationText, at: Place) -> Edit:
    """One level out: the sibling behind its parent, numbered as that one; its later siblings go below it."""
    outline, unit = _opened(text, at)
    parent = unit.parent
    where = unit_name(text, at)
    if parent is None or parent is outline.root:
        raise UserError("已经是最上一级，不能升级", where=where, remedy="要放到别处，请移动它")
    if unit.number is None:
        raise UserError("没有编号的段落不能升级", where=where, remedy="请先把它改成有编号的一条")
    if parent.number is None or parent.parent is None:
        raise UserError("上一级没有编号，不能升级", where=where, remedy="请把它移到上一级的后面")
    later = parent.children[at[-1] + 1 :]
    del parent.children[at[-1] :]
    _numbered_like(unit, (parent.number, parent.kind))
    unit.take(later)
    parent.parent.take([unit], at[-2] + 1)
    return _done(outline, unit)


def demote(text: RegulationText, at: Place) -> Edit:
    """One level in: the last child of the sibling before it; what then is of its own level comes to stand behind it."""
    outline, unit = _opened(text, at)
    siblings, where = _siblings(unit), unit_name(text, at)
    if unit.number is None:
        raise UserError("没有编号的段落不能降级", where=where, remedy="请先把它改成有编号的一条")
    if not at[-1]:
        raise UserError("前面没有同级的一条，不能降级", where=where, remedy="请先把它移到别的一条后面")
    host = siblings[at[-1] - 1]
    if host.number is None:
        raise UserError("前面是没有编号的一段，不能降级", where=where, remedy="请先移动它，或者给前面那段编号")
    _numbered_like(unit, model_below(outline, host, but=unit))
    siblings.pop(at[-1])
    host.take([unit])
    _let_out(unit)
    _not_too_deep(outline)
    return _done(outline, unit)


def split(text: RegulationText, at: Place, offset: int) -> Edit:
    """Two units of one where its words are cut at ``offset``; what is below it goes with the second, which is given."""
    outline, unit = _opened(text, at)
    where, words = unit_name(text, at), node_at(text, at).text
    if not words[:offset].strip() or not words[offset:].strip() or offset < 0:
        raise UserError("光标前后都要有文字才能分开", where=where, remedy="请把光标放到要分开的两句之间")
    if words.rfind("{{", 0, offset) > words.rfind("}}", 0, offset):
        raise UserError("光标在一个空的中间", where=where, remedy="请把光标移到花括号外面")
    first, second = _cut(unit.text, offset)
    new = Unit(unit.kind, "", None, second, unit.number)
    new.take(unit.children)
    unit.text, unit.children = first, []
    unit.parent.take([new], at[-1] + 1)  # type: ignore[union-attr]  # only the root has no parent
    return _done(outline, new)


def merge(text: RegulationText, at: Place) -> Edit:
    """The unit joined to the sibling before it: its words behind those, what is below it behind what is below that.

    Where the one before has units below it, the words follow them as a paragraph. References to the unit go to the
    one it is now part of.
    """
    outline, unit = _opened(text, at)
    where = unit_name(text, at)
    if not at[-1]:
        raise UserError("前面没有同级的一条，不能合并", where=where, remedy="请选择后面的一条")
    siblings = _siblings(unit)
    host = siblings[at[-1] - 1]
    name = unit_name(text, (*at[:-1], at[-1] - 1))
    if host.number is None and unit.children:
        raise UserError("前面是没有编号的一段，下面不能再分条", where=where, remedy="请先给前面那段编号")
    siblings.pop(at[-1])
    words = _joined(unit.title or (), unit.text)
    if host.children and words:
        unit.title, unit.text = None, words
        host.take([Unit("paragraph", "", None, words)])
    elif words:
        host.text = _joined(host.text, words) if unit.title else (*host.text, *words)
    host.take(unit.children)
    for link in outline.links:
        if link.target is unit:
            link.target = host
            link.chain = tuple(host if each is unit else each for each in link.chain)
            if link.reference.paragraph is not None:
                link.fate = f"已并入{name}，请核对"
    done = _done(outline, host)
    return Edit(done.text, done.at, (f"{where}已并入{name}", *done.notes) if unit.number else done.notes)


def insert(
    text: RegulationText, at: Place, where: Literal["after", "inside"] = "after", *, title: str = "", words: str = ""
) -> Edit:
    """A new clause behind the unit at ``at``, or as its last one inside ((): the outermost level), which is given.

    It has the kind and number that fit there. Numbers cited in ``words`` are taken as they stand after the change.
    """
    outline = outline_of(text)
    if where == "inside" or not at:
        host = _opened_in(outline, text, at) if at else outline.root
        _may_hold(text, host, at)
        index = len(host.children)
    else:
        before = _opened_in(outline, text, at)
        host = before.parent or outline.root
        index = at[-1] + 1
    number, kind = _model_at(outline, host, index, None)
    unit = Unit(kind, "", (title,) if title else None, (words,) if words else (), _first_of(number))
    host.take([unit], index)
    _not_too_deep(outline)
    return _done(outline, unit)


def graft(text: RegulationText, at: Place, nodes: tuple[Node, ...]) -> Edit:
    """Units of another text behind the one at ``at`` ((): at the end), the first of them is given.

    Units numbered like one above ``at`` come behind that one, units numbered like those inside it come inside; others
    take the number of where they are put. What is below them stays as it is.
    """
    outline = outline_of(text)
    new = [unit_of(node) for node in nodes]
    if not new:
        raise UserError("没有可以放进来的条款", remedy="请检查粘贴的文字")
    level = next((unit.level for unit in new if unit.number is not None), "")
    host, index = outline.root, len(outline.root.children)
    if at:
        line = [_opened_in(outline, text, at[:end]) for end in range(1, len(at) + 1)]
        same = [unit for unit in line if unit.level == level and level]
        unit = same[-1] if same else line[-1]
        inside = not same and any(child.level == level for child in unit.children if level)
        host = unit if inside else unit.parent or outline.root
        index = len(host.children) if inside else unit.place()[-1] + 1
    model = _model_at(outline, host, index, None) if host.children else None
    for unit in new:
        if model is not None and unit.number is not None and unit.level == level and level != model[0].level:
            _numbered_like(unit, model)
    host.take(new, index)
    _not_too_deep(outline)
    return _done(outline, new[0])


def remove(text: RegulationText, at: Place) -> Edit:
    """The text without the unit and what is below it; given is the one that stands there now, or the one before."""
    outline, unit = _opened(text, at)
    siblings = _siblings(unit)
    siblings.pop(at[-1])
    if not siblings and unit.parent is outline.root:
        text, notes = written_out(outline)
        return Edit(text, (), notes)
    heir = siblings[min(at[-1], len(siblings) - 1)] if siblings else unit.parent
    return _done(outline, heir or outline.root)


def number_paragraph(text: RegulationText, at: Place) -> Edit:
    """An unnumbered paragraph as a numbered unit of the sort that fits there."""
    outline, unit = _opened(text, at)
    if unit.number is not None:
        raise UserError("这一条已经有编号", where=unit_name(text, at), remedy="请选择没有编号的段落")
    host = unit.parent or outline.root
    _numbered_like(unit, _model_at(outline, host, at[-1], unit))
    unit.label = ""
    return _done(outline, unit)


def drop_number(text: RegulationText, at: Place) -> Edit:
    """A numbered unit as an unnumbered paragraph, its title before its words on a line of its own."""
    outline, unit = _opened(text, at)
    where = unit_name(text, at)
    if unit.children:
        raise UserError("下面还有分条，不能改成段落", where=where, remedy="请先把下面的分条移走或升级")
    if unit.number is None and not unit.label:
        raise UserError("这一段本来就没有编号", where=where, remedy="请选择有编号的一条")
    unit.text, unit.title = _joined(unit.title or (), unit.text), None
    unit.kind, unit.number, unit.label = "paragraph", None, ""
    return _done(outline, unit)


def renumber(text: RegulationText) -> Edit:
    """The whole text counted anew: no number twice, no gaps, 第八条之一 plain, each level written as most of it is.

    Articles count through the chapters, other levels begin anew, unless the text does it otherwise.
    """
    outline = outline_of(text)
    count(outline, strictly=True)
    changed = sum(unit.number is not None and str(unit.number) != unit.label for unit in outline.before)
    new, notes = written_out(outline)
    return Edit(new, (), (f"改了 {changed} 处编号" if changed else "编号没有重复和缺漏，不用改", *notes))


# -- how a change is made


def _opened(text: RegulationText, at: Place) -> tuple[Outline, Unit]:
    outline = outline_of(text)
    return outline, _opened_in(outline, text, at)


def _opened_in(outline: Outline, text: RegulationText, at: Place) -> Unit:
    node_at(text, at)  # says so where there is none
    return outline.unit(at)


def _done(outline: Outline, unit: Unit) -> Edit:
    count(outline)
    text, notes = written_out(outline)
    return Edit(text, unit.place(), notes)


def _siblings(unit: Unit) -> list[Unit]:
    assert unit.parent is not None
    return unit.parent.children


def _may_hold(text: RegulationText, host: Unit, at: Place) -> None:
    if host.kind == "paragraph" and host.number is None:
        raise UserError("没有编号的段落下面不能分条", where=unit_name(text, at), remedy="请先给它编号")


def _not_too_deep(outline: Outline) -> None:
    level = outline.root.children
    for _ in range(_DEEPEST):
        level = [child for unit in level for child in unit.children]
    if level:
        raise UserError(f"层级超过 {_DEEPEST} 层", remedy="请先把上面的条款升级")


def _model_at(outline: Outline, host: Unit, index: int, unit: Unit | None) -> tuple[UnitNumber, NodeKind]:
    """Number and kind that fit at a position: as the unit before it, or behind it, else as elsewhere."""
    around = [*reversed(host.children[:index]), *host.children[index:]]
    for other in around:
        if other.number is not None and other is not unit:
            return other.number, other.kind
    return model_below(outline, host, but=unit)


def _numbered_like(unit: Unit, model: tuple[UnitNumber, NodeKind]) -> None:
    unit.number, unit.kind = _first_of(model[0]), model[1]


def _first_of(number: UnitNumber) -> UnitNumber:
    """Without the 之一 of an article: a new unit is one of its own."""
    values = number.values[:1] if number.family == "article" else number.values
    return UnitNumber(number.family, values, number.style)


def _let_out(unit: Unit) -> None:
    """Of the units below, the first on its own level and all behind it come to stand behind it."""
    own = [at for at, child in enumerate(unit.children) if child.number is not None and child.level == unit.level]
    if own:
        out = unit.children[own[0] :]
        del unit.children[own[0] :]
        siblings = _siblings(unit)
        assert unit.parent is not None
        unit.parent.take(out, next(at for at, other in enumerate(siblings) if other is unit) + 1)


def _cut(words: Words, offset: int) -> tuple[Words, Words]:
    """The words before and behind ``offset`` without white space at the cut; a reference that is cut is words again."""
    first: list[str | Link] = []
    second: list[str | Link] = []
    at = 0
    for piece in words:
        plain = piece if isinstance(piece, str) else piece.reference.words
        end = at + len(plain)
        if end <= offset:
            first.append(piece)
        elif at >= offset:
            second.append(piece)
        else:
            first.append(plain[: offset - at])
            second.append(plain[offset - at :])
        at = end
    if first and isinstance(first[-1], str):
        first[-1] = first[-1].rstrip()
    if second and isinstance(second[0], str):
        second[0] = second[0].lstrip()
    return tuple(part for part in first if part), tuple(part for part in second if part)


def _joined(first: Words, second: Words) -> Words:
    """Both, each on lines of its own."""
    return (*first, "\n", *second) if first and second else (*first, *second)

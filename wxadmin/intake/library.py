"""The regulations written for this project: texts with blanks, one TOML file each under resources/regulations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from wxadmin.domain.blanks import filled, without_unused
from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import Category
from wxadmin.domain.name_rule import NameRule
from wxadmin.domain.numerals import chinese
from wxadmin.domain.regulation import Blank, Node, NodeKind, RegulationText, walk
from wxadmin.intake.regulation import with_settings
from wxadmin.intake.template_files import Clause, Source, Template, Variable, read
from wxadmin.resource import resource_dir

_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_LONGEST = 60
_ON = "是"
_GRAM = 4
_ALIKE = 0.6
"""Share of a clause's runs of characters that another must have to be that clause; no clause of ours without switch has
more than 0.4."""

_Path = tuple[str, ...]


def templates() -> tuple[Template, ...]:
    """All texts of the library in the order they are offered."""
    return tuple(source.template for source in _sources().values())


def draft(key: str, values: Mapping[str, str]) -> RegulationText:
    """The text with its ``{{key}}`` blanks in place and what stands for them; switches are decided, and are no blanks.

    A blank not given has its default; a required one may still be empty. The settings are those of the filled words.
    UserError names an unknown template, an unknown blank and a value of the wrong form.
    """
    source = _source(key)
    text = _draft(source, _values(source.template, values))
    return replace(text, settings=with_settings(filled(text)).settings)


def fill(key: str, values: Mapping[str, str]) -> RegulationText:
    """The text with its blanks filled and its settings; blanks not given keep their default.

    UserError names an unknown template, an unknown blank, a required blank left empty, and a value of the wrong form.
    """
    source = _source(key)
    words = _values(source.template, values)
    missing = [f"{v.label}（{v.key}）" for v in source.template.variables if v.required and not words[v.key]]
    if missing:
        raise UserError(f"还没有填写{'、'.join(missing)}", where=f"模板 {key}", remedy="请补上后再生成")
    return with_settings(filled(_draft(source, words)))


def clauses(key: str, values: Mapping[str, str] | None = None) -> Iterator[tuple[_Path, Clause]]:
    """Every clause and item that is switched on, with its blanks and the numbers that lead to it in the filled text."""
    source = _source(key)
    words = _values(source.template, values or {})
    chapters = list(_switched(source, words))
    headed = any(title for title, _ in chapters)
    paths = (path for path, _node in walk(tuple(_nodes(source, words))) if not (headed and len(path) == 1))
    for _title, kept in chapters:
        for clause in kept:
            for each in (clause, *clause.items):
                yield next(paths), each


def clause_subjects(key: str, values: Mapping[str, str] | None = None) -> dict[_Path, tuple[Category, ...]]:
    """Path of numbers in the filled text -> categories of hits that the clause is a ground for."""
    return {path: clause.subjects for path, clause in clauses(key, values) if clause.subjects}


def cautions(key: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The notes of the switches that are on: what the owner has to know before such a clause is published."""
    template = _source(key).template
    words = _values(template, values)
    return tuple(v.note for v in template.variables if v.form == "switch" and words[v.key] == _ON)


def clause_cautions(text: RegulationText) -> dict[_Path, str]:
    """Path of numbers -> note of the switch, for every clause of any text that the library has only behind a switch.

    Known again with its blanks or filled, and with a few words changed: the note goes with the clause for good.
    """
    found = {}
    for path, node in walk(text.nodes):
        grams = _grams(node.text)
        share, note = max((len(grams & behind) / len(behind), note) for note, behind in _switched_clauses())
        if path and share >= _ALIKE:
            found[path] = note
    return found


def checked(key: str, variable: str, value: str) -> str:
    """The value of one blank as it is put into the text, ``""`` for none; UserError if it is of the wrong form."""
    template = _source(key).template
    word = value.strip()
    return _checked(_variable(template, variable), word) if word else ""


# -- filling


def _draft(source: Source, words: Mapping[str, str]) -> RegulationText:
    """The text with its blanks, switches decided, without settings."""
    blanks = tuple(Blank(v.key, v.label, words[v.key]) for v in source.template.variables if v.form != "switch")
    text = RegulationText(source.heading, source.preamble, tuple(_nodes(source, words)), (), blanks=blanks)
    return without_unused(text)


def _switched(source: Source, words: Mapping[str, str]) -> Iterator[tuple[str, list[Clause]]]:
    """The chapters with the clauses that are not switched off; a chapter without any is left out."""
    for title, written in source.chapters:
        kept = [clause for clause in written if not clause.when or words[clause.when] == _ON]
        if kept:
            yield title, kept


def _nodes(source: Source, words: Mapping[str, str]) -> Iterator[Node]:
    guide = source.numbering == "guide"
    chapters = list(_switched(source, words))
    inner = any(clause.title and clause.items for _, kept in chapters for clause in kept)
    count = 0
    for at, (title, kept) in enumerate(chapters, 1):
        articles = []
        for place, clause in enumerate(kept, 1):
            count += 1
            articles.append(
                _guide_article(place, clause, inner=inner)
                if guide
                else _node("article", f"第{chinese(count)}条", clause, _items(clause))
            )
        if title:
            number = f"{chinese(at)}、" if guide else f"第{chinese(at)}章"
            yield Node("chapter", number, title, "", tuple(articles))
        else:
            yield from articles


def _items(clause: Clause) -> tuple[Node, ...]:
    return tuple(_node("item", f"（{chinese(at)}）", item) for at, item in enumerate(clause.items, 1))


def _guide_article(place: int, clause: Clause, *, inner: bool) -> Node:
    """（一） as the parser reads it: a chapter with a heading and numbers below, beside such ones an item."""
    headed = bool(clause.title and clause.items)
    below: NodeKind = "article" if headed else "item"
    items = tuple(_node(below, f"{at}.", item) for at, item in enumerate(clause.items, 1))
    kind: NodeKind = "chapter" if headed else ("item" if inner else "article")
    return _node(kind, f"（{chinese(place)}）", clause, items)


def _node(kind: NodeKind, number: str, clause: Clause, children: tuple[Node, ...] = ()) -> Node:
    return Node(kind, number, clause.title or None, clause.text, children)


def _values(template: Template, values: Mapping[str, str]) -> dict[str, str]:
    """Every blank with the owner's value or its default, checked; ``""`` where there is neither."""
    for key in values:
        _variable(template, key)
    words = {v.key: values.get(v.key, "").strip() or v.default for v in template.variables}
    return {v.key: _checked(v, words[v.key]) if words[v.key] else "" for v in template.variables}


def _variable(template: Template, key: str) -> Variable:
    found = next((variable for variable in template.variables if variable.key == key), None)
    if found is None:
        listed = "、".join(f"{variable.key}（{variable.label}）" for variable in template.variables)
        raise UserError(f"没有“{key}”这个空", where=f"模板 {template.key}", remedy=f"可以填的有 {listed}")
    return found


def _checked(variable: Variable, word: str) -> str:
    where = f"“{variable.label}”"
    if len(word) > _LONGEST:
        raise UserError(f"有 {len(word)} 个字，太长", where=where, remedy=f"请写在 {_LONGEST} 个字以内")
    unseen = next((char for char in word if not char.isprintable()), None)
    if unseen is not None:
        what = f"不能换行，也不能有看不见的字符（第 {word.index(unseen) + 1} 个字是 U+{ord(unseen):04X}）"
        raise UserError(what, where=where, remedy="请删去这个字符，写成一行")
    if variable.form == "number" and not (word.isascii() and word.isdecimal() and 0 < int(word) < 10_000):
        raise UserError(f"“{word}”不是 1 到 9999 之间的整数", where=where, remedy="请只填数字")
    if variable.form == "switch" and word not in {_ON, "否"}:
        raise UserError(f"“{word}”看不懂", where=where, remedy="请填“是”或“否”")
    if variable.form == "rule":
        NameRule.parse(word)
    if variable.form == "date" and (written := _ISO_DATE.fullmatch(word)):
        try:
            day = date(*(int(part) for part in written.groups()))
        except ValueError:
            raise UserError(f"没有“{word}”这一天", where=where, remedy="请按 2026-03-01 的样子填写") from None
        return f"{day.year}年{day.month}月{day.day}日"
    return word


def _grams(text: str) -> frozenset[str]:
    """Every run of ``_GRAM`` characters, none of which reaches over a blank."""
    return frozenset(
        piece[at : at + _GRAM] for piece in re.split(r"\{\{\w+\}\}", text) for at in range(len(piece) - _GRAM + 1)
    )


@lru_cache(maxsize=1)
def _switched_clauses() -> tuple[tuple[str, frozenset[str]], ...]:
    """Note and words of every clause that stands behind a switch."""
    found = []
    for source in _sources().values():
        notes = {variable.key: variable.note for variable in source.template.variables}
        for _title, articles in source.chapters:
            found += [(notes[clause.when], _grams(clause.text)) for clause in articles if clause.when]
    return tuple(found)


# -- the files


def _source(key: str) -> Source:
    sources = _sources()
    if key not in sources:
        raise UserError(f"没有名为“{key}”的模板", remedy=f"可用的有 {'、'.join(sources)}")
    return sources[key]


@lru_cache(maxsize=1)
def _sources() -> Mapping[str, Source]:
    """The library by key, in its order."""
    sources = [read(path) for path in resource_dir("regulations").glob("*.toml")]
    sources.sort(key=lambda source: (source.order, source.template.key))
    return {source.template.key: source for source in sources}

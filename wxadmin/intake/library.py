"""The regulations written for this project: texts with blanks, one TOML file each under resources/regulations."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, get_args

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import CATEGORIES, Category
from wxadmin.domain.name_rule import NameRule
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.intake.regulation import with_settings
from wxadmin.resource import resource_dir

Form = Literal["text", "number", "date", "rule", "switch"]
"""How a blank is filled: free words, a whole number, a date (or words like 发布之日), a naming rule, 是 or 否."""

_BLANK = re.compile(r"\{\{(\w+)\}\}")
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_LONGEST = 60
_CN = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Variable:
    """A blank; ``note`` is a caution to show beside it (for 是/否 of clauses with legal weight)."""

    key: str
    label: str
    default: str = ""
    required: bool = False
    form: Form = "text"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One regulation of the library; ``title`` is what it is called there, ``kind`` the sort of group it is for."""

    key: str
    title: str
    kind: str
    summary: str
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    serves: tuple[str, ...] = ()
    subjects: tuple[Category, ...] = ()
    when: str = ""
    items: tuple[_Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    template: Template
    order: int
    heading: str
    chapters: tuple[tuple[str, tuple[_Clause, ...]], ...]


def templates() -> tuple[Template, ...]:
    """All texts of the library in the order they are offered."""
    return tuple(source.template for source in _sources().values())


def fill(key: str, values: Mapping[str, str]) -> RegulationText:
    """The text with its blanks filled and its settings; blanks not given keep their default.

    UserError names an unknown template, an unknown blank, a required blank left empty, and a value of the wrong form.
    """
    source = _source(key)
    words = _values(source.template, values)
    nodes = tuple(
        Node("chapter", number, title, "", tuple(_article(at, clause, words) for at, clause in articles))
        for number, title, articles in _numbered(source, words)
    )
    return with_settings(RegulationText(_put(source.heading, words), (), nodes, ()))


def clause_subjects(key: str, values: Mapping[str, str] | None = None) -> dict[tuple[str, ...], tuple[Category, ...]]:
    """Path of numbers in the filled text -> categories of hits that the clause is a ground for."""
    return {path: clause.subjects for path, clause in _walk(key, values) if clause.subjects}


def clause_duties(key: str, values: Mapping[str, str] | None = None) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Path of numbers in the filled text -> ids of the duties that the clause puts into words."""
    return {path: clause.serves for path, clause in _walk(key, values) if clause.serves}


# -- filling


def _walk(key: str, values: Mapping[str, str] | None) -> list[tuple[tuple[str, ...], _Clause]]:
    source = _source(key)
    words = _defaults(source.template) if values is None else _values(source.template, values)
    found: list[tuple[tuple[str, ...], _Clause]] = []
    for chapter, _title, articles in _numbered(source, words):
        for number, clause in articles:
            found.append(((chapter, number), clause))
            found += [((chapter, number, f"（{_chinese(at)}）"), item) for at, item in enumerate(clause.items, 1)]
    return found


def _numbered(source: _Source, words: Mapping[str, str]) -> list[tuple[str, str, list[tuple[str, _Clause]]]]:
    """Chapters and articles with their numbers; clauses that are switched off do not count."""
    article = 0
    chapters = []
    for at, (title, clauses) in enumerate(source.chapters, 1):
        articles = []
        for clause in clauses:
            if not clause.when or words[clause.when] == "是":
                article += 1
                articles.append((f"第{_chinese(article)}条", clause))
        chapters.append((f"第{_chinese(at)}章", title, articles))
    return chapters


def _article(number: str, clause: _Clause, words: Mapping[str, str]) -> Node:
    items = tuple(
        Node("item", f"（{_chinese(at)}）", None, _put(item.text, words)) for at, item in enumerate(clause.items, 1)
    )
    return Node("article", number, None, _put(clause.text, words), items)


def _put(text: str, words: Mapping[str, str]) -> str:
    return _BLANK.sub(lambda match: words[match[1]], text)


def _defaults(template: Template) -> dict[str, str]:
    return {variable.key: variable.default or variable.label for variable in template.variables}


def _values(template: Template, values: Mapping[str, str]) -> dict[str, str]:
    known = {variable.key: variable for variable in template.variables}
    unknown = [key for key in values if key not in known]
    if unknown:
        listed = "、".join(f"{variable.key}（{variable.label}）" for variable in template.variables)
        raise UserError(
            f"没有“{'、'.join(unknown)}”这个空", where=f"模板 {template.key}", remedy=f"可以填的有 {listed}"
        )
    words = {key: values.get(key, "").strip() or variable.default for key, variable in known.items()}
    missing = [f"{variable.label}（{key}）" for key, variable in known.items() if variable.required and not words[key]]
    if missing:
        raise UserError(f"还没有填写{'、'.join(missing)}", where=f"模板 {template.key}", remedy="请补上后再生成")
    return {key: _checked(known[key], word) for key, word in words.items()}


def _checked(variable: Variable, word: str) -> str:
    where = f"“{variable.label}”"
    if len(word) > _LONGEST or not word.isprintable():
        what = f"不能超过 {_LONGEST} 个字，也不能换行"
        raise UserError(what, where=where, remedy="请改短，写成一行")
    if variable.form == "number" and not (word.isascii() and word.isdecimal() and 0 < int(word) < 10_000):
        raise UserError(f"“{word}”不是 1 到 9999 之间的整数", where=where, remedy="请只填数字")
    if variable.form == "switch" and word not in {"是", "否"}:
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


def _chinese(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十一, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_CN[tens]}十")
    return head + (_CN[ones] if ones else "")


# -- reading the files


def _source(key: str) -> _Source:
    sources = _sources()
    if key not in sources:
        raise UserError(f"没有名为“{key}”的模板", remedy=f"可用的有 {'、'.join(sources)}")
    return sources[key]


@lru_cache(maxsize=1)
def _sources() -> Mapping[str, _Source]:
    """The library; a file that breaks its own form is a bug and raises ValueError naming it."""
    sources = []
    for path in sorted(resource_dir("regulations").glob("*.toml")):
        with path.open("rb") as file:
            sources.append(_read(path.stem, tomllib.load(file)))
    return {source.template.key: source for source in sorted(sources, key=lambda source: source.order)}


def _read(key: str, document: dict[str, Any]) -> _Source:
    variables = tuple(Variable(**entry) for entry in document["variable"])
    template = Template(key, document["name"], document["kind"], document["summary"], variables)
    chapters = tuple(
        (chapter["title"], tuple(_clause(entry) for entry in chapter["article"])) for chapter in document["chapter"]
    )
    known = {variable.key for variable in variables}
    texts = [
        template.title,
        *(clause.text for _, clauses in chapters for top in clauses for clause in (top, *top.items)),
    ]
    used = {blank for text in texts for blank in _BLANK.findall(text)}
    used |= {clause.when for _, clauses in chapters for clause in clauses if clause.when}
    if used != known or any(variable.form not in get_args(Form) for variable in variables):
        raise ValueError(f"resources/regulations/{key}.toml: blanks used and declared differ: {sorted(used ^ known)}")
    return _Source(template, document["order"], document["title"], chapters)


def _clause(entry: dict[str, Any]) -> _Clause:
    subjects: tuple[Category, ...] = tuple(entry.get("subjects", ()))
    wrong = [subject for subject in subjects if subject not in CATEGORIES]
    if wrong:
        raise ValueError(f"unknown subjects {wrong} in: {entry['text']}")
    items = tuple(_clause(item) for item in entry.get("items", ()))
    return _Clause(entry["text"], tuple(entry.get("serves", ())), subjects, entry.get("when", ""), items)

"""The files under resources/regulations: one text each, its blanks, and what every clause is there for."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from wxadmin.domain.hits import CATEGORIES, Category
from wxadmin.domain.regulation import SettingKind
from wxadmin.intake.duties import DUTIES

Form = Literal["text", "number", "date", "rule", "switch"]
"""How a blank is filled: free words, a whole number, a date (or words like 发布之日), a naming rule, 是 or 否."""
Numbering = Literal["article", "guide"]
"""第一章, 第一条, （一）; or 一、, （一）, 1. as in a guide."""

BLANK = re.compile(r"\{\{(\w+)\}\}")
KINDS = ("机关单位", "公司", "学校", "社区", "活动", "通用")
GROUPS = (
    "department", "project", "activity", "hobby", "office", "teaching", "logistics", "class", "notice", "exchange",
    "core", "sales", "outside", "community",
)  # fmt: skip
_FILE = frozenset(
    {"order", "name", "title", "kind", "groups", "summary", "duties", "numbering", "preamble", "variable", "chapter",
     "article"}
)  # fmt: skip
_CLAUSE = frozenset({"text", "title", "items", "serves", "subjects", "fixes", "when"})
_ITEM = frozenset({"text", "serves", "subjects", "fixes"})
_CITED = re.compile(r"第[一二三四五六七八九十\d]+[章条]")


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
    """One regulation of the library.

    ``title`` is what it is called there, ``kind`` for whom it is (``KINDS``), ``groups`` the kinds of group it suits
    (none: every kind), ``duties`` the ids of what it puts into words (``wxadmin.intake.duties``).
    """

    key: str
    title: str
    kind: str
    summary: str
    variables: tuple[Variable, ...]
    groups: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with its blanks; ``when`` names the switch without which it stays out."""

    text: str
    title: str = ""
    items: tuple[Clause, ...] = ()
    serves: tuple[str, ...] = ()
    subjects: tuple[Category, ...] = ()
    fixes: tuple[SettingKind, ...] = ()
    when: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A text as its file has it; a chapter without title holds the clauses of a text without chapters."""

    template: Template
    order: int
    heading: str
    preamble: tuple[str, ...]
    numbering: Numbering
    chapters: tuple[tuple[str, tuple[Clause, ...]], ...]


def read(path: Path) -> Source:
    """The text of one file; one that breaks the form is a bug and raises ValueError naming file and fault."""
    try:
        return _source(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise ValueError(f"resources/regulations/{path.name}: {error}") from error
    except KeyError as error:
        raise ValueError(f"resources/regulations/{path.name}: {error} is missing") from error


def clauses(source: Source) -> Iterator[Clause]:
    """Every clause and item of the text in reading order, whatever is switched on."""
    for _title, articles in source.chapters:
        for article in articles:
            yield article
            yield from article.items


def _source(key: str, document: dict[str, Any]) -> Source:
    _only(document, _FILE, "the file")
    variables = tuple(Variable(**entry) for entry in document["variable"])
    template = Template(
        key, document["name"], document["kind"], document["summary"], variables, tuple(document["groups"]),
        tuple(document["duties"]),
    )  # fmt: skip
    if ("chapter" in document) == ("article" in document):
        raise ValueError("needs either chapters or articles")
    chapters = [(entry["title"], entry["article"]) for entry in document.get("chapter", [])]
    source = Source(
        template,
        document["order"],
        document["title"],
        tuple(document.get("preamble", ())),
        document.get("numbering", "article"),
        tuple(
            (title, tuple(_clause(entry, _CLAUSE) for entry in articles))
            for title, articles in chapters or [("", document["article"])]
        ),
    )
    _check_words(source)
    _check_variables(source)
    _check_duties(source)
    return source


def _clause(entry: dict[str, Any], known: frozenset[str]) -> Clause:
    _only(entry, known, f"“{entry['text']}”")
    items = tuple(_clause(item, _ITEM) for item in entry.get("items", ()))
    clause = Clause(
        entry["text"], entry.get("title", ""), items, tuple(entry.get("serves", ())),
        tuple(entry.get("subjects", ())), tuple(entry.get("fixes", ())), entry.get("when", ""),
    )  # fmt: skip
    where = f"“{clause.text}”"
    _known(clause.serves, DUTIES, f"duties of {where}")
    _known(clause.subjects, CATEGORIES, f"subjects of {where}")
    _known(clause.fixes, get_args(SettingKind), f"fixes of {where}")
    if _CITED.search(clause.text):
        raise ValueError(f"names another clause by a number that may move: {where}")
    return clause


def _only(entry: dict[str, Any], known: frozenset[str], where: str) -> None:
    _known(tuple(entry), known, f"keys of {where}")


def _known(words: tuple[str, ...], known: Any, where: str) -> None:
    wrong = [word for word in words if word not in known]
    if wrong or len(set(words)) != len(words):
        raise ValueError(f"unknown or repeated {where}: {wrong or list(words)}")


def _check_words(source: Source) -> None:
    template = source.template
    if template.kind not in KINDS or source.numbering not in get_args(Numbering):
        raise ValueError(f"unknown kind or numbering: {template.kind}, {source.numbering}")
    _known(template.groups, GROUPS, "groups")
    if BLANK.search(template.title):
        raise ValueError("the name in the library has a blank")


def _check_variables(source: Source) -> None:
    variables = source.template.variables
    twice = [key for key, count in Counter(variable.key for variable in variables).items() if count > 1]
    if twice or any(variable.form not in get_args(Form) for variable in variables):
        raise ValueError(f"blanks declared twice {twice}, or of an unknown form")
    switches = {variable.key for variable in variables if variable.form == "switch"}
    if any(v.default != "否" or v.required or not v.note for v in variables if v.key in switches):
        raise ValueError("a switch is 否 by default and says in its note why")
    every = list(clauses(source))
    texts = [source.heading, *source.preamble, *(title for title, _ in source.chapters)]
    texts += [words for clause in every for words in (clause.title, clause.text)]
    used = {blank for text in texts for blank in BLANK.findall(text)}
    declared = {variable.key for variable in variables} - switches
    asked = {clause.when for clause in every if clause.when}
    if used != declared or asked != switches:
        raise ValueError(f"blanks used and declared differ: {sorted((used ^ declared) | (asked ^ switches))}")


def _check_duties(source: Source) -> None:
    duties = source.template.duties
    _known(duties, DUTIES, "duties of the text")
    always = [clause for _, articles in source.chapters for clause in articles if not clause.when]
    served = {duty for clause in always for each in (clause, *clause.items) for duty in each.serves}
    if missing := [duty for duty in duties if duty not in served]:
        raise ValueError(f"no clause serves {missing} while every switch is off")

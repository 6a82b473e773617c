"""Kinds of announcement with their templates, and the blanks they leave: ours, and those an owner kept."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Literal, get_args

from wxadmin.domain import message_blanks
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _
from wxadmin.resource import resource_dir
from wxadmin.services import citing, clock, groups, publishing, settings, spelling
from wxadmin.services.announcement_plans import KINDS, Due
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored_groups
from wxadmin.store import revisions as stored_revisions
from wxadmin.store.journal import Tx

VariableKind = Literal[
    "text", "time", "deadline", "day", "place", "person", "department", "unit", "group", "regulation", "amount",
    "number",
]  # fmt: skip
_SOURCES = (
    "", "unit", "office", "group", "owner", "announcer", "regulation", "version", "effective", "changes", "today",
)  # fmt: skip
_OWN = "announcement_templates"
_MOST_OWN = 60
_MOST_CLAUSES = 60
_ANSWERING = re.compile(r"回复|答复|收到|接龙|确认|及时响应")
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Variable:
    """A blank that is known: what is written into it, an example, what fills it from the records (``""``: nobody)."""

    name: str
    kind: VariableKind = "text"
    hint: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with blanks. ``families`` are keys of groups.FAMILIES it is written for (none: all); ``own`` the owner's.

    ``minutes`` and ``solution`` are the deadline offered with it (announcement_plans.Due).
    """

    kind: str
    key: str
    name: str
    title: str
    body: str
    families: tuple[str, ...] = ()
    minutes: int = 0
    solution: str = ""
    own: bool = False


def variables() -> Mapping[str, Variable]:
    """The blanks that are known, by name."""
    return _variables()


def variable(name: str) -> Variable:
    """The blank of this name; one nobody knows takes any text."""
    return _variables().get(name, Variable(name))


def templates(store: Store, group: int, kind: str = "") -> tuple[Template, ...]:
    """Templates for a group, of one kind or all: the owner's own, then those of its kind of group, then the others."""
    family = next((key for key, (_w, kinds) in groups.FAMILIES.items() if groups.get(store, group).kind in kinds), "")
    ours = sorted(_ours(), key=lambda one: bool(one.families) and family not in one.families)
    return tuple(one for one in (*own(store), *ours) if not kind or one.kind == kind)


def own(store: Store) -> tuple[Template, ...]:
    """The owner's own templates, in the order they were kept."""
    with store.read() as db:
        kept = stored_groups.setting(db, _OWN)
    return () if kept is None else tuple(_own(entry) for entry in json.loads(kept[1]))


def _own(entry: dict[str, Any]) -> Template:
    return Template(**{**entry, "families": tuple(entry["families"]), "own": True})


def keep(store: Store, draft: AnnouncementDraft, name: str) -> Change[str]:
    """Keeps the text of a draft as a template under a name, in place of an own one so named; the value is its key.

    What was filled in is not kept: the blanks stay blanks.
    """
    name = spelling.title(name, _("模板名称"))
    if not draft.body.strip():
        raise UserError(_("正文是空的"), remedy=_("请先写正文"))
    if len(draft.body) > _LONGEST:
        raise UserError(_("正文超过 {} 字").format(_LONGEST), remedy=_("请先精简"))
    made = Template(
        draft.plan.kind, f"own:{name}", name, draft.title, draft.body, (), draft.minutes, draft.plan.due.solution, True
    )

    def work(tx: Tx) -> str:
        kept = stored_groups.setting(tx, _OWN)
        before = [] if kept is None else [_own(entry) for entry in json.loads(kept[1])]
        others = [one for one in before if one.key != made.key]
        if len(others) >= _MOST_OWN:
            raise UserError(_("自己的模板已有 {} 个").format(_MOST_OWN), remedy=_("请先删去用不到的"))
        _put(tx, [*others, made])
        return made.key

    return store.change(_("存为公告模板 {}").format(name), work)


def forget(store: Store, key: str) -> Change[None]:
    """Removes an own template."""

    def work(tx: Tx) -> None:
        kept = stored_groups.setting(tx, _OWN)
        before = [] if kept is None else [_own(entry) for entry in json.loads(kept[1])]
        if all(one.key != key for one in before):
            raise UserError(_("没有这个模板"), remedy=_("请重新选择"))
        _put(tx, [one for one in before if one.key != key])

    return store.change(_("删除公告模板"), work)


def _put(tx: Tx, found: list[Template]) -> None:
    settings.put(tx, _OWN, json.dumps([asdict(one) for one in found], ensure_ascii=False))


def fill(store: Store, draft: AnnouncementDraft, template: Template) -> AnnouncementDraft:
    """The draft with the text of a template, its kind and deadline, and what the records know in its blanks."""
    due = Due(draft.plan.due.workdays, draft.plan.due.until, template.solution)
    minutes = template.minutes or _without(store, draft, template)
    plan = replace(draft.plan, kind=template.kind, template=template.key, due=due)
    written = replace(draft, title=template.title, body=template.body.strip(), minutes=minutes, plan=plan)
    return known(store, written)


def _without(store: Store, draft: AnnouncementDraft, template: Template) -> int:
    """The time to answer with a template that names none: none for thanks, not that of the template before."""
    if template.kind == "thanks" and not template.own:
        return 0
    before = draft.plan.template
    if before and any(one.key == before and one.minutes == draft.minutes for one in (*own(store), *_ours())):
        return groups.get(store, draft.group).reply_minutes
    return draft.minutes


def known(store: Store, draft: AnnouncementDraft) -> AnnouncementDraft:
    """The draft with those of its blanks filled that the records know and nobody has filled yet."""
    open_ones = [
        variable(name)
        for name in message_blanks.missing(f"{draft.title}\n{draft.body}", draft.plan.fields)
        if variable(name).source
    ]
    if not open_ones:
        return draft
    facts = _facts(store, draft)
    fields = {**draft.plan.fields, **{one.name: facts[one.source] for one in open_ones if facts.get(one.source)}}
    return replace(draft, plan=replace(draft.plan, fields=fields))


def _facts(store: Store, draft: AnnouncementDraft) -> dict[str, str]:
    group = groups.get(store, draft.group)
    today = clock.today()
    facts = {
        "unit": group.unit, "office": group.office or group.unit or group.name, "group": group.name,
        "owner": group.owner, "announcer": draft.announcer or group.owner, "today": clock.shown_day(today),
    }  # fmt: skip
    with store.read() as db:
        rows = stored_revisions.in_force(db, draft.group, today.isoformat())
    if rows:
        newest = max(rows, key=lambda row: row["effective"])
        facts |= {
            "regulation": newest["title"], "version": citing.version(newest["version"]),
            "effective": clock.shown_day(newest["effective"]), "changes": publishing.changes(store, newest["id"]),
        }  # fmt: skip
    return facts


def clauses(store: Store, group: int) -> tuple[ClauseCitation, ...]:
    """The clauses in force that silence may break: those that speak of answering, else of notices."""
    found = citing.clauses(store, group)
    spoken = [one for one in found if _ANSWERING.search(one.text)] or [one for one in found if "通知" in one.text]
    return tuple(citing.cite(store, one.id) for one in spoken[:_MOST_CLAUSES])


@lru_cache(maxsize=1)
def _variables() -> Mapping[str, Variable]:
    with (resource_dir("announcements") / "variables.toml").open("rb") as file:
        found = {name: Variable(name, **facts) for name, facts in tomllib.load(file).items()}
    for one in found.values():
        if one.kind not in get_args(VariableKind) or one.source not in _SOURCES:
            raise ValueError(f"resources/announcements/variables.toml: {one}")
    return found


@lru_cache(maxsize=1)
def _ours() -> tuple[Template, ...]:
    """All templates that come with the program; one with a blank nobody knows is a bug and raises naming it."""
    found: list[tuple[int, Template]] = []
    for kind in KINDS:
        with (resource_dir("announcements") / f"{kind}.toml").open("rb") as file:
            document = tomllib.load(file)
        usual = {"minutes": document.get("minutes", 0), "solution": document.get("solution", "")}
        for entry in document["templates"]:
            values = {**usual, **entry, "families": tuple(entry.get("families", ()))}
            template = Template(kind=kind, **values)
            unknown = set(message_blanks.names(template.title + template.body)) - set(_variables())
            if unknown or set(template.families) - set(groups.FAMILIES):
                raise ValueError(f"resources/announcements/{kind}.toml {template.key}: {unknown or template.families}")
            found.append((document["order"], template))
    return tuple(template for _order, template in sorted(found, key=lambda one: one[0]))

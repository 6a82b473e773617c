"""What a regulation fixes for its group: values in words, and their taking effect with the clause as source."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import MEASURES, PRESET, STAGES, EscalationLadder
from wxadmin.domain.name_rule import NameRule
from wxadmin.domain.regulation import RegulationText, Setting, SettingKind
from wxadmin.domain.stages import StageMeasure, from_stages
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.groups import Group
from wxadmin.services.records import Change, Store
from wxadmin.services.regulation_text import unpacked
from wxadmin.store import groups as stored
from wxadmin.store import history
from wxadmin.store import ladders as stored_ladders
from wxadmin.store import revisions as stored_revisions
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_JOINED = {"naming_rule": "|", "ladder": ";", "fine_range": ";"}
_SAID = ("value", "source", "quote", "revision_id")


def words(kind: str, value: str) -> str:
    """A setting as people read it."""
    if kind == "reply_minutes":
        hours, rest = divmod(int(value), 60)
        return _("{}小时内回复").format(hours) if hours > 1 and not rest else _("{}分钟内回复").format(value)
    if kind == "naming_rule":
        return _("或").join(value.split("|"))
    if kind == "fine_range":
        parts = (part.partition("-") for part in value.split(";"))
        return "；".join(_("{}元").format(low if low == high else f"{low}-{high}") for low, _to, high in parts)
    if kind == "appeal_window":
        return _("{}个工作日").format(value[:-2]) if value.endswith("wd") else _("{}天").format(value[:-1])
    if kind == "ladder":
        steps = (part.partition(":") for part in value.split(";"))
        return "；".join(
            f"{STAGES.get(stage, stage)}：{MEASURES.get(measure, measure)}" for stage, _colon, measure in steps
        )
    if kind == "effective":
        return _("自发布之日起") if value == "on_issue" else _day(value)
    return value


def _day(value: str) -> str:
    """The day in words; one that no calendar has, as an earlier edition took it from the words, as it is."""
    try:
        return clock.shown_day(date.fromisoformat(value))
    except ValueError:
        return value


def ladder(db: Source, group: int) -> EscalationLadder:
    """The ladder that a group's regulation fixes, the preset one where it fixes none.

    How many days, from which time on and what is left to choose is read from the words of the version that fixes it.
    """
    row = stored_ladders.fixed(db, group)
    if row is None:
        return PRESET
    revision = None if row["revision_id"] is None else stored_revisions.one(db, row["revision_id"])
    return _read("" if revision is None else revision["text"], row["value"], row["source"])


@lru_cache(maxsize=32)
def _read(packed: str, value: str, source: str) -> EscalationLadder:
    """The ladder of what a group keeps of a text, with what the text says of each step."""
    kept = dict.fromkeys(value.split(";"))
    told = [one for one in _stages(unpacked(packed)) if one.value in kept] if packed else []
    bare = kept.keys() - {one.value for one in told}
    parts = (step.partition(":") for step in kept if step in bare)
    return from_stages([*told, *(StageMeasure(stage, measure) for stage, _colon, measure in parts)], source=source)


def _stages(text: RegulationText) -> Iterator[StageMeasure]:
    """What a text says of each step that it sets."""
    from wxadmin.intake.regulation.ladder_words import stage_measures
    from wxadmin.intake.regulation.variants import usual

    said = [one for one in text.settings if one.kind == "ladder"]
    for setting, called in zip(said, _told_apart(said), strict=True):
        for one in stage_measures(usual(setting.quote)):
            if one.value == setting.value:
                yield replace(one, stage=called.value.partition(":")[0])


def appeal(group: Group) -> str:
    """The window for an appeal in words: ``3天``."""
    for setting in group.settings:
        if setting.kind == "appeal_window":
            return words("appeal_window", setting.value)
    return _("{}天").format(group.appeal_days)


@dataclass(frozen=True, slots=True)
class FixedValue:
    """What a text fixes of one kind: its value as a group keeps it, the clauses that say so, the words of the first."""

    kind: SettingKind
    value: str
    at: tuple[str, ...]
    quote: str


def values(text: RegulationText) -> tuple[FixedValue, ...]:
    """What a text fixes that a group can hold, one entry a kind: rules, steps and ranges joined, else the first."""
    found: dict[SettingKind, list[Setting]] = {}
    for setting in text.settings:
        if _usable(setting):
            found.setdefault(setting.kind, []).append(setting)
    result = []
    if "ladder" in found:
        found["ladder"] = _told_apart(found["ladder"])
    for kind, settings in found.items():
        kept = settings if kind in _JOINED else settings[:1]
        value = _JOINED.get(kind, "").join(dict.fromkeys(s.value for s in kept))
        at = tuple(dict.fromkeys(" ".join(s.at) for s in kept if s.at))
        result.append(FixedValue(kind, value, at, kept[0].quote))
    return tuple(result)


_WORST = re.compile(r"(?:情节|性质)[^，。；：、]{0,3}?恶劣")


def _told_apart(steps: Sequence[Setting]) -> list[Setting]:
    """The steps, those for 情节恶劣 as malicious where the text sets others for 情节严重: the screen has both."""
    from wxadmin.intake.regulation.ladder_words import ladder_steps

    def worst_of(quote: str) -> set[str]:
        parts = re.split(r"[；;]", quote)
        found = {step for part in parts if _WORST.search(part) and "严重" not in part for step in ladder_steps(part)}
        return found - {step for part in parts if not _WORST.search(part) for step in ladder_steps(part)}

    worst = [s for s in steps if s.value.startswith("serious:") and s.value in worst_of(s.quote)]
    if not any(s.value.startswith("serious:") and s not in worst for s in steps):
        return list(steps)
    return [replace(s, value=s.value.replace("serious:", "malicious:")) if s in worst else s for s in steps]


def apply(
    tx: Tx, groups: Iterable[int], title: str, text: RegulationText, revision: int, kinds: Collection[str]
) -> None:
    """Make what a text fixes of these kinds hold in groups; what another regulation fixed and this one does not stays.

    The value names its clause as the source.
    """
    chosen = [one for one in values(text) if one.kind in kinds]
    for group in groups:
        for one in chosen:
            source = f"《{title}》" + "、".join(one.at)
            row: dict[str, str | int] = {
                "value": one.value,
                "source": source,
                "quote": one.quote,
                "revision_id": revision,
            }
            setting_id = stored.setting_id(tx, group, one.kind)
            if setting_id is None:
                tx.insert("group_setting", {"group_id": group, "kind": one.kind, **row})
            else:
                tx.update("group_setting", setting_id, row)
            _put(tx, group, one.kind, one.value)


def _put(tx: Tx, group: int, kind: str, value: str) -> None:
    """The value where the group itself keeps it, for the kinds that it does."""
    if kind == "naming_rule":
        tx.update("grp", group, {"naming_rule": value})
    elif kind == "reply_minutes":
        tx.update("grp", group, {"reply_minutes": int(value)})
    elif kind == "appeal_window":
        tx.update("grp", group, {"appeal_days": int(value.rstrip("wd"))})


def settle(tx: Tx, on: str) -> None:
    """Bring the groups' settings to what holds on a day (ISO): what takes effect by then does, what ended ends.

    A setting whose clause holds no longer is again what an earlier clause made it that still does. What no clause says
    any more is the owner's own from then on: a ladder ends, other values stay.
    """
    for due in stored_revisions.waiting_settings(tx, on):
        row = stored_revisions.one(tx, due["revision_id"])
        if row is not None and _holds(tx, row, on):
            holding = [row["group_id"], *_further(tx, row["regulation"], on)]
            apply(tx, holding, row["title"], unpacked(row["text"]), row["id"], json.loads(due["pending"]))
        tx.update("publication", due["id"], {"pending": "[]"})
    for ended in _ended(tx, on):
        earlier = _earlier(tx, ended, on)
        if earlier is None:
            tx.delete("group_setting", ended)
        else:
            tx.update("group_setting", ended, {name: earlier[name] for name in _SAID})
            _put(tx, earlier["group_id"], earlier["kind"], earlier["value"])


def _ended(db: Source, on: str) -> list[int]:
    """Settings whose clause holds in their group no longer; what is still to come keeps what it brought along."""
    kept: dict[int, set[int]] = {}
    found = []
    for held in stored_revisions.sourced_settings(db):
        group = held["group_id"]
        if group not in kept:
            kept[group] = {row["id"] for row in stored_revisions.holding(db, group, on)}
        if held["revision_id"] not in kept[group]:
            found.append(held["id"])
    return found


def _earlier(db: Source, setting: int, on: str) -> Mapping[str, Any] | None:
    """What a setting was last by a clause that holds on a day; None when no such clause made it anything."""
    images = [entry.after for entry in history.of_record(db, "group_setting", setting) if entry.after]
    if not images:
        return None
    holding = {row["id"] for row in stored_revisions.in_force(db, images[-1]["group_id"], on)}
    return next((image for image in reversed(images) if image["revision_id"] in holding), None)


def _holds(tx: Tx, row: Row, on: str) -> bool:
    held = stored_revisions.held(tx, row["regulation"], on)
    return held is not None and held["id"] == row["id"]


def _further(tx: Tx, regulation: int, on: str) -> list[int]:
    return [
        s["group_id"]
        for s in stored_revisions.scope(tx, regulation)
        if s["since"] <= on and (not s["until"] or s["until"] > on)
    ]


def _usable(setting: Setting) -> bool:
    if setting.kind == "naming_rule":
        try:
            NameRule.parse(setting.value)
        except UserError:
            return False
    return True


def take_effect(store: Store) -> Change[None] | None:
    """Settles what days have brought since: settings of versions that hold from today, ends of those repealed.

    None when nothing was due. Call it when the records are opened and when a day begins.
    """
    today = clock.today().isoformat()
    with store.read() as db:
        due = bool(stored_revisions.waiting_settings(db, today) or _ended(db, today))
    if not due:
        return None
    return store.change(_("规章到期的设置"), lambda tx: settle(tx, today), final=True)

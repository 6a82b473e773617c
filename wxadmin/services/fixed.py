"""What a regulation fixes for its group: values in words, and their taking effect with the clause as source."""

from __future__ import annotations

from collections.abc import Collection

from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import MEASURES, STAGES, EscalationLadder, from_settings
from wxadmin.domain.name_rule import NameRule
from wxadmin.domain.regulation import RegulationText, Setting
from wxadmin.i18n import _
from wxadmin.services.groups import Group
from wxadmin.store import groups as stored
from wxadmin.store.journal import Tx

_JOINED = {"naming_rule": "|", "ladder": ";", "fine_range": ";"}


def words(kind: str, value: str) -> str:
    """A setting as people read it."""
    if kind == "reply_minutes":
        return _("{}分钟内回复").format(value)
    if kind == "fine_range":
        return "；".join(_("{}元").format(part) for part in value.split(";"))
    if kind == "appeal_window":
        return _("{}个工作日").format(value[:-2]) if value.endswith("wd") else _("{}天").format(value[:-1])
    if kind == "ladder":
        steps = (part.partition(":") for part in value.split(";"))
        return "；".join(
            f"{STAGES.get(stage, stage)}：{MEASURES.get(measure, measure)}" for stage, _colon, measure in steps
        )
    if kind == "effective" and value == "on_issue":
        return _("自发布之日起")
    return value


def ladder(group: Group) -> EscalationLadder:
    """The ladder that holds in a group."""
    for setting in group.settings:
        if setting.kind == "ladder":
            return from_settings(setting.value.split(";"), source=setting.source)
    return from_settings(())


def appeal(group: Group) -> str:
    """The window for an appeal in words: ``3天``."""
    for setting in group.settings:
        if setting.kind == "appeal_window":
            return words("appeal_window", setting.value)
    return _("{}天").format(group.appeal_days)


def apply(tx: Tx, group: int, title: str, text: RegulationText, revision: int, older: Collection[int] = ()) -> None:
    """Make the settings of a text hold in a group; what another regulation fixed and this one does not stays.

    What only ``older`` versions of this text fixed no longer has a clause: a ladder ends, other values stay as if the
    owner had set them.
    """
    found: dict[str, list[Setting]] = {}
    for setting in text.settings:
        found.setdefault(setting.kind, []).append(setting)
    for held in stored.settings_of(tx, group):
        if held["revision_id"] in older and held["kind"] not in found:
            tx.delete("group_setting", held["id"])
    columns: dict[str, str | int] = {}
    for kind, settings in found.items():
        usable = [s for s in settings if _usable(s)]
        if not usable:
            continue
        if kind in _JOINED:
            kept = usable
            value = _JOINED[kind].join(dict.fromkeys(s.value for s in usable))
        else:
            kept = usable[:1]
            value = usable[0].value
        source = f"《{title}》" + "、".join(dict.fromkeys(" ".join(s.at) for s in kept if s.at))
        row: dict[str, str | int] = {"value": value, "source": source, "quote": kept[0].quote, "revision_id": revision}
        setting_id = stored.setting_id(tx, group, kind)
        if setting_id is None:
            tx.insert("group_setting", {"group_id": group, "kind": kind, **row})
        else:
            tx.update("group_setting", setting_id, row)
        if kind == "naming_rule":
            columns["naming_rule"] = value
        elif kind == "reply_minutes":
            columns["reply_minutes"] = int(value)
        elif kind == "appeal_window":
            columns["appeal_days"] = int(value.rstrip("wd"))
    if columns:
        tx.update("grp", group, columns)


def _usable(setting: Setting) -> bool:
    if setting.kind == "naming_rule":
        try:
            NameRule.parse(setting.value)
        except UserError:
            return False
    return True

"""Which number of ours a number of the giver's becomes, and a row of the giver's with all its numbers ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wxadmin.store import rows
from wxadmin.store.handover_plan import Plan
from wxadmin.store.handover_reading import Package
from wxadmin.store.handover_tables import REGULATION, SOURCES, seen, shapes
from wxadmin.store.handover_writing import PAPER
from wxadmin.store.rows import Image, Source, Value
from wxadmin.store.staging import Stage
from wxadmin.store.tables import TABLES


class Numbers:
    """Which number of ours a number of the giver's becomes."""

    def __init__(self, plan: Plan, package: Package, main: Stage, lists: Mapping[int, Stage]) -> None:
        self.plan, self._ids, self._lists = plan, package.ids, lists
        self.first = {name: main.reserve(name, len(package.ids[name])) for name in shapes() if plan.new.get(name)}
        if plan.new.get(PAPER):
            self.first[PAPER] = main.reserve("handed_paper", len(package.ids[PAPER]))
        self.regulations: dict[int, int] = {}
        self.left_out: list[tuple[str, int, int]] = []
        """(table, number of the giver, number kept free here) of records that stay out for good."""
        self.groups = [self.of("grp", one[0]) for one in package.manifest.groups]

    def of(self, table: str, theirs: int) -> int | None:
        """Ours, None where it does not come."""
        if table == REGULATION:
            return self.regulations.get(theirs)
        if table == "batch":
            stage = self._lists.get(theirs)
            return None if stage is None else stage.batch
        if table not in self._ids or theirs in self.plan.gone[table]:
            return None
        if (known := self.plan.known[table].get(theirs)) is not None:
            return known
        place = self._ids[table].place(theirs)
        return None if place is None or table not in self.first else self.first[table] + place

    def leave_out(self, table: str, theirs: int) -> None:
        """The record does not come, and is not offered again by a later package: what it says is here, or erased."""
        self.plan.gone[table].add(theirs)
        place = self._ids[table].place(theirs)
        if table in self.first and place is not None:
            self.left_out.append((table, theirs, self.first[table] + place))

    def mapped(self, table: str, image: Image) -> dict[str, Value] | None:
        """The row as it is written here, None when something it needs does not come."""
        shape = shapes()[table]
        made: dict[str, Value] = {}
        for column, value in image.items():
            if column == "batch" and TABLES[table].batch:
                continue
            if column == "id":
                made["id"] = self.of(table, value)
                continue
            if isinstance(value, dict):
                value = bytes.fromhex(value["hex"])
                if column == TABLES[table].subject:
                    if value in self.plan.erased:
                        return None
                    value = self.plan.subjects.get(value, value)
            elif value and column in shape.links:  # 0 is nobody's number: an entry of the queue without a message
                ours = self.of(shape.links[column], value)
                if ours is None and (table, column) == ("revision", "group_id"):
                    # At home in a group that stays, in force in one that comes: from now on at home there.
                    ours = self.groups[0]
                if ours is None and column in shape.needed:
                    return None
                # A paper of the giver is no paper of ours: its copy is named below zero.
                value = -ours if ours is not None and shape.links[column] == PAPER else ours
            made[column] = value
        self._inside(table, made)
        return made

    def _inside(self, table: str, made: dict[str, Value]) -> None:
        """Numbers inside texts of JSON, and the one whose table a word names."""
        if table in ("cases", "review_decision", "infraction") and made["clause"]:
            said = _said(made["clause"])
            if isinstance(said.get("revision"), int):
                said["revision"] = self.of("revision", said["revision"])
                made["clause"] = json.dumps(said, ensure_ascii=False)
        elif table == "signing":
            said = _said(made["plan"])
            if isinstance(said.get("left_out"), list):
                said["left_out"] = [
                    p for one in said["left_out"] if type(one) is int and (p := self.of("person", one)) is not None
                ]
                made["plan"] = json.dumps(said, ensure_ascii=False)
        elif table == "case_act":
            said = _said(made["data"])
            for name, target in _TOLD_OF.items():
                if isinstance(said.get(name), int):
                    said[name] = self.of(target, said[name])
            made["data"] = json.dumps(said, ensure_ascii=False)
        elif table == "member_task" and made["source_id"] is not None:
            target = SOURCES.get(str(made["source"]), "")
            made["source_id"] = self.of(target, int(made["source_id"])) if target else None


_TOLD_OF = {"sanction": "sanction", "appeal": "appeal", "answer": "appeal_answer"}
"""What the data of an act of a case may name → the table it is of."""


def _said(text: Value) -> dict[str, Any]:
    """The object a text of JSON holds, an empty one where it holds none."""
    try:
        found = json.loads(str(text))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def same_row(db: Source, table: str, values: Mapping[str, Value]) -> bool:
    """Whether a row with these values is there."""
    wanted = " AND ".join(f'"{rows.column(name)}" IS ?' for name in values)
    sql = f'SELECT 1 FROM "{seen(table)}" WHERE {wanted} LIMIT 1'  # noqa: S608 - names are checked
    return db.one(sql, tuple(values.values())) is not None

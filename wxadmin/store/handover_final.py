"""What the one change writes that takes a package in: rows no import fills, pictures, and which became which."""

from __future__ import annotations

import json
from collections.abc import Mapping

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.store import handover_reading as reading
from wxadmin.store.handover_numbers import same_row
from wxadmin.store.handover_staging import Staging
from wxadmin.store.handover_tables import shapes
from wxadmin.store.journal import Tx
from wxadmin.store.rows import Image, Value


class Final:
    """What the one change writes."""

    def __init__(self, tx: Tx, taking: Staging, names: Mapping[int, tuple[str, str]], day: str) -> None:
        self._tx, self._taking, self._names, self._day = tx, taking, names, day
        self._numbers = taking.numbers

    def write(self) -> int:
        """All of it; returns the id of the record of the handing over."""
        taking, tx = self._taking, self._tx
        self._regulations()
        self._pictures()
        states = {}
        for table, image in taking.kept:
            made = self._made(table, image)
            if made is None:
                continue
            row_id = int(str(made["id"]))
            if table == "revision" and made["state"] != "draft":
                # What led to a publication is written while it is a draft.
                states[row_id] = made["state"]
                made["state"] = "draft"
            tx.restore(table, row_id, _image(made))
            taking.came[table].append(image["id"])
        for row_id, state in states.items():
            tx.update("revision", row_id, {"state": state})
        return self._record()

    def _regulations(self) -> None:
        found = self._numbers.regulations
        # A later version of a regulation that came before belongs to that one.
        for theirs, revision in self._taking.regulations.items():
            ours = self._numbers.of("revision", revision)
            found[theirs] = self._tx.value("SELECT regulation FROM revision WHERE id = ?", (ours,))
        last = int(self._tx.value("SELECT coalesce(max(regulation), 0) FROM revision"))
        for table, image in self._taking.kept:
            if table == "revision" and image["regulation"] not in found:
                last += 1
                found[image["regulation"]] = last

    def _pictures(self) -> None:
        """Pictures that a record names which comes: those of somebody erased here stay out."""
        named = {
            image["picture"]
            for table, image in self._taking.kept
            if image.get("picture") and self._numbers.mapped(table, image) is not None
        }
        for sha, data in reading.pictures(self._taking.file, self._taking.package.manifest):
            if sha in named and self._tx.one("SELECT 1 FROM picture WHERE sha = ?", (sha,)) is None:
                self._tx.insert("picture", {"sha": sha, "data": data})

    def _made(self, table: str, image: Image) -> dict[str, Value] | None:
        made = self._numbers.mapped(table, image)
        if made is None:
            self._taking.drop(table, image)
            return None
        if table == "counter":
            return self._counter(made)
        if table == "grp":
            made["name"], made["name_key"] = self._names.get(image["id"], (image["name"], image["name_key"]))
            if self._tx.one("SELECT 1 FROM grp WHERE name = ?", (made["name"],)) is not None:
                raise UserError(
                    _("已经有一个群叫“{name}”").format(name=made["name"]), remedy=_("请给移交来的群另起一个名字")
                )
            return made
        if self._taking.here(self._tx, table, made):
            self._numbers.leave_out(table, image["id"])
            return None
        taken = any(
            same_row(self._tx, table, {name: made[name] for name in columns}) for columns in shapes()[table].uniques
        )
        if taken:
            self._numbers.leave_out(table, image["id"])
            return None
        return made

    def _counter(self, made: dict[str, Value]) -> dict[str, Value] | None:
        """Numbers go on behind the last one that either has given."""
        group, series, year = made["group_id"], made["series"], made["year"]
        row = self._tx.one(
            "SELECT id, last FROM counter WHERE group_id = ? AND series = ? AND year = ?", (group, series, year)
        )
        if row is None:
            return made
        if int(str(made["last"])) > row["last"]:
            self._tx.update("counter", row["id"], {"last": made["last"]})
        return None

    def _record(self) -> int:
        package, tx = self._taking.package, self._tx
        manifest = package.manifest
        groups = [ours for one in manifest.groups if (ours := self._numbers.of("grp", one[0])) is not None]
        handover = tx.insert(
            "handover",
            {
                "direction": "received", "day": self._day, "giver": manifest.giver, "receiver": manifest.receiver,
                "origin": manifest.origin, "size": manifest.size, "root": manifest.root,
                "fingerprint": reading.fingerprint(manifest.key), "digest": package.digest,
                "groups": json.dumps(groups), "note": manifest.note, "paper_id": None, "manifest": package.text,
                "signature": package.signature, "key": manifest.key, "attached": self._taking.main.batch,
                "made": tx.at,
            },
        )  # fmt: skip
        for table, theirs in self._taking.came.items():
            pairs = [(one, ours) for one in sorted(theirs) if (ours := self._numbers.of(table, one)) is not None]
            self._runs(handover, table, pairs, known=0)
        for table, left, free in self._numbers.left_out:
            self._runs(handover, table, [(left, free)], known=0)
        self._runs(handover, "person", sorted(self._numbers.plan.same.items()), known=1)
        return handover

    def _runs(self, handover: int, table: str, pairs: list[tuple[int, int]], *, known: int) -> None:
        start = 0
        for place in range(1, len(pairs) + 1):
            if place < len(pairs) and pairs[place] == (pairs[place - 1][0] + 1, pairs[place - 1][1] + 1):
                continue
            theirs, ours = pairs[start]
            self._tx.insert(
                "handover_row",
                {
                    "handover_id": handover, "tbl": table, "theirs": theirs, "ours": ours, "count": place - start,
                    "known": known,
                },
            )  # fmt: skip
            start = place


def _image(values: Mapping[str, Value]) -> Image:
    return {name: {"hex": value.hex()} if isinstance(value, bytes) else value for name, value in values.items()}

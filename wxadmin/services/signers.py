"""Who must sign in a round, as a list: by row, name, department and how each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wxadmin.domain import rowcodes
from wxadmin.i18n import _
from wxadmin.services import clock, records
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.records import Reader, Store
from wxadmin.services.signing_records import STANDINGS
from wxadmin.store import signings as stored

_TONES: dict[str, Tone] = {"missing": "warn", "signed": "ok", "refused": "danger", "absent": "info", "left": "muted"}


class Signers:
    """The list noun of one round; another ``round`` (None: nobody) is looked at by setting it and reading again."""

    COLUMNS = (
        Column("row", _("行码"), 70),
        Column("name", _("姓名"), 100),
        Column("department", _("部门"), 130),
        Column("state", _("签收"), 80),
        Column("day", _("日期"), 110),
        Column("note", _("备注"), 160, sortable=False),
        Column("group", _("群"), 130, sortable=False),
    )
    CHIPS = tuple(Chip(key, words) for key, words in STANDINGS.items())

    def __init__(self, round_id: int | None = None) -> None:
        self.round = round_id

    def index(self, store: Store, view: View, reader: Reader | None = None) -> Ids:
        """Ids of the rows in the order of the sheet unless sorted otherwise."""
        # A round has its people whatever group is chosen; none has the id 0.
        return ids_of(store, stored.SIGNERS, replace(view, group=self.round or 0), reader)

    def page(self, store: Store, ids: Sequence[int]) -> list[Row]:
        """Those rows."""
        with store.read() as db:
            rows = stored.signer_page(db, ids)
        found = []
        for row in rows:
            standing = row["outcome"] or ("left" if row["gone"] else "missing")
            badges = [Badge(STANDINGS[standing], _TONES[standing])]
            note = row["note"] or ""
            if row["gone"] and row["outcome"]:
                note = "；".join(filter(None, (STANDINGS["left"], note)))
            day = clock.shown(row["day"] or "")
            cells = (
                rowcodes.code(row["row"]), row["name"], row["department"], STANDINGS[standing], day, note,
                row["group_name"],
            )  # fmt: skip
            found.append(Row(row["id"], cells, tuple(badges)))
        return found


def history(store: Store, row: int) -> tuple[str, ...]:
    """What is recorded of a row's person and what stood there before it was corrected, newest first.

    What was cleared is told by the journal alone.
    """
    with store.read() as db:
        found = stored.signature_of(db, row)
    lines = []
    for line in () if found is None else records.history(store, "signature", found):
        now = {name: after for name, _before, after in line.fields}
        outcome = STANDINGS.get(now.get("outcome", ""), "")
        words = "，".join(filter(None, (outcome, clock.shown_day(now.get("day")), now.get("note", ""))))
        lines.append(" · ".join(filter(None, (line.at, line.actor, words or line.label))))
    return tuple(lines)


def people_of(store: Store, ids: Sequence[int]) -> tuple[int, ...]:
    """The people of those rows, each once."""
    with store.read() as db:
        return tuple(dict.fromkeys(row["person_id"] for row in stored.signer_page(db, ids)))

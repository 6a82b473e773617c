"""What an erasure takes out of what was said: quotes, events, pasted answers and what was kept of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Protocol

from wxadmin.domain.ordering import searchable
from wxadmin.store.engine import Row
from wxadmin.store.erasure_rules import REMOVED
from wxadmin.store.erasure_who import Who, among, naming, without_answers
from wxadmin.store.rows import Source, Value

_SPOKEN = {
    "message": ("text", "quote_text"), "event": ("actor", "subjects"), "reply_paste": ("text",),
    "withdrawal": ("by_whom", "note"), "message_file": ("name",),
}  # fmt: skip
"""Columns of what others said and pasted."""
_KEPT_OF_ANSWERS = {
    "reply_pick": ("text",), "reply_mark": ("text", "note"), "attendance": ("reason",), "progress": ("text",),
}  # fmt: skip
"""Columns of what was kept of others' answers, which lose the person's name as the answers do."""


class Made(Protocol):
    """The plan, as far as what was said is concerned."""

    gone: dict[str, set[int]]
    altered: dict[tuple[str, int], dict[str, Value]]

    def knows(self, table: str, row: int) -> bool:
        """Whether the row goes or is altered."""


def take(db: Source, made: Made, who: Who, *, everywhere: bool) -> None:
    """Quotes, events and pasted answers: those by the person's nickname always, other mentions when asked for."""
    nicks = who.nicknames
    for group, name in nicks:
        for row in db.all("SELECT id FROM message WHERE group_id = ? AND quote_sender = ?", (group, name)):
            if not made.knows("message", row[0]):
                made.altered["message", row[0]] = {"quote_sender": REMOVED, "quote_text": REMOVED}
    groups = {group for group, _name in nicks}
    for row in among(db, "SELECT id, group_id, actor, subjects FROM event WHERE group_id", groups):
        names = [row["actor"], *json.loads(row["subjects"])]
        if any((row["group_id"], name) in nicks for name in names):
            told = [REMOVED if (row["group_id"], name) in nicks else name for name in names]
            made.altered["event", row["id"]] = {
                "actor": told[0], "subjects": json.dumps(told[1:], ensure_ascii=False)
            }  # fmt: skip
    for row in db.all(
        "SELECT p.id, p.text, a.group_id FROM reply_paste p JOIN announcement a ON a.id = p.announcement_id"
    ):
        text = without_answers(row["text"], who, [name for group, name in nicks if group == row["group_id"]])
        if text != row["text"]:
            made.altered["reply_paste", row["id"]] = {"text": text}
    _kept_of_answers(db, made, who)
    if everywhere and who.words:
        for table, columns in _SPOKEN.items():
            for row in naming(db, table, columns, who.words):
                if row["id"] not in made.gone.get(table, ()):
                    _blank(made, table, row, columns, who)
    for (table, row_id), values in [*made.altered.items()]:
        if table == "message" and "text" in values:
            said = db.one("SELECT sender FROM message WHERE id = ?", (row_id,))
            assert said is not None
            values["search"] = searchable(said["sender"], str(values["text"]))
            for review in db.all("SELECT id FROM review WHERE message_id = ?", (row_id,)):
                if not made.knows("review", review["id"]):
                    # The words moved: a hit keeps its category, not its place.
                    made.altered["review", review["id"]] = {"search": values["search"], **_hits(db, review["id"], who)}


def _kept_of_answers(db: Source, made: Made, who: Who) -> None:
    for table, columns in _KEPT_OF_ANSWERS.items():
        for row in naming(db, table, columns, who.words):
            if row["id"] not in made.gone.get(table, ()):
                _blank(made, table, row, columns, who)
    # Two lines may differ by the name alone: what was said of one of them holds for both then.
    for table in ("reply_pick", "reply_mark"):
        lines: set[tuple[int, int, str]] = set()
        for row in db.all(f"SELECT id, announcement_id, person_id, text FROM {table} ORDER BY id"):  # noqa: S608 - ours
            if row["id"] in made.gone.get(table, ()):
                continue
            text = str(made.altered.get((table, row["id"]), {}).get("text", row["text"]))
            line = (row["announcement_id"], row["person_id"], text)
            if line in lines:
                made.gone.setdefault(table, set()).add(row["id"])
                made.altered.pop((table, row["id"]), None)
            lines.add(line)


def _hits(db: Source, review: int, who: Who) -> dict[str, Value]:
    row = db.one("SELECT hits, note FROM review WHERE id = ?", (review,))
    assert row is not None
    hits = [{**hit, "start": 0, "end": 0} for hit in json.loads(row["hits"])]
    said = json.dumps(hits, ensure_ascii=False)
    return {"hits": who.blanked(said), "note": who.blanked(row["note"])}


def _blank(made: Made, table: str, row: Row, columns: Iterable[str], who: Who) -> None:
    values = made.altered.get((table, row["id"]), {})
    for column in columns:
        before = str(values.get(column, row[column]))
        if (after := who.blanked(before)) != before:
            values[column] = after
    if values:
        made.altered[table, row["id"]] = values

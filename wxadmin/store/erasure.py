"""What an erasure takes out of the record file, found from a person's subject id alone, and how it is taken out."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from wxadmin.store import erasure_cases, erasure_said
from wxadmin.store.attachments import NAMING
from wxadmin.store.erasure_rules import ALTERED
from wxadmin.store.erasure_who import Who, among, naming
from wxadmin.store.journal import Tx
from wxadmin.store.rows import Source, Value
from wxadmin.store.sweeping import INDEXED, MANY
from wxadmin.store.tables import TABLES

MENTIONS = "mentions"
"""Choice: the person's names and numbers also go from what others said and pasted."""
COPY = "paper:"
"""Choice, with the first 16 digits of a paper's digest behind it: its kept copy goes, though it is about others too."""

_SENT = ("message", "review", "withdrawal", "message_file")
"""Tables whose rows name the sender and are theirs though nobody linked the nickname."""
_MEMBER_LINES = ("person_name", "candidates", "findings", "suggestion")


@dataclass(slots=True)
class Plan:
    """Rows that go, rows that lose what they say, entries of the journal whose bodies go, and cached rows that go."""

    gone: dict[str, set[int]] = field(default_factory=dict)
    altered: dict[tuple[str, int], dict[str, Value]] = field(default_factory=dict)
    bodies: set[int] = field(default_factory=set)
    caches: set[tuple[str, int]] = field(default_factory=set)

    def knows(self, table: str, row: int) -> bool:
        """Whether the row goes or is altered."""
        return row in self.gone.get(table, ()) or (table, row) in self.altered or (table, row) in self.caches

    def many(self) -> frozenset[str]:
        """Tables of which so many rows go that their full-text index is better merged than looked up word by word."""
        return frozenset(table for table, ids in self.gone.items() if table in INDEXED and len(ids) > MANY)

    def count(self, table: str) -> int:
        """How many rows of a table go or are altered."""
        return len(self.gone.get(table, ())) + sum(name == table for name, _row in self.altered)


def plan(db: Source, who: Who, also: Collection[str] = ()) -> Plan:
    """What goes; ``also`` are choices: MENTIONS, and COPY with digests."""
    made = Plan()
    for name, table in TABLES.items():
        if table.subject is None and not any(target == "person" for _column, target in table.refers):
            continue
        for row_id in _rows_of(db, name, who):
            _take(made, name, row_id)
    _beside(db, made, who)
    digests = [key.removeprefix(COPY) for key in also if key.startswith(COPY)]
    for row in among(db, "SELECT id FROM handed_paper WHERE substr(digest, 1, 16)", digests):
        made.gone.setdefault("handed_paper", set()).add(row[0])
    for row in among(db, "SELECT id FROM paper WHERE substr(digest, 1, 16)", digests):
        made.altered.setdefault(("paper", row[0]), {"pdf": b"", "missing": ""})
    erasure_said.take(db, made, who, everywhere=MENTIONS in also)
    _journal(db, made, who)
    _caches(db, made, who)
    return made


def _take(made: Plan, table: str, row_id: int) -> None:
    if table in ALTERED:
        made.altered[table, row_id] = dict(ALTERED[table])
    else:
        made.gone.setdefault(table, set()).add(row_id)


def _rows_of(db: Source, name: str, who: Who) -> set[int]:
    table = TABLES[name]
    found: set[int] = set()
    if table.subject is not None:
        found |= {row[0] for row in among(db, f'SELECT id FROM "{name}" WHERE "{table.subject}"', who.subjects)}  # noqa: S608
    for column, target in table.refers:
        if target == "person":
            found |= {row[0] for row in among(db, f'SELECT id FROM "{name}" WHERE "{column}"', who.persons)}  # noqa: S608
    return found


def _beside(db: Source, made: Plan, who: Who) -> None:
    """Rows that are the person's by what they belong to: papers and evidence of their cases, unlinked nicknames."""
    for group, name in who.nicknames:
        for table, column in (*((spoken, "sender") for spoken in _SENT), ("snapshot_member", "nickname")):
            sql = f"SELECT id FROM {table} WHERE group_id = ? AND {column} = ? AND length(subject) = 0"  # noqa: S608
            made.gone.setdefault(table, set()).update(row[0] for row in db.all(sql, (group, name)))
    cases = erasure_cases.take(db, made, who)
    for case in cases:
        made.altered["cases", case] = dict(ALTERED["cases"])
    for row in among(db, "SELECT id FROM case_evidence WHERE case_id", cases):
        made.altered.pop(("case_evidence", row[0]), None)
        made.gone.setdefault("case_evidence", set()).add(row[0])
    for table in ("attachment", "exhibit"):
        for row in among(db, f"SELECT id FROM {table} WHERE case_id", cases):  # noqa: S608 - a table of ours
            made.gone.setdefault(table, set()).add(row[0])
    for row in among(db, "SELECT id FROM handed_paper WHERE case_id", cases):
        made.gone.setdefault("handed_paper", set()).add(row[0])
    for row in among(db, "SELECT id FROM paper WHERE case_id", cases):
        made.altered["paper", row[0]] = dict(ALTERED["paper"])
    messages = made.gone.get("message", set())
    for row in among(db, "SELECT id FROM review WHERE message_id", messages):
        made.gone.setdefault("review", set()).add(row[0])
    for table in ("withdrawal", "message_file"):
        for row in among(db, f"SELECT id FROM {table} WHERE message_id", messages):  # noqa: S608 - names of ours
            made.gone.setdefault(table, set()).add(row[0])
    _matters(db, made, who)
    reviews = made.gone.get("review", set())
    for table in ("review_note", "review_decision"):
        for row in among(db, f"SELECT id FROM {table} WHERE review_id", reviews):  # noqa: S608 - names of ours
            made.gone.setdefault(table, set()).add(row[0])
    for row in among(db, "SELECT id FROM exhibit WHERE review_id", made.gone.get("review", ())):
        made.gone.setdefault("exhibit", set()).add(row[0])
    for row in among(db, "SELECT id FROM case_evidence WHERE message_id", messages):
        if row[0] not in made.gone.get("case_evidence", ()):
            made.altered["case_evidence", row[0]] = dict(ALTERED["case_evidence"])
    departures = made.gone.get("departure", set())
    for row in among(db, "SELECT id FROM departure_item WHERE departure_id", departures):
        made.gone.setdefault("departure_item", set()).add(row[0])
    for row in among(db, "SELECT id FROM task_act WHERE task_id", made.gone.get("member_task", ())):
        made.gone.setdefault("task_act", set()).add(row[0])
    for sha in _pictures(db, made, who):
        kept = [
            row
            for table in NAMING
            for row in db.all(f"SELECT id FROM {table} WHERE picture = ?", (sha,))  # noqa: S608 - as above
            if not made.knows(table, row[0])
        ]
        if not kept:
            made.caches.update(("picture", row[0]) for row in db.all("SELECT id FROM picture WHERE sha = ?", (sha,)))


def _matters(db: Source, made: Plan, who: Who) -> None:
    """What the person handed in, and what is about them, goes whole: its words are theirs or tell of them."""
    parties = made.gone.setdefault("matter_party", set())
    for group, name in who.nicknames:
        sql = (
            "SELECT p.id FROM matter_party p JOIN matter m ON m.id = p.matter_id"
            " WHERE m.group_id = ? AND p.nickname = ? AND length(p.subject) = 0"
        )
        parties |= {row[0] for row in db.all(sql, (group, name))}
    matters, reviews = made.gone.setdefault("matter", set()), made.gone.setdefault("review", set())
    for group, name in who.nicknames:
        sql = "SELECT id FROM matter WHERE group_id = ? AND nickname = ? AND length(subject) = 0"
        matters |= {row[0] for row in db.all(sql, (group, name))}
    matters |= {row[0] for row in among(db, "SELECT matter_id FROM matter_party WHERE id", parties)}
    matters |= {row[0] for row in among(db, "SELECT id FROM matter WHERE review_id", reviews)}
    theirs = {row[0] for row in among(db, "SELECT review_id FROM matter WHERE id", matters)}
    reviews |= theirs
    parties |= {row[0] for row in among(db, "SELECT id FROM matter_party WHERE matter_id", matters)}
    # Somebody else's subject id stands in the journal beside words about this person.
    heads: set[int] = set()
    for table, ids in (("matter", matters), ("matter_party", parties), ("review", theirs)):
        told = f"SELECT seq, change FROM entry WHERE tbl = '{table}' AND row"  # noqa: S608 - a table of ours
        entries = among(db, told, ids)
        made.bodies.update(row["seq"] for row in entries)
        heads |= {row["change"] for row in entries}
    titles = {row[0] for row in among(db, "SELECT title FROM matter WHERE id", matters)}
    once = "SELECT b.body FROM entry e JOIN body b ON b.seq = e.seq WHERE e.tbl = 'matter' AND e.row"
    for row in among(db, once, matters):
        said = json.loads(row["body"])
        titles |= {image["title"] for image in (said["before"], said["after"]) if image}
    for row in among(db, "SELECT seq, body FROM body WHERE seq", heads):
        # The name of the change may tell what the matter was.
        label = json.loads(row["body"]).get("label", "")
        if any(title and title in label for title in titles):
            made.bodies.add(row["seq"])


def _pictures(db: Source, made: Plan, who: Who) -> set[str]:
    """What is attached to the person, and what once was: an attachment taken back leaves its picture behind."""
    found = {
        str(row[0])
        for table in ("attachment", "exhibit", "message_file")
        for row in among(
            db,
            f"SELECT picture FROM {table} WHERE picture IS NOT NULL AND id",  # noqa: S608 - a table of ours
            made.gone.get(table, ()),
        )
    }
    once = (
        "SELECT b.body FROM entry e JOIN body b ON b.seq = e.seq WHERE e.tbl IN ('attachment', 'exhibit',"
        " 'message_file') AND e.subject"
    )
    for row in among(db, once, who.subjects):
        said = json.loads(row["body"])
        found |= {image["picture"] for image in (said["before"], said["after"]) if image and image["picture"]}
    return found


def _journal(db: Source, made: Plan, who: Who) -> None:
    """Entries whose bodies go beside those of the rows that go.

    All that have the subject, the images of rows that were once the person's and are somebody else's now, and heads of
    changes whose names name them.
    """
    entries = among(db, "SELECT seq, change, kind, tbl, row FROM entry WHERE subject", who.subjects)
    pairs = {(row["tbl"], row["row"]) for row in entries if row["tbl"] is not None}
    heads = {row["change"] for row in entries}
    hexes = [subject.hex() for subject in who.subjects]
    for table, row_id in pairs:
        live = not made.knows(table, row_id) and _is_there(db, table, row_id)
        for body in db.all(
            "SELECT e.seq, b.body FROM entry e JOIN body b ON b.seq = e.seq WHERE e.tbl = ? AND e.row = ?",
            (table, row_id),
        ):
            if any(said in body["body"] for said in hexes):
                made.bodies.add(body["seq"])
                if live:
                    made.altered[table, row_id] = {}
    for table, row_id in [*((t, i) for t, ids in made.gone.items() for i in ids), *made.altered]:
        found = db.all("SELECT DISTINCT change FROM entry WHERE tbl = ? AND row = ?", (table, row_id))
        heads |= {row["change"] for row in found}
    for row in among(db, "SELECT seq, body FROM body WHERE seq", heads):
        label = json.loads(row["body"]).get("label", "")
        if any(name in label for name in who.names):
            made.bodies.add(row["seq"])
    # Imported here because packages know the session, which knows how erasures are done again.
    from wxadmin.store import handover

    # A giver's ledger that came with a package names people in the same ways.
    ours = {table: set(ids) for table, ids in made.gone.items()}
    for table, row_id in made.altered:
        ours.setdefault(table, set()).add(row_id)
    made.gone.setdefault("handed_body", set()).update(handover.told_of(db, ours))
    for said in hexes:
        made.gone.setdefault("handed_body", set()).update(
            row[0] for row in db.all("SELECT id FROM handed_body WHERE instr(body, ?) > 0", (said,))
        )
    for row in db.all("SELECT id, body FROM handed_body WHERE tbl = ''"):
        if who.blanked(row["body"]) != row["body"]:
            made.gone["handed_body"].add(row["id"])
    for word in who.words:
        for row in db.all(
            "SELECT e.seq, b.body FROM entry e JOIN body b ON b.seq = e.seq WHERE e.seq = e.change"
            " AND instr(b.body, ?) > 0", (word,),
        ):  # fmt: skip
            label = json.loads(row["body"]).get("label", "")
            if who.blanked(label) != label:
                made.bodies.add(row["seq"])


def _is_there(db: Source, table: str, row_id: int) -> bool:
    return table in TABLES and db.one(f'SELECT 1 FROM "{table}" WHERE id = ?', (row_id,)) is not None  # noqa: S608


def _caches(db: Source, made: Plan, who: Who) -> None:
    """The members' check, which is made anew, and what the window remembers of names."""
    names = who.names
    rows = list(among(db, "SELECT id, group_id FROM member WHERE person_id", who.persons))
    for group, name in who.nicknames:
        rows += db.all("SELECT id, group_id FROM member WHERE group_id = ? AND nickname = ?", (group, name))
    rows += naming(db, "member", (*_MEMBER_LINES, "group_id"), names)
    made.caches.update(("member", row["id"]) for row in rows)
    groups = {row["group_id"] for row in rows} | {group for group, _name in who.nicknames}
    stamps = among(db, "SELECT id FROM member_stamp WHERE group_id", groups)
    made.caches.update(("member_stamp", row["id"]) for row in stamps)
    made.caches.update(("layout", row["id"]) for row in naming(db, "layout", ("value",), names))


OFFICE = "office"
"""Key of what names the person as somebody who acted for the group or the unit."""
_OFFICES = frozenset(
    {
        "actor", "decided_by", "answered_by", "appointed_by", "done_by", "closed_by", "carried_by", "announcer",
        "owner", "issuer", "approver", "interpreter", "giver", "receiver", "reviewer", "by_whom",
    }
)  # fmt: skip
_GIVEN = ("consent", "withdrawal")
"""Tables of which ``by_whom`` is who gave a consent or took back a message: no office."""


def others_naming(db: Source, made: Plan, who: Who) -> dict[str, int]:
    """Table → rows that name the person and stay as they are, outside the plan; imports not published count too.

    Who acted for the group is counted under OFFICE, the heads of changes among it.
    """
    result: dict[str, int] = {}
    words = who.names
    if not words:
        return result
    for table in TABLES:
        if table in ("member", "member_stamp", "layout"):
            continue
        columns = [
            row["name"]
            for row in db.all("SELECT name, type FROM pragma_table_info(?)", (table,))
            if row["type"] == "TEXT" and not row["name"].endswith(("_key", "search"))
        ]
        offices = _OFFICES - {"by_whom"} if table in _GIVEN else _OFFICES
        for key, part in (
            (table, [column for column in columns if column not in offices]),
            (OFFICE, [column for column in columns if column in offices]),
        ):
            rows = naming(db, table, part, words) if part else []
            # Who made a decision stays, though its row is altered.
            gone = made.gone.get(table, set())
            count = sum(row["id"] not in gone and (key == OFFICE or not made.knows(table, row["id"])) for row in rows)
            if count:
                result[key] = result.get(key, 0) + count
    heads = "SELECT e.seq FROM entry e JOIN body b ON b.seq = e.seq WHERE e.seq = e.change AND "
    acts: set[int] = set()
    for word in words:
        acts |= {row[0] for row in db.all(heads + "instr(b.body ->> 'actor', ?) > 0", (word,))}
    if acts:
        result[OFFICE] = result.get(OFFICE, 0) + len(acts)
    return result


def apply(tx: Tx, made: Plan, who: Who) -> None:
    """Carry out a plan inside an erasure."""
    subject = min(who.subjects, default=b"")
    tx.erase(
        subject,
        {table: sorted(ids) for table, ids in made.gone.items() if ids},
        made.altered,
        made.bodies,
        sorted(made.caches),
    )


def note(
    tx: Tx,
    subjects: Collection[bytes],
    *,
    day: str,
    reason: str,
    actor: str,
    went: Mapping[str, object],
    kept: Mapping[str, object],
) -> int:
    """The record of it, by random numbers alone; returns its id. ``went`` may hold ``also``, the choices."""
    ids = [
        tx.insert(
            "erasure",
            {
                "person": subject, "day": day, "reason": reason, "actor": actor,
                "went": json.dumps(went, ensure_ascii=False), "kept": json.dumps(kept, ensure_ascii=False),
            },
        )
        for subject in sorted(subjects)
    ]  # fmt: skip
    return ids[0]

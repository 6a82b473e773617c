"""Migration 5, trust: whose data was erased and what stayed, who acts in the records, packages given and received.

Days are ISO dates or ``""``, times RFC 3339 in UTC.
"""

from __future__ import annotations

from wxadmin.store.schema_nouns import view_of
from wxadmin.store.tables import TABLES, Table

_TABLES = """
-- Whose data was erased, by subject id alone, so that the list can be applied again to a restored backup.
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person BLOB NOT NULL UNIQUE CHECK (length(person) = 16), day TEXT NOT NULL, reason TEXT NOT NULL,
  actor TEXT NOT NULL, went TEXT NOT NULL, kept TEXT NOT NULL, paper_id INTEGER
) STRICT;
-- A person whose data must not be erased yet, because a decision is disputed; lifted is '' while it holds.
CREATE TABLE restriction (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL, since TEXT NOT NULL, reason TEXT NOT NULL, lifted TEXT NOT NULL, actor TEXT NOT NULL,
  subject BLOB NOT NULL
) STRICT;
CREATE INDEX restriction_person ON restriction (person_id, lifted);
-- Who may act in these records; rights is a JSON list of keys, what a post may see and do.
CREATE TABLE operator (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''), person_id INTEGER, post TEXT NOT NULL, rights TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)), subject BLOB NOT NULL
) STRICT;
-- Packages handed over: fingerprint is that of the giver's key, digest the SHA-256 of the package. manifest is the JSON
-- the giver signed with key; attached is the id in batch by which ledger and papers of a received one came.
CREATE TABLE handover (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  direction TEXT NOT NULL CHECK (direction IN ('given', 'received')), day TEXT NOT NULL, giver TEXT NOT NULL,
  receiver TEXT NOT NULL, origin BLOB NOT NULL CHECK (length(origin) = 16), size INTEGER NOT NULL,
  root BLOB NOT NULL CHECK (length(root) = 32), fingerprint TEXT NOT NULL,
  digest TEXT NOT NULL, groups TEXT NOT NULL, note TEXT NOT NULL, paper_id INTEGER, manifest TEXT NOT NULL,
  signature BLOB NOT NULL, key BLOB NOT NULL, attached INTEGER, made TEXT NOT NULL
) STRICT;
-- Which records of the giver became which of ours, ids that follow one another in one row; known ones were ours before.
CREATE TABLE handover_row (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  handover_id INTEGER NOT NULL REFERENCES handover, tbl TEXT NOT NULL, theirs INTEGER NOT NULL, ours INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0), known INTEGER NOT NULL CHECK (known IN (0, 1)),
  UNIQUE (handover_id, tbl, theirs)
) STRICT;
CREATE INDEX handover_row_ours ON handover_row (tbl, ours);
-- The giver's ledger: the fields of its leaves, some thousand a row, as compressed JSON lines.
CREATE TABLE handed_part (
  id INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL, place INTEGER NOT NULL, data BLOB NOT NULL
) STRICT;
CREATE INDEX handed_part_place ON handed_part (batch, place);
-- What it says of the records handed over: tbl and row are the giver's, '' and 0 where an entry is about none.
CREATE TABLE handed_body (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER NOT NULL, seq INTEGER NOT NULL, tbl TEXT NOT NULL, row INTEGER NOT NULL, salt BLOB NOT NULL,
  body TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX handed_body_seq ON handed_body (batch, seq);
CREATE INDEX handed_body_row ON handed_body (tbl, row, batch);
CREATE INDEX handed_body_subject ON handed_body (subject);
-- Papers the giver issued, byte for byte; seq is the place in the giver's ledger, the other ids are ours.
CREATE TABLE handed_paper (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER NOT NULL, group_id INTEGER NOT NULL, kind TEXT NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL,
  seq INTEGER NOT NULL, code TEXT NOT NULL, digest TEXT NOT NULL, pages INTEGER NOT NULL, missing TEXT NOT NULL,
  issued TEXT NOT NULL, case_id INTEGER, revision_id INTEGER, announcement_id INTEGER, subject BLOB NOT NULL,
  pdf BLOB NOT NULL
) STRICT;
CREATE INDEX handed_paper_group ON handed_paper (group_id, issued, id, batch);
CREATE INDEX handed_paper_case ON handed_paper (case_id);
CREATE INDEX handed_paper_code ON handed_paper (code);
-- The key this record file signs packages with, made at its first use; the file is encrypted page by page.
CREATE TABLE handover_key (
  id INTEGER PRIMARY KEY AUTOINCREMENT, secret BLOB NOT NULL CHECK (length(secret) = 32), made TEXT NOT NULL
) STRICT;
CREATE TRIGGER handover_key_once BEFORE INSERT ON handover_key WHEN EXISTS (SELECT 1 FROM handover_key)
BEGIN SELECT RAISE(ABORT, 'a record file signs with one key'); END;
CREATE TRIGGER handover_key_no_update BEFORE UPDATE ON handover_key
BEGIN SELECT RAISE(ABORT, 'the key a record file signs with is never changed'); END;
CREATE TRIGGER handover_key_no_delete BEFORE DELETE ON handover_key
BEGIN SELECT RAISE(ABORT, 'the key a record file signs with is never deleted'); END;
"""

SQL = _TABLES + "".join(view_of(table) for table in ("handed_part", "handed_body", "handed_paper"))

TABLES.update(
    {
        "erasure": Table(),
        "restriction": Table(subject="subject", refers=(("person_id", "person"),)),
        "operator": Table(subject="subject", refers=(("person_id", "person"),)),
        "handover": Table(),
        "handover_row": Table(),
        "handed_part": Table(batch=True),
        "handed_body": Table(subject="subject", batch=True),
        "handed_paper": Table(subject="subject", batch=True),
        "handover_key": Table(journalled=False),
    }
)

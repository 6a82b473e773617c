"""Migration 5, trust: whose data was erased and what stayed, who acts in the records, packages given and received.

Days are ISO dates or ``""``, times RFC 3339 in UTC.
"""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

SQL = """
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
-- Packages handed over: fingerprint is that of the giver's key, digest the SHA-256 of the package.
CREATE TABLE handover (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  direction TEXT NOT NULL CHECK (direction IN ('given', 'received')), day TEXT NOT NULL, giver TEXT NOT NULL,
  receiver TEXT NOT NULL, origin BLOB NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, fingerprint TEXT NOT NULL,
  digest TEXT NOT NULL, groups TEXT NOT NULL, note TEXT NOT NULL, paper_id INTEGER
) STRICT;
-- Which record of the giver became which of ours.
CREATE TABLE handover_row (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  handover_id INTEGER NOT NULL REFERENCES handover, tbl TEXT NOT NULL, theirs INTEGER NOT NULL, ours INTEGER NOT NULL,
  UNIQUE (handover_id, tbl, theirs)
) STRICT;
"""

TABLES.update(
    {
        "erasure": Table(),
        "restriction": Table(subject="subject", refers=(("person_id", "person"),)),
        "operator": Table(subject="subject", refers=(("person_id", "person"),)),
        "handover": Table(),
        "handover_row": Table(),
    }
)

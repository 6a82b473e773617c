"""Migration 7: appeals against decisions. Days are ISO dates or ``""``, times RFC 3339 in UTC."""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

SQL = """
-- until is the last day of the window; late 1: it came after it. outcome '' until it is answered. before and after are
-- the measures in words as they stood and as they stand now.
CREATE TABLE appeal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL REFERENCES cases, party_id INTEGER NOT NULL REFERENCES case_party,
  group_id INTEGER NOT NULL REFERENCES grp, subject BLOB NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL, number TEXT NOT NULL,
  received TEXT NOT NULL, how TEXT NOT NULL, reasons TEXT NOT NULL, until TEXT NOT NULL,
  late INTEGER NOT NULL CHECK (late IN (0, 1)), due TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'withdrawn')), reviewer TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('', 'maintained', 'reduced', 'revoked', 'late')),
  grounds TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, answered TEXT NOT NULL, paper_id INTEGER,
  created TEXT NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX appeal_group ON appeal (group_id, state, due, id);
CREATE INDEX appeal_case ON appeal (case_id, id);
"""

TABLES.update({"appeal": Table(subject="subject")})

"""Migration 7: the ladder of a group as its owner keeps it, and days off that the calendar does not know."""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

SQL = """
-- data is the ladder as JSON (domain.ladder_json); source names the clauses it follows, revision_id their version.
CREATE TABLE ladder (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL UNIQUE REFERENCES grp, data TEXT NOT NULL, source TEXT NOT NULL, revision_id INTEGER,
  by_whom TEXT NOT NULL, made TEXT NOT NULL
) STRICT;
-- off 1: nobody works that day; 0: everybody does.
CREATE TABLE holiday (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  day TEXT NOT NULL UNIQUE, off INTEGER NOT NULL CHECK (off IN (0, 1)), name TEXT NOT NULL, made TEXT NOT NULL
) STRICT;
-- What the ladder counts is read from these alone (store.strikes).
CREATE INDEX case_party_strike ON case_party (person_id, group_id, case_id) WHERE voided = '';
CREATE INDEX cases_strike ON cases (id, state, decided);
"""

TABLES.update({"ladder": Table(), "holiday": Table()})

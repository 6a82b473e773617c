"""Migration 7: appeals against decisions and their answers. Days are ISO dates or ``""``, times RFC 3339 in UTC."""

from __future__ import annotations

from wxadmin.store.schema_nouns import index_of
from wxadmin.store.tables import TABLES, Table

_TABLES = """
-- since and until bound the window ('' for none), basis says in words how it is counted. late 1: it came after it;
-- taken is why a late one is taken on all the same. state, outcome and answered repeat the last answer, reviewer is
-- who is to look at it. paper_id is the receipt; told_id the delivery it rests on, which is not taken back any more.
CREATE TABLE appeal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL REFERENCES cases, party_id INTEGER NOT NULL REFERENCES case_party,
  group_id INTEGER NOT NULL REFERENCES grp, subject BLOB NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL, number TEXT NOT NULL,
  received TEXT NOT NULL, how TEXT NOT NULL, bearer TEXT NOT NULL, reasons TEXT NOT NULL,
  since TEXT NOT NULL, until TEXT NOT NULL, basis TEXT NOT NULL,
  late INTEGER NOT NULL CHECK (late IN (0, 1)), taken TEXT NOT NULL, due TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'withdrawn')), reviewer TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('', 'maintained', 'reduced', 'revoked', 'late')),
  answered TEXT NOT NULL, told_id INTEGER REFERENCES case_act, paper_id INTEGER, created TEXT NOT NULL,
  search TEXT NOT NULL
) STRICT;
CREATE INDEX appeal_group ON appeal (group_id, state, due, id);
CREATE INDEX appeal_received ON appeal (group_id, received, id);
CREATE INDEX appeal_case ON appeal (case_id, id);
CREATE INDEX appeal_party ON appeal (party_id, state);
CREATE INDEX appeal_told ON appeal (told_id) WHERE told_id IS NOT NULL;
-- Append-only: a wrong answer is followed by another. before and after are the measures as JSON [key, days, amount];
-- same says why the reviewer is one who decided ('': is not). paper_id is the reply once it is issued.
CREATE TABLE appeal_answer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  appeal_id INTEGER NOT NULL REFERENCES appeal, group_id INTEGER NOT NULL REFERENCES grp, subject BLOB NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('maintained', 'reduced', 'revoked', 'late')),
  grounds TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, answered_by TEXT NOT NULL, same TEXT NOT NULL,
  reason TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL, paper_id INTEGER
) STRICT;
CREATE INDEX appeal_answer_of ON appeal_answer (appeal_id, id);
"""
SQL = _TABLES + index_of("appeal")

TABLES.update({"appeal": Table(subject="subject"), "appeal_answer": Table(subject="subject")})

"""Migration 6: the queue: notes of entries, with what words and clause they were decided, how they are ranked.

``review_decision`` has one row for each entry that was decided: ``clause`` is the citation as JSON (``""`` without),
``clause_key`` what finds others under the same clause (title and place, whatever version), ``preset`` the name of the
reason chosen, ``reason`` its words as filled in. ``review_rank`` and ``ranking`` are computed from what is kept
elsewhere and hold nothing of their own.
"""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

SQL = """
CREATE TABLE review_note (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  review_id INTEGER NOT NULL, subject BLOB NOT NULL, text TEXT NOT NULL CHECK (text <> ''),
  by_whom TEXT NOT NULL, written TEXT NOT NULL
) STRICT;
CREATE INDEX review_note_review ON review_note (review_id, id);
CREATE TABLE review_decision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  review_id INTEGER NOT NULL UNIQUE, group_id INTEGER NOT NULL, subject BLOB NOT NULL, clause TEXT NOT NULL,
  clause_key TEXT NOT NULL, preset TEXT NOT NULL, reason TEXT NOT NULL, by_whom TEXT NOT NULL, decided TEXT NOT NULL
) STRICT;
CREATE INDEX review_decision_clause ON review_decision (group_id, clause_key, decided, review_id);
CREATE TABLE review_rank (
  id INTEGER PRIMARY KEY AUTOINCREMENT, review_id INTEGER NOT NULL UNIQUE, rank REAL NOT NULL
) STRICT;
CREATE INDEX review_rank_of ON review_rank (review_id, rank);
CREATE TABLE ranking (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL UNIQUE, weights TEXT NOT NULL, learned INTEGER NOT NULL, position INTEGER NOT NULL
) STRICT;
"""

TABLES.update(
    {
        "review_note": Table(subject="subject", refers=(("review_id", "review"),)),
        "review_decision": Table(subject="subject", refers=(("review_id", "review"),)),
        "review_rank": Table(journalled=False),
        "ranking": Table(journalled=False),
    }
)

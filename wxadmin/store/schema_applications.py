"""Migration 5, applications to join, to leave, to found a group or keep outside contact; leavers' check-lists.

Days are ISO dates or ``""``, times RFC 3339 in UTC.
"""

from __future__ import annotations

from wxadmin.store.schema_nouns import index_of
from wxadmin.store.tables import TABLES, Table

SQL = (
    """
-- group_id is NULL for a group that is yet to be founded; fields is a JSON object of what its form asks. identified
-- says who found the person: 'program', 'owner', or '' while nobody is known. until is the last day of outside contact.
CREATE TABLE application (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER REFERENCES grp,
  kind TEXT NOT NULL CHECK (kind IN ('join', 'exit', 'founding', 'dissolving', 'outside')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'passed', 'returned', 'withdrawn')),
  person_id INTEGER, name TEXT NOT NULL, name_key TEXT NOT NULL, nickname TEXT NOT NULL, fields TEXT NOT NULL,
  identified TEXT NOT NULL CHECK (identified IN ('', 'program', 'owner')), until TEXT NOT NULL,
  reason TEXT NOT NULL, received TEXT NOT NULL, due TEXT NOT NULL, decided TEXT NOT NULL, decided_by TEXT NOT NULL,
  answer TEXT NOT NULL, paper_id INTEGER, version INTEGER NOT NULL, created TEXT NOT NULL, subject BLOB NOT NULL,
  search TEXT NOT NULL
) STRICT;
CREATE INDEX application_group ON application (group_id, state, due, id);
CREATE INDEX application_received ON application (received, id, state);
CREATE INDEX application_name ON application (name_key, id, state);
CREATE INDEX application_person ON application (person_id, kind, state);
CREATE INDEX application_until ON application (state, kind, until);
-- Somebody leaves the unit or changes post: what is to be handed back, with dates.
CREATE TABLE departure (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('left', 'post')), day TEXT NOT NULL, reason TEXT NOT NULL, closed TEXT NOT NULL,
  created TEXT NOT NULL, subject BLOB NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX departure_day ON departure (day, id, closed);
CREATE INDEX departure_person ON departure (person_id, id);
CREATE TABLE departure_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  departure_id INTEGER NOT NULL REFERENCES departure, position INTEGER NOT NULL, kind TEXT NOT NULL,
  words TEXT NOT NULL, group_id INTEGER, due TEXT NOT NULL, done TEXT NOT NULL, done_by TEXT NOT NULL,
  note TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX departure_item_departure ON departure_item (departure_id, position);
CREATE INDEX departure_item_due ON departure_item (done, due);
"""
    + index_of("application")
    + index_of("departure")
)

TABLES.update(
    {
        "application": Table(subject="subject", refers=(("person_id", "person"),)),
        "departure": Table(subject="subject", refers=(("person_id", "person"),)),
        "departure_item": Table(subject="subject"),
    }
)

"""Migration 5, the roster: what lists say beyond the person's own row, relations, posts held before, merged persons.

Days are ISO dates or ``""``, times RFC 3339 in UTC. Rows with a ``batch`` came by an import and are seen through
``v_…`` alone. From here on ``v_person`` leaves out persons merged into another one, ``v_belonging`` where they belong.
"""

from __future__ import annotations

from wxadmin.store.schema_nouns import view_of
from wxadmin.store.tables import TABLES, Table

_TABLES = """
-- fields is a JSON object: key of the field or the list's own title -> what the list says. One row a person.
CREATE TABLE person_detail (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER, person_id INTEGER NOT NULL, fields TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX person_detail_person ON person_detail (person_id, batch);
-- person is <kind> of other: guardian, deputy, ... ; other_id is NULL for somebody who is not on the roster, who then,
-- where reversed, is <kind> of person.
CREATE TABLE relation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL, kind TEXT NOT NULL, other_id INTEGER, other_name TEXT NOT NULL,
  reversed INTEGER NOT NULL CHECK (reversed = 0 OR (reversed = 1 AND other_id IS NULL)), note TEXT NOT NULL,
  since TEXT NOT NULL, until TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX relation_person ON relation (person_id, kind);
CREATE INDEX relation_other ON relation (other_id, kind);
-- Departments (JSON paths) and post somebody had until a day.
CREATE TABLE post_held (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER, person_id INTEGER NOT NULL, departments TEXT NOT NULL, post TEXT NOT NULL, since TEXT NOT NULL,
  until TEXT NOT NULL, source TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX post_held_person ON post_held (person_id, until, batch);
-- person is the same human being as into; moved is JSON: what was pointed to the other, so that it can be split again.
CREATE TABLE person_merge (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL UNIQUE, into_id INTEGER NOT NULL, moved TEXT NOT NULL, reason TEXT NOT NULL,
  made TEXT NOT NULL, actor TEXT NOT NULL, subject BLOB NOT NULL, CHECK (person_id <> into_id)
) STRICT;
CREATE INDEX person_merge_into ON person_merge (into_id);
-- Two persons who look alike and are not the same.
CREATE TABLE person_apart (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  one_id INTEGER NOT NULL, other_id INTEGER NOT NULL, reason TEXT NOT NULL, made TEXT NOT NULL,
  UNIQUE (one_id, other_id), CHECK (one_id < other_id)
) STRICT;
CREATE INDEX person_apart_other ON person_apart (other_id);
-- A person's record and a merge ask every table for one person.
CREATE INDEX audience_person ON audience (person_id, announcement_id, batch);
CREATE INDEX objection_person ON objection (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX reply_pick_person ON reply_pick (person_id);
CREATE INDEX member_decision_person ON member_decision (person_id) WHERE person_id IS NOT NULL;
-- Consent of the person, or of who has custody, to being listed.
CREATE TABLE consent (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL, kind TEXT NOT NULL, given TEXT NOT NULL, by_whom TEXT NOT NULL, withdrawn TEXT NOT NULL,
  note TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX consent_person ON consent (person_id, kind);
-- What the owner said the columns of such a list mean; titles is the header as JSON, fields JSON title -> field.
CREATE TABLE column_map (
  id INTEGER PRIMARY KEY AUTOINCREMENT, titles TEXT NOT NULL UNIQUE, fields TEXT NOT NULL, used TEXT NOT NULL
) STRICT;
"""

_VIEW = """
DROP VIEW v_person;
CREATE VIEW v_person AS SELECT * FROM person
  WHERE (batch IS NULL OR batch IN (SELECT id FROM batch WHERE state = 1))
    AND id NOT IN (SELECT person_id FROM person_merge);
DROP VIEW v_belonging;
CREATE VIEW v_belonging AS SELECT * FROM belonging
  WHERE (batch IS NULL OR batch IN (SELECT id FROM batch WHERE state = 1))
    AND person_id NOT IN (SELECT person_id FROM person_merge);
"""

SQL = _TABLES + _VIEW + view_of("person_detail") + view_of("post_held")

TABLES.update(
    {
        "person_detail": Table(subject="subject", batch=True, refers=(("person_id", "person"),)),
        "relation": Table(subject="subject", refers=(("person_id", "person"), ("other_id", "person"))),
        "post_held": Table(subject="subject", batch=True, refers=(("person_id", "person"),)),
        "person_merge": Table(subject="subject", refers=(("person_id", "person"), ("into_id", "person"))),
        "person_apart": Table(refers=(("one_id", "person"), ("other_id", "person"))),
        "consent": Table(subject="subject", refers=(("person_id", "person"),)),
        "column_map": Table(journalled=False),
    }
)

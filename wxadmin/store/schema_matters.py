"""Migration 6: what members hand in and report, and what is owed an answer.

A ``matter`` is what stands behind an entry of the queue that is no chat message; ``review_id`` is that entry, whose
state, note and version are the matter's own. Days are ISO dates or ``""``, times RFC 3339 in UTC.
"""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

SQL = """
-- Who raised it: person_id where the roster has them, else name and nickname alone; of what the program found by itself
-- they are empty. fields is a JSON object of what the kind asks besides. due is '' where no answer is owed. key is what
-- the program found, '' for what people raised; mended is when the program closed it since it was put right.
CREATE TABLE matter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  review_id INTEGER NOT NULL UNIQUE, group_id INTEGER NOT NULL REFERENCES grp,
  kind TEXT NOT NULL
    CHECK (kind IN ('submission', 'report', 'suggestion', 'help', 'dispute', 'anomaly', 'name', 'late')),
  person_id INTEGER, name TEXT NOT NULL, name_key TEXT NOT NULL, nickname TEXT NOT NULL,
  secret INTEGER NOT NULL CHECK (secret IN (0, 1)),
  title TEXT NOT NULL, body TEXT NOT NULL, fields TEXT NOT NULL, remark TEXT NOT NULL,
  malicious INTEGER NOT NULL CHECK (malicious IN (0, 1)),
  message_id INTEGER, earlier_id INTEGER, announcement_id INTEGER,
  received TEXT NOT NULL, due TEXT NOT NULL, answer TEXT NOT NULL, answered TEXT NOT NULL, answered_by TEXT NOT NULL,
  key TEXT NOT NULL, mended TEXT NOT NULL, subject BLOB NOT NULL, created TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX matter_key ON matter (group_id, key) WHERE key <> '';
CREATE INDEX matter_owed ON matter (answered, due, review_id);
CREATE INDEX matter_group ON matter (group_id, kind, received, id);
CREATE INDEX matter_person ON matter (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX matter_message ON matter (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX matter_earlier ON matter (earlier_id) WHERE earlier_id IS NOT NULL;
-- Whom it is about ('about'), or who is at odds ('party').
CREATE TABLE matter_party (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  matter_id INTEGER NOT NULL REFERENCES matter, role TEXT NOT NULL CHECK (role IN ('about', 'party')),
  position INTEGER NOT NULL, person_id INTEGER, name TEXT NOT NULL, nickname TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX matter_party_matter ON matter_party (matter_id, position);
CREATE INDEX matter_party_person ON matter_party (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX matter_party_nickname ON matter_party (nickname);
"""

TABLES.update(
    {
        "matter": Table(
            subject="subject",
            refers=(
                ("review_id", "review"), ("person_id", "person"), ("message_id", "message"), ("earlier_id", "matter"),
            ),
        ),
        "matter_party": Table(subject="subject", refers=(("person_id", "person"),)),
    }
)  # fmt: skip

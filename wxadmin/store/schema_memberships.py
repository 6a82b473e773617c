"""Migration 5, memberships: what must be done in WeChat and whether the next list shows it; who was reminded when.

Days are ISO dates or ``""``, times RFC 3339 in UTC.
"""

from __future__ import annotations

from wxadmin.store.schema_nouns import index_of
from wxadmin.store.tables import TABLES, Table

SQL = """
-- state: open until a list confirms (done) or the owner drops it; a list that contradicts leaves it open and is noted.
-- carried: when the owner said it was carried out; source and source_id: what asked for it (application 12, case 3).
CREATE TABLE member_task (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, kind TEXT NOT NULL CHECK (kind IN ('remove', 'invite', 'rename')),
  nickname TEXT NOT NULL, wanted TEXT NOT NULL, person_id INTEGER, name TEXT NOT NULL, reason TEXT NOT NULL,
  due TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')), contradicted TEXT NOT NULL,
  closed TEXT NOT NULL, closed_by TEXT NOT NULL, snapshot_id INTEGER, made TEXT NOT NULL, subject BLOB NOT NULL,
  search TEXT NOT NULL, name_key TEXT NOT NULL DEFAULT '', carried TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '', source_id INTEGER
) STRICT;
CREATE INDEX member_task_group ON member_task (group_id, state, due, id);
CREATE INDEX member_task_source ON member_task (source, source_id);
CREATE INDEX member_task_person ON member_task (person_id);
-- Each text handed out asks some members for something: cause is a code of the check or of a member's state.
CREATE TABLE reminder (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, nickname TEXT NOT NULL, person_id INTEGER, cause TEXT NOT NULL,
  sent TEXT NOT NULL, actor TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX reminder_group ON reminder (group_id, nickname, cause, sent);
CREATE INDEX reminder_person ON reminder (person_id, sent);
""" + index_of("member_task")

TABLES.update(
    {
        "member_task": Table(subject="subject", refers=(("person_id", "person"),)),
        "reminder": Table(subject="subject", refers=(("person_id", "person"),)),
    }
)

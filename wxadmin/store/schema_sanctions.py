"""Migration 7: measures with their state and days; tasks of every measure, not of membership alone, and their acts.

Days are ISO dates or ``""``, times RFC 3339 in UTC.
"""

from __future__ import annotations

from wxadmin.store.schema_nouns import index_of
from wxadmin.store.tables import TABLES, Table

_BEFORE = """
-- measure is a key of domain.ladder.MEASURES; days 0: for good, or no time; ends: the last day it holds, on which it is
-- to be undone, starts + days; settled: when (stamp) it was carried out, ended or lifted; note: why it was lifted.
-- decided -> carried (done in WeChat, or adopted by the unit) -> ended by its day; lifted by an act of its own.
CREATE TABLE sanction (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL REFERENCES cases, party_id INTEGER NOT NULL REFERENCES case_party,
  group_id INTEGER NOT NULL REFERENCES grp, position INTEGER NOT NULL, subject BLOB NOT NULL,
  measure TEXT NOT NULL, days INTEGER NOT NULL, amount TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'decided', 'carried', 'ended', 'lifted')),
  starts TEXT NOT NULL, ends TEXT NOT NULL, settled TEXT NOT NULL, note TEXT NOT NULL
) STRICT;
CREATE INDEX sanction_party ON sanction (party_id, position);
CREATE INDEX sanction_case ON sanction (case_id, position);
CREATE INDEX sanction_ends ON sanction (group_id, ends, state) WHERE ends <> '';
CREATE INDEX sanction_open ON sanction (case_id) WHERE state = 'decided';
CREATE INDEX sanction_state ON sanction (group_id, state, measure);

-- member_task as it was, for more kinds: the limit on them is the services' now.
ALTER TABLE member_task RENAME TO member_task_before;
DROP TRIGGER member_task_fts_insert;
DROP TRIGGER member_task_fts_delete;
DROP TRIGGER member_task_fts_update;
DROP TABLE member_task_fts;
DROP INDEX member_task_group;
DROP INDEX member_task_source;
DROP INDEX member_task_person;
CREATE TABLE member_task (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, kind TEXT NOT NULL CHECK (kind <> ''),
  nickname TEXT NOT NULL, wanted TEXT NOT NULL, person_id INTEGER, name TEXT NOT NULL, reason TEXT NOT NULL,
  due TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')), contradicted TEXT NOT NULL,
  closed TEXT NOT NULL, closed_by TEXT NOT NULL, snapshot_id INTEGER, made TEXT NOT NULL, subject BLOB NOT NULL,
  search TEXT NOT NULL, name_key TEXT NOT NULL DEFAULT '', carried TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '', source_id INTEGER
) STRICT;
"""
_AFTER = """
INSERT INTO member_task SELECT * FROM member_task_before;
INSERT INTO sqlite_sequence (name, seq) SELECT 'member_task', 0
  WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'member_task');
UPDATE sqlite_sequence SET seq = max(seq, coalesce(
  (SELECT seq FROM sqlite_sequence WHERE name = 'member_task_before'), 0)) WHERE name = 'member_task';
DROP TABLE member_task_before;
CREATE INDEX member_task_group ON member_task (group_id, state, due, id);
CREATE INDEX member_task_source ON member_task (source, source_id);
CREATE INDEX member_task_person ON member_task (person_id);
CREATE INDEX member_task_due ON member_task (source, state, due) WHERE state = 'open';
-- What became of a task: said, unsaid, confirmed, denied, reopened, dropped, done; a message or list that shows it.
CREATE TABLE task_act (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  task_id INTEGER NOT NULL REFERENCES member_task, group_id INTEGER NOT NULL REFERENCES grp, subject BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind <> ''), at TEXT NOT NULL, by_whom TEXT NOT NULL, text TEXT NOT NULL,
  message_id INTEGER, snapshot_id INTEGER
) STRICT;
CREATE INDEX task_act_task ON task_act (task_id, id);
"""
SQL = _BEFORE + index_of("member_task") + _AFTER

TABLES.update(
    {
        "sanction": Table(subject="subject"),
        "task_act": Table(subject="subject", refers=(("message_id", "message"),)),
    }
)

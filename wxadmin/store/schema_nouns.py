"""Migration 2: the tables of the field.

``search`` columns hold :func:`wxadmin.domain.ordering.searchable` texts, ``…_key`` columns
:func:`wxadmin.domain.ordering.sort_key`; times are RFC 3339 in UTC, ``at`` of messages is UTC seconds. Rows with a
``batch`` came by an import and are seen only through the ``v_…`` views once it is published; ``batch`` has no foreign
key, since taking a staged batch away would then search every table for it.
"""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

_GENERAL = """
CREATE TABLE setting (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL) STRICT;
CREATE TABLE layout (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL) STRICT;
CREATE TABLE counter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL, series TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
  UNIQUE (group_id, series, year)
) STRICT;
CREATE TABLE grp (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''), name_key TEXT NOT NULL, kind TEXT NOT NULL,
  platform TEXT NOT NULL, unit TEXT NOT NULL, office TEXT NOT NULL, purpose TEXT NOT NULL, owner TEXT NOT NULL,
  naming_rule TEXT NOT NULL, family_limit INTEGER NOT NULL, reply_minutes INTEGER NOT NULL,
  appeal_days INTEGER NOT NULL, created TEXT NOT NULL
) STRICT;
CREATE TABLE group_setting (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, kind TEXT NOT NULL, value TEXT NOT NULL,
  source TEXT NOT NULL, quote TEXT NOT NULL, revision_id INTEGER, UNIQUE (group_id, kind)
) STRICT;
"""

_PEOPLE = """
CREATE TABLE person (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER, subject BLOB NOT NULL CHECK (length(subject) = 16), name TEXT NOT NULL,
  name_key TEXT NOT NULL, department TEXT NOT NULL, department_key TEXT NOT NULL, departments TEXT NOT NULL,
  post TEXT NOT NULL, post_key TEXT NOT NULL, phone TEXT NOT NULL, number TEXT NOT NULL, number_key TEXT NOT NULL,
  category TEXT NOT NULL, gone INTEGER NOT NULL, guardians TEXT NOT NULL, note TEXT NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX person_name ON person (name_key, id, gone, batch);
CREATE INDEX person_department ON person (department_key, name_key, id, gone, batch);
CREATE INDEX person_post ON person (post_key, name_key, id, gone, batch);
CREATE INDEX person_phone ON person (phone, name_key, id, gone, batch);
CREATE INDEX person_number ON person (number_key, name_key, id, gone, batch);
CREATE INDEX person_category ON person (category, name_key, id, gone, batch);
CREATE TABLE belonging (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER, person_id INTEGER NOT NULL, group_id INTEGER NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX belonging_group ON belonging (group_id, person_id, batch);
CREATE INDEX belonging_person ON belonging (person_id, group_id, batch);
"""

_MEMBERS = """
CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, list INTEGER NOT NULL, taken TEXT NOT NULL,
  count INTEGER NOT NULL
) STRICT;
CREATE INDEX snapshot_group ON snapshot (group_id, taken, id);
CREATE TABLE snapshot_member (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER NOT NULL, group_id INTEGER NOT NULL, position INTEGER NOT NULL,
  nickname TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX snapshot_member_batch ON snapshot_member (batch, position);
CREATE INDEX snapshot_member_name ON snapshot_member (group_id, nickname, batch);
CREATE TABLE member_decision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, nickname TEXT NOT NULL, subject BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('confirm', 'exempt')), person_id INTEGER, reason TEXT NOT NULL,
  until TEXT NOT NULL, decided TEXT NOT NULL, UNIQUE (group_id, nickname, kind)
) STRICT;
CREATE TABLE member (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL, nickname TEXT NOT NULL, nickname_key TEXT NOT NULL,
  presence TEXT NOT NULL CHECK (presence IN ('present', 'gone', 'heard')), position INTEGER NOT NULL,
  status TEXT NOT NULL, person_id INTEGER, person_name TEXT NOT NULL, person_key TEXT NOT NULL,
  department TEXT NOT NULL, department_key TEXT NOT NULL, findings TEXT NOT NULL, candidates TEXT NOT NULL,
  suggestion TEXT NOT NULL, since TEXT NOT NULL, search TEXT NOT NULL, UNIQUE (group_id, nickname)
) STRICT;
CREATE INDEX member_position ON member (group_id, position, id, presence, status);
CREATE INDEX member_nickname ON member (group_id, nickname_key, id, presence, status);
CREATE INDEX member_status ON member (group_id, status, nickname_key, id, presence);
CREATE INDEX member_person ON member (group_id, person_key, nickname_key, id, presence, status);
CREATE INDEX member_department ON member (group_id, department_key, nickname_key, id, presence, status);
CREATE INDEX member_since ON member (group_id, since, nickname_key, id, presence, status);
CREATE INDEX member_of_person ON member (person_id, group_id, presence);
CREATE TABLE member_stamp (
  id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL UNIQUE, stamp TEXT NOT NULL
) STRICT;
"""

_TALK = """
CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER, group_id INTEGER NOT NULL, at INTEGER NOT NULL, local TEXT NOT NULL,
  sender TEXT NOT NULL, sender_key TEXT NOT NULL, subject BLOB NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
  quote_sender TEXT NOT NULL, quote_text TEXT NOT NULL, flagged INTEGER NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX message_time ON message (group_id, at, id, batch, flagged);
CREATE INDEX message_sender ON message (group_id, sender_key, at, id, batch, flagged);
CREATE INDEX message_kind ON message (group_id, kind, at, id, batch, flagged);
CREATE INDEX message_speaker ON message (group_id, sender, at, local, batch);
CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER, group_id INTEGER NOT NULL, at INTEGER NOT NULL, local TEXT NOT NULL,
  kind TEXT NOT NULL, actor TEXT NOT NULL, subjects TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX event_time ON event (group_id, at, id, batch);
CREATE TABLE review (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER, group_id INTEGER NOT NULL, message_id INTEGER NOT NULL,
  subject BLOB NOT NULL, sender TEXT NOT NULL, sender_key TEXT NOT NULL, at INTEGER NOT NULL, category TEXT NOT NULL,
  score REAL NOT NULL, hits TEXT NOT NULL, state TEXT NOT NULL
    CHECK (state IN ('waiting', 'founded', 'unfounded', 'ignored', 'reminded')),
  note TEXT NOT NULL, version INTEGER NOT NULL, decided TEXT NOT NULL, case_id INTEGER, search TEXT NOT NULL
) STRICT;
CREATE INDEX review_score ON review (group_id, state, score, at, id, batch);
CREATE INDEX review_time ON review (group_id, at, id, batch, state);
CREATE INDEX review_sender ON review (group_id, sender_key, at, id, batch, state);
CREATE INDEX review_category ON review (group_id, category, score, id, batch, state);
CREATE INDEX review_message ON review (message_id);
"""

_CASES = """
CREATE TABLE cases (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, person_id INTEGER, subject BLOB NOT NULL,
  sender TEXT NOT NULL, person_name TEXT NOT NULL, person_key TEXT NOT NULL, department TEXT NOT NULL,
  number TEXT NOT NULL, ordinal INTEGER NOT NULL, state TEXT NOT NULL
    CHECK (state IN ('draft', 'decided', 'issued', 'void')),
  category TEXT NOT NULL, occurred TEXT NOT NULL, facts TEXT NOT NULL, clause TEXT NOT NULL, measures TEXT NOT NULL,
  days INTEGER NOT NULL, amount TEXT NOT NULL, severity TEXT NOT NULL, note TEXT NOT NULL,
  proposal TEXT NOT NULL, decided TEXT NOT NULL,
  decided_by TEXT NOT NULL, decision_note TEXT NOT NULL, review_id INTEGER, paper_id INTEGER, void_reason TEXT NOT NULL,
  voided TEXT NOT NULL, created TEXT NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX cases_created ON cases (group_id, created, id, state);
CREATE INDEX cases_number ON cases (group_id, number, id, state);
CREATE INDEX cases_person ON cases (group_id, person_key, id, state);
CREATE INDEX cases_of_person ON cases (person_id, group_id, state);
CREATE TABLE case_evidence (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL REFERENCES cases, message_id INTEGER NOT NULL,
  subject BLOB NOT NULL, position INTEGER NOT NULL, sender TEXT NOT NULL, time TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX case_evidence_case ON case_evidence (case_id, position);
CREATE INDEX case_evidence_message ON case_evidence (message_id);
CREATE TABLE paper (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL, kind TEXT NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL,
  title_key TEXT NOT NULL, seq INTEGER NOT NULL UNIQUE, code TEXT NOT NULL, digest TEXT NOT NULL,
  pages INTEGER NOT NULL, missing TEXT NOT NULL, issued TEXT NOT NULL, pdf BLOB NOT NULL, case_id INTEGER,
  revision_id INTEGER, announcement_id INTEGER, person_id INTEGER, subject BLOB NOT NULL
) STRICT;
CREATE INDEX paper_issued ON paper (group_id, issued, id, kind);
CREATE INDEX paper_case ON paper (case_id);
"""

_REGULATIONS = """
CREATE TABLE revision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  regulation INTEGER NOT NULL, group_id INTEGER NOT NULL REFERENCES grp,
  title TEXT NOT NULL CHECK (title <> ''), title_key TEXT NOT NULL, version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'in_force', 'replaced')), text TEXT NOT NULL, effective TEXT NOT NULL,
  issuer TEXT NOT NULL, published TEXT NOT NULL, replaced TEXT NOT NULL, paper_id INTEGER, created TEXT NOT NULL,
  search TEXT NOT NULL
) STRICT;
CREATE INDEX revision_group ON revision (group_id, state, effective);
CREATE INDEX revision_regulation ON revision (regulation, version);
CREATE TABLE clause (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  revision_id INTEGER NOT NULL REFERENCES revision, position INTEGER NOT NULL,
  at TEXT NOT NULL, label TEXT NOT NULL, text TEXT NOT NULL, subjects TEXT NOT NULL, search TEXT NOT NULL,
  UNIQUE (revision_id, position)
) STRICT;
"""

_ANNOUNCEMENTS = """
CREATE TABLE announcement (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, title TEXT NOT NULL, title_key TEXT NOT NULL,
  body TEXT NOT NULL, minutes INTEGER NOT NULL, fixed TEXT NOT NULL, announcer TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed')), posted TEXT NOT NULL, deadline TEXT NOT NULL,
  audience INTEGER NOT NULL, paper_id INTEGER, created TEXT NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX announcement_created ON announcement (group_id, created, id, state);
CREATE TABLE audience (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER NOT NULL, announcement_id INTEGER NOT NULL, position INTEGER NOT NULL,
  person_id INTEGER NOT NULL, person TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX audience_announcement ON audience (announcement_id, position, batch);
CREATE TABLE reply_paste (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  announcement_id INTEGER NOT NULL REFERENCES announcement, pasted TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX reply_paste_announcement ON reply_paste (announcement_id, id);
CREATE TABLE reply_pick (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  announcement_id INTEGER NOT NULL REFERENCES announcement, text TEXT NOT NULL,
  person_id INTEGER NOT NULL, subject BLOB NOT NULL, picked TEXT NOT NULL, UNIQUE (announcement_id, text, person_id)
) STRICT;
"""

SEARCHED = ("person", "member", "message", "review", "cases", "revision", "clause", "announcement")
"""Tables whose ``search`` column is indexed as ``<table>_fts``."""

BATCHED = ("person", "belonging", "snapshot_member", "message", "event", "review", "audience")
"""Tables an import fills."""


def index_of(table: str) -> str:
    """The full-text index over the ``search`` column of a table, kept by triggers."""
    return f"""
CREATE VIRTUAL TABLE {table}_fts USING fts5 (
  search, content='{table}', content_rowid='id', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co'"
);
INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER {table}_fts_insert AFTER INSERT ON {table} BEGIN
  INSERT INTO {table}_fts (rowid, search) VALUES (new.id, new.search);
END;
CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN
  INSERT INTO {table}_fts ({table}_fts, rowid, search) VALUES ('delete', old.id, old.search);
END;
CREATE TRIGGER {table}_fts_update AFTER UPDATE OF search ON {table} WHEN old.search <> new.search BEGIN
  INSERT INTO {table}_fts ({table}_fts, rowid, search) VALUES ('delete', old.id, old.search);
  INSERT INTO {table}_fts (rowid, search) VALUES (new.id, new.search);
END;
"""  # noqa: S608 - a table of ours


def view_of(table: str) -> str:
    """The view that shows of a table what was entered by hand or by an import that is published."""
    return (
        f"CREATE VIEW v_{table} AS SELECT * FROM {table}"  # noqa: S608 - a table of ours
        " WHERE batch IS NULL OR batch IN (SELECT id FROM batch WHERE state = 1);\n"
    )


SQL = "".join(
    (
        *(_GENERAL, _PEOPLE, _MEMBERS, _TALK, _CASES, _REGULATIONS, _ANNOUNCEMENTS),
        *(index_of(table) for table in SEARCHED),
        *(view_of(table) for table in BATCHED),
    )
)

TABLES.update(
    {
        "setting": Table(),
        "layout": Table(journalled=False),
        "counter": Table(),
        "grp": Table(),
        "group_setting": Table(),
        "person": Table(subject="subject", batch=True),
        "belonging": Table(subject="subject", batch=True, refers=(("person_id", "person"),)),
        "snapshot": Table(),
        "snapshot_member": Table(subject="subject", batch=True),
        "member_decision": Table(subject="subject", refers=(("person_id", "person"),)),
        "member": Table(journalled=False),
        "member_stamp": Table(journalled=False),
        "message": Table(subject="subject", batch=True),
        "event": Table(subject="subject", batch=True),
        "review": Table(subject="subject", batch=True, refers=(("message_id", "message"),)),
        "cases": Table(subject="subject", refers=(("person_id", "person"), ("review_id", "review"))),
        "case_evidence": Table(subject="subject", refers=(("message_id", "message"),)),
        "paper": Table(subject="subject", written_once=frozenset({"pdf"}), refers=(("person_id", "person"),)),
        "revision": Table(),
        "clause": Table(),
        "announcement": Table(),
        "audience": Table(subject="subject", batch=True, refers=(("person_id", "person"),)),
        "reply_paste": Table(),
        "reply_pick": Table(subject="subject", refers=(("person_id", "person"),)),
    }
)

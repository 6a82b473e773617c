"""Migration 4: where a regulation holds, what was done with a version, who signed it, who objected.

Days are ISO dates, times RFC 3339 in UTC. ``signer`` rows come by an import and are seen through ``v_signer`` alone.
The text of a draft as it is being typed is kept unjournalled: what is typed becomes a change when it is saved.
"""

from __future__ import annotations

from wxadmin.store.schema_nouns import index_of, view_of
from wxadmin.store.tables import TABLES, Table

_VERSIONS = """
-- A regulation holds in the group of its versions, and in these besides; until is '' while it does.
CREATE TABLE scope (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  regulation INTEGER NOT NULL, group_id INTEGER NOT NULL REFERENCES grp, since TEXT NOT NULL, until TEXT NOT NULL
) STRICT;
CREATE INDEX scope_regulation ON scope (regulation, group_id);
CREATE INDEX scope_group ON scope (group_id, regulation);
-- What was done with a version, in order: sent for review, sent back with a reason, approved, put out of force.
CREATE TABLE revision_act (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  revision_id INTEGER NOT NULL REFERENCES revision,
  kind TEXT NOT NULL CHECK (kind IN ('submitted', 'returned', 'approved', 'withdrawn', 'repealed')),
  actor TEXT NOT NULL, day TEXT NOT NULL, note TEXT NOT NULL, made TEXT NOT NULL
) STRICT;
CREATE INDEX revision_act_revision ON revision_act (revision_id, id);
-- A draft thrown away and brought back must not stand beside one that has its number by then.
CREATE TRIGGER revision_one_version BEFORE INSERT ON revision
WHEN EXISTS (SELECT 1 FROM revision r WHERE r.regulation = new.regulation AND r.version = new.version)
BEGIN SELECT RAISE(ABORT, 'a regulation has each version once'); END;
-- What led to a publication is history: undo brings nothing of it back beside what was published.
CREATE TRIGGER scope_before_publication BEFORE INSERT ON scope
WHEN new.since = ''
  AND EXISTS (SELECT 1 FROM revision r WHERE r.regulation = new.regulation AND r.state <> 'draft')
BEGIN SELECT RAISE(ABORT, 'a published regulation holds in a group from a day on'); END;
CREATE TRIGGER revision_act_before_publication BEFORE INSERT ON revision_act
WHEN new.kind <> 'repealed'
  AND EXISTS (SELECT 1 FROM revision r WHERE r.id = new.revision_id AND r.state <> 'draft')
BEGIN SELECT RAISE(ABORT, 'a published version is reviewed no more'); END;
-- What was settled when a version was published beyond its own row; pending are the kinds of setting, as JSON, that
-- take effect on the day it does.
CREATE TABLE publication (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  revision_id INTEGER NOT NULL UNIQUE REFERENCES revision, interpreter TEXT NOT NULL, approver TEXT NOT NULL,
  note TEXT NOT NULL, pending TEXT NOT NULL
) STRICT;
CREATE TABLE draft_text (
  id INTEGER PRIMARY KEY AUTOINCREMENT, revision_id INTEGER NOT NULL UNIQUE, text TEXT NOT NULL, saved TEXT NOT NULL
) STRICT;
"""

_SIGNING = """
-- A signing round: who must sign a version, by when. plan is the SheetPlan of its sheets as JSON. roll is the batch
-- that froze who must sign, and the name under which all its signers go, whichever batch they came by.
CREATE TABLE signing (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  roll INTEGER NOT NULL UNIQUE,
  group_id INTEGER NOT NULL REFERENCES grp, revision_id INTEGER NOT NULL REFERENCES revision,
  title TEXT NOT NULL, title_key TEXT NOT NULL, due TEXT NOT NULL, plan TEXT NOT NULL, expected INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')), opened TEXT NOT NULL, closed TEXT NOT NULL,
  search TEXT NOT NULL
) STRICT;
CREATE INDEX signing_group ON signing (group_id, state, due, id);
CREATE INDEX signing_revision ON signing (revision_id);
-- Who must sign, as they were when the round was opened; row is the row of the sheet, from 1, which its code says.
CREATE TABLE signer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER NOT NULL, roll INTEGER NOT NULL, row INTEGER NOT NULL, person_id INTEGER NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL, department TEXT NOT NULL, department_key TEXT NOT NULL,
  group_name TEXT NOT NULL, subject BLOB NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX signer_row ON signer (roll, row, person_id, batch);
CREATE INDEX signer_person ON signer (person_id, roll, batch);
CREATE TABLE signature (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  signing_id INTEGER NOT NULL REFERENCES signing, signer_id INTEGER NOT NULL, person_id INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('signed', 'refused', 'absent')), day TEXT NOT NULL, note TEXT NOT NULL,
  recorded TEXT NOT NULL, actor TEXT NOT NULL, subject BLOB NOT NULL, UNIQUE (signing_id, person_id)
) STRICT;
CREATE INDEX signature_person ON signature (person_id, outcome, day);
CREATE TABLE signing_sheet (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  signing_id INTEGER NOT NULL REFERENCES signing, paper_id INTEGER NOT NULL UNIQUE,
  missing_only INTEGER NOT NULL CHECK (missing_only IN (0, 1))
) STRICT;
-- Pictures of sheets that came back signed; a removed row stays unseen, as in attachment.
CREATE TABLE signing_picture (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  signing_id INTEGER NOT NULL REFERENCES signing, position INTEGER NOT NULL, title TEXT NOT NULL,
  file_name TEXT NOT NULL, original TEXT NOT NULL, picture TEXT NOT NULL REFERENCES picture (sha),
  removed INTEGER NOT NULL CHECK (removed IN (0, 1)), created TEXT NOT NULL
) STRICT;
CREATE INDEX signing_picture_signing ON signing_picture (signing_id, position);
"""

_OBJECTIONS = """
-- An objection or a suggestion to a regulation; clause are the numbers of the unit as JSON, [] for the whole text.
CREATE TABLE objection (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, regulation INTEGER NOT NULL,
  revision_id INTEGER NOT NULL REFERENCES revision, clause TEXT NOT NULL, quote TEXT NOT NULL,
  person_id INTEGER, name TEXT NOT NULL, name_key TEXT NOT NULL, text TEXT NOT NULL, received TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'adopted', 'partly', 'declined')), answer TEXT NOT NULL,
  answered TEXT NOT NULL, answered_by TEXT NOT NULL, created TEXT NOT NULL, subject BLOB NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX objection_group ON objection (group_id, state, received, id);
CREATE INDEX objection_regulation ON objection (regulation, state);
"""

SQL = "".join(
    (
        *(_VERSIONS, _SIGNING, _OBJECTIONS),
        *(index_of(table) for table in ("signing", "signer", "objection")),
        view_of("signer"),
    )
)

TABLES.update(
    {
        "scope": Table(),
        "revision_act": Table(),
        "publication": Table(),
        "draft_text": Table(journalled=False),
        "signing": Table(),
        "signer": Table(subject="subject", batch=True, refers=(("person_id", "person"),)),
        "signature": Table(subject="subject", refers=(("person_id", "person"), ("signer_id", "signer"))),
        "signing_sheet": Table(),
        "signing_picture": Table(),
        "objection": Table(subject="subject", refers=(("person_id", "person"),)),
    }
)

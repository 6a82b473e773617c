"""Migration 7: what an announcement is for besides its text, whom it is meant for, and what came back besides answers.

Days are ISO dates or ``""``, times RFC 3339 in UTC.
"""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

SQL = """
-- kind is a key of services.announcement_kinds. audience says whom by rules (JSON, no ids of persons), due how long
-- (JSON), fields what fills the blanks of the text (JSON); clause is the citation (JSON, '') under which silence is a
-- breach; message_id is the message an instruction was given in; corrects the posted announcement this one puts right;
-- unsigned_of and unanswered_of narrow the audience to who did not sign or answer. planned: when it is to be posted.
-- approval: '' not asked for, or not any more.
CREATE TABLE announcement_plan (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  announcement_id INTEGER NOT NULL UNIQUE REFERENCES announcement, kind TEXT NOT NULL, template TEXT NOT NULL,
  audience TEXT NOT NULL, due TEXT NOT NULL, fields TEXT NOT NULL, clause TEXT NOT NULL, message_id INTEGER,
  unsigned_of INTEGER REFERENCES signing, unanswered_of INTEGER REFERENCES announcement,
  corrects INTEGER REFERENCES announcement, planned TEXT NOT NULL,
  approval TEXT NOT NULL CHECK (approval IN ('', 'asked', 'approved', 'returned')),
  approver TEXT NOT NULL
) STRICT;
-- Hand-picked people of a draft: wanted 1 in, 0 out; once posted also all of the group who were left out, and why.
CREATE TABLE audience_pick (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  announcement_id INTEGER NOT NULL REFERENCES announcement, person_id INTEGER NOT NULL, subject BLOB NOT NULL,
  wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)), why TEXT NOT NULL, UNIQUE (announcement_id, person_id)
) STRICT;
-- Append-only: asked, approved, returned, changed, withdrawn, posted, reminded, corrected, closed, queued. text is
-- the text as it stood.
CREATE TABLE announcement_act (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  announcement_id INTEGER NOT NULL REFERENCES announcement, kind TEXT NOT NULL CHECK (kind <> ''),
  at TEXT NOT NULL, by_whom TEXT NOT NULL, text TEXT NOT NULL, note TEXT NOT NULL
) STRICT;
CREATE INDEX announcement_act_of ON announcement_act (announcement_id, id);
-- What the owner said of one person: answered (by hand, or this line is theirs), not (this line is not), excused.
CREATE TABLE reply_mark (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  announcement_id INTEGER NOT NULL REFERENCES announcement, person_id INTEGER NOT NULL, subject BLOB NOT NULL,
  mark TEXT NOT NULL CHECK (mark IN ('answered', 'not', 'excused')), text TEXT NOT NULL, note TEXT NOT NULL,
  at TEXT NOT NULL, by_whom TEXT NOT NULL, UNIQUE (announcement_id, person_id, text)
) STRICT;
CREATE TABLE attendance (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  announcement_id INTEGER NOT NULL REFERENCES announcement, person_id INTEGER NOT NULL, subject BLOB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('present', 'late', 'early', 'leave', 'absent')),
  reason TEXT NOT NULL, at TEXT NOT NULL, by_whom TEXT NOT NULL, UNIQUE (announcement_id, person_id)
) STRICT;
-- What somebody reported of a task; share is per cent done, -1 unknown.
CREATE TABLE progress (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  announcement_id INTEGER NOT NULL REFERENCES announcement, person_id INTEGER NOT NULL, subject BLOB NOT NULL,
  at TEXT NOT NULL, share INTEGER NOT NULL CHECK (share BETWEEN -1 AND 100), text TEXT NOT NULL
) STRICT;
CREATE INDEX progress_of ON progress (announcement_id, person_id, at);
"""

TABLES.update(
    {
        "announcement_plan": Table(refers=(("message_id", "message"),)),
        "audience_pick": Table(subject="subject", refers=(("person_id", "person"),)),
        "announcement_act": Table(),
        "reply_mark": Table(subject="subject", refers=(("person_id", "person"),)),
        "attendance": Table(subject="subject", refers=(("person_id", "person"),)),
        "progress": Table(subject="subject", refers=(("person_id", "person"),)),
    }
)

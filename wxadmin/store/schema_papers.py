"""Migration 3: what papers carry with them, attachments and pictures; papers are found by the person they are about.

A picture is kept once, reduced and without its camera's data, under the SHA-256 of its bytes; the trigger lets it be
written and deleted but never changed, and the full check computes the digest anew. Its table is not journalled: the
journal of an attachment names the digest, which says all of the picture that can be checked, and an undone attachment
may leave its picture behind unseen. So a person's pictures can be erased: inside the erasure the attachments whose
``subject`` it is go, then every picture that no attachment names any more; no body of the journal holds a byte of one.
"""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

SQL = """
CREATE TABLE picture (
  id INTEGER PRIMARY KEY AUTOINCREMENT, sha TEXT NOT NULL UNIQUE CHECK (length(sha) = 64), data BLOB NOT NULL
) STRICT;
CREATE TRIGGER picture_no_update BEFORE UPDATE ON picture
BEGIN SELECT RAISE(ABORT, 'a picture is written once'); END;

-- Of exactly one owner. original is the SHA-256 of the file as it was given, '' for a typed text. A removed row stays,
-- unseen, until its owner is published; then the others are frozen and are all that counts.
CREATE TABLE attachment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  revision_id INTEGER REFERENCES revision, announcement_id INTEGER REFERENCES announcement,
  case_id INTEGER REFERENCES cases, subject BLOB NOT NULL,
  position INTEGER NOT NULL, title TEXT NOT NULL CHECK (title <> ''), text TEXT NOT NULL,
  file_name TEXT NOT NULL, original TEXT NOT NULL, picture TEXT REFERENCES picture (sha),
  removed INTEGER NOT NULL CHECK (removed IN (0, 1)), frozen INTEGER NOT NULL CHECK (frozen IN (0, 1)),
  created TEXT NOT NULL,
  CHECK ((revision_id IS NOT NULL) + (announcement_id IS NOT NULL) + (case_id IS NOT NULL) = 1)
) STRICT;
CREATE INDEX attachment_revision ON attachment (revision_id, position) WHERE revision_id IS NOT NULL;
CREATE INDEX attachment_announcement ON attachment (announcement_id, position) WHERE announcement_id IS NOT NULL;
CREATE INDEX attachment_case ON attachment (case_id, position) WHERE case_id IS NOT NULL;
CREATE INDEX attachment_picture ON attachment (picture) WHERE picture IS NOT NULL;
CREATE INDEX paper_person ON paper (person_id) WHERE person_id IS NOT NULL;
"""

TABLES.update(
    {
        "picture": Table(journalled=False),
        "attachment": Table(subject="subject"),
    }
)

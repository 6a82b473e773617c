"""Migration 6, exhibits: files kept whole as evidence of an entry of the queue or of a case.

The bytes lie in ``picture`` under their SHA-256, which is that of the file as it was given, so the full check proves
them. ``covers`` is a JSON list of rectangles ``[x, y, width, height]`` in thousandths of the picture's size, painted
over when it is shown or printed for others; the original stays as it is.
"""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

SQL = """
CREATE TABLE exhibit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, review_id INTEGER, case_id INTEGER REFERENCES cases, subject BLOB NOT NULL,
  position INTEGER NOT NULL, title TEXT NOT NULL CHECK (title <> ''), file_name TEXT NOT NULL,
  media TEXT NOT NULL CHECK (media IN ('picture', 'pdf', 'sound', 'video', 'text', 'other')),
  picture TEXT NOT NULL REFERENCES picture (sha), bytes INTEGER NOT NULL, source TEXT NOT NULL, covers TEXT NOT NULL,
  removed INTEGER NOT NULL CHECK (removed IN (0, 1)), created TEXT NOT NULL,
  CHECK ((review_id IS NULL) <> (case_id IS NULL))
) STRICT;
CREATE INDEX exhibit_review ON exhibit (review_id, position) WHERE review_id IS NOT NULL;
CREATE INDEX exhibit_case ON exhibit (case_id, position) WHERE case_id IS NOT NULL;
CREATE INDEX exhibit_picture ON exhibit (picture);
"""

TABLES.update({"exhibit": Table(subject="subject", refers=(("review_id", "review"),))})

"""Migration 6: the owner's rules in versions.

A book says what a group's screening does otherwise than the preset of its kind; the one without a group holds in all
groups. ``text`` is TOML, ``digest`` its SHA-256: what was compiled from it is kept by that. The draft is under the pen
and not journalled.
"""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

SQL = """
CREATE TABLE rulebook (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER REFERENCES grp, version INTEGER NOT NULL CHECK (version > 0), text TEXT NOT NULL,
  digest TEXT NOT NULL, made TEXT NOT NULL, actor TEXT NOT NULL, note TEXT NOT NULL
) STRICT;
CREATE INDEX rulebook_group ON rulebook (group_id, version, id);
CREATE TABLE rulebook_draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER, base INTEGER NOT NULL, text TEXT NOT NULL, saved TEXT NOT NULL
) STRICT;
CREATE INDEX rulebook_draft_group ON rulebook_draft (group_id);
"""

TABLES.update({"rulebook": Table(), "rulebook_draft": Table(journalled=False)})

"""Migration 6, the archive: what became of messages, and files that came with a chat.

A ``withdrawal`` says that a message was recalled by its sender (``recalled``), removed by somebody else (``removed``)
or that its sender was asked to take it back (``asked``); ``at`` is UTC seconds of when, ``by_whom`` the name of who
did it, ``made`` RFC 3339 in UTC of when it was noted. What system lines of a chat say of recalls stands in ``event``
and is listed beside them. A ``message_file`` came as an attachment of a shared chat; its bytes lie in ``picture``
under their SHA-256; ``message_id`` is 0 where no message names it.
"""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

SQL = """
CREATE TABLE withdrawal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, message_id INTEGER NOT NULL, subject BLOB NOT NULL, sender TEXT NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('recalled', 'removed', 'asked')),
  at INTEGER NOT NULL, by_whom TEXT NOT NULL, note TEXT NOT NULL, made TEXT NOT NULL
) STRICT;
CREATE INDEX withdrawal_message ON withdrawal (message_id, at, id);
CREATE INDEX withdrawal_group ON withdrawal (group_id, at, id);
CREATE TABLE message_file (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, message_id INTEGER NOT NULL, subject BLOB NOT NULL, sender TEXT NOT NULL,
  name TEXT NOT NULL CHECK (name <> ''), bytes INTEGER NOT NULL, picture TEXT NOT NULL REFERENCES picture (sha)
) STRICT;
CREATE INDEX message_file_message ON message_file (message_id, id);
CREATE INDEX message_file_picture ON message_file (picture);
"""

TABLES.update(
    {
        "withdrawal": Table(subject="subject", refers=(("message_id", "message"),)),
        "message_file": Table(subject="subject", refers=(("message_id", "message"),)),
    }
)

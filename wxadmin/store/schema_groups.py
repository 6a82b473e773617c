"""Migration 5, groups: their policies and life, who holds which post in them, who should be in, what was decided.

Days are ISO dates or ``""``, times RFC 3339 in UTC. A group without a row in ``group_profile`` is active and has the
policies of its kind.
"""

from __future__ import annotations

from wxadmin.store.tables import TABLES, Table

SQL = """
-- entry: who may come in; inviting: who may pull people in; code: may the QR code be passed on; leaving: how one goes.
CREATE TABLE group_profile (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL UNIQUE REFERENCES grp,
  state TEXT NOT NULL CHECK (state IN ('planned', 'active', 'dissolved')),
  entry TEXT NOT NULL CHECK (entry IN ('open', 'listed', 'approval')),
  inviting TEXT NOT NULL CHECK (inviting IN ('anyone', 'admins')),
  code TEXT NOT NULL CHECK (code IN ('free', 'admins', 'never')),
  leaving TEXT NOT NULL CHECK (leaving IN ('free', 'notice', 'approval')),
  silent_days INTEGER NOT NULL, remind_days INTEGER NOT NULL, remind_most INTEGER NOT NULL,
  founded TEXT NOT NULL, dissolved TEXT NOT NULL, dissolve_reason TEXT NOT NULL
) STRICT;
-- Named people: owner, administrators, committee. until is the last day of a term or of the post, '' for none; ended
-- says that the post was given up or given to another, whatever the day.
CREATE TABLE group_post (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp,
  role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'head', 'committee', 'duty')),
  person_id INTEGER, name TEXT NOT NULL, duties TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL,
  ended INTEGER NOT NULL, appointed_by TEXT NOT NULL, note TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX group_post_group ON group_post (group_id, until, role);
CREATE INDEX group_post_person ON group_post (person_id, until);
-- The naming rules of a group besides the one in grp: each for some categories of people, JSON list.
CREATE TABLE group_rule (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, position INTEGER NOT NULL, categories TEXT NOT NULL,
  rule TEXT NOT NULL CHECK (rule <> ''), note TEXT NOT NULL
) STRICT;
CREATE INDEX group_rule_group ON group_rule (group_id, position);
-- Who should be in: everybody of these departments (paths) and categories, JSON lists; [] says all.
CREATE TABLE expectation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, departments TEXT NOT NULL, categories TEXT NOT NULL, note TEXT NOT NULL
) STRICT;
CREATE INDEX expectation_group ON expectation (group_id);
-- Who decided what about a group, in order. subject is the person it is about, x'' where it is about nobody.
CREATE TABLE group_act (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, kind TEXT NOT NULL, actor TEXT NOT NULL, day TEXT NOT NULL,
  note TEXT NOT NULL, made TEXT NOT NULL, subject BLOB NOT NULL
) STRICT;
CREATE INDEX group_act_group ON group_act (group_id, id);
-- What founding or dissolving a group asks for; code names the page that helps with it, '' for a step of the owner's.
CREATE TABLE group_step (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES grp, list TEXT NOT NULL CHECK (list IN ('founding', 'dissolving')),
  position INTEGER NOT NULL, code TEXT NOT NULL, words TEXT NOT NULL, due TEXT NOT NULL,
  done TEXT NOT NULL, done_by TEXT NOT NULL
) STRICT;
CREATE INDEX group_step_group ON group_step (group_id, list, position);
-- Platform facts the owner changed; the others stand in resources.
CREATE TABLE platform_fact (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE, value TEXT NOT NULL, source TEXT NOT NULL, day TEXT NOT NULL, note TEXT NOT NULL
) STRICT;
"""

TABLES.update(
    {
        "group_profile": Table(),
        "group_post": Table(subject="subject", refers=(("person_id", "person"),)),
        "group_rule": Table(),
        "expectation": Table(),
        "group_act": Table(subject="subject"),
        "group_step": Table(),
        "platform_fact": Table(),
    }
)

"""Migration 1: the ledger, the bodies it commits to, and the batches of imports."""

from __future__ import annotations

SQL = """
CREATE TABLE meta(
  key TEXT PRIMARY KEY NOT NULL,
  value BLOB NOT NULL
) STRICT;

-- One leaf of the Merkle tree each. A change is a head (seq = change) and the entries after it.
CREATE TABLE entry(
  seq INTEGER PRIMARY KEY,
  change INTEGER NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  tbl TEXT,
  row INTEGER,
  subject BLOB NOT NULL CHECK(length(subject) IN (0, 16)),
  commitment BLOB NOT NULL CHECK(length(commitment) = 32),
  leaf BLOB NOT NULL CHECK(length(leaf) = 32),
  CHECK((tbl IS NULL) = (row IS NULL))
) STRICT;
CREATE INDEX entry_row ON entry(tbl, row, seq) WHERE tbl IS NOT NULL;
CREATE INDEX entry_subject ON entry(subject) WHERE length(subject) = 16;
CREATE INDEX entry_head ON entry(change) WHERE seq = change;
CREATE INDEX entry_undo ON entry(seq, row) WHERE kind = 'undo';

CREATE TABLE body(
  seq INTEGER PRIMARY KEY REFERENCES entry(seq),
  salt BLOB NOT NULL CHECK(length(salt) = 32),
  body TEXT NOT NULL
) STRICT;

-- Complete subtrees of 256 leaves and more, so that opening and proofs do not read all leaves.
CREATE TABLE node(
  height INTEGER NOT NULL CHECK(height >= 8),
  number INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK(length(hash) = 32),
  PRIMARY KEY(height, number)
) STRICT, WITHOUT ROWID;

-- Holds the running erasure change's number while it runs; empty at every commit.
CREATE TABLE erasing(
  change INTEGER PRIMARY KEY REFERENCES entry(seq)
) STRICT;

-- state: 0 being staged, 1 published, 2 withdrawn.
CREATE TABLE batch(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  state INTEGER NOT NULL CHECK(state IN (0, 1, 2)),
  rows INTEGER NOT NULL,
  root BLOB CHECK(length(root) = 32)
) STRICT;
CREATE INDEX batch_state ON batch(state, id);

-- hash commits to one imported row; the batch's root is the tree over them in order. An erased row loses its salt.
CREATE TABLE batch_row(
  batch INTEGER NOT NULL REFERENCES batch(id),
  place INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  salt BLOB CHECK(length(salt) = 32),
  hash BLOB NOT NULL CHECK(length(hash) = 32),
  PRIMARY KEY(batch, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX batch_row_row ON batch_row(tbl, row);

CREATE TRIGGER entry_next BEFORE INSERT ON entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
  OR NOT (NEW.change IS NEW.seq OR NEW.change IS (SELECT max(change) FROM entry WHERE seq = change))
BEGIN SELECT RAISE(ABORT, 'ledger: entries are appended one after another'); END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'ledger: an entry is never changed'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'ledger: an entry is never deleted'); END;

CREATE TRIGGER body_once BEFORE INSERT ON body
WHEN EXISTS(SELECT 1 FROM body WHERE seq = NEW.seq) OR NEW.seq IS NOT (SELECT max(seq) FROM entry)
BEGIN SELECT RAISE(ABORT, 'ledger: a body is written once, with its entry'); END;
CREATE TRIGGER body_no_update BEFORE UPDATE ON body
BEGIN SELECT RAISE(ABORT, 'ledger: a body is never changed'); END;
CREATE TRIGGER body_delete BEFORE DELETE ON body
WHEN NOT EXISTS(SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'ledger: a body goes only inside an erasure'); END;
CREATE TRIGGER erasing_newest BEFORE INSERT ON erasing
WHEN NEW.change IS NOT (SELECT max(change) FROM entry WHERE seq = change)
  OR (SELECT kind FROM entry WHERE seq = NEW.change) IS NOT 'erasure'
BEGIN SELECT RAISE(ABORT, 'ledger: only the newest change, an erasure, may erase'); END;
CREATE TRIGGER erasing_no_update BEFORE UPDATE ON erasing
BEGIN SELECT RAISE(ABORT, 'ledger: an erasure is not handed over'); END;

CREATE TRIGGER node_no_update BEFORE UPDATE ON node
BEGIN SELECT RAISE(ABORT, 'ledger: a node is never changed'); END;
CREATE TRIGGER node_once BEFORE INSERT ON node
WHEN EXISTS(SELECT 1 FROM node WHERE height = NEW.height AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'ledger: a node is written once'); END;
CREATE TRIGGER node_no_delete BEFORE DELETE ON node
BEGIN SELECT RAISE(ABORT, 'ledger: a node is never deleted'); END;

CREATE TRIGGER meta_once BEFORE INSERT ON meta WHEN EXISTS(SELECT 1 FROM meta WHERE key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'the origin of a record file is never changed'); END;
CREATE TRIGGER meta_no_update BEFORE UPDATE ON meta
BEGIN SELECT RAISE(ABORT, 'the origin of a record file is never changed'); END;
CREATE TRIGGER meta_no_delete BEFORE DELETE ON meta
BEGIN SELECT RAISE(ABORT, 'the origin of a record file is never changed'); END;

CREATE TRIGGER batch_no_delete BEFORE DELETE ON batch WHEN OLD.state <> 0
BEGIN SELECT RAISE(ABORT, 'a published batch is withdrawn, never deleted'); END;
CREATE TRIGGER batch_sealed BEFORE UPDATE ON batch
WHEN OLD.state <> 0 AND (NEW.id IS NOT OLD.id OR NEW.kind IS NOT OLD.kind OR NEW.rows IS NOT OLD.rows
  OR NEW.root IS NOT OLD.root OR NEW.state = 0)
BEGIN SELECT RAISE(ABORT, 'a published batch keeps its digest'); END;
CREATE TRIGGER batch_row_staging BEFORE INSERT ON batch_row
WHEN (SELECT state FROM batch WHERE id = NEW.batch) IS NOT 0
BEGIN SELECT RAISE(ABORT, 'rows are added to a batch while it is staged'); END;
CREATE TRIGGER batch_row_no_update BEFORE UPDATE ON batch_row
WHEN NOT (EXISTS(SELECT 1 FROM erasing) AND NEW.salt IS NULL AND NEW.batch IS OLD.batch AND NEW.place IS OLD.place
  AND NEW.tbl IS OLD.tbl AND NEW.row IS OLD.row AND NEW.hash IS OLD.hash)
BEGIN SELECT RAISE(ABORT, 'a batch row loses its salt in an erasure and changes in no other way'); END;
CREATE TRIGGER batch_row_no_delete BEFORE DELETE ON batch_row
WHEN (SELECT state FROM batch WHERE id = OLD.batch) IS NOT 0
BEGIN SELECT RAISE(ABORT, 'the digest of a published batch keeps its rows'); END;
"""

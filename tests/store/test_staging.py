from __future__ import annotations

import itertools
import threading
import time
from pathlib import Path

import pytest

from wxadmin.domain import merkle
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.store import rows, staging
from wxadmin.store.engine import IntegrityError
from wxadmin.store.opening import open_store
from wxadmin.store.session import Store


def staged_and_stopped(store: Store) -> None:
    with store.stage("chat") as stage:
        stage.add("line", [{"text": "x"}])
        raise UserError("停")


def counts(store: Store) -> tuple[int, int, int, int]:
    with store.read() as db:
        return tuple(db.value(f"SELECT count(*) FROM {t}") for t in ("v_line", "line", "batch", "batch_row"))  # type: ignore[return-value]


def test_rows_are_seen_only_once_published(store: Store) -> None:
    with store.stage("chat") as stage:
        ids = stage.add("line", [{"text": str(i)} for i in range(1000)])
        assert ids == list(range(1, 1001))
        assert counts(store) == (0, 1000, 1, 1000)
        size = store.checkpoint()[0]
        change = store.change("导入", lambda tx: tx.publish(stage))
    assert change.value == stage.batch
    assert counts(store) == (1000, 1000, 1, 1000)
    assert store.checkpoint()[0] == size + 2
    with store.read() as db:
        hashes = [row[0] for row in db.all("SELECT hash FROM batch_row ORDER BY place")]
        batch = db.one("SELECT * FROM batch")
        row = db.one("SELECT * FROM line WHERE id = 7")
        kept = db.one("SELECT salt, hash FROM batch_row WHERE tbl = 'line' AND row = 7")
    assert batch is not None
    assert row is not None
    assert kept is not None
    assert (batch["root"], batch["rows"], batch["state"]) == (merkle.root_of(hashes), 1000, 1)
    assert staging.row_hash(kept["salt"], "line", dict(row)) == kept["hash"]
    told = store.history("line", 7)
    assert [(t.kind, t.change.label, t.before, t.after) for t in told] == [("batch", "导入", None, None)]
    assert store.check().ok


def test_what_is_not_published_is_taken_out(store: Store) -> None:
    with store.stage("chat") as stage:
        stage.add("line", [{"text": str(i)} for i in range(500)])
    assert counts(store) == (0, 0, 0, 0)
    with pytest.raises(UserError):
        staged_and_stopped(store)
    assert counts(store) == (0, 0, 0, 0)
    assert store.checkpoint()[0] == 0


def test_cancelling_leaves_nothing(store: Store) -> None:
    def step(done: int, total: int) -> None:
        if done > total // 3:
            raise Cancelled

    with pytest.raises(Cancelled), store.stage("chat") as stage:
        stage.add("line", [{"text": str(i)} for i in range(3000)], step)
    assert counts(store) == (0, 0, 0, 0)


def test_a_transaction_goes_on_until_somebody_waits(store: Store) -> None:
    waiting = False
    written: list[int] = []
    stage = staging.Stage(store._write, "chat", lambda: waiting)

    def step(done: int, total: int) -> None:
        nonlocal waiting
        waiting = done > 1500
        with store.read() as db:
            written.append(db.value("SELECT count(*) FROM line"))

    with stage:
        stage.add("line", [{"text": str(i)} for i in range(3000)], step)
        store.change("导入", lambda tx: tx.publish(stage))
    on_disk = list(dict.fromkeys(written))
    assert on_disk[0] == 0
    assert on_disk[1] > 1500, "nothing is committed as long as nobody waits"
    steps = [later - earlier for earlier, later in itertools.pairwise(on_disk[1:])]
    assert len(steps) > 10
    assert len(set(steps)) == 1, "then after every statement"
    assert counts(store) == (3000, 3000, 1, 3000)
    assert store.check().ok


def test_a_cancel_inside_a_transaction_takes_it_back_whole(store: Store) -> None:
    stage = staging.Stage(store._write, "chat", lambda: False)

    def step(done: int, total: int) -> None:
        assert counts(store)[1] == 0, "nothing of it was committed"
        if done >= 2000:
            raise Cancelled

    with pytest.raises(Cancelled), stage:
        stage.add("line", [{"text": str(i)} for i in range(3000)], step)
    assert counts(store) == (0, 0, 0, 0)
    with pytest.raises(RuntimeError, match="discarded"):
        stage.add("line", [{"text": "一"}])


def test_a_row_is_hashed_as_it_is_stored(store: Store) -> None:
    with store.stage("chat") as stage:
        first = stage.reserve("line", 2)
        ids = stage.add("line", [{"text": "二", "id": first + 1}, {"text": "一"}, {"text": "零", "id": first}])
        assert ids == [first + 1, first + 2, first]
        stage.add("tag", [{"line": True, "word": "词"}])

        def tagged(word: str) -> dict[str, rows.Value]:
            return {"line": ids[0], "word": word}

        stage.add_made("tag", ["甲", "乙"], tagged)
        store.change("导入", lambda tx: tx.publish(stage))
    with store.read() as db:
        kept = db.all("SELECT * FROM batch_row ORDER BY place")
        for row in kept:
            there = db.one(f"SELECT * FROM {row['tbl']} WHERE id = ?", (row["row"],))
            assert there is not None
            facts = rows.facts(row["tbl"])
            assert staging.row_hash(row["salt"], row["tbl"], rows.image_of(there, facts)) == row["hash"]
        assert [row["line"] for row in db.all("SELECT line FROM tag ORDER BY id")] == [1, ids[0], ids[0]]
    assert store.check().problems == ()
    for wrong in ({"text": 5}, {"text": "x", "colour": "red"}):
        with pytest.raises((TypeError, ValueError)), store.stage("chat") as stage:
            stage.add("line", [wrong])
    assert counts(store)[1] == 3


def test_a_bad_row_spoils_the_stage_only(store: Store) -> None:
    with store.stage("chat") as stage:
        stage.add("line", [{"text": "好"}])
        for error, row in ((IntegrityError, {"text": None}), (UserError, {"text": "a\0"})):
            stage._failed = False
            with pytest.raises(error):
                stage.add("line", [{"text": "一"}, row])
        with pytest.raises(RuntimeError, match="discarded"):
            stage.add("line", [{"text": "二"}])
        with pytest.raises(RuntimeError, match="discarded"):
            store.change("导入", lambda tx: tx.publish(stage))
    assert counts(store) == (0, 0, 0, 0)


def test_only_tables_for_imports_take_them(store: Store) -> None:
    with store.stage("chat") as stage, pytest.raises(ValueError):
        stage.add("place", [{"name": "x"}])


def test_publishing_is_part_of_its_change(store: Store) -> None:
    with store.stage("chat") as stage:
        stage.add("line", [{"text": "一"}])

        def fails(tx: staging.Stage) -> None:
            tx.publish(stage)  # type: ignore[attr-defined]
            raise UserError("停")

        with pytest.raises(UserError):
            store.change("导入", fails)  # type: ignore[arg-type]
        assert counts(store)[0] == 0
        store.change("导入", lambda tx: tx.publish(stage))
        with pytest.raises(LookupError):
            store.change("导入", lambda tx: tx.publish(stage))
    assert counts(store)[0] == 1
    assert store.check().ok


def test_an_empty_import_can_be_published(store: Store) -> None:
    with store.stage("chat") as stage:
        stage.add("line", [])
        store.change("导入", lambda tx: tx.publish(stage))
    assert store.check().ok


def test_leftovers_of_a_dead_import_go_at_the_next_start(store: Store, folder: Path) -> None:
    stage = store.stage("chat")
    stage.add("line", [{"text": str(i)} for i in range(300)])
    store.close()
    with open_store(folder, write=False) as reading:
        assert counts(reading) == (0, 300, 1, 300)
        assert reading.check().ok
    with open_store(folder) as again:
        assert counts(again) == (0, 0, 0, 0)


def test_two_imports_at_once(store: Store) -> None:
    with store.stage("a") as one, store.stage("b") as two:
        first = one.add("line", [{"text": "a"}] * 50)
        second = two.add("line", [{"text": "b"}] * 50)
        first += one.add("line", [{"text": "a"}] * 50)
        store.change("b", lambda tx: tx.publish(two))
        assert counts(store)[0] == 50
        store.change("a", lambda tx: tx.publish(one))
    assert not set(first) & set(second)
    assert store.check().ok


def test_a_write_never_waits_for_a_running_import(store: Store) -> None:
    """Against the same import as one transaction: the longest wait of a write during it is a small part of that."""
    rows = [{"text": f"第 {i} 行，" + "字" * 60} for i in range(12_000)]
    waits: list[float] = []
    done = threading.Event()

    def write_all_the_time() -> None:
        number = 0
        while not done.is_set():
            number += 1
            started = time.perf_counter()
            store.change("写", lambda tx, n=number: tx.insert("place", {"name": f"n{n}"}))
            waits.append(time.perf_counter() - started)
            time.sleep(0.002)

    thread = threading.Thread(target=write_all_the_time)
    with store.stage("chat") as stage:
        thread.start()
        started = time.perf_counter()
        stage.add("line", rows)
        store.change("导入", lambda tx: tx.publish(stage))
        whole = time.perf_counter() - started
    done.set()
    thread.join()
    assert len(waits) > 10
    assert max(waits) < whole / 3, (max(waits), whole)
    assert sorted(waits)[len(waits) // 2] < whole / 20
    assert store.check().ok

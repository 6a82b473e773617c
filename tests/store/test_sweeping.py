"""Many rows changed at once: their old words stay in the index until it is merged, whatever happens in between."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.field import Ticking
from tests.store.test_erasure import LEAVER, erase, raw
from wxadmin.store import sweeping
from wxadmin.store.journal import Tx
from wxadmin.store.opening import create_store, open_store
from wxadmin.store.session import Store

OLD = [f"c{secrets.token_hex(16)}" for _ in range(40)]

_KILLED = """
import os, signal, sys
from pathlib import Path
from wxadmin.store import sweeping
from wxadmin.store.opening import open_store
with open_store(Path(sys.argv[1])) as store:
    sweeping.merge = lambda _writing: os.kill(os.getpid(), signal.SIGKILL)
    def work(tx):
        for row in tx.all("SELECT id FROM person"):
            tx.update("person", row[0], {"search": "new"})
    store.change("改", work, sweeping=("person",))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "记录"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with create_store(folder, clock=Ticking()) as opened:
        opened.change("立", planted)
        yield opened


def planted(tx: Tx) -> None:
    """The first word is the leaver's, the others are another person's each."""
    texts = (
        "name", "name_key", "department", "department_key", "post", "post_key", "phone", "number", "number_key",
        "category", "note",
    )  # fmt: skip
    for place, word in enumerate(OLD):
        subject = LEAVER if place == 0 else secrets.token_bytes(16)
        values: dict[str, str | int | bytes] = dict.fromkeys(texts, "")
        values |= {"departments": "[]", "guardians": "[]", "gone": 0, "subject": subject, "search": word}
        tx.insert("person", values)


def renamed(tx: Tx) -> None:
    for row in tx.all("SELECT id FROM person"):
        tx.update("person", row[0], {"search": "new"})


def found(store: Store, word: str) -> int:
    with store.read() as db:
        return int(db.value("SELECT count(*) FROM person_fts WHERE person_fts MATCH ?", (f'"{word}"',)))


def awaited(store: Store) -> list[str]:
    with store.read() as db:
        return sweeping.waiting(db.connection)


def test_a_kill_between_marking_and_merging_is_made_good_at_the_next_start(store: Store, folder: Path) -> None:
    store.close()
    died = subprocess.run([sys.executable, "-c", _KILLED, str(folder)], check=False)
    assert died.returncode == -signal.SIGKILL
    with open_store(folder, write=False) as reading:
        assert awaited(reading) == ["person"]
        assert [found(reading, word) for word in (OLD[0], "new")] == [0, len(OLD)]
    with open_store(folder) as again:
        assert awaited(again) == []
        assert [found(again, word) for word in (OLD[0], "new")] == [0, len(OLD)]
        assert again.check().problems == ()
        erase(again)
        assert OLD[0].encode() not in raw(folder)


def test_words_marked_as_gone_do_not_outlive_whom_they_are_about(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sweeping, "merge", lambda _writing: None)
        store.change("改", renamed, sweeping=("person",))
    assert awaited(store) == ["person"]
    assert OLD[0].encode() in raw(folder), "the search must find what is there"
    erase(store)
    assert awaited(store) == []
    assert OLD[0].encode() not in raw(folder)
    assert OLD[1].encode() in raw(folder)
    assert store.check().problems == ()

"""The store against a model in memory: whatever is done in whatever order, both say the same."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from tests.store.field import Ticking, own_tables
from wxadmin.domain.errors import UserError
from wxadmin.store.engine import IntegrityError
from wxadmin.store.journal import Tx
from wxadmin.store.opening import create_store, open_store, restore

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
State = dict[tuple[str, int], tuple[Any, ...]]


class StoreMachine(RuleBasedStateMachine):
    """``model`` holds the rows a reader must see; ``before`` and ``after`` those around each change."""

    changes = Bundle("changes")

    def __init__(self) -> None:
        super().__init__()
        self.tables = own_tables()
        self.tables.__enter__()
        self.scratch = Path(tempfile.mkdtemp())
        self.folder = self.scratch / "r"
        self.store = create_store(self.folder, clock=Ticking())
        self.model: State = {}
        self.before: dict[int, State] = {}
        self.after: dict[int, State] = {}
        self.size = 0

    @initialize()
    def begin(self) -> None:
        self.model[("place", self._insert("place", name="一"))] = ("一", None)

    def _insert(self, table: str, **values: Any) -> int:
        return self.store.change("加", lambda tx: tx.insert(table, values)).value

    def _note(self, change: int, before: State) -> int:
        self.before[change], self.after[change] = before, dict(self.model)
        return change

    @rule(target=changes, name=texts, note=st.none() | texts)
    def add_place(self, name: str, note: str | None) -> int:
        before = dict(self.model)
        if any(row[0] == name for key, row in self.model.items() if key[0] == "place"):
            with pytest.raises(IntegrityError):
                self._insert("place", name=name)
            return -1
        change = self.store.change("加", lambda tx: tx.insert("place", {"name": name, "note": note}))
        self.model["place", change.value] = (name, note)
        return self._note(change.id, before)

    @rule(target=changes, text=texts, data=st.data())
    def add_item(self, text: str, data: st.DataObject) -> int:
        before = dict(self.model)
        places = [i for table, i in self.model if table == "place"]
        place = data.draw(st.sampled_from(places)) if places else None
        change = self.store.change("加", lambda tx: tx.insert("item", {"text": text, "place": place}))
        self.model["item", change.value] = (text, place)
        return self._note(change.id, before)

    @rule(target=changes, note=texts, data=st.data())
    def edit_several(self, note: str, data: st.DataObject) -> int:
        before = dict(self.model)
        mine = [key for key in self.model if key[0] in {"place", "line"}]
        if not mine:
            return -1
        chosen = data.draw(st.lists(st.sampled_from(mine), unique=True, min_size=1, max_size=4))

        def work(tx: Tx) -> None:
            for table, row_id in chosen:
                tx.update(table, row_id, {"note" if table == "place" else "text": note})

        change = self.store.change("改", work)
        for key in chosen:
            self.model[key] = (self.model[key][0], note) if key[0] == "place" else (note,)
        if self.model == before:
            assert change.id == 0
            return -1
        return self._note(change.id, before)

    @rule(target=changes, data=st.data())
    def delete(self, data: st.DataObject) -> int:
        before = dict(self.model)
        if not self.model:
            return -1
        table, row_id = data.draw(st.sampled_from(sorted(self.model)))
        used = table == "place" and any(k[0] == "item" and row[1] == row_id for k, row in self.model.items())
        if used:
            with pytest.raises(UserError):
                self.store.change("删", lambda tx: tx.delete(table, row_id))
            return -1
        change = self.store.change("删", lambda tx: tx.delete(table, row_id))
        del self.model[table, row_id]
        return self._note(change.id, before)

    @rule(target=changes, lines=st.lists(texts, max_size=5), publish=st.booleans(), fail=st.booleans())
    def bring_in(self, lines: list[str], publish: bool, fail: bool) -> int:
        before = dict(self.model)
        with self.store.stage("chat") as stage:
            ids = stage.add("line", [{"text": text} for text in lines])
            if not publish:
                return -1
            if fail:
                with pytest.raises(UserError):
                    self.store.change("导入", lambda tx: (tx.publish(stage), refuse()))
                return -1
            change = self.store.change("导入", lambda tx: tx.publish(stage))
        self.model.update({("line", i): (text,) for i, text in zip(ids, lines, strict=True)})
        return self._note(change.id, before)

    @rule(target=changes, change=changes)
    def undo(self, change: int) -> int:
        """What a change touched is as it left it: it goes back to before. Else it is refused and nothing moves."""
        if change not in self.before:
            return -1
        was, made = self.before[change], self.after[change]
        touched = {key for key in was.keys() | made.keys() if was.get(key) != made.get(key)}
        now = dict(self.model)
        stands = all(now.get(key) == made.get(key) for key in touched)
        try:
            done = self.store.undo(change)
        except UserError:
            if stands and touched:
                # Undone already, or another record holds on to what would go.
                assert self._undone(change) or self._clash(now, was, touched)
            return -1
        assert stands
        for key in touched:
            if key in was:
                self.model[key] = was[key]
            else:
                self.model.pop(key, None)
        return self._note(done.id, now)

    def _undone(self, change: int) -> bool:
        return any(row.id == change and row.undone for row in self.store.changes(limit=1000))

    def _clash(self, now: State, was: State, touched: set[tuple[str, int]]) -> bool:
        after = {k: v for k, v in now.items() if k not in touched} | {k: was[k] for k in touched if k in was}
        names = [row[0] for key, row in after.items() if key[0] == "place"]
        places = {key[1] for key in after if key[0] == "place"}
        orphans = [
            row for key, row in after.items() if key[0] == "item" and row[1] is not None and row[1] not in places
        ]
        return len(names) != len(set(names)) or bool(orphans)

    @rule()
    def fail(self) -> None:
        with pytest.raises(UserError):
            self.store.change("坏", lambda tx: (tx.insert("item", {"text": "x"}), refuse()))

    @rule()
    def reopen(self) -> None:
        at = self.store.checkpoint()
        self.store.close()
        self.store = open_store(self.folder, clock=Ticking())
        assert self.store.checkpoint() == at

    @rule()
    def save_and_put_back(self) -> None:
        at = self.store.checkpoint()
        archive = self.store.backup()
        self._insert("item", text="之后")
        self.store.close()
        restore(self.folder, archive)
        self.store = open_store(self.folder, clock=Ticking())
        assert self.store.checkpoint() == at
        self.size = at[0]
        archive.unlink()
        shutil.rmtree(self.folder / "kept")

    @invariant()
    def the_same(self) -> None:
        found: State = {}
        with self.store.read() as db:
            for row in db.all("SELECT id, name, note FROM place"):
                found["place", row[0]] = (row[1], row[2])
            for row in db.all("SELECT id, text, place FROM item"):
                found["item", row[0]] = (row[1], row[2])
            for row in db.all("SELECT id, text FROM v_line"):
                found["line", row[0]] = (row[1],)
        assert found == self.model
        size = self.store.checkpoint()[0]
        assert size >= self.size
        self.size = size

    def teardown(self) -> None:
        try:
            assert self.store.check().problems == ()
        finally:
            self.store.close()
            self.tables.__exit__(None, None, None)
            shutil.rmtree(self.scratch)


def refuse() -> None:
    raise UserError("不行")


TestStore = StoreMachine.TestCase
TestStore.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)

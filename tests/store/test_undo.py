from __future__ import annotations

from typing import Any

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.store.journal import Tx
from wxadmin.store.session import Change, Store


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.read() as db:
        return {t: [tuple(r) for r in db.all(f"SELECT * FROM {t} ORDER BY id")] for t in ("place", "item", "v_line")}


def insert(store: Store, table: str, **values: Any) -> Change[int]:
    return store.change(f"加 {table}", lambda tx: tx.insert(table, values))


def imported(store: Store, *texts: str) -> Change[int]:
    with store.stage("chat") as stage:
        ids = stage.add("line", [{"text": text} for text in texts])
        stage.add("tag", [{"line": i, "word": "标"} for i in ids])
        return store.change("导入", lambda tx: tx.publish(stage))


def test_each_kind_of_write_is_undone_and_redone(store: Store) -> None:
    place = insert(store, "place", name="甲", size=1.5).value
    insert(store, "item", place=place, text="a", subject=b"s" * 16)

    def rename(tx: Tx) -> None:
        tx.update("place", place, {"name": "乙"})
        tx.update("place", place, {"note": "n"})

    def empty(tx: Tx) -> None:
        tx.delete("item", 1)
        tx.delete("place", place)

    for label, work in (("改", rename), ("清空", empty)):
        before = everything(store)
        change = store.change(label, work)
        after = everything(store)
        assert before != after
        back = store.undo(change.id)
        assert back.label == f"撤销“{label}”"
        assert everything(store) == before
        again = store.undo(back.id)
        assert again.label == f"恢复“{label}”"
        assert everything(store) == after
        assert store.undo(again.id).label == f"撤销“{label}”"
        assert everything(store) == before
        assert store.check().problems == ()


def test_a_change_of_many_tables_is_undone_in_reverse(store: Store) -> None:
    def work(tx: Tx) -> None:
        place = tx.insert("place", {"name": "甲"})
        for i in range(5):
            tx.insert("item", {"place": place, "text": str(i)})
        tx.update("place", place, {"name": "乙"})

    change = store.change("建", work)
    undone = store.undo(change.id)
    assert undone.tables == {"place", "item"}
    assert not any(everything(store).values())
    store.undo(undone.id)
    assert [row[1] for row in everything(store)["place"]] == ["乙"]
    assert store.check().ok


def test_ids_are_never_used_twice(store: Store) -> None:
    first = insert(store, "place", name="甲")
    store.undo(first.id)
    assert insert(store, "place", name="乙").value != first.value


def test_moved_on_rows_are_refused_with_the_reason(store: Store) -> None:
    made = insert(store, "place", name="甲")
    changed = store.change("改名", lambda tx: tx.update("place", made.value, {"name": "乙"}))
    before = everything(store)
    with pytest.raises(UserError, match="“加 place”：之后又改过"):
        store.undo(made.id)
    assert everything(store) == before
    store.undo(changed.id)
    store.undo(made.id)
    assert everything(store)["place"] == []


def test_undo_is_refused_when_the_place_is_taken(store: Store) -> None:
    made = insert(store, "place", name="甲")
    gone = store.change("删", lambda tx: tx.delete("place", made.value))
    insert(store, "place", name="甲")
    with pytest.raises(UserError, match="之后又改过"):
        store.undo(gone.id)


def test_undo_is_refused_when_others_refer_to_it(store: Store) -> None:
    made = insert(store, "place", name="甲")
    insert(store, "item", place=made.value, text="x")
    with pytest.raises(UserError, match="引用"):
        store.undo(made.id)
    line = insert(store, "line", text="手工")
    insert(store, "pick", line=line.value)
    with pytest.raises(UserError, match="引用"):
        store.undo(line.id)


def test_twice_is_refused(store: Store) -> None:
    made = insert(store, "place", name="甲")
    store.undo(made.id)
    with pytest.raises(UserError, match="已经撤销过"):
        store.undo(made.id)
    for number in (0, 2, 999):
        with pytest.raises(UserError, match="找不到"):
            store.undo(number)


def test_what_was_issued_is_final(store: Store) -> None:
    issued = store.change("签发", lambda tx: tx.insert("sheet", {"title": "一", "pdf": b"%PDF"}), final=True)
    with pytest.raises(UserError, match="不能撤销"):
        store.undo(issued.id)
    leaf = store.change("出纸", lambda tx: tx.leaf("paper", b"", {"number": "1"}))
    with pytest.raises(UserError, match="不能撤销"):
        store.undo(leaf.id)
    with pytest.raises(ValueError):
        store.change("删", lambda tx: tx.delete("sheet", 1))
    with pytest.raises(ValueError):
        store.change("改", lambda tx: tx.update("sheet", 1, {"pdf": b"x"}))
    renamed = store.change("改题", lambda tx: tx.update("sheet", 1, {"title": "二"}))
    store.undo(renamed.id)
    row = store.history("sheet", 1)[0]
    assert row.after is not None
    assert row.after["pdf"].keys() == {"sha256"}
    assert store.check().ok


def test_an_import_is_withdrawn_and_comes_back(store: Store) -> None:
    change = imported(store, "一", "二")
    assert change.tables == {"batch", "line", "tag"}
    back = store.undo(change.id)
    assert back.tables == {"batch", "line", "tag"}
    assert everything(store)["v_line"] == []
    store.undo(back.id)
    assert [row[-1] for row in everything(store)["v_line"]] == ["一", "二"]
    assert store.check().ok


def test_an_import_with_a_changed_row_stays_until_that_is_undone(store: Store) -> None:
    change = imported(store, "一", "二")
    edit = store.change("改", lambda tx: tx.update("line", 2, {"text": "二二"}))
    with pytest.raises(UserError, match="之后又改过"):
        store.undo(change.id)
    back = store.undo(edit.id)
    store.undo(change.id)
    assert everything(store)["v_line"] == []
    with pytest.raises(UserError, match="已经撤销过"):
        store.undo(edit.id)
    assert back.id
    assert store.check().ok


def test_an_import_others_build_on_stays(store: Store) -> None:
    change = imported(store, "一", "二")
    pick = insert(store, "pick", line=2)
    with pytest.raises(UserError, match="引用"):
        store.undo(change.id)
    store.undo(pick.id)
    store.undo(change.id)


def test_an_import_and_rows_of_the_same_change_go_together(store: Store) -> None:
    with store.stage("chat") as stage:
        ids = stage.add("line", [{"text": "一"}])

        def work(tx: Tx) -> None:
            tx.publish(stage)
            tx.insert("pick", {"line": ids[0]})
            tx.update("line", ids[0], {"text": "一一"})

        change = store.change("导入", work)
    back = store.undo(change.id)
    assert everything(store)["v_line"] == []
    store.undo(back.id)
    assert [row[-1] for row in everything(store)["v_line"]] == ["一一"]
    assert store.check().ok


def test_the_menu_names_the_newest_that_stands(store: Store) -> None:
    def label() -> str | None:
        found = store.last_undoable()
        return None if found is None else found.label

    assert label() is None
    made = insert(store, "place", name="甲")
    changed = store.change("改名", lambda tx: tx.update("place", made.value, {"name": "乙"}))
    assert label() == "改名"
    back = store.undo(changed.id)
    assert label() == "加 place"
    again = store.undo(back.id)
    assert label() == "改名"
    assert [c.undone for c in store.changes()] == [False, True, False, False]
    store.undo(again.id)
    store.undo(made.id)
    assert label() is None
    first = insert(store, "place", name="丙")
    store.change("签发", lambda tx: tx.update("place", first.value, {"note": "发"}), final=True)
    assert label() is None


def test_a_very_large_change_is_named_without_being_read_whole(store: Store) -> None:
    change = store.change("许多", lambda tx: [tx.insert("place", {"name": f"n{i}"}) for i in range(400)])
    found = store.last_undoable()
    assert found is not None
    assert found.label == "许多"
    store.change("改", lambda tx: tx.update("place", 400, {"note": "x"}), final=True)
    with pytest.raises(UserError, match="之后又改过"):
        store.undo(change.id)


def test_what_the_menu_offers_can_be_done(store: Store) -> None:
    lines = imported(store, "甲", "乙")
    picked = store.change("选", lambda tx: tx.insert("pick", {"line": 1}), final=True)
    place = insert(store, "place", name="甲")
    store.change("放", lambda tx: tx.insert("item", {"place": place.value, "text": "a"}), final=True)
    # The import is picked from and the place holds an item, both for good: neither is offered.
    assert picked.id > lines.id
    assert store.last_undoable() is None
    for change in (lines, place):
        with pytest.raises(UserError, match="引用"):
            store.undo(change.id)
    both = store.change(
        "地和物", lambda tx: tx.insert("item", {"place": tx.insert("place", {"name": "乙"}), "text": "b"})
    )
    found = store.last_undoable()
    assert found is not None
    assert found.id == both.id
    store.undo(both.id)

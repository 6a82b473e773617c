"""Erasing a person: random words planted in every table are nowhere afterwards, and all that stays still verifies."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.store.field import Ticking
from tests.store.kill import kill_often
from tests.store.tamper import behind_its_back
from wxadmin.domain.errors import UserError
from wxadmin.store import erased, erasure, erasure_rules, erasure_who, keys
from wxadmin.store.journal import Tx
from wxadmin.store.opening import create_store, open_store, restore
from wxadmin.store.session import Change, Store
from wxadmin.store.tables import TABLES

LEAVER, OTHER = b"L" * 16, b"O" * 16


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "记录"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with create_store(folder, clock=Ticking()) as opened:
        yield opened


class Planter:
    """Fills rows of any table with words that are unlike any other."""

    def __init__(self) -> None:
        self.canaries: set[str] = set()
        self.proofs: set[str] = set()

    def word(self, *, proof: bool = False) -> str:
        """A word nobody else has; a ``proof`` is one that must stay, as a number or a day of a decision."""
        found = ("p" if proof else "c") + secrets.token_hex(16)
        (self.proofs if proof else self.canaries).add(found)
        return found

    def values(self, tx: Tx, table: str, fixed: dict[str, Any]) -> dict[str, Any]:
        sql = tx.one("SELECT sql FROM sqlite_master WHERE name = ?", (table,))[0]
        found = tx.all('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (table,))
        keys = {row["from"]: row["table"] for row in found} | dict(TABLES[table].refers)
        made: dict[str, Any] = {}
        for column in tx.all('SELECT name, type, "notnull" AS needed FROM pragma_table_info(?)', (table,)):
            name = column["name"]
            if name in fixed:
                made[name] = fixed[name]
            elif name in ("id", "batch"):
                continue
            elif name in keys:
                made[name] = fixed[f"any {keys[name]}"] if column["needed"] or keys[name] == "person" else None
            elif (said := re.search(rf"\b{name} \w+ NOT NULL\s+CHECK \({name} IN \(([^)]*)\)\)", sql)) is not None:
                first = said[1].split(",")[0].strip(" '")
                made[name] = int(first) if column["type"] == "INTEGER" else first
            elif (
                table in erasure_rules.ALTERED and name not in erasure_rules.ALTERED[table] and column["type"] == "TEXT"
            ):
                made[name] = self.word(proof=True)
            elif column["type"] == "TEXT":
                made[name] = self.text(name)
            elif column["type"] == "BLOB":
                made[name] = self.word().encode()
            else:
                made[name] = 0 if re.search(rf"CHECK \([^,]*\b{name}\b", sql) else secrets.randbelow(10**9)
        return made

    def text(self, column: str) -> str:
        if column in ("subjects", "departments", "guardians"):
            return json.dumps([self.word()])
        if column == "fields":
            return json.dumps({"account": self.word()})
        if column == "hits":
            return json.dumps([{"start": 0, "end": 3, "matched": self.word()}])
        return self.word()


_OF_ONE_OWNER = {
    "attachment": {"revision_id": None, "announcement_id": None, "picture": None}, "exhibit": {"review_id": None},
}  # fmt: skip
_ALONE = {"erasure"}


def planted(store: Store, subject: bytes) -> tuple[Planter, dict[str, Any]]:
    """Rows of a person in every table that can hold any: one written, one changed, one that was deleted again."""
    planter = Planter()
    fixed: dict[str, Any] = {}

    def base(tx: Tx) -> None:
        group = planter_of_others.values(tx, "grp", {"name": f"群{subject.hex()}"})
        fixed["any grp"] = fixed["group_id"] = tx.insert("grp", {**group, "appeal_days": 3})
        values = planter.values(tx, "person", {"subject": subject})
        names.append(values["name"])
        fixed["any person"] = tx.insert("person", values)
        fixed["any picture"] = hashlib.sha256(subject).hexdigest()
        tx.insert("picture", {"sha": fixed["any picture"], "data": subject})
        for table in (
            "revision",
            "announcement",
            "signing",
            "cases",
            "case_party",
            "appeal",
            "message",
            "review",
            "signer",
            "departure",
            "matter",
            "member_task",
        ):
            usual = {**fixed, "subject": subject, "batch": None, "roll": fixed["any grp"]}
            usual |= {"batch": 0} if table == "signer" else {}
            usual |= {"case_id": fixed["any cases"]} if table in ("case_party", "appeal") else {}
            usual |= {"party_id": fixed["any case_party"]} if table == "appeal" else {}
            whose = planter_of_others if table in ("revision", "announcement", "signing") else planter
            fixed[f"any {table}"] = tx.insert(table, whose.values(tx, table, usual))

    def fill(tx: Tx) -> None:
        for table, known in TABLES.items():
            person = [column for column, target in known.refers if target == "person"]
            if (
                table in _ALONE
                or (known.subject is None and not person)
                or table in ("person", "operator", "matter", "case_party")
            ):
                continue
            usual: dict[str, Any] = {**fixed, **_OF_ONE_OWNER.get(table, {}), "batch": 0}
            if known.subject is not None:
                usual[known.subject] = subject
            for column in person:
                usual[column] = fixed["any person"]
            for column in ("case_id", "message_id", "departure_id", "signer_id", "signing_id"):
                usual[column] = fixed[f"any {({'case_id': 'cases'}).get(column, column.removesuffix('_id'))}"]
            if table == "person_merge":
                usual["into_id"] = 10**6
            if table == "person_apart":
                usual["other_id"] = 10**6
            if "UNIQUE" in tx.one("SELECT sql FROM sqlite_master WHERE name = ?", (table,))[0]:
                tx.insert(table, {k: v for k, v in planter.values(tx, table, usual).items() if k != "batch"})
                continue
            for turn in range(3):
                values = planter.values(tx, table, usual)
                if not known.batch or "batch INTEGER NOT NULL" not in _sql(tx, table):
                    values.pop("batch", None)
                row = tx.insert(table, values)
                texts = [n for n, v in values.items() if isinstance(v, str) and v in planter.canaries]
                if turn == 1 and texts and not known.written_once:
                    tx.update(table, row, {name: planter.word() for name in texts[:3]})
                if turn == 2 and not known.written_once and table not in ("cases", "departure"):
                    tx.delete(table, row)

    planter_of_others, names = Planter(), list[str]()
    store.change("立", base)
    store.change(f"修改人员 {names[0]}", fill)
    with store.stage("people") as stage:

        def staged(tx: Tx) -> list[dict[str, Any]]:
            return [
                {k: v for k, v in planter.values(tx, "message", {**fixed, "subject": subject}).items() if k != "batch"}
                for _turn in range(5)
            ]

        rows = store.change("看", staged).value
        stage.add("message", rows)
        store.change("导入", lambda tx: tx.publish(stage))
    return planter, fixed


def _sql(tx: Tx, table: str) -> str:
    return str(tx.one("SELECT sql FROM sqlite_master WHERE name = ?", (table,))[0])


def erase(
    store: Store, subject: bytes = LEAVER, also: tuple[str, ...] = (), sweeping: tuple[str, ...] = ()
) -> Change[int]:
    def work(tx: Tx) -> int:
        who = erasure_who.find(tx, [subject])
        erasure.apply(tx, erasure.plan(tx, who, also), who)
        return erasure.note(tx, [subject], day="2026-09-01", reason="离开", actor="", went={"also": also}, kept={})

    return store.erase("删除个人信息", work, sweeping=sweeping)


def raw(folder: Path) -> bytes:
    """Every byte of the database and its log as they are on disk, without the encryption."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = keys.read_key(folder / keys.FILE_NAME)
    found = b""

    def page(data: bytes, first: bool) -> bytes:
        begin = 16 if first else 0
        cipher = Cipher(algorithms.AES(key), modes.CBC(data[-80:-64])).decryptor()
        return cipher.update(data[begin:-80]) + cipher.finalize()

    whole = (folder / "records.db").read_bytes()
    for at in range(0, len(whole), 4096):
        found += page(whole[at : at + 4096], at == 0)
    log = folder / "records.db-wal"
    if log.exists():
        data = log.read_bytes()
        for at in range(32, len(data) - 4119, 4120):
            number = int.from_bytes(data[at : at + 4], "big")
            found += page(data[at + 24 : at + 4120], number == 1)
    return found


def left(folder: Path, planter: Planter) -> list[str]:
    everything = raw(folder)
    return [word for word in planter.canaries if word.encode() in everything]


@pytest.mark.parametrize("sweeping", [(), ("message", "cases", "person")])
def test_nothing_of_the_person_is_left_on_disk_and_the_rest_verifies(
    store: Store, folder: Path, sweeping: tuple[str, ...]
) -> None:
    theirs, _ids = planted(store, LEAVER)
    others, _ids = planted(store, OTHER)
    size, root = store.checkpoint()
    assert len(left(folder, theirs)) > 0.95 * len(theirs.canaries), "the search must find what is there"
    kept = set(left(folder, others))
    change = erase(store, sweeping=sweeping)
    assert left(folder, theirs) == []
    assert kept <= set(left(folder, others))
    assert store.check().problems == ()
    assert store.root_at(size) == root
    assert store.changes(limit=1)[0].kind == "erasure"
    with pytest.raises(UserError, match="不能撤销"):
        store.undo(change.id)
    with store.read() as db:
        for table in ("message", "cases", "person", "departure"):
            db.all(f"SELECT * FROM {table}")
        for index in ("message_fts", "person_fts", "cases_fts"):
            assert not db.all(f"SELECT rowid FROM {index} WHERE {index} MATCH ?", (f'"{min(theirs.canaries)}"',))


def test_what_proves_a_decision_stays_word_for_word(store: Store) -> None:
    planted(store, LEAVER)
    kept = [name for name in erasure_rules.ALTERED if name != "case_evidence"]
    with store.read() as db:
        before = {name: db.all(f"SELECT * FROM {name} ORDER BY id") for name in kept}
    assert all(before.values())
    erase(store)
    with store.read() as db:
        for name in kept:
            after = db.all(f"SELECT * FROM {name} ORDER BY id")
            for old, new in zip(before[name], after, strict=True):
                said = {column: old[column] for column in old.keys()}  # noqa: SIM118 - a row is no mapping
                assert {column: new[column] for column in said} == {**said, **erasure_rules.ALTERED[name]}


def test_no_table_with_people_is_forgotten(store: Store) -> None:
    """Every table is one whose rows go, one whose rows lose their words, or one that is said to be about nobody."""
    known = (set(erasure_rules.ALTERED), set(erasure_rules.GONE), set(erasure_rules.NOBODY))
    assert sum(len(part) for part in known) == len(set.union(*known)), "a table has one rule"
    assert set.union(*known) == set(TABLES)
    for name in erasure_rules.NOBODY:
        assert TABLES[name].subject is None, name
        assert not any(target == "person" for _column, target in TABLES[name].refers), name
    with store.read() as db:
        for name in (*erasure_rules.ALTERED, *erasure_rules.GONE):
            columns = {row["name"] for row in db.all("SELECT name FROM pragma_table_info(?)", (name,))}
            assert "subject" in columns or name == "person_apart", name
            assert columns >= set(erasure_rules.ALTERED.get(name, ())), name


def test_a_backup_from_before_loses_it_again(store: Store, folder: Path, tmp_path: Path) -> None:
    theirs, _ids = planted(store, LEAVER)
    archive = store.backup()
    erase(store)
    store.close()
    assert restore(folder, archive) is not None
    assert left(folder, theirs) == []
    with open_store(folder) as again:
        assert again.check().problems == ()
        assert again.changes(limit=1)[0].kind == "erasure"
    other = tmp_path / "别处"
    (other / "backups").mkdir(parents=True)
    moved = other / "backups" / archive.name
    moved.write_bytes(archive.read_bytes())
    (other / "backups" / erased.FILE_NAME).write_bytes((folder / "backups" / erased.FILE_NAME).read_bytes())
    target = tmp_path / "新机器"
    restore(target, moved, key_file=folder / keys.FILE_NAME)
    assert left(target, theirs) == [], "the list beside the backups says so even where no record file is left"


def test_a_backup_of_later_needs_nothing(store: Store, folder: Path) -> None:
    theirs, _ids = planted(store, LEAVER)
    erase(store)
    archive, size = store.backup(), store.checkpoint()
    store.close()
    restore(folder, archive)
    assert left(folder, theirs) == []
    with open_store(folder) as again:
        assert again.checkpoint() == size


def test_a_list_that_cannot_be_read_stops_nothing(store: Store, folder: Path) -> None:
    planted(store, LEAVER)
    erase(store)
    for junk in (b"", b"\xff\x00 so", b"aa bb\n", secrets.token_bytes(400)):
        (folder / erased.FILE_NAME).write_bytes(junk)
        store.remember_erased()
        assert erased.read(folder, store.origin).keys() == {LEAVER}


@pytest.mark.parametrize("what", ["body", "salt", "listed nowhere"])
def test_more_than_the_erasure_lists_is_found(store: Store, folder: Path, what: str) -> None:
    planted(store, LEAVER)
    planted(store, OTHER)
    erase(store)
    store.close()
    key = keys.read_key(folder / keys.FILE_NAME)
    with behind_its_back(folder, key) as connection:
        if what == "body":
            connection.execute("DELETE FROM body WHERE seq = (SELECT max(seq) FROM entry WHERE subject = ?)", (OTHER,))
        elif what == "salt":
            sql = "SELECT r.batch, r.place FROM batch_row r JOIN message m ON m.id = r.row WHERE r.salt IS NOT NULL LIMIT 1"
            place = connection.execute(sql).fetchone()
            connection.execute("UPDATE batch_row SET salt = NULL WHERE batch = ? AND place = ?", tuple(place))
        else:
            connection.execute("DELETE FROM body WHERE seq = (SELECT seq FROM entry WHERE kind = 'erased')")
    with open_store(folder, write=False) as again:
        assert again.check().problems


def test_a_row_that_was_theirs_and_is_somebody_elses_keeps_its_present(store: Store, folder: Path) -> None:
    """A case opened on the wrong person and corrected: the body that named the wrong one goes, the case stays."""
    theirs, ids = planted(store, LEAVER)
    _others, other = planted(store, OTHER)
    wrong = ids["any cases"]
    mine = {"subject": OTHER, "person_id": other["any person"], "sender": "新", "person_name": "新", "search": "新"}
    party = {"subject": OTHER, "person_id": other["any person"], "sender": "新", "name": "新", "department": ""}

    def work(tx: Tx) -> None:
        tx.update("cases", wrong, {**mine, "facts": "新", "note": "", "department": ""})
        tx.update("case_party", ids["any case_party"], {**party, "name_key": "新"})

    store.change("改", work)
    erase(store)
    assert store.check().problems == ()
    with store.read() as db:
        row = db.one("SELECT * FROM cases WHERE id = ?", (wrong,))
        assert (row["person_name"], row["facts"]) == ("新", "新")
    assert set(left(folder, theirs)) <= {value for value in row if isinstance(value, str)}


def test_an_erasure_that_fails_leaves_everything(store: Store, folder: Path) -> None:
    theirs, _ids = planted(store, LEAVER)
    before, size = set(left(folder, theirs)), store.checkpoint()

    def work(tx: Tx) -> None:
        who = erasure_who.find(tx, [LEAVER])
        erasure.apply(tx, erasure.plan(tx, who), who)
        raise UserError("doch nicht")

    with pytest.raises(UserError, match="doch nicht"):
        store.erase("删除个人信息", work)
    assert store.checkpoint() == size
    assert set(left(folder, theirs)) >= before
    assert store.check().problems == ()
    erase(store)
    assert left(folder, theirs) == []


def test_a_kill_leaves_all_or_nothing(tmp_path: Path) -> None:
    outcome = kill_often("tests.store.works:erasing", tmp_path, kills=12, fresh_every=12)
    assert outcome.clean, outcome
    with open_store(tmp_path / "round0") as store, store.read() as db:
        gone = {bytes(row[0]) for row in db.all("SELECT person FROM erasure")}
        assert gone
        there = {bytes(row[0]) for row in db.all("SELECT subject FROM person")}
        assert not gone & there
        for name in erasure_rules.GONE - {"person_apart"}:
            assert not gone & {bytes(row[0]) for row in db.all(f"SELECT subject FROM {name}")}, name
        lists = (erased.read(tmp_path / "round0", store.origin), erased.read(tmp_path / "round0/backups", store.origin))
        assert lists[0].keys() == gone
        assert lists[1].keys() in (gone, set())


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("@李明 请看", "@（已删除） 请看"),
        ("李明请看", "（已删除）请看"),
        ("行李明天到", "行李明天到"),
        ("李明亮和李明", "李明亮和（已删除）"),
        ("电话15412345678啊", "电话（已删除）啊"),
        ("木婉清清说", "木婉清清说"),
        ("问木婉清吧", "问（已删除）吧"),
    ],
)
def test_names_are_taken_out_of_what_others_said(text: str, after: str) -> None:
    words, longer = ("15412345678", "木婉清", "李明"), ("李明亮", "木婉清清")
    who = erasure_who.Who(frozenset(), frozenset(), frozenset(), words, longer)
    assert who.blanked(text) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("木婉清 收到\n王二 收到", "\n王二 收到"),
        ("木婉清\n王二", "\n王二"),
        ("木婉清 2\n王二 1", "\n王二 1"),
        ("1. 木婉清 收到，病了\n2. 王二", "\n2. 王二"),
        ("木婉清 10:21\n收到，病了\n还在医院\n王二 10:22\n收到", "\n\n\n王二 10:22\n收到"),
        ("木婉清\n2026年09月20日 10:21\n收到，病了\n\n王二\n2026年09月20日 10:22\n收到",
         "\n\n\n\n王二\n2026年09月20日 10:22\n收到"),
        ("王二 10:22\n收到，木婉清病了", "王二 10:22\n收到，（已删除）病了"),
        ("木婉清清 收到", "木婉清清 收到"),
        ("木婉清（销售部）收到", ""),
        ("请大家回复\n@木婉清 收到", "请大家回复\n"),
    ],
)  # fmt: skip
def test_a_paste_of_answers_loses_the_person_and_nobody_else(text: str, after: str) -> None:
    who = erasure_who.Who(frozenset(), frozenset(), frozenset(), ("木婉清",), ("木婉清清",))
    assert erasure_who.without_answers(text, who, ()) == after


def test_somebody_of_many_names_goes_as_well(store: Store, folder: Path) -> None:
    theirs, ids = planted(store, LEAVER)

    def known_as(tx: Tx) -> None:
        for _turn in range(150):
            values = {"group_id": ids["any grp"], "nickname": theirs.word(), "subject": LEAVER, "kind": "confirm"}
            tx.insert("member_decision", {**values, "reason": "", "until": "", "decided": "2026"})

    store.change("认", known_as)
    erase(store, also=(erasure.MENTIONS,))
    assert left(folder, theirs) == []


def test_pictures_of_the_person_go_those_that_were_taken_back_too(store: Store, folder: Path) -> None:
    _theirs, ids = planted(store, LEAVER)
    _others, other = planted(store, OTHER)
    shown = {name: secrets.token_bytes(500) for name in ("theirs", "taken back", "shared", "others")}
    shas = {name: hashlib.sha256(data).hexdigest() for name, data in shown.items()}

    def attach(tx: Tx) -> list[int]:
        for name, data in shown.items():
            tx.insert("picture", {"sha": shas[name], "data": data})
        usual = {"position": 0, "title": "图", "text": "", "file_name": "", "original": "", "removed": 0, "frozen": 0}
        return [
            tx.insert(
                "attachment", {**usual, "case_id": case, "subject": subject, "picture": shas[name], "created": ""}
            )
            for name, case, subject in (
                ("theirs", ids["any cases"], LEAVER),
                ("taken back", ids["any cases"], LEAVER),
                ("shared", ids["any cases"], LEAVER),
                ("shared", other["any cases"], OTHER),
                ("others", other["any cases"], OTHER),
            )
        ]

    rows = store.change("附", attach).value
    store.change("收回", lambda tx: tx.delete("attachment", rows[1]))
    erase(store)
    with store.read() as db:
        kept = {row[0] for row in db.all("SELECT sha FROM picture")}
    assert kept == {shas["shared"], shas["others"], other["any picture"]}
    assert shown["theirs"] not in raw(folder)
    assert store.check().problems == ()


def test_only_an_erasure_erases(store: Store) -> None:
    _theirs, ids = planted(store, LEAVER)
    with pytest.raises(ValueError, match="only an erasure"):
        store.change("改", lambda tx: tx.erase(LEAVER, {"cases": [ids["any cases"]]}, {}, []))

"""Bringing in a list of 100,000 people: the table reader's own time, ours beyond it, memory, how soon a cancel ends it.

python -m tests.bench.roster_bench [ROWS]          made up XLSX, read, compared, imported; each in a process of its own
python -m tests.bench.roster_bench changed [ROWS]  the same list again with another department: how long writers wait
python -m tests.bench.roster_bench beside [ROWS]   as many new people: how long writers wait
"""

from __future__ import annotations

import itertools
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wxadmin.domain.errors import Cancelled
from wxadmin.domain.jobs import Step

if TYPE_CHECKING:
    from wxadmin.services.records import Store
    from wxadmin.services.roster_import import RosterPreview

ROWS = 100_000
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "明华强敏静丽军洋勇艳杰娟涛超秀霞平刚桂英"
TITLES = ("姓名", "账号", "别名", "职务", "部门", "性别", "手机", "座机", "邮箱", "工号", "入职日期", "备注")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="通讯录" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}  # fmt: skip


def row(i: int, moved: bool = False) -> tuple[str, ...]:
    name = FAMILY[i % 20] + GIVEN[i // 20 % 20] + GIVEN[i // 400 % 20]
    place = f"青禾公司/第{i % 7}中心/{(i + moved) % 97}部"
    return (
        name, f"q{i:06d}", GIVEN[i % 20], "员工" if i % 9 else "主管", place, "男" if i % 2 else "女", f"154{i:08d}",
        f"8{i % 1000:03d}", f"q{i}@example.com", f"N{i:06d}", f"20{i % 20:02d}-03-0{i % 9 + 1}", "",
    )  # fmt: skip


def write_book(path: Path, rows: int, *, moved: bool = False) -> None:
    """As Excel saves it: every text once in the table of strings."""
    strings: dict[str, int] = {}

    def cells(number: int, values: tuple[str, ...]) -> str:
        found = [
            f'<c r="{chr(65 + at)}{number}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
            for at, value in enumerate(values)
            if value
        ]
        return f'<row r="{number}">{"".join(found)}</row>'

    lines = [cells(1, TITLES), *(cells(i + 2, row(i, moved)) for i in range(rows))]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in _PARTS.items():
            book.writestr(name, _HEAD + text)
        book.writestr(
            "xl/worksheets/sheet1.xml", f"{_HEAD}<worksheet {_MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"
        )
        texts = "".join(f"<si><t>{text}</t></si>" for text in strings)
        book.writestr("xl/sharedStrings.xml", f"{_HEAD}<sst {_MAIN}>{texts}</sst>")


def reader_alone(path: Path) -> float:
    """Seconds the table reader takes for the cells alone."""
    import python_calamine as calamine

    started = time.perf_counter()
    book = calamine.CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        for _row in book.get_sheet_by_name(name).iter_rows():
            pass
    return time.perf_counter() - started


def imported(path: Path, rows: int) -> None:
    """Read, compare, take in: seconds of each beyond the reader's, and the most memory."""
    from wxadmin.services import records, roster_import

    floor = reader_alone(path)
    with tempfile.TemporaryDirectory() as folder:
        store = records.open_at(Path(folder) / "records", create=True, key_file=True)
        laps, worked = [time.perf_counter()], [time.process_time()]
        seen = roster_import.preview(store, path, allow_large=True)
        laps.append(time.perf_counter())
        worked.append(time.process_time())
        change = roster_import.import_roster(store, seen)
        laps.append(time.perf_counter())
        worked.append(time.process_time())
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        assert change.value == rows
        del seen  # as the window does once the list is in
        again = roster_import.preview(store, path, allow_large=True)
        laps.append(time.perf_counter())
        assert again.empty
        later = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        store.close()
    read, taken, second = (end - start for start, end in itertools.pairwise(laps))
    reading, taking = (end - start for start, end in itertools.pairwise(worked))
    print(
        f"{rows:,} rows: reader alone {floor:.2f} s; preview {read - floor:.1f} s beyond it, import {taken:.1f} s, together"
        f" {read - floor + taken:.1f} s (target 10; of the processor {reading:.1f} s and {taking:.1f} s); {most} MB (target 500); preview of"
        f" the same again {second:.1f} s, {later} MB"
    )


def cancelled(path: Path, rows: int) -> None:
    """How long after a cancel the work ends, asked at moments all over it."""
    from wxadmin.services import records, roster_import

    with tempfile.TemporaryDirectory() as folder:
        store = records.open_at(Path(folder) / "records", create=True, key_file=True)
        started = time.perf_counter()
        seen = roster_import.preview(store, path, allow_large=True)
        whole = time.perf_counter() - started
        reading = [
            _stopped_after(
                whole * part / 10, lambda step: roster_import.preview(store, path, allow_large=True, step=step)
            )
            for part in range(10)
        ]
        writing = [
            _stopped_after(seconds, lambda step: roster_import.import_roster(store, seen, step))
            for seconds in (0.1, 2, 5)
        ]
        store.close()
    for what, waits in (("preview", reading), ("import", writing)):
        print(f"cancel during {what} of {rows:,} rows: {max(waits):.2f} s at most (target 0.3)")


def _stopped_after(seconds: float, work: Callable[[Step], object]) -> float:
    """Seconds from the cancel, ``seconds`` after the beginning, to the end; 0 when the work was done before."""
    stop = threading.Event()
    asked: list[float] = []

    def ask() -> None:
        asked.append(time.perf_counter())
        stop.set()

    def step(_done: int, _total: int) -> None:
        if stop.is_set():
            raise Cancelled

    timer = threading.Timer(seconds, ask)
    timer.start()
    try:
        work(step)
    except Cancelled:
        return time.perf_counter() - asked[0]
    finally:
        timer.cancel()
    return 0.0


def beside(rows: int) -> None:
    """How long another write waits while that many new people come in."""
    from wxadmin.domain.people import Person, Roster
    from wxadmin.services import records, roster_import

    people = tuple(
        Person(
            name=r[0],
            departments=(tuple(r[4].split("/")),),
            post=r[3],
            phone=r[6],
            number=r[9],
            extras=(("邮箱", r[8]),),
        )
        for r in map(row, range(rows))
    )
    with tempfile.TemporaryDirectory() as folder:
        store = records.open_at(Path(folder) / "records", create=True, key_file=True)
        seen = roster_import.preview_roster(store, Roster(people))
        for pause in (0.0, 0.7):
            took, waited = brought_in(store, seen, pause)
            print(
                f"{rows:,} new people in {took:.1f} s, another write every {pause} s waits"
                f" {waited:.2f} s at most (target 0.3)"
            )
            change = store.last_undoable()
            assert change is not None
            store.undo(change.id)
            seen = roster_import.preview_roster(store, Roster(people))
        store.close()


def brought_in(store: Store, seen: RosterPreview, pause: float = 0.0) -> tuple[float, float]:
    """Seconds an import takes, and the longest that another write, one every ``pause`` seconds, waits meanwhile."""
    from wxadmin.services import roster_import, settings

    job = threading.Thread(target=roster_import.import_roster, args=(store, seen))
    started = time.perf_counter()
    job.start()
    waits = []
    while job.is_alive():
        before = time.perf_counter()
        settings.save_layout(store, "a", str(before))
        waits.append(time.perf_counter() - before)
        time.sleep(pause)
    return time.perf_counter() - started, max(waits)


def changed(rows: int) -> None:
    """How long another write waits while a list brings another department for everybody."""
    from wxadmin.services import records, roster_import

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        store = records.open_at(Path(folder) / "records", create=True, key_file=True)
        write_book(path, rows)
        roster_import.import_roster(store, roster_import.preview(store, path, allow_large=True))
        write_book(path, rows, moved=True)
        seen = roster_import.preview(store, path, allow_large=True)
        took, waited = brought_in(store, seen)
        print(f"{len(seen.changed):,} known people changed in {took:.1f} s; another write waits {waited:.2f} s at most")
        store.close()


def main(words: list[str]) -> None:
    """The first word chooses; without one every figure in a process of its own."""
    rows = next((int(word) for word in words if word.isdigit()), 0)
    if words[:1] == ["changed"]:
        changed(rows or 5_000)
        return
    if words[:1] == ["beside"]:
        beside(rows or ROWS)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(words[1]) if words[:1] in (["imported"], ["cancelled"]) else Path(folder) / "roster.xlsx"
        if words[:1] == ["imported"]:
            imported(path, rows)
        elif words[:1] == ["cancelled"]:
            cancelled(path, rows)
        else:
            write_book(path, rows or ROWS)
            for what in ("imported", "cancelled"):
                command = [sys.executable, "-m", "tests.bench.roster_bench", what, str(path), str(rows or ROWS)]
                subprocess.run(command, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Copies of the record file that were opened and checked before they count, and putting one back.

Restoring never overwrites: the new file is made ready in ``restoring/``, a note says so, and only then are the old
files moved to ``kept/…`` and the new ones into place. A program that dies in between finishes at its next start.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from wxadmin.domain.errors import Cancelled, StoreError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.store import anchor, archive, checking, engine, erased, erasing, files, keys, migrations, vetting
from wxadmin.store.anchor import Anchor
from wxadmin.store.checking import CheckReport
from wxadmin.store.engine import EngineError
from wxadmin.store.erased import Erased

DATABASE = archive.DATABASE
BACKUPS, KEPT, RESTORING, PENDING = "backups", "kept", "restoring", "restoring.json"
ENDING = ".wxbackup"
DAILY, WEEKLY, MONTHLY = 12, 10, 9
_STALE_SECONDS = 3600
_OURS = re.compile(r"records-(\d{8})-(\d{6})(?:-\d+)?\.wxbackup\Z")


def write_backup(folder: Path, key: bytes, *, at: datetime, name: str = "records", step: Step = quiet) -> Path:
    """A checked archive of the record file in ``folder`` as it is now; writers are not held up.

    Archives called ``records`` are thinned afterwards. StoreError: disk full, damaged; Cancelled: nothing is left.
    """
    source, into = folder / DATABASE, folder / BACKUPS
    with _disk_errors(into):
        into.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=into) as scratch:
            copy = Path(scratch) / DATABASE
            _vacuum_into(source, key, copy, step)
            report, origin = inspect(copy, key, where=str(source), step=step)
            checking.refuse_damaged(report, str(source))
            target = _free_name(into, f"{name}-{at:%Y%m%d-%H%M%S}")
            said = at.isoformat(timespec="seconds")
            archive.write(target, copy, at=said, origin=origin, size=report.size, root=report.root, step=step)
            erased.remember(folder, origin)
        for path in thinned(sorted(into.glob(f"*{ENDING}"))):
            path.unlink(missing_ok=True)
    return target


def _vacuum_into(source: Path, key: bytes, copy: Path, step: Step) -> None:
    stopped: list[BaseException] = []

    def watch() -> int:
        try:
            step(0, 0)
        except Cancelled as error:
            stopped.append(error)
            return 1
        return 0

    with engine.saying_why(str(source)):
        connection = engine.connect(source, key, write=False)
        try:
            # A copy writes nothing here, but the engine cannot tell.
            connection.execute("PRAGMA query_only = 0")
            connection.set_progress_handler(watch, 20_000)
            connection.execute("VACUUM INTO ?", (str(copy),))
        except EngineError:
            if stopped:
                raise stopped[0] from None
            raise
        finally:
            connection.close()


def inspect(
    database: Path, key: bytes, *, where: str, known: Anchor | None = None, step: Step = quiet
) -> tuple[CheckReport, bytes]:
    """Full check of a closed database file of ours or an older version; also its origin. StoreError if unreadable.

    ``where`` names in errors what the file was taken from.
    """
    with engine.saying_why(where):
        connection = engine.connect(database, key, write=True)
        try:
            if int(connection.execute("PRAGMA user_version").fetchone()[0]) > migrations.version():
                raise StoreError(_("备份来自更新的版本"), where=where, remedy=_("请安装新版本后再恢复"))
            beside = engine.connect(database, key, write=True)
            try:
                report = checking.check(connection, beside, anchor=known, step=step)
            finally:
                beside.close()
            origin = vetting.origin_of(connection)
        finally:
            connection.close()
    files.sync_file(database)
    return report, origin


def thinned(archives: list[Path]) -> list[Path]:
    """Which may go: all but the newest of each of the last 12 days, 10 weeks and 9 months that have one.

    All of the newest day stay, so that one made before a mistake outlives the one made after it.
    Files that are not named as our regular backups are never among them.
    """
    dated = sorted((m[1] + m[2], path) for path in archives if (m := _OURS.match(path.name)))
    keep = {path for stamp, path in dated if stamp[:8] == dated[-1][0][:8]}
    for count, period in ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month)):
        newest: dict[tuple[int, ...], Path] = {}
        for stamp, path in dated:
            newest[period(datetime.strptime(stamp[:8], "%Y%m%d").date())] = path  # noqa: DTZ007 - a day has no zone
        keep.update(newest[key] for key in sorted(newest)[-count:])
    return [path for _stamp, path in dated if path not in keep]


def _day(day: date) -> tuple[int, ...]:
    return (day.toordinal(),)


def _week(day: date) -> tuple[int, ...]:
    return day.isocalendar()[:2]


def _month(day: date) -> tuple[int, ...]:
    return day.year, day.month


def _free_name(folder: Path, stem: str) -> Path:
    target, number = folder / (stem + ENDING), 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}{ENDING}"
    return target


def check_archive(path: Path, *, key_file: Path | None = None, step: Step = quiet) -> CheckReport:
    """Unpack an archive into a temporary folder and check it fully. The key is looked for as in :func:`prepare`."""
    archive.refuse_no_file(path)
    with _disk_errors(path), tempfile.TemporaryDirectory() as scratch:
        database = Path(scratch) / DATABASE
        manifest = archive.unpack(path, database, step)
        _source, report = _opened_by(_envelopes(path, path.parent, key_file), database, manifest, path, step)
        return report


def prepare(folder: Path, path: Path, *, at: datetime, key_file: Path | None = None, step: Step = quiet) -> Path | None:
    """Make a restore ready in ``folder`` (whose lock the caller holds); :func:`finish` then puts it in place.

    The key is that of ``key_file``, else of the folder, else beside the archive or above it. Returns where the old
    files will be kept, None if there are none. StoreError, Cancelled: nothing is changed.
    """
    new = folder / RESTORING
    with _disk_errors(folder):
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        try:
            database = new / DATABASE
            manifest = archive.unpack(path, database, step)
            source, report = _opened_by(_envelopes(path, folder, key_file), database, manifest, path, step)
            checking.refuse_damaged(report, str(path))
            envelope, key = source.read_bytes(), keys.read_key(source)
            if erasing.again(database, key, _gone_since(folder, path, key, manifest.origin), at=at):
                report, _origin = inspect(database, key, where=str(path), step=step)
                checking.refuse_damaged(report, str(path))
            own = folder / keys.FILE_NAME
            if not own.exists() or own.read_bytes() != envelope:
                keys.write_raw(new / keys.FILE_NAME, envelope)
            anchor.write(new, Anchor(manifest.origin, report.size, report.root))
            kept = _free_folder(folder / KEPT, f"{at:%Y%m%d-%H%M%S}")
            note = folder / (PENDING + ".new")
            note.write_text(json.dumps({"kept": kept.name}), encoding="utf-8")
            files.sync_file(note)
            files.sync_folder(new)
            had = (folder / DATABASE).exists()
            note.replace(folder / PENDING)
            files.sync_folder(folder)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
    return kept if had else None


def _gone_since(folder: Path, archive: Path, key: bytes, origin: bytes) -> list[Erased]:
    """Whom the file that is replaced, or a list beside it or beside the archive, knows to be erased."""
    known: dict[bytes, Erased] = {}
    if (folder / DATABASE).exists():
        # A damaged file is a reason to restore; then the lists beside it must do.
        with suppress(StoreError), engine.saying_why(str(folder)):
            connection = engine.connect(folder / DATABASE, key, write=False)
            try:
                if vetting.origin_of(connection) == origin:
                    known |= {one.subject: one for one in erased.told(connection)}
            finally:
                connection.close()
    for place in (folder, folder / BACKUPS, archive.parent):
        known |= erased.read(place, origin)
    return list(known.values())


def finish(folder: Path) -> None:
    """Put a restore that is ready into place; does nothing if there is none. May be broken off and called again."""
    note, new = folder / PENDING, folder / RESTORING
    if not note.exists():
        shutil.rmtree(new, ignore_errors=True)
        return
    with _disk_errors(folder):
        kept = folder / KEPT / _kept_name(note)
        kept.mkdir(parents=True, exist_ok=True)
        own = folder / keys.FILE_NAME
        if own.exists() and not (kept / keys.FILE_NAME).exists():
            keys.write_raw(kept / keys.FILE_NAME, own.read_bytes())
        if (new / DATABASE).exists():
            for ending in files.DATABASE_PARTS:
                _move(folder / (DATABASE + ending), kept / (DATABASE + ending))
        for name in (keys.FILE_NAME, anchor.FILE_NAME):
            if (new / name).exists():
                _move(folder / name, kept / name)
                _move(new / name, folder / name)
        files.sync_folder(kept)
        _move(new / DATABASE, folder / DATABASE)
        files.sync_folder(folder)
        note.unlink()
        files.sync_folder(folder)
        shutil.rmtree(new, ignore_errors=True)
        # Where nothing was before, nothing is kept.
        if not (kept / DATABASE).exists():
            shutil.rmtree(kept, ignore_errors=True)
            with suppress(OSError):
                kept.parent.rmdir()


def _kept_name(note: Path) -> str:
    """The folder the note names; that there is a note says enough to go on with a damaged one."""
    try:
        return Path(str(json.loads(note.read_bytes())["kept"])).name
    except (ValueError, KeyError, TypeError):
        return "before-restore"


def pending(folder: Path) -> bool:
    """Whether a restore waits to be put into place."""
    return (folder / PENDING).exists()


def _move(source: Path, target: Path) -> None:
    if source.exists():
        source.replace(target)


def _free_folder(parent: Path, stem: str) -> Path:
    target, number = parent / stem, 1
    while target.exists():
        number += 1
        target = parent / f"{stem}-{number}"
    return target


def _envelopes(path: Path, folder: Path, key_file: Path | None) -> list[Path]:
    if key_file is not None:
        return [key_file]
    near = [folder, path.parent, path.parent.parent]
    found = [place / keys.FILE_NAME for place in near if (place / keys.FILE_NAME).exists()]
    return list(dict.fromkeys(found)) or [folder / keys.FILE_NAME]


def _opened_by(
    envelopes: list[Path], database: Path, manifest: archive.Manifest, source: Path, step: Step
) -> tuple[Path, CheckReport]:
    """The envelope whose key opens the database, and the database's check. StoreError of the first one if none does."""
    first: StoreError | None = None
    for path in envelopes:
        try:
            key = keys.read_key(path)
            with engine.saying_why(str(path)):
                engine.connect(database, key, write=True).close()
        except StoreError as error:
            first = first or error
            continue
        report, origin = inspect(database, key, where=str(source), step=step)
        if report.ok and (origin, report.size, report.root) != (manifest.origin, manifest.size, manifest.root):
            report = CheckReport((_("备份的内容与它的清单不符"),), report.size, report.root)
        return path, report
    assert first is not None
    raise first


@contextmanager
def _disk_errors(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = getattr(error, "errno", None) in {28, 122}
        what = _("磁盘已满，没有做完") if full else _("读写文件出错，没有做完（{why}）").format(why=error.strerror)
        raise StoreError(what, where=str(where), remedy=_("原来的记录没有动；请检查磁盘后再试")) from error


def clear_leftovers(folder: Path) -> None:
    """Remove what backups left that were broken off more than an hour ago; younger ones may still be running."""
    old = time.time() - _STALE_SECONDS
    for path in (*(folder / BACKUPS).glob(".making-*"), *(folder / BACKUPS).glob("*.partly")):
        with suppress(OSError):
            if path.stat().st_mtime < old:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

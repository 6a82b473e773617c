"""A backup archive: an uncompressed ZIP of a manifest and the encrypted record file, nothing else.

``manifest.json``: ``{"format": "wxadmin-backup", "version": 1, "at", "origin", "size", "root", "files": {"records.db":
{"bytes", "sha256"}}}``. The key is not in it. Whatever the manifest does not allow is refused, and nothing is unpacked
by its name.
"""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wxadmin.domain.errors import StoreError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.store import files

FORMAT, VERSION = "wxadmin-backup", 1
MANIFEST, DATABASE = "manifest.json", "records.db"
ALLOWED = (DATABASE,)
_MANIFEST_BYTES = 64 * 1024
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself: when, of which record file, and its ledger's size and root."""

    at: str
    origin: bytes
    size: int
    root: bytes
    bytes: int
    sha256: str


def write(target: Path, database: Path, *, at: str, origin: bytes, size: int, root: bytes, step: Step = quiet) -> None:
    """Write an archive of a closed database; the target appears whole and on disk, or not at all. OSError."""
    total = database.stat().st_size
    partly = target.with_name(target.name + ".partly")
    try:
        with zipfile.ZipFile(partly, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
            digest = hashlib.sha256()
            with database.open("rb") as source, packed.open(DATABASE, "w", force_zip64=True) as into:
                copied = _copy(source, into, digest, total, step)
            manifest = {
                "format": FORMAT, "version": VERSION, "at": at, "origin": origin.hex(), "size": size,
                "root": root.hex(), "files": {DATABASE: {"bytes": copied, "sha256": digest.hexdigest()}},
            }  # fmt: skip
            packed.writestr(MANIFEST, json.dumps(manifest, indent=1))
        files.sync_file(partly)
        partly.replace(target)
        files.sync_folder(target.parent)
    finally:
        partly.unlink(missing_ok=True)


def refuse_no_file(archive: Path) -> None:
    """StoreError when there is no such file to read a backup from."""
    if archive.is_dir():
        remedy = _("请指定文件夹里的备份文件")
        raise StoreError(_("这是一个文件夹，不是备份文件"), where=str(archive), remedy=remedy)
    if not archive.exists():
        raise StoreError(_("找不到备份文件"), where=str(archive), remedy=_("请检查路径"))


def is_archive(path: Path) -> bool:
    """Whether a file is a backup, be it damaged: an archive that has a manifest, or whose end is lost. OSError."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return False
    try:
        with zipfile.ZipFile(path) as packed:
            return MANIFEST in packed.namelist()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError):
        return True


def unpack(archive: Path, target: Path, step: Step = quiet) -> Manifest:
    """Copy the database out of the archive to ``target`` after checking everything about it.

    StoreError: not an archive, of a newer version, damaged, or with anything in it that a backup does not have.
    """
    where = str(archive)
    damaged = StoreError(_("备份文件已损坏或不是本程序的备份"), where=where, remedy=_("请换一份备份"))
    try:
        with zipfile.ZipFile(archive) as packed:
            _refuse_strange(packed, where)
            manifest = _manifest(packed, where)
            digest = hashlib.sha256()
            with packed.open(DATABASE) as source, target.open("wb") as into:
                copied = _copy(source, into, digest, manifest.bytes, step)
            if copied != manifest.bytes or digest.hexdigest() != manifest.sha256:
                raise damaged
    except FileNotFoundError:
        raise StoreError(_("找不到备份文件"), where=where, remedy=_("请检查路径")) from None
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, KeyError, TypeError, ValueError) as error:
        raise damaged from error
    files.sync_file(target)
    return manifest


def _refuse_strange(packed: zipfile.ZipFile, where: str) -> None:
    names = [info.filename for info in packed.infolist()]
    for info in packed.infolist():
        kind = stat.S_IFMT(info.external_attr >> 16)
        ordinary = kind in {0, stat.S_IFREG} and not info.is_dir() and not info.flag_bits & 1
        if info.filename not in {MANIFEST, *ALLOWED} or not ordinary or info.compress_type != zipfile.ZIP_STORED:
            raise StoreError(
                _("备份里有不该有的内容“{name}”").format(name=info.filename[:80]), where=where,
                remedy=_("请只用本程序做的备份"),
            )  # fmt: skip
    if len(set(names)) != len(names) or set(names) != {MANIFEST, *ALLOWED}:
        raise StoreError(_("备份里缺了内容或有重复的内容"), where=where, remedy=_("请换一份备份"))


def _manifest(packed: zipfile.ZipFile, where: str) -> Manifest:
    """KeyError, ValueError for one that is not as it should be."""
    if packed.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
        raise ValueError("manifest too large")
    said = json.loads(packed.read(MANIFEST))
    if not isinstance(said, dict) or said["format"] != FORMAT or not isinstance(said["version"], int):
        raise ValueError("not a manifest")
    if said["version"] > VERSION:
        raise StoreError(_("备份来自更新的版本"), where=where, remedy=_("请安装新版本后再恢复"))
    if set(said["files"]) != set(ALLOWED):
        raise ValueError("other files")
    file = said["files"][DATABASE]
    found = Manifest(
        str(said["at"]), bytes.fromhex(said["origin"]), int(said["size"]), bytes.fromhex(said["root"]),
        int(file["bytes"]), str(file["sha256"]),
    )  # fmt: skip
    if packed.getinfo(DATABASE).file_size != found.bytes:
        raise ValueError("size differs")
    return found


def _copy(source: IO[bytes], into: IO[bytes], digest: hashlib._Hash, total: int, step: Step) -> int:
    copied = 0
    while chunk := source.read(_CHUNK):
        into.write(chunk)
        digest.update(chunk)
        copied += len(chunk)
        step(copied, total)
    return copied

"""The key envelope: a small JSON file beside the record file that says how to get at its vault key.

``{"format": "wxadmin-key", "version": 1, "origin": hex, "check": hex, "slots": [...]}``. Every slot is one way to the
same random 32-byte key: ``{"kind": "keyfile", "key": hex}`` holds it plainly in a file only its owner may read,
``{"kind": "keychain"}`` leaves it in the keychain of the system. Slots of other kinds (passphrase, recovery key) are
kept as they are and passed over by a program that does not know them, so that they need no new format.
``check`` tells a damaged key from a sound one.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wxadmin.domain.errors import StoreError
from wxadmin.i18n import _
from wxadmin.store.engine import KEY_BYTES

FILE_NAME = "records.key"
SERVICE = "wxadmin"
_FORMAT, _VERSION = "wxadmin-key", 1
_MAX_BYTES = 64 * 1024


class KeyFile:
    """The key lies plainly in the envelope, which only its owner may read."""

    def slot(self, _origin: bytes, key: bytes) -> dict[str, Any]:
        """Put the key away and return the slot that leads to it."""
        return {"kind": "keyfile", "key": key.hex()}


class Keychain:
    """The key lies in the keychain of the system; StoreError where there is none."""

    def slot(self, origin: bytes, key: bytes) -> dict[str, Any]:
        """Put the key away, read it back and return the slot that leads to it."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, origin.hex(), key.hex())
            kept = keyring.get_password(SERVICE, origin.hex())
        except (KeyringError, OSError, RuntimeError) as error:
            raise StoreError(_("系统钥匙串不能用"), remedy=_("请改用密钥文件")) from error
        if kept != key.hex():
            raise StoreError(_("系统钥匙串没有存住密钥"), remedy=_("请改用密钥文件"))
        return {"kind": "keychain"}


def _from_keyfile(slot: dict[str, Any], _origin: str) -> str | None:
    found = slot.get("key")
    return found if isinstance(found, str) else None


def _from_keychain(_slot: dict[str, Any], origin: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, origin)
    except (KeyringError, OSError, RuntimeError):
        return None


_KINDS: dict[str, Callable[[dict[str, Any], str], str | None]] = {
    "keyfile": _from_keyfile,
    "keychain": _from_keychain,
}


def _check(key: bytes, origin: str) -> str:
    return hashlib.sha256(b"wxadmin-key-check-v1" + key + origin.encode()).hexdigest()[:32]


def write_envelope(path: Path, origin: bytes, key: bytes, place: KeyFile | Keychain) -> None:
    """Write a new envelope, readable by its owner alone and safely on disk. StoreError if it cannot be."""
    envelope = {
        "format": _FORMAT, "version": _VERSION, "origin": origin.hex(), "check": _check(key, origin.hex()),
        "slots": [place.slot(origin, key)],
    }  # fmt: skip
    try:
        write_raw(path, json.dumps(envelope, indent=1).encode())
    except OSError as error:
        raise StoreError(_("密钥文件写不进去"), where=str(path), remedy=_("请检查磁盘空间和文件夹权限")) from error


def write_raw(path: Path, data: bytes) -> None:
    """Put an envelope's bytes in place, readable by the owner alone, on disk before it has its name. OSError."""
    partly = path.with_name(path.name + ".new")
    partly.unlink(missing_ok=True)
    try:
        handle = os.open(partly, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            if sys.platform == "win32":
                _owner_only_on_windows(partly)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partly.replace(path)
    finally:
        partly.unlink(missing_ok=True)


def _owner_only_on_windows(path: Path) -> None:
    done = subprocess.run(
        ["icacls", str(path), "/inheritance:r", "/grant:r", f"{getpass.getuser()}:F"], capture_output=True, check=False
    )
    if done.returncode:
        raise OSError("icacls refused")


def read_key(path: Path) -> bytes:
    """The vault key by the first slot that gives it. StoreError: missing, damaged, or no slot that opens here."""
    where = str(path)
    try:
        data = path.read_bytes()[: _MAX_BYTES + 1]
    except FileNotFoundError:
        raise StoreError(
            _("找不到密钥文件，没有它谁也打不开记录"), where=where, remedy=_("请把与记录文件配套的密钥文件放回原处")
        ) from None
    except OSError as error:
        raise StoreError(_("密钥文件读不出来"), where=where, remedy=_("请检查文件权限")) from error
    damaged = StoreError(_("密钥文件已损坏"), where=where, remedy=_("请放回当初保存的那一份"))
    try:
        envelope = json.loads(data)
        version, origin, check, slots = (envelope[k] for k in ("version", "origin", "check", "slots"))
        sound = envelope["format"] == _FORMAT and isinstance(version, int) and isinstance(origin, str)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise damaged from None
    if not sound or not isinstance(slots, list):
        raise damaged
    if version > _VERSION:
        raise StoreError(_("密钥文件来自更新的版本"), where=where, remedy=_("请安装新版本后再打开"))
    known = [s for s in slots if isinstance(s, dict) and isinstance(s.get("kind"), str) and s["kind"] in _KINDS]
    if not known:
        raise StoreError(_("密钥文件里没有本版本能用的解锁方式"), where=where, remedy=_("请安装新版本后再打开"))
    for slot in known:
        found = _KINDS[slot["kind"]](slot, origin)
        if found is None:
            continue
        try:
            key = bytes.fromhex(found)
        except ValueError:
            raise damaged from None
        if len(key) != KEY_BYTES or _check(key, origin) != check:
            raise damaged
        return key
    raise StoreError(_("系统钥匙串里找不到这份记录的密钥"), where=where, remedy=_("请用建立它的那个系统账户打开"))


def open_to_others(path: Path) -> bool:
    """Whether other accounts of the computer may read the file (known on POSIX only)."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)

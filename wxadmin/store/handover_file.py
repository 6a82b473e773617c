"""The file of a package handed over: parts, each compressed and encrypted piece by piece, nothing readable without key.

``MAGIC``, a header (JSON, its length before and its SHA-256 behind it), the parts one behind the other, the part that
holds the manifest, and in eight bytes where that begins. A part is a run of pieces: length in 4 bytes, then AES-256-GCM
over up to 256 KiB of a deflate stream; the nonce counts part and piece and marks the last one, so that no piece can be
left out, moved or cut off; the header's digest is bound to each. The key is made of the passphrase by Argon2id.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.seal import CODE_LETTERS
from wxadmin.i18n import _

MAGIC = b"wxadmin-handover\n"
FORMAT, VERSION = "wxadmin-handover", 1
ENDING = ".wxadmin-handover"
MEMORY_KIB, TIMES, LANES = 64 * 1024, 3, 4
"""Argon2id as in the key of the record file: 64 MiB, three passes, four lanes."""
LARGEST_MANIFEST = 32 << 20
LARGEST_TOTAL = 8 << 30
LARGEST_LINE = 128 << 20
_PIECE = 256 * 1024
_TAG = 16
_OPEN = 1 << 20
_HEADER_BYTES = 4096
_CODE_LENGTH = 24
_EVERY_RATIO = 1100
"""Deflate makes at most 1,032 bytes of one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: where it begins in the file, and its content's length, lines and SHA-256."""

    name: str
    offset: int
    bytes: int
    lines: int
    sha256: str


def suggestion() -> str:
    """A passphrase of 120 random bits in six groups of four."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _place in range(_CODE_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, _CODE_LENGTH, 4))


def spelled(passphrase: str) -> bytes:
    """The passphrase as the key is made of it: one of ours however it was typed, any other as it stands."""
    plain = unicodedata.normalize("NFKC", passphrase).strip()
    bare = "".join(c for c in plain.upper() if c.isalnum())
    if len(bare) == _CODE_LENGTH and set(bare) <= set(CODE_LETTERS):
        return bare.encode()
    return plain.encode("utf-8", errors="replace")


def _keys(passphrase: str, salt: bytes) -> tuple[bytes, str]:
    """The key of the parts, and the value that tells a wrong passphrase from a damaged file."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(salt=salt, length=64, iterations=TIMES, lanes=LANES, memory_cost=MEMORY_KIB)
    made = kdf.derive(spelled(passphrase))
    return made[:32], hashlib.sha256(b"wxadmin-handover-check-v1" + made[32:]).hexdigest()


def _nonce(part: int, piece: int, *, last: bool) -> bytes:
    return part.to_bytes(4, "big") + piece.to_bytes(7, "big") + bytes([last])


class PartWriter:
    """One part being written; ``line`` adds a line, ``end`` closes it."""

    def __init__(self, file: IO[bytes], cipher: Any, bound: bytes, number: int, name: str) -> None:
        self._file, self._cipher, self._bound, self._number, self._name = file, cipher, bound, number, name
        self._offset = file.tell()
        self._digest = hashlib.sha256()
        self._deflate = zlib.compressobj(6)
        self._waiting = bytearray()
        self._piece = self._bytes = self._lines = 0

    def line(self, text: str) -> None:
        """Add one line."""
        data = text.encode() + b"\n"
        self._bytes += len(data)
        self._lines += 1
        self._digest.update(data)
        self._waiting += self._deflate.compress(data)
        while len(self._waiting) > _PIECE:
            self._put(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]

    def end(self) -> Part:
        """Write what waits and say what the part is."""
        self._waiting += self._deflate.flush()
        while len(self._waiting) > _PIECE:
            self._put(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]
        self._put(bytes(self._waiting), last=True)
        return Part(self._name, self._offset, self._bytes, self._lines, self._digest.hexdigest())

    def _put(self, data: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, self._piece, last=last), data, self._bound)
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._piece += 1


class PackageWriter:
    """A package being written to an open file."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        salt = secrets.token_bytes(32)
        key, check = _keys(passphrase, salt)
        header = json.dumps({"format": FORMAT, "version": VERSION, "salt": salt.hex(), "check": check}).encode()
        self._bound = hashlib.sha256(header).digest()
        self._cipher = AESGCM(key)
        self._file = file
        self._count = 0
        file.write(MAGIC + len(header).to_bytes(4, "big") + header + self._bound)

    def part(self, name: str) -> PartWriter:
        """Begin the next part; end the one before first."""
        self._count += 1
        return PartWriter(self._file, self._cipher, self._bound, self._count, name)

    def finish(self, manifest: str, signature: bytes) -> None:
        """Write the manifest and where it stands."""
        offset = self._file.tell()
        # Part 0: found without knowing how many there are.
        part = PartWriter(self._file, self._cipher, self._bound, 0, "manifest")
        part.line(json.dumps({"manifest": manifest, "signature": signature.hex()}, ensure_ascii=False))
        part.end()
        self._file.write(offset.to_bytes(8, "big"))


def damaged(where: str) -> UserError:
    """What is said of a package with a byte changed, or cut short."""
    return UserError(_("移交包已损坏或不完整"), where=where, remedy=_("请让移交人重新拷贝一份"))


class PackageFile:
    """A package opened with its passphrase. ``manifest`` is the text that ``signature`` is over.

    UserError: no package, from a newer version, wrong passphrase, damaged. Parts are read piece by piece, never more
    than they say they have.
    """

    def __init__(self, file: IO[bytes], passphrase: str, where: str) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._file, self._where = file, where
        self._ends: dict[str, int] = {}
        self.size = file.seek(0, 2)
        file.seek(0)
        salt, check, self._bound, self._begin = self._header()
        key, expected = _keys(passphrase, salt)
        if not hmac.compare_digest(check, expected):
            raise UserError(_("口令不对"), where=where, remedy=_("请核对移交人给的口令，一字不差地再输一次"))
        self._cipher = AESGCM(key)
        file.seek(self.size - 8)
        self.offset = int.from_bytes(file.read(8), "big")
        if not self._begin <= self.offset < self.size - 8:
            raise damaged(where)
        text = b"".join(self._content(0, self.offset, LARGEST_MANIFEST))
        if file.tell() != self.size - 8:
            raise damaged(where)
        try:
            said = json.loads(text)
            self.manifest = str(said["manifest"])
            self.signature = bytes.fromhex(said["signature"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise damaged(where) from None

    def _header(self) -> tuple[bytes, str, bytes, int]:
        file, where = self._file, self._where
        if file.read(len(MAGIC)) != MAGIC:
            raise UserError(_("这不是移交包"), where=where, remedy=_("请选择扩展名为 .wxadmin-handover 的文件"))
        length = int.from_bytes(file.read(4), "big")
        if length > _HEADER_BYTES:
            raise damaged(where)
        header, bound = file.read(length), file.read(32)
        if len(header) != length or hashlib.sha256(header).digest() != bound:
            raise damaged(where)
        try:
            said = json.loads(header)
            version = said["version"]
            if not isinstance(version, int) or said["format"] != FORMAT:
                raise ValueError
            if version > VERSION:
                raise newer(where)
            return bytes.fromhex(said["salt"]), str(said["check"]), bound, file.tell()
        except (ValueError, KeyError, TypeError, RecursionError):
            raise damaged(where) from None

    def parts(self, said: object) -> dict[str, Part]:
        """The parts as the manifest tells them, if they can be; nothing is unpacked for it."""
        try:
            found = [Part(**one) for one in said]  # type: ignore[attr-defined]
            for one in found:
                if {k: type(v) for k, v in asdict(one).items()} != _KINDS or min(one.offset, one.bytes, one.lines) < 0:
                    raise TypeError
        except TypeError:
            raise damaged(self._where) from None
        total = sum(one.bytes for one in found)
        if total > LARGEST_TOTAL or total > _EVERY_RATIO * self.size:
            raise UserError(
                _("移交包解开后太大（{size} MB）").format(size=f"{total >> 20:,}"), where=self._where,
                remedy=_("请让移交人分几次移交"),
            )  # fmt: skip
        self._numbers = {one.name: place for place, one in enumerate(found, 1)}
        if len(self._numbers) != len(found):
            raise damaged(self._where)
        return {one.name: one for one in found}

    def check_places(self, parts: Iterable[Part]) -> None:
        """That the parts, all read, fill the file from header to manifest, none left out and nothing between them."""
        at = self._begin
        for part in parts:
            if part.offset != at:
                raise damaged(self._where)
            at = self._ends[part.name]
        if at != self.offset:
            raise damaged(self._where)

    def lines(self, part: Part) -> Iterator[bytes]:
        """The lines of a part; at its end it is known whether it was whole. UserError when it is not."""
        digest = hashlib.sha256()
        lines, rest = 0, b""
        pieces: list[bytes] = []
        size = 0
        for data in self._content(self._numbers[part.name], part.offset, part.bytes):
            digest.update(data)
            *whole, rest = data.split(b"\n")
            for one in whole:
                yield b"".join((*pieces, one))
                pieces, size = [], 0
                lines += 1
            pieces.append(rest)
            size += len(rest)
            if size > LARGEST_LINE:
                raise damaged(self._where)
        self._ends[part.name] = self._file.tell()
        if rest or size or digest.hexdigest() != part.sha256 or lines != part.lines:
            raise damaged(self._where)

    def _content(self, number: int, offset: int, limit: int) -> Iterator[bytes]:
        from cryptography.exceptions import InvalidTag

        file = self._file
        place, inflate, given = offset, zlib.decompressobj(), 0
        piece, last = 0, False
        while not last:
            file.seek(place)
            length = int.from_bytes(file.read(4), "big")
            if not _TAG <= length <= _PIECE + _TAG:
                raise damaged(self._where)
            sealed = file.read(length)
            place = file.tell()
            # A full piece may be the last one; the nonce tells.
            data = None
            for ending in (False, True) if length == _PIECE + _TAG else (True,):
                try:
                    data = self._cipher.decrypt(_nonce(number, piece, last=ending), sealed, self._bound)
                except InvalidTag:
                    continue
                last = ending
                break
            if data is None:
                raise damaged(self._where)
            piece += 1
            try:
                while data:
                    out = inflate.decompress(data, _OPEN)
                    given += len(out)
                    if given > limit:
                        raise damaged(self._where)
                    if out:
                        yield out
                    data = inflate.unconsumed_tail
            except zlib.error:
                raise damaged(self._where) from None
            while last and not inflate.eof and (out := inflate.decompress(b"", _OPEN)):
                given += len(out)
                if given > limit:
                    raise damaged(self._where)
                yield out
        file.seek(place)
        if not inflate.eof or inflate.unused_data:
            raise damaged(self._where)


_KINDS = {"name": str, "offset": int, "bytes": int, "lines": int, "sha256": str}


def newer(where: str) -> UserError:
    """What is said of a package of a program that came after this one."""
    return UserError(_("移交包来自更新的版本"), where=where, remedy=_("请先安装新版本的程序"))

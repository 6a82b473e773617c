"""The bundled faces and what stands in for a face, one character at a time.

仿宋 → 宋 → 楷 → symbols → rare characters → emoji. The face of symbols has only what none of the others has.

A packed face is unpacked once into the cache folder of the user; several processes may do so at once, because each
writes its own temporary file, checks its hash and only then moves it into place. Where no cache can be written the face
is kept in memory instead. Only the standard library is used: the window asks for the files before its first paint.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import re
import tempfile
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.printing.typesetting.installed import own_font
from wxadmin.printing.typesetting.sfnt import Sfnt
from wxadmin.resource import resource_dir

MISSING = "〓"
"""Printed for a character that no face has (GB/T 2312 calls it the geta mark)."""

BUNDLED = ("song", "biaosong", "hei", "kai", "symbols", "rare", "emoji")
_REMEDY = "请重新安装本程序"

# Marks that fill a square in Chinese text, and what else of the same face may draw them. A Latin em dash is shorter
# than its square, so that —— shows a gap; the light box line is exactly as wide. Latin middle dots are narrow, the
# katakana one stands in the middle of a square. A face that has none of them right leaves the mark to the next face.
_SQUARE = {"—": "—─", "·": "·・", "…": "…", "“": "“", "”": "”", "‘": "‘", "’": "’"}
_SQUARE_WIDTH = 900
_DASH_BEARING = 15
# Private characters look different in every font, so no face can know what is meant. But for the bullets of Word,
# which come along when its lists are copied: they stand at their places in the fonts Symbol and Wingdings.
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_BULLETS = {
    "\uf0b7": "•", "\uf06c": "●", "\uf06e": "■", "\uf0a7": "▪", "\uf0a8": "□", "\uf06f": "□", "\uf071": "❑",
    "\uf075": "◆", "\uf076": "❖", "\uf0d8": "➢", "\uf0e0": "→", "\uf0e8": "➔", "\uf0fc": "✓", "\uf0fe": "☑",
}  # fmt: skip


def common_form(char: str) -> str:
    """The character that this one is by definition, in another coding or lettering (豈 U+F900 is 豈, 𝐀 is A).

    The bullet that a private character is in Word; the character itself where there is none, or where it consists of
    several.
    """
    if char in _BULLETS:
        return _BULLETS[char]
    kind, _, code = unicodedata.decomposition(char).rpartition(" ")
    return chr(int(code, 16)) if code and kind in ("", "<font>") else char


class Face:
    """One face: ``key``, its font, and the glyph of a character.

    With ``guarded`` a character whose outline is blank, damaged or impossibly wide counts as one that is not there:
    owners' fonts come from anywhere, and a paper must neither fail over them nor show a gap.
    """

    def __init__(self, key: str, font: Sfnt, *, guarded: bool = False) -> None:
        self.key = key
        self.font = font
        self._guarded = guarded
        self._squares = {char: self._square(char, others) for char, others in _SQUARE.items()}

    def glyph(self, char: str) -> int:
        """Glyph of the character, or of the same letter in its common form; 0 when this face cannot print it."""
        return self.own_glyph(char) or self.own_glyph(common_form(char))

    def own_glyph(self, char: str) -> int:
        """Glyph of the character itself, 0 when this face should not or cannot print it."""
        if _PRIVATE.match(char):
            return 0
        found = self._squares.get(char)
        return self._glyph(char) if found is None else found

    def _glyph(self, char: str) -> int:
        glyph = self.font.glyph(ord(char))
        if glyph and self._guarded and not char.isspace():
            wide = unicodedata.east_asian_width(char) in "WF"
            if not (self.font.sound(glyph) and (500 if wide else 0) <= self.font.advance(glyph) <= 2000):
                return 0
        return glyph

    def _square(self, char: str, others: str) -> int:
        for other in others:
            glyph = self._glyph(other)
            width = self.font.advance(glyph)
            if glyph and width >= _SQUARE_WIDTH:
                left, right = self.font.ink(glyph)
                if char != "—" or (left <= _DASH_BEARING and right >= width - _DASH_BEARING):
                    return glyph
        return 0


class Chain:
    """A face with its stand-ins. Look-ups are remembered, so each character costs once a process.

    ``widths[char]`` is the advance in thousandths of the em; ``strays`` are the characters seen so far that the first
    face does not have, each with the face that prints it or None where no face does (then 〓 stands for it).
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        self.widths = _Widths(self)
        self.strays: dict[str, Face | None] = {}

    @property
    def first(self) -> Face:
        """The face that prints whatever it can."""
        return face(self.keys[0])

    def prints(self, char: str) -> bool:
        """Whether any face of the chain has the character."""
        return bool(self.widths[char]) and self.strays.get(char, self.first) is not None

    def look(self, char: str) -> int:
        """Find who prints a character; returns its advance."""
        # Who has the character itself comes before those that only have its common form.
        for form in dict.fromkeys((char, common_form(char))):
            for i, key in enumerate(self.keys):
                here = face(key)
                glyph = here.own_glyph(form)
                if glyph:
                    if i:
                        self.strays[char] = here
                    return here.font.advance(glyph)
        self.strays[char] = None
        return self.widths[MISSING] if char != MISSING else 1000


class _Widths(dict[str, int]):
    def __init__(self, chain: Chain) -> None:
        super().__init__()
        self._chain = chain

    def __missing__(self, char: str) -> int:
        width = self[char] = self._chain.look(char)
        return width


STAND_INS = ("song", "kai", "symbols", "rare", "emoji")
"""The end of every chain. Symbols are looked for before rare characters, because that face is the largest to unpack."""


_LOADING = threading.RLock()
"""Of each face and chain there is one, whoever asks at the same time: a paper that used two would embed both."""


def chain(key: str, owners: bool = False) -> Chain:
    """The chain that begins with a face: ``song``, ``hei``, ``kai``, ``biaosong`` or ``fangsong``.

    With ``owners`` the machine's own 仿宋, 黑体, 楷体 and 小标宋 come first where they are installed.
    """
    with _LOADING:
        return _chain(key, owners)


@cache
def _chain(key: str, owners: bool) -> Chain:
    keys: list[str] = []
    for name in (key, *STAND_INS):
        if owners and own_font(name) is not None:
            keys.append(f"owner:{name}")
        if name in BUNDLED:
            keys.append(name)
    return Chain(tuple(dict.fromkeys(keys)))


def face(key: str) -> Face:
    """A bundled face, or with ``owner:`` before its key the one installed on this machine.

    UserError when the program's own file is missing or broken.
    """
    with _LOADING:
        return _face(key)


@cache
def _face(key: str) -> Face:
    if key.startswith("owner:"):
        own = own_font(key.removeprefix("owner:"))
        if own is None:
            raise UserError("本机没有装这种字体", where=key, remedy="请改用自带字体")
        return Face(key, own, guarded=True)
    entry = _entry(key)
    name = str(entry["file"])
    try:
        return Face(key, Sfnt(_unpacked(entry), name))
    except UserError:
        # The copy in the cache is damaged; the packed one is checked against its hash.
        return Face(key, Sfnt(_unpacked(entry, anew=True), name))


def face_file(key: str) -> Path:
    """The unpacked ``.ttf`` of a bundled face, for the window; unpacks it when needed.

    UserError when it is missing or broken or no folder can be written.
    """
    found = _unpacked(_entry(key))
    if isinstance(found, bytes):
        raise UserError("缓存文件夹不能写，字体无法解开", where=str(cache_folder()), remedy="请检查磁盘空间和权限")
    return found


def cache_folder() -> Path:
    """Where unpacked faces lie; ``WXADMIN_CACHE`` moves it."""
    moved = os.environ.get("WXADMIN_CACHE")
    if moved:
        return Path(moved) / "fonts"
    import platformdirs

    return Path(platformdirs.user_cache_dir("wxadmin", appauthor=False)) / "fonts"


@lru_cache(maxsize=1)
def _entries() -> dict[str, dict[str, str | int]]:
    where = "faces.json"
    try:
        text = (resource_dir("fonts") / where).read_text(encoding="utf-8")
        return {entry["key"]: entry for entry in json.loads(text)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError("程序自带的字体不全", where=where, remedy=_REMEDY) from error


def _entry(key: str) -> dict[str, str | int]:
    try:
        return _entries()[key]
    except KeyError:
        raise UserError("程序没有这种字体", where=key, remedy=_REMEDY) from None


def _unpacked(entry: dict[str, str | int], *, anew: bool = False) -> Path | bytes:
    """The face in the cache, made ``anew`` even if it is there; its bytes where nothing can be written there."""
    name, digest = Path(str(entry["file"])), str(entry["sha256"])
    folder = cache_folder()
    path = folder / f"{name.stem}-{digest[:16]}{name.suffix}"
    try:
        if not anew and path.stat().st_size == entry["size"]:
            return path
    except OSError:
        pass  # not there yet, or not readable: made anew below
    raw = _unpack(name.name, digest)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=name.stem, suffix=".part", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError:
        return raw  # disk full or not writable: papers can still be printed
    return path


def _unpack(name: str, digest: str) -> bytes:
    packed = f"{name}.xz"
    try:
        raw = lzma.decompress((resource_dir("fonts") / packed).read_bytes())
    except (OSError, lzma.LZMAError, EOFError) as error:
        raise UserError("程序自带的字体缺失或损坏", where=packed, remedy=_REMEDY) from error
    if hashlib.sha256(raw).hexdigest() != digest:
        raise UserError("程序自带的字体与清单不符", where=packed, remedy=_REMEDY)
    return raw

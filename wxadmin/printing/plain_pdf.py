"""A strict reader of plain PDF files: whatever two programs could read in two ways is refused.

Viewers repair damaged files, each in its own way, and choose differently between two entries of one name. A forger
lives on that: the verifier is shown one document and people another. So only files of the plainest kind are read, and
every byte of them is accounted for: a header, objects one after another without repetition, one cross-reference table
that names exactly those, one trailer. There are no object streams, no incremental updates and no repairs.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from wxadmin.printing.typesetting import png


class NotPlainError(ValueError):
    """The file is not of the plain kind."""


class Name(str):
    """A PDF name without its slash."""

    __slots__ = ()


class Whole(float):
    """A number written without a point: some viewers take no other for a size or a way of packing."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an object."""

    number: int


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: its value and, for a stream, its bytes as stored."""

    value: object
    stored: bytes | None = None


_HEADER = re.compile(rb"%PDF-1\.\d\r?\n(?:%[^\r\n]*\r?\n)?")
_OBJECT = re.compile(rb"([1-9]\d{0,9}) 0 obj\b")
_ARRAY_END = re.compile(rb"[ \t\r\n]*\]")
_DICTIONARY_END = re.compile(rb"[ \t\r\n]*>>")
_STREAM = re.compile(rb"[ \t\r\n]*stream\r?\n")
_STREAM_END = re.compile(rb"\r?\n?endstream\s*endobj[ \t\r\n]*")
_OBJECT_END = re.compile(rb"[ \t\r\n]*endobj[ \t\r\n]*")
_XREF = re.compile(rb"xref\r?\n0 (\d{1,10})[ ]?\r?\n((?:\d{10} \d{5} [nf](?: \r| \n|\r\n))+)trailer\b")
_END = re.compile(rb"\s*startxref\r?\n(\d{1,20})\r?\n%%EOF\s*")
_TOKEN = re.compile(
    rb"""[ \t\r\n]*(?:
    (?P<mark><<|>>|\[|\])
    |/(?P<name>[^\x00-\x20\x7f-\xff()<>\[\]{}/%\#]+)(?=[\s()<>\[\]/]|\Z)
    |(?P<ref>\d{1,10})[ ]0[ ]R(?=[\s<>\[\]()/]|\Z)
    |(?P<number>-?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20}))(?=[\s<>\[\]()/]|\Z)
    |<(?P<hex>(?:[0-9A-Fa-f]{2})*)>
    |\((?P<text>(?:[^()\\\r]|\\(?!\r|[4-7][0-7]{2}).|\((?:[^()\\\r]|\\(?!\r|[4-7][0-7]{2}).)*\))*)\)
    |(?P<word>true|false|null)(?=[\s<>\[\]()/]|\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
# A raw CR in a string (a line end, hence one LF) and an octal beyond a byte are read in two ways: _TOKEN has neither.
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_WORDS = {b"true": True, b"false": False, b"null": None}
_PACKED_ROWS = ("Predictor", "Colors", "BitsPerComponent", "Columns")
_PNG = 15
_SAMPLES = ((3, 8), (1, 8), (1, 4), (1, 2), (1, 1))  # channels and bits
_DEEPEST = 20
_LARGEST = 1 << 28  # bytes of all streams read; a small file can unpack to more than any memory
_PICTURES = 1 << 31  # the same for pictures, which nobody keeps: each is read twice


class PlainPdf:
    """The objects of a file by number, and its trailer. NotPlainError when anything in it is out of the ordinary."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._room = {False: _LARGEST, True: _PICTURES}
        self.objects: dict[int, Thing] = {}
        start = _HEADER.match(data)
        if start is None:
            raise NotPlainError("no header")
        at, offsets = start.end(), {}
        while found := _OBJECT.match(data, at):
            number = int(found.group(1))
            if number in self.objects:
                raise NotPlainError("an object twice")
            offsets[number] = at
            self.objects[number], at = self._object(found.end())
        self.trailer = self._ending(at, offsets)

    def resolve(self, value: object) -> object:
        """The value, or that of the object it refers to."""
        return self.thing(value).value if isinstance(value, Ref) else value

    def thing(self, ref: object) -> Thing:
        """The object referred to."""
        if not isinstance(ref, Ref) or ref.number not in self.objects:
            raise NotPlainError("a reference to nothing")
        return self.objects[ref.number]

    def unpacked(self, thing: Thing) -> bytes:
        """The bytes of a stream that is stored as it is or deflated and nothing else. NotPlainError for any other.

        A JPEG counts as stored as it is: what it unpacks to is the picture, and its bytes say all about that. The
        samples of a picture may be packed as the rows of a PNG are; they are the same as if they were deflated alone.
        All that is asked for in the life of the reader counts together; NotPlainError when it is more than any paper.
        """
        entries, stored = thing.value, thing.stored
        if stored is None or not isinstance(entries, dict):
            raise NotPlainError("no plain stream")
        packing = entries.get("Filter")
        picture = entries.get("Subtype") == "Image"
        jpeg = packing == "DCTDecode" and picture
        if not jpeg and packing not in (None, "FlateDecode", ["FlateDecode"]):
            raise NotPlainError("a stream packed in another way")
        most = min(self._room[picture], _LARGEST)
        if "DecodeParms" in entries:
            data = _from_rows(entries, stored, most)
        else:
            data = stored if jpeg or packing is None else _inflated(stored, most + 1)
        self._room[picture] -= len(data)
        if len(data) > most:
            raise NotPlainError("more than any paper holds")
        return data

    def _object(self, at: int) -> tuple[Thing, int]:
        value, at = self._value(at, 0)
        if found := _OBJECT_END.match(self._data, at):
            return Thing(value), found.end()
        begins = _STREAM.match(self._data, at)
        length = value.get("Length") if isinstance(value, dict) else None
        if begins is None or not isinstance(length, Whole) or length < 0:
            raise NotPlainError("an object without end")
        stop = begins.end() + int(length)
        found = _STREAM_END.match(self._data, stop)
        if found is None:
            raise NotPlainError("a stream of another length")
        return Thing(value, self._data[begins.end() : stop]), found.end()

    def _value(self, at: int, depth: int) -> tuple[object, int]:
        found = _TOKEN.match(self._data, at)
        if found is None or depth > _DEEPEST:
            raise NotPlainError("no value")
        at, kind, token = found.end(), found.lastgroup, found.group(found.lastgroup or 0)
        if kind == "mark":
            if token == b"[":
                return self._array(at, depth)
            if token == b"<<":
                return self._dictionary(at, depth)
            raise NotPlainError("an end without beginning")
        if kind == "name":
            return Name(token.decode("ascii")), at
        if kind == "ref":
            return Ref(int(token)), at
        if kind == "number":
            return (float if b"." in token else Whole)(token), at
        if kind == "hex":
            return bytes.fromhex(token.decode("ascii")), at
        return (_unescaped(token) if kind == "text" else _WORDS[token]), at

    def _array(self, at: int, depth: int) -> tuple[list[object], int]:
        items: list[object] = []
        while not (end := _ARRAY_END.match(self._data, at)):
            value, at = self._value(at, depth + 1)
            items.append(value)
        return items, end.end()

    def _dictionary(self, at: int, depth: int) -> tuple[dict[str, object], int]:
        entries: dict[str, object] = {}
        while not (end := _DICTIONARY_END.match(self._data, at)):
            key, at = self._value(at, depth + 1)
            if not isinstance(key, Name) or key in entries:
                raise NotPlainError("a key twice, or no name")
            entries[key], at = self._value(at, depth + 1)
        return entries, end.end()

    def _ending(self, at: int, offsets: dict[int, int]) -> dict[str, object]:
        """Cross-reference table, trailer and end, which say nothing but what was found."""
        table = _XREF.match(self._data, at)
        if table is None:
            raise NotPlainError("no cross-reference table behind the objects")
        entries = table.group(2)
        if len(entries) != 20 * int(table.group(1)):
            raise NotPlainError("a table of another length")
        lines = [entries[i : i + 18].split() for i in range(0, len(entries), 20)]
        named = {i: int(place) for i, (place, _, kind) in enumerate(lines) if kind == b"n"}
        if named != offsets or any(kind == b"n" and age != b"00000" for _, age, kind in lines):
            raise NotPlainError("a table of other objects")
        trailer, stop = self._value(table.end(), 0)
        end = _END.fullmatch(self._data, stop)
        if end is None or int(end.group(1)) != at or not isinstance(trailer, dict):
            raise NotPlainError("no plain end")
        if not trailer.keys() <= {"Size", "Root", "Info", "ID"}:
            raise NotPlainError("encrypted, or with more than one table")
        return trailer


def _unescaped(text: bytes) -> bytes:
    """A literal string after its escapes."""

    def char(found: re.Match[bytes]) -> bytes:
        octal, letter = found.groups()
        return bytes([int(octal, 8)]) if octal else _ESCAPES.get(letter, letter)

    return _ESCAPE.sub(char, text)


def _inflated(stored: bytes, most: int) -> bytes:
    """Up to ``most`` bytes."""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(stored, most)
    except zlib.error as error:
        raise NotPlainError("a damaged stream") from error
    if len(data) < most and (not unpacking.eof or unpacking.unused_data):
        raise NotPlainError("a stream cut short, or with a tail")
    return data


def rows_told(entries: dict[str, object], stored: bytes = b"") -> png.Rows:
    """How a picture is packed that is packed as the rows of a PNG.

    NotPlainError for rows packed in any other way, or of another shape than the picture's: some readers go by the one,
    some by the other.
    """
    parms, shape = entries["DecodeParms"], [entries.get(key) for key in ("Width", "Height", "BitsPerComponent")]
    picture = entries.get("Subtype") == "Image" and entries.get("Filter") == "FlateDecode"
    if not picture or not isinstance(parms, dict) or parms.keys() != set(_PACKED_ROWS):
        raise NotPlainError("a stream packed in another way")
    said = [int(one) for one in (*(parms[key] for key in _PACKED_ROWS), *shape) if isinstance(one, Whole)]
    if len(said) != len(_PACKED_ROWS) + len(shape) or min(said) < 1:
        raise NotPlainError("rows of no shape")
    kind, channels, bits, columns, wide, high, deep = said
    if kind != _PNG or (channels, bits) not in _SAMPLES or (columns, bits) != (wide, deep):
        raise NotPlainError("rows of another shape")
    return png.Rows(wide, high, channels, bits, stored)


def _from_rows(entries: dict[str, object], stored: bytes, most: int) -> bytes:
    """The samples of a picture packed as the rows of a PNG, up to ``most`` bytes."""
    rows = rows_told(entries, stored)
    if (1 + rows.length) * rows.height > most:
        raise NotPlainError("more than any paper holds")
    try:
        return png.samples(rows)
    except ValueError as error:
        raise NotPlainError("no whole rows") from error

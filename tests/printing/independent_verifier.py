"""A second verifier, written from the descriptions of digest and check block alone: shares no code with the program.

Reads a paper with zlib, hashlib and a QR reader alone; under 200 lines. Good for papers as the program writes them.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator

KINDS = (
    "regulation", "sheet", "notice", "history", "announcement", "form", "letter", "list", "comparison", "casefile"
)  # fmt: skip
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LEXER = re.compile(
    rb"<<|>>|\[|\]|<[0-9A-Fa-f]*>|\((?:[^\\()]|\\.)*\)|/[^\s<>\[\]()/]+|\d+ 0 R|-?[\d.]+|true|false|null", re.DOTALL
)
BLOCK = re.compile(rb"(?<=/WxBlock BMC\n)(.*?)(?=EMC\n)", re.DOTALL)


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class Pdf:
    """Objects by number, one after another: the tokens of each and what its stream unpacks to."""

    def __init__(self, data: bytes) -> None:
        self.objects: dict[int, tuple[list[bytes], bytes | None]] = {}
        at = 0
        while found := re.compile(rb"(?:%[^\n]*\n)*\s*(\d+) 0 obj\s").match(data, at):
            end = re.compile(rb"endobj|stream\n").search(data, found.end())
            assert end is not None
            tokens, stream, at = LEXER.findall(data[found.end() : end.start()]), None, end.end()
            if end.group() == b"stream\n":
                stop = at + int(tokens[tokens.index(b"/Length") + 1])
                stream = data[at:stop]
                assert data[stop:].startswith(b"\nendstream\nendobj")
                at = data.index(b"endobj", stop) + len(b"endobj")
                if b"/FlateDecode" in tokens:
                    stream = zlib.decompress(stream)
                tokens = self.without(tokens, b"/Length")
                if b"/DecodeParms" in tokens:
                    stream, tokens = self.from_rows(stream, tokens)
                tokens = tokens if b"/DCTDecode" in tokens else self.without(tokens, b"/Filter")
            self.objects[int(found.group(1))] = tokens, stream
        root = re.search(rb"trailer\s*<<.*?/Root (\d+) 0 R.*?>>\s*startxref\s*(\d+)\s*%%EOF\s*\Z", data[at:], re.DOTALL)
        assert root is not None
        assert int(root.group(2)) == at + len(b"\n")
        self.root = int(root.group(1))

    @staticmethod
    def without(tokens: list[bytes], key: bytes) -> list[bytes]:
        at = tokens.index(key) if key in tokens else len(tokens)
        return tokens[:at] + tokens[at + 2 :]

    @staticmethod
    def from_rows(stream: bytes, tokens: list[bytes]) -> tuple[bytes, list[bytes]]:
        """The rows of a PNG without their filters, and the entries without how they were packed."""
        at = tokens.index(b"/DecodeParms")
        end = tokens.index(b">>", at) + 1
        parms, rest = tokens[at:end], tokens[:at] + tokens[end:]
        picture = {key: int(rest[rest.index(key) + 1]) for key in (b"/Width", b"/Height", b"/BitsPerComponent")}
        wide, high, bits = picture.values()
        names = [b"/Predictor", b"/Colors", b"/BitsPerComponent", b"/Columns"]
        assert sorted(parms[2:-1:2]) == sorted(names)
        kind, colours, deep, columns = (int(parms[parms.index(name) + 1]) for name in names)
        assert (kind, deep, columns) == (15, bits, wide)
        long, ahead = -(-wide * colours * bits // 8), max(1, colours * bits // 8)
        assert len(stream) == (1 + long) * high
        out, above = bytearray(), bytes(long)
        for start in range(0, len(stream), 1 + long):
            row = bytearray(ahead) + stream[start + 1 : start + 1 + long]
            over = bytes(ahead) + above
            for i in range(ahead, len(row)):
                a, b, c = row[i - ahead], over[i], over[i - ahead]
                near = min((a, b, c), key=lambda one, p=a + b - c: abs(p - one))  # type: ignore[misc]
                row[i] = (row[i] + (0, a, b, (a + b) // 2, near)[stream[start]]) & 255
            above = bytes(row[ahead:])
            out += above
        return bytes(out), rest

    def canonical(self) -> Iterator[bytes]:
        yield b"wxadmin-paper-v1"
        order = [self.root]
        for number in order:
            tokens, stream = self.objects[number]
            yield from self.value(iter(tokens), order)
            if stream is not None:
                yield b"stream"
                yield BLOCK.sub(b"", stream)

    def value(self, tokens: Iterator[bytes], order: list[int]) -> Iterator[bytes]:
        token = next(tokens)
        if token == b"<<":
            yield token
            entries = {}
            while (key := next(tokens)) != b">>":
                entries[key[1:]] = list(self.whole(tokens))
            for key in sorted(entries):
                yield key
                yield from self.value(iter(entries[key]), order)
            yield b">>"
        elif token == b"[":
            yield token
            items = []
            while (item := next(tokens)) != b"]":
                items += [item, *self.rest(item, tokens)]
            rest = iter(items)
            for first in rest:
                whole = [first, *self.rest(first, rest)]
                yield from self.value(iter(whole), order)
            yield b"]"
        elif token.endswith(b" 0 R"):
            number = int(token[:-4])
            if number not in order:
                order.append(number)
            yield b"R%d" % order.index(number)
        elif token[:1] == b"<":
            yield b"(" + bytes.fromhex(token[1:-1].decode())
        elif token[:1] in b"/(" or token in (b"true", b"false", b"null"):
            yield token.removesuffix(b")") if token[:1] == b"(" else token
        else:
            yield b"%.4f" % float(token)

    def whole(self, tokens: Iterator[bytes]) -> Iterator[bytes]:
        first = next(tokens)
        yield first
        yield from self.rest(first, tokens)

    def rest(self, first: bytes, tokens: Iterator[bytes]) -> Iterator[bytes]:
        depth = first in (b"<<", b"[")
        while depth:
            token = next(tokens)
            depth += (token in (b"<<", b"[")) - (token in (b">>", b"]"))
            yield token

    def font(self, name: bytes) -> dict[bytes, str]:
        """Codes and characters of the font that the pages call by this name."""
        number = next(tokens[tokens.index(name) + 1] for tokens, _ in self.objects.values() if name in tokens)
        tokens = self.objects[int(number[:-4])][0]
        cmap = self.objects[int(tokens[tokens.index(b"/ToUnicode") + 1][:-4])][1]
        assert cmap is not None
        pairs = re.findall(rb"^<(\w{4})> <(\w+)>$", cmap, re.MULTILINE)
        return {code.lower(): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def read(data: bytes) -> tuple[bytes, str, list[tuple[float, ...]]]:
    """Digest of the paper, words and rectangles of its check block."""
    pdf, total = Pdf(data), hashlib.sha256()
    for part in pdf.canonical():
        total.update(len(part).to_bytes(4, "big") + part)
    inside = [block for _, stream in pdf.objects.values() if stream for block in BLOCK.findall(stream)]
    assert len(inside) == 1
    words, font = "", {}
    for name, codes in re.findall(rb"(/F\d+) 8 Tf|<([0-9a-f]+)>", inside[0]):
        font = pdf.font(name) if name else font
        words += "".join(font[codes[i : i + 4]] for i in range(0, len(codes), 4))
    rects = [tuple(map(float, line.split())) for line in re.findall(rb"^([\d. ]+) re$", inside[0], re.MULTILINE)]
    return total.digest(), words, rects


def payload(rects: list[tuple[float, ...]]) -> bytes:
    import numpy as np
    import zxingcpp

    left, bottom = min(r[0] for r in rects), min(r[1] for r in rects)
    side = max(r[1] + r[3] for r in rects) - bottom
    count = 17 + 4 * round((side / min(r[3] for r in rects) - 17) / 4)
    picture, step = np.full((count + 8, count + 8), 255, np.uint8), count / side
    for x, y, w, _ in rects:
        column = 4 + round((x - left) * step)
        picture[count + 3 - round((y - bottom) * step), column : column + round(w * step)] = 0
    return bytes(zxingcpp.read_barcode(np.kron(picture, np.ones((4, 4), np.uint8))).bytes)  # type: ignore[union-attr]


def issued(data: bytes) -> bool:
    digest, words, rects = read(data)
    block = payload(rects)
    parts, at = [], 1
    while at < len(block):
        size = int.from_bytes(block[at : at + 2], "big")
        parts.append(block[at + 2 : at + 2 + size])
        at += 2 + size
    origin, seq, when, kind, name, subject, salt, size_, root, path = parts
    body = {"content": digest.hex(), "number": name.decode(), "paper": KINDS[kind[0]]}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    fields = (b"wxadmin-ledger-v1", origin, seq, when, b"paper", subject, sha(b"wxadmin-commit-v1" + salt + text))
    node = sha(b"\0" + b"".join(len(f).to_bytes(4, "big") + f for f in fields))
    place, last = int.from_bytes(seq, "big") - 1, int.from_bytes(size_, "big") - 1
    for step in range(0, len(path), 32):
        other = path[step : step + 32]
        if place & 1 or place == last:
            node = sha(b"\1" + other + node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = sha(b"\1" + node + other)
        place, last = place >> 1, last >> 1
    value = int.from_bytes(sha(b"wxadmin-block-v1" + block)[:20], "big")
    code = "".join(ALPHABET[value >> shift & 31] for shift in range(155, -1, -5))
    printed = words.replace("-", "")
    return last == 0 and node == root and code[:16] in printed and code[16:] in printed

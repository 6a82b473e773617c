"""A second verifier, written from the description of a check block alone: shares no code with the program.

Reads a paper with zlib, hashlib and a QR reader alone; under 200 lines.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib

KINDS = ("regulation", "sheet", "notice", "history", "announcement")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LEXER = re.compile(rb"<<|>>|<[0-9A-Fa-f\s]*>|\[|\]|/[^\s<>\[\]()/%]*|[-+]?\d*\.?\d+|[A-Za-z'\"*][A-Za-z0-9'\"*]*")


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class Pdf:
    """Objects by number, found by their headers; good for papers of this program, and only for those."""

    def __init__(self, data: bytes) -> None:
        self.objects: dict[int, tuple[bytes, bytes]] = {}
        for found in re.finditer(rb"(?:^|[\r\n])(\d+) 0 obj\b", data):
            start = found.end()
            end = data.index(b"endobj", start)
            head, _, rest = data[start:end].partition(b"stream\n")
            length = re.search(rb"/Length (\d+)", head)
            # A stream may itself contain the word "endobj": its length is what counts.
            begin = start + len(head) + len(b"stream\n")
            body = data[begin : begin + int(length.group(1))] if rest and length else b""
            self.objects[int(found.group(1))] = (head, body)

    def head(self, number: int) -> bytes:
        return self.objects[number][0]

    def stream(self, number: int) -> bytes:
        head, body = self.objects[number]
        return zlib.decompress(body) if b"/FlateDecode" in head else body

    def ref(self, head: bytes, key: bytes) -> int:
        return int(re.findall(key + rb"\s*\[?\s*(\d+) 0 R", head)[0])

    def pages(self) -> list[int]:
        catalog = next(n for n, (h, _) in self.objects.items() if re.search(rb"/Type\s*/Catalog", h))
        kids = re.findall(rb"/Kids\s*\[([^\]]*)\]", self.head(self.ref(self.head(catalog), rb"/Pages")))[0]
        return [int(n) for n in re.findall(rb"(\d+) 0 R", kids)]


class Font:
    def __init__(self, pdf: Pdf, number: int) -> None:
        head = pdf.head(number)
        self.chars = {
            int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
            for section in re.findall(
                rb"beginbfchar(.*?)endbfchar", pdf.stream(pdf.ref(head, rb"/ToUnicode")), re.DOTALL
            )
            for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", section)
        }
        below = pdf.head(pdf.ref(head, rb"/DescendantFonts"))
        identity = re.search(rb"/CIDToGIDMap\s*/Identity", below)
        self.gids = b"" if identity else pdf.stream(pdf.ref(below, rb"/CIDToGIDMap"))
        program = pdf.stream(pdf.ref(pdf.head(pdf.ref(below, rb"/FontDescriptor")), rb"/FontFile2"))
        default = re.search(rb"/DW\s+(\d+)", below)
        self.default = float(default.group(1)) if default else 1000.0
        self.widths: dict[int, float] = {}
        array = re.search(rb"/W\s*\[((?:[^\[\]]|\[[^\]]*\])*)\]", below)
        for first, many in re.findall(rb"(\d+)\s*\[([^\]]*)\]", array.group(1) if array else b""):
            self.widths.update({int(first) + i: float(w) for i, w in enumerate(many.split())})
        tables = {}
        for i in range(struct.unpack_from(">H", program, 4)[0]):
            tag, _, offset, length = struct.unpack_from(">4sLLL", program, 12 + 16 * i)
            tables[tag] = program[offset : offset + length]
        self.glyf, self.em = tables[b"glyf"], tables[b"head"][18:20]
        wide, loca = tables[b"head"][51], tables[b"loca"]
        entries = struct.unpack(f">{len(loca) // (4 if wide else 2)}{'L' if wide else 'H'}", loca)
        self.loca = [entry if wide else 2 * entry for entry in entries]

    def outline(self, glyph: int) -> bytes:
        data = self.glyf[self.loca[glyph] : self.loca[glyph + 1]]
        if data[:2] != b"\xff\xff" or len(data) < 10:
            return self.em + data.rstrip(b"\0")
        out, at, flags = self.em + data[:10], 10, 0x20
        while flags & 0x20:
            flags, part = struct.unpack_from(">HH", data, at)
            size = (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
            out += (flags & ~0x100).to_bytes(2, "big") + data[at + 4 : at + 4 + size] + sha(self.outline(part))
            at += 4 + size
        return out

    def shown(self, hexadecimal: bytes) -> list[tuple[str, bytes]]:
        found = []
        for (code,) in struct.iter_unpack(">H", bytes.fromhex(hexadecimal.decode())):
            width = f"{self.widths.get(code, self.default):.3f}".encode()
            glyph = int.from_bytes(self.gids[2 * code : 2 * code + 2], "big") if self.gids else code
            found.append((self.chars[code], sha(width + self.outline(glyph))[:16]))
        return found


def number(token: bytes) -> bytes:
    try:
        return f"{float(token):.4f}".encode()
    except ValueError:
        return token


def read(data: bytes) -> tuple[bytes, list[str], list[tuple[float, ...]]]:
    pdf, total = Pdf(data), hashlib.sha256(b"wxadmin-paper-v1")
    fonts: dict[int, Font] = {}
    lines: list[str] = []
    rects: list[tuple[float, ...]] = []
    for page in pdf.pages():
        head = pdf.head(page)
        box = re.findall(rb"/MediaBox\s*\[([^\]]*)\]", head)[0].split()
        parts = [b"/MediaBox[" + b" ".join(map(number, box)) + b"]"]
        resources = head if b"/Font" in head else pdf.head(pdf.ref(head, rb"/Resources"))
        names = {n: int(r) for n, r in re.findall(rb"(/F\d+)\s+(\d+) 0 R", resources)}
        operands: list[bytes] = []
        font, stack, inside = None, [], False
        for token in LEXER.findall(pdf.stream(pdf.ref(head, rb"/Contents"))):
            if not (token[:1].isalpha() or token in (b"'", b'"')):
                operands.append(token)
                continue
            if token == b"BMC" and operands[-1:] == [b"/WxBlock"]:
                inside = True
            elif token == b"EMC" and inside:
                inside = False
            elif token == b"Tf":
                ref = names[operands[-2]]
                font = fonts.setdefault(ref, fonts.get(ref) or Font(pdf, ref))
                parts += [] if inside else [number(operands[-1]), token]
            elif token in (b"Tj", b"TJ"):
                assert font is not None
                line, out = "", []
                for operand in operands:
                    for char, shape in font.shown(operand[1:-1]) if operand[:1] == b"<" else ():
                        line += char
                        out.append(char.encode() + shape)
                    out += [] if operand[:1] == b"<" else [operand]
                if inside:
                    lines.append(line)
                else:
                    parts += [*map(number, out), token]
            else:
                if token == b"q":
                    stack.append(font)
                elif token == b"Q":
                    font = stack.pop()
                if inside and token == b"re":
                    rects.append(tuple(float(o) for o in operands[-4:]))
                parts += [] if inside else [*map(number, operands), token]
            operands = []
        for part in parts:
            total.update(len(part).to_bytes(4, "big") + part)
    return total.digest(), lines, rects


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
    digest, lines, rects = read(data)
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
    printed = "".join(lines).replace("-", "")
    return last == 0 and node == root and code[:16] in printed and code[16:] in printed

"""What stands at the end of a paper: nothing, 草稿, a content code, or the check block of an issued paper.

A check block carries all that is needed to prove, from the paper alone, that its content is a leaf of the ledger
whose root it names: origin of the record file, the leaf's own fields, tree size, root and inclusion proof.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Literal, get_args

from wxadmin.domain import merkle
from wxadmin.domain.errors import UserError

PaperKind = Literal[
    "regulation", "sheet", "notice", "history", "announcement", "form", "letter", "list", "comparison", "casefile"
]
"""A check block names a kind by its place, so new ones come last."""
PAPER_KINDS: tuple[PaperKind, ...] = get_args(PaperKind)

# No I, L, O, U: a code is read over the telephone and typed from paper.
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """Not issued: the paper says 草稿 and proves nothing."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """The room of the check block is kept free; used to compute the content that is about to be issued."""


@dataclass(frozen=True, slots=True)
class Unregistered:
    """Made by a command without a record file: a code of the content (SHA-256), and nobody issued it."""

    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class CheckBlock:
    """Everything a verifier needs beside the printed content.

    ``origin`` 16 bytes, ``seq`` the leaf's place from 1, ``at`` RFC 3339, ``subject`` 16 bytes or none, ``salt`` 32
    bytes, ``size`` of the tree at issue, ``root`` 32 bytes, ``proof`` from the leaf upwards (RFC 6962).
    """

    origin: bytes
    seq: int
    at: str
    paper: PaperKind
    number: str
    subject: bytes
    salt: bytes
    size: int
    root: bytes
    proof: tuple[bytes, ...]

    def encode(self) -> bytes:
        """The bytes in the QR code: one version byte, then length-prefixed fields. UserError for half a character."""
        parts = (
            self.origin,
            self.seq.to_bytes(8, "big"),
            self.at.encode(),
            bytes([PAPER_KINDS.index(self.paper)]),
            _utf8(self.number),
            self.subject,
            self.salt,
            self.size.to_bytes(8, "big"),
            self.root,
            b"".join(self.proof),
        )
        return bytes([_VERSION]) + b"".join(len(p).to_bytes(2, "big") + p for p in parts)

    @staticmethod
    def decode(data: bytes) -> CheckBlock:
        """The block from the bytes of a QR code; ValueError when they are not exactly one."""
        if not data or data[0] != _VERSION:
            raise ValueError("not a check block of this version")
        parts: list[bytes] = []
        at = 1
        while at < len(data):
            length = int.from_bytes(data[at : at + 2], "big")
            part = data[at + 2 : at + 2 + length]
            if len(part) != length or at + 2 > len(data):
                raise ValueError("check block cut short")
            parts.append(part)
            at += 2 + length
        if len(parts) != 10:
            raise ValueError("check block with missing fields")
        origin, seq, when, kind, number, subject, salt, size, root, proof = parts
        sizes = (len(origin), len(seq), len(kind), len(salt), len(size), len(root), len(proof) % 32)
        if sizes != (16, 8, 1, 32, 8, 32, 0) or len(subject) not in (0, 16) or kind[0] >= len(PAPER_KINDS):
            raise ValueError("check block with fields of the wrong size")
        place, total = int.from_bytes(seq, "big"), int.from_bytes(size, "big")
        if not 1 <= place <= total < 2**63:
            raise ValueError("check block of no possible leaf")
        return CheckBlock(
            origin,
            place,
            when.decode(),
            PAPER_KINDS[kind[0]],
            number.decode(),
            subject,
            salt,
            total,
            root,
            tuple(proof[i : i + 32] for i in range(0, len(proof), 32)),
        )

    def leaf(self, digest: bytes) -> bytes:
        """The ledger leaf of a paper with this block and the content of this SHA-256 digest."""
        commitment = merkle.commitment(self.salt, leaf_body(self.paper, self.number, digest))
        return merkle.leaf_hash(
            merkle.leaf_data(self.origin, self.seq, self.at, "paper", self.subject, commitment),
        )

    def holds(self, digest: bytes) -> bool:
        """Whether content of this digest is leaf ``seq`` of the tree of ``size`` leaves under ``root``."""
        return merkle.verify_inclusion(self.leaf(digest), self.seq - 1, self.size, self.proof, self.root)

    def short_code(self) -> str:
        """160 bits over the whole block, which itself binds the content: eight groups of four."""
        return _code(b"wxadmin-block-v1" + self.encode())


@dataclass(frozen=True, slots=True)
class Issued:
    """The paper is leaf ``block.seq`` of the ledger."""

    block: CheckBlock


Mark = Draft | Reserved | Unregistered | Issued


def leaf_body(paper: PaperKind, number: str, digest: bytes) -> bytes:
    """The canonical body that a paper's leaf commits to, as UTF-8. UserError for half a character in the number."""
    _utf8(number)
    fields = {"content": digest.hex(), "number": number, "paper": paper}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _utf8(number: str) -> bytes:
    """The number as bytes; damaged text may hold halves of characters, which are no text at all."""
    try:
        return number.encode()
    except UnicodeEncodeError as error:
        shown = number.encode(errors="replace").decode()
        raise UserError("编号里有残缺的字符，不能签发", where=shown, remedy="请重新填写编号") from error


def content_code(digest: bytes) -> str:
    """The code on a paper nobody issued: 160 bits of its content, eight groups of four."""
    return _code(b"wxadmin-content-v1" + digest)


def _code(data: bytes) -> str:
    number = int.from_bytes(hashlib.sha256(data).digest()[:20], "big")
    text = "".join(CODE_LETTERS[number >> shift & 31] for shift in range(155, -1, -5))
    return "-".join(text[i : i + 4] for i in range(0, 32, 4))

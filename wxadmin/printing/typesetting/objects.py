"""Objects of a PDF that reportlab writes otherwise than PDF/A asks for, or slowly."""

from __future__ import annotations

import zlib
from typing import Any

from reportlab.pdfbase import pdfdoc


class Stream(pdfdoc.PDFStream):
    """A stream with the line end before ``endstream`` that PDF/A asks for, deflated unless ``plain``."""

    def __init__(self, content: bytes, *, plain: bool = False, **entries: Any) -> None:
        super().__init__(dictionary=pdfdoc.PDFDictionary(entries), content=content)
        self.plain = plain

    def format(self, document: Any) -> bytes:
        """The object as bytes."""
        content = self.content if self.plain else zlib.compress(self.content, 6)
        dictionary = self.dictionary.copy()
        dictionary["Length"] = len(content)
        if not self.plain:
            dictionary["Filter"] = pdfdoc.PDFName("FlateDecode")
        return bytes(pdfdoc.format(dictionary, document)) + b"\nstream\n" + content + b"\nendstream\n"


class Raw(pdfdoc.PDFObject):
    """Bytes that are PDF syntax already."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def format(self, document: Any) -> bytes:
        """The object as bytes."""
        del document
        return self.content


class Entries(pdfdoc.PDFObject):
    """A dictionary of PDF syntax; pages and bookmarks are many, and reportlab's own formatting is slow."""

    def __init__(self, **entries: str) -> None:
        self.entries = entries

    def format(self, document: Any) -> bytes:
        """The object as bytes."""
        del document
        return ("<<" + " ".join(f"/{key} {value}" for key, value in self.entries.items()) + ">>").encode("ascii")

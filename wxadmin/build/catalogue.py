"""Makes the catalogue that turns the screen's texts into English.

Run by hand whenever texts of the screen changed::

    python -m wxadmin.build.catalogue

It looks up every ``_("…")`` of the package, brings ``wxadmin.po`` up to date (translations that are there stay, texts
that are gone leave), compiles ``wxadmin.mo`` and names each text that still has no English; write that into the empty
``msgstr`` of the .po and run it again. Texts that go on paper or to the group stay Chinese; such a translation, and
any other that has Chinese in it, says why in a ``# `` note above it.
"""

from __future__ import annotations

import ast
import struct
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import wxadmin
from wxadmin.resource import resource_dir

HEADER = (
    "Project-Id-Version: wxadmin\nLanguage: en\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
)
_MAGIC = 0x950412DE
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A text of the code, its translation (``""`` when there is none), the note on it and the files it stands in."""

    text: str
    translation: str = ""
    note: str = ""
    files: tuple[str, ...] = ()


def main() -> int:
    """Bring the catalogue up to date; 1 when a text has no translation."""
    folder = resource_dir("locale") / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "wxadmin.po"
    before = read(source.read_text(encoding="utf-8")) if source.exists() else {}
    now = merged(found(Path(wxadmin.__file__).parent), before)
    source.write_text(written(now), encoding="utf-8", newline="\n")
    (folder / "wxadmin.mo").write_bytes(compiled(now))
    missing = [entry for entry in now if not entry.translation]
    for text in sorted(before.keys() - {entry.text for entry in now}):
        sys.stdout.write(f"gone: {text!r} = {before[text].translation!r}\n")
    for entry in missing:
        sys.stdout.write(f"missing: {entry.text!r}  {entry.files[0]}\n")
    sys.stdout.write(f"{len(now)} texts, {len(missing)} without translation\n")
    return 1 if missing else 0


def found(package: Path) -> list[Entry]:
    """Every text that the modules of the package hand to ``_``, in the order of files and lines.

    SyntaxError for a module that is none, ValueError for a call whose argument is not a written-out text.
    """
    files: dict[str, list[str]] = {}
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package.parent).as_posix()
        for text in _texts(path, name):
            places = files.setdefault(text, [])
            if name not in places:
                places.append(name)
    return [Entry(text, files=tuple(places)) for text, places in files.items()]


def _texts(path: Path, name: str) -> list[str]:
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
    ]
    texts = []
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        match call.args:
            case [ast.Constant(value=str(text))] if text:
                texts.append(text)
            case _:
                raise ValueError(f"{name}:{call.lineno}: _() takes a written-out text, not {ast.unparse(call)}")
    return texts


def merged(now: list[Entry], before: dict[str, Entry]) -> list[Entry]:
    """The texts of the code with the translations and notes known before."""
    known = ((entry, before.get(entry.text, entry)) for entry in now)
    return [replace(entry, translation=old.translation, note=old.note) for entry, old in known]


def written(entries: list[Entry]) -> str:
    """A .po file."""
    blocks = [f'msgid ""\nmsgstr {_quoted(HEADER)}\n']
    for entry in entries:
        note = f"# {entry.note}\n" if entry.note else ""
        places = "".join(f"#: {name}\n" for name in entry.files)
        flag = "#, python-brace-format\n" if "{" in entry.text else ""
        blocks.append(f"{note}{places}{flag}msgid {_quoted(entry.text)}\nmsgstr {_quoted(entry.translation)}\n")
    return "\n".join(blocks)


def read(po: str) -> dict[str, Entry]:
    """The entries of a .po file by their text, the header left out; ValueError for a line that is none of one."""
    entries = {}
    for block in po.split("\n\n"):
        note, files, text, translation, into = "", [], "", "", ""
        for line in block.splitlines():
            keyword, _space, rest = line.partition(" ")
            if keyword == "#":
                note = rest
            elif keyword == "#:":
                files.append(rest)
            elif keyword in ("msgid", "msgstr") or line.startswith('"'):
                into = keyword if not line.startswith('"') else into
                piece = ast.literal_eval(rest if not line.startswith('"') else line)
                text += piece if into == "msgid" else ""
                translation += piece if into == "msgstr" else ""
            elif not line.startswith("#,"):
                raise ValueError(f"not a line of a .po file: {line!r}")
        if text:
            entries[text] = Entry(text, translation, note, tuple(files))
    return entries


def compiled(entries: list[Entry]) -> bytes:
    """A .mo file of what is translated: tables of lengths and offsets of the sorted texts and of their translations."""
    pairs = {entry.text: entry.translation for entry in entries if entry.translation} | {"": HEADER}
    rows = sorted((text.encode(), translation.encode()) for text, translation in pairs.items())
    start = 28  # seven numbers of four bytes
    at = start + 16 * len(rows)
    tables, data = b"", b""
    for column in zip(*rows, strict=True):
        for word in column:
            tables += struct.pack("<II", len(word), at + len(data))
            data += word + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(rows), start, start + 8 * len(rows), 0, start)
    return head + tables + data


def _quoted(text: str) -> str:
    lines = ["".join(_ESCAPES.get(char, char) for char in line) for line in text.splitlines(keepends=True)] or [""]
    return "\n".join(f'"{line}"' for line in (lines if len(lines) == 1 else ["", *lines]))


if __name__ == "__main__":
    sys.exit(main())

"""Archived messages that are old and that nothing else rests on: counted, and erased so that their words are gone."""

from __future__ import annotations

from wxadmin.store import rows
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_BESIDE = "message_file"
"""Goes with its message."""


def _old(what: str, *, free: bool) -> str:
    """Messages said before ``:before``; ``free`` those that no record refers to."""
    held = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" r WHERE r."{column}" = m.id)'  # noqa: S608 - names of the registry
        for table, column, target in rows.references()
        if target == "message" and table != _BESIDE
    )
    return (
        f"SELECT {what} FROM v_message m WHERE m.group_id IN (SELECT id FROM grp) AND m.at < :before"  # noqa: S608 - as above
        f" AND {'NOT ' if free else ''}({held})"
    )


def counts(db: Source, before: int) -> tuple[int, int]:
    """(going, staying) of the messages said before a moment (UTC seconds): those stay that a record refers to."""
    going, staying = (int(db.value(_old("count(*)", free=free), {"before": before})) for free in (True, False))
    return going, staying


def erase_some(tx: Tx, before: int, most: int) -> int:
    """Inside an erasure: takes up to ``most`` of those messages, and files that came with them, out for good."""
    found = [row[0] for row in tx.all(f"{_old('m.id', free=True)} LIMIT :most", {"before": before, "most": most})]
    if not found:
        return 0
    gone = {"message": found}
    files, pictures = [], set()
    for start in range(0, len(found), 500):
        part = found[start : start + 500]
        marks = ",".join("?" * len(part))
        for row in tx.all(f"SELECT id, picture FROM message_file WHERE message_id IN ({marks})", part):  # noqa: S608
            files.append(row[0])
            pictures.add(row[1])
    if files:
        gone = {_BESIDE: files, **gone}
    tx.erase(b"", gone, {}, (), _unnamed(tx, pictures, files))
    return len(found)


def _unnamed(tx: Tx, pictures: set[str], files: list[int]) -> list[tuple[str, int]]:
    """Pictures that nothing but these files names."""
    from wxadmin.store.attachments import NAMING

    going = set(files)
    found = []
    for sha in sorted(pictures):
        named = any(
            table != _BESIDE or row[0] not in going
            for table in NAMING
            for row in tx.all(f"SELECT id FROM {table} WHERE picture = ?", (sha,))  # noqa: S608 - a table of ours
        )
        if not named:
            found += [("picture", row[0]) for row in tx.all("SELECT id FROM picture WHERE sha = ?", (sha,))]
    return found

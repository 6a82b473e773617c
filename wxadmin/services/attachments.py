"""附件: texts and pictures that go with a regulation or an announcement, and the pictures that prove a case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import Attachment, Picture
from wxadmin.i18n import _
from wxadmin.services import clock, kept_pictures, spelling
from wxadmin.services.given_files import refuse_special
from wxadmin.services.picture_files import read_picture
from wxadmin.services.records import Change, Store
from wxadmin.store import announcements as stored_announcements
from wxadmin.store import attachments as stored
from wxadmin.store import cases as stored_cases
from wxadmin.store import revisions as stored_revisions
from wxadmin.store.attachments import OwnerKind
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_LONGEST_TEXT = 100_000
_MOST = 99
_SHOWN_DIGITS = 16
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*")
_PICTURE_ENDINGS = {
    ".png", ".jpg", ".jpeg", ".jfif", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".svg",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom attachments belong to: a version of a regulation, an announcement, or a case."""

    kind: OwnerKind
    id: int


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One attachment; ``name`` is the file it came from (``""`` for a typed text), ``picture`` whether it is one."""

    id: int
    title: str
    name: str
    text: str
    picture: bool


def of(store: Store, owner: Owner) -> tuple[AttachmentRow, ...]:
    """What an owner has, in order; UserError when there is no such owner."""
    with store.read() as db:
        return tuple(
            AttachmentRow(r["id"], r["title"], r["file_name"], r["text"], r["picture"] is not None)
            for r in _counting(db, owner)
        )


def add_picture(store: Store, owner: Owner, path: Path, title: str = "") -> Change[int]:
    """Takes a picture file in, reduced; ``title`` defaults to the file's name. The value is the attachment's id.

    UserError for a file that is no picture or too large, and once the owner is published, posted or issued.
    """
    with store.read() as db:
        _refuse_fixed(db, owner)
    taken = kept_pictures.take(path)
    return add_taken(store, owner, taken, title)


def add_taken(store: Store, owner: Owner, taken: kept_pictures.Taken, title: str = "") -> Change[int]:
    """The same for a picture already read and reduced."""
    words = spelling.title(title, _("附件标题")) if title.strip() else taken.title
    values = {"title": words, "file_name": taken.name, "original": taken.original, "text": ""}
    return store.change(_("添加附件 {}").format(words), lambda tx: _insert(tx, owner, values, taken.data))


def add_text(store: Store, owner: Owner, title: str, text: str) -> Change[int]:
    """Adds a written attachment; errors as in :func:`add_picture`, and for a case, whose evidence are pictures."""
    words = spelling.title(title, _("附件标题"))
    body = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not body:
        raise UserError(_("附件“{}”没有文字").format(words), remedy=_("请写上正文，或改为添加图片"))
    if len(body) > _LONGEST_TEXT:
        what = _("附件“{}”超过 {} 个字").format(words, _LONGEST_TEXT)
        raise UserError(what, remedy=_("请分成几个附件"))
    if owner.kind == "case":
        raise UserError(_("案件的证据只能是图片"), remedy=_("文字请写进事实，聊天记录请选为证据"))
    values = {"title": words, "file_name": "", "original": "", "text": body}
    return store.change(_("添加附件 {}").format(words), lambda tx: _insert(tx, owner, values, None))


def remove(store: Store, attachment: int) -> Change[int]:
    """Takes an attachment away; refused as in :func:`add_picture`."""
    with store.read() as db:
        title = _existing(db, attachment)["title"]

    def work(tx: Tx) -> int:
        _refuse_fixed(tx, _owner_of(_existing(tx, attachment)))
        tx.update("attachment", attachment, {"removed": 1})
        return attachment

    return store.change(_("移去附件 {}").format(title), work)


def move(store: Store, attachment: int, by: int) -> Change[int]:
    """Moves an attachment ``by`` places down (negative: up), as far as there is room; refused as above."""
    with store.read() as db:
        title = _existing(db, attachment)["title"]

    def work(tx: Tx) -> int:
        row = _existing(tx, attachment)
        owner = _owner_of(row)
        _refuse_fixed(tx, owner)
        kept_pictures.place_anew(tx, "attachment", _counting(tx, owner), attachment, by)
        return attachment

    return store.change(_("调整附件次序 {}").format(title), work)


def papers(store: Store, owner: Owner) -> tuple[Attachment, ...]:
    """The attachments as a paper carries them."""
    with store.read() as db:
        return tuple(
            Attachment(
                row["title"],
                tuple(line.strip() for line in row["text"].splitlines() if line.strip()),
                ()
                if row["picture"] is None
                else (Picture(row["file_name"], kept_pictures.bytes_of(db, row["picture"])),),
            )
            for row in _counting(db, owner)
        )


def pictures(store: Store, owner: Owner) -> tuple[Picture, ...]:
    """The pictures alone, captioned with the name of the file and the first digits of its SHA-256."""
    with store.read() as db:
        return tuple(
            Picture(row["file_name"], kept_pictures.bytes_of(db, row["picture"]), _caption(row))
            for row in _counting(db, owner)
            if row["picture"] is not None
        )


def _caption(row: Stored) -> str:
    name = row["file_name"]
    said = row["title"] if Path(name).stem == row["title"] else f"{row['title']}，{name}"
    shown = name if said == row["title"] else said
    return _("{}（原件 SHA-256 {}）").format(shown, row["original"][:_SHOWN_DIGITS])


def picture(store: Store, attachment: int) -> bytes:
    """The bytes of an attached picture as they are kept; UserError when it is none."""
    with store.read() as db:
        row = _existing(db, attachment)
        if row["picture"] is None:
            raise UserError(_("附件“{}”不是图片").format(row["title"]), remedy=_("请选择图片附件"))
        return kept_pictures.bytes_of(db, row["picture"])


def read_file(path: Path, *, allow_large: bool = False) -> Attachment:
    """A file as an attachment without a record file: a picture, or the paragraphs of a text or DOCX."""
    from wxadmin.intake.regulation.files import read_text
    from wxadmin.intake.text import read_bytes, shown
    from wxadmin.printing.typesetting.pictures import reduced

    refuse_special(path)
    name = shown(path)
    title = kept_pictures.title_of(name)
    if path.suffix.lower() in _PICTURE_ENDINGS or read_bytes(path, allow_large=allow_large).startswith(_PICTURES):
        given = read_picture(path)
        return Attachment(title, (), (Picture(name, reduced(given)),))
    text, _notes = read_text(path, allow_large=allow_large)
    return Attachment(title, tuple(line.strip() for line in text.splitlines() if line.strip()))


# What other rooms do with them inside their own changes


def state(db: Source, owner: Owner) -> tuple[tuple[int, int, str], ...]:
    """What tells whether an owner's attachments are still the same: id, place and title of each."""
    return tuple((row["id"], row["position"], row["title"]) for row in _counting(db, owner))


def freeze(tx: Tx, owner: Owner) -> None:
    """The owner is being published: what is there counts from now on and can no longer be undone."""
    for row in stored.of(tx, owner.kind, owner.id):
        if row["removed"]:
            tx.delete("attachment", row["id"])
        else:
            tx.update("attachment", row["id"], {"frozen": 1})


def carry_over(tx: Tx, old: Owner, new: Owner) -> None:
    """A new draft begins with the attachments of the version before it."""
    for row in _counting(tx, old):
        kept = {name: row[name] for name in ("title", "text", "file_name", "original", "picture", "position")}
        _insert_row(tx, new, b"", kept)


def discard(tx: Tx, owner: Owner) -> None:
    """The owner is being thrown away."""
    for row in stored.of(tx, owner.kind, owner.id):
        tx.delete("attachment", row["id"])


def belong_to(tx: Tx, case: int, subject: bytes) -> None:
    """The case turns out to be about somebody else, and so does what proves it."""
    for row in stored.of(tx, "case", case):
        tx.update("attachment", row["id"], {"subject": subject})


def _insert(tx: Tx, owner: Owner, values: dict[str, Any], data: bytes | None) -> int:
    subject = _refuse_fixed(tx, owner)
    there = _counting(tx, owner)
    if len(there) >= _MOST:
        raise UserError(_("附件已有 {} 个").format(len(there)), remedy=_("请合并成一个文件，或移去不用的"))
    position = max((row["position"] for row in there), default=-1) + 1
    sha = None if data is None else kept_pictures.keep(tx, data)
    return _insert_row(tx, owner, subject, {**values, "picture": sha, "position": position})


def _insert_row(tx: Tx, owner: Owner, subject: bytes, values: dict[str, Any]) -> int:
    created = clock.stamp(clock.moment(tx.at))
    whose: dict[str, Any] = {"subject": subject, stored.COLUMNS[owner.kind]: owner.id}
    return tx.insert("attachment", {**values, **whose, "removed": 0, "frozen": 0, "created": created})


def _existing(db: Source, attachment: int) -> Stored:
    row = stored.one(db, attachment)
    if row is None or row["removed"]:
        raise UserError(_("没有这个附件"), remedy=_("可能已被移去，请刷新"))
    return row


def _owner_of(row: Stored) -> Owner:
    kind = next(kind for kind, column in stored.COLUMNS.items() if row[column] is not None)
    return Owner(kind, row[stored.COLUMNS[kind]])


def _counting(db: Source, owner: Owner) -> list[Stored]:
    """The rows that count: once the owner is published, those that were frozen then, whatever an undo brings back."""
    published = _published(db, owner)
    return [r for r in stored.of(db, owner.kind, owner.id) if not r["removed"] and bool(r["frozen"]) == published]


def _owner_row(db: Source, owner: Owner) -> Stored:
    if owner.kind == "revision":
        row, what = stored_revisions.one(db, owner.id), _("没有这份制度")
    elif owner.kind == "announcement":
        row, what = stored_announcements.one(db, owner.id), _("没有这条公告")
    else:
        row, what = stored_cases.one(db, owner.id), _("没有这个案件")
    if row is None:
        raise UserError(what, remedy=_("可能已被撤销，请刷新列表"))
    return row


def _published(db: Source, owner: Owner) -> bool:
    row = _owner_row(db, owner)
    return row["paper_id"] is not None if owner.kind == "case" else row["state"] != "draft"


def _refuse_fixed(db: Source, owner: Owner) -> bytes:
    """The subject of what is attached; UserError when nothing may be attached any more."""
    row = _owner_row(db, owner)
    if owner.kind == "case":
        if row["state"] in ("draft", "decided"):
            return stored_cases.sole_subject(db, owner.id)
        what = _("通知书已经签发，证据不能再改") if row["paper_id"] is not None else _("案件已作废，证据不能再改")
        raise UserError(what, remedy=_("需要时请另立新案"))
    if row["state"] == "draft":
        return b""
    if owner.kind == "revision":
        raise UserError(_("这一版已经发布，附件不能再改"), remedy=_("请新建下一版"))
    raise UserError(_("公告已经发布，附件不能再改"), remedy=_("需要更正时请另发一条"))

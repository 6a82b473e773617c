"""证据原件: files kept whole as evidence of an entry of the queue or of a case, proved by their SHA-256."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wxadmin import atomic
from wxadmin.domain.errors import StoreError, UserError, one_line
from wxadmin.domain.papers import ListColumn, ListPaper, Picture
from wxadmin.i18n import _, on_paper
from wxadmin.services import attachments, clock, kept_pictures, spelling
from wxadmin.services.given_files import refuse_special
from wxadmin.services.picture_files import LARGEST
from wxadmin.services.records import Change, Store
from wxadmin.store import cases as stored_cases
from wxadmin.store import exhibits as stored
from wxadmin.store import groups as stored_groups
from wxadmin.store import reviews as stored_reviews
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

Media = Literal["picture", "pdf", "sound", "video", "text", "other"]
MEDIA_WORDS: dict[Media, str] = {
    "picture": _("图片"), "pdf": _("PDF 文件"), "sound": _("录音"), "video": _("视频"), "text": _("文本"),
    "other": _("其他文件"),
}  # fmt: skip
_ENDINGS: dict[str, Media] = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".jfif", ".gif", ".webp", ".bmp", ".tif", ".tiff"), "picture"),
    **dict.fromkeys((".mp3", ".m4a", ".wav", ".amr", ".aac", ".ogg", ".silk"), "sound"),
    **dict.fromkeys((".mp4", ".mov", ".avi", ".mkv", ".wmv", ".3gp"), "video"),
    **dict.fromkeys((".txt", ".csv", ".html", ".htm", ".eml", ".json", ".jsonl", ".md"), "text"),
    ".pdf": "pdf",
}
_MOST = 99
_MOST_COVERS = 200
WHOLE = 1000
"""A picture is this wide and this high for :class:`Cover`."""


@dataclass(frozen=True, slots=True)
class Of:
    """Whom exhibits belong to: an entry of the queue or a case. A case also has those of the entry it came from."""

    kind: Literal["review", "case"]
    id: int


@dataclass(frozen=True, slots=True)
class Cover:
    """A rectangle painted over, in thousandths of the picture's width and height, from its upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ExhibitRow:
    """One exhibit; ``sha`` is the SHA-256 of the file as it was given, in hex; ``created`` as shown."""

    id: int
    title: str
    name: str
    media: Media
    bytes: int
    sha: str
    source: str
    created: str
    covers: tuple[Cover, ...]

    @property
    def line(self) -> str:
        """Name of the file, what it is, its size."""
        return f"{self.name} · {MEDIA_WORDS[self.media]} · {size_words(self.bytes)}"


def size_words(count: int) -> str:
    """Bytes as people read them."""
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"


def of(store: Store, owner: Of) -> tuple[ExhibitRow, ...]:
    """What an owner has, in order; UserError when there is no such owner."""
    with store.read() as db:
        _owner(db, owner)
        return tuple(_row(row) for row in _rows(db, owner))


def get(store: Store, exhibit: int) -> ExhibitRow:
    """One exhibit; UserError when it is gone."""
    with store.read() as db:
        return _row(_existing(db, exhibit))


def media_of(name: str) -> Media:
    """What a file is by the ending of its name."""
    return _ENDINGS.get(Path(name).suffix.lower(), "other")


def add(store: Store, owner: Of, path: Path, title: str = "", source: str = "") -> Change[int]:
    """Keep a file whole. ``title`` defaults to its name, ``source`` says whom it came from (本人提供, 群内截屏).

    The value is the exhibit's id. UserError for a file that is missing, empty, not readable, larger than 60 MB, or
    already among the owner's.
    """
    from wxadmin.intake.text import read_bytes, shown

    refuse_special(path)
    name = one_line(shown(path))
    try:
        if path.stat().st_size > LARGEST:
            what = _("文件超过 {} MB").format(LARGEST // (1024 * 1024))
            raise UserError(what, where=name, remedy=_("请截取有关的部分再添加"))
    except OSError:
        pass  # reading it says why
    data = read_bytes(path, limit=LARGEST)
    words = spelling.title(title, _("证据名称")) if title.strip() else kept_pictures.title_of(name)
    media = media_of(path.name)

    def work(tx: Tx) -> int:
        group, subject = _owner(tx, owner)
        there = _rows(tx, owner)
        sha = kept_pictures.keep(tx, data)
        if any(row["picture"] == sha for row in there):
            raise UserError(_("这个文件已经是证据了"), where=name, remedy=_("不用再添加"))
        if len(there) >= _MOST:
            raise UserError(_("证据已有 {} 件").format(len(there)), remedy=_("请移去不用的，或合并成一个文件"))
        return tx.insert(
            "exhibit",
            {
                "group_id": group, f"{owner.kind}_id": owner.id, "subject": subject,
                "position": max((row["position"] for row in there), default=-1) + 1, "title": words, "file_name": name,
                "media": media, "picture": sha, "bytes": len(data), "source": one_line(source), "covers": "[]",
                "removed": 0, "created": clock.stamp(clock.moment(tx.at)),
            },
        )  # fmt: skip

    return store.change(_("添加证据 {}").format(words), work)


def remove(store: Store, exhibit: int) -> Change[int]:
    """Takes an exhibit away; UserError once a case that rests on it is decided."""
    with store.read() as db:
        title = _existing(db, exhibit)["title"]

    def work(tx: Tx) -> int:
        if stored.frozen(tx, _existing(tx, exhibit)):
            raise UserError(_("案件已经决定，证据不能再移去"), remedy=_("需要补充时可以再添加"))
        tx.update("exhibit", exhibit, {"removed": 1})
        return exhibit

    return store.change(_("移去证据 {}").format(title), work)


def cover(store: Store, exhibit: int, covers: tuple[Cover, ...]) -> Change[int]:
    """What is painted over when the picture is printed for others; the original stays. UserError when it is none."""
    if len(covers) > _MOST_COVERS:
        raise UserError(_("遮盖的地方超过 {} 处").format(_MOST_COVERS), remedy=_("请合并成几块大的"))
    for one in covers:
        inside = min(one.x, one.y) >= 0 and one.x + one.width <= WHOLE and one.y + one.height <= WHOLE
        if not (inside and one.width > 0 and one.height > 0):
            raise UserError(_("遮盖的地方在图片外面"), remedy=_("请在图片里拖出要遮盖的一块"))
    with store.read() as db:
        row = _existing(db, exhibit)
    if row["media"] != "picture":
        raise UserError(_("“{}”不是图片，不能遮盖").format(row["title"]), remedy=_("请先截图再添加"))
    said = json.dumps([[one.x, one.y, one.width, one.height] for one in covers])
    label = _("遮盖证据里的文字 {}") if covers else _("去掉遮盖 {}")

    def work(tx: Tx) -> int:
        _existing(tx, exhibit)
        tx.update("exhibit", exhibit, {"covers": said})
        return exhibit

    return store.change(label.format(row["title"]), work)


def data(store: Store, exhibit: int) -> bytes:
    """The file as it was given; StoreError when its bytes are no longer those its SHA-256 names."""
    with store.read() as db:
        return kept_pictures.bytes_of(db, _existing(db, exhibit)["picture"])


def altered(store: Store, owner: Of) -> frozenset[int]:
    """Ids of an owner's exhibits whose bytes are missing or not what their SHA-256 says."""
    found = []
    with store.read() as db:
        for row in _rows(db, owner):
            try:
                kept_pictures.bytes_of(db, row["picture"])
            except StoreError:
                found.append(int(row["id"]))
    return frozenset(found)


def for_print(store: Store, exhibit: int) -> Picture:
    """The picture with its covers painted over, reduced for paper; UserError when it is none that can be read."""
    from wxadmin.printing.typesetting.pictures import reduced

    with store.read() as db:
        row = _existing(db, exhibit)
        if row["media"] != "picture":
            raise UserError(_("“{}”不是图片，不能印出来").format(row["title"]), remedy=_("请先截图再添加"))
        whole = kept_pictures.bytes_of(db, row["picture"])
    shown = _row(row)
    boxes = [(c.x / WHOLE, c.y / WHOLE, (c.x + c.width) / WHOLE, (c.y + c.height) / WHOLE) for c in shown.covers]
    return Picture(shown.name, reduced(Picture(shown.name, whole), covers=boxes))


def to_notice(store: Store, exhibit: int, case: int) -> Change[int]:
    """Puts the picture, covered, among those printed in the case's notice; the value is the attachment's id."""
    with store.read() as db:
        row = _existing(db, exhibit)
        if row["id"] not in {one["id"] for one in stored.of_case(db, case)}:
            raise UserError(_("这件证据不是这个案件的"), remedy=_("请在案件里选它自己的证据"))
    picture = for_print(store, exhibit)
    taken = kept_pictures.Taken(row["file_name"], row["title"], row["picture"], picture.data)
    return attachments.add_taken(store, attachments.Owner("case", case), taken, row["title"])


def save_original(store: Store, exhibit: int, target: Path) -> Path:
    """Writes the file as it was given to ``target``, whole or not at all.

    UserError as of :func:`wxadmin.atomic.write_bytes`.
    """
    atomic.write_bytes(data(store, exhibit), target)
    return target


def list_paper(store: Store, owner: Of) -> ListPaper:
    """证据清单: every exhibit with file, size, whole SHA-256, source and the day it was kept."""
    with store.read() as db:
        group_id, _subject = _owner(db, owner)
        rows = [_row(row) for row in _rows(db, owner)]
        group = stored_groups.one(db, group_id)
    assert group is not None  # the owner's rows refer to it
    heads = (
        (_("序号"), 0.5), (_("名称"), 1.2), (_("文件"), 1.4), (_("大小"), 0.7), ("SHA-256", 2.6), (_("来源"), 1.0),
        (_("收存时间"), 1.4),
    )  # fmt: skip
    columns = tuple(ListColumn(on_paper(head), share) for head, share in heads)
    return ListPaper(
        title=on_paper(_("证据清单")),
        unit=group["unit"],
        group=group["name"],
        facts=(on_paper(_("共 {} 件，原件保存在记录文件里")).format(len(rows)),),
        columns=columns,
        rows=tuple(
            (str(n), one.title, one.name, size_words(one.bytes), one.sha, one.source, one.created)
            for n, one in enumerate(rows, 1)
        ),
        printed=clock.today(),
    )


def _row(row: Stored) -> ExhibitRow:
    return ExhibitRow(
        row["id"], row["title"], row["file_name"], row["media"], row["bytes"], row["picture"], row["source"],
        clock.shown(row["created"]), tuple(Cover(*one) for one in json.loads(row["covers"])),
    )  # fmt: skip


def _rows(db: Source, owner: Of) -> list[Stored]:
    return stored.of_case(db, owner.id) if owner.kind == "case" else stored.of_review(db, owner.id)


def _owner(db: Source, owner: Of) -> tuple[int, bytes]:
    """Group and subject of the owner; UserError when it is gone."""
    if owner.kind == "case":
        row, what = stored_cases.one(db, owner.id), _("没有这个案件")
    else:
        row, what = stored_reviews.one(db, owner.id), _("没有这个待审事项")
    if row is None:
        raise UserError(what, remedy=_("可能已被撤销，请刷新列表"))
    whose = stored_cases.sole_subject(db, owner.id) if owner.kind == "case" else bytes(row["subject"])
    return row["group_id"], whose


def _existing(db: Source, exhibit: int) -> Stored:
    row = stored.one(db, exhibit)
    if row is None or row["removed"]:
        raise UserError(_("没有这件证据"), remedy=_("可能已被移去，请刷新"))
    return row

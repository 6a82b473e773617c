"""Erasing a leaver's personal data: what goes, what stays and why, what stands in the way, and doing it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _, on_paper
from wxadmin.services import answers, clock
from wxadmin.services import erasure_preview as shown
from wxadmin.services.erasure_preview import Line, Obstacle
from wxadmin.services.papers import KINDS
from wxadmin.services.records import Change, Store, position
from wxadmin.services.standing import fresh_all
from wxadmin.store import erasure as stored
from wxadmin.store import erasure_who, leavers
from wxadmin.store import people as stored_people
from wxadmin.store.erasure import Plan
from wxadmin.store.erasure_who import Who
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

MENTIONS = stored.MENTIONS


@dataclass(frozen=True, slots=True)
class Choice:
    """What may go besides, when it is ticked; ``ticked`` is how the tick should stand at first."""

    key: str
    words: str
    count: int
    ticked: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that holds the records as they were: a backup, or files kept by a restore."""

    path: Path
    words: str


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What erasing a person would do. ``copies`` are files that keep the data until they are deleted."""

    person: int
    name: str
    goes: tuple[Line, ...]
    stays: tuple[Line, ...]
    obstacles: tuple[Obstacle, ...]
    choices: tuple[Choice, ...]
    copies: tuple[Copy, ...]

    @property
    def blocked(self) -> tuple[Obstacle, ...]:
        """What must be settled first."""
        return tuple(one for one in self.obstacles if one.final)

    @property
    def doubts(self) -> tuple[Obstacle, ...]:
        """What must be confirmed."""
        return tuple(one for one in self.obstacles if not one.final)


def preview(store: Store, person: int, step: Step = quiet) -> ErasurePreview:
    """What would go and stay; UserError when there is no such person. Reads every kept paper of many: a job."""
    fresh_all(store, None)
    with store.read() as db:
        name = _name(db, person)
        step(0, 0)
        who = erasure_who.find(db, erasure_who.subjects_of(db, person))
        made = stored.plan(db, who)
        step(0, 0)
        wide = stored.plan(db, who, (MENTIONS,))
        step(0, 0)
        shared = _copies_naming(db, who, made, step)
        lines = shown.goes(made), shown.stays(db, made, who), shown.obstacles(db, who, person)
        said = wide.count("message") + wide.count("event") + wide.count("reply_paste")
        said -= made.count("message") + made.count("event") + made.count("reply_paste")
    choices = []
    if who.likely:
        names = sorted({nickname for _group, nickname in who.likely})
        words = _("把没有认出是谁的账号当作此人的，连发言一起删：{}").format("、".join(names[:_NAMED]))
        choices.append(Choice(erasure_who.ACCOUNTS, words, len(who.likely), ticked=True))
    if said:
        choices.append(Choice(MENTIONS, _("把别人发言和回复里的名字、号码换成“（已删除）”"), said, ticked=True))
    for digest, title in shared:
        words = _("删去“{}”的存档：上面写有此人，也有别人；纸质件仍可核验，不能补打").format(title)
        choices.append(Choice(stored.COPY + digest, words, 1, ticked=False))
    return ErasurePreview(person, name, *lines, tuple(choices), copies(store))


def _name(db: Source, person: int) -> str:
    row = stored_people.one(db, person)
    if row is None:
        raise UserError(_("没有这个人员"), remedy=_("可能已经删除，请刷新列表"))
    return str(row["name"])


_NAMED = 6
_OF_MANY = ("sheet", "list", "history", "announcement", "letter", "form", "casefile", "notice")
"""Kinds of papers that may name several people."""


def _copies_naming(db: Source, who: Who, made: Plan, step: Step) -> list[tuple[str, str]]:
    """(digest, title) of kept papers about others that name the person, as far as their text can be read."""
    from wxadmin.printing.plain_pdf import NotPlainError
    from wxadmin.printing.reading import read_paper

    rows = leavers.papers(db, _OF_MANY)
    found = []
    for done, row in enumerate(rows):
        step(done, len(rows))
        if made.knows(row["tbl"], row["id"]):
            continue
        try:
            text = "".join(read_paper(leavers.pdf(db, row["tbl"], row["id"])).text.split())
        except (UserError, NotPlainError):
            continue  # a check of the records tells of one that is damaged
        if any("".join(word.split()) in text for word in who.names):
            found.append((row["digest"][:16], f"{KINDS[row['kind']]} {row['number']}"))
    return found


def copies(store: Store) -> tuple[Copy, ...]:
    """Files that hold the records as they were before now."""
    found = []
    for path in sorted((store.folder / "backups").glob("*.wxbackup")):
        found.append(Copy(path, _("备份 {}").format(path.name)))
    for path in sorted((store.folder / "kept").glob("*")):
        found.append(Copy(path, _("恢复备份时留下的旧文件 {}").format(path.name)))
    return tuple(found)


def erase(
    store: Store,
    person: int,
    reason: str,
    *,
    typed: str,
    also: Collection[str] = (),
    confirmed: Collection[str] = (),
) -> Change[int]:
    """Erases; the value is the id of the erasure, whose confirmation :func:`certificate` issues.

    ``typed`` is the person's name as the owner typed it, ``also`` keys of choices, ``confirmed`` keys of obstacles that
    are no final ones. UserError when it does not fit, an obstacle stands or the reason names the person; nothing is
    erased then. What is erased never comes back.
    """
    said = reason.strip()
    if not said:
        raise UserError(_("没有写删除原因"), remedy=_("请写一句原因，不要写姓名"))
    day = clock.today().isoformat()

    fresh_all(store, None)
    with store.read() as db:
        # Looking takes long in a large archive; it is done before the change, so that no other write waits for it.
        here = position(db)
        looked = _looked(db, person, also)

    def work(tx: Tx) -> int:
        name = _name(tx, person)
        if typed.strip() != name:
            raise UserError(_("输入的姓名和要删除的人不一样"), remedy=_("请照原样输入姓名"))
        who, made, stays = looked if position(tx) == here else _looked(tx, person, also)
        if any(word in said for word in (*who.names, name)):
            raise UserError(_("删除原因里写有此人的姓名或号码"), remedy=_("原因会保留下来，请去掉姓名和号码"))
        for one in shown.obstacles(tx, who, person):
            if one.final or one.key not in confirmed:
                raise UserError(one.words, remedy=_("请先处理完再删除") if one.final else _("请处理，或在删除前确认"))
        went = [[on_paper(line.what), line.count] for line in shown.goes(made)]
        kept = [[on_paper(line.what), line.count, on_paper(line.why)] for line in stays]
        stored.apply(tx, made, who)
        return stored.note(
            tx, who.subjects, day=day, reason=said, actor=store.actor,
            went={"also": sorted(also), "lines": went}, kept={"lines": kept},
        )  # fmt: skip

    change = store.erase(_("删除个人信息"), work, sweeping=looked[1].many())
    answers.forget()
    fresh_all(store, None)
    return change


def _looked(db: Source, person: int, also: Collection[str]) -> tuple[Who, Plan, tuple[Line, ...]]:
    who = erasure_who.find(db, erasure_who.subjects_of(db, person), also)
    made = stored.plan(db, who, also)
    return who, made, shown.stays(db, made, who)


def thin_copies(store: Store, chosen: Collection[Path], step: Step = quiet) -> int:
    """Makes a fresh backup and deletes these older copies; how many went. UserError for a file that is no copy."""
    import shutil

    known = {one.path for one in copies(store)}
    if not known.issuperset(chosen):
        raise UserError(_("这不是记录文件旁边的旧备份"), remedy=_("请刷新后再选"))
    if not chosen:
        return 0
    fresh = store.backup(step)
    gone = 0
    for path in chosen:
        if path == fresh:
            continue
        try:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UserError(
                _("旧备份删不掉（{why}）").format(why=error.strerror or ""),
                where=str(path),
                remedy=_("请手工删除这个文件"),
            ) from error
        gone += 1
    return gone

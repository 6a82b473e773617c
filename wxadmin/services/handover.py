"""Handing groups over to a successor with records of their own: a signed package out, checked and previewed in.

The package is encrypted under a passphrase and signed with the key of this record file; the giver's ledger goes with it
and stays attached to the receiver's records, where it can be checked at any time.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wxadmin.atomic import refuse_records
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _, on_paper
from wxadmin.services import case_parts, clock, group_acts, handover_list, papers, settings, spelling
from wxadmin.services.given_files import refuse_special
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored_groups
from wxadmin.store import handover as stored
from wxadmin.store import handover_file, handover_plan, handover_reading, handover_taking, handover_writing
from wxadmin.store.handover_plan import Plan
from wxadmin.store.handover_reading import Package
from wxadmin.store.journal import Tx

ENDING = handover_file.ENDING
SHORTEST = 12


@dataclass(frozen=True, slots=True)
class Giving:
    """What the owner decides: which groups, to whom, where the file goes, under which passphrase."""

    groups: tuple[int, ...]
    receiver: str
    path: Path
    passphrase: str
    giver: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed over; ``paper`` is the issued hand-over list (移交清单)."""

    path: Path
    digest: str
    fingerprint: str
    counts: tuple[tuple[str, int], ...]
    left: tuple[str, ...]
    paper: IssuedPaper


@dataclass(frozen=True, slots=True)
class Line:
    """One noun of a preview: how many the package has, how many of them are here already."""

    title: str
    count: int
    known: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """A checked package before it comes in.

    ``names`` are (giver's number, name in the package, name proposed here) of groups not here yet. ``same`` are persons
    recognised on the roster, ``alike`` those who share a name with somebody there and stay apart, ``erased`` how many
    are left out because their data was erased here. ``left`` are sentences of what cannot come, ``nothing`` says that
    all of it is here. ``proves`` and ``proves_not`` are what the checks mean.
    """

    package: Package
    plan: Plan
    giver: str
    receiver: str
    day: str
    note: str
    fingerprint: str
    digest: str
    names: tuple[tuple[int, str, str], ...]
    lines: tuple[Line, ...]
    same: tuple[str, ...]
    alike: tuple[str, ...]
    erased: int
    left: tuple[str, ...]
    nothing: bool
    proves: tuple[str, ...]
    proves_not: tuple[str, ...]


def suggestion() -> str:
    """A passphrase nobody guesses, in groups to be read out; to be shown once and kept nowhere."""
    return handover_file.suggestion()


def strength(passphrase: str) -> tuple[bool, str]:
    """(whether it may be used, a word to it) of a passphrase as it is typed."""
    plain = handover_file.spelled(passphrase).decode("utf-8", "replace")
    kinds = sum(bool(re.search(kind, plain)) for kind in (r"[a-z]", r"[A-Z]", r"\d", r"[^\x00-\x7f]", r"[^\w]"))
    if len(plain) < SHORTEST:
        return False, _("太短：至少 {count} 个字符，谁拿到文件都能慢慢试").format(count=SHORTEST)
    if len(set(plain)) < 6 or re.fullmatch(r"\d+", plain):
        return False, _("太好猜：请混用文字、字母和数字")
    if len(plain) >= 20 and len(set(plain)) >= 10:
        return True, _("强")
    return True, _("可以用；更长更好") if kinds >= 2 else _("勉强可以；加上数字或符号更好")


def file_name(names: Sequence[str], day: str = "") -> str:
    """``移交 三(2)班家长群 2026-11-22.wxadmin-handover``, legal everywhere."""
    first = names[0] if names else ""
    words = first if len(names) == 1 else on_paper(_("{first}等{count}个群")).format(first=first, count=len(names))
    stem = on_paper(_("移交 {groups}")).format(groups=words)
    safe = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", stem)[:60].rstrip(" .")
    return f"{safe} {day or clock.today().isoformat()}{ENDING}"


def give(store: Store, giving: Giving, step: Step = quiet) -> Change[Given]:
    """Write the package, then note it and issue the hand-over list in one final change.

    UserError: no group, no receiver or giver, a weak passphrase. StoreError when the file cannot be written; Cancelled.
    """
    draft = replace(giving, receiver=giving.receiver.strip(), giver=giving.giver.strip())
    if not draft.groups:
        raise UserError(_("没有选要移交的群"), remedy=_("请至少选一个群"))
    if not draft.receiver:
        raise UserError(_("没有填接收人"), remedy=_("请写接收人的姓名"))
    if not draft.giver:
        raise UserError(_("没有填移交人"), remedy=_("请写移交人的姓名"))
    refuse_records(draft.path)
    if os.path.exists(draft.path) and not draft.path.is_file():  # noqa: PTH110 - says no of a name too long
        raise UserError(_("这里不能写文件"), where=str(draft.path), remedy=_("请换个位置或文件名"))
    fits, why = strength(draft.passphrase)
    if not fits:
        raise UserError(_("口令{why}").format(why=why), remedy=_("请换一个，或用程序给出的口令"))
    key = stored.secret(store)
    with store.read() as db:
        known = {row["id"]: row for row in (stored_groups.one(db, group) for group in draft.groups) if row is not None}
    if len(known) != len(set(draft.groups)):
        raise UserError(_("没有这个群"), remedy=_("请刷新列表"))
    day = clock.today().isoformat()
    said = handover_writing.Said(draft.giver, draft.receiver, day, draft.note.strip())
    reader = store.reader()
    try:
        made = handover_writing.write(reader, store.origin, key, draft.groups, said, draft.path, draft.passphrase, step)
    finally:
        reader.close()
    names = [known[group]["name"] for group in sorted(known)]
    fingerprint = handover_reading.fingerprint(made.key)
    counts = handover_list.counted(made.counts)
    left = tuple(handover_list.left_words(made.left))
    unit = next((row["unit"] for row in known.values() if row["unit"]), "") or settings.get(store).unit

    def note(tx: Tx, paper: int) -> None:
        tx.insert(
            "handover",
            {
                "direction": "given", "day": day, "giver": draft.giver, "receiver": draft.receiver,
                "origin": store.origin, "size": made.size, "root": made.root, "fingerprint": fingerprint,
                "digest": made.digest, "groups": json.dumps(sorted(known)), "note": said.note, "paper_id": paper,
                "manifest": made.manifest, "signature": made.signature, "key": made.key, "attached": None,
                "made": tx.at,
            },
        )  # fmt: skip
        for group in sorted(known):
            group_acts.write(tx, group, "given", on_paper(_("给 {receiver}")).format(receiver=draft.receiver))

    sheet = handover_list.paper(unit, names, said, made, fingerprint, counts, left)
    change = papers.issue(store, sheet, Origin(min(known)), note)
    given = Given(draft.path, made.digest, fingerprint, counts, left, change.value)
    return Change(change.id, _("移交 {groups}").format(groups="、".join(names)), change.tables, given)


def preview(store: Store, path: Path, passphrase: str, step: Step = quiet) -> Preview:
    """Check all of a package and say what would come in. UserError, one sentence, for what is wrong with it."""
    refuse_special(path)
    package = handover_reading.check(path, passphrase, step)
    manifest = package.manifest
    if manifest.origin == store.origin:
        raise UserError(_("这是本机自己移交出去的包"), where=path.name, remedy=_("请在接收人的电脑上导入"))
    with store.read() as db:
        plan = handover_plan.plan(db, package)
    names = tuple(
        (theirs, name, _free(name, plan.same_name))
        for theirs, name, _kind in manifest.groups
        if theirs not in plan.known["grp"] and theirs not in plan.gone["grp"]
    )
    lines = []
    for noun, title in handover_list.NOUNS.items():
        count = len(package.ids[noun]) if noun in package.ids else manifest.counts.get(noun, 0)
        if count:
            lines.append(Line(title, count, plan.beside.get(noun, len(plan.known.get(noun, ())))))
    people = {image["id"]: image["name"] for image in package.people}
    shown = {image["id"]: _shown(image) for image in package.people}
    return Preview(
        package, plan, manifest.giver, manifest.receiver, manifest.day, manifest.note,
        handover_reading.fingerprint(manifest.key), package.digest, names, tuple(lines),
        tuple(shown[one] for one in plan.same), tuple(shown[one] for one in plan.alike if one in people),
        len(plan.gone["person"]), tuple(handover_list.left_words(manifest.left)), plan.empty,
        (
            _("文件完整，从导出到现在没有改动过一个字节"),
            _("内容由持有这个签名指纹的记录签过名；与移交清单上的指纹一致，就出自移交人的记录"),
            _("每条记录都与移交人的操作日志相符（{count} 条，连成一个校验根）").format(count=f"{manifest.size:,}"),
        ),
        (
            _("不能证明移交人当初记的都是事实"),
            _("不能证明移交人没有在导出前整个重写自己的记录；以前交出去的校验点、文书才能约束他"),
        ),
    )  # fmt: skip


def _shown(image: Mapping[str, object]) -> str:
    department = str(image["department"])
    return f"{image['name']}（{department}）" if department else str(image["name"])


def _free(name: str, taken: frozenset[str]) -> str:
    if name not in taken:
        return name
    free, number = _("{name}（移交）").format(name=name), 1
    while free in taken:
        number += 1
        free = _("{name}（移交{number}）").format(name=name, number=number)
    return free


def take(store: Store, seen: Preview, names: Mapping[int, str] | None = None, step: Step = quiet) -> Change[int]:
    """Bring a previewed package in as one change; its id in the list of packages. One undo takes all of it back.

    ``names`` are the names its groups get here, else as proposed. UserError: a name is taken or none, nothing new.
    """
    if seen.nothing:
        raise UserError(_("包里的内容都已经在本机了"), where=seen.package.path.name, remedy=_("不用再导入"))
    chosen = {theirs: proposed for theirs, _name, proposed in seen.names} | dict(names or {})
    refuse_names(seen, chosen)
    with store.read() as db:
        plan = handover_plan.plan(db, seen.package)
    if (plan.known, plan.same, plan.erased) != (seen.plan.known, seen.plan.same, seen.plan.erased):
        raise UserError(_("预览以后，花名册或收到的移交有了变化"), remedy=_("请重新打开移交包，再看一遍"))
    keyed = {theirs: (name.strip(), spelling.key(name.strip())) for theirs, name in chosen.items()}
    groups = "、".join(name for name, _key in keyed.values()) or "、".join(g[1] for g in seen.package.manifest.groups)
    label = _("接收移交 {groups}").format(groups=groups[:60])
    note = on_paper(_("来自 {giver}，签名指纹 {fingerprint}"))
    note = note.format(giver=seen.giver, fingerprint=seen.fingerprint)

    def settle(tx: Tx, came: Sequence[int]) -> None:
        for group in came:
            group_acts.write(tx, group, "received", note)
        # Also where all groups were here: what an earlier edition gave has no rows of parties.
        case_parts.take_up_in(tx)

    return handover_taking.take(store, seen.package, plan, keyed, label, clock.today().isoformat(), settle, step)


def refuse_names(seen: Preview, names: Mapping[int, str]) -> None:
    """UserError for names that the groups of a package cannot get here."""
    given = [name.strip() for name in names.values()]
    for name in given:
        if not name:
            raise UserError(_("群名是空的"), remedy=_("请给每个群一个名字"))
        if name in seen.plan.same_name:
            raise UserError(_("已经有一个群叫“{name}”").format(name=name), remedy=_("请另起一个名字"))
    if len(set(given)) < len(given):
        raise UserError(_("两个群用了同一个名字"), remedy=_("请另起一个名字"))

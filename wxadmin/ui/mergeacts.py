"""Merging and splitting persons from their page: each asks with a preview, then makes one change."""

from __future__ import annotations

from wxadmin.i18n import _
from wxadmin.services import duplicates, merging
from wxadmin.services.people import PersonCard
from wxadmin.ui import dialogs
from wxadmin.ui.doublessheet import DoublesSheet
from wxadmin.ui.mergesheets import MergeSheet, PartSheet, SplitSheet
from wxadmin.ui.page import RecordPage
from wxadmin.ui.rostersheet import FindPerson


async def decide_doubles(page: RecordPage) -> None:
    """One pair after the other until the owner has enough."""
    desk, at = page.desk, 0
    while True:
        found = await desk.job(_("查找重复"), lambda step: duplicates.found(desk.store, step=step), page.strip)
        if found is None:
            return
        if not found.pairs:
            page.strip.hint(_("花名册里没有看起来重复的人。"))
            return
        sheet = DoublesSheet(page, desk, found, at)
        if not await dialogs.show(sheet):
            return
        at, pair = sheet.at, sheet.pair()
        await merge(page, pair.one, pair.other)


async def merge_with(page: RecordPage, card: PersonCard) -> None:
    """Somebody of the roster to be looked for, then the preview."""
    title = _("{name} 和谁是同一人").format(name=card.person.name)
    sheet = FindPerson(page, page.desk, title, _("看合并预览"), without=card.id, typed=card.person.name)
    if await dialogs.show(sheet):
        await merge(page, card.id, sheet.chosen())


async def merge(page: RecordPage, keep: int, gone: int) -> None:
    """The preview, either way round, and the merge."""
    desk = page.desk
    while True:
        sides = keep, gone
        seen = await desk.read(lambda sides=sides: merging.preview(desk.store, *sides), page.strip)  # type: ignore[misc]
        if seen is None:
            return
        sheet = MergeSheet(page, seen)
        if await dialogs.show(sheet):
            break
        if not sheet.swapped:
            return
        keep, gone = gone, keep
    reason, chosen = sheet.reason.text(), sheet.sides()
    done = _("已把 {gone} 并入 {keep}").format(gone=seen.gone_label, keep=seen.keep_label)
    change = await desk.change(lambda: merging.merge(desk.store, keep, gone, reason, chosen), page.strip, done)
    if change is not None:
        page.show_record(keep)


async def split(page: RecordPage, merge_id: int) -> None:
    """The preview, and the two are two again."""
    desk = page.desk
    seen = await desk.read(lambda: merging.preview_split(desk.store, merge_id), page.strip)
    if seen is not None and await dialogs.show(SplitSheet(page, seen)):
        done = _("已拆开：{name} 又是单独一人").format(name=seen.name)
        await desk.change(lambda: merging.split(desk.store, merge_id), page.strip, done)


async def take_apart(page: RecordPage, card: PersonCard) -> None:
    """One row that was two people becomes two."""
    desk = page.desk
    ties = await desk.read(lambda: merging.ties(desk.store, card.id), page.strip)
    if ties is None:
        return
    sheet = PartSheet(page, card.person, ties)
    if await dialogs.show(sheet):
        other, taken = sheet.other(), [tie.reference for tie in sheet.taken()]
        done = _("已从 {name} 拆出 {other}").format(name=card.person.name, other=other.name)
        await desk.change(lambda: merging.part(desk.store, card.id, other, taken), page.strip, done)

"""Relations and former posts of a person, begun from their page."""

from __future__ import annotations

from wxadmin.i18n import _
from wxadmin.services import person_posts, relations
from wxadmin.services.people import PersonCard
from wxadmin.ui import dialogs
from wxadmin.ui.dayfield import day_of
from wxadmin.ui.page import RecordPage
from wxadmin.ui.relationsheet import EndRelationSheet, HeldPostSheet, RelationSheet
from wxadmin.ui.rostersheet import FindPerson


async def relate(page: RecordPage, card: PersonCard) -> None:
    """A relation to somebody of the roster or to a name."""
    desk, name = page.desk, card.person.name
    sheet = RelationSheet(page, name)
    kept = await dialogs.show(sheet)
    while sheet.wants_other:
        kind = sheet.kind.currentText()
        finder = FindPerson(page, desk, _("和谁的关系"), _("就是此人"), without=card.id)
        found = finder.found() if await dialogs.show(finder) else None
        sheet = RelationSheet(page, name, found, kind=kind)
        kept = await dialogs.show(sheet)
    if not kept:
        return
    key, other, typed, since, note = sheet.key(), sheet.other, sheet.typed(), sheet.day(), sheet.note.text()
    theirs = sheet.theirs.isChecked()
    await desk.change(
        lambda: relations.add(desk.store, card.id, key, other, name=typed, theirs=theirs, since=since, note=note),
        page.strip,
        _("已记下 {name} 的关系").format(name=name),
    )


async def end(page: RecordPage, card: PersonCard) -> None:
    """One of the relations ends on a day, or never was."""
    sheet = EndRelationSheet(page, card.relations)
    if not await dialogs.show(sheet):
        return
    one, day, store = sheet.chosen(), sheet.day(), page.desk.store
    if sheet.wrong.isChecked():
        await page.desk.change(lambda: relations.remove(store, one), page.strip, _("已删去这条关系"))
    else:
        await page.desk.change(lambda: relations.end(store, one, day), page.strip, _("已结束这条关系"))


async def note_post(page: RecordPage, card: PersonCard) -> None:
    """A post held before, known from elsewhere."""
    sheet = HeldPostSheet(page, card.person.name)
    if await dialogs.show(sheet):
        paths, post, since, until = sheet.departments(), sheet.post.text(), sheet.day(), day_of(sheet.until)
        await page.desk.change(
            lambda: person_posts.add(page.desk.store, card.id, paths, post, since=since, until=until),
            page.strip,
            _("已补记 {name} 的任职经历").format(name=card.person.name),
        )

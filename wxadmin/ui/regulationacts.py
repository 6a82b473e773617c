"""What is done with a version of a regulation from the window: review, publication, groups, repeal, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from wxadmin.i18n import _
from wxadmin.services import clock, drafting, objections, publishing, regulations, reviewing, versions
from wxadmin.services.objections import ObjectionCard
from wxadmin.services.publishing import Publishing, SettingEffect
from wxadmin.services.records import Change
from wxadmin.services.regulations import RegulationCard
from wxadmin.ui import dialogs
from wxadmin.ui.desk import Desk
from wxadmin.ui.papersheet import tell_issued
from wxadmin.ui.preview import save_name
from wxadmin.ui.publishsheet import ApproveSheet, PublishSheet, RepealSheet, ScopeSheet
from wxadmin.ui.strip import Strip

if TYPE_CHECKING:
    from wxadmin.ui.page import RecordPage

_EXPORTS = {"docx": _("Word 文档 (*.docx)"), "txt": _("文本 (*.txt)")}


class RegulationActs:
    """The acts of one page; each is a slot that speaks of the version shown."""

    def __init__(self, page: RecordPage) -> None:
        self.page = page

    @property
    def desk(self) -> Desk:
        """The page's desk."""
        return self.page.desk

    @property
    def strip(self) -> Strip:
        """Where it is told what happened."""
        return self.page.strip

    @property
    def detail(self) -> RegulationCard | None:
        """The version shown."""
        found = self.page.detail
        return found if isinstance(found, RegulationCard) else None

    def _change(self, work: Callable[[], Change[int]], done: str, *, show: bool = False) -> None:
        self.page.start(self._run(work, done, show=show))

    async def _run(self, work: Callable[[], Change[int]], done: str, *, show: bool) -> None:
        change = await self.desk.change(work, self.strip, done)
        if change is not None and show:
            self.page.show_record(change.value)

    def submit(self) -> None:
        store, detail = self.desk.store, self.detail
        if detail is not None:
            who = self.desk.actor_of(detail.group)
            self._change(lambda: reviewing.submit(store, detail.id, by=who), _("已送审"))

    def approve(self) -> None:
        if self.detail is not None:
            self.page.start(self._approve(self.detail))

    async def _approve(self, detail: RegulationCard) -> None:
        store = self.desk.store
        sheet = ApproveSheet(self.page, detail.title, self.desk.actor_of(detail.group))
        if await dialogs.show(sheet):
            who, note = sheet.chosen()
            done = _("审核通过，可以发布")
            await self._run(lambda: reviewing.approve(store, detail.id, note, by=who), done, show=False)

    def withdraw(self) -> None:
        store, detail = self.desk.store, self.detail
        if detail is not None:
            who = self.desk.actor_of(detail.group)
            self._change(lambda: reviewing.withdraw(store, detail.id, by=who), _("已撤回"))

    def send_back(self) -> None:
        if self.detail is not None:
            self.page.start(self._send_back(self.detail))

    async def _send_back(self, detail: RegulationCard) -> None:
        store, who = self.desk.store, self.desk.actor_of(detail.group)
        reason = await dialogs.ask_text(
            self.page, _("退回“{title}”").format(title=detail.title), _("要改什么？"), _("退回"), lines=4, needed=True
        )
        if reason:
            await self._run(lambda: reviewing.send_back(store, detail.id, reason, by=who), _("已退回"), show=False)

    def publish(self) -> None:
        if self.detail is not None:
            self.page.start(self._publish(self.detail))

    async def _publish(self, detail: RegulationCard) -> None:
        desk, store = self.desk, self.desk.store

        def prepare() -> tuple[Sequence[SettingEffect], Sequence[ObjectionCard], date | None]:
            if detail.written is not None:
                publishing.refuse_unready(detail.written)
            effects = publishing.settings_preview(store, detail.id)
            said = objections.open_for(store, detail.regulation)
            return effects, said, publishing.earliest(store, detail.id)

        ready = await desk.read(prepare, self.strip)
        if ready is None:
            return
        effects, said, earliest = ready
        turns, shown = count(1), [0]  # an answer that comes late must not stand over a newer one
        unit = detail.unit or desk.settings.unit or desk.actor_of(detail.group)
        sheet = PublishSheet(self.page, detail, effects, said, unit, lambda how: self.page.start(tell(how)), earliest)

        async def tell(how: Publishing) -> None:
            turn = next(turns)
            words = await desk.read(lambda: publishing.announcement(store, detail.id, how), self.strip)
            if words is not None and turn > shown[0] and sheet.isVisible():
                shown[0] = turn
                sheet.show_announcement(*words)

        if not await dialogs.show(sheet):
            return
        how = sheet.chosen()
        change = await desk.change(lambda: publishing.publish(store, detail.id, how), self.strip, final=True)
        if change is not None:
            words = _("“{title}”已发布。可以签发打印，再做签收表。").format(title=detail.title)
            ways = ((_("去发公告"), lambda: desk.open("announcements", None, ("draft",))),) if how.announce else ()
            self.strip.done(words, ways=ways)

    def fill(self, values: dict[str, str]) -> None:
        store, detail = self.desk.store, self.detail
        if detail is not None:
            self._change(lambda: drafting.fill(store, detail.id, values), _("已填到正文里"))

    def discard(self) -> None:
        store, detail = self.desk.store, self.detail
        if detail is not None:
            self._change(lambda: regulations.discard(store, detail.id), _("草稿已删除"))

    def restore(self) -> None:
        store, detail = self.desk.store, self.detail
        if detail is not None:
            done = _("以{version}为底稿建好了新草稿").format(version=detail.version)
            self._change(lambda: regulations.restore(store, detail.id), done, show=True)

    def scope(self) -> None:
        if self.detail is not None:
            self.page.start(self._scope(self.detail))

    async def _scope(self, detail: RegulationCard) -> None:
        desk, store = self.desk, self.desk.store

        def prepare() -> tuple[bool, Sequence[SettingEffect]]:
            held = versions.version_on(store, detail.regulation, clock.today())
            return held is not None, () if held is None else publishing.settings_preview(store, held)

        ready = await desk.read(prepare, self.strip)
        if ready is None:
            return
        holds, effects = ready
        sheet = ScopeSheet(self.page, detail, desk.groups, effects, holds=holds)
        if await dialogs.show(sheet):
            picked, kinds, announce = sheet.chosen()
            number = detail.regulation
            issued = detail.state != "draft" or len(detail.versions) > 1
            await desk.change(
                lambda: regulations.hold_in(store, number, picked, kinds, announce=announce),
                self.strip,
                _("适用的群已改好，从今天起算") if issued else _("适用的群已改好"),
                final=issued,
            )

    def repeal(self) -> None:
        if self.detail is not None:
            self.page.start(self._repeal(self.detail))

    async def _repeal(self, detail: RegulationCard) -> None:
        desk, store = self.desk, self.desk.store
        sheet = RepealSheet(self.page, detail)
        if not await dialogs.show(sheet):
            return
        day, reason, announce = sheet.chosen()
        who = desk.actor_of(detail.group)
        change = await desk.change(
            lambda: publishing.repeal(store, detail.id, day, reason, by=who, announce=announce),
            self.strip,
            final=True,
        )
        if change is not None:
            words = _("“{title}”自{day}起废止。").format(title=detail.title, day=clock.shown_day(day))
            ways = ((_("去发公告"), lambda: desk.open("announcements", None, ("draft",))),) if announce else ()
            self.strip.done(words, ways=ways)

    def export(self, kind: str) -> None:
        if self.detail is not None:
            self.page.start(self._export(self.detail, kind))

    async def _export(self, detail: RegulationCard, kind: str) -> None:
        name = Path(save_name(detail.title)).with_suffix(f".{kind}").name
        path = await dialogs.pick_target(
            self.page, _("导出“{title}”").format(title=detail.title), name, (_EXPORTS[kind],), kind
        )
        if path is None:
            return
        store, target = self.desk.store, path

        def work(_step: object) -> Path:
            regulations.export(store, detail.id, target)
            return target

        if await self.desk.job(_("导出规章"), work, self.strip) is not None:
            self.strip.done(_("已导出到 {path}").format(path=target))

    def issue(self) -> None:
        if self.detail is not None:
            self.page.start(self._issue(self.detail))

    async def _issue(self, detail: RegulationCard) -> None:
        desk = self.desk
        if await dialogs.confirm(
            self.page,
            _("签发规章"),
            _("签发后纸面定稿，带编号和校验码。现在签发“{title}”？").format(title=detail.title),
            _("签发规章"),
        ):
            change = await desk.change(lambda: regulations.issue(desk.store, detail.id), self.strip, final=True)
            if change is not None:
                tell_issued(desk, self.strip, change.value, lead=False)

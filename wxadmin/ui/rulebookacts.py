"""What is done with the rules as a whole: tried on the archive and switched on, versions, files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from wxadmin.i18n import _
from wxadmin.services import backtest, rulebooks
from wxadmin.ui import dialogs
from wxadmin.ui.page import RecordPage
from wxadmin.ui.rulesheets import VersionSheet
from wxadmin.ui.ruletest import BacktestSheet, RunSheet

_BOOK = _("规则书 (*.toml)")


class BookPage(RecordPage):
    """The part of the page of rules that speaks of the whole book."""

    tested: backtest.Backtest | None = None
    """What the last run over the archive gave."""
    _note = ""

    @property
    def where(self) -> str:
        """For which groups the rules shown hold."""
        group = self.desk.group_now
        return _("所有群") if group is None else group.name

    async def carry_out(self, work: Callable[[], object]) -> bool:
        """Change the draft and show what is so now; whether it could be."""
        raise NotImplementedError

    # Trying and switching on

    def _on_switch_clicked(self) -> None:
        self.start(self._switch_on())

    async def _switch_on(self) -> None:
        desk, scope = self.desk, self.desk.group
        draft = await desk.read(lambda: rulebooks.draft(desk.store, scope), self.strip)
        if draft is None:
            return
        if not draft.changes:
            self.strip.hint(_("规则没有改动；先改规则，再启用。"))
            return
        sheet = RunSheet(self, draft.changes, self.where)
        if not await dialogs.show(sheet):
            return
        days, self._note = sheet.days, sheet.note.text().strip()
        if days < 0:
            note = self._note
            await desk.change(
                lambda: rulebooks.switch_on(desk.store, scope, note), self.strip,
                _("已启用。新导入的聊天按新规则看；归档里的不变。"),
            )  # fmt: skip
            return
        title = _("试跑规则")
        found = await desk.job(
            title, lambda step: backtest.run(desk.store, scope, draft.book, step, days=days), self.strip
        )
        if found is not None:
            self.tested = found
            await self._show_result(found)

    def _on_tested_chosen(self) -> None:
        if self.tested is None or self.tested.scope != self.desk.group:
            self.strip.hint(_("这次打开后还没有试跑过；点“启用…”开始。"))
        else:
            self.start(self._show_result(self.tested))

    async def _show_result(self, found: backtest.Backtest) -> None:
        desk = self.desk
        sheet = BacktestSheet(self, found)
        sheet.opened.connect(self._on_message_opened)
        if not await dialogs.show(sheet):
            return
        queue, note = sheet.queue, self._note
        if not desk.may(self.RIGHT):
            desk.refuse(self.strip, self.RIGHT)
            return
        change = await desk.job(
            _("启用规则"),
            lambda step: backtest.switch_on(desk.store, found, note, queue=queue, step=step),
            self.strip,
        )
        if change is not None:
            self.tested = None
            done = (
                _("已启用，{n} 条加入待审。").format(n=change.value) if queue else _("已启用。新导入的聊天按新规则看。")
            )
            desk.tell(change, self.strip, done)

    def _on_message_opened(self, message: int) -> None:
        self.desk.open("chats", message)

    # Versions and files

    def _on_versions_chosen(self) -> None:
        self.start(self._versions())

    async def _versions(self) -> None:
        desk, scope = self.desk, self.desk.group
        found = await desk.read(lambda: rulebooks.versions(desk.store, scope), self.strip)
        if found is None:
            return
        sheet = VersionSheet(self, found, self.where)
        sheet.asked.connect(partial(self._on_version_asked, sheet))
        if found:
            self._on_version_asked(sheet, found[0].id)
        if not await dialogs.show(sheet):
            return
        chosen = sheet.chosen
        if chosen is not None:
            await desk.change(
                lambda: rulebooks.go_back(desk.store, chosen.id), self.strip,
                _("第 {n} 版的规则又用上了").format(n=chosen.version),
            )  # fmt: skip

    def _on_version_asked(self, sheet: VersionSheet, version: int) -> None:
        self.start(self._tell_version(sheet, version))

    async def _tell_version(self, sheet: VersionSheet, version: int) -> None:
        lines = await self.desk.read(lambda: rulebooks.changes_of(self.desk.store, version), self.strip)
        sheet.tell(version, lines or ())

    def _on_import_chosen(self) -> None:
        self.start(self._import())

    async def _import(self) -> None:
        path = await dialogs.pick_file(self, _("导入规则书"), [_BOOK])
        if path is not None:
            scope = self.desk.group
            done = _("{name} 已放进草稿；看过改动再启用。").format(name=path.name)
            if await self.carry_out(lambda: rulebooks.take_file(self.desk.store, scope, path)):
                self.strip.done(done)

    def _on_export_chosen(self) -> None:
        self.start(self._export())

    async def _export(self) -> None:
        name = _("规则书 {where}.toml").format(where=self.where.replace("/", "_"))
        path = await dialogs.pick_target(self, _("导出规则书"), name, [_BOOK], "toml")
        if path is not None:
            await self._write(path)

    async def _write(self, path: Path) -> None:
        scope = self.desk.group

        def work() -> bool:
            rulebooks.export(self.desk.store, scope, path)
            return True

        if await self.desk.read(work, self.strip):
            self.strip.done(_("已导出 {name}；命令行也能用它：wxadmin screen --rules").format(name=path.name))

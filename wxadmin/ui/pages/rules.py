"""规则: what screening looks for, in plain words; tuned, tried on the archive, then switched on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QWidget

from wxadmin.domain.hits import CATEGORIES
from wxadmin.i18n import _
from wxadmin.services import rule_edits, rule_entries, rule_words, rulebooks
from wxadmin.services.rule_book import When
from wxadmin.services.rule_card import RuleCard
from wxadmin.services.rule_list import RuleList
from wxadmin.services.rulebooks import Draft
from wxadmin.ui import dialogs, rulesheet, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.rulebookacts import BookPage
from wxadmin.ui.rulesheets import ConductSheet, PresetSheet
from wxadmin.ui.ruletags import Tags, WordsSheet
from wxadmin.ui.ruletrial import TrialBox
from wxadmin.ui.textblock import TextBlock


class RulesPage(BookPage):
    """Rules left, one in plain words right, a line to try below; what is changed is a draft until it is switched on."""

    KEY = "rules"
    RIGHT = "publish"
    TITLE = _("规则")
    NOTHING = _("选一条规则，这里用大白话说它找什么、多重、依据哪一条、以前准不准。")
    HELP = _(
        "程序按这里的规则从聊天里挑出可能违规的消息。自带的规则按群的类型选好了一套；可以关掉、改级别，也可以写自己的。\n\n"
        "选定一个群，改的是这个群的规则；左上角选“全部群”，改的是所有群共用的。\n\n"
        "改动先放在草稿里，不影响任何群。下面的“试一句”按草稿来判。满意了点“启用…”：先在归档的聊天上试跑，"
        "看多命中了什么、少命中了什么、按以前的决定准不准，再启用。启用一次就是一版，可以撤销，也可以回到旧版。\n\n"
        "放行语：消息里有它，落在它里面的命中就不算，例如“卖二手车险”。\n"
        "模式：比词更灵活的写法，例如 加.{0,3}(?:微信|V信)；写的时候下面会逐条解释。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self.noun = RuleList()
        self.draft: Draft | None = None
        pane = ListPane(
            desk,
            self.noun,
            self.KEY,
            self,
            empty=_("还没有规则。"),
            hint=_("搜索规则、词"),
            counted=_("{n} 条"),
            widths={"name": 190, "category": 90, "level": 60, "state": 90, "hits": 60, "precision": 60},
            stretch="name",
        )
        self.category = QComboBox(pane)
        self.category.setAccessibleName(_("按类别"))
        self.category.addItem(_("全部类别"), "")
        for category in CATEGORIES:
            self.category.addItem(rule_entries.category_words(category), category)
        self.category.activated.connect(self._on_category_chosen)
        pane.add_filter(self.category)
        pane.model.settled.connect(self._on_settled)
        self.body.addWidget(self._draft_bar())
        self.trial = TrialBox(desk, self.strip, self)
        self.lay_out(pane, below=self.trial)
        self.sides.setStretchFactor(0, 1)
        self.sides.setStretchFactor(1, 1)
        self.arrange(560, 560)
        self.add_action(_("新规则…"), self._on_new_clicked, icon="plus")
        self.add_action(_("启用…"), self._on_switch_clicked, kind="main")
        self.add_more(_("放行语…"), self._on_allow_chosen)
        self.add_more(_("发言行为的阈值…"), self._on_conduct_chosen)
        self.add_more(_("预置规则…"), self._on_preset_chosen)
        self.add_more(_("从词表新建规则…"), self._on_list_chosen)
        self.add_more(_("版本…"), self._on_versions_chosen, free=True)
        self.add_more(_("上次试跑的结果"), self._on_tested_chosen, free=True)
        self.add_more(_("导入规则书…"), self._on_import_chosen)
        self.add_more(_("导出规则书…"), self._on_export_chosen, free=True)

    def _draft_bar(self) -> QFrame:
        bar = QFrame(self)
        bar.setProperty("strip", "soon")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(theme.GAP)
        self.changes = TextBlock("", bar, lines=2)
        row.addWidget(self.changes, 1)
        self._drop = button(_("放弃改动"), self._on_discard_clicked, bar, kind="quiet")
        row.addWidget(self._drop)
        self._bar = bar
        bar.hide()
        return bar

    # Reading

    async def _read_draft(self) -> None:
        scope = self.desk.group
        found = await self.desk.read(lambda: rulebooks.draft(self.desk.store, scope), self.strip)
        if found is None or scope != self.desk.group:
            return
        self.draft = found
        stale = _("规则在改的时候又启用过一版，启用会以草稿为准。") if found.stale else ""
        words = _("{where}：改了 {n} 处，还没有启用。{stale}{what}").format(
            where=self.where, n=len(found.changes), stale=stale, what="；".join(found.changes)
        )
        self.changes.set_text(words)
        self._bar.setVisible(bool(found.changes))
        self._drop.setVisible(self.desk.may(self.RIGHT))

    def _on_settled(self) -> None:
        if not self.desk.tasks.closing:
            self.start(self._read_draft())

    def _on_category_chosen(self) -> None:
        self.noun.category = str(self.category.currentData())
        self.list.reload()

    def show_record(self, record: int) -> None:
        """Bring one rule into view; of whatever category."""
        self.category.setCurrentIndex(0)
        self.noun.category = ""
        super().show_record(record)

    def read(self, record: int) -> Any:
        return self.noun.get(self.desk.store, self.desk.group, record)

    def shut(self) -> None:
        self.trial.shut()
        super().shut()

    def _on_changed_group(self) -> None:
        self.draft = None
        self._bar.hide()
        self.trial.again()

    # One rule

    def render_detail(self, detail: RuleCard, *, again: bool) -> None:
        card, entry = self.card, detail.entry
        card.clear()
        state = rule_entries.origin_words(entry) if entry.on else _("已关闭")
        card.title(entry.name, badge=state, tone="ok" if entry.on and entry.own else "info" if entry.on else "muted")
        for line in detail.looks_for:
            card.text(line)
        if entry.origin == "conduct":
            self._conduct(detail)
            card.finish(keep_place=again)
            return
        mine = entry.origin == ("all" if entry.scope is None else "group")
        if detail.words:
            card.section(_("要找的词（{n}）").format(n=f"{len(detail.words):,}"))
            tags = Tags(self.desk.tasks, _("要找的词"), card.host, fixed=not mine or card.locked)
            tags.show_words(detail.words)
            tags.changed.connect(partial(self._on_words_changed, detail, tags))
            card.add(tags)
        if detail.patterns:
            card.section(_("模式"))
            for pattern, words in detail.patterns[:12]:
                card.text(words)
                card.text(pattern, role="muted", size=theme.SMALL)
            if len(detail.patterns) > 12:
                card.text(_("还有 {n} 条没有列出").format(n=len(detail.patterns) - 12), role="muted")
        if detail.allow:
            card.section(_("放行语"))
            card.text("、".join(detail.allow))
        card.section(_("怎么算"))
        self._settings(detail)
        card.section(_("以前准不准"))
        record = detail.record
        if record.hits:
            share = record.precision
            card.facts((
                (_("命中"), _("{n} 条进过待审").format(n=f"{record.hits:,}")),
                (_("结果"), _("属实 {a}，不属实 {b}，其余 {c}").format(
                    a=record.founded, b=record.unfounded, c=record.other
                )),
                (_("准确率"), _("还没有决定过") if share is None else f"{share:.0%}"),
            ))  # fmt: skip
            for hit in detail.last:
                card.link(f"{hit.line}　{hit.state}", "queue", hit.review)
        else:
            card.text(_("还没有命中过。"), role="muted")
        card.finish(keep_place=again)

    def _conduct(self, detail: RuleCard) -> None:
        self.card.facts(
            (words, f"{value:,} {unit}" if value else _("不检查") if unit != "点" else f"0 {unit}")
            for _key, words, value, unit in detail.conduct
        )
        self.card.row(button(_("改阈值…"), self._on_conduct_chosen, self.card.host, icon="sliders-horizontal"))

    def _settings(self, detail: RuleCard) -> None:
        card, entry = self.card, detail.entry
        clause = detail.clause or _("现行规章里没有找到对应的条款")
        facts = [
            (_("类别"), rule_entries.category_words(entry.category)),
            (_("级别"), rule_words.LEVELS[entry.level]),
            (_("条款"), clause if entry.scope is not None else _("按各群自己的规章找")),
            (_("条件"), detail.conditions),
        ]
        card.facts(facts)
        if entry.rule is not None and not card.locked:
            level = QComboBox(card.host)
            level.setAccessibleName(_("改级别"))
            for number, words in rule_words.LEVELS.items():
                level.addItem(words, number)
            level.setCurrentIndex(level.findData(entry.level))
            level.activated.connect(partial(self._on_level_chosen, entry.name, level))
            row = QHBoxLayout()
            row.addWidget(label(_("改级别"), card.host, "muted"))
            row.addWidget(level)
            row.addStretch(1)
            card.add(row)
        mine = entry.origin == ("all" if entry.scope is None else "group")
        turn = _("关闭这条") if entry.on else _("打开这条")
        pieces = [button(turn, partial(self._on_turn_clicked, entry.name, not entry.on), card.host)]
        if mine:
            pieces.append(button(_("编辑…"), partial(self._on_edit_clicked, detail), card.host, icon="pencil"))
            pieces.append(button(_("删去这条"), partial(self._on_remove_clicked, entry.name), card.host, kind="quiet"))
        elif entry.rule is not None:
            copy = partial(self._on_copy_clicked, detail)
            pieces.append(button(_("照着写一条自己的…"), copy, card.host, icon="copy"))
        card.row(*pieces)

    # Changing the draft

    def _edit(self, work: Callable[[], None]) -> None:
        if self.desk.may(self.RIGHT):
            self.start(self.carry_out(work))
        else:
            self.desk.refuse(self.strip, self.RIGHT)

    async def carry_out(self, work: Callable[[], object]) -> bool:
        """Change the draft and show what is so now; whether it could be."""

        def done() -> bool:
            work()
            return True

        told = await self.desk.read(done, self.strip)
        if told:
            self.strip.clear()
            self.trial.again()
        self.reload()  # after a refusal, too: what was touched on the card stands there as it is
        return bool(told)

    def _on_turn_clicked(self, name: str, on: bool) -> None:
        self._edit(lambda: rule_edits.turn(self.desk.store, self.desk.group, (name,), on=on))

    def _on_level_chosen(self, name: str, level: QComboBox, _at: int) -> None:
        chosen = int(level.currentData())
        self._edit(lambda: rule_edits.set_level(self.desk.store, self.desk.group, name, chosen))

    def _on_words_changed(self, detail: RuleCard, tags: Tags) -> None:
        rule = detail.entry.rule
        if rule is None:
            return
        changed = replace(rule, words=tags.words)
        when = detail.entry.when
        self._edit(lambda: rule_edits.put(self.desk.store, self.desk.group, changed, when, rule.name))

    def _on_remove_clicked(self, name: str) -> None:
        self._edit(lambda: rule_edits.remove(self.desk.store, self.desk.group, name))

    def _on_discard_clicked(self) -> None:
        self.start(self._discard())

    async def _discard(self) -> None:
        scope = self.desk.group
        words = _("草稿里改的 {n} 处都不要了，规则还是现在启用的这一版。")
        count = len(self.draft.changes) if self.draft is not None else 0
        if await dialogs.confirm(self, _("放弃改动"), words.format(n=count), _("放弃改动"), danger=True):
            await self.carry_out(lambda: rulebooks.discard(self.desk.store, scope))

    def _on_new_clicked(self) -> None:
        self.start(self._write_rule(None, When(), ""))

    def _on_edit_clicked(self, detail: RuleCard) -> None:
        self.start(self._write_rule(detail.entry.rule, detail.entry.when, detail.entry.name))

    def _on_copy_clicked(self, detail: RuleCard) -> None:
        if detail.entry.rule is not None:
            self.start(self._write_rule(rule_edits.copy_of(detail.entry.rule), detail.entry.when, ""))

    async def _write_rule(self, rule: Any, when: When, name: str) -> None:
        desk, scope = self.desk, self.desk.group
        signals = await desk.read(lambda: rule_entries.signals(desk.store, scope), self.strip)
        if signals is None:
            return
        found = await rulesheet.ask(self, desk, rule, when, signals, name)
        if found is None or scope != desk.group:
            return
        made, conditions = found
        if await self.carry_out(lambda: rule_edits.put(desk.store, scope, made, conditions, name)):
            self.show_record(rule_entries.number(scope, made.name))

    def _on_list_chosen(self) -> None:
        self.start(self._from_list())

    async def _from_list(self) -> None:
        path = await dialogs.pick_file(self, _("从词表新建规则"), [_("词表 (*.txt *.csv *.xlsx)")])
        if path is None:
            return
        found = await self.desk.read(lambda: rule_words.read_list(path), self.strip)
        if found is None:
            return
        self.strip.hint(_("{name}：{what}").format(name=path.name, what=found.sentence()))
        if found.words:
            await self._write_rule(rule_edits.of_list(path.stem, found.words, path.name), When(), "")

    def _on_allow_chosen(self) -> None:
        self.start(self._allow())

    async def _allow(self) -> None:
        scope = self.desk.group
        draft = await self.desk.read(lambda: rulebooks.draft(self.desk.store, scope), self.strip)
        if draft is None:
            return
        note = _("消息里有放行语，落在它里面的命中就不算。写完整的说法，例如“卖二手车险”，不要只写“卖”。用于：{where}")
        sheet = WordsSheet(self, self.desk.tasks, _("放行语"), note.format(where=self.where), draft.book.allow)
        if await dialogs.show(sheet):
            words = sheet.tags.words
            await self.carry_out(lambda: rule_edits.set_allow(self.desk.store, scope, words))

    def _on_conduct_chosen(self) -> None:
        self.start(self._change_conduct())

    async def _change_conduct(self) -> None:
        scope = self.desk.group
        values = await self.desk.read(lambda: rule_entries.conduct_now(self.desk.store, scope), self.strip)
        if values is None:
            return
        sheet = ConductSheet(self, values)
        if await dialogs.show(sheet):
            changed = sheet.values()
            await self.carry_out(lambda: rule_edits.set_conduct(self.desk.store, scope, changed))

    def _on_preset_chosen(self) -> None:
        self.start(self._change_preset())

    async def _change_preset(self) -> None:
        scope = self.desk.group
        found = await self.desk.read(
            lambda: (
                rulebooks.draft(self.desk.store, scope).book.preset,
                rule_entries.usual_preset(self.desk.store, scope),
            ),
            self.strip,
        )
        if found is None:
            return
        sheet = PresetSheet(self, *found)
        if await dialogs.show(sheet):
            preset = sheet.preset
            await self.carry_out(lambda: rule_edits.set_preset(self.desk.store, scope, preset))

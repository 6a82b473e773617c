"""The menu bar: every action by its name, the name of what 撤销 takes back, the look, help."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from wxadmin.i18n import _
from wxadmin.ui import dialogs, theme
from wxadmin.ui.places import PAGES
from wxadmin.ui.sharing import MODE

if TYPE_CHECKING:
    from wxadmin.ui.main_window import MainWindow


class Menus(QObject):
    """Built once on the shell of ``window``; what is done is done by the window."""

    def __init__(self, window: MainWindow, settings: QSettings) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        bar = window.shell.menuBar()
        titles = (_("文件(&F)"), _("编辑(&E)"), _("查看(&V)"), _("帮助(&H)"))
        self._menus = [bar.addMenu(title) for title in titles]
        records, edit, look, helps = self._menus
        key, role = QKeySequence.StandardKey, QAction.MenuRole
        self._add(records, _("打开台账文件夹…"), window.ask_for_folder)
        self._add(records, _("打开示例单位"), window.open_sample)
        records.addSeparator()
        self._add(records, _("备份"), window.back_up)
        self._add(records, _("打印…"), window.print_page, key.Print)
        self._add(records, _("打印列表…"), window.print_list, QKeySequence("Ctrl+Shift+P"))
        self._add(records, _("导出列表…"), window.export_list, QKeySequence("Ctrl+Shift+E"))
        records.addSeparator()
        self._add(records, _("退出"), window.close_window, key.Quit, role=role.QuitRole)
        self.undo = self._add(edit, _("撤销"), window.undo, key.Undo)
        self.undo.setEnabled(False)
        self._add(edit, _("粘贴并识别"), window.arrivals.paste, key.Paste)
        edit.addSeparator()
        self._add(edit, _("在本页搜索"), window.search_page, key.Find)
        self._add(edit, _("到处搜索"), window.find_anywhere, QKeySequence("Ctrl+K"), QKeySequence("Ctrl+Shift+F"))
        for number, (page, title, _icon) in enumerate(PAGES, 1):
            # Ten digits for the first ten pages; the others are clicked, or found by Ctrl+K.
            keys = ("Ctrl+,",) if page == "settings" else (f"Ctrl+{number % 10}",) if number <= 10 else ()
            self._add(look, title, self._on_go_chosen, *map(QKeySequence, keys)).setData(page)
        look.addSeparator()
        self._looks: dict[str, QAction] = {}
        for choice, title in (("system", _("跟随系统")), ("light", _("浅色")), ("dark", _("深色"))):
            action = self._add(look, title, self._on_look_chosen)
            action.setCheckable(True)
            action.setData(choice)
            self._looks[choice] = action
        self._tick_look(str(settings.value("window/theme", "system")))
        look.addSeparator()
        self.sharing = self._add(look, _("屏幕共享模式"), self._on_sharing_chosen, QKeySequence("Ctrl+Shift+H"))
        self.sharing.setCheckable(True)
        self.sharing.setChecked(MODE.on)
        MODE.turned.connect(self._on_mode_turned)
        self._add(helps, _("本页说明"), self._on_help_chosen, key.HelpContents)
        self._add(helps, _("键盘一览"), self._on_keys_chosen)
        self._add(helps, _("许可"), self._on_licences_chosen)
        self._add(helps, _("关于群务台账"), self._on_about_chosen, role=role.AboutRole)

    def _add(
        self, menu: QMenu, text: str, slot: Callable[[], Any], *keys: Any, role: QAction.MenuRole | None = None
    ) -> QAction:
        action = QAction(text, self._window)
        if len(keys) == 1:
            action.setShortcut(keys[0])
        elif keys:
            action.setShortcuts(list(keys))
        action.setMenuRole(role or QAction.MenuRole.NoRole)
        action.triggered.connect(slot)
        menu.addAction(action)
        return action

    def commands(self) -> list[tuple[str, QAction]]:
        """Everything that can be done now, by name."""
        return [
            (action.text(), action)
            for menu in self._menus
            for action in menu.actions()
            if not action.isSeparator() and action.isEnabled()
        ]

    def show_undo(self, label: str | None) -> None:
        """Name what 撤销 would take back, None when there is nothing."""
        self.undo.setEnabled(label is not None)
        self.undo.setText(_("撤销“{what}”").format(what=label) if label else _("撤销"))

    def _on_go_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._window.show_page(str(action.data()))

    def _on_look_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.set_look(str(action.data()))

    def set_look(self, choice: str) -> None:
        """Switch to ``system``, ``light`` or ``dark`` and remember it."""
        app = QApplication.instance()
        if isinstance(app, QApplication) and choice in self._looks:
            self._settings.setValue("window/theme", choice)
            theme.apply(app, choice)  # type: ignore[arg-type]
            self._tick_look(choice)

    def _tick_look(self, choice: str) -> None:
        for key, action in self._looks.items():
            action.setChecked(key == choice)

    def _on_sharing_chosen(self) -> None:
        MODE.turn(self.sharing.isChecked())

    def _on_mode_turned(self) -> None:
        self.sharing.setChecked(MODE.on)

    def _on_help_chosen(self) -> None:
        page = self._window.page_now
        if page is not None:
            self._window.tasks.start(self._tell(page.TITLE, page.HELP))

    def _on_keys_chosen(self) -> None:
        from wxadmin.ui.help import KEYS

        self._window.tasks.start(self._tell(_("键盘一览"), KEYS))

    def _on_licences_chosen(self) -> None:
        from wxadmin.ui.help import licences

        self._window.tasks.start(self._tell(_("许可"), licences()))

    def _on_about_chosen(self) -> None:
        from wxadmin.ui.help import about

        self._window.tasks.start(self._tell(_("关于群务台账"), about()))

    async def _tell(self, title: str, text: str) -> None:
        sheet = dialogs.Sheet(self._window, title, _("知道了"))
        sheet.cancel.hide()
        sheet.setMinimumWidth(520)
        sheet.say_long(text)
        await dialogs.show(sheet)

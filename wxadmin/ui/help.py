"""Short texts of the help menu."""

from __future__ import annotations

import platform

from wxadmin import __version__
from wxadmin.i18n import _
from wxadmin.resource import resource_root

KEYS = _(
    "到处都能用\n"
    "  Ctrl+K　到处搜索，或找要做的事\n"
    "  Ctrl+F　在本页搜索\n"
    "  Ctrl+V　粘贴并识别：聊天、申请、举报等事项、接龙、成员名单、表格、规章文本、图片、要核验的 PDF\n"
    "  Ctrl+Z　撤销上一步\n"
    "  Ctrl+P　打印纸面；没有纸面的页打印列表\n"
    "  Ctrl+Shift+P　打印列表，Ctrl+Shift+E　导出列表\n"
    "  Ctrl+Shift+H　屏幕共享模式：遮住电话、编号\n"
    "  Ctrl+1 到 Ctrl+9、Ctrl+0　换到前十页，Ctrl+,　设置\n"
    "  F1　本页说明\n"
    "\n"
    "纸面（先点一下纸面）\n"
    "  Ctrl+F　在纸面上查找，F3 / Shift+F3　下一处 / 上一处\n"
    "  Ctrl+G　转到某页，Ctrl+PageUp / Ctrl+PageDown　上一页 / 下一页\n"
    "  Ctrl++ / Ctrl+-　放大 / 缩小，Ctrl+0　适合宽度\n"
    "  Shift+方向键　选文字，Ctrl+A　全选，Ctrl+C　复制\n"
    "\n"
    "修改规章制度\n"
    "  Ctrl+S　保存，Ctrl+Z / Ctrl+Y　撤销 / 重做\n"
    "  Ctrl+F / Ctrl+H　查找 / 查找和替换，F3 / Shift+F3　下一处 / 上一处\n"
    "  Ctrl+Shift+Enter　后面加一条，Ctrl+Enter　里面加一条\n"
    "  Alt+↑ / Alt+↓　上移 / 下移，Alt+← / Alt+→　升一级 / 降一级\n"
    "  Ctrl+Shift+S　在光标处分开，Ctrl+Shift+M　并入前一条\n"
    "  在大纲里：Enter　后面加一条，Delete　删除，F2　改文字\n"
    "  在文字里：Ctrl+PageUp / Ctrl+PageDown　上一条 / 下一条，Esc　回到大纲\n"
    "\n"
    "签收名单（先点一下名单）\n"
    "  空格　已签，并到下一个人\n"
    "  r / a / Delete　拒签 / 缺席 / 清除\n"
    "\n"
    "待审队列\n"
    "  j / k　下一条 / 上一条\n"
    "  Enter　打开本条\n"
    "  y　属实或通过；聊天里的违规接着立案\n"
    "  n　不属实或退回\n"
    "  w　已提醒\n"
    "  i　忽略\n"
    "  1 到 9　用一条处理理由\n"
    "  c　立案（选中多条时合为一案），g　去看刚立的案件\n"
    "  立案时：Ctrl+Enter　立案，Ctrl+Tab　下一位当事人，在名字上按 Delete　移去\n"
    "  m　更多前后文，a　答复提出的人\n"
    "  x　选中或取消选中，Shift+J / Shift+K　连续选中，Esc　取消选择\n"
    "  u　撤销\n"
    "  /　搜索\n"
    "  ?　显示这些按键\n"
    "\n"
    "申请\n"
    "  j / k　下一份 / 上一份，Enter　打开\n"
    "  y / n　通过 / 退回（先写原因），x　选中，u　撤销\n"
    "\n"
    "申诉\n"
    "  j / k　下一份 / 上一份，Enter　打开\n"
    "  a　答复或更正，s　补充理由，w　撤回，u　撤销\n"
    "\n"
    "公告的名单（先点一下名单）\n"
    "  1 到 9　做上面的第几个按钮，Enter　做第一个\n"
    "  在粘贴回复的框里：Ctrl+Enter　核对\n"
    "\n"
    "打字或输入法选词时，单个字母不会触发以上操作。"
)


def about() -> str:
    """Name and version; nothing about the machine but what a report needs."""
    return _(
        "群务台账 wxadmin {version}\n\n"
        "微信群管理的本地台账：花名册与实名、待审队列、案件与处罚、公告与确认、规章制度与签收表。\n"
        "所有内容只存在这台电脑上，加密保存，不联网，不需要账号。到期提醒只在程序开着的时候出现。\n\n"
        "运行环境：Python {python}，{system}"
    ).format(version=__version__, python=platform.python_version(), system=platform.system())


def licences() -> str:
    """What the program is made of and under which terms."""
    parts = [
        _("本程序以 Apache License 2.0 发布。"),
        _("窗口用 Qt 与 PySide6（LGPL 3.0），以动态库形式随附，可以自行替换。"),
        _("字体：思源宋体、思源黑体、霞鹜文楷、花园明朝、Noto Emoji（SIL Open Font License 1.1）。"),
        _("图标：Lucide（ISC）。"),
        _("字词表由 OpenCC、pypinyin、jieba、SCOWL、Unicode 等开放数据做成，各自的许可附在后面。"),
    ]
    root = resource_root()
    for name in ("LICENSE", "NOTICE"):
        for place in (root.parent / name, root / name):
            if place.is_file():
                parts.append(f"\n—— {name} ——\n{place.read_text('utf-8')}")
                break
    texts = [path for folder in ("fonts", "color", "icons", "tables") for path in (root / folder).iterdir()]
    parts += [
        f"\n—— {path.name} ——\n{path.read_text('utf-8')}"
        for path in sorted(texts)
        if any(word in path.name for word in ("LICENSE", "NOTICE", "OFL", "copyright"))
    ]
    return "\n".join(parts)

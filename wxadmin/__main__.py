"""The console entry: a command word runs the command line, none opens the window."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from wxadmin.i18n import _

_LIBRARIES = (
    "libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libxcb-cursor0 libxcb-icccm4 "
    "libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
)
_XCB = (
    "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1", "libxcb-shape.so.0", "libxcb-xkb.so.1",
    "libxkbcommon-x11.so.0",
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command, or open the window when there is none; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words:
        return _window()
    from wxadmin.cli import main as command

    code = command(words)
    if code == 0 and words[0] == "demo" and not {"-h", "--help"} & set(words):
        _show_sample(_sample_folder(words[1:]))
    return code


def _window() -> int:
    from wxadmin.cli.output import speak_utf8

    speak_utf8()
    if not _has_display():
        return _refuse(_("这里没有图形界面，窗口打不开；请在桌面上运行，或用 wxadmin --help 查看命令。"))
    missing = _missing_library()
    if missing:
        return _refuse(missing)
    try:
        from wxadmin import app
    except ImportError as error:
        return _refuse(_install_hint(str(error)))
    return app.run()


def _show_sample(folder: Path) -> None:
    """After the demo: the window on the sample, or a picture of it where there is no display. Never fails the demo."""
    display = _has_display() and not _missing_library()
    if not display:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from wxadmin import app
    except ImportError as error:
        _say(_install_hint(str(error)))
        return
    records = folder / "records"
    if display:
        app.run(records)
        return
    target = folder / "window.png"
    if app.picture(records, target) == 0:
        _say(_("这里没有图形界面，主窗口的图片已存为 {path}").format(path=target))
    else:
        _say(_("这里没有图形界面，主窗口的图片没有存成。"))


def _sample_folder(words: Sequence[str]) -> Path:
    for at, word in enumerate(words):
        if word == "--out" and at + 1 < len(words):
            return Path(words[at + 1])
        if word.startswith("--out="):
            return Path(word.removeprefix("--out="))
    return Path("wxadmin-demo")


def _has_display() -> bool:
    """Whether a window could be seen. A display that nobody answers for counts as none: Qt would abort on it."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform:
        return platform.split(":")[0] not in ("offscreen", "minimal")
    if not sys.platform.startswith("linux"):
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    name = os.environ.get("DISPLAY", "")
    if not name.startswith(":"):
        return bool(name)
    number = name[1:].split(".")[0]
    for place in (f"\0/tmp/.X11-unix/X{number}", f"/tmp/.X11-unix/X{number}"):  # noqa: S108 - where X servers listen
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(place)
                return True
            except OSError:
                continue
    return False


def _missing_library() -> str:
    """What to install when the X libraries Qt needs are missing (it would abort without a word), else ``""``."""
    if not sys.platform.startswith("linux") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    import ctypes

    for name in _XCB:
        try:
            ctypes.CDLL(name)
        except OSError:
            return _install_hint(name)
    return ""


def _install_hint(what: str) -> str:
    if not sys.platform.startswith("linux"):
        return _("窗口打不开：{what}。请重新安装本程序。").format(what=what)
    return _("窗口打不开，缺少系统库（{what}）。Debian 或 Ubuntu 上请运行：sudo apt-get install {names}").format(
        what=what.split(":", maxsplit=1)[0], names=_LIBRARIES
    )


def _refuse(words: str) -> int:
    sys.stderr.write(words + "\n")
    return 2


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    sys.exit(main())

"""What happens before and around the window: light start, guard against a known fault of PySide, one bug report."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer

from wxadmin import __main__ as entry
from wxadmin.app import instance
from wxadmin.ui.report import Reporter, describe

HEAVY = (
    "sqlite_utils", "sqlcipher3", "reportlab", "openpyxl", "python_calamine", "pypinyin", "cryptography", "numpy",
    "docx", "fontTools", "pypdf", "pypdfium2", "PIL", "segno", "zxingcpp", "re2", "daachorse", "keyring", "qasync",
    "asyncio", "sqlite3", "wxadmin.store", "wxadmin.intake", "wxadmin.screening", "wxadmin.services.records",
)  # fmt: skip


def _python(code: str, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    code = """
import sys
from wxadmin import app
seen = []
stage = app.set_stage(throwaway=True)
stage.shell.painted.connect(lambda: seen.extend(sys.modules))
stage.shell.show()
stage.application.processEvents()
assert seen, "never painted"
print("\\n".join(seen))
"""
    places = {name: str(tmp_path) for name in ("WXADMIN_CONFIG", "WXADMIN_LOG")}
    loaded = set(_python(code, **places).split())
    assert "PySide6.QtWidgets" in loaded
    assert not [m for m in HEAVY if m in loaded]


def test_pyside_keeps_its_reference_counts() -> None:
    """PySide6 6.12.0 lost references of None and True on Python 3.11 and aborted after some hundred signals."""
    code = """
import sys
from PySide6.QtCore import QObject, Qt, Signal, QStringListModel
class Source(QObject):
    sent = Signal(object)
class Model(QStringListModel):
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return None if role != Qt.ItemDataRole.DisplayRole else True
got = []
source = Source()
source.sent.connect(got.append)
model = Model(["a"])
before = [sys.getrefcount(x) for x in (None, True)]
for i in range(10_000):
    source.sent.emit(None); source.sent.emit(True)
    model.index(0).data(); model.index(0).data(Qt.ItemDataRole.ToolTipRole)
assert len(got) == 20_000
got.clear()
after = [sys.getrefcount(x) for x in (None, True)]
assert all(abs(a - b) < 5_000 for a, b in zip(after, before)), (before, after)
print("ok")
"""
    assert _python(code).strip() == "ok"


def test_a_report_tells_places_but_never_values() -> None:
    def inner(name: str) -> None:
        raise ValueError(f"{name} 13912345678")

    try:
        try:
            inner("张三")
        except ValueError as error:
            raise KeyError("李四") from error
    except KeyError as error:
        text = describe(error)
    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_start.py" in text
    assert "张三" not in text
    assert "李四" not in text
    assert "13912345678" not in text
    assert str(Path.home()) not in text


def test_bugs_of_any_thread_are_told_once(caplog: pytest.LogCaptureFixture) -> None:
    reporter = Reporter()
    told: list[str] = []
    reporter.bug.connect(told.append)
    error = ValueError("x")

    def work() -> None:
        reporter.report_bug(error)

    for _round in range(3):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    from PySide6.QtWidgets import QApplication

    QApplication.processEvents()
    assert len(told) == 1


def test_a_second_start_asks_the_first_window(tmp_path: Path) -> None:
    assert instance.ask_running(tmp_path) is False
    server = QLocalServer()
    QLocalServer.removeServer(instance.server_name(tmp_path))
    assert server.listen(instance.server_name(tmp_path))
    code = f"""
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from wxadmin.app import instance
a = QCoreApplication([])
print(instance.ask_running(Path({str(tmp_path)!r})))
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert server.waitForNewConnection(20_000)
    caller = server.nextPendingConnection()
    caller.write(instance.GREETING)
    caller.flush()
    out, _err = child.communicate(timeout=20)
    server.close()
    assert out.strip() == "True"


def test_without_a_display_the_window_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform.startswith("linux"):
        assert entry.main([]) == 2
        assert "图形界面" in capsys.readouterr().err


def test_a_display_nobody_answers_for_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("DISPLAY", ":9787")
    if sys.platform.startswith("linux"):
        assert not entry._has_display()


def test_a_missing_library_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    if not sys.platform.startswith("linux"):
        return
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr(entry, "_XCB", ("libnothere.so.7",))
    words = entry._missing_library()
    assert "apt-get install" in words
    assert "libxcb-cursor0" in words


@pytest.mark.parametrize(
    ("words", "folder"),
    [([], "wxadmin-demo"), (["--out", "a b"], "a b"), (["--out=c"], "c"), (["--json"], "wxadmin-demo")],
)
def test_where_the_sample_lies(words: list[str], folder: str) -> None:
    assert entry._sample_folder(words) == Path(folder)

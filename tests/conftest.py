"""What every test shares: markers that skip with a reason, and a guard against leaked threads."""

from __future__ import annotations

import compileall
import gc
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import wxadmin

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TZ", "Asia/Shanghai")
os.environ["WXADMIN_LANGUAGE"] = "zh_CN"  # whatever its owner chose on this computer

# Tests start the program by the hundred, some on full disks: each reads compiled modules and none need write them.
if "PYTEST_XDIST_WORKER" not in os.environ:
    compileall.compile_dir(Path(wxadmin.__file__).parent, quiet=2)

# A run started in the background inherits that Ctrl+C and hang-ups are ignored; tests of them want them as in a terminal.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_finish() -> None:
    """What stands before the first test stays to the end: the collector need not go through thousands of tests again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A test of the window leaves no garbage: the timers in it would be dropped by a thread of some later test."""
    done = yield
    if "nothing_left" in getattr(item, "fixturenames", ()):
        gc.collect()
        gc.enable()
    return done


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("tool"):
        for name in mark.args:
            if shutil.which(name) is None:
                pytest.skip(f"{name} is not installed")


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    leaked = [t for t in set(threading.enumerate()) - before if t.is_alive() and not t.name.startswith("pydevd")]
    for thread in leaked:
        thread.join(2)
    still = [t.name for t in leaked if t.is_alive()]
    assert not still, f"threads left running: {still}"

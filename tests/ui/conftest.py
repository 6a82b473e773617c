"""Every test of the window runs under the loop and the guard of window_loop."""

from __future__ import annotations

from tests.ui.paper_stage import pane, pdf, tasks
from tests.ui.record_stage import store
from tests.ui.window_loop import host, nothing_left, run_async

__all__ = ["host", "nothing_left", "pane", "pdf", "run_async", "store", "tasks"]

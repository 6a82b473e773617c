"""The command line: the same services as the window, for scripts, scheduled checks and tests."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from wxadmin.cli.output import complain, flush, give_up_output, speak_utf8
from wxadmin.domain.errors import Cancelled, StoreError, UserError
from wxadmin.i18n import _

DONE, NO, WRONG, RECORDS, BUG, STOPPED = 0, 1, 2, 3, 70, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command; returns its exit code (0, 1, 2, 3 or 70; 130 when stopped by the user)."""
    speak_utf8()
    with _stoppable():
        return _carry_out(argv)


@contextmanager
def _stoppable() -> Iterator[None]:
    """A command that is told to end (SIGTERM, a closed terminal) ends as with Ctrl+C and leaves nothing half done."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set who hears signals
        return

    def stop(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_IGN)  # a second one must not interrupt the clearing up
        raise KeyboardInterrupt

    names = ("SIGTERM", "SIGHUP")
    wanted = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in wanted}
    ours = [number for number in wanted if before[number] is signal.SIG_DFL]
    try:
        for number in ours:
            signal.signal(number, stop)
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])


def _carry_out(argv: Sequence[str] | None) -> int:
    try:
        from wxadmin.cli import grammar

        if list(sys.argv[1:] if argv is None else argv) == ["--self-test"]:
            from wxadmin.cli import selftest

            return selftest.run()
        arguments = grammar.build().parse_args(argv)
        grammar.refuse_clash(arguments)
        code: int = arguments.run(arguments)
        flush()
        return code
    except StoreError as error:
        complain(str(error))
        return RECORDS
    except UserError as error:
        complain(str(error))
        return WRONG
    except (Cancelled, KeyboardInterrupt):
        complain(_("已取消；没有做完的部分不会留下。"))
        return STOPPED
    except BrokenPipeError:
        # The reader went away (wxadmin … | head): nothing is wrong, and nothing more can be said.
        give_up_output()
        return DONE
    except Exception as error:  # noqa: BLE001 -- the one place where a bug of a command ends
        from wxadmin.cli.bugs import write_report

        report = write_report()
        where = _("详情没能写进日志") if report is None else _("详情已写入 {}，请把它发给开发者").format(report)
        complain(_("程序出错了（{}），没有完成；{}。").format(type(error).__name__, where))
        return BUG

"""The archive of a large chat: reading, preview with screening, import, cancel, the same file again, searching.

``python tests/bench/archive_bench.py [MESSAGES]`` (100,000). The chat is invented: 300 senders, a share of about 3 % that
the rules flag. The machine may be busy, so every figure also stands as a multiple of a floor measured in the same run:
reading of reading the CSV alone, the import of one SQLCipher table filled with the same rows.
"""

from __future__ import annotations

import csv
import os
import random
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from wxadmin.domain.errors import Cancelled
from wxadmin.intake.chat import read_chat
from wxadmin.services import chats, groups, records, search
from wxadmin.services.listing import View
from wxadmin.store import engine

T = TypeVar("T")

_WHO = ("我", "你", "大家", "王工", "李姐", "行政那边", "客户", "供应商", "财务", "三楼的同事", "门卫", "新来的同学")
_WHEN = ("明天上午", "今天下班前", "周三", "下周一", "刚才", "中午", "月底", "这两天", "等会儿", "昨天晚上")
_WHAT = (
    "把报表发一下", "去会议室开会", "对一下数据", "交考勤表", "看看那个合同", "测试新版本", "取快递", "打印材料",
    "改一下方案第三页", "跟进一下进度", "订盒饭", "换饮水机的水", "整理会议纪要", "更新通讯录", "检查消防通道",
    "核对发票抬头", "把样品寄出去", "回访老客户", "确认参会人数", "收拾一下仓库",
)  # fmt: skip
_END = ("。", "，收到请回复", "，谢谢", "可以吗？", "，辛苦了！", "，别忘了", "", "，我这边没问题", "，先这样", "哈哈")
_FLAGGED = (
    "加微信领取兼职，日结三百，名额有限", "你就是个废物，滚一边去", "低价代开发票，需要的私聊我",
    "内部消息，稳赚不赔，跟我投资", "今晚来打牌，输赢五百起",
)  # fmt: skip
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
_PARTS = ("研发部", "市场部", "行政部", "财务部", "客服部", "仓储部")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _timed(name: str, work: Callable[[], T], floor: float = 0.0) -> tuple[T, float]:
    start = time.perf_counter()
    result = work()
    took = time.perf_counter() - start
    beside = f"  {took / floor:5.1f} x floor" if floor else ""
    print(f"{name:34} {took:8.2f} s{beside}   peak {_peak()} MB", flush=True)
    return result, took


def write_chat(path: Path, count: int) -> None:
    """The invented chat as an export in CSV."""
    rng = random.Random(7)
    people = [f"{rng.choice(_PARTS)}-{rng.choice(_SURNAMES)}{rng.choice('明华丽伟芳')}{n}" for n in range(300)]
    moment = datetime(2019, 1, 2, 8)  # noqa: DTZ001 - a clock on a wall
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("时间", "发送人", "类型", "内容"))
        for number in range(count):
            moment += timedelta(seconds=rng.randint(20, 400))
            if moment.hour >= 18:
                moment = (moment + timedelta(days=1 if moment.weekday() < 4 else 3)).replace(hour=9)
            kind, words = "文本", f"{rng.choice(_WHO)}{rng.choice(_WHEN)}{rng.choice(_WHAT)}{rng.choice(_END)}"
            if rng.random() < 0.03:
                words = rng.choice(_FLAGGED)
            elif rng.random() < 0.05:
                kind, words = "图片", "[图片]"
            elif number % 9 == 0:
                words += f"编号{number}"
            out.writerow((f"{moment:%Y-%m-%d %H:%M:%S}", rng.choice(people), kind, words))


def _csv_alone(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _row in csv.reader(file))


def _plain_insert(folder: Path, path: Path) -> None:
    """One encrypted table with the rows of the file, in transactions of 5,000."""
    connection = engine.connect(folder / "floor.db", os.urandom(engine.KEY_BYTES), write=True)
    connection.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, time TEXT, sender TEXT, kind TEXT, text TEXT)")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        while part := [row for _n, row in zip(range(5000), rows, strict=False)]:
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO line (time, sender, kind, text) VALUES (?, ?, ?, ?)", part)
            connection.execute("COMMIT")
    connection.close()


def _cancel(store: records.Store, seen: chats.ChatPreview, share: float) -> None:
    """Stops an import after a share of its messages and says how long the caller waited."""
    asked: list[float] = []

    def step(done: int, total: int) -> None:
        if total == len(seen.new) and done >= share * total:
            asked.append(time.perf_counter())
            raise Cancelled

    try:
        chats.import_chat(store, seen, step)
    except Cancelled:
        print(f"{f'cancelled after {share:.0%}':34} {time.perf_counter() - asked[0]:8.3f} s", flush=True)
    while any(thread.name == "wxadmin-purge" for thread in threading.enumerate()):
        time.sleep(0.05)
    print(f"{'  taken out again':34} {time.perf_counter() - asked[0]:8.2f} s", flush=True)
    with store.read() as db:
        left = db.value("SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM batch_row)")
    assert left == 0, left


def _median(work: Callable[[], Any]) -> float:
    times = []
    for _round in range(5):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return sorted(times)[2] * 1000


def _first_page(store: records.Store, view: View, reader: records.Reader) -> None:
    chats.page(store, chats.index(store, view, reader)[:200])


def _searches(store: records.Store, group: int) -> None:
    reader = store.reader()
    print("search, first page of the list / everywhere, ms")
    for words in ("的", "会", "报表", "下班前", "盒饭谢谢", "编号900", "wang", "wm", "yanfabu", "没有这样的话"):
        view = View(group, search=words)
        found = chats.index(store, view, reader)
        here = _median(partial(_first_page, store, view, reader))
        all_over = _median(partial(search.everywhere, store, words, group=group))
        print(f"  {words:12} {here:8.1f} {all_over:8.1f}   {len(found):,} found", flush=True)
    for chips in ((), ("flagged",), ("case",)):
        view = View(group, chips=chips)
        took = _median(partial(_first_page, store, view, reader))
        print(f"  {'list ' + ','.join(chips):12} {took:8.1f}", flush=True)
    reader.close()


def _in_and_again(
    store: records.Store, group: int, path: Path, count: int, floors: tuple[float, float]
) -> tuple[float, float, float]:
    """Reads, looks, imports and looks again; seconds of the first three."""
    transcript, first = _timed("read", lambda: read_chat(path, allow_large=True), floors[0])
    look = partial(chats.preview_transcript, store, group, transcript)
    seen, second = _timed("preview", look)
    print(f"  {len(seen.new):,} new, {seen.flagged:,} flagged ({seen.flagged / count:.1%})")
    if "--no-cancel" not in sys.argv:
        _cancel(store, seen, 0.3)
        seen = look()
    _done, third = _timed("import", partial(chats.import_chat, store, seen), floors[1])
    del seen
    again, _took = _timed("the same file again: preview", look)
    assert (len(again.new), again.repeated) == (0, count)
    return first, second, third


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = Path(tempfile.mkdtemp())
    try:
        path = folder / "chat.csv"
        write_chat(path, count)
        print(f"{count:,} messages, {path.stat().st_size / 1e6:.0f} MB of CSV")
        _rows, read_floor = _timed("floor: the CSV alone", lambda: _csv_alone(path))
        _none, write_floor = _timed("floor: one encrypted table", lambda: _plain_insert(folder, path))
        store = records.open_at(folder / "records", create=True, key_file=True)
        group = groups.create(store, groups.GroupDraft("研发协作群", unit="远山公司")).value
        first, second, third = _in_and_again(store, group, path, count, (read_floor, write_floor))
        print(f"{'read + preview + import':34} {first + second + third:8.2f} s   peak {_peak()} MB")
        size = (folder / "records" / "records.db").stat().st_size
        print(f"record file {size / 1e6:.0f} MB, {size / count:.0f} bytes a message")
        _searches(store, group)
        _timed("undo", lambda: records.undo(store))
        store.close()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

"""How long the list of cases takes with 100,000 of them: by every column, chip and a search.

Run: ``python -m tests.bench.cases_bench [CASES]``. Beside each figure stands a plain walk over all cases in the same
run. Exit code 1 when one is over LIMIT.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.bench.today_bench import filled, median_ms
from wxadmin.services import cases
from wxadmin.services.listing import View

LIMIT = 100.0
SORTS = ("", *(column.key for column in cases.COLUMNS if column.sortable))


def main() -> int:
    """Prints a line a view; the worst decides."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        store = filled(Path(folder) / "records", count)
        with store.read() as db:
            floor = median_ms(lambda: db.value("SELECT sum(length(facts)) FROM cases"))
            group = db.value("SELECT group_id FROM cases LIMIT 1")
        print(f"{count:,} cases; one plain walk over them {floor:.1f} ms")
        views = [View(sort=sort) for sort in SORTS]
        views += [View(chips=(chip.key,)) for chip in cases.CHIPS] + [View(group, chips=("due",)), View(group)]
        views += [View(search="昵称77")]
        for view in views:
            ids = cases.index(store, view)
            taken = median_ms(lambda view=view: cases.index(store, view))
            worst = max(worst, taken)
            words = "、".join(filter(None, (view.sort, *view.chips, view.search, "one group" if view.group else "")))
            print(f"{words or 'newest first'}: {taken:.1f} ms ({taken / floor:.1f} of the walk), {len(ids):,} cases")
        ids = cases.index(store, View())
        taken = median_ms(lambda: cases.page(store, ids[50_000:50_100]))
        print(f"a page of 100 rows: {taken:.1f} ms")
        store.close()
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())

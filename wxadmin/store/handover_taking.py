"""Taking a package in: rows are staged under new numbers unseen, then one change shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.store import handover_reading as reading
from wxadmin.store.engine import IntegrityError
from wxadmin.store.handover_file import damaged
from wxadmin.store.handover_final import Final
from wxadmin.store.handover_numbers import Numbers
from wxadmin.store.handover_plan import Plan
from wxadmin.store.handover_reading import Package
from wxadmin.store.handover_staging import Staging
from wxadmin.store.journal import Tx
from wxadmin.store.session import Change, Store


def take(
    store: Store, package: Package, plan: Plan, names: Mapping[int, tuple[str, str]], label: str, day: str,
    settle: Callable[[Tx, Sequence[int]], None], step: Step = quiet,
) -> Change[int]:  # fmt: skip
    """Bring the package in as one change; returns the id of its record in ``handover``.

    ``names`` gives groups of the giver their name here and its sort key; ``settle`` is done in the same change with the
    groups that came, none where all were here. UserError: a name is taken, or a record does not fit; Cancelled. Nothing
    is kept then.
    """
    where = package.path.name
    with ExitStack() as stack:
        main = stack.enter_context(store.stage("handover"))
        lists = {batch: stack.enter_context(store.stage("handover")) for batch in sorted(package.lists)}
        # No reader sees one state all the while: the log could not be moved into the file as long as it did.
        db = stack.enter_context(closing(store.reader()))
        with reading.opened(package.path, package.passphrase) as (file, _said):
            if file.manifest != package.text:
                raise damaged(where)
            numbers = Numbers(plan, package, main, lists)
            taking = Staging(db, package, file, numbers, main, lists, step)

            def work(tx: Tx) -> int:
                tx.publish(main)
                for stage in lists.values():
                    tx.publish(stage)
                handover = Final(tx, taking, names, day).write()
                came = (numbers.of("grp", theirs) for theirs in names)
                settle(tx, [group for group in came if group is not None])
                return handover

            try:
                taking.stage()
                return store.change(label, work)
            except IntegrityError as error:
                raise UserError(
                    _("包里有的记录与本机的不能放在一起（{why}）").format(why=str(error)[:80]), where=where,
                    remedy=_("什么也没有导入；请把这句话告诉移交人"),
                ) from error  # fmt: skip

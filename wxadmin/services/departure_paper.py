"""离岗交接清单 on paper: what is handed back and by when, with room for the signatures."""

from __future__ import annotations

from wxadmin.domain.papers import FormPaper
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, departures, forms
from wxadmin.services.departure_template import KINDS
from wxadmin.services.records import Store


def build(store: Store, departure: int) -> FormPaper:
    """离岗交接清单 with what is to be handed back and by when; the signatures are left to the hand."""
    card = departures.get(store, departure)
    lines = []
    titles = {"group": _("群"), "post": _("职务"), "line": _("事项")}
    for item in card.items:
        words = item.words.replace("|", "｜")
        if item.done:
            seen = "，".join(part for part in (clock.shown_day(item.done), item.done_by) if part)
            words += on_paper(_("（已办结：{}）")).format(seen.replace("|", "｜"))
        lines.append("|".join((on_paper(titles[item.kind]), words, clock.shown_day(item.due), "", "")))
    values = forms.prefill(store, None, "handover", card.person)
    values |= {"cause": on_paper(KINDS[card.kind]), "items": "\n".join(lines)}
    values |= {"name": card.name, "reason": card.reason}
    return forms.build(store, None, "handover", values)

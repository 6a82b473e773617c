"""表单: forms from our own library, filled as far as the records know, printed and issued."""

from __future__ import annotations

from collections.abc import Mapping

from wxadmin.domain.forms import Blank, FormKind
from wxadmin.domain.papers import FormPaper
from wxadmin.domain.style import Style
from wxadmin.services import groups, papers, people, settings
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store

__all__ = ["Blank", "FormKind", "build", "issue", "kind_of", "kinds", "prefill"]


def kinds() -> tuple[FormKind, ...]:
    """All forms in the order they are offered."""
    from wxadmin.intake import forms

    return forms.kinds()


def kind_of(key: str) -> FormKind:
    """The form of this key; UserError when there is none."""
    from wxadmin.intake import forms

    return forms.kind(key)


def prefill(store: Store, group: int | None, key: str, person: int | None = None) -> dict[str, str]:
    """Every blank of a form → what is known for it: its default, and of the group and the person what the form asks.

    ``group`` None: the form is of the unit, not of one group. UserError for an unknown form, group or person.
    """
    from wxadmin.intake import forms

    kind = forms.kind(key)
    known: dict[str, str] = {}
    name = ""
    if group is not None:
        owner = groups.get(store, group)
        name = owner.name
        known = {
            "group": owner.name, "unit": owner.unit, "office": owner.office, "owner": owner.owner,
            "purpose": owner.purpose, "naming": owner.naming_rule, "platform": groups.PLATFORMS[owner.platform],
        }  # fmt: skip
    if person is not None:
        card = people.get(store, person)
        found = card.person
        nickname = next((nick for where, nick in card.nicknames if where == name), "")
        known |= {
            "name": found.name, "department": people.department_words(found), "post": found.post,
            "phone": found.phone, "number": found.number, "nickname": nickname, "category": found.category,
        }  # fmt: skip
    values = {}
    usual = {field.label: field.value for row in build(store, group, key, {}).rows for field in row}
    for blank in kind.blanks:
        value = known.get(blank.key, "")
        fits = bool(value) and (not blank.choices or value in blank.choices)
        values[blank.key] = value if fits else usual[blank.label]
    return values


def build(store: Store, group: int | None, key: str, values: Mapping[str, str]) -> FormPaper:
    """The form with these values, by the key or the label of a blank; UserError for an unknown form or blank."""
    from wxadmin.intake import forms

    if group is None:
        return forms.fill(key, values, unit=settings.get(store).unit, group="")
    owner = groups.get(store, group)
    return forms.fill(key, values, unit=owner.unit, group=owner.name)


def issue(
    store: Store, group: int | None, paper: FormPaper, person: int | None = None, style: Style | None = None
) -> Change[IssuedPaper]:
    """Issues the form: it gets its number; ``person`` is whom it is about."""
    if person is not None:
        people.get(store, person)
    return papers.issue(store, paper, Origin(group=group, person=person), style=style)

"""How each kind of paper is dressed in this record file."""

from __future__ import annotations

from wxadmin.domain.seal import PaperKind
from wxadmin.domain.style import Style
from wxadmin.services import settings
from wxadmin.services.records import Store


def of(store: Store, kind: PaperKind) -> Style:
    """The style that papers of this kind get unless another is asked for."""
    del kind
    return Style(settings.get(store).profile)

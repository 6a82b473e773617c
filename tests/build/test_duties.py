"""The table of the library says what its texts say."""

from __future__ import annotations

import re

from wxadmin.build import duties
from wxadmin.intake import library
from wxadmin.resource import resource_dir


def test_the_table_is_up_to_date() -> None:
    written = (resource_dir("regulations") / "README.md").read_text(encoding="utf-8")
    assert written == duties.table(), "run: python -m wxadmin.build.duties"


def test_every_duty_has_a_row_with_its_clauses() -> None:
    parts = dict(re.findall(r"^## .+?（(\w+)）\n(.*?)(?=^## |\Z)", duties.table(), re.MULTILINE | re.DOTALL))
    assert set(parts) == {template.key for template in library.templates()}
    for template in library.templates():
        rows = dict(re.findall(r"^\| ([A-Z]\d?) \| [^|]+ \| ([^|]+) \|$", parts[template.key], re.MULTILINE))
        assert tuple(rows) == template.duties
        for served in rows.values():
            assert all(re.search(r"(?:条|）|\d\.)“", one) for one in served.split("<br>"))
        for one in rows.get("L", "").split("<br>"):
            assert "未写明" not in one, (template.key, one)


def test_clauses_that_are_switched_on_are_marked() -> None:
    marked = re.findall(r"※(第\w+条)", duties.table())
    assert len(marked) >= 3
    company = [("第二十九条", "V1"), ("第三十条", "V1"), ("第三十一条", "V1")]
    switches = {"fines": "是", "pay": "是", "dismissal": "是"}
    found = {path[-1]: clause for path, clause in library.clauses("company", switches)}
    for number, duty in company:
        assert found[number].when
        assert duty in found[number].serves

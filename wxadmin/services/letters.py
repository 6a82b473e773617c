"""Papers of a case under the names they had before: see :mod:`wxadmin.services.case_papers`."""

from __future__ import annotations

from wxadmin.services import case_papers

recommendation, delivery, issue = case_papers.recommendation, case_papers.delivery, case_papers.issue

"""What goes into the group, onto paper or into the records is Chinese, whatever language the window speaks."""

from __future__ import annotations

import json
import os
import subprocess
import sys

STORY = """
import json, sys, tempfile
from datetime import date
from pathlib import Path
from wxadmin.domain.people import Person
from wxadmin.services import acknowledgements, announcements, groups, objections, people, publishing, records
from wxadmin.services import regulation_import, regulations
from wxadmin.services import reviewing
from wxadmin.services.listing import View
from wxadmin.services.objections import ObjectionDraft
from wxadmin.services.publishing import Publishing
store = records.open_at(Path(tempfile.mkdtemp()) / "r", create=True, key_file=True)
group = groups.create(store, groups.GroupDraft("甲组工作群", unit="甲公司")).value
text = "工作群守则\\n第一条 群昵称改为“部门-姓名”。\\n第二条 收到通知后30分钟内回复“收到”。\\n第三条 本守则由办公室负责解释。\\n"
draft = regulations.create_from_text(store, group, regulations.parse_text(text)).value
store.actor = ""
reviewing.submit(store, draft)
reviewing.approve(store, draft)
publishing.publish(store, draft, Publishing(issuer="甲公司", interpreter="办公室"))
one = objections.add(store, ObjectionDraft(draft, "太短", ("第二条",), name="乙")).value
objections.answer(store, one, "adopted", "放宽。")
news = announcements.get(store, min(announcements.index(store, View(group)))).draft
card = regulations.get(store, draft)
who = people.add(store, Person("沈知远", (("甲公司", "销售部"),)), group=group).value
sent = announcements.save(store, announcements.AnnouncementDraft(group, "停电", "请回复", minutes=30)).value
announcements.post(store, sent)
acknowledgements.mark(store, sent, who, "answered")
marked = announcements.get(store, sent).board.confirmed[0].note
print(json.dumps([news.title, news.body, objections.answer_text(store, one), card.approver, marked]))
records.close(store)
"""


def test_an_english_window_tells_the_group_in_chinese() -> None:
    told = {}
    for language in ("en", "zh_CN"):
        environment = {**os.environ, "WXADMIN_LANGUAGE": language}
        done = subprocess.run(
            [sys.executable, "-c", STORY], env=environment, capture_output=True, text=True, encoding="utf-8", check=True
        )
        told[language] = json.loads(done.stdout)
    assert told["en"] == told["zh_CN"]
    assert "命名规则：部门-姓名" in told["zh_CN"][1]
    assert "采纳" in told["zh_CN"][2]
    assert told["zh_CN"][4] == "手动确认"

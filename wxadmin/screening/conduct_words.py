"""The thresholds of conduct in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConductLabel:
    """What a threshold is called, in which unit it is given, and what it means; ``hour`` for hours of the day."""

    words: str
    unit: str
    note: str
    hour: bool = False


def conduct_labels() -> Mapping[str, ConductLabel]:
    """A label for each field of :class:`Conduct`, in the order in which an editor shows them."""
    return {
        "run": ConductLabel("一条消息里连续重复", "个字符", "同一个字或短语反复达到这么长，算刷屏；0 不检查"),
        "burst": ConductLabel("短时间连发", "条", "同一个人在下面的时间内发到这么多条，算刷屏；0 不检查"),
        "burst_seconds": ConductLabel("连发的时间", "秒", "数连发的时间长度"),
        "repeats": ConductLabel("重复发送", "次", "同一个人在下面的时间内发同样的内容达到这么多次；0 不检查"),
        "repeat_minutes": ConductLabel("重复的时间", "分钟", "数重复的时间长度"),
        "mentions": ConductLabel("同时@多人", "人", "一条消息里@到这么多人；0 不检查"),
        "everyone_per_hour": ConductLabel("频繁@所有人", "次/小时", "同一个人一小时内@所有人达到这么多次；0 不检查"),
        "voices": ConductLabel("连续语音", "条", "同一个人接连发语音达到这么多条；0 不检查"),
        "talk": ConductLabel("两人对话", "条", "两个人之间接连说到这么多条而没有别人说话；0 不检查"),
        "talk_minutes": ConductLabel("对话的间隔", "分钟", "停顿超过它，两人对话重新数起"),
        "empty": ConductLabel("无内容消息", "条", "同一个人接连发“在吗”“。”“？”一类达到这么多条；0 不检查"),
        "empty_minutes": ConductLabel("无内容的时间", "分钟", "数无内容消息的时间长度"),
        "quiet_from": ConductLabel("休息时间起", "点", "从几点起算休息时间；起止相同不检查", hour=True),
        "quiet_to": ConductLabel("休息时间止", "点", "到几点止", hour=True),
        "personal_from": ConductLabel("工作时间起", "点", "周一至周五从几点起不许谈私事；起止相同不检查", hour=True),
        "personal_to": ConductLabel("工作时间止", "点", "到几点止；12 点到 14 点不检查", hour=True),
    }

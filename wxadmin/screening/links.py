"""Addresses that lead somewhere unknown: shortened, numeric, masked, group codes, installers, throw-away names.

Well-known official, meeting, document and shop addresses are harmless; an unknown ordinary address is no finding by
itself, but a request to click or vote beside it is (see the rules).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A span of the folded message. ``why`` is empty for an address that is not suspicious by itself."""

    start: int
    end: int
    why: str
    level: int
    known: bool


_REST = r"[^\s\u3000-\u303f\u4e00-\u9fff\"'<>()，。！？]"
_URL = re.compile(
    r"(?:(?:https?|hxxps?|ftp|h[t*x]{2}ps?)[:：]?//+|weixin://|wxp://|wechat://|alipays?://|tg://)" + _REST + "+"
)
_BARE = re.compile(
    r"(?<![0-9a-z@._/-])(?:[0-9a-z][0-9a-z-]{0,62}\.){1,4}(?:[a-z]{2,12})(?::[0-9]{2,5})?(?:/"
    + _REST
    + r"*)?(?![0-9a-z@])"
)
_NUMERIC = re.compile(r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{2,5}|/[^\s\u4e00-\u9fff]*)(?![0-9])")
_DOTTED = re.compile(
    r"(?<![0-9a-z])[0-9a-z][0-9a-z-]{2,30}[ ]?[。点點][ ]?"
    r"(?:com|cn|net|top|vip|xyz|cc|me|pw|one|app|club|shop|site|online)(?![a-z])"
)

_SHORT_WORDS = (
    "t.cn url.cn dwz.cn suo.im suo.nz mrw.so mtw.so u6.gg bit.ly bit.do tinyurl.com goo.gl t.ly is.gd rb.gy cutt.ly "
    "ow.ly 985.so 6du.in c1n.cn 0x3.me w.url.cn sourl.cn tb.cn m.tb.cn s.click.taobao.com dwz.lc dwz.mk "
    "rrd.me ft12.com ibit.ly reurl.cc lihi.cc tiny.cc s.id x.gd kutt.it buff.ly 3w.cn 7.ly dlj.bz dlj.li d.cn "
    "yun.ma sina.lt surl.li shorturl.at v.gd mmm.do t.im urlc.cn suowo.cn qr.ae lnkd.in"
)
_KNOWN_WORDS = (
    "gov.cn edu.cn mil.cn ac.cn org.cn people.com.cn xinhuanet.com news.cn cctv.com cctv.cn chinanews.com.cn "
    "12306.cn tencent.com qq.com weixin.qq.com meeting.tencent.com docs.qq.com wjx.cn wjx.top dingtalk.com "
    "feishu.cn larksuite.com zoom.us zoom.com.cn welink.huaweicloud.com huaweicloud.com aliyun.com kdocs.cn "
    "wps.cn shimo.im yuque.com notion.so baidu.com bing.com google.com sogou.com so.com zhihu.com "
    "bilibili.com douban.com weibo.com 163.com 126.com sina.com.cn sohu.com ifeng.com thepaper.cn jd.com "
    "taobao.com tmall.com 1688.com meituan.com ctrip.com amap.com douyin.com xiaohongshu.com ximalaya.com "
    "youku.com iqiyi.com icourse163.org chaoxing.com zhihuishu.com xuexi.cn xueersi.com github.com gitee.com "
    "gitlab.com python.org microsoft.com apple.com wikipedia.org csdn.net juejin.cn cnblogs.com "
    "stackoverflow.com adobe.com icbc.com.cn ccb.com abchina.com boc.cn cmbchina.com "
    "bankcomm.com chinatax.gov.cn sf-express.com cainiao.com 10086.cn 189.cn 10010.com gtimg.cn wecom.work "
    "work.weixin.qq.com"
)
_CHEAP_WORDS = (
    "top xyz vip icu cc pw tk ml ga cf gq buzz club site online fun bet casino win loan work click link live "
    "shop store rest monster cyou sbs bond cfd lol pics quest one me ws la"
)
_TAILS_WORDS = (
    "com cn net org gov edu mil ac io co app dev info biz tv us uk hk tw jp kr sg eu de fr ru in int name "
    "mobi asia ai im so gg ly nz to id li mk at do ma lt lc bz gd gl"
)
_SHORT = frozenset(_SHORT_WORDS.split())
_KNOWN = tuple(_KNOWN_WORDS.split())
_CHEAP = frozenset(_CHEAP_WORDS.split())
_TAILS = _CHEAP | frozenset(_TAILS_WORDS.split())
_MASKED = re.compile(r"h(?:xx|\*\*|tx|xt|t\*|\*t)ps?")
_INSTALLER = re.compile(r"\.(?:exe|apk|ipa|bat|scr|msi|vbs|jar|cmd|js|ps1|hta|dmg|plist|mobileconfig)(?:[?#]|$)")


def _host(address: str) -> str:
    rest = address.split("//", 1)[-1]
    rest = re.split(r"[/?#]", rest, maxsplit=1)[0].rsplit("@", 1)[-1]
    return rest.split(":", 1)[0].strip(".")


def _is_known(host: str) -> bool:
    return any(host == name or host.endswith("." + name) for name in _KNOWN)


def _why(address: str, host: str, *, known: bool) -> tuple[str, int]:
    if _MASKED.match(address):
        return "遮掩写法的网址", 3
    if re.match(r"(?:weixin|wxp|wechat|tg)://", address):
        return "进群或加人的口令地址", 2
    if host in _SHORT:
        return "短网址，看不出去处", 2
    if re.fullmatch(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}", host):
        return "数字网址，没有域名", 3 if not _private(host) else 0
    if known:
        return "", 0
    if "@" in address.split("//", 1)[-1].split("/", 1)[0]:
        return "网址里夹带账号，去处不明", 3
    if _INSTALLER.search(address):
        return "来历不明的安装包下载", 3
    if "xn--" in host:
        return "用别的文字冒充的域名", 3
    tail = host.rsplit(".", 1)[-1]
    if tail in _CHEAP:
        return "不常见的域名，来历不明", 2
    return "", 0


def _private(host: str) -> bool:
    return host.startswith(("10.", "192.168.", "127.")) or bool(re.match(r"172\.(?:1[6-9]|2[0-9]|3[01])\.", host))


def find_links(text: str) -> list[Link]:
    """The addresses of a folded message, by start; overlapping ones once."""
    if "." not in text and "//" not in text and "点" not in text and "。" not in text:
        return []
    found: list[Link] = []
    taken = 0
    for start, end, address in sorted(_addresses(text)):
        if start < taken:
            continue
        trimmed = address.rstrip(".,;:!?。，、)）")
        host = _host(trimmed)
        known = _is_known(host)
        why, level = _why(trimmed, host, known=known)
        if not level:
            why = ""
        found.append(Link(start, start + len(trimmed), why, level, known or bool(not level and _private(host))))
        taken = end
    return found


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _URL.finditer(text):
        yield (*match.span(), match.group())
    for match in _BARE.finditer(text):
        host = _host(match.group())
        if host.rsplit(".", 1)[-1] in _TAILS and not host.replace(".", "").isdigit():
            yield (*match.span(), match.group())
    for match in _NUMERIC.finditer(text):
        yield (*match.span(), match.group())
    for match in _DOTTED.finditer(text):
        yield (*match.span(), re.sub(r"[ ]?[。点點][ ]?", ".", match.group()))

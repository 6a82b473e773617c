"""What the columns of an export mean, by their header signatures, and one row of it as a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from wxadmin.domain.chat import Event, EventKind, Message, MessageKind, Quote, Rejected
from wxadmin.intake.chat.clock import cell_time
from wxadmin.intake.chat.kinds import kind_of, split_quote
from wxadmin.intake.chat.lines import Reading
from wxadmin.intake.chat.system import SYSTEM_SENDERS, read_notice

# Field -> folded column names, the better source first.
_NAMES: dict[str, tuple[str, ...]] = {
    "nickname": ("groupnickname", "roomnickname", "groupalias", "displayname", "群昵称", "群内昵称", "成员昵称"),
    "remark": ("remark", "remarkname", "备注", "备注名", "好友备注"),
    "name": (
        *(
            "sendername",
            "nickname",
            "accountname",
            "fromname",
            "sendernickname",
            "username",
            "name",
            "speaker",
            "author",
        ),
        *("发送人", "发送者", "发言人", "发言者", "昵称", "微信昵称", "姓名", "用户", "用户名", "成员", "发信人"),
    ),
    "sender": (
        "sender",
        "senderid",
        "senderwxid",
        "wxid",
        "platformid",
        "fromuser",
        "fromid",
        "from",
        "userid",
        "微信号",
        "账号",
    ),
    "talker": ("talker", "talkerid"),
    "group": (
        "talkername",
        "roomname",
        "groupname",
        "chatname",
        "chatroomname",
        "群名",
        "群名称",
        "群聊",
        "群聊名称",
        "会话",
        "会话名称",
    ),
    "epoch": ("createtime", "timestamp", "时间戳"),
    "time": (
        "strtime",
        "time",
        "datetime",
        "msgtime",
        "sendtime",
        "createdat",
        "时间",
        "发送时间",
        "消息时间",
        "日期时间",
    ),
    "day": ("date", "day", "日期"),
    "content": (
        "strcontent",
        "content",
        "msg",
        "message",
        "text",
        "body",
        "内容",
        "消息内容",
        "聊天内容",
        "消息",
        "正文",
    ),
    "type": ("typename", "msgtypename", "type", "msgtype", "消息类型", "类型"),
    "subtype": ("subtype", "子类型"),
    "quote": ("quote", "quoted", "quotetext", "replycontent", "引用", "引用内容", "被引用内容", "引用消息"),
    "self": ("issender", "isself", "issend", "是否本人"),
}
_FIELD_OF = {column: (field, rank) for field, columns in _NAMES.items() for rank, column in enumerate(columns)}

_TYPE_WORDS: dict[str, MessageKind | None] = {
    **dict.fromkeys(("文本", "文本消息", "文字", "text", "引用", "引用回复", "引用消息", "quote", "reply"), None),
    **dict.fromkeys(("图片", "图片消息", "image", "photo", "picture"), "image"),
    **dict.fromkeys(("语音", "语音消息", "voice", "audio"), "voice"),
    **dict.fromkeys(("视频", "视频消息", "小视频", "video"), "video"),
    **dict.fromkeys(("文件", "文件消息", "file"), "file"),
    **dict.fromkeys(("链接", "分享链接", "卡片式链接", "网页链接", "link", "url"), "link"),
    **dict.fromkeys(("动画表情", "表情", "表情包", "表情消息", "sticker", "emoji"), "sticker"),
    **dict.fromkeys(("红包", "微信红包", "red packet", "redpacket", "red_packet"), "red_packet"),
    **dict.fromkeys(("接龙", "群接龙", "chain"), "chain"),
}
_SYSTEM_TYPES = frozenset(
    ("系统通知", "系统消息", "系统提示", "系统", "system", "notice", "拍一拍", "撤回", "撤回消息", "10000", "10002")
)
# Numbers of message types, and of the kinds of type 49; None: the words decide.
_NUMBERS: dict[str, MessageKind | None] = {
    "1": None,
    "3": "image",
    "34": "voice",
    "43": "video",
    "47": "sticker",
    "62": "video",
}
_APP_NUMBERS: dict[str, MessageKind | None] = {
    "": None,
    "1": None,
    "4": "link",
    "5": "link",
    "6": "file",
    "8": "sticker",
    "53": "chain",
    "57": None,
    "74": "file",
    "2001": "red_packet",
}
# Names the machine gave: account ids, room ids, bare numbers.
_ID = re.compile(
    r"wxid_\w+|gh_\w+|[\w.-]+@(?:chatroom|openim|im\.chatroom)|\d{5,}|[0-9a-f]{16,}|[a-z][a-z0-9]{0,3}\d+|R:\d+"
)
_ACCOUNT = re.compile(r"(?=.*[0-9_])[A-Za-z][A-Za-z0-9_-]{5,19}")

_SHARED = re.compile(r"^[(（]?分享[)）的]\s*")

NO_CONTENT = "这一行没有内容"
BAD_TIME = "时间读不懂，这条消息留着，时间空着"


def fold_column(name: str) -> str:
    """A column name without case, spaces, underscores and brackets."""
    return re.sub(r"[\s_\-·（）()【】\[\]:：\ufeff]+", "", name).lower()


def field_of(title: str) -> str:
    """The field a column's title stands for, ``""`` when it is not known."""
    return _FIELD_OF.get(fold_column(title), ("", 0))[0]


def is_type_word(cell: str) -> bool:
    """Whether a cell says of what type a message is."""
    word = cell.lower()
    return word in _TYPE_WORDS or word in _SYSTEM_TYPES


def map_columns(header: Iterable[str]) -> dict[str, str] | None:
    """Field -> column as written; None when no column of words or none of senders is among them."""
    found: dict[str, tuple[int, str]] = {}
    folded = {fold_column(column): column for column in header}
    for fold, column in folded.items():
        field, rank = _FIELD_OF.get(fold, ("", 0))
        if field and (field not in found or rank < found[field][0]):
            found[field] = (rank, column)
    fields = {field: column for field, (_, column) in found.items()}
    if "content" not in fields or not fields.keys() & {"nickname", "remark", "name", "sender", "talker"}:
        return None
    return fields


@dataclass(frozen=True, slots=True)
class Row:
    """One row: cells by field, the line it begins on, the line its words begin on; ``flat``: they take one line."""

    cells: Mapping[str, str]
    line: int
    words_line: int
    flat: bool = False


class RowReader:
    """Turns rows into messages and events, remembering what concerns the whole file."""

    def __init__(self, fields: Mapping[str, str], zone: tzinfo, out: Reading) -> None:
        self.fields = fields
        self.zone = zone
        self.out = out
        self.rooms: set[str] = set()
        self.accounts: dict[str, int] = {}  # ids that stand for a sender -> line
        self.senders: dict[str, str] = {}

    def read(self, row: Row) -> None:
        """Adds one row."""
        cells = row.cells
        content = cells.get("content", "")
        if group := cells.get("group", "").strip():
            self.rooms.add(group)
        time = self._time(row)
        sender = self._sender(row)
        sender = self.senders.setdefault(sender, sender)  # one string for all messages of a person
        type_word = cells.get("type", "").strip().lower()
        if type_word[:1] in ("(", "（"):
            type_word = _SHARED.sub("", type_word)
        if type_word in _SYSTEM_TYPES or sender.lower() in SYSTEM_SENDERS:
            self.out.events.append(event_of(content, time, row.words_line, len(self.out.messages), sender))
            return
        known, kind = self._typed(type_word, cells.get("subtype", "").strip())
        if not sender or (not content.strip() and (not known or kind is None)):
            if any(cell.strip() for cell in cells.values()):
                why = NO_CONTENT if sender else "这一行没有发送人"
                self.out.rejected.append(Rejected(row.line, content.strip() or sender, why))
            return
        if sender == cells.get("sender", "").strip() or sender == cells.get("talker", "").strip():
            self._note_account(sender, row.line)
        quote, own, above = split_quote(content, self.senders)
        if quote is None and (quoted := cells.get("quote", "").strip()):
            quote = _quote_of(quoted)
        by_words = kind_of(own)
        if kind is None or by_words == "chain":
            kind = by_words
        self.out.messages.append(Message(sender, time, kind, own, quote, row.words_line + (0 if row.flat else above)))

    def finish(self) -> None:
        """Adds what only the whole file shows: its group, and that accounts stand for names."""
        names = {room for room in self.rooms if not is_id(room)}
        if len(self.rooms) == 1:
            self.out.groups |= names
        elif len(self.rooms) > 1:
            self.out.groups |= self.rooms
        add_account_warning(self.out, self.accounts)

    def _time(self, row: Row) -> str | None:
        epoch, clock, day = (row.cells.get(field, "").strip() for field in ("epoch", "time", "day"))
        written = (epoch, clock, f"{day} {clock}".strip() if day else "")
        for value in written:
            if value and (time := cell_time(value, self.zone)) is not None:
                return time
        if shown := next(filter(None, written), ""):
            self.out.rejected.append(Rejected(row.line, shown, BAD_TIME))
        return None

    def _sender(self, row: Row) -> str:
        cells = row.cells
        for field in ("nickname", "remark", "name"):
            if name := cells.get(field, "").strip():
                return name
        rooms_own = "talker" in self.fields and ("sender" in self.fields or "name" in self.fields)
        account = cells.get("sender", "").strip() or ("" if rooms_own else cells.get("talker", "").strip())
        if not account and cells.get("self", "").strip().lower() in ("1", "true", "是"):
            return "我"
        return account

    def _note_account(self, account: str, line: int) -> None:
        if is_id(account) or _ACCOUNT.fullmatch(account):
            self.accounts.setdefault(account, line)

    @staticmethod
    def _typed(word: str, subtype: str) -> tuple[bool, MessageKind | None]:
        """Whether the type is known, and the kind where it alone decides."""
        if not word:
            return False, None
        if word in _TYPE_WORDS:
            return True, _TYPE_WORDS[word]
        if word == "49":
            return True, _APP_NUMBERS.get(subtype, "other")
        if word in _NUMBERS:
            return True, _NUMBERS[word]
        return True, "other"


def _quote_of(cell: str) -> Quote:
    """The quote in a cell of its own, with or without its sender."""
    words = cell[1:-1] if cell[0] == "「" and cell[-1] == "」" else cell
    sender, colon, rest = words.partition("：")
    return Quote(sender.strip(), rest.strip()) if colon and "\n" not in sender else Quote("", words)


def is_id(name: str) -> bool:
    """Whether a name is one that the machine gave."""
    return _ID.fullmatch(name) is not None


def event_of(text: str, time: str | None, line: int, after: int, sender: str = "") -> Event:
    """The event of a line that the source marks as the system's; of what it does not say, ``other`` remains.

    ``sender`` did it where the line begins with the verb.
    """
    words = text.strip()
    notice = read_notice(words, certain=True)
    person = "" if sender.lower() in SYSTEM_SENDERS else sender
    if notice is None and person:
        notice = read_notice(f'"{person}"{words}', certain=True)
    kind: EventKind = notice.kind if notice else "other"
    actor, subjects = (notice.actor, notice.subjects) if notice else (person, ())
    return Event(kind, actor, subjects, time, line, after, text)


def add_account_warning(out: Reading, accounts: Mapping[str, int]) -> None:
    """One note in ``rejected`` that accounts stand for names, at the first of them."""
    if accounts:
        account, line = next(iter(accounts.items()))
        why = f"来源里没有昵称，{len(accounts)} 个发送人只能用账号代替"
        out.rejected.append(Rejected(line, account, why))

"""The owner's rules in versions: the draft under the pen, switching it on, what changed, going back, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, on_paper
from wxadmin.screening.ruleset import Rule, load_preset
from wxadmin.services import clock, rule_book, rules
from wxadmin.services.records import Change, Store
from wxadmin.services.rule_book import Book, When
from wxadmin.services.rule_differences import differences
from wxadmin.store import rulebooks as stored
from wxadmin.store.journal import Tx

_LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a book: who switched it on, when (shown), why."""

    id: int
    version: int
    made: str
    actor: str
    note: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What is under the pen. ``base`` is the version it began from, ``stale`` that another was switched on since.

    ``changes`` says in words what it would change; empty: nothing.
    """

    book: Book
    base: int
    saved: str
    stale: bool
    changes: tuple[str, ...]


def current(store: Store, scope: int | None) -> Book:
    """The book that holds for a group, or for all (None); an empty one where there is none."""
    with store.read() as db:
        return rules.current(db, scope) or Book()


def versions(store: Store, scope: int | None) -> tuple[Version, ...]:
    """All versions, newest first."""
    with store.read() as db:
        rows = stored.versions(db, scope)
    return tuple(
        Version(row["id"], row["version"], clock.shown(row["made"]), row["actor"], row["note"], place == 0)
        for place, row in enumerate(rows)
    )


def changes_of(store: Store, book: int) -> tuple[str, ...]:
    """What a version said otherwise than the one before it, a sentence each."""
    with store.read() as db:
        row = stored.one(db, book)
        if row is None:
            return ()
        older = [one["id"] for one in stored.versions(db, row["group_id"]) if one["version"] < row["version"]]
        before = stored.one(db, older[0]) if older else None
    old = Book() if before is None else rule_book.read_kept(before["text"])
    return differences(old, rule_book.read_kept(row["text"]))


def draft(store: Store, scope: int | None) -> Draft:
    """What is under the pen, else what holds."""
    with store.read() as db:
        kept = stored.draft(db, scope)
        row = stored.newest(db, scope)
        holds = Book() if row is None else rule_book.read_kept(row["text"])
    base = 0 if row is None else int(row["version"])
    if kept is None or (row is not None and kept["text"] == row["text"]):
        return Draft(holds, base, "", False, ())
    book = rule_book.read_kept(kept["text"])
    changes = differences(holds, book)
    return Draft(book, kept["base"], clock.shown(kept["saved"]), kept["base"] != base, changes)


def edit(store: Store, scope: int | None, work: Callable[[Book], Book]) -> None:
    """Changes the draft; nothing of the journal, since it does not hold before it is switched on."""

    def run(tx: Tx) -> None:
        kept = stored.draft(tx, scope)
        row = stored.newest(tx, scope)
        before = kept or row
        book = _tidy(work(rule_book.read_kept(before["text"]) if before is not None else Book()))
        text = rule_book.write(book)
        base = 0 if row is None else int(row["version"])
        values = {"text": text, "saved": clock.stamp(clock.moment(tx.at))}
        if text == (rule_book.write(Book()) if row is None else row["text"]):
            if kept is not None:
                tx.delete("rulebook_draft", kept["id"])
        elif kept is None:
            tx.insert("rulebook_draft", {"group_id": scope, "base": base, **values})
        else:
            tx.update("rulebook_draft", kept["id"], values)

    _exists(store, scope)
    store.change(_("改规则草稿"), run)


def discard(store: Store, scope: int | None) -> None:
    """Forgets what is under the pen."""

    def run(tx: Tx) -> None:
        kept = stored.draft(tx, scope)
        if kept is not None:
            tx.delete("rulebook_draft", kept["id"])

    with store.read() as db:
        if stored.draft(db, scope) is None:
            return
    store.change(_("放弃规则草稿"), run)


def switch_on(store: Store, scope: int | None, note: str = "", *, base: int | None = None) -> Change[int]:
    """The draft holds from now on, as a new version; its number.

    UserError when nothing changed, or when another version than ``base`` holds. The draft stays, so that it is there
    again when the change is taken back.
    """
    with store.read() as db:
        kept = stored.draft(db, scope)
    if kept is None:
        raise UserError(_("规则没有改动"), remedy=_("请先改规则，再启用"))
    return save(store, scope, rule_book.read_kept(kept["text"]), note, base=base, label=_("启用规则 {}"))


def save(
    store: Store, scope: int | None, book: Book, note: str = "", *, base: int | None = None, label: str = "",
    also: Callable[[Tx], int] | None = None, tables: tuple[str, ...] = (),
) -> Change[int]:  # fmt: skip
    """The book holds from now on, as a new version; its number, or what ``also`` gives that is done in the same change.

    UserError when it says the same as the one that holds, when the rules do not fit together, or (with ``base``) when
    another version holds than the one it was made from. ``tables`` are those of which ``also`` writes many rows.
    """
    book = _tidy(book)
    if len(note) > _LONGEST_NOTE:
        raise UserError(_("说明太长"), remedy=_("最多 {} 个字").format(_LONGEST_NOTE))
    name = _exists(store, scope)
    _fits(store, scope, book)
    text = rule_book.write(book)

    def run(tx: Tx) -> int:
        row = stored.newest(tx, scope)
        now = 0 if row is None else int(row["version"])
        if base is not None and now != base:
            raise UserError(_("规则刚刚被改过，已是第 {} 版").format(now), remedy=_("请看过新的规则再启用"))
        if text == (rule_book.write(Book()) if row is None else row["text"]):
            raise UserError(_("规则没有改动"), remedy=_("请先改规则，再启用"))
        tx.insert("rulebook", {
            "group_id": scope, "version": now + 1, "text": text, "digest": rule_book.digest(text),
            "made": clock.stamp(clock.moment(tx.at)), "actor": store.actor, "note": note.strip(),
        })  # fmt: skip
        return now + 1 if also is None else also(tx)

    return store.change((label or _("修改规则 {}")).format(name), run, sweeping=tables)


def go_back(store: Store, book: int, note: str = "") -> Change[int]:
    """An older version holds again, as a new one; its number."""
    with store.read() as db:
        row = stored.one(db, book)
    if row is None:
        raise UserError(_("没有这一版规则"), remedy=_("可能已被撤销，请刷新列表"))
    if draft(store, row["group_id"]).changes:
        raise UserError(_("有改了还没有启用的规则"), remedy=_("请先启用或放弃，再回到旧版"))
    words = note or on_paper(_("回到第 {} 版")).format(row["version"])
    return save(store, row["group_id"], rule_book.read_kept(row["text"]), words, label=_("恢复规则 {}"))


def allow(store: Store, scope: int | None, phrase: str) -> Change[int]:
    """From now on no hit inside this phrase counts (以后都放行). UserError for a phrase too short to mean anything."""
    phrase = " ".join(phrase.split())
    check_word(phrase, _("放行语"))
    book = current(store, scope)
    if phrase in book.allow:
        raise UserError(_("“{}”已经是放行语").format(phrase), remedy=_("不用再加"))

    def with_phrase(one: Book) -> Book:
        return replace(one, allow=tuple(dict.fromkeys((*one.allow, phrase))))

    pending = bool(draft(store, scope).changes)
    change = save(store, scope, with_phrase(book), on_paper(_("放行“{}”")).format(phrase), label=_("以后都放行 {}"))
    if pending:
        edit(store, scope, with_phrase)
    else:
        discard(store, scope)
    return change


def check_word(word: str, where: str) -> None:
    """UserError for a word that is empty, only marks, one letter or digit, or too long."""
    why = word_fault(word)
    if why:
        raise UserError(why, where=where, remedy=_("请写两个以上的字"))


def word_fault(word: str) -> str:
    """Why a word cannot be looked for, ``""`` when it can."""
    from wxadmin.screening.folding import fold_words

    folded = "".join(c for c in fold_words([word])[0] if c.isalnum())
    shown = word if len(word) <= 12 else word[:12] + "…"
    if not folded:
        return _("“{}”里没有字，只有符号或看不见的字符").format(shown) if word.strip() else _("词是空的")
    if len(folded) < 2:
        return _("“{}”太短，一个字会误伤很多消息").format(shown)
    if len(word) > 200:
        return _("“{}”太长，一个词最多 200 个字").format(shown)
    return ""


def _exists(store: Store, scope: int | None) -> str:
    """What a scope is called; UserError for a group that is not there."""
    if scope is None:
        return _("所有群")
    from wxadmin.services import groups

    return groups.get(store, scope).name


def _fits(store: Store, scope: int | None, book: Book) -> None:
    """UserError when the book cannot be read back or does not fit the presets it is for."""
    again = rule_book.read(rule_book.write(book))
    if again != book:
        raise UserError(_("规则里有保存不了的字符"), remedy=_("请删去看不见的字符再试"))
    with store.read() as db:
        kind = "" if scope is None else stored.kind(db, scope) or ""
        below = Book() if scope is None else rules.current(db, None) or Book()
    rule_book.together(kind, [below, book] if scope is not None else [book])


def _tidy(book: Book) -> Book:
    """Without conditions that say nothing and entries about rules that are gone; thresholds as they are anyway stay."""
    when = {name: one for name, one in book.when.items() if one != When()}
    return replace(book, when=when)


# Files


def export(store: Store, scope: int | None, path: Path) -> None:
    """The book (the draft where there is one) as a .toml file; ``wxadmin screen --rules`` takes it, too."""
    from wxadmin.intake.text import write_text

    book = draft(store, scope).book
    if not book.preset:
        with store.read() as db:
            kind = "" if scope is None else stored.kind(db, scope) or ""
        book = replace(book, preset=rule_book.preset_of(kind))
    head = _("# 群务台账的规则书。[book] 说明在哪套预置规则上改了什么，[[rule]] 是自己的规则。\n")
    write_text(path, head + rule_book.write(book))


def read_file(path: Path) -> Book:
    """The book of a .toml file; UserError names what is wrong with it."""
    from wxadmin.intake.text import read_text
    from wxadmin.services.given_files import refuse_special

    refuse_special(path)
    return rule_book.read(read_text(path), path.name)


def take_file(store: Store, scope: int | None, path: Path) -> tuple[str, ...]:
    """A file becomes the draft; what it would change, in words. UserError for a file that is none or does not fit."""
    book = read_file(path)
    _fits(store, scope, _tidy(book))
    edit(store, scope, lambda _before: book)
    return draft(store, scope).changes


def renamed_in(book: Book, before: str, after: str) -> Book:
    """The book with all that was said of a rule said of its new name."""

    def moved(said: Mapping[str, object]) -> dict[str, object]:
        return {after if name == before else name: one for name, one in said.items()}

    return replace(
        book,
        off=tuple(after if name == before else name for name in book.off),
        levels=moved(book.levels), articles=moved(book.articles), when=moved(book.when),  # type: ignore[arg-type]
    )  # fmt: skip


def check_rule(store: Store, scope: int | None, rule: Rule, before: str = "") -> None:
    """UserError when an own rule cannot be kept: name taken, nothing to find, or what cannot be looked for."""
    from wxadmin.screening.folding import fold_words
    from wxadmin.screening.patterns import check_pattern

    name = rule.name.strip()
    where = _("规则“{}”").format(name)
    if not name or len(name) > 60:
        raise UserError(_("规则没有名称或名称太长"), remedy=_("请写一个 60 个字以内的名称"))
    book = draft(store, scope).book
    with store.read() as db:
        kind = "" if scope is None else stored.kind(db, scope) or ""
        below = Book() if scope is None else rules.current(db, None) or Book()
    preset = load_preset(book.preset or below.preset or rule_book.preset_of(kind))
    taken = {one.name for one in (*preset.rules, *below.rules, *book.rules)} - {before}
    if name in taken:
        raise UserError(_("已经有一条规则叫“{}”").format(name), remedy=_("请换一个名称"))
    every = [*rule.words, *rule.allow]
    for word, folded in zip(every, fold_words(every), strict=True):
        if not (folded.isalnum() and 2 <= len(word) <= 50):  # nothing can be wrong with nearly all of a long list
            check_word(word, where)
    for pattern in rule.patterns:
        check_pattern(pattern, where=where)
    if not (rule.words or rule.patterns or rule.needs or rule.weights):
        raise UserError(_("还没有写要找的词"), where=where, remedy=_("请加词，或写一条模式"))

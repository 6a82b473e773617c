"""Answers matched to people: how many are found, whether any certain match is wrong, and how long it takes.

python -m tests.bench.answers_bench                    60 invented announcements of 40 people, and the time of 500 × 500
python -m tests.bench.answers_bench SEED COUNT [-v]    others; -v shows what went wrong

Found is the share of those whose answer leaves no doubt that are confirmed; hinted the share of those only the owner
can settle that are confirmed or proposed to him. The floor of the time is reading the paste as a chat and nothing else.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from messy_answers import Answers, answers

from wxadmin.domain.people import Person
from wxadmin.services.answers import Gathered, Paste, gather
from wxadmin.services.clock import zone


def gathered(made: Answers) -> Gathered:
    """What the program makes of it."""
    pastes = [Paste(n, at, text) for n, (at, text) in enumerate(made.pastes)]
    return gather(made.people, pastes, made.due, known=made.known)


def measure(first: int, count: int, *, loud: bool) -> None:
    """Figures over invented announcements."""
    total: Counter[str] = Counter()
    for seed in range(first, first + count):
        made = answers(seed)
        found = gathered(made)
        confirmed = {one.person for one in found.result.confirmed}
        proposed = {i for one in found.result.ambiguous for i in one.people}
        wrong = confirmed - made.sure
        wrong -= {w for w in wrong if "answers for" in made.how.get(w, "")}
        total.update(
            sure=len(made.sure), found=len(confirmed & made.sure), asked=len((made.sure - confirmed) & proposed),
            hinted=len(made.hinted), shown=len(made.hinted & (confirmed | proposed)), wrong=len(wrong),
            late=len(made.late) if made.clocked else 0,
            late_found=len(made.late & found.late) if made.clocked else 0,
            late_wrong=len([p for p in found.late & made.sure - made.late if made.how[p].startswith("plain")
                            and made.clocked]),
        )  # fmt: skip
        if loud:
            for who in sorted(made.sure - confirmed):
                state = "PROPOSED" if who in proposed else "LOST"
                print(f"{seed} {state} {made.people[who].name} {made.how[who]}")
            for who in sorted(wrong):
                lines = [c for c in found.result.confirmed if c.person == who]
                print(f"{seed} WRONG {made.people[who].name} {made.how.get(who)} {lines}")
                print("     ", [p[1].split("\n")[c.line - 1] for c in lines for p in made.pastes[:1]
                                if c.line <= p[1].count("\n")])  # fmt: skip
            for who in sorted(made.hinted - confirmed - proposed):
                print(f"{seed} UNSEEN {made.people[who].name} {made.how[who]}")
    share = total["found"] / max(1, total["sure"])
    print(f"announcements {count}, seeds {first}…{first + count - 1}: wrong certain {total['wrong']}; "
          f"found {total['found']}/{total['sure']} = {share:.4f} (proposed instead {total['asked']}); "
          f"hinted shown {total['shown']}/{total['hinted']}; "
          f"late {total['late_found']}/{total['late']}, wrongly late {total['late_wrong']}")  # fmt: skip


def _timed(work: Callable[[], object], rounds: int = 7) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def timing() -> None:
    """500 answers of 500 people: messages alone, and a list that everybody re-sent."""
    from wxadmin.intake.chat import find_chat
    from wxadmin.services.clock import ZONE

    rng = random.Random(5)
    letters = "宁晓岚哲旭霖舒妍博楠悦昕睿涵翔彤杰颖峰蕾洋琳鑫倩斌薇磊娟超雯凯婷鹏静宇莉晨思远芷若沐阳星辰"
    names = list(
        dict.fromkeys(
            rng.choice("沈陆曾孔薛冯何吕严金") + rng.choice(letters) + rng.choice(letters) for _ in range(900)
        )
    )
    people = [Person(name, (("甲公司", rng.choice(("销售部", "生产部"))),)) for name in names[:500]]
    begin = datetime(2026, 11, 3, 9, 0, tzinfo=zone())
    plain = "\n\n".join(
        f"{p.department}-{p.name}\n2026年11月03日 {10 + n // 60:02}:{n % 60:02}\n收到{'，晚到' if n % 5 == 0 else ''}"
        for n, p in enumerate(people)
    )
    listed = [f"{n}. {p.name} {'带伞' if n % 3 else ''}" for n, p in enumerate(people, 1)]
    chains = "\n\n".join(
        f"{p.department}-{p.name}\n2026年11月03日 {10 + n // 60:02}:{n % 60:02}\n#接龙\n秋游\n\n"
        + "\n".join(listed[: n + 1])
        for n, p in enumerate(people)
        if n % 10 == 9
    )

    def slip(name: str) -> str:
        at = rng.randrange(1, len(name))
        return name[:at] + rng.choice(letters) + name[at + 1 :]

    def talk(rows: list[tuple[str, str]]) -> str:
        return "\n\n".join(
            f"{who}\n2026年11月03日 {10 + n // 60:02}:{n % 60:02}\n{words}" for n, (who, words) in enumerate(rows)
        )

    texts = {
        "500 messages": plain,
        "a list of 500 re-sent 50 times": chains,
        "500 names mistyped": talk([(slip(p.name), "收到，谢谢") for p in people]),
        "500 strangers": talk([(f"{name}某", "收到") for name in names[:500]]),
        "500 denials": talk([(p.name, "没收到，什么通知") for p in people]),
    }
    for label, text in texts.items():
        paste = [Paste(0, begin + timedelta(hours=9), text)]
        due = begin + timedelta(hours=4)
        floor = _timed(lambda t=text: find_chat(t, name="", date=None, zone=ZONE))
        took = _timed(lambda p=paste, d=due: gather(people, p, d))
        confirmed = len(gather(people, paste, due).result.confirmed)
        print(
            f"{label}: {took:.0f} ms (reading the chat alone {floor:.0f} ms, ratio {took / floor:.1f}), confirmed {confirmed}"
        )


def main(args: list[str]) -> None:
    """Measure."""
    loud = "-v" in args
    numbers = [int(arg) for arg in args if arg != "-v"]
    first, count = (*numbers, 60)[:2] if numbers else (1, 60)
    measure(first, count, loud=loud)
    if not numbers:
        timing()


if __name__ == "__main__":
    main(sys.argv[1:])

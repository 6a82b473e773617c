"""Papers set at the same time by several threads of a process that has just begun are those that one thread sets.

The window makes drafts on several threads while a paper is being issued, and what is issued is set twice and must come
out the same; so faces, chains and phrases that threads share must never be there twice or by halves.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import hashlib, threading
from tests.printing.every_paper import block, every
from tests.printing.invented import CREATED
from wxadmin.printing.papers import render

EVERY = every()
NAMES = ("notice", "regulation", "list", "sheet", "comparison", "form", "letter") * 2

def digest(name):
    paper, style = EVERY[name]
    return hashlib.sha256(render(paper, mark=block(paper.number), created=CREATED, style=style).pdf).hexdigest()

def work(name):
    together.wait()
    found.append((name, digest(name)))

together, found = threading.Barrier(len(NAMES)), []
threads = [threading.Thread(target=work, args=(name,)) for name in NAMES]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(found) == len(NAMES), found
assert set(found) == {(name, digest(name)) for name in NAMES}
"""


def test_threads_of_a_fresh_process_set_the_same_papers() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

"""The one check command: ``python tests/check.py`` runs ruff, mypy --strict, the import contracts and the tests.

``--tests-ran`` leaves the tests out where the same machine has just run them (the CI script does).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEPS: tuple[tuple[str, list[str]], ...] = (
    ("ruff", [sys.executable, "-m", "ruff", "check", "."]),
    ("format", [sys.executable, "-m", "ruff", "format", "--check", "."]),
    ("mypy", [sys.executable, "-m", "mypy"]),
    ("contracts", [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]),
    ("tests", [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile"]),
)


def main() -> int:
    failed = []
    for name, command in STEPS:
        if name == "tests" and "--tests-ran" in sys.argv[1:]:
            continue
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            failed.append(name)
    print("check: " + ("failed: " + ", ".join(failed) if failed else "all good"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

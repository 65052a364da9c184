"""``make bench``: how well letters are read, how fast faxes, and what only our own cases name."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.render_letters import main as render


def main() -> None:
    """Run the benchmarks one after the other."""
    for name in ("benchmarks.letters", "benchmarks.concepts"):
        subprocess.run([sys.executable, "-m", name], check=True)
    with tempfile.TemporaryDirectory() as folder:
        render([folder])
        command = [sys.executable, "-m", "benchmarks.ocr_speed", str(Path(folder) / "fax")]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()

"""``make bench``: how letters are read and charts matched, how fast faxes, what our cases name."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.render_letters import main as render


def main() -> None:
    """Run the benchmarks one after the other."""
    for name in ("benchmarks.letters", "benchmarks.concepts", "benchmarks.match_bank"):
        subprocess.run([sys.executable, "-m", name], check=True)
    with tempfile.TemporaryDirectory() as folder:
        render([folder])
        command = [sys.executable, "-m", "benchmarks.ocr_speed", str(Path(folder) / "fax")]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()

"""``make bench``: how well the letters of ``tests/letters`` are read, and how fast their faxes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.render_letters import main as render


def main() -> None:
    """Run the two benchmarks one after the other."""
    subprocess.run([sys.executable, "-m", "benchmarks.letters"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        render([folder])
        command = [sys.executable, "-m", "benchmarks.ocr_speed", str(Path(folder) / "fax")]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()

"""How long ``p2p read`` takes over faxes against tesseract alone, in one run.

    python -m benchmarks.ocr_speed FOLDER [--files N]

Both read the same TIFF files with two processes, each tesseract with one thread, the model
that the distribution installs and automatic page segmentation (psm 3). Ours also squares,
cleans and straightens the pages, orders the words and reads every fact. The two take turns
over halves of the files, so that a change in the machine's load falls on both.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

JOBS = 2
LIMIT = 1.3


def plain(files: Sequence[Path]) -> None:
    """Read the files with tesseract alone, two processes at a time."""
    with tempfile.TemporaryDirectory() as folder:

        def read(path: Path) -> None:
            out = Path(folder) / path.stem
            command: list[str | Path] = ["tesseract", path, out, "--psm", "3", "tsv"]
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)

        with ThreadPoolExecutor(JOBS) as pool:
            list(pool.map(read, files))


def ours(files: Sequence[Path]) -> None:
    """Read the files with the command."""
    p2p = Path(sys.executable).with_name("p2p")
    options = ["--json", "--jobs", str(JOBS), "--timezone", "America/New_York"]
    command: list[str | Path] = [p2p, "read", *options, *files]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def seconds(job: Callable[[Sequence[Path]], None], files: Sequence[Path]) -> float:
    """Wall time of a job."""
    start = time.perf_counter()
    job(files)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print the two times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a folder of fax TIFFs")
    parser.add_argument("--files", type=int, default=None, help="only the first N files")
    arguments = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    files = sorted(arguments.folder.glob("*.tif"))[: arguments.files]
    alone = together = 0.0
    for half in (files[::2], files[1::2]):
        alone += seconds(plain, half)
        together += seconds(ours, half)
    print(f"{len(files)} files: tesseract alone {alone:.0f} s, p2p read {together:.0f} s")
    print(f"ratio {together / alone:.2f} (limit {LIMIT})")


if __name__ == "__main__":
    main()

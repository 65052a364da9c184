"""How long our reading of faxes takes against plain tesseract, in one run.

    python benchmarks/ocr_speed.py FOLDER [--files N]

Both read the same TIFF files in two processes, each tesseract with one thread, the model that
the distribution installs and automatic page segmentation (psm 3). Ours also squares, cleans and
straightens the pages and puts the words in order. The ratio is of processor time, which other
programs on the machine disturb least; wall time is told as well.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2

from docextract.limits import Limits
from docextract.pages import read_document

GOAL = 1.3


def ours(path: Path) -> tuple[int, float]:
    """Pages of a file, and the seconds of processor time that reading them took."""
    cv2.setNumThreads(1)
    start = _spent()
    document = read_document(path, limits=Limits(page_seconds=600))
    return len(document.pages), _spent() - start


def plain(path: Path) -> tuple[int, float]:
    """The same with the program alone."""
    start = _spent()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        subprocess.run(["tesseract", path, out, "--psm", "3", "tsv"], check=True, stderr=-3)
        pages = out.with_suffix(".tsv").read_text().count("\n1\t")
    return pages, _spent() - start


def measure(
    job: Callable[[Path], tuple[int, float]], files: list[Path]
) -> tuple[int, float, float]:
    """Pages, processor seconds and wall seconds over all files."""
    start = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        results = list(pool.map(job, files))
    wall = time.perf_counter() - start
    return sum(n for n, _ in results), sum(s for _, s in results), wall


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=None, help="only the first N files")
    arguments = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    files = sorted(arguments.folder.glob("*.tif"))[: arguments.files]
    figures = {}
    for name, job in (("plain tesseract", plain), ("our reading", ours)):
        pages, spent, wall = measure(job, files)
        figures[name] = spent / max(1, pages)
        print(f"{name}: {pages} pages, {spent / max(1, pages):.2f} s of processor time a page, "
              f"{wall:.0f} s in all")  # fmt: skip
    ratio = figures["our reading"] / figures["plain tesseract"]
    print(f"ratio {ratio:.2f} (goal {GOAL} or less)")


def _spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()

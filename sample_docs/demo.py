"""The demo: the sample inbox through ``p2p batch``, one case through ``p2p prepare --appeal``.

The samples' times of receipt are set first and the moment of the demo is passed as ``--now``,
so that the windows for the call are open whenever the demo is run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sample_docs.make import HERE, manifest

APPEAL_LETTER, APPEAL_CHART = "fax_0310_1422.tif", "oquist"


def lay_out_inbox(inbox: Path, entries: Mapping[str, Any]) -> None:
    """Copy the samples into ``inbox``, each with its time of receipt as the file's time."""
    inbox.mkdir(parents=True, exist_ok=True)
    for name, entry in entries.items():
        target = inbox / name
        if not target.exists():
            shutil.copyfile(HERE / "inbox" / name, target)
        moment = datetime.fromisoformat(entry["received"]).timestamp()
        os.utime(target, (moment, moment))


def p2p(*arguments: str | Path) -> None:
    """Run the command as a user would; an exit code other than 0 ends the demo."""
    command = [str(Path(sys.executable).with_name("p2p")), *map(str, arguments)]
    print("$ p2p", *(f"'{a}'" if " " in str(a) else a for a in arguments), flush=True)
    subprocess.run(command, check=True)


def run(out: Path) -> None:
    """Prepare every case of the sample inbox below ``out`` and print where the files are."""
    settings = manifest()
    moment = ("--now", settings["now"], "--timezone", settings["timezone"])
    inbox = out / "inbox"
    lay_out_inbox(inbox, settings["inbox"])
    sources = ("--charts", HERE / "charts", "--policies", HERE / "policies")
    p2p("batch", inbox, *sources, "--out", out / "cases", *moment)
    appeal = out / "appeal-case"
    sources = ("--chart", HERE / "charts" / APPEAL_CHART, "--policy", HERE / "policies")
    p2p("prepare", inbox / APPEAL_LETTER, *sources, "--out", appeal, "--appeal", *moment)
    print("\nPackets for the call:")
    for packet in sorted(out.glob("cases/*/packet.pdf")):
        print(f"  {packet}")
    print(f"One case with the draft of its appeal:\n  {appeal}/packet.pdf\n  {appeal}/appeal.docx")


def main() -> None:
    """Parse the command line and run the demo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the demo's files")
    run(parser.parse_args().out)


if __name__ == "__main__":
    main()

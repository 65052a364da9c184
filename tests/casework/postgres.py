"""A PostgreSQL server of the tests' own, from Debian's package, on a socket in a private folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pg8000.dbapi

_USER = "postgres"


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest version's."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4])
    )
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).parent if named else None


class Server:
    """A running server."""

    def __init__(self, bin_: Path, folder: Path) -> None:
        self._bin, self._folder = bin_, folder

    def _run(self, program: str, *arguments: str) -> None:
        """PostgreSQL refuses to be root: then it runs as the user of its package."""
        user = _USER if os.geteuid() == 0 else None
        subprocess.run(
            [str(self._bin / program), *arguments], check=True, user=user,
            cwd=self._folder, stdout=subprocess.DEVNULL, timeout=120,
        )  # fmt: skip

    def make(self) -> None:
        self._run("initdb", "-D", f"{self._folder}/data", "-A", "trust", "-U", _USER,
                  "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip

    def start(self) -> None:
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-w", "-s", "-o", options,
                  "-l", f"{self._folder}/log", "start")  # fmt: skip

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-w", "-s", "-m", mode, "stop")

    @property
    def socket(self) -> str:
        return f"{self._folder}/.s.PGSQL.5432"

    def database(self) -> str:
        """The URL of a database, emptied first: one test has it at a time."""
        connection = pg8000.dbapi.connect(user=_USER, unix_sock=self.socket, database=_USER)
        connection.autocommit = True
        connection.cursor().execute("DROP SCHEMA IF EXISTS public CASCADE")
        connection.cursor().execute("CREATE SCHEMA public")
        connection.close()
        return f"postgresql://{_USER}@/{_USER}?unix_sock={self.socket}"


@contextmanager
def serving(bin_: Path) -> Iterator[Server]:
    """A server in a folder of its own, both gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="p2p-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _USER)
        server = Server(bin_, folder)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)

"""What a server of workers loads before it forks."""

from __future__ import annotations

import subprocess
import sys

_LOADED = """
import docextract.letter.roles as roles, docextract.rules as rules
from docextract.letter.warm import warm
from docextract.models import load_model
warm()
before = rules.load.cache_info().misses, load_model.cache_info().misses
warm()
assert before == (rules.load.cache_info().misses, load_model.cache_info().misses)
assert before[0] > 20, before
assert before[1] == 1, before
"""


def test_one_letter_loads_the_tables_and_the_model():
    subprocess.run([sys.executable, "-c", _LOADED], check=True, timeout=120)

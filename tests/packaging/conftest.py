"""The scripts of packaging/ are no package: tests import them by their folder."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "packaging"
sys.path.insert(0, str(FOLDER))

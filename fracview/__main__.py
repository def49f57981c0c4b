"""``python -m fracview``: the command line."""

from __future__ import annotations

import sys

from fracview.cli import main

if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # the built program is also what its reading processes start
        from multiprocessing import freeze_support

        freeze_support()
    raise SystemExit(main())

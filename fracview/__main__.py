"""``python -m fracview``: the command line."""

from __future__ import annotations

from fracview.cli import main

if __name__ == "__main__":
    raise SystemExit(main())

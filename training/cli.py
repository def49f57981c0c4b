"""`python -m training data | train | evaluate | explain | export | tables`, installed as `fracview-train`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from fracview.core.errors import FracViewError
from training.cli_parser import FURTHER_RUNS, NETWORKS, PRETRAINED, RUNS, parser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

__all__ = ["FURTHER_RUNS", "NETWORKS", "PRETRAINED", "RUNS", "main"]

_CURE = "Install what training needs: pip install 'fracview[training]'"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    0 done; 1 done, but some rows failed, each named with its reason; 2 wrong usage or nothing could start.
    """
    words = parser()
    options = words.parse_args(arguments)
    if options.command == "train" and not options.suite and options.weights is None:
        words.error(f"the following arguments are required without --suite: --weights (holds {PRETRAINED})")
    from training import commands

    command: Callable[[argparse.Namespace], int] = getattr(commands, options.command)
    try:
        status = command(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ModuleNotFoundError as error:
        missing = (error.name or "").split(".")[0]
        if missing in ("", "fracview", "training"):
            raise
        print(f"fracview-train: {missing} is not installed. {_CURE}", file=sys.stderr)
        return 2
    except FracViewError as error:
        print(f"fracview-train: {error}", file=sys.stderr)
        return 2

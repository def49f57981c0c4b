"""The command line's words: every option of every command."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NETWORKS = ("region", "detection", "fracture")
"""The three model folders."""

RUNS = ("region", "detection", "refinement", "fracture")
"""In the order that training needs: the classifier and the second cycle start from the detector."""

FURTHER_RUNS = ("finer",)
"""Made only when they are named: they begin from the networks that ship."""

JOINT = "joint"
"""Exported last: how classifier and detector together give the fracture probability."""

PRETRAINED = "yolov8n_coco.safetensors"
PROTOCOLS = ("paper-v1", "leakfree-v1")

HELP = {
    "data": "check a FracAtlas folder against its own tables, make or read the split, report what is odd",
    "train": "train the three networks that ship, or rows of a suite; go on where a killed run stopped",
    "evaluate": "compute the figures of a suite's runs again, from their saved predictions",
    "explain": "measure on the reference boxes which layer and which method points at the fracture",
    "export": "calibrate, fit operating points, measure, and write the model folders",
    "tables": "print every table of the suite: paper's figure | ours | difference | interval | signature",
}


def parser() -> argparse.ArgumentParser:
    """The parser; ``command`` in its result names the command."""
    made = argparse.ArgumentParser("fracview-train", description="Train FracView's networks on FracAtlas.")
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    fill = {
        "data": _data,
        "train": _train,
        "evaluate": _evaluate,
        "explain": _explain,
        "export": _export,
        "tables": _tables,
    }
    for name, text in HELP.items():
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(command=name)
        fill[name](command)
    return made


def _data(command: argparse.ArgumentParser) -> None:
    _folders(command)
    command.add_argument(
        "--counts", type=Path, metavar="FILE", help="also write Table VII's counts there, for `tables`"
    )


def _train(command: argparse.ArgumentParser) -> None:
    _folders(command)
    _networks(command, RUNS, FURTHER_RUNS)
    command.add_argument(
        "--weights",
        type=Path,
        metavar="DIR",
        help=f"pretrained weights; for the three networks it must hold {PRETRAINED}",
    )
    suite = command.add_argument_group("rows of a suite instead of the three networks")
    suite.add_argument("--suite", metavar="NAME", help="`paper`, or a .toml file")
    _rows(suite)
    suite.add_argument("--protocol", choices=PROTOCOLS, default="", help="instead of each row's own")
    suite.add_argument("--epochs", type=_positive, metavar="N", help="instead of each row's own")
    suite.add_argument("--size", type=_positive, metavar="PX", help="input side instead of each row's own")
    suite.add_argument("--sample", type=_positive, metavar="N", help="scans a part at most, to try a recipe")
    suite.add_argument("--seed", type=int, default=7, metavar="N", help="of everything drawn (7)")
    suite.add_argument("--device", default="auto", metavar="NAME", help="auto, cpu, cuda, cuda:1, ...")
    suite.add_argument("--from-scratch", action="store_true", help="start from random weights")


def _evaluate(command: argparse.ArgumentParser) -> None:
    _work(command)
    command.add_argument("--suite", default="paper", metavar="NAME", help="`paper`, or a .toml file")
    _rows(command)
    command.add_argument("--results", type=Path, metavar="DIR", help="copy the outcomes there too")


def _explain(command: argparse.ArgumentParser) -> None:
    from training.explain.cli import add_arguments

    add_arguments(command)


def _export(command: argparse.ArgumentParser) -> None:
    _folders(command)
    _networks(command, (*NETWORKS, JOINT))
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="receives the folders")
    command.add_argument("--torch", type=Path, metavar="DIR", help="receives Ultralytics .pt files")
    command.add_argument("--dicom", type=Path, metavar="DIR", help="DICOM corpus for the gate's negatives")


def _tables(command: argparse.ArgumentParser) -> None:
    command.add_argument("--suite", default="paper", metavar="NAME", help="`paper`, or a .toml file")
    command.add_argument(
        "--work", type=Path, metavar="DIR", help="runs, beside the results that are committed"
    )
    command.add_argument("--results", type=Path, metavar="DIR", help="instead of the committed results")
    command.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="the FracAtlas folder: counts Table VII anew, and Figs 3 and 6",
    )
    command.add_argument(
        "--models",
        type=Path,
        metavar="DIR",
        help="model set that Figs 3 and 6 are drawn with (the shipped one)",
    )
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="write Markdown, CSV and plots there instead of printing"
    )


def _folders(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", type=Path, required=True, metavar="DIR", help="the FracAtlas folder")
    _work(command)


def _work(command: argparse.ArgumentParser) -> None:
    command.add_argument("--work", type=Path, default=Path("runs"), metavar="DIR", help="caches and runs")


def _rows(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--rows", nargs="+", default=[], metavar="ROW", help="ids, tables or families; * and ? stand for any"
    )


def _networks(command: argparse.ArgumentParser, usual: Sequence[str], further: Sequence[str] = ()) -> None:
    """Names of networks; where none is given, the usual ones."""
    words = ", ".join(usual) + (f"; only when named: {', '.join(further)}" if further else "")
    command.add_argument(
        "networks",
        nargs="*",
        type=partial(_network, (*usual, *further)),
        default=list(usual),
        metavar="NETWORK",
        help=words,
    )


def _network(known: Sequence[str], name: str) -> str:
    """Refuse a misspelt network before the first of several hours begins."""
    if name not in known:
        raise argparse.ArgumentTypeError(f"there is no network {name}: choose from {', '.join(known)}")
    return name


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1")
    return int(text)

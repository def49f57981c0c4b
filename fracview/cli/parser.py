"""Arguments of every command; argparse and nothing heavier."""

from __future__ import annotations

import argparse
from pathlib import Path

from fracview import __version__

COMMANDS = ("analyze", "compare", "models", "doctor")

MOST_BATCH = 256
"""Beyond it no network gets faster, and memory runs out first."""

MOST_RESAMPLINGS = 100_000

DESCRIPTION = "Fracture findings on bone radiographs, explained, on your own machine. Research use only."
EXIT_CODES = """exit codes:
  0    all done
  1    done, but some files failed (each named with its reason)
  2    wrong usage, or nothing could start
  130  stopped by Ctrl-C; what was done so far is in the results file, if anything was"""
COMPARE_DESCRIPTION = """Compare answers with a reference standard, box by box and image by image.

The numbers go to standard output, each with its interval and what it is of. The folder of --out gets
metrics.json, per_box.csv, per_image.csv, the curves as PNG and SVG, and report.html, which opens offline.
An image without an answer is counted apart, and never as a negative."""
ANALYZE_DESCRIPTION = """Analyse radiographs (JPEG, PNG, TIFF, BMP, DICOM), alone or in folders.

A table goes to standard output, worst first, whether that is a terminal or not, and a summary below it.
With --out the results go to the file too, and the table stops after the 40 worst. Progress goes to
standard error."""


def build_parser() -> argparse.ArgumentParser:
    """The parser; its result has `command` and that command's options."""
    parser = argparse.ArgumentParser(
        prog="fracview",
        description=DESCRIPTION,
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"fracview {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_analyze(commands)
    _add_compare(commands)
    _add_models(commands)
    _add_doctor(commands)
    return parser


def _add_analyze(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "analyze",
        help="analyse files and folders",
        description=ANALYZE_DESCRIPTION,
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths",
        nargs="+",
        type=_named,
        metavar="PATH",
        help="files and folders; or s3://BUCKET/PREFIX and the like (needs fracview[cloud])",
    )
    parser.add_argument("--out", type=_path, metavar="FILE", help="results: .csv, .json, .jsonl or .xlsx")
    parser.add_argument("--boxes", type=_path, metavar="FILE", help="one row a box, beside --out: .csv")
    parser.add_argument("--coco", type=_path, metavar="FILE", help="boxes as COCO results: .json")
    parser.add_argument("--summary", type=_path, metavar="FILE", help="one page on the whole run: .html")
    parser.add_argument("--overlays", type=_path, metavar="DIR", help="write each scan with its boxes as PNG")
    parser.add_argument("--strips", type=_path, metavar="DIR", help="write each scan's layer maps as PNG")
    parser.add_argument(
        "--all-boxes",
        action="store_true",
        help="in --out, boxes below the high-sensitivity point too (tier not_found), as `compare` wants them",
    )
    _add_model_set(parser)
    parser.add_argument(
        "--device", default="auto", metavar="auto|cpu|cuda[:N]", help="where the networks run (default: auto)"
    )
    parser.add_argument(
        "--batch", type=_batch, metavar="N", help=f"scans a pass through the networks, 1 to {MOST_BATCH}"
    )
    parser.add_argument(
        "--run-anyway",
        action="store_true",
        help="also run on what is normally asked about first: CT, MR, colour, multi-frame, tiny images",
    )
    parser.add_argument(
        "--ignore-gate",
        action="store_true",
        help="also run on what is unlike the training radiographs; each such record carries a warning",
    )
    _add_batch(parser)
    parser.add_argument(
        "--quiet", action="store_true", help="no progress, no summary and, with --out, no table"
    )


def _add_batch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--store",
        type=_path,
        metavar="FILE",
        help="keep every result there and do nothing twice: a run that was interrupted goes on where it was",
    )
    parser.add_argument(
        "--watch",
        action="store_true",
        help="go on with new files as they come, until Ctrl-C; the files are written then, from the store",
    )
    parser.add_argument(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help="this machine, or a Ray cluster (RAY_ADDRESS names it; needs fracview[cluster])",
    )
    parser.add_argument(
        "--with-identifiers",
        action="store_true",
        help="patient's name, ID and the like in --out and --boxes; without it they are nowhere",
    )


def _add_compare(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "compare",
        help="hold the networks, or another product's answers, against annotations",
        description=COMPARE_DESCRIPTION,
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--images", type=_path, required=True, metavar="DIR", help="folder of the images")
    parser.add_argument(
        "--truth",
        type=_path,
        required=True,
        metavar="PATH",
        help="annotations: FracAtlas root, COCO JSON, YOLO or Pascal VOC folder, VGG JSON",
    )
    parser.add_argument(
        "--predictions",
        type=_path,
        metavar="FILE",
        help="answers to compare instead of the networks': COCO results, YOLO folder, or analyze's JSON",
    )
    parser.add_argument("--against", type=_path, metavar="FILE", help="second answers, beside the first")
    _add_model_set(parser)
    parser.add_argument(
        "--device", default="auto", metavar="auto|cpu|cuda[:N]", help="where the networks run"
    )
    parser.add_argument("--part", metavar="NAME", help="one part of the official split: train, valid, test")
    parser.add_argument(
        "--iou", type=_overlap, default=0.5, metavar="IOU", help="overlap of a hit (default: 0.5)"
    )
    parser.add_argument(
        "--confidence",
        type=_share,
        metavar="SCORE",
        help="score of a detection that counts (default: the networks' high-sensitivity point; a file: 0.25)",
    )
    parser.add_argument("--out", type=_path, required=True, metavar="DIR", help="a new or an earlier folder")
    parser.add_argument(
        "--store", type=_path, metavar="FILE", help="keep analyses there, and use what is kept"
    )
    parser.add_argument(
        "--bootstrap",
        type=_resamplings,
        default=1000,
        metavar="N",
        help="resamplings for the intervals of AP, AUC, Brier score and ECE; 0: none (default: 1000)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress")


def _add_models(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("models", help="list, verify or show the model folders")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_model_set(actions.add_parser("list", help="one line a model"))
    _add_model_set(actions.add_parser("verify", help="check every manifest, hash, output and shape"))
    show = actions.add_parser("show", help="one model's card and manifest")
    show.add_argument("name", metavar="NAME", help="name of the model or of its folder")
    _add_model_set(show)


def _add_doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("doctor", help="say what this installation can do, and what it lacks")
    parser.add_argument("--json", action="store_true", help="for programs")


def _add_model_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--models", type=_path, metavar="SET", help="folder of model folders (default: the one that ships)"
    )


def _named(text: str) -> str:
    """A path or URL; an empty one, of a variable that is not set, would be the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("an empty path names nothing")
    return text


def _path(text: str) -> Path:
    return Path(_named(text))


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 1")
    return value


def _overlap(text: str) -> float:
    value = _share(text)
    if value == 0.0:
        raise argparse.ArgumentTypeError("an overlap of 0 is none: give a number above 0, at most 1")
    return value


def _resamplings(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_RESAMPLINGS:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 0 to {MOST_RESAMPLINGS}")
    return int(text)


def _batch(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= MOST_BATCH:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to {MOST_BATCH}")
    return number

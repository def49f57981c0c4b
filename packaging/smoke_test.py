"""Try an installed FracView, not the checkout: findings, DICOM of every transfer syntax, exports, the window.

    python packaging/smoke_test.py /usr/bin/fracview --against .venv/bin/fracview [--dicom FOLDER ...]

On Linux all of it happens with the network cut off and with a home that nothing can be written to. Needs only
Python's own library; exit code 0 where everything passed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

from records import differences, read, transfer_syntax
from screen import virtual_screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
LINUX = sys.platform == "linux"


def main(argv: Sequence[str] | None = None) -> int:
    """Make the references, then run every check cut off from network and home."""
    options = parse(argv)
    if options.inside:
        return inside(options)
    options.work = options.work or Path(tempfile.mkdtemp(prefix="fracview-smoke-"))
    options.work.mkdir(parents=True, exist_ok=True)
    for number, folder in enumerate(folders(options)):
        analyse(
            options.against,
            folder,
            options.work / f"reference{number}.json",
            variables(options.work / "checkout"),
        )
    code = subprocess.run([*cut_off(), *again(options)], check=False).returncode
    print("The smoke test passed." if code == 0 else "The smoke test FAILED.")
    return code


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", type=Path, help="the installed command")
    parser.add_argument("--window", type=Path, help="the installed windowed program, where it is another")
    parser.add_argument(
        "--against", type=Path, required=True, help="the checkout's command, for reference findings"
    )
    parser.add_argument("--samples", type=Path, default=ROOT / "resources" / "samples")
    parser.add_argument("--dicom", type=Path, action="append", default=[], help="more folders to compare")
    parser.add_argument("--work", type=Path, help="folder for what is written (default: a new temporary one)")
    parser.add_argument("--screenshot", type=Path, help="where the window's picture goes")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def folders(options: argparse.Namespace) -> list[Path]:
    """What is analysed by both."""
    return [options.samples, *options.dicom]


def again(options: argparse.Namespace) -> list[str]:
    """The same script with the same options, for the inside."""
    command = [sys.executable, str(Path(__file__).resolve()), str(options.program), "--inside"]
    for name in ("against", "window", "samples", "work", "screenshot"):
        value = getattr(options, name)
        command += [f"--{name}", str(value.absolute())] if value else []
    return command + [part for folder in options.dicom for part in ("--dicom", str(folder.absolute()))]


def cut_off() -> list[str]:
    """Command that runs another without network and with mounts of its own; none but on Linux."""
    if not LINUX:
        return []
    return ["unshare", "--net", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]


def inside(options: argparse.Namespace) -> int:
    """Run every check, each said on a line; 1 where one failed."""
    failed = 0
    before = listing(options.program.resolve().parent)
    for check in CHECKS:
        started = time.monotonic()
        try:
            said, word = check(options), "ok  "
        except (AssertionError, OSError, ValueError, subprocess.SubprocessError) as error:
            said, word = f"{type(error).__name__}: {error}", "FAIL"
            failed += 1
        print(
            f"{word} {check.__name__.replace('_', ' ')}: {said} ({time.monotonic() - started:.1f} s)",
            flush=True,
        )
    if listing(options.program.resolve().parent) != before:
        print("FAIL the program's folder is no longer as it was installed")
        failed += 1
    return 1 if failed else 0


def network_and_home(options: argparse.Namespace) -> str:
    """Make sure that the guards hold before anything is tried behind them."""
    home = options.work / "home"
    home.mkdir(exist_ok=True)
    if not LINUX:
        return "not cut off on this system"
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(home)], check=True, capture_output=True)
    assert not os.access(home, os.W_OK), "the home can be written to"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 80))
        except OSError:
            return "network cut off, home read-only"
    raise AssertionError("there is a way out to the network")


def version(options: argparse.Namespace) -> str:
    """The installed program's version is the checkout's."""
    said = command(options, "--version").stdout.strip()
    source = (ROOT / "fracview" / "__init__.py").read_text(encoding="utf-8")
    expected = re.search(r'__version__ = "(.+)"', source)
    assert expected is not None
    assert said == f"fracview {expected.group(1)}", said
    return said


def doctor(options: argparse.Namespace) -> str:
    """Everything is found and verified; what keeps CUDA from working is named."""
    report = json.loads(command(options, "doctor", "--json").stdout)
    assert report["healthy"], report["problems"]
    assert all(report["libraries"].values()), report["libraries"]
    assert len(report["models"]) >= 3, report["models"]
    assert all(model["verified"] for model in report["models"]), report["models"]
    cuda = next(one for one in report["providers"] if one["name"].startswith("CUDA"))
    return f"{len(report['models'])} networks verified; CUDA {cuda['obstacle'] or 'works'}"


def findings(options: argparse.Namespace) -> str:
    """The same findings as the checkout's, on the samples and on every folder that was named."""
    said = []
    for number, folder in enumerate(folders(options)):
        out = options.work / f"installed{number}.json"
        analyse(options.program, folder, out, variables(options.work / "home"))
        ours, theirs = read(out), read(options.work / f"reference{number}.json")
        problems = list(differences(theirs, ours))
        assert not problems, f"{folder.name}: {len(problems)}, first: {problems[0]}"
        states = [one["status"] for one in ours]
        counts = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
        said.append(f"{folder.name}: {len(ours)} records alike ({counts})")
    return "; ".join(said)


def reading_processes(options: argparse.Namespace) -> str:
    """A run over a store reads in processes of the program's own, and finds the same; so does another."""
    for turn in ("first", "again"):
        out = options.work / f"{turn}.json"
        kept = (
            "--store",
            str(options.work / "run.sqlite"),
            "--run-anyway",
            "--ignore-gate",
            "--device",
            "cpu",
        )
        command(options, "analyze", str(options.samples), "--out", str(out), *kept, "--quiet")
        problems = list(differences(read(options.work / "reference0.json"), read(out)))
        assert not problems, f"{turn}: {problems[0]}"
    return "findings alike, and alike again from the store"


def transfer_syntaxes(options: argparse.Namespace) -> str:
    """Every transfer syntax among the DICOM files was opened from at least one of them, or refused alike."""
    opened: dict[str, list[int]] = {}
    for number, _ in enumerate(folders(options)):
        for one in read(options.work / f"installed{number}.json"):
            syntax = transfer_syntax(Path(one["path"]))
            if syntax:
                count = opened.setdefault(syntax, [0, 0])
                count[0] += one["status"] in ("analyzed", "out_of_scope")
                count[1] += 1
    assert opened, "there is no DICOM file"
    return ", ".join(f"{syntax} {good}/{whole}" for syntax, (good, whole) in sorted(opened.items()))


def exports(options: argparse.Namespace) -> str:
    """Pictures, and a comparison's report with curves and tables."""
    folder = options.work / "exports"
    samples = str(options.samples)
    pictures = ("--overlays", str(folder / "overlays"), "--strips", str(folder / "strips"))
    out = ("--out", str(folder / "findings.csv"))
    said = command(options, "analyze", samples, *out, *pictures, "--quiet").stderr
    labels = folder / "labels"
    labels.mkdir()
    for path in options.samples.glob("*.jpg"):
        (labels / f"{path.stem}.txt").write_text("0 0.5 0.5 0.2 0.2\n", encoding="utf-8")
    report = folder / "report"
    given = ("--images", samples, "--truth", str(labels), "--bootstrap", "20")
    said += command(options, "compare", *given, "--out", str(report), "--quiet").stderr
    assert "Warning" not in said, said
    for name in ("metrics.json", "report.html", "per_box.csv"):
        assert (report / name).stat().st_size > 100, name
    drawn = [path for path in folder.rglob("*") if path.suffix in (".png", ".svg")]
    kinds = {path.suffix for path in drawn}
    assert kinds == {".png", ".svg"}, kinds
    return f"{len(drawn)} pictures, {len(list(report.iterdir()))} files of a report"


def window(options: argparse.Namespace) -> str:
    """The window on the samples, where nothing can be kept; its picture is not blank."""
    picture = options.screenshot or options.work / "window.png"
    return show(options, variables(options.work / "home"), picture)


def store(options: argparse.Namespace) -> str:
    """The window again, with a place to keep things: there lies the user's store afterwards, nothing else."""
    home, kept = options.work / "writable", options.work / "kept"
    said = show(options, variables(home) | {"FRACVIEW_HOME": str(kept)}, options.work / "kept.png")
    file = kept / "data" / "store.sqlite"
    assert file.stat().st_size > 0, file
    strays = [path.relative_to(home).as_posix() for path in home.rglob("*")] if LINUX else []
    assert not strays, f"left in the home: {strays}"
    return f"{said}; the store holds {file.stat().st_size} bytes, and the home nothing"


CHECKS: tuple[Callable[[argparse.Namespace], str], ...] = (
    network_and_home,
    version,
    doctor,
    findings,
    reading_processes,
    transfer_syntaxes,
    exports,
    window,
    store,
)


def show(options: argparse.Namespace, environment: Mapping[str, str], picture: Path) -> str:
    """Open the window on the samples until its picture rests, save it, and close the window."""
    program = str((options.window or options.program).absolute())
    if not LINUX:
        return stays_open([program, str(options.samples)], environment)
    with virtual_screen(options.work / "screen") as screen, (options.work / "window.log").open("w+b") as log:
        shown = {**environment, "DISPLAY": screen.display}
        process = subprocess.Popen([program, str(options.samples)], env=shown, stdout=log, stderr=log)
        try:
            painted = screen.wait_for_paint(process, 60)
            until_at_rest(screen.frame.read_bytes)
            taken = screen.picture()
            taken.save(picture)
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(30)
        log.seek(0)
        said = log.read().decode(errors="replace")
    colours = taken.colours()
    share = colours.most_common(1)[0][1] / colours.total()
    assert code == 0, f"exit code {code}: {said[-400:]}"
    assert "Traceback" not in said, said[-400:]
    assert len(colours) > 100, f"only {len(colours)} colours"
    assert share < 0.9, f"{share:.0%} of one colour"
    return f"painted after {painted:.2f} s, {len(colours)} colours, {picture}"


def until_at_rest(look: Callable[[], bytes], rest_s: float = 3.0, most_s: float = 60.0) -> None:
    """Wait until what is seen has not changed for a while."""
    seen, since, started = look(), time.monotonic(), time.monotonic()
    while time.monotonic() - since < rest_s and time.monotonic() - started < most_s:
        time.sleep(0.25)
        now = look()
        if now != seen:
            seen, since = now, time.monotonic()


def stays_open(command_line: Sequence[str], environment: Mapping[str, str], seconds: float = 20) -> str:
    """Where no picture can be taken: the program is still there after a while."""
    process = subprocess.Popen(command_line, env=environment)
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        return f"open for {seconds:.0f} s"
    finally:
        process.kill()
        process.wait(30)
    raise AssertionError(f"the window closed itself with exit code {code}")


def variables(home: Path) -> dict[str, str]:
    """Environment with another home, and nothing that points into a checkout."""
    home.mkdir(parents=True, exist_ok=True)
    dropped = ("FRACVIEW_", "PYTHON", "VIRTUAL_ENV", "QT_", "XDG_", "MPL", "DISPLAY", "WAYLAND_DISPLAY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    places = {"HOME": str(home)}
    if sys.platform == "win32":
        places = {name: str(home) for name in ("USERPROFILE", "LOCALAPPDATA", "APPDATA")}
    return kept | places


def command(options: argparse.Namespace, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program; an error names what it said."""
    return run([str(options.program.absolute()), *arguments], variables(options.work / "home"), good=(0,))


def run(
    command_line: Sequence[str], environment: Mapping[str, str], good: tuple[int, ...]
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder that is not the checkout."""
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run(
            command_line,
            env=environment,
            cwd=elsewhere,
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=900,
        )
    assert done.returncode in good, f"{' '.join(command_line)}: {done.returncode}: {done.stderr[-600:]}"
    return done


def analyse(program: Path, folder: Path, out: Path, environment: Mapping[str, str]) -> None:
    """Write a program's findings of a folder; 1 says that some files could not be read."""
    everything = ("--run-anyway", "--ignore-gate", "--device", "cpu", "--quiet")
    command_line = [
        str(program.absolute()),
        "analyze",
        str(folder.absolute()),
        "--out",
        str(out),
        *everything,
    ]
    run(command_line, environment, good=(0, 1))


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


if __name__ == "__main__":
    raise SystemExit(main())

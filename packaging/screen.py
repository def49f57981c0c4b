"""A screen without a monitor: Xvfb, whose picture is a file that can be looked at while it is drawn."""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import time
import zlib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = (1500, 950)


@dataclass(frozen=True, slots=True)
class Screen:
    """A running Xvfb.

    Attributes
    ----------
    display
        For the variable DISPLAY.
    frame
        Its picture in the X window dump format.
    """

    display: str
    frame: Path

    def picture(self) -> Picture:
        """What is on the screen now."""
        return Picture(self.frame.read_bytes())

    def is_blank(self, memory: mmap.mmap) -> bool:
        """Whether every pixel is black still; `memory` is the frame, mapped."""
        start = pixels_start(memory)
        return not any(memory[start : start + 4 * SIZE[0] * SIZE[1] : 4])

    def wait_for_paint(self, process: subprocess.Popen[bytes], seconds: float) -> float:
        """Until something is drawn; the time that it took by this process's clock, or an error.

        Raises
        ------
        TimeoutError
            Nothing was drawn, or the program ended.
        """
        started = time.perf_counter()
        with self.frame.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as memory:
            while self.is_blank(memory):
                if process.poll() is not None or time.perf_counter() - started > seconds:
                    raise TimeoutError("the program painted nothing")
                time.sleep(0.002)
        return time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen's picture as Xvfb writes it: a header, colours, 4 bytes a pixel (blue, green, red, unused)."""

    dump: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return struct.unpack_from(">2I", self.dump, 16)

    def rows(self) -> Iterator[bytes]:
        """Rows of red, green, blue."""
        width, height = self.size
        stride = struct.unpack_from(">I", self.dump, 48)[0]
        start = pixels_start(self.dump)
        for number in range(height):
            row = self.dump[start + number * stride : start + number * stride + 4 * width]
            rgb = bytearray(3 * width)
            rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
            yield bytes(rgb)

    def colours(self) -> Counter[bytes]:
        """How many pixels have each colour."""
        return Counter(row[at : at + 3] for row in self.rows() for at in range(0, len(row), 3))

    def save(self, path: Path) -> None:
        """Write it as PNG."""
        width, height = self.size
        lines = b"".join(b"\0" + row for row in self.rows())
        parts = (
            (b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
        chunks = (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in parts
        )
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


def pixels_start(dump: bytes | mmap.mmap) -> int:
    """Where the pixels begin: after the header and 12 bytes a colour."""
    header = struct.unpack_from(">I", dump, 0)[0]
    return int(header) + 12 * int(struct.unpack_from(">I", dump, 76)[0])


@contextmanager
def virtual_screen(folder: Path) -> Iterator[Screen]:
    """Run Xvfb, with its picture in a folder, until the block is left.

    Raises
    ------
    FileNotFoundError
        Xvfb is not installed.
    """
    program = shutil.which("Xvfb")
    if program is None:
        raise FileNotFoundError("Xvfb is missing. On Debian or Ubuntu: apt-get install xvfb")
    folder.mkdir(parents=True, exist_ok=True)
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24"]
    command += ["-fbdir", str(folder), "-nolisten", "tcp"]
    server = subprocess.Popen(
        command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        if not number:
            raise OSError("Xvfb did not start")
        yield Screen(f":{number}", folder / "Xvfb_screen0")
    finally:
        server.terminate()
        server.wait(10)

"""What exactly was run, in one string beside each figure (after sacreBLEU): no figure without it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Signature:
    """One run.

    Attributes
    ----------
    row, protocol
        Ids.
    run
        ``full``; ``short``, all scans at the row's own size in a schedule of fewer epochs; or ``try``, where
        a sample or a smaller size only shows that the recipe runs.
    split
        First eight digits of the SHA-256 of the three parts' scans.
    seed
        Of split, sample, weights and batches.
    epochs
        Done, and those of the row: ``73/100``; early stopping and tries do fewer.
    best
        Epoch (from 1) whose network answered, or "?".
    sample
        Scans a part at most where it was only a try, else ``all``.
    size
        Input side in pixels.
    init
        ``scratch`` or the file of pretrained weights.
    lib, commit, device
        Who trained it; ours, ``-dirty`` where the tree was; what it ran on.
    """

    row: str
    protocol: str
    run: str
    split: str
    seed: int
    epochs: str
    best: str
    sample: str
    size: str
    init: str
    lib: str
    commit: str
    device: str

    def __str__(self) -> str:
        return "|".join(f"{name}:{_plain(value)}" for name, value in asdict(self).items())


def parse(text: str) -> Signature:
    """The signature that `str` gave.

    Raises
    ------
    UsageError
        Where a part is missing.
    """
    found = dict(part.split(":", 1) for part in text.split("|") if ":" in part)
    missing = [one.name for one in fields(Signature) if one.name not in found]
    if missing:
        message, cure = f"the signature lacks {', '.join(missing)}", "Evaluate the run again."
        raise UsageError(message, reason="bad_signature", cure=cure)
    values: Mapping[str, Any] = {one.name: found[one.name] for one in fields(Signature)}
    return Signature(**{**values, "seed": int(found["seed"])})


def _plain(value: object) -> str:
    """Without the two marks that divide the parts."""
    return str(value).replace("|", "/").replace(" ", "_")

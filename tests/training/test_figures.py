"""The README says what the manifests say."""

from __future__ import annotations

from pathlib import Path

from training.figures import figures_block, with_block

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_readmes_figures_are_the_manifests(models_dir: Path) -> None:
    text = README.read_text(encoding="utf-8")
    assert with_block(text, figures_block(models_dir)) == text, "run `python -m training.figures README.md`"

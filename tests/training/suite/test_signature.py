from __future__ import annotations

import dataclasses

import pytest

from fracview.core.errors import UsageError
from training.suite.signature import Signature, parse

ONE = Signature(
    row="V-VGG16", protocol="paper-v1", run="try", split="ab12cd34", seed=7, epochs="3/30", best="2",
    sample="32", size="244", init="scratch", lib="keras-3.12.0", commit="abc1234-dirty", device="cpu",
)  # fmt: skip


def test_a_signature_is_one_string_that_can_be_read_back() -> None:
    text = "row:V-VGG16|protocol:paper-v1|run:try|split:ab12cd34|seed:7|epochs:3/30|best:2|sample:32|size:244"
    assert str(ONE) == text + "|init:scratch|lib:keras-3.12.0|commit:abc1234-dirty|device:cpu"
    assert parse(str(ONE)) == ONE


def test_marks_that_divide_do_not_come_from_within() -> None:
    text = str(dataclasses.replace(ONE, device="cuda:0 NVIDIA H100|80"))
    assert text.endswith("|device:cuda:0_NVIDIA_H100/80")
    assert parse(text).device == "cuda:0_NVIDIA_H100/80"


def test_a_signature_that_lacks_something_is_refused() -> None:
    with pytest.raises(UsageError, match="lacks seed, device"):
        parse(str(ONE).replace("|seed:7", "").replace("|device:cpu", ""))

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QCheckBox, QPushButton, QSpinBox

from fracview.review.batch.job import BatchOptions
from fracview.ui.batch.what import WhatPart

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def what(qtbot: QtBot) -> WhatPart:
    made = WhatPart()
    qtbot.addWidget(made)
    return made


def test_untouched_it_asks_for_the_usual_options(what: WhatPart) -> None:
    assert what.request.options == BatchOptions()
    assert what.request.roots == ()


def test_what_is_chosen_is_asked_for(what: WhatPart) -> None:
    what.roots.add([Path("a")])
    for name in ("watch", "run_anyway", "ignore_gate"):
        what.findChild(QCheckBox, f"batch_{name}").setChecked(True)
    what.findChild(QSpinBox, "batch_size").setValue(16)
    wanted = BatchOptions(batch=16, watch=True, run_anyway=True, ignore_gate=True)
    assert what.request.options == wanted
    assert what.request.roots == (Path("a").absolute(),)


def test_while_a_run_is_under_way_nothing_can_be_changed(what: WhatPart) -> None:
    what.roots.add([Path("a")])
    what.roots.item(0).setSelected(True)
    remove = what.findChild(QPushButton, "batch_remove")
    assert remove.isEnabled()
    what.set_locked(True)
    chosen = what.findChildren(QCheckBox) + what.findChildren(QPushButton) + what.findChildren(QSpinBox)
    assert not any(part.isEnabled() for part in chosen)
    what.set_locked(False)
    assert all(part.isEnabled() for part in chosen)


def test_buttons_ask(what: WhatPart, qtbot: QtBot) -> None:
    with qtbot.waitSignals([what.folder_asked, what.files_asked, what.roots_changed]):
        what.findChild(QPushButton, "batch_add_folder").click()
        what.findChild(QPushButton, "batch_add_files").click()
        what.roots.add([Path("a")])


def test_store_networks_and_provider_are_named(what: WhatPart) -> None:
    what.show_store(Path("here/store.sqlite"))
    what.show_networks("Networks: a 123456", "tip", "Runs on: CPU (no driver)")
    assert what.store.full_text.endswith("store.sqlite")
    assert what.networks.full_text == "Networks: a 123456"
    assert what.provider.full_text == "Runs on: CPU (no driver)"
    what.show_networks("Networks: not opened yet")
    assert what.provider.isHidden()

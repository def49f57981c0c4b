"""Who hears whom: signals of the session and of the parts, joined in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.windowing import VoiFunction
from fracview.export.captions import models_sentence
from fracview.ui import menus
from fracview.ui.canvas.area import Beside
from fracview.ui.canvas.picture import CornerTexts, Drawn
from fracview.ui.unsaved import saved_words, unsaved_words

if TYPE_CHECKING:
    from fracview.core.windowing import Voi
    from fracview.inference import DeviceReport
    from fracview.ui.canvas.picture import Key, Overlay
    from fracview.ui.main_window import MainWindow
    from fracview.ui.session.analyses import Networks
    from fracview.ui.session.background import Progress
    from fracview.ui.session.scene import Scene
    from fracview.ui.strip.tiles import ShownStrip


def connect(window: MainWindow) -> None:
    """Join everything; once, when the window is made."""
    _connect_session(window)
    _connect_list(window)
    _connect_canvas(window)
    _connect_findings(window)
    _connect_strip(window)
    _connect_status(window)
    show_scene(window, window.session.scene)


def _connect_session(window: MainWindow) -> None:
    session = window.session
    session.opened.connect(lambda: _opened(window))
    session.cases_found.connect(window.cases.found)
    session.case_changed.connect(window.cases.changed)
    session.scene_changed.connect(lambda scene: show_scene(window, scene))
    session.walk.finished.connect(lambda: session.background.set_walking(False))


def _connect_list(window: MainWindow) -> None:
    session, cases, thumbnails = window.session, window.cases, window.thumbnails
    cases.hide_where(session.said.hides_case)
    cases.chosen.connect(session.show)

    def want(number: int) -> None:
        case = session.catalog.case(number)
        thumbnails.want(number, case.path, case.sha256)

    cases.thumbnail_wanted.connect(want)
    cases.table.arranged.connect(session.renew_place)
    thumbnails.made.connect(cases.set_thumbnail)


def _connect_canvas(window: MainWindow) -> None:
    main, session = window.canvas.main, window.session
    main.full_screen_asked.connect(window.toggle_full_screen)
    main.menu_asked.connect(lambda at: menus.context_menu(window, window.actions_by_id).popup(at))
    main.next_asked.connect(lambda step: window.actions_by_id["next" if step > 0 else "previous"].trigger())
    main.detection_clicked.connect(window.choose_detection)
    main.voi_changed.connect(lambda: _follow_window(window))
    window.canvas.beside_changed.connect(lambda _: show_beside(window))
    session.images.arrived.connect(lambda _: show_beside(window))
    window.under_bar.frame_chosen.connect(lambda frame: _show_frame(window, frame))
    window.under_bar.opacity_chosen.connect(lambda _: draw(window))


def _show_frame(window: MainWindow, frame: int) -> None:
    """A frame of the file in view; while another file is on its way the slider is not that one's."""
    key, shown = window.session.key, window.session.scene.key
    if key is not None and shown is not None and key[0] == shown[0]:
        window.session.show(key[0], frame)


def _connect_findings(window: MainWindow) -> None:
    panel, session = window.findings, window.session
    panel.threshold_changed.connect(session.set_box_threshold)
    panel.threshold_reset.connect(lambda: session.set_box_threshold(None))
    panel.detection_chosen.connect(window.choose_detection)
    panel.verdict_given.connect(window.say_verdict)
    panel.comment_changed.connect(window.say_comment)
    panel.undo_verdict.connect(window.undo_verdict)
    panel.impression_given.connect(window.give_impression)
    panel.retry_asked.connect(session.said.retry)
    panel.run_anyway_asked.connect(lambda: session.run_anyway(past_the_gate=False))
    panel.ignore_gate_asked.connect(lambda: session.run_anyway(past_the_gate=True))


def _connect_strip(window: MainWindow) -> None:
    layers = window.session.layers
    layers.strip_changed.connect(lambda strip: _show_strip(window, strip))
    layers.overlay_changed.connect(lambda key, overlay: _show_overlay(window, key, overlay))
    window.strip.layer_chosen.connect(layers.choose)
    window.strip.strip_asked.connect(lambda: layers.open_strip(True))
    window.strip_dock.visibilityChanged.connect(lambda _: _strip_dock_moved(window))


def _connect_status(window: MainWindow) -> None:
    session, status = window.session, window.status
    session.background.progress_changed.connect(lambda progress: _show_progress(window, progress))
    session.analyses.networks_changed.connect(lambda networks: _show_networks(window, networks))
    session.records.trouble.connect(lambda error: _show_store_trouble(window, error))
    session.said.unsaved_changed.connect(lambda: _show_unsaved(window))
    status.pause_asked.connect(lambda paused: _pause(window, paused))
    status.cancel_asked.connect(lambda: _cancel(window))
    status.show_networks("opening the networks ...")


# The scene


def show_scene(window: MainWindow, scene: Scene) -> None:
    """Hand every part the same frame."""
    main = window.canvas.main
    if main.picture is not scene.picture or scene.picture is None:
        if main.picture is not None and window.actions_by_id["hide_drawn"].isChecked():
            window.actions_by_id["hide_drawn"].setChecked(False)  # hidden for one picture, not for the next
            window.hide_drawn(False)
        main.show_picture(scene.picture, scene.texts)
        _name_presets(window)
        window.chosen_detection = None
        window.overlay = None
        window.under_bar.show_opacity(False)
    else:
        main.set_texts(scene.texts)
    window.findings.show_verdict(scene.verdict)  # first: a comment being typed belongs to the frame before
    window.findings.show_impression(scene.impression)
    window.findings.show_findings(scene.findings)
    window.under_bar.show_frames(scene.key[1] if scene.key else 0, scene.frame_count)
    window.status.show_elapsed(scene.findings.elapsed_ms)
    window.actions_by_id["run_anyway"].setEnabled(scene.findings.can_run_anyway)
    window.actions_by_id["ignore_gate"].setEnabled(scene.findings.can_ignore_gate)
    title = f"{scene.title} - FracView" if scene.title else "FracView"
    if window.windowTitle() != title:
        window.setWindowTitle(title)
    if scene.key is not None:
        window.cases.set_current(scene.key[0])
    draw(window)
    show_beside(window)


def _name_presets(window: MainWindow) -> None:
    """The digits' menu entries say which windows this radiograph has."""
    picture = window.canvas.main.picture
    vois = picture.display.vois if picture else ()
    for number in range(1, 10):
        action = window.actions_by_id[f"preset_{number}"]
        there = number <= len(vois)
        action.setText(preset_text(number, vois[number - 1]) if there else f"No window {number}")
        action.setEnabled(there)


def preset_text(number: int, voi: Voi) -> str:
    """Menu entry of a window: its place, and the file's or FracView's own words for it."""
    words = "grey levels as stored" if voi.function is VoiFunction.IDENTITY else voi.explanation
    return f"{number}: {words}".replace("&", "&&")


def draw(window: MainWindow) -> None:
    """What the assistant says, drawn over the picture that it says it of."""
    scene = window.session.scene
    drawn = Drawn(
        key=scene.key,
        detections=scene.findings.detections,
        chosen=window.chosen_detection,
        overlay=window.overlay,
        opacity=window.under_bar.opacity,
    )
    window.canvas.main.set_drawn(drawn)


def show_beside(window: MainWindow) -> None:
    """The second viewport: the same without the assistant, or another radiograph of the study or the list."""
    from fracview.ui.session.images import LoadedImage
    from fracview.ui.session.surroundings import key_beside, texts_beside

    canvas, session = window.canvas, window.session
    if canvas.beside is Beside.NOTHING:
        return
    if canvas.beside is Beside.PLAIN:
        _show_second(window, session.scene.picture, session.scene.texts)
        return
    key = key_beside(session.catalog, session.key[0]) if session.key else None
    image = session.images.get(key) if key else None
    if isinstance(image, LoadedImage):
        _show_second(window, image.picture, texts_beside(session.catalog, image))
    elif key is not None and image is None:
        session.images.look_ahead([(key, session.catalog.case(key[0]).path)])
    else:
        canvas.second.show_picture(None, CornerTexts(notice=("No other radiograph to compare with",)))


def _show_second(window: MainWindow, picture: object, texts: CornerTexts) -> None:
    second = window.canvas.second
    if second.picture is not picture or picture is None:
        second.show_picture(picture, texts)  # type: ignore[arg-type]
        window.canvas.link()
        _follow_window(window)


def _follow_window(window: MainWindow) -> None:
    """The same radiograph twice is windowed the same."""
    main, second = window.canvas.main, window.canvas.second
    if window.canvas.beside is Beside.PLAIN and main.picture is not None and second.picture is not None:
        second.set_voi(main.voi, inverted=main.inverted)
    window.actions_by_id["invert"].setChecked(main.inverted)


def _opened(window: MainWindow) -> None:
    window.thumbnails.clear()
    window.canvas.main.forget()
    window.canvas.second.forget()
    window.cases.set_catalog(window.session.catalog)
    window.session.background.set_walking(True)


# The strip


def _show_strip(window: MainWindow, strip: ShownStrip) -> None:
    window.strip.show_strip(strip)
    window.actions_by_id["layer_map"].setChecked(strip.chosen is not None)


def _show_overlay(window: MainWindow, key: Key, overlay: Overlay | None) -> None:
    if window.session.scene.key == key:
        window.overlay = overlay
        window.under_bar.show_opacity(overlay is not None)
        draw(window)


def _strip_dock_moved(window: MainWindow) -> None:
    """Only closed for good counts: a hidden window has not closed its strip."""
    shown = not window.strip_dock.isHidden()
    window.actions_by_id["strip"].setChecked(shown)
    window.session.layers.open_strip(shown)


# The status bar


def _show_progress(window: MainWindow, progress: Progress) -> None:
    window.status.show_progress(
        progress.done, progress.total, progress.rate_per_s or 0.0, progress.seconds_left, progress.state
    )


def _pause(window: MainWindow, paused: bool) -> None:
    window.session.background.pause(paused)
    window.actions_by_id["analyse_pause"].setChecked(paused)


def _cancel(window: MainWindow) -> None:
    window.session.background.cancel()
    window.actions_by_id["analyse_pause"].setChecked(True)  # going on is asked for by the same key


def _show_networks(window: MainWindow, networks: Networks) -> None:
    status = window.status
    if networks.analyzer is None:
        status.show_networks("no networks", str(networks.error))
        status.show_provider("", "")
        status.show_message(
            "No radiograph is analysed: the networks do not run.", str(networks.error), warn=True
        )
        return
    provenance = networks.analyzer.provenance()
    names = ", ".join(f"{model.name} {model.sha256[:6]}" for model in provenance.models)
    status.show_networks(names, models_sentence(provenance))
    report = networks.analyzer.device_report
    status.show_provider(provider_words(report), report.note or "As asked for.")


def provider_words(report: DeviceReport) -> str:
    """What really runs the networks, and why that where more was hoped for: ``CPU (no NVIDIA driver)``.

    Of many missing libraries one is named, as ``CPU (missing CUDA libraries: libcublas.so.13 and 5 more)``.
    """
    words = report.provider.removesuffix("ExecutionProvider")
    sentence = report.note.removeprefix("Runs on the CPU: ").split(". ")[0]
    clause = sentence.split(" (")[0].rstrip(".")
    if clause.startswith("missing CUDA libraries: "):
        first, *others = clause.split(", ")
        clause = f"{first} and {len(others)} more" if others else first
    return f"{words} ({clause})" if clause else words


def _show_store_trouble(window: MainWindow, error: Exception | None) -> None:
    if error is None:
        if window.store_problem:
            window.status.show_message("Findings and verdicts are kept again.")
        window.store_problem = ""
        return
    first = not window.store_problem
    window.store_problem = str(error)
    if first:
        window.status.show_message(
            "Findings and verdicts cannot be kept now. Radiographs are shown all the same.",
            str(error),
            warn=True,
        )


def _show_unsaved(window: MainWindow) -> None:
    """Say so as long as it is so, and say when it is over."""
    said = window.session.said
    words = unsaved_words(said.unsaved)
    if words:
        window.status.show_message(f"{words} not saved yet; tried again every 15 s.", said.problem, warn=True)
    elif window.words_unsaved:
        window.status.show_message(saved_words(window.words_unsaved))
    window.words_unsaved = words

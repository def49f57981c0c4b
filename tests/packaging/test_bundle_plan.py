"""What goes into the bundle, asked without a build."""

from __future__ import annotations

import ast
import tomllib

import bundle_plan as plan
import pytest

import fracview

DEPENDENCIES = tomllib.loads((plan.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "dependencies"
]


def test_the_spec_is_python() -> None:
    source = (plan.ROOT / "packaging" / "fracview.spec").read_text(encoding="utf-8")
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    assert {"Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE"} <= names


def test_the_version_comes_from_the_package() -> None:
    assert plan.version() == fracview.__version__


@pytest.mark.parametrize(
    ("text", "numbers"), [("0.1.0", (0, 1, 0, 0)), ("1.2", (1, 2, 0, 0)), ("1.10.3rc1", (1, 10, 3, 0))]
)
def test_windows_wants_four_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert plan.four_numbers(text) == numbers


@pytest.mark.parametrize(("flavour", "runtime"), [("cpu", "onnxruntime>"), ("cuda", "onnxruntime-gpu>")])
def test_a_flavour_has_one_onnx_runtime(flavour: str, runtime: str) -> None:
    wanted = plan.requirements(DEPENDENCIES, flavour, "linux")
    (line,) = [line for line in wanted if line.startswith("onnxruntime")]
    assert line.startswith(runtime)
    assert len(wanted) == len(DEPENDENCIES) - 1
    assert not any(";" in line for line in wanted)


def test_macos_has_no_cuda_flavour() -> None:
    with pytest.raises(ValueError, match="macOS"):
        plan.requirements(DEPENDENCIES, "cuda", "darwin")
    with pytest.raises(ValueError, match="no flavour"):
        plan.flavour("rocm")


def test_every_module_of_the_app_is_asked_for() -> None:
    modules = plan.app_modules()
    assert {"fracview", "fracview.cli.analyze", "fracview.ui.building", "fracview.reading.dicom"} <= set(
        modules
    )
    assert not any(name.endswith("__init__") for name in modules)


@pytest.mark.parametrize(
    "name", ["numpy._core.tests._natype", "pydicom.tests.test_x", "matplotlib.tests", "conftest"]
)
def test_libraries_tests_stay_out(name: str) -> None:
    assert not plan.keeps_module(name)


@pytest.mark.parametrize("name", ["unittest.case", "doctest", "jinja2.tests", "fracview.review.run", "numpy"])
def test_what_is_only_named_like_a_test_stays(name: str) -> None:
    assert plan.keeps_module(name)


WHEEL = "/environment/lib/python3.11/site-packages/x"


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("imagecodecs/_jpeg2k.abi3.so", True),
        ("imagecodecs/_webp.abi3.so", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/platforms/libqminimal.so", False),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqtiff.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6\\opengl32sw.dll", False),
        ("PySide6/Qt/lib/libQt6Network.so.6", False),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("numpy-2.4.6.dist-info/METADATA", True),
        ("numpy-2.4.6.dist-info/RECORD", False),
        ("numpy-2.4.6.dist-info/direct_url.json", False),
        ("onnxruntime/capi/libonnxruntime_providers_shared.so", True),
        ("onnxruntime/capi/libonnxruntime_providers_cuda.so", False),
        ("matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf", True),
        ("matplotlib/mpl-data/fonts/afm/cmr10.afm", False),
        ("matplotlib/mpl-data/matplotlibrc", True),
        ("pydicom/data/urls.json", True),
        ("pydicom/data/test_files/CT_small.dcm", False),
        ("fracview/resources/models/region/model.onnx", True),
        ("fracview/resources/samples_origin/make_samples.py", False),
    ],
)
def test_files_of_the_cpu_flavour(place: str, kept: bool) -> None:
    assert plan.keeps_file(place, WHEEL, "cpu", "linux") is kept


def test_cuda_keeps_its_provider_and_not_tensorrt() -> None:
    assert plan.keeps_file("onnxruntime/capi/libonnxruntime_providers_cuda.so", WHEEL, "cuda")
    assert not plan.keeps_file("onnxruntime/capi/libonnxruntime_providers_tensorrt.so", WHEEL, "cuda")


def test_of_the_systems_libraries_only_pythons_own_go_in() -> None:
    for name, kept in (("libssl.so.3", True), ("libpython3.11.so.1.0", True), ("libX11.so.6", False)):
        assert plan.keeps_file(name, f"/usr/lib/x86_64-linux-gnu/{name}", "cpu", "linux") is kept
    assert not plan.keeps_file("libstdc++.so.6", "/lib/x86_64-linux-gnu/libstdc++.so.6", "cpu", "linux")
    wheels = "/usr/lib/python3/dist-packages/numpy.libs/libgfortran.so.5"
    assert plan.keeps_file("numpy.libs/libgfortran.so.5", wheels, "cpu", "linux")

"""What works on this machine and what does not, with the names of what is missing (`fracview doctor`)."""

from __future__ import annotations

import platform
import sys
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from fracview import __version__
from fracview.core.errors import DeviceError, FracViewError, ModelFolderError
from fracview.inference import cuda, session
from fracview.inference.analyzer import NO_GATE
from fracview.inference.cores import available_cores
from fracview.inference.registry import list_models, load_model_set, verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fracview.inference.folder import ModelFolder

_LIBRARIES = {
    "numpy": "numpy",
    "Pillow": "PIL",
    "pydicom": "pydicom",
    "imagecodecs": "imagecodecs",
    "rich": "rich",
}
"""Module by distribution: none of them can be done without."""


@dataclass(frozen=True, slots=True)
class ProviderHealth:
    """One execution provider: usable, or the clause that says why not.

    `missing_libraries` are all that it misses, by file name; `looked_in` says where they were looked for.
    """

    name: str
    usable: bool
    obstacle: str = ""
    missing_libraries: tuple[str, ...] = ()
    looked_in: str = ""


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """One model folder: verified, or what is wrong with it."""

    folder: str
    name: str = ""
    task: str = ""
    sha256: str = ""
    verified: bool = False
    problem: str = ""
    elapsed_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """Everything the doctor looked at.

    Attributes
    ----------
    app_version, python_version, system, cores
        Where it runs; `cores` are those that the networks use.
    libraries
        Versions by distribution; "" where it is not installed.
    runtime_distributions, runtime_version
        Who provides ONNX Runtime: more than one is a problem.
    compiled_in
        Providers that this ONNX Runtime was built with, usable or not.
    providers
        CPU and CUDA, tried.
    models
        Every model folder, verified.
    notes
        Sentences about what a reader of the results should know.
    problems
        Sentences about what must be put right before anything can be analysed; empty on a healthy machine.
    """

    app_version: str
    python_version: str
    system: str
    cores: int
    libraries: dict[str, str]
    runtime_distributions: tuple[str, ...]
    runtime_version: str
    compiled_in: tuple[str, ...]
    providers: tuple[ProviderHealth, ...]
    models: tuple[ModelHealth, ...]
    notes: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def healthy(self) -> bool:
        """Whether radiographs can be analysed."""
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {**asdict(self), "healthy": self.healthy}


def examine(models: Path | None = None) -> DoctorReport:
    """Look at libraries, ONNX Runtime, CUDA and, where a folder is given, every model in it.

    Never raises for what it finds: findings are the report.
    """
    problems = [*_library_problems(), *filter(None, [session.distribution_warning()])]
    runtime_version = ""
    compiled_in: tuple[str, ...] = ()
    providers: tuple[ProviderHealth, ...] = ()
    health: tuple[ModelHealth, ...] = ()
    try:
        runtime = session.load_runtime()
    except DeviceError as error:
        problems.append(str(error))
    else:
        runtime_version = str(runtime.__version__)
        compiled_in = tuple(runtime.get_available_providers())
        providers = (ProviderHealth(session.CPU, usable=True), _cuda_health(runtime))
        health = _models_health(models) if models is not None else ()
    spoilt = [f"{model.name or model.folder}: {model.problem}" for model in health if model.problem]
    notes, incomplete = _set_findings(models) if health and not spoilt and models else ((), ())
    return DoctorReport(
        app_version=__version__,
        python_version=platform.python_version(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        cores=available_cores(),
        libraries={name: _version(name) for name in _LIBRARIES},
        runtime_distributions=session.installed_distributions(),
        runtime_version=runtime_version,
        compiled_in=compiled_in,
        providers=providers,
        models=health,
        notes=notes,
        problems=(*problems, *spoilt, *incomplete),
    )


def report_lines(report: DoctorReport) -> Iterator[str]:
    """The report for a person, a line at a time."""
    yield f"FracView {report.app_version}, Python {report.python_version}"
    yield f"machine        {report.system}, {report.cores} cores for the networks"
    libraries = (f"{name} {version or 'missing'}" for name, version in report.libraries.items())
    yield f"libraries      {', '.join(libraries)}"
    yield f"ONNX Runtime   {report.runtime_version or 'missing'} ({', '.join(report.runtime_distributions)})"
    for provider in report.providers:
        yield f"provider       {provider.name}: {'works' if provider.usable else provider.obstacle}"
        if provider.missing_libraries:
            yield f"  missing      {', '.join(provider.missing_libraries)}"
            yield f"  looked in    {provider.looked_in}"
    for model in report.models:
        state = f"verified in {model.elapsed_ms:.0f} ms" if model.verified else model.problem
        yield f"model          {model.name or model.folder}: {state}"
    for note in report.notes:
        yield f"note           {note}"
    for problem in report.problems:
        yield f"problem        {problem}"
    yield (
        "Radiographs can be analysed."
        if report.healthy
        else "Nothing can be analysed before this is put right."
    )


def _library_problems() -> Iterator[str]:
    """Import each: a library may be installed and yet lack what it stands on."""
    for name, module in _LIBRARIES.items():
        try:
            import_module(module)
        except (ImportError, OSError) as error:
            yield f"{name} cannot be loaded ({type(error).__name__}). Install FracView again."


def _set_findings(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Notes and problems of the models as a set: each alone may be sound and one be missing."""
    try:
        found = load_model_set(folder)
    except ModelFolderError as error:
        return (), (str(error),)
    return ((f"{NO_GATE}.",) if found.region.manifest.scope is None else ()), ()


def _cuda_health(runtime: Any) -> ProviderHealth:  # noqa: ANN401 - untyped module
    if sys.platform == "darwin":
        return ProviderHealth(session.CUDA, usable=False, obstacle="macOS has no CUDA")
    clause = cuda.obstacle(runtime)
    missing = cuda.missing_libraries(runtime) if clause and cuda.holds_provider(runtime) else ()
    looked_in = cuda.looked_in() if missing else ""
    return ProviderHealth(session.CUDA, not clause, clause, missing, looked_in)


def _models_health(folder: Path) -> tuple[ModelHealth, ...]:
    try:
        found = list_models(folder)
    except ModelFolderError as error:
        return (ModelHealth(str(folder), problem=str(error)),)
    if not found:
        return (ModelHealth(str(folder), problem="holds no model folder."),)
    return tuple(_model_health(model) for model in found)


def _model_health(model: ModelFolder | ModelFolderError) -> ModelHealth:
    if isinstance(model, ModelFolderError):
        return ModelHealth(str(model.path), problem=str(model))
    manifest = model.manifest
    health = ModelHealth(str(model.path), manifest.name, manifest.task, manifest.sha256)
    try:
        return replace(health, verified=True, elapsed_ms=verify(model).elapsed_ms)
    except FracViewError as error:
        return replace(health, problem=str(error))


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""

"""The one thing that pyproject.toml cannot say: `fracview.resources` is the root's resources/ folder."""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["fracview", "fracview.*", "training", "training.*"]),
        "fracview.resources",
    ],
    package_dir={"fracview.resources": "resources"},
)

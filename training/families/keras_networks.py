"""The nineteen networks of Tables V and IX by their `keras.applications` names."""

from __future__ import annotations

import importlib
import os
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.families.plan import Plan

NO_TOP = "weights_tf_dim_ordering_tf_kernels_notop.h5"


@dataclass(frozen=True, slots=True)
class KerasNetwork:
    """One network.

    Attributes
    ----------
    module
        Of `keras.applications`: its `preprocess_input` is the one that this network's documentation asks for.
    weights_file
        Name of the ImageNet weights without the last layer.
    backend
        Of Keras: NASNetMobile refuses PyTorch ("an outstanding bug").
    """

    module: str
    weights_file: str
    backend: str = "torch"


NETWORKS = {
    "Xception": KerasNetwork("xception", f"xception_{NO_TOP}"),
    "VGG16": KerasNetwork("vgg16", f"vgg16_{NO_TOP}"),
    "VGG19": KerasNetwork("vgg19", f"vgg19_{NO_TOP}"),
    "ResNet50": KerasNetwork("resnet", f"resnet50_{NO_TOP}"),
    "ResNet50V2": KerasNetwork("resnet_v2", f"resnet50v2_{NO_TOP}"),
    "ResNet101": KerasNetwork("resnet", f"resnet101_{NO_TOP}"),
    "ResNet101V2": KerasNetwork("resnet_v2", f"resnet101v2_{NO_TOP}"),
    "ResNet152V2": KerasNetwork("resnet_v2", f"resnet152v2_{NO_TOP}"),
    "InceptionV3": KerasNetwork("inception_v3", f"inception_v3_{NO_TOP}"),
    "InceptionResNetV2": KerasNetwork("inception_resnet_v2", f"inception_resnet_v2_{NO_TOP}"),
    "MobileNetV2": KerasNetwork(
        "mobilenet_v2", "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_{rows}_no_top.h5"
    ),
    "DenseNet121": KerasNetwork("densenet", f"densenet121_{NO_TOP}"),
    "DenseNet169": KerasNetwork("densenet", f"densenet169_{NO_TOP}"),
    "DenseNet201": KerasNetwork("densenet", f"densenet201_{NO_TOP}"),
    "NASNetMobile": KerasNetwork("nasnet", "nasnet_mobile_no_top.h5", backend="jax"),
    "NASNetLarge": KerasNetwork("nasnet", "nasnet_large_no_top.h5"),
    "EfficientNetB7": KerasNetwork("efficientnet", "efficientnetb7_notop.h5"),
    "EfficientNetV2B3": KerasNetwork("efficientnet_v2", "efficientnetv2-b3_notop.h5"),
    "EfficientNetV2L": KerasNetwork("efficientnet_v2", "efficientnetv2-l_notop.h5"),
}

MOBILENET_ROWS = (96, 128, 160, 192, 224)
"""MobileNetV2 has weights of its own for these sizes; for others Keras takes those for 224."""


def network_of(name: str) -> KerasNetwork:
    """The network of that name.

    Raises
    ------
    UsageError
        Where there is none.
    """
    if name not in NETWORKS:
        message, cure = f"there is no network {name}", f"Choose from {', '.join(NETWORKS)}."
        raise UsageError(message, reason="no_network", field="model", cure=cure)
    return NETWORKS[name]


def weights_file(name: str, size: int) -> str:
    """File name of the ImageNet weights that Keras takes at this input size."""
    return network_of(name).weights_file.format(rows=size if size in MOBILENET_ROWS else MOBILENET_ROWS[-1])


def use_keras(backend: str, device: str) -> Any:
    """Import Keras on a backend; it can be chosen only once in a process.

    Raises
    ------
    UsageError
        Where Keras runs on another backend already.
    """
    os.environ.setdefault("KERAS_BACKEND", backend)
    os.environ.setdefault("KERAS_TORCH_DEVICE", device)
    # Keras' PyTorch backend turns tensors into arrays in a way that NumPy 2 deprecates
    warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
    import keras

    if keras.backend.backend() != backend:
        message = f"Keras runs on {keras.backend.backend()} here, and {backend} is needed"
        raise UsageError(message, reason="keras_backend", cure="Leave KERAS_BACKEND unset.")
    return keras


def prepared(network: KerasNetwork, images: NDArray[np.uint8], plan: Plan) -> NDArray[np.float32]:
    """(n, s, s) squares as (n, s, s, 3) network input.

    ``own`` is the network's own `preprocess_input`, ``raw`` leaves 0 to 255 as it is, ``paper`` divides by
    255: which of the last two the study did it does not print.
    """
    colour = np.repeat(images[..., None], 3, axis=-1).astype(np.float32)
    if plan.preprocessing == "raw":
        return colour
    if plan.preprocessing == "paper":
        return colour / np.float32(255.0)
    module = importlib.import_module(f"keras.applications.{network.module}")
    return np.asarray(module.preprocess_input(colour), np.float32)

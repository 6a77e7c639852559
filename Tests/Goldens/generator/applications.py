"""Networks of keras.applications: layers, weights, and the logits for weights and images that a hash makes."""

import re

import keras
import numpy as np

from .common import Family


def mixed(count, seed):
    """Numbers in [0, 1) from a counter: the same in Python and Swift, so that 23 million weights need no file."""
    with np.errstate(over="ignore"):
        x = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(seed) * np.uint32(40503)
        x ^= x >> np.uint32(16)
        x *= np.uint32(0x85EBCA6B)
        x ^= x >> np.uint32(13)
        x *= np.uint32(0xC2B2AE35)
        x ^= x >> np.uint32(16)
    return (x >> np.uint32(8)).astype("float32") / np.float32(1 << 24)


def weight(index, variable):
    """Uniform in He's range; what scales or is a variance lies around 1."""
    shape = tuple(variable.shape)
    u = mixed(int(np.prod(shape)), index)
    if variable.name in ("gamma", "moving_variance"):
        return (u + np.float32(0.5)).reshape(shape)
    if len(shape) == 1:
        return (np.float32(0.2) * (u - np.float32(0.5))).reshape(shape)
    fan_in = int(np.prod(shape[:-1])) if variable.name != "depthwise_kernel" else int(np.prod(shape[:2]))
    limit = np.float32(np.sqrt(6 / fan_in))
    return (limit * (np.float32(2) * u - np.float32(1))).reshape(shape)


def build(seed):
    family = Family("applications", seed)
    keras.utils.clear_session()
    full = keras.applications.Xception(weights=None)
    model = keras.applications.Xception(weights=None, input_shape=(96, 80, 3), classes=10, classifier_activation=None)
    model.set_weights([weight(i, v) for i, v in enumerate(model.weights)])
    images = (np.float32(2) * mixed(2 * 96 * 80 * 3, 1000) - np.float32(1)).reshape(2, 96, 80, 3)
    plain = lambda name: re.sub(r"^(conv2d|batch_normalization|add|input_layer)(_\d+)?$", r"\1", name)
    family.add(dict(
        name="xception", **{"class": "Xception"}, config={}, parameters=full.count_params(),
        layers=[plain(layer.name) for layer in model.layers],
        weights=[dict(name=w.name, shape=tuple(w.shape)) for w in model.weights],
        logits=[[float(v) for v in row] for row in model.predict(images, verbose=0)]))
    return family

"""Layers that change colours at random, with the random factor given: outputs only."""

import numpy as np
from keras import layers, ops

from .common import Family, numpy

IMAGE = (2, 5, 6, 3)


def cases():
    """(class, label, constructor arguments, value range of the images, factor)"""
    unit = dict(value_range=(0, 1))
    for factor in (0.0, 0.13, 0.5, 1.0):
        yield "RandomHue", f"{factor}", unit, (0, 1), factor
    yield "RandomHue", "bytes", {}, (0, 255), 0.3
    yield "RandomHue", "shifted_range", dict(value_range=(-1, 1)), (-1, 1), 0.3
    for factor in (-0.4, 0.0, 0.2, 0.5, 0.8, 1.0):
        yield "RandomSaturation", f"{factor}", unit, (0, 1), factor
    yield "RandomSaturation", "bytes", {}, (0, 255), 0.7
    for factor in (0.0, 0.2, 0.5, 1.0):
        yield "RandomSharpness", f"{factor}", unit, (0, 1), factor
    yield "RandomSharpness", "bytes", {}, (0, 255), 0.9
    for factor in (-0.3, 0.0, 0.4, 1.0):
        yield "RandomColorDegeneration", f"{factor}", unit, (0, 1), factor
    yield "RandomColorDegeneration", "bytes", {}, (0, 255), 0.6
    for kind in ("RandomHue", "RandomSaturation", "RandomSharpness", "RandomColorDegeneration"):
        yield kind, "channels_first", dict(data_format="channels_first", **unit), (0, 1), 0.3
    yield "RandomInvert", "always", unit, (0, 1), 1.0
    yield "RandomGrayscale", "always", {}, (0, 255), 1.0
    yield "RandomGrayscale", "channels_first", dict(data_format="channels_first"), (0, 1), 1.0


def build(seed):
    family = Family("layers_colors", seed)
    for kind, label, config, (low, high), factor in cases():
        name = f"{kind}/{label}"
        random = family.random(name)
        x = (low + (high - low) * random.random(IMAGE)).astype("float32")
        x[0, 0, :2] = low + (high - low) * np.float32(0.25)  # grey
        x[0, 1, 0] = low  # black
        x[0, 2, :3] = low + (high - low) * np.eye(3, dtype="float32")  # the three colours
        if config.get("data_format") == "channels_first":
            x = x.transpose(0, 3, 1, 2)
        if kind == "RandomGrayscale":
            layer = getattr(layers, kind)(factor=factor, **config)
            outputs = [layer(x, training=True)]
        elif kind == "RandomInvert":
            layer = getattr(layers, kind)(factor=(factor, factor), **config)
            outputs = [layer(x, training=True)]
        elif kind == "RandomHue":
            layer = getattr(layers, kind)(factor=0.5, **config)
            outputs = [layer.transform_images(ops.convert_to_tensor(x), dict(factor=ops.convert_to_tensor([f, f])))
                       for f in (np.float32(factor * 0.5), np.float32(-factor * 0.5))]
        else:
            layer = getattr(layers, kind)(factor=(factor, factor), **config)
            outputs = [layer(x, training=True)]
        family.add(dict(name=name, **{"class": kind}, config=config, factor=factor,
                        inputs=[family.store(f"{name}/input0", x)],
                        outputs=[family.store(f"{name}/output{i}", numpy(y)) for i, y in enumerate(outputs)]))
    return family

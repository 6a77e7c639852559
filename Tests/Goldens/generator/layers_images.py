"""Layers that prepare images and categories: outputs only. Random ones have ranges of one number, so that they are certain."""

import numpy as np
from keras import layers, ops

from .common import Family, numpy

IMAGE = (2, 6, 8, 3)
TURNING = ("RandomRotation", "RandomZoom", "RandomTranslation")


def cases():
    """(class, label, constructor arguments, input)"""
    for mode in ("reflect", "wrap", "constant", "nearest"):
        for interpolation in ("bilinear", "nearest"):
            how = dict(fill_mode=mode, interpolation=interpolation, fill_value=0.5)
            label = f"{mode}_{interpolation}"
            yield "RandomRotation", label, dict(factor=(0.13, 0.13), **how), IMAGE
            yield "RandomZoom", label, dict(height_factor=(0.37, 0.37), width_factor=(0.7, 0.7), **how), IMAGE
            yield "RandomTranslation", label, dict(height_factor=(-0.31, -0.31), width_factor=(0.83, 0.83), **how), IMAGE
    yield "RandomRotation", "backwards", dict(factor=(-0.4, -0.4)), IMAGE
    yield "RandomRotation", "channels_first", dict(factor=(0.13, 0.13), data_format="channels_first"), (2, 3, 6, 8)
    yield "RandomZoom", "in", dict(height_factor=(-0.45, -0.45)), IMAGE
    yield "RandomZoom", "channels_first", dict(height_factor=(0.3, 0.3), data_format="channels_first"), (2, 3, 6, 8)
    yield "RandomTranslation", "channels_first", dict(height_factor=(0.3, 0.3), width_factor=(0.2, 0.2),
                                                      data_format="channels_first"), (2, 3, 6, 8)
    yield "RandomContrast", "grows", dict(factor=(-0.5, 0.5), value_range=(0, 1)), IMAGE
    yield "RandomBrightness", "darker", dict(factor=(-0.3, -0.3), value_range=(0, 1)), IMAGE
    yield "RandomBrightness", "brighter", dict(factor=(0.2, 0.2)), IMAGE
    for interpolation in ("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"):
        yield "Resizing", f"{interpolation}_larger", dict(height=12, width=16, interpolation=interpolation), IMAGE
        yield "Resizing", f"{interpolation}_smaller", dict(height=3, width=4, interpolation=interpolation), IMAGE
        if interpolation != "bicubic":  # TensorFlow rounds places to 1/1024 in this one
            yield "Resizing", f"{interpolation}_uneven", dict(height=7, width=5, interpolation=interpolation), IMAGE
            yield "Resizing", f"{interpolation}_antialias", \
                dict(height=4, width=3, interpolation=interpolation, antialias=True), IMAGE
    yield "Resizing", "crop_wide", dict(height=4, width=4, crop_to_aspect_ratio=True), IMAGE
    yield "Resizing", "crop_high", dict(height=4, width=5, crop_to_aspect_ratio=True), (2, 9, 6, 2)
    yield "Resizing", "pad_wide", dict(height=4, width=4, pad_to_aspect_ratio=True, fill_value=0.3), IMAGE
    yield "Resizing", "pad_high", dict(height=4, width=5, pad_to_aspect_ratio=True), (2, 9, 6, 2)
    yield "Resizing", "channels_first", dict(height=5, width=4, data_format="channels_first"), (2, 3, 6, 8)
    # Quarters are exact; elsewhere a half may be rounded up or down.
    yield "Resizing", "integers", dict(height=12, width=4), "uint8"
    yield "CenterCrop", "inside", dict(height=3, width=5), IMAGE
    yield "CenterCrop", "channels_first", dict(height=3, width=5, data_format="channels_first"), (2, 3, 6, 8)
    yield "CenterCrop", "whole", dict(height=6, width=8), IMAGE
    yield "CenterCrop", "enlarged", dict(height=8, width=7), IMAGE
    for mode in ("one_hot", "multi_hot", "count"):
        yield "CategoryEncoding", mode, dict(num_tokens=5, output_mode=mode), [[0, 3], [3, 3], [4, 1]]
        yield "CategoryEncoding", f"{mode}_single", dict(num_tokens=5, output_mode=mode), [[0], [3], [4]]
        yield "Discretization", mode, dict(bin_boundaries=[-0.5, 0.0, 2.0], output_mode=mode), \
            [[-1.0, 0.0], [0.3, 2.0], [5.0, -0.5]]
    yield "CategoryEncoding", "vector", dict(num_tokens=4, output_mode="one_hot"), [2, 0, 3]
    yield "Discretization", "int", dict(bin_boundaries=[-0.5, 0.0, 2.0]), [[-1.0, 0.0], [0.3, 2.0], [5.0, -0.5]]


def build(seed):
    family = Family("layers_images", seed)
    for kind, label, config, given in cases():
        name = f"{kind}/{label}"
        random = family.random(name)
        if given == "uint8":
            x = random.integers(0, 256, IMAGE).astype("uint8")
        elif isinstance(given, tuple):
            x = random.random(given).astype("float32")
        else:
            x = np.asarray(given)
            x = x.astype("float32" if x.dtype.kind == "f" else "int32")
        layer = getattr(layers, kind)(**config)
        options = dict(training=True) if kind.startswith("Random") else {}
        y = numpy(layer(ops.convert_to_tensor(x), **options))
        family.add(dict(name=name, **{"class": kind}, config=config, inputs=[family.store(f"{name}/input0", x)],
                        outputs=[family.store(f"{name}/output0", y)]))
    return family

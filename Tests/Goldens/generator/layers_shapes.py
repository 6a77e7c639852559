"""Layers that embed, mask, pad, crop, enlarge, bend or disturb: outputs, gradients, masks."""

from .common import Family
from .layer_cases import add


def cases():
    one = lambda kind, label, config, shape, **options: (f"{kind}/{label}", kind, config, [shape], options)
    yield one("Permute", "matrix", dict(dims=(2, 1)), (2, 3, 4))
    yield one("Permute", "rank4", dict(dims=(3, 1, 2)), (2, 3, 4, 2))
    yield one("Permute", "same", dict(dims=(1, 2)), (2, 3, 4))
    yield one("RepeatVector", "three", dict(n=3), (2, 4))
    yield one("RepeatVector", "one", dict(n=1), (2, 4))

    for integers in ("int32", "int64", "uint8"):
        yield one("Embedding", integers, dict(input_dim=7, output_dim=3), (4, 5), integers=integers, range=(0, 7))
    yield one("Embedding", "mask_zero", dict(input_dim=5, output_dim=4, mask_zero=True), (4, 6), integers="int32",
              range=(0, 5))
    yield one("Embedding", "rank1", dict(input_dim=5, output_dim=2), (6,), integers="int32", range=(0, 5))
    yield one("Embedding", "rank3_mask_zero", dict(input_dim=3, output_dim=2, mask_zero=True), (2, 3, 4),
              integers="int32", range=(0, 3))
    yield one("Embedding", "one_row_often", dict(input_dim=2, output_dim=17), (9, 8), integers="int32", range=(1, 2))
    yield one("Embedding", "float64", dict(input_dim=7, output_dim=3), (4, 5), integers="int32", range=(0, 7),
              dtype="float64")

    yield one("Masking", "zeros", {}, (3, 6, 2), padding=0)
    yield one("Masking", "value", dict(mask_value=-1.0), (3, 6, 4), padding=-1)
    yield one("Masking", "rank4", dict(mask_value=2.0), (2, 4, 3, 2), padding=2)
    yield one("Identity", "plain", {}, (2, 3))
    yield one("Identity", "mask", {}, (2, 3, 4), masks=[(2, 3)])

    first = dict(data_format="channels_first")
    shapes = {1: (2, 5, 3), 2: (2, 5, 6, 3), 3: (2, 4, 5, 6, 2)}
    lists = {1: (1, 2), 2: (1, 2), 3: (1, 2, 1)}
    pairs = {1: (0, 2), 2: ((1, 0), (2, 1)), 3: ((1, 0), (0, 1), (2, 1))}
    for rank, shape in shapes.items():
        kinds = [f"ZeroPadding{rank}D", f"Cropping{rank}D", f"UpSampling{rank}D"]
        for kind in kinds[:2]:
            argument = "padding" if kind.startswith("Zero") else "cropping"
            yield one(kind, "default", {}, shape)
            yield one(kind, "int", {argument: 2 if rank < 3 else 1}, shape)
            yield one(kind, "list", {argument: lists[rank]}, shape)
            yield one(kind, "pairs", {argument: pairs[rank]}, shape)
            yield one(kind, "zero", {argument: 0}, shape)
            yield one(kind, "float64", {argument: 1}, shape, dtype="float64")
            if rank > 1 or argument == "padding":
                yield one(kind, "channels_first", {argument: pairs[rank], **first}, shape[:1] + shape[-1:] + shape[1:-1])
        yield one(kinds[2], "default", {}, shape)
        yield one(kinds[2], "three", dict(size=3), shape)
        yield one(kinds[2], "float64", dict(size=2), shape, dtype="float64")
        if rank > 1:
            yield one(kinds[2], "list", dict(size=(2, 3, 1)[:rank]), shape)
            yield one(kinds[2], "channels_first", dict(size=(3, 2, 1)[:rank], **first),
                      shape[:1] + shape[-1:] + shape[1:-1])
    for interpolation in ("bilinear", "bicubic", "lanczos3", "lanczos5"):
        yield one("UpSampling2D", interpolation, dict(interpolation=interpolation), (2, 4, 5, 2))
        # TensorFlow rounds a bicubic's places to 1/1024, so the factors are powers of 2.
        yield one("UpSampling2D", f"{interpolation}_uneven", dict(size=(4, 2), interpolation=interpolation), (2, 5, 3, 2))
        yield one("UpSampling2D", f"{interpolation}_channels_first",
                  dict(size=(1, 4), interpolation=interpolation, **first), (2, 2, 5, 3))
    yield one("UpSampling2D", "bilinear_one_pixel", dict(size=3, interpolation="bilinear"), (2, 1, 1, 2))

    yield one("ReLU", "default", {}, (3, 7), scale=3)
    yield one("ReLU", "max_value", dict(max_value=2.0), (3, 7), scale=3)
    yield one("ReLU", "slope", dict(negative_slope=0.1), (3, 7), scale=3)
    yield one("ReLU", "all", dict(max_value=4.0, negative_slope=0.2, threshold=1.0), (3, 7), scale=3)
    yield one("ReLU", "threshold_mask", dict(threshold=0.5), (2, 3, 4), masks=[(2, 3)])
    yield one("LeakyReLU", "default", {}, (3, 7), scale=3)
    yield one("LeakyReLU", "slope", dict(negative_slope=0.1), (2, 3, 4), masks=[(2, 3)])
    yield one("ELU", "default", {}, (3, 7), scale=3)
    yield one("ELU", "alpha", dict(alpha=0.5), (3, 7), scale=3)
    yield one("PReLU", "default", {}, (3, 7), scale=3)
    yield one("PReLU", "rank4", {}, (2, 3, 4, 2))
    yield one("PReLU", "shared", dict(shared_axes=(1, 2)), (2, 3, 4, 2))
    yield one("PReLU", "shared_last", dict(shared_axes=(3,)), (2, 3, 4, 2))
    yield one("PReLU", "float64", {}, (3, 7), dtype="float64")
    yield one("Softmax", "default", {}, (3, 7), scale=3)
    yield one("Softmax", "axis1", dict(axis=1), (2, 5, 3))
    yield one("Softmax", "axes", dict(axis=(1, 2)), (2, 5, 3))
    yield one("Softmax", "mask", {}, (3, 7), masks=[(3, 7)])
    yield one("Softmax", "mask_axes", dict(axis=(-2, -1)), (2, 4, 5), masks=[(2, 1, 5)])
    yield one("Softmax", "float64", {}, (3, 7), dtype="float64")

    for kind in ("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"):
        shape = shapes[int(kind[-2])]
        yield one(kind, "inference", dict(rate=0.5), shape)
        yield one(kind, "rate0_training", dict(rate=0.0), shape, training=True)
    for kind, argument in (("GaussianNoise", "stddev"), ("GaussianDropout", "rate"), ("AlphaDropout", "rate")):
        yield one(kind, "inference", {argument: 0.5}, (3, 5))
        yield one(kind, "zero_training", {argument: 0.0}, (2, 3, 4), training=True, masks=[(2, 3)])
    yield one("ActivityRegularization", "l1", dict(l1=0.1), (3, 5), losses=True)
    yield one("ActivityRegularization", "both", dict(l1=0.1, l2=0.2), (4, 3, 2), losses=True)
    yield one("UnitNormalization", "default", {}, (3, 5))
    yield one("UnitNormalization", "axis1", dict(axis=1), (2, 3, 4))
    yield one("UnitNormalization", "axes", dict(axis=(1, 2)), (2, 3, 4), masks=[(2, 3)])
    yield one("UnitNormalization", "float64", {}, (3, 5), dtype="float64")


def build(seed):
    family = Family("layers_shapes", seed)
    add(family, cases())
    return family

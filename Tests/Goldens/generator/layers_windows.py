"""Convolutions and poolings of sequences, images and volumes: outputs and gradients."""

from .common import Family
from .layer_cases import add

SHAPES = {1: (2, 9, 4), 2: (2, 7, 8, 4), 3: (2, 6, 5, 7, 4)}


def first(shape):
    return shape[:1] + shape[-1:] + shape[1:-1]


def cases():
    one = lambda kind, label, config, shape, **options: (f"{kind}/{label}", kind, config, [shape], options)
    channels_first = dict(data_format="channels_first")
    for rank in (1, 3):
        kind, shape = f"Conv{rank}D", SHAPES[rank]
        uneven = (3, 2, 4)[:rank]
        yield one(kind, "valid", dict(filters=3, kernel_size=3), shape)
        yield one(kind, "same", dict(filters=3, kernel_size=uneven, padding="same"), shape)
        yield one(kind, "kernel1", dict(filters=5, kernel_size=1), shape)
        yield one(kind, "strides2_valid", dict(filters=3, kernel_size=3, strides=2), shape)
        yield one(kind, "strides_same", dict(filters=3, kernel_size=3, strides=(2, 3, 1)[:rank], padding="same"), shape)
        yield one(kind, "dilation", dict(filters=3, kernel_size=2, dilation_rate=2), shape)
        yield one(kind, "dilation_same", dict(filters=3, kernel_size=3, dilation_rate=(2, 1, 2)[:rank], padding="same"),
                  shape)
        yield one(kind, "groups", dict(filters=6, kernel_size=3, groups=2, padding="same"), shape)
        yield one(kind, "groups_depthwise", dict(filters=4, kernel_size=2, groups=4, strides=2), shape)
        yield one(kind, "no_bias_relu", dict(filters=4, kernel_size=3, use_bias=False, activation="relu"), shape)
        # The last length of an output here is never the number of filters: TensorFlow 2.21 then adds the bias along it.
        yield one(kind, "channels_first", dict(filters=3, kernel_size=2, **channels_first), first(shape))
        yield one(kind, "channels_first_same_strides",
                  dict(filters=2, kernel_size=3, strides=2, padding="same", activation="tanh", **channels_first),
                  first(shape))
        yield one(kind, "float64", dict(filters=3, kernel_size=3, padding="same"), shape, dtype="float64")
    for label, config in (
        ("causal", dict(kernel_size=3)), ("causal_strides", dict(kernel_size=3, strides=2)),
        ("causal_dilation", dict(kernel_size=2, dilation_rate=3)), ("causal_groups", dict(kernel_size=2, groups=2)),
        ("causal_longer_than_input", dict(kernel_size=12)),
    ):
        yield one("Conv1D", label, dict(filters=6, padding="causal", **config), SHAPES[1])
    yield one("Conv1D", "causal_channels_first", dict(filters=3, kernel_size=3, padding="causal", **channels_first),
              first(SHAPES[1]))
    yield one("Conv1D", "wide", dict(filters=32, kernel_size=5, padding="same", activation="relu"), (3, 40, 16))

    for rank in (1, 2, 3):
        kind, shape = f"Conv{rank}DTranspose", (2, 4, 5, 3, 2)[:rank + 1] + (3,)
        uneven = (3, 2, 4)[:rank]
        yield one(kind, "valid", dict(filters=2, kernel_size=3), shape)
        yield one(kind, "same", dict(filters=2, kernel_size=uneven, padding="same"), shape)
        for padding in ("valid", "same"):
            yield one(kind, f"strides2_{padding}", dict(filters=2, kernel_size=3, strides=2, padding=padding), shape)
            yield one(kind, f"strides2_kernel2_{padding}",
                      dict(filters=2, kernel_size=2, strides=2, padding=padding), shape)
            yield one(kind, f"strides3_kernel2_{padding}",
                      dict(filters=2, kernel_size=2, strides=3, padding=padding), shape)
            yield one(kind, f"output_padding_{padding}",
                      dict(filters=2, kernel_size=3, strides=2, padding=padding, output_padding=1), shape)
            yield one(kind, f"output_padding0_{padding}",
                      dict(filters=2, kernel_size=3, strides=2, padding=padding, output_padding=0), shape)
        yield one(kind, "dilation", dict(filters=2, kernel_size=3, dilation_rate=2), shape, compiled=True)
        yield one(kind, "dilation_same", dict(filters=2, kernel_size=3, dilation_rate=2, padding="same"), shape,
                  compiled=True)
        yield one(kind, "no_bias_relu", dict(filters=4, kernel_size=3, use_bias=False, activation="relu"), shape)
        yield one(kind, "channels_first", dict(filters=2, kernel_size=3, strides=2, padding="same", **channels_first),
                  first(shape))
        yield one(kind, "float64", dict(filters=2, kernel_size=3, strides=2, padding="same"), shape, dtype="float64")
    yield one("Conv2DTranspose", "wide", dict(filters=16, kernel_size=3, strides=2, padding="same", activation="relu"),
              (2, 6, 5, 32))

    for rank in (1, 2):
        shape = SHAPES[rank]
        uneven = (3, 2)[:rank]
        for kind, base in ((f"DepthwiseConv{rank}D", {}), (f"SeparableConv{rank}D", dict(filters=3))):
            yield one(kind, "valid", dict(kernel_size=3, **base), shape)
            yield one(kind, "same", dict(kernel_size=uneven, padding="same", **base), shape)
            yield one(kind, "multiplier", dict(kernel_size=3, depth_multiplier=2, padding="same", **base), shape)
            yield one(kind, "strides_valid", dict(kernel_size=3, strides=2, **base), shape)
            yield one(kind, "strides_same", dict(kernel_size=3, strides=2, padding="same", depth_multiplier=3, **base),
                      shape)
            yield one(kind, "dilation", dict(kernel_size=2, dilation_rate=2, **base), shape)
            yield one(kind, "dilation_same", dict(kernel_size=3, dilation_rate=2, padding="same", **base), shape)
            yield one(kind, "strides_dilation",
                      dict(kernel_size=2, strides=2, dilation_rate=2, padding="same", **base), shape)
            yield one(kind, "no_bias_relu", dict(kernel_size=3, use_bias=False, activation="relu", **base), shape)
            yield one(kind, "channels_first",
                      dict(kernel_size=3, strides=2, padding="same", depth_multiplier=2, **base, **channels_first),
                      first(shape))
            yield one(kind, "one_channel", dict(kernel_size=3, depth_multiplier=4, **base), shape[:-1] + (1,))
            yield one(kind, "float64", dict(kernel_size=3, padding="same", **base), shape, dtype="float64")
        yield one(f"DepthwiseConv{rank}D", "wide", dict(kernel_size=3, padding="same", activation="relu"),
                  (2, 12, 9)[:rank + 1] + (32,))
        yield one(f"SeparableConv{rank}D", "wide", dict(filters=16, kernel_size=3, padding="same", activation="relu"),
                  (2, 12, 9)[:rank + 1] + (32,))

    for rank in (1, 3):
        shape = SHAPES[rank]
        uneven = (3, 2, 1)[:rank]
        for name in ("Max", "Average"):
            kind = f"{name}Pooling{rank}D"
            yield one(kind, "default", {} if name == "Max" else dict(pool_size=2), shape)
            yield one(kind, "same", dict(pool_size=2, padding="same"), shape)
            yield one(kind, "overlap_valid", dict(pool_size=3, strides=1), shape)
            yield one(kind, "overlap_same", dict(pool_size=3, strides=1, padding="same"), shape)
            yield one(kind, "uneven", dict(pool_size=uneven, strides=(2, 3, 2)[:rank], padding="same"), shape)
            yield one(kind, "strides_beyond_pool", dict(pool_size=2, strides=3), shape)
            yield one(kind, "channels_first", dict(pool_size=2, **channels_first), first(shape))
            yield one(kind, "channels_first_same",
                      dict(pool_size=3, strides=2, padding="same", **channels_first), first(shape))
            yield one(kind, "all_negative_same", dict(pool_size=3, strides=2, padding="same"), shape, shift=-5)
            if rank < 3:  # TensorFlow pools no volumes of float64
                yield one(kind, "float64", dict(pool_size=3, strides=2, padding="same"), shape, dtype="float64")
            kind = f"Global{kind}"
            yield one(kind, "default", {}, shape)
            yield one(kind, "keepdims", dict(keepdims=True), shape)
            yield one(kind, "channels_first", channels_first, first(shape))
            yield one(kind, "channels_first_keepdims", dict(keepdims=True, **channels_first), first(shape))
    yield one("GlobalAveragePooling1D", "mask", {}, (3, 6, 2), masks=[(3, 6)])
    yield one("GlobalAveragePooling1D", "mask_keepdims", dict(keepdims=True), (3, 6, 2), masks=[(3, 6)])
    yield one("GlobalAveragePooling1D", "mask_channels_first", channels_first, (3, 2, 6), masks=[(3, 6)])


def build(seed):
    family = Family("layers_windows", seed)
    add(family, cases())
    return family

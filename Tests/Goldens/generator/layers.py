"""Layers: outputs, gradients of sum(output * cotangent) to inputs and trainable weights, updated state."""

from .common import Family
from .layer_cases import add

ACTIVATIONS = (
    "elu exponential gelu hard_sigmoid hard_silu leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu "
    "sigmoid silu softmax softplus softsign tanh"
).split()


def cases():
    """(case name, class, constructor arguments, input shapes, options)"""
    one = lambda kind, label, config, shape, **options: (f"{kind}/{label}", kind, config, [shape], options)
    yield one("Dense", "linear", dict(units=3), (4, 5))
    yield one("Dense", "relu", dict(units=7, activation="relu"), (3, 6))
    yield one("Dense", "softmax", dict(units=5, activation="softmax"), (4, 3))
    yield one("Dense", "no_bias", dict(units=4, use_bias=False, activation="tanh"), (2, 5))
    yield one("Dense", "rank3", dict(units=4, activation="sigmoid"), (2, 3, 5))
    yield one("Dense", "rank4", dict(units=2), (2, 3, 2, 4))
    yield one("Dense", "one_unit_one_row", dict(units=1), (1, 9))
    yield one("Dense", "wide", dict(units=33, activation="gelu"), (17, 65))
    yield one("Dense", "float64", dict(units=3, activation="silu"), (4, 5), dtype="float64")
    for activation in ACTIVATIONS:
        yield one("Activation", activation, dict(activation=activation), (3, 7), scale=3)
    yield one("Activation", "softmax_rank4", dict(activation="softmax"), (2, 3, 2, 4))
    yield one("Activation", "tanh_float64", dict(activation="tanh"), (3, 7), dtype="float64", scale=3)

    yield one("Flatten", "rank2", {}, (3, 4))
    yield one("Flatten", "rank4", {}, (2, 3, 4, 2))
    yield one("Flatten", "rank1", {}, (5,))
    yield one("Flatten", "channels_first", dict(data_format="channels_first"), (2, 3, 4, 2))
    yield one("Flatten", "channels_last", dict(data_format="channels_last"), (2, 3, 4, 2))
    yield one("Reshape", "rank2", dict(target_shape=(6, 2)), (3, 12))
    yield one("Reshape", "infer", dict(target_shape=(-1, 2, 2)), (3, 12))
    yield one("Reshape", "infer_flat", dict(target_shape=(-1,)), (2, 3, 4))
    yield one("Dropout", "inference", dict(rate=0.5), (3, 5), training=False)
    yield one("Dropout", "rate0_training", dict(rate=0.0), (3, 5), training=True)
    yield one("Dropout", "noise_shape_inference", dict(rate=0.3, noise_shape=(None, 1)), (3, 5), training=False)
    yield one("Rescaling", "scale", dict(scale=1 / 255), (2, 3, 4), scale=100)
    yield one("Rescaling", "offset", dict(scale=1 / 127.5, offset=-1), (2, 3, 4), scale=100)
    yield one("Rescaling", "uint8", dict(scale=1 / 255), (2, 3, 4), integers="uint8")

    conv = lambda label, config, shape, **options: one("Conv2D", label, config, shape, **options)
    yield conv("valid", dict(filters=4, kernel_size=3), (2, 7, 8, 3))
    yield conv("same", dict(filters=3, kernel_size=3, padding="same"), (2, 5, 6, 2))
    yield conv("same_even_kernel", dict(filters=3, kernel_size=(2, 4), padding="same"), (2, 5, 6, 2))
    yield conv("kernel1", dict(filters=5, kernel_size=1), (2, 4, 3, 6))
    yield conv("kernel_as_input", dict(filters=2, kernel_size=(4, 3)), (2, 4, 3, 2))
    yield conv("rectangular", dict(filters=3, kernel_size=(3, 5), strides=(1, 2)), (2, 6, 11, 2))
    yield conv("strides2_valid", dict(filters=3, kernel_size=3, strides=2), (2, 8, 7, 2))
    yield conv("strides2_same_odd", dict(filters=3, kernel_size=3, strides=2, padding="same"), (2, 7, 9, 2))
    yield conv("strides2_same_even", dict(filters=3, kernel_size=3, strides=2, padding="same"), (2, 8, 6, 2))
    yield conv("strides_leave_a_rest", dict(filters=2, kernel_size=2, strides=3), (1, 9, 10, 2))
    yield conv("strides_beyond_kernel_same", dict(filters=2, kernel_size=1, strides=2, padding="same"), (2, 5, 6, 3))
    yield conv("dilation_valid", dict(filters=3, kernel_size=3, dilation_rate=2), (2, 8, 9, 2))
    yield conv("dilation_same", dict(filters=3, kernel_size=3, dilation_rate=(2, 3), padding="same"), (2, 8, 9, 2))
    yield conv("groups", dict(filters=6, kernel_size=3, groups=3), (2, 6, 5, 6))
    yield conv("groups_depthwise", dict(filters=4, kernel_size=3, groups=4, padding="same", use_bias=False), (2, 6, 5, 4))
    yield conv("groups_strides", dict(filters=4, kernel_size=3, groups=2, strides=2, padding="same"), (2, 7, 6, 4))
    yield conv("no_bias", dict(filters=4, kernel_size=3, use_bias=False), (2, 5, 5, 3))
    yield conv("relu", dict(filters=4, kernel_size=3, activation="relu"), (3, 6, 6, 1))
    yield conv("softmax", dict(filters=3, kernel_size=1, activation="softmax"), (2, 3, 3, 4))
    yield conv("channels_first_valid", dict(filters=4, kernel_size=3, data_format="channels_first"), (2, 3, 6, 7))
    # The width of an output here is never the number of filters: TensorFlow 2.21 then adds the bias along the width.
    yield conv("channels_first_same_strides",
               dict(filters=3, kernel_size=3, strides=2, padding="same", activation="relu",
                    data_format="channels_first"), (2, 2, 7, 9))
    yield conv("channels_first_dilation_groups",
               dict(filters=4, kernel_size=2, dilation_rate=2, groups=2, data_format="channels_first"), (2, 4, 6, 7))
    yield conv("mnist_like", dict(filters=32, kernel_size=3, activation="relu"), (2, 14, 14, 16))
    yield conv("float64", dict(filters=3, kernel_size=3, padding="same"), (2, 5, 6, 2), dtype="float64")
    yield conv("float64_strides_dilation_free", dict(filters=3, kernel_size=(3, 2), strides=2, padding="same"),
               (2, 7, 6, 2), dtype="float64")

    for kind in ("MaxPooling2D", "AveragePooling2D"):
        yield one(kind, "default", {} if kind == "MaxPooling2D" else dict(pool_size=2), (2, 6, 8, 3))
        yield one(kind, "odd_valid", dict(pool_size=2), (2, 7, 5, 3))
        yield one(kind, "odd_same", dict(pool_size=2, padding="same"), (2, 7, 5, 3))
        yield one(kind, "overlap_valid", dict(pool_size=3, strides=1), (2, 6, 5, 2))
        yield one(kind, "overlap_same", dict(pool_size=3, strides=1, padding="same"), (2, 6, 5, 2))
        yield one(kind, "rectangular_same", dict(pool_size=(3, 2), strides=(2, 3), padding="same"), (2, 8, 7, 2))
        yield one(kind, "strides_beyond_pool", dict(pool_size=2, strides=3), (2, 8, 9, 2))
        yield one(kind, "channels_first", dict(pool_size=2, data_format="channels_first"), (2, 3, 6, 5))
        yield one(kind, "channels_first_same", dict(pool_size=3, strides=2, padding="same",
                                                    data_format="channels_first"), (2, 3, 6, 5))
        yield one(kind, "all_negative_same", dict(pool_size=3, strides=2, padding="same"), (2, 4, 5, 2), shift=-5)
        yield one(kind, "float64", dict(pool_size=3, strides=2, padding="same"), (2, 4, 5, 2), dtype="float64")
    for kind in ("GlobalMaxPooling2D", "GlobalAveragePooling2D"):
        yield one(kind, "default", {}, (2, 4, 5, 3))
        yield one(kind, "keepdims", dict(keepdims=True), (2, 4, 5, 3))
        yield one(kind, "channels_first", dict(data_format="channels_first"), (2, 3, 4, 5))
        yield one(kind, "channels_first_keepdims", dict(data_format="channels_first", keepdims=True), (2, 3, 4, 5))
        yield one(kind, "one_pixel", {}, (3, 1, 1, 2))

    norm = lambda label, config, shape, **options: one("BatchNormalization", label, config, shape, **options)
    for training in (True, False):
        mode = "training" if training else "inference"
        yield norm(f"rank2_{mode}", {}, (6, 4), training=training)
        yield norm(f"rank4_{mode}", {}, (3, 4, 5, 2), training=training)
        yield norm(f"axis1_{mode}", dict(axis=1), (3, 2, 4, 5), training=training)
        yield norm(f"axis2_rank3_{mode}", dict(axis=2), (3, 5, 4), training=training)
        yield norm(f"momentum_epsilon_{mode}", dict(momentum=0.7, epsilon=0.1), (5, 3), training=training)
        yield norm(f"no_center_{mode}", dict(center=False), (5, 3), training=training)
        yield norm(f"no_scale_{mode}", dict(scale=False), (5, 3), training=training)
        yield norm(f"no_center_no_scale_{mode}", dict(center=False, scale=False), (4, 3, 3, 2), training=training)
        yield norm(f"frozen_{mode}", {}, (5, 3), training=training, trainable=False)
        yield norm(f"float64_{mode}", {}, (4, 3, 3, 2), training=training, dtype="float64")
    yield norm("far_mean_training", {}, (8, 3), training=True, shift=30)
    yield norm("one_row_training", {}, (1, 3), training=True)

    many = lambda kind, label, config, shapes, **options: (f"{kind}/{label}", kind, config, shapes, options)
    for kind in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"):
        yield many(kind, "two", {}, [(3, 4), (3, 4)])
        yield many(kind, "broadcast", {}, [(3, 4, 5), (3, 1, 5)])
        yield many(kind, "broadcast_rank", {}, [(3, 4, 5), (3, 5)])
        if kind != "Subtract":
            yield many(kind, "three", {}, [(2, 3, 4)] * 3)
            yield many(kind, "three_broadcast", {}, [(2, 3, 4), (2, 1, 4), (2, 3, 1)])
    yield many("Concatenate", "default", {}, [(3, 4), (3, 2)])
    yield many("Concatenate", "three", {}, [(2, 3, 1), (2, 3, 4), (2, 3, 2)])
    yield many("Concatenate", "axis1", dict(axis=1), [(2, 3, 4), (2, 1, 4)])
    yield many("Concatenate", "axis_negative2", dict(axis=-2), [(2, 3, 4), (2, 1, 4), (2, 2, 4)])
    yield many("Concatenate", "images", dict(axis=3), [(2, 3, 3, 2), (2, 3, 3, 5)])
    yield many("Dot", "axis1", dict(axes=1), [(3, 4), (3, 4)])
    yield many("Dot", "axis_last", dict(axes=-1), [(3, 4), (3, 4)])
    yield many("Dot", "normalize", dict(axes=1, normalize=True), [(3, 4), (3, 4)])
    yield many("Dot", "rank3", dict(axes=(1, 2)), [(2, 3, 5), (2, 4, 3)])
    yield many("Dot", "rank3_same_axis", dict(axes=2), [(2, 3, 5), (2, 4, 5)])
    yield many("Dot", "rank3_rank2", dict(axes=(2, 1)), [(2, 3, 5), (2, 5)])
    yield many("Dot", "rank2_rank3", dict(axes=(1, 2)), [(2, 5), (2, 3, 5)])
    yield many("Dot", "rank3_normalize", dict(axes=(2, 2), normalize=True), [(2, 3, 5), (2, 4, 5)])


def build(seed):
    family = Family("layers", seed)
    add(family, cases())
    return family

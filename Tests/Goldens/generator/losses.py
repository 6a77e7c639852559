"""Losses: value and the gradient of sum(value * cotangent) to y_pred."""

import numpy as np
from keras import losses, ops
from keras.src.losses.loss import reduce_weighted_values

from .common import DTYPES, Family, differentiate, normal

REDUCTIONS = ("sum", "sum_over_batch_size", "mean", "mean_with_sample_weight", "none", None)


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis, keepdims=True))
    return (e / e.sum(axis, keepdims=True)).astype(x.dtype)


def targets(random, kind, shape, dtype="float32"):
    """(y_true, y_pred) for predictions of `shape`."""
    scores = normal(random, shape, dtype, 2)
    if kind == "regression":
        return normal(random, shape, dtype), normal(random, shape, dtype)
    if kind == "positive":
        return random.uniform(0.1, 2, shape).astype(dtype), random.uniform(0.1, 2, shape).astype(dtype)
    if kind == "signs":
        return np.where(random.random(shape) < 0.5, -1, 1).astype(dtype), normal(random, shape, dtype)
    if kind == "binary":
        return (random.random(shape) < 0.5).astype(dtype), (1 / (1 + np.exp(-scores))).astype(dtype)
    if kind == "binary_logits":
        return (random.random(shape) < 0.5).astype(dtype), scores
    if kind == "sequence":  # labels from 1 of several lengths, padded with 0, the same one twice in a row among them
        labels = random.integers(1, shape[-1], (shape[0], max(shape[1] // 3, 1))).astype("int32")
        if labels.shape[1] > 1:
            labels[0, 1] = labels[0, 0]
            labels[-1, -1] = 0
        return labels, scores
    labels = random.integers(0, shape[-1], shape[:-1])
    if kind.startswith("sparse"):
        return labels.astype("int32"), scores if kind.endswith("logits") else softmax(scores)
    one_hot = np.eye(shape[-1], dtype=dtype)[labels]
    if kind == "soft_logits":
        return softmax(normal(random, shape, dtype)), scores
    return one_hot, scores if kind.endswith("logits") else softmax(scores)


def cases():
    """(class, label, constructor arguments, kind of targets, shape, options)"""
    for kind in ("MeanSquaredError", "MeanAbsoluteError", "Huber"):
        for reduction in REDUCTIONS:
            yield kind, f"reduction_{reduction}", dict(reduction=reduction), "regression", (5, 3), {}
            yield kind, f"reduction_{reduction}_weights", dict(reduction=reduction), "regression", (5, 3), \
                dict(weights=(5,))
        yield kind, "default", {}, "regression", (4, 3), {}
        yield kind, "rank3_weights2", {}, "regression", (2, 3, 4), dict(weights=(2, 3))
        yield kind, "rank3_weights_column", {}, "regression", (2, 3, 4), dict(weights=(2, 1))
        yield kind, "weights_column", {}, "regression", (4, 3), dict(weights=(4, 1))
        yield kind, "weights_scalar", {}, "regression", (4, 3), dict(weights=())
        yield kind, "rank1", {}, "regression", (6,), {}
        yield kind, "float64", {}, "regression", (4, 3), dict(dtype="float64")
        yield kind, "mask", {}, "regression", (3, 4, 2), dict(mask=(3, 4))
        yield kind, "mask_sum_weights", dict(reduction="sum"), "regression", (3, 4, 2), \
            dict(mask=(3, 4), weights=(3, 4))
    yield "Huber", "delta", dict(delta=0.4), "regression", (5, 3), {}
    yield "MeanSquaredError", "squeeze_targets", {}, "regression", (4, 1), dict(target_shape=(4,))
    yield "MeanSquaredError", "expand_targets", {}, "regression", (4,), dict(target_shape=(4, 1))

    kind = "BinaryCrossentropy"
    for reduction in REDUCTIONS:
        yield kind, f"reduction_{reduction}", dict(reduction=reduction), "binary", (5, 3), {}
        yield kind, f"reduction_{reduction}_weights", dict(reduction=reduction), "binary", (5, 3), dict(weights=(5,))
    for logits in ("", "_logits"):
        arguments = dict(from_logits=True) if logits else {}
        yield kind, "default" + logits, arguments, "binary" + logits, (6, 1), {}
        yield kind, "smoothing" + logits, dict(label_smoothing=0.2, **arguments), "binary" + logits, (5, 3), {}
        yield kind, "axis1" + logits, dict(axis=1, reduction="none", **arguments), "binary" + logits, (2, 3, 4), {}
        yield kind, "certain" + logits, arguments, "binary" + logits, (6, 1), dict(certain=True)
        yield kind, "squeeze_targets" + logits, arguments, "binary" + logits, (6, 1), dict(target_shape=(6,))
        yield kind, "float64" + logits, arguments, "binary" + logits, (6, 2), dict(dtype="float64")

    kind = "CategoricalCrossentropy"
    for reduction in REDUCTIONS:
        yield kind, f"reduction_{reduction}", dict(reduction=reduction), "categorical", (5, 4), {}
        yield kind, f"reduction_{reduction}_weights", dict(reduction=reduction), "categorical", (5, 4), \
            dict(weights=(5,))
    for logits in ("", "_logits"):
        arguments = dict(from_logits=True) if logits else {}
        yield kind, "default" + logits, arguments, "categorical" + logits, (6, 5), {}
        yield kind, "smoothing" + logits, dict(label_smoothing=0.1, **arguments), "categorical" + logits, (5, 4), {}
        yield kind, "axis1" + logits, dict(axis=1, reduction="none", **arguments), "categorical" + logits, \
            (2, 4, 3), dict(class_axis=1)
        yield kind, "rank3" + logits, arguments, "categorical" + logits, (2, 3, 4), dict(weights=(2, 3))
        yield kind, "certain" + logits, arguments, "categorical" + logits, (4, 3), dict(certain=True)
        yield kind, "float64" + logits, arguments, "categorical" + logits, (4, 3), dict(dtype="float64")
    yield kind, "soft_logits", dict(from_logits=True), "soft_logits", (5, 4), {}
    yield kind, "unnormalised", {}, "categorical", (5, 4), dict(stretch=3)
    yield kind, "ten_classes", {}, "categorical", (32, 10), {}

    kind = "SparseCategoricalCrossentropy"
    for reduction in REDUCTIONS:
        yield kind, f"reduction_{reduction}", dict(reduction=reduction), "sparse", (5, 4), {}
        yield kind, f"reduction_{reduction}_weights", dict(reduction=reduction), "sparse", (5, 4), dict(weights=(5,))
    for logits in ("", "_logits"):
        arguments = dict(from_logits=True) if logits else {}
        yield kind, "default" + logits, arguments, "sparse" + logits, (6, 5), {}
        yield kind, "column" + logits, arguments, "sparse" + logits, (6, 5), dict(target_shape=(6, 1))
        yield kind, "rank3" + logits, arguments, "sparse" + logits, (2, 3, 4), dict(weights=(2, 3))
        yield kind, "ignore_class" + logits, dict(ignore_class=1, **arguments), "sparse" + logits, (8, 3), {}
        yield kind, "ignore_negative" + logits, dict(ignore_class=-1, **arguments), "sparse" + logits, (8, 3), \
            dict(ignored=-1)
        yield kind, "ignore_none" + logits, dict(ignore_class=1, reduction="none", **arguments), "sparse" + logits, \
            (8, 3), {}
        yield kind, "certain" + logits, arguments, "sparse" + logits, (4, 3), dict(certain=True)
        yield kind, "float64" + logits, arguments, "sparse" + logits, (4, 3), dict(dtype="float64")
        yield kind, "float_labels" + logits, arguments, "sparse" + logits, (6, 5), dict(label_dtype="float32")
        yield kind, "uint8_labels" + logits, arguments, "sparse" + logits, (6, 5), dict(label_dtype="uint8")
    # Below 1, since beyond it Keras' backends disagree: TensorFlow clips before it normalises, the others after.
    yield kind, "unnormalised", {}, "sparse", (5, 4), dict(stretch=0.5)
    yield kind, "ten_classes", {}, "sparse", (32, 10), {}

    for kind, target in (
        ("MeanAbsolutePercentageError", "positive"), ("MeanSquaredLogarithmicError", "positive"),
        ("LogCosh", "regression"), ("Poisson", "positive"), ("KLDivergence", "categorical"),
        ("Hinge", "signs"), ("SquaredHinge", "signs"), ("CategoricalHinge", "categorical"),
        ("CosineSimilarity", "regression"), ("BinaryFocalCrossentropy", "binary"),
        ("CategoricalFocalCrossentropy", "categorical"), ("Dice", "binary"), ("Tversky", "binary"),
    ):
        yield kind, "default", {}, target, (5, 4), {}
        if kind not in ("Dice", "Tversky"):  # these give a single number
            yield kind, "none_weights", dict(reduction="none"), target, (5, 4), dict(weights=(5,))
        yield kind, "rank3", {}, target, (2, 3, 4), {}
        yield kind, "float64", {}, target, (5, 4), dict(dtype="float64")
    yield "Hinge", "zero_one", {}, "binary", (5, 4), {}
    yield "SquaredHinge", "zero_one", {}, "binary", (5, 4), {}
    yield "LogCosh", "far", {}, "regression", (5, 4), dict(stretch=60)
    yield "CosineSimilarity", "axis1", dict(axis=1, reduction="none"), "regression", (2, 3, 4), {}
    for kind, target in (("BinaryFocalCrossentropy", "binary"), ("CategoricalFocalCrossentropy", "categorical")):
        yield kind, "logits", dict(from_logits=True), target + "_logits", (5, 4), {}
        yield kind, "smoothing", dict(label_smoothing=0.2), target, (5, 4), {}
        yield kind, "gamma", dict(gamma=0.7, alpha=0.4), target, (5, 4), {}
    yield "BinaryFocalCrossentropy", "balancing", dict(apply_class_balancing=True, alpha=0.3, gamma=1.5), "binary", \
        (5, 4), {}
    yield "CategoricalFocalCrossentropy", "alphas", dict(alpha=[0.1, 0.2, 0.3, 0.4]), "categorical", (5, 4), {}
    for kind in ("Dice", "Tversky"):
        yield kind, "axis", dict(axis=(1, 2), reduction="none"), "binary", (3, 4, 5, 2), {}
        yield kind, "axis_last", dict(axis=(-1,)), "binary", (3, 4), {}
    yield "Tversky", "weights", dict(alpha=0.3, beta=0.7), "binary", (5, 4), {}
    for label, shape, config in (("default", (3, 6, 5), {}), ("none", (4, 9, 4), dict(reduction="none")),
                                 ("one_label", (2, 3, 3), {}), ("long", (2, 20, 6), {})):
        yield "CTC", label, config, "sequence", shape, {}


def build(seed):
    family = Family("losses", seed)
    for kind, label, config, target, shape, options in cases():
        name = f"{kind}/{label}"
        random = family.random(name)
        dtype = options.get("dtype", "float32")
        if dtype not in DTYPES:
            continue
        if "class_axis" in options:
            axis = options["class_axis"]
            moved = tuple(s for i, s in enumerate(shape) if i != axis) + (shape[axis],)
            y_true, y_pred = (np.moveaxis(v, -1, axis) for v in targets(random, target, moved, dtype))
        else:
            y_true, y_pred = targets(random, target, shape, dtype)
        if options.get("certain"):  # probabilities of exactly 0 and 1, logits far out
            y_pred = (y_pred > 0.5).astype(dtype) if "from_logits" not in config else y_pred * 40
            if kind != "BinaryCrossentropy" and "from_logits" not in config:
                y_pred = np.eye(shape[-1], dtype=dtype)[random.integers(0, shape[-1], shape[:-1])]
        if "stretch" in options:
            y_pred = y_pred * np.float32(options["stretch"])
        if "ignored" in options:
            y_true = np.where(random.random(y_true.shape) < 0.4, options["ignored"], y_true).astype("int32")
        if "label_dtype" in options:
            y_true = y_true.astype(options["label_dtype"])
        if "target_shape" in options:
            y_true = y_true.reshape(options["target_shape"])
        weights = mask = None
        if "weights" in options:
            weights = random.uniform(0, 2, options["weights"]).astype("float32")
        if "mask" in options:
            mask = random.random(options["mask"]) < 0.6
        loss = getattr(losses, kind)(**config, **({} if dtype == "float32" else dict(dtype=dtype)))

        def call(arguments):
            prediction = arguments[0]
            if mask is None:
                return [loss(y_true, prediction, weights)], ()
            # What Loss.__call__ does with prediction._keras_mask, which JAX' tracers can't carry.
            values = loss.call(ops.convert_to_tensor(y_true), prediction)
            return [reduce_weighted_values(values, weights, ops.convert_to_tensor(mask), loss.reduction)], ()

        outputs, _, seeds, gradients = differentiate(
            call, [y_pred], lambda values: [np.asarray(normal(random, v.shape, v.dtype)) for v in values])
        assert outputs[0].dtype == dtype, (name, outputs[0].dtype)
        case = dict(name=name, **{"class": kind}, config=config, dtype=dtype,
                    y_true=family.store(f"{name}/y_true", y_true), y_pred=family.store(f"{name}/y_pred", y_pred))
        if weights is not None:
            case["sample_weight"] = family.store(f"{name}/sample_weight", weights)
        if mask is not None:
            case["mask"] = family.store(f"{name}/mask", mask)
        case["output"] = family.store(f"{name}/output", outputs[0])
        case["cotangent"] = family.store(f"{name}/cotangent", seeds[0])
        case["gradient"] = family.store(f"{name}/gradient", gradients[0])
        family.add(case)
    return family

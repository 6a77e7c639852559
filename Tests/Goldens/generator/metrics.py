"""Metrics: the result after each of several updates."""

import keras
import numpy as np
from keras import metrics

from .common import Family, normal, numpy
from .losses import targets

UPDATES = 3


def cases():
    """(class, label, constructor arguments, kind of targets, shape, options)"""
    for weights in (None, (6,)):
        suffix = "_weights" if weights else ""
        options = dict(weights=weights) if weights else {}
        yield "Mean", "values" + suffix, {}, "values", (6,), options
        yield "Mean", "values_rank2" + suffix, {}, "values", (6, 3), options
        yield "Sum", "values" + suffix, {}, "values", (6,), options
        for kind, target, shape in (
            ("Accuracy", "labels", (6,)), ("Accuracy", "labels", (6, 1)),
            ("BinaryAccuracy", "binary", (6, 1)), ("BinaryAccuracy", "binary", (6, 4)),
            ("CategoricalAccuracy", "categorical", (6, 4)),
            ("SparseCategoricalAccuracy", "sparse", (6, 4)),
            ("TopKCategoricalAccuracy", "categorical", (6, 8)),
            ("SparseTopKCategoricalAccuracy", "sparse", (6, 8)),
            ("MeanSquaredError", "regression", (6, 3)), ("MeanAbsoluteError", "regression", (6, 3)),
            ("RootMeanSquaredError", "regression", (6, 3)),
            ("MeanAbsolutePercentageError", "positive", (6, 3)),
            ("MeanSquaredLogarithmicError", "positive", (6, 3)),
            ("CosineSimilarity", "regression", (6, 3)), ("LogCoshError", "regression", (6, 3)),
            ("Poisson", "positive", (6, 3)), ("KLDivergence", "categorical", (6, 4)), ("Hinge", "signs", (6, 3)),
            ("SquaredHinge", "signs", (6, 3)), ("CategoricalHinge", "categorical", (6, 4)),
            ("R2Score", "regression", (6, 3)),
            ("BinaryCrossentropy", "binary", (6, 3)),
            ("CategoricalCrossentropy", "categorical", (6, 4)),
            ("SparseCategoricalCrossentropy", "sparse", (6, 4)),
            ("AUC", "binary", (6, 1)), ("Precision", "binary", (6, 1)), ("Recall", "binary", (6, 1)),
            ("TruePositives", "binary", (6, 1)), ("TrueNegatives", "binary", (6, 1)),
            ("FalsePositives", "binary", (6, 1)), ("FalseNegatives", "binary", (6, 1)),
        ):
            yield kind, f"rank{len(shape)}_{shape[-1]}{suffix}", {}, target, shape, options
    yield "BinaryAccuracy", "threshold", dict(threshold=0.3), "binary", (9, 1), {}
    yield "BinaryAccuracy", "squeeze", {}, "binary", (9, 1), dict(target_shape=(9,))
    yield "SparseCategoricalAccuracy", "column", {}, "sparse", (9, 4), dict(target_shape=(9, 1))
    yield "SparseCategoricalAccuracy", "rank3", {}, "sparse", (4, 3, 4), {}
    yield "SparseCategoricalAccuracy", "rank3_weights", {}, "sparse", (4, 3, 4), dict(weights=(4, 3))
    yield "CategoricalAccuracy", "rank3", {}, "categorical", (4, 3, 4), {}
    yield "CategoricalAccuracy", "ties", {}, "categorical", (9, 4), dict(grid=2)
    yield "TopKCategoricalAccuracy", "k1", dict(k=1), "categorical", (9, 5), {}
    yield "TopKCategoricalAccuracy", "k3", dict(k=3), "categorical", (9, 5), {}
    yield "SparseTopKCategoricalAccuracy", "k2", dict(k=2), "sparse", (9, 5), {}
    yield "SparseTopKCategoricalAccuracy", "rank3", dict(k=2), "sparse", (3, 3, 5), {}
    for kind, target in (("BinaryCrossentropy", "binary"), ("CategoricalCrossentropy", "categorical")):
        yield kind, "logits", dict(from_logits=True), target + "_logits", (6, 4), {}
        yield kind, "smoothing", dict(label_smoothing=0.1), target, (6, 4), {}
    yield "SparseCategoricalCrossentropy", "logits", dict(from_logits=True), "sparse_logits", (6, 4), {}
    for curve in ("ROC", "PR"):
        for method in ("interpolation", "minoring", "majoring"):
            config = dict(curve=curve, summation_method=method)
            yield "AUC", f"{curve}_{method}", config, "binary", (40, 1), {}
            yield "AUC", f"{curve}_{method}_weights", config, "binary", (40, 1), dict(weights=(40,))
        yield "AUC", f"{curve}_few_thresholds", dict(curve=curve, num_thresholds=5), "binary", (40, 1), {}
        yield "AUC", f"{curve}_own_thresholds", dict(curve=curve, thresholds=[0.2, 0.5, 0.6]), "binary", (40, 1), {}
        yield "AUC", f"{curve}_multi_label", dict(curve=curve, multi_label=True), "binary", (40, 3), {}
        yield "AUC", f"{curve}_label_weights", dict(curve=curve, multi_label=True, label_weights=[0.2, 0.3, 1.0]), \
            "binary", (40, 3), {}
        yield "AUC", f"{curve}_on_thresholds", dict(curve=curve, num_thresholds=11), "binary", (40, 1), dict(grid=10)
        yield "AUC", f"{curve}_one_class", dict(curve=curve), "binary", (10, 1), dict(only=1)
    yield "AUC", "logits", dict(from_logits=True), "binary_logits", (40, 1), {}
    yield "AUC", "many_columns", {}, "binary", (10, 4), {}
    yield "Precision", "thresholds", dict(thresholds=[0.2, 0.5, 0.8]), "binary", (20, 1), {}
    yield "Recall", "thresholds", dict(thresholds=[0.2, 0.5, 0.8]), "binary", (20, 1), {}
    yield "Precision", "top_k", dict(top_k=2), "categorical", (9, 5), {}
    yield "Recall", "class_id", dict(class_id=1), "categorical", (9, 5), {}
    yield "F1Score", "default", {}, "categorical", (9, 4), {}
    yield "F1Score", "macro", dict(average="macro"), "categorical", (9, 4), {}
    yield "F1Score", "micro", dict(average="micro"), "categorical", (9, 4), {}
    yield "F1Score", "weighted_weights", dict(average="weighted"), "categorical", (9, 4), dict(weights=(9,))
    yield "F1Score", "threshold", dict(threshold=0.4), "binary", (9, 4), {}
    yield "FBetaScore", "default", {}, "categorical", (9, 4), {}
    yield "FBetaScore", "beta", dict(beta=2.0, average="macro"), "categorical", (9, 4), {}
    yield "FBetaScore", "beta_threshold", dict(beta=0.5, threshold=0.5), "binary", (9, 4), dict(weights=(9,))
    for kind in ("Precision", "Recall"):
        yield kind, "even_thresholds", dict(thresholds=[0.0, 0.5, 1.0]), "binary", (20, 1), dict(grid=4)
        yield kind, "class_id_weights", dict(class_id=2), "categorical", (9, 5), dict(weights=(9,))
        yield kind, "top_k_class_id", dict(top_k=2, class_id=1), "categorical", (9, 5), {}
        yield kind, "top_k_threshold", dict(top_k=3, thresholds=0.2), "categorical", (9, 5), dict(grid=5)
        yield kind, "many_columns", {}, "binary", (9, 4), dict(weights=(9,))
    yield "TruePositives", "thresholds", dict(thresholds=[0.3, 0.6]), "binary", (20, 1), {}
    yield "FalseNegatives", "thresholds_weights", dict(thresholds=[0.3, 0.6]), "binary", (20, 1), dict(weights=(20,))
    for kind, argument in (("PrecisionAtRecall", "recall"), ("RecallAtPrecision", "precision"),
                           ("SensitivityAtSpecificity", "specificity"), ("SpecificityAtSensitivity", "sensitivity")):
        yield kind, "half", {argument: 0.5}, "binary", (40, 1), {}
        yield kind, "high_weights", {argument: 0.8}, "binary", (40, 1), dict(weights=(40,))
        yield kind, "few", {argument: 0.6, "num_thresholds": 5}, "binary", (40, 1), dict(grid=4)
        yield kind, "one", {argument: 0.3, "num_thresholds": 1}, "binary", (40, 1), {}
        yield kind, "class_id", {argument: 0.5, "class_id": 1}, "categorical", (30, 4), {}
    yield "CosineSimilarity", "axis1", dict(axis=1), "regression", (4, 3, 2), {}
    yield "R2Score", "each", dict(class_aggregation=None), "regression", (9, 3), {}
    yield "R2Score", "variance", dict(class_aggregation="variance_weighted_average"), "regression", (9, 3), {}
    yield "R2Score", "adjusted", dict(num_regressors=2), "regression", (9, 2), {}
    yield "R2Score", "too_few", dict(num_regressors=40), "regression", (9, 2), {}
    yield "IoU", "two", dict(num_classes=4, target_class_ids=[0, 2]), "classes", (12, 4), {}
    yield "IoU", "images", dict(num_classes=3, target_class_ids=[1]), "classes", (2, 4, 3, 3), {}
    yield "IoU", "ignore", dict(num_classes=4, target_class_ids=[0, 1], ignore_class=0), "classes", (20, 4), {}
    yield "IoU", "one_hot", dict(num_classes=4, target_class_ids=[0, 1], sparse_y_true=False, sparse_y_pred=False), \
        "categorical", (20, 4), {}
    yield "MeanIoU", "default", dict(num_classes=4), "classes", (12, 4), {}
    yield "MeanIoU", "absent", dict(num_classes=9), "classes", (12, 4), {}
    yield "MeanIoU", "one_hot_targets", dict(num_classes=4, sparse_y_pred=False), "sparse", (12, 4), {}
    yield "BinaryIoU", "default", {}, "binary", (20, 1), {}
    yield "BinaryIoU", "ones", dict(target_class_ids=[1], threshold=0.3), "binary", (20, 1), {}


def build(seed):
    family = Family("metrics", seed)
    for kind, label, config, target, shape, options in cases():
        name = f"{kind}/{label}"
        random = family.random(name)
        keras.utils.clear_session()  # names count from the start
        metric = getattr(metrics, kind)(**config)
        updates = []
        for step in range(UPDATES):
            given = {}
            if target == "values":
                given["values"] = normal(random, shape)
            elif target == "classes":
                given["y_true"] = random.integers(0, shape[-1], shape[:-1]).astype("int32")
                given["y_pred"] = random.integers(0, shape[-1], shape[:-1]).astype("int32")
            elif target == "labels":
                given["y_true"] = random.integers(0, 3, shape).astype("float32")
                given["y_pred"] = random.integers(0, 3, shape).astype("float32")
            else:
                given["y_true"], given["y_pred"] = targets(random, target, shape)
            if "grid" in options:  # predictions on a few levels: ties, or exactly on a threshold
                given["y_pred"] = (np.round(given["y_pred"] * options["grid"]) / options["grid"]).astype("float32")
            if "only" in options:
                given["y_true"] = np.full_like(given["y_true"], options["only"])
            if "target_shape" in options:
                given["y_true"] = given["y_true"].reshape(options["target_shape"])
            if options.get("weights"):
                given["sample_weight"] = random.uniform(0, 2, options["weights"]).astype("float32")
            metric.update_state(**given)
            updates.append(dict(
                arguments={k: family.store(f"{name}/update{step}.{k}", v) for k, v in given.items()},
                result=numpy(metric.result())))
        state = [dict(name=v.name, shape=tuple(v.shape), dtype=str(v.dtype)) for v in metric.variables]
        metric.reset_state()
        family.add(dict(name=name, **{"class": kind}, config=config, metric_name=metric.name, updates=updates,
                        variables=state, after_reset=numpy(metric.result())))
    return family

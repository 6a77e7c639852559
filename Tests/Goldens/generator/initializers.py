"""Initializers: values where they are certain, and for random ones the numbers that fix their distribution."""

import math

import numpy as np
from keras import initializers
from keras.src.initializers.random_initializers import compute_fans

from .common import Family, numpy

# A normal distribution cut at two standard deviations keeps this part of its standard deviation.
TRUNCATED = 0.87962566103423978


def build(seed):
    family = Family("initializers", seed)
    for kind, label, config, shape in (
        ("Zeros", "matrix", {}, (2, 3)), ("Ones", "vector", {}, (4,)), ("Ones", "scalar", {}, ()),
        ("Constant", "default", {}, (2, 2)), ("Constant", "value", dict(value=-1.5), (3,)),
        ("Identity", "square", {}, (3, 3)), ("Identity", "gain", dict(gain=2.0), (2, 4)),
    ):
        name = f"{kind}/{label}"
        value = numpy(getattr(initializers, kind)(**config)(shape, dtype="float32"))
        family.add(dict(name=name, **{"class": kind}, config=config, shape=shape, dtype="float32",
                        value=family.store(f"{name}/value", value)))

    dense, conv = (200, 300), (3, 3, 40, 60)
    random_cases = []
    for kind in ("GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal"):
        random_cases += [(kind, "dense", {}, dense), (kind, "conv", {}, conv), (kind, "vector", {}, (5000,)),
                         (kind, "axes", dict(input_axes=[0, 1], output_axes=[2]), (10, 20, 30))]
    for mode in ("fan_in", "fan_out", "fan_avg"):
        for shape_of in ("truncated_normal", "untruncated_normal", "uniform"):
            random_cases.append(("VarianceScaling", f"{mode}_{shape_of}",
                                 dict(scale=1.7, mode=mode, distribution=shape_of), dense))
    random_cases += [
        ("VarianceScaling", "default", {}, conv),
        ("RandomNormal", "default", {}, dense), ("RandomNormal", "given", dict(mean=1.0, stddev=0.2), dense),
        ("TruncatedNormal", "default", {}, dense), ("TruncatedNormal", "given", dict(mean=1.0, stddev=0.2), dense),
        ("RandomUniform", "default", {}, dense), ("RandomUniform", "given", dict(minval=1.0, maxval=3.0), dense),
    ]
    for kind, label, config, shape in random_cases:
        name = f"{kind}/{label}"
        initializer = getattr(initializers, kind)(**config, seed=seed)
        case = dict(name=name, **{"class": kind}, config=config, shape=shape, dtype="float32")
        case.update(distribution(initializer, shape, config))
        check(name, case, numpy(initializer(shape, dtype="float32")))
        family.add(case)

    for label, config, shape in (("square", {}, (6, 6)), ("wide", {}, (4, 9)), ("tall", {}, (9, 4)),
                                 ("gain", dict(gain=2.0), (5, 5)), ("conv", {}, (3, 3, 2, 8))):
        name = f"Orthogonal/{label}"
        value = numpy(initializers.Orthogonal(**config, seed=seed)(shape, dtype="float32"))
        rows = value.reshape(-1, shape[-1])
        smaller = rows if rows.shape[0] <= rows.shape[1] else rows.T
        gram = smaller @ smaller.T  # the property that defines it: gain² times the identity
        assert np.allclose(gram, np.eye(len(gram)) * config.get("gain", 1) ** 2, atol=1e-5)
        family.add(dict(name=name, **{"class": "Orthogonal"}, config=config, shape=shape, dtype="float32",
                        gram_diagonal=float(config.get("gain", 1) ** 2), flattened_shape=rows.shape))
    return family


def distribution(initializer, shape, config):
    """Mean, standard deviation and bounds that Keras' own formulas give."""
    if hasattr(initializer, "mode"):
        fan_in, fan_out = compute_fans(shape, config.get("input_axes"), config.get("output_axes"))
        fan = dict(fan_in=fan_in, fan_out=fan_out, fan_avg=(fan_in + fan_out) / 2)[initializer.mode]
        variance = initializer.scale / max(1.0, fan)
        found = dict(fan_in=fan_in, fan_out=fan_out, mean=0.0, standard_deviation=math.sqrt(variance))
        if initializer.distribution == "uniform":
            bound = math.sqrt(3 * variance)
        elif initializer.distribution == "truncated_normal":
            bound = 2 * math.sqrt(variance) / TRUNCATED
        else:
            bound = math.inf
        return dict(found, low=-bound, high=bound)
    if hasattr(initializer, "minval"):
        low, high = initializer.minval, initializer.maxval
        return dict(mean=(low + high) / 2, standard_deviation=(high - low) / math.sqrt(12), low=low, high=high)
    mean, deviation = initializer.mean, initializer.stddev
    if type(initializer).__name__ == "RandomNormal":
        return dict(mean=mean, standard_deviation=deviation, low=-math.inf, high=math.inf)
    return dict(mean=mean, standard_deviation=deviation * TRUNCATED, low=mean - 2 * deviation,
                high=mean + 2 * deviation)


def check(name, expected, sample):
    """Keras' own draw has to agree, or the numbers above are not Keras'."""
    deviation = expected["standard_deviation"]
    room = 5 * deviation / math.sqrt(sample.size)
    assert abs(sample.mean() - expected["mean"]) < room, name
    assert abs(sample.std() - deviation) < room, (name, sample.std(), deviation)
    assert expected["low"] <= sample.min() + 1e-6 and sample.max() - 1e-6 <= expected["high"], name

"""Activation functions as functions: forward and gradient, with their arguments."""

import numpy as np
from keras import activations

from .common import DTYPES, Family, differentiate, normal

NAMES = (
    "celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear log_sigmoid "
    "log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus "
    "sparse_sigmoid squareplus tanh tanh_shrink threshold"
).split()


def cases():
    for name in NAMES:
        arguments = dict(threshold=0.7, default_value=-0.3) if name == "threshold" else {}
        yield name, "default", arguments, "float32"
        yield name, "float64", arguments, "float64"
    yield "elu", "alpha", dict(alpha=0.4), "float32"
    yield "celu", "alpha", dict(alpha=0.4), "float32"
    yield "gelu", "approximate", dict(approximate=True), "float32"
    yield "gelu", "approximate_float64", dict(approximate=True), "float64"
    yield "leaky_relu", "slope", dict(negative_slope=0.05), "float32"
    yield "relu", "slope", dict(negative_slope=0.1), "float32"
    yield "relu", "max_value", dict(max_value=1.5), "float32"
    yield "relu", "threshold", dict(threshold=0.6), "float32"
    yield "relu", "all", dict(negative_slope=0.1, max_value=2.0, threshold=0.5), "float32"
    yield "softmax", "axis0", dict(axis=0), "float32"
    yield "softmax", "axis1", dict(axis=1), "float32"
    yield "log_softmax", "axis1", dict(axis=1), "float32"


def build(seed):
    family = Family("activations", seed)
    for function, label, arguments, dtype in cases():
        name = f"{function}/{label}"
        if dtype not in DTYPES:
            continue
        random = family.random(function)
        # Around the knees, and far enough out to find overflow and cancellation.
        x = np.concatenate([normal(random, (2, 4, 5), dtype, 2), normal(random, (1, 4, 5), dtype, 12)])
        if label == "approximate":
            # Keras' float32 tanh is -1 from about -7.4 on, where it lacks 8e-7: here gelu would be off by 2e-6.
            x = np.where((x > -6) & (x < -4), x / 2, x)
        outputs, _, seeds, gradients = differentiate(
            lambda v: ([getattr(activations, function)(v[0], **arguments)], ()), [x],
            lambda values: [normal(random, v.shape, v.dtype) for v in values])
        assert outputs[0].dtype == dtype, (name, outputs[0].dtype)
        family.add(dict(
            name=name, **{"class": function}, config=arguments, dtype=dtype,
            input=family.store(f"{name}/input", x), output=family.store(f"{name}/output", outputs[0]),
            cotangent=family.store(f"{name}/cotangent", seeds[0]),
            gradient=family.store(f"{name}/gradient", gradients[0])))
    return family

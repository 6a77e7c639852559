"""Regularizers: value and gradient; constraints: the constrained weights."""

import numpy as np
from keras import constraints, regularizers

from .common import Family, differentiate, normal, numpy


def build(seed):
    family = Family("regularizers", seed)
    for kind, label, config, shape in (
        ("L1", "default", {}, (4, 3)), ("L1", "given", dict(l1=0.3), (2, 3, 4)),
        ("L2", "default", {}, (4, 3)), ("L2", "given", dict(l2=0.3), (2, 3, 4)),
        ("L1L2", "default", {}, (4, 3)), ("L1L2", "given", dict(l1=0.1, l2=0.2), (4, 3)),
        ("L1L2", "only_l2", dict(l2=0.2), (5,)),
        ("OrthogonalRegularizer", "rows", {}, (3, 5)),
        ("OrthogonalRegularizer", "columns", dict(factor=0.1, mode="columns"), (5, 3)),
    ):
        name = f"{kind}/{label}"
        x = normal(family.random(name), shape)
        outputs, _, _, gradients = differentiate(
            lambda v: ([getattr(regularizers, kind)(**config)(v[0])], ()), [x],
            lambda values: [np.ones_like(v) for v in values])
        family.add(dict(name=name, **{"class": kind}, config=config, input=family.store(f"{name}/input", x),
                        output=outputs[0][()], gradient=family.store(f"{name}/gradient", gradients[0])))
    for kind, label, config, shape in (
        ("MaxNorm", "default", {}, (5, 4)), ("MaxNorm", "conv", dict(max_value=1.0, axis=[0, 1, 2]), (3, 3, 2, 4)),
        ("NonNeg", "default", {}, (3, 4)), ("UnitNorm", "default", {}, (5, 4)),
        ("UnitNorm", "axis1", dict(axis=1), (5, 4)),
        ("MinMaxNorm", "default", {}, (5, 4)),
        ("MinMaxNorm", "given", dict(min_value=0.5, max_value=1.5, rate=0.3, axis=1), (5, 4)),
    ):
        name = f"constraint/{kind}/{label}"
        x = normal(family.random(name), shape)
        family.add(dict(name=name, **{"class": kind}, config=config, input=family.store(f"{name}/input", x),
                        output=family.store(f"{name}/output", numpy(getattr(constraints, kind)(**config)(x)))))
    return family

"""What has no gradients: boundaries that `Discretization` learns, weighted counts, the type that losses compute in."""

import numpy as np
from keras import layers, losses, ops

from .common import Family, normal, numpy


def discretizations():
    """(label, arguments, batches)"""
    spread = lambda random, *shape: normal(random, shape, "float32", 3.0)
    yield "one_batch", dict(num_bins=4), lambda r: [spread(r, 50)]
    yield "few_numbers", dict(num_bins=5), lambda r: [spread(r, 3)]
    yield "ten_bins", dict(num_bins=10), lambda r: [spread(r, 40, 25)]
    yield "coarse", dict(num_bins=4, epsilon=0.1), lambda r: [spread(r, 333)]
    yield "batches", dict(num_bins=6), lambda r: [spread(r, 70), spread(r, 130), spread(r, 9)]
    yield "coarse_batches", dict(num_bins=3, epsilon=0.07), lambda r: [spread(r, 41) for _ in range(5)]
    yield "ties", dict(num_bins=4), lambda r: [np.round(spread(r, 200))]
    yield "constant", dict(num_bins=3), lambda r: [np.full((150,), 2.5, "float32")]
    yield "one_bin", dict(num_bins=1), lambda r: [spread(r, 20)]


def build(seed):
    family = Family("arguments", seed)
    for label, config, batches in discretizations():
        name = f"Discretization/{label}"
        given = batches(family.random(name))
        layer = layers.Discretization(**config)
        layer.adapt(given)
        family.add(dict(name=name, **{"class": "Discretization"}, config=config,
                        inputs=[family.store(f"{name}/input{i}", v) for i, v in enumerate(given)],
                        outputs=[family.store(f"{name}/output0", np.asarray(layer.bin_boundaries, "float32"))]))
    for label, shape in (("rows", (3, 4)), ("one_row", (1, 6)), ("single", (3, 1))):
        name = f"CategoryEncoding/{label}"
        random = family.random(name)
        classes, weights = random.integers(0, 5, shape).astype("int32"), normal(random, shape)
        y = layers.CategoryEncoding(5, output_mode="count")(
            ops.convert_to_tensor(classes), count_weights=ops.convert_to_tensor(weights))
        family.add(dict(name=name, **{"class": "CategoryEncoding"}, config=dict(num_tokens=5),
                        inputs=[family.store(f"{name}/input{i}", v) for i, v in enumerate((classes, weights))],
                        outputs=[family.store(f"{name}/output0", numpy(y))]))
    for kind, given, dtype in (("MeanSquaredError", "float64", "float32"), ("MeanSquaredError", "float32", "float64"),
                               ("Huber", "float32", "float64"), ("LogCosh", "float64", "float64")):
        name = f"{kind}/{given}_in_{dtype}"
        random = family.random(name)
        target, prediction = (normal(random, (4, 3), given, 2.0) for _ in range(2))
        value = getattr(losses, kind)(dtype=dtype)(ops.convert_to_tensor(target), ops.convert_to_tensor(prediction))
        family.add(dict(name=name, **{"class": kind}, config=dict(dtype=dtype),
                        inputs=[family.store(f"{name}/input{i}", v) for i, v in enumerate((target, prediction))],
                        outputs=[family.store(f"{name}/output0", numpy(value))]))
    return family

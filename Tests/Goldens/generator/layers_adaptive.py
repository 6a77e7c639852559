"""Adaptive poolings: outputs and gradients, where lengths divide and where they don't."""

from .common import Family
from .layer_cases import add
from .layers_windows import first

SHAPES = {1: (2, 9, 3), 2: (2, 7, 9, 3), 3: (2, 6, 5, 7, 2)}


def cases():
    one = lambda kind, label, config, shape, **options: (f"{kind}/{label}", kind, config, [shape], options)
    for name in ("Max", "Average"):
        for rank, shape in SHAPES.items():
            kind = f"Adaptive{name}Pooling{rank}D"
            size = lambda *lengths: dict(output_size=lengths[:rank] if rank > 1 else lengths[0])
            yield one(kind, "divides", size(3, 3, 2), shape[:1] + (6,) * rank + shape[-1:])
            yield one(kind, "uneven", size(4, 5, 3), shape)
            yield one(kind, "one_length", dict(output_size=2), shape)
            # Not 1: Keras always makes windows of one position more too, which TensorFlow refuses beyond the axis.
            yield one(kind, "same_length", size(*shape[1:]), shape)
            yield one(kind, "longer", size(13, 11, 10), shape)
            yield one(kind, "mixed", size(6, 3, 5), shape)
            yield one(kind, "channels_first", dict(data_format="channels_first", **size(4, 5, 3)), first(shape))
            if rank < 3:
                # Several positions have the largest value. Of a volume, TensorFlow gives the gradient to each of them.
                yield one(kind, "ties", size(4, 5, 3), shape, rounded=True)
                # TensorFlow has no such kernels of volumes.
                yield one(kind, "float64", size(4, 5, 3), shape, dtype="float64")


def build(seed):
    family = Family("layers_adaptive", seed)
    add(family, cases())
    return family

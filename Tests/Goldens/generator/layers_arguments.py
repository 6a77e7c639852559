"""Arguments that few use: batch renormalization, LoRA. As the families of layers."""

from . import layer_cases
from .common import Family


def cases():
    def norm(label, config, shape=(6, 4), **options):
        return f"BatchNormalization/renorm_{label}", "BatchNormalization", dict(renorm=True, **config), [shape], options

    for training in (True, False):
        mode = "training" if training else "inference"
        yield norm(f"default_{mode}", {}, training=training)
        yield norm(f"images_{mode}", dict(renorm_momentum=0.7, momentum=0.9), (3, 4, 5, 2), training=training)
        yield norm(f"float64_{mode}", {}, (4, 3, 3, 2), training=training, dtype="float64")
    clipping = dict(rmax=1.2, rmin=0.8, dmax=0.3)
    for given in (clipping, dict(rmax=1.1), dict(rmin=0.9), dict(dmax=0.2)):
        yield norm("clipping_" + "_".join(given), dict(renorm_clipping=given), training=True)
    yield norm("axis1", dict(axis=1, renorm_clipping=clipping), (3, 2, 4, 5), training=True)
    yield norm("no_center", dict(center=False), training=True)
    yield norm("no_scale", dict(scale=False), training=True)
    yield norm("no_center_no_scale", dict(center=False, scale=False), training=True)
    yield norm("frozen", {}, training=True, trainable=False)
    yield norm("mask", {}, (3, 5, 4), training=True, masks=[(3, 5)])

    def lora(kind, label, config, shape, **options):
        return f"{kind}/lora_{label}", kind, config, [shape], options

    yield lora("Dense", "plain", dict(units=5), (3, 4), lora=(2, None))
    yield lora("Dense", "alpha", dict(units=5, use_bias=False, activation="tanh"), (3, 2, 4), lora=(3, 6))
    yield lora("EinsumDense", "plain", dict(equation="abc,cd->abd", output_shape=(None, 5), bias_axes="d"), (3, 2, 4),
               lora=(2, None))
    yield lora("EinsumDense", "heads", dict(equation="abc,cde->abde", output_shape=(None, 2, 3)), (3, 2, 4), lora=(2, 5))
    yield lora("Embedding", "plain", dict(input_dim=7, output_dim=3), (4, 5), lora=(2, None), integers="int32",
               range=(0, 7))
    yield lora("Embedding", "alpha", dict(input_dim=7, output_dim=3), (4, 5), lora=(2, 8), integers="int32", range=(0, 7))
    yield lora("Conv1D", "plain", dict(filters=3, kernel_size=2), (2, 6, 2), lora=(2, None))
    yield lora("Conv2D", "alpha", dict(filters=4, kernel_size=3, padding="same", strides=2), (2, 5, 6, 2), lora=(3, 6))
    yield lora("Conv2D", "groups", dict(filters=4, kernel_size=2, groups=2), (2, 5, 6, 4), lora=(2, 4), compiled=True)
    yield lora("Conv3D", "plain", dict(filters=2, kernel_size=2), (2, 3, 4, 3, 2), lora=(1, 2))


def build(seed):
    family = Family("layers_arguments", seed)
    layer_cases.add(family, cases())
    return family

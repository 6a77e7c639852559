"""What the families of layers share: one case is a layer's outputs, gradients, masks and state after a call."""

import numpy as np
from keras import layers, ops
from keras.src.backend.common.masking import get_keras_mask, set_keras_mask
from keras.src.backend.common.stateless_scope import StatelessScope

from .common import DTYPES, differentiate, flat, normal, numpy

TAKE_TRAINING = ("Dropout", "BatchNormalization", "AlphaDropout", "GaussianDropout", "GaussianNoise", "SpatialDropout1D",
                 "SpatialDropout2D", "SpatialDropout3D", "Attention", "AdditiveAttention", "MultiHeadAttention")


def weight_value(random, weight, dtype):
    shape = tuple(weight.shape)
    kind = weight.path.split("/")[-1]
    if kind in ("moving_variance", "variance", "moving_stddev", "renorm_stddev"):
        return random.uniform(0.5, 1.5, shape).astype(dtype)
    if kind in ("gamma", "scale"):
        return normal(random, shape, dtype, 0.3, 1.0)
    if kind == "count":
        return np.zeros(shape, str(weight.dtype))
    return normal(random, shape, dtype, 0.5)


def input_value(random, shape, dtype, options):
    if "integers" in options:
        low, high = options.get("range", (0, 256))
        return random.integers(low, high, shape).astype(options["integers"])
    value = normal(random, shape, dtype, options.get("scale", 1), options.get("shift", 0))
    if options.get("rounded"):
        value = np.round(value)
    if "padding" in options:  # times at which every feature has this value
        value[random.random(shape[:2]) < 0.4] = options["padding"]
    return value


def add(family, cases):
    """`cases`: (case name, class, constructor arguments, input shapes, options).

    Options: `dtype`, `training`, `trainable`, `scale`, `shift`, `rounded`, `padding` and `integers` with `range` for the inputs' values,
    `lora` (rank and alpha of `enable_lora`), `masks` (a shape or None for each input), `call` (arguments of the call that are no tensors), `roles` (by which names
    the inputs are given to the call, where not in one list), `losses` (whether what the layer adds to the loss is an output),
    `compiled` (whether XLA computes it, which on a CPU can do what TensorFlow's own kernels can't).
    """
    for name, kind, config, shapes, options in cases:
        random = family.random(name)
        dtype = options.get("dtype", "float32")
        if dtype not in DTYPES:
            continue
        training = options.get("training", False)
        roles = options.get("roles")
        is_boolean = [role == "attention_mask" for role in roles] if roles else [False] * len(shapes)
        inputs = [random.random(shape) < 0.6 if boolean else input_value(random, shape, dtype, options)
                  for shape, boolean in zip(shapes, is_boolean)]
        masks = [None if shape is None else random.random(shape) < 0.6
                 for shape in options.get("masks", [None] * len(shapes))]
        for mask in masks:
            if mask is not None:
                mask[..., 0] = True  # nothing is masked whole
        layer = getattr(layers, kind)(**config, dtype=dtype, name=kind.lower())
        if roles:
            layer.build(*[shape for shape, boolean in zip(shapes, is_boolean) if not boolean])
        else:
            layer.build(shapes if len(shapes) > 1 else shapes[0])
        if "lora" in options:  # Keras' `build` forgets `lora_alpha` of some layers
            rank, alpha = options["lora"]
            layer.enable_lora(rank, lora_alpha=alpha)
            config = dict(config, lora_rank=rank, lora_alpha=alpha)
        for weight in layer.weights:
            weight.assign(weight_value(random, weight, dtype))
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()  # what a layer learned before training is taken up by this
        if not options.get("trainable", True):
            layer.trainable = False
        trainable = [numpy(w) for w in layer.trainable_variables]
        fixed = [w.value for w in layer.non_trainable_variables]
        starts = {w.path: numpy(w) for w in layer.weights}
        output_masks = []

        def call(arguments):
            values, weights = list(arguments[:len(shapes)]), arguments[len(shapes):]
            for value, mask in zip(values, masks):
                if mask is not None:
                    set_keras_mask(value, ops.convert_to_tensor(mask))
            given = dict(options.get("call", {}))
            if kind in TAKE_TRAINING:
                given["training"] = training
            if roles:
                positional = [v for v, r in zip(values, roles) if r in ("query", "value")]
                given.update({r: v for v, r in zip(values, roles) if r not in ("query", "value")})
            else:
                positional = [values if len(shapes) > 1 else values[0]]
            # Not `stateless_call`, which leaves masks and activity regularizers out.
            values_of = list(zip(layer.trainable_variables, weights)) + list(zip(layer.non_trainable_variables, fixed))
            with StatelessScope(state_mapping=values_of, collect_losses=True) as scope:
                outputs = flat(layer(*positional, **given))
            output_masks[:] = [get_keras_mask(o) for o in outputs]
            state = [scope.get_current_value(v) for v in layer.non_trainable_variables]
            return outputs + (list(scope.losses) if options.get("losses") else []), state

        outputs, state, seeds, gradients = differentiate(
            call, inputs + trainable, lambda values: [normal(random, v.shape, v.dtype) for v in values],
            compiled=options.get("compiled", kind.startswith("Conv") and config.get("data_format") == "channels_first"))
        assert all(str(o.dtype) == dtype for o in outputs), (name, [o.dtype for o in outputs])
        case = dict(name=name, **{"class": kind}, config=config, dtype=dtype, training=training)
        if not layer.trainable:
            case["trainable"] = False
        for key in ("call", "roles", "losses"):
            if key in options:
                case[key] = options[key]
        case["inputs"] = [family.store(f"{name}/input{i}", v) for i, v in enumerate(inputs)]
        if any(mask is not None for mask in masks):
            case["masks"] = [None if m is None else family.store(f"{name}/mask{i}", m) for i, m in enumerate(masks)]
        if output_masks and output_masks[0] is not None and not hasattr(output_masks[0], "graph"):
            case["output_mask"] = family.store(f"{name}/output_mask", numpy(output_masks[0]).astype(bool))
        # Weights of sublayers may share a name.
        ends = {w.path: w.path.split("/", 1)[-1].replace("/", ".") for w in layer.weights}
        plain_names = [w.name for w in layer.weights]
        keys = {w.path: w.name if plain_names.count(w.name) == 1 else ends[w.path] for w in layer.weights}
        names = {w.path: w.name for w in layer.weights}
        case["weights"] = []
        for weight in layer.weights:
            entry = dict(name=names[weight.path], path=weight.path, trainable=bool(weight.trainable),
                         value=family.store(f"{name}/weight.{keys[weight.path]}", starts[weight.path]))
            case["weights"].append(entry)
        case["outputs"] = [family.store(f"{name}/output{i}", v) for i, v in enumerate(outputs)]
        case["cotangents"] = [family.store(f"{name}/cotangent{i}", v) for i, v in enumerate(seeds)]
        case["input_gradients"] = [
            None if g is None else family.store(f"{name}/gradient.input{i}", g)
            for i, g in enumerate(gradients[:len(shapes)])]
        found = dict(zip([w.path for w in layer.trainable_variables], gradients[len(shapes):]))
        after = dict(zip([w.path for w in layer.non_trainable_variables], map(numpy, state)))
        for entry in case["weights"]:
            if entry["path"] in found:
                entry["gradient"] = family.store(f"{name}/gradient.{keys[entry['path']]}", found[entry["path"]])
            changed = after.get(entry["path"])
            if changed is not None and not np.array_equal(changed, starts[entry["path"]]):
                entry["after"] = family.store(f"{name}/after.{keys[entry['path']]}", changed)
        family.add(case)

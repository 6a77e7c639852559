"""Recurrent layers: outputs, last states, gradients of the weighted sum of both to inputs, first states and weights."""

import numpy as np
from keras import layers, ops

from .common import DTYPES, Family, differentiate, flat, normal, numpy

GATED = ("LSTM", "GRU")


class Minimal(layers.Layer):
    """A cell as the documentation of RNN shows it."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = self.state_size = units

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], self.units), name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(self.units, self.units), name="recurrent_kernel")

    def call(self, x, states):
        h = ops.matmul(x, self.kernel) + ops.matmul(states[0], self.recurrent_kernel)
        return ops.tanh(h) * 1.5, [h]


def cases():
    """(case name, spec of the layer, shape of the input, options). A spec is (class, arguments), layers in it too."""
    for kind in ("SimpleRNN", "LSTM", "GRU"):
        def one(label, shape=(3, 5, 4), units=6, **given):
            options = {k: given.pop(k) for k in list(given) if k in OPTIONS}
            return f"{kind}/{label}", (kind, dict(units=units, **given)), shape, options

        yield one("default")
        yield one("sequences", return_sequences=True)
        yield one("state", return_state=True)
        yield one("sequences_state", return_sequences=True, return_state=True)
        yield one("no_bias", use_bias=False, return_sequences=True)
        yield one("backwards", go_backwards=True)
        yield one("backwards_sequences", go_backwards=True, return_sequences=True, return_state=True)
        yield one("one_step", (2, 1, 3), return_sequences=True)
        yield one("one_unit_one_row", (1, 4, 2), units=1, return_sequences=True)
        yield one("units16", (4, 7, 8), units=16, return_sequences=True, return_state=True)
        yield one("units37", (13, 3, 5), units=37)
        yield one("unroll", unroll=True)
        yield one("initial_state", initial_state=True, return_sequences=True, return_state=True)
        yield one("initial_state_backwards", initial_state=True, go_backwards=True)
        for label, given in [("mask", {}), ("mask_sequences", dict(return_sequences=True, return_state=True)),
                             ("mask_zero", dict(zero_output_for_mask=True, return_sequences=True)),
                             ("mask_zero_last", dict(zero_output_for_mask=True)),
                             ("mask_backwards", dict(go_backwards=True, return_sequences=True)),
                             ("mask_initial_state", dict(initial_state=True, return_sequences=True, return_state=True)),
                             ("mask_initial_state_last", dict(initial_state=True)),
                             ("mask_initial_state_backwards",
                              dict(initial_state=True, go_backwards=True, return_sequences=True))]:
            yield one(label, (4, 6, 3), mask=True, **given)
        yield one("stateful", (2, 4, 3), stateful=True, calls=2, return_state=True)
        yield one("stateful_mask", (2, 4, 3), stateful=True, calls=2, mask=True, return_sequences=True)
        yield one("float64", dtype="float64", return_sequences=True, return_state=True)
        yield one("float64_mask_backwards", dtype="float64", mask=True, go_backwards=True, return_sequences=True)
        for activation in ("relu", "linear", "sigmoid", "softsign"):
            yield one(activation, activation=activation, return_sequences=True)
        yield one("softsign_mask", activation="softsign", mask=True, return_sequences=True, return_state=True)
        yield one("softsign_mask_zero_backwards", activation="softsign", mask=True, zero_output_for_mask=True,
                  go_backwards=True, return_sequences=True)
        if kind in GATED:
            yield one("hard_sigmoid", recurrent_activation="hard_sigmoid", return_sequences=True)
            yield one("dropout_inference", dropout=0.3, recurrent_dropout=0.4, return_sequences=True)
        if kind == "GRU":
            yield one("reset_before", reset_after=False, return_sequences=True, return_state=True)
            yield one("reset_before_no_bias", reset_after=False, use_bias=False)
            yield one("reset_before_mask", reset_after=False, mask=True, return_sequences=True)
            yield one("reset_before_float64", reset_after=False, dtype="float64", initial_state=True)

    def rnn(label, cells, shape=(3, 5, 4), **given):
        options = {k: given.pop(k) for k in list(given) if k in OPTIONS}
        return f"RNN/{label}", ("RNN", dict(cell=cells, **given)), shape, options

    for kind in ("SimpleRNNCell", "LSTMCell", "GRUCell"):
        yield rnn(kind, (kind, dict(units=5)), return_sequences=True, return_state=True)
    yield rnn("lstm_mask", ("LSTMCell", dict(units=5)), mask=True, return_sequences=True)
    stack = [("LSTMCell", dict(units=5)), ("GRUCell", dict(units=3)), ("SimpleRNNCell", dict(units=4))]
    yield rnn("stacked", stack, return_sequences=True)
    yield rnn("stacked_state", stack, return_state=True)
    yield rnn("stacked_mask", stack, mask=True, return_sequences=True, return_state=True)
    yield rnn("stacked_backwards", stack, go_backwards=True, return_sequences=True)
    yield rnn("stacked_float64", stack, dtype="float64", return_sequences=True)
    yield rnn("minimal", ("Minimal", dict(units=4)), return_sequences=True, return_state=True)
    yield rnn("minimal_last", ("Minimal", dict(units=4)))
    yield rnn("minimal_mask", ("Minimal", dict(units=4)), mask=True, return_sequences=True)
    yield rnn("minimal_mask_zero", ("Minimal", dict(units=4)), mask=True, zero_output_for_mask=True,
              return_sequences=True)
    yield rnn("minimal_initial_state", ("Minimal", dict(units=4)), initial_state=True, go_backwards=True,
              return_sequences=True)

    def both(label, layer, shape=(3, 5, 4), **given):
        options = {k: given.pop(k) for k in list(given) if k in OPTIONS}
        return f"Bidirectional/{label}", ("Bidirectional", dict(layer=layer, **given)), shape, options

    for kind in ("LSTM", "GRU", "SimpleRNN"):
        yield both(kind, (kind, dict(units=5)))
        yield both(f"{kind}_sequences", (kind, dict(units=5, return_sequences=True)))
        for mode in ("sum", "mul", "ave", None):
            yield both(f"{kind}_{mode}", (kind, dict(units=5, return_sequences=True)), merge_mode=mode)
    yield both("last_none", ("LSTM", dict(units=5)), merge_mode=None)
    yield both("state", ("LSTM", dict(units=5, return_state=True)))
    yield both("state_none", ("GRU", dict(units=5, return_state=True, return_sequences=True)), merge_mode=None)
    yield both("mask", ("LSTM", dict(units=5, return_sequences=True)), mask=True)
    yield both("mask_last", ("GRU", dict(units=5)), mask=True)
    yield both("initial_state", ("LSTM", dict(units=5, return_sequences=True)), initial_state=True)
    yield both("backward_layer", ("LSTM", dict(units=5)),
               backward_layer=("GRU", dict(units=5, go_backwards=True, name="other")))
    yield both("float64", ("GRU", dict(units=5, return_sequences=True)), dtype="float64")

    def each(label, layer, shape, **given):
        options = {k: given.pop(k) for k in list(given) if k in OPTIONS}
        return f"TimeDistributed/{label}", ("TimeDistributed", dict(layer=layer, **given)), shape, options

    yield each("Dense", ("Dense", dict(units=3, activation="relu")), (2, 5, 4))
    yield each("Dense_rank4", ("Dense", dict(units=3)), (2, 3, 2, 4))
    yield each("Dense_mask", ("Dense", dict(units=3)), (2, 5, 4), mask=True)
    yield each("Conv2D", ("Conv2D", dict(filters=2, kernel_size=2)), (2, 3, 4, 5, 2))
    yield each("Flatten", ("Flatten", {}), (2, 3, 2, 4))
    yield each("LSTM", ("LSTM", dict(units=3)), (2, 3, 4, 2))
    yield each("BatchNormalization", ("BatchNormalization", {}), (4, 3, 2), training=True)
    yield each("BatchNormalization_inference", ("BatchNormalization", {}), (4, 3, 2))
    yield each("float64", ("Dense", dict(units=3)), (2, 5, 4), dtype="float64")


OPTIONS = ("dtype", "mask", "initial_state", "calls", "training", "compiled")


def made(spec, dtype):
    if isinstance(spec, list):
        return layers.StackedRNNCells([made(s, dtype) for s in spec], name="stacked", dtype=dtype)
    kind, given = spec
    given = {k: made(v, dtype) if k in ("cell", "layer", "backward_layer") else v for k, v in given.items()}
    name = given.pop("name", kind.lower())
    return (Minimal if kind == "Minimal" else getattr(layers, kind))(**given, dtype=dtype, name=name)


def written(spec):
    if isinstance(spec, list):
        return [written(s) for s in spec]
    kind, given = spec
    return {"class": kind, "config": {
        k: written(v) if k in ("cell", "layer", "backward_layer") else v for k, v in given.items()}}


def state_sizes(spec):
    """Of a layer's states, one after the other."""
    if isinstance(spec, list):
        return [size for s in spec for size in state_sizes(s)]
    kind, given = spec
    if kind == "RNN":
        return state_sizes(given["cell"])
    if kind == "Bidirectional":
        return 2 * state_sizes(given["layer"])
    return [given["units"]] * (2 if kind.startswith("LSTM") else 1)


def deep(values):
    return [v for value in flat(values) for v in (deep(value) if isinstance(value, (list, tuple)) else [value])]


def state_shapes(spec, shape):
    return [(shape[0], size) for size in state_sizes(spec)]


def build(seed, family="recurrent", cases=cases, state_shapes=state_shapes):
    family = Family(family, seed)
    for name, spec, shape, options in cases():
        random = family.random(name)
        dtype = options.get("dtype", "float32")
        if dtype not in DTYPES:
            continue
        training = options.get("training", False)
        inner = spec[1].get("layer") or spec[1].get("cell")
        layer = made(spec, dtype)
        count = options.get("calls", 1)
        inputs = [normal(random, shape, dtype) for _ in range(count)]
        states = [normal(random, state, dtype, 0.5) for state in state_shapes(spec, shape)] \
            if options.get("initial_state") else []
        mask = None
        if options.get("mask"):
            mask = random.random(shape[:2]) < 0.6
            mask[0, 0], mask[-1, -1] = False, False  # one that starts and one that ends with a step to leave out
            mask[0, 1:] = True
            if shape[0] > 2:
                mask[1] = False
        layer.build(shape)
        for weight in layer.weights:
            scale = 0.4 if len(weight.shape) > 1 else 0.3
            value = normal(random, tuple(weight.shape), dtype, min(scale, 2 / np.sqrt(weight.shape[0])))
            weight.assign(np.abs(value) + 0.5 if weight.path.endswith("moving_variance") else value)
        trainable = [numpy(w) for w in layer.trainable_variables]
        fixed = [numpy(w) for w in layer.non_trainable_variables]
        starts = {w.path: numpy(w) for w in layer.weights}
        named = {w.path: w for w in layer.weights}

        def call(arguments):
            xs, first, weights = arguments[:count], arguments[count:count + len(states)], arguments[count + len(states):]
            more = dict(initial_state=first) if first else {}
            if mask is not None:
                more["mask"] = ops.convert_to_tensor(mask)
            if spec[0] == "TimeDistributed" and inner[0] == "BatchNormalization":
                more["training"] = training
            kept = fixed
            outputs = []
            if count == 1:
                outputs, kept = layer.stateless_call(weights, kept, xs[0], **more)
            else:  # states of stateful layers are no variables of the layer
                for variable, value in zip(layer.trainable_variables, weights):
                    variable.assign(value)
                for x in xs:
                    outputs = layer(x, **more)
            return [o for o in deep(outputs)], kept

        if count > 1:
            outputs, gradients, seeds = [numpy(o) for o in call(inputs + states + trainable)[0]], None, []
            after = []
        else:
            outputs, after, seeds, gradients = differentiate(
                call, inputs + states + trainable, lambda values: [normal(random, v.shape, v.dtype) for v in values],
                compiled=options.get("compiled", False))
        assert all(str(o.dtype) == dtype for o in outputs), (name, [o.dtype for o in outputs])
        case = dict(name=name, **{"class": spec[0]}, config=written(spec)["config"], dtype=dtype, training=training)
        case["inputs"] = [family.store(f"{name}/input{i}", v) for i, v in enumerate(inputs)]
        case["initial_state"] = [family.store(f"{name}/initial_state{i}", v) for i, v in enumerate(states)]
        if mask is not None:
            case["mask"] = family.store(f"{name}/mask", mask)
        case["weights"] = [
            dict(path=path, value=family.store(f"{name}/weight{i}", starts[path])) for i, path in enumerate(starts)]
        case["outputs"] = [family.store(f"{name}/output{i}", v) for i, v in enumerate(outputs)]
        case["cotangents"] = [family.store(f"{name}/cotangent{i}", v) for i, v in enumerate(seeds)]
        if gradients is not None:
            sources = [f"input{i}" for i in range(count)] + [f"initial_state{i}" for i in range(len(states))]
            case["source_gradients"] = [
                family.store(f"{name}/gradient.{source}", g) for source, g in zip(sources, gradients)]
            found = dict(zip([w.path for w in layer.trainable_variables], gradients[len(sources):]))
            for i, entry in enumerate(case["weights"]):
                if entry["path"] in found:
                    entry["gradient"] = family.store(f"{name}/gradient.weight{i}", found[entry["path"]])
        family.add(case)
    return family

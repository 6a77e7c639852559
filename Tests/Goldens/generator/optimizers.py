"""Optimizers: 20 steps on three variables with given gradients; schedules: the rate at given steps."""

import keras
import numpy as np
from keras import optimizers
from keras.optimizers import schedules

from .common import DTYPES, Family, normal, numpy

STEPS = 20
KEPT = (1, 2, 5, 20)
SHAPES = dict(kernel=(3, 4), bias=(4,), scale=())

SCHEDULES = {
    "ExponentialDecay/plain": dict(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5),
    "ExponentialDecay/staircase": dict(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5, staircase=True),
    "PiecewiseConstantDecay/two": dict(boundaries=[5, 12], values=[0.1, 0.03, 0.005]),
    "PiecewiseConstantDecay/one": dict(boundaries=[7], values=[1.0, 0.5]),
    "PolynomialDecay/plain": dict(initial_learning_rate=0.1, decay_steps=15),
    "PolynomialDecay/power": dict(initial_learning_rate=0.1, decay_steps=15, end_learning_rate=0.02, power=2.0),
    "PolynomialDecay/cycle": dict(initial_learning_rate=0.1, decay_steps=6, end_learning_rate=0.01, power=0.5,
                                  cycle=True),
    "InverseTimeDecay/plain": dict(initial_learning_rate=0.1, decay_steps=4, decay_rate=0.5),
    "InverseTimeDecay/staircase": dict(initial_learning_rate=0.1, decay_steps=4, decay_rate=0.5, staircase=True),
    "CosineDecay/plain": dict(initial_learning_rate=0.1, decay_steps=15),
    "CosineDecay/alpha": dict(initial_learning_rate=0.1, decay_steps=15, alpha=0.2),
    "CosineDecay/warmup": dict(initial_learning_rate=0.01, decay_steps=12, alpha=0.1, warmup_target=0.1,
                               warmup_steps=5),
    "CosineDecayRestarts/plain": dict(initial_learning_rate=0.1, first_decay_steps=4),
    "CosineDecayRestarts/all": dict(initial_learning_rate=0.1, first_decay_steps=5, t_mul=1.5, m_mul=0.8, alpha=0.1),
    "CosineDecayRestarts/same_length": dict(initial_learning_rate=0.1, first_decay_steps=5, t_mul=1.0, m_mul=0.5),
}
SCHEDULE_STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 19, 20, 30, 45, 100]


def cases():
    """(class, label, constructor arguments, options)"""
    for kind, variants in (
        ("SGD", dict(default={}, momentum=dict(learning_rate=0.05, momentum=0.9),
                     nesterov=dict(learning_rate=0.05, momentum=0.9, nesterov=True))),
        ("RMSprop", dict(default={}, momentum=dict(learning_rate=0.01, momentum=0.8),
                         centered=dict(learning_rate=0.01, centered=True),
                         all=dict(learning_rate=0.01, rho=0.8, momentum=0.5, centered=True, epsilon=1e-3))),
        ("Adam", dict(default={}, rate=dict(learning_rate=0.05, beta_1=0.8, beta_2=0.95, epsilon=1e-4),
                      amsgrad=dict(learning_rate=0.05, amsgrad=True))),
        ("AdamW", dict(default={}, decay=dict(learning_rate=0.05, weight_decay=0.1),
                       amsgrad=dict(learning_rate=0.05, amsgrad=True))),
        ("Adagrad", dict(default={}, rate=dict(learning_rate=0.1, initial_accumulator_value=0.5))),
        ("Adadelta", dict(default={}, rate=dict(learning_rate=1.0, rho=0.8))),
        ("Adamax", dict(default={}, rate=dict(learning_rate=0.05))),
        ("Nadam", dict(default={}, rate=dict(learning_rate=0.05))),
        ("Ftrl", dict(default={}, all=dict(learning_rate=0.1, l1_regularization_strength=0.01,
                                           l2_regularization_strength=0.02,
                                           l2_shrinkage_regularization_strength=0.03, beta=0.1),
                      power=dict(learning_rate=0.1, learning_rate_power=-0.7))),
        ("Lion", dict(default={}, rate=dict(learning_rate=0.01, beta_1=0.8, beta_2=0.95))),
        ("Adafactor", dict(default={}, rate=dict(learning_rate=0.2, beta_2_decay=-0.6, clip_threshold=0.5),
                           absolute=dict(learning_rate=0.01, relative_step=False, epsilon_2=0.1))),
    ):
        for label, arguments in variants.items():
            yield kind, label, arguments, {}
    for kind, arguments in (("SGD", dict(learning_rate=0.05, momentum=0.9)), ("RMSprop", dict(learning_rate=0.01)),
                            ("Adam", dict(learning_rate=0.02)), ("AdamW", dict(learning_rate=0.02)),
                            ("Adagrad", dict(learning_rate=0.1)), ("Adadelta", dict(learning_rate=1.0)),
                            ("Adamax", dict(learning_rate=0.02)), ("Nadam", dict(learning_rate=0.02)),
                            ("Ftrl", dict(learning_rate=0.1)), ("Lion", dict(learning_rate=0.01)),
                            ("Adafactor", dict(learning_rate=0.1))):
        yield kind, "weight_decay", dict(arguments, weight_decay=0.05), {}
        yield kind, "clipnorm", dict(arguments, clipnorm=0.8), {}
        yield kind, "clipvalue", dict(arguments, clipvalue=0.3), {}
        yield kind, "global_clipnorm", dict(arguments, global_clipnorm=1.0), {}
        yield kind, "loss_scale", dict(arguments, loss_scale_factor=8.0), {}
        yield kind, "ema", dict(arguments, use_ema=True, ema_momentum=0.9), dict(finalize=True)
        yield kind, "ema_overwrite", dict(arguments, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=5), {}
    yield "AdamW", "exclude", dict(learning_rate=0.05, weight_decay=0.1), dict(exclude=["bias"])
    yield "SGD", "accumulation", dict(learning_rate=0.1, gradient_accumulation_steps=4), {}
    yield "Adam", "accumulation", dict(learning_rate=0.02, gradient_accumulation_steps=3), {}
    for kind in ("Nadam", "Adagrad", "Lion"):
        yield kind, "accumulation", dict(learning_rate=0.02, gradient_accumulation_steps=3), {}
    for label, inner, options in (
            ("grows", ("Adam", dict(learning_rate=0.02)), dict(initial_scale=64.0, dynamic_growth_steps=4)),
            ("shrinks", ("SGD", dict(learning_rate=0.1, momentum=0.9)), dict(initial_scale=16.0, dynamic_growth_steps=6))):
        # The steps at which gradients are infinite, or NaN where they are 0.
        yield "LossScaleOptimizer", label, options, dict(inner=inner, infinite=[3, 4, 11] if label == "shrinks" else [])
    for kind in ("Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion"):
        yield kind, "float64", dict(learning_rate=0.05), dict(dtype="float64")
    yield "SGD", "float64", dict(learning_rate=0.05, momentum=0.9, nesterov=True), dict(dtype="float64")
    yield "Adam", "float64", dict(learning_rate=0.05), dict(dtype="float64")
    yield "RMSprop", "float64", dict(learning_rate=0.05, momentum=0.5, centered=True), dict(dtype="float64")
    for label in ("ExponentialDecay/plain", "PiecewiseConstantDecay/two", "PolynomialDecay/cycle",
                  "InverseTimeDecay/staircase", "CosineDecay/warmup", "CosineDecayRestarts/all"):
        kind = label.split("/")[0]
        yield "SGD", f"schedule_{kind}", dict(learning_rate={"class": kind, "config": SCHEDULES[label]}), {}
    yield "Adam", "schedule_CosineDecay", \
        dict(learning_rate={"class": "CosineDecay", "config": SCHEDULES["CosineDecay/plain"]}), {}


def build(seed):
    family = Family("optimizers", seed)
    random = family.random("shared")
    starts = {n: np.asarray(normal(random, s)) for n, s in SHAPES.items()}
    steps = {n: normal(random, (STEPS, *s)) for n, s in SHAPES.items()}
    steps["kernel"][2:4] *= 10  # large ones to clip, zeros for the epsilons
    steps["bias"][4] = 0
    steps["kernel"][:, 0, 0] = 0
    family.shared["variables"] = [
        dict(name=n, value=family.store(f"variable.{n}", starts[n]), gradients=family.store(f"gradients.{n}", steps[n]))
        for n in SHAPES]
    for kind, label, config, options in cases():
        name = f"{kind}/{label}"
        dtype = options.get("dtype", "float32")
        if dtype not in DTYPES:
            continue
        arguments = dict(config)
        if isinstance(arguments.get("learning_rate"), dict):
            rate = arguments["learning_rate"]
            arguments["learning_rate"] = getattr(schedules, rate["class"])(**rate["config"])
        keras.utils.clear_session()  # names count from the start
        inner = options.get("inner")
        if inner:
            arguments["inner_optimizer"] = getattr(optimizers, inner[0])(**inner[1])
        optimizer = getattr(optimizers, kind)(**arguments)
        variables = [keras.Variable(starts[n], dtype=dtype, name=n) for n in SHAPES]
        if "exclude" in options:
            optimizer.exclude_from_weight_decay(var_names=options["exclude"])
        optimizer.build(variables)
        case = dict(name=name, **{"class": kind}, config=config, dtype=dtype)
        if "exclude" in options:
            case["exclude_from_weight_decay"] = options["exclude"]
        if inner:
            case["inner"] = {"class": inner[0], "config": inner[1]}
            case["infinite_steps"] = options["infinite"]
        case["values"] = {}
        for step in range(1, STEPS + 1):
            factor = float("inf") if step in options.get("infinite", []) else 1.0
            with np.errstate(invalid="ignore"):
                given = [steps[n][step - 1] * factor for n in SHAPES]
            gradients = [keras.ops.convert_to_tensor(g, dtype=dtype) for g in given]
            optimizer.apply(gradients)
            if step in KEPT:
                case["values"][step] = [
                    family.store(f"{name}/step{step}.{v.name}", numpy(v)) for v in variables]
        assert all(numpy(v).dtype == dtype for v in variables)
        # Names and values of Keras' own state after 20 steps, for saving: iterations, rate, slots.
        case["state"] = []
        for variable in optimizer.variables:
            value = numpy(variable)
            entry = dict(name=variable.name, path=variable.path, dtype=str(value.dtype), shape=value.shape)
            if value.ndim == 0:
                entry["scalar"] = value[()]
            case["state"].append(entry)
        if options.get("finalize"):
            optimizer.finalize_variable_values(variables)
            case["finalized"] = [family.store(f"{name}/finalized.{v.name}", numpy(v)) for v in variables]
        family.add(case)
    for label, config in SCHEDULES.items():
        kind = label.split("/")[0]
        schedule = getattr(schedules, kind)(**config)
        rates = [numpy(schedule(keras.ops.convert_to_tensor(s, dtype="int32")))[()] for s in SCHEDULE_STEPS]
        family.add(dict(name=f"schedule/{label}", **{"class": kind}, config=config, steps=SCHEDULE_STEPS, rates=rates))
    return family

"""keras.ops, tier A: values, result types and gradients; and the table of type promotion."""

import inspect

import keras
import numpy as np
from keras import ops
from keras.src.backend.common import dtypes

from .common import DTYPES, Family, differentiate, flat, normal, numpy

ALL_DTYPES = ("bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64",
              "float16", "bfloat16", "float32", "float64")


class Array:
    """An argument to be drawn: shape, and how."""

    def __init__(self, *shape, draw="normal", dtype="float32", value=None):
        self.shape, self.draw, self.dtype, self.value = shape, draw, dtype, value

    def make(self, random):
        if self.value is not None:
            return np.asarray(self.value, self.dtype)
        if self.draw == "positive":
            return random.uniform(0.2, 3, self.shape).astype(self.dtype)
        if self.draw == "bool":
            return random.random(self.shape) < 0.5
        if self.draw == "levels":  # few values: many are equal
            return random.integers(-2, 3, self.shape).astype(self.dtype)
        if np.dtype(self.dtype).kind in "iu":
            return random.integers(0, 9, self.shape).astype(self.dtype)
        return np.asarray(normal(random, self.shape, self.dtype))


def cases():
    """(operation, label, arguments in order, arguments by name)"""
    A = Array
    i32, f64 = dict(dtype="int32"), dict(dtype="float64")

    for op in ("abs", "exp", "relu", "sigmoid", "tanh", "sign", "square"):
        yield op, "vector", [A(7)], {}
        yield op, "matrix", [A(3, 4)], {}
        yield op, "scalar", [A()], {}
        yield op, "float64", [A(3, 4, **f64)], {}
    for op in ("log", "log1p", "sqrt"):
        yield op, "matrix", [A(3, 4, draw="positive")], {}
        yield op, "float64", [A(3, 4, draw="positive", **f64)], {}
        yield op, "edges", [A(value=[0.0, 1.0, np.inf])], {}
    for op in ("abs", "sign", "square"):
        yield op, "integers", [A(value=[[-3, 0, 2], [5, -1, 7]], **i32)], {}
    for op in ("exp", "log", "sqrt", "tanh", "mean"):
        yield op, "of_integers", [A(2, 3, **i32)], {}
    yield "exp", "edges", [A(value=[-np.inf, -100.0, 0.0, 88.0, 89.0])], {}
    yield "tanh", "edges", [A(value=[-np.inf, -20.0, -1e-4, 1e-4, 20.0])], {}
    yield "sigmoid", "edges", [A(value=[-200.0, -20.0, 0.0, 20.0, 200.0])], {}
    yield "sign", "edges", [A(value=[-2.0, -0.0, 0.0, 3.0])], {}
    yield "round", "halves", [A(value=[-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.6])], {}
    yield "round", "decimals", [A(value=[1.234, -5.678, 0.05])], dict(decimals=1)
    yield "isnan", "mixed", [A(value=[1.0, np.nan, np.inf, -np.inf])], {}
    yield "softmax", "default", [A(3, 4)], {}
    yield "softmax", "axis0", [A(3, 4)], dict(axis=0)
    yield "softmax", "axis1", [A(2, 3, 4)], dict(axis=1)
    yield "softmax", "axes", [A(2, 3, 4)], dict(axis=(1, 2))
    yield "softmax", "large", [A(value=[[1000.0, 999.0, 0.0], [-1000.0, -1001.0, -5000.0]])], {}
    yield "softmax", "float64", [A(3, 4, **f64)], {}

    for op in ("add", "subtract", "multiply", "divide", "maximum", "minimum"):
        yield op, "same", [A(3, 4), A(3, 4)], {}
        yield op, "row", [A(3, 4), A(4)], {}
        yield op, "column", [A(3, 1), A(3, 4)], {}
        yield op, "both", [A(3, 1, 4), A(2, 1)], {}
        yield op, "scalar", [A(3, 4), 2.5], {}
        yield op, "left_scalar", [2, A(3, 4)], {}
        yield op, "empty", [A(0, 3), A(3)], {}
        yield op, "float64", [A(3, 4, **f64), A(4, **f64)], {}
        yield op, "integers", [A(3, 4, **i32), A(value=[1, 2, 3, 4], **i32)], {}
    yield "divide", "by_zero", [A(value=[1.0, -1.0, 0.0]), A(value=[0.0, 0.0, 0.0])], {}
    yield "maximum", "nan", [A(value=[1.0, np.nan, 3.0]), A(value=[2.0, 2.0, np.nan])], {}
    yield "minimum", "nan", [A(value=[1.0, np.nan, 3.0]), A(value=[2.0, 2.0, np.nan])], {}
    yield "power", "positive", [A(3, 4, draw="positive"), A(3, 4)], {}
    yield "power", "square", [A(3, 4), 2.0], {}
    yield "power", "base", [2.0, A(3, 4)], {}
    yield "power", "integers", [A(2, 3, **i32), A(value=[0, 1, 3], **i32)], {}
    yield "power", "float64", [A(3, 4, draw="positive", **f64), A(4, **f64)], {}
    for op in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"):
        yield op, "levels", [A(4, 5, draw="levels"), A(5, draw="levels")], {}
        yield op, "scalar", [A(4, 5, draw="levels"), 1], {}
        yield op, "nan", [A(value=[1.0, np.nan]), A(value=[np.nan, np.nan])], {}
        yield op, "mixed", [A(4, **i32), A(4)], {}
    for op in ("logical_and", "logical_or"):
        yield op, "bools", [A(3, 4, draw="bool"), A(4, draw="bool")], {}
        yield op, "numbers", [A(3, 4, draw="levels"), A(4, draw="levels")], {}
    yield "logical_not", "bools", [A(3, 4, draw="bool")], {}
    yield "logical_not", "numbers", [A(3, 4, draw="levels")], {}
    yield "clip", "default", [A(3, 4), -0.5, 0.8], {}
    yield "clip", "integers", [A(3, 4, **i32), 2, 6], {}
    yield "where", "choose", [A(3, 4, draw="bool"), A(3, 4), A(3, 4)], {}
    yield "where", "broadcast", [A(3, 1, draw="bool"), A(4), A(3, 4)], {}
    yield "where", "scalars", [A(3, 4, draw="bool"), 1.0, A(3, 4)], {}

    for op in ("sum", "mean", "max", "min", "prod"):
        yield op, "all", [A(3, 4)], {}
        yield op, "axis0", [A(3, 4)], dict(axis=0)
        yield op, "last", [A(2, 3, 4)], dict(axis=-1)
        yield op, "axes", [A(2, 3, 4)], dict(axis=(0, 2))
        yield op, "keepdims", [A(2, 3, 4)], dict(axis=1, keepdims=True)
        yield op, "all_keepdims", [A(2, 3)], dict(keepdims=True)
        yield op, "scalar", [A()], {}
        yield op, "float64", [A(3, 4, **f64)], dict(axis=1)
        yield op, "integers", [A(3, 4, **i32)], dict(axis=1)
        yield op, "bools", [A(3, 4, draw="bool")], dict(axis=1)
        yield op, "uint8", [A(3, 4, dtype="uint8")], dict(axis=0)
    yield "sum", "long", [A(5, 5000)], dict(axis=1)
    yield "sum", "empty", [A(0, 3)], dict(axis=0)
    yield "prod", "empty", [A(0, 3)], dict(axis=0)
    yield "max", "initial", [A(3, 4)], dict(axis=1, initial=0.5)
    yield "prod", "zero", [A(value=[[1.0, 0.0, 3.0], [2.0, 4.0, 5.0]])], dict(axis=1)
    for op in ("argmax", "argmin"):
        yield op, "all", [A(3, 4)], {}
        yield op, "axis", [A(3, 4)], dict(axis=1)
        yield op, "keepdims", [A(2, 3, 4)], dict(axis=-2, keepdims=True)
        yield op, "ties", [A(4, 9, draw="levels")], dict(axis=1)
    yield "norm", "default", [A(3, 4)], {}
    yield "norm", "axis", [A(3, 4)], dict(axis=1)
    yield "norm", "keepdims", [A(3, 4)], dict(axis=1, keepdims=True)
    yield "norm", "one", [A(3, 4)], dict(ord=1, axis=1)
    yield "norm", "infinite", [A(3, 4)], dict(ord=float("inf"), axis=0)
    yield "norm", "frobenius", [A(2, 3, 4)], dict(ord="fro", axis=(1, 2))
    yield "norm", "float64", [A(3, 4, **f64)], dict(axis=1)

    yield "matmul", "matrix", [A(3, 4), A(4, 5)], {}
    yield "matmul", "vectors", [A(4), A(4)], {}
    yield "matmul", "matrix_vector", [A(3, 4), A(4)], {}
    yield "matmul", "vector_matrix", [A(4), A(4, 5)], {}
    yield "matmul", "batch", [A(2, 3, 4), A(2, 4, 5)], {}
    yield "matmul", "batch_broadcast", [A(2, 1, 3, 4), A(5, 4, 2)], {}
    yield "matmul", "batch_matrix", [A(2, 3, 4), A(4, 5)], {}
    yield "matmul", "integers", [A(3, 4, **i32), A(4, 2, **i32)], {}
    yield "matmul", "large", [A(33, 70), A(70, 65)], {}
    yield "matmul", "float64", [A(3, 4, **f64), A(4, 5, **f64)], {}
    yield "dot", "vectors", [A(4), A(4)], {}
    yield "dot", "matrices", [A(3, 4), A(4, 5)], {}
    yield "dot", "rank3", [A(2, 3, 4), A(4)], {}
    yield "dot", "rank3_rank2", [A(2, 3, 4), A(4, 5)], {}
    yield "dot", "rank3_rank3", [A(2, 3, 4), A(5, 4, 2)], {}
    yield "dot", "scalar", [A(2, 3), 2.0], {}
    for label, spec, shapes in (
        ("matmul", "ij,jk->ik", [(3, 4), (4, 5)]), ("implicit", "ij,jk", [(3, 4), (4, 5)]),
        ("batch", "bij,bjk->bik", [(2, 3, 4), (2, 4, 5)]), ("attention", "bqhd,bkhd->bhqk", [(2, 3, 2, 4), (2, 5, 2, 4)]),
        ("trace", "ii->", [(4, 4)]), ("diagonal", "ii->i", [(4, 4)]), ("sum", "ij->j", [(3, 4)]),
        ("transpose", "ijk->kij", [(2, 3, 4)]), ("outer", "i,j->ij", [(3,), (4,)]),
        ("ellipsis", "...ij,...jk->...ik", [(2, 3, 4), (4, 5)]), ("three", "ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)]),
        ("hadamard_sum", "ij,ij->i", [(3, 4), (3, 4)]),
    ):
        yield "einsum", label, [spec] + [A(*s) for s in shapes], {}

    yield "reshape", "split", [A(6, 4), (2, 3, 4)], {}
    yield "reshape", "infer", [A(6, 4), (3, -1)], {}
    yield "reshape", "flatten", [A(2, 3, 4), -1], {}
    yield "transpose", "default", [A(2, 3, 4)], {}
    yield "transpose", "axes", [A(2, 3, 4)], dict(axes=(1, 2, 0))
    yield "expand_dims", "first", [A(3, 4), 0], {}
    yield "expand_dims", "last", [A(3, 4), -1], {}
    yield "expand_dims", "several", [A(3, 4), (0, 2)], {}
    yield "squeeze", "all", [A(1, 3, 1, 2)], {}
    yield "squeeze", "axis", [A(1, 3, 1, 2)], dict(axis=2)
    yield "squeeze", "axes", [A(1, 3, 1, 2)], dict(axis=(0, -2))
    yield "concatenate", "axis0", [[A(2, 3), A(1, 3)]], {}
    yield "concatenate", "axis1", [[A(2, 3), A(2, 1), A(2, 4)]], dict(axis=1)
    yield "concatenate", "last", [[A(2, 3, 2), A(2, 3, 1)]], dict(axis=-1)
    yield "concatenate", "mixed_types", [[A(2, 3, **i32), A(2, 3)]], {}
    yield "stack", "axis0", [[A(2, 3), A(2, 3)]], {}
    yield "stack", "last", [[A(2, 3), A(2, 3), A(2, 3)]], dict(axis=-1)
    yield "split", "parts", [A(6, 4), 3], {}
    yield "split", "indices", [A(6, 4), [1, 4]], {}
    yield "split", "axis1", [A(3, 4), 2], dict(axis=1)
    yield "take", "axis0", [A(5, 3), A(value=[0, 2, 2, 4], **i32)], dict(axis=0)
    yield "take", "axis1", [A(3, 5), A(value=[[0, 4], [1, 1]], **i32)], dict(axis=1)
    yield "take", "flat", [A(3, 5), A(value=[0, 14, 7], **i32)], {}
    yield "take", "negative", [A(5, 3), A(value=[-1, 0], **i32)], dict(axis=0)
    yield "tile", "vector", [A(3), 2], {}
    yield "tile", "matrix", [A(2, 3), (2, 1)], {}
    yield "tile", "more", [A(2, 3), (2, 1, 2)], {}
    yield "tile", "fewer", [A(2, 3), (2,)], {}
    yield "repeat", "flat", [A(2, 3), 2], {}
    yield "repeat", "axis", [A(2, 3), 3], dict(axis=1)
    yield "pad", "constant", [A(2, 3), ((1, 0), (2, 1))], {}
    yield "pad", "value", [A(2, 3), ((1, 1), (0, 2))], dict(constant_values=7.0)
    yield "pad", "reflect", [A(3, 4), ((1, 2), (2, 1))], dict(mode="reflect")
    yield "pad", "symmetric", [A(3, 4), ((1, 2), (2, 1))], dict(mode="symmetric")
    yield "one_hot", "default", [A(value=[0, 2, 1], **i32), 3], {}
    yield "one_hot", "outside", [A(value=[-1, 3, 1], **i32), 3], {}
    yield "one_hot", "axis0", [A(value=[[0, 2], [1, 1]], **i32), 3], dict(axis=0)
    yield "one_hot", "axis1", [A(value=[[0, 2], [1, 1]], **i32), 4], dict(axis=1)
    yield "one_hot", "int32", [A(value=[0, 2, 1], **i32), 3], dict(dtype="int32")
    yield "arange", "stop", [5], {}
    yield "arange", "start", [2, 7], {}
    yield "arange", "step", [1, 10, 3], {}
    yield "arange", "negative", [5, 0, -2], {}
    yield "arange", "fraction", [0.0, 1.0, 0.25], {}
    yield "arange", "dtype", [4], dict(dtype="float32")
    yield "full", "float", [(2, 3), 1.5], {}
    yield "full", "dtype", [(2,), 3], dict(dtype="int32")
    yield "zeros", "default", [(2, 3)], {}
    yield "ones", "default", [(2, 3)], {}
    yield "ones", "dtype", [(2, 3)], dict(dtype="int8")
    yield "zeros_like", "default", [A(2, 3, **i32)], {}
    yield "zeros_like", "dtype", [A(2, 3)], dict(dtype="int32")
    yield "ones_like", "default", [A(2, 3)], {}
    for source, target in (("float32", "int32"), ("int32", "float32"), ("float32", "bool"), ("bool", "float32"),
                           ("float32", "float16"), ("float32", "float64"), ("int32", "uint8")):
        value = A(value=[1.7, -2.3, 0.0, 3.5]) if source == "float32" else A(4, draw="bool" if source == "bool" else "normal", dtype=source)
        yield "cast", f"{source}_to_{target}", [value, target], {}
    yield "stop_gradient", "default", [A(3, 4)], {}


def promotion():
    """Result types, as Keras infers them for symbolic tensors; Python's own numbers come last."""
    def value(dtype):
        return {"int": 1, "float": 1.0}.get(dtype) or keras.KerasTensor((2,), dtype=dtype)

    # The rules themselves: Keras narrows uint64 afterwards on every backend, as backends without 64 bits need it.
    dtypes.BIT64_TO_BIT32_DTYPE["uint64"] = "uint64"
    names = ALL_DTYPES + ("int", "float")
    table = dict(dtypes=names)
    for op in ("add", "multiply", "divide", "maximum", "power", "matmul"):
        known = ALL_DTYPES if op == "matmul" else names
        table[op] = [[getattr(ops, op)(value(a), value(b)).dtype if {a, b} - {"int", "float"} else None
                      for b in known] for a in known]
    table["unary"] = {op: [getattr(ops, op)(value(d)).dtype for d in ALL_DTYPES]
                      for op in ("exp", "log", "sqrt", "tanh", "mean", "sum", "prod", "max",
                                 "argmax", "square", "abs", "sign", "round")}
    return table


def build(seed):
    family = Family("ops", seed)
    if "float64" in DTYPES:
        family.shared["promotion"] = promotion()
    for op, label, ordered, named in cases():
        name = f"{op}/{label}"
        random = family.random(name)
        arrays, described = [], []

        def place(argument):
            value = argument.make(random)
            arrays.append(value)
            return family.store(f"{name}/input{len(arrays) - 1}", value)

        everything = [a for o in ordered for a in (o if isinstance(o, list) else [o]) if isinstance(a, Array)]
        if any(a.dtype not in DTYPES for a in everything if a.dtype.startswith("float")) or "float64" in str(ordered):
            if "float64" not in DTYPES:
                continue
        for argument in ordered:
            if isinstance(argument, Array):
                described.append(dict(array=place(argument)))
            elif isinstance(argument, list) and isinstance(argument[0], Array):
                described.append(dict(arrays=[place(a) for a in argument]))
            else:
                described.append(dict(value=argument))
        function = getattr(ops, op)
        assert set(named) <= set(inspect.signature(function).parameters), name

        def call(tensors):
            rest = list(tensors)
            given = []
            for argument in ordered:
                if isinstance(argument, Array):
                    given.append(rest.pop(0))
                elif isinstance(argument, list) and isinstance(argument[0], Array):
                    given.append([rest.pop(0) for _ in argument])
                else:
                    given.append(argument)
            return flat(function(*given, **named)), ()

        case = dict(name=name, **{"class": op}, arguments=described, config=named)
        # Not at edges, where a gradient is a matter of taste.
        smooth = not any(a.value is not None and np.dtype(a.dtype).kind == "f" or a.draw == "levels" for a in everything)
        plain = [numpy(o) for o in call([ops.convert_to_tensor(a, dtype=str(a.dtype)) for a in arrays])[0]]
        outputs = plain
        if smooth and any(a.dtype.kind == "f" for a in arrays) and all(o.dtype.kind == "f" for o in plain) \
                and op not in ("sign", "zeros_like", "ones_like", "round"):
            outputs, _, seeds, gradients = differentiate(
                call, arrays, lambda values: [np.asarray(normal(random, v.shape, v.dtype)) for v in values])
            case["cotangents"] = [family.store(f"{name}/cotangent{i}", s) for i, s in enumerate(seeds)]
            case["gradients"] = [None if g is None else family.store(f"{name}/gradient{i}", g)
                                 for i, g in enumerate(gradients)]
        case["outputs"] = [family.store(f"{name}/output{i}", v) for i, v in enumerate(outputs)]
        case["output_dtypes"] = [str(o.dtype) for o in outputs]
        family.add(case)
    return family

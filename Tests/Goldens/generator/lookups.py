"""Layers that look whole numbers up: outputs, and vocabularies learned from data."""

import numpy as np
from keras import layers

from .common import Family, numpy

TOKENS = [12, 36, 1138, 42, -7, 5_000_000_000]
INPUT = [[12, 1138, 42, 99], [36, 1000, -7, 12], [5_000_000_000, -8, 0, 3]]
DATA = [[3, 3, 5, 0], [3, 7, 7, 5], [9, 9, 9, -1], [1, 5, 0, 0]]


def cases():
    """(label, constructor arguments, data for adapt, input)"""
    given = dict(vocabulary=TOKENS)
    yield "given", given, None, INPUT
    yield "narrow", dict(vocabulary=[5, 3, 2, -1, 9]), None, [[5, 4, 9], [-1, 0, 3]]
    yield "one_token", dict(vocabulary=[5]), None, [[5, 4, 9], [-1, 0, 3]]
    yield "rank1", given, None, [12, 42, 5]
    yield "rank3", given, None, [INPUT, INPUT]
    yield "mask", dict(mask_token=0, **given), None, INPUT
    yield "several_oov", dict(num_oov_indices=3, **given), None, INPUT
    yield "several_oov_mask", dict(num_oov_indices=3, mask_token=0, **given), None, INPUT
    yield "no_oov", dict(num_oov_indices=0, **given), None, [[12, 42], [-7, 36]]
    yield "no_oov_mask", dict(num_oov_indices=0, mask_token=0, **given), None, [[12, 0], [-7, 36]]
    yield "whole_vocabulary", dict(mask_token=0, vocabulary=[0, -1] + TOKENS), None, INPUT
    yield "invert", dict(invert=True, **given), None, [[0, 1, 2, 3], [6, 7, -1, 100]]
    yield "invert_mask", dict(invert=True, mask_token=0, oov_token=-5, num_oov_indices=2, **given), None, \
        [[0, 1, 2, 3], [6, 7, -1, 8]]
    for mode in ("one_hot", "multi_hot", "count"):
        yield mode, dict(output_mode=mode, **given), None, INPUT
        yield f"{mode}_rank1", dict(output_mode=mode, **given), None, [12, 42, 12, 5]
        yield f"{mode}_single", dict(output_mode=mode, **given), None, [[12], [42], [5]]
        yield f"{mode}_mask_oov", dict(output_mode=mode, mask_token=0, num_oov_indices=2, **given), None, INPUT
        yield f"{mode}_padded", dict(output_mode=mode, max_tokens=10, pad_to_max_tokens=True, **given), None, INPUT
        yield f"{mode}_learned", dict(output_mode=mode), DATA, DATA
    weights = [0.5, 0.25, 1.5, 2.0, 0.75, 1.0]
    yield "tf_idf", dict(output_mode="tf_idf", idf_weights=weights, **given), None, INPUT
    yield "tf_idf_whole", dict(output_mode="tf_idf", vocabulary=[-1] + TOKENS, idf_weights=[0.1] + weights), None, INPUT
    yield "tf_idf_padded", dict(output_mode="tf_idf", idf_weights=weights, max_tokens=9, pad_to_max_tokens=True, **given), \
        None, INPUT
    yield "tf_idf_learned", dict(output_mode="tf_idf"), DATA, DATA
    yield "tf_idf_learned_mask_padded", \
        dict(output_mode="tf_idf", mask_token=0, num_oov_indices=2, max_tokens=9, pad_to_max_tokens=True), DATA, DATA
    yield "tf_idf_learned_rank1", dict(output_mode="tf_idf"), [4, 4, 2, 4, 3], [[4, 2, 2], [3, 3, 0]]
    yield "learned", {}, DATA, DATA
    yield "learned_mask", dict(mask_token=0), DATA, DATA
    yield "learned_limited", dict(max_tokens=4), DATA, DATA
    yield "learned_limited_mask", dict(max_tokens=5, mask_token=0, num_oov_indices=2), DATA, DATA
    yield "learned_oov_token", dict(oov_token=3), DATA, DATA
    yield "learned_rank1", {}, [4, 4, 2, 4, 3], [4, 2, 3, 9]
    yield "learned_invert", dict(invert=True), DATA, [[0, 1, 2], [3, 4, 99]]
    many = np.random.default_rng(5).integers(-1000, 1000, (40, 50)) ** 3
    yield "learned_many", dict(max_tokens=700), many, many[:3]


def build(seed):
    family = Family("lookups", seed)
    for label, config, data, given in cases():
        name = f"IntegerLookup/{label}"
        layer = layers.IntegerLookup(**config)
        case = dict(name=name, **{"class": "IntegerLookup"}, config=config)
        if data is not None:
            data = np.asarray(data, "int64")
            layer.adapt(data)
            case["adapt"] = family.store(f"{name}/adapt", data)
        x = np.asarray(given, "int32" if np.abs(given).max() < 2**31 else "int64")
        case["vocabulary"] = [int(v) for v in layer.get_vocabulary()]
        case["tokens"] = [int(v) for v in layer.get_vocabulary(include_special_tokens=False)]
        case["inputs"] = [family.store(f"{name}/input0", x)]
        case["outputs"] = [family.store(f"{name}/output0", numpy(layer(x)))]
        family.add(case)
    return family

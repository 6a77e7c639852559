"""Texts outside of models: vocabularies, numbers and vectors of texts, and bins of hashes."""

import numpy as np
from keras import layers

from .common import Family, numpy

TEXTS = [
    "The quick brown fox jumps over the lazy dog.", "Don't panic -- it's only a test!", "", "  spaces\tand\nlines  ",
    "ÄÖÜ äöü straße CAFÉ café cafe\u0301 naïve", "the THE The the, the; fox? fox! dog", "日本語 テキスト 日本語", "a_b c-d [UNK] e.f 1,000.5",
    "🙂 👍🏽 x\u00a0y", "one two three two three three",
]
LONG = ["x" * n for n in (1, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 300)]
WORDS = ["", "a", "é", "e\u0301", "日本"] + LONG + TEXTS


def vectorizations():
    yield "default", {}
    yield "length", dict(output_sequence_length=5)
    yield "long", dict(output_sequence_length=15)
    yield "limited", dict(max_tokens=8)
    yield "lower", dict(standardize="lower")
    yield "strip_punctuation", dict(standardize="strip_punctuation")
    yield "as_they_are", dict(standardize=None)
    yield "characters", dict(split="character")
    yield "characters_as_they_are", dict(split="character", standardize=None)
    yield "bigrams", dict(ngrams=2)
    yield "widths", dict(ngrams=(3, 1))
    for mode in ("multi_hot", "count", "tf_idf"):
        yield mode, dict(output_mode=mode)
        yield f"{mode}_padded", dict(output_mode=mode, max_tokens=60, pad_to_max_tokens=True, ngrams=2)
    given = dict(vocabulary=["fox", "the", "日本語"])
    yield "given", given
    yield "given_count", dict(output_mode="count", **given)
    yield "given_tf_idf", dict(output_mode="tf_idf", idf_weights=[0.5, 2.0, 1.5], **given)


def lookups():
    given = dict(vocabulary=["a", "日本", "x" * 64, "zz"])
    yield "given", given, False
    yield "mask", dict(mask_token="", **given), False
    yield "several_oov", dict(num_oov_indices=5, **given), False
    yield "several_oov_mask", dict(num_oov_indices=3, mask_token="", **given), False
    yield "salted", dict(num_oov_indices=7, salt=[12, 345], **given), False
    for mode in ("one_hot", "multi_hot", "count"):
        yield mode, dict(output_mode=mode, num_oov_indices=2, **given), False
    yield "tf_idf", dict(output_mode="tf_idf", idf_weights=[0.5, 0.25, 2.0, 1.0], **given), False
    yield "learned", {}, True
    yield "learned_limited_mask", dict(max_tokens=9, mask_token="the"), True
    yield "learned_tf_idf", dict(output_mode="tf_idf"), True


def build(seed):
    family = Family("texts", seed)

    def add(name, kind, config, layer, given, outputs, **more):
        family.add(dict(name=f"{kind}/{name}", **{"class": kind}, config=config, given=given,
                        outputs=[family.store(f"{kind}/{name}/output0", numpy(outputs))], **more))

    for name, config in vectorizations():
        layer = layers.TextVectorization(**config)
        if "vocabulary" not in config:
            layer.adapt(TEXTS)
        add(name, "TextVectorization", config, layer, TEXTS + ["some unseen fox"], layer(TEXTS + ["some unseen fox"]),
            adapt=None if "vocabulary" in config else TEXTS, vocabulary=[str(t) for t in layer.get_vocabulary()])
    for name, config, learns in lookups():
        layer = layers.StringLookup(**config)
        data = [[t.lower() for t in "the fox the dog a fox".split()], "zz é e\u0301 a the Z".split()]
        if learns:
            layer.adapt(np.array(data))
        rows = np.array([WORDS, WORDS[::-1]])
        add(name, "StringLookup", config, layer, rows.tolist(), layer(rows), adapt=data if learns else None,
            vocabulary=[str(t) for t in layer.get_vocabulary()])
    for name, config in (
            ("plain", dict(num_bins=1000)), ("few", dict(num_bins=3)), ("mask", dict(num_bins=5, mask_value="")),
            ("salted", dict(num_bins=1000, salt=133)), ("salted_twice", dict(num_bins=1000, salt=[1, 2**63 - 5])),
            ("one_bin", dict(num_bins=1, mask_value="a")), ("one_hot", dict(num_bins=4, output_mode="one_hot")),
            ("multi_hot", dict(num_bins=4, output_mode="multi_hot")), ("count", dict(num_bins=4, output_mode="count"))):
        layer = layers.Hashing(**config)
        rows = np.array([WORDS, WORDS[::-1]])
        add(name, "Hashing", config, layer, rows.tolist(), layer(rows))
    return family

"""Normalizations, products by equation, and attention: outputs, gradients, masks."""

from .common import Family
from .layer_cases import add


def cases():
    one = lambda kind, label, config, shape, **options: (f"{kind}/{label}", kind, config, [shape], options)
    many = lambda kind, label, config, shapes, **options: (f"{kind}/{label}", kind, config, shapes, options)

    norm = "LayerNormalization"
    yield one(norm, "rank2", {}, (4, 6))
    yield one(norm, "rank3_mask", {}, (3, 4, 5), masks=[(3, 4)])
    yield one(norm, "axis1", dict(axis=1), (3, 4, 5))
    yield one(norm, "axes", dict(axis=(1, 2)), (3, 4, 5))
    yield one(norm, "axes_apart", dict(axis=(3, 1)), (2, 3, 4, 5))
    yield one(norm, "negative_axes", dict(axis=(-1, -2)), (2, 3, 4, 2))
    yield one(norm, "epsilon", dict(epsilon=0.1), (4, 6))
    yield one(norm, "no_center", dict(center=False), (4, 6))
    yield one(norm, "no_scale", dict(scale=False), (4, 6))
    yield one(norm, "no_center_no_scale", dict(center=False, scale=False), (4, 6))
    yield one(norm, "far_mean", {}, (4, 32), shift=20)
    yield one(norm, "wide", {}, (3, 7, 130))
    yield one(norm, "float64", {}, (3, 4, 5), dtype="float64")
    norm = "RMSNormalization"
    yield one(norm, "rank2", {}, (4, 6))
    yield one(norm, "axes", dict(axis=(1, 2), epsilon=1e-2), (3, 4, 5))
    yield one(norm, "float64", {}, (3, 4, 5), dtype="float64")
    norm = "GroupNormalization"
    yield one(norm, "default", {}, (2, 3, 3, 64))
    yield one(norm, "groups2", dict(groups=2), (3, 4, 5, 6))
    yield one(norm, "one_group", dict(groups=1), (3, 4, 6))
    yield one(norm, "instance", dict(groups=-1), (3, 4, 5, 6))
    yield one(norm, "rank2", dict(groups=3), (4, 6))
    yield one(norm, "axis1", dict(groups=2, axis=1), (2, 4, 3, 5))
    yield one(norm, "no_center", dict(groups=2, center=False, epsilon=0.1), (3, 4, 6))
    yield one(norm, "no_scale_mask", dict(groups=2, scale=False), (3, 4, 6), masks=[(3, 4)])
    yield one(norm, "float64", dict(groups=2), (3, 4, 6), dtype="float64")
    norm = "Normalization"
    yield one(norm, "learned", {}, (4, 3))
    yield one(norm, "learned_invert", dict(invert=True), (4, 3))
    yield one(norm, "learned_axis1", dict(axis=1), (4, 3, 2))
    yield one(norm, "learned_axes", dict(axis=(1, 2)), (4, 3, 2))
    yield one(norm, "learned_everything", dict(axis=None), (4, 3))
    yield one(norm, "given", dict(mean=3.0, variance=2.0), (4, 3))
    yield one(norm, "given_features", dict(mean=[1.0, 2.0, 3.0], variance=[0.5, 1.0, 4.0]), (4, 3))
    yield one(norm, "given_invert", dict(mean=[1.0, 2.0, 3.0], variance=[0.5, 0.0, 4.0], invert=True), (4, 2, 3))
    yield one(norm, "given_axis1", dict(axis=1, mean=[1.0, 2.0], variance=[0.5, 1.0]), (4, 2, 3))
    yield one(norm, "integers", dict(mean=100.0, variance=900.0), (4, 3), integers="uint8")

    dense = "EinsumDense"
    yield one(dense, "dense", dict(equation="ab,bc->ac", output_shape=5, bias_axes="c"), (4, 3))
    yield one(dense, "no_bias", dict(equation="abc,cd->abd", output_shape=(None, 5)), (2, 4, 3))
    yield one(dense, "heads", dict(equation="abc,cde->abde", output_shape=(None, 2, 5), bias_axes="de"), (2, 4, 3))
    yield one(dense, "from_heads", dict(equation="abcd,cde->abe", output_shape=(None, 5), bias_axes="e"), (2, 4, 2, 3))
    yield one(dense, "per_position", dict(equation="abc,bcd->abd", output_shape=(4, 5), bias_axes="bd"), (2, 4, 3))
    yield one(dense, "first_axis", dict(equation="abc,bd->acd", output_shape=(None, 5), bias_axes="d"), (2, 4, 3))
    yield one(dense, "elided_left", dict(equation="...x,xy->...y", output_shape=5, bias_axes="y", activation="tanh"),
              (2, 4, 3))
    yield one(dense, "elided_left_rank2", dict(equation="...x,xy->...y", output_shape=5), (2, 3))
    yield one(dense, "elided_right", dict(equation="ab...,bc->ac...", output_shape=5, bias_axes="c"), (2, 3, 4, 2))
    yield one(dense, "bias_of_a_middle_axis", dict(equation="abc,cd->abd", output_shape=(4, 5), bias_axes="b"), (2, 4, 3))
    yield one(dense, "float64", dict(equation="abc,cde->abde", output_shape=(None, 2, 5), bias_axes="de"), (2, 4, 3),
              dtype="float64")

    query, value, key = (2, 3, 4), (2, 5, 4), (2, 5, 4)
    both = [(2, 3), (2, 5)]
    for kind, plain, more in (("Attention", {}, dict(use_scale=True)), ("AdditiveAttention", {}, dict(use_scale=False))):
        yield many(kind, "two", plain, [query, value])
        yield many(kind, "three", plain, [query, (2, 5, 6), key])
        yield many(kind, "other_scale", more, [query, value])
        yield many(kind, "causal", plain, [query, value], call=dict(use_causal_mask=True))
        yield many(kind, "masks", plain, [query, value], masks=both)
        yield many(kind, "value_mask_causal", plain, [query, value], masks=[None, (2, 5)],
                   call=dict(use_causal_mask=True))
        yield many(kind, "query_mask", plain, [query, value, key], masks=[(2, 3), None, None])
        yield many(kind, "scores", plain, [query, value, key], masks=both + [None],
                   call=dict(return_attention_scores=True))
        yield many(kind, "dropout_inference", dict(dropout=0.5), [query, value])
        yield many(kind, "float64", plain, [query, value], dtype="float64")
    yield many("Attention", "concat", dict(score_mode="concat"), [query, value])
    yield many("Attention", "concat_scale", dict(score_mode="concat", use_scale=True), [query, value], masks=both)

    kind = "MultiHeadAttention"
    two, three, masked = ["query", "value"], ["query", "value", "key"], ["query", "value", "attention_mask"]
    base = dict(num_heads=2, key_dim=3)
    yield many(kind, "plain", base, [query, value], roles=two)
    yield many(kind, "key", base, [query, (2, 5, 6), (2, 5, 3)], roles=three)
    yield many(kind, "value_dim", dict(value_dim=5, **base), [query, value], roles=two)
    yield many(kind, "no_bias", dict(use_bias=False, **base), [query, value], roles=two)
    yield many(kind, "output_shape", dict(output_shape=7, **base), [query, value], roles=two)
    yield many(kind, "output_shape_rank2", dict(output_shape=(2, 3), **base), [query, value], roles=two)
    yield many(kind, "causal", base, [(2, 5, 4), value], roles=two, call=dict(use_causal_mask=True))
    yield many(kind, "causal_more_values", base, [query, value], roles=two, call=dict(use_causal_mask=True))
    yield many(kind, "attention_mask", base, [query, value, (2, 3, 5)], roles=masked)
    yield many(kind, "attention_mask_heads", base, [query, value, (2, 2, 3, 5)], roles=masked)
    yield many(kind, "masks", base, [query, value], roles=two, masks=both)
    yield many(kind, "value_mask_causal", base, [query, value], roles=two, masks=[None, (2, 5)],
               call=dict(use_causal_mask=True))
    yield many(kind, "all_masks", base, [query, value, key, (2, 3, 5)], roles=three + ["attention_mask"],
               masks=both + [(2, 5), None], call=dict(use_causal_mask=True))
    yield many(kind, "scores", base, [query, value], roles=two, call=dict(return_attention_scores=True))
    yield many(kind, "scores_masks", base, [query, value, (2, 3, 5)], roles=masked, masks=both + [None],
               call=dict(return_attention_scores=True, use_causal_mask=True))
    yield many(kind, "dropout_inference", dict(dropout=0.4, **base), [query, value], roles=two, masks=both)
    yield many(kind, "gate", dict(use_gate=True, value_dim=4, **base), [query, value], roles=two)
    yield many(kind, "sliding_window", dict(sliding_window=2, **base), [(2, 5, 4), value], roles=two)
    yield many(kind, "axes", dict(attention_axes=(1,), **base), [(2, 3, 4, 5), (2, 6, 4, 5)], roles=two)
    yield many(kind, "axis2", dict(attention_axes=(2,), **base), [(2, 3, 4, 5), (2, 3, 6, 5)], roles=two)
    yield many(kind, "all_axes", base, [(2, 3, 2, 5), (2, 4, 2, 5)], roles=two)
    yield many(kind, "wide", dict(num_heads=4, key_dim=16), [(2, 17, 32), (2, 17, 32)], roles=two,
               call=dict(use_causal_mask=True))
    # A width whose root is exact: on TensorFlow Keras rounds its inverse to float32.
    yield many(kind, "float64", dict(num_heads=2, key_dim=4), [query, value], roles=two, dtype="float64")

    kind = "GroupQueryAttention"
    base = dict(head_dim=4, num_query_heads=4, num_key_value_heads=2)
    yield many(kind, "plain", base, [query, value], roles=two)
    yield many(kind, "key", base, [query, (2, 5, 6), (2, 5, 3)], roles=three)
    yield many(kind, "one_key_head", dict(base, num_key_value_heads=1), [query, value], roles=two)
    yield many(kind, "as_many_key_heads", dict(base, num_key_value_heads=4, use_bias=False), [query, value], roles=two)
    yield many(kind, "causal", base, [(2, 5, 4), value], roles=two, call=dict(use_causal_mask=True))
    yield many(kind, "masks", base, [query, value], roles=two, masks=both)
    yield many(kind, "all_masks", base, [query, value, key, (2, 3, 5)], roles=three + ["attention_mask"],
               masks=both + [(2, 5), None], call=dict(use_causal_mask=True))
    yield many(kind, "scores", base, [query, value, (2, 3, 5)], roles=masked, masks=both + [None],
               call=dict(return_attention_scores=True))
    yield many(kind, "gate_window", dict(use_gate=True, sliding_window=2, **base), [(2, 5, 4), value], roles=two)
    yield many(kind, "dropout_inference", dict(dropout=0.4, **base), [query, value], roles=two, masks=both)
    yield many(kind, "float64", base, [query, value], roles=two, dtype="float64")


def build(seed):
    family = Family("layers_attention", seed)
    add(family, cases())
    return family

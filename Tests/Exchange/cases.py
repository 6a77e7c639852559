"""Random models with every layer class of the library: a name and a function of a random generator each.

A function returns (inputs, outputs) of a functional model, or a Sequential model. Sizes are small; every argument that a file
holds is drawn now and then.
"""

import keras
import numpy as np
from keras import constraints, initializers, layers, ops, regularizers

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def pick(rng, *values):
    return values[rng.integers(len(values))]


def activation(rng):
    return pick(
        rng, None, "relu", "tanh", "sigmoid", "elu", "selu", "gelu", "softplus", "softsign", "silu", "mish", "relu6",
        "hard_sigmoid", "hard_silu", "log_sigmoid", "leaky_relu", "exponential", "softmax", "log_softmax",
        "celu", "hard_shrink", "hard_tanh", "soft_shrink", "sparse_plus", "sparse_sigmoid", "squareplus", "tanh_shrink",
        layers.LeakyReLU(negative_slope=0.15), layers.ELU(alpha=0.7), layers.ReLU(max_value=1.5, negative_slope=0.1))


def initializer(rng):
    return pick(
        rng, "glorot_uniform", "he_normal", "zeros", initializers.RandomNormal(0.1, 0.3, seed=3),
        initializers.VarianceScaling(2.0, "fan_avg", "uniform"), initializers.Constant(0.25),
        initializers.TruncatedNormal(stddev=0.2), initializers.RandomUniform(-0.3, 0.2), "lecun_uniform")


def regularizer(rng):
    return pick(rng, None, regularizers.L2(0.02), regularizers.L1(0.01), regularizers.L1L2(0.01, 0.03))


def constraint(rng):
    return pick(
        rng, None, constraints.MaxNorm(1.5), constraints.NonNeg(), constraints.UnitNorm(axis=0),
        constraints.MinMaxNorm(0.1, 0.9, 0.8))


def weighted(rng, bias=True):
    options = dict(
        kernel_initializer=initializer(rng), kernel_regularizer=regularizer(rng), kernel_constraint=constraint(rng),
        activity_regularizer=regularizer(rng))
    if bias:
        options.update(use_bias=bool(rng.integers(2)), bias_initializer=initializer(rng),
                       bias_regularizer=regularizer(rng), bias_constraint=constraint(rng))
    return options


def size(rng, rank, low=1, high=3):
    if rng.integers(2):
        return int(rng.integers(low, high + 1))
    return tuple(int(n) for n in rng.integers(low, high + 1, rank))


def single(layer, *shape, dtype="float32"):
    x = keras.Input(shape, dtype=dtype)
    return x, layer(x)


@case
def dense(rng):
    return single(layers.Dense(int(rng.integers(1, 6)), activation=activation(rng), **weighted(rng)), 4)


@case
def dense_on_sequences(rng):
    return single(layers.Dense(3, activation=activation(rng), **weighted(rng)), 5, 4)


@case
def einsum_dense(rng):
    options = weighted(rng)
    options.pop("use_bias")
    if rng.integers(2):
        layer = layers.EinsumDense("abc,cd->abd", output_shape=(None, 6), bias_axes=pick(rng, "d", None), **options)
    else:
        layer = layers.EinsumDense("abc,bcd->ad", output_shape=5, activation=activation(rng), **options)
    return single(layer, 3, 4)


@case
def embedding(rng):
    layer = layers.Embedding(9, 4, embeddings_initializer=initializer(rng), embeddings_regularizer=regularizer(rng),
                             mask_zero=bool(rng.integers(2)))
    x = keras.Input((6,), dtype="int32")
    return x, layers.GlobalAveragePooling1D()(layer(x))


@case
def activations(rng):
    x = keras.Input((5,))
    y = layers.Dense(6)(x)
    outputs = [
        layers.Activation(pick(rng, "relu", "tanh", "gelu"))(y), layers.ELU(alpha=float(rng.uniform(0.5, 2)))(y),
        layers.LeakyReLU(negative_slope=float(rng.uniform(0, 1)))(y), layers.Softmax()(y),
        layers.PReLU(alpha_initializer=initializers.RandomNormal(stddev=1.0))(y),
        layers.ReLU(max_value=pick(rng, None, 1.0), negative_slope=0.1, threshold=0.2)(y), layers.Identity()(y)]
    return x, outputs


@case
def masking(rng):
    x = keras.Input((7, 3))
    y = layers.Masking(mask_value=float(pick(rng, 0.0, 1.0)))(x)
    return x, layers.LSTM(4)(y)


def convolution(rng, cls, rank, **more):
    first = bool(rng.integers(4) == 0) and rank == 0
    dilation = pick(rng, 1, 1, 2)
    strides = 1 if dilation != 1 else size(rng, rank, 1, 2)
    layer = cls(4, kernel_size=size(rng, rank), strides=strides, padding=pick(rng, "valid", "same"),
                dilation_rate=dilation, activation=activation(rng), **more, **weighted(rng))
    assert not first
    return single(layer, *([9] * rank), 4)


@case
def conv1d(rng):
    return convolution(rng, layers.Conv1D, 1, groups=pick(rng, 1, 2))


@case
def conv1d_causal(rng):
    return single(layers.Conv1D(3, 3, padding="causal", dilation_rate=2, **weighted(rng)), 9, 4)


@case
def conv2d(rng):
    return convolution(rng, layers.Conv2D, 2, groups=pick(rng, 1, 2, 4))


@case
def conv3d(rng):
    return convolution(rng, layers.Conv3D, 3)


@case
def conv1d_transpose(rng):
    return single(layers.Conv1DTranspose(3, int(rng.integers(2, 5)), strides=2, padding=pick(rng, "same", "valid"),
                                         output_padding=pick(rng, None, 1), **weighted(rng)), 7, 4)


@case
def conv2d_transpose(rng):
    return single(layers.Conv2DTranspose(3, size(rng, 2, 2, 4), strides=size(rng, 2, 1, 2),
                                         padding=pick(rng, "same", "valid"), activation=activation(rng),
                                         **weighted(rng)), 5, 6, 4)


@case
def conv3d_transpose(rng):
    return single(layers.Conv3DTranspose(2, 3, strides=2, padding=pick(rng, "same", "valid"), **weighted(rng)), 3, 4, 3, 2)


def depthwise(rng):
    return dict(depthwise_initializer=initializer(rng), depthwise_regularizer=regularizer(rng),
                depthwise_constraint=pick(rng, None, constraints.NonNeg()), use_bias=bool(rng.integers(2)),
                bias_initializer=initializer(rng), activation=activation(rng), depth_multiplier=pick(rng, 1, 2))


@case
def depthwise_conv1d(rng):
    return single(layers.DepthwiseConv1D(3, strides=pick(rng, 1, 2), padding=pick(rng, "same", "valid"),
                                         **depthwise(rng)), 9, 4)


@case
def depthwise_conv2d(rng):
    return single(layers.DepthwiseConv2D(size(rng, 2), strides=pick(rng, 1, 2), padding=pick(rng, "same", "valid"),
                                         **depthwise(rng)), 9, 8, 4)


@case
def separable_conv1d(rng):
    return single(layers.SeparableConv1D(5, 3, padding=pick(rng, "same", "valid"), pointwise_initializer=initializer(rng),
                                         pointwise_regularizer=regularizer(rng), **depthwise(rng)), 9, 4)


@case
def separable_conv2d(rng):
    return single(layers.SeparableConv2D(5, size(rng, 2), strides=pick(rng, 1, 2), padding=pick(rng, "same", "valid"),
                                         pointwise_initializer=initializer(rng), **depthwise(rng)), 9, 8, 4)


@case
def pooling(rng):
    x = keras.Input((9, 4))
    y = keras.Input((8, 9, 3))
    z = keras.Input((6, 6, 7, 2))
    options = lambda: dict(padding=pick(rng, "same", "valid"), strides=pick(rng, None, 1, 2))
    return [x, y, z], [
        layers.MaxPooling1D(2, **options())(x), layers.AveragePooling1D(3, **options())(x),
        layers.MaxPooling2D(size(rng, 2), **options())(y), layers.AveragePooling2D(size(rng, 2), **options())(y),
        layers.MaxPooling3D(size(rng, 3), **options())(z), layers.AveragePooling3D(2, **options())(z)]


@case
def global_pooling(rng):
    x = keras.Input((9, 4))
    y = keras.Input((8, 9, 3))
    z = keras.Input((6, 6, 7, 2))
    keep = bool(rng.integers(2))
    return [x, y, z], [
        layers.GlobalMaxPooling1D(keepdims=keep)(x), layers.GlobalAveragePooling1D(keepdims=keep)(x),
        layers.GlobalMaxPooling2D(keepdims=keep)(y), layers.GlobalAveragePooling2D(keepdims=keep)(y),
        layers.GlobalMaxPooling3D(keepdims=keep)(z), layers.GlobalAveragePooling3D(keepdims=keep)(z)]


@case
def adaptive_pooling(rng):
    x = keras.Input((9, 4))
    y = keras.Input((8, 9, 3))
    z = keras.Input((6, 6, 7, 2))
    count = lambda: int(rng.integers(2, 10))  # Keras can't do 1 in a graph
    return [x, y, z], [
        layers.AdaptiveMaxPooling1D(count())(x), layers.AdaptiveAveragePooling1D(count())(x),
        layers.AdaptiveMaxPooling2D(size(rng, 2, 2, 9))(y), layers.AdaptiveAveragePooling2D(size(rng, 2, 2, 9))(y),
        layers.AdaptiveMaxPooling3D(size(rng, 3, 2, 7))(z), layers.AdaptiveAveragePooling3D(size(rng, 3, 2, 7))(z)]


@case
def batch_normalization(rng):
    return single(layers.BatchNormalization(
        axis=pick(rng, -1, 1), momentum=0.9, epsilon=float(rng.uniform(1e-4, 1e-2)), center=bool(rng.integers(2)),
        scale=bool(rng.integers(2)), beta_initializer="random_normal", gamma_initializer="random_normal",
        moving_mean_initializer="random_normal", moving_variance_initializer="random_uniform",
        gamma_regularizer=regularizer(rng), beta_constraint=constraint(rng)), 5, 4)


@case
def group_normalization(rng):
    return single(layers.GroupNormalization(groups=pick(rng, 1, 2, 4, -1), gamma_initializer="random_normal",
                                            center=bool(rng.integers(2))), 5, 4)


@case
def layer_normalization(rng):
    return single(layers.LayerNormalization(axis=pick(rng, -1, [1, 2], 1), gamma_initializer="random_normal",
                                            epsilon=1e-4, scale=bool(rng.integers(2))), 5, 4)


@case
def other_normalizations(rng):
    x = keras.Input((5, 4))
    return x, [layers.RMSNormalization(epsilon=1e-5)(x), layers.UnitNormalization(axis=pick(rng, -1, [1, 2]))(x)]


@case
def preprocessing(rng):
    x = keras.Input((5, 4))
    normalization = layers.Normalization(axis=-1, invert=bool(rng.integers(2)))
    normalization.adapt(rng.normal(2, 3, (50, 5, 4)).astype("float32"))
    given = layers.Normalization(axis=-1, mean=[0.0, 1.0, 2.0, 3.0], variance=[1.0, 2.0, 1.0, 4.0])
    return x, [normalization(x), given(x), layers.Rescaling(1 / 255, offset=-1)(x),
               layers.Rescaling([1.0, 2.0, 3.0, 4.0], offset=[0.0, 1.0, 0.0, 1.0])(x)]


def recurrent(rng):
    return dict(kernel_initializer=initializer(rng), recurrent_initializer="orthogonal", bias_initializer="random_normal",
                kernel_regularizer=regularizer(rng), recurrent_regularizer=regularizer(rng), use_bias=bool(rng.integers(4)),
                dropout=pick(rng, 0.0, 0.2), recurrent_dropout=pick(rng, 0.0, 0.3))


def runs(rng):
    return dict(return_sequences=bool(rng.integers(2)), go_backwards=bool(rng.integers(2)),
                activity_regularizer=regularizer(rng))


@case
def lstm(rng):
    return single(layers.LSTM(4, activation=pick(rng, "tanh", "relu"), unit_forget_bias=bool(rng.integers(2)),
                              **recurrent(rng), **runs(rng)), 6, 3)


@case
def gru(rng):
    return single(layers.GRU(4, reset_after=bool(rng.integers(2)), **recurrent(rng), **runs(rng)), 6, 3)


@case
def simple_rnn(rng):
    return single(layers.SimpleRNN(4, activation=pick(rng, "tanh", "relu"), **recurrent(rng), **runs(rng)), 6, 3)


@case
def states(rng):
    x = keras.Input((6, 3))
    encoder = pick(rng, layers.LSTM, layers.GRU)
    y, *last = encoder(4, return_sequences=True, return_state=True)(x)
    z = encoder(4)(y, initial_state=last)
    return x, [z] + last


@case
def cells(rng):
    return single(layers.RNN([layers.LSTMCell(3), layers.GRUCell(4, reset_after=False), layers.SimpleRNNCell(2)],
                             return_sequences=bool(rng.integers(2))), 5, 3)


@case
def bidirectional(rng):
    inner = pick(rng, layers.LSTM, layers.GRU, layers.SimpleRNN)(3, return_sequences=bool(rng.integers(2)))
    backward = pick(rng, None, type(inner)(3, return_sequences=inner.return_sequences, go_backwards=True,
                                           activation="sigmoid"))
    return single(layers.Bidirectional(inner, merge_mode=pick(rng, "concat", "sum", "mul", "ave"),
                                       backward_layer=backward), 5, 3)


@case
def masked_bidirectional(rng):
    x = keras.Input((6,), dtype="int32")
    y = layers.Embedding(9, 4, mask_zero=True)(x)
    y = layers.Bidirectional(layers.GRU(3, return_sequences=True))(y)
    return x, layers.LSTM(4)(y)


def conv_lstm(rng, kind, *shape):
    rank = len(shape) - 1
    dilated = bool(rng.integers(2))
    shape = (4, shape[-1], *shape[:-1]) if (first := bool(rng.integers(2))) else (4, *shape)
    x = keras.Input(shape)
    layer = kind(3, kernel_size=size(rng, rank, 1, 2), padding=pick(rng, "same", "valid"),
                 data_format="channels_first" if first else "channels_last",
                 strides=1 if dilated else size(rng, rank, 1, 2), dilation_rate=size(rng, rank, 1, 2) if dilated else 1,
                 recurrent_activation=pick(rng, "sigmoid", "hard_sigmoid"), unit_forget_bias=bool(rng.integers(2)),
                 return_state=True, **recurrent(rng), **runs(rng))
    return x, list(layer(x))


@case
def conv_lstm1d(rng):
    return conv_lstm(rng, layers.ConvLSTM1D, 6, 2)


@case
def conv_lstm2d(rng):
    return conv_lstm(rng, layers.ConvLSTM2D, 5, 4, 2)


@case
def conv_lstm3d(rng):
    return conv_lstm(rng, layers.ConvLSTM3D, 3, 4, 4, 2)


@case
def time_distributed(rng):
    inner = pick(rng, layers.Dense(3, activation="relu"), layers.Conv1D(3, 2))
    return single(layers.TimeDistributed(inner), *((5, 4) if isinstance(inner, layers.Dense) else (5, 4, 3)))


@case
def time_distributed_model(rng):
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="tanh"), layers.Dense(2)])
    return single(layers.TimeDistributed(inner), 5, 4)


@case
def attention(rng):
    q, v, k = keras.Input((4, 3)), keras.Input((5, 3)), keras.Input((5, 3))
    return [q, v, k], [
        layers.Attention(use_scale=bool(rng.integers(2)), score_mode=pick(rng, "dot", "concat"), dropout=0.1)([q, v]),
        layers.AdditiveAttention(use_scale=bool(rng.integers(2)))([q, v, k]),
        layers.Attention()([v, v], use_causal_mask=True)]


@case
def multi_head_attention(rng):
    q, v = keras.Input((4, 6)), keras.Input((5, 6))
    layer = layers.MultiHeadAttention(2, 3, value_dim=pick(rng, None, 4), dropout=0.1, use_bias=bool(rng.integers(2)),
                                      output_shape=pick(rng, None, 7), kernel_initializer=initializer(rng))
    return [q, v], [layer(q, v), layers.MultiHeadAttention(3, 2)(v, v, use_causal_mask=True),
                    layers.GroupQueryAttention(3, 4, 2)(q, v)]


@case
def merging(rng):
    a, b = keras.Input((4, 3)), keras.Input((4, 3))
    return [a, b], [
        layers.Add()([a, b]), layers.Subtract()([a, b]), layers.Multiply()([a, b]), layers.Average()([a, b]),
        layers.Maximum()([a, b]), layers.Minimum()([a, b]), layers.Concatenate(axis=pick(rng, -1, 1))([a, b]),
        layers.Dot(axes=pick(rng, 1, 2, (1, 1)), normalize=bool(rng.integers(2)))([a, b])]


@case
def regularization(rng):
    x = keras.Input((6, 4))
    y = keras.Input((4, 4, 2))
    z = keras.Input((3, 3, 3, 2))
    return [x, y, z], [
        layers.Dropout(0.3, noise_shape=pick(rng, None, (None, 1, 4)), seed=pick(rng, None, 7))(x),
        layers.AlphaDropout(0.2)(x), layers.GaussianDropout(0.2)(x), layers.GaussianNoise(0.2)(x),
        layers.SpatialDropout1D(0.2)(x), layers.SpatialDropout2D(0.2)(y), layers.SpatialDropout3D(0.2)(z),
        layers.ActivityRegularization(l1=0.01, l2=0.02)(x)]


@case
def reshaping(rng):
    x = keras.Input((6, 4))
    y = keras.Input((6, 7, 2))
    z = keras.Input((5, 4, 6, 2))
    return [x, y, z], [
        layers.Flatten()(y), layers.Reshape(pick(rng, (4, 6), (-1, 3), (2, 3, 4)))(x), layers.Permute((2, 1))(x),
        layers.RepeatVector(3)(layers.Flatten()(x)), layers.Cropping1D((1, 2))(x),
        layers.Cropping2D(pick(rng, 1, (1, 2), ((0, 1), (2, 1))))(y), layers.Cropping3D(1)(z),
        layers.ZeroPadding1D(pick(rng, 2, (1, 3)))(x), layers.ZeroPadding2D(((1, 0), (2, 1)))(y),
        layers.ZeroPadding3D(1)(z), layers.UpSampling1D(2)(x),
        layers.UpSampling2D((2, 3), interpolation=pick(rng, "nearest", "bilinear"))(y),
        layers.UpSampling3D(2)(z)]


@case
def images(rng):
    x = keras.Input((6, 7, 3))
    k = keras.Input((5,), dtype="int32")
    return [x, k], [
        layers.Resizing(4, 9, interpolation=pick(rng, "bilinear", "nearest"))(x), layers.CenterCrop(3, 4)(x),
        layers.RandomFlip(pick(rng, "horizontal", "vertical"))(x), layers.RandomRotation(0.2, fill_mode="wrap")(x),
        layers.RandomTranslation(0.1, (-0.1, 0.2))(x), layers.RandomZoom((-0.2, 0.1), 0.3)(x),
        layers.RandomBrightness(0.2, value_range=(0, 1))(x), layers.RandomContrast(0.3)(x),
        layers.RandomHue(0.2, value_range=(0, 1))(x), layers.RandomSaturation((0.3, 0.6))(x),
        layers.RandomSharpness(0.3, value_range=(0, 1))(x), layers.RandomColorDegeneration(0.3)(x),
        layers.RandomInvert((0.2, 0.4), value_range=(0, 1))(x), layers.RandomGrayscale(0.3)(x),
        # Of other sizes than the images', Keras 3.15 leaves them alone outside of training.
        layers.RandomCrop(6, 7, seed=pick(rng, None, 3))(x),
        layers.CategoryEncoding(9, output_mode=pick(rng, "multi_hot", "count"))(k),
        layers.Discretization([-0.5, 0.0, 0.7])(x)]


@case
def lookups(rng):
    x = keras.Input((5,), dtype=pick(rng, "int32", "int64"))
    tokens = [int(t) for t in rng.permutation(12)[:6] - 2]
    learned = [layers.IntegerLookup(mask_token=pick(rng, None, 0), num_oov_indices=int(rng.integers(1, 4))),
               layers.IntegerLookup(max_tokens=5), layers.IntegerLookup(output_mode="tf_idf"),
               layers.IntegerLookup(output_mode="tf_idf", max_tokens=9, pad_to_max_tokens=True)]
    for layer in learned:
        layer.adapt(rng.integers(0, 9, (20, 5)))
    given = [layers.IntegerLookup(vocabulary=tokens, output_mode=pick(rng, "one_hot", "multi_hot", "count")),
             layers.IntegerLookup(vocabulary=[t for t in tokens if t > 0], invert=True, mask_token=pick(rng, None, 0)),
             layers.IntegerLookup(vocabulary=tokens, output_mode="tf_idf", idf_weights=[0.5, 0.25, 1.5, 2.0, 0.75, 1.0])]
    z = keras.Input((5,), dtype="int64")
    inner = keras.Model(z, learned[1](z))
    return x, [learned[0](x), inner(x)] + [layer(x) for layer in learned[2:] + given]


def adapted(rng, bins):
    layer = layers.Discretization(num_bins=bins, epsilon=pick(rng, 0.01, 0.1))
    layer.adapt(rng.normal(0, 1, 200).astype("float32"))
    return layer


@case
def arguments(rng):
    x, k, w = keras.Input((6, 7, 3)), keras.Input((5,), dtype="int32"), keras.Input((5,))
    clipping = pick(rng, None, dict(rmax=1.5, dmax=0.5))
    return [x, k, w], [
        layers.BatchNormalization(renorm=True, renorm_clipping=clipping, renorm_momentum=0.9)(x), adapted(rng, 5)(x),
        layers.CategoryEncoding(9, output_mode="count")(k, count_weights=w)]


@case
def low_rank(rng):
    x, k = keras.Input((6, 7, 3)), keras.Input((5,), dtype="int32")
    return [x, k], [
        layers.Dense(4, lora_rank=2, **dict(weighted(rng), kernel_constraint=None))(x),
        layers.EinsumDense("abcd,de->abce", output_shape=(None, None, 4), lora_rank=2, lora_alpha=4)(x),
        layers.Embedding(9, 4, lora_rank=3)(k), layers.Conv2D(3, 2, lora_rank=2, lora_alpha=6)(x),
        layers.Conv1D(3, 2, lora_rank=1)(layers.Reshape((6, 21))(x)),
        layers.Conv3D(3, 2, lora_rank=1)(layers.Reshape((6, 7, 3, 1))(x))]


@case
def explicit_masks(rng):
    x, words = keras.Input((5, 3)), keras.Input((5,), dtype="int32")
    mask = ops.less(words, 7)
    y = layers.Embedding(9, 3, mask_zero=bool(rng.integers(2)))(words)
    attention = pick(rng, layers.Attention, layers.AdditiveAttention)
    return [x, words], [
        layers.LSTM(3, return_sequences=bool(rng.integers(2)))(x, mask=mask), layers.GRU(2)(y, mask=mask),
        layers.Bidirectional(layers.SimpleRNN(2))(x, mask=mask), layers.GlobalAveragePooling1D()(x, mask=mask),
        attention()([x, y], mask=[mask, None]), attention()([x, y], mask=[None, mask]),
        layers.MultiHeadAttention(2, 3)(x, y, value_mask=mask), layers.GroupQueryAttention(3, 2, 1)(x, x, query_mask=mask),
        layers.Softmax()(x, mask=ops.greater(x, -1.0)), layers.TimeDistributed(layers.Dense(2))(x, mask=mask)]


# Graphs


@case
def sequential(rng):
    return keras.Sequential([keras.Input((5,))] + [layers.Dense(int(n), activation="relu") for n in rng.integers(2, 6, 4)]
                            + [layers.Dropout(0.1), layers.Dense(2)], name="chain")


@case
def nested(rng):
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(4, activation="tanh")])
    a = keras.Input((4,))
    deep = keras.Model(a, inner(layers.Dense(4)(a)), name="deep")
    x = keras.Input((4,))
    return x, deep(inner(deep(x)))


@case
def shared(rng):
    a, b = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    layer = layers.Dense(4, activation="relu")
    return [a, b], layers.Concatenate()([layer(layer(a)), layer(b)])


@case
def siamese(rng):
    i = keras.Input((6,))
    base = keras.Model(i, layers.Dense(3)(layers.Dense(4, activation="relu")(i)))
    a, b = keras.Input((6,)), keras.Input((6,))
    difference = base(a) - base(b)
    return [a, b], ops.sqrt(ops.maximum(ops.sum(ops.square(difference), axis=1, keepdims=True), 1e-7))


@case
def operators(rng):
    x = keras.Input((6, 4))
    y = 2.0 * x + 1
    return x, [
        y, x[:, 1], x[:, ::2, -1], x / (ops.abs(x) + 1.0), ops.mean(x, axis=1), ops.max(x, axis=-1, keepdims=True),
        ops.concatenate([x, y], axis=-1), ops.transpose(x, (0, 2, 1)), ops.reshape(x, (-1, 24)), -x ** 2,
        ops.expand_dims(x, 1), ops.squeeze(x[:, :1], 1), ops.softmax(x), ops.relu(x), ops.exp(-ops.square(x)),
        ops.where(x > 0, x, 0.1 * x), ops.matmul(x, ops.transpose(x, (0, 2, 1))), ops.clip(x, -0.5, 0.5),
        ops.cast(x > 0, "float32"), ops.stack([x, y], axis=1), ops.tanh(x) * ops.sigmoid(y), ops.minimum(x, y),
        ops.einsum("bij,bkj->bik", x, y), ops.repeat(x, 2, axis=1), ops.var(x, axis=1), ops.gelu(x)]


@case
def activation_operations(rng):
    x = keras.Input((6, 4))
    a = float(rng.uniform(0.2, 1.5))
    return x, [
        ops.celu(x, a), ops.elu(x, a), ops.hard_shrink(x, a), ops.hard_tanh(x), ops.soft_shrink(x, a), ops.sparse_plus(x),
        ops.sparse_sigmoid(x), ops.squareplus(x, pick(rng, 4, 3, 0.5)), ops.tanh_shrink(x), ops.threshold(x, a, -a),
        ops.leaky_relu(x, 0.1), ops.relu6(x), ops.selu(x), ops.silu(x), ops.hard_sigmoid(x), ops.hard_silu(x),
        ops.softplus(x), ops.softsign(x), ops.log_sigmoid(x), ops.log_softmax(x)]


@case
def named_outputs(rng):
    x = keras.Input((5,), name="x")
    return x, {"zebra": layers.Dense(2, name="last")(x), "ant": layers.Dense(3, name="first")(x)}


@case
def frozen(rng):
    x = keras.Input((5,))
    inner = keras.Sequential([keras.Input((5,)), layers.Dense(4), layers.BatchNormalization()])
    inner.trainable = False
    y = layers.Dense(3, trainable=False)(inner(x))
    return x, layers.Dense(2)(y)


@case
def residual(rng):
    x = keras.Input((8, 8, 3))
    y = layers.Conv2D(4, 3, padding="same", activation="relu")(x)
    z = layers.BatchNormalization()(layers.Conv2D(4, 3, padding="same")(y))
    y = layers.Add()([y, z])
    y = y + layers.Conv2D(4, 1)(y)
    return x, layers.Dense(5, activation="softmax")(layers.GlobalAveragePooling2D()(y))


@case
def named_ends(rng):
    """A model by name, in orders that are not the alphabet's, in another one by name."""
    first, second = keras.Input((2,), name="second"), keras.Input((3,), name="first")
    inner = keras.Model(
        {"second": first, "first": second},
        {"wide": layers.Dense(3, name="wide")(second), "narrow": layers.Dense(1, name="narrow")(first)})
    left, right = keras.Input((2,), name="left"), keras.Input((3,), name="away")
    results = inner({"second": left, "first": right}, training=pick(rng, None, False))
    return {"left": left, "away": right}, {
        "tall": layers.Dense(2, name="tall")(results["narrow"]), "short": layers.Dense(2, name="short")(results["wide"])}


@case
def positional_arguments(rng):
    """Masks and states behind the first argument, without their names."""
    x, mask, whole = keras.Input((4, 3)), keras.Input((4,), dtype="bool"), keras.Input((4, 3), dtype="bool")
    h, c = keras.Input((2,)), keras.Input((2,))
    return [x, mask, whole, h, c], [
        layers.LSTM(2)(x, [h, c], mask), layers.GRU(2)(x, h), layers.Bidirectional(layers.GRU(2))(x, [h, c], mask),
        layers.RNN(layers.LSTMCell(2))(x, [h, c]), layers.Softmax()(x, whole), layers.GlobalAveragePooling1D()(x, mask),
        layers.Attention()([x, x], [mask, mask]), layers.MultiHeadAttention(2, 3)(x, x, x, mask, mask, mask)]


@case
def operations(rng):
    """Operations beside layers of the same name, which .h5 files tell apart by their arguments alone."""
    x = keras.Input((4, 4))
    y = ops.celu(x, alpha=0.7)
    return x, [
        ops.exp(y), ops.cast(ops.not_equal(y, 0.0), "float32"), ops.relu6(y), ops.gelu(x), ops.hard_tanh(x), ops.elu(x),
        x + y * 2, ops.add(y, x), ops.concatenate([x, y], axis=-1)[:, 0], layers.Add()([x, y]), layers.Softmax()(x),
        ops.softmax(x, axis=1), ops.subtract(x, y), ops.maximum(x, 0.3), ops.matmul(x, x), ops.logsumexp(x, axis=-1),
        ops.one_hot(ops.cast(ops.abs(x), "int32"), 3), ops.moments(x, axes=[1])[1],
        layers.GroupQueryAttention(4, 2, 1)(x, x)]


@case
def boxes(rng):
    """Image layers that were told a format of bounding boxes; factors in descending order."""
    x = keras.Input((8, 8, 3))
    y = layers.RandomFlip(bounding_box_format="xyxy")(x)
    y = layers.RandomZoom((0.3, 0.1), (0.2, -0.1))(y)
    return x, layers.CenterCrop(6, 6, bounding_box_format="xywh")(y)

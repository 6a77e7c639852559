"""Reads models that Keras 2 (the package tf_keras) wrote as .h5 and .keras: random weights, predictions within 1e-5.

    python3 legacy.py --program PATH/file-exchange [--seed N]
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf
import tf_keras as keras
from tf_keras import layers

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


@case
def sequential():
    return keras.Sequential([
        layers.Conv2D(4, 3, input_shape=(8, 8, 3), activation="relu"), layers.BatchNormalization(),
        layers.LeakyReLU(alpha=0.2), layers.DepthwiseConv2D(3, padding="same"), layers.SeparableConv2D(5, 3),
        layers.ReLU(max_value=2.0), layers.MaxPooling2D(), layers.Flatten(), layers.Dropout(0.3),
        layers.Dense(3, activation="softmax", kernel_regularizer="l2")])


@case
def functional():
    x = keras.Input((6, 4))
    y = layers.Dense(5, activation="hard_sigmoid")(x)
    y = layers.Bidirectional(layers.LSTM(3, return_sequences=True, recurrent_activation="hard_sigmoid"))(y)
    y = layers.GRU(4, reset_after=False)(y)
    return keras.Model(x, [layers.Dense(2, name="a")(y), layers.Dense(3, name="b")(y)])


@case
def merged():
    a, b = keras.Input((4,)), keras.Input((4,))
    shared = layers.Dense(4, activation="swish")
    y = layers.Concatenate()([shared(shared(a)), shared(b)])
    y = layers.Add()([layers.Dense(4)(y), a])
    return keras.Model([a, b], layers.Multiply()([y, layers.Dot(axes=1)([a, b])]))


@case
def siamese():
    i = keras.Input((6,))
    base = keras.Model(i, layers.Dense(3)(layers.Dense(4, activation="relu")(i)), name="base")
    a, b = keras.Input((6,)), keras.Input((6,))
    return keras.Model([a, b], layers.Subtract()([base(a), base(b)]))


@case
def nested():
    # A Sequential that is shared between models is written without its call here, so that Keras 2 can't read it either.
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(4, activation="tanh"), layers.BatchNormalization()])
    z = keras.Input((4,))
    outer = keras.Model(z, layers.Dense(2)(inner(layers.Dense(4)(z))))
    x = keras.Input((4,))
    return keras.Model(x, outer(keras.Sequential([keras.Input((4,)), layers.Dense(4)])(x)))


@case
def operators():
    x = keras.Input((6, 4))
    y = 2.0 * x + 1.0
    z = tf.concat([x[:, 1], y[:, ::2, 0]], axis=-1)
    return keras.Model(x, [y, z, tf.reduce_mean(x, axis=1), tf.nn.relu(x - 0.5), tf.reshape(y, (-1, 24)),
                           tf.expand_dims(x, 1), x / (tf.abs(x) + 1.0), tf.transpose(x, (0, 2, 1)), 1.0 - x])


@case
def masked():
    x = keras.Input((6,))
    y = layers.Embedding(9, 4, mask_zero=True, input_length=6)(x)
    y = layers.LSTM(4, return_sequences=True, implementation=1)(y)
    return keras.Model(x, layers.LSTM(3)(y))


@case
def attention():
    x = keras.Input((5, 6))
    y = layers.MultiHeadAttention(2, 3)(x, x)
    y = layers.LayerNormalization()(x + y)
    return keras.Model(x, layers.TimeDistributed(layers.Dense(3))(y))


@case
def encoder():
    x = keras.Input((6, 3))
    y, h, c = layers.LSTM(4, return_sequences=True, return_state=True)(x)
    return keras.Model(x, layers.LSTM(4)(y, initial_state=[h, c]))


@case
def conv_lstm():
    x = keras.Input((4, 6, 5, 2))
    y = layers.ConvLSTM2D(3, 3, padding="same", return_sequences=True, recurrent_activation="hard_sigmoid")(x)
    z = layers.ConvLSTM1D(2, 2, strides=2, go_backwards=True)(layers.Reshape((4, 10, 6))(layers.Conv3D(2, 1)(x)))
    return keras.Model(x, [layers.ConvLSTM2D(2, (1, 2), dilation_rate=2)(y), z])


@case
def explicit_masks():
    x, m = keras.Input((6, 3)), keras.Input((6,))
    mask = tf.greater(m, 0.0)
    y = layers.Bidirectional(layers.LSTM(2, return_sequences=True))(x, mask=mask)
    return keras.Model([x, m], [layers.GRU(3)(y, mask=mask), layers.Attention()([x, x], mask=[mask, mask])])


@case
def images():
    x = keras.Input((8, 8, 3))
    y = layers.Conv2DTranspose(4, 3, strides=2, padding="same")(x)
    y = layers.ZeroPadding2D(1)(layers.UpSampling2D(2)(y))
    y = layers.Cropping2D(2)(layers.PReLU(shared_axes=[1, 2], alpha_initializer="he_normal")(y))
    return keras.Model(x, layers.GlobalMaxPooling2D()(layers.AveragePooling2D(2)(y)))


@case
def frozen():
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(4), layers.BatchNormalization(), layers.Dense(3)])
    inner.layers[1].trainable = False
    x = keras.Input((4,))
    return keras.Model(x, layers.Dense(2)(inner(x)))


@case
def backwards():
    # What runs backwards is turned round, and its counterpart runs forwards.
    x = keras.Input((5, 3))
    y = layers.Bidirectional(layers.GRU(2, return_sequences=True, go_backwards=True))(x)
    return keras.Model(x, [y, layers.Bidirectional(layers.LSTM(2, go_backwards=True))(x)])


@case
def locally_connected():
    # Each form in which Keras 2 has the kernel, and a layer of each in a wrapper and in a model of its own.
    x = keras.Input((7, 6, 2))
    outputs = []
    for format in ["channels_last", "channels_first"]:
        for implementation in [1, 2, 3]:
            for padding in ["valid"] if implementation == 1 else ["valid", "same"]:
                outputs.append(layers.LocallyConnected2D(
                    3, (2, 3), strides=(2, 1), padding=padding, data_format=format, implementation=implementation,
                    activation="tanh")(x if format == "channels_last" else layers.Permute((3, 1, 2))(x)))
                outputs.append(layers.LocallyConnected1D(
                    2, 4, strides=3, padding=padding, data_format=format, implementation=implementation,
                    use_bias=implementation != 2)(layers.Reshape((14, 6))(x)))
    inner = keras.Sequential([keras.Input((7, 12)), layers.LocallyConnected1D(3, 1), layers.LocallyConnected1D(2, 7)])
    outputs.append(inner(layers.Reshape((7, 12))(x)))
    outputs.append(layers.TimeDistributed(layers.LocallyConnected1D(2, 2, padding="same", implementation=3))(x))
    return keras.Model(x, outputs)


@case
def inference():
    x = keras.Input((4,))
    inner = keras.Sequential([keras.Input((4,)), layers.BatchNormalization()])
    return keras.Model(x, layers.Dropout(0.5)(inner(x, training=False), training=True) * 0.0 + inner(x))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder")
    parser.add_argument("--keep", help="a folder for the cases' models, inputs and outputs: ../KerasTests/Saving/Files")
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()
    root = pathlib.Path(options.folder or tempfile.mkdtemp())
    folders = {}
    for name in options.cases or CASES:
        rng = np.random.default_rng([options.seed, len(name)])
        keras.utils.set_random_seed(options.seed)
        keras.backend.clear_session()
        model = CASES[name]()
        model.set_weights([np.abs(rng.normal(0, 0.5, w.shape)) + 0.1 if "variance" in v.name else rng.normal(0, 0.5, w.shape)
                           for v, w in zip(model.weights, model.get_weights())])
        model.compile(keras.optimizers.legacy.Adam(0.01), "mse")
        inputs = [rng.integers(0, 9, [3, *x.shape[1:]]).astype("float32") if name == "masked"
                  else rng.normal(size=[3, *x.shape[1:]]).astype("float32") for x in model.inputs]
        wanted = [np.asarray(y) for y in tf.nest.flatten(model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0))]
        for ending in ["h5", "keras"]:
            folder = root / f"legacy-{name}-{ending}"
            folder.mkdir(parents=True, exist_ok=True)
            model.save(folder / f"model.{ending}")
            np.savez(folder / "data.npz", **{f"x{i}": x for i, x in enumerate(inputs)})
            folders[folder] = wanted
            if options.keep:
                kept = pathlib.Path(options.keep) / (f"keras2_{name}" if ending == "h5" else f"keras2_archive_{name}")
                kept.mkdir(parents=True, exist_ok=True)
                (kept / f"model.{ending}").write_bytes((folder / f"model.{ending}").read_bytes())
                np.savez_compressed(kept / "data.npz", **{f"x{i}": x for i, x in enumerate(inputs)},
                                    **{f"y{i}": y for i, y in enumerate(wanted)})
    run = subprocess.run([options.program, "exchange", *map(str, folders)], capture_output=True, text=True)
    print(run.stdout + run.stderr)
    failed = 0
    for folder, wanted in folders.items():
        try:
            with np.load(folder / "swift.npz") as file:
                given = [file[f"y{i}"] for i in range(len(file.files))]
            worst = [float(np.max(np.abs(a - b)) / max(1, np.max(np.abs(a)))) if a.shape == b.shape else float("inf")
                     for a, b in zip(wanted, given)]
            if len(given) != len(wanted) or max(worst) >= 1e-5:
                failed += 1
                print(folder.name, worst)
        except FileNotFoundError:
            failed += 1
            print(folder.name, "was not read")
    print(f"{len(folders)} cases, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

"""Loss curves: the loss of each of 50 training steps of three networks on real MNIST digits."""

import gzip

import keras
import numpy as np
from keras import layers, ops

from .common import DTYPES, Family, numpy

STEPS, BATCH = 50, 32


def idx(path):
    raw = gzip.open(path).read()
    shape = [int.from_bytes(raw[4 + 4 * i:8 + 4 * i], "big") for i in range(raw[3])]
    return np.frombuffer(raw, "uint8", offset=4 + 4 * len(shape)).reshape(shape)


def dense(dtype):
    """Story 2."""
    image = keras.Input((28, 28), dtype=dtype)
    x = layers.Flatten(dtype=dtype)(image)
    x = layers.Dense(128, activation="relu", dtype=dtype)(x)
    model = keras.Model(image, layers.Dense(10, activation="softmax", dtype=dtype)(x))
    return model, dict(loss=keras.losses.SparseCategoricalCrossentropy(dtype=dtype), optimizer="adam")


def convolutional(dtype):
    """The MNIST network, dropout left out."""
    model = keras.Sequential([
        keras.Input((28, 28, 1), dtype=dtype),
        layers.Conv2D(32, 3, activation="relu", dtype=dtype), layers.MaxPooling2D(2, dtype=dtype),
        layers.Conv2D(64, 3, activation="relu", dtype=dtype), layers.MaxPooling2D(2, dtype=dtype),
        layers.Flatten(dtype=dtype), layers.Dense(10, activation="softmax", dtype=dtype)])
    return model, dict(loss=keras.losses.CategoricalCrossentropy(dtype=dtype), optimizer="adam")


def siamese(dtype):
    """Story 5, dropout left out."""
    image = keras.Input((28, 28), dtype=dtype)
    x = layers.Flatten(dtype=dtype)(image)
    for _ in range(3):
        x = layers.Dense(128, activation="relu", dtype=dtype)(x)
    base = keras.Model(image, x)

    def distance(pair):
        a, b = pair
        return ops.sqrt(ops.maximum(ops.sum(ops.square(a - b), axis=1, keepdims=True), 1e-7))

    def contrastive(y, d):
        y = ops.cast(y, d.dtype)
        return ops.mean(y * ops.square(d) + (1 - y) * ops.square(ops.maximum(1.0 - d, 0.0)))

    left, right = keras.Input((28, 28), dtype=dtype), keras.Input((28, 28), dtype=dtype)
    out = layers.Lambda(distance, output_shape=(1,), dtype=dtype)([base(left), base(right)])
    return keras.Model([left, right], out), dict(loss=contrastive, optimizer="rmsprop")


def starting_weights(model, random):
    """Glorot's range in 127 steps of a power of two: exact in float16, and small when packed. Biases are zero."""
    values = []
    for weight in model.trainable_variables:
        shape = tuple(weight.shape)
        if len(shape) == 1:
            values.append(np.zeros(shape, "float16"))
            continue
        field = int(np.prod(shape[:-2]))
        limit = np.sqrt(6 / (field * (shape[-2] + shape[-1])))
        step = 2.0 ** np.floor(np.log2(limit / 63))
        values.append((np.round(random.uniform(-limit, limit, shape) / step) * step).astype("float16"))
    return values


def train(maker, weights, inputs, targets, dtype):
    keras.config.set_floatx(dtype)
    keras.utils.clear_session()
    model, arguments = maker(dtype)
    model.set_weights([w.astype(dtype) for w in weights])
    model.compile(**arguments)
    losses = []
    for step in range(STEPS):
        model.reset_metrics()  # train_on_batch gives the mean since the last reset
        losses.append(float(model.train_on_batch([i[step].astype(dtype) for i in inputs], targets[step])))
    keras.config.set_floatx("float32")
    return losses


def build(seed, mnist):
    family = Family("curves", seed)
    count = STEPS * BATCH
    x = idx(mnist / "train-images-idx3-ubyte.gz")[:count]
    y = idx(mnist / "train-labels-idx1-ubyte.gz")[:count]
    family.shared["mnist_x"] = family.store("mnist_x", x)
    family.shared["mnist_y"] = family.store("mnist_y", y)
    image = x.astype("float32") / np.float32(255)
    for name, maker in (("dense", dense), ("convolutional", convolutional), ("siamese", siamese)):
        random = family.random(name)
        case = dict(name=name, **{"class": maker.__doc__.strip()}, config=dict(batch=BATCH, steps=STEPS))
        if name == "siamese":
            sides, same = pairs(random, y)
            case["left"], case["right"] = (
                family.store(f"{name}/{side}", rows.astype("uint16")) for side, rows in zip(("left", "right"), sides))
            inputs, targets = [image[rows] for rows in sides], same.astype("float32")[..., None]
            case["targets"] = family.store(f"{name}/targets", same.astype("uint8"))
        else:
            rows = random.permutation(count).reshape(STEPS, BATCH)
            case["batches"] = family.store(f"{name}/batches", rows.astype("uint16"))
            inputs, targets = [image[rows]], y[rows].astype("int32")
            if name == "convolutional":
                inputs, targets = [inputs[0][..., None]], np.eye(10, dtype="float32")[targets]
        model, arguments = maker("float32")
        weights = starting_weights(model, random)
        case["weights"] = [
            dict(path=w.path, value=family.store(f"{name}/weight{i}.{w.name}", v))
            for i, (w, v) in enumerate(zip(model.trainable_variables, weights))]
        losses = train(maker, weights, inputs, targets, "float32")
        case["losses"] = [np.float32(v) for v in losses]
        if "float64" in DTYPES:  # how much of a difference is rounding alone
            exact = train(maker, weights, inputs, targets, "float64")
            case["deviation"] = max(abs(a - b) / abs(b) for a, b in zip(losses, exact))
            print(f"  {name}: loss {losses[0]:.4f} to {losses[-1]:.4f}, float64 differs by {case['deviation']:.1e}")
        family.add(case)
    return family


def pairs(random, labels):
    """Rows of both sides and whether they show the same digit: half of them do."""
    sides = np.empty((2, STEPS, BATCH), int)
    same = np.tile([1, 0], BATCH // 2)[None].repeat(STEPS, 0)
    for step in range(STEPS):
        for k in range(BATCH):
            first = random.integers(len(labels))
            fits = np.flatnonzero((labels == labels[first]) == same[step, k])
            sides[:, step, k] = first, random.choice(fits)
    return sides, same

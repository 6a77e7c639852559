"""Loss curves: the loss of each of 50 training steps of three networks on real MNIST digits."""

import gzip

import keras
import numpy as np
from keras import layers, ops

from .common import Family

STEPS, BATCH = 50, 32
STEADY = 1e-5
FIRST_STEADY_DRAW = dict(dense=0, convolutional=2, siamese=0)  # with the default seed


def idx(path):
    raw = gzip.open(path).read()
    shape = [int.from_bytes(raw[4 + 4 * i:8 + 4 * i], "big") for i in range(raw[3])]
    return np.frombuffer(raw, "uint8", offset=4 + 4 * len(shape)).reshape(shape)


def dense():
    """Story 2."""
    image = keras.Input((28, 28))
    x = layers.Flatten()(image)
    x = layers.Dense(128, activation="relu")(x)
    model = keras.Model(image, layers.Dense(10, activation="softmax")(x))
    return model, dict(loss=keras.losses.SparseCategoricalCrossentropy(), optimizer="adam")


def convolutional():
    """The MNIST network, dropout left out."""
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(10, activation="softmax")])
    return model, dict(loss=keras.losses.CategoricalCrossentropy(), optimizer="adam")


def siamese():
    """Story 5, dropout left out."""
    image = keras.Input((28, 28))
    x = layers.Flatten()(image)
    for _ in range(3):
        x = layers.Dense(128, activation="relu")(x)
    base = keras.Model(image, x)

    def distance(pair):
        a, b = pair
        return ops.sqrt(ops.maximum(ops.sum(ops.square(a - b), axis=1, keepdims=True), 1e-7))

    def contrastive(y, d):
        y = ops.cast(y, d.dtype)
        return ops.mean(y * ops.square(d) + (1 - y) * ops.square(ops.maximum(1.0 - d, 0.0)))

    left, right = keras.Input((28, 28)), keras.Input((28, 28))
    out = layers.Lambda(distance, output_shape=(1,))([base(left), base(right)])
    return keras.Model([left, right], out), dict(loss=contrastive, optimizer="rmsprop")


def starting_weights(model, random, dtype):
    """Glorot's range and small biases. The float16 ones are multiples of a power of two, which pack well."""
    values = []
    for weight in model.trainable_variables:
        shape = tuple(weight.shape)
        if len(shape) == 1:
            values.append(random.uniform(-0.05, 0.05, shape).astype("float16").astype(dtype))
            continue
        field = int(np.prod(shape[:-2]))
        limit = np.sqrt(6 / (field * (shape[-2] + shape[-1])))
        drawn = random.uniform(-limit, limit, shape)
        if dtype == "float16":
            step = 2.0 ** np.floor(np.log2(limit / 63))
            drawn = np.round(drawn / step) * step
        values.append(drawn.astype(dtype))
    return values


def conditioning(maker, weights, inputs, targets, losses, random):
    """The largest relative change of a loss when the weights start with some rounding noise.

    Where a relu or a maximum sits on its knee, noise of one part in ten million tips it over and the two runs part
    by a thousandth: such a curve would compare luck. The caller draws again until a curve can be followed.
    """
    worst = 0
    for size in (1e-7, 1e-7, 3e-7, 3e-7):
        noisy = [(w.astype("float64") * (1 + size * random.standard_normal(w.shape))).astype("float32") for w in weights]
        again = train(maker, noisy, inputs, targets)
        worst = max(worst, max(abs(a - b) / abs(b) for a, b in zip(again, losses)))
        if worst > STEADY:
            break
    return worst


def train(maker, weights, inputs, targets):
    keras.utils.clear_session()
    model, arguments = maker()
    model.set_weights([w.astype("float32") for w in weights])
    model.compile(**arguments)
    losses = []
    for step in range(STEPS):
        model.reset_metrics()  # train_on_batch gives the mean since the last reset
        batch = [i[step] for i in inputs]
        losses.append(float(model.train_on_batch(batch if len(batch) > 1 else batch[0], targets[step])))
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
        model, arguments = maker()
        # An image is made of few grey values, and sums of few of them would cancel exactly on a grid of weights.
        dtype = "float32" if name == "convolutional" else "float16"
        for attempt in range(FIRST_STEADY_DRAW[name], 50):
            weights = starting_weights(model, family.random(name, "weights", attempt), dtype)
            losses = train(maker, weights, inputs, targets)
            case["conditioning"] = conditioning(maker, weights, inputs, targets, losses, family.random(name, "noise"))
            print(f"  {name}, draw {attempt}: loss {losses[0]:.4f} to {losses[-1]:.4f}, noise {case['conditioning']:.1e}")
            if case["conditioning"] <= STEADY:
                break
        case["weights"] = [
            dict(path=w.path, value=family.store(f"{name}/weight{i}.{w.name}", v))
            for i, (w, v) in enumerate(zip(model.trainable_variables, weights))]
        case["losses"] = [np.float32(v) for v in losses]
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

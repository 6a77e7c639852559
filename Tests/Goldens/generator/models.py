"""Models: the order of layers and of weights, and the weights' paths. All names are given."""

import keras
from keras import layers

from .common import Family


def sequential():
    return keras.Sequential([
        keras.Input((6, 6, 2)), layers.Conv2D(3, 3, name="c1"), layers.BatchNormalization(name="n1"),
        layers.Activation("relu", name="r"), layers.Conv2D(4, 3, name="c2"), layers.BatchNormalization(name="n2"),
        layers.Flatten(name="f"), layers.Dense(5, name="d")], name="net")


def branches():
    """The order of layers in a graph is by depth, not by creation."""
    image, meta = keras.Input((8,), name="image"), keras.Input((4,), name="meta")
    late = layers.Dense(3, name="made_first_used_last")
    a = layers.Dense(6, name="a1")(image)
    a = layers.BatchNormalization(name="a2")(a)
    a = layers.Dense(6, name="a3")(a)
    b = layers.Dense(6, name="b1")(meta)
    joined = layers.Concatenate(name="joined")([layers.Add(name="sum")([a, b]), b])
    return keras.Model([image, meta], [late(joined), layers.Dense(2, name="side")(b)], name="net")


def nested():
    image = keras.Input((5,), name="image")
    x = layers.Dense(4, name="d1")(image)
    x = layers.BatchNormalization(name="n1")(x)
    base = keras.Model(image, layers.Dense(3, name="d2")(x), name="base")
    left, right = keras.Input((5,), name="left"), keras.Input((5,), name="right")
    difference = layers.Subtract(name="difference")([base(left), base(right)])
    return keras.Model([left, right], layers.Dense(2, name="head")(difference), name="net")


def partly_frozen():
    model = nested()
    model.get_layer("base").layers[1].trainable = False
    return model


class Block(layers.Layer):
    """Own weights of both kinds beside sublayers, made in build."""

    def __init__(self):
        super().__init__(name="block")
        self.first = layers.Dense(4, name="first")
        self.norm = layers.BatchNormalization(name="norm")

    def build(self, shape):
        self.scale = self.add_weight(shape=(4,), initializer="ones", name="scale")
        self.count = self.add_weight(shape=(), initializer="zeros", trainable=False, name="count")
        self.shift = self.add_weight(shape=(4,), initializer="zeros", name="shift")
        self.first.build(shape)
        self.norm.build((shape[0], 4))

    def call(self, x):
        return self.norm(self.first(x)) * self.scale + self.shift


def custom_layer():
    return keras.Sequential([keras.Input((3,)), Block(), layers.Dense(2, name="head")], name="net")


def build(seed):
    family = Family("models", seed)
    for make in (sequential, branches, nested, partly_frozen, custom_layer):
        keras.utils.clear_session()
        model = make()
        family.add(dict(
            name=make.__name__, **{"class": type(model).__name__}, config={}, model_name=model.name,
            layers=[layer.name for layer in model.layers],
            weights=[dict(path=w.path, shape=tuple(w.shape), trainable=bool(w.trainable)) for w in model.weights],
            trainable=[w.path for w in model.trainable_variables],
            non_trainable=[w.path for w in model.non_trainable_variables],
            parameters=model.count_params()))
    return family

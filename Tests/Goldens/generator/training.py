"""Training as `fit`, `evaluate` and the steps of single batches report it: names, order and values of logs."""

import keras
import numpy as np
from keras import layers, ops

from .common import Family, numpy

ROWS = 10


class Penalty(layers.Layer):
    """Adds the mean square of its input to the loss."""

    def call(self, x):
        self.add_loss(0.1 * ops.mean(ops.square(x)))
        return x


class OwnStep(keras.Model):
    """A step of its own, with metrics in properties."""

    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs)
        self.total = keras.metrics.Mean(name="loss")
        self.error = keras.metrics.MeanAbsoluteError(name="error")

    @property
    def metrics(self):
        return [self.total, self.error]

    def note(self, y, predictions, loss):
        self.total.update_state(loss)
        self.error.update_state(y, predictions)
        return {m.name: m.result() for m in self.metrics}

    def train_step(self, data):
        import tensorflow as tf

        x, y = data
        with tf.GradientTape() as tape:
            predictions = self(x, training=True)
            loss = ops.mean(ops.square(y - predictions))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return self.note(y, predictions, loss)

    def test_step(self, data):
        x, y = data
        predictions = self(x, training=False)
        return self.note(y, predictions, ops.mean(ops.square(y - predictions)))


def chain(units=3, activation=None, regularized=False, penalty=False, normalized=False, frozen=(), model=keras.Model):
    image = keras.Input((4,), name="x")
    rule = dict(kernel_regularizer=keras.regularizers.L2(0.02), bias_regularizer=keras.regularizers.L1(0.01))
    x = layers.Dense(5, activation="tanh", name="first", **(rule if regularized else {}))(image)
    if normalized:
        x = layers.BatchNormalization(name="norm")(x)
    if penalty:
        x = Penalty(name="penalty")(x)
    x = layers.Dense(units, activation=activation, name="last")(x)
    result = model(image, x)
    for name in frozen:
        result.get_layer(name).trainable = False
    return result


def branches():
    image = keras.Input((4,), name="x")
    x = layers.Dense(5, activation="tanh", name="trunk")(image)
    return keras.Model(image, [layers.Dense(3, name="zone")(x), layers.Dense(2, activation="softmax", name="class")(x),
                               layers.Dense(1, name="age")(x)])


def build(seed):
    family = Family("training", seed)
    random = family.random("data")
    data = dict(
        x=random.standard_normal((ROWS, 4)).astype("float32"), y=random.standard_normal((ROWS, 3)).astype("float32"),
        y1=random.standard_normal((ROWS, 1)).astype("float32"), label=random.integers(0, 3, ROWS).astype("int32"),
        binary=random.integers(0, 2, (ROWS, 1)).astype("float32"),
        one_hot=np.eye(3, dtype="float32")[random.integers(0, 3, ROWS)],
        pair=np.eye(2, dtype="float32")[random.integers(0, 2, ROWS)],
        weight=random.uniform(0.2, 2, ROWS).astype("float32"), weight2=random.uniform(0.2, 2, ROWS).astype("float32"),
        weight3=random.uniform(0.2, 2, ROWS).astype("float32"), held_x=random.standard_normal((5, 4)).astype("float32"),
        held_y=random.standard_normal((5, 3)).astype("float32"))
    family.shared["data"] = {name: family.store(f"data/{name}", value) for name, value in data.items()}
    d = data
    outputs = [d["y"], d["pair"], d["y1"]]
    several = dict(loss=["mse", "categorical_crossentropy", "mae"])

    def start(name, model, **options):
        draw = family.random(name)
        values = [(draw.uniform(-0.6, 0.6, w.shape) if "variance" not in w.path else
                   draw.uniform(0.5, 1.5, w.shape)).astype("float32") for w in model.weights]
        model.set_weights(values)
        # In a graph, TensorFlow forgets the size of batches once a second size is seen, and then the means of the outputs'
        # losses count each batch once, whatever its size; run eagerly they are means over samples, as on other backends.
        model.compile(optimizer=keras.optimizers.SGD(0.1), run_eagerly=True, **options)
        return [family.store(f"{name}/weight{i}", v) for i, v in enumerate(values)]

    def ordered(logs):
        return [dict(name=key, value=np.float32(value)) for key, value in logs.items()]

    def finish(name, model, case):
        case["after"] = [family.store(f"{name}/after{i}", numpy(w)) for i, w in enumerate(model.weights)]
        family.add(case)

    def fit(name, model, options, arguments, evaluation=None):
        weights = start(name, model, **options)
        arguments = {"batch_size": 4, "epochs": 3, "shuffle": False, "verbose": 0, **arguments}
        history = model.fit(**arguments)
        case = dict(name=name, weights=weights, epochs=history.epoch,
                    history=[dict(name=k, values=np.float32(v)) for k, v in history.history.items()])
        if evaluation is not None:
            case["evaluation"] = ordered(model.evaluate(**evaluation, batch_size=4, verbose=0, return_dict=True))
        finish(name, model, case)

    xy = dict(x=d["x"], y=d["y"])
    fit("plain", chain(), dict(loss="mse", metrics=["mae"]), xy, xy)
    fit("sample weight", chain(), dict(loss="mse", metrics=["mae"], weighted_metrics=["mse", "mae"]),
        dict(**xy, sample_weight=d["weight"]), dict(**xy, sample_weight=d["weight2"]))
    fit("class weight", chain(activation="softmax"),
        dict(loss="sparse_categorical_crossentropy", metrics=["accuracy"], weighted_metrics=["accuracy"]),
        dict(x=d["x"], y=d["label"], class_weight={0: 2.0, 2: 0.5}), dict(x=d["x"], y=d["label"]))
    fit("class weight of one-hot targets", chain(activation="softmax"),
        dict(loss="categorical_crossentropy", metrics=["accuracy"]),
        dict(x=d["x"], y=d["one_hot"], class_weight={0: 2.0, 1: 0.25, 2: 0.5}))
    fit("class weight of binary targets", chain(1, activation="sigmoid"),
        dict(loss="binary_crossentropy", metrics=["accuracy"]),
        dict(x=d["x"], y=d["binary"], class_weight={0: 0.4, 1: 1.7}))
    for split in (0.25, 0.3):
        fit(f"validation split {split}", chain(), dict(loss="mse", metrics=["mae"]), dict(**xy, validation_split=split))
    fit("validation split of weighted samples", chain(), dict(loss="mse", weighted_metrics=["mae"]),
        dict(**xy, sample_weight=d["weight"], validation_split=0.4))
    fit("validation data", chain(), dict(loss="mse", metrics=["mae"]),
        dict(**xy, validation_data=(d["held_x"], d["held_y"]), validation_freq=2, epochs=4))
    fit("initial epoch", chain(), dict(loss="mse"), dict(**xy, epochs=5, initial_epoch=2))
    fit("steps per epoch", chain(), dict(loss="mse"), dict(**xy, epochs=4, steps_per_epoch=2))
    fit("regularizers", chain(regularized=True), dict(loss="mse", metrics=["mse"]), xy, xy)
    fit("added loss", chain(penalty=True, regularized=True), dict(loss="mse", metrics=["mse"]), xy, xy)
    fit("frozen layer", chain(frozen=["first"]), dict(loss="mse"), xy)
    fit("frozen normalization", chain(normalized=True, frozen=["norm"]), dict(loss="mse"), xy)
    fit("normalization", chain(normalized=True), dict(loss="mse"), xy, xy)
    fit("own steps", chain(model=OwnStep), {}, dict(**xy, validation_split=0.4), xy)
    targets = dict(x=d["x"], y=outputs)
    named = dict(x=d["x"], y=dict(zip(("zone", "class", "age"), outputs)))
    fit("outputs", branches(), several, targets, targets)
    fit("outputs with one loss", branches(), dict(loss="mse"), targets)
    fit("outputs with loss weights", branches(), dict(**several, loss_weights=[0.5, 2.0, 10.0]), targets, targets)
    fit("outputs with named loss weights", branches(),
        dict(loss={"age": "mae", "zone": "mse", "class": "categorical_crossentropy"},
             loss_weights={"zone": 0.5, "age": 10.0, "class": 2.0}), named, named)
    fit("outputs with metrics", branches(),
        dict(**several, metrics=[["mae", "mse"], ["accuracy"], []], weighted_metrics=[["mse"], [], ["mse"]]),
        dict(**targets, sample_weight=[d["weight"], d["weight2"], d["weight3"]], validation_split=0.4))
    fit("outputs with named metrics", branches(), dict(**several, metrics={"class": ["accuracy"], "age": ["mae", "mse"]}),
        dict(**targets, sample_weight=d["weight"]))
    fit("outputs without a loss", branches(), dict(loss=["mse", None, None], metrics=[[], ["accuracy"], []]),
        dict(x=d["x"], y=outputs))

    def steps(name, model, options, batches):
        weights = start(name, model, **options)
        case = dict(name=name, weights=weights, steps=[])
        for kind, rows, weight in batches:
            chosen = slice(*rows)
            arguments = dict(x=d["x"][chosen])
            if kind != "predict":
                arguments.update(y=d["y"][chosen], return_dict=True)
                if weight:
                    arguments.update(sample_weight=d[weight][chosen])
            if kind == "reset":
                model.reset_metrics()
                continue
            result = getattr(model, f"{kind}_on_batch")(**arguments)
            step = dict(kind=kind, rows=rows, weight=weight)
            if kind == "predict":
                step["output"] = family.store(f"{name}/output{len(case['steps'])}", result)
            else:
                step["logs"] = ordered(result)
            case["steps"].append(step)
        finish(name, model, case)

    steps("batches", chain(), dict(loss="mse", metrics=["mae"], weighted_metrics=["mse"]),
          [("train", (0, 4), None), ("train", (4, 10), "weight"), ("test", (2, 9), None), ("test", (0, 3), "weight2"),
           ("predict", (1, 6), None), ("train", (3, 4), None), ("predict", (0, 10), None)])
    return family

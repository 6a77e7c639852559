"""Callbacks: what they do with given logs, epoch by epoch, and whole runs of `fit` with the order of hooks."""

import contextlib
import os
import tempfile
import warnings

import keras
import numpy as np
from keras import layers

from .common import Family

CLASSES = dict(EarlyStopping=keras.callbacks.EarlyStopping, ReduceLROnPlateau=keras.callbacks.ReduceLROnPlateau,
               ModelCheckpoint=keras.callbacks.ModelCheckpoint, CSVLogger=keras.callbacks.CSVLogger)


def network(metrics=("accuracy",)):
    model = keras.Sequential([keras.Input((2,), name="x"), layers.Dense(1, name="d", activation="sigmoid")], name="net")
    model.set_weights([np.array([[0.5], [-0.25]], "float32"), np.array([0.125], "float32")])
    model.compile(optimizer=keras.optimizers.SGD(0.5), loss="mse", metrics=list(metrics))
    return model


DATA = dict(x=[[0.5, 1.0], [-1.0, 0.25], [2.0, -0.5], [0.0, 1.5], [-0.75, -1.0], [1.25, 0.5]],
            y=[[1.0], [0.0], [1.0], [0.0], [0.0], [1.0]])


@contextlib.contextmanager
def messages():
    """What the callbacks say, instead of printing it."""
    found = []
    from keras.src.utils import io_utils

    original = io_utils.print_msg
    io_utils.print_msg = lambda text, line_break=True: found.append(text)
    try:
        yield found
    finally:
        io_utils.print_msg = original


def driven(family, name, kind, values, **config):
    """Gives the values to a callback as the logs of epochs; writes down what it does. `None` is an epoch without."""
    model = network()
    monitor = config.get("monitor", "val_loss")
    arguments = dict(config)
    folder = tempfile.mkdtemp()
    if kind == "ModelCheckpoint":
        arguments["filepath"] = os.path.join(folder, config["filepath"] + ".weights.h5")
    callback = CLASSES[kind](**arguments)
    callback.set_model(model)
    model.fit(np.array(DATA["x"]), np.array(DATA["y"]), shuffle=False, verbose=0)  # so that its metrics are there
    model.optimizer.learning_rate = 0.5
    model.stop_training = False
    callback.on_train_begin()
    steps = []
    with messages() as said, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for epoch, value in enumerate(values):
            # The weights tell which epoch they are of.
            model.set_weights([np.full(w.shape, epoch, "float32") for w in model.weights])
            logs = dict(loss=0.5) if value is None else {"loss": 0.5, monitor: value}
            callback.on_epoch_begin(epoch)
            callback.on_epoch_end(epoch, logs)
            step = dict(rate=float(model.optimizer.learning_rate), names=list(logs))
            if kind == "ModelCheckpoint":
                step["files"] = sorted(f.replace(".weights.h5", "") for f in os.listdir(folder))
                step["best"] = callback.best
            steps.append(step)
            if model.stop_training:
                break
        callback.on_train_end()
    family.add(dict(
        name=f"{kind}/{name}", **{"class": kind}, config=config, values=values, steps=steps,
        stopped=bool(model.stop_training), weight=float(model.get_weights()[1][0]),
        messages=[m.replace(folder + "/", "").replace(".weights.h5", "") for m in said],
        warnings=[str(w.message) for w in warned if "metric" in str(w.message) or "best model" in str(w.message)]))


def early_stopping(family):
    down = [1.0, 0.8, 0.9, 0.7, 0.71, 0.72, 0.73, 0.6]
    up = [0.1, 0.3, 0.2, 0.4, 0.35, 0.34, 0.5]
    def case(name, values, **config):
        driven(family, name, "EarlyStopping", values, **config)
    case("defaults", down)
    case("patience", down, patience=2, verbose=1)
    case("patience 3", down, patience=3, restore_best_weights=True, verbose=1)
    case("restore without stop", down, patience=5, restore_best_weights=True, verbose=1)
    case("min delta", [1.0, 0.95, 0.9, 0.85, 0.5], patience=2, min_delta=0.1)
    case("min delta, negative", [1.0, 0.95, 0.9, 0.85, 0.5], patience=2, min_delta=-0.1)
    case("max by mode", up, patience=2, mode="max", restore_best_weights=True)
    case("min by mode", up, patience=2, mode="min", restore_best_weights=True)
    case("accuracy goes up", up, monitor="val_accuracy", patience=2)
    case("baseline not reached", [1.0, 0.9, 0.8, 0.7], baseline=0.5, patience=2, verbose=1)
    case("baseline reached", [1.0, 0.4, 0.45, 0.46, 0.47], baseline=0.5, patience=2, verbose=1)
    case("start from epoch", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], start_from_epoch=3, restore_best_weights=True, patience=1)
    case("missing", [1.0, None, 0.9, None, 1.0, 1.1], patience=2)
    case("not a number", [float("nan"), float("nan"), float("nan")], patience=1, restore_best_weights=True)
    case("first is best", [0.1, 0.2, 0.3], restore_best_weights=True)
    case("equal as float32", [0.1, 0.1 - 1e-10, 0.1 - 1e-7], patience=1)


def plateaus(family):
    flat = [1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.4, 0.4, 0.4, 0.4]
    def case(name, values, **config):
        driven(family, name, "ReduceLROnPlateau", values, **config)
    case("defaults", [0.5] * 13)
    case("patience", flat, patience=2, verbose=1)
    case("factor", flat, patience=1, factor=0.5)
    case("cooldown", flat, patience=1, cooldown=2, factor=0.5, verbose=1)
    case("lowest rate", flat, patience=1, factor=0.3, min_lr=0.1, verbose=1)
    case("max", [0.1, 0.2, 0.2, 0.15, 0.3, 0.3, 0.3], mode="max", patience=2)
    case("accuracy goes up", [0.1, 0.2, 0.2, 0.15, 0.3, 0.3, 0.3], monitor="accuracy", patience=2)
    case("min delta", [1.0, 0.99995, 0.9998, 0.99975, 0.9997], patience=1)
    case("larger min delta", [1.0, 0.95, 0.9, 0.85, 0.8], patience=2, min_delta=0.2)
    case("missing", [0.5, None, 0.5, None, 0.5], patience=1)
    case("of the rate", [0.5] * 3, monitor="learning_rate", mode="min", patience=1)


def checkpoints(family):
    values = [1.0, 0.8, 0.9, 0.7123456, 0.71, 0.72]
    def case(name, values=values, **config):
        driven(family, name, "ModelCheckpoint", values, save_weights_only=True, **config)
    case("each epoch", filepath="w{epoch}", verbose=1)
    case("formats", filepath="{epoch:02d}-{val_loss:.2f}-{loss:.1e}")
    case("best", filepath="best-{epoch:03d}-{val_loss:.4f}", save_best_only=True, verbose=1)
    case("best, one file", filepath="best", save_best_only=True)
    case("max", filepath="{epoch}", save_best_only=True, mode="max")
    case("accuracy", filepath="{epoch}-{val_accuracy:.3f}", save_best_only=True, monitor="val_accuracy", verbose=1)
    case("threshold", filepath="{epoch}", save_best_only=True, initial_value_threshold=0.75, verbose=1)
    case("missing", [1.0, None, 0.5], filepath="{epoch}", save_best_only=True)


def templates(family):
    values = dict(epoch=7, batch=120, loss=0.123456789, val_loss=1234.5, small=1.5e-7, whole=2.0, negative=-0.5)
    texts = ["plain", "{epoch}", "{epoch:d}", "{epoch:02d}", "{epoch:4d}", "{epoch:<4d}|", "{epoch:^5d}|", "{epoch:+d}",
             "{epoch:x>4d}", "{epoch:.2f}", "{loss}", "{loss:.2f}", "{loss:.3e}", "{loss:.3g}", "{loss:.3}", "{loss:%}",
             "{loss:.1%}", "{loss:08.3f}", "{loss:+.2f}", "{loss:8.2f}|", "{loss:<8.2f}|", "{loss:f}", "{val_loss}",
             "{val_loss:.0f}", "{val_loss:e}", "{val_loss:.2}", "{small}", "{small:.2f}", "{small:g}", "{whole}",
             "{whole:.3}", "{whole:g}", "{negative:06.2f}", "{negative: .1f}", "{loss: .1f}", "{{epoch}}", "a{{{epoch}}}",
             "{epoch:03d}-{batch:05d}-{val_loss:.1f}.npz", "{loss:d}", "{nothing}", "{epoch:q}", "{epoch", "epoch}",
             "{loss:.2E}", "{val_loss:G}"]
    results = []
    for text in texts:
        try:
            results.append(dict(text=text, result=text.format(**values)))
        except (KeyError, ValueError):
            results.append(dict(text=text))
    family.add(dict(name="templates", **{"class": "templates"}, config={}, values=values, results=results))


def tables(family):
    runs = dict(
        plain=({}, [[dict(loss=0.5, accuracy=0.25), dict(loss=0.1 + 0.2, accuracy=1.0)]]),
        validation=({}, [[dict(loss=0.5, val_loss=1.5e-7), dict(loss=0.25)]]),
        later_validation=({}, [[dict(loss=0.5), dict(loss=0.25, val_loss=0.125)]]),
        separator=(dict(separator=";"), [[{"loss": 0.5, "a;b": 1.0, 'c"d': 2.0}]]),
        append=(dict(append=True), [[dict(loss=0.5)], [dict(loss=0.25), dict(loss=0.125)]]),
        overwrite=({}, [[dict(loss=0.5), dict(loss=0.375)], [dict(loss=0.25)]]),
        odd_numbers=({}, [[dict(a=float("nan"), b=float("inf"), c=-float("inf"), d=1e16, e=1e15 + 0.5, f=123456789.0,
                                g=1e-5, h=0.0001)]]),
    )
    for name, (config, groups) in runs.items():
        path = os.path.join(tempfile.mkdtemp(), "log.csv")
        texts = []
        for epochs in groups:
            callback = CLASSES["CSVLogger"](path, **config)
            callback.on_train_begin()
            for epoch, logs in enumerate(epochs):
                callback.on_epoch_end(epoch, logs)
            callback.on_train_end()
            with open(path, newline="") as file:
                texts.append(file.read())
        family.add(dict(name=f"CSVLogger/{name}", **{"class": "CSVLogger"}, config=config, runs=groups, texts=texts))


class Recorder(keras.callbacks.Callback):
    """Writes down hooks and the names in their logs."""

    def __init__(self, label, lines):
        super().__init__()
        self.label, self.lines = label, lines

    def note(self, hook, logs):
        self.lines.append(" ".join([self.label, hook] + list(logs or {})))


def hook(name, numbered):
    if numbered:
        return lambda self, number, logs=None: self.note(f"{name} {number}", logs)
    return lambda self, logs=None: self.note(name, logs)


for phase in ("train", "test", "predict"):
    for end in ("begin", "end"):
        setattr(Recorder, f"on_{phase}_{end}", hook(f"{phase}_{end}", False))
        setattr(Recorder, f"on_{phase}_batch_{end}", hook(f"{phase}_batch_{end}", True))
for end in ("begin", "end"):
    setattr(Recorder, f"on_epoch_{end}", hook(f"epoch_{end}", True))


def fits(family):
    x, y = np.array(DATA["x"], "float32"), np.array(DATA["y"], "float32")
    family.shared["data"] = DATA
    make = dict(
        scheduler=lambda: keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.5 if epoch else 0.25),
        plateau=lambda: keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=1, min_delta=0.1, factor=0.5),
        stopping=lambda: keras.callbacks.EarlyStopping(monitor="val_loss", patience=1, min_delta=0.02,
                                                       restore_best_weights=True))
    for name, callbacks, arguments in [
            ("hooks", [], dict(epochs=2)),
            ("hooks with validation", [], dict(epochs=2, validation_data=(x[:3], y[:3]))),
            ("hooks with validation each second epoch", [], dict(epochs=3, validation_data=(x, y), validation_freq=2)),
            ("scheduler", ["scheduler"], dict(epochs=3)),
            ("plateau", ["plateau"], dict(epochs=5)),
            ("stopping", ["stopping"], dict(epochs=8, validation_data=(x, y))),
            ("all", ["scheduler", "plateau", "stopping"], dict(epochs=8, validation_data=(x, y)))]:
        model = network()
        lines = []
        chosen = [Recorder("first", lines)] + [make[c]() for c in callbacks] + [Recorder("last", lines)]
        history = model.fit(x, y, batch_size=4, shuffle=False, verbose=0, callbacks=chosen, **arguments)
        family.add(dict(
            name=f"fit/{name}", **{"class": "fit"}, config={}, callbacks=callbacks, epochs=arguments["epochs"],
            validation=len(arguments.get("validation_data", [[]])[0]), frequency=arguments.get("validation_freq", 1),
            lines=lines, history=[dict(name=k, values=v) for k, v in history.history.items()],
            weights=[float(v) for w in model.get_weights() for v in w.flatten()]))


def build(seed):
    family = Family("callbacks", seed)
    early_stopping(family)
    plateaus(family)
    checkpoints(family)
    templates(family)
    tables(family)
    fits(family)
    return family

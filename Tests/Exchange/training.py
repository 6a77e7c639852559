"""Trains in turns: three epochs in Keras, three in Swift, three in Keras, against three times three epochs in Keras alone.

    python3 training.py --program PATH/file-exchange [--seed N]

The model, its weights and its optimizer's state go from one to the other in `.keras` files (and once in `.h5`). Losses must
agree within 1e-4 relative.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import optimizers
from keras.optimizers import schedules

OPTIMIZERS = {
    "sgd": lambda: optimizers.SGD(0.05, momentum=0.9),
    "nesterov": lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True, clipnorm=1.0),
    "rmsprop": lambda: optimizers.RMSprop(0.003, momentum=0.5, centered=True),
    "adam": lambda: optimizers.Adam(0.01, amsgrad=True),
    "adamw": lambda: optimizers.AdamW(0.01, weight_decay=0.01, clipvalue=0.5),
    "schedule": lambda: optimizers.Adam(schedules.ExponentialDecay(0.01, 20, 0.9)),
    "ema": lambda: optimizers.Adam(0.01, use_ema=True, ema_momentum=0.9),
    "accumulating": lambda: optimizers.Adam(0.01, gradient_accumulation_steps=2),
    "adamax": lambda: optimizers.Adamax(0.01),
    "nadam": lambda: optimizers.Nadam(0.01),
    "adagrad": lambda: optimizers.Adagrad(0.05),
    "adadelta": lambda: optimizers.Adadelta(1.0),
    "adafactor": lambda: optimizers.Adafactor(0.05),
    "ftrl": lambda: optimizers.Ftrl(0.05, l1_regularization_strength=0.001),
    "lion": lambda: optimizers.Lion(0.001),
}


def model(seed, optimizer):
    keras.utils.set_random_seed(seed)
    keras.utils.clear_session()
    x = keras.Input((6,), name="x")
    y = keras.layers.Dense(16, activation="tanh", kernel_regularizer="l2")(x)
    y = keras.layers.BatchNormalization()(y)
    outputs = {"price": keras.layers.Dense(1, name="price")(y), "kind": keras.layers.Dense(3, activation="softmax", name="kind")(y)}
    model = keras.Model(x, outputs)
    # Keras forgets the delta of Huber when it saves.
    model.compile(optimizer, loss={"price": keras.losses.Huber(), "kind": "sparse_categorical_crossentropy"},
                  loss_weights={"price": 0.7, "kind": 1.3}, metrics={"kind": ["accuracy"], "price": ["mae"]})
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder")
    parser.add_argument("--keep", help="a folder for Keras' model after three epochs, and the losses of the next three")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    x = rng.normal(size=(96, 6)).astype("float32")
    price = (x[:, :1] * x[:, 1:2] + 0.1 * rng.normal(size=(96, 1))).astype("float32")
    kind = rng.integers(0, 3, 96).astype("int32")
    targets = {"price": price, "kind": kind}
    root = pathlib.Path(options.folder or tempfile.mkdtemp())
    failed = 0
    for name, optimizer in OPTIMIZERS.items():
        for kind_of_file in (["keras", "h5"] if name == "adam" else ["keras"]):
            folder = root / f"training-{name}-{kind_of_file}"
            folder.mkdir(parents=True, exist_ok=True)
            # Keras sorts outputs by name: kind, price.
            np.savez(folder / "data.npz", x0=x, t0=kind, t1=price)
            fit = lambda m, n: m.fit(x, targets, batch_size=16, epochs=n, shuffle=False, verbose=0).history["loss"]
            # Averages of weights take their place at the end of each `fit`.
            alone = model(options.seed, optimizer())
            wanted = fit(alone, 3) + fit(alone, 3) + fit(alone, 3)
            try:
                first = model(options.seed, optimizer())
                losses = fit(first, 3)
                first.save(folder / f"first.{kind_of_file}")
                if options.keep and kind_of_file == "keras":
                    kept = pathlib.Path(options.keep) / name
                    kept.mkdir(parents=True, exist_ok=True)
                    first.save(kept / "model.keras")
                    np.savez_compressed(kept / "data.npz", x0=x, t0=kind, t1=price, losses=np.array(wanted[3:6]))
                run = subprocess.run([options.program, "train", str(folder), "3", f"first.{kind_of_file}",
                                      f"second.{kind_of_file}"], capture_output=True, text=True)
                losses += [float(n) for n in run.stdout.split()]
                last = keras.models.load_model(folder / f"second.{kind_of_file}")
                if kind_of_file == "keras":
                    losses += fit(last, 3)
                else:
                    # Keras 3.15 can't train what it loads from .h5: its optimizer does not know the variables.
                    wanted = wanted[:6]
                worst = max(abs(a - b) / abs(b) for a, b in zip(losses, wanted)) if len(losses) == len(wanted) else float("inf")
                message = f"{worst:.1e}"
            except Exception as error:
                worst, message = float("inf"), f"{type(error).__name__}: {str(error)[:400]}"
                message += run.stdout + run.stderr
            print(f"{name:14} .{kind_of_file:6} {message}" + ("" if worst < 1e-4 else "   FAILED"))
            failed += worst >= 1e-4
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

"""Exchanges random models between real Keras and this library, in both directions.

    python3 exchange.py --program PATH/file-exchange [--seed N] [--rounds N] [--format h5] [CASE …]

Each case is a model with random arguments and random weights. Keras saves it; the Swift program loads it, predicts, and saves
it again; Keras loads that file. Predictions must agree within 1e-5, and both configurations must be equal.
Needs the packages of ../Goldens/requirements.txt. Any seed may be given.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

from cases import CASES


def build(name, seed):
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    keras.utils.set_random_seed(seed)
    keras.utils.clear_session()
    made = CASES[name](rng)
    model = made if isinstance(made, keras.Model) else keras.Model(*made)
    # Random weights, so that none that was forgotten goes unseen.
    model.set_weights([
        w if w.dtype.kind in "iu" or "normalization" in v.path and "batch" not in v.path and v.path.split("/")[-1] in ("mean", "variance") else
        (np.abs(rng.normal(0, 0.5, w.shape)) + 0.1 if "variance" in v.path else rng.normal(0, 0.5, w.shape)).astype(w.dtype)
        for v, w in zip(model.weights, model.get_weights())])
    inputs = []
    for tensor in model.inputs:
        shape = [3] + [n or 4 for n in tensor.shape[1:]]
        dtype = keras.backend.standardize_dtype(tensor.dtype)
        inputs.append(rng.integers(0, 9, shape).astype(dtype) if dtype.startswith("int")
                      else rng.normal(0, 1, shape).astype(dtype))
    return model, inputs


def flat(outputs):
    return [np.asarray(x) for x in keras.tree.flatten(outputs)]


def structure(model):
    """How a model takes inputs and gives outputs: one, a list, or by name."""
    return [keras.tree.map_structure(lambda tensor: tuple(tensor.shape), part) for part in ends(model)]


def ends(model):
    """Inputs and outputs; a Sequential that was read from .h5 has not been called."""
    if isinstance(model, keras.Sequential):
        return model.inputs[0], model.outputs[0]
    return model.input, model.output


def difference(a, b):
    if a.shape != b.shape:
        return f"shapes {a.shape} and {b.shape}"
    scale = max(1.0, float(np.max(np.abs(a), initial=0)))
    worst = float(np.max(np.abs(a.astype("float64") - b.astype("float64")), initial=0)) / scale
    return None if worst < 1e-5 else f"values differ by {worst:.2e}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--folder")
    parser.add_argument("--format", choices=["keras", "h5"], default="keras", help="what Keras writes")
    parser.add_argument("--keep", help="a folder for the cases' models, inputs and outputs: ../KerasTests/Saving/Files")
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()
    root = pathlib.Path(options.folder or tempfile.mkdtemp())
    done, failed, folders = 0, [], {}
    for round_ in range(options.rounds):
        for name in options.cases or CASES:
            seed = options.seed + round_
            folder = root / f"{name}-{seed}"
            folder.mkdir(parents=True, exist_ok=True)
            model, inputs = build(name, seed)
            file = f"model.{options.format}"
            try:
                model.save(folder / file)
            except Exception as error:
                # Keras 3 can't write all of its own models in its older format.
                print(f"{folder.name} is not written by Keras as {file}: {type(error).__name__}")
                continue
            wanted = flat(model.predict(keras.tree.pack_sequence_as(ends(model)[0], inputs), verbose=0))
            np.savez(folder / "data.npz", **{f"x{i}": x for i, x in enumerate(inputs)})
            folders[folder] = (inputs, wanted, structure(model))
            if options.keep:
                kept = pathlib.Path(options.keep) / name
                kept.mkdir(parents=True, exist_ok=True)
                (kept / file).write_bytes((folder / file).read_bytes())
                np.savez_compressed(kept / "data.npz", **{f"x{i}": x for i, x in enumerate(inputs)},
                                    **{f"y{i}": y for i, y in enumerate(wanted)})
    run = subprocess.run([options.program, "exchange", *map(str, folders)], capture_output=True, text=True)
    print(run.stdout + run.stderr)
    for folder, (inputs, wanted, built) in folders.items():
        problems = []
        try:
            with np.load(folder / "swift.npz") as file:
                given = [file[f"y{i}"] for i in range(len(file.files))]
            problems += [f"Swift's output {i}: {d}" for i, (a, b) in enumerate(zip(wanted, given)) if (d := difference(a, b))]
            if len(given) != len(wanted):
                problems.append(f"{len(given)} outputs in place of {len(wanted)}")
            again = keras.models.load_model(folder / "swift.keras")
            if structure(again) != built:
                problems.append(f"inputs and outputs are {structure(again)}, they were {built}")
            values = flat(again.predict(keras.tree.pack_sequence_as(ends(again)[0], inputs), verbose=0))
            problems += [f"Keras' output {i}: {d}" for i, (a, b) in enumerate(zip(wanted, values)) if (d := difference(a, b))]
        except Exception as error:
            problems.append(f"{type(error).__name__}: {str(error)[:600]}")
        done += 1
        if problems:
            failed.append(folder)
            print(folder.name, *problems, sep="\n    ")
    print(f"{done} cases, {len(failed)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

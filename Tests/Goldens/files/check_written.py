"""Reads with h5py what the tests wrote:

    KERAS_SAMPLES=FOLDER swift test --filter writesSamples
    .venv/bin/python Tests/Goldens/files/check_written.py FOLDER
"""

import os
import pathlib
import sys
import zipfile

import h5py
import ml_dtypes  # noqa: F401, which makes bfloat16 known
import numpy as np
import safetensors

from generate_hdf5 import FILES, small_model, values

NAMES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split()


def check(condition, name):
    if not condition:
        raise SystemExit(f"differs: {name}")


def same(found, expected, name):
    found, expected = np.asarray(found), np.asarray(expected)
    check(found.dtype == expected.dtype and found.shape == expected.shape and np.array_equal(found, expected), name)


def bfloat16():
    return (values("f").astype("<f4").view("<u4") >> 16).astype("<u2").view("V2")


def check_hdf5(path):
    with h5py.File(path) as file:
        check(sorted(file) == ["empty", "layers", "many", "scalar", "types"], "root")
        for name in NAMES:
            same(file["types"][name][()], values(np.dtype(name).kind).astype(name), name)
        check(file["types/bfloat16"].dtype == "V2" and file["types/bfloat16"].attrs["dtype"] == "bfloat16", "bfloat16")
        check(file["types/bfloat16"][()].tobytes() == bfloat16().tobytes(), "bfloat16")
        same(file["scalar"][()], np.float64(-2.5), "scalar")
        same(file["empty"][()], np.zeros((0, 3), "i4"), "empty")
        check(file["layers/dense/vars"].attrs["name"] == "dense", "name")
        check(sorted(file["many"]) == sorted(f"child_{index}" for index in range(2000)), "many")
        check(isinstance(file["many/child_1999"], h5py.Group), "child")
        attributes = file.attrs
        check(attributes["text"] == "größer" and attributes["no_text"] == "", "text")
        check(attributes["long_text"] == '{"config": 1}' * 20_000, "long_text")
        same(attributes["fixed"], np.bytes_(b"2.2.4"), "fixed")
        check(list(attributes["texts"]) == ["a", "", "ccc"], "texts")
        check(list(attributes["many_texts"]) == [f"text {index}" for index in range(3000)], "many_texts")
        same(attributes["fixed_texts"], np.array([b"dense", b"dense_1", "größer".encode()]), "fixed_texts")
        same(attributes["no_texts"], np.array([], "S1"), "no_texts")
        same(attributes["integer"], np.int64(7), "integer")
        same(file["scalar"].attrs["array"], values("f").astype("f4"), "array")
        same(file["scalar"].attrs["flag"], np.True_, "flag")
        check(isinstance(file["scalar"].attrs["empty"], h5py.Empty), "empty")
        visited = []
        file.visit(visited.append)
        check(len(visited) == 13 + 2000 + 9, f"visit: {len(visited)}")
    # Others must be able to go on writing in it.
    with h5py.File(path, "a") as file:
        file["many/new"] = np.arange(3)
        file.attrs["new"] = "text"
        del file["layers/dense/vars/1"]
        file["many/child_0"].attrs["name"] = "x"
    with h5py.File(path) as file:
        same(file["many/new"][()], np.arange(3), "new")
        check(len(file["many"]) == 2001, "many")
        same(file["types/float32"][()], values("f").astype("f4"), "float32")


def check_safetensors(path):
    with safetensors.safe_open(path, "numpy") as file:
        check(file.metadata() == {"format": "pt"}, "metadata")
        check(sorted(file.keys()) == sorted(NAMES + ["bfloat16", "scalar", "empty"]), "names")
        for name in NAMES:
            same(file.get_tensor(name), values(np.dtype(name).kind).astype(name), name)
        check(file.get_tensor("bfloat16").tobytes() == bfloat16().tobytes(), "bfloat16")
        check(file.get_tensor("empty").shape == (0, 3) and file.get_tensor("scalar").shape == (), "shapes")


def check_zip(folder):
    for name in ["stored.zip", "deflated.zip"]:
        with zipfile.ZipFile(folder / name) as archive:
            check(archive.testzip() is None, name)
            check(archive.namelist() == ["a", "folder/größer", "empty", "long"], f"{name}: {archive.namelist()}")
            check(archive.read("a") == b"\1\2\3" and archive.read("empty") == b"", name)
            check(archive.read("long") == bytes(100_000), name)


def check_keras(folder):
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    def weights(model):
        return [(weight.path, np.asarray(weight.value)) for weight in model.weights + model.optimizer.variables]

    mixed = small_model("bfloat16")
    # Weights other than those of the file, so that reading them makes a difference.
    changed = small_model("bfloat16")
    changed.fit(np.ones((8, 4), "f4"), np.zeros((8, 2), "f4"), verbose=0)
    changed.load_weights(folder / "keras3.weights.h5")
    pairs = [[keras.models.load_model(place / name) for place in [FILES, folder]] for name in ["keras3.h5", "keras3.keras"]]
    for expected, found in [(mixed, changed), *pairs]:
        for (name, before), (_, after) in zip(weights(expected), weights(found), strict=True):
            check(before.tobytes() == after.tobytes(), f"Keras: {name}")


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    check_hdf5(folder / "sample.h5")
    check_safetensors(folder / "sample.safetensors")
    check_zip(folder)
    check_keras(folder)
    print("h5py, safetensors, zipfile and Keras read what was written")

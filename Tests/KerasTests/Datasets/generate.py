"""Writes small data sets in the formats of the real ones, and what real Keras makes of them: python3 generate.py

Needs Keras 3.15 (see Tests/Goldens/requirements.txt). The files lie in Files; expected.json holds Keras' own results.
"""

import gzip
import importlib.util
import io
import json
import os
import pathlib
import struct
import tarfile
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
from keras import datasets
from keras.src.datasets import boston_housing, california_housing, cifar, fashion_mnist, imdb, reuters
from keras.utils import pad_sequences, to_categorical

HERE = pathlib.Path(__file__).parent
FILES = HERE / "Files"
spec = importlib.util.spec_from_file_location("formats", HERE.parent.parent / "FormatsTests" / "generate.py")
formats = importlib.util.module_from_spec(spec)
spec.loader.exec_module(formats)
expected = {}


def write_npz(path, arrays, protocol):
    """Arrays of objects as pickles of the protocol, 2 being Python 2's; numbers as they are."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            if array.dtype == object:
                np.lib.format.write_array_header_1_0(content, np.lib.format.header_data_from_array_1_0(array))
                content.write(formats.dumps(array, protocol))
            else:
                np.save(content, array)
            member = zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content.getvalue())


def texts(random, count):
    result = np.empty(count, object)
    result[:] = [[int(w) for w in random.geometric(0.02, random.integers(1, 12))] for _ in range(count)]
    return result


def parts(result):
    def plain(x):
        return [list(map(int, row)) for row in x] if x.dtype == object else x.tolist()
    (x, y), (x2, y2) = [tuple(np.asarray(a, dtype=object) if isinstance(a, list) else a for a in p) for p in result]
    return dict(x_train=plain(x), y_train=np.asarray(y).tolist(), x_test=plain(x2), y_test=np.asarray(y2).tolist())


def text_sets():
    random = np.random.default_rng(1)
    write_npz(FILES / "imdb.npz", dict(x_train=texts(random, 14), y_train=random.integers(0, 2, 14), x_test=texts(random, 9),
                                       y_test=random.integers(0, 2, 9)), 2)
    write_npz(FILES / "reuters.npz", dict(x=texts(random, 21), y=random.integers(0, 46, 21)), 4)
    (FILES / "imdb_word_index.json").write_text(json.dumps({"the": 1, "naïve": 20, "\"quoted\"": 3}))
    arguments = [{}, dict(num_words=60), dict(num_words=60, skip_top=10), dict(num_words=60, oov_char=None),
                 dict(start_char=None), dict(start_char=None, index_from=0), dict(maxlen=8), dict(seed=7, index_from=10),
                 dict(num_words=40, skip_top=5, maxlen=9, seed=1, start_char=9, oov_char=8, index_from=12)]
    for module, name in [(imdb, "imdb"), (reuters, "reuters")]:
        module.get_file = lambda *a, name=name, **k: str(FILES / f"{name}.npz")
        more = [dict(test_split=0.5), dict(test_split=0.0), dict(test_split=0.33, maxlen=9)] if name == "reuters" else []
        expected[name] = [dict(arguments=a, **parts(module.load_data(**a))) for a in arguments + more]
    expected["label_names"] = reuters.get_label_names()


def housing():
    random = np.random.default_rng(2)
    for module, name, rows, columns, dtype in [(boston_housing, "boston_housing", 25, 13, "float64"),
                                               (california_housing, "california_housing", 700, 8, "float32")]:
        x = np.arange(rows * columns).reshape(rows, columns).astype(dtype)
        y = (np.arange(rows) * 1000 + 0.5).astype(dtype)
        np.savez_compressed(FILES / f"{name}.npz", x=x, y=y)
        module.get_file = lambda *a, name=name, **k: str(FILES / f"{name}.npz")
        cases = [{}, dict(test_split=0.3, seed=5), dict(test_split=0)]
        if name == "california_housing":
            cases.append(dict(version="small"))
        expected[name] = []
        for arguments in cases:
            result = parts(module.load_data(**arguments))
            # The first column says which row it is.
            expected[name].append(dict(arguments=arguments, y_train=result["y_train"], y_test=result["y_test"],
                                       x_train=[r[0] for r in result["x_train"]], x_test=[r[0] for r in result["x_test"]]))


def images():
    def batch(start, count, labels):
        data = ((np.arange(count * 3072) * 7 + start) // 64 % 256).astype("u1").reshape(count, 3072)
        data[:, ::97] = start
        return {"batch_label": "part", **labels, "data": data, "filenames": ["a.png"] * count}

    def archive(path, folder, members):
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w", format=tarfile.GNU_FORMAT) as tar:
            for name, data in members.items():
                info = tarfile.TarInfo(f"{folder}/{name}")
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        formats.write_gzip(path, content.getvalue())

    def keras(members, key):
        """Keras' own reader; what it does afterwards needs the real number of images."""
        results = []
        for name, data in members.items():
            path = HERE / "part"
            path.write_bytes(data)
            x, y = cifar.load_batch(str(path), label_key=key)
            path.unlink()
            results.append((x.transpose(0, 2, 3, 1), y))
        return [dict(labels=list(map(int, y)), sum=int(x.astype("i8").sum()), corner=x[0, 0, 0].tolist(),
                     pixel=x[1, 5, 9].tolist(), weighted=int((x.reshape(-1).astype("i8") * (np.arange(x.size) % 1009)).sum()))
                for x, y in results]

    random = np.random.default_rng(3)
    names = [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]
    members = {n: formats.dumps(batch(i, 2, dict(labels=random.integers(0, 10, 2).tolist())), 2) for i, n in enumerate(names)}
    archive(FILES / "cifar-10-python.tar.gz", "cifar-10-batches-py", {"readme.html": b"<p>", **members})
    expected["cifar10"] = keras(members, "labels")
    members = {n: formats.dumps(batch(10 + i, c, dict(fine_labels=random.integers(0, 100, c).tolist(),
                                                      coarse_labels=random.integers(0, 20, c).tolist())), 2)
               for i, (n, c) in enumerate([("train", 5), ("test", 3)])}
    archive(FILES / "cifar-100-python-target_archive", "cifar-100-python", members)
    expected["cifar100"] = {key: keras(members, f"{key}_labels") for key in ("fine", "coarse")}

    folder = FILES / "fashion-mnist"
    folder.mkdir(exist_ok=True)
    for name, count in [("train", 4), ("t10k", 3)]:
        data = ((np.arange(count * 784) * 13) % 251).astype("u1")
        formats.write_gzip(folder / f"{name}-images-idx3-ubyte.gz", struct.pack(">IIII", 0x803, count, 28, 28) + data.tobytes())
        formats.write_gzip(folder / f"{name}-labels-idx1-ubyte.gz",
                           struct.pack(">II", 0x801, count) + bytes(random.integers(0, 10, count).tolist()))
    fashion_mnist.get_file = lambda name, **k: str(folder / name)
    (x, y), (x2, y2) = fashion_mnist.load_data()
    expected["fashion_mnist"] = dict(y_train=y.tolist(), y_test=y2.tolist(), x_train=int(x.sum()), x_test=int(x2.sum()),
                                     pixel=int(x[3, 20, 11]))


def utilities():
    rows = [[1], [2, 3], [], [4, 5, 6, 7]]
    cases = [{}, dict(maxlen=3), dict(maxlen=2, truncating="post"), dict(padding="post"), dict(maxlen=6, value=-1),
             dict(maxlen=3, padding="post", truncating="post", value=9), dict(dtype="float32", value=0.5),
             dict(maxlen=1, dtype="int64")]
    expected["pad_sequences"] = [dict(arguments=a, rows=pad_sequences(rows, **a).tolist()) for a in cases]
    cases = [([0, 2, 1], None), ([0, 2, 1], 5), ([[1], [0]], None), ([[1, 0], [2, 2]], None), ([3], 4), ([[0]], 2)]
    expected["to_categorical"] = [dict(labels=l, classes=c, shape=to_categorical(l, c).shape,
                                       values=to_categorical(l, c).reshape(-1).tolist()) for l, c in cases]
    order = {}
    for seed in (0, 113, 2**32 - 1):
        for count in (1, 2, 10, 1000):
            indices = np.arange(count)
            np.random.RandomState(seed).shuffle(indices)
            order[f"{seed}/{count}"] = indices[:40].tolist() + indices[-3:].tolist()
    expected["shuffle"] = order


FILES.mkdir(exist_ok=True)
text_sets()
housing()
images()
utilities()
lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in expected.items())
(FILES / "expected.json").write_text("{\n" + lines + "\n}\n")

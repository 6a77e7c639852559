"""Writes the HDF5 files of the Formats tests with h5py and Keras, and beside them what h5py reads from them.

    python3 -m venv .venv && .venv/bin/pip install -r Tests/Goldens/files/requirements.txt
    .venv/bin/python Tests/Goldens/files/generate_hdf5.py

expected.json maps each file to its objects by path: kind, names of children, attributes; of datasets shape, type and the
elements as bytes in row-major little-endian order, or the hash of these bytes where they are many.
"""

import base64
import ctypes
import glob
import hashlib
import json
import os
import pathlib

import h5py
import numpy as np

FILES = pathlib.Path(__file__).parents[2] / "FormatsTests" / "Files" / "hdf5"
SHAPE = (2, 3, 5)


def values(kind):
    """The formula of the other generator, Tests/FormatsTests/generate.py."""
    index = np.arange(np.prod(SHAPE)).reshape(SHAPE)
    if kind == "b":
        return index % 3 == 0
    plain = (7 * index) % 11
    return plain - 5 * (kind in "if") + 0.5 * (kind == "f")


def write_types(file):
    names = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128"
    for name in names.split():
        dtype = np.dtype(name)
        for order, word in [("<", "little"), (">", "big")]:
            array = values("f" if dtype.kind == "c" else dtype.kind).astype(dtype.newbyteorder(order))
            if dtype.kind == "c":
                array = array + array.dtype.type(2j)
                array = array.astype(dtype.newbyteorder(order))
            file.create_dataset(f"{name}_{word}", data=array)
            file.attrs[f"{name}_{word}"] = array
    half = (values("f").astype("<f4").view("<u4") >> 16).astype("<u2").view("V2")
    file.create_dataset("bfloat16", data=half).attrs["dtype"] = "bfloat16"
    # As it is in legacy files of Keras 3, which Keras itself cannot read.
    file.create_dataset("bfloat16_unnamed", data=half)
    file["opaque"] = np.zeros(2, "V3")
    brain = h5py.h5t.IEEE_F16LE.copy()
    brain.set_fields(15, 7, 8, 0, 7)
    brain.set_ebias(127)
    made = h5py.h5d.create(file.id, b"brain", brain, h5py.h5s.create_simple((3,)))
    made.write(h5py.h5s.ALL, h5py.h5s.ALL, np.float32([1.5, -2, 3e38]))
    file["scalar"] = np.float64(-2.5)
    file["empty"] = np.zeros((0, 3), "<i4")
    file["null"] = h5py.Empty("f4")
    colors = h5py.enum_dtype(dict(red=0, green=1, blue=42), basetype="<i2")
    file.create_dataset("enumeration", data=np.array([0, 42, 1], "<i2"), dtype=colors)
    file.create_dataset("pairs", (2,), dtype=np.dtype(("<i4", (2, 3))))[...] = np.arange(12).reshape(2, 2, 3)
    file["texts_fixed"] = np.array([b"a", b"bcd", b""])
    file.create_dataset("texts", data=["", "ä", "long" * 50, "z"], dtype=h5py.string_dtype())
    space = h5py.h5t.C_S1.copy()
    space.set_size(6)
    space.set_strpad(h5py.h5t.STR_SPACEPAD)
    spaced = h5py.h5d.create(file.id, b"texts_spaced", space, h5py.h5s.create_simple((2,)))
    spaced.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([b"ab    ", b"abcdef"], "S6"), mtype=space)
    file.create_dataset("lists", (2,), dtype=h5py.vlen_dtype(np.int32))[0] = [1, 2, 3]
    file["record"] = np.zeros(2, [("x", "<f4"), ("y", "<i4"), ("r", "<f4", (2,))])
    file.create_dataset("references", data=np.array([file["scalar"].ref], h5py.ref_dtype))
    file["committed"] = np.dtype("<f4")
    committed = file.create_dataset("of_committed", data=values("f").astype("<f4"), dtype=file["committed"])
    committed.attrs.create("of_committed", np.float32([1, 2]), dtype=file["committed"])
    file.attrs["text"] = "plain"
    file.attrs["text_unicode"] = "größer"
    file.attrs["bytes"] = np.bytes_(b"fixed")
    file.attrs["array_of_bytes"] = np.array([b"dense", b"dense_1"])
    file.attrs["array_of_text"] = np.array(["x", "yz", ""], dtype=h5py.string_dtype())
    file.attrs["no_texts"] = np.array([], dtype=h5py.string_dtype())
    file.attrs["nothing"] = h5py.Empty("f4")
    file.attrs["integer"] = 3
    file.attrs["numbers"] = np.arange(6, dtype=">f8").reshape(2, 3)
    file.attrs["reference"] = file["scalar"].ref


def write_layouts(file):
    data = (np.arange(7 * 11) % 251).astype("<u2").reshape(7, 11)
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    simple = h5py.h5s.create_simple(data.shape)
    h5py.h5d.create(file.id, b"compact", h5py.h5t.STD_U16LE, simple, compact).write(h5py.h5s.ALL, h5py.h5s.ALL, data)
    file["contiguous"] = data
    file.create_dataset("unwritten", (5, 4), "<f4", fillvalue=1.5)
    file.create_dataset("unwritten_zero", (5, 4), "<f4")
    options = dict(
        plain={}, deflate=dict(compression="gzip"), shuffle=dict(shuffle=True), fletcher32=dict(fletcher32=True),
        lzf=dict(compression="lzf"), all=dict(compression="gzip", shuffle=True, fletcher32=True),
    )
    kinds = dict(
        fixed=((3, 4), None), single=((7, 11), None), one=((3, 4), (None, 11)), last=((3, 4), (7, None)),
        two=((3, 4), (None, None)), bounded=((3, 4), (70, 110)), late=((3, 4), (70, None)),
    )
    for kind, (chunks, maximum) in kinds.items():
        for name, option in options.items():
            file.create_dataset(f"{kind}_{name}", data=data, chunks=chunks, maxshape=maximum, **option)
    # Allocated when it is made: no index at all.
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((3, 4))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    h5py.h5d.create(file.id, b"early", h5py.h5t.STD_U16LE, simple, early).write(h5py.h5s.ALL, h5py.h5s.ALL, data)
    # Chunks at the edges without their filters.
    edges = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    edges.set_chunk((3, 4))
    edges.set_deflate(6)
    if hasattr(edges, "set_chunk_opts"):
        edges.set_chunk_opts(2)
    h5py.h5d.create(file.id, b"edges", h5py.h5t.STD_U16LE, simple, edges).write(h5py.h5s.ALL, h5py.h5s.ALL, data)
    partial = file.create_dataset("partial", (7, 11), "<i2", chunks=(3, 4), fillvalue=-3)
    partial[4:6, 2:5] = 9
    noise = np.random.default_rng(0).integers(0, 256, (6, 6), "u1")
    file.create_dataset("incompressible", data=noise, chunks=(4, 4), compression="lzf")
    file.create_dataset("volume", data=np.arange(4 * 5 * 6, dtype=">f4").reshape(4, 5, 6), chunks=(2, 3, 4),
                        compression="gzip", shuffle=True)
    shrunk = file.create_dataset("shrunk", data=data, chunks=(3, 4), maxshape=(None, None))
    shrunk.resize((4, 5))
    file.create_dataset("texts", data=["a", "bc", "d"], dtype=h5py.string_dtype(), chunks=(2,), compression="gzip")


def write_indices(file, side=35):
    """Indices with many entries: pages of fixed arrays, all levels of extensible ones, B-trees with several levels."""
    many = (np.arange(side * side) % 253).astype("u1")
    file.create_dataset("pages", data=many, chunks=(1,))
    pages = file.create_dataset("pages_missing", (5000,), "u1", chunks=(1,))
    pages[2100:2110] = 7
    file.create_dataset("grown", data=many, chunks=(1,), maxshape=(None,))
    file.create_dataset("grown_deflated", data=many, chunks=(4,), maxshape=(None,), compression="gzip")
    far = file.create_dataset("far", (140_001,), "u1", chunks=(1,), maxshape=(None,))
    far[140_000] = 5
    far[131_100] = 6
    file.create_dataset("tree", data=many.reshape(side, side), chunks=(1, 1), maxshape=(None, None))
    file.create_dataset("tree_deflated", data=many.reshape(side, side), chunks=(2, 5), maxshape=(None, None),
                        compression="gzip")


def write_groups(file):
    file.create_group("layers/dense/vars").attrs["name"] = "dense"
    file["layers/dense/vars/0"] = values("f").astype("<f4")
    file["layers/dense/vars/1"] = np.arange(3, dtype="<f4")
    file.create_group("layers/a/b/c")
    many = file.create_group("many")
    for index in range(300):
        many[f"{'name' * (index % 3)}{index}"] = file["layers/dense/vars/1"]
    tracked = file.create_group("tracked", track_order=True)
    for name in "zyxwvutsrqponmlkjihgfedcba":
        tracked[name] = file["layers/dense/vars/1"]
    few = file.create_group("few_tracked", track_order=True)
    for name in "cab":
        few.create_group(name)
    for index in range(40):
        file["layers/a"].attrs[f"attribute_{index}"] = index
    ordered = file.create_group("ordered", track_order=True)
    for name in "zyxwvutsrqp":
        ordered.attrs[name] = name
    for name in "remove":
        ordered.attrs[name] = "x"
    del ordered.attrs["e"]
    file["cycle/again"] = file["layers"]
    file["cycle/self"] = file["cycle"]
    file["größer"] = np.int8(1)


def write_big_attributes(file):
    names = [f"block_{index}/conv2d_{index}/kernel:0".encode() for index in range(200)]
    file.attrs["weight_names"] = np.array(names)
    file.attrs["huge"] = np.arange(8_500, dtype="<i8")
    file.attrs["small"] = 1


def write_links(file):
    file["data"] = np.int8(1)
    file["soft"] = h5py.SoftLink("/data")
    file["external"] = h5py.ExternalLink("other.h5", "/data")


def hdf5_library():
    """The library inside of h5py, for what h5py has no call for."""
    folder = pathlib.Path(h5py.__file__).parents[1] / "h5py.libs"
    return ctypes.CDLL(glob.glob(str(folder / "libhdf5-*.so*"))[0])


def shared_messages(name):
    """A file that keeps messages of several objects in one place."""
    library = hdf5_library()
    plist = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    library.H5Pset_shared_mesg_nindexes.argtypes = [ctypes.c_int64, ctypes.c_uint]
    library.H5Pset_shared_mesg_index.argtypes = [ctypes.c_int64, ctypes.c_uint, ctypes.c_uint, ctypes.c_uint]
    library.H5Pset_shared_mesg_phase_change.argtypes = [ctypes.c_int64, ctypes.c_uint, ctypes.c_uint]
    assert library.H5Pset_shared_mesg_nindexes(plist.id, 2) >= 0
    # Dataspaces, datatypes, fill values and filters in the first, attributes in the second.
    assert library.H5Pset_shared_mesg_index(plist.id, 0, 0x1 << 1 | 1 << 3 | 1 << 5 | 1 << 11, 1) >= 0
    assert library.H5Pset_shared_mesg_index(plist.id, 1, 1 << 12, 1) >= 0
    return create(name, plist)


def create(name, plist):
    return h5py.h5f.create(str(FILES / name).encode(), h5py.h5f.ACC_TRUNC, plist)


def small_model(dtype):
    """A trained model, with an optimizer that has state."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    keras.utils.set_random_seed(1)
    model = keras.Sequential([
        keras.Input((4,)), keras.layers.Dense(3, activation="relu", name="first"), keras.layers.BatchNormalization(),
        keras.layers.Dense(2, name="second", dtype=dtype),
    ], name="small")
    model.compile("adam", "mean_squared_error")
    model.fit(np.ones((8, 4), "f4"), np.ones((8, 2), "f4"), verbose=0)
    return model


def keras_files(folder):
    small_model("bfloat16").save_weights(folder / "keras3.weights.h5")
    model = small_model("float32")
    model.save(folder / "keras3.keras")
    model.save(folder / "keras3.h5")
    # As Keras 2 wrote its files: fixed bytes.
    with h5py.File(folder / "keras2.h5", "w", libver=("earliest", "v108")) as file:
        file.attrs["keras_version"] = b"2.2.4"
        file.attrs["backend"] = b"tensorflow"
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": []}).encode()
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [b"dense_1", b"dropout_1"]
        dense = group.create_group("dense_1")
        dense.attrs["weight_names"] = [b"dense_1/kernel:0", b"dense_1/bias:0"]
        dense.create_dataset("dense_1/kernel:0", (4, 3), "f4")[:] = np.arange(12).reshape(4, 3)
        dense.create_dataset("dense_1/bias:0", (3,), "f4")[:] = 1
        group.create_group("dropout_1").attrs["weight_names"] = np.array([], "S1")


def encoded(array):
    array = np.asarray(array)
    if array.dtype.kind == "c":
        array = np.stack([array.real, array.imag], axis=-1)
    if array.dtype.byteorder == ">":
        array = array.astype(array.dtype.newbyteorder("<"))
    kinds = dict(b="bool", i="int", u="uint", f="float", V="bfloat")
    name = "bool" if array.dtype.kind == "b" else f"{kinds[array.dtype.kind]}{array.dtype.itemsize * 8}"
    content = array.tobytes()
    short = len(content) <= 1000
    data = dict(bytes=base64.b64encode(content).decode()) if short else dict(sha256=hashlib.sha256(content).hexdigest())
    return dict(dtype=name, shape=list(array.shape), **data)


def texts(array):
    plain = [item.decode() if isinstance(item, bytes) else str(item) for item in np.asarray(array).reshape(-1)]
    return dict(texts=plain, shape=list(np.shape(array)))


def attribute(item, name):
    value = item.attrs.get_id(name)
    if isinstance(item.attrs[name], h5py.Empty):
        return dict(empty=True)
    if h5py.check_string_dtype(value.dtype) or value.dtype.kind in "SU":
        return texts(item.attrs[name])
    if value.dtype.kind == "O":
        return dict(other=True)
    return encoded(item.attrs[name])


def described(item):
    record = dict(attributes={name: attribute(item, name) for name in sorted(item.attrs)})
    if isinstance(item, h5py.Group):
        record |= dict(kind="group", names=sorted(item, key=str.encode))
        if item.id.get_create_plist().get_link_creation_order():
            record["order"] = list(item)
    elif isinstance(item, h5py.Datatype):
        record["kind"] = "datatype"
    elif item.shape is None:
        record |= dict(kind="null")
    elif h5py.check_string_dtype(item.dtype) or item.dtype.kind == "S":
        record |= dict(kind="texts", **texts(item[()]))
    elif item.dtype.kind == "O" or item.dtype.names or item.dtype.str[1:] == "V3":
        record["kind"] = "other"
    else:
        data = item[()]
        if item.name == "/brain":
            # Not a type of NumPy: the library makes it wider.
            data = (data.astype("<f4").view("<u4") >> 16).astype("<u2").view("V2")
        record |= dict(kind="numbers", **encoded(data))
    return record


def expected(path):
    objects = {}
    with h5py.File(path) as file:
        objects["/"] = described(file)
        file.visititems(lambda name, item: objects.__setitem__("/" + name, described(item)))
    return objects


if __name__ == "__main__":
    FILES.mkdir(parents=True, exist_ok=True)
    for old in FILES.iterdir():
        if old.name != "version2.h5":
            old.unlink()
    library = hdf5_library()
    library.H5Pset_istore_k.argtypes = [ctypes.c_int64, ctypes.c_uint]
    contents = dict(types=write_types, layouts=write_layouts, groups=write_groups, indices=write_indices)
    for content, write in contents.items():
        with h5py.File(FILES / f"{content}_latest.h5", "w", libver="latest") as file:
            write(file)
        plist = h5py.h5p.create(h5py.h5p.FILE_CREATE)
        # Smaller nodes than usual: more levels in smaller files.
        if content in ["layouts", "indices"]:
            assert library.H5Pset_istore_k(plist.id, 4) >= 0
        with h5py.File(create(f"{content}_earliest.h5", plist)) as file:
            write(file, 15) if content == "indices" else write(file)
    # The first version with today's object headers, which has no chunk indices but the old one.
    with h5py.File(FILES / "groups_v108.h5", "w", libver=("v108", "v108")) as file:
        write_groups(file)
    with h5py.File(FILES / "big_attributes.h5", "w", libver="latest") as file:
        write_big_attributes(file)
    with h5py.File(FILES / "links.h5", "w") as file:
        write_links(file)
    with h5py.File(FILES / "user_block.h5", "w", userblock_size=1024, libver="latest") as file:
        file["data"] = np.arange(5)
    with h5py.File(FILES / "user_block_old.h5", "w", userblock_size=512) as file:
        file["data"] = np.arange(5)
        file.attrs["text"] = "x"
    narrow = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    narrow.set_sizes(4, 4)
    assert library.H5Pset_istore_k(narrow.id, 4) >= 0
    with h5py.File(create("narrow.h5", narrow)) as file:
        file.create_dataset("tree", data=np.arange(60).reshape(6, 10), chunks=(1, 2), compression="gzip")
        file["texts"] = np.array(["a", "bc"], dtype=h5py.string_dtype())
    with h5py.File(shared_messages("shared_messages.h5")) as file:
        for index in range(12):
            data = file.create_dataset(f"data_{index}", data=np.arange(5, dtype="<f4"), chunks=(2,), compression="gzip")
            data.attrs["text"] = "the same everywhere"
            for place in range(10):
                data.attrs[f"number_{place}"] = place
    keras_files(FILES)
    results = {path.name: expected(path) for path in sorted(FILES.glob("*.h5")) if path.name not in ["links.h5", "version2.h5"]}
    (FILES / "expected.json").write_text(json.dumps(results, ensure_ascii=False, separators=(",", ":")))

"""Writes the files of the Formats tests with NumPy and Python's own gzip: python3 Tests/FormatsTests/generate.py

Element i (in row-major order) of an array of 2 x 3 x 5 is (7 * i) % 11, less 5 if the type is signed, plus 0.5 if it is a
floating-point type; a bool is whether i % 3 == 0. The tests know this formula.
"""

import gzip
import io
import pathlib
import pickle
import struct
import tarfile

import numpy as np

FILES = pathlib.Path(__file__).parent / "Files"
SHAPE = (2, 3, 5)


def values(kind):
    index = np.arange(np.prod(SHAPE)).reshape(SHAPE)
    if kind == "b":
        return index % 3 == 0
    plain = (7 * index) % 11
    return plain - 5 * (kind in "if") + 0.5 * (kind == "f")


def bfloat16(array):
    """The upper halves of float32, which are exact for these values."""
    return (array.astype("<f4").view("<u4") >> 16).astype("<u2")


def write_gzip(path, content):
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
        file.write(content)


def numpy_files():
    arrays = {}
    for name in "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split():
        dtype = np.dtype(name)
        for order in ["<", ">"] if dtype.itemsize > 1 else ["<"]:
            for layout in "CF":
                key = f"{name}_{'little' if order == '<' else 'big'}_{layout}"
                arrays[key] = np.array(values(dtype.kind), dtype=dtype.newbyteorder(order), order=layout)
    # As the package ml_dtypes makes it: two opaque bytes an element.
    arrays["bfloat16_little_C"] = bfloat16(values("f")).view("V2")
    np.savez(FILES / "stored.npz", **arrays)
    np.savez_compressed(FILES / "deflated.npz", **arrays)

    plain = values("f").astype("<f4")
    for version in [(1, 0), (2, 0), (3, 0)]:
        with open(FILES / f"version{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, plain, version=version)
    np.save(FILES / "scalar.npy", np.float64(-2.5))
    np.save(FILES / "vector.npy", np.array([1, -2, 3], "<i2"))
    np.save(FILES / "empty.npy", np.zeros((0, 3), "<i4"))
    np.save(FILES / "square_F.npy", np.array(np.arange(70 * 45).reshape(70, 45) % 251, dtype="u1", order="F"))
    np.save(FILES / "rank5_F.npy", np.array(np.arange(2 * 3 * 4 * 5 * 6).reshape(2, 3, 4, 5, 6), dtype="<i4", order="F"))

    np.save(FILES / "object.npy", np.array([[1], "a"], object))
    np.save(FILES / "complex.npy", np.zeros(2, "c8"))
    np.save(FILES / "text.npy", np.array(["ab"]))
    np.save(FILES / "time.npy", np.zeros(2, "M8[s]"))
    np.save(FILES / "extended.npy", np.zeros(2, "longdouble"))
    np.save(FILES / "record.npy", np.zeros(2, [("x", "f4"), ("y", "i4")]))


def idx_files():
    codes = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
    for code, dtype in codes.items():
        array = values(np.dtype(dtype).kind).astype(dtype)
        content = struct.pack(">BBBB3I", 0, 0, code, 3, *SHAPE) + array.tobytes()
        (FILES / f"type{code}.idx").write_bytes(content)
        if code == 12:
            write_gzip(FILES / "type12.idx.gz", content)
            half = len(content) // 2
            members = io.BytesIO()
            for part in [content[:half], content[half:]]:
                with gzip.GzipFile(filename="part", mode="wb", fileobj=members, mtime=0) as file:
                    file.write(part)
            (FILES / "two-members.idx.gz").write_bytes(members.getvalue() + bytes(512))


class Python2Pickler(pickle._Pickler):
    """Writes what Python 2 with an old NumPy wrote: text as bytes, and the names of NumPy that it had then."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_string(self, text):
        content = text if isinstance(text, bytes) else text.encode("latin1")
        short = len(content) < 256
        self.write((b"U" + bytes([len(content)]) if short else b"T" + struct.pack("<i", len(content))) + content)
        self.memoize(text)

    def save_name(self, item, name=None):
        module = "numpy.core.multiarray" if item.__name__ == "_reconstruct" else "numpy"
        self.write(f"c{module}\n{item.__name__}\n".encode())
        self.memoize(item)

    dispatch[bytes] = dispatch[str] = save_string
    dispatch[type(np.ndarray)] = dispatch[type(np.core.multiarray._reconstruct)] = save_name
    save_global = save_name


def dumps(item, protocol):
    """`protocol` 2 as Python 2 has it."""
    if protocol > 2:
        return pickle.dumps(item, protocol)
    file = io.BytesIO()
    Python2Pickler(file, 2).dump(item)
    return file.getvalue()


def pickle_files():
    shared = [1, 2]
    item = {
        "numbers": [0, 1, 255, 256, 65535, 65536, -1, -(2**31), 2**31, -(2**62), 2**62], "real": -2.5, "none": None,
        "flags": [True, False], "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)], "text": "x" * 300,
        "shared": [shared, shared], "images": (np.arange(12) * 20).astype("u1").reshape(3, 4),
        "columns": np.asfortranarray(np.arange(6, dtype="<i2").reshape(2, 3)), "big": np.arange(3, dtype=">f4"),
    }
    for protocol in range(2, 6):
        (FILES / f"protocol{protocol}.pickle").write_bytes(dumps(item, protocol))
    (FILES / "call.pickle").write_bytes(pickle.dumps(pathlib.PurePosixPath("a"), 2))
    ragged = np.empty(3, object)
    ragged[:] = [[1, 2, 3], [], [70000]]
    np.save(FILES / "ragged.npy", ragged)


def tar_files():
    long = "folder/" + "long" * 30 + "/last.txt"
    for name, kind in dict(ustar=tarfile.USTAR_FORMAT, gnu=tarfile.GNU_FORMAT, pax=tarfile.PAX_FORMAT).items():
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w", format=kind) as archive:
            def add(path, data=b"", **fields):
                info = tarfile.TarInfo(path)
                info.size = len(data)
                for field, value in fields.items():
                    setattr(info, field, value)
                archive.addfile(info, io.BytesIO(data))
            add("folder", type=tarfile.DIRTYPE)
            add("folder/first.txt", b"first")
            add("folder/link", type=tarfile.SYMTYPE, linkname="/etc/passwd")
            add("folder/block.bin", bytes(range(256)) * 4)
            add("folder/empty.txt")
            add(long, b"the last one")
        (FILES / f"{name}.tar").write_bytes(content.getvalue())
    write_gzip(FILES / "ustar.tar.gz", (FILES / "ustar.tar").read_bytes())
    (FILES / "ustar.tar").unlink()


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    numpy_files()
    idx_files()
    pickle_files()
    tar_files()

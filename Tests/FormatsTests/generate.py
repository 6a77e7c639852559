"""Writes the files of the Formats tests with NumPy and Python's own gzip: python3 Tests/FormatsTests/generate.py

Element i (in row-major order) of an array of 2 x 3 x 5 is (7 * i) % 11, less 5 if the type is signed, plus 0.5 if it is a
floating-point type; a bool is whether i % 3 == 0. The tests know this formula.
"""

import gzip
import io
import pathlib
import struct

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


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    numpy_files()
    idx_files()

"""Writes the safetensors files of the Formats tests with the package of that name:

    .venv/bin/python Tests/Goldens/files/generate_safetensors.py
"""

import pathlib

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

from generate_hdf5 import values

FILES = pathlib.Path(__file__).parents[2] / "FormatsTests" / "Files" / "safetensors"
NAMES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split()


if __name__ == "__main__":
    FILES.mkdir(parents=True, exist_ok=True)
    arrays = {name: values(np.dtype(name).kind).astype(name) for name in NAMES}
    arrays["bfloat16"] = values("f").astype(ml_dtypes.bfloat16)
    save_file(arrays, FILES / "types.safetensors", metadata={"format": "pt", "größe": "klein"})
    arrays = dict(scalar=np.array(-2.5), empty=np.zeros((0, 3), "i4"), small=np.zeros(3, ml_dtypes.float8_e4m3fn))
    save_file(arrays, FILES / "shapes.safetensors")

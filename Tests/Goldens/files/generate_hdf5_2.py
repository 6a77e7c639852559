"""Writes a file with the newest chunk layout, which only h5py with HDF5 2.0 does: h5py==3.16.0, numpy==2.4.6

    python3 Tests/Goldens/files/generate_hdf5_2.py
"""

import pathlib

import h5py
import numpy as np

FILE = pathlib.Path(__file__).parents[2] / "FormatsTests" / "Files" / "hdf5" / "version2.h5"

if __name__ == "__main__":
    assert h5py.version.hdf5_version_tuple >= (2, 0, 0)
    data = np.arange(77, dtype="<u2").reshape(7, 11)
    with h5py.File(FILE, "w", libver="latest") as file:
        file.create_dataset("fixed", data=data, chunks=(3, 4))
        file.create_dataset("fixed_deflated", data=data, chunks=(3, 4), compression="gzip")
        file.create_dataset("single", data=data, chunks=(7, 11), compression="gzip")
        file.create_dataset("grown", data=data, chunks=(3, 4), compression="gzip", maxshape=(None, 11))
        file.create_dataset("tree", data=data, chunks=(3, 4), compression="gzip", maxshape=(None, None))

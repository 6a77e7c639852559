"""What every family needs: seeded arrays, gradients on either backend, compact files."""

import io
import json
import zipfile
import zlib

import keras
import numpy as np
from keras import ops

BACKEND = keras.backend.backend()
# Keras on JAX turns 64-bit types into 32-bit ones, so there only TensorFlow shows what Keras means.
DTYPES = ("float32", "float64") if BACKEND == "tensorflow" else ("float32",)
if BACKEND == "tensorflow":
    import tensorflow

    tensorflow.config.experimental.enable_op_determinism()  # sums in one order, so that the files are the same again


class Family:
    """Cases and their arrays; written as NAME.json and NAME.npz."""

    def __init__(self, name, seed):
        self.name = name
        self.seed = seed
        self.cases = []
        self.shared = {}
        self.arrays = {}

    def random(self, *labels):
        """A generator of its own for each case, so that adding a case changes no other."""
        return np.random.default_rng([self.seed, zlib.crc32("/".join(map(str, (self.name, *labels))).encode())])

    def store(self, key, value):
        """Adds an array and gives its key."""
        value = np.asarray(value)
        assert key not in self.arrays, key
        assert value.dtype.kind in "biuf", (key, value.dtype)
        self.arrays[key] = np.ascontiguousarray(value) if value.ndim else value
        return key

    def add(self, case):
        assert case["name"] not in {c["name"] for c in self.cases}, case["name"]
        self.cases.append(case)

    def save(self, folder):
        manifest = dict(family=self.name, keras=keras.__version__, backend=BACKEND, seed=self.seed)
        manifest.update(self.shared)
        lines = ",\n".join("    " + json.dumps(plain(case)) for case in self.cases)
        head = json.dumps(plain(manifest))[:-1]
        (folder / f"{self.name}.json").write_text(head + ', "cases": [\n' + lines + "\n]}\n")
        if not self.arrays:
            return
        # A fixed date for each member: the same values give the same bytes.
        with zipfile.ZipFile(folder / f"{self.name}.npz", "w") as archive:
            for key, value in self.arrays.items():
                buffer = io.BytesIO()
                np.save(buffer, value, allow_pickle=False)
                member = zipfile.ZipInfo(key + ".npy", (1980, 1, 1, 0, 0, 0))
                member.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(member, buffer.getvalue(), compresslevel=9)


def plain(value):
    """JSON's own types; float32 numbers with the digits that they have."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return plain(value[()])
    if isinstance(value, np.ndarray):
        return plain(value.tolist() if value.dtype != np.float32 else [plain(v) for v in value])
    if isinstance(value, np.float32):
        return plain(float(f"{value:.9g}"))  # nine digits name a float32
    if isinstance(value, np.floating):
        return plain(float(value))
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)  # JSON has no nan and no inf
    return value


def numpy(tensor):
    return np.asarray(ops.convert_to_numpy(tensor))


def flat(outputs):
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def differentiate(function, arguments, cotangents, compiled=False):
    """`function` takes a list of arrays and gives (list of float outputs, anything).

    Gives (outputs, anything, gradients of sum(output * cotangent) to each float argument, None for others).
    `cotangents` is called with the outputs. `compiled`: by XLA, which on a CPU can do what TensorFlow's own
    kernels can't (convolutions with channels first).
    """
    floating = [i for i, a in enumerate(arguments) if np.asarray(a).dtype.kind == "f"]
    tensors = [ops.convert_to_tensor(a, dtype=str(np.asarray(a).dtype)) for a in arguments]

    def of(chosen):
        full = list(tensors)
        for i, tensor in zip(floating, chosen):
            full[i] = tensor
        return function(full)

    chosen = [tensors[i] for i in floating]
    if BACKEND == "jax":
        import jax

        outputs, pull, rest = jax.vjp(of, chosen, has_aux=True)
        seeds = cotangents([numpy(o) for o in outputs])
        found = pull([ops.convert_to_tensor(s, dtype=str(s.dtype)) for s in seeds])[0] if floating else []
    else:
        import tensorflow as tf

        if compiled:
            of = tf.function(of, jit_compile=True)
        with tf.GradientTape() as tape:
            for tensor in chosen:
                tape.watch(tensor)
            outputs, rest = of(chosen)
        seeds = cotangents([numpy(o) for o in outputs])
        found = tape.gradient(outputs, chosen, [tf.constant(s) for s in seeds],
                              unconnected_gradients=tf.UnconnectedGradients.ZERO) if floating else []
        found = [tf.convert_to_tensor(g) for g in found]  # the gradient of a gather is sparse
    gradients = [None] * len(arguments)
    for i, gradient in zip(floating, found):
        gradients[i] = numpy(gradient)
    return [numpy(o) for o in outputs], rest, seeds, gradients


def normal(random, shape, dtype="float32", scale=1.0, shift=0.0):
    return (random.standard_normal(shape) * scale + shift).astype(dtype)

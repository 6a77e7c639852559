"""Writes the golden values that the Swift tests read: see README.md beside this file.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python generate.py                      # all families, into data/ (three minutes)
    venv/bin/python generate.py layers losses        # some of them
    venv/bin/python generate.py --backend jax --compare            # writes nothing: Keras against Keras
"""

import argparse
import importlib
import os
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
FAMILIES = (
    "layers", "layers_shapes", "layers_windows", "layers_attention", "layers_adaptive", "layers_arguments",
    "layers_images", "layers_colors", "lookups", "texts", "recurrent", "recurrent_images", "arguments", "activations",
    "losses", "metrics", "optimizers", "initializers", "regularizers", "ops", "models", "curves", "programs", "training",
    "summaries", "callbacks", "applications",
)

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("families", nargs="*", metavar="FAMILY", help=f"of {', '.join(FAMILIES)}; default: all")
parser.add_argument("--seed", type=int, default=20261)
parser.add_argument("--backend", default="tensorflow", choices=("jax", "tensorflow"))
parser.add_argument("--output", type=pathlib.Path, default=HERE / "data")
parser.add_argument("--compare", action="store_true", help="compare with the files in --output instead of writing")
parser.add_argument("--mnist", type=pathlib.Path, default=HERE.parent.parent / "Data" / "mnist",
                    help="folder of the idx files, for the curves")
arguments = parser.parse_args()
unknown = set(arguments.families) - set(FAMILIES)
if unknown:
    parser.error(f"no such family: {', '.join(sorted(unknown))}")

os.environ["KERAS_BACKEND"] = arguments.backend
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # plain sums, the same on every machine
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

from generator import compare  # noqa: E402  (Keras reads its backend when it is imported)

total_cases = total_bytes = 0
for name in arguments.families or FAMILIES:
    module = importlib.import_module(f"generator.{name}")
    family = module.build(arguments.seed, arguments.mnist) if name == "curves" else module.build(arguments.seed)
    if arguments.compare:
        compare.against(family, arguments.output)
        continue
    arguments.output.mkdir(exist_ok=True)
    family.save(arguments.output)
    size = sum(file.stat().st_size for file in arguments.output.glob(f"{name}.*"))
    total_cases += len(family.cases)
    total_bytes += size
    print(f"{name:14} {len(family.cases):5} cases {len(family.arrays):6} arrays {size / 1e3:8.0f} kB")
if not arguments.compare:
    print(f"{'total':14} {total_cases:5} cases {'':13} {total_bytes / 1e3:8.0f} kB")

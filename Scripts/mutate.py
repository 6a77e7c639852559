#!/usr/bin/env python3
"""Changes files of models at random and gives each to the tool: info, summary, plot and predict.

    Scripts/mutate.py SEED [--count 1000] [--tool .build/release/keras] [--files FOLDER …]

None may end by a signal, take longer than 20 seconds or more than 4 GB. Configurations in archives and JSON are changed as
such: numbers, texts, types, members and their order; all files also by bits. FOLDER holds folders with a model (`model.keras`,
`model.h5`, `swift.keras`) and perhaps `data.npz`, as Tests/Exchange/exchange.py makes them with `--folder`; the models of the
tests are always among them. What fails is kept in .build-fuzz/models, with the command that shows it. Needs nothing but Python.
"""

import argparse
import io
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS, BYTES = 20, 4 << 30
NUMBERS = [0, -1, 1, 2, 3, 7, 1 << 15, 1 << 20, (1 << 31) - 1, 1 << 31, -(1 << 31), 1 << 40, 1 << 53, (1 << 63) - 1, -(1 << 63),
           1 << 64, 0.5, -0.0, 1e-300, 1e300, float("nan"), float("inf"), -float("inf")]
TEXTS = ["", "relu", "softmax", "same", "valid", "causal", "channels_first", "float16", "int64", "bool", "nonsense", "\x1b[2J", "x" * 5000,
         "Dense", "Sequential", "Functional", "InputLayer", "LSTM", "../../x", "nearest", "bicubic", "orthogonal"]
OTHERS = [None, True, False, [], {}, [None], [[]], {"class_name": "Dense", "config": {}}]


def places(json_, found=None):
    """All values of a configuration: their containers and keys."""
    found = [] if found is None else found
    for key in json_ if isinstance(json_, dict) else range(len(json_)):
        found.append((json_, key))
        if isinstance(json_[key], (dict, list)):
            places(json_[key], found)
    return found


def mutate(rng, config):
    for _ in range(rng.choice([1, 1, 1, 2, 3, 8])):
        all_ = places(config)
        if not all_:
            return
        owner, key = rng.choice(all_)
        value, (other, place) = owner[key], rng.choice(all_)
        numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
        match rng.randrange(10):
            case 0 if isinstance(owner, dict): del owner[key]
            case 1: owner[key] = json.loads(json.dumps(other[place]))
            case 2: owner[key] = rng.choice(OTHERS)
            case 3 if isinstance(owner, list): owner.insert(key, json.loads(json.dumps(value)))
            case 4 if isinstance(owner, list): owner.reverse()
            case 5 if isinstance(value, str): owner[key] = rng.choice(TEXTS)
            case 6 if numeric: owner[key] = value + rng.choice([-2, -1, 1, 2])
            case 7 if numeric: owner[key] = value * rng.choice([-1, 2, 1000, 10**6, 10**9])
            case _:
                # Numbers are what configurations are of.
                owners = [(o, k) for o, k in all_ if isinstance(o[k], (int, float)) and not isinstance(o[k], bool)]
                owner, key = rng.choice(owners or all_)
                owner[key] = rng.choice(NUMBERS)


def flip(rng, content):
    content = bytearray(content)
    for _ in range(rng.choice([1, 2, 8, 32])):
        place = rng.randrange(len(content))
        if rng.randrange(2):
            content[place] ^= 1 << rng.randrange(8)
        elif chr(content[place]).isdigit():
            content[place] = ord(rng.choice("0123456789-"))
        else:
            content[place] = rng.randrange(256)
    return bytes(content)


def archive(rng, content):
    """An archive with another configuration, or with damage in one of its members."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    if rng.randrange(5):
        config = json.loads(members["config.json"])
        mutate(rng, config)
        members["config.json"] = json.dumps(config).encode()
    else:
        name = rng.choice(sorted(members))
        members[name] = flip(rng, members[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in members.items():
            file.writestr(name, part)
    return out.getvalue(), members["config.json"]


def inputs(source, target):
    """The inputs of a case, without its outputs."""
    if not source.exists():
        return None
    with zipfile.ZipFile(source) as file, zipfile.ZipFile(target, "w") as out:
        for name in file.namelist():
            if name.startswith("x"):
                out.writestr(name, file.read(name))
    return target


def run(command, folder):
    def limit():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, cwd=folder, preexec_fn=limit, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                 env={"SWIFT_BACKTRACE": "enable=no", "PATH": "/usr/bin:/bin"})
        start = time.time()
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.time() - start > SECONDS or resident(child.pid) > BYTES:
                child.kill()
                _, _, usage = os.wait4(child.pid, 0)
                return f"took {usage.ru_maxrss >> 10} MB and {time.time() - start:.0f} seconds"
            time.sleep(0.01)
        child.returncode = 0
        output.seek(0)
        text = output.read()
    if os.WIFSIGNALED(status):
        return f"ended by signal {os.WTERMSIG(status)}: {text.decode(errors='replace')[-300:]}"
    if usage.ru_maxrss << 10 > BYTES:
        return f"took {usage.ru_maxrss >> 10} MB"
    if b"\x1b[2J" in text:
        return "printed a terminal's escape out of the file"
    return None


def resident(pid):
    """The bytes of memory that a process holds."""
    try:
        return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seed", type=int)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--tool", type=pathlib.Path, default=ROOT / ".build/release/keras")
    parser.add_argument("--files", type=pathlib.Path, nargs="*", default=[])
    options = parser.parse_args()
    rng = random.Random(options.seed)
    folders = [ROOT / "Tests/KerasTests/Saving/Files", *options.files]
    models = sorted(path for folder in folders for name in ("model.keras", "model.h5", "swift.keras")
                    for path in folder.glob(f"*/{name}"))
    findings = ROOT / ".build-fuzz/models"
    findings.mkdir(parents=True, exist_ok=True)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for number in range(options.count):
            model = rng.choice(models)
            content, architecture = model.read_bytes(), None
            if model.suffix == ".keras":
                content, architecture = archive(rng, content)
            else:
                content = flip(rng, content)
            path = folder / f"model{model.suffix}"
            path.write_bytes(content)
            # As an architecture alone there are no weights that stop what the configuration asks for.
            if architecture and rng.randrange(4) == 0:
                path = folder / "model.json"
                path.write_bytes(architecture)
            data = inputs(model.parent / "data.npz", folder / "data.npz")
            commands = [["info", path.name], ["summary", path.name], ["plot", path.name, "-o", "plot.svg"]]
            if data:
                commands.append(["predict", path.name, "data.npz", "-o", "out.npz"])
            for command in commands:
                problem = run([str(options.tool.resolve()), *command], folder)
                if problem:
                    failed += 1
                    kept = findings / f"{options.seed}-{number}-{path.name}"
                    kept.write_bytes(path.read_bytes())
                    if command[0] == "predict":
                        kept.with_suffix(".npz").write_bytes(data.read_bytes())
                    print(f"{kept} (from {model.parent.name}): {command[0]} {problem}", flush=True)
    print(f"{options.count} files of seed {options.seed}, {failed} failures")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

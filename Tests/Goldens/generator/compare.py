"""Holds a family that was just computed (usually on another backend) against the stored one."""

import json

import numpy as np

from .common import plain


def distance(a, b):
    """The largest |a - b| relative to the array's own size: what the Swift tests measure."""
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    if a.shape != b.shape:
        return np.inf
    if not a.size:
        return 0.0
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    with np.errstate(invalid="ignore"):
        gap = np.where(same, 0, np.abs(a - b))
    finite = np.abs(b[np.isfinite(b)])
    return float(np.nan_to_num(gap, nan=np.inf).max() / max(1e-3, finite.max() if finite.size else 1))


def against(family, folder, report=2e-6):
    archive = folder / f"{family.name}.npz"
    stored = np.load(archive) if archive.exists() else {}
    manifest = json.loads((folder / f"{family.name}.json").read_text())
    print(f"{family.name}: {len(family.arrays)} arrays, stored by {manifest['backend']}")
    for key in sorted(set(stored) ^ set(family.arrays)):
        print(f"  only on one side: {key}")
    worst = []
    for key, value in family.arrays.items():
        if key not in stored:
            continue
        if value.dtype != stored[key].dtype:
            print(f"  dtype {stored[key].dtype} stored, {value.dtype} now: {key}")
        worst.append((distance(value, stored[key]), key))
    for gap, key in sorted(worst, reverse=True):
        if gap > report:
            print(f"  {gap:.1e}  {key}")
    old = {c["name"]: c for c in manifest["cases"]}
    for case in json.loads(json.dumps(plain(family.cases))):
        gaps = list(differences(case, old.get(case["name"]), report))
        if gaps:
            print(f"  {case['name']}: {'; '.join(gaps[:4])}")


def differences(new, old, report, path=""):
    if isinstance(new, dict) and isinstance(old, dict):
        for key in sorted(set(new) | set(old)):
            yield from differences(new.get(key), old.get(key), report, f"{path}.{key}")
    elif isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
        for i, (a, b) in enumerate(zip(new, old)):
            yield from differences(a, b, report, f"{path}[{i}]")
    elif isinstance(new, float) and isinstance(old, (int, float)) or isinstance(old, float) and isinstance(new, int):
        if abs(new - old) > report * max(1e-3, abs(old)):
            yield f"{path} {old} stored, {new} now"
    elif new != old:
        yield f"{path} {old} stored, {new} now"

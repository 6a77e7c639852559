"""Writes small pictures, texts and tables, and what real Keras reads of them: python3 Tests/KerasImagesTests/generate.py

Needs Keras 3.15, TensorFlow and Pillow (see Tests/Goldens/requirements.txt). Files holds the folders; expected.npz and expected.json
what Keras makes of them.
"""

import json
import os
import pathlib
import shutil
import struct
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras
import numpy as np
from PIL import Image

FILES = pathlib.Path(__file__).parent / "Files"
arrays, facts = {}, {}


def picture(height, width, channels, seed):
    """Waves with some noise, so that every pixel differs and JPEG has something to do."""
    rng = np.random.default_rng(seed)
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    wave = 127 + 90 * np.sin(x / 3 + c) * np.cos(y / 4 - c)
    return np.clip(wave + rng.integers(-30, 30, wave.shape), 0, 255).astype("uint8")


def chunk(name, content):
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def with_gamma(path, gamma):
    """The same PNG with a gamma, which Keras' readers pass over."""
    data = path.read_bytes()
    path.write_bytes(data[:33] + chunk(b"gAMA", struct.pack(">I", int(gamma * 100000))) + data[33:])


def write_pictures(folder):
    shutil.rmtree(folder, ignore_errors=True)
    for name in ["Zebra", "apple", "b-side", "b/deeper", ".hidden", "empty"]:
        (folder / name).mkdir(parents=True)
    (folder / "empty" / ".keep").write_text("")
    Image.fromarray(picture(11, 17, 3, 1)).save(folder / "Zebra" / "z1.png")
    Image.fromarray(picture(9, 9, 3, 2)).save(folder / "Zebra" / "Z0.PNG")
    Image.fromarray(picture(16, 24, 3, 3)).save(folder / "apple" / "photo.jpg", quality=90)
    Image.fromarray(picture(8, 20, 1, 4)[:, :, 0]).save(folder / "apple" / "grey.png")
    Image.fromarray(picture(20, 8, 4, 5)).save(folder / "apple" / "clear.png")
    Image.fromarray(picture(12, 12, 3, 6)).quantize(16).save(folder / "b-side" / "palette.png")
    Image.fromarray(picture(10, 14, 1, 7)[:, :, 0]).save(folder / "b-side" / "grey.jpeg", quality=95)
    Image.fromarray(picture(7, 13, 3, 8)).save(folder / "b" / "deeper" / "gamma.png")
    with_gamma(folder / "b" / "deeper" / "gamma.png", 1.0)
    Image.fromarray(picture(13, 7, 3, 9)).save(folder / "b" / "plain.png")
    Image.fromarray(picture(6, 6, 3, 10)).save(folder / ".hidden" / "unseen.png")
    (folder / "apple" / "notes.txt").write_text("no picture")
    Image.fromarray(picture(5, 5, 3, 11)).save(folder / "alone.png")


def relative(paths, folder):
    return [os.path.relpath(p, folder) for p in paths]


def image_dataset(name, folder, **arguments):
    dataset = keras.utils.image_dataset_from_directory(folder, verbose=False, **arguments)
    facts[name] = dict(paths=relative(dataset.file_paths, folder), classes=dataset.class_names)
    if arguments.get("shuffle", True):
        return
    parts = [b if isinstance(b, tuple) else (b,) for b in dataset]
    arrays[name + ".x"] = np.concatenate([np.asarray(p[0]) for p in parts]).astype("float32")
    if len(parts[0]) > 1:
        arrays[name + ".y"] = np.concatenate([np.asarray(p[1]) for p in parts])
    facts[name]["sizes"] = [len(p[0]) for p in parts]


def image_datasets(folder):
    still = dict(shuffle=False, image_size=(10, 12), batch_size=4)
    image_dataset("plain", folder, **still)
    image_dataset("categorical", folder, label_mode="categorical", **still)
    image_dataset("binary", folder, label_mode="binary", class_names=["b", "apple"], **still)
    image_dataset("unlabeled", folder, labels=None, **still)
    image_dataset("given", folder, labels=[5, 3, 5, 3, 5, 3, 5, 3, 3, 3, 7], **still)
    image_dataset("clear", folder, color_mode="rgba", class_names=["b", "Zebra"], **still)
    image_dataset("crop", folder, crop_to_aspect_ratio=True, **still)
    image_dataset("pad", folder, pad_to_aspect_ratio=True, **still)
    image_dataset("channels_first", folder, data_format="channels_first", **still)
    for method in ["nearest", "bicubic", "lanczos3", "lanczos5"]:
        image_dataset(method, folder, interpolation=method, **still)
    split = dict(image_size=(4, 4), seed=7, validation_split=0.4)
    image_dataset("training", folder, subset="training", **split)
    image_dataset("validation", folder, subset="validation", **split)


def load_images(folder):
    names = ["Zebra/z1.png", "apple/photo.jpg", "apple/grey.png", "apple/clear.png", "b-side/palette.png", "b/deeper/gamma.png"]
    for name in names:
        for mode in ["rgb", "grayscale", "rgba"]:
            image = keras.utils.load_img(folder / name, color_mode=mode)
            arrays[f"load.{name}.{mode}"] = keras.utils.img_to_array(image)
    for name in ["Zebra/z1.png", "apple/clear.png"]:
        for method in ["nearest", "bilinear", "bicubic", "lanczos"]:
            for keep in [False, True]:
                for size in [(7, 5), (30, 21), (11, 40)]:
                    image = keras.utils.load_img(
                        folder / name, color_mode="rgba" if "clear" in name else "rgb", target_size=size,
                        interpolation=method, keep_aspect_ratio=keep)
                    key = f"resize.{name}.{method}.{int(keep)}.{size[0]}x{size[1]}"
                    arrays[key] = keras.utils.img_to_array(image)


def save_images(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    x = picture(6, 9, 3, 20).astype("float32") / 10 - 3
    arrays["save.x"] = x
    keras.utils.save_img(folder / "scaled.png", x)
    arrays["save.scaled"] = keras.utils.img_to_array(keras.utils.load_img(folder / "scaled.png"))
    shutil.rmtree(folder)


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    write_pictures(FILES / "pictures")
    image_datasets(FILES / "pictures")
    load_images(FILES / "pictures")
    save_images(FILES / "scratch")
    np.savez_compressed(FILES / "expected.npz", **arrays)
    (FILES / "expected.json").write_text(json.dumps(facts, indent=1) + "\n")

"""Writes texts in folders, and what real Keras makes of them and of windows over series: python3 generate_folders.py

Needs Keras 3.15 and TensorFlow (see Tests/Goldens/requirements.txt).
"""

import json
import os
import pathlib
import shutil

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

FILES = pathlib.Path(__file__).parent / "Files"
facts = {"texts": {}, "series": []}


def write_texts(folder):
    shutil.rmtree(folder, ignore_errors=True)
    for name in ["pos/more", "neg", "Zero"]:
        (folder / name).mkdir(parents=True)
    for name, text in {
        "pos/a.txt": "a fine day", "pos/B.TXT": "größer", "pos/more/c.txt": "deep down\n", "neg/10.txt": "bad",
        "neg/9.txt": "worse", "Zero/x.txt": "", "pos/list.csv": "1,2", "top.txt": "above",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")


def text_dataset(name, folder, **arguments):
    dataset = keras.utils.text_dataset_from_directory(folder, verbose=False, **arguments)
    texts, labels = [], []
    for x, y in dataset:
        texts += [t.decode() for t in x.numpy()]
        labels += y.numpy().tolist()
    facts["texts"][name] = dict(texts=texts, labels=labels, classes=dataset.class_names)


def series(count, columns, targets, **arguments):
    data = np.arange(count * columns, dtype="float32").reshape([count, columns] if columns > 1 else [count])
    y = None if targets is None else np.arange(targets, dtype="int32") * 10
    dataset = keras.utils.timeseries_dataset_from_array(data, y, **arguments)
    batches = [[p.numpy().tolist() for p in (b if isinstance(b, tuple) else (b,))] for b in dataset]
    facts["series"].append(dict(count=count, columns=columns, targets=targets, arguments=arguments, batches=batches))


if __name__ == "__main__":
    folder = FILES / "texts"
    write_texts(folder)
    text_dataset("plain", folder, shuffle=False)
    text_dataset("cut", folder, shuffle=False, max_length=4, label_mode="categorical")
    text_dataset("binary", folder, shuffle=False, class_names=["pos", "neg"], label_mode="binary")
    for subset in ["training", "validation"]:
        text_dataset(subset, folder, seed=3, validation_split=0.34, subset=subset)
    series(12, 1, 12, sequence_length=4)
    series(12, 2, 9, sequence_length=3, batch_size=4)
    series(20, 1, None, sequence_length=3, sequence_stride=2, sampling_rate=3, batch_size=5)
    series(20, 2, 20, sequence_length=4, sequence_stride=3, sampling_rate=2, start_index=3, end_index=18, batch_size=2)
    series(20, 1, None, sequence_length=4, start_index=5, batch_size=None)
    (FILES / "folders.json").write_text(json.dumps(facts) + "\n")

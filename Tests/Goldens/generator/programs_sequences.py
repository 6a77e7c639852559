"""The programs of `programs.py` that read sequences: recurrent networks and a Transformer."""

import keras
import numpy as np
from keras import layers, ops


def texts(data, words, count, length):
    """Word numbers from 1 on, with zeros after each text's end."""
    ends = data.integers(14, length - 2, count) + 3
    tokens = data.integers(15, words - 1, count, length) + 1
    return np.where(np.arange(length)[None] < ends[:, None], tokens, 0).astype("int32")


def one_hot(indices, classes):
    return np.eye(classes, dtype="float32")[indices]


def three_outputs():
    text = keras.Input((None,), dtype="int32", name="text")
    x = layers.Embedding(50, 16, mask_zero=True)(text)
    x = layers.LSTM(16, return_sequences=True)(x)
    x = layers.LSTM(16)(x)
    x = layers.Dense(16, activation="relu")(x)
    model = keras.Model(text, [
        layers.Dense(1, name="age")(x),
        layers.Dense(10, activation="softmax", name="income")(x),
        layers.Dense(1, activation="sigmoid", name="gender")(x)])
    model.compile(
        "rmsprop", loss=dict(age="mse", income="categorical_crossentropy", gender="binary_crossentropy"),
        loss_weights=dict(age=0.25, income=1, gender=10))

    def step(data):
        posts = texts(data, 50, 8, 12)
        age = (posts[:, :1] / np.float32(50)).astype("float32")
        income, gender = posts[:, 1] % 10, (posts[:, :1] > 25).astype("float32")
        logs = model.train_on_batch(
            posts, dict(age=age, income=one_hot(income, 10), gender=gender), return_dict=True)
        return {name: logs[name] for name in ("loss", "age_loss", "income_loss", "gender_loss")}

    return model, step


def shared_lstm():
    left, right = keras.Input((10, 4)), keras.Input((10, 4))
    lstm = layers.LSTM(16)
    merged = layers.Concatenate()([lstm(left), lstm(right)])
    model = keras.Model([left, right], layers.Dense(1, activation="sigmoid")(merged))
    model.compile("rmsprop", "binary_crossentropy")

    def step(data):
        same = data.integers(0, 2, 8)
        a = data.uniform(1, 8, 10, 4)
        b = np.where(same[:, None, None] == 1, a, data.uniform(2, 8, 10, 4))
        return model.train_on_batch([a, b], same[:, None].astype("float32"), return_dict=True)

    return model, step


def transformer():
    class TransformerBlock(layers.Layer):
        def __init__(self, embedding, heads, hidden):
            super().__init__()
            self.attention = layers.MultiHeadAttention(num_heads=heads, key_dim=embedding)
            self.hidden = layers.Dense(hidden, activation="relu")
            self.projection = layers.Dense(embedding)
            self.norm1 = layers.LayerNormalization(epsilon=1e-6)
            self.norm2 = layers.LayerNormalization(epsilon=1e-6)

        def call(self, x):
            x = self.norm1(x + self.attention(x, x))
            return self.norm2(x + self.projection(self.hidden(x)))

    class TokenAndPositionEmbedding(layers.Layer):
        def __init__(self, words, length, embedding):
            super().__init__()
            self.tokens = layers.Embedding(words, embedding)
            self.positions = layers.Embedding(length, embedding)

        def call(self, x):
            return self.tokens(x) + self.positions(ops.arange(x.shape[-1]))

    text = keras.Input((12,), dtype="int32")
    x = TokenAndPositionEmbedding(50, 12, 16)(text)
    x = TransformerBlock(16, 2, 16)(x)
    x = layers.GlobalAveragePooling1D()(x)
    x = layers.Dense(20, activation="relu")(x)
    model = keras.Model(text, layers.Dense(2, activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy")

    def step(data):
        tokens = data.integers(15, 50, 8, 12)
        return model.train_on_batch(tokens, (tokens[:, 0] > 25).astype("int32"), return_dict=True)

    return model, step


def character_lstm():
    model = keras.Sequential([
        keras.Input((10, 12)), layers.LSTM(32), layers.Dense(12, activation="softmax")])
    model.compile(keras.optimizers.RMSprop(0.01), "categorical_crossentropy")

    def step(data):
        characters = data.integers(0, 12, 8, 10)
        following = (characters[:, -1] + 1) % 12
        return model.train_on_batch(one_hot(characters, 12), one_hot(following, 12), return_dict=True)

    return model, step


def addition():
    model = keras.Sequential([
        keras.Input((5, 12)), layers.LSTM(32), layers.RepeatVector(3),
        layers.LSTM(32, return_sequences=True), layers.Dense(12, activation="softmax")])
    model.compile("adam", "categorical_crossentropy")

    def step(data):
        question = data.integers(0, 12, 8, 5)
        answer = (question[:, :3] + question[:, 2:]) % 12
        return model.train_on_batch(one_hot(question, 12), one_hot(answer, 12), return_dict=True)

    return model, step


SEQUENCES = [three_outputs, shared_lstm, transformer, character_lstm, addition]

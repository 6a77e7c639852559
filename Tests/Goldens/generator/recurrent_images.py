"""Recurrent layers whose products are convolutions: as those of `recurrent`, which makes the values."""

from keras import layers

from . import recurrent

RANKS = {"ConvLSTM1D": 1, "ConvLSTM2D": 2, "ConvLSTM3D": 3}
LENGTHS = {1: (6,), 2: (5, 6), 3: (4, 3, 5)}


def cases():
    for kind, rank in RANKS.items():
        def one(label, batch=2, time=3, channels=2, lengths=LENGTHS[rank], filters=2, kernel_size=2, **given):
            options = {k: given.pop(k) for k in list(given) if k in recurrent.OPTIONS}
            first = given.get("data_format") == "channels_first"
            # XLA alone has such convolutions and their gradients on a CPU.
            options["compiled"] = first or "dilation_rate" in given and rank == 3
            if options["compiled"]:
                given["unroll"] = True  # nor can XLA's gradients leave a loop
            axes = (channels, *lengths) if first else (*lengths, channels)
            given = dict(filters=filters, kernel_size=kernel_size, **given)
            return f"{kind}/{label}", (kind, given), (batch, time, *axes), options

        yield one("default")
        yield one("sequences", kernel_size=3, return_sequences=True)
        yield one("state", return_state=True)
        yield one("same", padding="same", return_sequences=True, return_state=True)
        yield one("strides", strides=2, kernel_size=3, return_sequences=True)
        yield one("strides_same", strides=2, kernel_size=3, padding="same", return_state=True)
        yield one("dilation", dilation_rate=2, return_sequences=True)
        yield one("dilation_same", dilation_rate=2, padding="same")
        if rank > 1:
            yield one("uneven", kernel_size=(1, 3, 2)[-rank:], strides=(2, 1, 1)[:rank], padding="same")
        yield one("channels_first", data_format="channels_first", return_sequences=True, return_state=True)
        yield one("channels_first_strides", data_format="channels_first", strides=2, padding="same", kernel_size=3)
        yield one("channels_first_initial_state", data_format="channels_first", initial_state=True,
                  return_sequences=True)
        yield one("no_bias", use_bias=False, return_sequences=True)
        yield one("one_filter_one_step", batch=1, time=1, channels=1, filters=1)
        yield one("filters9", batch=3, filters=9, channels=5, kernel_size=3, padding="same")
        yield one("relu_hard_sigmoid", activation="relu", recurrent_activation="hard_sigmoid", return_sequences=True)
        yield one("backwards", go_backwards=True)
        yield one("backwards_sequences", go_backwards=True, return_sequences=True, return_state=True)
        yield one("unroll", unroll=True)
        yield one("initial_state", initial_state=True, return_sequences=True, return_state=True)
        yield one("mask", 4, 5, mask=True)
        yield one("mask_sequences", 4, 5, mask=True, return_sequences=True, return_state=True)
        yield one("mask_zero_backwards", 4, 5, mask=True, zero_output_for_mask=True, go_backwards=True,
                  return_sequences=True)
        yield one("mask_initial_state", 4, 5, mask=True, initial_state=True, return_sequences=True)
        yield one("stateful", stateful=True, calls=2, return_state=True)
        yield one("dropout_inference", dropout=0.3, recurrent_dropout=0.4, return_sequences=True)
        yield one("float64", dtype="float64", return_sequences=True, return_state=True)
        yield one("float64_mask", 4, 4, dtype="float64", mask=True, padding="same", return_sequences=True)

    def both(label, kind, **given):
        inner = dict(filters=2, kernel_size=2, **given)
        return f"Bidirectional/{label}", ("Bidirectional", dict(layer=(kind, inner))), \
            (2, 3, *LENGTHS[RANKS[kind]], 2), {}

    yield both("ConvLSTM1D", "ConvLSTM1D", return_sequences=True)
    yield both("ConvLSTM2D", "ConvLSTM2D", padding="same")
    yield both("ConvLSTM3D", "ConvLSTM3D", return_sequences=True, return_state=True)


def state_shapes(spec, shape):
    kind, given = spec
    layer = getattr(layers, kind)(**given)
    layer.build(shape)
    return [tuple(s.shape) for s in layer.get_initial_state(shape[0])]


def build(seed):
    return recurrent.build(seed, "recurrent_images", cases, state_shapes)

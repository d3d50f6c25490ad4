"""Binary frames: a JSON header and Float32 arrays, so that a trajectory needs no parsing in the browser.

Layout, little-endian: length of the header [uint32], header (JSON, padded with spaces to a multiple of 4),
arrays. ``header["arrays"]`` lists ``[name, offset, count]`` in values from the start of the arrays.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

MEDIA_TYPE = "application/vnd.skou.frames"


def encode(header: Mapping[str, Any], arrays: Mapping[str, ArrayLike]) -> bytes:
    """One frame.

    Examples
    --------
    >>> header, arrays = decode(encode({"a": 1}, {"t": [0.0, 0.5]}))
    >>> header["a"], arrays["t"].tolist()
    (1, [0.0, 0.5])
    """
    index, parts, at = [], [], 0
    for name, values in arrays.items():
        flat = np.ascontiguousarray(values, dtype="<f4").reshape(-1)
        index.append([name, at, flat.size])
        parts.append(flat.tobytes())
        at += flat.size
    text = json.dumps({**header, "arrays": index}, allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    return b"".join([struct.pack("<I", len(text)), text, *parts])


def decode(frame: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header and arrays of a frame.

    Raises
    ------
    ValueError
        When the frame is cut short.
    """
    (length,) = struct.unpack_from("<I", frame)
    header = json.loads(frame[4 : 4 + length])
    values = np.frombuffer(frame, dtype="<f4", offset=4 + length)
    return header, {name: values[at : at + count] for name, at, count in header["arrays"]}

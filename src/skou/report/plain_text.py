"""Text from records made safe for terminals: control characters cannot move the cursor or change colours."""

from __future__ import annotations

_CONTROLS = {c: "�" for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\n\t"}
_CONTROLS |= dict.fromkeys((*range(8206, 8208), *range(8234, 8239), *range(8294, 8298)))
_CONTROLS |= dict.fromkeys(range(55296, 57344), "�")


def clean(text: str) -> str:
    r"""``text`` without control codes, direction overrides and lone surrogates.

    Examples
    --------
    >>> clean("red \x1b[31m text")
    'red �[31m text'
    """
    return text.translate(_CONTROLS)

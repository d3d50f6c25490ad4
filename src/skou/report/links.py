"""References split into text and DOI links; nothing else in a report points to the network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>;,]*[^\s\"<>;,.)\]]")


@dataclass(frozen=True)
class Piece:
    """A stretch of a reference; ``href`` is set where it is a DOI."""

    text: str
    href: str | None = None


def pieces(reference: str) -> tuple[Piece, ...]:
    """A reference as text and DOI links.

    Examples
    --------
    >>> [p.href for p in pieces("Preston 2015, doi 10.1038/ki.2015.243.")]
    [None, 'https://doi.org/10.1038/ki.2015.243', None]
    """
    found, at = [], 0
    for match in _DOI.finditer(reference):
        if match.start() > at:
            found.append(Piece(reference[at : match.start()]))
        found.append(Piece(match.group(), "https://doi.org/" + quote(match.group(), safe="/.:()-_")))
        at = match.end()
    if at < len(reference):
        found.append(Piece(reference[at:]))
    return tuple(found)

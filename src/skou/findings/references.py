"""Short citation keys of the rule tables, spelled out."""

from __future__ import annotations

from functools import lru_cache

from skou.data import read_csv


@lru_cache(maxsize=1)
def _citations() -> dict[str, str]:
    return {
        row["key"]: row["citation"] + (f" doi:{row['doi']}" if row["doi"] else "")
        for row in read_csv("clinical_references.csv")
    }


def cite(keys: str) -> tuple[str, ...]:
    """The citations behind ``;``-separated keys; a key without an entry stands for itself.

    Examples
    --------
    >>> cite("S4")
    ('Turner J et al., Society for Endocrinology, Endocr Connect 2016;5:G7-G8 doi:10.1530/EC-16-0056',)
    """
    known = _citations()
    return tuple(known.get(key, key) for key in (k.strip() for k in keys.split(";")) if key)

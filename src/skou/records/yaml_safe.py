"""YAML of a record: plain data only, no aliases, no duplicate names, bounded size and depth."""

from __future__ import annotations

import re
from typing import Any

from skou.errors import RecordError
from skou.records.fields import show

MAX_CHARACTERS = 3_000_000
_DEEP = re.compile(r"(?:[\[{]\s*){60,}|(?:^|\n)(?:[ ]*-[ ]+){60,}|(?:^|\n) {400,}\S|(?:\?\s+){60,}")
_MAYBE_ALIAS = re.compile(r"(?:^|[\s\[{,:-])[*&][^\s,\]}]", re.MULTILINE)


def parse_yaml(written: str) -> Any:
    """The one document of a YAML text.

    Raises
    ------
    RecordError
        For malformed text, aliases (which can blow up without end), duplicate names, several documents.
    """
    if len(written) > MAX_CHARACTERS:
        raise RecordError(
            f"the YAML text has {len(written) / 1e6:.1f} MB", allowed=f"at most {MAX_CHARACTERS / 1e6:.0f} MB"
        )
    if _DEEP.search(written):
        raise RecordError("the record is nested too deeply", allowed="at most 60 levels")
    import yaml

    loader = _loader()
    try:
        if _MAYBE_ALIAS.search(written):
            _refuse_aliases(written)
        return yaml.load(written, Loader=loader)
    except yaml.YAMLError as error:
        raise RecordError(f"not readable as YAML: {_reason(error)}") from None
    except RecursionError:
        raise RecordError("the record is nested too deeply") from None
    except (ValueError, OverflowError, TypeError, KeyError, AttributeError) as error:
        raise RecordError(f"the YAML text holds a value that cannot be read: {show(str(error))}") from None


def _reason(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{show(str(problem))}" + (f" in line {mark.line + 1}" if mark else "")


def _refuse_aliases(written: str) -> None:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for event in yaml.parse(written, Loader=base):
        if isinstance(event, yaml.AliasEvent):
            raise RecordError(
                "the YAML text repeats a part by an alias", value=event.anchor, allowed="plain values"
            )


def _loader() -> Any:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):
        pass

    def pairs(loader: Any, node: Any) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            try:
                repeated = key in found
            except TypeError:
                raise RecordError(f"a field name is not a text: {show(key)}", value=show(key)) from None
            if repeated:
                raise RecordError(
                    f"the field {show(key)!r} stands twice in line {key_node.start_mark.line + 1}",
                    value=show(key),
                )
            found[key] = loader.construct_object(value_node, deep=True)
        return found

    Loader.add_constructor("tag:yaml.org,2002:map", pairs)
    return Loader

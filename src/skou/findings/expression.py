"""The small language of the rule tables: names and limits joined by ``&``, ``|``, ``!`` and parentheses.

``digoxin & (potassium<3.5 | magnesium<0.7 | hypercalcaemia)`` reads as it stands. A limit compares a blood
value in the analyte's own unit, the duration of a drug (``>3mo``) or an amount a day (``>1g/d``).
Evaluation gives back the facts that made the expression true, so that a danger can say why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from skou.errors import SkouError

Witness = tuple[str, ...]
"""The facts behind a true expression, in words."""


class RuleError(SkouError):
    """A rule of a table that cannot be read."""


@dataclass(frozen=True)
class Name:
    """A drug, class, cause, condition, sign or finding."""

    name: str


@dataclass(frozen=True)
class Limit:
    """A quantity against a number, with a unit where it is not the analyte's own."""

    name: str
    operator: str
    number: float
    unit: str


@dataclass(frozen=True)
class Not:
    """The absence of something."""

    of: Node


@dataclass(frozen=True)
class Both:
    """All of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    """At least one of the parts."""

    parts: tuple[Node, ...]


Node = Name | Limit | Not | Both | Either

_TOKEN = re.compile(
    r"\s*(?:(?P<punct>[&|()!])|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"(?:\s*(?P<op><=|>=|<|>)\s*(?P<number>\d+(?:\.\d+)?)(?P<unit>mo|d|g/d|h)?)?)"
)


def _tokens(text: str) -> Iterator[str | Name | Limit]:
    at = 0
    while text[at:].strip():
        m = _TOKEN.match(text, at)
        if not m:
            raise RuleError(f"the rule {text!r} cannot be read at {text[at:].strip()[:20]!r}", value=text)
        at = m.end()
        if m["punct"]:
            yield m["punct"]
        elif m["op"]:
            yield Limit(m["name"], m["op"], float(m["number"]), m["unit"] or "")
        else:
            yield Name(m["name"])


@lru_cache(maxsize=1024)
def parse(text: str) -> Node:
    """The tree of an expression; ``&`` binds tighter than ``|``.

    Raises
    ------
    RuleError
        Where the text is not an expression; the message shows where.

    Examples
    --------
    >>> parse("loop_diuretic & thiazide_diuretic")
    Both(parts=(Name(name='loop_diuretic'), Name(name='thiazide_diuretic')))
    """
    tokens = list(_tokens(text))

    def either(at: int) -> tuple[Node, int]:
        return _chain(at, "|", both, Either)

    def both(at: int) -> tuple[Node, int]:
        return _chain(at, "&", single, Both)

    def _chain(
        at: int, sign: str, part: Callable[[int], tuple[Node, int]], kind: type[Both] | type[Either]
    ) -> tuple[Node, int]:
        node, at = part(at)
        parts = [node]
        while at < len(tokens) and tokens[at] == sign:
            node, at = part(at + 1)
            parts.append(node)
        return (parts[0] if len(parts) == 1 else kind(tuple(parts))), at

    def single(at: int) -> tuple[Node, int]:
        if at >= len(tokens):
            raise RuleError(f"the rule {text!r} ends too early", value=text)
        token = tokens[at]
        if token == "!":
            node, at = single(at + 1)
            return Not(node), at
        if token == "(":
            node, at = either(at + 1)
            if at >= len(tokens) or tokens[at] != ")":
                raise RuleError(f"the rule {text!r} has an unclosed parenthesis", value=text)
            return node, at + 1
        if isinstance(token, str):
            raise RuleError(f"the rule {text!r} has a {token!r} too many", value=text)
        return token, at + 1

    node, end = either(0)
    if end != len(tokens):
        raise RuleError(f"the rule {text!r} has a {tokens[end]!r} too many", value=text)
    return node


def evaluate(node: Node, truth: Callable[[Name | Limit], Witness | None]) -> Witness | None:
    """The facts that make an expression true, None where it is false.

    Parameters
    ----------
    node : Node
        From `parse`.
    truth : callable
        The facts behind one name or limit, None where it does not hold.

    Examples
    --------
    >>> known = {"digoxin": ("digoxin",), "hypercalcaemia": ("calcium 3.1",)}
    >>> evaluate(parse("digoxin & (hypokalaemia | hypercalcaemia)"), lambda n: known.get(n.name))
    ('digoxin', 'calcium 3.1')
    """
    if isinstance(node, Name | Limit):
        return truth(node)
    if isinstance(node, Not):
        return () if evaluate(node.of, truth) is None else None
    found = [evaluate(part, truth) for part in node.parts]
    if isinstance(node, Both) and any(f is None for f in found):
        return None
    if isinstance(node, Either) and all(f is None for f in found):
        return None
    return tuple(dict.fromkeys(word for f in found if f for word in f))


def names(node: Node) -> tuple[Name | Limit, ...]:
    """Every name and limit of an expression, in order."""
    if isinstance(node, Name | Limit):
        return (node,)
    if isinstance(node, Not):
        return names(node.of)
    return tuple(n for part in node.parts for n in names(part))

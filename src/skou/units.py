"""Units of measurement: UCUM and everyday spellings to one scale and one dimension.

Inside the program everything is in mmol, L, min, g, m, mm[Hg], K, mV, uA, [IU], U and mEq; a unit is a
scale to those and the exponents of each. Osmoles count as amount (1 mosm = 1 mmol); annotations in braces
carry no meaning.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import lru_cache

from skou.errors import UnitError, nearest_names
from skou.unit_names import ATOMS, EVERYDAY, PREFIXES

Dimension = tuple[tuple[str, float], ...]

_TOKEN = re.compile(
    r"\s*(?:(?P<power>(?:[x×]\s*)?10\s*(?:\*\*|\*|\^|[eE])\s*(?P<exp>[+-]?\d+))"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<name>(?:[A-Za-z_%°Ω]|\[[^\[\]]*\])+)(?:(?:\^|\*\*)?(?P<pow>[+-]?\d+(?:\.\d+)?))?"
    r"|(?P<op>\*\*|[/*.()^]))"
)
_ANNOTATION = re.compile(r"\{[^{}]*\}")
_BODY_SURFACE = re.compile(r"/\s*\(?\s*1[.,]73\s*_?\s*(?:m(?:\^|\*\*)?2|sq\.?\s*m)\s*\)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"^(?:K|k|thou|Thou|th|Th)(?:\s*/\s*|\s+per\s+)(?=[u]L|mm3|cumm|mcL)")
_REMARK = re.compile(r"(?<=\w)\s+(?:H2O|water)$", re.IGNORECASE)
_LOOKALIKES = str.maketrans("µμ²³·⋅×−–⁻¹", "uu23..*---1")
_LIMIT = 100


def _tidy(exponents: dict[str, float]) -> Dimension:
    rounded = ((b, float(round(e, 9))) for b, e in exponents.items())
    return tuple(sorted((b, e) for b, e in rounded if e != 0.0))


@dataclass(frozen=True)
class Unit:
    """A unit: its size in the program's base units and its dimension.

    Parameters
    ----------
    scale : float
        Value in base units (mmol, L, min, g, m, mm[Hg], K, mV, ...) of one of this unit.
    dimension : tuple of (str, float)
        Base names with their exponents, sorted; empty for a pure number.
    symbol : str
        How it was written; takes no part in comparisons.

    Examples
    --------
    >>> parse_unit("mol/d") == parse_unit("mol") / parse_unit("d")
    True
    >>> str(parse_unit("mmol") / parse_unit("L") * parse_unit("L"))
    'mmol'
    """

    scale: float
    dimension: Dimension = ()
    symbol: str = field(default="", compare=False)

    def _combine(self, other: Unit, sign: int) -> Unit:
        exponents = dict(self.dimension)
        for base, exponent in other.dimension:
            exponents[base] = exponents.get(base, 0.0) + sign * exponent
        return Unit(self.scale * other.scale if sign > 0 else self.scale / other.scale, _tidy(exponents))

    def __mul__(self, other: Unit) -> Unit:
        return self._combine(other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return self._combine(other, -1)

    def __pow__(self, exponent: float) -> Unit:
        return Unit(self.scale**exponent, _tidy({b: e * exponent for b, e in self.dimension}))

    def same_dimension(self, other: Unit) -> bool:
        """True when one can be converted into the other by a factor."""
        return self.dimension == other.dimension

    def compatible(self, other: Unit) -> bool:
        """True when values can be added without a factor (same dimension, scale equal within 1e-9)."""
        return self.dimension == other.dimension and math.isclose(self.scale, other.scale, rel_tol=1e-9)

    @property
    def dimensionless(self) -> bool:
        """True for a pure number, of whatever scale."""
        return not self.dimension

    def __str__(self) -> str:
        return self.symbol or describe(self)


def describe(unit: Unit) -> str:
    """The unit written in base units, such as ``mmol/L`` or ``1440 min``.

    Examples
    --------
    >>> describe(parse_unit("mol/d"))
    '0.694444 mmol/min'
    """

    def term(base: str, exponent: float) -> str:
        return base if exponent == 1 else f"{base}{exponent:g}"

    above = ".".join(term(b, e) for b, e in unit.dimension if e > 0)
    below = "".join("/" + term(b, -e) for b, e in unit.dimension if e < 0)
    body = (above or ("1" if below else "")) + below
    if math.isclose(unit.scale, 1.0, rel_tol=1e-12):
        return body or "1"
    return f"{unit.scale:g} {body}".strip()


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, as written in ``text``."""

    value: float
    unit: Unit
    text: str = field(default="", compare=False)

    @property
    def base_value(self) -> float:
        """The value in the program's base units."""
        return self.value * self.unit.scale

    def to(self, unit: str | Unit) -> float:
        """The value in ``unit``."""
        return convert(self.value, self.unit, unit)


DIMENSIONLESS = Unit(1.0, (), "1")


def _atom(name: str) -> Unit | None:
    if name in ATOMS:
        scale, exponents, _ = ATOMS[name]
        return Unit(scale, _tidy(dict(exponents)))
    head, rest = name[:1], name[1:]
    if head in PREFIXES and rest in ATOMS and ATOMS[rest][2]:
        scale, exponents, _ = ATOMS[rest]
        return Unit(scale * PREFIXES[head], _tidy(dict(exponents)))
    return None


def _symbol(name: str) -> Unit:
    lowered = name.lower()
    for candidate in (name, EVERYDAY.get(name), EVERYDAY.get(lowered), lowered):
        if candidate is not None and (unit := _atom(candidate)):
            return unit
    # upper-case reports: MMOL, MG, DL, MEQ, IU, PG, ...
    for prefix in PREFIXES:
        if lowered.startswith(prefix):
            rest = lowered[1:]
            for atom, (_, _, metric) in ATOMS.items():
                if metric and atom.lower() == rest and atom not in ("M", "m"):
                    return _atom(prefix + atom)  # type: ignore[return-value]
    if EVERYDAY.get(lowered) == "1":
        return DIMENSIONLESS
    if lowered == "bpm":
        return Unit(1.0, (("min", -1.0),))
    if lowered == "cumm":
        return Unit(1e-6, (("L", 1.0),))
    raise UnitError(
        f"unknown unit {name!r}",
        value=name,
        allowed="UCUM units such as mmol/L, mg/dL, mEq/L, pmol/L, mmol/d, L/min, mm[Hg]",
        nearest=nearest_names(name, known_symbols()),
    )


@lru_cache(maxsize=1)
def known_symbols() -> tuple[str, ...]:
    """Every single unit name that is understood, prefixed ones included."""
    prefixed = [p + a for a, (_, _, metric) in ATOMS.items() if metric for p in PREFIXES]
    return (*ATOMS, *EVERYDAY, *prefixed)


class _Parser:
    """Products and quotients, left to right; a number directly before a unit belongs to it (mmol/24 h)."""

    def __init__(self, text: str, written: str) -> None:
        self.written = written
        self.tokens: list[tuple[str, str, str]] = []
        position = 0
        while position < len(text):
            found = _TOKEN.match(text, position)
            if not found:
                raise self.unreadable(text[position:])
            if found["power"]:
                self.tokens.append(("power", found["exp"], ""))
            elif found["number"]:
                self.tokens.append(("number", found["number"], ""))
            elif found["name"]:
                self.tokens.append(("name", found["name"], found["pow"] or ""))
            else:
                self.tokens.append(("op", found["op"], ""))
            position = found.end()
        self.at = 0

    def unreadable(self, rest: str) -> UnitError:
        return UnitError(f"unit {self.written!r} cannot be read at {rest.strip()!r}", value=self.written)

    def peek(self) -> tuple[str, str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "", "")

    def expression(self, depth: int = 0) -> Unit:
        if depth > 8:
            raise self.unreadable("(")
        unit = DIMENSIONLESS if self.peek()[:2] == ("op", "/") else self.factor(depth)
        while self.peek()[0] == "op" and self.peek()[1] in "/*.":
            sign = self.peek()[1]
            self.at += 1
            right = self.factor(depth)
            unit = unit / right if sign == "/" else unit * right
        return unit

    def factor(self, depth: int) -> Unit:
        kind, text, power = self.peek()
        self.at += 1
        if kind == "power":
            exponent = int(text)
            if abs(exponent) > 30:
                raise self.unreadable(text)
            return self.attached(Unit(10.0**exponent), depth)
        if kind == "number":
            value = float(text)
            if not 1e-30 < value < 1e30:
                raise self.unreadable(text)
            return self.attached(Unit(value), depth)
        if kind == "name":
            unit = _symbol(text)
            if not power:
                return self.powered(unit)
            if abs(float(power)) > 9:
                raise self.unreadable(power)
            if float(power) == 3 and unit.dimension == (("m", 1.0),):
                return Unit(unit.scale**3 * 1e3, (("L", 1.0),))
            return unit ** float(power)
        if kind == "op" and text == "(":
            unit = self.expression(depth + 1)
            if self.peek()[:2] != ("op", ")"):
                raise self.unreadable("( without )")
            self.at += 1
            return self.powered(unit)
        raise self.unreadable(text or "its end")

    def attached(self, number: Unit, depth: int) -> Unit:
        if self.peek()[0] == "name":
            return number * self.factor(depth)
        return number

    def powered(self, unit: Unit) -> Unit:
        if self.peek()[0] == "op" and self.peek()[1] in ("^", "**"):
            self.at += 1
            kind, text, _ = self.peek()
            if kind != "number" or float(text) > 9:
                raise self.unreadable(text)
            self.at += 1
            return unit ** float(text)
        return unit


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """Read a unit in UCUM or everyday spelling.

    Parameters
    ----------
    text : str
        Such as ``mmol/L``, ``mg/dL``, ``mmol/24 h``, ``m[IU]/L``, ``10*9/L``, ``mL/min/{1.73_m2}``; empty or
        ``1`` for a pure number. ``.`` and ``*`` multiply, ``/`` divides by
        what stands next.

    Raises
    ------
    UnitError
        For an unknown name, with the nearest known ones.

    Examples
    --------
    >>> parse_unit("mmol/24h").compatible(parse_unit("mmol/d"))
    True
    >>> parse_unit("mosm/kg").dimension
    (('g', -1.0), ('mmol', 1.0))
    """
    if len(text) > _LIMIT:
        raise UnitError(
            f"a unit of {len(text)} characters", value=text[:40], allowed=f"at most {_LIMIT} characters"
        )
    cleaned = _ANNOTATION.sub(" ", text.translate(_LOOKALIKES)).strip()
    cleaned = _BODY_SURFACE.sub("", cleaned)
    cleaned = _THOUSANDS.sub("10*3/", cleaned)
    cleaned = re.sub(r"(?<=g)\s?%$", "/dL", cleaned)
    cleaned = re.sub(r"\s+per\s+|\s*/\s*", "/", cleaned)
    cleaned = _REMARK.sub("", cleaned)
    cleaned = cleaned.rstrip("/") if len(cleaned) > 1 else cleaned
    if not cleaned:
        return Unit(1.0, (), text.strip() or "1")
    parser = _Parser(cleaned, text)
    unit = parser.expression()
    if parser.at != len(parser.tokens):
        raise parser.unreadable(" ".join(t[1] for t in parser.tokens[parser.at :]))
    if not (math.isfinite(unit.scale) and unit.scale > 0):
        raise UnitError(f"unit {text!r} has no finite size", value=text)
    return Unit(unit.scale, unit.dimension, text.strip())


_QUANTITY = re.compile(r"\s*([+-]?\s*(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)", re.DOTALL)


def parse_quantity(text: str) -> Quantity:
    """Read a number with its unit.

    Examples
    --------
    >>> parse_quantity("-12 h").to("d")
    -0.5
    >>> parse_quantity("400 mmol/d").unit.dimension
    (('min', -1.0), ('mmol', 1.0))
    """
    found = _QUANTITY.fullmatch(text.translate(_LOOKALIKES)) if len(text) <= 2 * _LIMIT else None
    if not found:
        raise UnitError(
            f"{text[:60]!r} is not a number with a unit",
            value=text,
            allowed="such as '400 mmol/d' or '-12 h'",
        )
    value = float(found[1].replace(" ", ""))
    if not math.isfinite(value):
        raise UnitError(f"{text[:60]!r} is not a finite number", value=text)
    return Quantity(value, parse_unit(found[2]), text)


def as_unit(unit: str | Unit) -> Unit:
    """``unit`` itself, or read from its text."""
    return parse_unit(unit) if isinstance(unit, str) else unit


def convert(value: float, source: str | Unit, target: str | Unit) -> float:
    """``value`` of unit ``source`` in unit ``target``.

    Degrees Celsius and Fahrenheit are converted to each other and to kelvin with their offsets.

    Raises
    ------
    UnitError
        When the dimensions differ; grams and moles meet only through a substance
        (`skou.analytes.to_canonical`).

    Examples
    --------
    >>> convert(1, "mol/d", "mmol/h")
    41.666666666666664
    >>> convert(37, "Cel", "K")
    310.15
    """
    from_unit, to_unit = as_unit(source), as_unit(target)
    temperature = {(("Cel", 1.0),), (("K", 1.0),)}
    if from_unit.dimension in temperature and to_unit.dimension in temperature:
        return _temperature(value, from_unit, to_unit)
    if from_unit.dimension != to_unit.dimension:
        raise UnitError(
            f"{source} cannot become {target}: {describe(from_unit)} against {describe(to_unit)}",
            value=str(source),
            allowed=f"units with the dimension of {target}",
        )
    return value * (from_unit.scale / to_unit.scale)


def _temperature(value: float, source: Unit, target: Unit) -> float:
    def offset(unit: Unit) -> float:  # kelvin at the unit's zero
        if unit.dimension == (("K", 1.0),):
            return 0.0
        return 273.15 if unit.scale == 1.0 else 273.15 - 32 * 5 / 9

    if source == target:
        return value
    return (value * source.scale + offset(source) - offset(target)) / target.scale

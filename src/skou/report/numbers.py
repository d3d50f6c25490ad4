"""Numbers as people read them: significant figures, percentages, likelihood in words, days."""

from __future__ import annotations

import math


def significant(value: float | None, figures: int = 3) -> str:
    """``value`` to so many significant figures, without exponent for everyday sizes.

    Examples
    --------
    >>> significant(3.14159), significant(310.4), significant(0.0), significant(1234567)
    ('3.14', '310', '0', '1,234,567')
    >>> significant(None)
    'not known'
    """
    if value is None or not math.isfinite(value):
        return "not known"
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size < -4 or size > 8:
        return f"{value:.{figures - 1}e}"
    text = f"{value:,.{max(figures - 1 - size, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def reported(value: float) -> str:
    """A value that was typed in, shown as it stands and not rounded further than six figures.

    Examples
    --------
    >>> reported(2.10), reported(1967.0), reported(0.15)
    ('2.1', '1967', '0.15')
    """
    return f"{value:.6g}"


def unit_words(unit: str) -> str:
    """A UCUM unit as people write it.

    Examples
    --------
    >>> unit_words("mL/min/{1.73_m2}"), unit_words("10*9/L"), unit_words("1"), unit_words("m[IU]/L")
    ('mL/min/1.73 m²', '10⁹/L', '', 'mIU/L')
    """
    if unit == "1":
        return ""
    shown = unit.replace("10*9", "10⁹").replace("_m2", " m²")
    return shown.translate(str.maketrans("", "", "{}[]"))


def percent(probability: float) -> str:
    """A probability in whole per cent, never rounded to certainty.

    Examples
    --------
    >>> percent(0.934), percent(0.004), percent(0.9996)
    ('93 %', '< 1 %', '> 99 %')
    """
    if probability < 0.01:
        return "< 1 %"
    if probability > 0.99:
        return "> 99 %"
    return f"{probability * 100:.0f} %"


def likelihood_words(probability: float) -> str:
    """A probability in plain words.

    Examples
    --------
    >>> likelihood_words(0.93), likelihood_words(0.3)
    ('very likely', 'possible')
    """
    for floor, words in ((0.9, "very likely"), (0.6, "likely"), (0.25, "possible"), (0.05, "less likely")):
        if probability >= floor:
            return words
    return "unlikely"


def strength_words(bits: float) -> str:
    """The weight of one piece of evidence in plain words (1 bit doubles or halves the odds).

    Examples
    --------
    >>> strength_words(3.2), strength_words(-0.4)
    ('strong', 'weak')
    """
    size = abs(bits)
    return "strong" if size >= 3 else "moderate" if size >= 1 else "weak"


def day_words(day: float | None) -> str:
    """When a value was taken, from presentation.

    Examples
    --------
    >>> day_words(0), day_words(5), day_words(-7), day_words(0.1), day_words(None)
    ('', 'day 5', '7 days before', '2.4 h later', 'later')
    """
    if day is None:
        return "later"
    if day == 0:
        return ""
    if abs(day) < 1:
        return f"{significant(abs(day) * 24, 2)} h {'later' if day > 0 else 'before'}"
    if day < 0:
        return f"{significant(-day)} day{'s' if day != -1 else ''} before"
    return f"day {significant(day)}"

"""Measurements of experiments in words: what, in whom, when, against what."""

from __future__ import annotations

from skou.evidence.experiment import Experiment, Measure, When

_WHOLE = {
    "volume.ecf": "extracellular volume",
    "volume.icf": "cell volume",
    "volume.plasma": "plasma volume",
    "volume.body": "body water",
    "kidney.gfr": "glomerular filtration rate",
    "pressure.mean": "mean arterial pressure",
    "muscle.resting_potential": "muscle resting potential",
    "muscle.force": "muscle force",
    "nerve.threshold_shift": "shift of the nerve threshold",
    "heart.qtc": "QTc",
    "heart.qt": "QT interval",
    "heart.apd90": "ventricular action potential (90 %)",
    "heart.t_amplitude": "T wave amplitude",
    "heart.pr": "PR interval",
    "heart.qrs": "QRS duration",
    "plasma.pth": "plasma parathyroid hormone",
    "plasma.vitamin_d_25oh": "plasma 25-hydroxyvitamin D",
    "plasma.ph": "plasma pH",
    "plasma.calcium_total": "plasma calcium (total)",
    "plasma.calcium_ionised": "plasma calcium (ionised)",
    "plasma.fgf23": "plasma FGF23",
}
_PLACES = {"plasma": "plasma", "urine": "urine", "stool": "stool", "sweat": "sweat", "cell": "muscle cell"}
_STORES = {"body": "body", "bone": "bone"}


def quantity_words(quantity: str) -> str:
    """A quantity in words, starting with a small letter.

    Examples
    --------
    >>> quantity_words("urine.potassium"), quantity_words("kidney.fe_magnesium")
    ('urine potassium', 'fractional excretion of magnesium')
    """
    if quantity in _WHOLE:
        return _WHOLE[quantity]
    place, _, what = quantity.partition(".")
    if what.startswith("fe_"):
        return f"fractional excretion of {what[3:]}"
    if what.startswith("absorbed_"):
        return f"{what[9:]} absorbed"
    name = (_PLACES | _STORES).get(place, place)
    return f"{name} {what.replace('_', ' ')}"


def time_words(minutes: float) -> str:
    """A time from the start in the unit that suits it.

    Examples
    --------
    >>> time_words(30), time_words(90), time_words(-720), time_words(21 * 1440), time_words(0)
    ('30 min', '90 min', '-12 h', '21 d', '0 h')
    """
    if minutes == 0:
        return "0 h"
    size = abs(minutes)
    if size >= 2880 or (size >= 1440 and minutes % 1440 == 0):
        return f"{minutes / 1440:.4g} d"
    if (size % 60 == 0 and size >= 60) or size > 300:
        return f"{minutes / 60:.4g} h"
    return f"{minutes:.4g} min"


def when_words(when: When) -> str:
    """A moment or a window."""
    if when.at is not None:
        return f"at {time_words(when.at)}"
    assert when.start is not None
    assert when.end is not None
    extreme = {"peak": "highest, ", "trough": "lowest, ", None: ""}[when.extreme]
    return f"{extreme}{time_words(when.start)} to {time_words(when.end)}"


def measure_words(measure: Measure, experiment: Experiment) -> str:
    """A whole measurement: quantity, arm where there are several, time, and what it is compared with."""
    main, several = measure.main, len(experiment.arms) > 1
    words = [quantity_words(main.quantity)]
    if several:
        words.append(f"({arm_words(main.arm)})")
    words.append(when_words(main))
    text = " ".join(words)
    for link, other in (("change from", measure.minus), ("ratio to", measure.over)):
        if other is not None:
            what = [] if other.quantity == main.quantity else [quantity_words(other.quantity)]
            whose = [arm_words(other.arm)] if other.arm != main.arm else []
            same = (other.at, other.start, other.end) == (main.at, main.start, main.end)
            moment = [] if same and whose else [when_words(other).removeprefix("at ")]
            text += f", {link} {', '.join([*what, *whose, *moment])}"
    return text[:1].upper() + text[1:]


def arm_words(arm: str) -> str:
    """The name of an arm with spaces.

    Examples
    --------
    >>> arm_words("normal_gfr")
    'normal gfr'
    """
    return arm.replace("_", " ")


def unit_words(unit: str) -> str:
    """A unit as people write it; nothing for a ratio.

    Examples
    --------
    >>> unit_words("mm[Hg]"), unit_words("1"), unit_words("umol/L")
    ('mmHg', '', 'µmol/L')
    """
    return "" if unit == "1" else unit.replace("mm[Hg]", "mmHg").replace("umol", "µmol")

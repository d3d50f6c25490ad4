"""Small models with known behaviour, for the solvers' tests."""

from skou.graph import functions as f
from skou.graph.model import Equations, Model, ParameterSpec, StateSpec, build_model


def decay() -> Model:
    """A loss of first order into a ledger, fed at a rate that events can change."""
    return build_model(
        "decay",
        [StateSpec("x", "mmol", 8.0), StateSpec("lost", "mmol", 0.0, quadrature=True)],
        [ParameterSpec("k", "1/min", 0.1), ParameterSpec("feed", "mmol/min", 0.0)],
        lambda t, s, p: Equations({"x": p.feed - p.k * s.x, "lost": p.k * s.x}),
    )


def robertson() -> Model:
    """Robertson's reaction (Hairer & Wanner 1996, problem ROBER), time in seconds read as minutes."""
    return build_model(
        "robertson",
        [StateSpec("a", "1", 1.0), StateSpec("b", "1", 0.0, scale=1e-5), StateSpec("c", "1", 0.0)],
        [ParameterSpec(n, "1/min", v) for n, v in (("slow", 0.04), ("fast", 1e4), ("pair", 3e7))],
        lambda t, s, p: Equations(
            {
                "a": -p.slow * s.a + p.fast * s.b * s.c,
                "b": p.slow * s.a - p.fast * s.b * s.c - p.pair * s.b * s.b,
                "c": p.pair * s.b * s.b,
            }
        ),
    )


def van_der_pol() -> Model:
    """Van der Pol's oscillator in the stiff form of Hairer & Wanner 1996 (VDPOL, epsilon 1e-6)."""
    return build_model(
        "van_der_pol",
        [
            StateSpec("x", "1", 2.0, positive=False, scale=1.0),
            StateSpec("v", "1", -0.66, positive=False, scale=1.0),
        ],
        [ParameterSpec("epsilon", "1", 1e-6), ParameterSpec("per_minute", "1/min", 1.0)],
        lambda t, s, p: Equations(
            {"x": p.per_minute * s.v, "v": p.per_minute * ((1.0 - s.x * s.x) * s.v - s.x) / p.epsilon}
        ),
    )


def hires() -> Model:
    """The plant physiology problem HIRES (Hairer & Wanner 1996), eight states."""
    names = [f"y{i}" for i in range(1, 9)]
    start = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0057]

    def equations(t, s, p):
        y1, y2, y3, y4, y5, y6, y7, y8 = (s[n] for n in names)
        bound = 280.0 * y6 * y8 - 1.81 * y7
        rates = (
            -1.71 * y1 + 0.43 * y2 + 8.32 * y3 + 0.0007,
            1.71 * y1 - 8.75 * y2,
            -10.03 * y3 + 0.43 * y4 + 0.035 * y5,
            8.32 * y2 + 1.71 * y3 - 1.12 * y4,
            -1.745 * y5 + 0.43 * y6 + 0.43 * y7,
            -280.0 * y6 * y8 + 0.69 * y4 + 1.71 * y5 - 0.43 * y6 + 0.69 * y7,
            bound,
            -bound,
        )
        return Equations({n: p.per_minute * r for n, r in zip(names, rates, strict=True)})

    return build_model(
        "hires",
        [StateSpec(n, "1", v, scale=1e-2) for n, v in zip(names, start, strict=True)],
        [ParameterSpec("per_minute", "1/min", 1.0)],
        equations,
    )


def driven() -> Model:
    """A chain fed by a daily rhythm: explicit in time, every elementary function, a conserved total."""

    def equations(t, s, p):
        clock = f.cos(2.0 * 3.141592653589793 * t / p.day)
        fed = p.feed * f.exp(p.sharpness * (clock - 1.0))
        passed = p.pass_on * s.gut * (1.0 + 0.3 * f.tanh(s.store / p.half - 1.0))
        lost = p.loss * p.half * f.hill(s.plasma, p.half, p.steepness)
        back = f.where(s.store > p.half, p.give * (s.store - p.half), 0.0 * p.feed)
        kept = p.give * f.sqrt(s.plasma * s.plasma + p.half * p.half) - p.give * p.half
        return Equations(
            {
                "gut": fed - passed,
                "plasma": passed - lost + back - kept,
                "store": kept - back,
                "eaten": fed,
                "excreted": lost,
            }
        )

    return build_model(
        "driven",
        [
            StateSpec("gut", "mmol", 5.0),
            StateSpec("plasma", "mmol", 12.0),
            StateSpec("store", "mmol", 30.0),
            StateSpec("eaten", "mmol", 0.0, quadrature=True),
            StateSpec("excreted", "mmol", 0.0, quadrature=True),
        ],
        [
            ParameterSpec("day", "min", 1440.0),
            ParameterSpec("feed", "mmol/min", 0.4),
            ParameterSpec("sharpness", "1", 3.0),
            ParameterSpec("pass_on", "1/min", 0.02),
            ParameterSpec("loss", "1/min", 0.02),
            ParameterSpec("half", "mmol", 15.0),
            ParameterSpec("steepness", "1", 2.4),
            ParameterSpec("give", "1/min", 0.005),
        ],
        equations,
    )


def root() -> Model:
    """A drain by the root of what is above a threshold, and a constant one: impossible below it."""
    return build_model(
        "root",
        [StateSpec("x", "1", 4.0, positive=False), StateSpec("z", "1", 1.0)],
        [
            ParameterSpec("per_minute", "1/min", 0.1),
            ParameterSpec("threshold", "1", 0.0),
            ParameterSpec("floor", "1", 0.0),
        ],
        lambda t, s, p: Equations(
            {
                "x": p.per_minute * (p.floor + f.sqrt(s.x - p.threshold)) * -1.0,
                "z": p.per_minute * (s.x - s.z),
            }
        ),
    )

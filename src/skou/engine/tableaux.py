"""The coefficients of the integration methods and of their interpolants.

Rodas4: Hairer & Wanner, Solving Ordinary Differential Equations II (1996), section IV.7: stiffly accurate
Rosenbrock method of order 4(3), L-stable, six stages, interpolant of order 3.
SDIRK4: the same, section IV.6, table 6.5: L-stable, order 4, five stages with one diagonal coefficient.
Tsitouras 5(4): Tsitouras 2011, Computers & Mathematics with Applications 62:770,
doi:10.1016/j.camwa.2011.06.002: explicit, seven stages of which the last is the first of the next step,
interpolant of order 4.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rosenbrock:
    """A Rosenbrock method in the form without matrix products (stages are solved for U).

    Attributes
    ----------
    gamma : float
        The diagonal coefficient.
    nodes : tuple of float
        Where in the step each stage evaluates the right-hand side.
    time_weights : tuple of float
        Weights of the time derivative.
    combine, couple : tuple of tuple of float
        Stage combinations of the state and of the right-hand side (divided by the step).
    advance, error : tuple of float
        Stage weights of the new state and of its error estimate.
    interpolate : tuple of tuple of float
        Stage weights of the two higher terms of the interpolant.
    order, error_order : int
        Orders of the solution and of the embedded solution.
    """

    gamma: float
    nodes: tuple[float, ...]
    time_weights: tuple[float, ...]
    combine: tuple[tuple[float, ...], ...]
    couple: tuple[tuple[float, ...], ...]
    advance: tuple[float, ...]
    error: tuple[float, ...]
    interpolate: tuple[tuple[float, ...], ...]
    order: int
    error_order: int

    @property
    def stages(self) -> int:
        return len(self.nodes)


@dataclass(frozen=True)
class RungeKutta:
    """An explicit Runge-Kutta method whose last stage is the first of the next step.

    ``interpolate`` holds for each stage the polynomial weights of theta, theta**2, theta**3, theta**4.
    """

    nodes: tuple[float, ...]
    combine: tuple[tuple[float, ...], ...]
    error: tuple[float, ...]
    interpolate: tuple[tuple[float, float, float, float], ...]
    order: int
    error_order: int

    @property
    def stages(self) -> int:
        return len(self.nodes)


_LAST = (1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950)

RODAS4 = Rosenbrock(
    gamma=0.25,
    nodes=(0.0, 0.386, 0.21, 0.63, 1.0, 1.0),
    time_weights=(0.25, -0.1043, 0.1035, -0.0362, 0.0, 0.0),
    combine=(
        (),
        (1.544,),
        (0.9466785280815826, 0.2557011698983284),
        (3.314825187068521, 2.896124015972201, 0.9986419139977817),
        _LAST,
        (*_LAST, 1.0),
    ),
    couple=(
        (),
        (-5.6688,),
        (-2.430093356833875, -0.2063599157091915),
        (-0.1073529058151375, -9.594562251023355, -20.47028614809616),
        (7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160),
        (8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054),
    ),
    advance=(*_LAST, 1.0, 1.0),
    error=(0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
    interpolate=(
        (
            10.12623508344586,
            -7.487995877610167,
            -34.80091861555747,
            -7.992771707568823,
            1.025137723295662,
            0.0,
        ),
        (
            -0.6762803392806898,
            6.087714651680015,
            16.43084320892478,
            24.76722511418386,
            -6.594389125716872,
            0.0,
        ),
    ),
    order=4,
    error_order=3,
)


def _expanded(
    factor: float, lead: int, roots_or_quadratics: tuple[tuple[float, ...], ...]
) -> tuple[float, ...]:
    """factor * theta**lead * product of polynomials (highest power first), as weights of theta..theta**4."""
    product = [factor]
    for polynomial in roots_or_quadratics:
        following = [0.0] * (len(product) + len(polynomial) - 1)
        for i, a in enumerate(product):
            for j, b in enumerate(polynomial):
                following[i + j] += a * b
        product = following
    ascending = [0.0] * lead + product[::-1]
    return tuple(ascending[1:5])


_TSIT5_LAST = (
    0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774,
)  # fmt: skip


def _tsitouras_interpolant() -> tuple[tuple[float, float, float, float], ...]:
    rows = (
        _expanded(
            -1.0530884977290216,
            1,
            ((1.0, -1.3299890189751412), (1.0, -1.4364028541716351, 0.7139816917074209)),
        ),
        _expanded(0.1017, 2, ((1.0, -2.1966568338249754, 1.2949852507374631),)),
        _expanded(2.490627285651252793, 2, ((1.0, -2.38535645472061657, 1.57803468208092486),)),
        _expanded(-16.54810288924490272, 2, ((1.0, -1.21712927295533244), (1.0, -0.61620406037800089))),
        _expanded(47.37952196281928122, 2, ((1.0, -1.203071208372362603), (1.0, -0.658047292653547382))),
        _expanded(-34.87065786149660974, 2, ((1.0, -1.2), (1.0, -2.0 / 3.0))),
        _expanded(2.5, 2, ((1.0, -1.0), (1.0, -0.6))),
    )
    return tuple((r[0], r[1], r[2], r[3]) for r in rows)


TSITOURAS5 = RungeKutta(
    nodes=(0.0, 0.161, 0.327, 0.9, 0.9800255409045097, 1.0, 1.0),
    combine=(
        (),
        (0.161,),
        (-0.008480655492356989, 0.335480655492357),
        (2.8971530571054935, -6.359448489975075, 4.3622954328695815),
        (5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525),
        (5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383),
        _TSIT5_LAST,
    ),
    error=(
        -0.00178001105222577714,
        -0.0008164344596567469,
        0.007880878010261995,
        -0.1447110071732629,
        0.5823571654525552,
        -0.45808210592918697,
        0.015151515151515152,
    ),
    interpolate=_tsitouras_interpolant(),
    order=5,
    error_order=4,
)


@dataclass(frozen=True)
class DiagonallyImplicit:
    """A stiffly accurate method whose stages are implicit one after the other.

    ``combine`` are the weights of the earlier stages; those of the last stage are the method's own.
    """

    gamma: float
    nodes: tuple[float, ...]
    combine: tuple[tuple[float, ...], ...]


SDIRK4 = DiagonallyImplicit(
    gamma=1 / 4,
    nodes=(1 / 4, 3 / 4, 11 / 20, 1 / 2, 1.0),
    combine=(
        (),
        (1 / 2,),
        (17 / 50, -1 / 25),
        (371 / 1360, -137 / 2720, 15 / 544),
        (25 / 24, -49 / 48, 125 / 16, -85 / 12),
    ),
)

METHODS: dict[str, Rosenbrock | RungeKutta] = {"rodas4": RODAS4, "tsit5": TSITOURAS5}

"""The commands put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from skou.cli.optional_values import complete
from skou.cli.process import Commands, explain, flush_or_end_quietly, prepare_streams

app = typer.Typer(
    name="skou",
    cls=Commands,
    help=(
        "Skou: one body of human potassium, magnesium, calcium, sodium, water and acid-base. "
        "What is wrong, how dangerous, why, what is missing inside, which test next.\n\n"
        "Example: skou assess examples/omeprazole_low_magnesium.yaml"
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from skou import __version__

        print(f"skou {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def _register_commands() -> None:
    from skou.cli import assess, bench, listing, parameters, score, serve, simulate, validate

    app.command("assess")(assess.assess)
    app.command("score")(score.score)
    app.command("simulate")(simulate.simulate)
    app.command("validate")(validate.validate)
    app.command("parameters")(parameters.parameters)
    app.command("causes")(listing.causes)
    app.command("drugs")(listing.drugs)
    app.command("serve")(serve.serve)
    app.command("bench")(bench.bench)


_register_commands()


def run(arguments: Sequence[str]) -> None:
    """Run the command line on ``arguments``."""
    prepare_streams()
    try:
        app(complete(arguments), prog_name="skou")
    except SystemExit:
        flush_or_end_quietly()
        raise
    except (OSError, KeyboardInterrupt) as error:
        explain(error)

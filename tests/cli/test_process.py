"""Statuses, streams, pipes and interruptions, for every command."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import skou as package
from tests.cli.running import EXAMPLES, refused, skou

COMMANDS = ("assess", "score", "simulate", "validate", "parameters", "causes", "drugs", "bench")


def test_version():
    done = skou("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"skou {package.__version__}\n", "")


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_names_every_command(flag):
    done = skou(flag)
    assert done.returncode == 0
    assert all(f"  {c} " in done.stdout for c in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command):
    done = skou(command, "-h")
    assert done.returncode == 0
    assert f"Example: skou {command}" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["assess"],
        ["assess", "a.yaml", "--nonsense"],
        ["assess", "a.yaml", "--register", "latin"],
        ["assess", "a.yaml", "--seed", "-1"],
        ["simulate"],
        ["validate"],
        [],
    ],
)
def test_wrong_usage_is_status_two(arguments):
    done = skou(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "Usage: skou" in done.stderr + done.stdout


def test_a_closed_pipe_ends_quietly():
    with subprocess.Popen(
        [sys.executable, "-m", "skou", "causes"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


INTERRUPTED_WHILE_READING = """
import os, signal, threading
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
from skou.cli import main
main(["assess", "-"])
"""


def test_an_interruption_ends_with_its_own_status():
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED_WHILE_READING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        status = process.wait(60)
        message = process.stderr.read().decode()
    assert (status, message) == (130, "skou: interrupted\n")


def test_output_survives_an_encoding_without_the_letters():
    done = subprocess.run(
        [sys.executable, "-m", "skou", "drugs", "omeprazole"],
        capture_output=True,
        check=False,
        timeout=60,
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()


def test_parameters_are_found_with_unit_and_source():
    found = json.loads(skou("parameters", "magnesium", "absorption", "--json").stdout)
    assert found
    for p in found:
        assert p["unit"]
        assert p["source"]
        assert isinstance(p["value"], float)


@pytest.mark.parametrize("command", ["parameters", "causes", "drugs"])
def test_a_search_without_result_says_so(command):
    assert "zzzzqq" in refused(skou(command, "zzzzqq"))


def test_import_is_light():
    heavy = "scipy", "pandas", "matplotlib", "llvmlite", "jinja2", "rich", "typer", "xarray", "pydantic"
    code = f"import sys, skou; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"


def test_examples_are_all_there():
    assert {p.suffix for p in EXAMPLES.iterdir()} >= {".yaml", ".csv", ".json"}

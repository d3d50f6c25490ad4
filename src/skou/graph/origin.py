"""Where in the user's equations an expression was made, found without slowing the trace."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

_FOLDER = str(Path(__file__).parent) + os.sep


@dataclass(frozen=True)
class Origin:
    """A place in a source file, kept as a code position; the line is looked up only when asked for."""

    code: CodeType
    instruction: int

    @property
    def file(self) -> str:
        """Path of the source file."""
        return self.code.co_filename

    @property
    def line(self) -> int:
        """Line number in the source file."""
        for start, end, line in self.code.co_lines():
            if start <= self.instruction < end and line is not None:
                return line
        return self.code.co_firstlineno

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def caller() -> tuple[CodeType, int]:
    """Code object and instruction of the innermost frame outside this package folder."""
    frame = sys._getframe(2)
    while frame.f_code.co_filename.startswith(_FOLDER) and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code, frame.f_lasti


def caller_origin() -> Origin:
    """The same as an `Origin`, for messages."""
    return Origin(*caller())

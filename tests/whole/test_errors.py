"""How IPython shows an error that a user can mend: one line, and the traceback on demand."""

import os
import subprocess
import sys


def said(*lines: str) -> str:
    command = [
        sys.executable,
        "-m",
        "IPython",
        "--no-banner",
        "--simple-prompt",
        "--colors=nocolor",
    ]
    setting = os.environ | {"PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        command, input="\n".join(lines), env=setting, capture_output=True, text=True, check=True
    ).stdout


def test_one_line_and_the_traceback_on_demand() -> None:
    lines = ["from lib.work import parameters", "parameters.check(threshold=2)"]
    line = "WorkbookError: threshold must be a number from 0 to 1, not 2"
    shown, asked = said(*lines), said(*lines, "%tb Verbose")
    assert line in shown and "Traceback" not in shown and "parameters.py" not in shown
    assert "Traceback" in asked and "parameters.py" in asked and asked.count(line) == 2

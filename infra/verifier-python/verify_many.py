"""Runs verify.py for many folders in one process, for tests: reads a JSON list of arguments from each line, answers with a line {exitCode, stdout, stderr}."""

import contextlib
import io
import json
import sys
import traceback

import verify


def answer(words: list[str]) -> dict:
    stdout, stderr = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        try:
            code = verify.main(words)
        except SystemExit as stop:
            code = stop.code
        except Exception:
            traceback.print_exc()
            code = 1
    return {"exitCode": code, "stdout": stdout.getvalue(), "stderr": stderr.getvalue()}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)

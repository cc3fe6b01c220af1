"""The command as a process of its own: what it imports, pipes, closed streams, and terminals."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from tests import forked
from tests.cases import each_case
from tests.cli.helpers import DEMO, body
from tests.waiting import PATIENCE_S
from tui.dataset.folder import fixtures_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.cli.conftest import Cli

ERRORS = DEMO / "payloads" / "errors.json"
FIRST_LOOK = DEMO / "payloads" / "first-look.json"
PLAIN = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
ENVIRONMENT = PLAIN | {"PYTHONPATH": str(fixtures_folder().parent)}


def run(*arguments: Any, **options: Any) -> subprocess.CompletedProcess[bytes]:
    options = {"env": ENVIRONMENT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return forked.run([sys.executable, "-m", "tui", *map(str, arguments)], **options)


def closed(*streams: int, arguments: tuple[Any, ...]) -> subprocess.CompletedProcess[bytes]:
    """The command without some of its standard streams."""
    pipe = subprocess.PIPE
    return forked.run(forked.without(streams, *map(str, arguments)), env=ENVIRONMENT, stdout=pipe, stderr=pipe)


@cache
def on_terminal(*arguments: Any, columns: int = 80, **environment: str) -> str:
    """What a terminal of this width gets, escapes and all."""
    main, worker = pty.openpty()
    settings: Mapping[str, str] = ENVIRONMENT | {"TERM": "xterm-256color", "COLUMNS": str(columns)} | environment
    command = [sys.executable, "-m", "tui", *map(str, arguments)]
    with forked.Popen(command, stdout=worker, stderr=subprocess.DEVNULL, env=settings):
        os.close(worker)
        found = b""
        try:
            while chunk := os.read(main, 65536):
                found += chunk
        except OSError:  # on Linux: the other end is closed
            pass
    os.close(main)
    return found.decode().replace("\r\n", "\n")


STEPS: tuple[tuple[str, str, str], ...] = (
    ("main(['--version'])", "textual httpx rich pydantic sqlite3 tui.core.rules", "the version"),
    ("main(['--help'])", "textual httpx rich pydantic sqlite3", "the help"),
    ("main(['preview', '--help'])", "textual httpx rich pydantic sqlite3", "the help of a command"),
    (
        "import tui.session.workspace, tui.session.remembered, tui.settings.config",
        "textual httpx pydantic",
        "what is remembered",
    ),
    (
        f"main(['preview', {str(FIRST_LOOK)!r}, '--format', 'json'])",
        "textual httpx rich pydantic",
        "a forecast as JSON",
    ),
    (f"main(['preview', {str(FIRST_LOOK)!r}])", "textual httpx pydantic", "a forecast as a table"),
    ("import tui.live.zoho.result, tui.live.accounts.profiles", "textual httpx", "how calls ended"),
    (
        "import tui.session.case, tui.session.remembered, tui.app",
        "httpx markdown_it tui.core.backwards tui.core.fixes.fixes tui.core.payload.call_forms "
        "tui.live.journal.journal tui.live.send.sender tui.screens.assumptions tui.screens.dialogs.export "
        "tui.screens.dialogs.help tui.screens.lessons.screen tui.screens.rules tui.screens.what_if.screen",
        "the main screen",
    ),
)
"""What a fresh interpreter does, one after the other; what is not loaded after it; and what it is."""

GOING_THROUGH = """
import contextlib, io, json, sys
from tui.cli import main
loaded = []
for code in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        exec(code)
    loaded.append(sorted(sys.modules))
print(json.dumps(loaded))
"""


def test_a_command_imports_only_what_it_needs() -> None:
    command = [sys.executable, "-c", GOING_THROUGH, json.dumps([code for code, _, _ in STEPS])]
    ran = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=True)
    for loaded, (_, unwanted, what) in zip(json.loads(ran.stdout), STEPS, strict=True):
        assert "tui.cli" in loaded
        assert not set(unwanted.split()) & set(loaded), f"{what} needs none of these"


def test_a_payload_comes_through_a_pipe_and_json_goes_on_through_another() -> None:
    ran = run("preview", "-", "--format", "json", input=FIRST_LOOK.read_bytes(), stdin=subprocess.PIPE)
    assert ran.returncode == 1
    assert len(json.loads(ran.stdout)["records"]) == 8
    assert ran.stderr.count(b"\n") == 1


ONE_AFTER_THE_OTHER = """
import contextlib, json, runpy, sys
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["tui", *arguments]
    with contextlib.suppress(SystemExit):
        runpy.run_module("tui", run_name="__main__")
    print(end="\\0", flush=True)
"""


def test_another_folder_another_hash_seed_and_a_locale_without_unicode_give_the_same_bytes(
    cli: Cli, tmp_path: Path
) -> None:
    other = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONHASHSEED": "1"}  # read by an interpreter that starts
    given = [(ERRORS, "--format", "json"), (FIRST_LOOK,)]
    from_there = [["preview", os.path.relpath(payload, tmp_path), *rest] for payload, *rest in given]
    command = [sys.executable, "-c", ONE_AFTER_THE_OTHER, json.dumps(from_there)]
    ran = subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT | other, capture_output=True, check=True)
    as_json, as_table, _ = ran.stdout.decode().split("\0")
    assert (as_json, as_table) == (cli("preview", *given[0]).out, cli("preview", *given[1]).out)
    assert not as_table.isascii()
    assert str(DEMO) not in as_json
    assert str(tmp_path) not in as_json


@pytest.fixture
def refused(small: Path) -> tuple[str, Path, str, Path]:
    """A forecast of which some row is refused, as arguments; that of the demo takes longer."""
    payload = small / "refused.json"
    payload.write_text(body(*[{"Last_Name": "Ode"}, {"Email": "no-name@x.test"}] * 30))  # more than is written at once
    return "preview", payload, "--data", small


@pytest.mark.parametrize("form", ["table", "json", "markdown", "csv"])
def test_a_reader_that_leaves_early_is_no_failure_and_hides_none(refused: tuple[Any, ...], form: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        ran = run(*refused, "--format", form, stdout=closed)
    assert ran.returncode == 1
    assert b"Traceback" not in ran.stderr
    assert b"BrokenPipe" not in ran.stderr


def test_a_closed_standard_input_is_empty() -> None:
    ran = closed(0, arguments=("preview", "-"))
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr == b"upsert-explorer: standard input, line 1, column 1: the text is empty\n"


def test_a_closed_standard_output_or_error_is_borne(refused: tuple[Any, ...]) -> None:
    for streams in ((1,), (2,), (1, 2)):
        ran = closed(*streams, arguments=refused)
        assert (ran.returncode, b"Traceback" in ran.stderr) == (1, False)
        assert (ran.stdout == b"") == (1 in streams)
    # As an interpreter finds them that a shell has started.
    command = ["sh", "-c", 'exec "$@" >&- 2>&- <&-', "sh", sys.executable, "-m", "tui", *map(str, refused)]
    assert subprocess.run(command, env=ENVIRONMENT, check=False).returncode == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only some systems have a device that is always full")
def test_a_full_disk_is_told(refused: tuple[Any, ...]) -> None:
    with open("/dev/full", "wb") as full:
        ran = run(*refused, stdout=full)
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[-1] == b"upsert-explorer: standard output: no space left on device"
    assert b"Traceback" not in ran.stderr


# --- terminals -------------------------------------------------------------------------------------------------------


def bare(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@each_case("columns", [80, 120])
def test_a_terminal_gets_colour_and_lines_that_fit(columns: int) -> None:
    out = on_terminal("preview", FIRST_LOOK, columns=columns)
    assert "\x1b[32m+ INSERT" in out
    assert max(map(len, bare(out).splitlines())) <= columns
    assert "DUPLICATE_DATA" in bare(out)


def test_a_narrow_terminal_says_below_what_rows_rest_on() -> None:
    out = bare(on_terminal("preview", FIRST_LOOK, columns=80))
    assert "row 6, assumed: depends on match.several" in out
    assert "documented" not in out


@each_case("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colour_the_words_and_signs_still_tell_all(environment: dict[str, str]) -> None:
    out = on_terminal("preview", FIRST_LOOK, columns=120, **environment)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", out)
    assert "! ERROR" in bare(out)
    assert "assumed" in bare(out)


def test_a_terminal_without_unicode_gets_plain_signs() -> None:
    out = on_terminal("preview", FIRST_LOOK, columns=120, PYTHONIOENCODING="ascii", NO_COLOR="1")
    assert out.isascii()
    assert "? assumed" in out


@pytest.mark.parametrize(
    ("arguments", "stdin"), [((), subprocess.DEVNULL), (("open", FIRST_LOOK), subprocess.PIPE)], ids=["app", "open"]
)
def test_the_app_without_a_terminal_says_so_and_ends(arguments: tuple[Any, ...], stdin: int) -> None:
    ended = run(*arguments, timeout=PATIENCE_S, stdin=stdin)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr == b"upsert-explorer: the app needs a terminal; in a pipe, use upsert-explorer preview\n"

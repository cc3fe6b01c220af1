"""The walls of the house: which part may import which, and why. What breaks one is told with the wall's reason.

To add a part at the top of the package, give it a floor in ``FLOORS``; to add a wall, write a ``Wall`` into ``WALLS``,
with an import that would break it.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tui
from tests.cases import each_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOUSE: Final = Path(tui.__file__).parent

FLOORS: Final = (
    ("dataclass", "pattern"),
    ("core",),
    ("keys", "messages", "themes"),
    ("dataset", "reports"),
    ("settings",),
    ("files",),
    ("crash",),
    ("terminal",),
    ("live", "session"),
    ("widgets",),
    ("screens",),
    ("session_app",),
    ("app",),
    ("pictures",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""From the ground up. Parts of one floor do not see each other."""

IMPURE: Final = {
    *(
        "asyncio",
        "concurrent",
        "importlib",
        "logging",
        "os",
        "pathlib",
        "random",
        "secrets",
        "shutil",
        "socket",
        "sqlite3",
    ),
    *("subprocess", "tempfile", "threading", "time", "urllib.request"),
}
"""What of the standard library asks the world outside."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the module that imports, the full name of what it imports, and whether for its types only."""

    by: str
    name: str
    for_types: bool = False

    @property
    def part(self) -> str:
        """The part of the house that imports."""
        return self.by.split(".")[1]

    @property
    def imported_part(self) -> str:
        """The part of the house that is imported; an empty text for what is not ours."""
        return self.name.split(".")[1] if self.name.startswith("tui.") else ""

    def is_from(self, *places: str) -> bool:
        """Whether the importing module is one of these, or within one of them."""
        return _within(self.by, places)

    def is_of(self, *places: str) -> bool:
        """Whether what is imported is one of these, or within one of them."""
        return _within(self.name, places)


def _within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


@dataclass(frozen=True, slots=True)
class Wall:
    """What no import may do. broken_by: whether an import does; example: an import that would."""

    name: str
    reason: str
    broken_by: Callable[[Import], bool]
    example: Import


def floor(part: str) -> int:
    """How high a part stands."""
    (number,) = [number for number, parts in enumerate(FLOORS) if part in parts]
    return number


def climbs(one: Import) -> bool:
    """Whether an import goes up, or aside to another part of the same floor."""
    return one.imported_part not in ("", one.part) and floor(one.imported_part) >= floor(one.part)


def outside(one: Import, *allowed: str) -> bool:
    """Whether an import is neither ours nor the standard library's nor one of those that are allowed."""
    return not one.is_of("tui", *allowed) and one.name.split(".")[0] not in sys.stdlib_module_names


WINGS: Final = tuple(f"tui.live.{wing}" for wing in ("accounts", "http", "journal", "practice", "pull", "send", "zoho"))
OTHER_THAN_PRACTICE: Final = (*(wing for wing in WINGS if wing != "tui.live.practice"), "tui.live.connection")

WALLS: Final = (
    Wall(
        "arrows point down only",
        "a part that knows what stands above it cannot be used, tested or understood without it",
        climbs,
        Import("tui.dataset.index", "tui.session.explorer"),
    ),
    Wall(
        "parts of one floor do not see each other",
        "live and session, data sets and reports are each replaceable only while neither knows the other",
        climbs,
        Import("tui.live.check", "tui.session.case"),
    ),
    Wall(
        "dataclass comes from tui.dataclass",
        "the standard library's takes half a millisecond for each class, before a word is on the screen",
        lambda one: one.is_of("dataclasses.dataclass") and one.by != "tui.dataclass",
        Import("tui.core.forecast", "dataclasses.dataclass"),
    ),
    Wall(
        "core needs nothing but pydantic",
        "a forecast is computed from values alone, wherever it is asked for",
        lambda one: one.is_from("tui.core") and outside(one, "pydantic"),
        Import("tui.core.forecast", "rich.text"),
    ),
    Wall(
        "core asks neither files nor the clock nor the network",
        "the same payload and records give the same forecast at every time and place",
        lambda one: one.is_from("tui.core") and one.is_of(*IMPURE),
        Import("tui.core.forecast", "pathlib.Path"),
    ),
    Wall(
        "dataset needs nothing but pydantic",
        "commands that only read a data set start without the screens and the network",
        lambda one: one.is_from("tui.dataset") and outside(one, "pydantic"),
        Import("tui.dataset.folder", "httpx"),
    ),
    Wall(
        "only the app's floors know Textual",
        "commands print their results without loading the screens",
        lambda one: (
            one.is_of("textual")
            and not one.for_types
            and one.part
            not in ("app", "keys", "messages", "pictures", "screens", "session_app", "terminal", "themes", "widgets")
        ),
        Import("tui.session.explorer", "textual.app"),
    ),
    Wall(
        "widgets never import live or dataset",
        "a widget shows values and posts messages; it asks neither Zoho nor a store",
        lambda one: one.is_from("tui.widgets") and one.is_of("tui.live", "tui.dataset"),
        Import("tui.widgets.detail", "tui.dataset.folder"),
    ),
    Wall(
        "practice imports no other wing of live",
        "the practice org plays Zoho's side; code shared with the client would make both wrong in the same way",
        lambda one: one.is_from("tui.live.practice") and one.is_of(*OTHER_THAN_PRACTICE),
        Import("tui.live.practice.api", "tui.live.zoho.result"),
    ),
    Wall(
        "http knows no profile",
        "the transport sends what it is given; whose it is, is decided above it",
        lambda one: one.is_from("tui.live.http") and one.is_of("tui.live") and not one.is_of("tui.live.http"),
        Import("tui.live.http.transport", "tui.live.accounts.profiles"),
    ),
    Wall(
        "accounts know no client",
        "profiles and tokens are read and kept without a call of the CRM",
        lambda one: (
            one.is_from("tui.live.accounts")
            and one.is_of("tui.live")
            and not one.is_of("tui.live.accounts", "tui.live.http")
        ),
        Import("tui.live.accounts.tokens", "tui.live.zoho.client"),
    ),
    Wall(
        "the client knows no use of it",
        "zoho makes single calls; what they add up to is the business of journal, send and pull",
        lambda one: (
            one.is_from("tui.live.zoho")
            and one.is_of("tui.live")
            and not one.is_of("tui.live.zoho", "tui.live.accounts", "tui.live.http")
        ),
        Import("tui.live.zoho.client", "tui.live.journal.journal"),
    ),
    Wall(
        "pull does not import send",
        "whoever reads an org must not be a step away from writing to it",
        lambda one: one.is_from("tui.live.pull") and one.is_of("tui.live.send"),
        Import("tui.live.pull.steps", "tui.live.send.plan"),
    ),
    Wall(
        "send does not import pull",
        "a send depends on nothing but the call that it makes",
        lambda one: one.is_from("tui.live.send") and one.is_of("tui.live.pull"),
        Import("tui.live.send.sender", "tui.live.pull.listing"),
    ),
)


STATEMENTS: Final = (ast.stmt, ast.excepthandler, ast.match_case)
"""What can be or hold an import."""

BEGINNINGS: Final = re.compile(r"^(?=def |class |@)", re.MULTILINE)
"""Where a function or class of a module begins."""


def parsed_where(text: str, word: str) -> ast.Module:
    """A module without those of its functions and classes in which a word does not occur: what is left takes a fifth of
    the time."""
    parts = BEGINNINGS.split(text)
    try:
        return ast.parse("".join(part for part in parts if word in part))
    except SyntaxError:  # what looked like the beginning of one was text
        return ast.parse(text)


def imports_of(file: Path) -> tuple[Import, ...]:
    """What a file imports, also inside functions and for types only."""
    module = ".".join(file.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__")

    def visit(node: ast.AST, for_types: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(module, alias.name, for_types) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by a relative name; write it in full"
            yield from (Import(module, f"{node.module}.{alias.name}", for_types) for alias in node.names)
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, STATEMENTS):
                continue
            typing = isinstance(node, ast.If) and child in node.body and "TYPE_CHECKING" in ast.unparse(node.test)
            yield from visit(child, for_types or typing)

    return tuple(visit(parsed_where(file.read_text(encoding="utf-8"), "import"), False))


@cache
def all_imports() -> list[Import]:
    """Every import of the house, but for the package's own version."""
    found = [one for file in sorted(HOUSE.rglob("*.py")) for one in imports_of(file)]
    return [one for one in found if one.name != "tui.__version__" and one.by != "tui"]


def told(wall: str, reason: str, broken: list[str]) -> str:
    """What the test that fails says: where a wall is broken, and what it is there for."""
    return "\n".join((f"{wall}: {reason}. It is broken by", *(f"  {each}" for each in broken)))


def test_every_part_of_the_house_has_a_floor() -> None:
    parts = {file.relative_to(HOUSE).parts[0].removesuffix(".py") for file in HOUSE.rglob("*.py")} - {"__init__"}
    assert parts == {part for parts in FLOORS for part in parts}, "give each part its floor in FLOORS"


@each_case("wall", WALLS)
def test_no_import_breaks_a_wall(wall: Wall) -> None:
    broken = [f"{one.by} imports {one.name}" for one in all_imports() if wall.broken_by(one)]
    assert not broken, told(wall.name, wall.reason, broken)


@each_case("wall", WALLS)
def test_a_wall_is_broken_by_its_example(wall: Wall) -> None:
    assert wall.broken_by(wall.example)


def test_only_connection_knows_both_the_client_and_the_practice_org() -> None:
    of_client, of_practice = (
        {one.by for one in all_imports() if one.is_of(place) and not one.for_types}
        for place in ("tui.live.zoho.client", "tui.live.practice")
    )
    assert "tui.live.connection" in of_client & of_practice
    reason = "which of the two a profile means is decided in one place"
    both = sorted(of_client & of_practice - {"tui.live.connection"})
    assert not both, told("only connection knows both the client and the practice org", reason, both)


def test_no_package_re_exports_anything() -> None:
    broken = [
        str(file.relative_to(HOUSE.parent))
        for file in sorted(HOUSE.rglob("__init__.py"))
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and ast.unparse(node).split(" = ")[0] != "__version__"
    ]
    reason = "whoever imports one module of it would load them all, which every start pays for"
    assert not broken, told("packages re-export nothing", reason, broken)


def test_no_module_imports_itself_in_a_circle() -> None:
    names = {one.by for one in all_imports()}
    graph = {name: set[str]() for name in names}
    for one in all_imports():
        whole, parent = one.name, one.name.rpartition(".")[0]
        if not one.for_types:
            graph[one.by] |= {name for name in (whole, parent) if name in names and name != one.by}
    while free := [name for name, needs in graph.items() if not needs & graph.keys()]:
        for name in free:
            del graph[name]
    broken = [f"{name} imports {', '.join(sorted(needs & graph.keys()))}" for name, needs in sorted(graph.items())]
    assert not broken, told("no circles", "neither of two such modules can be read first", broken)


def test_the_core_calls_nothing_that_opens_a_file_or_asks_the_clock() -> None:
    words = {"open", "input", "print", "exec", "eval", "now", "today", "read_text", "read_bytes", "write_text"}
    called = re.compile(rf"\b({'|'.join(words)})\s*\(")
    broken = []
    for file in sorted((HOUSE / "core").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if not called.search(text):
            continue
        calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
        names = {str(getattr(call.func, "id", None) or getattr(call.func, "attr", None)) for call in calls}
        broken += [f"{file.relative_to(HOUSE)} calls {name}" for name in sorted(words & names)]
    assert not broken, told("core is pure", "values go in and values come out", broken)


def test_values_stand_in_double_quotes_wherever_a_person_reads_them() -> None:
    for_programs = {HOUSE / "dataclass.py", HOUSE / "keys.py"}
    files = [file for file in HOUSE.rglob("*.py") if file not in for_programs]
    assert [str(file) for file in files if "!r}" in file.read_text("utf-8")] == [], "value_text quotes values"


def test_what_draws_examples_is_known_to_do_so_before_it_is_imported() -> None:
    tests = Path(__file__).parent
    set_apart = {"conftest.py", "examples.py", "mutation.py", "drawn.py"}
    helpers = [file for file in tests.rglob("*.py") if not file.name.startswith("test_") and file.name not in set_apart]
    found = [str(file) for file in helpers if re.search(r"^(?:from|import) hypothesis", file.read_text("utf-8"), re.M)]
    assert found == [], "tests/conftest.py must know a test file that imports it, as it knows those of tests.drawn"

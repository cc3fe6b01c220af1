"""Mutants of a module: its source with one thing turned round, for ``tests.mutation``."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPARISONS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
NAMES: Final = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one thing turned round. line: 1-based, where the change is; first_lines: where the functions begin
    that hold it, the innermost last, none for what is done at import; before, after: the part as it was and is; equal:
    whether its line says ``# equal:`` and why, so that there is nothing for a test to notice."""

    line: int
    first_lines: tuple[int, ...]
    before: str
    after: str
    source: str
    equal: bool = False

    def __str__(self) -> str:
        return f"{self.line}: {self.before}  ->  {self.after}"


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree, lines = ast.parse(source), source.splitlines()
    for node, functions in sorted(_expressions(tree, ()), key=lambda each: (each[0].lineno, each[0].col_offset)):
        for turned in _turned(node):
            yield replace(_mutant(source, node, functions, turned), equal="# equal:" in lines[node.lineno - 1])


def _expressions(node: ast.AST, functions: tuple[int, ...]) -> Iterator[tuple[ast.expr, tuple[int, ...]]]:
    """The expressions that do something, each with the first lines of the functions around it. Left out are
    annotations, decorators, what is imported for types, and the ``strict`` of ``zip``, which only asserts."""
    zips = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "zip"
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list") or (zips and name == "keywords"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child)):
                continue
            around = functions  # defaults of arguments are evaluated where the function is defined
            if name == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                around = (*functions, node.lineno)
            if isinstance(child, ast.expr):
                yield child, around
            yield from _expressions(child, around)


def _turned(node: ast.expr) -> Iterator[ast.expr]:
    """What an expression may become; nothing where there is nothing to turn."""
    match node:
        case ast.Compare(left, [operator], [right]):
            yield ast.Compare(left, [COMPARISONS[type(operator)]()], [right])
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for place in range(len(values)):
                rest = values[:place] + values[place + 1 :]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(operator, rest)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, ast.Add() | ast.Sub() as operator, right):
            yield ast.BinOp(left, ast.Sub() if isinstance(operator, ast.Add) else ast.Add(), right)
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            yield ast.Constant(value + 1)
        case ast.Call(ast.Name(name), arguments, keywords) if name in NAMES:
            yield ast.Call(ast.Name(NAMES[name]), arguments, keywords)
        case ast.IfExp(_, body, orelse):
            yield from (body, orelse)


def _mutant(source: str, node: ast.expr, functions: tuple[int, ...], turned: ast.expr) -> Mutant:
    """The module with one expression in the place of another; everything else stays as it is written."""
    whole, lines = source.encode(), source.encode().splitlines(keepends=True)

    def offset(line: int, column: int) -> int:
        return sum(map(len, lines[: line - 1])) + column

    start = offset(node.lineno, node.col_offset)
    end = offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    after = ast.unparse(ast.fix_missing_locations(turned))
    # As many lines as before, so that functions begin where they began.
    padded = f"({after}{chr(10) * (whole[start:end].count(bytes([10])))})"
    return Mutant(
        node.lineno, functions, ast.unparse(node), after, (whole[:start] + padded.encode() + whole[end:]).decode()
    )

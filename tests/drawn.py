"""Strategies for objects and lists whose values come from tables, each drawn as one string of bytes.

To draw every key and every value by itself, as ``fixed_dictionaries`` and ``lists`` do, takes longer than most of what
a test then does with them. These reach the same, and shrink to fewer keys and to the values that stand first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Name = TypeVar("Name")
Value = TypeVar("Value")

_VALUES = 256
"""What a byte tells apart: a table has at most so many values."""


def each_of(pools: Mapping[Name, Sequence[Value]]) -> st.SearchStrategy[dict[Name, Value]]:
    """Objects with all of these keys, each with one of its values."""
    tables = list(pools.items())
    return _of_bytes(
        len(tables),
        lambda drawn: {name: values[byte % len(values)] for (name, values), byte in zip(tables, drawn, strict=True)},
        *pools.values(),
    )


def some_of(pools: Mapping[Name, Sequence[Value]], most: int | None = None) -> st.SearchStrategy[dict[Name, Value]]:
    """Objects with some of these keys in any order, each with one of its values. most: the most keys of one; None: all
    may be there."""
    tables = list(pools.items())
    count = len(tables)
    most = count if most is None else most

    def made(drawn: bytes) -> dict[Name, Value]:
        least = _VALUES - drawn[-1] * most // count  # so that few keys, and the most, are as likely as half of them
        there = sorted((drawn[at], at) for at in range(count) if drawn[at] >= least)
        found = ((*tables[at], drawn[count + at]) for _, at in there[:most])
        return {name: values[byte % len(values)] for name, values, byte in found}

    return _of_bytes(2 * count + 1, made, *pools.values())


def few_of(values: Sequence[Value], most: int) -> st.SearchStrategy[list[Value]]:
    """Lists of at most so many of these values, which may come again."""
    return _of_bytes(
        most + 1,
        lambda drawn: [values[byte % len(values)] for byte in drawn[1 : 1 + drawn[0] % (most + 1)]],
        values,
    )


def objects_of(
    names: Sequence[Name], values: st.SearchStrategy[Value], most: int | None = None, *, count: tuple[int, int]
) -> st.SearchStrategy[list[dict[Name, Value]]]:
    """Lists of objects with some of these keys in any order. The values are drawn for all of the objects together, so
    that several hold the same. most: the most keys of one; count: the fewest and the most objects."""
    fewest, greatest = count
    places = dict.fromkeys(names, range(_VALUES))
    return st.builds(
        lambda drawn, rows: [{name: drawn[place % len(drawn)] for name, place in row.items()} for row in rows],
        st.lists(values, min_size=1, max_size=greatest * (most or len(names))),
        st.lists(some_of(places, most), min_size=fewest, max_size=greatest),
    )


def _of_bytes(count: int, made: Callable[[bytes], Value], *tables: Sequence[Any]) -> st.SearchStrategy[Value]:
    assert all(0 < len(values) <= _VALUES for values in tables)
    return st.binary(min_size=count, max_size=count).map(made)

"""The names of a program in JavaScript or Python, and where it gives them their values, without running it.

Which of several values a name has at a call is told by the order in which they are written: the last one before the
call counts. A parameter hides what stands before it, and what the program changes piece by piece is not known.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from operator import itemgetter
from typing import Final

_ASSIGNMENT: Final = re.compile(
    r"(?:(?<![\w$.])(?P<declared>const|let|var)\s++)?"
    r"(?<![\w$.])(?P<name>[A-Za-z_$][\w$]*)\s*(?::\s*[\w$.]+(?:<[^=\n;(){}]{0,60}>)?(?:\[\])*\s*)?=(?![=>])\s*"
)
_PARAMETERS: Final = re.compile(
    r"(?:(?<![\w$])(?P<head>[\w$]++)\s*+)?\((?P<list>[^()]*)\)\s*(?::\s*[\w$.<>\[\]]+\s*)?(?:=>|\{)"
    r"|\bdef\s+\w+\s*\((?P<python>[^()]*)\)"
    r"|(?<![\w$.])(?P<one>[A-Za-z_$][\w$]*)\s*=>"
)
_NO_FUNCTION: Final = frozenset({"if", "for", "while", "switch", "with"})
_NAME: Final = re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*")
_CHANGE: Final = re.compile(
    r"(?<![\w$.])(?P<name>[A-Za-z_$][\w$]*)(?:"
    r"(?:\.[\w$]+|\[[^\]\n]{0,80}\])*\.(?:push|unshift|pop|shift|splice|append|extend|insert|remove|update|setdefault)\s*\("
    r"|(?:\.[\w$]+|\[[^\]\n]{0,80}\])+\s*[-+*/|&?]{0,2}=(?![=>])"
    r"|\s*[-+*/|&?]{1,2}=(?![=>]))"
    r"|\b(?:Object\.assign\(|delete\s|del\s)\s*(?P<assigned>[A-Za-z_$][\w$]*)"
)


class Names:
    """The names of one program."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.call = (len(text), len(text))
        """The first offset of the call in which names are looked up, and the one behind it."""
        self._declared: set[int] = set()

    def value_of(self, name: str) -> int | None:
        """The offset at which the value of a name begins; None where there is none, or it may be one of several."""
        starts, values = self._bindings.get(name, ([], []))
        before, behind = (bisect_left(starts, place) for place in self.call)
        if before:
            return values[before - 1]
        return values[behind] if behind == len(values) - 1 else None

    def is_set_again(self, name: str) -> bool:
        """Whether the value that counts is not the first one of a name, and no variable of its own begins there."""
        starts, values = self._bindings.get(name, ([], []))
        before = bisect_left(starts, self.call[0])
        known = [start for start, value in zip(starts[:before], values, strict=False) if value is not None]
        return len(known) > 1 and known[-1] not in self._declared

    def is_changed(self, name: str) -> bool:
        """Whether the program changes what it has given to a name: adds rows to a list, sets keys of an object."""
        return name in self._changed

    @cached_property
    def _bindings(self) -> dict[str, tuple[list[int], list[int | None]]]:
        """For each name, in order: where it is bound, and where its value begins, None for a parameter."""
        assigned = list(_ASSIGNMENT.finditer(self._text))
        self._declared = {each.start("name") for each in assigned if each["declared"]}
        found = [(each.start("name"), each["name"], each.end()) for each in assigned]
        hidden = [
            (each.end(), name, None)
            for each in _PARAMETERS.finditer(self._text)
            if each["head"] not in _NO_FUNCTION
            for name in _NAME.findall(each["list"] or each["python"] or each["one"] or "")
        ]
        bindings: dict[str, tuple[list[int], list[int | None]]] = {}
        for start, name, value in sorted([*found, *hidden], key=itemgetter(0)):
            starts, values = bindings.setdefault(name, ([], []))
            starts.append(start)
            values.append(value)
        return bindings

    @cached_property
    def _changed(self) -> frozenset[str]:
        return frozenset(each["name"] or each["assigned"] for each in _CHANGE.finditer(self._text))

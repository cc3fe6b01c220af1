"""The rule catalogue and the key bindings as Markdown tables, for the README."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import keys
from tui.core.rules import RULES

if TYPE_CHECKING:
    from textual.binding import Binding

    from tui.core.rules import Rule


def rules_markdown() -> str:
    """One line for each rule: id, certainty, sentence and settings, source."""
    lines = ["| rule | how sure | what it says | source |", "| --- | --- | --- | --- |"]
    for rule in RULES.values():
        certainty = f"{rule.certainty.badge} {rule.certainty.word}" if rule.certainty is not None else "-"
        switch = f" *Settings:* {', '.join(f'`{value}`' for value in rule.switch.values)}" if rule.switch else ""
        lines.append(f"| `{rule.id}` | {certainty} | {rule.sentence}{switch} | {_sources(rule)} |")
    return "\n".join(lines)


def _sources(rule: Rule) -> str:
    return ", ".join(f"[{each.title}]({each.address})" if each.address else each.title for each in rule.sources)


def keys_markdown() -> str:
    """One line for each binding: where it holds, its keys, what it does, and the id by which it can be remapped."""
    lines = ["| where | key | does | id |", "| --- | --- | --- | --- |"]
    for where, bindings in keys.PLACES.items():
        lines += [_key_line(where, binding) for binding in bindings]
    return "\n".join(lines)


def _key_line(where: str, binding: Binding) -> str:
    pressed = " or ".join(f"`{key}`" for key in binding.key.split(","))
    return f"| {where} | {pressed} | {binding.description} | `{binding.id}` |"

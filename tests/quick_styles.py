"""What style sheets give a node, worked out once in a process for all nodes that look the same to the rules.

Textual parses every style sheet anew in every app, matches each rule against each node, and sets each style of a node
through a property. Here the same text gives the same rules, and the same rules give nodes that look the same to them
the same styles; of those only what differs is set. What is left out is parsing, and matching nodes like ones before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from textual.css.model import SelectorType
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.layouts.factory import get_layout
from textual.style import Style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pytest
    from textual.css.model import RuleSet, Selector
    from textual.css.styles import RenderStyles, RulesMap, Styles

_Path: TypeAlias = tuple[object, ...]

_FLAGS: Final = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
_PREFIXES: Final = {SelectorType.TYPE: "", SelectorType.CLASS: ".", SelectorType.ID: "#"}


def styled_once(patch: pytest.MonkeyPatch) -> None:
    """Put it in the place of what Textual does."""
    parsed, given = _Parsed(), _Given()
    for name, instead in (
        ("parse", parsed.parse),
        ("_parse_rules", parsed.rules_of),
        ("parse_style", parsed.style),
        ("apply", given.styles),
        ("_process_component_classes", given.components),
    ):
        patch.setattr(Stylesheet, name, _method(instead))
    patch.setattr(Stylesheet, "replace_rules", staticmethod(given.replace_what_differs))


def _method(instead: Callable[..., Any]) -> Callable[..., Any]:
    def method(sheet: Stylesheet, *given: Any, **more: Any) -> Any:
        return instead(sheet, *given, **more)

    return method


class _Parsed:
    """The rules that were parsed, by their text and the values of the theme, and the lists that apps make of them."""

    def __init__(self) -> None:
        self._parse, self._parse_rules = Stylesheet.parse, Stylesheet._parse_rules
        self._parse_style = Stylesheet.parse_style
        self._styles: dict[tuple[int, str], Style] = {}
        self._themes: dict[tuple[tuple[str, str], ...], int] = {}
        self._rules: dict[object, list[RuleSet]] = {}
        self._sheets: dict[object, tuple[list[RuleSet], dict[str, list[RuleSet]]]] = {}

    def parse(self, sheet: Stylesheet) -> None:
        """In place of ``Stylesheet.parse``."""
        key = (self._theme(sheet), tuple(sheet.source.items()))
        if key not in self._sheets:
            self._parse(sheet)
            self._sheets[key] = (sheet._rules, sheet.rules_map)
        sheet._rules, sheet._rules_map = self._sheets[key]
        sheet._require_parse = False

    def rules_of(self, sheet: Stylesheet, css: str, **facts: Any) -> list[RuleSet]:
        """In place of ``Stylesheet._parse_rules``."""
        key = (self._theme(sheet), css, tuple(facts.items()))
        if key not in self._rules:
            self._rules[key] = self._parse_rules(sheet, css, **facts)
        return self._rules[key]

    def style(self, sheet: Stylesheet, text: str | Style) -> Style:
        """In place of ``Stylesheet.parse_style``, which for the first text of an app reads all values of the theme."""
        if isinstance(text, Style) or text in sheet._style_parse_cache:
            return self._parse_style(sheet, text)
        key = (self._theme(sheet), text)
        if key not in self._styles:
            self._styles[key] = self._parse_style(sheet, text)
        sheet._style_parse_cache[text] = self._styles[key]
        return self._styles[key]

    def _theme(self, sheet: Stylesheet) -> int:
        return self._themes.setdefault(tuple(sheet._variables.items()), len(self._themes))


class _Asked:
    """What some rules ask of a node and of all that it stands in: names, and states of what has the name.

    ``given``: their styles, by how the nodes look to them; ``components``: those of the parts of a widget; ``flags``:
    what they say of the node, in the order of ``_FLAGS``.
    """

    def __init__(self, rules: Iterable[RuleSet]) -> None:
        self.given: dict[_Path, RulesMap | None] = {}
        self.components: dict[_Path, dict[str, RulesMap]] = {}
        self.flags: tuple[bool, ...] = ()
        self._states: dict[str, set[str]] = {}
        self._seen: dict[object, tuple[int, tuple[str, ...]]] = {}
        self._numbers: dict[frozenset[str], int] = {}
        for rule in rules:
            for selectors in rule.selector_set:
                for selector in selectors.selectors:
                    self._states.setdefault(_name(selector), set()).update(selector.pseudo_classes)

    def path(self, node: DOMNode) -> _Path:
        """How the node, and all that it stands in, looks to these rules."""
        return tuple([self._look(each) for each in node.css_path_nodes])

    def _look(self, node: Any) -> object:
        looks = _looks(node)
        seen = self._seen.get(looks)
        if seen is None:
            seen = self._seen[looks] = self._first_look(*looks)
        number, states = seen
        if not states:
            return number
        ask = node._PSEUDO_CLASSES
        return (number, *[state in ask and ask[state](node) for state in states])

    def _first_look(
        self, types: frozenset[str], classes: frozenset[str], node_id: str | None
    ) -> tuple[int, tuple[str, ...]]:
        names = self._states.keys() & {"*", *types, *(f".{name}" for name in classes), f"#{node_id}"}
        states: set[str] = set().union(*(self._states[name] for name in names))
        return self._numbers.setdefault(frozenset(names), len(self._numbers)), tuple(sorted(states))


def _looks(node: DOMNode) -> tuple[frozenset[str], frozenset[str], str | None]:
    return (node._css_type_names, frozenset(node._classes), node._id)


def _name(selector: Selector) -> str:
    prefix = _PREFIXES.get(selector.type)
    return "*" if prefix is None else prefix + selector.name


class _Given:
    """The styles that were given: by the rules that apply to a node, and how that looks to them."""

    def __init__(self) -> None:
        self._apply, self._replace = Stylesheet.apply, Stylesheet.replace_rules
        self._process = Stylesheet._process_component_classes
        self._asked: dict[tuple[int, ...], _Asked] = {}  # by the ids of the rules
        self._by_looks: dict[tuple[int, object], _Asked] = {}  # by the id of a list of rules
        self._alive: dict[int, list[RuleSet]] = {}  # so that no other list or rule gets such an id
        self._places: dict[int, dict[int, int]] = {}  # of each rule, by its id, in such a list
        self._replaced: dict[int, RulesMap] = {}
        self._as_set: dict[int, tuple[RulesMap, RulesMap]] = {}

    def styles(
        self, sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: dict[Any, RulesMap] | None = None
    ) -> None:
        """In place of ``Stylesheet.apply``, which asks a cache of its own."""
        key = (id(sheet.rules), _looks(node))
        asked = self._by_looks.get(key) or self._ask(sheet, key, node._selector_names)
        path = asked.path(node)
        if path not in asked.given:
            self._replaced.pop(id(node), None)
            self._apply(sheet, node, animate=animate)
            asked.given[path] = self._replaced.pop(id(node), None)
            asked.flags = tuple([getattr(node, flag) for flag in _FLAGS])
            return
        for flag, value in zip(_FLAGS, asked.flags, strict=True):
            setattr(node, flag, value)
        rules = asked.given[path]
        if rules is not None:
            sheet.replace_rules(node, rules, animate=animate)
        sheet._process_component_classes(node)

    def _ask(self, sheet: Stylesheet, key: tuple[int, object], names: set[str]) -> _Asked:
        """What the rules ask that can apply to nodes with these names, in the order of the sheet."""
        if id(sheet.rules) not in self._alive:
            self._alive[id(sheet.rules)] = sheet.rules
            self._places[id(sheet.rules)] = {id(rule): place for place, rule in enumerate(sheet.rules)}
        by_name, places = sheet.rules_map, self._places[id(sheet.rules)]
        found = {id(rule): rule for name in names & by_name.keys() for rule in by_name[name]}
        rules = sorted(found.values(), key=lambda rule: places[id(rule)])
        asked = self._asked.setdefault(tuple(map(id, rules)), _Asked(rules))
        self._by_looks[key] = asked
        return asked

    def replace_what_differs(self, node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        """In place of ``Stylesheet.replace_rules``. What is not mounted yet has nobody to tell of its styles."""
        self._replaced[id(node)] = rules
        base = node.styles.base
        _, as_set = self._as_set.get(id(rules), (rules, None))
        if as_set is None or (animate and "transitions" in as_set):
            self._replace(node, rules, animate)
            if not animate:
                self._as_set[id(rules)] = (rules, base._rules.copy())
        elif base._rules or node._is_mounted:
            differing = _differing(base._rules, as_set)
            for name in differing:
                setattr(base, name, as_set.get(name))
            if differing or not animate:
                node.notify_style_update()
        else:
            _set_first(base, as_set)
            node.notify_style_update()

    def components(self, sheet: Stylesheet, node: DOMNode) -> None:
        """In place of ``Stylesheet._process_component_classes``. A part is styled when the widget asks for its styles:
        most are never asked for."""
        components = node._get_component_classes()
        if not components:
            return
        key = (id(sheet.rules), components)
        asked = self._by_looks.get(key) or self._ask(sheet, key, {"*", "DOMNode", *(f".{each}" for each in components)})
        path = asked.path(node)
        if path not in asked.components:
            node._component_styles = dict(node._component_styles)  # Textual puts all parts into it
            self._process(sheet, node)
            asked.components[path] = {name: each.base._rules for name, each in node._component_styles.items()}
            return
        before, rules = node._component_styles, asked.components[path]
        if isinstance(before, _Parts) and before.are_as_by(rules):
            return
        node._component_styles = _Parts(node, rules)
        node.refresh()


class _Parts(dict[str, "RenderStyles"]):
    """The styles of the parts of a widget by their names, each made when it is asked for."""

    def __init__(self, node: DOMNode, rules: dict[str, RulesMap]) -> None:
        super().__init__()
        self._node, self._rules = node, rules
        self._as_made: dict[str, int] = {}

    def are_as_by(self, rules: dict[str, RulesMap]) -> bool:
        """Whether they are those that the rules give, and nobody has changed one since."""
        made = {name: styles._cache_key for name, styles in self.items()}
        return self._rules == rules and made == self._as_made

    def __contains__(self, name: object) -> bool:
        return name in self._rules or super().__contains__(name)  # set one by one, once it was cleared

    def __missing__(self, name: str) -> RenderStyles:
        part = DOMNode(classes=name)
        part._attach(self._node)
        _set_first(part.styles.base, self._rules[name])
        self[name] = part.styles
        self._as_made[name] = part.styles._cache_key
        return part.styles

    def clear(self) -> None:
        """As if the widget had no parts."""
        super().clear()
        self._rules = {}


def _differing(rules: Any, others: Any) -> list[str]:
    """The names of what they say differently; each node has a layout of its own."""
    found = [name for name in rules if name not in others]
    for name, value in others.items():
        own = rules.get(name)
        if own is not value and own != value and (name != "layout" or type(own) is not type(value)):
            found.append(name)
    return found


def _set_first(styles: Styles, rules: RulesMap) -> None:
    styles._rules.update(rules)
    layout = rules.get("layout")
    if layout is not None:
        styles._rules["layout"] = get_layout(layout.name)
    styles._updates += 1

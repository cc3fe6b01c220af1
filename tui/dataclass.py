"""``dataclass`` as the standard library has it, made in a tenth of the time.

The standard library writes up to six methods of each class as text and compiles them as its module loads: half a
millisecond for each of some two hundred classes before a word is on the screen, and most are never asked for. Here a
method is written when it is first called. To whoever uses a class there is no difference, and ``dataclasses.fields``,
``replace`` and ``asdict`` take it as ever. Not known here: keyword-only fields and ``InitVar``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - under this very name to whoever checks types
else:
    import dataclasses
    from functools import partial
    from types import MemberDescriptorType

    def dataclass(cls=None, /, *, frozen=False, slots=False, order=False):
        """Make a class a dataclass. frozen: nothing can be set after ``__init__``, and values can be hashed; slots: it
        has no ``__dict__``; order: values are sorted by their fields."""
        if cls is None:
            return lambda cls: _made(cls, frozen=frozen, slots=slots, order=order)
        return _made(cls, frozen=frozen, slots=slots, order=order)

    def _made(cls, *, frozen, slots, order):
        own_hash = cls.__dict__.get("__hash__")
        cls.__doc__ = cls.__doc__ or cls.__name__  # else it would be told by the signature, which is looked for long
        cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
        _give(cls, "__init__", _to_be_written(cls, "__init__", _init_of_frozen if frozen else _init_of))
        _give(cls, "__eq__", _to_be_written(cls, "__eq__", _compared))
        _give(cls, "__repr__", _to_be_written(cls, "__repr__", _repr_of))
        for name, sign in (("__lt__", "<"), ("__le__", "<="), ("__gt__", ">"), ("__ge__", ">=")) if order else ():
            _give(cls, name, _to_be_written(cls, name, partial(_compared, name=name, sign=sign)))
        if own_hash is None:  # as Python has it: what is equal by value and may change has no hash
            cls.__hash__ = _to_be_written(cls, "__hash__", _hash_of) if frozen else None
        if frozen:
            _freeze(cls)
            if slots:
                _give(cls, "__getstate__", _get_state)
                _give(cls, "__setstate__", _set_state)
        return cls

    def _give(cls, name, method):
        """A method, unless the class has one of its own."""
        if name not in cls.__dict__:
            setattr(cls, name, method)

    def _to_be_written(cls, name, text_of):
        """A method that writes itself anew when it is called. text_of: its text, and what the text knows by name."""

        def method(*given, **named):
            text, known = text_of(cls)
            exec(text, known)  # the names in it are those of the class's fields
            written = known[name]
            written.__qualname__, written.__module__ = f"{cls.__qualname__}.{name}", cls.__module__
            setattr(cls, name, written)
            return written(*given, **named)

        return method

    def _init_of(cls, put=None):
        """put: writes the line that gives a field its value."""
        missing = dataclasses.MISSING
        known = {"_missing_": missing}
        put = put or (lambda name, value, _: f" self.{name} = {value}")
        parameters, lines = ["self"], []
        for each in dataclasses.fields(cls):
            default = value = None
            if each.default is not missing:
                known[f"_default_{each.name}_"] = each.default
                default = value = f"_default_{each.name}_"
            elif each.default_factory is not missing:
                known[f"_make_{each.name}_"] = each.default_factory
                default, value = "_missing_", f"_make_{each.name}_()"
            if each.init:
                parameters.append(f"{each.name}={default}" if default else each.name)
                value = f"{value} if {each.name} is _missing_ else {each.name}" if default == "_missing_" else each.name
            if value is not None:
                lines.append(put(each.name, value, known))
        if hasattr(cls, "__post_init__"):
            lines.append(" self.__post_init__()")
        return "\n".join([f"def __init__({', '.join(parameters)}):", *(lines or [" pass"])]), known

    def _init_of_frozen(cls):
        def put(name, value, known):
            slot = getattr(cls, name, None)
            if isinstance(slot, MemberDescriptorType):  # takes half the time of the way by the field's name
                known[f"_put_{name}_"] = slot.__set__
                return f" _put_{name}_(self, {value})"
            known["_put_"] = object.__setattr__
            return f" _put_(self, '{name}', {value})"

        return _init_of(cls, put)

    def _compared(cls, name="__eq__", sign="=="):
        names = [each.name for each in dataclasses.fields(cls) if each.compare]
        ours, theirs = (_tuple_of(who, names) for who in ("self", "other"))
        compared = f"{ours} {sign} {theirs} if other.__class__ is self.__class__ else NotImplemented"
        return f"def {name}(self, other):\n return {compared}", {}

    def _hash_of(cls):
        fields = dataclasses.fields(cls)
        names = [each.name for each in fields if (each.compare if each.hash is None else each.hash)]
        return f"def __hash__(self):\n return hash({_tuple_of('self', names)})", {}

    def _tuple_of(who, names):
        return f"({''.join(f'{who}.{name}, ' for name in names)})"

    def _repr_of(cls):
        told = ", ".join(f"{each.name}={{self.{each.name}!r}}" for each in dataclasses.fields(cls) if each.repr)
        return f"def __repr__(self):\n return f'{{self.__class__.__qualname__}}({told})'", {}

    def _freeze(cls):
        names = {each.name for each in dataclasses.fields(cls)}

        def setattr_(self, name, value):
            if type(self) is cls or name in names:
                raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
            super(cls, self).__setattr__(name, value)

        def delattr_(self, name):
            if type(self) is cls or name in names:
                raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
            super(cls, self).__delattr__(name)

        _give(cls, "__setattr__", setattr_)
        _give(cls, "__delattr__", delattr_)

    def _get_state(self):
        return [getattr(self, each.name) for each in dataclasses.fields(self)]

    def _set_state(self, state):
        for each, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, each.name, value)

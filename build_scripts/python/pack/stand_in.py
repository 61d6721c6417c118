"""Takes the place of a module that is imported and never used: whatever is asked of it is there, and does nothing.

Pyodide's own modules name classes of these modules as bases and call some functions while they are imported, so each
name gives a new class, which can be inherited from, called, subscripted and joined with `|` to a type.
"""


class Absence(type):
    """The type of every class that is asked for."""

    def __getattr__(cls, name):
        return absent(name)

    def __or__(cls, other):
        return cls

    __ror__ = __getitem__ = __or__


def absent(name):
    """A class of that name. Names between double underscores are Python's own questions: there is nothing."""
    if name.startswith("__"):
        raise AttributeError(name)
    return Absence(name, (), {"__init__": nothing, "__call__": nothing, "__getattr__": lambda self, _: self})


def nothing(*_, **__):
    """Done."""


__getattr__ = absent

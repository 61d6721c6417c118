"""Stand-in for a module that is imported and never used: every name exists in it, and does nothing.

Pyodide's own modules name classes of these modules as bases and call some functions while they are imported, so each
name gives a new class, which can be inherited from, called, subscripted and joined with `|` to a type.
"""


class Absence(type):
    """Metaclass of the classes that `absent` makes."""

    def __getattr__(cls, name):
        return absent(name)

    def __or__(cls, other):
        return cls

    __ror__ = __getitem__ = __or__


def absent(name):
    """Class of that name. Raises AttributeError for names such as `__path__`, because Python itself asks for those."""
    if name.startswith("__"):
        raise AttributeError(name)
    return Absence(name, (), {"__init__": nothing, "__call__": nothing, "__getattr__": lambda self, _: self})


def nothing(*_, **__):
    """Do nothing."""


__getattr__ = absent

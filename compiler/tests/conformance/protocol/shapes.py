"""Whether a JSON value has the shape that the specification gives to it.

The classes of `lsprotocol` are generated from the specification; their annotations are what is compared with. Unknown members are
mistakes as well: an editor would never see them.
"""

from __future__ import annotations

import enum
import functools
import json
import sys
import types
import typing
from collections import abc
from typing import Any

import attrs
from lsprotocol import types as lsp

# The specification lets servers add values of their own to these.
OPEN = (
    lsp.CodeActionKind, lsp.FoldingRangeKind, lsp.PositionEncodingKind, lsp.SemanticTokenTypes,
    lsp.SemanticTokenModifiers,
)


@functools.lru_cache(maxsize=None)
def members(cls: type) -> dict[str, tuple[Any, bool]]:
    """The members of a class by their JSON names: type, and whether they are required."""
    names = {**vars(lsp), **vars(sys.modules[cls.__module__])}
    hints = typing.get_type_hints(cls, names)
    return {json_name(f.name): (hints[f.name], f.default is attrs.NOTHING) for f in attrs.fields(cls)}


def json_name(field: str) -> str:
    """`text_document` is `textDocument`; a name that Python reserves has `_` behind it."""
    head, *rest = field.rstrip("_").split("_")
    return head + "".join(word.capitalize() for word in rest)


def mistake(value: Any, wanted: Any, at: str = "$") -> str | None:
    """What is wrong with a value, if anything is."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if wanted in (Any, object):
        return None
    if wanted in (None, type(None)):
        return None if value is None else f"{at} should be null"
    if origin in (typing.Union, types.UnionType):
        return of_either(value, arguments, at)
    if origin is typing.Literal:
        return None if value in arguments else f"{at} is {value!r}, not one of {arguments}"
    if origin is tuple:
        if not isinstance(value, list) or len(value) != len(arguments):
            return f"{at} is no array of {len(arguments)}"
        return first(mistake(item, each, f"{at}[{i}]") for i, (item, each) in enumerate(zip(value, arguments)))
    if isinstance(origin, type) and issubclass(origin, abc.Mapping):
        if not isinstance(value, dict):
            return f"{at} is no object"
        return first(mistake(item, arguments[1], f"{at}.{key}") for key, item in value.items())
    if isinstance(origin, type) and issubclass(origin, abc.Sequence):
        if not isinstance(value, list):
            return f"{at} is no array"
        return first(mistake(item, arguments[0], f"{at}[{i}]") for i, item in enumerate(value))
    if isinstance(wanted, type) and attrs.has(wanted):
        return of_class(value, wanted, at)
    if isinstance(wanted, type) and issubclass(wanted, enum.Enum):
        known = value in [member.value for member in wanted]
        free = issubclass(wanted, OPEN) and isinstance(value, str)
        return None if known or free else f"{at} is {value!r}, no {wanted.__name__}"
    return of_simple(value, wanted, at)


def of_either(value: Any, choices: tuple[Any, ...], at: str) -> str | None:
    """The mistake of the choice that fits best."""
    found = [mistake(value, choice, at) for choice in choices]
    if None in found:
        return None
    if isinstance(value, (dict, list)):
        return max((text for text in found if text), key=len)
    return f"{at} is {json.dumps(value)}, none of {len(choices)} types"


def of_class(value: Any, cls: type, at: str) -> str | None:
    """Members that are missing, unknown or wrong."""
    if not isinstance(value, dict):
        return f"{at} is {json.dumps(value)[:60]}, no {cls.__name__}"
    known = members(cls)
    unknown = [name for name in value if name not in known]
    if unknown:
        return f"{at}.{unknown[0]} is no member of {cls.__name__}"
    for name, (wanted, required) in known.items():
        if name not in value:
            if required:
                return f"{at}.{name} of {cls.__name__} is missing"
        elif value[name] is not None or required:
            if found := mistake(value[name], wanted, f"{at}.{name}"):
                return found
    return None


def of_simple(value: Any, wanted: Any, at: str) -> str | None:
    """Numbers, texts and flags; a flag is no number."""
    kinds: dict[Any, Any] = {bool: bool, int: int, float: (int, float), str: str}
    if wanted not in kinds:
        return f"{at}: the suite has no rule for {wanted}"
    fits = isinstance(value, kinds[wanted]) and (wanted is bool or not isinstance(value, bool))
    return None if fits else f"{at} is {json.dumps(value)[:60]}, no {wanted.__name__}"


def first(found: abc.Iterable[str | None]) -> str | None:
    """The first mistake."""
    return next((text for text in found if text), None)

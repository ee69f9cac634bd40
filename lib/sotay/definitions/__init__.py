"""Facts an analyst may change: every YAML file under `parameters/`, typed and checked."""

from sotay.definitions.problem import DefinitionError, Problem
from sotay.definitions.registry import Registry, load_registry

__all__ = ["DefinitionError", "Problem", "Registry", "load_registry"]

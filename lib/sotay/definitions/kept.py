"""The definitions as an earlier run of the month read them: read from their files again only when one of these or the program has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sotay.definitions.handed import content_key, hand_on
from sotay.definitions.program import program_key
from sotay.definitions.registry import Registry, load_registry
from sotay.definitions.steps import StepCache

_STEP = "registry"


def kept_registry(root: Path, folder: Path, anew: bool = False) -> Registry:
    """All definitions under `root`, handed on as `load_registry` does; `folder` is where they are kept, without the line numbers that only messages about wrong files need. `anew`: from the files, whatever is kept.

    Raises DefinitionError with every problem found.
    """
    kept = StepCache(folder, f"{program_key()} {content_key(root)}")
    known = None if anew else kept.get(_STEP, str(root))
    if known is not None:
        hand_on(known)
        return known
    made = load_registry(root)
    kept.put(_STEP, replace(made, lines={}), str(root))
    kept.sweep()
    return made

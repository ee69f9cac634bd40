"""The definitions as an earlier run of the month read them: read from their files again only when one of these or the program has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sotay.definitions.handed import content_key, hand_on
from sotay.definitions.program import program_key
from sotay.definitions.registry import Registry, load_registry
from sotay.definitions.steps import StepCache

_STEP = "registry"


class KeptRegistry:
    """All definitions under `root`; `folder` is where they are kept, without the line numbers that only messages about wrong files need."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self._steps = StepCache(folder, f"{program_key()} {content_key(root)}")
        self._fresh: Registry | None = None

    def read(self, anew: bool = False) -> Registry:
        """The definitions, handed on as `load_registry` does. `anew`: from the files, whatever is kept. Raises DefinitionError with every problem found."""
        known = None if anew else self._steps.get(_STEP, str(self.root))
        if known is not None:
            hand_on(known)
            return known
        self._fresh = load_registry(self.root)
        return self._fresh

    def keep(self) -> None:
        """Keeps what was read from the files, in the place of what was kept before; apart from `read`, because a run that is refused leaves nothing behind."""
        if self._fresh is not None:
            self._steps.put(_STEP, replace(self._fresh, lines={}), str(self.root))
            self._steps.sweep()

"""Writes, prepares and judges one case: `python -m other SEED FOLDER [--size 1.0]`, started in the folder above."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import score
from other.run import judged


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("seed", type=int)
    ask.add_argument("folder", type=Path, help="emptied first")
    ask.add_argument("--size", type=float, default=1.0)
    ask.add_argument("--least", type=int, default=6, help="how often each kind of error is planted at least")
    ask.add_argument("--share", type=float, default=1.0, help="share of the datasets that are handed in")
    a = ask.parse_args()
    shutil.rmtree(a.folder, ignore_errors=True)
    score.show(judged(a.seed, a.folder, a.size, a.least, a.share), True)


if __name__ == "__main__":
    main()

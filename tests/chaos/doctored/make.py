"""Doctored histories: copies of one clean run, each of which breaks one promise as a real fault would.

A check that finds nothing proves nothing unless it would have found something. `self_test` shows that
the clean run passes, and that each copy is flagged by the rule that it breaks.

To add one: a function over a run's copy in the file of its noun, with the rule that has to flag it.
"""

import copy
import pathlib

from checks.run import Run

# Imported to be listed.
from . import answers, ends, log, sockets, tables  # noqa: F401
from .finding import ALL


def self_test(folder, check):
    """0 if the clean run passes and every doctored one is flagged."""
    clean = Run.load(pathlib.Path(folder))
    problems = check(clean)
    if problems:
        problems.print()
        print("the run to be doctored is not clean")
        return 1
    missed = 0
    for rule, doctor in ALL:
        run = copy.deepcopy(clean)
        name = doctor.__name__.replace("_", " ")
        try:
            doctor(run)
        except (LookupError, ValueError) as odd:
            print(f"not made: {name}: the clean run has nothing to doctor ({odd!r})")
            missed += 1
            continue
        flagged = check(run).rules
        if rule not in flagged:
            missed += 1
            print(f"missed: {name}: {rule} says nothing, only {sorted(flagged)} do")
    print(f"{len(ALL) - missed} of {len(ALL)} doctored histories flagged, the clean one passes")
    return 1 if missed else 0

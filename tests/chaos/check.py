"""Checks the history of a run against what Tidings promises: written from README.md, the API's
page and docs/evidence.md alone, and sharing no code with Tidings, so that a bug of both is unlikely.

    python3 check.py RUN            checks the folder that `chaos` has written
    python3 check.py --doctored RUN shows that the check would have noticed: every doctored copy of
                                    this clean run must be flagged, by the rule that it breaks

Prints what is wrong, rule by rule. Exits 0 if nothing is, 1 if something is, 2 if it could not check.

To add a rule: a function over `Run` and `Found` in the file of its noun under checks/, its line in
`RULES`, and a history in doctored/make.py that breaks it.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from checks import commands, coverage, delivery, files, log, reads, tables
from checks.run import Found, Run

RULES = [
    log.positions_and_sequences_are_dense,
    log.hashes_hold,
    log.history_is_legal,
    log.prefix_is_unchanged,
    commands.acknowledged_is_in_the_log,
    commands.nothing_is_there_that_nobody_asked,
    commands.order_is_real_time,
    commands.repeats_are_answered_alike,
    commands.errors_are_problems_in_their_windows,
    tables.tables_are_the_fold,
    tables.rows_agree_with_each_other,
    files.files_have_their_bytes,
    delivery.frames_are_complete_and_in_order,
    delivery.frames_say_what_the_log_says,
    delivery.pushes_go_on_without_the_bus,
    reads.answers_are_the_fold,
    reads.reads_never_go_back,
    coverage.all_is_quiet_at_the_end,
    coverage.topic_is_the_log,
]


def check(run):
    """Everything that is wrong with a run."""
    found = Found()
    for rule in RULES:
        try:
            rule(run, found)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as odd:
            found(rule.__name__, f"what stands there cannot be read: {odd!r}")
    return found


def main(arguments):
    if arguments[:1] == ["--doctored"] and len(arguments) == 2:
        from doctored import make

        return make.self_test(pathlib.Path(arguments[1]), check)
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        run = Run.load(pathlib.Path(arguments[0]))
    except (OSError, ValueError, KeyError) as odd:
        print(f"could not check: {odd!r}", file=sys.stderr)
        return 2
    found = check(run)
    coverage.things_that_should_happen_did(run, found)
    for line in delivery.latency(run) + coverage.summary(run):
        print(line)
    found.print()
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

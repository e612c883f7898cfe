//! Nothing but tests, under `tests/it`.

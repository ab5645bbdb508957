"""The hub: takes events in, journals, folds, judges, dispatches and serves."""

"""The panes: one file each, found by name."""

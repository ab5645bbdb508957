"""One file a version of the journal's schema."""

"""A hall's files, changed by hand: operations on the text of hall.toml, versions, plans of other programs. No Qt, no widgets."""

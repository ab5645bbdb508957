"""All that is drawn. No facts are kept here."""

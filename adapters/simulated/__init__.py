"""A hall that is not there: its devices and people, speaking the real protocols to the real adapters."""

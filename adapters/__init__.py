"""Programs that speak to devices, one process each."""

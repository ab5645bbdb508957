"""What the hall is, as pure values: events, commands, state, and the functions between them."""

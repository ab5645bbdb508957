"""`make pictures`: every pane and window in every state, look, language and size, drawn from real events, looked at by structural checks."""

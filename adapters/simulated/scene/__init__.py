"""The demo hall as its cameras see it: a room made of surfaces, figures in it, a lens that looks at both. It knows no stream."""

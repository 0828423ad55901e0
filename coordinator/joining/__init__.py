"""Cities join an edition: asked for by a form, decided by the global team, with notes for whoever leads them."""

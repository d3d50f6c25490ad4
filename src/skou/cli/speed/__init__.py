"""How fast Skou is, measured here and now, beside the peers that are installed."""

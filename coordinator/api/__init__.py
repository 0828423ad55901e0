"""The JSON API, `/api/v1`: what programs of others may ask, in words that stay."""

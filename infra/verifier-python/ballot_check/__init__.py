"""Checks a published ballot from its files alone. Shares nothing with the other verifier but the format (docs/ballot-format.md)."""

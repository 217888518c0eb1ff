"""The papers of many years, taken into the archive."""

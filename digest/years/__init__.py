"""The papers of many years: taken into the archive, counted, and written out as Parquet."""

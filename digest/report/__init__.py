"""What a terminal asks: one source shown, the archive searched, counted and written out, the machine looked at."""

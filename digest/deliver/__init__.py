"""Letters out, once each: their bytes (`letters`), who gets them (`addresses`), how they are handed over (`lines`)."""

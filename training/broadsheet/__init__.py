"""Training pages set by a second generator, by other hands, blind to the first one and to the reader."""

"""Training pages set by the first generator, and the fit of every model of pages."""

"""Small fitted models kept as data beside their loaders; `training/` makes them, byte for byte."""

"""digest turns a week of newspapers into a brief whose every figure has its evidence."""

__version__ = "0.1.0"

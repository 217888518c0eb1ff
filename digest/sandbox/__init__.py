"""Untrusted bytes in, a Document out: read in a child process that can do no harm."""

from digest.sandbox.child import PICTURES, Child, Limits

__all__ = ["PICTURES", "Child", "Limits"]

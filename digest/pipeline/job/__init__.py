"""The scheduled job: what is due is built, closed and mailed, however often it is started or killed."""

from digest.pipeline.job.work import dry, due, send

__all__ = ["dry", "due", "send"]

"""The order of the stages: sources in, an issue out; drafts, the scheduled job and the papers of many years."""

"""Strings in, strings out: decoding, sentences, words. Knows nothing of pages, facts or briefs."""

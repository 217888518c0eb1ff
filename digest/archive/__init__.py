"""The one database of a place of issues: articles, facts, stories, issues, and the letters owed for them."""

"""The desk: a local web page where people look at the week, mend it, sign it and send it."""

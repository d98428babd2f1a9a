"""A small trained language model: what a message seems to say, with how sure it is."""

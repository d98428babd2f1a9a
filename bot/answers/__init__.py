"""Whether the answer to a question says yes to the trouble asked for, or no."""

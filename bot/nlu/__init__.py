"""Understanding: from a runner's words to findings with a status. Knows words, not medicine."""

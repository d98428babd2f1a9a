"""Ways in: HTTP now, sockets and chat platforms later, all through one gateway."""

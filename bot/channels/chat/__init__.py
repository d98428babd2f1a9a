"""What all chat platforms share: order, commands, open questions, patience."""

"""Stores, locks and quicker ways, with the trained bot, real databases, real faults."""

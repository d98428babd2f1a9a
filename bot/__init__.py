"""Backstride: a chatbot for runners with pain in the back, buttock or leg."""

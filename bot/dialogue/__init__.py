"""What Backstride adds to Rasa's engine. The conversation itself is in data/."""

"""What is drawn by chance: people, things, verbs with their objects, and who does what."""

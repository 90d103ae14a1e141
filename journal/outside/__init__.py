"""What leaves the house with an export: it knows nothing of the house and needs nothing of it."""

"""The pages of the working groups."""

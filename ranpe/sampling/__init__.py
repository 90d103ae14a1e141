"""The sample world: a deterministic Secretariat at work, every row marked as data contoh."""

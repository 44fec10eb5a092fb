"""Help with writing plans: citing what is held."""

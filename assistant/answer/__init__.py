"""From Evidence to an Answer whose every sentence is quoted and verified."""

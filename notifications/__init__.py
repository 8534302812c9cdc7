"""Messages to people: their kinds and words, the channels they go by, and what became of each."""

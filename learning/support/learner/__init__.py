"""The learner's record: everything staff see of one person."""

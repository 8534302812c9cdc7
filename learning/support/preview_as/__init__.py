"""Preview as a learner: staff see the site as a person, or as a test learner, does."""

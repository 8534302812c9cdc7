"""The access explainer: why somebody can or can't enter, with every rule that was looked at."""

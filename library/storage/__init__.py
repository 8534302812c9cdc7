"""Where files and renditions lie, and how parts of them are served."""

"""The course page: address, context, curriculum and screen."""

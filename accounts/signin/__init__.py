"""How people sign up and sign in: allauth's adapters and password check."""

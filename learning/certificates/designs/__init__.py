"""How certificates look: templates that staff compose, and the frozen designs that were issued."""

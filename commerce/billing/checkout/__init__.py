"""From a basket to an order that is paid: the pages of the buyer."""

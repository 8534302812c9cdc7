"""The courses of somebody who teaches, with what is to be done in each."""

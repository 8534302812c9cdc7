"""Any number of options are right: all or nothing, or marks for a part of them."""

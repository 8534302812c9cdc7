"""Who may see customers, and erase one."""

PERMISSIONS = {
    "Finance": ["customers.view_customer"],
    "Support": ["customers.view_customer"],
    "Administrator": ["customers.view_customer", "customers.change_customer"],
}

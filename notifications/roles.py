"""What each group may do to messages."""

PERMISSIONS = {
    "Support": ["notifications.view_message", "notifications.handle_messages"],
    "Administrator": [
        "notifications.view_message",
        "notifications.handle_messages",
        "notifications.view_messagetemplate",
        "notifications.add_messagetemplate",
        "notifications.change_messagetemplate",
        "notifications.delete_messagetemplate",
    ],
}

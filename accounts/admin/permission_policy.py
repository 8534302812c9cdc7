"""Who may do what to people in Wagtail's admin."""

from wagtail.permission_policies import ModelPermissionPolicy

from accounts import policies
from accounts.models import User


class PersonPermissionPolicy(ModelPermissionPolicy):
    """Django's permissions, but nobody deletes a person, and a superuser is changed by superusers only."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: User, action: str, instance: User) -> bool:
        if action == "change":
            return bool(policies.may_edit_account(user, instance))
        return self.user_has_permission(user, action)
